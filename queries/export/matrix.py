"""Write the matrix of citations as a table of its cells (CSV), as JSON and as a graph (GraphML).

A file is read without the header fields of the answer: where it is not the whole, that stands in it.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from ontology.kinds import kind_of
from queries.export.csv import write_csv
from queries.export.formats import Format
from queries.export.graphml import Edge, Node, graphml
from queries.export.json import write_json
from queries.read.labels import Labels
from queries.read.trace.citations import Status
from queries.read.trace.matrix import MatrixRecord, MatrixRow

GONE: Final = ("replaced_by", "replaced_on", "last_day")
"""Columns that mark a citation of a document that had been replaced or ended on the day."""


def cut_of(matrix: MatrixRecord) -> str:
    """Return how the matrix was cut; empty where it is the whole."""
    return f"citations={matrix.counted}" if matrix.counted else ""


def to_csv(matrix: MatrixRecord, labels: Labels, languages: Sequence[str]) -> str:
    """Return a row for each cell, and one for each thing that has unresolved words."""
    rows = matrix.ordered(labels, languages)
    lines: list[tuple[str, ...]] = []
    if cut := cut_of(matrix):
        lines.append(("", "", "truncated", cut, "", "", ""))
    gone = _gone(matrix)
    lines += [
        (
            edge.source,
            edge.target,
            edge.relation,
            edge.status,
            *gone.get((edge.source, edge.target), ("", "", "")),
        )
        for edge in _edges(matrix, rows)
    ]
    lines += [
        (row.citing, "", "unresolved", str(row.unresolved), "", "", "") for row in rows if row.unresolved
    ]
    return write_csv(["citing", "document", "relation", "status", *GONE], lines)


def to_json(matrix: MatrixRecord, labels: Labels, languages: Sequence[str]) -> str:
    """Return an item for each cell, and one for each thing that has unresolved words."""
    rows = matrix.ordered(labels, languages)
    items: list[dict[str, Any]] = []
    if cut := cut_of(matrix):
        items.append({"truncated": cut})
    gone = _gone(matrix)
    for edge in _edges(matrix, rows):
        mark = gone.get((edge.source, edge.target))
        item = {"citing": edge.source, "document": edge.target, "status": edge.status}
        items.append(item | dict(zip(GONE, mark, strict=True)) if mark else item)
    items += [{"citing": row.citing, "unresolved": str(row.unresolved)} for row in rows if row.unresolved]
    return write_json(items)


def to_graphml(matrix: MatrixRecord, labels: Labels, languages: Sequence[str]) -> str:
    """Return the graph of what cites which document."""
    rows = matrix.ordered(labels, languages)
    things = (*(row.citing for row in rows), *matrix.documents)
    nodes = [Node(iri, labels.name(iri, languages).text, kind_of(iri)) for iri in things]
    cut = cut_of(matrix)
    return graphml(nodes, _edges(matrix, rows), note=f"Truncated: {cut}" if cut else "")


def _gone(matrix: MatrixRecord) -> dict[tuple[str, str], tuple[str, str, str]]:
    """Return the ends of a cell -> by what the document had been replaced, since when, and its last day in effect."""
    return {
        (row.citing, document): (cell.gone.by, cell.gone.since, cell.gone.last_day)
        for row in matrix.rows
        for document, cell in zip(matrix.documents, row.cells, strict=True)
        if cell and cell.gone
    }


def _edges(matrix: MatrixRecord, rows: Sequence[MatrixRow]) -> list[Edge]:
    return [
        Edge(edge.source, edge.target, "cites", Status.INFERRED if edge.inferred else Status.EXPLICIT)
        for edge in matrix.edges(rows)
    ]


WRITERS: Final[Mapping[Format, Callable[[MatrixRecord, Labels, Sequence[str]], str]]] = {
    Format.CSV: to_csv,
    Format.JSON: to_json,
    Format.GRAPHML: to_graphml,
}
