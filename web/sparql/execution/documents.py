"""RDF that clients send in graph writes and updates: what is in it, what is too much, and how its faults are told."""

from collections.abc import Iterator
from typing import Any

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, RdfFormat

from graph.errors import InputError, Problem
from loaders.rdf.nesting import TooMuch, refuse_too_much
from loaders.rdf.parse import read_body


class NamesGraphs(Exception):
    """A document has named graphs, and a graph takes triples; or graphs without an IRI, and a dataset takes none."""


def triples_in(data: bytes, form: RdfFormat, *, base: str, charset: str = "") -> Iterator[Quad]:
    """Yield a document's triples; raise InputError where it is not right, NamesGraphs where it has named graphs.

    A `charset` is what the request says of it; '' leaves it to the document.
    """
    for quad in read_body(data, form, base=base, encoding=charset):
        if isinstance(quad.graph_name, NamedNode):
            raise NamesGraphs("The document has named graphs; a graph takes triples.")
        yield Quad(quad.subject, quad.predicate, quad.object, DefaultGraph())


def refuse_too_much_in(update: str) -> None:
    """Raise InputError where an update is nested so deeply, or has so large a value, that it would hold the others.

    The engine takes time that grows with the square of the depth: 28 s for 10,000 lists in one another.
    """
    try:
        refuse_too_much(update.encode())
    except TooMuch as error:
        raise InputError("The update is refused.", problems=(Problem("", str(error), error.line),)) from error


def quads_in(data: bytes, form: RdfFormat, *, base: str, charset: str = "") -> Iterator[Quad]:
    """Yield a dataset's statements; raise InputError where it is not right, NamesGraphs where a graph has no IRI."""
    for quad in read_body(data, form, base=base, encoding=charset):
        if isinstance(quad.graph_name, BlankNode):
            raise NamesGraphs("A graph of the document is named by a blank node; give it an IRI.")
        yield quad


def faults_of(error: InputError) -> dict[str, Any]:
    """Return what a client is told of a text's faults: all that were found, and the place of the first."""
    first = error.problems[0] if error.problems else Problem("", error.message)
    said = "; ".join(map(_said, error.problems)) or error.message
    return {
        "ok": False,
        "kind": "document",
        "message": said[:1].upper() + said[1:],
        "hint": error.hint,
        "line": first.line,
        "column": first.column,
    }


def _said(problem: Problem) -> str:
    places = (("line", problem.line), ("column", problem.column))
    where = ", ".join(f"{name} {number}" for name, number in places if number)
    whole = problem.message.startswith(("is ", "has ", "holds ", "declares "))
    message = f"the document {problem.message}" if whole else problem.message
    return f"{where}: {message}" if where else message
