"""The course in SPARQL: `/course` lists its steps, `/course/N` is the SPARQL page with one of them beside the editor.

An exercise is checked by running the reader's query and the right one, on the version that is read, and comparing
their rows.
"""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Query
from pyoxigraph import QueryBoolean, RdfFormat, parse, parse_query_results
from pyoxigraph import QueryResultsFormat as ResultsFormat
from starlette.requests import Request
from starlette.responses import Response

from graph.errors import NotFound
from graph.limits import LIMITS
from graph.store.reader import Term
from queries.course.comparison import Outcome, compare
from queries.course.steps import Step, steps
from web.dependencies import PageFrame
from web.errors import Refusal
from web.page_context import Frame, render
from web.pages.sparql import AnswerPage, Shown, run_limits, show
from web.parameters import Version, ViewParam
from web.sparql.execution import wire
from web.sparql.service import SparqlService
from web.views.course import StepLink, Verdict, step_links, step_view, verdict_of

router = APIRouter()

Rows = list[tuple[Term | None, ...]]


@dataclass(frozen=True)
class CoursePage:
    """What the overview of the course shows."""

    steps: tuple[StepLink, ...]


@router.get("/course", include_in_schema=False)
def course(request: Request, frame: PageFrame) -> Response:
    """Answer `/course`."""
    return render(request, "course.html", CoursePage(step_links(frame)))


@router.api_route("/course/{number}", methods=["GET", "HEAD"], include_in_schema=False)
async def step(
    request: Request,
    frame: PageFrame,
    number: str,
    query: Annotated[str, Query()] = "",
    version: Version = "",
    part: Annotated[str, Query()] = "",
    check: Annotated[str, Query()] = "",
    timeout: Annotated[str, Query()] = "",
    max_rows: Annotated[str, Query(alias="max-rows")] = "",
    page: AnswerPage = 1,
    view: ViewParam = "",
) -> Response:
    """Answer `/course/N`: a step, and with a query its answer; with `check` also whether it solves the exercise."""
    shown = Shown(version, part, page, run_limits(request, timeout, max_rows), view)
    return await _step(request, frame, number, query, shown, check=bool(check))


@router.post("/course/{number}", include_in_schema=False)
async def sent(
    request: Request,
    frame: PageFrame,
    number: str,
    query: Annotated[str, Form()] = "",
    check: Annotated[str, Form()] = "",
    version: Version = "",
    part: Annotated[str, Query()] = "",
    timeout: Annotated[str, Form()] = "",
    max_rows: Annotated[str, Form(alias="max-rows")] = "",
    page: AnswerPage = 1,
    view: ViewParam = "",
) -> Response:
    """Answer the form at `/course/N` when it is sent as a body."""
    shown = Shown(version, part, page, run_limits(request, timeout, max_rows), view)
    return await _step(request, frame, number, query, shown, check=bool(check))


async def _step(
    request: Request, frame: Frame, number: str, query: str, shown: Shown, *, check: bool
) -> Response:
    found = _known_step(number)
    checked = check and query.strip()
    verdict = await _checked(request, frame, found, query, shown.version) if checked else None
    return await show(request, frame, query, shown._replace(step=step_view(found, frame, verdict)))


def _known_step(number: str) -> Step:
    """Return the step of a number as an address has it. Raises NotFound."""
    for one in steps():
        if str(one.number) == number:
            return one
    raise NotFound(
        "The course has no step %(number)s.",
        hint="Its steps, 1 to %(count)s, are listed at /course.",
        values={"number": number[:20], "count": len(steps())},
    )


async def _checked(request: Request, frame: Frame, found: Step, query: str, version: str) -> Verdict:
    exercise = found.exercise
    right = await _rows(request, exercise.answer, version)
    assert right is not None
    try:
        given = await _rows(request, query, version)
    except Refusal:
        return Verdict(False, frame.words("Not yet: the query has no answer. Why is said beside its answer."))
    if given is None:
        return Verdict(False, frame.words("Not yet: yes, no, or more rows than fit are not the answer here."))
    outcome = compare(given, right, ordered=exercise.ordered)
    if outcome is Outcome.COLUMNS:
        return verdict_of(outcome, len(given[0]), len(right[0]), frame)
    return verdict_of(outcome, len(given), len(right), frame)


async def _rows(request: Request, query: str, version: str) -> Rows | None:
    """Return the rows of an answer, or its statements; None where there are too many, or it is yes or no."""
    service: SparqlService = request.app.state.service
    reply = await service.ask(
        query.removeprefix("\ufeff").replace("\r\n", "\n").strip(),
        client=request.state.record.share,
        base_iri=str(request.base_url),
        most=LIMITS.result_bytes_shown,
        version=version,
    )
    if not reply.whole:
        return None
    if reply.form == wire.GRAPH:
        return [
            (one.subject, one.predicate, one.object) for one in parse(reply.body, format=RdfFormat.TURTLE)
        ]
    results = parse_query_results(reply.body, format=ResultsFormat.JSON)
    if isinstance(results, QueryBoolean):
        return None
    return [tuple(row[one] for one in results.variables) for row in results]
