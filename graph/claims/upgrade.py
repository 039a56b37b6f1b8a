"""Bring the claims and decisions of a store that an earlier release made up to the terms of this one.

Only terms are changed here, never what is said. A claim whose IRI is made of a changed term gets another one; the old
IRI leads to it (graph/claims/replaced.py), and with it the decisions on the claim.
"""

from collections import Counter
from collections.abc import Iterator

from pyoxigraph import NamedNode, Quad, Store, Triple

from graph.claims import claim as claims
from graph.claims.claim import DERIVED, INFERRED, PREDICATE, QUOTED, STATUS, SUBJECT, Claim
from graph.claims.materialise import claim_graphs
from graph.claims.replaced import put_replaced
from graph.claims.standing import DECIDED_AT, DECISIONS
from ontology.iris import mint, source_of_graph
from ontology.kinds import kind_of
from ontology.terms import hn, org, prov

_AT_TIME = NamedNode(prov.atTime)
_ROLE, _PARTICIPATION_ROLE = NamedNode(org.role), NamedNode(hn.participationRole)


def upgrade(store: Store) -> Counter[str]:
    """Change the terms of a store in place; return what was done, with how often. Doing it twice is doing it once."""
    done: Counter[str] = Counter()
    for quad in list(store.quads_for_pattern(None, _AT_TIME, None, DECISIONS)):
        store.remove(quad)
        store.add(Quad(quad.subject, DECIDED_AT, quad.object, DECISIONS))
        done["decisions dated by prov:startedAtTime"] += 1
    for graph in list(claim_graphs(store)):
        for claim in list(_without_origin(store, graph)):
            done["claims derived from their place"] += 1
            done["inferred claims quoted from nowhere"] += _derive(store, claim, graph)
        for claim in list(_roles_of_participations(store, graph)):
            _rename(store, claim, graph)
            done["participations with hn:participationRole"] += 1
    return +done


def _without_origin(store: Store, graph: NamedNode) -> Iterator[NamedNode]:
    for quad in store.quads_for_pattern(None, QUOTED, None, graph):
        derived = store.quads_for_pattern(quad.subject, DERIVED, None, graph)
        if isinstance(quad.subject, NamedNode) and next(iter(derived), None) is None:
            yield quad.subject


def _derive(store: Store, claim: NamedNode, graph: NamedNode) -> bool:
    """Say that a claim is derived from where it was quoted; return whether it is not quoted any more."""
    said = claims.properties_of(store, claim, graph)
    store.add(Quad(claim, DERIVED, said[QUOTED], graph))
    inferred = said[STATUS].value == INFERRED or (
        claims.REASON in said and said[STATUS].value != claims.EXPLICIT
    )
    if inferred:
        store.remove(Quad(claim, QUOTED, said[QUOTED], graph))
    return inferred


def _roles_of_participations(store: Store, graph: NamedNode) -> Iterator[NamedNode]:
    for quad in store.quads_for_pattern(None, PREDICATE, _ROLE, graph):
        subject = next(iter(store.quads_for_pattern(quad.subject, SUBJECT, None, graph)), None)
        if (
            isinstance(quad.subject, NamedNode)
            and subject is not None
            and isinstance(subject.object, NamedNode)
            and kind_of(subject.object.value) == "participation"
        ):
            yield quad.subject


def _rename(store: Store, claim: NamedNode, graph: NamedNode) -> None:
    slug = source_of_graph(graph.value)
    assert slug is not None
    old = claims.read_one(store, claim, source=mint("source", slug))
    triple = Triple(old.triple.subject, _PARTICIPATION_ROLE, old.triple.object)
    fresh = NamedNode(_at(old, triple).iri)
    for quad in list(store.quads_for_pattern(claim, None, None, graph)):
        store.remove(quad)
        value = _PARTICIPATION_ROLE if quad.predicate == PREDICATE else quad.object
        store.add(Quad(fresh, quad.predicate, value, graph))
    put_replaced(store, claim, fresh)


def _at(old: Claim, triple: Triple) -> Claim:
    return Claim(triple, old.source, passage=old.passage, as_of=old.as_of, premises=old.premises)
