"""Which graphs the service makes itself: claims, decisions, and what follows from them. Nobody else may write there.

An update, a graph store request or a loaded file that could write to one would accept or forge claims. The three doors
ask here, so that they agree (queries/sparql/managed.py, web/sparql/graph_store.py, loaders/rdf). A backup comes back by
`huunghi restore` alone.
"""

from collections.abc import Iterator
from posixpath import normpath
from typing import Final
from urllib.parse import unquote, urlsplit

from pyoxigraph import NamedNode, Store

from graph.errors import ManagedGraph
from ontology.iris import DECISIONS_GRAPH, GRAPH, ONTOLOGY_GRAPH

DECIDE: Final = "Decide on the claims instead: on the pages of /review, or by huunghi review."
_HEAD: Final = 80
"""So many characters tell that an IRI is another host's."""
LOAD: Final = "Load or withdraw a source instead: huunghi load PATH, huunghi sources withdraw NAME."


def is_managed(graph: str) -> bool:
    """Whether a named graph is the service's own: the vocabulary, and all below `graph/`, today's and tomorrow's.

    So is another spelling of such an IRI, which is another graph to the engine and the same address to everybody else.

    >>> is_managed("https://w3id.org/huunghi/graph/decisions"), is_managed("http://example.org/graph/decisions")
    (True, False)
    >>> is_managed("HTTPS://w3id.org:443/huunghi/x/../%67raph/decisions")
    True
    """
    if graph.startswith(GRAPH) or graph == ONTOLOGY_GRAPH:
        return True
    lower = graph[:_HEAD].lower()
    if not lower.startswith("https:") or ("w3id" not in lower and "%" not in lower):
        return False
    spelled = _plainly(graph)
    return spelled == ONTOLOGY_GRAPH or spelled.startswith(GRAPH)


def _plainly(iri: str) -> str:
    """Return an IRI without what RFC 3986 (section 6.2) calls differences of spelling."""
    try:
        parts = urlsplit(iri)
        host = unquote(parts.netloc).lower().removesuffix(":443")
    except ValueError:
        return iri
    path = unquote(parts.path)
    kept = normpath(path) + ("/" if path.endswith(("/", "/.", "/..")) and path.strip("/") else "")
    return f"{parts.scheme}://{host}{kept}"


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
