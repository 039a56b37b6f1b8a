"""Write answers in their formats to the file that a worker sends on: by the engine, and around it where it errs.

The engine does not quote IRIs in CSV, and writes XML that is none (`queries.export.xml`).
"""

from codecs import BOM_UTF8
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import IO, Final, cast

from pyoxigraph import (
    DefaultGraph,
    Literal,
    NamedNode,
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
    Store,
    Triple,
    serialize,
)

from graph.store.reader import Term
from queries.export.csv import csv_parts
from queries.export.tsv import tsv_parts
from queries.export.xlsx import write_xlsx
from queries.export.xml import CheckedXml, unwritable
from web.sparql.execution.output import Discard, Output
from web.sparql.formats import RDF_WRITERS, RESULTS_WRITERS

MAY_REFUSE: Final = frozenset({"rdf", "jsonld"})
"""Formats that cannot hold every graph: whether one can be written shows while it is."""
_REASONS: Final = ("RDF/XML", "JSON-LD")
"""How what the engine's serialisers say begins, where they have no form for a triple."""


def serialise_boolean(answer: QueryBoolean, name: str, output: Output) -> None:
    """Write the answer of an ASK in a results format; in a workbook it is one cell under `answer`."""
    if name == "xlsx":
        write_xlsx(["answer"], [[Literal(bool(answer))]], output)
    else:
        answer.serialize(cast("IO[bytes]", output), RESULTS_WRITERS[name])


def serialise_solutions(
    solutions: QuerySolutions, name: str, output: Output, *, most: int | None = None
) -> None:
    """Write the rows of a SELECT in a results format. Raises UnwritableFormat, or what `output` raises.

    `most` are the rows of a workbook, None for all: `output` counts the rows of the other formats in what is written.
    """
    if name == "xlsx":
        rows = islice(solutions, most)
        write_xlsx([variable.value for variable in solutions.variables], rows, output)
    elif name == "csv":
        for part in csv_parts([variable.value for variable in solutions.variables], solutions):
            output.write(part)
    elif name == "xml":
        checked = CheckedXml(output)
        solutions.serialize(cast("IO[bytes]", checked), RESULTS_WRITERS[name])
        checked.finish()
    else:
        solutions.serialize(cast("IO[bytes]", output), RESULTS_WRITERS[name])


def serialise_rows(
    columns: Sequence[str],
    rows: Iterable[Iterable[Term | None]],
    name: str,
    output: Output,
    *,
    bom: bool = False,
) -> None:
    """Write rows that are no answer of the engine (labels were added to them) as `csv`, `tsv` or `xlsx`."""
    if name == "xlsx":
        write_xlsx(columns, rows, output)
        return
    if bom:
        output.write(BOM_UTF8)
    for part in (csv_parts if name == "csv" else tsv_parts)(columns, rows):
        output.write(part)


def serialise_triples(triples: Iterable[Triple], name: str, output: Output) -> None:
    """Write triples in an RDF format. Raises UnwritableFormat, or what `output` raises."""
    checked = CheckedXml(output) if name == "rdf" else None
    file = cast("IO[bytes]", checked or output)
    try:
        if isinstance(triples, QueryTriples):
            triples.serialize(file, RDF_WRITERS[name])
        else:
            serialize(triples, file, RDF_WRITERS[name])
    except OSError as error:
        raise _reason_of(error) from error
    if checked is not None:
        checked.finish()


def serialise_graph(
    store: Store, graph: NamedNode | DefaultGraph | None, name: str, output: Output | Discard
) -> None:
    """Write a graph of a store, or all where it is None, in an RDF format.

    Raises UnwritableFormat, or what `output` raises.
    """
    checked = CheckedXml(output) if name == "rdf" else None
    try:
        store.dump(cast("IO[bytes]", checked or output), RDF_WRITERS[name], from_graph=graph)
    except OSError as error:
        raise _reason_of(error) from error
    if checked is not None:
        checked.finish()


def _reason_of(error: OSError) -> Exception:
    return unwritable(error) if str(error).startswith(_REASONS) else error
