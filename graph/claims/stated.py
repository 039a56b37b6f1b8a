"""What is stated of single things: `materialise.stated`, piece by piece."""

import itertools
from collections.abc import Iterator
from itertools import islice
from typing import Any, Final

from pyoxigraph import NamedNode, Quad, Store, Triple

from graph.claims import ancestry, materialise, standing
from graph.claims import claim as claims
from graph.claims.claim import graph_of_source
from graph.claims.dates import most_exact
from graph.claims.kept_standing import Merged, Verdicts
from graph.claims.materialise import HAS_TARGET, LABELS
from graph.claims.standing import DERIVED_FROM
from ontology.iris import ID, name_of, source_graph, source_of_graph
from ontology.kinds import kind_of

FEW: Final = 1_000
"""Claims about a thing up to which all are read."""


class View:
    """What is stated of single things in one state of claims and decisions."""

    def __init__(
        self, store: Store, decided: ancestry.Verdicts | None = None, merged: Merged | None = None
    ) -> None:
        """What decisions amount to is what is kept beside them, where it is not given."""
        self.store = store
        self._decided, self._merged = decided or Verdicts(store), merged or Merged(store)
        self.roots = ancestry.Roots(store, self._decided)
        self._about: dict[NamedNode, frozenset[Triple]] = {}
        self._spoken_of: dict[NamedNode, bool] = {}
        self._claims: dict[tuple[Any, Any], tuple[Triple, str] | None] = {}

    def about(self, thing: NamedNode) -> frozenset[Triple]:
        """Return what is stated with this subject; of a passage that a citation targets, its description."""
        found = self._about.get(thing)
        if found is None:
            found = self._about[thing] = frozenset(self._state(thing))
        return found

    def is_merged(self, thing: NamedNode) -> bool:
        """Whether a thing goes by several names, or by another one than this."""
        return thing in self._merged or bool(self._merged.into(thing))

    def one(self, thing: NamedNode) -> NamedNode:
        """Return what a thing was found to be."""
        found: NamedNode = self._merged.get(thing, thing)
        return found

    def has_few(self, thing: NamedNode) -> bool:
        """Whether no more than `FEW` claims are about a thing."""
        quads = self.store.quads_for_pattern(None, claims.SUBJECT, thing, None)
        return next(islice(quads, FEW, None), None) is None

    def pointing(self, thing: NamedNode) -> Iterator[NamedNode]:
        """Yield the things that something stated relates to this one, some of them perhaps twice."""
        for name in self.names(thing):
            for _, _, triple, _ in self._accepted(claims.OBJECT, name):
                subject = self.one(triple.subject)  # type: ignore[arg-type]
                if isinstance(subject, NamedNode) and subject != thing:
                    yield subject

    def is_spoken_of(self, thing: NamedNode) -> bool:
        """Whether a thing stands in anything that is stated, as subject or object."""
        found = self._spoken_of.get(thing)
        if found is None:
            found = self._spoken_of[thing] = self._is_spoken_of(thing)
        return found

    def _is_spoken_of(self, thing: NamedNode) -> bool:
        if next(self.pointing(thing), None) is not None:
            return True
        name = name_of(thing.value)
        if name is not None and name.kind == "source" and self._has_things(thing, source_graph(name.slug)):
            return True
        return self.is_told_of(thing) or bool(self.about(thing))

    def is_told_of(self, thing: NamedNode) -> bool:
        """Whether more is stated of a thing than its names and where it comes from: only then its names are stated."""
        for one in self.names(thing):
            for _, _, triple, _ in self._accepted(claims.SUBJECT, one):
                if triple.predicate not in LABELS and triple.predicate != DERIVED_FROM:
                    return True
        return self._is_related(thing)

    def is_named(self, thing: NamedNode) -> bool:
        """Whether some accepted claim gives a thing a name."""
        return any(
            triple.predicate in LABELS
            for one in self.names(thing)
            for _, _, triple, _ in self._accepted(claims.SUBJECT, one)
        )

    def _has_things(self, source: NamedNode, graph: str) -> bool:
        """Whether anything is stated that comes from a source, itself apart."""
        for quad in self.store.quads_for_pattern(None, claims.STATUS, None, NamedNode(graph)):
            triple = self._triple(quad)
            if triple is None or triple.subject == source:
                continue
            # A name of what is only a source of other things is not stated, though it is spoken of.
            if triple.predicate not in LABELS or self.is_told_of(self.one(triple.subject)):  # type: ignore[arg-type]
                return True
        return False

    def states_anything(self) -> bool:
        """Whether anything at all is stated."""
        own = (
            quad
            for status in claims.ACCEPTED
            for quad in self.store.quads_for_pattern(None, claims.STATUS, NamedNode(status), None)
        )
        decided = (
            claim
            for status in claims.ACCEPTED
            for quad in self.store.quads_for_pattern(
                None, standing.STANDING, NamedNode(status), standing.DECISIONS
            )
            for claim in self.store.quads_for_pattern(quad.subject, claims.STATUS, None, None)
        )
        return any(self._triple(quad) is not None for quad in itertools.chain(own, decided))

    def names(self, thing: NamedNode) -> tuple[NamedNode, ...]:
        """Return the names by which claims speak of a thing: none of one that was found to be another, unless decisions
        that all stand have found each to be the other."""
        into = self._merged.into(thing)
        return into if thing in self._merged else (thing, *into)

    def _state(self, thing: NamedNode) -> set[Triple]:
        if kind_of(thing.value) == "passage":
            return self._description(thing)
        said: set[Triple] = set()
        for one in self.names(thing):
            for graph, _, triple, _ in self._accepted(claims.SUBJECT, one):
                said.add(triple)
                source = NamedNode(f"{ID}source/" + (source_of_graph(graph.value) or ""))
                if triple.subject != source:
                    said.add(Triple(triple.subject, DERIVED_FROM, source))
        said = materialise.as_merged(said, self._merged)
        if all(t.predicate in LABELS or t.predicate == DERIVED_FROM for t in said):
            named = any(t.predicate in LABELS for t in said)
            if named and not self._is_related(thing):
                return set()
        return most_exact(said)

    def _description(self, passage: NamedNode) -> set[Triple]:
        found: set[Triple] = set()
        for graph, _, triple, _ in self._accepted(claims.OBJECT, passage):
            if triple.predicate == HAS_TARGET:
                found.update(materialise.description(self.store, passage, graph))
        return found

    def _is_related(self, thing: NamedNode) -> bool:
        """Whether something is stated that relates another thing to this one, but that it comes from a source."""
        for name in self.names(thing):
            for _, _, triple, _ in self._accepted(claims.OBJECT, name):
                related = triple.predicate not in LABELS and triple.predicate != DERIVED_FROM
                if related and self.one(triple.subject) != thing:  # type: ignore[arg-type]
                    return True
        own = name_of(thing.value)
        if own is None or own.kind != "source":
            return False
        # A description of a passage names its source.
        graph = NamedNode(source_graph(own.slug))
        return any(
            self._triple(quad) is not None
            for quad in self.store.quads_for_pattern(None, claims.PREDICATE, HAS_TARGET, graph)
        )

    # -- claims -------------------------------------------------------------------------------------------------------

    def claimed(self, triple: Triple) -> list[tuple[NamedNode, str]]:
        """Return the accepted claims of a statement, each with its status as reviewers left it."""
        return [
            (claim, status)
            for one in self.names(triple.subject)  # type: ignore[arg-type]
            for _, claim, said, status in self._accepted(claims.SUBJECT, one)
            if said.predicate == triple.predicate
            and self._merged.get(said.object, said.object) == triple.object
        ]

    def says(self, triple: Triple) -> bool:
        """Whether an accepted claim makes a statement; of its subject and object that with fewer claims is read."""
        ends = ((claims.SUBJECT, triple.subject), (claims.OBJECT, triple.object))
        sides = [self._naming(place, term) for place, term in ends]
        while True:
            for side in sides:
                quad = next(side, None)
                if quad is None:
                    return False
                if Quad(quad.subject, claims.PREDICATE, triple.predicate, quad.graph_name) in self.store:
                    said = self._triple(quad)
                    if said is not None and (self.one(said.subject), self.one(said.object)) == (  # type: ignore[arg-type]
                        triple.subject,
                        triple.object,
                    ):
                        return True

    def _naming(self, place: NamedNode, term: Any) -> Iterator[Quad]:
        """Yield the quads that have a term in a place, by whatever name."""
        for name in (term, *self._merged.into(term)):
            yield from self.store.quads_for_pattern(None, place, name, None)

    def comes_from(self, thing: NamedNode, graph: NamedNode) -> bool:
        """Whether a source, by its graph, states anything of a thing."""
        return any(
            self._triple(quad) is not None
            for name in self.names(thing)
            for quad in self.store.quads_for_pattern(None, claims.SUBJECT, name, graph)
        )

    def values(self, thing: NamedNode, predicate: NamedNode) -> set[Triple]:
        """Return the statements of a thing with a property, vague dates beside more exact ones."""
        return {
            Triple(thing, predicate, self.one(said.object))  # type: ignore[arg-type]
            for name in self.names(thing)
            for quad in self.store.quads_for_pattern(None, claims.SUBJECT, name, None)
            if Quad(quad.subject, claims.PREDICATE, predicate, quad.graph_name) in self.store
            and (said := self._triple(quad)) is not None
        }

    def _triple(self, quad: Quad) -> Triple | None:
        """Return what a claim states, by any quad of it; None where it does not count, or is never stated."""
        found = self._read(quad)
        return None if found is None else found[0]

    def _accepted(
        self, place: NamedNode, term: NamedNode
    ) -> Iterator[tuple[NamedNode, NamedNode, Triple, str]]:
        for quad in self.store.quads_for_pattern(None, place, term, None):
            found = self._read(quad)
            if found is not None:
                yield quad.graph_name, quad.subject, *found  # type: ignore[misc]

    def _read(self, quad: Quad) -> tuple[Triple, str] | None:
        graph, claim = quad.graph_name, quad.subject
        try:
            return self._claims[claim, graph]
        except KeyError:
            found = self._claims[claim, graph] = self._read_claim(claim, graph)
            return found

    def _read_claim(self, claim: Any, graph: Any) -> tuple[Triple, str] | None:
        if not graph_of_source(graph):
            return None
        # Most claims of articles are only proposed: of them no more is read.
        own = next(self.store.quads_for_pattern(claim, claims.STATUS, None, graph), None)
        status = own.object.value if own is not None and isinstance(own.object, NamedNode) else ""
        effective = self._decided.get(claim, status)
        if effective not in claims.ACCEPTED:
            return None
        said = claims.properties_of(self.store, claim, graph)
        if said.get(claims.PREDICATE) in claims.NEVER_STATED:
            return None
        try:
            return Triple(said[claims.SUBJECT], said[claims.PREDICATE], said[claims.OBJECT]), effective
        except (KeyError, TypeError):
            return None  # half of a claim, put in by hand: `huunghi validate` names it
