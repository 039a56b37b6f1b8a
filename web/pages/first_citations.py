"""When each document was first cited, how long after its issue and how often; and which nothing cites.

`/trace/documents` as a page with a drawing and tables, as CSV, JSON and GraphML.
"""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from queries.export.first_citations import WRITERS, FirstCitationRow
from queries.export.formats import Format
from queries.read.labels import read_labels
from queries.read.trace import read_first_citations
from web.dependencies import CurrentReader, PageFrame
from web.languages import content_order
from web.openapi import answers, object_of
from web.page_context import in_words, render
from web.parameters import ExportSuffix
from web.views.terms import TermRenderer
from web.views.trace.address import alternates
from web.views.trace.first_citations import PATH, first_citations_page, named_on_page

router = APIRouter(tags=["Traces"])


@router.get(PATH, include_in_schema=False)
def show(request: Request, reader: CurrentReader, frame: PageFrame) -> Response:
    """Answer `/trace/documents`."""
    record = read_first_citations(reader)
    terms = TermRenderer.reading(reader, named_on_page(record), frame.words, frame.links)
    page = first_citations_page(record, terms)
    return render(request, "first_citations.html", page, alternates=alternates(page.downloads))


@router.get(
    PATH + ".{suffix}",
    responses=answers(
        *(format_.media_type for format_ in Format),
        model=list[object_of(FirstCitationRow)],  # type: ignore[misc]
    ),
    response_class=Response,
)
def download(suffix: ExportSuffix, reader: CurrentReader, frame: PageFrame) -> Response:
    """Get when each document was issued and first cited, by what, and how often."""
    format_ = Format(suffix)
    record = read_first_citations(reader)
    labels = read_labels(reader, record.iris(record.documents))
    body = WRITERS[format_](record, labels, content_order(frame.lang))
    return in_words(Response(body, media_type=format_.content_type))
