"""The copy of a version that a change is written to, and how a writer of many small changes keeps it open.

Opening a RocksDB store costs far more than a small change does (40 ms of 60, measured). So a writer may keep its copy
open from one change to the next: each version is then a checkpoint of it, by hard links as ever, and the copy itself is
never published. It lies beside the versions, under a lock that goes with its process; where it is not a copy of the
current version any more, or a change failed half way, it is thrown away.
"""

import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Final

from pyoxigraph import Store

from graph.store.durable import synchronise
from graph.store.version import Version

PREFIX: Final = ".working-"
REHEARSAL: Final = ".rehearsal-"
_ABANDONED_SECONDS: Final = 60.0
"""A folder of a rehearsal without its lease is this old before it is taken for abandoned."""
_LEASE: Final = "lease"


def clone(parent: Version | None, target: Path) -> Store:
    """Open a writable copy of a version in a folder that does not exist yet; an empty store without a version."""
    if parent is not None:
        with parent.open() as opened:
            opened.store.backup(str(target))
    return Store(str(target))


def checkpoint(store: Store, target: Path) -> None:
    """Write what a store holds now into a folder that does not exist yet, durably."""
    store.backup(str(target))
    for file in target.iterdir():
        if file.suffix != ".sst":  # those are never written again, and were synchronised when they were
            synchronise(file)
    synchronise(target)


class WorkingCopy:
    """One process's copy, kept open between changes. Use it under the writer's lock only, and in one thread.

    After `most` changes it is renewed: its journal of files (MANIFEST) only grows, and each version has a copy of that.
    """

    def __init__(self, *, most: int = 100) -> None:
        self._most = most
        self._store: Store | None = None
        self._folder: Path | None = None
        self._lease = -1
        self._of: tuple[int, str] | None = None
        self._changes = 0

    @property
    def kept(self) -> bool:
        """Whether a store is open."""
        return self._store is not None

    def at(self, parent: Version | None, versions: Path) -> Store:
        """Return a store that is like a version: the one that is open, or a new copy in the folder of versions."""
        if self._store is None or self._of != _identity(parent) or self._changes >= self._most:
            self.discard()
            self._folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=versions))
            self._lease = os.open(self._folder / _LEASE, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC)
            fcntl.flock(self._lease, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self._store = clone(parent, self._folder / "store")
        self._of = None  # until what is written now is published
        self._changes += 1
        return self._store

    def published(self, version: Version) -> None:
        """Note which version the store is like now."""
        self._of = _identity(version)

    def settle(self) -> None:
        """Throw the store away unless it is like a version: a change that was not published may have written to it."""
        if self._of is None:
            self.discard()

    def discard(self) -> None:
        """Close the store and remove its files; doing it twice is doing it once."""
        self._store = self._of = None
        self._changes = 0
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None
        if self._lease >= 0:
            os.close(self._lease)
            self._lease = -1


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Hold the lease of a folder of one's own: while it is held nobody takes the folder for abandoned."""
    lease = os.open(folder / _LEASE, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC)
    try:
        fcntl.flock(lease, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(lease)


def remove_abandoned(versions: Path) -> None:
    """Remove the copies of processes that were killed; call only under the writer's lock."""
    for folder in versions.glob(PREFIX + "*"):
        if not is_held(folder / _LEASE):
            shutil.rmtree(folder, ignore_errors=True)
    for folder in versions.glob(REHEARSAL + "*"):
        with suppress(FileNotFoundError):
            old = time.time() - folder.stat().st_mtime > _ABANDONED_SECONDS
            if old and not is_held(folder / _LEASE):
                shutil.rmtree(folder, ignore_errors=True)


def _identity(version: Version | None) -> tuple[int, str]:
    """What distinguishes a version from every other, also from one of the same number in a store put in its place."""
    return (0, "") if version is None else (version.number, version.manifest.created)


def is_held(file: Path) -> bool:
    """Whether some process holds a lock on a file; one that is not there is held by nobody."""
    with held_alone(file) as alone:
        return not alone


@contextmanager
def held_alone(file: Path) -> Iterator[bool]:
    """Keep others from holding a file within the block; tell whether nobody did, as of one that is not there."""
    with ExitStack() as opened:
        try:
            handle = opened.enter_context(file.open())
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            alone = True
        except BlockingIOError:
            alone = False
        except OSError:
            alone = True
        yield alone
