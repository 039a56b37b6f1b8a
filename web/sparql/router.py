"""Which requests are the SPARQL service's, and who answers them: a layer of the application, before its pages.

It is plain ASGI: a small query pays for nothing else than this.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Final
from urllib.parse import parse_qs, urlencode

from starlette.types import ASGIApp, Receive, Scope, Send

from graph.errors import HuuNghiError
from web.errors import BadRequest, WrongMethod
from web.problems import ASKED
from web.sparql import formats, responses
from web.sparql.administration import Administration
from web.sparql.content_encoding import decoded
from web.sparql.exchange import Exchange, replay
from web.sparql.graph_store import GraphStore
from web.sparql.negotiation import is_person
from web.sparql.operations import Operations
from web.sparql.service import SparqlService
from web.sparql.versioned import FOLDER, without_version_in_path

Answer = Callable[[Exchange], Awaitable[None]]

_COPIES = 4
"""How often a page has the text of a query while it waits for its answer: body, form, text, and frame."""
_PROGRAM_S: Final = re.compile(rb"(?:^|&)(?:update=|(?:format|output|results)=[^&])")
"""What a form has that our page's own has not: an update, or the format of the answer."""
LINKED: Final = "/q/"
"""What the addresses of stored queries begin with."""
_LINK_METHODS: Final = ("GET", "HEAD", "OPTIONS")
_SERVER_METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "QUERY", "OPTIONS")


class SparqlRouter:
    """Answers the addresses of the SPARQL service; all others, and a person at `/sparql`, are `app`'s."""

    def __init__(self, app: ASGIApp, *, service: SparqlService) -> None:
        self.app = app
        self._service = service
        operations, administration = Operations(service), Administration(service)
        self._graphs, self._cancel = GraphStore(service).answer, administration.cancel_query
        self._query = operations.both
        self._answers: Mapping[str, Answer] = {
            "/sparql": operations.both,
            "/sparql/": operations.both,  # as the W3C's protocol tests have it
            "/update": operations.update,
            "/graphs": self._graphs,
            "/sparql/queries": administration.list_queries,
            "/healthz": administration.health,
            "/readyz": administration.health,
            "/metrics": administration.metrics,
            "*": _server_options,
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].startswith(FOLDER) and scope["path"] != FOLDER:
            scope = without_version_in_path(scope)
        answer = self._route(scope["path"]) if scope["type"] == "http" else None
        if answer is None:
            await self.app(scope, receive, send)
            return
        exchange = Exchange(scope, receive, send)
        if exchange.has_body:
            await exchange.read_body()
        if (b"text/html" in exchange.headers.get(b"accept", b"") and _is_person(exchange)) or _asks_for_page(
            exchange
        ):
            exchange.hold(_COPIES * len(exchange.body))
            await self.app(scope, replay(exchange.body, receive), send)
            return
        try:
            if exchange.body and b"content-encoding" in exchange.headers:
                await self._unpack(exchange)
            await answer(exchange)
        except HuuNghiError as error:
            await self._refuse(exchange, error)

    def _route(self, path: str) -> Answer | None:
        found = self._answers.get(path)
        if found is None and path.startswith("/graphs/"):
            return self._graphs
        if found is None and path.startswith("/sparql/queries/"):
            return self._cancel
        if found is None and path.startswith(LINKED) and _suffix(path) in _ANSWERED:
            return self._linked
        return found

    async def _linked(self, exchange: Exchange) -> None:
        """Answer a stored query as if its text had been sent to `/sparql`; a suffix is the format."""
        if exchange.method not in _LINK_METHODS:
            raise WrongMethod(exchange.method, _LINK_METHODS)
        name, _, suffix = exchange.path[len(LINKED) :].partition(".")
        link = await asyncio.to_thread(self._service.links.get, name)
        own = urlencode({"query": link.text, **({"format": suffix} if suffix else {})}).encode()
        scope = {
            **exchange.scope,
            "path": "/sparql",
            "raw_path": b"/sparql",
            "query_string": own + (b"&" + exchange.query if exchange.query else b""),
            ASKED: exchange.path,
        }
        answering = exchange.within(scope)
        try:
            await self._query(answering)
        except HuuNghiError as error:
            await self._refuse(answering, error)

    async def _unpack(self, exchange: Exchange) -> None:
        """Unpack a body, beside the event loop."""
        coding = exchange.header(b"content-encoding")
        most, _ = self._service.admit(exchange.scope, exchange.header(b"authorization"))
        exchange.hold(len(exchange.body) + most)  # it is not known before how much it will be
        exchange.body = await asyncio.to_thread(decoded, exchange.body, coding, most=most)
        exchange.hold(len(exchange.body))

    async def _refuse(self, exchange: Exchange, error: HuuNghiError) -> None:
        if exchange.started:
            return  # the answer breaks off
        self._service.finished(exchange, error.slug)
        status, fields, body = responses.problem(exchange.scope, error, exchange.record.query_id)
        await exchange.send(status, fields, body)


_ANSWERED: Final = frozenset({"", *formats.BY_NAME})
"""Suffixes of a stored query's address at which it is answered."""


def _suffix(path: str) -> str:
    return path.rpartition("/")[2].partition(".")[2]


def _asks_for_page(exchange: Exchange) -> bool:
    """Whether `format=html` in the address asks for the page, as it does at every address that has one."""
    if b"html" not in exchange.query or exchange.method not in {"GET", "HEAD"}:
        return False
    if not _has_page(exchange.path):
        return False
    asked = parse_qs(exchange.query.decode("latin-1")).get("format", [])
    return bool(asked) and all(one.strip().lower() in {"html", "text/html"} for one in asked)


def _has_page(path: str) -> bool:
    return path in {"/sparql", "/sparql/"} or (path.startswith(LINKED) and not _suffix(path))


def _is_person(exchange: Exchange) -> bool:
    if not _has_page(exchange.path) or _PROGRAM_S.search(exchange.body):
        return False
    return is_person(
        exchange.method,
        exchange.query.decode("latin-1"),
        exchange.header(b"accept"),
        exchange.header(b"content-type"),
    )


async def _server_options(exchange: Exchange) -> None:
    """Answer `OPTIONS *` (RFC 9110 section 9.3.7): the server as a whole is asked whether it is there."""
    if exchange.method != "OPTIONS":
        raise BadRequest("Only OPTIONS is asked of the server as a whole.")
    await exchange.send(204, responses.fields_of({"allow": ", ".join(_SERVER_METHODS)}))
