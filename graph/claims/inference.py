"""Keep the claims that follow from other claims: citing by containment, silence, and proposals on bodies that moved.

They are written into the source's graph beside what they rest on, and made anew whenever claims or decisions there
change: after any load of tables or articles, a withdrawal, or a decision.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode, Quad, Store, Triple

from graph.claims import claim as claims
from graph.claims import containment, moved_bodies, silence
from graph.claims.claim import Claim
from graph.claims.materialise import claim_graphs
from graph.claims.standing import merges, verdicts
from graph.claims.statements import SourceClaims
from ontology.iris import mint, source_of_graph

DERIVED_RUNS: Final = {
    containment.RUN: "citing by containment, derived from accepted claims",
    silence.RUN: "silence of sources that were read whole, derived from accepted claims",
    moved_bodies.RUN: "what may have become of bodies whose places became others, proposed by rule",
}
"""The runs of derived claims, and what readers call them."""


@dataclass(frozen=True)
class Inferred:
    """What changed: counts of claims, the things they speak of, the runs that added any, and the graphs."""

    added: int = 0
    removed: int = 0
    touched: frozenset[NamedNode] = frozenset()
    runs: frozenset[str] = frozenset()
    graphs: frozenset[NamedNode] = frozenset()


def put_inferences(store: Store, graphs: Iterable[NamedNode] | None = None) -> Inferred:
    """Make the derived claims of these sources' graphs (all where none are named) what follows from the others now."""
    decided, merged = verdicts(store), merges(store)
    proposed = moved_bodies.moved(store, decided, merged)
    # What became of a place may be told in another source than whose place it is.
    moved = {*proposed, *_graphs_of(store, moved_bodies.RUN)}
    wanted, readings = _affected(store, None if graphs is None else {*graphs, *moved}, decided)
    added = removed = 0
    touched: set[NamedNode] = set()
    runs: set[str] = set()
    changed: set[NamedNode] = set()
    for graph in sorted(wanted, key=str):
        said = SourceClaims(store, graph, decided)
        contained, pairs = containment.contained(said, merged)
        fresh, stale = _replace(store, graph, containment.RUN, contained, pairs)
        # What is silent depends on what cites by containment, so it comes second.
        more_fresh, more_stale = _replace(
            store, graph, silence.RUN, silence.silent(said, readings, merged), set()
        )
        put, gone = _replace(store, graph, moved_bodies.RUN, proposed.get(graph, []), set())
        fresh, stale = [*fresh, *more_fresh, *put], [*stale, *more_stale, *gone]
        runs |= {one.run for one in fresh if one.run}
        changed |= {graph} if fresh or stale else set()
        added += len(fresh)
        removed += len(stale)
        for triple in (*(one.triple for one in fresh), *stale):
            touched |= {end for end in (triple.subject, triple.object) if isinstance(end, NamedNode)}
    return Inferred(added, removed, frozenset(touched), frozenset(runs), frozenset(changed))


def derived_claims(store: Store, graphs: Iterable[NamedNode]) -> Iterator[Claim]:
    """Yield the derived claims that stand in these sources' graphs."""
    for graph in graphs:
        source = mint("source", source_of_graph(graph.value) or "")
        for run in DERIVED_RUNS:
            for quad in store.quads_for_pattern(None, claims.GENERATED, NamedNode(run), graph):
                if isinstance(quad.subject, NamedNode):
                    yield claims.read_one(store, quad.subject, source=source)


def _graphs_of(store: Store, run: str) -> set[NamedNode]:
    """Return the graphs that hold claims of a run."""
    made = store.quads_for_pattern(None, claims.GENERATED, NamedNode(run), None)
    return {quad.graph_name for quad in made if isinstance(quad.graph_name, NamedNode)}


def _affected(
    store: Store, graphs: Iterable[NamedNode] | None, decided: Mapping[NamedNode, str]
) -> tuple[set[NamedNode], silence.Readings]:
    """Return the graphs whose derived claims may change, and the readings of their sources.

    Where some graphs are named, only they, the sources of which they say how these were read, and what speaks of all
    these are looked at: a decision costs no more in a store of many sources.
    """
    if graphs is None:
        held = list(claim_graphs(store))
        return set(held), silence.read_readings(store, held, decided)
    wanted = set(graphs)
    for about in silence.read_readings(store, list(wanted), decided).told_in.values():
        wanted |= about
    wanted = {graph for graph in wanted if source_of_graph(graph.value) and store.contains_named_graph(graph)}
    speaking = set(wanted)
    for graph in wanted:
        source = NamedNode(mint("source", source_of_graph(graph.value) or ""))
        quads = store.quads_for_pattern(None, claims.OBJECT, source, None)
        speaking.update(q.graph_name for q in quads if isinstance(q.graph_name, NamedNode))
    return wanted, silence.read_readings(store, sorted(speaking, key=str), decided)


def _replace(
    store: Store, graph: NamedNode, run: str, wanted: list[Claim], pairs: set[Quad]
) -> tuple[list[Claim], list[Triple]]:
    """Make the run's claims in a graph these; return the new ones, and what those say that went."""
    made = NamedNode(run)
    present = {
        q.subject
        for q in store.quads_for_pattern(None, claims.GENERATED, made, graph)
        if isinstance(q.subject, NamedNode)
    }
    held: dict[NamedNode, set[Quad]] = {
        one: set(store.quads_for_pattern(one, None, None, graph)) for one in present
    }
    by_name = {NamedNode(one.iri): one for one in wanted}
    # The passages of these claims are those of claims that other runs made, and described with them.
    quads = {name: {q for q in one.quads() if q.subject == name} for name, one in by_name.items()}
    changed = [name for name, own in quads.items() if held.get(name) != own]
    gone = [name for name in held if name not in quads]
    said = [claims.properties_of(store, name, graph) for name in gone]
    stale = [
        Triple(one[claims.SUBJECT], one[claims.PREDICATE], one[claims.OBJECT])
        for one in said
        if {claims.SUBJECT, claims.PREDICATE, claims.OBJECT} <= one.keys()
    ]
    for name in (*gone, *changed):
        for quad in held.get(name, ()):
            store.remove(quad)
    store.extend(quad for name in changed for quad in quads[name])
    if run == containment.RUN:
        nested = set(store.quads_for_pattern(None, containment.WITHIN, None, graph))
        for quad in nested - pairs:
            store.remove(quad)
        store.extend(pairs - nested)
    return [by_name[name] for name in changed], stale
