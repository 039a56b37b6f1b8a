"""One published version of the store: its files, its manifest, and how it is opened and held."""

import contextlib
import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any, Final

from pyoxigraph import Store

from graph.errors import DamagedManifest, OtherFormat, PrunedVersion
from graph.store import durable
from graph.store.digests import AT_ONCE, mismatch
from graph.store.faults import damaged_data

MANIFEST: Final = "manifest.json"
FORMAT: Final = 1
"""Major version of the format of a store: which files a version has, and what is in them. No other is read.

It changes where a release writes what earlier ones would misread, and only then: what they can leave unread, such as a
further file or a further field of the manifest, is no other format.
"""


@dataclass(frozen=True)
class Manifest:
    """What is known of a version: when it was made, from which, why, and what it added and removed (quads).

    `files` are the files of the store with their digests (`graph.store.digests`); versions of before have none.
    `format` is FORMAT.
    """

    number: int
    created: str
    parent: int | None
    note: str
    added: int | None = None
    removed: int | None = None
    facts: dict[str, str] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    format: int = FORMAT

    def write(self, folder: Path) -> None:
        """Put the manifest into a version's folder, durably."""
        text = json.dumps(asdict(self), indent=1, ensure_ascii=False)
        durable.write(folder / MANIFEST, text.encode("utf-8"))

    @classmethod
    def read(cls, folder: Path, number: int) -> "Manifest":
        """Return the manifest of a version.

        Raises FileNotFoundError without a folder, OtherFormat where it is not of FORMAT, DamagedManifest otherwise.
        """
        path = folder / MANIFEST
        try:
            said = json.loads(path.read_text(encoding="utf-8"))
            if type(said.get("format", FORMAT)) is int and said.get("format", FORMAT) != FORMAT:
                raise OtherFormat(
                    "Version %(number)s is of format %(format)s, and this program reads format %(known)s.",
                    values={"number": number, "format": said["format"], "known": FORMAT},
                    where=path,
                )
            found = cls(**{name: value for name, value in said.items() if name in _FIELDS})
            _check(found, number)
        except (OSError, ValueError, TypeError, AttributeError, RecursionError) as error:
            if not folder.is_dir():
                raise FileNotFoundError(folder) from error
            raise DamagedManifest(
                "The manifest of version %(number)s (manifest.json) cannot be read.",
                values={"number": number},
                where=path,
                cause=error,
            ) from error
        return found


_FIELDS: Final = frozenset(one.name for one in fields(Manifest))


def _check(manifest: Manifest, number: int) -> None:
    """Raise ValueError where a value is not of its kind: a manifest is read as it was written, or not at all."""
    counts = (manifest.parent, manifest.added, manifest.removed)
    if manifest.number != number:
        raise ValueError(f"it is of version {manifest.number}")
    if not (isinstance(manifest.created, str) and isinstance(manifest.note, str)):
        raise ValueError("created and note are texts")
    if not all(one is None or type(one) is int for one in counts):
        raise ValueError("parent, added and removed are whole numbers")
    if type(manifest.format) is not int:
        raise ValueError("format is a whole number")
    if not (_holds(manifest.facts) and _holds(manifest.files)):
        raise ValueError("facts and files are lists of names with their texts")


def _holds(values: Mapping[str, Any]) -> bool:
    return isinstance(values, dict) and all(isinstance(one, str) for one in values.values())


@dataclass(frozen=True)
class Version:
    """A published version. Open it with `open()`; its files never change."""

    number: int
    path: Path
    manifest: Manifest
    releases: tuple[str, ...] = ()

    @property
    def store_path(self) -> Path:
        """Folder of the pyoxigraph store."""
        return self.path / "store"

    @property
    def search_path(self) -> Path:
        """List of the parts of the index of names (`graph.search`); may be absent."""
        return self.path / "search.json"

    @property
    def statistics_path(self) -> Path:
        """SQLite file of the counts of classes and properties (`graph.statistics`); may be absent."""
        return self.path / "statistics.sqlite"

    @property
    def label(self) -> str:
        """The newest release name, else the number."""
        return self.releases[-1] if self.releases else str(self.number)

    def mismatch(self, *, most: int | None = None) -> str:
        """Say which of its files is not what it was when it was published, '' where none is found to be so.

        With `most` no more than so many bytes are read that were not read before.
        """
        return mismatch(self.store_path, self.manifest.files, most=most)

    @contextlib.contextmanager
    def hold(self) -> Iterator[None]:
        """Keep it from being pruned within the block. Raises PrunedVersion where it went in this moment."""
        lease = _leased(self)
        try:
            yield
        finally:
            os.close(lease)

    def open(self, *, checked: bool = True) -> "OpenVersion":
        """Open for reading and keep it from being pruned until closed or garbage collected.

        Raises DamagedData where it cannot be opened, or where it is `checked` and a file is not what it was;
        PrunedVersion where it went in this moment.
        """
        return OpenVersion(self, checked=checked)


def _leased(version: Version) -> int:
    """Return a handle that keeps a version from being pruned until it is closed; where it is gone, PrunedVersion."""
    handle = -1
    try:
        handle = os.open(version.path / MANIFEST, os.O_RDONLY | os.O_CLOEXEC)
        fcntl.flock(handle, fcntl.LOCK_SH)
        os.stat(version.path / MANIFEST)  # noqa: PTH116 - it may have gone while the lock was waited for
    except OSError as error:
        if handle >= 0:
            os.close(handle)
        if not version.path.exists() and version.path.parent.is_dir():
            raise PrunedVersion(
                "Version %(name)s is no longer kept.", values={"name": version.number}
            ) from error
        raise damaged_data(version.number, error, where=version.path) from error
    return handle


class OpenVersion:
    """A version held open: `store` is read-only, the files stay until `close()`."""

    def __init__(self, version: Version, *, checked: bool = True) -> None:
        self.version = version
        self._lease: int | None = None
        try:
            self._lease = _leased(version)
            if checked and (why := version.mismatch(most=AT_ONCE)):
                raise OSError(why)
            self.store = Store.read_only(str(version.store_path))
        except (OSError, RuntimeError) as error:  # RuntimeError: what RocksDB calls a corruption
            self.close()
            raise damaged_data(version.number, error, where=version.store_path) from error

    def close(self) -> None:
        """Close the files; closing twice is closing once."""
        self.__dict__.pop("store", None)
        if self._lease is not None:
            os.close(self._lease)
            self._lease = None

    def __del__(self) -> None:
        with contextlib.suppress(OSError):
            self.close()

    def __enter__(self) -> "OpenVersion":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
