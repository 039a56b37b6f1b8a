"""When documents were first cited, and which nothing cites, as a page shows it: tables and a drawing."""

from collections.abc import Iterable, Iterator

from graph.limits import LIMITS
from queries.export.formats import Format
from queries.read.trace import FirstCitation, FirstCitations
from web.page_context import firm
from web.views.terms import TermRenderer
from web.views.timeline import Span, Timeline, lay_out
from web.views.trace.page import FirstCitationLine, FirstCitationsPage
from web.views.trace.years import later

PATH = "/trace/documents"


def named_on_page(record: FirstCitations) -> Iterator[str]:
    """Yield what the page needs labels of."""
    return record.iris((*_listed(record), *_drawn(record)))


def _listed(record: FirstCitations) -> tuple[FirstCitation, ...]:
    most = LIMITS.first_citations_shown
    return (*record.cited[:most], *record.uncited[:most])


def _dated(record: FirstCitations) -> list[FirstCitation]:
    return [one for one in record.documents if one.issued]


def _drawn(record: FirstCitations) -> list[FirstCitation]:
    return _dated(record)[: LIMITS.first_citations_drawn]


def first_citations_page(record: FirstCitations, terms: TermRenderer) -> FirstCitationsPage:
    """Return what the page of first citations shows."""
    rows = [_line(one, terms) for one in _listed(record)]
    drawn = _drawn(record)
    return FirstCitationsPage(
        tuple(row for row in rows if row.count),
        tuple(row for row in rows if not row.count),
        _drawing(drawn, terms),
        len(_dated(record)) - len(drawn),
        record.counted,
        tuple((format_, terms.links.data(f"{PATH}.{format_}")) for format_ in Format),
    )


def _line(one: FirstCitation, terms: TermRenderer) -> FirstCitationLine:
    links, words = terms.links, terms.words
    return FirstCitationLine(
        terms.link(one.document),
        links.trace_of(one.document) or terms.link(one.document).href,
        words.date(one.issued),
        words.date(one.first_cited),
        terms.link(one.first_citing) if one.first_citing else None,
        later(one.issued, one.first_cited, words),
        one.citations,
    )


def _drawing(documents: Iterable[FirstCitation], terms: TermRenderer) -> Timeline | None:
    """Draw a line from issue to first citation; of a document that nothing cites it stays open."""
    spans = []
    for one in documents:
        name = terms.name(one.document)
        days = tuple(day for day in (one.issued, one.first_cited) if day)
        spans.append(Span(firm(name.text), name.lang, one.issued, one.first_cited, "", days))
    return lay_out(spans)
