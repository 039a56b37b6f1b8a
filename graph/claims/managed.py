"""Which graphs the service makes itself: claims, decisions, and what follows from them. Nobody else may write there.

An update, a graph store request or a loaded file that could write to one would accept or forge claims. The three doors
ask here, so that they agree (queries/sparql/managed.py, web/sparql/graph_store.py, loaders/rdf). A backup comes back by
`huunghi restore` alone.
"""

from collections.abc import Iterator
from typing import Final

from pyoxigraph import NamedNode, Store

from graph.errors import ManagedGraph
from ontology.iris import DECISIONS_GRAPH, GRAPH, ONTOLOGY_GRAPH

DECIDE: Final = "Decide on the claims instead: on the pages of /review, or by huunghi review."
LOAD: Final = "Load or withdraw a source instead: huunghi load PATH, huunghi sources withdraw NAME."


def is_managed(graph: str) -> bool:
    """Whether a named graph is the service's own: the vocabulary, and all below `graph/`, today's and tomorrow's.

    >>> is_managed("https://w3id.org/huunghi/graph/decisions"), is_managed("http://example.org/graph/decisions")
    (True, False)
    """
    return graph == ONTOLOGY_GRAPH or graph.startswith(GRAPH)


def managed_graphs(store: Store) -> Iterator[str]:
    """Yield the managed graphs that a store holds, in no order."""
    for graph in store.named_graphs():
        if isinstance(graph, NamedNode) and is_managed(graph.value):
            yield graph.value


def what_to_do_instead(graph: str) -> str:
    """Return the hint for whoever meant to write to a managed graph."""
    return DECIDE if graph == DECISIONS_GRAPH else LOAD


def refuse_managed(graph: str, *, line: int | None = None) -> None:
    """Raise ManagedGraph where a graph is one that the service makes itself."""
    if is_managed(graph):
        error = ManagedGraph(
            "The graph %(graph)s is made by the service; nobody else writes there.",
            hint=what_to_do_instead(graph),
            values={"graph": graph},
        )
        error.line = line
        raise error
