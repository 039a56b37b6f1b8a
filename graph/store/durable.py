"""Writing files so that a loss of power takes nothing away that was said to be there.

A file is written under another name, synchronised and renamed, and then the folder is synchronised that has its name.
"""

import contextlib
import os
import tempfile
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


def write(path: Path, content: bytes, *, mode: int = 0o644) -> None:
    """Put a file in place of the one that is there, in one step: whoever reads has the old one or the new one."""
    handle, fresh = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            os.fchmod(file.fileno(), mode)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(fresh).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(fresh).unlink()
        raise
    synchronise(path.parent)


def point(link: Path, target: str) -> None:
    """Point a symbolic link at `target` in one step (rename(2) is atomic)."""
    fresh = link.with_name(f".{link.name}.next")
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(target)
    fresh.rename(link)
    synchronise(link.parent)
