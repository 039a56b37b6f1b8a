"""One published version of the store: its files, its manifest, and how it is opened and held."""

import fcntl
import os
from dataclasses import dataclass, field
from pathlib import Path

from pyoxigraph import Store

from graph.errors import StoreDamaged


@dataclass(frozen=True)
class Manifest:
    """What is known of a version: when it was made, from which, why, and what it added and removed (quads)."""

    number: int
    created: str
    parent: int | None
    note: str
    added: int | None = None
    removed: int | None = None
    facts: dict[str, str] = field(default_factory=dict)


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
        """SQLite file of the search index; made by whoever built the version, may be absent."""
        return self.path / "search.sqlite"

    @property
    def label(self) -> str:
        """The newest release name, else the number."""
        return self.releases[-1] if self.releases else str(self.number)

    def open(self) -> "OpenVersion":
        """Open for reading and keep it from being pruned until closed or garbage collected."""
        return OpenVersion(self)


class OpenVersion:
    """A version held open: `store` is read-only, the files stay until `close()`."""

    def __init__(self, version: Version) -> None:
        self.version = version
        self._lease: int | None = None
        try:
            self._lease = os.open(version.path / "manifest.json", os.O_RDONLY | os.O_CLOEXEC)
            fcntl.flock(self._lease, fcntl.LOCK_SH)
            self.store = Store.read_only(str(version.store_path))
        except (OSError, RuntimeError) as error:  # RuntimeError: what RocksDB calls a corruption
            self.close()
            raise StoreDamaged(
                "Version %(number)s at %(path)s cannot be opened: %(error)s",
                hint="Restore another one: huunghi versions list, then huunghi versions restore NUMBER.",
                values={"number": version.number, "path": version.path, "error": error},
            ) from error

    def close(self) -> None:
        """Close the files; closing twice is closing once."""
        self.__dict__.pop("store", None)
        if self._lease is not None:
            os.close(self._lease)
            self._lease = None

    def __del__(self) -> None:
        self.close()

    def __enter__(self) -> "OpenVersion":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
