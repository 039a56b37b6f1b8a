"""Which index answers for which version, and when the missing ones are made.

Loads write the index before publishing. A version made by an update has none at first: `nearest` answers from the
closest earlier one, and has the missing one made in the background, from that one and what has changed since.
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
from graph.search.index import keep_in_memory, write
from graph.search.index_file import is_in_memory, usable
from graph.store.background import Background, main
from graph.store.durable import replacing
from graph.store.faults import as_store_errors, damaged_data, is_engine_fault, refused_write
from graph.store.version import Version
from graph.store.versions import Change, VersionStore

SMALL: Final = 24_000_000
"""Bytes of an index below which one is made while the reader waits: a second or two."""
_LOCK: Final = ".search.lock"


@dataclass(frozen=True)
class Index:
    """An index to answer from: its file, the version whose names it holds, and whether that is the one asked of."""

    path: Path
    number: int
    current: bool


def write_for(change: Change) -> int:
    """Write the index of a version in the making, from that of the version it came from where there is one."""
    before = change.parent.search_path if change.parent else None
    return write(
        change.store, change.path / "search.sqlite", parent=before if before and usable(before) else None
    )


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
        if usable(store.path_of(number) / "search.sqlite"):
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
        (version.path / "manifest.json").open() as lease,
    ):
        fcntl.flock(lease, fcntl.LOCK_SH)
        with (version.path / _LOCK).open("w") as turn:
            fcntl.flock(turn, fcntl.LOCK_EX)  # whoever comes second finds it made
            if not usable(path):
                _make(version)
    return path


def _make(version: Version) -> None:
    before = earlier(version)
    with replacing(version.search_path) as fresh, _store_of(version) as store:
        write(store, fresh, parent=before.search_path if before else None)


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
        return before.search_path.stat().st_size <= SMALL
    return sum(file.stat().st_size for file in version.store_path.iterdir()) <= 2 * SMALL


if __name__ == "__main__":
    main(ensure)
