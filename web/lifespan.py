"""What runs beside the requests of an application, from its start to its end, under any ASGI server."""

import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager

from fastapi import FastAPI

from graph.errors import StoreError
from graph.store.prefetch import read_ahead
from graph.store.transfer.addresses import Access
from web.rendering import Rendering
from web.replication.follower import kept_following
from web.request_log import RequestLog
from web.sparql.service import SparqlService

_FLUSHED_EVERY = 0.5
_WATCHED_EVERY = 30.0


def lifespan_of(
    service: SparqlService, rendering: Rendering, log: RequestLog
) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    """Return a lifespan that runs the SPARQL service's processes, writes the log, and has the version read ahead."""

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        settings = service.settings
        access = Access(settings.replica_token, settings.remote_command)
        async with service.running():
            threading.Thread(target=_read_ahead, args=(service,), daemon=True).start()
            threading.Thread(target=_note_queries, args=(service,), daemon=True).start()
            watching = asyncio.create_task(_watch_files(service))
            flushing = asyncio.create_task(_flush(log))
            try:
                with kept_following(settings.root, settings.follow, access):
                    yield
            finally:
                flushing.cancel()
                watching.cancel()
                await rendering.close()
        log.flush()

    return lifespan


async def _flush(log: RequestLog) -> None:
    while True:
        await asyncio.sleep(_FLUSHED_EVERY)
        log.flush()


async def _watch_files(service: SparqlService) -> None:
    """Compare the files of the current version with their digests again and again: those that changed are read."""
    while True:
        await asyncio.sleep(_WATCHED_EVERY)
        await asyncio.to_thread(_compare_files, service)


def _compare_files(service: SparqlService) -> None:
    with contextlib.suppress(StoreError):
        service.versions.require_current().mismatch()


def _read_ahead(service: SparqlService) -> None:
    """Have the files of the version that is there read; of one that comes later they were written just now."""
    with contextlib.suppress(StoreError):
        version = service.versions.require_current()
        read_ahead(version.path)
        version.mismatch()  # of a large one, more than is looked at when it is opened


def _note_queries(service: SparqlService) -> None:
    """Note the texts of the program's own queries, of which another release may have others."""
    if (
        service.versions.root.is_dir() and not service.settings.follow
    ):  # a replica's history is that of its origin
        with contextlib.suppress(StoreError):
            service.library.note_shipped()
