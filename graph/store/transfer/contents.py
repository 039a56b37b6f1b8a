"""What a store tells of its versions to another one: which it has, and which files are in each.

All that comes from elsewhere is checked here: it is what it says it is, or TransferFailed.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from graph.errors import Diverged, OtherFormat, TransferFailed
from graph.limits import LIMITS
from graph.store.published import RELEASE_NAME
from graph.store.version import FORMAT, MANIFEST

SHA256: Final = re.compile(r"^[0-9a-f]{64}$")
_PATH: Final = re.compile(r"(?:[A-Za-z0-9_][A-Za-z0-9_.-]{0,120}/){0,3}[A-Za-z0-9_][A-Za-z0-9_.-]{0,120}")
"""A path within a version's folder: it leads nowhere else, and to no file whose name begins with a dot."""
_LARGEST: Final = 1 << 50


@dataclass(frozen=True)
class File:
    """A file of a version: its path in the version's folder, its size in bytes, its SHA-256."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Contents:
    """The files of one version, its manifest among them."""

    number: int
    files: tuple[File, ...]

    @property
    def manifest(self) -> File:
        """The manifest, by whose digest a version is told from every other."""
        return next(one for one in self.files if one.path == MANIFEST)

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(one.size for one in self.files)

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON values."""
        files = [{"path": one.path, "size": one.size, "sha256": one.sha256} for one in self.files]
        return {"version": self.number, "files": files}

    @classmethod
    def from_json(cls, said: Any) -> "Contents":
        """Return what JSON values say. Raises TransferFailed where they are no contents of a version."""
        try:
            files = tuple(File(one["path"], one["size"], one["sha256"]) for one in said["files"])
            found = cls(said["version"], files)
            _require(type(found.number) is int and found.number > 0, "its number")
            _require(len(files) <= LIMITS.version_files, "the number of its files")
            _require(len({one.path for one in files}) == len(files), "a path that is given twice")
            _require(any(one.path == MANIFEST for one in files), "that it has no manifest")
            for one in files:
                _require(is_path(one.path), f"the path {one.path[:80]!r}")
                _require(type(one.size) is int and 0 <= one.size <= _LARGEST, f"the size of {one.path}")
                _require(SHA256.fullmatch(one.sha256) is not None, f"the digest of {one.path}")
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise _nonsense(error) from error
        return found


@dataclass(frozen=True)
class State:
    """Which versions a store has: number -> SHA-256 of its manifest; and what `graph.store.record` says of them."""

    current: int = 0
    highest: int = 0
    releases: Mapping[str, int] = field(default_factory=dict)
    versions: Mapping[int, str] = field(default_factory=dict)
    format: int = FORMAT
    beside: str = field(default="", compare=False)
    """What changes when short links or queries of curators do; '' where there are none, or none are given."""

    @property
    def stamp(self) -> str:
        """What changes whenever something is published, named or pruned."""
        return hashlib.sha256(json.dumps(self.to_json(), sort_keys=True).encode()).hexdigest()[:32]

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON values."""
        versions = {str(number): digest for number, digest in self.versions.items()}
        return {
            "format": self.format,
            "current": self.current,
            "highest": self.highest,
            "releases": dict(self.releases),
            "versions": versions,
            "beside": self.beside,
        }

    @classmethod
    def from_json(cls, said: Any) -> "State":
        """Return what JSON values say. Raises TransferFailed where they are no state of a store."""
        try:
            versions = {int(number): digest for number, digest in said["versions"].items()}
            found = cls(said["current"], said["highest"], dict(said["releases"]), versions, said["format"])
            found = replace(found, beside=str(said.get("beside", ""))[:64])
            numbers = (found.format, found.current, found.highest, *found.releases.values(), *versions)
            _require(all(type(one) is int and one >= 0 for one in numbers), "its numbers")
            _require(found.current <= found.highest, "its numbers")
            _require(all(SHA256.fullmatch(one) for one in versions.values()), "the digests of its versions")
            _require(all(RELEASE_NAME.fullmatch(one) for one in found.releases), "the names of its releases")
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise _nonsense(error) from error
        return found


def is_path(text: str) -> bool:
    """Whether a text may be the path of a file of a version."""
    return _PATH.fullmatch(text) is not None


def require_same_history(there: State, here: State, origin: str, target: str) -> None:
    """Raise OtherFormat or Diverged unless the versions `here` may be followed by those `there`."""
    if there.format != here.format:
        raise OtherFormat(
            "%(origin)s is of format %(there)s, and %(target)s of format %(here)s.",
            values={"origin": origin, "there": there.format, "target": target, "here": here.format},
        )
    hint = (
        "Nothing was changed. Bring the versions into an empty store, or into the store that they came from."
    )
    for number in sorted(there.versions.keys() & here.versions.keys()):
        if there.versions[number] != here.versions[number]:
            raise Diverged(
                "Version %(number)s of %(origin)s is another than version %(number)s of %(target)s.",
                hint=hint,
                values={"number": number, "origin": origin, "target": target},
            )
    for name in there.releases.keys() & here.releases.keys():
        if there.releases[name] != here.releases[name]:
            raise Diverged(
                "Release %(name)s is version %(there)s of %(origin)s and version %(here)s of %(target)s.",
                hint=hint,
                values={
                    "name": name,
                    "there": there.releases[name],
                    "origin": origin,
                    "here": here.releases[name],
                    "target": target,
                },
            )
    if here.current > there.current:
        raise Diverged(
            "%(target)s is at version %(here)s already, and %(origin)s at version %(there)s.",
            hint="Nothing was changed. The newer one may be brought to the older one.",
            values={"target": target, "here": here.current, "origin": origin, "there": there.current},
        )


def _require(holds: bool, what: str) -> None:
    if not holds:
        raise ValueError(what)


def _nonsense(error: Exception) -> TransferFailed:
    return TransferFailed(
        "What the other store tells of its versions cannot be understood: %(reason)s.",
        hint="See that the address is that of a store of this program, and that both are of one release.",
        values={"reason": f"{type(error).__name__} {error}"[:200]},
    )
