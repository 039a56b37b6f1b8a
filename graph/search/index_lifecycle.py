"""Which index answers for which version, and when the missing ones are made.

Loads write the index before publishing. A version made by an update has none at first: `nearest` answers from the
closest earlier one, and has the missing one made in the background, from that one and what has changed since.
"""

import fcntl
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pyoxigraph import Store

from graph.errors import StoreError
from graph.search.index import usable, write
from graph.store.version import Version
from graph.store.versions import Change, VersionStore
from graph.store.working_copy import is_held

SMALL: Final = 24_000_000
"""Bytes of an index below which one is made while the reader waits: a second or two."""


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
    while parent is not None and parent not in seen:
        seen.add(parent)
        try:
            one = store.get(parent)
        except StoreError:
            break
        if usable(one.search_path):
            return one
        parent = one.manifest.parent
    # A version on the way may be pruned: any earlier one is as good to begin from.
    for number in reversed([n for n in store.numbers() if n < version.number]):
        path = version.path.parent / f"{number:06d}" / "search.sqlite"
        if usable(path):
            return store.get(number)
    return None


def ensure(version: Version) -> Path:
    """Return the index of a version, making it first where there is none yet."""
    path = version.search_path
    if usable(path):
        return path
    with (version.path / "manifest.json").open() as lease:
        fcntl.flock(lease, fcntl.LOCK_SH)
        with (version.path / ".search.lock").open("w") as turn:
            fcntl.flock(turn, fcntl.LOCK_EX)  # whoever comes second finds it made
            if usable(path):
                return path
            handle, name = tempfile.mkstemp(prefix=".search-", dir=version.path)
            os.close(handle)
            fresh, before = Path(name), earlier(version)
            try:
                store = Store.read_only(str(version.store_path))
                write(store, fresh, parent=before.search_path if before else None)
                fresh.chmod(0o644)
                fresh.rename(path)
            finally:
                fresh.unlink(missing_ok=True)
    return path


def nearest(version: Version) -> Index | None:
    """Return the index to answer from now: the version's own, or that of the closest earlier one meanwhile.

    The version's own is then made in the background, by a process of its own; a small one is made at once. None
    where there is no index at all yet. Raises StoreError where the disk refuses.
    """
    if usable(version.search_path):
        return Index(version.search_path, version.number, current=True)
    try:
        before = earlier(version)
        if _is_small(version, before):
            return Index(ensure(version), version.number, current=True)
    except (OSError, RuntimeError) as error:  # RuntimeError: what RocksDB calls a corruption
        raise StoreError(
            "The index of names of version %(number)s cannot be made: %(error)s",
            hint="See that the disk has room and that the folder of the store may be written to.",
            values={"number": version.number, "error": error},
        ) from error
    _make_in_background(version)
    return None if before is None else Index(before.search_path, before.number, current=False)


def _is_small(version: Version, before: Version | None) -> bool:
    if before is not None:
        return before.search_path.stat().st_size <= SMALL
    return sum(file.stat().st_size for file in version.store_path.iterdir()) <= 2 * SMALL


_making: dict[Path, subprocess.Popen[bytes]] = {}


def _make_in_background(version: Version) -> None:
    for path, process in list(_making.items()):
        if process.poll() is not None:  # also takes the ended process away
            del _making[path]
    if version.path not in _making and not is_held(version.path / ".search.lock"):
        root = str(Path(__file__).resolve().parents[2])
        _making[version.path] = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "graph.search.index_lifecycle",
                str(version.path.parent.parent),
                str(version.number),
            ],
            env={**os.environ, "PYTHONPATH": root},
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )


if __name__ == "__main__":
    os.nice(10)
    ensure(VersionStore(sys.argv[1]).get(sys.argv[2]))
