"""The lock of the one process that writes to a store: it goes with its process, whatever ends that."""

import contextlib
import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from graph.errors import DamagedLock, StoreBusy
from graph.store import durable
from graph.store.faults import as_store_errors

FILE: Final = "lock"
_LOOKED_EVERY: Final = 0.01


@contextmanager
def held_lock(root: Path, *, wait: float, waiting: Callable[[str], None] | None = None) -> Iterator[None]:
    """Hold the writer's lock; raise StoreBusy when another process still holds it after `wait` seconds.

    `waiting` is told once who writes, before the wait begins.
    """
    path = root / FILE
    if path.exists() and not path.is_file():
        raise DamagedLock("The lock of the store is no file.", where=path)
    with as_store_errors(
        "The store cannot be written to.", hint="See that its folder may be written to.", where=root
    ):
        durable.make_folder(root)
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    try:
        deadline = time.monotonic() + wait
        while not _taken(handle):
            if time.monotonic() >= deadline:
                raise StoreBusy(
                    "The store is being written by %(owner)s.",
                    hint="Wait until it is done, then try again.",
                    values={"owner": _owner(handle)},
                    where=root,
                )
            if waiting is not None:
                waiting(_owner(handle))
                waiting = None
            time.sleep(_LOOKED_EVERY)
        with contextlib.suppress(
            OSError
        ):  # who holds it is only told to others; a full disk is met by the change
            os.ftruncate(handle, 0)
            os.pwrite(handle, f"process {os.getpid()}".encode(), 0)
        yield
    finally:
        os.close(handle)


def _taken(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _owner(handle: int) -> str:
    return os.pread(handle, 80, 0).decode("utf-8", "replace").strip() or "another process"
