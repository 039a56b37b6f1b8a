"""Run the queries of the pages: by name, with terms for their parameters, rows as mappings.

A parameter whose value is a list of IRIs stands inside `VALUES ?x { $list }`; every IRI is a checked term before it is written.
"""

from collections.abc import Iterable, Mapping

from pyoxigraph import Literal, NamedNode

from graph.reader import Reader, Term
from queries.bind import Value, bind
from queries.collection import pages
from queries.tokens import tokenise

Row = Mapping[str, Term | None]


def ask(reader: Reader, name: str, **parameters: Value | Iterable[str]) -> list[dict[str, Term | None]]:
    """Return the rows of a page query.

    Lists of IRIs are written out as terms; an IRI that is none is left out, for nothing can be said of it.
    """
    query = pages()[name]
    lists = {n: v for n, v in parameters.items() if not isinstance(v, str | NamedNode | Literal)}
    single = {n: v for n, v in parameters.items() if isinstance(v, str | NamedNode | Literal)}
    placeholders = {n: NamedNode(f"urn:list:{n}") for n in lists}
    text = bind(query, {**single, **placeholders})
    if lists:
        text = _write_lists(text, {str(placeholders[n]): _terms(v) for n, v in lists.items()})
    return reader.select(text).dicts()


def _terms(iris: Iterable[str]) -> str:
    written = []
    for iri in dict.fromkeys(iris):
        try:
            written.append(str(NamedNode(iri)))
        except ValueError:
            continue
    return " ".join(written)


def _write_lists(text: str, lists: Mapping[str, str]) -> str:
    pieces, end = [], 0
    for token in tokenise(text):
        if token.text in lists:
            pieces += (text[end : token.start], lists[token.text])
            end = token.end
    return "".join((*pieces, text[end:]))


def text_of(term: Term | None) -> str:
    """Return the text of a term: a literal's value or an IRI; an unbound variable is empty."""
    return getattr(term, "value", "") or ""
