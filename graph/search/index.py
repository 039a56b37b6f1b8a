"""The index of names of a version: parts on disk that are read as if they were one.

    search.json              which parts there are, in their order, with their sizes
    search-5f0c2a91.sqlite   a part (`graph.search.part`), linked into each version that has it

The first parts are the base, which is made of the whole graph. Each further one says what a change gained and what is
gone since the parts before it: a name counts where a part has it and no later one says that it is gone. So a change
writes what it changed and no more. The answers are those of an index that is made of the whole graph at once.
"""

import heapq
import json
import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from itertools import chain
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from graph.errors import DamagedNameIndex
from graph.search.fts_query import any_of, quoted
from graph.search.index_file import connect, damaged, is_in_memory, sound
from graph.search.naming import thing_number
from graph.search.part import COLUMNS, FORMAT, Gone, Row, gone_in
from graph.store.faults import refused_write


@dataclass(frozen=True)
class Part:
    """A part of an index: its file beside the list, its size in bytes, how many names it has and says are gone."""

    file: str
    size: int
    names: int
    gone: int = 0

    @property
    def weight(self) -> int:
        """Names to go through where the part is written anew."""
        return self.names + self.gone


@dataclass(frozen=True)
class Parts:
    """The parts of an index in their order, and how many names count."""

    parts: tuple[Part, ...]
    names: int

    @classmethod
    def read(cls, path: Path) -> "Parts | None":
        """Return what a list of parts says; None where there is none of this format."""
        with suppress(OSError, ValueError, TypeError, KeyError, RecursionError):
            said = json.loads(path.read_text(encoding="utf-8"))
            if said["format"] == FORMAT:
                return cls(tuple(Part(**one) for one in said["parts"]), int(said["names"]))
        return None

    def text(self) -> bytes:
        """Return the list as it is written to disk."""
        said = {"format": FORMAT, "names": self.names, "parts": [asdict(one) for one in self.parts]}
        return json.dumps(said, indent=1).encode()


def _says_a_format(path: Path) -> bool:
    with suppress(OSError, ValueError, TypeError, KeyError, RecursionError):
        return isinstance(json.loads(path.read_text(encoding="utf-8"))["format"], int)
    return False


def usable(path: Path) -> bool:
    """Whether an index is there, of the format that is read, and with all its parts."""
    found = Parts.read(path)
    return found is not None and all(_is_there(path.with_name(one.file), one.size) for one in found.parts)


def _is_there(path: Path, size: int) -> bool:
    try:
        return path.stat().st_size == size
    except OSError:
        return False


def size_of(path: Path) -> int:
    """Return how many bytes the parts of an index take."""
    found = Parts.read(path)
    return sum(one.size for one in found.parts) if found else 0


def is_whole(path: Path) -> bool:
    """Whether nothing that is there of an index is damaged; one of another format, or not there, is made anew."""
    found = Parts.read(path)
    if found is None:
        return not path.exists() or _says_a_format(path)
    files = [path.with_name(one.file) for one in found.parts]
    return all(sound(file) for file in files if file.exists())


class NameIndex:
    """An index of names, open for reading within a `with` block; what cannot be read is a DamagedNameIndex."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.parts = Parts((), 0)
        self._connections: list[sqlite3.Connection] = []
        self._says_gone: list[Gone] = []
        self._gone: list[tuple[Gone, ...]] = []

    def __enter__(self) -> Self:
        while True:
            found = Parts.read(self.path)
            try:
                self._open(found)
            except BaseException as error:
                self._close()
                if isinstance(error, DamagedNameIndex) and found != Parts.read(self.path):
                    continue  # its parts were merged into others in this moment
                raise
            return self

    def __exit__(
        self, _: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._close()
        # Another index may be written in the block: a full disk is no damage of this one.
        if isinstance(error, sqlite3.DatabaseError) and refused_write(error) is None:
            raise damaged(self.path, error) from error

    def _open(self, found: Parts | None) -> None:
        if is_in_memory(self.path):
            self._connections, self._gone = [connect(self.path)], [()]
            return
        if found is None:
            raise damaged(self.path, FileNotFoundError("its list of parts cannot be read"))
        self.parts = found
        self._connections = [connect(self.path.with_name(one.file)) for one in found.parts]
        try:
            self._says_gone = [_gone_of(self.path.with_name(one.file), one) for one in found.parts]
        except (sqlite3.Error, OSError) as error:
            raise damaged(self.path, error) from error
        count = len(found.parts)
        self._gone = [tuple(one for one in self._says_gone[at + 1 :] if len(one)) for at in range(count)]

    def _close(self) -> None:
        for connection in self._connections:
            connection.close()
        self._connections = []

    # -- names ---------------------------------------------------------------------------------------------------

    def matching(self, query: str) -> Iterator[Row]:
        """Give the names that a query of the words finds (FTS5), the best first."""
        statement = (
            f"SELECT {COLUMNS} FROM word CROSS JOIN name ON name.id = word.rowid "  # noqa: S608
            "WHERE word MATCH ? ORDER BY word.rowid"
        )
        return self._merged(
            [one.execute(statement, (_with_whole_words(one, query),)) for one in self._connections]
        )

    def with_keys(self, keys: Sequence[int]) -> Iterator[Row]:
        """Give the names whose keys have these numbers, the best first."""
        marks = ",".join("?" * len(keys))
        return self._rows(f"SELECT {COLUMNS} FROM name WHERE key IN ({marks}) ORDER BY id", keys)  # noqa: S608

    def of_thing(self, iri: str) -> Iterator[Row]:
        """Give the names of a thing, the best first."""
        rows = self._rows(f"SELECT {COLUMNS} FROM name WHERE thing = ? ORDER BY id", (thing_number(iri),))  # noqa: S608
        return (row for row in rows if row.iri == iri)

    def all(self, *, since: int = 0) -> Iterator[Row]:
        """Give every name, the best first; with `since` those of the parts from this one on."""
        return self._rows(f"SELECT {COLUMNS} FROM name ORDER BY id", (), since=since)  # noqa: S608

    def gone_since(self, at: int) -> Iterator[int]:
        """Give the marks of names that the parts from this one on say are gone."""
        return chain.from_iterable(self._says_gone[at:])

    def _rows(self, statement: str, values: Sequence[object], *, since: int = 0) -> Iterator[Row]:
        return self._merged([one.execute(statement, values) for one in self._connections[since:]], since)

    def _merged(self, cursors: list[sqlite3.Cursor], since: int = 0) -> Iterator[Row]:
        streams = [
            _that_count(map(Row._make, cursor), gone)
            for cursor, gone in zip(cursors, self._gone[since:], strict=True)
        ]
        return streams[0] if len(streams) == 1 else heapq.merge(*streams)

    # -- words ---------------------------------------------------------------------------------------------------

    def has_word(self, word: str) -> bool:
        """Whether a name has this word, without its marks or with them."""
        return next(self.matching(quoted(word)), None) is not None

    def in_use(self, words: Iterable[str]) -> Iterator[str]:
        """Give those of the words of the vocabulary that some name still has."""
        return (word for word in words if not any(self._gone) or self.has_word(word))

    def words_like(self, letter: str, shortest: int, longest: int) -> set[str]:
        """Return words with this first letter and so many letters; some may be of names that are gone."""
        statement = (
            "SELECT word FROM vocabulary WHERE substr(word, 1, 1) = ? AND length(word) BETWEEN ? AND ?"
        )
        return self._words(statement, (letter, shortest, longest))

    def words_among(self, words: Sequence[str]) -> set[str]:
        """Return those of the words that are in the vocabulary; some may be of names that are gone."""
        marks = ",".join("?" * len(words))
        return self._words(f"SELECT word FROM vocabulary WHERE word IN ({marks})", words)  # noqa: S608

    def first_letters(self) -> set[str]:
        """Return the letters that words begin with."""
        return self._words(_FIRST_LETTERS, ())

    def _words(self, statement: str, values: Sequence[object]) -> set[str]:
        return {word for one in self._connections for (word,) in one.execute(statement, values)}


def _that_count(rows: Iterator[Row], gone: tuple[Gone, ...]) -> Iterator[Row]:
    return rows if not gone else (row for row in rows if not any(row.mark in one for one in gone))


def _with_whole_words(connection: sqlite3.Connection, query: str) -> str:
    """Return a query in which beginnings of words are the words of a part that begin so, where these are few.

    FTS5 goes through the names of whole words in their order, and stops; those of a beginning that is longer than its
    index has it gathers all before it gives the first.
    """

    def words(found: re.Match[str]) -> str:
        beginning = found["word"]
        if len(beginning) <= _INDEXED:
            return found[0]
        rows = connection.execute(
            "SELECT word FROM vocabulary WHERE word >= ? AND word < ? LIMIT ?",
            (beginning, f"{beginning}\U0010ffff", _WHOLE_WORDS + 1),
        ).fetchall()
        if not 0 < len(rows) <= _WHOLE_WORDS:
            return found[0]
        return any_of(f"{found['before']}{quoted(word)}" for (word,) in rows)

    return _BEGINNING.sub(words, query)


def _gone_of(file: Path, part: Part) -> Gone:
    if not part.gone:
        return Gone()
    return gone_in(file, file.stat().st_ino, part.size)


_BEGINNING: Final = re.compile(r'(?P<before>(?:\^ )?(?:"[^"]*" \+ )*)"(?P<word>[^"]+)" \*')
_INDEXED: Final = 3
"""Letters of the longest beginnings of words that FTS5 has an index of (`prefix` in `graph.search.part`)."""
_WHOLE_WORDS: Final = 100

# Each first letter once, by a jump along the index from one to the next.
_FIRST_LETTERS: Final = """
    WITH RECURSIVE letter(x) AS (
        SELECT min(substr(word, 1, 1)) FROM vocabulary
        UNION ALL
        SELECT (SELECT min(substr(word, 1, 1)) FROM vocabulary WHERE substr(word, 1, 1) > x) FROM letter
        WHERE x IS NOT NULL)
    SELECT x FROM letter WHERE x IS NOT NULL LIMIT 1000"""
