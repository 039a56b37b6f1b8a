"""Which statistics answer for which version, and when they are made.

A change writes those of its version before it publishes it: from those of the version before and what it gained and
lost. Where that is not known, since so much changed, all statements are counted: at once in a small version and where
most of them are new; else in the background, by a process of its own, and until then the closest earlier version that
has statistics answers.
"""

import fcntl
import os
import tempfile
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from graph.errors import StoreError
from graph.statistics.counts import BASE, Statistics, is_usable, write
from graph.statistics.difference import DoNotFit, write_from
from graph.statistics.since import between, note
from graph.store.background import Background, main
from graph.store.durable import replacing, synchronise
from graph.store.version import Version
from graph.store.versions import Change, VersionStore

FILE: Final = "statistics.sqlite"
SMALL: Final = 24_000_000
"""Bytes of a version's statements that are counted while somebody waits: a second or less."""
_LOCK: Final = ".statistics.lock"


@dataclass(frozen=True)
class VersionStatistics:
    """The statistics to answer from, the version that they are of, and whether it is the one asked for."""

    statistics: Statistics
    number: int
    current: bool


def write_for(change: Change) -> None:
    """Write the statistics of a version that a load makes, unless an earlier version's serve until they are made later.

    Counting reads every statement, so it is no part of a change that is small beside what there is already.
    """
    if not follow(change) and _is_great(change):
        write(change.store, change.path / FILE)


def _is_great(change: Change) -> bool:
    """Whether all that is there after a change is little, or most of it is new."""
    parent = change.parent
    if parent is None or _size(parent) <= SMALL:
        return True
    counted = earlier(parent)
    if counted is None:
        return True
    before = Statistics(counted.statistics_path).totals()
    return (change.added or 0) > before.triples + before.quads


def follow(change: Change) -> bool:
    """Write the statistics of a version in the making from its parent's; return whether it has some, and what changed
    is known. Where it has none yet, note what changed.
    """
    parent, difference, path = change.parent, change.difference, change.path / FILE
    if parent is None or difference is None:
        return False
    if not is_usable(parent.statistics_path):
        note(change)
        return False
    try:
        write_from(parent.statistics_path, change.store, difference, path)
    except DoNotFit:
        return False
    return True


def earlier(version: Version) -> Version | None:
    """Return the version itself or the closest one before it that has statistics, or None."""
    store = VersionStore(version.path.parent.parent)
    numbers = [n for n in store.numbers() if n <= version.number]
    for number in reversed(numbers):
        if is_usable(store.path_of(number) / FILE):
            with suppress(StoreError):
                return store.get(number)
    return None


def nearest(version: Version) -> VersionStatistics | None:
    """Return the statistics to answer from now; None where there are none yet."""
    path = version.statistics_path
    if not is_usable(path):
        path = _elsewhere(version)
    if is_usable(path):
        return VersionStatistics(Statistics(path), version.number, current=True)
    if _size(version) <= SMALL:
        return VersionStatistics(Statistics(ensure(version)), version.number, current=True)
    if not _background.is_busy:  # each count takes a processor
        _background.start(version)
    before = earlier(version)
    if before is None:
        return None
    return VersionStatistics(Statistics(before.statistics_path), before.number, current=False)


def ensure(version: Version) -> Path:
    """Return the statistics of a version, made first where there are none: where the store takes no files, for the time
    of this process.
    """
    with _turn:
        try:
            return _ensure_in_store(version)
        except OSError:
            path = _elsewhere(version)
            if not is_usable(path):
                _count(version, path)
            return path


def _ensure_in_store(version: Version) -> Path:
    """Return the statistics that a version's folder has, made first where it has none. Raises OSError where it takes
    none.
    """
    path = version.statistics_path
    if is_usable(path):
        return path
    with (version.path / _LOCK).open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)  # whoever comes second finds them made
        if not is_usable(path):
            _count(version, path)
    return path


_turn: Final = threading.Lock()
_background: Final = Background("graph.statistics.lifecycle", lock=_LOCK)
_folders: list[tempfile.TemporaryDirectory[str]] = []


def _elsewhere(version: Version) -> Path:
    """Return where statistics are kept that the store does not take."""
    if not _folders:
        _folders.append(tempfile.TemporaryDirectory(prefix="huunghi-statistics-"))
    made = "".join(c for c in version.manifest.created if c.isalnum())
    return Path(_folders[0].name) / f"{version.number}-{made}-{FILE}"


def _count(version: Version, path: Path) -> None:
    with replacing(path) as fresh, version.open() as opened:
        write(opened.store, fresh)


def make(version: Version) -> None:
    """Give a version statistics, and then the current one too, where what changed since was noted."""
    store = VersionStore(version.path.parent.parent)
    with version.open():  # so that it is not pruned meanwhile
        before = earlier(version)
        if before is None or not _catch_up(before, version):
            _ensure_in_store(version)
        while (now := store.current()) is not None and not is_usable(now.statistics_path):
            if not _catch_up(version, now):
                break


def _catch_up(before: Version, version: Version) -> bool:
    """Give a version the statistics of an earlier one with what changed since; return whether it has some then."""
    difference = between(before, version)
    if difference is None:
        return False
    fresh = version.path / f".{FILE}-{os.getpid()}"
    with version.open() as opened, (version.path / _LOCK).open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if not is_usable(version.statistics_path):
            version.path.joinpath(BASE).unlink(missing_ok=True)  # of a process that was killed here
            write_from(before.statistics_path, opened.store, difference, fresh)
            synchronise(fresh)
            fresh.replace(version.statistics_path)
    return is_usable(version.statistics_path)


def _size(version: Version) -> int:
    try:
        return sum(file.stat().st_size for file in version.store_path.iterdir())
    except OSError:
        return 0


if __name__ == "__main__":
    main(make)
