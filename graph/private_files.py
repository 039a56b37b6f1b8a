"""Small files of a store that only its owner reads (tokens, the sessions' key): replaced whole, by one at a time."""

import contextlib
import fcntl
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from graph.errors import StoreError
from graph.store.durable import synchronise
from graph.store.faults import refused_write


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Keep other processes from changing a file within the block. Raises StoreError where the store takes no writes."""
    with _told(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = path.with_suffix(".lock").open("a")
    with handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def replace(path: Path, content: bytes, *, unless_there: bool = False) -> None:
    """Put a file in the place of the one that is there, on the disk when this returns; readable by its owner alone.

    `unless_there`: the first of several processes wins. Raises StoreError where the store takes no writes.
    """
    with _told(path):
        number, name = tempfile.mkstemp(prefix=f".{path.stem}-", dir=path.parent)  # mkstemp: mode 0600
        fresh = Path(name)
        try:
            with os.fdopen(number, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            if unless_there:
                with contextlib.suppress(FileExistsError):
                    os.link(fresh, path)
            else:
                fresh.replace(path)
            synchronise(path.parent)
        finally:
            fresh.unlink(missing_ok=True)


@contextlib.contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise refused_write(error, where=path) or StoreError(
            "%(file)s cannot be written in the store.", values={"file": path.name}, where=path, cause=error
        ) from error
