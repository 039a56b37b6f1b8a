"""Write an answer for a terminal, in the formats of SPARQL results, or as a workbook.

CSV, TSV, JSON and XML follow the SPARQL 1.1 recommendations; pyoxigraph writes the last three. A table is for reading:
IRIs are short and the types of literals are left out.
"""

import io
import json
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, QueryResultsFormat, Triple, parse_query_results
from rich.console import RenderableType

from graph.store.reader import Term
from ontology.iris import CONCEPT, ID
from ontology.prefixes import shrink
from queries.export.csv import csv_parts, plain_cells, write_sheet
from queries.export.table import TextTable
from queries.export.xlsx import write_xlsx
from queries.export.xml import CheckedXml
from queries.runner import Answer, Form


def to_json(answer: Answer) -> bytes:
    """Return the answer in the SPARQL 1.1 Query Results JSON Format, UTF-8.

    The triples of a CONSTRUCT are rows of subject, predicate and object.
    """
    return _serialised(answer, QueryResultsFormat.JSON)


def to_xml(answer: Answer) -> bytes:
    """Return the answer in the SPARQL 1.1 Query Results XML Format; otherwise as `to_json`.

    Raises UnwritableFormat for a character that XML cannot hold.
    """
    written = io.BytesIO()
    checked = CheckedXml(written)
    checked.write(_serialised(answer, QueryResultsFormat.XML))
    checked.finish()
    return written.getvalue()


def to_tsv(answer: Answer) -> bytes:
    """Return the answer in the SPARQL 1.1 Query Results TSV Format; of an ASK it is `true` or `false`."""
    if answer.form is Form.ASK:
        return short(answer.rows[0][0]).encode()
    return _serialised(answer, QueryResultsFormat.TSV)


def to_xlsx(answer: Answer) -> bytes:
    """Return the answer as a workbook (`queries.export.xlsx`)."""
    written = io.BytesIO()
    write_xlsx(answer.variables, answer.rows, written)
    return written.getvalue()


def to_csv(answer: Answer) -> bytes:
    """Return the answer in the SPARQL 1.1 Query Results CSV Format, UTF-8, lines ending in CRLF.

    Of an ASK it is `true` or `false`.
    """
    if answer.form is Form.ASK:
        return short(answer.rows[0][0]).encode()
    return b"".join(csv_parts(answer.variables, answer.rows))


def to_sheet(answer: Answer) -> bytes:
    """Return the answer as CSV for people, who open it in a spreadsheet; otherwise as `to_csv`."""
    if answer.form is Form.ASK:
        return to_csv(answer)
    return write_sheet(answer.variables, map(plain_cells, answer.rows)).encode()


def to_table(answer: Answer, *, title: str = "") -> RenderableType:
    """Return the answer for a terminal: a table, or where that would break words apart, one record below another.

    Nothing is cut off. Columns without any value are left out, and the last line names them.
    """
    cells = [[short(term) for term in row] for row in answer.rows]
    return TextTable(answer.variables, cells, title, f"version {answer.version.label}")


def short(term: Term | None) -> str:
    """Return a term for reading: things as `person/...`, concepts as `concept/...`, other IRIs prefixed, literals bare.

    >>> short(NamedNode("https://w3id.org/huunghi/id/person/nguyen-ngoc-hung"))
    'person/nguyen-ngoc-hung'
    >>> short(Literal("Nghệ An", language="vi"))
    'Nghệ An'
    """
    if term is None:
        return ""
    if isinstance(term, NamedNode):
        for base, prefix in ((ID, ""), (CONCEPT, "concept/")):
            if term.value.startswith(base):
                return prefix + term.value[len(base) :]
        return shrink(term.value)
    if isinstance(term, Literal):
        return term.value
    return f"<<( {term} )>>" if isinstance(term, Triple) else str(term)


def _serialised(answer: Answer, written_as: QueryResultsFormat) -> bytes:
    document: dict[str, Any]
    if answer.form is Form.ASK:
        document = {"head": {}, "boolean": short(answer.rows[0][0]) == "true"}
    else:
        document = {
            "head": {"vars": list(answer.variables)},
            "results": {
                "bindings": [
                    {
                        name: term_as_json(term)
                        for name, term in zip(answer.variables, row, strict=True)
                        if term is not None
                    }
                    for row in answer.rows
                ]
            },
        }
    results = parse_query_results(json.dumps(document), format=QueryResultsFormat.JSON)
    written = results.serialize(format=written_as)
    assert written is not None  # bytes, since no file was given
    return written


def term_as_json(term: Term) -> dict[str, Any]:
    """Return a term as the SPARQL 1.1 Query Results JSON Format has it (with 1.2's triples and directions).

    >>> term_as_json(Literal("Nghệ An", language="vi"))
    {'type': 'literal', 'value': 'Nghệ An', 'xml:lang': 'vi'}
    """
    if isinstance(term, NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, BlankNode):
        return {"type": "bnode", "value": term.value}
    if isinstance(term, Triple):
        parts = {"subject": term.subject, "predicate": term.predicate, "object": term.object}
        return {"type": "triple", "value": {name: term_as_json(part) for name, part in parts.items()}}
    if term.language:
        direction = {"its:dir": term.direction.value} if term.direction else {}
        return {"type": "literal", "value": term.value, "xml:lang": term.language, **direction}
    return {"type": "literal", "value": term.value, "datatype": term.datatype.value}
