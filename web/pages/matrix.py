"""The matrix of citations: what cites down the side, documents along the top, unresolved words in a column."""

from fastapi import APIRouter
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from queries.export.formats import Format
from queries.export.matrix import WRITERS, cut_of
from queries.read.labels import read_labels
from queries.read.trace import read_matrix
from web.dependencies import CurrentReader, PageFrame
from web.languages import content_order
from web.openapi import answers
from web.page_context import render
from web.parameters import ExportSuffix
from web.views.terms import TermRenderer
from web.views.trace.address import alternates
from web.views.trace.matrix import PATH, matrix_page

router = APIRouter(tags=["Traces"])


class MatrixItem(BaseModel):
    """A cell (`document` and `status`), what a thing names without naming a document, or where the matrix was cut."""

    citing: str = ""
    document: str = ""
    status: str = ""
    unresolved: str = ""
    truncated: str = ""


@router.get(PATH, include_in_schema=False)
def show(request: Request, reader: CurrentReader, frame: PageFrame) -> Response:
    """Answer `/trace/matrix`."""
    record = read_matrix(reader)
    terms = TermRenderer.reading(reader, record.iris(), frame.words, frame.links)
    page = matrix_page(record, terms)
    return render(request, "matrix.html", page, alternates=alternates(page.downloads))


@router.get(
    PATH + ".{suffix}",
    responses=answers(*(format_.media_type for format_ in Format), model=list[MatrixItem]),
    response_class=Response,
)
def download(suffix: ExportSuffix, reader: CurrentReader, frame: PageFrame) -> Response:
    """Get which thing cites which document, and how many words of it name none; a header field says where that is not
    the whole.
    """
    format_ = Format(suffix)
    record = read_matrix(reader, whole=True)
    labels = read_labels(reader, record.iris())
    body = WRITERS[format_](record, labels, content_order(frame.lang))
    cut = cut_of(record)
    return Response(body, media_type=format_.content_type, headers={"truncated": cut} if cut else {})
