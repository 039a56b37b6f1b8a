"""How answers leave the service: security headers, entity tags and 304, compression, and the cache of
finished pages.

A page is a pure function of its address, the reader's language and format, and the version of the data; so a
finished one can be kept until the version changes. Answers of the SPARQL protocol pass through untouched:
they stream, and look after themselves.
"""

from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from graph.errors import HuuNghiError
from queries.library import Library
from web.auth.session import Sessions
from web.dependencies import Source
from web.finished_page import FinishedPage
from web.lru_cache import LRUCache
from web.negotiate import choose_coding
from web.page_context import language_of, language_to_keep, version_of
from web.rendering import Rendering
from web.security_headers import SECURITY

PASSED: Final = ("/sparql", "/q/", "/course/", "/static/", "/review", "/replication")
"""Addresses whose answers are sent on as they come."""
KEPT: Final = ("/sparql/terms", "/sparql/things", "/sparql/names", "/sparql/model")
"""Addresses below these that are kept as pages are: what is beside the editor of queries."""


class Delivery:
    """The layer around the pages: gives them their reader, and keeps, packs and marks what they answer."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        source: Source,
        sessions: Sessions,
        library: Library,
        rendering: Rendering,
        cache_bytes: int,
        seconds: float,
    ) -> None:
        self.app = app
        self._rendering = rendering
        self._seconds = seconds
        self._sessions = sessions
        self._library = library
        self._source = source
        self._cache = LRUCache[FinishedPage](cache_bytes)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        state = scope.setdefault("state", {})
        request = Request(scope)
        try:
            state["reader"] = self._source(version_of(request))
        except HuuNghiError as error:
            state["failure"] = error
        state["curator"] = self._sessions.may_review(request)
        passed = scope["path"].startswith(PASSED) and scope["path"] not in KEPT
        if passed or scope["method"] not in ("GET", "HEAD"):
            await self.app(scope, receive, _with_security(send))
            return
        key = self._key(request)
        kept = self._cache.get(key)
        if kept is None:
            state["page_seconds"] = self._seconds
            finished = await self._rendering.finish(self.app, scope, receive, client=state["record"].share)
            if finished is None:
                state["record"].gone = True
                return
            kept = finished
            lasting = "no-store" not in Headers(raw=list(kept.headers)).get("cache-control", "")
            if kept.status in (200, 303, 308) and "reader" in state and lasting:
                self._cache.put(key, kept, size=kept.size + sum(map(_size, key)))
        await _deliver(kept, scope, request.headers, send)

    def _key(self, request: Request) -> tuple[object, ...]:
        """Return what a page depends on, read as the page itself reads it: else one reader gets another's page.

        Of the parameters that is every one: links to the other language and to the current version keep them all.
        """
        scope = request.scope
        reader = scope["state"].get("reader")
        settled = language_of(request, asked=False)
        version = reader.version if reader else None
        # The host stands in feeds and references where no public address is set.
        host, accept = request.headers.get("host"), request.headers.get("accept")
        curator = scope["state"]["curator"]  # their pages lead to the queue
        kept = language_to_keep(request)  # the answer sets it as a cookie
        queries = self._library.stamp()  # those that the store has added to the catalogue
        return (
            scope["path"],
            scope["query_string"],
            host,
            accept,
            settled,
            version,
            curator,
            kept,
            queries,
        )


def _size(part: object) -> int:
    return len(part) if isinstance(part, str | bytes) else 0


async def _deliver(kept: FinishedPage, scope: Scope, request: Headers, send: Send) -> None:
    message: Message = {"type": "http.response.start", "status": kept.status, "headers": list(kept.headers)}
    headers = MutableHeaders(scope=message)
    _secure(headers)
    reader = scope["state"].get("reader")
    if reader is not None and reader.version.number:
        headers["Data-Version"] = str(reader.version.number)
    body = kept.plain
    if kept.status == 200:
        tag = kept.tag
        if kept.packed is not None:
            headers.add_vary_header("Accept-Encoding")
            if choose_coding(request.get("accept-encoding"), ("gzip",)):
                body, tag = kept.packed, kept.tag[:-1] + '-gz"'
                headers["Content-Encoding"] = "gzip"
        headers["ETag"] = tag
        headers.setdefault("Cache-Control", "private, no-cache" if scope["state"]["curator"] else "no-cache")
        if _matches(request.get("if-none-match"), kept.tag):
            message["status"], body = 304, b""
            del headers["content-length"]
            await send(message)
            await send({"type": "http.response.body", "body": b""})
            return
    headers["Content-Length"] = str(len(body))
    await send(message)
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})


def _matches(asked: str | None, tag: str) -> bool:
    """Whether an If-None-Match names this tag, compressed or not (RFC 9110 section 13.1.2: weak comparison)."""
    if asked is None:
        return False
    names = {one.strip().removeprefix("W/") for one in asked.split(",")}
    return "*" in names or tag in names or tag[:-1] + '-gz"' in names


def _secure(headers: MutableHeaders) -> None:
    for name, value in SECURITY.items():
        headers.setdefault(name, value)


def _with_security(send: Send) -> Send:
    async def secured(message: Message) -> None:
        if message["type"] == "http.response.start":
            _secure(MutableHeaders(scope=message))
        await send(message)

    return secured
