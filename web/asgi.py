"""Between ASGI and the requests of `web.http`, in both directions.

`AsgiBridge` lets an application answer what our server has read; `answer_through_asgi` lets what answers our server's
requests be part of an application under any other server.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import unquote

from web.request import Headers, Request

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]

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
        except Exception:  # noqa: BLE001 - entry point: whatever an application raises ends here
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
            "headers": list(request.raw_headers),  # an application may change its own
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


async def answer_through_asgi(
    route: Callable[[Request], None], scope: Message, receive: Receive, send: Send, *, most: int
) -> None:
    """Let `route` answer an ASGI request whose body is at most `most` bytes long."""
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        body += message.get("body", b"")
        if len(body) > most or not message.get("more_body"):
            break
    outlet = _Outlet(scope)
    request = Request(outlet)
    request.method = scope["method"]
    request.path = scope.get("raw_path") or scope["path"].encode()
    request.query = scope["query_string"]
    request.target = request.path + b"?" + request.query
    request.head_only = request.method == "HEAD"
    for name, value in scope["headers"]:
        request.raw_headers.append((name, value))
        request.headers[name] = request.headers[name] + b", " + value if name in request.headers else value
    request.body = bytes(body)
    if len(body) > most:
        request.send(413, [(b"content-type", b"text/plain")], b"The body is longer than what is read here.\n")
    else:
        route(request)
    watch = asyncio.get_running_loop().create_task(_watch(request, receive))
    try:
        while (message_out := await outlet.messages.get()) is not None:
            if isinstance(message_out, ConnectionResetError):
                raise message_out
            await send(message_out)
    finally:
        watch.cancel()
        if not request.finished:
            request.lost()


async def _watch(request: Request, receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    request.lost()


class _Outlet:
    """Stands where a connection stands, and turns what is written into ASGI messages."""

    def __init__(self, scope: Message) -> None:
        self.client = (scope.get("client") or ("", 0))[0]
        self.port = (scope.get("client") or ("", 0))[1]
        self.messages: asyncio.Queue[Message | ConnectionResetError | None] = asyncio.Queue()

    def answer(self, request: Request, block: bytes, body: bytes) -> None:
        self.begin(request, block, chunked=False)
        self.part(body, chunked=False)
        self.last(chunked=False)

    def begin(self, request: Request, block: bytes, *, chunked: bool) -> None:
        headers = [tuple(line.split(b": ", 1)) for line in block.split(b"\r\n") if line]
        self.messages.put_nowait(
            {"type": "http.response.start", "status": request.status, "headers": headers}
        )

    def part(self, data: bytes, *, chunked: bool) -> None:
        self.messages.put_nowait({"type": "http.response.body", "body": data, "more_body": True})

    def last(self, *, chunked: bool) -> None:
        self.messages.put_nowait({"type": "http.response.body", "body": b"", "more_body": False})

    async def drained(self) -> None:
        while self.messages.qsize() > 4:
            await asyncio.sleep(0.005)

    def finished(self, _: Request) -> None:
        self.messages.put_nowait(None)

    def abort(self) -> None:
        self.messages.put_nowait(ConnectionResetError("the answer broke off"))
