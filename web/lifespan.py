"""What runs beside the requests of an application, from its start to its end, under any ASGI server."""

import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager

from fastapi import FastAPI

from graph.errors import StoreError
from graph.store.prefetch import read_ahead
from web.rendering import Rendering
from web.request_log import RequestLog
from web.sparql.service import SparqlService

_FLUSHED_EVERY = 0.5


def lifespan_of(
    service: SparqlService, rendering: Rendering, log: RequestLog
) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    """Return a lifespan that runs the SPARQL service's processes, writes the log, and has the version read ahead."""

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with service.running():
            threading.Thread(target=_read_ahead, args=(service,), daemon=True).start()
            flushing = asyncio.create_task(_flush(log))
            try:
                yield
            finally:
                flushing.cancel()
                await rendering.close()
        log.flush()

    return lifespan


async def _flush(log: RequestLog) -> None:
    while True:
        await asyncio.sleep(_FLUSHED_EVERY)
        log.flush()


def _read_ahead(service: SparqlService) -> None:
    """Have the files of the version that is there read; of one that comes later they were written just now."""
    with contextlib.suppress(StoreError):
        read_ahead(service.versions.require_current().path)
