"""Read a store as it was before a change, while the change is being made."""

from collections.abc import Iterator
from typing import Any, cast

from pyoxigraph import NamedNode, Quad, Store

from graph.store.difference import Difference


def before(store: Store, difference: Difference, *, without: frozenset[NamedNode] = frozenset()) -> Store:
    """Return the store as it was before a difference was written to it, and graphs that were not there (`without`).

    It can be asked for patterns, quads and the names of graphs.
    """
    return cast(Store, _Before(store, difference, without))


class _Before:
    def __init__(self, store: Store, difference: Difference, without: frozenset[NamedNode]) -> None:
        self._store, self._without = store, without
        self._gained = frozenset(difference.gained)
        self._lost = Store()
        self._lost.extend(difference.lost)

    def __contains__(self, quad: Quad) -> bool:
        return next(self.quads_for_pattern(*quad), None) is not None

    def named_graphs(self) -> Iterator[Any]:
        for graph in {*self._store.named_graphs(), *self._lost.named_graphs()}:
            if next(self.quads_for_pattern(None, None, None, graph), None) is not None:
                yield graph

    def quads_for_pattern(self, *pattern: Any) -> Iterator[Quad]:
        gained, without = self._gained, self._without
        for quad in self._store.quads_for_pattern(*pattern):
            if quad not in gained and quad.graph_name not in without:
                yield quad
        yield from self._lost.quads_for_pattern(*pattern)
