"""Have the system read a version's files before anybody asks for what is in them.

The engine keeps strings wherever their hashes fall, so the first page of a high-degree node after a start would wait
for hundreds of reads here and there on the disk, one after the other.
"""

import contextlib
import os
from pathlib import Path
from typing import Final

_PART: Final = 8 << 20
_SHARE: Final = 2
"""So much of what memory is free is left alone: one part of two."""


def read_ahead(folder: Path) -> int:
    """Ask for all files of a folder and those below; return how many bytes were asked for.

    The smallest files first, and no more than fits into half of the memory that is free. Where the system cannot be
    asked, nothing happens: it is only a matter of speed. Takes as long as the disk does, without holding up others.
    """
    if not hasattr(os, "posix_fadvise"):
        return 0
    room, asked = _free_memory() // _SHARE, 0
    with contextlib.suppress(OSError):
        files = sorted((path.stat().st_size, path) for path in folder.rglob("*") if path.is_file())
        for size, path in files:
            if asked + size > room:
                break
            _read(path, size)
            asked += size
    return asked


def _read(path: Path, size: int) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        for at in range(0, size, _PART):
            os.posix_fadvise(descriptor, at, min(_PART, size - at), os.POSIX_FADV_WILLNEED)
    finally:
        os.close(descriptor)


def _free_memory() -> int:
    """Return the bytes of memory that the system could give without writing anything out, 0 where it does not say."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        for line in Path("/proc/meminfo").read_text().splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024
    return 0
