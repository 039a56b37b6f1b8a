"""The counts of a version, made of those of its parent and of the quads in which the two differ.

Where the classes of a thing stay, its changed statements alone tell what they add and take away. Where one comes or
goes, every other statement of the thing, and every one that leads to it, counts in another row: these are read, one
after the other, so a thing with a million links costs a million steps. Nothing else of the graph is read.

What is written is a file of the rows that changed since the base (`counts.BASE`), which goes on to the next version by
a link. Where they have become many beside those of the base, all of them are written, and are the next base.
"""

import os
import shutil
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from contextlib import closing
from functools import lru_cache
from pathlib import Path
from typing import Final

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Store, Triple

from graph.search.index_file import format_of
from graph.statistics.counts import BASE, FORMAT, FORMAT_ON_BASE, INDEXES, TABLES, Kind, opened
from graph.store.difference import Difference
from ontology.terms import rdf

_Node = NamedNode | BlankNode | Triple
_GraphName = NamedNode | BlankNode | DefaultGraph
_READ: Final = {
    "total": "SELECT number FROM total WHERE name = ?",
    "term": "SELECT number, in_graphs FROM term WHERE kind = ? AND iri = ?",
    "pair": "SELECT number, in_graphs FROM pair WHERE class = ? AND property = ?",
    "range": "SELECT number FROM range WHERE kind = ? AND class = ? AND property = ? AND object = ?",
}
"""A row of counts by its key; in files on a base this reads both."""
_WRITE: Final = {
    "total": "INSERT OR REPLACE INTO main.total VALUES (?, ?)",
    "term": "INSERT OR REPLACE INTO main.term VALUES (?, ?, ?, ?)",
    "pair": "INSERT OR REPLACE INTO main.pair VALUES (?, ?, ?, ?)",
    "range": "INSERT OR REPLACE INTO main.range VALUES (?, ?, ?, ?, ?)",
}
_MERGE: Final = """
    INSERT OR REPLACE INTO main.total SELECT * FROM changed.total;
    INSERT OR REPLACE INTO main.term SELECT * FROM changed.term;
    INSERT OR REPLACE INTO main.pair SELECT * FROM changed.pair;
    INSERT OR REPLACE INTO main.range SELECT * FROM changed.range;
    DELETE FROM main.term WHERE number = 0 AND in_graphs = 0;
    DELETE FROM main.pair WHERE number = 0 AND in_graphs = 0;
    DELETE FROM main.range WHERE number = 0;
"""
_SMALL: Final = 1 << 16
"""Bytes up to which a file on a base is never many beside it."""
_SHARE: Final = 4
"""A file on a base is merged with it when it has more than one part in so many of its bytes."""
_TYPE: Final = NamedNode(rdf.type)
_REMEMBERED: Final = 10_000
"""Things whose classes are kept in memory while a difference is counted."""


_Counted = tuple[bool, int]
_BEFORE: Final[_Counted] = (False, -1)
"""A statement is no longer counted as it was: by the classes of before (`now` is false), taken away."""
_NOW: Final[_Counted] = (True, 1)


class DoNotFit(Exception):
    """The counts to begin from are not those of the parent: one would become less than nothing."""


Row = tuple[str, ...]
"""The key of a row of counts."""
Changes = defaultdict[str, Counter[Row]]
"""What is counted -> by how much its rows become more, by their keys."""


def write_from(parent: Path, store: Store, difference: Difference, path: Path) -> None:
    """Write the counts of a store into a new file, and link its base beside it: those in its parent's file, changed by
    the difference.

    Raises DoNotFit where that file is not of the store's parent; then nothing is written.
    """
    changes = changes_of(store, difference)
    base = path.with_name(BASE)
    is_whole = format_of(parent) == FORMAT
    os.link(parent if is_whole else parent.with_name(BASE), base)
    try:
        if is_whole:
            _begin(path)
        else:
            shutil.copyfile(parent, path)
        _change(path, changes)
    except DoNotFit:
        path.unlink()
        base.unlink()
        raise
    if path.stat().st_size > max(_SMALL, base.stat().st_size // _SHARE):
        _merge(path)


def _begin(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(
            f"PRAGMA page_size=1024; PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;"
            f"PRAGMA user_version={FORMAT_ON_BASE};" + TABLES + INDEXES
        )


def _change(path: Path, changes: Changes) -> None:
    with closing(opened(path, writable=True)) as connection:
        connection.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF")
        for table, columns in (
            ("total", [changes["total"]]),
            ("term", [changes["term"], changes["term in graphs"]]),
            ("pair", [changes["pair"], changes["pair in graphs"]]),
            ("range", [changes["range"]]),
        ):
            for key in {key for column in columns for key, more in column.items() if more}:
                before = connection.execute(_READ[table], key).fetchone() or (0,) * len(columns)
                now = [number + column[key] for number, column in zip(before, columns, strict=True)]
                if min(now) < 0:
                    raise DoNotFit(f"{table} {key}: {now}")
                connection.execute(_WRITE[table], (*key, *now))
        connection.commit()


def _merge(path: Path) -> None:
    """Write all rows of a file on a base into a file of its own, in its place."""
    base, whole = path.with_name(BASE), path.with_name(f".{path.name}-merged")
    shutil.copyfile(base, whole)
    with closing(sqlite3.connect(whole)) as connection:
        connection.execute("ATTACH ? AS changed", (str(path),))
        connection.executescript(
            "PRAGMA main.journal_mode=OFF; PRAGMA main.synchronous=OFF; BEGIN;" + _MERGE + "COMMIT"
        )
    whole.replace(path)
    base.unlink()


def changes_of(store: Store, difference: Difference) -> Changes:
    """Return what a difference changes in the counts; the store is as it is after the difference."""
    gained: dict[_GraphName, set[Quad]] = defaultdict(set)
    lost: dict[_GraphName, set[Quad]] = defaultdict(set)
    for quads, of_graph in ((difference.gained, gained), (difference.lost, lost)):
        for quad in quads:
            of_graph[quad.graph_name].add(quad)
    changes: Changes = defaultdict(Counter)
    for graph in {*gained, *lost}:
        _OneGraph(store, graph, gained[graph], lost[graph]).count(changes)
    return changes


class _OneGraph:
    """What changed in one graph. In named graphs the objects of statements are not told apart, nor are subjects."""

    def __init__(self, store: Store, graph: _GraphName, gained: set[Quad], lost: set[Quad]) -> None:
        self._store, self._graph = store, graph
        self._gained, self._lost = gained, lost
        self._is_default = isinstance(graph, DefaultGraph)
        self._classes_gained, self._classes_lost = _classes(gained), _classes(lost)
        self._subjects_lost = {quad.subject for quad in lost}
        self._reclassed = {*self._classes_gained, *self._classes_lost}
        self._classes_now = lru_cache(_REMEMBERED)(self._read_classes)

    def count(self, changes: Changes) -> None:
        """Add what changed to the changes of all graphs."""
        where = "" if self._is_default else " in graphs"
        terms, pairs = changes[f"term{where}"], changes[f"pair{where}"]
        ranges, totals = changes["range"], changes["total"]
        totals["triples" if self._is_default else "quads",] += len(self._gained) - len(self._lost)
        for quads, sign in ((self._gained, 1), (self._lost, -1)):
            for quad in quads:
                terms[Kind.PROPERTY, quad.predicate.value] += sign
                if quad.predicate == _TYPE and isinstance(quad.object, NamedNode):
                    terms[Kind.CLASS, quad.object.value] += sign
        for quad, counted in self._affected():
            for now, sign in counted:
                targets = self._targets(quad.object, now=now) if self._is_default else ()
                for one in self._classes_of(quad.subject, now=now):
                    pairs[one, quad.predicate.value] += sign
                    for kind, target in targets:
                        ranges[kind, one, quad.predicate.value, target] += sign
        if self._is_default:
            for subject in {quad.subject for quad in (*self._gained, *self._lost)}:
                come = self._exists_now(subject) - self._existed(subject)
                totals["subjects",] += come
                totals["entities",] += come * isinstance(subject, NamedNode)

    def _affected(self) -> Iterator[tuple[Quad, tuple[_Counted, ...]]]:
        """Yield each statement that may count otherwise than before, and how it counts."""
        yield from ((quad, (_BEFORE,)) for quad in self._lost)
        yield from ((quad, (_NOW,)) for quad in self._gained)
        for node in self._reclassed:
            yield from ((quad, (_BEFORE, _NOW)) for quad in self._unchanged(node, None))
            if self._is_default:
                for quad in self._unchanged(None, node):
                    if quad.subject not in self._reclassed:  # else it is among those of its subject
                        yield quad, (_BEFORE, _NOW)

    def _unchanged(self, subject: _Node | None, object_: _Node | None) -> Iterator[Quad]:
        for quad in self._store.quads_for_pattern(subject, None, object_, self._graph):
            if quad not in self._gained:
                yield quad

    def _classes_of(self, node: _Node, *, now: bool) -> frozenset[str]:
        """Return the classes (IRIs) of a thing in this graph, as they are or as they were."""
        if node not in self._reclassed:
            return self._classes_now(node)
        known = self._classes_now(node)
        if now:
            return known
        return known - self._classes_gained.get(node, set()) | self._classes_lost.get(node, set())

    def _read_classes(self, node: _Node) -> frozenset[str]:
        found = self._store.quads_for_pattern(node, _TYPE, None, self._graph)
        return frozenset(quad.object.value for quad in found if isinstance(quad.object, NamedNode))

    def _targets(self, term: _Node | Literal | Triple, *, now: bool) -> list[tuple[Kind, str]]:
        """Return what a statement with this object leads to: classes, or a datatype; a triple term leads to none."""
        if isinstance(term, Literal):
            return [(Kind.DATATYPE, term.datatype.value)]
        if isinstance(term, Triple):
            return []
        return [(Kind.CLASS, one) for one in self._classes_of(term, now=now)]

    def _exists_now(self, subject: _Node) -> bool:
        return any(True for _ in self._store.quads_for_pattern(subject, None, None, self._graph))

    def _existed(self, subject: _Node) -> bool:
        return subject in self._subjects_lost or any(True for _ in self._unchanged(subject, None))


def _classes(quads: Iterable[Quad]) -> dict[_Node, set[str]]:
    """Return thing -> the classes (IRIs) that these statements say it is of."""
    found: dict[_Node, set[str]] = defaultdict(set)
    for quad in quads:
        if quad.predicate == _TYPE and isinstance(quad.object, NamedNode):
            found[quad.subject].add(quad.object.value)
    return found
