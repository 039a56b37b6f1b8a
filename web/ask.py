"""Run the queries of the pages: by name, with terms for their parameters, rows as mappings.

A parameter whose value is a list of IRIs stands inside `VALUES ?x { $list }`; every IRI is a checked term
before it is written.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from typing import Final

from pyoxigraph import Literal, NamedNode

from graph.errors import BadParameter
from graph.store.reader import Reader, Term
from queries.collection import pages
from queries.sparql.binding import bind

Row = Mapping[str, Term | None]
_LIMIT: Final = re.compile(r"\bLIMIT (\d+)")


def ask(
    reader: Reader, name: str, skip: int = 0, most: int = 0, /, **parameters: str | Literal | Iterable[str]
) -> list[dict[str, Term | None]]:
    """Return the rows of a page query, past the first `skip`; every parameter is an IRI, a literal or a list of IRIs.

    `most`, where it is given, takes the place of every LIMIT in the query that is greater. Each IRI is checked and
    written as a term; one in a list that is no IRI is left out, for nothing can be said of it. Raises BadParameter for
    a single one that is none.
    """
    literals = tuple(sorted(n for n, value in parameters.items() if isinstance(value, Literal)))
    pieces = _template(name, tuple(sorted(parameters)), literals, most)
    written = {
        n: _term(name, n, v) if isinstance(v, str) else str(v) if isinstance(v, Literal) else _terms(v)
        for n, v in parameters.items()
    }
    text = "".join(piece if at % 2 == 0 else written[piece] for at, piece in enumerate(pieces))
    if skip:
        text += f"\nOFFSET {skip:d}"  # page queries end with their LIMIT
    return reader.select(text).dicts()


@cache
def _template(
    name: str, parameters: tuple[str, ...], literals: tuple[str, ...], most: int
) -> tuple[str, ...]:
    """Return a query's text cut at its parameters: text, parameter's name, text, ..."""
    # The binder puts a term where each parameter stands; these terms mark the places.
    marks = {parameter: f"urn:huunghi:place:{parameter}" for parameter in parameters}
    text = bind(
        pages()[name],
        {
            parameter: Literal(mark) if parameter in literals else NamedNode(mark)
            for parameter, mark in marks.items()
        },
    )
    if most:
        text = _LIMIT.sub(lambda found: f"LIMIT {min(most, int(found[1]))}", text)
    return tuple(re.split('[<"]urn:huunghi:place:([a-z]+)[>"]', text))


def _term(query: str, parameter: str, iri: str) -> str:
    try:
        return str(NamedNode(iri))
    except ValueError as error:
        raise BadParameter(
            f"query {query}: parameter {parameter} was given {iri[:80]!r}, which is no IRI"
        ) from error


@lru_cache(maxsize=65536)
def _checked(iri: str) -> str:
    try:
        return str(NamedNode(iri))
    except ValueError:
        return ""


def _terms(iris: Iterable[str]) -> str:
    return " ".join(_checked(iri) for iri in dict.fromkeys(iris))


def text_of(term: Term | None) -> str:
    """Return the text of a term: a literal's value or an IRI; an unbound variable is empty."""
    return getattr(term, "value", "") or ""
