"""Which claims a change put in, took out or lets count otherwise, and what they speak of."""

from collections import defaultdict
from dataclasses import dataclass, field

from pyoxigraph import NamedNode, Store, Triple

from graph.claims import claim as claims
from graph.claims.claim import graph_of_source
from graph.claims.premises import LARGEST, TooFar
from graph.claims.standing import DECISIONS, MERGED_INTO, STANDING
from graph.store.difference import Difference
from ontology.kinds import kind_of

Named = tuple[NamedNode, NamedNode]
"""A claim and the graph that holds it."""


@dataclass
class Changed:
    """What claims that changed say, in the names that they use: by subject, and by property and object.

    `graphs` has the graphs of the claims about each subject, `moved` the things that are taken for others now, or are
    no longer.
    """

    claims: set[Named] = field(default_factory=set)
    said: dict[NamedNode, set[Triple]] = field(default_factory=lambda: defaultdict(set))
    pointing: dict[tuple[NamedNode, NamedNode], set[NamedNode]] = field(
        default_factory=lambda: defaultdict(set)
    )
    graphs: dict[NamedNode, set[NamedNode]] = field(default_factory=lambda: defaultdict(set))
    moved: set[NamedNode] = field(default_factory=set)

    @property
    def things(self) -> set[NamedNode]:
        """What the claims speak of: their subjects, and their objects where these are nodes."""
        return {*self.said, *(value for _, value in self.pointing), *self.moved}

    def add(self, claim: NamedNode, graph: NamedNode, triple: Triple) -> None:
        """Note a claim that changed, and what it says."""
        if triple.predicate in claims.NEVER_STATED or not isinstance(triple.subject, NamedNode):
            return
        self.claims.add((claim, graph))
        self.said[triple.subject].add(triple)
        self.graphs[triple.subject].add(graph)
        if isinstance(triple.object, NamedNode):
            self.pointing[triple.predicate, triple.object].add(triple.subject)


def of_difference(before: Store, after: Store, difference: Difference) -> Changed:
    """Return what the claims say that are others in two states of a store, or count otherwise."""
    found = Changed()
    for claim, graph in _changed(before, after, difference):
        for state in (before, after):
            _note(found, state, claim, graph)
    found.moved = {
        end
        for quad in (*difference.gained, *difference.lost)
        if quad.graph_name == DECISIONS and quad.predicate == MERGED_INTO
        for end in (quad.subject, quad.object)
        if isinstance(end, NamedNode)
    }
    for thing in found.moved:
        for place in (claims.SUBJECT, claims.OBJECT):
            for state in (before, after):
                for quad in state.quads_for_pattern(None, place, thing, None):
                    if graph_of_source(quad.graph_name):
                        _note(found, state, quad.subject, quad.graph_name)
                    if len(found.claims) > LARGEST:
                        raise TooFar
    return found


def graphs_in(difference: Difference) -> set[NamedNode]:
    """Return the graphs of sources in which anything was written."""
    quads = (*difference.gained, *difference.lost)
    return {quad.graph_name for quad in quads if graph_of_source(quad.graph_name)}


def _note(found: Changed, state: Store, claim: object, graph: object) -> None:
    said = claims.properties_of(state, claim, graph)  # type: ignore[arg-type]
    try:
        triple = Triple(said[claims.SUBJECT], said[claims.PREDICATE], said[claims.OBJECT])
    except (KeyError, TypeError):
        return
    found.add(claim, graph, triple)  # type: ignore[arg-type]


def _changed(before: Store, after: Store, difference: Difference) -> set[Named]:
    found: set[Named] = set()
    decided: set[NamedNode] = set()
    passages: set[Named] = set()
    for quad in (*difference.gained, *difference.lost):
        graph, subject = quad.graph_name, quad.subject
        if not isinstance(subject, NamedNode):
            continue
        if graph == DECISIONS and quad.predicate == STANDING:
            decided.add(subject)
        elif graph_of_source(graph):
            name = subject.value.partition("#")[0]
            if kind_of(name) == "passage":
                passages.add((NamedNode(name), graph))
            else:
                found.add((subject, graph))
    for state in (before, after):
        for claim in decided:
            quads = state.quads_for_pattern(claim, claims.STATUS, None, None)
            found.update((claim, q.graph_name) for q in quads if graph_of_source(q.graph_name))
        for passage, graph in passages:  # as citations target it, its description is stated
            targets = state.quads_for_pattern(None, claims.OBJECT, passage, graph)
            found.update((q.subject, graph) for q in targets if isinstance(q.subject, NamedNode))
    return found
