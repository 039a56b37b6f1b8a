"""IRIs that gave way to others: a record found to be a known one, a person or document whose IRI did not tell it apart.

Such an IRI is never used for another thing. It stays in the graph of replaced IRIs and leads to what the thing is
called now: pages answer 308, decisions on a claim count for the claim that took its place.
"""

from collections.abc import Mapping
from typing import Final

from pyoxigraph import NamedNode, Quad, Store

from ontology.iris import REPLACED_GRAPH
from ontology.terms import dct

REPLACED: Final = NamedNode(REPLACED_GRAPH)
REPLACED_BY: Final = NamedNode(dct.isReplacedBy)


def put_replaced(store: Store, old: NamedNode, new: NamedNode) -> None:
    """Record that `new` took the place of `old`; what `old` gave way to before, and a way back from `new`, go."""
    for quad in [
        *store.quads_for_pattern(old, REPLACED_BY, None, REPLACED),
        *store.quads_for_pattern(new, REPLACED_BY, None, REPLACED),
    ]:
        store.remove(quad)
    if old != new:
        store.add(Quad(old, REPLACED_BY, new, REPLACED))


def take_back_replaced(store: Store, old: NamedNode) -> None:
    """Forget that an IRI was replaced: it is a thing's own again."""
    for quad in list(store.quads_for_pattern(old, REPLACED_BY, None, REPLACED)):
        store.remove(quad)


def replacements(store: Store) -> dict[NamedNode, NamedNode]:
    """Return each replaced IRI with the one that is used now; chains are followed to their end."""
    direct = {
        q.subject: q.object
        for q in store.quads_for_pattern(None, REPLACED_BY, None, REPLACED)
        if isinstance(q.subject, NamedNode) and isinstance(q.object, NamedNode)
    }
    return followed(direct)


def replaced_by(store: Store, iri: str) -> str | None:
    """Return the IRI that took the place of one, or None where it was not replaced."""
    seen, now = {iri}, iri
    while True:
        following = next(iter(store.quads_for_pattern(NamedNode(now), REPLACED_BY, None, REPLACED)), None)
        value = following.object.value if following and isinstance(following.object, NamedNode) else None
        if value is None or value in seen:
            return now if now != iri else None
        seen.add(value)
        now = value


def followed(direct: Mapping[NamedNode, NamedNode]) -> dict[NamedNode, NamedNode]:
    """Return each node with the last one that the steps from it lead to; a circle leads nowhere."""

    def end_of(node: NamedNode) -> NamedNode:
        seen = {node}
        while (following := direct.get(node)) is not None and following not in seen:
            seen.add(following)
            node = following
        return node

    return {node: end for node in direct if (end := end_of(node)) != node}
