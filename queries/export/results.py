"""Write an answer for a terminal, as CSV, or as SPARQL results in JSON.

CSV and JSON follow the SPARQL 1.1 recommendations; pyoxigraph writes them. A table is for reading: IRIs are short and
the types of literals are left out.
"""

import json
from dataclasses import dataclass
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, QueryResultsFormat, Triple, parse_query_results
from rich import box
from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.measure import Measurement
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from graph.store.reader import Term
from ontology.iris import CONCEPT, ID
from ontology.prefixes import shrink
from queries.runner import Answer, Form


def to_json(answer: Answer) -> bytes:
    """Return the answer in the SPARQL 1.1 Query Results JSON Format, UTF-8.

    The triples of a CONSTRUCT are rows of subject, predicate and object.
    """
    return _serialise(answer, QueryResultsFormat.JSON)


def to_csv(answer: Answer) -> bytes:
    """Return the answer in the SPARQL 1.1 Query Results CSV Format, UTF-8, lines ending in CRLF.

    Of an ASK it is `true` or `false`.
    """
    return _serialise(answer, QueryResultsFormat.CSV)


def to_table(answer: Answer, *, title: str = "") -> RenderableType:
    """Return the answer for a terminal: a table, or where that would break words apart, one record below another.

    Nothing is cut off. Columns without any value are left out, and the last line names them.
    """
    return _Reading(answer, title)


@dataclass(frozen=True)
class _Reading:
    """Chooses its shape when rich tells it the width."""

    answer: Answer
    title: str

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        cells = [[short(term) for term in row] for row in self.answer.rows]
        names = self.answer.variables
        used = [i for i in range(len(names)) if not cells or any(row[i] for row in cells)]
        if self.title:
            yield Text(self.title, style="bold")
        table = Table(box=box.SIMPLE_HEAD)
        for i in used:
            words = [names[i], *(word for row in cells for word in row[i].split())]
            table.add_column(names[i], overflow="fold", min_width=max(map(cell_len, words)))
        for row in cells:
            table.add_row(*(Text(row[i]) for i in used))
        if Measurement.get(console, options.update(width=10_000), table).minimum <= options.max_width:
            yield table
        else:
            for number, row in enumerate(cells, start=1):
                yield Rule(str(number), align="left", style="dim")
                record = Table.grid(padding=(0, 2))
                record.add_column(style="bold")
                record.add_column(overflow="fold")
                for i in used:
                    if row[i]:
                        record.add_row(names[i], Text(row[i]))
                yield record
        left_out = [name for i, name in enumerate(names) if i not in used]
        count = f"{len(cells)} {'row' if len(cells) == 1 else 'rows'}, version {self.answer.version.label}"
        yield Text(f"{count}{'; without a value: ' if left_out else ''}{', '.join(left_out)}", style="dim")


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


def _serialise(answer: Answer, format_: QueryResultsFormat) -> bytes:
    document: dict[str, Any]
    if answer.form is Form.ASK:
        document = {"head": {}, "boolean": short(answer.rows[0][0]) == "true"}
    else:
        document = {
            "head": {"vars": list(answer.variables)},
            "results": {
                "bindings": [
                    {
                        name: _term(term)
                        for name, term in zip(answer.variables, row, strict=True)
                        if term is not None
                    }
                    for row in answer.rows
                ]
            },
        }
    results = parse_query_results(json.dumps(document), format=QueryResultsFormat.JSON)
    written = results.serialize(format=format_)
    assert written is not None  # bytes, since no file was given
    return written


def _term(term: Term) -> dict[str, Any]:
    if isinstance(term, NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, BlankNode):
        return {"type": "bnode", "value": term.value}
    if isinstance(term, Triple):
        parts = {"subject": term.subject, "predicate": term.predicate, "object": term.object}
        return {"type": "triple", "value": {name: _term(part) for name, part in parts.items()}}
    if term.language:
        return {"type": "literal", "value": term.value, "xml:lang": term.language}
    return {"type": "literal", "value": term.value, "datatype": term.datatype.value}
