"""Follow the store: the reader of the current version, and the open version that pages name as their origin."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path

from starlette.requests import Request

from graph.errors import NoVersion
from graph.store.reader import EmbeddedReader, Reader
from graph.store.versions import VersionStore

Source = Callable[[str], Reader]
"""Gives the reader for one request: of the version named, or of the current one. Raises StoreError without one."""

HELD = 4
"""How many older versions are held open for those who read them."""


class Follower:
    """Give the reader of the current version, opening a new one when the store has moved on."""

    def __init__(self, root: Path) -> None:
        self._store = VersionStore(root)
        self._lock = threading.Lock()
        self._reader: EmbeddedReader | None = None
        self._older: OrderedDict[int, EmbeddedReader] = OrderedDict()

    def __call__(self, name: str = "") -> Reader:
        return self._named(name) if name else self._current()

    def _named(self, name: str) -> Reader:
        version = self._store.get(name[:64])
        if version.number == self._store.current_number():
            return self._current()
        with self._lock:
            held = self._older.pop(version.number, None) or EmbeddedReader(version.open())
            self._older[version.number] = held
            while len(self._older) > HELD:
                self._older.popitem(last=False)
            return held

    def _current(self) -> Reader:
        number = self._store.current_number()
        reader = self._reader
        if reader is not None and reader.version.number == number:
            return reader
        with self._lock:
            if self._reader is None or self._reader.version.number != self._store.current_number():
                # The one replaced is closed when the last request that holds it lets go.
                self._reader = EmbeddedReader.current(self._store)
            return self._reader


def reader_of(request: Request) -> Reader:
    """Return the reader this request is answered from. Raises StoreError where there is none."""
    failure = getattr(request.state, "failure", None)
    name = request.query_params.get("version", "")
    if isinstance(failure, NoVersion) and name:  # what the store says of it names its folder
        raise NoVersion(
            "There is no version “%(name)s” of the data.",
            hint="Versions are numbered; /changes lists them.",
            values={"name": name[:40]},
        ) from failure
    reader: Reader | None = getattr(request.state, "reader", None)
    if isinstance(failure, NoVersion) or (failure is None and reader is None):
        raise NoVersion("There is no data yet.", hint="Load the tables: huunghi load data")
    if failure is not None:
        raise failure
    assert reader is not None
    return reader
