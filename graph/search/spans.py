"""Names that stand in a text: each run of its words that is a name in the index, marks optional as in a search.

Where runs overlap all are given; which is meant is for the caller to say.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from graph.search.fts_query import any_of, quoted
from graph.search.fuzzy import near
from graph.search.index import NameIndex
from graph.search.naming import key_number, kind_of
from graph.search.normalise import Word, drops_marks, key_of, words_of
from graph.search.part import kind_word

_LONGEST: Final = 16
"""Words of a name that is looked for."""
_AT_ONCE: Final = 500
_RUN_TOGETHER: Final = 5
_NAMES: Final = 100
"""Names of one thing that are looked at."""


@dataclass(frozen=True)
class Span:
    """A run of words, half open, and a thing that is called so; `source` (IRI) where it is called so there only."""

    start: int
    end: int
    iri: str
    kind: str
    label: str
    source: str = ""


def names_in_text(path: Path, words: Sequence[Word]) -> list[Span]:
    """Return the names among the words of a text, in order of their beginnings, long ones first."""
    runs: dict[int, list[tuple[int, int]]] = {}
    for start in range(len(words)):
        for end in range(start + 1, min(start + _LONGEST, len(words)) + 1):
            key = key_of(list(words[start:end]))
            if key:
                runs.setdefault(key_number(key), []).append((start, end))
    for at, word in enumerate(words):
        for key in _parted(word):  # "haiphong"
            runs.setdefault(key_number(key), []).append((at, at + 1))
    found: dict[tuple[int, int, str], Span] = {}
    with NameIndex(path) as index:
        for some in _batches(runs):
            for row in index.with_keys(some):
                for start, end in runs[row.key]:
                    if _agree(words[start:end], words_of(row.label), row.language):
                        span = Span(start, end, row.iri, kind_of(row.iri), row.label, row.source)
                        found.setdefault((start, end, row.iri), span)
    return sorted(found.values(), key=lambda span: (span.start, -span.end))


def names_with_any(path: Path, words: Iterable[Word], kind: str, *, limit: int) -> dict[str, list[str]]:
    """Return the names of things of a kind that have any of these words: IRI -> all its names that have."""
    asked = [quoted(word.folded) for word in words]
    if not asked:
        return {}
    query = f"({any_of(asked)}) AND {quoted(kind_word(kind))}"
    found: dict[str, list[str]] = {}
    with NameIndex(path) as index:
        for row in islice(index.matching(query), limit):
            found.setdefault(row.iri, []).append(row.label)
    return found


def names_of(path: Path, iris: Iterable[str]) -> dict[str, list[str]]:
    """Return all names of things: IRI -> names."""
    with NameIndex(path) as index:
        return {iri: [row.label for row in islice(index.of_thing(iri), _NAMES)] for iri in iris}


def near_words(path: Path, word: str) -> list[str]:
    """Return the words of names that a typing error may have made this word of, the nearest first."""
    with NameIndex(path) as index:
        return near(index, word, alone=False)


def is_word_of_names(path: Path, words: Sequence[str]) -> set[str]:
    """Return those of the words that stand in a name."""
    with NameIndex(path) as index:
        return {word for word in words if index.has_word(word)}


def _parted(word: Word) -> Iterator[str]:
    """Give what a word may be that is two words run together."""
    if not word.has_marks and word.folded.isalpha() and len(word.folded) >= _RUN_TOGETHER:
        for at in range(2, len(word.folded) - 1):
            yield f"{word.folded[:at]} {word.folded[at:]}"


def _batches(keys: Iterable[int]) -> Iterator[list[int]]:
    whole = list(keys)
    for at in range(0, len(whole), _AT_ONCE):
        yield whole[at : at + _AT_ONCE]


def _agree(words: Sequence[Word], name: list[Word], language: str) -> bool:
    """Whether no mark speaks against it: the name has a word with the same marks, or leaves marks out."""
    marked = [word for word in words if word.has_marks]
    if not marked or drops_marks(name, language):
        return True
    theirs = {word.marked for word in name}
    return all(word.marked in theirs for word in marked)
