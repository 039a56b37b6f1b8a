"""One request of the SPARQL service as it came over ASGI, and the way to answer it: all at once, or in parts."""

import asyncio
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Final

from starlette.types import Message, Receive, Scope, Send

from web.request_log import RequestRecord

Fields = Sequence[tuple[bytes, bytes]]
"""Header fields, their names in lower case."""
Selection = tuple[bytes | None, ...]

BODILESS: Final = frozenset({204, 304})
"""Statuses whose answers have no body."""
_SELECTING: Final = (b"host", b"accept", b"accept-encoding", b"content-type")
_PART: Final = 32 * 1024
COUNTED: Final = 64 * 1024
"""Bytes up to which what a request holds is not counted: there are only so many requests (LIMITS.waiting_queries)."""
_WATCHED_AFTER: Final = 0.05


def replay(body: bytes, receive: Receive) -> Receive:
    """Return a `receive` that gives a body that was read, then what else there is to hear."""
    left: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replayed() -> Message:
        return left.pop() if left else await receive()

    return replayed


class Exchange:
    """One request and its answer: `send` it all at once, or `start`, `write` and `end`; who returns in between breaks
    the answer off.
    """

    # What is the same for most requests stands in the class: a small query pays for each value that is set.
    started = False
    body = b""
    _watch: "asyncio.Task[None] | None" = None
    _watch_timer: asyncio.TimerHandle | None = None

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.method: str = scope["method"]
        self.path: str = scope["path"]
        self.query: bytes = scope["query_string"]
        self.record: RequestRecord = scope["state"]["record"]
        self.headers: dict[bytes, bytes] = {}
        for name, value in scope["headers"]:
            self.headers[name] = value if name not in self.headers else self.headers[name] + b", " + value
        self.scope = scope
        self._receive = receive
        self._send = send

    def within(self, scope: Scope) -> "Exchange":
        """Return the exchange of the same request in another scope: with another address, say."""
        return Exchange(scope, self._receive, self._send)

    @property
    def client(self) -> str:
        """The address of the other side."""
        return self.record.client

    def hold(self, size: int) -> None:
        """Count so many bytes for this request, its body among them, until it is answered. Raises Busy."""
        holding = self.scope["state"].get("holding")
        if holding is not None and (size > COUNTED or holding.size):
            holding.resize(size)

    @property
    def raw_path(self) -> str:
        """The path as it was sent, percent-encoded."""
        raw: bytes = self.scope.get("raw_path") or self.path.encode()
        return raw.partition(b"?")[0].decode("latin-1")

    @cached_property
    def selection(self) -> Selection:
        """The values of the fields that tell one answer from another: host, formats, codings, kind of body."""
        return tuple(map(self.headers.get, _SELECTING))

    @property
    def key_size(self) -> int:
        """Bytes of what the request's answer is known by: its address, its body, and the fields of `selection`."""
        fields = sum(
            [len(value) for value in self.selection if value]
        )  # a list: every small query pays for this
        return len(self.path) + len(self.query) + len(self.body) + fields

    def header(self, name: bytes) -> str:
        """Return a header's value, several of them joined by commas, '' where there is none."""
        return self.headers.get(name, b"").decode("latin-1")

    @property
    def has_body(self) -> bool:
        """Whether a body may have been sent."""
        return (
            b"content-length" in self.headers
            or b"transfer-encoding" in self.headers
            or self.method not in {"GET", "HEAD", "OPTIONS", "DELETE"}
        )

    async def read_body(self) -> None:
        """Read the body, which `web.request_guard` has bounded."""
        more = self.has_body
        while more:
            message = await self._receive()
            self.body += message.get("body", b"")
            more = message.get("more_body", False)

    async def send(self, status: int, fields: Fields, body: bytes = b"") -> None:
        """Answer with a whole body; a long one goes in parts, so that no more of it waits than its client takes."""
        if status not in BODILESS:
            fields = [*fields, (b"content-length", b"%d" % len(body))]
        if self.method == "HEAD":
            body = b""
        await self.start(status, fields)
        for at in range(0, len(body) - _PART, _PART):
            await self._send({"type": "http.response.body", "body": body[at : at + _PART], "more_body": True})
        last = (len(body) - 1) // _PART * _PART if len(body) > _PART else 0
        await self._send({"type": "http.response.body", "body": body[last:] if last else body})

    async def start(self, status: int, fields: Fields) -> None:
        """Begin an answer whose parts follow."""
        self.started = True
        await self._send({"type": "http.response.start", "status": status, "headers": fields})

    async def write(self, part: bytes) -> None:
        """Send a part, once the client has taken enough of what was sent before."""
        if part and self.method != "HEAD":
            await self._send({"type": "http.response.body", "body": part, "more_body": True})

    async def end(self) -> None:
        """Close an answer that was begun."""
        await self._send({"type": "http.response.body", "body": b""})

    def watch(self, gone: Callable[[], None]) -> None:
        """Call `gone` when the client goes away, unless that is within the first moments; end with `unwatch`.

        To wait for that costs a task, and a query that takes no longer is not worth ending.
        """
        loop = asyncio.get_running_loop()

        def begin() -> None:
            self._watch_timer = None
            self._watch = loop.create_task(self._listen(gone))

        self._watch_timer = loop.call_later(_WATCHED_AFTER, begin)

    async def _listen(self, gone: Callable[[], None]) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self.record.gone = True
        gone()

    def unwatch(self) -> None:
        """Listen for the client's going no longer."""
        if self._watch_timer is not None:
            self._watch_timer.cancel()
            self._watch_timer = None
        if self._watch is not None:
            self._watch.cancel()
            self._watch = None
