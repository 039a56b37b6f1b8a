"""Serve pages and SPARQL from one address: the processes, the sockets, and how they end."""

import asyncio
import contextlib
from collections.abc import Callable

import uvicorn

from web.app import create_app
from web.settings import Settings
from web.sparql.service import SparqlService, service_settings

_new_event_loop: Callable[[], asyncio.AbstractEventLoop] = asyncio.new_event_loop
with contextlib.suppress(
    ImportError
):  # not made for every platform; asyncio's own loop does the same, slower
    from uvloop import new_event_loop as _new_event_loop


def serve(settings: Settings, *, host: str = "127.0.0.1", port: int = 8000) -> None:
    """Serve until interrupted."""
    with asyncio.Runner(loop_factory=_new_event_loop) as runner:
        runner.run(_serve(settings, host, port))


async def _serve(settings: Settings, host: str, port: int) -> None:
    service = SparqlService(service_settings(settings))
    await service.start()
    try:
        app = service.in_front_of(create_app(settings))
        config = uvicorn.Config(app, host=host, port=port, log_level="warning", access_log=False)
        await uvicorn.Server(config).serve()
    finally:
        await service.stop()
