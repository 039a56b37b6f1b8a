"""Write the matrix of citations as a table (CSV), as JSON and as a graph (GraphML).

Each holds the words of every cell with their place, the words that name no single document, and how each source that
tells of a row was read. A file is read without the header fields of the answer: where it is not the whole, that stands
in it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from ontology.kinds import kind_of
from queries.export.csv import write_sheet
from queries.export.formats import Format
from queries.export.graphml import Edge, Node, graphml
from queries.export.json import write_json
from queries.read.labels import Labels
from queries.read.trace.citations import Status
from queries.read.trace.matrix import CitedWords, MatrixRecord


class MatrixLine(NamedTuple):
    """One place where something cites a document (`cites`) or names none (`names no document`), or one source that
    tells of it (`reading`, with how it was read as `status`). `replaced_by`, `replaced_on` and `last_day` mark a
    citation of a document that had been replaced or ended on the day.
    """

    citing: str
    citing_name: str
    document: str
    document_name: str
    relation: str
    status: str
    wording: str = ""
    wording_language: str = ""
    source: str = ""
    source_name: str = ""
    start: str = ""
    end: str = ""
    citation: str = ""
    replaced_by: str = ""
    replaced_on: str = ""
    last_day: str = ""


COLUMNS: Final = MatrixLine._fields
CITES: Final = "cites"
VAGUE: Final = "names no document"
READING: Final = "reading"


def cut_of(matrix: MatrixRecord) -> str:
    """Return how the matrix was cut; empty where it is the whole."""
    return f"citations={matrix.counted}" if matrix.counted else ""


def lines_of(matrix: MatrixRecord, labels: Labels, languages: Sequence[str]) -> Iterator[MatrixLine]:
    """Give the lines of the matrix in the order of its page; things are named in the first of these languages that has
    a name.
    """

    def name(iri: str) -> str:
        return labels.name(iri, languages).text if iri else ""

    def line(citing: str, document: str, relation: str, status: str, one: CitedWords) -> MatrixLine:
        placed = bool(one.passage)
        return MatrixLine(
            citing,
            name(citing),
            document,
            name(document),
            relation,
            status,
            one.wording,
            one.language,
            one.source,
            name(one.source),
            str(one.start) if placed else "",
            str(one.end) if placed else "",
            one.citation,
        )

    for row in matrix.ordered(labels, languages):
        for document, cell in zip(matrix.documents, row.cells, strict=True):
            for one in cell.words if cell else ():
                status = Status.INFERRED if one.inferred else Status.EXPLICIT
                made = line(row.citing, document, CITES, status, one)
                gone = cell.gone if cell else None
                if gone:
                    made = made._replace(replaced_by=gone.by, replaced_on=gone.since, last_day=gone.last_day)
                yield made
        for one in row.vague:
            yield line(row.citing, "", VAGUE, Status.UNRESOLVED, one)
        for read in row.sources:
            yield MatrixLine(
                row.citing,
                name(row.citing),
                "",
                "",
                READING,
                read.state,
                source=read.source,
                source_name=name(read.source),
            )


def to_csv(matrix: MatrixRecord, labels: Labels, languages: Sequence[str]) -> str:
    """Return the lines of the matrix as CSV."""
    lines = list(lines_of(matrix, labels, languages))
    if cut := cut_of(matrix):
        lines.insert(0, MatrixLine("", "", "", "", "truncated", cut))
    return write_sheet(COLUMNS, lines)


def to_json(matrix: MatrixRecord, labels: Labels, languages: Sequence[str]) -> str:
    """Return the lines of the matrix as JSON, without what is empty."""
    items: list[dict[str, Any]] = []
    if cut := cut_of(matrix):
        items.append({"truncated": cut})
    for line in lines_of(matrix, labels, languages):
        items.append({key: value for key, value in line._asdict().items() if value})
    return write_json(items)


def to_graphml(matrix: MatrixRecord, labels: Labels, languages: Sequence[str]) -> str:
    """Return the graph of what cites which document, of words that name none, and of what sources tell of."""
    nodes: dict[str, Node] = {}
    edges = []
    for line in lines_of(matrix, labels, languages):
        nodes.setdefault(line.citing, Node(line.citing, line.citing_name, kind_of(line.citing)))
        words = {"wording": line.wording, "told_in": line.source, "start": line.start, "end": line.end}
        if line.relation == READING:
            nodes.setdefault(line.source, Node(line.source, line.source_name, "source"))
            edges.append(Edge(line.citing, line.source, READING, line.status))
            continue
        target = line.document or line.citation
        name = line.document_name or line.wording
        nodes.setdefault(target, Node(target, name, kind_of(target)))
        edges.append(Edge(line.citing, target, line.relation, line.status, **words))
    cut = cut_of(matrix)
    return graphml(nodes.values(), edges, note=f"Truncated: {cut}" if cut else "")


WRITERS: Final[Mapping[Format, Callable[[MatrixRecord, Labels, Sequence[str]], str]]] = {
    Format.CSV: to_csv,
    Format.JSON: to_json,
    Format.GRAPHML: to_graphml,
}
