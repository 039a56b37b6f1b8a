"""The digests of a version's files, by which damage is found before the engine meets it.

Over a block that is damaged the engine (pyoxigraph 0.5.13) sorts and counts without end, and a CONSTRUCT leaves
statements out without a word; a list of its files that was cut short it reads as a store of before. So each file is
compared with the digest that it had when it was published: once, as long as it stays as it is.
"""

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

AT_ONCE: Final = 64 << 20
"""Bytes of files not looked at before that are read when a version is opened; more are read beside what is served."""
_MOST_KNOWN: Final = 20_000
_SKIPPED: Final = frozenset({"LOG", "LOCK", "IDENTITY"})

_Stamp = tuple[int, int, int, int]
_known: dict[_Stamp, str] = {}
_damaged: dict[Path, str] = {}
"""Folders in which a file was found that is not what it was, and which."""


def digests_of(store: Path, before: Mapping[str, str], parent: Path | None) -> dict[str, str]:
    """Return the digest of each file of a store's folder; of one that it shares with the parent's, that one's."""
    with os.scandir(store) as entries:
        files = {entry.name: entry.inode() for entry in entries if entry.name not in _SKIPPED}
    shared: dict[str, int] = {}
    if parent is not None and before:
        with os.scandir(parent) as entries:
            shared = {entry.name: entry.inode() for entry in entries if entry.name in before}
    return {
        name: before[name] if shared.get(name) == inode else _digest(store / name)
        for name, inode in sorted(files.items())
    }


def mismatch(store: Path, digests: Mapping[str, str], *, most: int | None = None) -> str:
    """Say which file is not what it was, '' where all are, as far as `most` bytes that were not looked at before tell.

    The engine's own lists of its files are always looked at.
    """
    left, whole = most, True
    for name, digest in sorted(digests.items(), key=lambda one: one[0].endswith(".sst")):
        path = store / name
        try:
            if left is not None and name.endswith(".sst"):
                stamp = _stamp(path)
                if stamp not in _known:
                    left -= stamp[2]
                    if left < 0:
                        whole = False
                        continue
            why = "" if digest_of(path) == digest else f"{name} is not as it was written"
        except OSError as error:
            why = f"{name}: {error.strerror}"
        if why:
            _damaged[store] = why
            return why
    if whole:
        _damaged.pop(store, None)
    return _damaged.get(store, "")


def digest_of(path: Path) -> str:
    """Return the digest of a file, which is read once as long as it stays as it is."""
    stamp = _stamp(path)
    known = _known.get(stamp)
    if known is None:
        if len(_known) >= _MOST_KNOWN:
            _known.clear()
        known = _known[stamp] = _digest(path)
    return known


def is_noted(name: str) -> bool:
    """Whether a file of the engine's folder is part of a version: its log and its lock are not."""
    return name not in _SKIPPED


def known_damage(store: Path) -> str:
    """Say what was found wrong in a folder so far, or that it is gone, '' for nothing: one system call."""
    if not os.path.exists(store):  # noqa: PTH110 - asked before each page and query; a Path takes twice as long
        return "its folder is gone"
    return _damaged.get(store, "") if _damaged else ""


def _stamp(path: Path) -> _Stamp:
    found = path.stat()
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


def _digest(path: Path) -> str:
    with path.open("rb", buffering=0) as file:
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_SEQUENTIAL)
        return hashlib.file_digest(file, "sha256").hexdigest()
