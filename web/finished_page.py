"""One page, finished: run the application for it, and keep what it answers in one piece, plain and packed."""

import gzip
import hashlib
from dataclasses import dataclass
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Scope

from graph.limits import LIMITS
from graph.store.deadline import reads_within

COMPRESSED: Final = (
    "text/",
    "application/ld+json",
    "application/json",
    "application/n-triples",
    "image/svg+xml",
)


@dataclass(frozen=True)
class FinishedPage:
    """A finished answer: `plain` its body, `packed` the same with gzip where that is shorter."""

    status: int
    headers: tuple[tuple[bytes, bytes], ...]
    plain: bytes
    packed: bytes | None
    tag: str

    @property
    def size(self) -> int:
        """Bytes it takes, about."""
        return len(self.plain) + len(self.packed or b"") + 1000


async def finish(app: ASGIApp, scope: Scope) -> FinishedPage:
    """Return what `app` answers to a GET or HEAD whose scope has its reader in its state."""
    status, headers, pieces = 500, Headers(), []

    async def nothing() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def collect(message: Message) -> None:
        nonlocal status, headers
        if message["type"] == "http.response.start":
            status, headers = message["status"], Headers(raw=message["headers"])
        elif message["type"] == "http.response.body":
            pieces.append(message.get("body", b""))

    # A HEAD is answered from the GET, so that both say the same of the same bytes.
    with reads_within(scope["state"].get("page_seconds", LIMITS.page_seconds)):
        await app({**scope, "method": "GET"}, nothing, collect)
    location, host = headers.get("location", ""), str(Request(scope).base_url)
    if location.startswith(host):  # an address without its host leads on whatever the host is called
        headers = MutableHeaders(raw=[(name, value) for name, value in headers.raw if name != b"location"])
        headers["location"] = location[len(host) - 1 :]
    body = b"".join(pieces)
    packed = None
    if len(body) > 1000 and headers.get("content-type", "").startswith(COMPRESSED):
        packed = gzip.compress(body, compresslevel=6, mtime=0)
    reader = scope["state"].get("reader")
    version = reader.version.number if reader else 0
    tag = f'"{version}-{hashlib.sha256(body).hexdigest()[:16]}"'
    return FinishedPage(status, tuple(headers.raw), body, packed, tag)
