"""Make the claims of a run exactly these, whatever it had claimed before, in memory that does not grow with the store.

Claims are written as they come. What the run claimed before is compared claim by claim with
what the store holds; nothing but its names is kept at hand.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Store, serialize

from graph.claims.claim import (
    DERIVED,
    EXPLICIT,
    GENERATED,
    SUBJECT,
    TYPE,
    Claim,
    Passage,
    passage_quads,
    quads_of,
)
from graph.claims.containment import WITHIN
from graph.claims.materialise import AT_ONCE, add_many, description, drop_if_empty, in_graph
from ontology.iris import ORIGINS_GRAPH, name_of, source_of_graph
from ontology.kinds import kind_of
from ontology.terms import hn, oa, skos

_EXTRACTION: Final = NamedNode(hn.Extraction)
_ORIGINS: Final = NamedNode(ORIGINS_GRAPH)
_PASSAGE: Final = NamedNode(oa.SpecificResource)
_PREFERRED: Final = NamedNode(skos.prefLabel)

Own = dict[NamedNode, NamedNode]
"""The claims of a run, each with its graph."""


@dataclass
class Replaced:
    """What replacing a run's claims did: counts, the withdrawn sources whose claims were left out, and the things of
    which nothing is claimed any more, by name; `left` are those of which something is claimed no more, `touched` the
    graphs in which anything changed."""

    counts: Counter[str] = field(default_factory=Counter)
    left_out: set[str] = field(default_factory=set)
    lost: list[str] = field(default_factory=list)
    left: set[NamedNode] = field(default_factory=set)
    touched: set[NamedNode] = field(default_factory=set)
    wrote: bool = False


def replace_run(
    store: Store,
    claims: Iterable[Claim],
    run: NamedNode,
    *,
    gone: Iterable[str],
    graphs: set[NamedNode] | None,
    yields: bool = False,
) -> Replaced:
    """Replace the claims of a run, in these graphs alone where any are named; `gone` are the withdrawn sources.

    What two runs claim alike is one claim: the one that was written last describes it, or, where a run yields, the
    other.
    """
    done = Replaced()
    withdrawn = set(gone)
    kept: list[Claim] = []
    for claim in claims:
        if claim.source in withdrawn:
            done.counts["left out"] += 1
            done.left_out.add(claim.source)
        else:
            kept.append(claim)
    wanted = {claim.iri: claim for claim in distinct(kept)}
    own = dict(_of_run(store, run, graphs))
    shared = _shared_graphs(store, {c.graph for c in wanted.values()} | set(own.values()), run)
    if shared:
        _beside_others(store, run, [c for c in wanted.values() if c.graph in shared], shared, yields, done)
        wanted = {iri: claim for iri, claim in wanted.items() if claim.graph not in shared}
        own = {node: graph for node, graph in own.items() if graph not in shared}
    if own:
        _remove(store, {n: g for n, g in own.items() if n.value not in wanted}, done)
        _change(store, own, wanted, done)
    fresh = [one for iri, one in wanted.items() if NamedNode(iri) not in own] if own else [*wanted.values()]
    add_claims(store, fresh)
    done.counts["claims added"] += len(fresh)
    done.touched.update(one.graph for one in fresh)
    done.wrote |= bool(fresh)
    done.lost = [
        _named(store, thing) for thing in sorted(done.left, key=str) if not _is_spoken_of(store, thing)
    ]
    return done


def distinct(claims: Iterable[Claim]) -> Iterable[Claim]:
    """Return claims without those that another one says too: what a place says outright need not be inferred from it as
    well."""
    wanted: dict[str, Claim] = {}
    for claim in claims:
        iri = claim.iri
        if claim.status == EXPLICIT or iri not in wanted:
            wanted[iri] = claim
    return wanted.values()


def add_claims(store: Store, claims: Sequence[Claim]) -> None:
    """Write claims that are not in the store yet, each of their passages once.

    Many go as text, which the engine reads while other threads work; quads it takes one by one from this one.
    """
    quads = quads_of(claims)
    while some := list(islice(quads, AT_ONCE)):
        if len(some) < AT_ONCE // 100:
            store.extend(some)
        else:
            store.bulk_load(serialize(some, format=RdfFormat.N_QUADS), format=RdfFormat.N_QUADS, lenient=True)


def _is_spoken_of(store: Store, thing: NamedNode) -> bool:
    return any(
        isinstance(q.graph_name, NamedNode) and source_of_graph(q.graph_name.value)
        for q in store.quads_for_pattern(None, SUBJECT, thing, None)
    )


def _beside_others(
    store: Store, run: NamedNode, wanted: list[Claim], graphs: set[NamedNode], yields: bool, done: Replaced
) -> None:
    """Replace the claims of a run in graphs in which other runs have claims too."""
    present = _quads_of_run(store, run, graphs)
    described = _described_by_others(store, wanted, run)
    wanted_quads = {
        quad
        for claim in wanted
        for quad in (_made_by(claim) if yields and claim.iri in described else claim.quads())
    }
    if yields:
        wanted_quads -= _passages_of_others(store, wanted, run)
    else:  # how the other run describes a claim or a passage gives way
        present.update(q for quads in described.values() for q in quads)
        places = {(NamedNode(c.passage.iri), c.graph) for c in wanted if c.passage}
        present.update(q for place, graph in places for q in _description(store, place, graph))
    stale, fresh = present - wanted_quads, wanted_quads - present
    for quad in stale:
        store.remove(quad)
    add_many(store, fresh)
    before, after = (
        {q.subject for q in quads if q.predicate == GENERATED} for quads in (present, wanted_quads)
    )
    touched = {q.subject for q in stale | fresh}
    done.counts["claims added"] += len(after - before)
    done.counts["claims removed"] += len(before - after)
    done.counts["claims changed"] += len(before & after & touched)
    done.counts["claims kept"] += len((before & after) - touched)
    done.left.update(q.object for q in stale if q.predicate == SUBJECT and isinstance(q.object, NamedNode))
    done.touched.update(q.graph_name for q in stale | fresh if isinstance(q.graph_name, NamedNode))
    done.wrote |= bool(fresh or stale)


def _made_by(claim: Claim) -> Iterator[Quad]:
    if claim.run:
        yield Quad(NamedNode(claim.iri), GENERATED, NamedNode(claim.run), claim.graph)


def _shared_graphs(store: Store, graphs: set[NamedNode], run: NamedNode) -> set[NamedNode]:
    """Return those of the graphs in which another run has claims."""
    runs = {q.subject for q in store.quads_for_pattern(None, TYPE, _EXTRACTION, _ORIGINS)} - {run}
    return {
        graph
        for graph in graphs
        if any(next(iter(store.quads_for_pattern(None, GENERATED, r, graph)), None) for r in runs)
    }


def _description(store: Store, passage: NamedNode, graph: NamedNode) -> Iterator[Quad]:
    """Yield how a passage is described, but for what is derived: in which other one it lies."""
    yield from (in_graph(t, graph) for t in description(store, passage, graph) if t.predicate != WITHIN)


def _described_by_others(store: Store, wanted: Iterable[Claim], run: NamedNode) -> dict[str, list[Quad]]:
    """Return the claims of these that another run makes too, with what is said of each but who made it."""
    found: dict[str, list[Quad]] = {}
    for claim in wanted:
        node = NamedNode(claim.iri)
        quads = list(store.quads_for_pattern(node, None, None, claim.graph))
        if any(q.predicate == GENERATED and q.object != run for q in quads):
            found[claim.iri] = [q for q in quads if q.predicate != GENERATED]
    return found


def _passages_of_others(store: Store, wanted: Iterable[Claim], run: NamedNode) -> set[Quad]:
    """Return how claims would describe the passages of claims of another run, which have their own description."""
    found: set[Quad] = set()
    for passage, graph in {(c.passage, c.graph) for c in wanted if c.passage}:
        node = NamedNode(passage.iri)
        for quad in store.quads_for_pattern(None, DERIVED, node, graph):
            made = store.quads_for_pattern(quad.subject, GENERATED, None, graph)
            if any(q.object != run for q in made):
                found.update(passage_quads(passage, graph))
                break
    return found


def _quads_of_run(store: Store, run: NamedNode, within: set[NamedNode] | None) -> set[Quad]:
    """Every quad that only this run put in: its claims, and the passages no other run's claim is quoted from."""
    found: set[Quad] = set()
    quoted: set[tuple[NamedNode, NamedNode]] = set()
    own: set[object] = set()
    made_by_run = (
        store.quads_for_pattern(None, GENERATED, run, None)
        if within is None
        else (q for graph in within for q in store.quads_for_pattern(None, GENERATED, run, graph))
    )
    for made in made_by_run:
        graph = made.graph_name
        if sum(1 for _ in store.quads_for_pattern(made.subject, GENERATED, None, graph)) > 1:
            found.add(made)
            continue
        own.add(made.subject)
        for quad in store.quads_for_pattern(made.subject, None, None, graph):
            found.add(quad)
            if (
                quad.predicate == DERIVED
                and isinstance(quad.object, NamedNode)
                and kind_of(quad.object.value) == "passage"
                and isinstance(graph, NamedNode)
            ):
                quoted.add((quad.object, graph))
    for passage, graph in quoted:
        if all(q.subject in own for q in store.quads_for_pattern(None, DERIVED, passage, graph)):
            found.update(_description(store, passage, graph))
    return found


def _of_run(
    store: Store, run: NamedNode, graphs: set[NamedNode] | None
) -> Iterator[tuple[NamedNode, NamedNode]]:
    for graph in (None,) if graphs is None else graphs:
        for quad in store.quads_for_pattern(None, GENERATED, run, graph):
            if isinstance(quad.subject, NamedNode) and isinstance(quad.graph_name, NamedNode):
                yield quad.subject, quad.graph_name


def _remove(store: Store, stale: Own, done: Replaced) -> None:
    """Take claims out that the run no longer makes, and note of what they spoke."""
    for claim, graph in stale.items():
        done.counts["claims removed"] += 1
        for quad in list(store.quads_for_pattern(claim, None, None, graph)):
            if quad.predicate == SUBJECT and isinstance(quad.object, NamedNode):
                done.left.add(quad.object)
            store.remove(quad)
    done.touched.update(stale.values())
    done.wrote |= bool(stale)


def _named(store: Store, thing: NamedNode) -> str:
    names = {
        q.object.language: q.object.value
        for q in store.quads_for_pattern(thing, _PREFERRED, None, DefaultGraph())
        if isinstance(q.object, Literal)
    }
    name = names.get("en") or names.get("vi") or next(iter(names.values()), "")
    return f"{name_of(thing.value) or thing.value}{f' ({name})' if name else ''}"


def _change(store: Store, own: Own, wanted: dict[str, Claim], done: Replaced) -> None:
    """Bring the claims that the run makes still up to what they are to be, and their passages."""
    passages: dict[tuple[str, NamedNode], set[Passage]] = {}
    fresh: list[Quad] = []
    graphs = set(own.values())  # in others nothing is there yet
    for iri, claim in wanted.items():
        graph = claim.graph
        if claim.passage is not None and graph in graphs:
            passages.setdefault((claim.passage.iri, graph), set()).add(claim.passage)
        node = NamedNode(iri)
        if node not in own:
            continue
        want = {quad for quad in claim.quads() if quad.subject == node}
        held = set(store.quads_for_pattern(node, None, None, graph))
        stale = held - want
        for quad in stale:
            store.remove(quad)
        fresh += want - held
        done.counts["claims changed" if stale or want - held else "claims kept"] += 1
        if stale or want - held:
            done.touched.add(graph)
    for (iri, graph), said in passages.items():
        node = NamedNode(iri)
        want = {quad for passage in said for quad in passage_quads(passage, graph)}
        held = set(_description(store, node, graph))
        if held == want:
            continue
        stale = held - want
        if not all(q.subject in own for q in store.quads_for_pattern(None, DERIVED, node, graph)):
            stale = set()
        for quad in stale:
            store.remove(quad)
        fresh += want - held
        done.counts["passages changed"] += bool(held and (stale or want - held))
        if stale or want - held:
            done.touched.add(graph)
    add_many(store, fresh)
    done.wrote |= done.counts["claims changed"] + done.counts["passages changed"] > 0


def sweep(store: Store, graphs: Iterable[NamedNode]) -> None:
    """Drop passages that no claim in these graphs stands at any more, and empty graphs."""
    for graph in graphs:
        for quad in list(store.quads_for_pattern(None, TYPE, _PASSAGE, graph)):
            passage = quad.subject
            used = store.quads_for_pattern(None, DERIVED, passage, graph)
            if isinstance(passage, NamedNode) and next(iter(used), None) is None:
                for triple in list(description(store, passage, graph)):
                    store.remove(in_graph(triple, graph))
        drop_if_empty(store, graph)
