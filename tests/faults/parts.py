"""The parts of a store, how each is damaged, and what has to be said and served then."""

import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from graph.store.versions import VersionStore

Damage = Callable[[VersionStore], None]

READ: Final = {
    "page": "/id/organisation/vufo.html",
    "first page": "/",
    "search": "/search?q=nghe+an",
    "suggestions": "/suggest?q=ngh",
    "words of texts": "/search?q=nghe+an&scope=texts",
    "query": "/sparql?query=SELECT%20*%20%7B%20%3Fs%20%3Fp%20%3Fo%20%7D%20LIMIT%201",
    "graph": "/graphs?graph=https://w3id.org/huunghi/ontology",
    "older version": "/id/organisation/vufo.html?version=1",
    "versions": "/changes",
    "feed": "/changes.atom",
    "catalogue": "/queries/bodies-by-kind.csv",
    "review": "/review",
    "about": "/about",
}
"""What is asked: by name, the address. `review` is answered 401 where all is well, for nobody has signed in."""

WELL: Final = {name: 401 if name == "review" else 200 for name in READ}
OF_CURRENT: Final = dict.fromkeys(
    (
        "page",
        "first page",
        "search",
        "suggestions",
        "words of texts",
        "query",
        "graph",
        "catalogue",
        "review",
    ),
    503,
)


@dataclass(frozen=True)
class Part:
    """A part of the store: how it is damaged, and what is not answered as if all were well (`refused`: name -> status).

    `slug` is the problem that those, and updates with `refuses_writes`, are answered with; `ready` the part that
    `/readyz` names. A `command` (and its arguments) says the same, where one needs the part.
    """

    name: str
    damage: Damage
    slug: str
    ready: str
    refused: Mapping[str, int] = field(default_factory=dict)
    refuses_writes: bool = False
    command: tuple[str, ...] = ()


def _link_to(target: str) -> Damage:
    def damage(store: VersionStore) -> None:
        (store.root / "current").unlink()
        if target:
            (store.root / "current").symlink_to(target)

    return damage


def _put(content: bytes, *names: str) -> Damage:
    def damage(store: VersionStore) -> None:
        _file(store, *names).write_bytes(content)

    return damage


def _file(store: VersionStore, *names: str) -> Path:
    path = store.root.joinpath(*names)
    return next(iter(sorted(path.parent.glob(path.name), key=lambda one: -one.stat().st_size)), path)


def _cut(*names: str) -> Damage:
    """Leave the first half of a file."""

    def damage(store: VersionStore) -> None:
        path = _file(store, *names)
        os.truncate(path, path.stat().st_size // 2)

    return damage


def _remove(*names: str) -> Damage:
    def damage(store: VersionStore) -> None:
        path = _file(store, *names)
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()

    return damage


def _overwrite(*names: str) -> Damage:
    """Write over the middle of files, of which the beginning stays, so that each is taken for what it was."""

    def damage(store: VersionStore) -> None:
        for path in store.root.joinpath(*names[:-1]).glob(names[-1]):
            size = path.stat().st_size
            with path.open("r+b") as file:
                file.seek(min(5000, size // 3))
                file.write(os.urandom(size // 2))

    return damage


def _block_of_largest(*names: str) -> Damage:
    def damage(store: VersionStore) -> None:
        path = _file(store, *names)
        with path.open("r+b") as file:
            file.seek(path.stat().st_size // 3)
            file.write(os.urandom(200))

    return damage


def _folder_in_place_of(*names: str) -> Damage:
    def damage(store: VersionStore) -> None:
        path = store.root.joinpath(*names)
        path.unlink(missing_ok=True)
        path.mkdir()

    return damage


def _file_for_releases(store: VersionStore) -> None:
    shutil.rmtree(store.root / "releases")
    (store.root / "releases").write_text("no folder")


def _current(name: str, damage: Damage) -> Part:
    everything = {**OF_CURRENT, "versions": 503, "feed": 503, "about": 503}
    return Part(name, damage, "broken-current", "current", everything, True, ("versions", "list"))


def _data(name: str, damage: Damage) -> Part:
    show = ("show", "organisation/vufo")
    return Part(name, damage, "damaged-data", "data", OF_CURRENT, True, show)


NEWEST: Final = "versions/000003"
PARTS: Final = (
    _current("current: missing", _link_to("")),
    _current("current: outdated", _link_to("versions/000001")),
    _current("current: leads nowhere", _link_to("versions/000999")),
    _current("current: leads elsewhere", _link_to("nowhere")),
    _current("current: a folder", _folder_in_place_of("current")),
    _data("data: the engine's first file cut", _cut(NEWEST, "store", "CURRENT")),
    _data("data: the engine's list cut", _cut(NEWEST, "store", "MANIFEST-*")),
    _data("data: the engine's list gone", _remove(NEWEST, "store", "MANIFEST-*")),
    _data("data: a table cut", _cut(NEWEST, "store", "*.sst")),
    _data("data: a table gone", _remove(NEWEST, "store", "*.sst")),
    _data("data: tables overwritten", _overwrite(NEWEST, "store", "*.sst")),
    _data("data: one block of a table", _block_of_largest(NEWEST, "store", "*.sst")),
    _data("data: gone", _remove(NEWEST, "store")),
    Part(
        "manifest: of the current version",
        _put(b"", NEWEST, "manifest.json"),
        "damaged-manifest",
        "manifest",
        OF_CURRENT,
        True,
        ("show", "organisation/vufo"),
    ),
    Part(
        "manifest: of an old version",
        _put(b'{"number": "one"}', "versions/000001", "manifest.json"),
        "damaged-manifest",
        "manifest",
        {"older version": 503},
        command=("versions", "diff", "1"),
    ),
    Part(
        "index of names: overwritten",
        _overwrite(NEWEST, "search-*.sqlite"),
        "damaged-index-of-names",
        "index of names",
        {"search": 503, "suggestions": 503},
    ),
    Part(
        "index of texts: overwritten",
        _put(b"no file of SQLite" * 300, "texts.sqlite"),
        "damaged-index-of-texts",
        "index of texts",
        {"words of texts": 503},
    ),
    Part("readings of articles", _put(b"nonsense" * 900, "readings.sqlite"), "damaged-readings", "readings"),
    Part(
        "claims of articles",
        _put(b"nonsense" * 900, NEWEST, "articles.sqlite"),
        "damaged-readings",
        "readings",
    ),
    Part("releases: a link gone", _remove("releases", "2026.1"), "damaged-releases", "releases"),
    Part("releases: gone", _remove("releases"), "damaged-releases", "releases"),
    Part("releases: a file", _file_for_releases, "damaged-releases", "releases", refuses_writes=True),
    Part(
        "record of publications",
        _put(b'{"current":', "published.json"),
        "damaged-record",
        "record of publications",
        refuses_writes=True,
        command=("versions", "prune"),
    ),
    Part(
        "rule of retention",
        _put(b'{"last":', "retention.json"),
        "damaged-retention",
        "rule of retention",
        command=("versions", "prune"),
    ),
    Part(
        "tokens: cut",
        _cut("tokens.json"),
        "damaged-tokens",
        "tokens",
        refuses_writes=True,
        command=("token", "list"),
    ),
    Part(
        "tokens: not ours",
        _put(b'[{"name": 1}]', "tokens.json"),
        "damaged-tokens",
        "tokens",
        refuses_writes=True,
        command=("token", "list"),
    ),
    Part(
        "session key: empty", _put(b"", "session.key"), "damaged-session-key", "session key", {"review": 503}
    ),
    Part(
        "lock: a folder",
        _folder_in_place_of("lock"),
        "damaged-lock",
        "lock",
        refuses_writes=True,
        command=("versions", "prune"),
    ),
)
