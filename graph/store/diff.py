"""What one version of the graph has gained and lost since another."""

from collections.abc import Iterator
from typing import Literal as Choice

from pyoxigraph import DefaultGraph, Quad

from graph.store.version import Version


def difference(old: Version, new: Version, *, whole: bool = False) -> Iterator[tuple[Choice["+", "-"], Quad]]:
    """Yield `("-", quad)` for what `new` has lost since `old`, then `("+", quad)` for what it has gained.

    Compares the default graph, or with `whole` all graphs. Blank nodes are compared by their names in the store,
    which a clone keeps.
    """
    graph = None if whole else DefaultGraph()
    with old.open() as before, new.open() as after:
        for quad in before.store.quads_for_pattern(None, None, None, graph):
            if quad not in after.store:
                yield "-", quad
        for quad in after.store.quads_for_pattern(None, None, None, graph):
            if quad not in before.store:
                yield "+", quad
