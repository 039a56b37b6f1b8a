"""Search the index of names: found with or without marks, in any script a thing is named in, slips forgiven.

A word with marks finds names that have those marks, and names of the kind that leaves marks out; a word without
marks finds all. What a slip of the finger may have meant is looked for only where little is found, and is said to be
approximate. Search proposes; it decides nothing.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from graph.index import DROPS_MARKS, connect, kind_of, kind_word, number_of
from graph.spelling import (
    TONES,
    Word,
    drops_marks,
    key_of,
    slips,
    slips_allowed,
    without_number_words,
    words_of,
)

MOST_WORDS: Final = 12
"""Words of a search that count."""
MOST: Final = 1_000
"""Things that one search finds at most."""
FEW: Final = 5
"""Where whole words find fewer things than this, beginnings of words are looked for, and then slips."""
_NAMES_PER_THING: Final = 3
_NEAR: Final = 16
_UNMARKED: Final = 400


@dataclass(frozen=True)
class Hit:
    """A thing that goes by the words searched for: the name that matched, its language, and the kind of thing.

    `exact`: the name is what was asked for, marks and case aside. `approximate`: a slip was forgiven.
    """

    iri: str
    label: str
    language: str
    kind: str
    exact: bool
    approximate: bool = False


@dataclass(frozen=True)
class Answer:
    """What a search found, best first; `more` that there is more than was asked for."""

    hits: tuple[Hit, ...]
    more: bool

    @property
    def approximate(self) -> bool:
        return bool(self.hits) and all(hit.approximate for hit in self.hits)


_Row = tuple[str, str, str, int]


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
    with connect(path) as connection:
        asked = _Asked(connection, words, text, kind, limit)
        found: dict[str, Hit] = {}
        more = asked.collect(found, asked.same(), limit=limit)
        named_so = bool(found)
        more |= asked.collect(found, asked.matching(_all(map(_whole, _runs(words)))), limit=limit)
        if len(found) < FEW:
            more |= asked.collect(found, asked.matching(_beginning(words)), limit=limit)
        sure = len(found)
        if sure < limit:
            more |= asked.collect(found, asked.unmarked(unfinished=sure < FEW), limit=limit)
        if sure < FEW and not named_so and (slipped := _forgiving(connection, words)):
            more |= asked.collect(found, asked.matching(slipped), limit=limit, approximate=True)
    return Answer(tuple(found.values()), more)


def suggest(path: Path, text: str, *, limit: int = 8) -> list[Hit]:
    """Return the things whose names begin with what has been typed so far, then those that hold it.

    The last word may be unfinished, in its letters and in its tone.
    """
    words = asked_words(text)
    if not words:
        return []
    with connect(path) as connection:
        asked = _Asked(connection, words, text, None, limit * 2)
        found: dict[str, Hit] = {}
        asked.collect(found, asked.same(), limit=limit)
        for query in (_initial(words), _beginning(words, typing=True)):
            if len(found) < limit:
                asked.collect(found, asked.matching(query), limit=limit)
        if len(found) < limit:
            asked.collect(found, asked.unmarked(unfinished=True, typing=True), limit=limit)
        if not found and (slipped := _forgiving(connection, words, typing=True)):
            asked.collect(found, asked.matching(slipped), limit=limit, approximate=True)
    return list(found.values())


def asked_words(text: str) -> list[Word]:
    """Return the words of a search that count: not those that only say that a number follows, and not too many."""
    words = words_of(text[:1000])
    return (without_number_words(words) or words)[:MOST_WORDS]


class _Asked:
    """One search in one index: runs its queries and orders what they find."""

    def __init__(
        self, connection: sqlite3.Connection, words: list[Word], text: str, kind: str | None, limit: int
    ) -> None:
        self._connection = connection
        self._words = words
        self._text = " ".join(text.split())
        self._marked = [word for word in words if word.has_marks]
        self._key = number_of(key_of(words))
        self._kind = kind
        self._names = limit * _NAMES_PER_THING + 50

    def same(self) -> list[_Row]:
        """The names that are the text, marks and case aside, where no mark speaks against it."""
        rows = self._connection.execute(
            "SELECT iri, label, language, key FROM name WHERE key = ? ORDER BY id LIMIT ?",
            (self._key, self._names),
        ).fetchall()
        if self._kind is not None:
            rows = [row for row in rows if kind_of(row[0]) == self._kind]
        if not self._marked:
            return rows
        return [row for row in rows if self._agrees(row) or self._may_mean(row)]

    def _agrees(self, row: _Row) -> bool:
        marked = {word.marked for word in words_of(row[1])}
        return all(word.marked in marked for word in self._marked)

    def unmarked(self, *, unfinished: bool = False, typing: bool = False) -> list[_Row]:
        """For words with marks: the names that leave marks out, of things whose other names do not have other marks.

        "Nghe An" in English may be "Nghệ An"; "Hai Duong" is no "đường" where the same place is "Hải Dương".
        """
        if not self._marked:
            return []
        last = _quoted(self._words[-1].folded) + (" *" if unfinished else "")
        query = _all([*(_quoted(word.folded) for word in self._words[:-1]), last, _quoted(DROPS_MARKS)])
        rows = self.matching(query, most=_UNMARKED)
        return [row for row in rows if self._may_mean(row, unfinished=unfinished, typing=typing)]

    def _may_mean(self, row: _Row, *, unfinished: bool = False, typing: bool = False) -> bool:
        """Whether a name without marks may be the text: no other name of its thing says what marks it would have."""
        if not drops_marks(words_of(row[1]), row[2]):
            return False
        theirs = [
            word
            for label, language in self._connection.execute(
                "SELECT label, language FROM name WHERE thing = ? LIMIT 100", (number_of(row[0]),)
            )
            if not drops_marks(words := words_of(label), language)
            for word in words
        ]
        return all(
            _same_marks(word, theirs, unfinished=unfinished and word is self._words[-1], typing=typing)
            for word in self._marked
        )

    def matching(self, query: str, *, most: int | None = None) -> list[_Row]:
        """The names that a query of the words finds, the best of them first."""
        if self._kind is not None:
            query = f"({query}) AND {_quoted(kind_word(self._kind))}"
        return self._connection.execute(
            """SELECT iri, label, language, key FROM (SELECT rowid FROM word WHERE word MATCH ? ORDER BY rowid LIMIT ?)
               JOIN name ON id = rowid ORDER BY id""",
            (query, min(self._names, most or self._names)),
        ).fetchall()

    def collect(
        self, found: dict[str, Hit], rows: list[_Row], *, limit: int, approximate: bool = False
    ) -> bool:
        """Add what is new, best first, up to the limit; return whether there was more."""
        text, small = self._text, self._text.casefold()
        ranked = sorted(
            (
                label != text,
                label.casefold() != small,
                key != self._key,
                not label.casefold().startswith(small),
                at,
            )
            for at, (_, label, _, key) in enumerate(rows)
        )
        for *_, other, _, at in ranked:
            iri, label, language, _ = rows[at]
            if iri in found:
                continue
            if len(found) >= limit:
                return True
            found[iri] = Hit(iri, label, language, kind_of(iri), not other and not approximate, approximate)
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


# -- queries of FTS5: every word is quoted, so that no character of a search is an operator --------------------------


def _quoted(word: str) -> str:
    return '"' + word.replace('"', '""') + '"'


def _all(parts: Iterable[str]) -> str:
    return " AND ".join(parts)


def _any(parts: Iterable[str]) -> str:
    several = list(dict.fromkeys(parts))
    return several[0] if len(several) == 1 else "(" + " OR ".join(several) + ")"


def _runs(words: list[Word]) -> list[list[Word]]:
    """Put letters of scripts without spaces that stand together into one run; any other word is a run of its own."""
    runs: list[list[Word]] = []
    for word in words:
        if runs and word.end - word.start == 1 and word.folded > "\u0e00":
            last = runs[-1][-1]
            if last.end == word.start and last.end - last.start == 1 and last.folded > "\u0e00":
                runs[-1].append(word)
                continue
        runs.append([word])
    return runs


def _whole(run: list[Word]) -> str:
    if len(run) > 1:
        return "(" + " + ".join(_quoted(word.folded) for word in run) + ")"
    return _marked(run[0], "")


def _marked(word: Word, star: str, *, typing: bool = False) -> str:
    """Return what finds one word, with its marks where it has any."""
    if not word.has_marks:
        return _quoted(word.folded) + star
    forms = [_quoted(word.marked) + star]
    if typing and word.marked[0] not in TONES:
        forms += [_quoted(tone + word.marked) + star for tone in TONES]
    return _any(forms)


def _beginning(words: list[Word], *, typing: bool = False) -> str:
    """All words, the last of them perhaps unfinished."""
    *before, last = _runs(words)
    if len(last) > 1:
        return _all(map(_whole, [*before, last]))
    star = "" if last[0].is_number and not typing else " *"
    return _all([*map(_whole, before), _marked(last[0], star, typing=typing)])


def fulltext_queries(text: str) -> Iterator[str]:
    """Give the queries of FTS5 for the passages that hold all words of a text, the strictest first."""
    words = asked_words(text)
    if words:
        yield _all(map(_whole, _runs(words)))
        yield _all(_marked(word, "" if word.is_number or len(word.folded) < 4 else " *") for word in words)


def _initial(words: list[Word]) -> str:
    """A name that begins with these words in this order, and where they have marks has them."""
    phrase = "^ " + " + ".join(_quoted(word.folded) for word in words) + " *"
    if not any(word.has_marks for word in words):
        return phrase
    return f"({phrase}) AND {_beginning(words, typing=True)}"


# -- slips ---------------------------------------------------------------------------------------------------------


def _forgiving(connection: sqlite3.Connection, words: list[Word], *, typing: bool = False) -> str:
    """Return the query in which each word may have slips, or two words may be one; empty where nothing is near."""
    near = [_alternatives(connection, word) for word in words]
    star = " *" if typing else ""
    queries = []
    if any(near):
        parts = []
        for at, (word, others) in enumerate(zip(words, near, strict=True)):
            last = at == len(words) - 1
            parts.append(_any([_marked(word, star if last else ""), *others]))
        queries.append(_all(parts))
    queries += _joined(connection, words)
    return " OR ".join(f"({query})" for query in queries)


def _alternatives(connection: sqlite3.Connection, word: Word) -> list[str]:
    """Return queries for the words that a slip may have turned into this one, the nearest first."""
    others = [_quoted(other) for other in near(connection, word.marked)]
    if word.has_marks:
        others += [
            f"({_quoted(other)} AND {_quoted(DROPS_MARKS)})" for other in near(connection, word.folded)
        ]
    others += [
        f"({_quoted(word.folded[:at])} + {_quoted(word.folded[at:])})"
        for at in range(2, len(word.folded) - 1)
        if not word.has_marks
        and len(word.folded) >= 5
        and _known(connection, word.folded[:at])
        and _known(connection, word.folded[at:])
    ]
    return others


def _joined(connection: sqlite3.Connection, words: list[Word]) -> list[str]:
    queries = []
    for at in range(len(words) - 1):
        one, two = words[at], words[at + 1]
        if one.has_marks or two.has_marks or one.is_number or two.is_number:
            continue
        both = one.folded + two.folded
        if len(both) >= 4 and _known(connection, both):
            rest = [_marked(word, "") for word in (*words[:at], *words[at + 2 :])]
            queries.append(_all([_quoted(both), *rest]))
    return queries


def _known(connection: sqlite3.Connection, word: str) -> bool:
    found = connection.execute("SELECT 1 FROM vocabulary WHERE word = ?", (word,)).fetchone()
    return found is not None


def near(connection: sqlite3.Connection, word: str) -> list[str]:
    """Return the words of the index that at most `slips_allowed` slips part from this one, the nearest first.

    Two slips are forgiven where the first letter is right, one slip anywhere.
    """
    most = slips_allowed(word)
    if not most:
        return []
    candidates: set[str] = set()
    for length in range(len(word) - most, len(word) + most + 1):
        candidates.update(
            row[0]
            for row in connection.execute(
                "SELECT word FROM vocabulary WHERE substr(word, 1, 1) = ? AND length(word) = ?",
                (word[0], length),
            )
        )
    letters = set(word)
    # A slip changes the set of letters by two at most; this leaves few to compare letter by letter.
    counted = [
        (distance, other)
        for other in candidates
        if len(letters.symmetric_difference(other)) <= 2 * most
        and 0 < (distance := slips(word, other, most=most)) <= most
    ]
    counted += [(1, other) for other in _other_first_letter(connection, word)]
    return [other for _, other in sorted(set(counted))[:_NEAR]]


def _other_first_letter(connection: sqlite3.Connection, word: str) -> list[str]:
    """Words that differ in the first letter: another one, none, one more, or swapped with the second."""
    rest = word[1:]
    firsts = [first for (first,) in connection.execute(_FIRST_LETTERS)]
    others = {rest, word[1] + word[0] + word[2:], *(first + end for first in firsts for end in (rest, word))}
    marks = ",".join("?" * len(others))
    rows = connection.execute(f"SELECT word FROM vocabulary WHERE word IN ({marks})", tuple(others))  # noqa: S608
    return [other for (other,) in rows if other != word and not any(c.isdigit() for c in other)]


# Each first letter once, by a jump along the index from one to the next.
_FIRST_LETTERS: Final = """
    WITH RECURSIVE letter(x) AS (
        SELECT min(substr(word, 1, 1)) FROM vocabulary
        UNION ALL
        SELECT (SELECT min(substr(word, 1, 1)) FROM vocabulary WHERE substr(word, 1, 1) > x) FROM letter
        WHERE x IS NOT NULL)
    SELECT x FROM letter WHERE x IS NOT NULL LIMIT 1000"""
