"""Derive the accepted layer from claims and decisions, and keep it apart from what was put in directly.

The default graph is the union of two sets: what is derived here, a pure function of the claim graphs, the decisions and
the ontology; and what came in directly (RDF files, updates). What a file says lies in a graph of its own as well
(graph/claims/origins.py), and what was put in by hand though claims or files say it in `graph/asserted`, so that
withdrawing its sources never takes it away. What the rules added is recorded in `graph/entailed`.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any, Final, Protocol

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Store, Triple

from graph.claims import ancestry, entailments
from graph.claims import claim as claims
from graph.claims.claim import ACCEPTED
from graph.claims.dates import most_exact
from graph.claims.origins import said_by_files
from graph.claims.standing import DERIVED_FROM, merges, one_each, verdicts
from ontology.entailment import entail, shortcuts
from ontology.iris import (
    ASSERTED_GRAPH,
    ENTAILED_GRAPH,
    GRAPH,
    ID,
    ONTOLOGY_GRAPH,
    name_of,
    source_of_graph,
)
from ontology.kinds import CLASS_OF_KIND
from ontology.terms import oa, rdf, skos
from ontology.vocabulary import vocabulary_triples

AT_ONCE: Final = 200_000
"""Quads that are written at once; they take the engine a hundred megabytes."""
_FEW: Final = 500
DEFAULT: Final = DefaultGraph()
ASSERTED: Final = NamedNode(ASSERTED_GRAPH)
ENTAILED: Final = NamedNode(ENTAILED_GRAPH)
VOCABULARY: Final = NamedNode(ONTOLOGY_GRAPH)
ROOTS_ARE_KNOWN: Final = Triple(ancestry.ROOT, claims.TYPE, NamedNode(rdf.Property))
HAS_TARGET: Final = NamedNode(oa.hasTarget)
LABELS: Final = frozenset(map(NamedNode, (skos.prefLabel, skos.altLabel, skos.hiddenLabel)))
PREFERRED: Final = NamedNode(skos.prefLabel)
ALTERNATIVE: Final = NamedNode(skos.altLabel)


Runs = Callable[[str], bool] | None
"""Which runs are meant, by their IRIs."""


class Merges(Protocol):
    """Where merged things went (`standing.merges`)."""

    def get(self, thing: Any, default: Any, /) -> Any: ...


@dataclass(frozen=True)
class Derived:
    """The accepted layer: what claims and vocabulary say (`stated`), and what the rules add to it (`entailed`).

    `records` say why shortcuts among the latter hold (`graph.claims.entailments`); they are no part of the layer.
    """

    stated: frozenset[Triple]
    entailed: frozenset[Triple]
    records: frozenset[Triple] = frozenset()

    @property
    def all(self) -> frozenset[Triple]:
        return self.stated | self.entailed


NOTHING: Final = Derived(frozenset(), frozenset())


def claim_graphs(store: Store) -> Iterator[NamedNode]:
    """Yield the graphs that hold the claims of a source."""
    for graph in store.named_graphs():
        if isinstance(graph, NamedNode) and graph.value.startswith(GRAPH) and source_of_graph(graph.value):
            yield graph


def accepted_claims(
    store: Store, graph: NamedNode, decided: dict[NamedNode, str], without: Runs = None
) -> dict[NamedNode, str]:
    """Return the claims of one source's graph that count, each with its status: its own, or what was decided.

    With `without`, those that only such runs make and nobody decided on are left out.
    """
    left_out = made_only_by(store, graph, without) if without else frozenset()
    accepted: dict[NamedNode, str] = {}
    for quad in store.quads_for_pattern(None, claims.STATUS, None, graph):
        if quad.subject in left_out and quad.subject not in decided:
            continue
        if not isinstance(quad.subject, NamedNode) or not isinstance(quad.object, NamedNode):
            continue
        status = decided.get(quad.subject, quad.object.value)
        if status in ACCEPTED:
            accepted[quad.subject] = status
    return accepted


def made_only_by(store: Store, graph: NamedNode, runs: Callable[[str], bool]) -> frozenset[object]:
    """Return the claims of one source's graph that no other run than these makes."""
    theirs: set[object] = set()
    others: set[object] = set()
    for quad in store.quads_for_pattern(None, claims.GENERATED, None, graph):
        run = quad.object.value if isinstance(quad.object, NamedNode) else ""
        (theirs if runs(run) else others).add(quad.subject)
    return frozenset(theirs - others)


def stated(
    store: Store,
    *,
    without: Runs = None,
    vague: bool = False,
    words: Iterable[Triple] | None = None,
    told: Callable[[NamedNode, str, Triple], None] | None = None,
) -> frozenset[Triple]:
    """Return what the accepted claims and the vocabulary say; nothing where there are no claims.

    Of dates that agree only the most exact is said; with `vague` the others are too.
    With `without`, as if the claims that only such runs (by their IRIs) make were not there; with `words` as another
    vocabulary than that of today. `told` is called with each claim, its status and its statement.
    """
    decided, merged = verdicts(store), merges(store)
    found: set[Triple] = set()
    for graph in claim_graphs(store):
        source = NamedNode(graph.value.replace(f"{GRAPH}source/", f"{ID}source/"))
        accepted = accepted_claims(store, graph, decided, without)
        if not accepted:
            continue
        objects = one_each(store, claims.OBJECT, graph)
        predicates = one_each(store, claims.PREDICATE, graph)
        subjects = one_each(store, claims.SUBJECT, graph)
        for claim, status in accepted.items():
            try:
                triple = Triple(subjects[claim], predicates[claim], objects[claim])
            except (KeyError, TypeError):
                continue  # not a claim of ours, or half of one put in by hand: `huunghi validate` names it
            if triple.predicate in claims.NEVER_STATED:
                continue
            found.add(triple)
            if told:
                told(claim, status, triple)
            if triple.subject != source:
                found.add(Triple(triple.subject, DERIVED_FROM, source))
            if triple.predicate == HAS_TARGET and isinstance(triple.object, NamedNode):
                found.update(description(store, triple.object, graph))
    if not found:
        return frozenset()
    found = as_merged(found, merged)
    named_only = _named_only(found)
    found = {t for t in found if t.subject not in named_only}
    found = found if vague else most_exact(found)
    found.update(vocabulary_triples() if words is None else words)
    return frozenset(found)


def as_merged(said: set[Triple], merged: Merges) -> set[Triple]:
    """Say of each merged thing what was said of those merged into it.

    A name by which only the other one was preferred stays preferred where the thing has none in that language, and is
    an alternative one otherwise. What made the two related to each other is left out.
    """
    if not merged:
        return said
    own: set[Triple] = set()
    moved: set[Triple] = set()
    for triple in said:
        subject, value = merged.get(triple.subject, triple.subject), merged.get(triple.object, triple.object)
        if (subject, value) == (triple.subject, triple.object):
            own.add(triple)
        elif subject != value:
            there = own if subject == triple.subject else moved
            there.add(Triple(subject, triple.predicate, value))
    preferred = {(t.subject, t.object.language) for t in own if _is_name(t, PREFERRED)}  # type: ignore[union-attr]
    held = {(t.subject, t.object) for t in own if t.predicate in LABELS}
    for triple in sorted(moved, key=str):
        if _is_name(triple, PREFERRED):
            key = (triple.subject, triple.object.language)  # type: ignore[union-attr]
            if key not in preferred:
                preferred.add(key)
                own.add(triple)
                held.add((triple.subject, triple.object))
    for triple in moved:
        if triple.predicate not in LABELS:
            own.add(triple)
        elif (triple.subject, triple.object) not in held:
            name = ALTERNATIVE if triple.predicate == PREFERRED else triple.predicate
            own.add(Triple(triple.subject, name, triple.object))
    return own


def _is_name(triple: Triple, predicate: NamedNode) -> bool:
    return triple.predicate == predicate and isinstance(triple.object, Literal)


def _named_only(found: set[Triple]) -> set[object]:
    """Things of which nothing is said but their names: what spoke of them was withdrawn, and the names go with it."""
    spoken_of: set[object] = set()
    for triple in found:
        if triple.predicate not in LABELS and triple.predicate != DERIVED_FROM:
            spoken_of.update((triple.subject, triple.object))
    return {t.subject for t in found if t.predicate in LABELS and t.subject not in spoken_of}


def nodes_of(said: Iterable[Triple]) -> set[NamedNode]:
    """Return what stands in statements as subject or object, literals and blank nodes apart."""
    return {n for t in said for n in (t.subject, t.object) if isinstance(n, NamedNode)}


def types_by_kind(nodes: Iterable[NamedNode]) -> Iterator[Triple]:
    """Yield the type of each thing that its name tells."""
    for node in nodes:
        name = name_of(node.value)
        if name is not None and name.kind in CLASS_OF_KIND:
            yield Triple(node, claims.TYPE, NamedNode(CLASS_OF_KIND[name.kind]))


def description(store: Store, passage: NamedNode, graph: NamedNode) -> Iterator[Triple]:
    """Yield what a graph says of a passage and of its selectors."""
    for node in (passage, NamedNode(passage.value + "#position"), NamedNode(passage.value + "#quote")):
        for quad in store.quads_for_pattern(node, None, None, graph):
            yield quad.triple


def derive(store: Store, *, without: Runs = None) -> Derived:
    """Compute the accepted layer of the claims and decisions in a store. Writes nothing to it."""
    decided, merged = verdicts(store), merges(store)
    noted = entailments.Noted(merged)
    said = stated(store, without=without, told=noted.add)
    if not said:
        return NOTHING
    nodes = nodes_of(said)
    added = frozenset(types_by_kind(nodes)) | frozenset(
        ancestry.root_triples(nodes, ancestry.roots(store, decided))
    )
    scratch = Store()
    scratch.bulk_extend(Quad(t.subject, t.predicate, t.object) for t in chain(said, added))
    entailed = (added | frozenset(entail(scratch))) - said
    records = entailments.records(shortcuts(scratch), said, noted.claims)
    return Derived(said, entailed, frozenset(records))


def recorded(store: Store) -> frozenset[Triple]:
    """Return the accepted layer as it was last written into a store, without running the rules again."""
    # Versions that did not know roots yet stated vague dates beside exact ones.
    vague = in_graph(ROOTS_ARE_KNOWN, VOCABULARY) not in store
    # With the vocabulary that it was written with: what a new one no longer says goes when it is derived again.
    words = (q.triple for q in store.quads_for_pattern(None, None, None, VOCABULARY))
    said = stated(store, vague=vague, words=words)
    return said | {t for t in entailed_in(store) if not entailments.is_record(t)} if said else frozenset()


def entailed_in(store: Store) -> frozenset[Triple]:
    """Return what the graph of what is entailed holds: statements, and the records that say why shortcuts hold."""
    return frozenset(q.triple for q in store.quads_for_pattern(None, None, None, ENTAILED))


def materialise(store: Store, *, before: frozenset[Triple]) -> Derived:
    """Bring the default graph of a store up to its claims.

    `before` is the accepted layer that is in the default graph now (`recorded` of the parent version). What is no
    longer derived goes unless it was put in directly; what is newly derived and already there was put in directly.
    """
    derived = derive(store)
    after = derived.all
    asserted = {q.triple for q in store.quads_for_pattern(None, None, None, ASSERTED)}
    lost = before - after
    for triple in lost - said_by_files(store, lost):  # what a file says stays as long as the file does
        if triple in asserted:
            store.remove(in_graph(triple, ASSERTED))  # from now on it is there only because someone put it in
        else:
            store.remove(in_graph(triple, DEFAULT))
    add_many(store, _fresh(store, after, before))
    _replace_graph(store, ENTAILED, derived.entailed | derived.records)
    _replace_graph(store, VOCABULARY, vocabulary_triples() if derived.stated else ())
    drop_if_empty(store, ASSERTED)
    return derived


def _fresh(store: Store, after: frozenset[Triple], before: frozenset[Triple]) -> Iterable[Quad]:
    """The quads to write for a new accepted layer; where the default graph is empty nothing is looked up."""
    if _is_empty(store, DEFAULT):
        return (in_graph(t, DEFAULT) for t in after)
    there = {t for t in after if in_graph(t, DEFAULT) in store}
    directly = there - before
    fresh = [in_graph(t, DEFAULT) for t in after - there]
    fresh += [in_graph(t, ASSERTED) for t in directly - said_by_files(store, directly)]
    return fresh


def _is_empty(store: Store, graph: NamedNode | DefaultGraph) -> bool:
    return next(iter(store.quads_for_pattern(None, None, None, graph)), None) is None


def in_graph(triple: Triple, graph: NamedNode | BlankNode | DefaultGraph) -> Quad:
    """Return the triple as a quad of a graph."""
    return Quad(triple.subject, triple.predicate, triple.object, graph)


def _replace_graph(store: Store, graph: NamedNode, triples: Iterable[Triple]) -> None:
    wanted = set(triples)
    present = {q.triple for q in store.quads_for_pattern(None, None, None, graph)}
    for triple in present - wanted:
        store.remove(in_graph(triple, graph))
    add_many(store, (in_graph(t, graph) for t in wanted - present))
    drop_if_empty(store, graph)


def add_many(store: Store, quads: Iterable[Quad]) -> None:
    """Add quads in parts: few in one transaction, many as files of their own, which take the engine less of both
    time and memory than a transaction of as many."""
    rest = iter(quads)
    while first := list(islice(rest, _FEW)):
        if len(first) < _FEW:
            store.extend(first)
        else:
            store.bulk_extend(chain(first, islice(rest, AT_ONCE - _FEW)))


def drop_if_empty(store: Store, graph: NamedNode) -> None:
    """Remove a graph that holds nothing."""
    if _is_empty(store, graph):
        store.remove_graph(graph)
