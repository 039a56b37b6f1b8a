"""Which index answers for which version, and when the missing ones are made.

A change writes the index before it is published, from that of its parent and what changed. An update of which that
cannot be told publishes without: `nearest` then answers from the closest earlier one, and has the missing one made in
the background, from that one and what has changed since. What many changes have left in parts is merged there, too.
"""

import fcntl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pyoxigraph import Store

from graph.errors import DiskFull, StoreError, StoreReadOnly
from graph.search.gathering import Gathering
from graph.search.index import Parts, size_of, usable
from graph.search.index_file import is_in_memory
from graph.search.merging import merge, needs_merging, put_merged, remove_unlisted
from graph.search.writing import Told, keep_in_memory, write, write_change
from graph.store.background import Background, main
from graph.store.durable import replacing, synchronise
from graph.store.faults import as_store_errors, damaged_data, is_engine_fault, refused_write
from graph.store.version import Version
from graph.store.versions import Change, VersionStore

SMALL: Final = 24_000_000
"""Bytes of an index below which one is made while the reader waits: a second or two."""
_LOCK: Final = ".search.lock"
FILE: Final = "search.json"
_MERGE_WAIT: Final = 600.0
"""Seconds that a merged part waits for a writer to end, to be put into the current version."""


@dataclass(frozen=True)
class Index:
    """An index to answer from: its list of parts, the version that it is of, and whether that is the one asked of."""

    path: Path
    number: int
    current: bool


def write_for(change: Change, names: Gathering | None = None, *, told: Told | None = None) -> int:
    """Write the index of a version in the making, and return how many names there are.

    It is that of the parent and what changed, as far as the change can be followed; else it is made of the whole graph,
    or of all `names` where they were gathered. `told` is told how far it is.
    """
    if names is not None:
        return names.write(change.store, change.path / FILE, told=told)
    count = write_change_for(change)
    if count is not None:
        return count
    before = change.parent.search_path if change.parent else None
    return write(change.store, change.path / FILE, parent=before, told=told)


def write_change_for(change: Change) -> int | None:
    """Write the index of a version in the making where that costs no more than the change does, and return how many
    names there are; None where it is left to be made in the background.
    """
    parent, difference = change.parent, change.difference
    if parent is None or difference is None or not usable(parent.search_path):
        return None

    @contextmanager
    def opened() -> Iterator[Store]:
        with parent.open() as version:
            yield version.store

    path = change.path / FILE
    return write_change(change.store, difference, path, before=parent.search_path, parent=opened)


def earlier(version: Version) -> Version | None:
    """Return the closest version that this one came from and that has an index, or None."""
    store = VersionStore(version.path.parent.parent)
    seen = {version.number}
    parent = version.manifest.parent
    with suppress(StoreError):
        while parent is not None and parent not in seen:
            seen.add(parent)
            one = store.get(parent)
            if usable(one.search_path):
                return one
            parent = one.manifest.parent
    # A version on the way may be pruned or damaged: any earlier one is as good to begin from.
    for number in reversed([n for n in store.numbers() if n < version.number]):
        if usable(store.path_of(number) / FILE):
            with suppress(StoreError):
                return store.get(number)
    return None


def ensure(version: Version) -> Path:
    """Return the index of a version, making it first where there is none yet.

    Raises DiskFull or StoreReadOnly where it cannot be written, DamagedData where the version cannot be read.
    """
    path = version.search_path
    if usable(path):
        return path
    with (
        as_store_errors(
            "The index of names of this version could not be written.", hint="", where=version.path
        ),
        _turn_at(version),
    ):
        if not usable(path):
            _make(version)
    return path


@contextmanager
def _turn_at(version: Version) -> Iterator[None]:
    """Keep a version, and others from working at its index; whoever comes second finds it made."""
    with (version.path / "manifest.json").open() as lease:
        fcntl.flock(lease, fcntl.LOCK_SH)
        with (version.path / _LOCK).open("w") as turn:
            fcntl.flock(turn, fcntl.LOCK_EX)
            yield


def _make(version: Version) -> None:
    before = earlier(version)
    with replacing(version.search_path) as fresh, _store_of(version) as store:
        write(store, fresh, parent=before.search_path if before else None)
        made = Parts.read(fresh)
        for part in made.parts if made else ():
            synchronise(fresh.with_name(part.file))
    remove_unlisted(version.search_path)


def make_or_merge(version: Version) -> None:
    """Make the index of a version where there is none, and merge its parts where there are many."""
    path = ensure(version)
    store = VersionStore(version.path.parent.parent)
    with _turn_at(version):
        merged = merge(path)
        if merged is not None:
            try:
                with store.lock(wait=_MERGE_WAIT):
                    current = store.require_current()
                    put_merged(path, merged)
                    if current.number != version.number:
                        put_merged(current.search_path, merged)
            finally:
                remove_unlisted(path)


@contextmanager
def _store_of(version: Version) -> Iterator[Store]:
    """The statements of a version; what the engine finds damaged in them is a DamagedData."""
    try:
        yield Store.read_only(str(version.store_path))
    except (OSError, RuntimeError) as error:
        if is_engine_fault(error) and refused_write(error) is None:
            raise damaged_data(version.number, error, where=version.store_path) from error
        raise


def nearest(version: Version) -> Index | None:
    """Return the index to answer from now: the version's own, or that of the closest earlier one meanwhile.

    The version's own is then made in the background, by a process of its own; a small one is made at once, in memory
    where the disk takes nothing: searching never needs to write. None where there is no index at all yet.
    """
    if usable(version.search_path) or is_in_memory(version.search_path):
        if needs_merging(version.search_path) and not _background.is_busy:
            _background.start(version)
        return Index(version.search_path, version.number, current=True)
    before = earlier(version)
    with as_store_errors("The index of names could not be made.", hint="", where=version.path):
        if _is_small(version, before):
            return _made_at_once(version)
    _background.start(version)
    return None if before is None else Index(before.search_path, before.number, current=False)


_turn: Final = threading.Lock()
_refused: dict[Path, float] = {}
"""When the disk refused to take the index of a version; it is not tried again for a while."""
_AGAIN: Final = 60.0
_background: Final = Background("graph.search.index_lifecycle", lock=_LOCK)


def _made_at_once(version: Version) -> Index:
    path = version.search_path
    with _turn:
        if time.monotonic() >= _refused.get(path, 0.0):
            try:
                ensure(version)
            except (DiskFull, StoreReadOnly):
                _refused[path] = time.monotonic() + _AGAIN
        if not usable(path) and not is_in_memory(path):
            with _store_of(version) as store:
                keep_in_memory(store, path)
    return Index(path, version.number, current=True)


def _is_small(version: Version, before: Version | None) -> bool:
    if before is not None:
        return size_of(before.search_path) <= SMALL
    return sum(file.stat().st_size for file in version.store_path.iterdir()) <= 2 * SMALL


if __name__ == "__main__":
    main(make_or_merge)
