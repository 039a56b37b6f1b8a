"""The names that sources use of things in context, as claims have them: no accepted statement holds one."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, TypeGuard

from pyoxigraph import Literal, NamedNode, Quad, Store

from graph.claims.claim import (
    ACCEPTED,
    CONTEXT_NAME,
    OBJECT,
    PREDICATE,
    SAME_AS,
    STATUS,
    SUBJECT,
    properties_of,
)
from graph.claims.replaced import REPLACED
from graph.claims.standing import DECISIONS, merges, verdicts
from graph.store.difference import Difference
from ontology.iris import mint, name_of, source_graph, source_of_graph

_OF_A_CLAIM: Final = (PREDICATE, SUBJECT, OBJECT, STATUS)


def context_names(store: Store) -> Iterator[tuple[str, Literal, str]]:
    """Yield thing (IRI), name and source (IRI) of each name in context whose claim counts."""
    found = store.quads_for_pattern(None, PREDICATE, CONTEXT_NAME, None)
    first = next(found, None)
    if first is None:
        return
    standing = _Standing(store)
    for quad in (first, *found):
        yield from standing.named_by(quad)


@dataclass
class _Standing:
    """The claims of a store, by what reviewers decided."""

    store: Store

    @cached_property
    def verdicts(self) -> dict[NamedNode, str]:
        return verdicts(self.store)

    @cached_property
    def merges(self) -> dict[NamedNode, NamedNode]:
        return merges(self.store)

    @cached_property
    def merged_into(self) -> dict[NamedNode, list[NamedNode]]:
        found = defaultdict[NamedNode, list[NamedNode]](list)
        for thing, into in self.merges.items():
            found[into].append(thing)
        return found

    def named_by(self, quad: Quad) -> Iterator[tuple[str, Literal, str]]:
        """Give the name in context that a claim makes, by a quad of that claim, where it counts."""
        graph, claim = quad.graph_name, quad.subject
        source = source_of_graph(graph.value) if isinstance(graph, NamedNode) else None
        if source is None or not isinstance(graph, NamedNode) or not isinstance(claim, NamedNode):
            return
        said = properties_of(self.store, claim, graph)
        thing, name, status = (said.get(place) for place in (SUBJECT, OBJECT, STATUS))
        counts = isinstance(status, NamedNode) and self.verdicts.get(claim, status.value) in ACCEPTED
        if counts and isinstance(thing, NamedNode) and isinstance(name, Literal):
            yield self.merges.get(thing, thing).value, name, mint("source", source)


class ContextNames:
    """What a change does to names in context, looked at around the claims that changed."""

    def __init__(self, before: Store, after: Store, difference: Difference) -> None:
        self._difference = difference
        self._states = (_Standing(before), _Standing(after))
        self._after = self._states[1]

    def changed(self) -> set[tuple[str, str]]:
        """Return the things that may be called otherwise in a source now, each with that source (IRIs)."""
        claims, decided = set[tuple[NamedNode, NamedNode]](), False
        for quad in (*self._difference.gained, *self._difference.lost):
            graph = quad.graph_name
            if graph in (DECISIONS, REPLACED):
                decided = True
            elif (
                quad.predicate in _OF_A_CLAIM and _is_of_source(graph) and isinstance(quad.subject, NamedNode)
            ):
                claims.add((quad.subject, graph))
        pairs: set[tuple[str, str]] = set()
        for claim, graph in claims:
            of_names = self._is_said(claim, CONTEXT_NAME, graph)
            if of_names:
                pairs |= self._pairs(claim, graph)
            decided = decided or self._is_said(claim, SAME_AS, graph)
        return pairs | self._by_decisions() if decided else pairs

    def now(self, thing: str, source: str) -> Iterator[Literal]:
        """Give the names that a source uses of a thing in context now."""
        name = name_of(source)
        if name is None:
            return
        graph, node = NamedNode(source_graph(name.slug)), NamedNode(thing)
        for one in (node, *self._after.merged_into.get(node, ())):
            for quad in self._after.store.quads_for_pattern(None, SUBJECT, one, graph):
                if Quad(quad.subject, PREDICATE, CONTEXT_NAME, graph) in self._after.store:
                    for whom, literal, _ in self._after.named_by(quad):
                        if whom == thing:
                            yield literal

    def _is_said(self, claim: NamedNode, predicate: NamedNode, graph: NamedNode) -> bool:
        quad = Quad(claim, PREDICATE, predicate, graph)
        return any(quad in state.store for state in self._states)

    def _pairs(self, claim: NamedNode, graph: NamedNode) -> set[tuple[str, str]]:
        """Return whom a claim names, by itself or merged into another, before and now; each with the source."""
        source = mint("source", source_of_graph(graph.value) or "")
        found = set()
        for state in self._states:
            for quad in state.store.quads_for_pattern(claim, SUBJECT, None, graph):
                if isinstance(quad.object, NamedNode):
                    found.add((state.merges.get(quad.object, quad.object).value, source))
        return found

    def _by_decisions(self) -> set[tuple[str, str]]:
        """Return whom claims name that stand otherwise now, or that are of things merged otherwise."""
        before, after = self._states
        claims = _differing(before.verdicts, after.verdicts)
        things = _differing(before.merges, after.merges)
        found: set[tuple[str, str]] = set()
        quads = [
            q for one in claims for s in self._states for q in s.store.quads_for_pattern(one, PREDICATE, None)
        ]
        quads += [
            q for one in things for s in self._states for q in s.store.quads_for_pattern(None, SUBJECT, one)
        ]
        for quad in quads:
            graph, claim = quad.graph_name, quad.subject
            if (
                isinstance(claim, NamedNode)
                and _is_of_source(graph)
                and self._is_said(claim, CONTEXT_NAME, graph)
            ):
                found |= self._pairs(claim, graph)
        return found


def _is_of_source(graph: object) -> TypeGuard[NamedNode]:
    return isinstance(graph, NamedNode) and source_of_graph(graph.value) is not None


def _differing(one: Mapping[NamedNode, object], other: Mapping[NamedNode, object]) -> set[NamedNode]:
    return {key for key in one.keys() | other.keys() if one.get(key) != other.get(key)}
