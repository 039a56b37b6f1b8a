"""Write the index of names of a version: whole, or the parent's parts and one more for what changed.

Parts that are small beside what is written are merged into the new one, so that there are few: each name is written
again about as often as its part grows eightfold. What would take long is left to a merging in the background.
"""

import hashlib
import heapq
import os
import secrets
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from itertools import chain
from pathlib import Path
from typing import Final

from pyoxigraph import NamedNode, Store

from graph.claims.context_names import ContextNames
from graph.errors import StoreError
from graph.search.index import NameIndex, Part, Parts, usable
from graph.search.index_file import hold
from graph.search.naming import Named, in_context, labels_of, names_in, relabelled
from graph.search.part import Entry, Row, Staging, entry_of, in_order, row_of, write_entries
from graph.store.difference import Difference
from graph.store.faults import refused_write
from ontology.iris import GRAPH

_MOST_THINGS: Final = 20_000
"""Things whose names are compared one by one; where more may have changed, all names are."""
_RATIO: Final = 8
"""A part is merged into a new one that is not this many times smaller."""
_FEW: Final = 100
_AT_ONCE: Final = 5_000
"""Names that are written again in passing; what is more waits for a merging in the background."""


Opener = Callable[[], AbstractContextManager[Store]]
Told = Callable[[int, int], None]
"""Is told how many names are written, of how many at most: one may come more than once."""


def write(store: Store, path: Path, *, parent: Path | None = None, told: Told | None = None) -> int:
    """Write the index of a store's names, a list of parts and the parts beside it; return how many names there are.

    Where the index of an earlier version is given and most names are as they were, only what has changed is written.
    """
    with index_errors(path):
        if parent is not None and usable(parent):
            with NameIndex(parent) as index:
                changed = _compared(index, in_order(names_in(store)))
                if changed is not None:
                    return _write_further(index, path, *changed)
        return build(names_in(store), path, told=told)


def build(names: Iterable[Named], path: Path, *, told: Told | None = None) -> int:
    """Write the index of these names, and return how many there are."""
    with Staging() as staging:
        staging.add(names)
        return write_staged(staging, path, told=told)


def write_staged(staging: Staging, path: Path, *, told: Told | None = None) -> int:
    """Write the index of the names that were staged, and return how many there are."""
    part = _new_part(
        path.parent, staging.in_order(), told=None if told is None else lambda done: told(done, staging.count)
    )
    path.write_bytes(Parts((part,), part.names).text())
    return part.names


def keep_in_memory(store: Store, path: Path) -> None:
    """Make the index of a store's names in memory, to be read in place of one that cannot be written."""
    address = f"file:{hashlib.sha256(str(path).encode()).hexdigest()}?mode=memory&cache=shared"
    connection = sqlite3.connect(address, uri=True, check_same_thread=False)
    try:
        with Staging() as staging:
            staging.add(names_in(store))
            write_entries(connection, staging.in_order())
    except BaseException:
        connection.close()
        raise
    hold(path, address, connection)


def write_change(
    store: Store, difference: Difference, path: Path, *, before: Path, parent: Opener
) -> int | None:
    """Write the index of a store from that of the one before (`before`) and the difference between the two.

    `parent` opens the store before. Returns how many names there are; None, having written nothing, where more things
    may have changed their names than are looked at one by one.
    """
    with index_errors(path), NameIndex(before) as index:
        changed = _renamed(store, parent, difference, index)
        return None if changed is None else _write_further(index, path, *changed)


# -- what changed ------------------------------------------------------------------------------------------------

_Changed = tuple[list[Row], list[int]]
"""The names gained, in the order of an index, and those gone, by their marks."""


def _renamed(store: Store, parent: Opener, difference: Difference, index: NameIndex) -> _Changed | None:
    """Return what names things gained and lost, looking only at those that a difference speaks of."""
    things = relabelled(store, chain(difference.gained, difference.lost), most=_MOST_THINGS)
    if things is None:
        return None
    before = {row.mark: row for thing in things for row in index.of_thing(thing) if not row.source}
    after: Iterable[Row] = map(row_of, labels_of(store, things))
    if any(
        isinstance(q.graph_name, NamedNode) and q.graph_name.value.startswith(GRAPH)
        for q in chain(difference.gained, difference.lost)
    ):
        with parent() as earlier:
            names = ContextNames(earlier, store, difference)
            pairs = names.changed()
            before |= {
                row.mark: row
                for thing, source in pairs
                for row in index.of_thing(thing)
                if row.source == source
            }
            in_contexts = [in_context(one, name, src) for one, src in pairs for name in names.now(one, src)]
            after = chain(after, map(row_of, in_contexts))
    now: dict[int, Row] = {}
    for row in after:
        now[row.mark] = min(row, now.get(row.mark, row))
    gained = sorted(row for mark, row in now.items() if mark not in before or before[mark][0] != row[0])
    gone = [mark for mark, row in before.items() if mark not in now or now[mark][0] != row[0]]
    return gained, gone


def _compared(index: NameIndex, now: Iterator[Row]) -> _Changed | None:
    """Return what differs between an index and all names; None where so much does that beginning anew is less work."""
    most = max(10_000, index.parts.names // 2)
    gained: list[Row] = []
    gone: list[int] = []
    before = ((row[:5], 0) for row in index.all())
    after = ((row[:5], 1) for row in now)
    last: tuple[tuple[int, str, str, str, str], int] | None = None

    def take(one: tuple[tuple[int, str, str, str, str], int]) -> None:
        if one[1]:
            gained.append(Row(*one[0]))
        else:
            gone.append(Row(*one[0]).mark)

    for one in heapq.merge(before, after):
        if last is not None and last[0] == one[0]:
            last = None
            continue
        if last is not None:
            take(last)
        last = one
        if len(gained) + len(gone) > most:
            return None
    if last is not None:
        take(last)
    return gained, gone


# -- parts -------------------------------------------------------------------------------------------------------


def _write_further(index: NameIndex, path: Path, gained: list[Row], gone: list[int]) -> int:
    """Write a list of the parts of an index and a further one for what changed, merged with small ones before it."""
    parts = index.parts.parts
    count = index.parts.names + len(gained) - len(gone)
    weight = len(gained) + len(gone)
    at = first_to_merge(parts, weight, most=max(_AT_ONCE, _RATIO * weight)) if weight else len(parts)
    for part in parts[:at]:
        with suppress(FileExistsError):  # both lists lie in one folder
            os.link(index.path.with_name(part.file), path.with_name(part.file))
    if weight:
        parts = (*parts[:at], merged_part(index, path.parent, at, gained=gained, gone=gone))
    path.write_bytes(Parts(parts, count).text())
    return count


def first_to_merge(parts: tuple[Part, ...], weight: int, *, most: int) -> int:
    """Return from which part on parts are merged into a new one of so many names, `most` names at most in all."""
    at = len(parts)
    while at and parts[at - 1].weight <= max(_FEW, _RATIO * weight) and weight + parts[at - 1].weight <= most:
        at -= 1
        weight += parts[at].weight
    return at


def merged_part(
    index: NameIndex, folder: Path, at: int, *, gained: Iterable[Row] = (), gone: Iterable[int] = ()
) -> Part:
    """Write the parts of an index from `at` on, and what changed since, as one part."""
    lost = set(gone)
    rows = (row for row in index.all(since=at) if not lost or row.mark not in lost)
    marks = chain(index.gone_since(at), lost) if at else ()
    return _new_part(folder, map(entry_of, heapq.merge(rows, gained)), marks)


def _new_part(
    folder: Path,
    entries: Iterable[Entry],
    gone: Iterable[int] = (),
    *,
    told: Callable[[int], None] | None = None,
) -> Part:
    path = folder / f"search-{secrets.token_hex(6)}.sqlite"
    try:
        with closing(sqlite3.connect(path)) as connection:
            names = write_entries(connection, entries, gone, told=told)
            (marks,) = connection.execute("SELECT count(*) FROM gone").fetchone()
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return Part(path.name, path.stat().st_size, names, marks)


@contextmanager
def index_errors(path: Path) -> Iterator[None]:
    """Turn errors of SQLite in writing an index into ours."""
    try:
        yield
    except sqlite3.Error as error:
        raise refused_write(error, where=path) or StoreError(
            "The index of names could not be written.", where=path, cause=error
        ) from error
