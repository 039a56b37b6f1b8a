"""When each document was first cited, how long after its issue and how often; and which nothing cites.

`/trace/documents` as a page with a drawing and tables, as CSV, JSON and GraphML.
"""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from queries.export.first_citations import WRITERS
from queries.read.labels import read_labels
from queries.read.trace import read_first_citations
from web.dependencies import reader_of
from web.languages import content_order
from web.page_context import frame_of, render
from web.pages.trace.formats import format_of
from web.views.terms import TermRenderer
from web.views.trace.address import alternates
from web.views.trace.first_citations import PATH, first_citations_page, named_on_page


def show(request: Request) -> Response:
    """Answer `/trace/documents`."""
    reader, frame = reader_of(request), frame_of(request)
    record = read_first_citations(reader)
    terms = TermRenderer.reading(reader, named_on_page(record), frame.words, frame.links)
    page = first_citations_page(record, terms)
    return render(request, "first_citations.html", page, alternates=alternates(page.downloads))


def download(request: Request) -> Response:
    """Answer `/trace/documents.csv`, `.json` and `.graphml`."""
    format_ = format_of(request.path_params["suffix"])
    reader, frame = reader_of(request), frame_of(request)
    record = read_first_citations(reader)
    labels = read_labels(reader, record.iris(record.documents))
    body = WRITERS[format_](record, labels, content_order(frame.lang))
    return Response(body, media_type=format_.content_type)


ROUTES = (Route(PATH, show), Route(PATH + ".{suffix}", download))
