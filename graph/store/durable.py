"""Writing files so that a loss of power takes nothing away that was said to be there.

A file is written under another name, synchronised and renamed, and then the folder is synchronised that has its name.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


def synchronise(path: Path) -> None:
    """Have the system write a file or folder to the disk before this returns."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def make_folder(folder: Path) -> None:
    """Make a folder and those above it, durably; nothing happens where it is there."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    synchronise(folder.parent)


@contextmanager
def replacing(path: Path, *, mode: int = 0o644) -> Iterator[Path]:
    """Yield a new, empty file, which takes the place of `path` when the block ends, in one step: whoever reads has the
    old one or the new one. Where the block fails, the old one stays.
    """
    handle, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    os.close(handle)
    fresh = Path(name)
    try:
        yield fresh
        fresh.chmod(mode)
        synchronise(fresh)
        fresh.replace(path)
    except BaseException:
        with suppress(OSError):
            fresh.unlink()
        raise
    synchronise(path.parent)


def write(path: Path, content: bytes, *, mode: int = 0o644) -> None:
    """Put a file in place of the one that is there, as `replacing` does."""
    with replacing(path, mode=mode) as fresh:
        fresh.write_bytes(content)


def point(link: Path, target: str) -> None:
    """Point a symbolic link at `target` in one step (rename(2) is atomic)."""
    fresh = link.with_name(f".{link.name}.next")
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(target)
    fresh.rename(link)
    synchronise(link.parent)
