"""Where traces begin: find a directive, a programme, a body or a person, or take one that cites or is cited."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BeforeValidator
from starlette.requests import Request
from starlette.responses import Response

from graph.limits import LIMITS
from graph.search.names import find
from graph.store.reader import Reader
from queries.export.formats import Format
from queries.read.columns import read_columns
from queries.read.search import index_of
from queries.read.trace import read_starting_points
from queries.read.trace.starting_points import TRACED, Listing
from web.dependencies import CurrentReader, GivenTexts, PageFrame
from web.page_context import render
from web.pages.trace import detail
from web.pages.trace.parameters import AskedOfDownload, AskedOfTrace, Years
from web.parameters import ExportSuffix, SearchText
from web.views.terms import TermRenderer
from web.views.trace.index import TOLD, index_page

router = APIRouter(tags=["Traces"])
OpenedListing = Annotated[
    Listing | None,
    BeforeValidator(lambda text: text or None),
    Query(alias="all", description="The list of which all is shown."),
]


@router.get("/trace", include_in_schema=False)
def begin(
    request: Request,
    reader: CurrentReader,
    frame: PageFrame,
    texts: GivenTexts,
    years: Years,
    asked: AskedOfTrace,
    q: SearchText = "",
    opened: OpenedListing = None,
) -> Response:
    """Answer `/trace`: the page where traces begin, or the trace of some years (`?from=&to=`)."""
    if years.begin or years.finish:
        return detail.show(request, reader, frame, texts, "/trace", replace(asked, scope=years))
    found = _found(reader, q)
    record = read_starting_points(reader, whole=opened)
    things = [*record.iris(), *found]
    columns = read_columns(reader, things, wanted=TOLD)
    terms = TermRenderer.reading(reader, [*things, *columns.iris()], frame.words, frame.links)
    return render(request, "trace_index.html", index_page(q, found, record, columns, terms))


@router.get("/trace.{suffix}", responses=detail.DOWNLOADS, response_class=Response)
def download_of_years(
    suffix: ExportSuffix, reader: CurrentReader, frame: PageFrame, years: Years, asked: AskedOfDownload
) -> Response:
    """Get what was cited in some years: every citation with its words, places and status."""
    return detail.download(reader, frame, "/trace", replace(asked, scope=years), Format(suffix))


def _found(reader: Reader, text: str) -> list[str]:
    """Return the things that can be traced and are found by these words."""
    index = index_of(reader) if text else None
    if index is None:
        return []
    hits = find(index.path, text).hits
    return [hit.iri for hit in hits if hit.kind in TRACED][: LIMITS.trace_starts_found]
