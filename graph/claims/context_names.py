"""The names that sources use of things in context, as claims have them: no accepted statement holds one."""

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, Store

from graph.claims.claim import ACCEPTED, CONTEXT_NAME, OBJECT, PREDICATE, STATUS, SUBJECT, properties_of
from graph.claims.standing import merges, verdicts
from ontology.iris import mint, source_of_graph


def context_names(store: Store) -> Iterator[tuple[str, Literal, str]]:
    """Yield thing (IRI), name and source (IRI) of each name in context whose claim counts."""
    found = list(store.quads_for_pattern(None, PREDICATE, CONTEXT_NAME, None))
    if not found:
        return
    decided, merged = verdicts(store), merges(store)
    for quad in found:
        graph, claim = quad.graph_name, quad.subject
        source = source_of_graph(graph.value) if isinstance(graph, NamedNode) else None
        if source is None or not isinstance(graph, NamedNode) or not isinstance(claim, NamedNode):
            continue
        said = properties_of(store, claim, graph)
        thing, name, status = (said.get(place) for place in (SUBJECT, OBJECT, STATUS))
        counts = isinstance(status, NamedNode) and decided.get(claim, status.value) in ACCEPTED
        if counts and isinstance(thing, NamedNode) and isinstance(name, Literal):
            yield merged.get(thing, thing).value, name, mint("source", source)
