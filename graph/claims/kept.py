"""What an update was to delete, and what stays all the same: statements that claims make true.

Who deletes one is told so, which claims say it, and how to take it back; an update changes no claim.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from pyoxigraph import NamedNode, Quad, Store, Triple

from graph.claims.claim import OBJECT, PREDICATE, SUBJECT
from ontology.iris import GRAPH
from ontology.prefixes import shrink

_NAMED: Final = 3
_LENGTH: Final = 300


def describe_kept(store: Store, triples: Sequence[Triple]) -> Mapping[str, Any] | None:
    """Return how many statements stay, the first of them, and up to three claims that say it; None where none does.

    A statement without claims follows by rule.
    """
    if not triples:
        return None
    first = min(triples, key=str)
    return {"count": len(triples), "statement": str(first)[:_LENGTH], "claims": _claims_saying(store, first)}


def _claims_saying(store: Store, triple: Triple) -> list[str]:
    found = []
    for quad in store.quads_for_pattern(None, SUBJECT, triple.subject, None):
        claim, graph = quad.subject, quad.graph_name
        if not (isinstance(graph, NamedNode) and graph.value.startswith(f"{GRAPH}source/")):
            continue
        says = (Quad(claim, PREDICATE, triple.predicate, graph), Quad(claim, OBJECT, triple.object, graph))
        if all(one in store for one in says):
            found.append(f"{shrink(getattr(claim, 'value', ''))} in {shrink(graph.value)}")
    return sorted(found)[:_NAMED]
