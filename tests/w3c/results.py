"""Read expected results from their files and answers from their bodies into what `compare` takes."""

import csv
import io
import re
from pathlib import Path
from typing import Final

from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    RdfFormat,
    Store,
    parse,
    parse_query_results,
)

from tests.w3c.compare import Answer, Row, Solutions, Term

_RS: Final = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
_TYPE: Final = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
RESULT_TYPES: Final = {
    ".srx": "application/sparql-results+xml",
    ".srj": "application/sparql-results+json",
    ".csv": "text/csv",
    ".tsv": "text/tab-separated-values",
}
_RESULTS: Final = {
    "application/sparql-results+xml": QueryResultsFormat.XML,
    "application/sparql-results+json": QueryResultsFormat.JSON,
    "text/tab-separated-values": QueryResultsFormat.TSV,
}
_RDF: Final = {
    ".ttl": RdfFormat.TURTLE,
    ".nt": RdfFormat.N_TRIPLES,
    ".rdf": RdfFormat.RDF_XML,
    ".trig": RdfFormat.TRIG,
    ".nq": RdfFormat.N_QUADS,
    ".n3": RdfFormat.N3,
}
RDF_TYPES: Final = {
    "text/turtle": RdfFormat.TURTLE,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/rdf+xml": RdfFormat.RDF_XML,
}
_BLANK: Final = re.compile(r"_:(\S+)")


def read_quads(file: Path, base: str) -> frozenset[Quad]:
    """Return what a file of RDF says; `base` is its address. Raises SyntaxError or KeyError (the format)."""
    return frozenset(parse(path=str(file), format=_RDF[file.suffix], base_iri=base))


def expected_result(file: Path, base: str) -> Answer:
    """Return the result that a file holds: a result format, a result set in RDF, or a graph."""
    if media_type := RESULT_TYPES.get(file.suffix):
        return read_answer(media_type, file.read_bytes(), base)
    quads = read_quads(file, base)
    return _result_set(quads) if any(q.object == NamedNode(_RS + "ResultSet") for q in quads) else quads


def read_answer(media_type: str, body: bytes, base: str) -> Answer:
    """Return what a response's body says; raises SyntaxError, ValueError or UnicodeDecodeError where it is broken."""
    if media_type == "text/csv":
        return _read_csv(body.decode("utf-8"))
    if media_type in RDF_TYPES:
        return frozenset(parse(body, format=RDF_TYPES[media_type], base_iri=base))
    results = parse_query_results(body, format=_RESULTS[media_type])
    if isinstance(results, QueryBoolean):
        return bool(results)
    names = tuple(variable.value for variable in results.variables)
    return Solutions(names, tuple(tuple(solution[name] for name in names) for solution in results))


def _read_csv(text: str) -> Solutions:
    """CSV says no more of a value than its text: all are read as plain text, but for blank nodes."""
    lines = list(csv.reader(io.StringIO(text)))
    rows = [line if lines[0] else [] for line in lines[1:] if line or not lines[0] or len(lines[0]) == 1]
    return Solutions(tuple(lines[0]), tuple(tuple(_csv_value(cell) for cell in row or [""]) for row in rows))


def _csv_value(cell: str) -> Term | None:
    if not cell:
        return None
    blank = _BLANK.fullmatch(cell)
    return BlankNode(blank[1]) if blank else Literal(cell)


def _result_set(quads: frozenset[Quad]) -> Solutions | bool:
    store = Store()
    store.extend(quads)

    def values(subject: Term, name: str) -> list[Term]:
        assert isinstance(subject, NamedNode | BlankNode)
        return [quad.object for quad in store.quads_for_pattern(subject, NamedNode(_RS + name), None)]

    root = next(q.subject for q in store.quads_for_pattern(None, _TYPE, NamedNode(_RS + "ResultSet")))
    for boolean in values(root, "boolean"):
        return isinstance(boolean, Literal) and boolean.value == "true"
    names = sorted({one.value for one in values(root, "resultVariable") if isinstance(one, Literal)})
    rows: list[tuple[int, Row]] = []
    indexed = True
    for solution in values(root, "solution"):
        bound: dict[str, Term] = {}
        for binding in values(solution, "binding"):
            (variable,), (value,) = values(binding, "variable"), values(binding, "value")
            assert isinstance(variable, Literal)
            bound[variable.value] = value
        index = values(solution, "index")
        indexed = indexed and bool(index)
        rows.append(
            (
                int(index[0].value) if index and isinstance(index[0], Literal) else 0,
                tuple(map(bound.get, names)),
            )
        )
    rows.sort(key=lambda row: row[0])
    return Solutions(tuple(names), tuple(row for _, row in rows), ordered=indexed and bool(rows))
