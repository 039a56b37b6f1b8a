"""What the routes depend on: the reader of the version asked for, the page's frame, settings, texts, links outside.

Dependencies are coroutines though they wait for nothing: FastAPI would run a plain function in a thread, which costs
more than the function does.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Annotated

from fastapi import Depends
from starlette.requests import Request

from graph.errors import BrokenCurrent, NoVersion, StoreDamaged
from graph.store.reader import EmbeddedReader, Reader
from graph.store.versions import Change, Settled, VersionStore
from queries.read.texts import Texts
from web.page_context import Frame, frame_of, is_citation
from web.parameters import Lang, Version
from web.settings import Settings
from web.version_names import no_versions, version_named

Source = Callable[[str], Reader]
"""Gives the reader for one request: of the version named, or of the current one. Raises StoreError without one."""

HELD = 4
"""How many older versions are held open for those who read them."""


class StoreReaders:
    """The readers of a store: of the current version, opened anew when the store has moved on, and of older ones."""

    def __init__(self, root: Path) -> None:
        self._store = VersionStore(root)
        self._lock = threading.Lock()
        self._reader: EmbeddedReader | None = None
        self._older: OrderedDict[int, EmbeddedReader] = OrderedDict()

    def __call__(self, name: str = "") -> Reader:
        return self._named(name) if name else self._current()

    def _named(self, name: str) -> Reader:
        version = version_named(self._store, name)
        with suppress(StoreDamaged):  # one that is named is read whichever is the current one
            if version.number == self._store.current_number():
                return self._current()
        with self._lock:
            held = self._older.pop(version.number, None) or EmbeddedReader(version.open())
            held.require_whole()
            self._older[version.number] = held
            while len(self._older) > HELD:
                self._older.popitem(last=False)
            return held

    def _current(self) -> Reader:
        number = self._store.current_number()
        reader = self._reader
        if reader is not None and reader.version.number == number:
            reader.require_whole()
            return reader
        with self._lock:
            if self._reader is None or self._reader.version.number != self._store.current_number():
                # The one replaced is closed when the last request that holds it lets go.
                self._reader = EmbeddedReader.current(self._store)
            return self._reader


def readers_of(settings: Settings) -> Source:
    """Return the readers that the settings name: of the endpoint where there is one, else of the store."""
    address = settings.endpoint
    if address is None:
        return StoreReaders(Path(settings.store))
    from web.endpoint_readers import EndpointReaders  # noqa: PLC0415 - its HTTP client takes memory

    return EndpointReaders(address, Path(settings.store), seconds=settings.reader_seconds)


def reader_of(request: Request) -> Reader:
    """Return the reader this request is answered from. Raises StoreError where there is none."""
    failure = getattr(request.state, "failure", None)
    if failure is not None and request.query_params.get("version", ""):
        raise failure
    reader: Reader | None = getattr(request.state, "reader", None)
    if isinstance(failure, NoVersion) or (failure is None and reader is None):
        raise NoVersion("There is no data yet.", hint="Load the tables: huunghi load data")
    if failure is not None:
        raise failure
    assert reader is not None
    return reader


async def current_reader(request: Request, version: Version = "") -> Reader:
    """Return the reader of the version asked for. Raises StoreError where there is none."""
    return reader_of(request)


async def reader_or_none(request: Request, version: Version = "") -> Reader | None:
    """Return the reader of the version asked for; None while there is no data, or it is damaged.

    Raises NoVersion for a version that is not there, BrokenCurrent where it cannot be told which is the current one.
    """
    failure = getattr(request.state, "failure", None)
    if version or isinstance(failure, BrokenCurrent):
        return reader_of(request)
    return getattr(request.state, "reader", None)


async def page_frame(request: Request, lang: Lang = "", version: Version = "") -> Frame:
    """Return what the page has around it: its words and links above all, which lead on in the version asked for.

    Raises StoreError where there is none of that name, also for pages that read no data.
    """
    if version:
        reader_of(request)
    if request.app.state.settings.reader and is_citation(request):
        raise no_versions()
    return frame_of(request)


async def app_settings(request: Request) -> Settings:
    """Return the settings that the service runs with."""
    settings: Settings = request.app.state.settings
    return settings


async def store_of(request: Request) -> VersionStore:
    """Return the store on disk, in which decisions have what was read of articles resolved again."""
    return VersionStore(Path(request.app.state.settings.store), settle=_settle)


def _settle(change: Change) -> Settled:
    from loaders.articles.regenerate import settle  # noqa: PLC0415 - the rules take a second to load

    return settle(change)


async def given_texts(request: Request) -> Texts | None:
    """Return the sources' texts where the service was given them."""
    texts: Texts | None = request.app.state.texts
    return texts


async def base_address(request: Request) -> str:
    """Return the address under which the service is reached, without a slash at its end."""
    settings: Settings = request.app.state.settings
    return (settings.public_url or str(request.base_url)).rstrip("/")


CurrentReader = Annotated[Reader, Depends(current_reader)]
ReaderOrNone = Annotated[Reader | None, Depends(reader_or_none)]
PageFrame = Annotated[Frame, Depends(page_frame)]
AppSettings = Annotated[Settings, Depends(app_settings)]
Store = Annotated[VersionStore, Depends(store_of)]
GivenTexts = Annotated[Texts | None, Depends(given_texts)]
BaseAddress = Annotated[str, Depends(base_address)]
