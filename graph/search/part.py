"""A part of an index of names on disk: one SQLite file, never written again.

    name         every name: what it names (an IRI, of which `base` has the beginning), its text, its language, and the
                 source where it holds (empty: everywhere);
                 ids go by how good a hit it is, the best first, and among equals by the text
    word         their words, without marks and with them, and three that say of what sort the name is (FTS5)
    vocabulary   each word once, for finding those that a slip of the finger misses
    gone         the names of earlier parts that are none any more, by a number that stands for each

Which parts make an index says `graph.search.index`.
"""

import sqlite3
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from contextlib import closing
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Final, NamedTuple

from graph.search.naming import Named, key_number, kind_of, number_of, thing_number
from graph.search.normalise import Word, drops_marks, key_of, words_alone

FORMAT: Final = 8
"""Number of the format of the file (`user_version`) and of the list of parts; one of another format is made anew."""

SORT_MARK: Final = "\u00b7"
"""Begins the words that say of what sort a name is; no word of a name holds it."""
DROPS_MARKS: Final = SORT_MARK + "p"

_BATCH: Final = 10_000
_BASES: Final = 10_000
"""Beginnings of IRIs that are written once each, and not with every name."""
COLUMNS: Final = (
    "goodness, label, (SELECT iri FROM base WHERE base.id = name.base) || local, language, source, key"
)
"""What a row is read from."""
_SCHEMA: Final = f"""
    PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-65536; PRAGMA user_version={FORMAT};
    CREATE TABLE name (id INTEGER PRIMARY KEY, goodness INTEGER NOT NULL, label TEXT NOT NULL, base INTEGER NOT NULL,
                       local TEXT NOT NULL, language TEXT NOT NULL, source TEXT NOT NULL, key INTEGER NOT NULL,
                       thing INTEGER NOT NULL);
    CREATE TABLE base (id INTEGER PRIMARY KEY, iri TEXT NOT NULL);
    CREATE VIRTUAL TABLE word USING fts5(words, content='', columnsize=0, tokenize='ascii', prefix='1 2 3');
    INSERT INTO word(word, rank) VALUES ('hashsize', 67108864);
    CREATE TABLE vocabulary (word TEXT PRIMARY KEY) WITHOUT ROWID;
    CREATE TABLE gone (mark INTEGER PRIMARY KEY);
"""  # noqa: S608
_INDEXES: Final = """
    CREATE INDEX name_key ON name (key);
    CREATE INDEX name_thing ON name (thing);
    CREATE INDEX vocabulary_shape ON vocabulary (substr(word, 1, 1), length(word));
"""
# Names as they come, in no order and perhaps more than once; then each once, in the order of an index.
_STAGED: Final = """
    CREATE TEMP TABLE staged (label TEXT, iri TEXT, language TEXT, source TEXT, rank INTEGER, goodness INTEGER)
"""
_IN_ORDER: Final = """
    SELECT min(goodness), label, iri, language, source FROM staged GROUP BY label, iri, language, source
    ORDER BY 1, 2, 3, 4, 5
"""


class Row(NamedTuple):
    """A name in an index; in the order of their rows names are found."""

    goodness: int
    label: str
    iri: str
    language: str
    source: str
    key: int = 0

    @property
    def mark(self) -> int:
        """A number that stands for thing, label, language and source."""
        scope = f"\0{self.source}" if self.source else ""
        return number_of(f"{self.iri}\0{self.label}\0{self.language}{scope}")


def row_of(named: Named) -> Row:
    """Return a name as it stands in an index, but for its key."""
    return Row(named.goodness, named.label, named.iri, named.language, named.source)


def in_order(names: Iterable[Named]) -> Iterator[Row]:
    """Give names each once, by its best property, in the order of an index."""
    with closing(sqlite3.connect("")) as connection:
        connection.execute(_STAGED)
        rows = ((n.label, n.iri, n.language, n.source, n.goodness) for n in names)
        connection.executemany(
            "INSERT INTO staged (label, iri, language, source, goodness) VALUES (?, ?, ?, ?, ?)", rows
        )
        for row in connection.execute(_IN_ORDER):
            yield Row(*row)


def write_part(connection: sqlite3.Connection, rows: Iterable[Row], gone: Iterable[int] = ()) -> int:
    """Write names, which come in the order of an index, into a new file, and return how many they are."""
    connection.executescript(_SCHEMA)
    connection.execute("BEGIN")
    words: set[str] = set()
    bases: dict[str, int] = {"": 0}
    count = 0
    rows = iter(rows)
    while batch := list(islice(rows, _BATCH)):
        names: list[tuple[int | str, ...]] = []
        indexed: list[tuple[int, str]] = []
        for row in batch:
            count += 1
            found = words_alone(row.label)
            numbers = key_number(key_of(found)), thing_number(row.iri)
            names.append((count, row.goodness, row.label, *_parted(row.iri, bases), *row[3:5], *numbers))
            indexed.append((count, _indexed(found, row.language, row.iri)))
            for word in found:
                words.add(word.folded)
                words.add(word.marked)
        connection.executemany("INSERT INTO name VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", names)
        connection.executemany("INSERT INTO word(rowid, words) VALUES (?, ?)", indexed)
    connection.executemany("INSERT INTO base VALUES (?, ?)", ((at, iri) for iri, at in bases.items()))
    connection.executemany("INSERT INTO vocabulary VALUES (?)", ((word,) for word in sorted(words)))
    connection.executemany("INSERT OR IGNORE INTO gone VALUES (?)", ((mark,) for mark in sorted(gone)))
    connection.commit()
    connection.executescript(_INDEXES)
    connection.execute("INSERT INTO word(word) VALUES ('optimize')")
    connection.commit()
    return count


def _parted(iri: str, bases: dict[str, int]) -> tuple[int, str]:
    """Return the number of what an IRI begins with, as many others do, and its end."""
    at = max(iri.rfind("/"), iri.rfind("#")) + 1
    base = bases.get(iri[:at])
    if base is None:
        if len(bases) >= _BASES:
            return 0, iri
        base = bases[iri[:at]] = len(bases)
    return base, iri[at:]


def _indexed(words: list[Word], language: str, iri: str) -> str:
    """Return what of a name is put into the index of words."""
    parts = [word.folded for word in words]
    parts += [word.marked for word in words if word.has_marks]
    if drops_marks(words, language):
        parts.append(DROPS_MARKS)
    parts.append(kind_word(kind_of(iri)))
    return " ".join(parts)


def kind_word(kind: str) -> str:
    """Return the word that stands in the index for a kind of thing."""
    return SORT_MARK + "k" + "".join(c for c in kind if c.isalnum())


class Gone:
    """The names that some parts say are none any more, eight bytes each."""

    def __init__(self, marks: Iterable[int] = ()) -> None:
        self._marks = array("q", marks)

    def __len__(self) -> int:
        return len(self._marks)

    def __contains__(self, mark: int) -> bool:
        at = bisect_left(self._marks, mark)
        return at < len(self._marks) and self._marks[at] == mark

    def __iter__(self) -> Iterator[int]:
        return iter(self._marks)


@lru_cache(maxsize=64)
def gone_in(path: Path, _inode: int, _size: int) -> Gone:
    """Return what a part says is gone."""
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
        return Gone(mark for (mark,) in connection.execute("SELECT mark FROM gone ORDER BY mark"))
