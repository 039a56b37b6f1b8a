"""The matrix of citations as a page shows it."""

from collections.abc import Sequence
from typing import Final

from ontology.kinds import kind_of
from queries.export.formats import Format
from queries.read.trace import MatrixRecord, MatrixRow
from queries.read.trace.matrix import CellState, LanguageReading
from web.languages import N_, Words
from web.page_context import firm, firm_numbers
from web.views.terms import RenderedTerm, TermRenderer
from web.views.timeline import shortened
from web.views.trace.page import MatrixBox, MatrixColumn, MatrixLine, MatrixPage, MatrixReading
from web.views.trace.rows import gone_words
from web.views.trace.years import years_of

PATH = "/trace/matrix"
HEAD: Final = 24
"""Letters of the head of a column of what has no number."""
SIGNS: Final = {
    CellState.SAID: ("●", N_("said")),
    CellState.INFERRED: ("≈", N_("inferred")),
    CellState.PROPOSED: ("?", N_("proposed")),
    CellState.SILENT: ("○", N_("silent")),
    CellState.NOT_READ: ("–", N_("not read")),
}
"""The sign and the word for what reports say of a document."""
_HITS: Final = (CellState.SAID, CellState.INFERRED)


def matrix_page(record: MatrixRecord, terms: TermRenderer) -> MatrixPage:
    """Return what the page of the matrix shows."""
    links, scope = terms.links, record.scope
    rows = record.ordered(terms.labels, terms.languages)
    lines = [(row, _line(row, record, terms)) for row in rows]
    said = {one.said for _, line in lines for box in line.cells for one in box.readings}
    columns = []
    for document in record.documents:
        name = firm(terms.name(document).text)
        number = record.numbers.get(document)
        short = firm(number) if number else shortened(name, HEAD)
        columns.append(MatrixColumn(short, name, links.trace_of(document) or terms.link(document).href))
    years = {"from": scope.begin, "to": scope.finish}
    return MatrixPage(
        tuple(columns),
        _lead([row for row in rows if kind_of(row.citing) == "programme"], terms.words),
        tuple(line for row, line in lines if kind_of(row.citing) == "programme"),
        tuple(line for row, line in lines if kind_of(row.citing) != "programme"),
        terms.words(SIGNS[CellState.NOT_READ][1]) in said,
        terms.words.spelled(len(columns)),
        record.documents_left_out,
        record.rows_left_out,
        record.counted,
        years_of(scope, terms.words) if scope.begin or scope.finish else "",
        record.undated,
        links.page(PATH),
        tuple((format_, links.data(f"{PATH}.{format_}", **years)) for format_ in Format),
    )


def _lead(programmes: Sequence[MatrixRow], words: Words) -> str:
    """Say how many of the programmes cite a document by name."""
    citing = sum(1 for row in programmes if any(row.cells))
    if not programmes:
        return ""
    if not citing:
        return words("No report that was read names a document that a programme cites.")
    return _capital(
        words.ngettext(
            "%(count)s of %(all)s programmes cites a document by its name.",
            "%(count)s of %(all)s programmes cite a document by its name.",
            citing,
            all=words.spelled(len(programmes)),
        )
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _line(row: MatrixRow, record: MatrixRecord, terms: TermRenderer) -> MatrixLine:
    link, links = terms.link(row.citing), terms.links
    cells = tuple(_box(row, record, at, terms) for at in range(len(record.documents)))
    alike = len(cells) > 1 and len(set(cells)) == 1 and not cells[0].itself
    plain = alike and not any(one.hit for one in cells[0].readings)
    return MatrixLine(
        link, links.trace_of(row.citing) or link.href, cells, cells[0] if plain else None, row.unresolved
    )


def _box(row: MatrixRow, record: MatrixRecord, at: int, terms: TermRenderer) -> MatrixBox:
    document, cell = record.documents[at], row.cells[at]
    if row.citing == document and cell is None:
        return MatrixBox(itself=True)
    gone = gone_words(cell.gone, "", terms) if cell and cell.gone else ""
    found: dict[CellState, list[LanguageReading]] = {}
    for one in record.readings(row, at):
        found.setdefault(one.state, []).append(one)
    lines = tuple(_reading(state, found[state], terms) for state in CellState if state in found)
    return MatrixBox(lines, gone=gone)


def _reading(state: CellState, readings: Sequence[LanguageReading], terms: TermRenderer) -> MatrixReading:
    sign, said = SIGNS[state]
    links = [_language(one, terms) for one in readings]
    return MatrixReading(sign, tuple(links), terms.words(said), state in _HITS)


def _language(one: LanguageReading, terms: TermRenderer) -> RenderedTerm:
    """Return a language with the link to its words, or to the first of its reports."""
    code = one.language or terms.words("language not known")
    if one.words:
        first = one.words[0]
        href = terms.links.reader(first.source, first.passage) if first.passage else ""
        title = firm_numbers("; ".join(dict.fromkeys(word.wording for word in one.words if word.wording)))
        return RenderedTerm(code, href=href or terms.links.entity(first.citation), lexical=title)
    title = "; ".join(terms.name(source).text for source in one.sources)
    return RenderedTerm(code, href=terms.link(one.sources[0]).href, lexical=title)
