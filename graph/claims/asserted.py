"""Write by hand, past claims and files: SPARQL updates and graph store requests.

What is put into the default graph lies there beside what is derived from claims and what files say. Where they meet,
the statement is recorded in `graph/asserted`, so that it stays when claims (graph/claims/materialise.py) and files
(graph/claims/files.py) go. What claims make true is not taken away by hand.
"""

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Final

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, Store, Triple

from graph.claims.accepted import Accepted
from graph.claims.contradictions import refuse_contradictions
from graph.claims.materialise import ASSERTED, DEFAULT, add_many, drop_if_empty, in_graph
from graph.claims.origins import said_by_files
from graph.claims.own_things import mentions
from graph.engine.stored import as_stored

_AT_ONCE: Final = 50_000
"""Statements that are looked at and written at once; they take about 30 MB."""


class ByHand:
    """What somebody does to the graphs of a store; all of it costs what it touches. Call `finish` at the end."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._accepted = Accepted(store)
        self._kept: set[Triple] = set()

    def put_in(self, quads: Iterable[Quad]) -> None:
        """Put statements in. Raises Contradiction where one contradicts what claims say; throw the store away then."""
        rest = iter(quads)
        while some := list(islice(rest, _AT_ONCE)):
            stored = as_stored([quad.triple for quad in some])
            fresh = [in_graph(t, quad.graph_name) for t, quad in zip(stored, some, strict=True)]
            given = [quad.triple for quad in fresh if quad.graph_name == DEFAULT]
            if given:
                refuse_contradictions(self._store, given, self._accepted)
                also = {triple for triple in given if triple in self._accepted}
                also |= said_by_files(self._store, [t for t in given if t not in also])
                fresh += (in_graph(t, ASSERTED) for t in also)
                fresh += mentions(ASSERTED, given)
            add_many(self._store, fresh)

    def take_out(self, quads: Iterable[Quad]) -> None:
        """Take statements out, but for what claims make true. They may be read from the store meanwhile."""
        for quad in quads:
            if quad.graph_name != DEFAULT:
                self._store.remove(quad)
            elif quad in self._store:
                triple = quad.triple
                marked = in_graph(triple, ASSERTED)
                if marked in self._store:
                    self._store.remove(marked)
                if triple in self._accepted:
                    self._kept.add(triple)
                else:
                    self._store.remove(quad)

    def clear(self, graph: NamedNode | BlankNode | DefaultGraph) -> None:
        """Take all out of a graph, but for what claims make true."""
        if graph == DEFAULT and not self._accepted.is_empty:
            self.take_out(self._store.quads_for_pattern(None, None, None, DEFAULT))
            return
        self._store.clear_graph(graph)
        if graph == DEFAULT:
            self._store.clear_graph(ASSERTED)

    def finish(self) -> Sequence[Triple]:
        """Leave everything in order; return what was to go and stays, for claims make it true."""
        drop_if_empty(self._store, ASSERTED)
        return [triple for triple in self._kept if in_graph(triple, ASSERTED) not in self._store]


def put_in(store: Store, triples: Iterable[Triple], *, instead: bool = False) -> Sequence[Triple]:
    """Put statements into the default graph by hand; `instead` of all that was put there directly before.

    Returns what was to go and stays, for claims make it true. Raises Contradiction where one of the statements
    contradicts what claims say.
    """
    by_hand = ByHand(store)
    if instead:
        by_hand.clear(DEFAULT)
    by_hand.put_in(in_graph(triple, DEFAULT) for triple in triples)
    return by_hand.finish()
