"""Mend a damaged store: say what is found and what is done about it. It runs when it is told to, never by itself.

Nothing is removed: what is in the way is moved to `set-aside`. Nothing is asked of the network. A version is chosen
only after all its statements were read. What a repair cannot bring back, it says, with what a person can do.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from graph.api_tokens import KEY, Tokens, new_signing_key, signing_key
from graph.errors import (
    BrokenCurrent,
    DamagedKey,
    DamagedReleases,
    DamagedRetention,
    DamagedTokens,
    NoVersion,
    OtherFormat,
    StoreDamaged,
)
from graph.health import MADE, READINGS, current_or_none, is_damaged
from graph.search.index import is_whole
from graph.search.index_lifecycle import ensure
from graph.search.passages import FILE as TEXTS
from graph.sessions import EndedSessions
from graph.store import durable
from graph.store import record as records
from graph.store.lock import FILE as LOCK
from graph.store.record import Record
from graph.store.retention import EVERY, Retention
from graph.store.retention import FILE as RETENTION
from graph.store.verify import unreadable
from graph.store.version import MANIFEST, Manifest, Version
from graph.store.versions import SET_ASIDE, VersionStore


@dataclass(frozen=True)
class Finding:
    """What was found wrong with a part, and what is done about it; `mended` is false where that takes a person."""

    part: str
    found: str
    done: str
    mended: bool = True


def repair(store: VersionStore, *, dry_run: bool = False) -> Iterator[Finding]:
    """Mend what is damaged, and tell it step by step. With `dry_run` nothing is changed."""
    if not store.root.exists():
        raise NoVersion("There is no store there.", hint="Name it: huunghi --store FOLDER", where=store.root)
    mender = _Mender(store, dry_run)
    yield from mender.lock()
    if dry_run:
        yield from mender.parts()
        return
    with store.lock():
        yield from mender.parts()


class _Mender:
    """Works through the parts of one store."""

    def __init__(self, store: VersionStore, dry_run: bool) -> None:
        self._store = store
        self._dry = dry_run
        self._root = store.root

    def parts(self) -> Iterator[Finding]:
        """Mend one part after the other: each step rests on those before."""
        yield from self._record()
        yield from self._manifests()
        yield from self._current()
        yield from self._releases()
        yield from self._retention()
        yield from self._indexes()
        yield from self._files()
        yield from self._tokens()

    def _aside(self, path: Path, name: str = "") -> None:
        if not self._dry and (path.exists() or path.is_symlink()):
            self._store.set_aside(path, name=name)

    def lock(self) -> Iterator[Finding]:
        """Mend the lock, which has to be held for the rest."""
        path = self._root / LOCK
        if path.exists() and not path.is_file():
            yield Finding("lock", f"{path} is no file.", "It is put aside; a new one is made.")
            self._aside(path)

    def _record(self) -> Iterator[Finding]:
        try:
            records.read(self._root)
        except StoreDamaged as error:
            yield Finding(
                "record of publications",
                f"{error.where} cannot be read ({error.cause}).",
                "It is put aside, and made again of the versions and releases that are there.",
            )
            self._aside(self._root / records.FILE)
            if not self._dry:
                self._rebuilt_record().write(self._root)

    def _rebuilt_record(self) -> Record:
        numbers, links = self._store.numbers(), dict[str, int]()
        with suppress(DamagedReleases):
            links = self._store.release_links()
        aside = self._root / SET_ASIDE
        known = [
            int(one.name[:6])
            for one in (aside.iterdir() if aside.is_dir() else ())
            if one.name[:6].isdecimal()
        ]
        highest = max([0, *numbers, *links.values(), *known])
        return Record(max(numbers, default=0), highest, links)

    def _manifests(self) -> Iterator[Finding]:
        for one in self._store.listed():
            if one.damage is None:
                continue
            if isinstance(one.damage, OtherFormat):
                yield Finding("manifest", one.damage.message, one.damage.hint, mended=False)
                continue
            yield Finding(
                "manifest",
                f"That of version {one.number} cannot be read ({one.damage.cause}).",
                "It is put aside, and another is made: number and day are known, who made the version and what it "
                "changed is not.",
            )
            if not self._dry:
                folder = self._store.path_of(one.number)
                manifest = self._manifest_of(folder, one.number)
                self._aside(folder / MANIFEST, f"{folder.name}-{MANIFEST}")
                manifest.write(folder)

    def _manifest_of(self, folder: Path, number: int) -> Manifest:
        place = folder / "store" / "CURRENT"
        written = datetime.fromtimestamp((place if place.exists() else folder).stat().st_mtime, UTC)
        created = written.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        parent = max((n for n in self._store.numbers() if n < number), default=None)
        return Manifest(number, created, parent, "its manifest was damaged, and was made again by a repair")

    def _current(self) -> Iterator[Finding]:
        store, broken = self._store, ""
        try:
            number = store.check_current()
            if number is None:
                return
            why = self._unreadable(number)
            if not why:
                return
            broken = f"Version {number}, the current one, cannot be read ({why})."
        except BrokenCurrent as error:
            broken = error.message
            number = None
        try:
            record = records.read(self._root)
        except StoreDamaged:  # a dry run has not made it again
            record = None
        numbers = [n for n in store.numbers() if record is None or n <= record.current]
        last = record.current if record else max(numbers, default=0)
        passed_over = [f"version {number} cannot be read"] if number is not None else []
        for candidate in reversed(numbers):
            if candidate == number:
                continue
            why = self._unreadable(candidate)
            if why:
                passed_over.append(f"version {candidate} cannot be read")
                continue
            yield self._chosen(broken, candidate, candidate == last, passed_over)
            return
        yield Finding(
            "current",
            broken,
            "No version can be read, so nothing is done. Bring back a backup into another store: "
            "huunghi --store FOLDER restore FILE",
            mended=False,
        )

    def _chosen(self, broken: str, number: int, is_last: bool, passed_over: list[str]) -> Finding:
        store, link = self._store, self._root / "current"
        because = f" ({', '.join(passed_over)})" if passed_over else ""
        if is_last:
            said = (
                f"Version {number} was published last, and each of its statements was read: `current` leads to it."
                " To have an earlier state instead: huunghi versions restore NUMBER."
            )
        else:
            said = (
                f"Version {number} is the newest that can be read{because}: a copy of it is published as the next "
                "version. The others stay where they are."
            )
        if not self._dry:
            if link.exists() and not link.is_symlink():
                self._aside(link)
            if is_last:
                durable.point(link, f"versions/{number:06d}")
            else:
                store.publish_copy(store.get(number), note="repair: copy of version")
        return Finding("current", broken, said)

    def _unreadable(self, number: int) -> str:
        """Why a version cannot be read, '' where all of it can be."""
        try:
            version = self._store.get(number)
        except StoreDamaged:  # a dry run has not made the manifest again
            path = self._store.path_of(number)
            version = Version(number, path, self._manifest_of(path, number))
        return unreadable(version)

    def _releases(self) -> Iterator[Finding]:
        folder = self._root / "releases"
        try:
            links = self._store.release_links()
        except DamagedReleases as error:
            yield Finding("releases", f"{error.where} cannot be read ({error.cause}).", "It is put aside.")
            self._aside(folder)
            links = {}
        there = set(self._store.numbers())
        for name, number in {**self._copied_releases(folder), **self._store.releases()}.items():
            if links.get(name) != number:
                yield Finding(
                    "releases",
                    f"Release {name} does not lead to version {number}.",
                    "Its link is made again"
                    + (", what is in its place put aside." if name in links else "."),
                )
                self._aside(folder / name)
                if not self._dry:
                    self._name(name, number)
            if number not in there:
                yield Finding(
                    "releases",
                    f"Version {number}, which is release {name}, is not there.",
                    "It has to be copied back from a backup of the store; the name is kept for it.",
                    mended=False,
                )

    def _retention(self) -> Iterator[Finding]:
        try:
            Retention.read(self._root)
        except DamagedRetention as error:
            yield Finding(
                "rule of retention",
                f"{error.where} cannot be read ({error.cause}).",
                "It is put aside. All versions are kept until somebody says a rule, for example: "
                "huunghi versions prune --keep-last 5 --keep-daily 30 --from-now-on",
            )
            self._aside(self._root / RETENTION)
            if not self._dry:
                Retention(last=EVERY).write(self._root)

    def _name(self, name: str, number: int) -> None:
        record = records.read(self._root)
        if record is not None and name not in record.releases:
            replace(record, releases={**record.releases, name: number}).write(self._root)
        self._store.link_release(name, number)

    def _copied_releases(self, folder: Path) -> dict[str, int]:
        """Releases that a copy which follows links has made folders of: name -> number of their version."""
        found: dict[str, int] = {}
        for path in folder.iterdir() if folder.is_dir() else ():
            if path.is_dir() and not path.is_symlink() and not path.name.startswith("."):
                for number in self._store.numbers():
                    same = (path / MANIFEST, self._store.path_of(number) / MANIFEST)
                    if all(one.is_file() for one in same) and same[0].read_bytes() == same[1].read_bytes():
                        found[path.name] = number
        return found

    def _indexes(self) -> Iterator[Finding]:
        current = current_or_none(self._store)
        for version in self._store.all():
            path = version.search_path
            if is_whole(path):
                continue
            now = current is not None and current.number == version.number
            yield Finding(
                "index of names",
                f"That of version {version.number} cannot be read.",
                f"It is put aside, and made again {'now' if now else 'when it is needed'}.",
            )
            for file in [path, *path.parent.glob("search-*.sqlite")]:
                self._aside(file, f"{version.path.name}-{file.name}")
            if now and not self._dry:
                ensure(version)

    def _files(self) -> Iterator[Finding]:
        current = current_or_none(self._store)
        if current is not None and is_damaged(current.path / MADE):
            yield Finding(
                "articles",
                f"{MADE} of version {current.number} cannot be read.",
                "It is put aside; the claims of articles are made again at the next load.",
            )
            self._aside(current.path / MADE, f"{current.path.name}-{MADE}")
        for name, then in (
            (TEXTS, "It is put aside, and made again by searches."),
            (
                READINGS,
                "It is put aside; what articles said stays. Load the articles again: huunghi load FOLDER",
            ),
        ):
            if is_damaged(self._root / name):
                part = "index of texts" if name == TEXTS else "readings"
                yield Finding(part, f"{self._root / name} cannot be read.", then)
                self._aside(self._root / name)

    def _tokens(self) -> Iterator[Finding]:
        tokens = Tokens(self._root)
        try:
            tokens.all()
        except DamagedTokens as error:
            whole = tokens.whole()
            names = ", ".join(token.name for token in whole) or "none"
            yield Finding(
                "tokens",
                f"{error.where} cannot be read ({error.cause}).",
                f"It is put aside; the tokens that are whole are kept: {names}. Make the others anew: "
                "huunghi token new --name NAME",
            )
            if not self._dry:
                self._aside(self._root / "tokens.json")
                tokens.keep(whole)
        try:
            if (self._root / KEY).exists():
                signing_key(self._root)
            EndedSessions(self._root).has("")
        except DamagedKey as error:
            yield Finding(
                "session key",
                f"{error.where} cannot be used ({error.cause}).",
                "It is put aside and a new key is made: everybody has to sign in again.",
            )
            if not self._dry:
                for path in (self._root / KEY, EndedSessions(self._root).path):
                    self._aside(path)
                new_signing_key(self._root)
