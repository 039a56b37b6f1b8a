"""A trace of citations: of a document, of something that cites, of a body, a person, a term, or of some years.

One trace has several views (with the passages, as a table, as a drawing, side by side by language), can be filtered,
and is to be had as CSV, JSON and GraphML; each has an address that brings it back.
"""

from dataclasses import replace
from typing import Final

from fastapi import APIRouter
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from graph.errors import NotFound
from graph.store.reader import Reader
from ontology.iris import ID, mint
from queries.export.formats import Format
from queries.export.trace import WRITERS, TraceRow
from queries.read.decisions import name_now
from queries.read.labels import read_labels
from queries.read.texts import Texts
from queries.read.trace import TraceParams, read_trace
from web.dependencies import CurrentReader, GivenTexts, PageFrame
from web.languages import content_order
from web.openapi import answers, object_of
from web.page_context import Frame, in_words, render
from web.pages.trace.parameters import AskedOfDownload, AskedOfTrace, Years
from web.parameters import ExportSuffix, Kind, Slug, ignored_parameters
from web.views.terms import TermRenderer
from web.views.trace.address import TraceAddress, alternates
from web.views.trace.detail import trace_page

router = APIRouter(tags=["Traces"])


class TraceStep(BaseModel):
    """A step of the chain of documents: `document` stands in a relation to `other`; `above`, what that rests on."""

    depth: int
    relation: str
    document: str
    other: str
    above: bool


class TraceReport(BaseModel):
    """A source that tells of a programme, and how it was read: `cites`, `read and cites none`, `not read`."""

    source: str
    source_name: str
    status: str


class TraceDocument(BaseModel):
    """A trace as JSON: a row for each place of each citation, how the reports of a programme were read, and the chain
    of documents.
    """

    thing: str
    citations: list[object_of(TraceRow)]  # type: ignore[valid-type]  # made from the row's fields
    reports: list[TraceReport]
    chain: list[TraceStep]


DOWNLOADS: Final = answers(*(format_.media_type for format_ in Format), model=TraceDocument)
"""The answers of every route for a download of a trace."""


@router.get("/trace/{kind}/{slug}.{suffix:export}", responses=DOWNLOADS, response_class=Response)
def download_of_thing(
    request: Request,
    kind: Kind,
    slug: Slug,
    suffix: ExportSuffix,
    reader: CurrentReader,
    frame: PageFrame,
    years: Years,
    asked: AskedOfDownload,
) -> Response:
    """Get what cites a thing and what it cites: every citation with its words, places and status.

    With `from` and `to` those of these years.
    """
    thing = _thing(kind, slug)
    if into := name_now(reader, thing):
        return _moved(request, f"{into}.{suffix}")
    params = replace(asked, scope=replace(years, thing=thing))
    return download(reader, frame, f"/trace/{kind}/{slug}", params, Format(suffix))


@router.get("/trace/{kind}/{slug}", include_in_schema=False)
def page_of_thing(
    request: Request,
    kind: Kind,
    slug: Slug,
    reader: CurrentReader,
    frame: PageFrame,
    texts: GivenTexts,
    years: Years,
    asked: AskedOfTrace,
) -> Response:
    """Answer `/trace/<kind>/<slug>`."""
    thing = _thing(kind, slug)
    if into := name_now(reader, thing):
        return _moved(request, into)
    params = replace(asked, scope=replace(years, thing=thing))
    return show(request, reader, frame, texts, f"/trace/{kind}/{slug}", params)


def show(
    request: Request, reader: Reader, frame: Frame, texts: Texts | None, path: str, params: TraceParams
) -> Response:
    """Return a view of a trace as a page."""
    record = read_trace(reader, params)
    terms = TermRenderer.reading(reader, record.iris(), frame.words, frame.links)
    address = TraceAddress(path, params, frame.links)
    page = trace_page(record, address, terms, texts, ignored_parameters(request))
    return render(request, "trace.html", page, alternates=alternates(page.downloads))


def download(reader: Reader, frame: Frame, path: str, params: TraceParams, format_: Format) -> Response:
    """Return a whole part of a trace, as it is filtered, in a format for programs; the next part is linked."""
    record = read_trace(reader, params)
    labels = read_labels(reader, record.iris())
    body = WRITERS[format_](record, labels, content_order(frame.lang))
    response = in_words(Response(body, media_type=format_.content_type))
    if record.more:
        following = TraceAddress(path, params, frame.links).download(format_, part=params.part + 1)
        response.headers["Link"] = f'<{following}>; rel="next"'
    return response


def _thing(kind: str, slug: str) -> str:
    try:
        return mint(kind, slug)
    except ValueError as error:
        raise NotFound(
            "Nothing is called %(name)s.", hint="Traces begin at /trace.", values={"name": f"{kind}/{slug}"}
        ) from error


def _moved(request: Request, iri: str) -> Response:
    """Lead on from a name that was found to be another thing's to that thing."""
    query = f"?{request.url.query}" if request.url.query else ""
    response = RedirectResponse(f"/trace/{iri.removeprefix(ID)}{query}", 308)
    response.headers["Cache-Control"] = "no-cache"  # a merging can be undone
    return response
