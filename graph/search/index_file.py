"""Opening a file of an index of names for reading, or what stands for it in memory; and whether one is whole."""

import contextlib
import sqlite3
from collections import OrderedDict
from functools import lru_cache
from pathlib import Path
from typing import Final

from graph.errors import DamagedNameIndex, StoreError


def damaged(path: Path, error: Exception) -> DamagedNameIndex:
    """Return the error for an index that cannot be read."""
    return DamagedNameIndex(
        DamagedNameIndex.unreadable,
        hint="Whoever runs the service: `huunghi versions repair` makes it again.",
        where=path,
        cause=error,
    )


_in_memory: OrderedDict[Path, tuple[str, sqlite3.Connection]] = OrderedDict()
_MOST_IN_MEMORY: Final = 2


def connect(path: Path) -> sqlite3.Connection:
    """Open a file for reading, or what is held in memory in its place. Raises DamagedNameIndex."""
    kept = _in_memory.get(path)
    address = kept[0] if kept else f"{path.resolve().as_uri()}?mode=ro&immutable=1"
    try:
        return sqlite3.connect(address, uri=True)
    except sqlite3.Error as error:
        raise damaged(path, error) from error


def hold(path: Path, address: str, connection: sqlite3.Connection) -> None:
    """Keep an index in memory, which lives as long as its connection does, in place of a file; two at most."""
    _in_memory[path] = (address, connection)
    while len(_in_memory) > _MOST_IN_MEMORY:
        _in_memory.popitem(last=False)[1][1].close()


def is_in_memory(path: Path) -> bool:
    """Whether the index that should be in this file is kept in memory."""
    return path in _in_memory


class _NotNowError(Exception):
    """Another process writes, or a killed one has left a journal that only a writer may play back."""


def _is_no_damage(path: Path, error: sqlite3.Error) -> bool:
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
    has_journal = path.with_name(f"{path.name}-journal").exists()
    return code == sqlite3.SQLITE_BUSY or (
        has_journal and code in {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN}
    )


@lru_cache(maxsize=64)
def _sound(path: Path, _inode: int, _size: int, _changed: int) -> bool:
    try:
        address = f"{path.resolve().as_uri()}?mode=ro"
        with contextlib.closing(sqlite3.connect(address, uri=True, timeout=0)) as connection:
            return bool(connection.execute("PRAGMA quick_check(1)").fetchone() == ("ok",))
    except sqlite3.Error as error:
        if _is_no_damage(path, error):
            raise _NotNowError from error
        return False


def sound(path: Path) -> bool:
    """Whether SQLite finds each page of a file as it should be; looked up once as long as the file stays as it is.

    A file that cannot be looked at because another process is writing it counts as sound, and is looked at next time.
    """
    found = path.stat()
    try:
        return _sound(path, found.st_ino, found.st_size, found.st_mtime_ns)
    except _NotNowError:
        return True


def format_of(path: Path) -> int:
    try:
        with contextlib.closing(connect(path)) as connection:
            return int(connection.execute("PRAGMA user_version").fetchone()[0])
    except (sqlite3.Error, StoreError):
        return 0
