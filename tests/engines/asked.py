"""Every query that pages and the prepared queries ask, and the comparison of two engines' answers to it."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from pyoxigraph import BlankNode, Literal, Triple

from graph.engine.functions import OURS
from graph.store.reader import NO_NODES, EmbeddedReader, Nodes, Reader, Rows, Term
from queries.collection import catalogue
from queries.runner import Form, form_of
from queries.sparql.binding import bind

_ONE_SHAPE: Final = 2
"""Queries of one shape (the same but for terms) that are compared."""
_TERMS: Final = re.compile(r'<[^<>\s]*>|"(?:[^"\\]|\\.)*"(?:@[\w-]+)?')
_NUMBERS: Final = ("integer", "decimal", "double", "float")


class ListeningReader(EmbeddedReader):
    """A reader of a store that keeps the text of each query without a blank node, of each shape the first few."""

    def __init__(self, reader: EmbeddedReader) -> None:
        super().__init__(reader.opened)
        self.asked: dict[str, list[str]] = {}

    def select(self, query: str, nodes: Nodes = NO_NODES) -> Rows:
        if not nodes:
            self._heard(query)
        return super().select(query, nodes)

    def ask(self, query: str) -> bool:
        self._heard(query)
        return super().ask(query)

    def construct(self, query: str) -> list[Triple]:
        self._heard(query)
        return super().construct(query)

    def _heard(self, query: str) -> None:
        if OURS in query or "urn:c:" in query:
            return  # a prepared query as it is rewritten for our engine alone
        shape = re.sub(r"(?: ?<>)+", "<>", _TERMS.sub("<>", query))
        known = self.asked.setdefault(shape, [])
        if len(known) < _ONE_SHAPE and query not in known:
            known.append(query)

    def texts(self) -> Iterator[str]:
        """Yield the queries that were asked."""
        for some in self.asked.values():
            yield from some


def prepared() -> Iterator[tuple[str, str]]:
    """Yield the name of each prepared query, and its text with its example values."""
    for name, query in sorted(catalogue().items()):
        given = {one.name: one.example for one in query.parameters if one.example}
        yield name, bind(query, given)


def cut_anywhere(query: str, rows: int) -> bool:
    """Return whether a query has no order and as many rows as its LIMIT: which ones is the engine's choice."""
    limit = re.findall(r"\bLIMIT (\d+)", query)
    return bool(limit) and rows == int(limit[-1]) and "ORDER BY" not in query


def answer_of(reader: Reader, query: str) -> Counter[object]:
    """Return the rows of an answer, in no order, as terms that are the same for every engine."""
    form = form_of(query)
    if form is Form.ASK:
        return Counter([reader.ask(query)])
    if form is Form.GRAPH:
        return Counter(
            tuple(map(_plain, (one.subject, one.predicate, one.object))) for one in reader.construct(query)
        )
    found = reader.select(query)
    places = sorted(range(len(found.variables)), key=found.variables.__getitem__)
    return Counter(tuple(_plain(row[place]) for place in places) for row in found.rows)


def _plain(term: Term | None) -> object:
    """Return a number by its value, a blank node without its name, any other term as it is written."""
    if isinstance(term, BlankNode):
        return "_:"
    if isinstance(term, Literal) and term.datatype.value.rpartition("#")[2] in _NUMBERS:
        return float(term.value)
    return str(term)
