"""Search the index of names: found with or without marks, in any script a thing is named in, typing errors forgiven.

A word with marks finds names that have those marks, and names of the kind that leaves marks out; a word without
marks finds all. What a slip of the finger may have meant is looked for only where little is found, and is said to be
approximate. Search proposes; it decides nothing.
"""

from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from graph.limits import LIMITS
from graph.search.fts_query import all_of, asked_words, beginning, initial, quoted, runs, whole
from graph.search.fuzzy import forgiving, nearest_words
from graph.search.index import NameIndex
from graph.search.naming import is_composed, key_number, kind_of
from graph.search.normalise import TONES, Word, drops_marks, key_of, words_of
from graph.search.part import DROPS_MARKS, Row, kind_word

MOST: Final = LIMITS.search_found
"""Things that one search finds at most."""
FEW: Final = LIMITS.search_enough
"""Where whole words find fewer things than this, beginnings of words are looked for, then typing errors forgiven."""
OFFERED: Final = LIMITS.search_offered
"""Searches that are offered where one finds nothing."""
_NAMES_PER_THING: Final = LIMITS.search_names_of_thing
_UNMARKED: Final = LIMITS.search_without_marks
_NAMES: Final = 100
"""Names of one thing that are looked at."""


@dataclass(frozen=True)
class Hit:
    """A thing that goes by the words searched for: the name that matched, its language, and the kind of thing.

    `exact`: the name is what was asked for, marks and case aside. `approximate`: a slip was forgiven. `source` (IRI):
    the name means the thing there, and may mean another elsewhere.
    """

    iri: str
    label: str
    language: str
    kind: str
    exact: bool
    approximate: bool = False
    source: str = ""


@dataclass(frozen=True)
class Answer:
    """What a search found, best first; `more` that there is more than was asked for."""

    hits: tuple[Hit, ...]
    more: bool

    @property
    def approximate(self) -> bool:
        return bool(self.hits) and all(hit.approximate for hit in self.hits)


def search(path: Path, text: str, *, limit: int = 20, kind: str | None = None) -> list[Hit]:
    """Return the things whose names hold all words of the text, best first."""
    return list(find(path, text, limit=limit, kind=kind).hits)


def find(path: Path, text: str, *, limit: int = MOST, kind: str | None = None) -> Answer:
    """Return the things whose names hold all words of the text: so written, then so named, then so beginning.

    Where that finds few, the last word may be the beginning of one, and then each word may have a slip.
    """
    words = asked_words(text)
    if not words:
        return Answer((), more=False)
    with NameIndex(path) as index:
        asked = _Asked(index, words, text, kind, limit)
        found: dict[str, Hit] = {}
        more = asked.collect(found, asked.same(), limit=limit)
        named_so = bool(found)
        more |= asked.collect(found, asked.matching(all_of(map(whole, runs(words)))), limit=limit)
        if len(found) < FEW:
            more |= asked.collect(found, asked.matching(beginning(words)), limit=limit)
        sure = len(found)
        if sure < limit:
            more |= asked.collect(found, asked.unmarked(unfinished=sure < FEW), limit=limit)
        if sure < FEW and not named_so:
            more |= asked.forgive(found, limit=limit)
    return Answer(tuple(found.values()), more)


def offered_instead(path: Path, text: str) -> tuple[str, ...]:
    """Return searches that find something where a text finds nothing: with the most similar words that names hold, else
    with some of them.
    """
    words = asked_words(text)
    if not words:
        return ()
    with NameIndex(path) as index:
        nearest = nearest_words(index, words)
    whole = " ".join(nearest)
    if whole and whole != " ".join(one.folded for one in words) and find(path, whole, limit=1).hits:
        return (whole,)
    fewer = [" ".join(nearest[:at] + nearest[at + 1 :]) for at in range(len(nearest)) if len(nearest) > 2]
    tries = dict.fromkeys([*fewer, *sorted(nearest, key=len, reverse=True)])
    return tuple(one for one in tries if find(path, one, limit=1).hits)[:OFFERED]


def suggest(path: Path, text: str, *, limit: int = 8, kinds: tuple[str, ...] = ()) -> list[Hit]:
    """Return the things whose names begin with what has been typed so far, then those that hold it.

    The last word may be unfinished, in its letters and in its tone. With `kinds` only things of these are suggested.
    """
    words = asked_words(text)
    if not words:
        return []
    if kinds:
        found = [hit for kind in kinds for hit in _suggest(path, words, text, limit, kind)]
        return sorted(found, key=lambda hit: (hit.approximate, not hit.exact))[:limit]
    return _suggest(path, words, text, limit, None)


def _suggest(path: Path, words: list[Word], text: str, limit: int, kind: str | None) -> list[Hit]:
    with NameIndex(path) as index:
        asked = _Asked(index, words, text, kind, limit * 2)
        found: dict[str, Hit] = {}
        asked.collect(found, asked.same(), limit=limit)
        for query in (initial(words), beginning(words, typing=True)):
            if len(found) < limit:
                asked.collect(found, asked.matching(query), limit=limit)
        if len(found) < limit:
            asked.collect(found, asked.unmarked(unfinished=True, typing=True), limit=limit)
        if not found:
            asked.forgive(found, limit=limit, typing=True)
    return list(found.values())


class _Asked:
    """One search in one index: runs its queries and orders what they find."""

    def __init__(self, index: NameIndex, words: list[Word], text: str, kind: str | None, limit: int) -> None:
        self._index = index
        self._words = words
        self._text = " ".join(text.split())
        self._marked = [word for word in words if word.has_marks]
        self._key = key_number(key_of(words))
        self._kind = kind
        self._names = limit * _NAMES_PER_THING + 50

    def same(self) -> list[Row]:
        """The names that are the text, marks and case aside, where no mark speaks against it."""
        rows = list(islice(self._index.with_keys((self._key,)), self._names))
        if self._kind is not None:
            rows = [row for row in rows if kind_of(row.iri) == self._kind]
        if not self._marked:
            return rows
        return [row for row in rows if self._agrees(row) or self._may_mean(row)]

    def _agrees(self, row: Row) -> bool:
        marked = {word.marked for word in words_of(row.label)}
        return all(word.marked in marked for word in self._marked)

    def unmarked(self, *, unfinished: bool = False, typing: bool = False) -> list[Row]:
        """For words with marks: the names that leave marks out, of things whose other names do not have other marks.

        "Nghe An" in English may be "Nghệ An"; "Hai Duong" is no "đường" where the same place is "Hải Dương".
        """
        if not self._marked:
            return []
        last = quoted(self._words[-1].folded) + (" *" if unfinished else "")
        query = all_of([*(quoted(word.folded) for word in self._words[:-1]), last, quoted(DROPS_MARKS)])
        rows = self.matching(query, most=_UNMARKED)
        return [row for row in rows if self._may_mean(row, unfinished=unfinished, typing=typing)]

    def _may_mean(self, row: Row, *, unfinished: bool = False, typing: bool = False) -> bool:
        """Whether a name without marks may be the text: no other name of its thing says what marks it would have."""
        if not drops_marks(words_of(row.label), row.language):
            return False
        theirs = [
            word
            for name in islice(self._index.of_thing(row.iri), _NAMES)
            if not drops_marks(words := words_of(name.label), name.language)
            for word in words
        ]
        return all(
            _same_marks(word, theirs, unfinished=unfinished and word is self._words[-1], typing=typing)
            for word in self._marked
        )

    def matching(self, query: str, *, most: int | None = None) -> list[Row]:
        """The names that a query of the words finds, the best of them first."""
        if self._kind is not None:
            query = f"({query}) AND {quoted(kind_word(self._kind))}"
        return list(islice(self._index.matching(query), min(self._names, most or self._names)))

    def forgive(self, found: dict[str, Hit], *, limit: int, typing: bool = False) -> bool:
        """Add what a slip may have meant, as little changed as finds something."""
        before, more = len(found), False
        for query in forgiving(self._index, self._words, typing=typing):
            more |= self.collect(found, self.matching(query), limit=limit, approximate=True)
            if len(found) - before >= FEW:
                break
        return more

    def collect(
        self, found: dict[str, Hit], rows: list[Row], *, limit: int, approximate: bool = False
    ) -> bool:
        """Add what is new, best first, up to the limit; return whether there was more."""
        text, small = self._text, self._text.casefold()
        ranked = sorted(
            (
                row.label != text,
                row.label.casefold() != small,
                row.key != self._key,
                is_composed(row.iri),
                not row.label.casefold().startswith(small),
                at,
            )
            for at, row in enumerate(rows)
        )
        for *_, other, _, _, at in ranked:
            _, label, iri, language, source, _ = rows[at]
            if iri in found:
                continue
            if len(found) >= limit:
                return True
            exact = not other and not approximate
            found[iri] = Hit(iri, label, language, kind_of(iri), exact, approximate, source)
        return len(rows) >= self._names


def _same_marks(word: Word, theirs: list[Word], *, unfinished: bool, typing: bool) -> bool:
    """Whether a word with marks is among words with theirs, or there is none among these that it could be."""
    if not unfinished:
        alike = [other.marked for other in theirs if other.folded == word.folded]
        return not alike or word.marked in alike
    alike = [other.marked for other in theirs if other.folded.startswith(word.folded)]
    if typing and word.marked[0] not in TONES:
        alike = [other.lstrip(TONES) for other in alike]
    return not alike or any(other.startswith(word.marked) for other in alike)
