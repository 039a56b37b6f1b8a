"""One source's claims as they stand after the decisions, found by property: what derived claims are made from."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pyoxigraph import NamedNode, Store

from graph.claims import claim as claims
from graph.claims.claim import ACCEPTED, EXPLICIT, REJECTED
from ontology.kinds import kind_of


@dataclass(frozen=True)
class Said:
    """One claim: its IRI, what it says, its status as reviewers left it, and the passages that it rests on.

    `runs` are the IRIs of what made it.
    """

    claim: NamedNode
    subject: NamedNode
    object: Any
    status: str
    passages: tuple[str, ...]
    runs: frozenset[str]

    @property
    def accepted(self) -> bool:
        return self.status in ACCEPTED

    @property
    def rejected(self) -> bool:
        return self.status == REJECTED

    @property
    def explicit(self) -> bool:
        return self.status == EXPLICIT


class SourceClaims:
    """Reads the claims in the graph of one source; `decided` are the verdicts of the decisions that stand."""

    def __init__(self, store: Store, graph: NamedNode, decided: Mapping[NamedNode, str]) -> None:
        self.store = store
        self.graph = graph
        self._decided = decided

    def saying(self, property_iri: str) -> Iterator[Said]:
        """Yield the claims that use a property, whatever their status."""
        wanted = NamedNode(property_iri)
        for quad in self.store.quads_for_pattern(None, claims.PREDICATE, wanted, self.graph):
            if isinstance(quad.subject, NamedNode) and (said := self.read(quad.subject)) is not None:
                yield said

    def read(self, claim: NamedNode) -> Said | None:
        """Return one claim of the graph; None for half of one, put in by hand."""
        values: dict[NamedNode, list[Any]] = {}
        for quad in self.store.quads_for_pattern(claim, None, None, self.graph):
            values.setdefault(quad.predicate, []).append(quad.object)
        try:
            subject, value = values[claims.SUBJECT][0], values[claims.OBJECT][0]
            statuses = {one.value for one in values[claims.STATUS]}
        except KeyError:
            return None
        if not isinstance(subject, NamedNode):
            return None
        status = self._decided.get(claim) or next(iter(sorted(statuses & ACCEPTED)), min(statuses))
        rests_on = values.get(claims.DERIVED, [])
        return Said(
            claim,
            subject,
            value,
            status,
            tuple(sorted({one.value for one in rests_on if kind_of(one.value) == "passage"})),
            frozenset(one.value for one in values.get(claims.GENERATED, ())),
        )
