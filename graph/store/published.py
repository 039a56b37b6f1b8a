"""What was published in a store: which version is current, which there are, and what they are called.

Reading only. Where `current` is missing, outdated or leads nowhere, that is said by BrokenCurrent, whoever asks;
`graph.repair` mends it when it is told to.
"""

import os
import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from graph.errors import (
    BrokenCurrent,
    DamagedManifest,
    DamagedRecord,
    DamagedReleases,
    InputError,
    NoVersion,
    OtherFormat,
    PrunedVersion,
    StoreDamaged,
    StoreError,
)
from graph.store import record as records
from graph.store.record import Record
from graph.store.version import Manifest, Version

RELEASE_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_DIGITS: Final = 18
_FOLDER: Final = re.compile(r"[0-9]{6,18}")


@dataclass(frozen=True)
class Listed:
    """A version as it is listed; one whose manifest cannot be read has that error in place of the version."""

    number: int
    releases: tuple[str, ...]
    version: Version | None
    damage: DamagedManifest | OtherFormat | None = None


class PublishedVersions:
    """The versions under one folder, to be read."""

    def __init__(self, root: Path | str) -> None:
        self.root = Path(root)
        self.folder = self.root / "versions"

    # -- which is the current one --------------------------------------------------------------------------------

    def current_number(self) -> int | None:
        """Number that `current` names, None without that link. One system call: ask as often as you like.

        Whether it is the version published last, and is there, says `current`.
        """
        try:
            return int(os.readlink(self.root / "current").rpartition("/")[2])
        except FileNotFoundError:
            return None
        except NotADirectoryError as error:
            raise StoreDamaged("The store is no folder.", where=self.root) from error
        except PermissionError as error:
            raise StoreError(
                "The store of this service may not be read.",
                hint="Whoever runs the service has to let it read its store.",
                where=self.root,
                cause=error,
            ) from error
        except (OSError, ValueError) as error:
            raise BrokenCurrent(
                "`current` is no link to a version.", where=self.root / "current", cause=error
            ) from error

    def check_current(self) -> int | None:
        """Return the number of the version published last, None where nothing ever was. Raises BrokenCurrent."""
        last = self._published_last()  # before the link is read, which is switched before this is written
        number = self.current_number()
        if number is None:
            if last:
                raise BrokenCurrent(
                    "`current` is missing; the version published last is %(last)s.",
                    values={"last": last},
                    where=self.root / "current",
                )
            return None
        if number < last:
            raise BrokenCurrent(
                "`current` leads to version %(number)s, and version %(last)s was published after that.",
                values={"number": number, "last": last},
                where=self.root / "current",
            )
        if not self.path_of(number).is_dir():
            if self.current_number() != number:
                return self.check_current()  # others were published, and this one was pruned, in this moment
            raise BrokenCurrent(
                "`current` leads to version %(number)s, which is not there.",
                values={"number": number},
                where=self.root / "current",
            )
        return number

    def _published_last(self) -> int:
        """Return the number of the version published last, 0 for none, as far as anything but `current` tells it."""
        record = self._record_or_none()
        if record is None:  # a store of before there was a record
            numbers = self.numbers()
            record = self._record_or_none()  # a writer may have begun it, and then made the first version
            if record is None:
                return max(numbers, default=0)
        return record.current

    def _record_or_none(self) -> Record | None:
        """The record for readers, who can do without."""
        try:
            return records.read(self.root)
        except DamagedRecord:
            return None

    def current(self) -> Version | None:
        """Return the current version, or None where nothing was ever published.

        Raises BrokenCurrent where it cannot be told which it is, StoreDamaged where it cannot be read.
        """
        number = self.check_current()
        return None if number is None else self.get(number)

    def require_current(self) -> Version:
        """Return the current version; raise NoVersion where there is none."""
        version = self.current()
        if version is None:
            raise NoVersion("The store is empty.", hint="Load something first: huunghi load data")
        return version

    # -- which there are -----------------------------------------------------------------------------------------

    def path_of(self, number: int) -> Path:
        """Return the folder of a version."""
        return self.folder / f"{number:06d}"

    def get(self, name: int | str) -> Version:
        """Return a version by number or release name.

        Raises NoVersion where there is none, PrunedVersion where it is no longer kept, InputError where it is no name,
        DamagedManifest where it is there and cannot be read.
        """
        releases = self.releases()
        number = self._number_of(name, releases)
        try:
            return self._read(number, releases)
        except FileNotFoundError as error:
            if 0 < number <= self._highest_known():
                raise PrunedVersion(
                    "Version %(name)r is no longer kept.",
                    hint="Versions that have a release name are kept: huunghi versions list, huunghi versions tag.",
                    values={"name": name},
                    where=self.root,
                ) from error
            raise NoVersion(
                "There is no version %(name)r.",
                hint="huunghi versions list names those that are there.",
                values={"name": name},
                where=self.root,
            ) from error

    def _read(self, number: int, releases: dict[str, int]) -> Version:
        path = self.path_of(number)
        names = tuple(name for name, named in releases.items() if named == number)
        return Version(number, path, Manifest.read(path, number), names)

    def _highest_known(self) -> int:
        record = self._record_or_none()
        number = 0
        with suppress(StoreDamaged):
            number = self.current_number() or 0
        return max(number, record.current if record else 0)

    def _number_of(self, name: int | str, releases: dict[str, int]) -> int:
        if isinstance(name, int) or (name.isascii() and name.isdecimal() and len(name) <= _DIGITS):
            return int(name)
        if not RELEASE_NAME.fullmatch(name):
            raise InputError(
                "%(name)r is no version.",
                hint="Give a number or a release name: huunghi versions list",
                values={"name": name[:80]},
            )
        number = releases.get(name)
        if number is None:
            raise NoVersion(
                "There is no release %(name)r.",
                hint="huunghi versions list names those that are there.",
                values={"name": name},
                where=self.root,
            )
        return number

    def numbers(self) -> list[int]:
        """Return the numbers of all versions that are there, oldest first."""
        try:
            names = [path.name for path in self.folder.iterdir()]
        except FileNotFoundError:
            return []
        except OSError as error:
            raise StoreDamaged(
                "The folder of the versions cannot be read.",
                hint="See that it is a folder and may be read, or name another store: --store FOLDER.",
                where=self.folder,
                cause=error.strerror,
            ) from error
        return sorted(int(name) for name in names if _FOLDER.fullmatch(name))

    def listed(self, *, most: int | None = None) -> list[Listed]:
        """Return the versions, oldest first, also with a manifest that cannot be read; with `most` the newest."""
        found: list[Listed] = []
        releases = self.releases()
        for number in self.numbers()[-most if most else 0 :]:
            names = tuple(name for name, named in releases.items() if named == number)
            try:
                found.append(Listed(number, names, self._read(number, releases)))
            except (DamagedManifest, OtherFormat) as error:
                found.append(Listed(number, names, None, error))
            except FileNotFoundError:
                continue  # it was pruned in this moment
        return found

    def all(self) -> list[Version]:
        """Return all versions whose manifests can be read, oldest first."""
        return [one.version for one in self.listed() if one.version is not None]

    def releases(self) -> dict[str, int]:
        """Return release name -> version number, in order of naming: what the record and the links say together."""
        record = self._record_or_none()
        try:
            links = self.release_links()
        except DamagedReleases:
            links = {}
        return {**links, **record.releases} if record else links

    def release_links(self) -> dict[str, int]:
        """Return what the links of releases say alone, in order of naming. Raises DamagedReleases."""
        folder = self.root / "releases"
        try:
            links = [
                (p.lstat().st_mtime_ns, p.name, os.readlink(p).rpartition("/")[2])
                for p in folder.iterdir()
                if p.is_symlink() and not p.name.startswith(".")
            ]
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise DamagedReleases(
                "The names of releases cannot be read.", where=folder, cause=error
            ) from error
        return {name: int(number) for _, name, number in sorted(links) if _FOLDER.fullmatch(number)}
