"""Let an ASGI application answer the requests that `web.http` reads."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import unquote

from web.http import Headers, Request

Message = MutableMapping[str, Any]
App = Callable[
    [Message, Callable[[], Awaitable[Message]], Callable[[Message], Awaitable[None]]], Awaitable[None]
]

_log = logging.getLogger("huunghi.http")


class AsgiBridge:
    """Runs an application for each request, one task each."""

    def __init__(self, app: App) -> None:
        self.app = app
        self._tasks: set[asyncio.Task[None]] = set()
        self._state: dict[str, Any] = {}

    def handle(self, request: Request) -> None:
        """Start answering."""
        task = asyncio.get_running_loop().create_task(self._run(request))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _run(self, request: Request) -> None:
        exchange = _Exchange(request)
        request.on_gone = exchange.gone.set
        try:
            await self.app(exchange.scope(self._state), exchange.receive, exchange.send)
        except Exception:  # noqa: BLE001 - the entry point: whatever an application raises ends here
            _log.exception("the application failed on %s %s", request.method, request.path.decode("latin-1"))
            if not request.answered:
                request.send(500, [(b"content-type", b"text/plain")], b"Something went wrong on our side.\n")
        if not request.finished and not request.gone:
            request.abort()


class _Exchange:
    def __init__(self, request: Request) -> None:
        self.request = request
        self.gone = asyncio.Event()
        self._read = False

    def scope(self, state: dict[str, Any]) -> Message:
        request = self.request
        return {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": request.version,
            "method": request.method,
            "scheme": "http",
            "path": unquote(request.path.decode("latin-1")),
            "raw_path": request.path,
            "query_string": request.query,
            "root_path": "",
            "headers": request.raw_headers,
            "client": (request.client, request.connection.port),
            "server": None,
            "state": dict(state),
        }

    async def receive(self) -> Message:
        if self._read:
            await self.gone.wait()
            return {"type": "http.disconnect"}
        self._read = True
        return {"type": "http.request", "body": self.request.body, "more_body": False}

    async def send(self, message: Message) -> None:
        request = self.request
        if message["type"] == "http.response.start":
            self._status = message["status"]
            self._headers: Headers = []
            self._length: int | None = None
            for name, value in message.get("headers", ()):
                if name.lower() == b"content-length":
                    self._length = int(value)
                elif name.lower() not in {b"transfer-encoding", b"connection"}:
                    self._headers.append((name, value))
            return
        body, more = message.get("body", b""), message.get("more_body", False)
        if not request.answered:
            if not more and not (request.head_only and self._length is not None):
                request.send(self._status, self._headers, body)
                return
            request.start(self._status, self._headers, length=self._length)
        await request.write(body)
        if not more:
            request.end()
            self.gone.set()
