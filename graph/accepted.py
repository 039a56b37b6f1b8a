"""Derive the accepted layer from claims and decisions, and keep it apart from what was put in directly.

The default graph is the union of two sets: what is derived here, a pure function of the claim graphs, the decisions and
the ontology; and what came in directly (RDF files, updates). A statement that is both is recorded in `graph/asserted`,
so that withdrawing its sources never takes it away. What the rules added is recorded in `graph/entailed`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from pyoxigraph import DefaultGraph, NamedNode, Quad, Store, Triple

from graph import claims
from graph.claims import ACCEPTED
from ontology.entailment import entail
from ontology.iris import (
    ASSERTED_GRAPH,
    DECISIONS_GRAPH,
    ENTAILED_GRAPH,
    GRAPH,
    HN,
    ONTOLOGY_GRAPH,
    name_of,
    source_of_graph,
)
from ontology.kinds import CLASS_OF_KIND
from ontology.prefixes import expand
from ontology.vocabulary import vocabulary_triples

DEFAULT: Final = DefaultGraph()
ASSERTED: Final = NamedNode(ASSERTED_GRAPH)
ENTAILED: Final = NamedNode(ENTAILED_GRAPH)
VOCABULARY: Final = NamedNode(ONTOLOGY_GRAPH)
DECISIONS: Final = NamedNode(DECISIONS_GRAPH)
DERIVED_FROM: Final = NamedNode(expand("prov:wasDerivedFrom"))
HAS_TARGET: Final = NamedNode(expand("oa:hasTarget"))
DECIDES: Final = NamedNode(HN + "decides")
LABELS: Final = frozenset(
    NamedNode(expand(f"skos:{name}")) for name in ("prefLabel", "altLabel", "hiddenLabel")
)
VERDICT: Final = NamedNode(HN + "verdict")
DECIDED_AT: Final = NamedNode(expand("prov:atTime"))


@dataclass(frozen=True)
class Derived:
    """The accepted layer: what claims and vocabulary say (`stated`), and what the rules add to it (`entailed`)."""

    stated: frozenset[Triple]
    entailed: frozenset[Triple]

    @property
    def all(self) -> frozenset[Triple]:
        return self.stated | self.entailed


NOTHING: Final = Derived(frozenset(), frozenset())


def has_claims(store: Store) -> bool:
    """Whether the store holds the claims of any source."""
    return any(True for _ in claim_graphs(store))


def claim_graphs(store: Store) -> Iterator[NamedNode]:
    """Yield the graphs that hold the claims of a source."""
    for graph in store.named_graphs():
        if isinstance(graph, NamedNode) and graph.value.startswith(GRAPH) and source_of_graph(graph.value):
            yield graph


def verdicts(store: Store) -> dict[NamedNode, str]:
    """Return claim -> IRI of the verdict (a status concept) of the latest decision on it."""
    found: dict[NamedNode, tuple[str, str]] = {}
    for quad in store.quads_for_pattern(None, DECIDES, None, DECISIONS):
        said = {q.predicate: q.object for q in store.quads_for_pattern(quad.subject, None, None, DECISIONS)}
        verdict, at = said.get(VERDICT), said.get(DECIDED_AT)
        if isinstance(quad.object, NamedNode) and isinstance(verdict, NamedNode):
            when = at.value if at is not None and not isinstance(at, Triple) else ""
            found[quad.object] = max(found.get(quad.object, ("", "")), (when, verdict.value))
    return {claim: verdict for claim, (_, verdict) in found.items()}


def accepted_claims(store: Store, graph: NamedNode, decided: dict[NamedNode, str]) -> Iterator[NamedNode]:
    """Yield the claims of one source's graph that count: by their status, unless a decision says otherwise."""
    for quad in store.quads_for_pattern(None, claims.STATUS, None, graph):
        if not isinstance(quad.subject, NamedNode) or not isinstance(quad.object, NamedNode):
            continue
        status = decided.get(quad.subject, quad.object.value)
        if status in ACCEPTED:
            yield quad.subject


def stated(store: Store) -> frozenset[Triple]:
    """Return what the accepted claims and the vocabulary say; nothing where there are no claims."""
    decided = verdicts(store)
    found: set[Triple] = set()
    for graph in claim_graphs(store):
        source = NamedNode(graph.value.replace(f"{GRAPH}source/", expand("id:source/")))
        objects = _one_each(store, claims.OBJECT, graph)
        predicates = _one_each(store, claims.PREDICATE, graph)
        subjects = _one_each(store, claims.SUBJECT, graph)
        for claim in accepted_claims(store, graph, decided):
            try:
                triple = Triple(subjects[claim], predicates[claim], objects[claim])
            except (KeyError, TypeError):
                continue  # not a claim of ours, or half of one put in by hand: `huunghi validate` names it
            found.add(triple)
            if triple.subject != source:
                found.add(Triple(triple.subject, DERIVED_FROM, source))
            if triple.predicate == HAS_TARGET and isinstance(triple.object, NamedNode):
                found.update(_description(store, triple.object, graph))
    if not found:
        return frozenset()
    named_only = _named_only(found)
    found = {t for t in found if t.subject not in named_only}
    found.update(vocabulary_triples())
    return frozenset(found)


def _named_only(found: set[Triple]) -> set[object]:
    """Things of which nothing is said but their names: what spoke of them was withdrawn, and the names go with it."""
    spoken_of: set[object] = set()
    for triple in found:
        if triple.predicate not in LABELS and triple.predicate != DERIVED_FROM:
            spoken_of.update((triple.subject, triple.object))
    return {t.subject for t in found if t.predicate in LABELS and t.subject not in spoken_of}


def _types_by_kind(said: frozenset[Triple]) -> Iterator[Triple]:
    for node in {n for t in said for n in (t.subject, t.object) if isinstance(n, NamedNode)}:
        name = name_of(node.value)
        if name is not None and name.kind in CLASS_OF_KIND:
            yield Triple(node, claims.TYPE, NamedNode(CLASS_OF_KIND[name.kind]))


def _one_each(store: Store, predicate: NamedNode, graph: NamedNode) -> dict[object, Any]:
    return {q.subject: q.object for q in store.quads_for_pattern(None, predicate, None, graph)}


def _description(store: Store, passage: NamedNode, graph: NamedNode) -> Iterator[Triple]:
    for node in (passage, NamedNode(passage.value + "#position"), NamedNode(passage.value + "#quote")):
        for quad in store.quads_for_pattern(node, None, None, graph):
            yield quad.triple


def derive(store: Store) -> Derived:
    """Compute the accepted layer of the claims and decisions in a store. Writes nothing to it."""
    said = stated(store)
    if not said:
        return NOTHING
    by_kind = frozenset(_types_by_kind(said))
    scratch = Store()
    scratch.extend(Quad(t.subject, t.predicate, t.object) for t in said | by_kind)
    return Derived(said, (by_kind | frozenset(entail(scratch))) - said)


def recorded(store: Store) -> frozenset[Triple]:
    """Return the accepted layer as it was last written into a store, without running the rules again."""
    said = stated(store)
    return (
        said | {q.triple for q in store.quads_for_pattern(None, None, None, ENTAILED)}
        if said
        else frozenset()
    )


def rewrite(store: Store, *, before: frozenset[Triple]) -> Derived:
    """Bring the default graph of a store up to its claims.

    `before` is the accepted layer that is in the default graph now (`recorded` of the parent version). What is no
    longer derived goes unless it was put in directly; what is newly derived and already there was put in directly.
    """
    derived = derive(store)
    after = derived.all
    asserted = {q.triple for q in store.quads_for_pattern(None, None, None, ASSERTED)}
    for triple in before - after:
        if triple in asserted:
            store.remove(in_graph(triple, ASSERTED))  # from now on it is there only because someone put it in
        else:
            store.remove(in_graph(triple, DEFAULT))
    fresh: list[Quad] = []
    for triple in after:
        quad = in_graph(triple, DEFAULT)
        if quad not in store:
            fresh.append(quad)
        elif triple not in before:
            fresh.append(in_graph(triple, ASSERTED))
    store.bulk_extend(fresh)
    _replace_graph(store, ENTAILED, derived.entailed)
    _replace_graph(store, VOCABULARY, vocabulary_triples() if derived.stated else ())
    _drop_if_empty(store, ASSERTED)
    return derived


def in_graph(triple: Triple, graph: NamedNode | DefaultGraph) -> Quad:
    """Return the triple as a quad of a graph."""
    return Quad(triple.subject, triple.predicate, triple.object, graph)


def _replace_graph(store: Store, graph: NamedNode, triples: Iterable[Triple]) -> None:
    wanted = set(triples)
    present = {q.triple for q in store.quads_for_pattern(None, None, None, graph)}
    for triple in present - wanted:
        store.remove(in_graph(triple, graph))
    store.extend(in_graph(t, graph) for t in wanted - present)
    _drop_if_empty(store, graph)


def _drop_if_empty(store: Store, graph: NamedNode) -> None:
    if next(iter(store.quads_for_pattern(None, None, None, graph)), None) is None:
        store.remove_graph(graph)
