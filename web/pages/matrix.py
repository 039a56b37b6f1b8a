"""The matrix of citations: programmes and what else cites down the side, documents along the top."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from queries.export.formats import Format
from queries.export.matrix import WRITERS, MatrixLine, cut_of
from queries.read.labels import read_labels
from queries.read.trace import read_matrix
from web.dependencies import CurrentReader, PageFrame
from web.languages import content_order
from web.openapi import answers, object_of
from web.page_context import in_words, render
from web.pages.trace.parameters import Years
from web.parameters import ExportSuffix
from web.views.terms import TermRenderer
from web.views.trace.address import alternates
from web.views.trace.matrix import PATH, matrix_page

router = APIRouter(tags=["Traces"])


@router.get(PATH, include_in_schema=False)
def show(request: Request, reader: CurrentReader, frame: PageFrame, scope: Years) -> Response:
    """Answer `/trace/matrix`, of some years where the address names any."""
    record = read_matrix(reader, scope=scope)
    terms = TermRenderer.reading(reader, record.iris(), frame.words, frame.links)
    page = matrix_page(record, terms)
    return render(request, "matrix.html", page, alternates=alternates(page.downloads))


@router.get(
    PATH + ".{suffix}",
    responses=answers(
        *(format_.media_type for format_ in Format),
        model=list[object_of(MatrixLine, sparse=True, truncated=str)],  # type: ignore[misc]
    ),
    response_class=Response,
)
def download(suffix: ExportSuffix, reader: CurrentReader, frame: PageFrame, scope: Years) -> Response:
    """Get which thing cites which document in which words, which words name none, and how each source was read; a
    header field says where that is not the whole.
    """
    format_ = Format(suffix)
    record = read_matrix(reader, whole=True, scope=scope)
    labels = read_labels(reader, record.iris())
    body = WRITERS[format_](record, labels, content_order(frame.lang))
    cut = cut_of(record)
    headers = {"truncated": cut} if cut else {}
    return in_words(Response(body, media_type=format_.content_type, headers=headers))
