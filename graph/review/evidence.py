"""What stands of single things in a store, by whatever name sources speak of them, and the claims that say it.

Reads only. Statements are those of the accepted layer; claims count by their status and the decisions on them.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, Final

from pyoxigraph import DefaultGraph, Literal, NamedNode, Store

from graph.claims import claim as claims
from graph.claims.as_of import TimeSpan
from graph.claims.claim import ACCEPTED, Claim
from graph.claims.standing import merges, verdicts
from ontology.iris import mint, source_of_graph
from ontology.terms import hn, org, schema

Value = NamedNode | Literal
DEFAULT: Final = DefaultGraph()
START: Final = NamedNode(schema.startDate)
END: Final = NamedNode(schema.endDate)
ENDED_BY: Final = NamedNode(hn.endedBy)
MEMBER: Final = NamedNode(org.member)


class Facts:
    """The accepted layer and the claims of one state of a store."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.decided = verdicts(store)
        self.merged = merges(store)
        self._from: dict[NamedNode, list[NamedNode]] = defaultdict(list)
        for thing, into in self.merged.items():
            self._from[into].append(thing)

    def values(self, thing: Any, predicate: NamedNode) -> list[Value]:
        """Return what is accepted of a thing by a property, in a steady order."""
        found = [
            q.object
            for q in self.store.quads_for_pattern(thing, predicate, None, DEFAULT)
            if isinstance(q.object, NamedNode | Literal)
        ]
        return sorted(found, key=str)

    def texts(self, thing: Any, predicate: NamedNode) -> list[str]:
        """Return the values of a property as text: dates, say."""
        return [value.value for value in self.values(thing, predicate)]

    def subjects(self, predicate: NamedNode, value: Any) -> list[NamedNode]:
        """Return the things of which a value is accepted, in a steady order."""
        found = {
            q.subject
            for q in self.store.quads_for_pattern(None, predicate, value, DEFAULT)
            if isinstance(q.subject, NamedNode)
        }
        return sorted(found, key=str)

    def names_of(self, thing: NamedNode) -> tuple[NamedNode, ...]:
        """Return a thing and whatever was merged into it."""
        return (thing, *self._from.get(thing, ()))

    def standing(self, claim: Claim) -> str:
        """Return the status of a claim, by decision where there is one."""
        return self.decided.get(NamedNode(claim.iri), claim.status)

    def claims_about(self, thing: NamedNode, predicate: NamedNode | None = None) -> Iterator[Claim]:
        """Yield every claim with this subject, whatever its standing, in no order."""
        for name in self.names_of(thing):
            for quad in self.store.quads_for_pattern(None, claims.SUBJECT, name, None):
                yield from self._read(quad.subject, quad.graph_name, predicate)

    def claims_with_value(self, thing: NamedNode) -> Iterator[Claim]:
        """Yield every claim that says something of another thing by naming this one."""
        for name in self.names_of(thing):
            for quad in self.store.quads_for_pattern(None, claims.OBJECT, name, None):
                yield from self._read(quad.subject, quad.graph_name, None)

    def _read(self, node: Any, graph: Any, predicate: NamedNode | None) -> Iterator[Claim]:
        slug = source_of_graph(graph.value) if isinstance(graph, NamedNode) else None
        if slug is None or not isinstance(node, NamedNode):
            return
        if predicate is not None:
            said = next(self.store.quads_for_pattern(node, claims.PREDICATE, None, graph), None)
            if said is None or said.object != predicate:
                return
        try:
            claim = claims.read_one(self.store, node, source=mint("source", slug))
        except (KeyError, AttributeError):
            return  # half of a claim, put in by hand: `huunghi validate` names it
        yield claim

    def saying(self, thing: NamedNode, predicate: NamedNode, value: Any) -> tuple[Claim, ...]:
        """Return the accepted claims of a statement, in the order of their places."""
        names = self.names_of(value) if isinstance(value, NamedNode) else (value,)
        found = [
            claim
            for claim in self.claims_about(thing, predicate)
            if claim.triple.object in names and self.standing(claim) in ACCEPTED
        ]
        return tuple(sorted(found, key=place_of))

    def span(self, record: NamedNode) -> TimeSpan:
        """Return the dates of a record: when it began and ended, and the days for which sources attest it."""
        attested = {
            "/".join(filter(None, (claim.as_of.start, claim.as_of.end)))
            for claim in self.claims_about(record, MEMBER)
            if claim.as_of is not None and self.standing(claim) in ACCEPTED
        }
        return TimeSpan(
            starts=tuple(self.texts(record, START)),
            ends=tuple(self.texts(record, END)),
            ended_by=tuple(self.texts(record, ENDED_BY)),
            attested=tuple(sorted(attested)),
        )


def place_of(claim: Claim) -> tuple[str, int, str]:
    """The order of claims: their source, their place in it, what they say."""
    start = claim.passage.start if claim.passage else None
    return claim.source, -1 if start is None else start, str(claim.triple)
