"""What a client may take from the service before anybody answers it: one ASGI layer around the whole application.

It refuses requests that break a rule of HTTP which the server below lets pass (Host, Transfer-Encoding, a head without
end), reads bodies up to what is admitted, counts what all requests hold together, gives bodies and slow readers their
time, and keeps HTTP/1.0 clients, who cannot see that an answer broke off, from taking a part for the whole.
"""

import asyncio
import re
from collections.abc import Callable
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.errors import (
    BadRequest,
    HeadTooLarge,
    Refusal,
    RequestTimedOut,
    TooLarge,
    UnknownCoding,
    VersionNotSupported,
)
from web.held import Holding, Holdings
from web.host_field import names_one_host
from web.sparql.exchange import replay
from web.sparql.responses import send_problem
from web.transfer_limits import TransferLimits

Admit = Callable[[Scope, str], tuple[int, bool]]
"""Gives the bytes that a body may have, by its request and the `Authorization` field, and whether that is a token."""

_LENGTH: Final = re.compile(rb"[0-9]{1,18}")
_BODILESS: Final = frozenset({"GET", "HEAD", "OPTIONS", "DELETE"})
"""Methods whose requests have a body only where a header field says so."""
_OLD: Final = frozenset({"1", "1.0"})
_PART: Final = 32 << 10
"""Bytes of an answer that are handed over at once: what lies with the server below is not counted here."""
_DRAINED_BYTES: Final = 64 << 20


class ClientStalled(Exception):
    """The client has not taken what was sent for too long."""


class NoRoom(Exception):
    """There is no room for an answer that waits to be taken; nothing of it was sent."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__()
        self.refusal = refusal


class _Head:
    """What the guard looks at of the header fields."""

    __slots__ = ("accept", "authorization", "coded", "host", "hosts", "length", "size")

    def __init__(self, scope: Scope) -> None:
        self.size = self.hosts = 0
        self.host = self.accept = self.authorization = b""
        self.length: bytes | None = None
        self.coded: bytes | None = None
        for name, value in scope["headers"]:
            self.size += len(name) + len(value) + 4
            if name == b"host":
                self.hosts += 1
                self.host = value
            elif name == b"content-length":
                self.length = value
            elif name == b"transfer-encoding":
                self.coded = value if self.coded is None else self.coded + b", " + value
            elif name == b"accept":
                self.accept = value
            elif name == b"authorization":
                self.authorization = value

    def has_body(self, method: str) -> bool:
        """Whether a body may follow."""
        return not (self.length is None and self.coded is None and method in _BODILESS)


class RequestGuard:
    """Holds requests to the limits before `app` sees them, and answers of `app` to theirs."""

    def __init__(self, app: ASGIApp, *, admit: Admit, limits: TransferLimits | None = None) -> None:
        self.app = app
        self._admit = admit
        self._limits = limits = limits or TransferLimits()
        self.holdings = Holdings(limits.held_bytes, limits.held_bytes_of_client, limits.held_bytes_with_token)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        head = _Head(scope)
        try:
            self._check(scope, head)
        except Refusal as refusal:
            await send_problem(scope, send, refusal)
            if head.has_body(scope["method"]):
                await _drain(receive, self._limits.refused_body_seconds)
            return
        holding = scope["state"]["holding"] = Holding(self.holdings.anybody, scope["state"]["record"].share)
        try:
            if head.has_body(scope["method"]):
                await self._answer_with_body(scope, receive, send, holding, head)
            else:
                await self._answer(scope, receive, send, holding)
        finally:
            holding.release()

    async def _answer_with_body(
        self, scope: Scope, receive: Receive, send: Send, holding: Holding, head: _Head
    ) -> None:
        try:
            replayed = replay(await self._read(scope, holding, receive, head), receive)
        except Refusal as refusal:
            await send_problem(scope, send, refusal)
            await _drain(receive, self._limits.refused_body_seconds)
        else:
            await self._answer(scope, replayed, send, holding)

    def _check(self, scope: Scope, head: _Head) -> None:
        """Raise a Refusal for a request that breaks a rule."""
        path = scope.get("raw_path") or scope["path"].encode()
        if scope["method"] == "CONNECT" or not (path.startswith(b"/") or path == b"*"):
            raise BadRequest("This server is no proxy.", hint="Ask for a path, such as /sparql.")
        if head.size > self._limits.head_bytes:
            raise HeadTooLarge(
                "The header fields are longer than %(most)s bytes.", values={"most": self._limits.head_bytes}
            )
        if head.hosts > 1 or (head.host and not names_one_host(head.host)):
            raise BadRequest(
                "The Host field does not name one host.", hint="For example Host: example.org:8000"
            )
        if not head.host and scope["http_version"] not in _OLD:
            raise BadRequest("A request of HTTP/1.1 has a Host field.")
        if head.length is not None and not _LENGTH.fullmatch(head.length):
            raise BadRequest("The Content-Length is no number of bytes that a body can have.")
        if head.coded is not None and head.coded.strip().lower() != b"chunked":
            raise UnknownCoding(
                "The body is sent in a transfer coding that is not read here.",
                hint="Send it chunked or with its Content-Length; a packed body says so in Content-Encoding.",
            )

    async def _read(self, scope: Scope, holding: Holding, receive: Receive, head: _Head) -> bytes:
        """Return the body; raise a Refusal where it is too long, too slow, or breaks off."""
        room, trusted = self._admit(scope, head.authorization.decode("latin-1"))
        if trusted:
            holding.use(self.holdings.with_token)
        if head.length is not None and int(head.length) > room:
            raise TooLarge(
                "The body is %(length)s bytes long; %(room)s are read.",
                values={"length": int(head.length), "room": room},
            )
        parts = bytearray()  # not a list: a body of a byte a chunk would be fifty times as long in one
        try:
            async with asyncio.timeout(self._limits.body_seconds):
                while True:
                    message = await receive()
                    if message["type"] == "http.disconnect":
                        raise BadRequest("The body breaks off, or is not chunked as it should be.")
                    part = message.get("body", b"")
                    holding.take(len(part))
                    if holding.size > room:
                        raise TooLarge(
                            "The body is longer than the %(room)s bytes that are read.", values={"room": room}
                        )
                    more = message.get("more_body", False)
                    if not (more or parts):
                        return bytes(part)
                    parts += part
                    if not more:
                        return bytes(parts)
        except TimeoutError:
            raise RequestTimedOut("The request did not arrive in time.") from None

    async def _answer(self, scope: Scope, receive: Receive, send: Send, holding: Holding) -> None:
        limited = _Taken(send, self._limits.stalled_seconds, holding).send
        try:
            if scope["http_version"] in _OLD and scope["method"] != "HEAD":
                whole = _WholeAnswer(limited, self._limits.whole_bytes)
                await self.app(scope, receive, whole.send)
                await whole.finish(scope)
            else:
                await self.app(scope, receive, limited)
        except NoRoom as error:
            await send_problem(scope, send, error.refusal)
        except ClientStalled:
            # To return before the last part is sent is how an application breaks an answer off.
            scope["state"]["record"].gone = True
            scope["state"].get("end_connection", _nothing)(scope.get("client"))


class _Taken:
    """An answer on its way: sent in parts, each of which is taken in time; what is not taken yet counts as held."""

    def __init__(self, send: Send, seconds: float, holding: Holding) -> None:
        self._send = send
        self._seconds = seconds
        self._holding = holding
        self._start: Message | None = None

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._start = message  # until it is known that there is room for what follows
            return
        body = message.get("body", b"")
        if len(body) > _PART:
            await self._in_parts(message, body)
        else:
            await self._begin()
            await self._in_time(message)

    async def _begin(self) -> None:
        if self._start is not None:
            start, self._start = self._start, None
            await self._send(start)

    async def _in_parts(self, message: Message, body: bytes) -> None:
        try:
            self._holding.take(len(body))
        except Refusal as refusal:
            raise (ClientStalled if self._start is None else NoRoom(refusal)) from None
        try:
            await self._begin()
            view, last = memoryview(body), (len(body) - 1) // _PART * _PART
            for at in range(0, last, _PART):
                part = bytes(view[at : at + _PART])
                await self._in_time({"type": message["type"], "body": part, "more_body": True})
            await self._in_time({**message, "body": bytes(view[last:])})
        finally:
            self._holding.take(-len(body))

    async def _in_time(self, message: Message) -> None:
        try:
            async with asyncio.timeout(self._seconds):
                await self._send(message)
        except TimeoutError:
            raise ClientStalled from None


def _nothing(_: object) -> None:
    """Another server ends the connection of an answer that breaks off by itself."""


class _WholeAnswer:
    """An answer to HTTP/1.0, whose clients cannot see that one broke off: it is sent whole, with its length."""

    def __init__(self, send: Send, most: int) -> None:
        self._send = send
        self._most = most
        self._start: Message | None = None
        self._parts: list[bytes] = []
        self._size = 0
        self._refused = False

    async def send(self, message: Message) -> None:
        kind = message["type"]
        if kind == "http.response.start" and not any(
            n.lower() == b"content-length" for n, _ in message["headers"]
        ):
            self._start = message
        elif self._start is None:
            await self._send(message)
        elif kind == "http.response.body" and not self._refused:
            self._size += len(message.get("body", b""))
            self._parts.append(message.get("body", b""))
            if self._size > self._most:
                self._refused = True
                self._parts.clear()
            elif not message.get("more_body", False):
                start, self._start = self._start, None
                if start["status"] not in {204, 304}:
                    start["headers"] = [*start["headers"], (b"content-length", b"%d" % self._size)]
                await self._send(start)
                await self._send({"type": "http.response.body", "body": b"".join(self._parts)})

    async def finish(self, scope: Scope) -> None:
        """Answer in place of an answer that was too long to be put together, or that broke off."""
        if self._start is not None:
            refusal = VersionNotSupported(
                "This answer is sent in parts, which HTTP/1.0 cannot tell from a broken one.",
                hint="Ask by HTTP/1.1.",
            )
            await send_problem(scope, self._send, refusal)


async def _drain(receive: Receive, seconds: float) -> None:
    """Take a little more of a body that was refused, or its client would find its connection reset, not the answer."""
    size = 0
    try:
        async with asyncio.timeout(seconds):
            while size < _DRAINED_BYTES:
                message = await receive()
                size += len(message.get("body", b""))
                if not message.get("more_body", False):
                    return
    except TimeoutError:
        return
