"""What changed since a version that has no statistics yet, noted until they are made.

Counting a large version takes minutes, in which others are published. Each of them notes its own changes below those
of the version that it begins from, so what was counted once is brought up to the newest version (`between`), and need
not be counted again. The notes begin with the version since which they are, then a quad a line, `+` or `-` before it.
"""

import shutil
from typing import Final

from pyoxigraph import Quad, RdfFormat, parse, serialize

from graph.store.difference import Difference
from graph.store.version import Version
from graph.store.versions import Change

FILE: Final = "statistics-since.txt"
_MOST: Final = 50_000_000
"""Bytes of notes that are taken over; after that they begin anew."""


def note(change: Change) -> None:
    """Note what a change gained and lost, below the notes of its parent."""
    parent, difference = change.parent, change.difference
    if parent is None or difference is None:
        return
    before, path = parent.path / FILE, change.path / FILE
    if before.exists() and before.stat().st_size < _MOST:
        shutil.copyfile(before, path)
    else:
        path.write_text(f"{_identity(parent)}\n", encoding="utf-8")
    with path.open("ab") as file:
        for sign, quads in ((b"-", difference.lost), (b"+", difference.gained)):
            for quad in quads:
                file.write(sign + (serialize([quad], format=RdfFormat.N_QUADS) or b""))


def between(old: Version, new: Version) -> Difference | None:
    """Return what a version gained and lost since an earlier one; None where the notes of both do not tell."""
    before, after = _Notes(old), _Notes(new)
    if before.since != after.since:
        return None
    found = Difference()
    for quad in {*before.now, *after.now}:
        first = before.first.get(quad, after.first.get(quad, False))
        was_there, is_there = before.now.get(quad, first), after.now.get(quad, first)
        if was_there != is_there:
            (found.gained if is_there else found.lost).add(quad)
    return found


class _Notes:
    """The version since which a version has notes, and of each quad in them whether it was there then, and is `now`."""

    def __init__(self, version: Version) -> None:
        self.since = _identity(version)
        self.first: dict[Quad, bool] = {}
        self.now: dict[Quad, bool] = {}
        path = version.path / FILE
        if path.exists():
            with path.open(encoding="utf-8", newline="\n") as file:
                self.since = file.readline().rstrip("\n")
                for line in file:
                    self._read(line)

    def _read(self, line: str) -> None:
        came = line[0] == "+"
        for quad in parse(line[1:], format=RdfFormat.N_QUADS):
            assert isinstance(quad, Quad)
            self.first.setdefault(quad, not came)
            self.now[quad] = came


def _identity(version: Version) -> str:
    return f"{version.number} {version.manifest.created}"
