"""The drawing of a trace or of the matrix, and the table that says the same beside it."""

from collections.abc import Iterable, Mapping

from queries.read.trace.edges import Edge
from web.views.charts import CitationGraph, Thing, lay_out_citations
from web.views.terms import TermRenderer, property_label
from web.views.trace.page import Line


def lines_of(edges: Iterable[Edge], terms: TermRenderer) -> tuple[Line, ...]:
    """Return edges as rows of a table."""
    words = terms.words
    return tuple(
        Line(
            terms.link(edge.source),
            property_label(edge.relation, words).text if edge.relation else words("cites"),
            terms.link(edge.target),
            edge.inferred,
        )
        for edge in edges
    )


def drawing_of(
    edges: Iterable[Edge],
    things: Iterable[str],
    days: Mapping[str, str],
    terms: TermRenderer,
    *,
    centre: str = "",
) -> CitationGraph | None:
    """Draw the edges between some things, which stand by their days; None where there is none."""
    links = {thing: terms.link(thing) for thing in things}
    marks = (Thing(iri, link.text, link.lang, days.get(iri, "")) for iri, link in links.items())
    return lay_out_citations(centre, marks, ((edge.source, edge.target, edge.inferred) for edge in edges))
