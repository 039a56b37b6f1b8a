"""Which parts of a store are damaged, each with its error, as `/readyz` says them; `graph.repair` mends the same parts.

Looks at what can be looked at in a moment: that each part opens, and is whole by its own checks. It writes nothing.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

from graph.api_tokens import KEY, Tokens, signing_key
from graph.errors import (
    DamagedLock,
    DamagedNameIndex,
    DamagedReadings,
    DamagedReleases,
    DamagedTextIndex,
    StoreError,
)
from graph.search.index import is_whole
from graph.search.index_file import sound
from graph.search.passages import FILE as TEXTS
from graph.sessions import EndedSessions
from graph.store import record as records
from graph.store.faults import damaged_data
from graph.store.lock import FILE as LOCK
from graph.store.published import PublishedVersions
from graph.store.retention import Retention
from graph.store.version import Version

READINGS: Final = "readings.sqlite"
MADE: Final = "articles.sqlite"


def faults(store: PublishedVersions) -> list[StoreError]:
    """Return what is wrong with a store, one error a part; none where all is well, or nothing was published yet."""
    checks: tuple[Callable[[PublishedVersions], Iterator[StoreError]], ...] = (
        _lock,
        _record,
        _current,
        _manifests,
        _releases,
        _retention,
        _files,
        _tokens,
        _sessions,
    )
    found: list[StoreError] = []
    for check in checks:
        try:
            found.extend(check(store))
        except StoreError as error:
            found.append(error)
    return list({(type(one), one.message): one for one in found}.values())


def current_or_none(store: PublishedVersions) -> Version | None:
    """Return the current version where it can be told, and its manifest be read."""
    with suppress(StoreError):
        return store.current()
    return None


def _lock(store: PublishedVersions) -> Iterator[StoreError]:
    path = store.root / LOCK
    if path.exists() and not path.is_file():
        yield DamagedLock("The lock of the store is no file.", where=path)


def _record(store: PublishedVersions) -> Iterator[StoreError]:
    records.read(store.root)
    yield from ()


def _current(store: PublishedVersions) -> Iterator[StoreError]:
    version = store.current()
    if version is not None:
        if why := version.mismatch():
            yield damaged_data(version.number, why, where=version.store_path)
        version.open().close()


def _manifests(store: PublishedVersions) -> Iterator[StoreError]:
    yield from (one.damage for one in store.listed() if one.damage is not None)


def _releases(store: PublishedVersions) -> Iterator[StoreError]:
    links, there = store.release_links(), set(store.numbers())
    for name, number in store.releases().items():
        if links.get(name) != number:
            yield release_fault(name, number, "its link is missing, or leads elsewhere")
        elif number not in there:
            yield release_fault(name, number, "that version is not there")


def _retention(store: PublishedVersions) -> Iterator[StoreError]:
    Retention.read(store.root)
    yield from ()


def release_fault(name: str, number: int, cause: str) -> DamagedReleases:
    """Return the error for a release that does not lead to its version."""
    return DamagedReleases(
        "Release %(release)s does not lead to its version %(number)s.",
        values={"release": name, "number": number},
        cause=cause,
    )


def _files(store: PublishedVersions) -> Iterator[StoreError]:
    version = current_or_none(store)
    if version is not None:
        path = version.search_path
        if not is_whole(path):
            yield DamagedNameIndex(DamagedNameIndex.unreadable, where=path)
        if is_damaged(version.path / MADE):
            yield DamagedReadings(DamagedReadings.no_base, where=version.path / MADE)
    if is_damaged(store.root / READINGS):
        yield DamagedReadings(DamagedReadings.unreadable, where=store.root / READINGS)
    if is_damaged(store.root / TEXTS):
        yield DamagedTextIndex(DamagedTextIndex.unreadable, where=store.root / TEXTS)


def is_damaged(path: Path) -> bool:
    """Whether a file of SQLite is there and not whole."""
    return path.exists() and not sound(path)


def _tokens(store: PublishedVersions) -> Iterator[StoreError]:
    Tokens(store.root).all()
    yield from ()


def _sessions(store: PublishedVersions) -> Iterator[StoreError]:
    if (store.root / KEY).exists():
        signing_key(store.root)
    EndedSessions(store.root).has("")
    yield from ()
