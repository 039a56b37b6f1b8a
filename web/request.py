"""A request as it was read, and the way to answer it: all at once, or in parts."""

import time
from collections.abc import Callable, Mapping
from typing import Final, Protocol

from web.heads import Head, Selection, selection_of

Headers = list[tuple[bytes, bytes]]
BODILESS: Final = frozenset({204, 304})
"""Statuses whose answers have no body."""


class Outlet(Protocol):
    """Where an answer goes: a connection, or what stands for one."""

    client: str
    port: int

    def answer(self, request: "Request", block: bytes, body: bytes) -> None:
        """Send head and body."""

    def begin(self, request: "Request", block: bytes, *, chunked: bool) -> None:
        """Send the head of an answer in parts."""

    def part(self, data: bytes, *, chunked: bool) -> None:
        """Send a part."""

    def last(self, *, chunked: bool) -> None:
        """Send what says that there are no more parts."""

    async def drained(self) -> None:
        """Wait until there is room for more."""

    def finished(self, request: "Request") -> None:
        """The answer is complete."""

    def abort(self) -> None:
        """Break off so that the other side sees it."""


class Request:
    """One request, and the way to answer it: `send` all at once, or `start`, `write` and `end`."""

    # What is the same for most requests stands in the class: a small query pays for each value that is set.
    method = ""
    target = b""
    path = b""
    query = b""
    version = "1.1"
    body = b""
    keep_alive = True
    answered = False
    finished = False
    gone = False
    head_only = False
    on_gone: Callable[[], None] | None = None
    status = 0
    sent_bytes = 0
    note = ("", "")
    _chunked = False
    _selection: Selection | None = None

    def __init__(self, connection: Outlet, head: Head | None = None) -> None:
        self.connection = connection
        self.received = time.perf_counter()
        self.raw_headers: Headers
        self.headers: dict[bytes, bytes]
        if head is None:
            self.raw_headers, self.headers = [], {}
        else:
            self.raw_headers, self.headers, self._selection = head

    @property
    def client(self) -> str:
        """The address of the other side."""
        return self.connection.client

    @property
    def selection(self) -> Selection:
        """The values of the header fields that tell one answer from another."""
        if self._selection is None:
            self._selection = selection_of(self.headers)
        return self._selection

    def aim(self, target: bytes) -> None:
        """Take the request target: the path, and the query after its question mark."""
        self.target = target
        path, _, self.query = target.partition(b"?")
        if not path.startswith(b"/"):
            # RFC 9112 section 3.2.2: the absolute form is for proxies, and servers must take it all the same.
            _, found, rest = path.partition(b"://")
            path = b"/" + rest.partition(b"/")[2] if found else path
        self.path = path.partition(b"#")[0]

    def header(self, name: bytes) -> str:
        """Return a header's value, several of them joined by commas, '' where there is none."""
        return self.headers.get(name, b"").decode("latin-1")

    def send(self, status: int, headers: Headers, body: bytes = b"") -> None:
        """Answer with a whole body."""
        self.send_block(status, b"".join(b"%b: %b\r\n" % field for field in headers), body)

    def send_block(self, status: int, block: bytes, body: bytes) -> None:
        """Answer with header fields already written out: each with its line break, without `Content-Length`."""
        if self.gone or self.answered:
            return
        self.answered = True
        self.status = status
        self.sent_bytes = len(body)
        if status not in BODILESS:
            block += b"content-length: %d\r\n" % len(body)
        self.connection.answer(self, block, b"" if self.head_only or status in BODILESS else body)
        self._finish()

    def start(self, status: int, headers: Headers, *, length: int | None = None) -> None:
        """Begin an answer whose parts follow."""
        self.start_block(status, b"".join(b"%b: %b\r\n" % field for field in headers), length=length)

    def start_block(self, status: int, block: bytes, *, length: int | None = None) -> None:
        """Begin an answer whose parts follow, with header fields already written out."""
        if self.gone or self.answered:
            return
        self.answered = True
        self.status = status
        if length is not None:
            block += b"content-length: %d\r\n" % length
        elif status in BODILESS or self.head_only:
            pass
        elif self.version == "1.0":
            self.keep_alive = False
        else:
            self._chunked = True
        self.connection.begin(self, block, chunked=self._chunked)

    async def write(self, data: bytes) -> None:
        """Send a part, once the client has taken enough of what was sent before."""
        if self.gone or not data or self.head_only:
            return
        self.sent_bytes += len(data)
        self.connection.part(data, chunked=self._chunked)
        await self.connection.drained()

    def end(self) -> None:
        """Close an answer that was begun."""
        if self.gone or self.finished:
            return
        self.connection.last(chunked=self._chunked and not self.head_only)
        self._finish()

    def abort(self) -> None:
        """Break the answer off so that the client can see it: the connection is reset, not closed."""
        self.connection.abort()

    def _finish(self) -> None:
        self.finished = True
        self.on_gone = None
        self.connection.finished(self)

    def lost(self) -> None:
        """The client went away."""
        self.gone = True
        if self.on_gone is not None and not self.finished:
            callback, self.on_gone = self.on_gone, None
            callback()


def as_headers(fields: Mapping[str, str]) -> Headers:
    """Return header fields in the form that is sent; a value's line breaks become spaces."""
    return [
        (
            name.lower().encode("ascii"),
            value.replace("\r", " ").replace("\n", " ").encode("latin-1", "replace"),
        )
        for name, value in fields.items()
    ]
