"""The plain form of the SPARQL service, for people: a query, its answer as a table, links to every format.

Programs speak to the service at the same address; `is_person` in `web.sparql.negotiation` distinguishes the two by what
they accept. The form asks the very same service, with its limits.
"""

import asyncio
import time
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import APIRouter, Form, Query
from pyoxigraph import QueryBoolean, QueryResultsFormat, QuerySolutions, parse_query_results
from starlette.requests import Request
from starlette.responses import Response

from graph.limits import LIMITS
from graph.store.reader import Reader
from ontology.prefixes import PREFIXES
from queries.collection import catalogue
from queries.read.labels import read_labels
from queries.read.unused_terms import unused_terms
from queries.sparql.places import Excerpt
from web.dependencies import PageFrame, reader_of
from web.errors import Cancelled, InvalidValue, Refusal
from web.page_context import STATIC, Frame, render
from web.pages.catalogue import known_query
from web.parameters import Version
from web.problems import explained, texts_of
from web.sparql import formats
from web.sparql.execution import wire
from web.sparql.ownership import asker_with
from web.sparql.parameters import QueryParameters, read_parameters
from web.sparql.service import Bounds, SparqlService
from web.views.query_results import ResultTable, iris_shown, result_table
from web.views.terms import TermRenderer

router = APIRouter()

LARGEST: Final = LIMITS.result_bytes_shown
"""Bytes of an answer that are shown as a page; a larger one is offered for download."""
SCRIPT: Final = "built/workbench.js"
START: Final = """PREFIX hn: <https://w3id.org/huunghi/ontology#>
PREFIX org: <http://www.w3.org/ns/org#>
SELECT ?person ?post ?body {
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
class Fault:
    """Why a query has no answer, what to do, and the line that it is about."""

    text: str
    hint: str
    excerpt: Excerpt | None


@dataclass(frozen=True)
class Note:
    """What is to be said of a term of the query, and what may have been meant."""

    text: str
    hint: str


@dataclass(frozen=True)
class AnswerFacts:
    """What scripts are told of an answer: its kind (`select`, `ask`, `graph`, `fault`), the rows that are shown,
    whether there are `more`, the seconds it took, the id of its query, and the version of the data that answered.
    """

    kind: str
    rows: int
    more: bool
    seconds: float
    query_id: str
    version: str


@dataclass(frozen=True)
class RunLimits:
    """What a query may take: as the reader gives it, and the most that the service allows (0 is any number of rows)."""

    timeout: float | None
    max_rows: int | None
    longest: float
    most_rows: int


@dataclass(frozen=True)
class SparqlPage:
    """What the form shows, before and after a query; `fault` is why there is no answer, `cut` the number of rows after
    which it was cut.
    """

    query: str
    table: ResultTable | None
    yes: bool | None
    turtle: str
    fault: Fault | None
    notes: tuple[Note, ...]
    asked: str
    answer: AnswerFacts | None
    cut: int
    limits: RunLimits
    too_large: bool
    downloads: tuple[tuple[str, str], ...]
    examples: tuple[Example, ...]
    prefixes: tuple[tuple[str, str], ...]
    start: str
    script: bool


@router.api_route("/sparql", methods=["GET", "HEAD"], include_in_schema=False)
async def form(
    request: Request,
    frame: PageFrame,
    query: Annotated[str, Query()] = "",
    example: Annotated[str, Query()] = "",
    version: Version = "",
    part: Annotated[str, Query()] = "",
    timeout: Annotated[str, Query()] = "",
    max_rows: Annotated[str, Query(alias="max-rows")] = "",
) -> Response:
    """Answer `/sparql` for people: the form and the answer, or with `part=answer` the section of the answer alone."""
    if example and not query.strip():
        page = _page(frame, known_query(example).text.strip(), _limits(request), answered=False)
        return render(request, "sparql.html", page)
    return await _shown(request, frame, query, version, _limits(request, timeout, max_rows), part)


@router.post("/sparql", include_in_schema=False)
async def sent(
    request: Request,
    frame: PageFrame,
    query: Annotated[str, Form()] = "",
    version: Version = "",
    part: Annotated[str, Query()] = "",
    timeout: Annotated[str, Form()] = "",
    max_rows: Annotated[str, Form(alias="max-rows")] = "",
) -> Response:
    """Answer the form at `/sparql` when it is sent as a body, as a long query is."""
    return await _shown(request, frame, query, version, _limits(request, timeout, max_rows), part)


def _limits(request: Request, timeout: str = "", max_rows: str = "") -> RunLimits:
    """Return the limits of a run, none of them above those of the service; raise BadRequest where one is no number."""
    settings = request.app.state.service.settings
    given = (("timeout", timeout.strip()), ("max-rows", max_rows.strip()))
    asked = read_parameters(QueryParameters, [(name, text) for name, text in given if text])
    rows, most = asked.max_rows, settings.max_rows
    return RunLimits(
        None if asked.timeout is None else min(asked.timeout, settings.timeout),
        min(rows, most) if rows is not None and most else rows,
        settings.timeout,
        most,
    )


async def _shown(
    request: Request, frame: Frame, given: str, version: str, limits: RunLimits, part: str
) -> Response:
    if part not in ("", "answer"):
        raise InvalidValue(
            "The page has no part called %(text)s.",
            hint="Its part is %(name)s=answer; without the parameter it is whole.",
            values={"name": "part", "text": part[:40]},
        )
    if version:
        reader_of(request)  # there is one of that name
    query = given.removeprefix("\ufeff").replace("\r\n", "\n").strip()
    status, page = 200, _page(frame, query, limits)
    if query:
        status, page = await _until_gone(request, _answered(request, frame, query, version, limits))
    response = render(request, "_sparql_answer.html" if part else "sparql.html", page, status=status)
    if frame.version is not None:
        response.headers["Data-Version"] = str(frame.version)
    return response


async def _until_gone(
    request: Request, answer: Coroutine[object, object, tuple[int, SparqlPage]]
) -> tuple[int, SparqlPage]:
    """Wait for an answer; end its query where the reader goes away before."""

    async def gone() -> None:
        while (await request.receive())["type"] != "http.disconnect":
            pass

    answering, leaving = asyncio.ensure_future(answer), asyncio.ensure_future(gone())
    try:
        await asyncio.wait((answering, leaving), return_when=asyncio.FIRST_COMPLETED)
        if not answering.done():
            raise Cancelled("The client went away.")
        return answering.result()
    finally:
        answering.cancel()
        leaving.cancel()


async def _answered(
    request: Request, frame: Frame, query: str, version: str, limits: RunLimits
) -> tuple[int, SparqlPage]:
    service: SparqlService = request.app.state.service
    record = request.state.record
    query_id = service.query_id_from(request.headers.get("query-id", ""))
    began = time.perf_counter()

    def facts(kind: str, rows: int = 0, *, more: bool = False) -> AnswerFacts:
        return AnswerFacts(
            kind,
            rows,
            more,
            round(time.perf_counter() - began, 3),
            query_id,
            frame.release or str(frame.version or ""),
        )

    try:
        reply = await service.ask(
            query,
            client=record.share,
            base_iri=str(request.base_url),
            most=LARGEST,
            version=version,
            bounds=Bounds(limits.timeout, limits.max_rows),
            query_id=query_id,
            owner=asker_with(
                lambda name: request.headers.get(name, ""), record.client, service.settings.public_url
            ),
        )
    except Refusal as refusal:
        refusal.show_line(query)
        problem, hint = texts_of(refusal, frame.words)
        fault = Fault(problem, hint, refusal.excerpt)
        return refusal.status, _page(frame, query, limits, answer=facts("fault"), fault=fault)
    reader: Reader | None = getattr(request.state, "reader", None)
    unused = await asyncio.to_thread(unused_terms, reader, query) if reader is not None else ()
    notes = tuple(Note(*explained(one, frame.words)) for one in unused)
    rdf = reply.form == wire.GRAPH
    if not reply.whole:
        answer = facts("graph" if rdf else "select", more=True)
        return 200, _page(frame, query, limits, answer=answer, notes=notes, rdf=rdf, too_large=True)
    cut = service.rows_for(limits.max_rows)[0] if reply.truncated else 0
    if rdf:
        answer = facts("graph", more=reply.truncated)
        turtle = reply.body.decode()
        return 200, _page(frame, query, limits, answer=answer, cut=cut, notes=notes, rdf=True, turtle=turtle)
    results = parse_query_results(reply.body, format=QueryResultsFormat.JSON)
    if isinstance(results, QueryBoolean):
        return 200, _page(frame, query, limits, answer=facts("ask"), notes=notes, yes=bool(results))
    assert isinstance(results, QuerySolutions)
    variables = tuple(v.value for v in results.variables)
    rows = tuple(tuple(row[v] for v in variables) for row in results)
    labels = read_labels(reader, iris_shown(variables, rows)) if reader is not None else None
    terms = TermRenderer(frame.words, frame.links, labels)
    table = result_table(variables, rows, terms)
    answer = facts("select", len(rows), more=reply.truncated)
    return 200, _page(frame, query, limits, answer=answer, cut=cut, notes=notes, table=table)


def _page(
    frame: Frame,
    query: str,
    limits: RunLimits,
    *,
    answer: AnswerFacts | None = None,
    cut: int = 0,
    table: ResultTable | None = None,
    yes: bool | None = None,
    turtle: str = "",
    fault: Fault | None = None,
    notes: tuple[Note, ...] = (),
    too_large: bool = False,
    rdf: bool = False,
    answered: bool = True,
) -> SparqlPage:
    downloads: tuple[tuple[str, str], ...] = ()
    if query and answered and fault is None:
        offered = formats.RDF[:4] if rdf else formats.RESULTS
        downloads = tuple(
            (one.name, frame.links.data("/sparql", query=query, format=one.name)) for one in offered
        )
    examples = tuple(
        Example(q.title.in_language(frame.lang), frame.links.sparql(example=q.name))
        for q in catalogue().values()
        if not any(p.required for p in q.parameters)
    )[: LIMITS.example_queries]
    return SparqlPage(
        query or START,
        table,
        yes,
        turtle,
        fault,
        notes,
        frame.release or str(frame.version or ""),
        answer,
        cut,
        limits,
        too_large,
        downloads,
        examples,
        tuple(sorted(PREFIXES.items())),
        START,
        (STATIC / SCRIPT).exists(),
    )
