"""Read terms and rows written in the SPARQL 1.1 Query Results JSON Format, and write terms as SPARQL has them."""

import json
from collections.abc import Mapping
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from graph.store.reader import Term
from queries.sparql.lexer import tokenise

_DEEPEST = 20


def read_row(text: str) -> dict[str, Term]:
    """Return the terms of a row by the names of its columns. Raises ValueError for what is no row.

    >>> read_row('{"x": {"type": "literal", "value": "Nghệ An", "xml:lang": "vi"}}')
    {'x': <Literal value=Nghệ An language=vi>}
    """
    row = json.loads(text)
    if not isinstance(row, dict):
        raise ValueError("a row is an object")
    for name in row:
        if [token.text for token in tokenise(f"?{name}")] != [f"?{name}"]:
            raise ValueError(f"{name[:20]!r} is no name of a variable")
    return {name: read_term(term) for name, term in row.items()}


def read_term(said: Any, depth: int = 0) -> Term:
    """Return a term. Raises ValueError for what is none."""
    if not isinstance(said, Mapping) or depth > _DEEPEST:
        raise ValueError("a term is an object")
    kind, value = said.get("type"), said.get("value")
    if kind == "triple" and isinstance(value, Mapping):
        parts = [read_term(value.get(name), depth + 1) for name in ("subject", "predicate", "object")]
        if not isinstance(parts[0], NamedNode | BlankNode) or not isinstance(parts[1], NamedNode):
            raise ValueError("a triple begins with a thing and a property")
        return Triple(parts[0], parts[1], parts[2])
    if not isinstance(value, str):
        raise ValueError("a term has a value")
    if kind == "uri":
        return NamedNode(value)
    if kind == "bnode":
        return BlankNode(value)
    if kind not in ("literal", "typed-literal"):
        raise ValueError("a term is a uri, a literal, a bnode or a triple")
    language, datatype = said.get("xml:lang"), said.get("datatype")
    if isinstance(language, str) and language:
        return Literal(value, language=language)
    return Literal(value, datatype=NamedNode(datatype)) if isinstance(datatype, str) else Literal(value)


def in_sparql(term: Term) -> str:
    """Return a term as a query has it; '' for a blank node, which no query can name, and what has one in it."""
    if isinstance(term, BlankNode):
        return ""
    if isinstance(term, Triple):
        parts = [in_sparql(part) for part in (term.subject, term.predicate, term.object)]
        return f"<<( {' '.join(parts)} )>>" if all(parts) else ""
    return str(term)
