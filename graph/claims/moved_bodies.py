"""Propose what may have become of a body whose place became another; nothing of it is accepted by that.

The law that ends a province ends no Party committee, Front or union: its superior decides. So the change of the place
is a reason to look, and no more: a merger with the body of the same kind of the new place, where there is just one, or
else the new place as the body's territory. What a source says of the body itself takes the proposal away.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad, Store, Triple

from graph.claims import claim as claims
from graph.claims.claim import PROPOSED, TYPE, Claim
from graph.claims.statements import Said, SourceClaims
from ontology.iris import mint, name_of, source_of_graph
from ontology.terms import hn, org, schema, skos

RUN: Final = mint("run", "moved-bodies")


@dataclass(frozen=True)
class _Place:
    """A place that ended: what it became, by which change, on which day, and the claims that say so."""

    became: NamedNode
    change: NamedNode
    day: str
    premises: tuple[str, ...]


@dataclass
class _Accepted:
    """The accepted claims of all sources that no run of ours proposed, found by what they say; merged things as one."""

    store: Store
    decided: Mapping[NamedNode, str]
    merged: Mapping[NamedNode, NamedNode]
    sources: dict[NamedNode, SourceClaims] = field(default_factory=dict)

    def saying(self, property_iri: str) -> Iterator[tuple[NamedNode, Said]]:
        """Yield the graph and the claims that use a property."""
        wanted = NamedNode(property_iri)
        yield from self._read(self.store.quads_for_pattern(None, claims.PREDICATE, wanted, None))

    def about(self, thing: NamedNode, property_iri: str) -> list[tuple[NamedNode, Said]]:
        """Return the claims that say a property of a thing, by graph and name."""
        return self._of(claims.SUBJECT, thing, property_iri)

    def with_value(self, property_iri: str, thing: NamedNode) -> list[tuple[NamedNode, Said]]:
        """Return the claims that say a property with this value, by graph and name."""
        return self._of(claims.OBJECT, thing, property_iri)

    def one(self, thing: NamedNode) -> NamedNode:
        """Return what a thing was found to be."""
        return self.merged.get(thing, thing)

    def _of(self, place: NamedNode, thing: NamedNode, property_iri: str) -> list[tuple[NamedNode, Said]]:
        names = [thing, *(name for name, into in self.merged.items() if into == thing)]
        wanted = NamedNode(property_iri)
        quads = [
            quad
            for name in names
            for quad in self.store.quads_for_pattern(None, place, name, None)
            if Quad(quad.subject, claims.PREDICATE, wanted, quad.graph_name) in self.store
        ]
        return sorted(self._read(quads), key=lambda pair: (pair[0].value, pair[1].claim.value))

    def _read(self, quads: Iterable[Quad]) -> Iterator[tuple[NamedNode, Said]]:
        for quad in quads:
            graph, claim = quad.graph_name, quad.subject
            if not isinstance(graph, NamedNode) or not isinstance(claim, NamedNode):
                continue
            if source_of_graph(graph.value) is None:
                continue
            if graph not in self.sources:
                self.sources[graph] = SourceClaims(self.store, graph, self.decided)
            said = self.sources[graph].read(claim)
            if said is not None and said.accepted and RUN not in said.runs:
                yield graph, said


def moved(
    store: Store, decided: Mapping[NamedNode, str], merged: Mapping[NamedNode, NamedNode]
) -> dict[NamedNode, list[Claim]]:
    """Return graph -> the claims to propose there: beside the first claim that names the body's territory."""
    accepted = _Accepted(store, decided, merged)
    found: dict[NamedNode, list[Claim]] = defaultdict(list)
    for place, one in sorted(_ended(accepted).items(), key=str):
        beside = _bodies_of(accepted, one.became)
        for body, (graph, claim) in sorted(_bodies_of(accepted, place).items(), key=str):
            if body in beside or accepted.with_value(org.originalOrganization, body):
                continue
            kinds = _kinds(accepted, body)
            others = [other for other in sorted(beside, key=str) if kinds & _kinds(accepted, other)]
            found[graph] += _proposed(accepted, body, place, one, claim, others, graph)
    return found


def _ended(accepted: _Accepted) -> dict[NamedNode, _Place]:
    """Return the places that ended by a dated change into one other place, with the change."""
    originals: dict[NamedNode, dict[NamedNode, Said]] = defaultdict(dict)
    for _, said in accepted.saying(hn.originalPlace):
        held = originals[said.subject].get(accepted.one(said.object))
        if held is None or said.claim.value < held.claim.value:
            originals[said.subject][accepted.one(said.object)] = said
    found: dict[NamedNode, _Place] = {}
    for change, before in originals.items():
        results = {
            accepted.one(said.object): said for _, said in reversed(accepted.about(change, hn.resultingPlace))
        }
        dated = [said for _, said in accepted.about(change, schema.endDate)]
        if len(results) != 1 or not dated:
            continue
        ((became, result),) = results.items()
        day = min(dated, key=lambda said: (said.object.value, said.claim.value))
        for place, original in before.items():
            if place != became:
                premises = (original.claim.value, result.claim.value, day.claim.value)
                found[place] = _Place(became, change, day.object.value, premises)
    return found


def _bodies_of(accepted: _Accepted, place: NamedNode) -> dict[NamedNode, tuple[NamedNode, str]]:
    """Return the bodies of a place, each with the graph and the name of the first claim that says so."""
    found: dict[NamedNode, tuple[NamedNode, str]] = {}
    for graph, said in accepted.with_value(hn.territory, place):
        found.setdefault(accepted.one(said.subject), (graph, said.claim.value))
    return found


def _kinds(accepted: _Accepted, body: NamedNode) -> set[object]:
    return {said.object for _, said in accepted.about(body, org.classification)}


def _proposed(
    accepted: _Accepted,
    body: NamedNode,
    place: NamedNode,
    one: _Place,
    claim: str,
    others: list[NamedNode],
    graph: NamedNode,
) -> Iterator[Claim]:
    def name(thing: NamedNode) -> str:
        labels = (said.object for _, said in accepted.about(thing, skos.prefLabel))
        english = (label.value for label in labels if isinstance(label, Literal) and label.language == "en")
        own = name_of(thing.value)
        return next(english, own.slug if own else thing.value)

    reason = (
        f"Its territory, {name(place)}, became part of {name(one.became)} on {one.day}. That says nothing of the body: "
        "accept it where a source of the body says so."
    )
    source = mint("source", source_of_graph(graph.value) or "")

    def propose(subject: NamedNode, predicate: NamedNode, value: NamedNode | Literal) -> Claim:
        return Claim(
            Triple(subject, predicate, value),
            source,
            status=PROPOSED,
            reason=reason,
            run=RUN,
            premises=(claim, *one.premises),
        )

    if len(others) != 1:
        yield propose(body, NamedNode(hn.territory), one.became)
        return
    own, change = name_of(body.value), name_of(one.change.value)
    merger = NamedNode(mint("change", f"{own.slug if own else 'body'}-{change.slug if change else 'change'}"))
    label = Literal(f"Merger of {name(body)} into {name(others[0])}", language="en")
    yield propose(merger, TYPE, NamedNode(hn.Merger))
    yield propose(merger, NamedNode(skos.prefLabel), label)
    for original in (body, others[0]):
        yield propose(merger, NamedNode(org.originalOrganization), original)
    yield propose(merger, NamedNode(org.resultingOrganization), others[0])
