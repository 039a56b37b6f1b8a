"""Immutable versions of the store on disk.

    ROOT/versions/000041/store      a pyoxigraph store, never written again
    ROOT/versions/000041/manifest.json, search.sqlite
    ROOT/current -> versions/000041
    ROOT/releases/2026.1 -> ../versions/000041
    ROOT/lock                       held by the one process that is making the next version

A change clones the current version by hard links, writes to the clone (or to a working copy that its process keeps
open, `graph.store.working_copy`), and publishes it by an atomic switch of `current`. Whatever kills a change on the
way leaves `current` as it was; what it left behind is removed by the next change. A reader holds a shared lock on the
version it has open, so that pruning never takes it away.

This module must not know what a triple means.
"""

import fcntl
import json
import os
import re
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from graph.errors import InputError, NoVersion, PrunedVersion, StoreBusy, StoreDamaged, StoreError
from graph.store.version import Manifest, Version
from graph.store.working_copy import (
    REHEARSAL,
    WorkingCopy,
    clone,
    held,
    is_held,
    remove_abandoned,
    synchronise,
)

KEEP: Final = 5
"""How many versions without a release name are kept, the current one among them."""

_DIGITS: Final = 18
_RELEASE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
SPARQL_VERSIONS: Final = frozenset({"1.0", "1.1", "1.2", "1.2-basic"})
"""What `version=` may announce of a query's language. The parameter names releases as well, so none is called so."""
_BUILDING = ".building-"
_OWN_FILES: Final = frozenset({"manifest.json", "search.sqlite"})
"""Files that each version has of its own; others go on to the next ones until a change puts one in their place."""


class Change:
    """A version in the making. Write to `store`; put further files into `path`; `keep_nothing()` drops it."""

    @property
    def root(self) -> Path:
        """The folder of all versions of the store."""
        return self.path.parent.parent

    def __init__(
        self, path: Path, parent: Version | None, note: str, working: WorkingCopy | None = None
    ) -> None:
        self.path = path
        self.parent = parent
        self.note = note.encode("utf-8", "replace").decode()  # the names of files in it may be any bytes
        self.added: int | None = None
        self.removed: int | None = None
        self.facts: dict[str, str] = dict(parent.manifest.facts) if parent else {}
        self.published: Version | None = None
        self.dropped = False
        self.working = working
        self.store = clone(parent, path / "store") if working is None else working.at(parent, path.parent)

    def keep_nothing(self) -> None:
        """Publish no version when the block ends: nothing changed."""
        self.dropped = True


@dataclass(frozen=True)
class Settled:
    """What was brought up to date: counts by name, the sources (IRIs) whose claims changed, what was left out."""

    counts: Counter[str] = field(default_factory=Counter)
    sources: frozenset[str] = frozenset()
    left_out: tuple[str, ...] = ()


Settle = Callable[[Change], Settled]
"""Brings claims that are made of others up to date within a change of claims."""


class VersionStore:
    """The versions under one folder, and the only way to make a new one.

    `settle` is called in each change of claims, before the accepted layer is derived: what was read of articles is
    resolved again then.
    """

    def __init__(self, root: Path | str, *, settle: Settle | None = None) -> None:
        self.root = Path(root)
        self.settle = settle
        self._versions = self.root / "versions"

    # -- reading ---------------------------------------------------------------------------------------------

    def current_number(self) -> int | None:
        """Number of the current version, or None for an empty store. One system call: ask as often as you like."""
        try:
            return int(os.readlink(self.root / "current").rpartition("/")[2])
        except (FileNotFoundError, NotADirectoryError):
            return None
        except (OSError, ValueError) as error:
            raise StoreDamaged(
                "%(link)s does not point to a version: %(error)s",
                hint="Make it a link to one of the folders in %(versions)s.",
                values={"link": self.root / "current", "error": error, "versions": self._versions},
            ) from error

    def current(self) -> Version | None:
        """Return the current version, or None where nothing was ever published.

        Raises StoreDamaged where it cannot be read, or is not there.
        """
        number = self.current_number()
        try:
            return None if number is None else self.get(number)
        except NoVersion as error:
            raise StoreDamaged(
                "%(link)s points to version %(number)s, which is not there.",
                hint="Restore another one: huunghi versions list, then huunghi versions restore NUMBER.",
                values={"link": self.root / "current", "number": number},
            ) from error

    def require_current(self) -> Version:
        """Return the current version; raise NoVersion where there is none."""
        version = self.current()
        if version is None:
            raise NoVersion("The store is empty.", hint="Load something first: huunghi load data")
        return version

    def get(self, name: int | str) -> Version:
        """Return a version by number or release name.

        Raises NoVersion where there is none, PrunedVersion where it is no longer kept, InputError where it is no name.
        """
        number = self._number_of(name)
        path = self._versions / f"{number:06d}"
        try:
            manifest = Manifest(**json.loads((path / "manifest.json").read_text(encoding="utf-8")))
        except FileNotFoundError as error:
            if 0 < number <= (self.current_number() or 0):
                raise PrunedVersion(
                    "Version %(name)r is no longer kept in %(root)s.",
                    hint="Versions that have a release name are kept: huunghi versions list, huunghi versions tag.",
                    values={"name": name, "root": self.root},
                ) from error
            raise NoVersion(
                "There is no version %(name)r in %(root)s.",
                hint="huunghi versions list",
                values={"name": name, "root": self.root},
            ) from error
        except (OSError, ValueError, TypeError) as error:
            raise StoreDamaged(
                "The manifest of version %(number)s cannot be read: %(error)s",
                hint="Restore another one: huunghi versions list, then huunghi versions restore NUMBER.",
                values={"number": number, "error": error},
            ) from error
        return Version(number, path, manifest, tuple(r for r, n in self.releases().items() if n == number))

    def _number_of(self, name: int | str) -> int:
        if isinstance(name, int) or (name.isascii() and name.isdecimal() and len(name) <= _DIGITS):
            return int(name)
        if not _RELEASE_NAME.fullmatch(name):
            raise InputError(
                "%(name)r is no version.",
                hint="Give a number or a release name: huunghi versions list",
                values={"name": name[:80]},
            )
        number = self.releases().get(name)
        if number is None:
            raise NoVersion(
                "There is no release %(name)r in %(root)s.",
                hint="huunghi versions list",
                values={"name": name, "root": self.root},
            )
        return number

    def numbers(self) -> list[int]:
        """Return the numbers of all published versions, oldest first."""
        return sorted(int(p.name) for p in self._listed(self._versions) if p.name.isdecimal())

    def all(self) -> list[Version]:
        """Return all published versions, oldest first."""
        return [self.get(n) for n in self.numbers()]

    def releases(self) -> dict[str, int]:
        """Return release name -> version number, in order of naming."""
        links = [
            (p.lstat().st_mtime_ns, p.name, os.readlink(p).rpartition("/")[2])
            for p in self._listed(self.root / "releases")
            if p.is_symlink()
        ]
        return {name: int(number) for _, name, number in sorted(links) if number.isdecimal()}

    @staticmethod
    def _listed(folder: Path) -> list[Path]:
        """Return what a folder of the store holds; raise StoreDamaged where it cannot be read."""
        try:
            return list(folder.iterdir())
        except FileNotFoundError:
            return []
        except OSError as error:
            raise StoreDamaged(
                "%(folder)s cannot be read: %(strerror)s.",
                hint="See that it is a folder and may be read, or name another store: --store FOLDER.",
                values={"folder": folder, "strerror": error.strerror},
            ) from error

    # -- writing ---------------------------------------------------------------------------------------------

    @contextmanager
    def lock(self, *, wait: float = 0.0) -> Iterator[None]:
        """Hold the writer's lock; raise StoreBusy when another process still holds it after `wait` seconds."""
        try:
            self._versions.mkdir(parents=True, exist_ok=True)
            handle = (self.root / "lock").open("a+")
        except OSError as error:
            raise StoreError(
                "The store at %(root)s cannot be written: %(error)s",
                values={"root": self.root, "error": error},
            ) from error
        with handle:
            deadline = time.monotonic() + wait
            while True:
                try:
                    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except OSError as error:
                    if time.monotonic() >= deadline:
                        handle.seek(0)
                        owner = handle.read().strip() or "another process"
                        raise StoreBusy(
                            "The store at %(root)s is being written by %(owner)s.",
                            hint="Wait until it is done, then try again.",
                            values={"root": self.root, "owner": owner},
                        ) from error
                    time.sleep(0.01)
            handle.truncate(0)
            handle.write(f"process {os.getpid()}")
            handle.flush()
            yield

    @contextmanager
    def change(
        self, *, note: str, wait: float = 0.0, keep: int = KEEP, working: WorkingCopy | None = None
    ) -> Iterator[Change]:
        """Make the next version: clone, let the caller write, publish when the block ends without an error.

        With a `working` copy that a writer keeps, the clone is that one where it is like the current version.

        Raises StoreBusy when another process is writing, StoreError when the disk refuses; in both cases, and
        whenever the block raises, the current version stays as it was.
        """
        with self.lock(wait=wait):
            self._remove_leftovers()
            path = Path(tempfile.mkdtemp(prefix=_BUILDING, dir=self._versions))
            path.chmod(0o755)
            try:
                change = Change(path, self.current(), note, working)
                try:
                    yield change
                    if not change.dropped:
                        change.published = self._publish(change)
                        if working is not None:
                            working.published(change.published)
                finally:
                    vars(change).pop("store", None)  # closes a clone: from here on nobody writes to it
            except OSError as error:
                raise StoreError(
                    "The new version could not be written: %(error)s",
                    hint="The current version is unchanged. Make room on the disk and try again.",
                    values={"error": error},
                ) from error
            finally:
                shutil.rmtree(path, ignore_errors=True)
                if working is not None:
                    working.settle()
            if change.published:
                self._prune(keep)

    @contextmanager
    def rehearsal(self) -> Iterator[Change]:
        """A change of the current version that is never published, to see what it would do.

        It takes no lock and leaves nothing behind: it may run while another process writes.
        """
        self._versions.mkdir(parents=True, exist_ok=True)
        path = Path(tempfile.mkdtemp(prefix=REHEARSAL, dir=self._versions))
        change = None
        try:
            with held(path):
                change = Change(path, self.current(), "rehearsal")
                yield change
        except OSError as error:
            raise StoreError(
                "What the change would do cannot be worked out: %(error)s",
                hint="Nothing was changed. Make room on the disk and try again.",
                values={"error": error},
            ) from error
        finally:
            if change is not None:
                vars(change).pop("store", None)
            shutil.rmtree(path, ignore_errors=True)

    def _publish(self, change: Change) -> Version:
        number = max([0, *self.numbers()]) + 1
        if change.working is None:
            change.store.flush()
        else:
            change.working.checkpoint(change.path / "store")
        del change.store  # closes a clone: a version is never open for writing
        manifest = Manifest(
            number=number,
            created=datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            parent=change.parent.number if change.parent else None,
            note=change.note,
            added=change.added,
            removed=change.removed,
            facts=change.facts,
        )
        _carry(change)
        _write_durably(
            change.path / "manifest.json", json.dumps(asdict(manifest), indent=1, ensure_ascii=False)
        )
        for folder in (change.path / "store", change.path):
            synchronise(folder)
        target = self._versions / f"{number:06d}"
        change.path.rename(target)
        synchronise(self._versions)
        _switch(self.root / "current", f"versions/{number:06d}")
        return Version(number, target, manifest)

    def _remove_leftovers(self) -> None:
        """Remove what a killed change left behind; call only under the lock."""
        for path in self._versions.glob(_BUILDING + "*"):
            shutil.rmtree(path, ignore_errors=True)
        remove_abandoned(self._versions)
        # Renamed but never switched to: a kill between the two. It was announced to nobody and nobody reads it, for
        # `current` only ever grows (`restore` publishes a copy under a new number).
        current = self.current_number()
        if current is None:
            return  # a store that was copied without its links, say: what was published stays, to be restored
        for number in self.numbers():
            if number > current:
                shutil.rmtree(self._versions / f"{number:06d}", ignore_errors=True)

    # -- releases, restoring, pruning --------------------------------------------------------------------------

    def tag(self, release: str, *, name: int | str | None = None) -> Version:
        """Give a version (the current one unless named) a release name; it is then kept for good."""
        if not _RELEASE_NAME.fullmatch(release) or release.isdecimal() or release in SPARQL_VERSIONS:
            raise InputError(
                "%(release)r cannot be a release name.",
                hint="Use letters, digits, '.', '-', '_', and at least one that is no digit, for example 2026.1; "
                "a version of SPARQL (1.1) is none.",
                values={"release": release},
            )
        with self.lock():
            version = self.require_current() if name is None else self.get(name)
            taken = self.releases().get(release)
            if taken is not None and taken != version.number:
                raise InputError(
                    "Release %(release)r already names version %(taken)s.",
                    hint="Choose another name.",
                    values={"release": release, "taken": taken},
                )
            folder = self.root / "releases"
            folder.mkdir(exist_ok=True)
            if taken is None:
                _switch(folder / release, f"../versions/{version.number:06d}")
            return replace(version, releases=(*version.releases, *([] if taken else [release])))

    def restore(self, name: int | str) -> Version:
        """Publish a copy of an earlier version as the newest one, and return it."""
        with self.lock():
            self._remove_leftovers()
            old = self.get(name)
            path = Path(tempfile.mkdtemp(prefix=_BUILDING, dir=self._versions))
            path.chmod(0o755)
            try:
                change = Change(path, old, f"restore of version {old.number}")
                if old.search_path.exists():
                    os.link(old.search_path, path / "search.sqlite")
                return self._publish(change)
            finally:
                shutil.rmtree(path, ignore_errors=True)

    def prune(self, *, keep: int = KEEP) -> list[int]:
        """Remove all but the newest `keep` versions, the released ones and those somebody reads; return what went."""
        with self.lock():
            self._remove_leftovers()
            return self._prune(keep)

    def _prune(self, keep: int) -> list[int]:
        released = set(self.releases().values())
        gone = []
        for number in self.numbers()[: -max(1, keep)]:
            path = self._versions / f"{number:06d}"
            if number in released or number == self.current_number() or is_held(path / "manifest.json"):
                continue
            # Out of sight first, so that a kill in the middle leaves no half version behind.
            removed = self._versions / f"{_BUILDING}gone-{number}"
            path.rename(removed)
            shutil.rmtree(removed, ignore_errors=True)
            gone.append(number)
        return gone


def _carry(change: Change) -> None:
    """Give a version the further files of its parent that it has no others in place of."""
    for path in change.parent.path.iterdir() if change.parent else ():
        if path.is_file() and path.name not in _OWN_FILES and not (change.path / path.name).exists():
            os.link(path, change.path / path.name)


def _write_durably(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8") as handle:
        handle.write(text)
        handle.flush()
        os.fsync(handle.fileno())


def _switch(link: Path, target: str) -> None:
    """Point a symbolic link at `target` in one step (rename(2) is atomic)."""
    fresh = link.with_name(f".{link.name}.next")
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(target)
    fresh.rename(link)
    synchronise(link.parent)
