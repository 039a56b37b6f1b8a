"""Keep the claims that follow from other claims: citing by containment, silence, and proposals on bodies that moved.

They are written into the source's graph beside what they rest on, and made anew whenever claims or decisions there
change: after any load of tables or articles, a withdrawal, or a decision.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode, Quad, Store, Triple

from graph.claims import claim as claims
from graph.claims import containment, moved_bodies, silence
from graph.claims.changed import graphs_in
from graph.claims.claim import Claim, graph_of_source
from graph.claims.materialise import claim_graphs
from graph.claims.standing import DECISIONS, MERGED_INTO, STANDING, merges, verdicts
from graph.claims.statements import SourceClaims
from graph.store.difference import Difference
from ontology.iris import mint, source_graph, source_of_graph
from ontology.kinds import kind_of

DERIVED_RUNS: Final = {
    containment.RUN: "citing by containment, derived from accepted claims",
    silence.RUN: "silence of sources that were read whole, derived from accepted claims",
    moved_bodies.RUN: "what may have become of bodies whose places became others, proposed by rule",
}
"""The runs of derived claims, and what readers call them."""


@dataclass(frozen=True)
class Inferred:
    """What changed: counts of claims, the runs that added any, and the graphs."""

    added: int = 0
    removed: int = 0
    runs: frozenset[str] = frozenset()
    graphs: frozenset[NamedNode] = frozenset()


def graphs_to_infer(store: Store, difference: Difference) -> set[NamedNode]:
    """Return the graphs of sources whose derived claims may be others by what was written: of what it speaks for, of
    the sources that it says how they were read, and of what counts otherwise or is taken for another thing now."""
    found = graphs_in(difference)
    for quad in (*difference.gained, *difference.lost):
        subject, value = quad.subject, quad.object
        if quad.graph_name == DECISIONS and isinstance(subject, NamedNode):
            if quad.predicate == STANDING:
                for own in store.quads_for_pattern(subject, None, None, None):
                    if graph_of_source(own.graph_name):
                        found.add(own.graph_name)
                        found |= set(_of_reading(store, own))
            elif quad.predicate == MERGED_INTO:
                for thing in (subject, value):
                    for place in (claims.SUBJECT, claims.OBJECT):
                        quads = store.quads_for_pattern(None, place, thing, None)
                        found |= {q.graph_name for q in quads if graph_of_source(q.graph_name)}
        else:
            found |= set(_of_reading(store, quad))
    return found


def told_of(made: Iterable[Claim]) -> Iterator[NamedNode]:
    """Yield the graphs of the sources that claims speak of as objects: they may say how these were read."""
    for claim in made:
        value = claim.triple.object
        if isinstance(value, NamedNode) and kind_of(value.value) == "source":
            yield NamedNode(source_graph(value.value.rpartition("/")[2]))


def _of_reading(store: Store, quad: Quad) -> Iterator[NamedNode]:
    """Yield the graphs of the sources of which a claim says how they were read, by a quad of it."""
    if not isinstance(quad.object, NamedNode):
        return
    kind = kind_of(quad.object.value)
    if quad.predicate == claims.OBJECT and kind == "source":
        yield NamedNode(source_graph(quad.object.value.rpartition("/")[2]))
    elif quad.predicate == claims.SUBJECT and kind == "run":
        for claim in store.quads_for_pattern(None, claims.SUBJECT, quad.object, None):
            for said in store.quads_for_pattern(claim.subject, claims.OBJECT, None, claim.graph_name):
                yield from _of_reading(store, said)


def put_inferences(store: Store, graphs: Iterable[NamedNode] | None = None) -> Inferred:
    """Make the derived claims of these sources' graphs (all where none are named) what follows from the others now."""
    decided, merged = verdicts(store), merges(store)
    proposed = moved_bodies.moved(store, decided, merged)
    # What became of a place may be told in another source than whose place it is.
    moved = {*proposed, *_graphs_of(store, moved_bodies.RUN)}
    wanted = set(claim_graphs(store)) if graphs is None else {*graphs, *moved}
    added = removed = 0
    runs: set[str] = set()
    changed: set[NamedNode] = set()
    for graph in sorted(wanted, key=str):
        if graphs is not None and not store.contains_named_graph(graph):
            continue
        said = SourceClaims(store, graph, decided)
        contained, pairs = containment.contained(said, merged)
        fresh, stale = _replace(store, graph, containment.RUN, contained, pairs)
        # What is silent depends on what cites by containment, so it comes second.
        more_fresh, more_stale = _replace(
            store, graph, silence.RUN, silence.silent(said, decided, merged), set()
        )
        put, gone = _replace(store, graph, moved_bodies.RUN, proposed.get(graph, []), set())
        fresh, stale = [*fresh, *more_fresh, *put], [*stale, *more_stale, *gone]
        runs |= {one.run for one in fresh if one.run}
        changed |= {graph} if fresh or stale else set()
        added += len(fresh)
        removed += len(stale)
    return Inferred(added, removed, frozenset(runs), frozenset(changed))


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
