"""Which of our errors an error of the system or of the engine stands for.

pyoxigraph (0.5.13) raises what RocksDB says: a missing file or a full disk as OSError, often without a number, and what
RocksDB calls a corruption as RuntimeError; both name files by their whole path, so their text is for the operator only.
"""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from graph.errors import DamagedData, DiskFull, StoreBusy, StoreError, StoreReadOnly

_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_REFUSED: Final = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})
_SAID: Final = {
    DiskFull: ("No space left on device", "Disk quota exceeded", "database or disk is full"),
    StoreReadOnly: (
        "Read-only file system",
        "Permission denied",
        "Operation not permitted",
        "readonly database",
    ),
}
_OF_THE_ENGINE: Final = ("Corruption: ", "IO error: ")


def refused_write(error: BaseException, *, where: Path | None = None) -> StoreError | None:
    """Return the error for a disk that is full or takes nothing, or a file that another process writes to; None where
    something else is the matter.
    """
    number, said = getattr(error, "errno", None), str(error)
    if said == "database is locked":
        return StoreBusy(
            "The store is being written by %(owner)s.",
            hint="Wait until it is done, then try again.",
            values={"owner": "another process"},
            where=where,
        )
    if number in _FULL or any(text in said for text in _SAID[DiskFull]):
        return DiskFull("There is no room to write this.", where=where, cause=error)
    if number in _REFUSED or any(text in said for text in _SAID[StoreReadOnly]):
        return StoreReadOnly("The store of this service cannot be written to.", where=where, cause=error)
    return None


def is_engine_fault(error: BaseException) -> bool:
    """Whether an error says that the engine cannot read its files."""
    return isinstance(error, OSError | RuntimeError) and str(error).startswith(_OF_THE_ENGINE)


def is_failed_call(query: str, error: BaseException) -> bool:
    """Whether an error says that another service, which a query calls by SERVICE, did not answer."""
    return isinstance(error, OSError) and "SERVICE" in query.upper() and not is_engine_fault(error)


def damaged_data(number: int, error: object, *, where: Path | None = None) -> DamagedData:
    """Return the error for a version whose statements cannot be read."""
    return DamagedData(
        "The statements of version %(number)s cannot be read.",
        hint="Earlier versions can be read with ?version=, where they are whole. Whoever runs the service: `huunghi "
        "versions repair`, or `huunghi versions restore NUMBER`.",
        values={"number": number},
        where=where,
        cause=error,
    )


@contextmanager
def as_store_errors(template: str, *, hint: str, where: Path | None = None) -> Iterator[None]:
    """Raise a StoreError for each error of the system in the block: a full disk, a refusal, else with this text."""
    try:
        yield
    except OSError as error:
        told = refused_write(error, where=where) or StoreError(template, hint=hint, where=where, cause=error)
        raise told from error
