"""Counts of a version's statements in one SQLite file, a pure function of its graphs.

    total    of the default graph: triples, subjects, entities (subjects that are IRIs); of named graphs: quads
    term     a class and how many things are of it, or a property and how many statements have it
    pair     a class, a property, and how many statements with it are about things of the class
    range    likewise the statements of the default graph whose objects are of a class, or of a datatype

Counts are of the default graph (`number`) and of the named graphs together (`in_graphs`). All but subjects and entities
are sums over statements, kept whole and not only the greatest: what a change adds and takes away can be added to them
without counting again (`graph.statistics.difference`). Whoever reads them says how many are wanted.

A file may also hold only the rows in which its counts differ from those of another file beside it, BASE, which
versions share and which never changes. A row of it stands in place of the row of the base; one of zeros says that
nothing is counted there any more.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, NamedTuple

from pyoxigraph import NamedNode, QuerySolutions, Store

from graph.search.index_file import format_of, sound

FORMAT: Final = 1
"""Number of the format of the file (`user_version`); one of another format is made anew."""
FORMAT_ON_BASE: Final = 1001
"""That of a file which holds only what differs from its base."""
BASE: Final = "statistics-base.sqlite"
"""The name of the base, in the folder of the file that rests on it."""


class Kind(StrEnum):
    """What is counted: things of a class, statements with a property, values of a datatype."""

    CLASS = "class"
    PROPERTY = "property"
    DATATYPE = "datatype"


_BEGIN: Final = f"PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA user_version={FORMAT};"
TABLES: Final = """
    CREATE TABLE total (name TEXT PRIMARY KEY, number INTEGER NOT NULL) WITHOUT ROWID;
    CREATE TABLE term (kind TEXT, iri TEXT, number INTEGER NOT NULL DEFAULT 0, in_graphs INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (kind, iri)) WITHOUT ROWID;
    CREATE TABLE pair (class TEXT, property TEXT, number INTEGER NOT NULL DEFAULT 0,
        in_graphs INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (class, property)) WITHOUT ROWID;
    CREATE TABLE range (kind TEXT, class TEXT, property TEXT, object TEXT, number INTEGER NOT NULL,
        PRIMARY KEY (kind, class, property, object)) WITHOUT ROWID;
"""
INDEXES: Final = """
    CREATE INDEX term_number ON term (kind, number DESC, in_graphs DESC, iri);
    CREATE INDEX pair_number ON pair (number DESC, in_graphs DESC, class, property);
    CREATE INDEX range_number ON range (kind, number DESC, class, property, object);
"""
_TOTALS: Final = {
    "triples": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
    "quads": "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }",
    "subjects": "SELECT (COUNT(*) AS ?n) { SELECT DISTINCT ?s { ?s ?p ?o } }",
    "entities": "SELECT (COUNT(*) AS ?n) { { SELECT DISTINCT ?s { ?s ?p ?o } LIMIT 1000000000000 } FILTER isIRI(?s) }",
}
# Over a LIMIT the engine moves no FILTER: each subject is looked up once, and not with each of its statements.
_TERMS: Final = (
    (Kind.CLASS, "SELECT ?a (COUNT(*) AS ?n) { ?s a ?a } GROUP BY ?a"),
    (Kind.PROPERTY, "SELECT ?a (COUNT(*) AS ?n) { ?s ?a ?o } GROUP BY ?a"),
)
_TERMS_IN_GRAPHS: Final = (
    (Kind.CLASS, "SELECT ?a (COUNT(*) AS ?n) { GRAPH ?g { ?s a ?a } } GROUP BY ?a"),
    (Kind.PROPERTY, "SELECT ?a (COUNT(*) AS ?n) { GRAPH ?g { ?s ?a ?o } } GROUP BY ?a"),
)
_PAIRS: Final = "SELECT ?a ?b (COUNT(*) AS ?n) { ?s a ?a ; ?b ?o } GROUP BY ?a ?b"
_PAIRS_IN_GRAPHS: Final = "SELECT ?a ?b (COUNT(*) AS ?n) { GRAPH ?g { ?s a ?a ; ?b ?o } } GROUP BY ?a ?b"
# Few objects have a class: beginning with them saves the engine looking for one of each object.
_CLASS_RANGES: Final = """SELECT ?a ?b ?c (COUNT(*) AS ?n) {
    { SELECT ?s ?b ?c { ?o a ?c . ?s ?b ?o } } ?s a ?a } GROUP BY ?a ?b ?c"""
_RANGES: Final = (
    (Kind.CLASS, _CLASS_RANGES),
    (
        Kind.DATATYPE,
        "SELECT ?a ?b ?c (COUNT(*) AS ?n) { ?s a ?a ; ?b ?o BIND (DATATYPE(?o) AS ?c) FILTER BOUND(?c) } "
        "GROUP BY ?a ?b ?c",
    ),
)


class Totals(NamedTuple):
    """Counts of the whole: of the default graph, and `quads` of the named graphs together."""

    triples: int = 0
    subjects: int = 0
    entities: int = 0
    quads: int = 0


class Count(NamedTuple):
    """A class or a property, and how often it is used in the default graph and in the named graphs."""

    iri: str
    number: int
    in_graphs: int


class Pair(NamedTuple):
    """How many statements with a property are about things of a class, in the default graph and in named graphs."""

    subject_class: str
    property: str
    number: int
    in_graphs: int


class Range(NamedTuple):
    """How many statements with a property, about things of a class, lead to things of a class or to a datatype."""

    subject_class: str
    property: str
    object: str
    number: int


def write(store: Store, path: Path) -> None:
    """Count the statements of a store into a new file."""
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(_BEGIN + TABLES)
        for name, query in _TOTALS.items():
            connection.execute("INSERT INTO total VALUES (?, ?)", (name, _number(store, query)))
        for kind, query in _TERMS:
            rows = ((kind, *row) for row in _groups(store, query))
            connection.executemany("INSERT INTO term (kind, iri, number) VALUES (?, ?, ?)", rows)
        for kind, query in _TERMS_IN_GRAPHS:
            connection.executemany(
                """INSERT INTO term (kind, iri, in_graphs) VALUES (?, ?, ?)
                   ON CONFLICT DO UPDATE SET in_graphs = excluded.in_graphs""",
                ((kind, *row) for row in _groups(store, query)),
            )
        connection.executemany(
            "INSERT INTO pair (class, property, number) VALUES (?, ?, ?)", _groups(store, _PAIRS)
        )
        connection.executemany(
            """INSERT INTO pair (class, property, in_graphs) VALUES (?, ?, ?)
               ON CONFLICT DO UPDATE SET in_graphs = excluded.in_graphs""",
            _groups(store, _PAIRS_IN_GRAPHS),
        )
        for kind, query in _RANGES:
            rows = ((kind, *row) for row in _groups(store, query))
            connection.executemany("INSERT INTO range VALUES (?, ?, ?, ?, ?)", rows)
        connection.commit()
        connection.executescript(INDEXES)


def _groups(store: Store, query: str) -> Iterator[tuple[Any, ...]]:
    """Yield the groups of a query, an IRI for each variable and then their number; groups of other terms are none."""
    solutions = store.query(query)
    assert isinstance(solutions, QuerySolutions)
    for solution in solutions:
        *terms, number = solution
        if all(isinstance(term, NamedNode) for term in terms):
            yield (*(term.value for term in terms), int(number.value))


def _number(store: Store, query: str) -> int:
    solutions = store.query(query)
    assert isinstance(solutions, QuerySolutions)
    return int(next(solutions)["n"].value)


def is_usable(path: Path) -> bool:
    """Whether there is such a file, whole and of the format that is read, and likewise what it rests on."""
    if not path.exists() or not sound(path):
        return False
    form = format_of(path)
    return form == FORMAT or (form == FORMAT_ON_BASE and _is_base(path.with_name(BASE)))


def _is_base(path: Path) -> bool:
    try:
        found = path.stat()
    except OSError:
        return False
    return _is_sound_base(found.st_dev, found.st_ino, found.st_mtime_ns, _Named(path))


class _Named(NamedTuple):
    """A path that is like every other one: a file that many versions share is looked at once."""

    path: Path

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Named)

    def __hash__(self) -> int:
        return 0


@lru_cache(maxsize=64)
def _is_sound_base(_device: int, _inode: int, _changed: int, named: _Named) -> bool:
    return sound(named.path) and format_of(named.path) == FORMAT


_ON_BASE: Final = """
    CREATE TEMP VIEW total AS
        SELECT name, number FROM main.total UNION ALL
        SELECT name, number FROM base.total AS b
        WHERE NOT EXISTS (SELECT * FROM main.total AS m WHERE m.name = b.name);
    CREATE TEMP VIEW term AS
        SELECT kind, iri, number, in_graphs FROM main.term WHERE number > 0 OR in_graphs > 0 UNION ALL
        SELECT kind, iri, number, in_graphs FROM base.term AS b
        WHERE NOT EXISTS (SELECT * FROM main.term AS m WHERE m.kind = b.kind AND m.iri = b.iri);
    CREATE TEMP VIEW pair AS
        SELECT class, property, number, in_graphs FROM main.pair WHERE number > 0 OR in_graphs > 0 UNION ALL
        SELECT class, property, number, in_graphs FROM base.pair AS b
        WHERE NOT EXISTS (SELECT * FROM main.pair AS m WHERE m.class = b.class AND m.property = b.property);
    CREATE TEMP VIEW range AS
        SELECT kind, class, property, object, number FROM main.range WHERE number > 0 UNION ALL
        SELECT kind, class, property, object, number FROM base.range AS b
        WHERE NOT EXISTS (SELECT * FROM main.range AS m
            WHERE m.kind = b.kind AND m.class = b.class AND m.property = b.property AND m.object = b.object);
"""


def opened(path: Path, *, writable: bool = False) -> sqlite3.Connection:
    """Open a file with the tables `total`, `term`, `pair` and `range` as they are on their base; to be read, or
    `writable`, in the schema `main`.
    """
    connection = sqlite3.connect(path) if writable else sqlite3.connect(_address(path), uri=True)
    if connection.execute("PRAGMA user_version").fetchone()[0] == FORMAT_ON_BASE:
        connection.execute(
            "ATTACH ? AS base",
            (path.with_name(BASE).as_posix() if writable else _address(path.with_name(BASE)),),
        )
        connection.executescript(_ON_BASE)
    return connection


def _address(path: Path) -> str:
    return f"{path.resolve().as_uri()}?mode=ro&immutable=1"


class Statistics:
    """The counts in one file. Every list begins with the most used and ends after as many as are asked for."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def totals(self) -> Totals:
        """Return the counts of the whole."""
        return Totals(**dict(self._rows("SELECT name, number FROM total")))

    def size(self, kind: Kind) -> int:
        """Return how many classes or properties are used anywhere."""
        return int(self._rows("SELECT count(*) FROM term WHERE kind = ?", kind)[0][0])

    def terms(self, kind: Kind, most: int) -> list[Count]:
        """Return the classes or the properties that are used most."""
        query = """SELECT iri, number, in_graphs FROM term WHERE kind = ?
                   ORDER BY number DESC, in_graphs DESC, iri LIMIT ?"""
        return [Count(*row) for row in self._rows(query, kind, most)]

    def pairs(self, most: int) -> list[Pair]:
        """Return the classes and properties that are used together most."""
        query = """SELECT class, property, number, in_graphs FROM pair
                   ORDER BY number DESC, in_graphs DESC, class, property LIMIT ?"""
        return [Pair(*row) for row in self._rows(query, most)]

    def pairs_of(self, subject_class: str, most: int) -> list[Pair]:
        """Return the properties that the things of a class have most."""
        query = """SELECT class, property, number, in_graphs FROM pair WHERE class = ?
                   ORDER BY number DESC, in_graphs DESC, property LIMIT ?"""
        return [Pair(*row) for row in self._rows(query, subject_class, most)]

    def ranges(self, kind: Kind, most: int) -> list[Range]:
        """Return the classes, or the datatypes, that properties of classes lead to most."""
        query = """SELECT class, property, object, number FROM range WHERE kind = ?
                   ORDER BY number DESC, class, property, object LIMIT ?"""
        return [Range(*row) for row in self._rows(query, kind, most)]

    def count_of(self, iris: Iterable[str]) -> dict[str, Count]:
        """Return how often each of some classes and properties is used; what is both counts as a class."""
        query = "SELECT iri, number, in_graphs FROM term WHERE kind IN ('class', 'property') AND iri = ? ORDER BY kind"
        found: dict[str, Count] = {}
        with closing(opened(self.path)) as connection:
            for iri in iris:
                row = connection.execute(query, (iri,)).fetchone()
                if row is not None:
                    found[iri] = Count(*row)
        return found

    def _rows(self, query: str, *values: str | int) -> list[Any]:
        with closing(opened(self.path)) as connection:
            return connection.execute(query, values).fetchall()
