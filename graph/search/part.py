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
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Final, NamedTuple, Self

from graph.search.naming import Named, key_number, kind_of, number_of, thing_number
from graph.search.normalise import drops_marks, key_of, words_alone

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
# The words of the index come in their order, and need not be kept in memory while they are gathered.
_VOCABULARY: Final = f"""
    CREATE VIRTUAL TABLE temp.found USING fts5vocab(main, word, row);
    INSERT INTO vocabulary SELECT term FROM temp.found WHERE substr(term, 1, 1) <> '{SORT_MARK}';
    DROP TABLE temp.found;
"""  # noqa: S608
_INDEXES: Final = """
    CREATE INDEX name_key ON name (key);
    CREATE INDEX name_thing ON name (thing);
    CREATE INDEX vocabulary_shape ON vocabulary (substr(word, 1, 1), length(word));
"""
# Names as they come, in no order and perhaps more than once; then each once, in the order of an index.
_STAGED: Final = """
    CREATE TEMP TABLE staged (goodness INTEGER, label TEXT, iri TEXT, language TEXT, source TEXT, key INTEGER,
                              words TEXT)
"""
_IN_ORDER: Final = """
    SELECT min(goodness), label, iri, language, source, key, words FROM staged GROUP BY label, iri, language, source
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


class Entry(NamedTuple):
    """A row with the words that it is found by: all that is written of a name."""

    goodness: int
    label: str
    iri: str
    language: str
    source: str
    key: int
    words: str


def entry_of(row: Row) -> Entry:
    """Return what is written of a name."""
    found = words_alone(row.label)
    words = [word[0] for word in found]
    words += [word[1] for word in found if word[1] != word[0]]
    if drops_marks(found, row.language):
        words.append(DROPS_MARKS)
    words.append(kind_word(kind_of(row.iri)))
    return Entry(*row[:5], key_number(key_of(found)), " ".join(words))


class Staging:
    """Names on their way into an index, in a file that is gone with it: they come in any order and more than once."""

    def __init__(self) -> None:
        self._connection = sqlite3.connect("")
        self._connection.execute(_STAGED)
        self.count = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def add(self, names: Iterable[Named]) -> None:
        """Take in names."""
        self.add_entries(entry_of(row_of(named)) for named in names)

    def add_entries(self, entries: Iterable[Entry]) -> None:
        """Take in what is written of names."""
        added = self._connection.executemany("INSERT INTO staged VALUES (?, ?, ?, ?, ?, ?, ?)", entries)
        self.count += max(added.rowcount, 0)

    def in_order(self) -> Iterator[Entry]:
        """Give the names each once, by its best property, in the order of an index."""
        return map(Entry._make, self._connection.execute(_IN_ORDER))


def in_order(names: Iterable[Named]) -> Iterator[Row]:
    """Give names each once, by its best property, in the order of an index."""
    with Staging() as staging:
        staging.add_entries(Entry(*row_of(named)[:5], 0, "") for named in names)
        for entry in staging.in_order():
            yield Row(*entry[:5])


def write_entries(
    connection: sqlite3.Connection,
    entries: Iterable[Entry],
    gone: Iterable[int] = (),
    *,
    told: Callable[[int], None] | None = None,
) -> int:
    """Write names, which come in the order of an index, into a new file, and return how many they are.

    `told` is called with how many are written.
    """
    connection.executescript(_SCHEMA)
    connection.execute("BEGIN")
    bases: dict[str, int] = {"": 0}
    count = 0
    rest = iter(entries)
    while batch := list(islice(rest, _BATCH)):
        names = (
            (at, one[0], one[1], *_parted(one[2], bases), *one[3:6], thing_number(one[2]))
            for at, one in enumerate(batch, start=count + 1)
        )
        connection.executemany("INSERT INTO name VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", names)
        indexed = ((at, one[6]) for at, one in enumerate(batch, start=count + 1))
        connection.executemany("INSERT INTO word(rowid, words) VALUES (?, ?)", indexed)
        count += len(batch)
        if told is not None:
            told(count)
    connection.executemany("INSERT INTO base VALUES (?, ?)", ((at, iri) for iri, at in bases.items()))
    connection.executemany("INSERT OR IGNORE INTO gone VALUES (?)", ((mark,) for mark in sorted(gone)))
    connection.execute("INSERT INTO word(word) VALUES ('optimize')")
    connection.executescript(_VOCABULARY)
    connection.commit()
    connection.executescript(_INDEXES)
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


@lru_cache(maxsize=256)
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
