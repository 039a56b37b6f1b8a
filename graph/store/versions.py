"""Immutable versions of the store on disk.

    ROOT/versions/000041/store      a pyoxigraph store, never written again
    ROOT/versions/000041/manifest.json, search.json, search-*.sqlite, statistics.sqlite
    ROOT/current -> versions/000041
    ROOT/releases/2026.1 -> ../versions/000041
    ROOT/published.json             what `current` and the releases have to be, and the highest number (store.record)
    ROOT/lock                       held by the one process that is making the next version
    ROOT/set-aside                  what lay about and was not ours to remove; nothing here ever looks into it

A change clones the current version by hard links, writes to the clone (or to a working copy that its process keeps
open, `graph.store.working_copy`), and publishes it by an atomic switch of `current`. Whatever kills a change on the
way leaves `current` as it was. A reader holds a shared lock on the version it has open, so that pruning never takes it
away. What was published goes by pruning alone, and no number is used twice. Where `current` is missing, outdated or
leads nowhere, reading and writing stop with BrokenCurrent until `graph.repair` is told to mend it.

This module must not know what a triple means.
"""

import os
import shutil
import tempfile
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Final

from graph.errors import BrokenCurrent, Conflicting, DamagedRetention, InputError, StoreBusy
from graph.store import durable
from graph.store import record as records
from graph.store.change import MADE, Change, Settle, Settled
from graph.store.faults import as_store_errors
from graph.store.following import refuse_replica
from graph.store.lock import held_lock
from graph.store.published import RELEASE_NAME, Listed, PublishedVersions
from graph.store.record import Record
from graph.store.retention import KEEP, Retention, judge
from graph.store.version import MANIFEST, Version
from graph.store.working_copy import REHEARSAL, WorkingCopy, held, held_alone, remove_abandoned

__all__ = ["SPARQL_VERSIONS", "Change", "Listed", "Settle", "Settled", "VersionStore"]

SPARQL_VERSIONS: Final = frozenset({"1.0", "1.1", "1.2", "1.2-basic"})
"""What `version=` may announce of a query's language. The parameter names releases as well, so none is called so."""
_NOW: Final = partial(datetime.now, UTC)
_BUILDING: Final = ".building-"
SET_ASIDE: Final = "set-aside"


class VersionStore(PublishedVersions):
    """The versions under one folder, and the only way to make a new one.

    `settle` is called in each change of claims, before the accepted layer is derived: what was read of articles is
    resolved again then. A change waits `patience` seconds for another process's at least, and tells `waiting` who
    writes when it begins to. A store that follows another one is changed by the process alone that `follows`. Versions
    are made at the time that `clock` tells.
    """

    def __init__(
        self,
        root: Path | str,
        *,
        settle: Settle | None = None,
        patience: float = 0.0,
        waiting: Callable[[str], None] | None = None,
        follows: bool = False,
        clock: Callable[[], datetime] = _NOW,
    ) -> None:
        super().__init__(root)
        self._follows = follows
        self.settle = settle
        self._clock = clock
        self._patience = patience
        self._waiting = waiting

    # -- writing -------------------------------------------------------------------------------------------------

    @contextmanager
    def lock(self, *, wait: float = 0.0) -> Iterator[None]:
        """Hold the writer's lock; raise StoreBusy when another process still holds it after `wait` seconds."""
        with held_lock(self.root, wait=max(wait, self._patience), waiting=self._waiting):
            yield

    def _require_own(self) -> None:
        """Raise IsReplica where the store follows another one."""
        if not self._follows:
            refuse_replica(self.root)

    @contextmanager
    def change(
        self, *, note: str, wait: float = 0.0, keep: int | None = None, working: WorkingCopy | None = None
    ) -> Iterator[Change]:
        """Make the next version: clone, let the caller write, publish when the block ends without an error.

        Older versions then go by the rule of the store, or all but the newest `keep`. With a `working` copy that a
        writer keeps, the clone is that one where it is like the current version.

        Raises StoreBusy when another process is writing, DiskFull, StoreReadOnly or StoreError when the disk refuses;
        in these cases, and whenever the block raises, the current version stays as it was. Raises IsReplica in a store
        that follows another one.
        """
        self._require_own()
        with (
            self.lock(wait=wait),
            as_store_errors(
                "The new version could not be written.",
                hint="The current version is unchanged. See that the disk has room, and try again.",
                where=self.root,
            ),
        ):
            record = self._begin()
            try:
                with self._building() as path:
                    change = Change(self.root, path, self.current(), note, working)
                    try:
                        yield change
                        if not change.dropped:
                            change.published = self._publish(change, record)
                            if working is not None:
                                working.published(change.published)
                    finally:
                        change.close()
            finally:
                if working is not None:
                    working.settle()
            if change.published:
                self._prune_after(keep)

    @contextmanager
    def rehearsal(self) -> Iterator[Change]:
        """A change of the current version that is never published, to see what it would do.

        It takes no lock and leaves nothing behind: it may run while another process writes.
        """
        hint = "Nothing was changed. See that the disk has room, and try again."
        with as_store_errors("What the change would do cannot be worked out.", hint=hint, where=self.root):
            durable.make_folder(self.folder)
            path = Path(tempfile.mkdtemp(prefix=REHEARSAL, dir=self.folder))
            change = None
            try:
                with held(path):
                    change = Change(self.root, path / "version", self.current(), "rehearsal")
                    yield change
            finally:
                if change is not None:
                    change.close()
                shutil.rmtree(path, ignore_errors=True)

    @contextmanager
    def _building(self) -> Iterator[Path]:
        """A folder for a version in the making, which is gone at the end unless it was published."""
        path = Path(tempfile.mkdtemp(prefix=_BUILDING, dir=self.folder))
        try:
            yield path / "version"
        finally:
            shutil.rmtree(path, ignore_errors=True)

    def _publish(self, change: Change, record: Record) -> Version:
        number = record.highest + 1
        manifest = change.complete(number, self._clock())
        target = self.path_of(number)
        change.path.rename(target)
        durable.synchronise(self.folder)
        durable.point(self.root / "current", f"versions/{number:06d}")
        replace(record, current=number, highest=number).write(self.root)
        return Version(number, target, manifest)

    def _begin(self, *, checked: bool = True) -> Record:
        """Return the record as it is before a change, and tidy up after one that was killed; call under the lock.

        Raises BrokenCurrent, unless it is not to be `checked`, for then `current` is about to be set anew.
        """
        durable.make_folder(self.folder)
        known = records.read(self.root)
        number = self.check_current() if checked else self._number_if_there()
        numbers, links = self.numbers(), self.release_links()
        record = known or Record(current=max(numbers, default=0))
        record = Record(
            current=max(
                record.current, number or 0
            ),  # a process may have been killed before it noted the switch
            highest=max(record.highest, number or 0, *numbers, *links.values()),
            releases={**record.releases, **{n: v for n, v in links.items() if n not in record.releases}},
        )
        if record != known:
            record.write(self.root)
        for path in self.folder.glob(_BUILDING + "*"):
            shutil.rmtree(path, ignore_errors=True)
        remove_abandoned(self.folder)
        for one in numbers:
            if one > record.current:  # a process was killed between its renaming and the switch
                self.set_aside(self.path_of(one))
        return record

    def _number_if_there(self) -> int | None:
        """Return the number that `current` names where that version is there, whatever else is wrong with it."""
        with suppress(BrokenCurrent):
            number = self.current_number()
            return number if number is not None and self.path_of(number).is_dir() else None
        return None

    def tidy(self) -> None:
        """Remove what a process that was killed left half built or half pruned, unless a change is being made."""
        with suppress(StoreBusy), self.lock():
            if self.numbers():
                self._begin(checked=False)

    def set_aside(self, path: Path, *, name: str = "") -> Path:
        """Move what is not ours to remove out of the way, and return where it lies now; call under the lock."""
        folder = self.root / SET_ASIDE
        durable.make_folder(folder)
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%f")
        target = folder / f"{name or path.name}-{stamp}"
        path.rename(target)
        for one in (folder, path.parent):
            durable.synchronise(one)
        return target

    # -- releases, restoring, pruning ----------------------------------------------------------------------------

    def tag(self, release: str, *, name: int | str | None = None) -> Version:
        """Give a version (the current one unless named) a release name; it is then kept for good."""
        self._require_own()
        if not RELEASE_NAME.fullmatch(release) or release.isdecimal() or release in SPARQL_VERSIONS:
            raise InputError(
                "%(release)r cannot be a release name.",
                hint="Use letters, digits, '.', '-', '_', and at least one that is no digit, for example 2026.1; "
                "a version of SPARQL (1.1) is none.",
                values={"release": release},
            )
        with self.lock(), as_store_errors("The release could not be named.", hint="", where=self.root):
            version = self.require_current() if name is None else self.get(name)
            record = self._begin()
            taken = record.releases.get(release)
            if taken is not None and taken != version.number:
                raise InputError(
                    "Release %(release)r already names version %(taken)s.",
                    hint="Choose another name.",
                    values={"release": release, "taken": taken},
                )
            if taken is None:
                replace(record, releases={**record.releases, release: version.number}).write(self.root)
            self.link_release(release, version.number)
            return replace(version, releases=(*version.releases, *([] if taken else [release])))

    def link_release(self, release: str, number: int) -> None:
        """Make the link of a release, where it does not lead to this version already; call under the lock."""
        link = self.root / "releases" / release
        target = f"../versions/{number:06d}"
        if not (link.is_symlink() and os.readlink(link) == target):
            durable.make_folder(link.parent)
            durable.point(link, target)

    def restore(self, name: int | str) -> Version:
        """Publish a copy of an earlier version as the newest one, and return it; also where `current` is broken."""
        self._require_own()
        with (
            self.lock(),
            as_store_errors(
                "The version could not be restored.",
                hint="Nothing was changed. See that the disk has room, and try again.",
                where=self.root,
            ),
        ):
            return self.publish_copy(self.get(name), note="restore of version")

    def publish_copy(self, old: Version, *, note: str) -> Version:
        """Publish a copy of a version as the newest one; call under the lock."""
        record = self._begin(checked=False)
        with self._building() as path:
            change = Change(self.root, path, old, f"{note} {old.number}")
            try:
                for made in old.path.iterdir():
                    if made.name.startswith(MADE):
                        os.link(made, path / made.name)
                return self._publish(change, record)
            finally:
                change.close()

    @contextmanager
    def adopting(
        self, number: int, *, releases: Collection[str] = (), highest: int = 0, keep: int | None = KEEP
    ) -> Iterator[Path]:
        """Publish a version that was made in another store under the number that it has there.

        Yields the folder for its files, in a block that puts them there, durably, and raises where they are not whole:
        then nothing is changed. The version becomes the current one where it is the newest; no number up to `highest`
        is used here afterwards. Then older versions go by the rule of the store; where it has none all but the newest
        `keep` go, and without `keep` nothing is pruned.
        """
        self._require_own()
        with self.lock():
            record = self._begin()
            if self.path_of(number).exists():
                raise Conflicting("Version %(number)s is here already.", values={"number": number})
            with self._building() as path:
                path.mkdir(mode=0o755)
                yield path
                path.rename(self.path_of(number))
                durable.synchronise(self.folder)
            if number > record.current:
                durable.point(self.root / "current", f"versions/{number:06d}")
            replace(
                record,
                current=max(record.current, number),
                highest=max(record.highest, number, highest),
                releases={**record.releases, **dict.fromkeys(releases, number)},
            ).write(self.root)
            for release in releases:
                self.link_release(release, number)
            if keep is not None:
                with suppress(DamagedRetention):
                    self._prune(Retention.read(self.root, otherwise=Retention(last=keep)))

    def adopt(self, folder: Path, record: Record) -> Version:
        """Publish versions that were made elsewhere, as they are, where nothing was published; return the current one.

        They lie in a folder on the same disk, complete and synchronised. Call under the lock. Until the last step the
        store counts as empty: what a kill leaves behind, the next change sets aside.
        """
        self._begin()
        self.require_empty()
        replace(record, current=0).write(self.root)
        for path in sorted(folder.iterdir()):
            path.rename(self.folder / path.name)
        durable.synchronise(self.folder)
        for release, number in record.releases.items():
            self.link_release(release, number)
        durable.point(self.root / "current", f"versions/{record.current:06d}")
        record.write(self.root)
        return self.get(record.current)

    def require_empty(self) -> None:
        """Raise InputError where something was published here."""
        number = self.check_current()
        if number is not None:
            raise InputError(
                "The store holds versions already, the last is version %(number)s.",
                hint="Name an empty one: huunghi --store FOLDER restore FILE. An earlier state of this store: "
                "huunghi versions restore NUMBER",
                values={"number": number},
            )

    def prune(self, rule: Retention | None = None, *, keep: int | None = None) -> list[int]:
        """Remove the versions that a rule does not keep; return what went.

        The rule is that of the store unless one is given, or all but the newest `keep`. Raises DamagedRetention.
        """
        with (
            self.lock(),
            as_store_errors("Old versions could not be removed.", hint="", where=self.root),
        ):
            self._begin()
            return self._prune(rule or (Retention.read(self.root) if keep is None else Retention(last=keep)))

    def _prune_after(self, keep: int | None) -> None:
        """Prune after a version was published; nothing is removed where the rule of the store cannot be read."""
        with suppress(DamagedRetention):
            self._prune(Retention.read(self.root) if keep is None else Retention(last=keep))

    def _prune(self, rule: Retention) -> list[int]:
        gone = []
        for judged in judge(self, rule):
            number, path = judged.number, self.path_of(judged.number)
            if judged.kept:
                continue
            # Who opens it in this moment finds it gone, and says so.
            with held_alone(path / MANIFEST) as unread:
                if not unread:
                    continue
                # Out of sight first, so that a kill in the middle leaves no half version behind.
                removed = self.folder / f"{_BUILDING}gone-{number}"
                path.rename(removed)
            shutil.rmtree(removed, ignore_errors=True)
            gone.append(number)
        return gone
