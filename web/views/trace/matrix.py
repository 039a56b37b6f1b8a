"""The matrix of citations as a page shows it."""

from graph.limits import LIMITS
from queries.export.formats import Format
from queries.read.trace import MatrixRecord
from queries.read.trace.edges import ends_of
from web.page_context import firm
from web.views.terms import TermRenderer
from web.views.trace.drawing import drawing_of, lines_of
from web.views.trace.page import MatrixColumn, MatrixLine, MatrixPage
from web.views.trace.rows import gone_words

PATH = "/trace/matrix"


def matrix_page(record: MatrixRecord, terms: TermRenderer) -> MatrixPage:
    """Return what the page of the matrix shows."""
    links = terms.links
    rows = record.ordered(terms.labels, terms.languages)
    edges = record.edges(rows)
    lines = []
    for row in rows:
        link = terms.link(row.citing)
        gone = tuple(gone_words(cell.gone, "", terms) if cell and cell.gone else "" for cell in row.cells)
        href = links.trace_of(row.citing) or link.href
        lines.append(MatrixLine(link, href, row.cells, gone, row.unresolved))
    columns = []
    for document in record.documents:
        name = firm(terms.name(document).text)
        number = record.numbers.get(document)
        columns.append(MatrixColumn(firm(number) if number else name, name, links.trace_of(document)))
    return MatrixPage(
        tuple(columns),
        tuple(lines),
        record.documents_left_out,
        record.rows_left_out,
        record.counted,
        drawing_of(edges, ends_of(record.edges(record.rows)), record.days, terms),
        lines_of(edges[: LIMITS.matrix_rows], terms),
        tuple((format_, links.data(f"{PATH}.{format_}")) for format_ in Format),
    )
