"""The matrix of citations: what cites down the side, documents along the top, unresolved words in a column."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from queries.export.matrix import WRITERS, cut_of
from queries.read.labels import read_labels
from queries.read.trace import read_matrix
from web.dependencies import reader_of
from web.languages import content_order
from web.page_context import frame_of, render
from web.pages.trace.formats import format_of
from web.views.terms import TermRenderer
from web.views.trace.address import alternates
from web.views.trace.matrix import PATH, matrix_page


def show(request: Request) -> Response:
    """Answer `/trace/matrix`."""
    reader, frame = reader_of(request), frame_of(request)
    record = read_matrix(reader)
    terms = TermRenderer.reading(reader, record.iris(), frame.words, frame.links)
    page = matrix_page(record, terms)
    return render(request, "matrix.html", page, alternates=alternates(page.downloads))


def download(request: Request) -> Response:
    """Answer `/trace/matrix.csv`, `.json` and `.graphml`; a header says where it is not the whole."""
    format_ = format_of(request.path_params["suffix"])
    reader, frame = reader_of(request), frame_of(request)
    record = read_matrix(reader, whole=True)
    labels = read_labels(reader, record.iris())
    body = WRITERS[format_](record, labels, content_order(frame.lang))
    cut = cut_of(record)
    return Response(body, media_type=format_.content_type, headers={"truncated": cut} if cut else {})


ROUTES = (Route(PATH, show), Route(PATH + ".{suffix}", download))
