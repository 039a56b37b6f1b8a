"""Phrases that a question may hold, and where it holds them.

A phrase is words, `{kind}` for a mention of that kind, and `...` for up to six words of any sort:

    who is {person}
    refer* to
    what ... cite

Words agree without their English endings and with marks optional (`queries.ask.words`). A word that ends in `*` is the
beginning of one. Articles may stand between any two words.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from graph.search.normalise import Word, words_of
from queries.ask.words import Question, agree, stem

GAP: Final = "..."
_LONGEST_GAP: Final = 6
_BETWEEN: Final = frozenset({"the", "a", "an", "s", "cac", "nhung", "cai", "da", "mot"})


@dataclass(frozen=True)
class Piece:
    """A part of a phrase: a word, the beginning of one, a kind of mention, or a gap."""

    word: Word | None = None
    beginning: str = ""
    kind: str = ""


@dataclass(frozen=True, eq=False)
class Phrase:
    """A phrase as it is written, and its parts."""

    text: str
    pieces: tuple[Piece, ...]

    @property
    def words(self) -> tuple[str, ...]:
        """The words without their endings, for counting how many phrases have them."""
        return tuple(stem(piece.word.folded) for piece in self.pieces if piece.word)


@dataclass(frozen=True)
class Match:
    """A phrase and the places of the words in which it was found: its own, and those of the mentions in it."""

    phrase: Phrase
    places: frozenset[int]
    mentioned: frozenset[int] = frozenset()


Ends = Mapping[str, Mapping[int, tuple[int, ...]]]
"""Where mentions of a kind that begin at a word end (one past their last word)."""


def phrase_of(text: str) -> Phrase:
    """Take a phrase apart.

    >>> [bool(p.word) for p in phrase_of("who is {person}").pieces]
    [True, True, False]
    """
    pieces: list[Piece] = []
    for part in text.split():
        if part == GAP:
            pieces.append(Piece())
        elif part.startswith("{"):
            pieces.append(Piece(kind=part.strip("{}")))
        elif part.endswith("*"):
            pieces.append(Piece(beginning=words_of(part)[0].folded))
        else:
            pieces.extend(Piece(word=word) for word in words_of(part))
    return Phrase(text, tuple(pieces))


class PhraseBook:
    """Phrases by their first word, so that a question is compared with few of them."""

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        self._by_first: dict[str, list[Phrase]] = {}
        self._others: list[Phrase] = []
        for phrase in dict.fromkeys(phrases):
            first = phrase.pieces[0]
            if first.word:
                for key in {first.word.folded, stem(first.word.folded)}:
                    self._by_first.setdefault(key, []).append(phrase)
            else:
                self._others.append(phrase)

    def matches(self, question: Question, ends: Ends) -> Iterator[Match]:
        """Give each phrase that the question holds, at each place where it begins."""
        for at, token in enumerate(question.tokens):
            candidates = list(self._by_first.get(token.folded, ()))
            if token.stem != token.folded:
                candidates += [one for one in self._by_first.get(token.stem, ()) if one not in candidates]
            for phrase in (*candidates, *self._others):
                found = _match(question, ends, phrase, at)
                if found is not None:
                    yield found


def _match(question: Question, ends: Ends, phrase: Phrase, at: int) -> Match | None:
    found = _from(question, ends, phrase.pieces, at, first=True)
    if found is None:
        return None
    return Match(phrase, found[0], found[1])


_Places = tuple[frozenset[int], frozenset[int]]


def _from(
    question: Question, ends: Ends, pieces: tuple[Piece, ...], at: int, *, first: bool = False
) -> _Places | None:
    if not pieces:
        return frozenset(), frozenset()
    piece, rest = pieces[0], pieces[1:]
    if not piece.kind and not piece.word and not piece.beginning:
        for skipped in range(_LONGEST_GAP + 1):
            found = _from(question, ends, rest, at + skipped, first=True)
            if found is not None:
                return found
        return None
    tokens = question.tokens
    for start in (at,) if first else (at, at + 1):
        if start >= len(tokens) or (start > at and tokens[at].folded not in _BETWEEN):
            break
        if piece.kind:
            for end in ends.get(piece.kind, {}).get(start, ()):
                found = _from(question, ends, rest, end)
                if found is not None:
                    return found[0], found[1] | frozenset(range(start, end))
            continue
        token = tokens[start]
        fits = agree(question, token, piece.word) if piece.word else token.folded.startswith(piece.beginning)
        if fits:
            found = _from(question, ends, rest, start + 1)
            if found is not None:
                return found[0] | {start}, found[1]
    return None


def longest_matches(book: PhraseBook, question: Question, ends: Ends) -> list[Match]:
    """Return the matches of a book that share no word, those of more words first."""
    taken: set[int] = set()
    kept: list[Match] = []
    for match in sorted(
        book.matches(question, ends),
        key=lambda one: (-len(one.places | one.mentioned), min(one.places, default=0)),
    ):
        if match.places and not match.places & taken:
            kept.append(match)
            taken |= match.places
    return sorted(kept, key=lambda one: min(one.places))
