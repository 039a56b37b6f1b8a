"""HTTP/1.1 on a socket: requests in, answers out, and nobody can hold a connection for nothing.

A protocol of our own, because three things are needed that ASGI servers do not give: an answer that is
written without a task of its own (a small query costs less than the machinery around it), a connection that
is *aborted* when an answer breaks off, so that nobody takes a part for the whole, and limits on time, size
and number from the first byte on.

Bodies are read whole, up to what `admit` allows for the request; what all connections hold together is
bounded too.
"""

import asyncio
import contextlib
import socket
import struct
import time
from collections import deque
from dataclasses import dataclass
from email.utils import formatdate
from http import HTTPStatus
from typing import Any, Final, Protocol, cast

import httptools

from graph.limits import LIMITS
from web.heads import Heads
from web.request import Request

_STATUS_LINES: Final = {s.value: f"HTTP/1.1 {s.value} {s.phrase}\r\n".encode() for s in HTTPStatus}
_MAX_TARGET: Final = LIMITS.address_bytes
_MAX_HEADERS: Final = LIMITS.header_bytes
_MAX_PIPELINED: Final = LIMITS.pipelined_requests
_RESET: Final = struct.pack("ii", 1, 0)


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What connections may take. Seconds and bytes."""

    connections: int = LIMITS.connections
    head_seconds: float = LIMITS.head_seconds
    body_seconds: float = LIMITS.body_seconds
    idle_seconds: float = LIMITS.idle_seconds
    stalled_seconds: float = LIMITS.stalled_seconds
    held_bytes: int = LIMITS.held_bytes


class Handler(Protocol):
    """Who answers."""

    def admit(self, request: "Request") -> int:
        """Return how many bytes the request's body may have; called when its head has been read.

        A request that is answered here (with `request.send`) has its body left unread.
        """

    def handle(self, request: "Request") -> None:
        """Answer a request, now or later; must not raise."""

    def finished(self, request: "Request") -> None:
        """Hear of a request that has been answered, or whose client went away."""

    def complain(self, request: "Request", status: int, detail: str) -> None:
        """Answer a request that broke a rule of HTTP."""


class Connection(asyncio.Protocol):
    """One connection: its parser, the request being answered, and those that wait behind it."""

    def __init__(self, server: "HttpServer") -> None:
        self.server = server
        self.client = ""
        self.port = 0
        self.current: Request | None = None
        self.since = server.now
        self.reading: Request | None = None
        self._parser: Any = httptools.HttpRequestParser(self)
        self._transport: asyncio.Transport | None = None
        self._waiting: deque[Request] = deque()
        self._url = b""
        self._size = 0
        self._held = 0
        self._room = 0
        self._body: list[bytes] = []
        self._blocked: asyncio.Event | None = None
        self.blocked_since = 0.0
        self._closing = False
        self._paused = False
        self._whole: Request | None = None

    # -- the transport's side ----------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self._transport = cast(asyncio.Transport, transport)
        peer = transport.get_extra_info("peername")
        if isinstance(peer, tuple):
            self.client, self.port = str(peer[0]), int(peer[1])
        if len(self.server.connections) >= self.server.limits.connections:
            self.write(
                b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 2\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
            )
            self._transport.close()
            return
        self.server.connections.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        """End: whoever still answers is told."""
        self.server.connections.discard(self)
        self._release()
        self._parser = None
        self._transport = None
        for request in (self.current, *self._waiting):
            if request is not None:
                request.lost()
                if request.answered or request is self.current:
                    self.server.handler.finished(request)
        self._waiting.clear()
        self.resume_writing()

    def eof_received(self) -> bool:
        """Take a client that closes its half for one that went away: nobody should wait for its query's end."""
        return False

    def data_received(self, data: bytes) -> None:
        """Feed the parser."""
        if self._closing or self._parser is None:
            return
        between = self.reading is None
        if between and (known := self.server.heads.find(data)) is not None and len(known[0]) <= _MAX_TARGET:
            request = Request(self, known[1])
            request.method = "GET"
            request.aim(known[0])
            self._take(request)
            return
        try:
            self._parser.feed_data(data)
            if between and self._whole is not None:
                self.server.heads.note(data, self._whole.raw_headers, self._whole.headers)
        except httptools.HttpParserUpgrade:
            self._closing = True  # answered as plain HTTP, then closed: nothing here speaks anything else
            if self.current is not None:
                self.current.keep_alive = False
        except httptools.HttpParserError as error:
            self._refuse(400, f"This is no HTTP request: {error}")
        finally:
            self._whole = None  # a body may be long, and the connection idle for long

    def pause_writing(self) -> None:
        """The client does not keep up."""
        self._blocked = asyncio.Event()
        self.blocked_since = self.server.now

    def resume_writing(self) -> None:
        """The client has taken what was sent."""
        if self._blocked is not None:
            self._blocked.set()
            self._blocked = None
        self.blocked_since = 0.0

    # -- the parser's side -------------------------------------------------------------------------------------

    def on_message_begin(self) -> None:
        """A request line begins."""
        self.reading = Request(self)
        self.since = self.server.now
        self._url = b""
        self._size = 0
        self._body = []

    def on_url(self, url: bytes) -> None:
        """Collect the request target."""
        self._url += url
        if len(self._url) > _MAX_TARGET:
            self._refuse(414, f"The address is longer than {_MAX_TARGET} bytes; send the query by POST.")

    def on_header(self, name: bytes, value: bytes) -> None:
        """Collect a header field."""
        request = self.reading
        self._size += len(name) + len(value) + 4
        if request is None:
            return
        if self._size > _MAX_HEADERS:
            self._refuse(431, f"The header fields are longer than {_MAX_HEADERS} bytes.")
            return
        name = name.lower()
        request.raw_headers.append((name, value))
        headers = request.headers
        headers[name] = value if name not in headers else headers[name] + b", " + value

    def on_headers_complete(self) -> None:
        """The head is there: find out what it asks, and whether its body is wanted."""
        request = self.reading
        if request is None:
            return
        parser = self._parser
        request.method = parser.get_method().decode("ascii")
        request.version = parser.get_http_version()
        request.keep_alive = parser.should_keep_alive() and not self._closing
        request.head_only = request.method == "HEAD"
        request.aim(self._url)
        if request.version == "1.1" and b"host" not in request.headers:
            self._refuse(400, "A request of HTTP/1.1 has a Host field.")
            return
        headers = request.headers
        if b"content-length" not in headers and b"transfer-encoding" not in headers:
            self._room = 0
            return
        self._room = self.server.handler.admit(request)
        if request.answered:
            self._closing = True
            return
        length = headers.get(b"content-length", b"")
        if length.isdigit() and int(length) > self._room:
            self._refuse(413, f"The body is {int(length)} bytes long; {self._room} are read.")
        elif headers.get(b"expect", b"").lower() == b"100-continue" and self.current is None:
            self.write(b"HTTP/1.1 100 Continue\r\n\r\n")

    def on_body(self, body: bytes) -> None:
        """Collect a part of the body."""
        if self.reading is None or self._closing:
            return
        size = len(body)
        self._held += size
        self.server.held += size
        self._room -= size
        if self._room < 0:
            self._refuse(413, "The body is longer than what is read here.")
        elif self.server.held > self.server.limits.held_bytes:
            self._refuse(503, "The server holds as many bytes of requests as it can; try again in a moment.")
        else:
            self._body.append(body)

    def on_message_complete(self) -> None:
        """The request is whole: answer it, or put it behind the one being answered."""
        request, self.reading = self.reading, None
        if request is None or self._closing or request.answered:
            return
        if self._body:
            request.body = b"".join(self._body) if len(self._body) > 1 else self._body[0]
            self._body = []
        self._release()
        self._whole = request
        self._take(request)

    def _take(self, request: Request) -> None:
        if self.current is not None:
            self._waiting.append(request)
            if len(self._waiting) >= _MAX_PIPELINED and self._transport is not None:
                self._paused = True
                self._transport.pause_reading()
            return
        self.current = request
        self.server.handler.handle(request)

    def _release(self) -> None:
        self.server.held -= self._held
        self._held = 0

    def _refuse(self, status: int, detail: str) -> None:
        """Answer a request that breaks a rule, and take nothing more from this connection."""
        self._closing = True
        request = self.reading or Request(self)
        self.reading = None
        request.keep_alive = False
        if self.current is None:
            self.current = request
            self.server.handler.complain(request, status, detail)
        else:
            self.current.keep_alive = False

    # -- the answers' side -------------------------------------------------------------------------------------

    def write(self, data: bytes) -> None:
        """Send bytes; the transport holds what the client does not take yet."""
        if self._transport is not None:
            self._transport.write(data)

    def answer(self, request: Request, block: bytes, body: bytes) -> None:
        """Send head and body in one piece."""
        self.write(
            b"%b%b%b%b%b"
            % (
                _STATUS_LINES[request.status],
                self.server.stamp(),
                block,
                b"\r\n" if request.keep_alive else b"connection: close\r\n\r\n",
                body,
            )
        )

    def begin(self, request: Request, block: bytes, *, chunked: bool) -> None:
        """Send the head of an answer in parts."""
        self.answer(request, block + (b"transfer-encoding: chunked\r\n" if chunked else b""), b"")

    def part(self, data: bytes, *, chunked: bool) -> None:
        """Send a part."""
        self.write(b"%x\r\n%b\r\n" % (len(data), data) if chunked else data)

    def last(self, *, chunked: bool) -> None:
        """Send the last chunk."""
        if chunked:
            self.write(b"0\r\n\r\n")

    async def drained(self) -> None:
        """Wait until the client has taken most of what was sent."""
        if self._blocked is not None:
            await self._blocked.wait()

    def finished(self, request: Request) -> None:
        """A request has been answered: close, or go on with the next."""
        self.since = self.server.now
        self.server.handler.finished(request)
        if self.current is not request:
            # Answered while its body was being read.
            self._close()
            return
        self.current = None
        if not request.keep_alive or self._closing or self.server.stopping:
            self._close()
        elif self._waiting:
            self.current = self._waiting.popleft()
            if self._paused and self._transport is not None:
                self._paused = False
                self._transport.resume_reading()
            # Not from within this call: a thousand pipelined requests must not be a thousand calls deep.
            asyncio.get_running_loop().call_soon(self._go_on, self.current)

    def _go_on(self, request: Request) -> None:
        if not request.gone:
            self.server.handler.handle(request)

    def _close(self) -> None:
        self._closing = True
        if self._transport is not None:
            self._transport.close()

    def abort(self) -> None:
        """Reset the connection."""
        if self._transport is not None:
            sock = self._transport.get_extra_info("socket")
            with contextlib.suppress(OSError):
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
            self._transport.abort()

    def check(self, now: float) -> None:
        """End what takes too long; called about every second."""
        limits = self.server.limits
        if self.blocked_since:
            if now - self.blocked_since > limits.stalled_seconds:
                self.abort()
        elif self.current is not None:
            return
        elif self.reading is not None:
            whole = bool(self.reading.method)
            if now - self.since > (limits.body_seconds if whole else limits.head_seconds):
                self._refuse(408, "The request did not arrive in time.")
        elif now - self.since > limits.idle_seconds or self.server.stopping:
            self._close()


class HttpServer:
    """Takes connections and keeps watch over them."""

    def __init__(self, handler: Handler, limits: Limits | None = None) -> None:
        self.handler = handler
        self.limits = limits or Limits()
        self.heads = Heads()
        self.connections: set[Connection] = set()
        self.held = 0
        self.now = time.monotonic()
        self.stopping = False
        self._server: asyncio.Server | None = None
        self._watch: asyncio.Task[None] | None = None
        self._stamp = b""
        self._stamped = 0.0

    async def start(self, sock: socket.socket) -> None:
        """Listen on a bound socket."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: Connection(self), sock=sock, backlog=1024)
        self._watch = loop.create_task(self._keep_watch())

    async def stop(self, *, grace: float = 5.0) -> None:
        """Take no more connections, let running answers end, then cut off the rest."""
        self.stopping = True
        if self._server is not None:
            self._server.close()
        until = time.monotonic() + grace
        for connection in list(self.connections):
            connection.check(float("inf") if connection.current is None else self.now)
        while self.connections and time.monotonic() < until:
            await asyncio.sleep(0.02)
        for connection in list(self.connections):
            connection.abort()
        if self._watch is not None:
            self._watch.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._watch

    async def _keep_watch(self) -> None:
        while True:
            self.now = time.monotonic()
            for connection in list(self.connections):
                connection.check(self.now)
            await asyncio.sleep(1.0)

    def stamp(self) -> bytes:
        """Return the `Date` field, made anew about every second."""
        if self._stamped != self.now:
            self._stamped = self.now
            self._stamp = f"date: {formatdate(usegmt=True)}\r\n".encode()
        return self._stamp
