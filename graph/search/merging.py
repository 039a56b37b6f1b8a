"""Merge the parts of an index of names into fewer, in the background: what changes in passing leave to it.

The merged part takes the place of those that it was made of in the version that they were merged for and in the current
one, which changes may have added parts to meanwhile. A version is read while that happens: its list of parts is
replaced in one step, and a reader that finds a part gone reads the list again.
"""

import os
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from graph.search.index import NameIndex, Part, Parts
from graph.search.writing import first_to_merge, merged_part
from graph.store.durable import replacing, synchronise

_MOST_PARTS: Final = 8


@dataclass(frozen=True)
class Merged:
    """A part, where it lies, and the parts that it takes the place of."""

    part: Part
    folder: Path
    of: tuple[Part, ...]


def _first(parts: tuple[Part, ...]) -> int:
    """Return from which part on parts are to be merged; that after the last one where none are."""
    if len(parts) < 2:
        return len(parts)
    last = len(parts) - 1
    at = first_to_merge(parts[:last], parts[last].weight, most=sys.maxsize)
    return min(at, last - 1) if at < last or len(parts) > _MOST_PARTS else len(parts)


def needs_merging(path: Path) -> bool:
    """Whether an index has so many parts, or such large ones, that reading it takes longer than it should."""
    found = Parts.read(path)
    return found is not None and _first(found.parts) < len(found.parts)


def merge(path: Path) -> Merged | None:
    """Write the parts that are to be merged as one, beside them; None where nothing is to be done."""
    with NameIndex(path) as index:
        at = _first(index.parts.parts)
        of = index.parts.parts[at:]
        if not of:
            return None
        part = merged_part(index, path.parent, at)
    synchronise(path.parent / part.file)
    return Merged(part, path.parent, of)


def put_merged(path: Path, merged: Merged) -> None:
    """Put a merged part in place of those it is made of, where an index has them all; call under the writer's lock."""
    found = Parts.read(path)
    if found is None:
        return
    at = next((n for n, one in enumerate(found.parts) if one == merged.of[0]), len(found.parts))
    end = at + len(merged.of)
    if found.parts[at:end] != merged.of:
        return
    with suppress(FileExistsError):
        os.link(merged.folder / merged.part.file, path.with_name(merged.part.file))
    with replacing(path) as fresh:
        parts = (*found.parts[:at], merged.part, *found.parts[end:])
        fresh.write_bytes(Parts(parts, found.names).text())
    for one in merged.of:
        path.with_name(one.file).unlink(missing_ok=True)


def remove_unlisted(path: Path) -> None:
    """Remove parts that are in no list: a process that wrote them was ended."""
    found = Parts.read(path)
    listed = {one.file for one in found.parts} if found else set()
    for file in path.parent.glob("search-*.sqlite"):
        if file.name not in listed:
            file.unlink(missing_ok=True)
