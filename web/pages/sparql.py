"""The plain form of the SPARQL service, for people: a query, its answer as a table, links to every format.

Programs speak to the service at the same address; `is_person` in `web.sparql.negotiation` distinguishes the two by what
they accept. The form asks the very same service, with its limits.
"""

import asyncio
import time
from collections.abc import Coroutine
from dataclasses import dataclass, replace
from typing import Annotated, Final, NamedTuple

from fastapi import APIRouter, Query
from fastapi import Form as FormField
from pyoxigraph import (
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Triple,
    parse,
    parse_query_results,
    serialize,
)
from starlette.requests import Request
from starlette.responses import Response

from graph.errors import NotFound
from graph.limits import LIMITS
from graph.store.reader import Reader
from ontology.iris import BASE
from ontology.prefixes import PREFIXES
from queries.export.snippets import snippets
from queries.read.labels import read_labels
from queries.read.unused_terms import unused_terms
from queries.runner import Form
from web.dependencies import PageFrame, reader_of
from web.errors import Cancelled, InvalidValue, Refusal
from web.page_context import STATIC, Frame, render
from web.pages.citations import block_of
from web.pages.sparql_examples import Example, example_text, examples_of
from web.parameters import Version, ViewParam
from web.problems import explained, texts_of
from web.sparql.execution import wire
from web.sparql.ownership import asker_with
from web.sparql.parameters import QueryParameters, read_parameters
from web.sparql.service import Bounds, Reply, SparqlService
from web.views.answer import answer_table, iris_of_answer
from web.views.answer_section import (
    OPTIONS,
    AnswerFacts,
    AnswerSection,
    Fault,
    Note,
    downloads_of,
    fields_of,
    method_for,
    pages_shown,
    step_to,
)
from web.views.answers.view import AnswerViews, ViewedAnswer, answer_views, is_drawn
from web.views.course import StepView
from web.views.query_results import Rows
from web.views.terms import TermRenderer

router = APIRouter()

AnswerPage = Annotated[int, Query(ge=1, le=LIMITS.answer_pages)]
SCRIPTS: Final = ("built/workbench.js", "built/rows-worker.js")
LINKED: Final = "/q/"
"""What the address of a query begins with that is stored, and stands in no parameter."""
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
class RunLimits:
    """What a query may take: as the reader gives it, and the most that the service allows (0 is any number of rows)."""

    timeout: float | None
    max_rows: int | None
    longest: float
    most_rows: int


@dataclass(frozen=True)
class SparqlPage:
    """What the page shows, before a query (`answer` is None) and after; `asked` is the version that is asked.

    `step` is the step of the course beside the editor, `action` where the form sends its query.
    """

    query: str
    answer: AnswerSection | None
    asked: str
    limits: RunLimits
    view: str
    examples: tuple[Example, ...]
    prefixes: tuple[tuple[str, str], ...]
    start: str
    base: str
    most_rows: int
    script: bool
    step: StepView | None = None
    action: str = "/sparql"


@router.api_route("/sparql", methods=["GET", "HEAD"], include_in_schema=False)
async def form(
    request: Request,
    frame: PageFrame,
    query: Annotated[str, Query()] = "",
    example: Annotated[str, Query()] = "",
    version: Version = "",
    part: Annotated[str, Query()] = "",
    page: AnswerPage = 1,
    timeout: Annotated[str, Query()] = "",
    max_rows: Annotated[str, Query(alias="max-rows")] = "",
    view: ViewParam = "",
) -> Response:
    """Answer `/sparql` for people: the form and the answer, or with `part=answer` the section of the answer alone."""
    if example and not query.strip():
        query = example_text(example, frame)
    return await show(
        request, frame, query, Shown(version, part, page, run_limits(request, timeout, max_rows), view)
    )


@router.post("/sparql", include_in_schema=False)
async def sent(
    request: Request,
    frame: PageFrame,
    query: Annotated[str, FormField()] = "",
    version: Version = "",
    part: Annotated[str, Query()] = "",
    timeout: Annotated[str, FormField()] = "",
    max_rows: Annotated[str, FormField(alias="max-rows")] = "",
    page: AnswerPage = 1,
    view: ViewParam = "",
    view_sent: Annotated[str, FormField(alias="view")] = "",
) -> Response:
    """Answer the form at `/sparql` when it is sent as a body, as a long query is."""
    return await show(
        request, frame, query, Shown(version, part, page, run_limits(request, timeout, max_rows), view)
    )


def run_limits(request: Request, timeout: str = "", max_rows: str = "") -> RunLimits:
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


class Shown(NamedTuple):
    """What of an answer is shown: the version asked ('': the current one), the part of the page, the page of rows,
    what the query may take, the view that the address chooses, and the step of the course beside it.
    """

    version: str
    part: str
    page: int
    limits: RunLimits
    view: str = ""
    step: StepView | None = None


async def show(request: Request, frame: Frame, given: str, shown: Shown) -> Response:
    """Render the page of a query and its answer."""
    if shown.part not in ("", "answer"):
        raise InvalidValue(
            "The page has no part called %(text)s.",
            hint="Its part is %(name)s=answer; without the parameter it is whole.",
            values={"name": "part", "text": shown.part[:40]},
        )
    if shown.version:
        reader_of(request)  # there is one of that name
    query = given.removeprefix("\ufeff").replace("\r\n", "\n").strip()
    if request.method == "POST":
        sent = {"query": query, "view": shown.view}  # links of the page have it in their addresses
        request.state.sent = tuple(
            (name, text) for name, text in sent.items() if text and name not in request.query_params
        )
    status, answer = 200, None
    if query:
        status, answer = await _until_gone(request, _answered(request, frame, query, shown))
    template = "_sparql_answer.html" if shown.part else "sparql.html"
    page = _page(frame, query or (shown.step.query if shown.step else ""), shown.limits, answer)
    page = replace(page, step=shown.step, action=shown.step.href if shown.step else frame.links.sparql())
    response = render(request, template, page, status=status)
    response.headers["Cache-Control"] = "private, no-cache"
    if frame.version is not None:
        response.headers["Data-Version"] = str(frame.version)
    return response


async def _until_gone(
    request: Request, answer: Coroutine[object, object, tuple[int, AnswerSection]]
) -> tuple[int, AnswerSection]:
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


async def _answered(request: Request, frame: Frame, query: str, shown: Shown) -> tuple[int, AnswerSection]:
    """Return the status and the section of the answer of a query: of its rows one page."""
    service: SparqlService = request.app.state.service
    record, settings = request.state.record, service.settings
    query_id = service.query_id_from(request.headers.get("query-id", ""))
    began = time.perf_counter()
    wanted = shown.page * LIMITS.answer_rows_a_page
    capped = service.rows_for(shown.limits.max_rows)[0]
    drawn = is_drawn(query, shown.view)

    def section(kind: str, rows: int = 0, *, more: bool = False) -> AnswerSection:
        seconds = round(time.perf_counter() - began, 3)
        version = frame.release or str(frame.version or "")
        facts = AnswerFacts(kind, rows, more, seconds, query_id, version)
        return AnswerSection(query, facts, fields_of(query, frame.links), method_for(query))

    async def ask(rows: int, size: int) -> Reply:
        return await service.ask(
            query,
            client=record.share,
            base_iri=str(request.base_url),
            most=size,
            version=shown.version,
            bounds=Bounds(shown.limits.timeout, min(rows, capped) if capped else rows),
            query_id=query_id,
            owner=asker_with(lambda name: request.headers.get(name, ""), record.client, settings.public_url),
        )

    try:
        # A drawing is made of more rows than a page of the table has, unless these are too large.
        reply = await ask(max(wanted, LIMITS.view_rows_read), LIMITS.view_bytes_read) if drawn else None
        if reply is None or not reply.whole:
            reply = await ask(wanted, LIMITS.result_bytes_shown)
    except Refusal as refusal:
        refusal.show_line(query)
        problem, hint = texts_of(refusal, frame.words)
        return refusal.status, replace(section("fault"), fault=Fault(problem, hint, refusal.excerpt))
    reader: Reader | None = getattr(request.state, "reader", None)
    read = await asyncio.to_thread(_read, reply)
    first = (shown.page - 1) * LIMITS.answer_rows_a_page
    more = read.more or len(read.rows) > wanted
    rows = read.rows[first:wanted]
    if first and not rows:
        raise NotFound(
            "There is no page %(page)s of this answer.",
            hint="It has fewer rows.",
            values={"page": shown.page},
        )
    made = section(read.form.value, len(rows), more=more)
    endpoint = (settings.public_url or str(request.base_url)).rstrip("/") + "/sparql"
    made = replace(
        made,
        downloads=downloads_of(query, frame.links, rdf=read.form is Form.GRAPH),
        options=OPTIONS if read.form is Form.SELECT else (),
        snippets=snippets(query, endpoint, read.form, version=shown.version),
        yes=read.yes,
        too_large=not reply.whole,
        earlier=step_to(shown.page - 1, query, frame.links) if first else None,
        later=step_to(shown.page + 1, query, frame.links)
        if more and pages_shown(shown.page + 1) and not (capped and capped <= wanted)
        else None,
        bounds={} if shown.limits.max_rows is None else {"max-rows": shown.limits.max_rows},
        capped=capped if more and capped and capped <= wanted else 0,
    )
    if reply.whole and read.form is not Form.ASK:
        made = await asyncio.to_thread(
            _with_table, made, frame, reader, read.page(first, wanted), first, more
        )
        if reader is not None:
            views = await asyncio.to_thread(_views, reader, read, query, shown.view, frame)
            made = replace(made, views=views)
    if reader is not None:
        whole = read.form is Form.SELECT and reply.whole and not read.more and shown.page == 1
        columns = read.columns if whole and not more else None
        made = replace(
            made, cite=await asyncio.to_thread(block_of, frame, query, reader.version, columns, read.rows)
        )
    unused = await asyncio.to_thread(unused_terms, reader, query) if reader is not None else ()
    return 200, replace(made, notes=tuple(Note(*explained(one, frame.words)) for one in unused))


@dataclass(frozen=True)
class _Read:
    """An answer as it was read: its form, its columns and rows (of a graph its statements), or yes or no."""

    form: Form
    columns: tuple[str, ...] = ()
    rows: Rows = ()
    yes: bool | None = None
    more: bool = False
    statements: tuple[Triple, ...] = ()

    def page(self, first: int, last: int) -> "_Read":
        return replace(self, rows=self.rows[first:last], statements=self.statements[first:last])


def _read(reply: Reply) -> _Read:
    if reply.form == wire.GRAPH:
        if not reply.whole:
            return _Read(Form.GRAPH, more=True)
        said = tuple(one.triple for one in parse(reply.body, RdfFormat.TURTLE))
        rows = tuple((one.subject, one.predicate, one.object) for one in said)
        return _Read(
            Form.GRAPH, ("subject", "predicate", "object"), rows, more=reply.truncated, statements=said
        )
    if not reply.whole:
        return _Read(Form.SELECT, more=True)
    results = parse_query_results(reply.body, format=QueryResultsFormat.JSON)
    if isinstance(results, QueryBoolean):
        return _Read(Form.ASK, yes=bool(results))
    assert isinstance(results, QuerySolutions)
    columns = tuple(one.value for one in results.variables)
    return _Read(
        Form.SELECT,
        columns,
        tuple(tuple(row[name] for name in columns) for row in results),
        more=reply.truncated,
    )


def _with_table(
    made: AnswerSection, frame: Frame, reader: Reader | None, read: _Read, first: int, more: bool
) -> AnswerSection:
    """Return the section with its rows, and those of a graph also as Turtle."""
    labels = read_labels(reader, iris_of_answer(read.rows)) if reader is not None else None
    terms = TermRenderer(frame.words, frame.links, labels)
    is_graph = read.form is Form.GRAPH
    table = answer_table(read.columns, read.rows, terms, first=first + 1, more=more, triples=is_graph)
    return replace(made, table=table, turtle=_turtle(read.statements))


def _views(reader: Reader, read: _Read, query: str, view: str, frame: Frame) -> AnswerViews:
    """Return the views of an answer, each at the address of the page."""
    in_path = frame.path.startswith(LINKED)
    lang = dict(frame.links.kept).get("lang")

    def href(chosen: str) -> str:
        return frame.here.page(
            frame.path, query=None if in_path else query, page=None, view=chosen, lang=lang
        )

    answer = ViewedAnswer(
        read.columns, read.rows, query, view, more=read.more, triples=read.form is Form.GRAPH
    )
    return answer_views(answer, reader, frame.words, frame.links, href)


def _turtle(statements: tuple[Triple, ...]) -> str:
    """Return statements as Turtle, with the prefixes that they use."""
    if not statements:
        return ""
    plain = " ".join(map(str, statements))
    prefixes = {prefix: iri for prefix, iri in PREFIXES.items() if f"<{iri}" in plain}
    return (serialize(statements, format=RdfFormat.TURTLE, prefixes=prefixes) or b"").decode()


def _page(
    frame: Frame, query: str, limits: RunLimits, answer: AnswerSection | None = None, view: str = ""
) -> SparqlPage:
    return SparqlPage(
        query or START,
        answer,
        frame.release or str(frame.version or ""),
        limits,
        view,
        examples_of(frame),
        tuple(sorted(PREFIXES.items())),
        START,
        BASE,
        LIMITS.answer_rows_kept,
        all((STATIC / script).exists() for script in SCRIPTS),
    )
