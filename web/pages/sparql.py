"""The plain form of the SPARQL service, for people: a query, its answer as a table, and links to the same
answer in every format.

Programs speak to the service at the same address; `Front` tells the two apart by what they take. The form
asks the very same service, with its limits.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qs, urlencode

from pyoxigraph import QueryBoolean, QueryResultsFormat, QuerySolutions, parse_query_results
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from ontology.prefixes import PREFIXES
from queries.collection import catalogue
from web.frame import Frame, frame_of, render
from web.negotiate import choose
from web.results import ResultTable, table_of
from web.sparql import formats
from web.sparql.problems import Refusal
from web.sparql.service import SparqlService
from web.things import Names

LARGEST: Final = 4_000_000
"""Bytes of an answer that are shown as a page; a larger one is offered for download."""
_TYPES: Final = (*formats.types_of(formats.RESULTS), *formats.types_of(formats.RDF), "text/html")
_ASKED: Final = b"application/sparql-results+json, text/turtle;q=0.9"
START: Final = """SELECT ?person ?post ?body {
  ?tenure a hn:Tenure ;
    org:member ?person ;
    hn:post ?post ;
    org:organization ?body .
}
LIMIT 100"""


@dataclass(frozen=True)
class Example:
    """A query to begin with."""

    title: str
    href: str


@dataclass(frozen=True)
class SparqlPage:
    """What the form shows, before and after a query; `problem` is why there is no answer."""

    query: str
    table: ResultTable | None
    yes: bool | None
    turtle: str
    problem: str
    hint: str
    too_large: bool
    downloads: tuple[tuple[str, str], ...]
    examples: tuple[Example, ...]
    prefixes: tuple[tuple[str, str], ...]


class Front:
    """Send people to the form and programs to the service: who takes HTML before anything a query answers
    with is a person.
    """

    def __init__(self, app: ASGIApp, *, service: SparqlService) -> None:
        self._app = app
        self._service: Callable[[Scope, Receive, Send], Awaitable[None]] = service.in_front_of(app)  # type: ignore[arg-type,assignment]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] == "/sparql" and _is_person(scope):
            await self._app(scope, receive, send)
        else:
            await self._service(scope, receive, send)


def _is_person(scope: Scope) -> bool:
    headers = Headers(scope=scope)
    asked = parse_qs(scope["query_string"].decode("latin-1"))
    if scope["method"] not in ("GET", "HEAD", "POST") or "format" in asked or "update" in asked:
        return False
    if scope["method"] == "POST" and not headers.get("content-type", "").startswith(
        "application/x-www-form-urlencoded"
    ):
        return False
    accept = headers.get("accept", "")
    return "text/html" in accept and choose(accept, _TYPES) == "text/html"


async def form(request: Request) -> Response:
    """Answer `/sparql` for people: the form, and below it the answer."""
    frame = frame_of(request)
    given = request.query_params.get("query", "")
    if request.method == "POST":
        given = str((await request.form()).get("query", ""))
    query = given.replace("\r\n", "\n").strip()
    example = request.query_params.get("example", "")
    if example and not query:
        return render(request, "sparql.html", _page(frame, catalogue()[example].text.strip(), answered=False))
    status, page = 200, _page(frame, query)
    if query:
        status, page = await _answered(request, frame, query)
    return render(request, "sparql.html", page, status=status)


async def _answered(request: Request, frame: Frame, query: str) -> tuple[int, SparqlPage]:
    service: SparqlService = request.app.state.sparql
    scope = dict(request.scope)
    scope["method"], scope["query_string"] = "GET", urlencode({"query": query}).encode()
    headers = {name: value for name, value in request.scope["headers"] if name in (b"host",)}
    try:
        reply = await service.answer(scope, {**headers, b"accept": _ASKED}, b"")
    except Refusal as refusal:
        return refusal.status, _page(frame, query, problem=refusal.detail, hint=refusal.hint)
    body = reply.body
    if reply.rest is not None:
        async for piece in reply.rest:
            body += piece
            if len(body) > LARGEST:
                break
    kind = dict(reply.headers).get(b"content-type", b"").decode()
    if len(body) > LARGEST:
        return 200, _page(frame, query, rdf="turtle" in kind, too_large=True)
    if "turtle" in kind:
        return 200, _page(frame, query, rdf=True, turtle=body.decode())
    results = parse_query_results(body, format=QueryResultsFormat.JSON)
    if isinstance(results, QueryBoolean):
        return 200, _page(frame, query, yes=bool(results))
    assert isinstance(results, QuerySolutions)
    variables = tuple(v.value for v in results.variables)
    rows = tuple(tuple(row[v] for v in variables) for row in results)
    reader = getattr(request.state, "reader", None)
    return 200, _page(frame, query, table=table_of(reader, variables, rows, Names(frame.words, frame.links)))


def _page(  # noqa: PLR0913 - one keyword for each way an answer can look
    frame: Frame,
    query: str,
    *,
    table: ResultTable | None = None,
    yes: bool | None = None,
    turtle: str = "",
    problem: str = "",
    hint: str = "",
    too_large: bool = False,
    rdf: bool = False,
    answered: bool = True,
) -> SparqlPage:
    downloads: tuple[tuple[str, str], ...] = ()
    if query and answered and not problem:
        offered = formats.RDF[:4] if rdf else formats.RESULTS
        downloads = tuple(
            (one.name, frame.links.data("/sparql", query=query, format=one.name)) for one in offered
        )
    examples = tuple(
        Example(q.title.in_language(frame.lang), frame.links.sparql(example=q.name))
        for q in catalogue().values()
        if not any(p.required for p in q.parameters)
    )[:6]
    return SparqlPage(
        query or START,
        table,
        yes,
        turtle,
        problem,
        hint,
        too_large,
        downloads,
        examples,
        tuple(sorted(PREFIXES.items())),
    )


ROUTES = (Route("/sparql", form, methods=["GET", "POST"]),)
