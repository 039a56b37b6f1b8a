"""The matrix of citations as a page shows it."""

from graph.limits import LIMITS
from ontology.kinds import kind_of
from queries.export.formats import Format
from queries.read.trace import MatrixCell, MatrixRecord, MatrixRow
from queries.read.trace.matrix import CitedWords
from web.page_context import firm, firm_numbers
from web.views.terms import TermRenderer
from web.views.trace.page import (
    MatrixBox,
    MatrixColumn,
    MatrixLine,
    MatrixPage,
    MatrixWords,
)
from web.views.trace.reports import STATES, source_boxes
from web.views.trace.rows import gone_words
from web.views.trace.years import years_of

PATH = "/trace/matrix"


def matrix_page(record: MatrixRecord, terms: TermRenderer) -> MatrixPage:
    """Return what the page of the matrix shows."""
    links, scope = terms.links, record.scope
    rows = record.ordered(terms.labels, terms.languages)
    lines = [(row, _line(row, record.documents, terms)) for row in rows]
    columns = []
    for document in record.documents:
        name = firm(terms.name(document).text)
        number = record.numbers.get(document)
        columns.append(MatrixColumn(firm(number) if number else name, name, links.trace_of(document)))
    years = {"from": scope.begin, "to": scope.finish}
    return MatrixPage(
        tuple(columns),
        tuple(line for row, line in lines if kind_of(row.citing) == "programme"),
        tuple(line for row, line in lines if kind_of(row.citing) != "programme"),
        record.documents_left_out,
        record.rows_left_out,
        record.counted,
        years_of(scope, terms.words) if scope.begin or scope.finish else "",
        record.undated,
        links.page(PATH),
        tuple((format_, links.data(f"{PATH}.{format_}", **years)) for format_ in Format),
    )


def _line(row: MatrixRow, documents: tuple[str, ...], terms: TermRenderer) -> MatrixLine:
    link, links = terms.link(row.citing), terms.links
    return MatrixLine(
        link,
        links.trace_of(row.citing) or link.href,
        tuple(_box(cell, row, document, terms) for document, cell in zip(documents, row.cells, strict=True)),
        tuple(_words(one, terms) for one in row.vague[: LIMITS.matrix_words]),
        row.unresolved,
        source_boxes(row.sources, terms),
        terms.words(STATES[row.state]),
    )


def _box(cell: MatrixCell | None, row: MatrixRow, document: str, terms: TermRenderer) -> MatrixBox:
    if cell is None:
        return MatrixBox(silent=row.read and row.citing != document, itself=row.citing == document)
    shown = cell.words[: LIMITS.matrix_words]
    gone = gone_words(cell.gone, "", terms) if cell.gone else ""
    return MatrixBox(tuple(_words(one, terms) for one in shown), cell.count - len(shown), gone=gone)


def _words(one: CitedWords, terms: TermRenderer) -> MatrixWords:
    """Return the words with the link to their passage, or to the citation where no place is known."""
    text = firm_numbers(one.wording) or terms.name(one.citation).text
    return MatrixWords(text, one.language, terms.links.entity(one.passage or one.citation), one.inferred)
