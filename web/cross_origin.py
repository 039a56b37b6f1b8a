"""What pages of other sites may do here, told to their browsers (CORS): read everything, without the reader's rights.

What is answered here is public, so any origin may read it; with `*` no page reads an answer to a cookie or a password
that its browser sent along. That such a request changes nothing is the work of `web/auth/origins.py`. The review takes
its forms from our own pages only and says nothing of all this.
"""

from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

ALLOWED_ORIGIN: Final = {
    "access-control-allow-origin": "*",
    "access-control-expose-headers": "Content-Disposition, Content-Location, Data-Version, Data-Release, ETag, "
    "Kept-Statements, Link, Location, Query-Id, Retry-After, Row-Limit, Server-Timing, Truncated, X-Request-ID",
}
"""Fields of every answer that may be read, and the fields in it that a script may see."""
_OWN: Final = "/review"
_READING: Final = ("GET", "HEAD")


def preflight(methods: tuple[str, ...]) -> dict[str, str]:
    """Return the fields that answer OPTIONS: the methods, and which fields a request of another origin may have."""
    return {
        "allow": ", ".join(methods),
        "access-control-allow-methods": ", ".join(methods),
        "access-control-allow-headers": "Accept, Accept-Language, Authorization, Content-Encoding, Content-Type, "
        "If-Match, If-None-Match, Min-Data-Version, Query-Id",
        "access-control-max-age": "86400",
    }


class CrossOrigin:
    """The layer around the pages that lets other sites read them and answers OPTIONS."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
        elif scope["method"] == "OPTIONS":
            await self._answer_options(scope, receive, send)
        elif scope["method"] in _READING and not scope["path"].startswith(_OWN):
            await self.app(scope, receive, _readable(send))
        else:
            await self.app(scope, receive, send)

    async def _answer_options(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with the methods that an address takes, which the refusal of OPTIONS by its route names."""
        own = scope["path"].startswith(_OWN)
        known = False

        async def told(message: Message) -> None:
            nonlocal known
            if message["type"] == "http.response.start" and message["status"] == 405:
                known = True
                taken = Headers(raw=message["headers"]).get("allow") or ", ".join(_READING)
                methods = tuple(name.strip() for name in taken.split(","))
                await send(
                    {"type": "http.response.start", "status": 204, "headers": _options(methods, own=own)}
                )
                await send({"type": "http.response.body", "body": b""})
            elif not known:
                await passed(message)

        passed = send if own else _readable(send)
        await self.app(scope, receive, told)


def _options(methods: tuple[str, ...], *, own: bool) -> list[tuple[bytes, bytes]]:
    read = tuple(name for name in methods if name in _READING)
    fields = {"allow": ", ".join((*methods, "OPTIONS"))}
    if read and not own:
        fields = {**preflight((*read, "OPTIONS")), **ALLOWED_ORIGIN, **fields}
    return [(name.encode(), value.encode()) for name, value in fields.items()]


def _readable(send: Send) -> Send:
    async def readable(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in ALLOWED_ORIGIN.items():
                headers.setdefault(name, value)
        await send(message)

    return readable
