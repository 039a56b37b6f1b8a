"""Write when documents were first cited as a table (CSV), as JSON and as a graph (GraphML)."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from ontology.kinds import kind_of
from queries.export.csv import write_sheet
from queries.export.formats import Format
from queries.export.graphml import Edge, Node, graphml
from queries.export.json import write_json
from queries.read.labels import Labels
from queries.read.trace.first_citations import FirstCitations


class FirstCitationRow(NamedTuple):
    """One document: days are ISO 8601, `days_later` counts from issue to first citation where both are known to the
    day.
    """

    document: str
    name: str
    issued: str
    first_cited: str
    first_citing: str
    days_later: int | None
    citations: int


def rows_of(record: FirstCitations, labels: Labels, languages: Sequence[str]) -> Iterator[FirstCitationRow]:
    """Give a row for each document, the cited ones first."""
    for one in record.documents:
        yield FirstCitationRow(
            one.document,
            labels.name(one.document, languages).text,
            one.issued,
            one.first_cited,
            one.first_citing,
            one.days_later,
            one.citations,
        )


def to_csv(record: FirstCitations, labels: Labels, languages: Sequence[str]) -> str:
    """Return the rows as CSV."""
    return write_sheet(FirstCitationRow._fields, rows_of(record, labels, languages))


def to_json(record: FirstCitations, labels: Labels, languages: Sequence[str]) -> str:
    """Return the rows as JSON."""
    return write_json([row._asdict() for row in rows_of(record, labels, languages)])


def to_graphml(record: FirstCitations, labels: Labels, languages: Sequence[str]) -> str:
    """Return the graph of documents and what cited each first."""
    nodes = [
        Node(one.document, labels.name(one.document, languages).text, kind_of(one.document))
        for one in record.documents
    ]
    edges = [
        Edge(one.first_citing, one.document, "cites first", "")
        for one in record.documents
        if one.first_citing
    ]
    return graphml(nodes, edges)


WRITERS: Final[Mapping[Format, Callable[[FirstCitations, Labels, Sequence[str]], str]]] = {
    Format.CSV: to_csv,
    Format.JSON: to_json,
    Format.GRAPHML: to_graphml,
}
