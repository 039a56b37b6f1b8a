"""The whole service in this process, without a network, and a client of it; and whether one outside is ready."""

import asyncio
import http.client
from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from web.app import create_app
from web.settings import Settings


@contextmanager
def inside(settings: Settings) -> Iterator[tuple[asyncio.Runner, httpx.AsyncClient]]:
    """Serve by these settings within the block; give the loop to run requests in, and the client that makes them."""
    app = create_app(settings)
    lifespan = app.router.lifespan_context(app)
    with asyncio.Runner() as runner:
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        client = httpx.AsyncClient(transport=transport, base_url="http://inside")
        runner.run(lifespan.__aenter__())
        try:
            yield runner, client
        finally:
            runner.run(lifespan.__aexit__(None, None, None))
            runner.run(client.aclose())


def is_ready(port: int, *, seconds: float = 60.0) -> bool:
    """Whether a server on this machine answers that it is ready."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=seconds)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
