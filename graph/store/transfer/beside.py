"""What lies beside the versions and belongs to the graph all the same: short links, and queries of curators.

    links/HH/NAME.rq            never changes; SHA-256 of the file begins with its name
    library/GROUP/NAME.rq       a query that a curator added; changed and taken away at the origin alone
    library/history.jsonl       what became of every query's text

A store that follows another has the same: links are added, the library becomes as it is there, each file in one step.
Stores between which versions are pushed or pulled by hand keep their own.
"""

import hashlib
import os
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol

from graph.errors import PrunedVersion, TransferFailed, Unreachable
from graph.limits import LIMITS
from graph.store import durable
from graph.store.digests import digest_of
from graph.store.faults import as_store_errors

LINKS: Final = "links"
LIBRARY: Final = "library"
_LINK: Final = re.compile(r"[0-9a-f]{24}")
_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_QUERY: Final = re.compile(r"library/(?:[a-z0-9][a-z0-9-]{0,60}/[a-z0-9][a-z0-9-]{0,60}\.rq|history\.jsonl)")
_MOST_QUERIES: Final = 10_000


@dataclass(frozen=True)
class Beside:
    """The names of the short links of a store, and the files of its library: path -> SHA-256."""

    links: frozenset[str] = frozenset()
    library: tuple[tuple[str, str], ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return {"links": sorted(self.links), "library": dict(self.library)}

    @classmethod
    def from_json(cls, said: Any) -> "Beside":
        """Return what JSON values say. Raises TransferFailed where they are something else."""
        try:
            links, library = frozenset(said["links"]), tuple(sorted(said["library"].items()))
            fine = (
                len(links) <= LIMITS.links
                and len(library) <= _MOST_QUERIES
                and all(_LINK.fullmatch(one) for one in links)
                and all(_QUERY.fullmatch(path) and _SHA256.fullmatch(digest) for path, digest in library)
            )
        except (KeyError, TypeError, AttributeError):
            fine = False
        if not fine:
            raise TransferFailed(
                "What the other store tells of its short links and queries cannot be understood."
            )
        return cls(links, library)


class Giving(Protocol):
    """A store that tells what lies beside its versions."""

    def beside(self) -> Beside:
        """Return which links and queries there are."""
        ...

    def read_beside(self, path: str) -> bytes:
        """Return a file of these, by its path in the store. Raises TransferFailed where it is not there."""
        ...


def stamp_of(root: Path) -> str:
    """Return what changes whenever a link or a query of the library does; '' where a store has none."""
    seen = [
        (entry.path, entry.stat().st_mtime_ns, entry.stat().st_size)
        for folder in (LINKS, LIBRARY)
        for entry in _entries(root / folder)
    ]
    for group in _entries(root / LIBRARY):
        seen += [(one.path, one.stat().st_mtime_ns, one.stat().st_size) for one in _entries(group.path)]
    return hashlib.sha256(repr(sorted(seen)).encode()).hexdigest()[:32] if seen else ""


def beside_of(root: Path) -> Beside:
    """Return the links and queries of a store on this machine."""
    links = {
        one.name.removesuffix(".rq")
        for folder in _entries(root / LINKS)
        for one in _entries(folder.path)
        if one.name.endswith(".rq")
    }
    library = {}
    for path in _library(root):
        with suppress(OSError):  # it was taken away in this moment
            library[path] = digest_of(root / path)
    return Beside(frozenset(one for one in links if _LINK.fullmatch(one)), tuple(sorted(library.items())))


def file_beside(root: Path, path: str) -> bytes:
    """Return a link or a query of a store on this machine, by its path in it. Raises TransferFailed."""
    if path_of_link(Path(path).stem) == path or _QUERY.fullmatch(path):
        with suppress(OSError):
            return (root / path).read_bytes()
    raise TransferFailed("There is no file %(path)s beside the versions.", values={"path": path[:100]})


def path_of_link(name: str) -> str:
    """Return the path of a link's file, '' for what is no name of one."""
    return f"{LINKS}/{name[:2]}/{name}.rq" if _LINK.fullmatch(name) else ""


def bring_beside(origin: Giving, root: Path) -> bool:
    """Give a store the links and the library of its origin; return whether all of it came as it was told.

    What changed there meanwhile is fetched when it is asked for again.
    """
    there = origin.beside()
    whole = True
    for name in sorted(there.links):
        path = path_of_link(name)
        if not (root / path).exists():
            whole &= _bring(origin, root, path, name)
    for path, digest in there.library:
        if not (root / path).exists() or digest_of(root / path) != digest:
            whole &= _bring(origin, root, path, digest)
    known = {path for path, _ in there.library}
    for path in _library(root):
        if path not in known:
            (root / path).unlink(missing_ok=True)
    return whole


def _bring(origin: Giving, root: Path, path: str, digest: str) -> bool:
    try:
        content = origin.read_beside(path)
    except Unreachable:
        raise
    except (TransferFailed, PrunedVersion):  # it was taken away meanwhile
        return False
    if not hashlib.sha256(content).hexdigest().startswith(digest):
        return False
    with as_store_errors("A link or a query that came cannot be written.", hint="", where=root):
        durable.make_folder((root / path).parent)
        durable.write(root / path, content)
    return True


def _library(root: Path) -> Iterator[str]:
    """Yield the paths of the files of a store's library."""
    for entry in _entries(root / LIBRARY):
        for one in (entry.name, *(f"{entry.name}/{inner.name}" for inner in _entries(entry.path))):
            path = f"{LIBRARY}/{one}"
            if _QUERY.fullmatch(path):
                yield path


def _entries(folder: Path | str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return sorted((one for one in entries if not one.name.startswith(".")), key=lambda one: one.name)
    except OSError:
        return []
