"""Extend the accepted layer by the claims of sources that were not there before, looking only at what they speak of.

A load of many articles adds graphs and changes none. What was accepted of a thing is then in the default graph already,
and is read from there, not from all the claims that ever spoke of it. The neighbourhood is derived as for any change
(`graph.claims.incremental`); `derive` comes to the same, and a test compares. Where a layer cannot grow so (things were
merged, something was put in directly, a source that was there is changed), it is derived whole at the end.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any, Final

from pyoxigraph import NamedNode, Quad, Store, Triple

from graph.claims import ancestry, materialise
from graph.claims import claim as claims
from graph.claims.claim import Claim
from graph.claims.dates import most_exact
from graph.claims.incremental import TooFar, View, is_thing, revise, same_vocabulary
from graph.claims.materialise import ASSERTED, DEFAULT, ENTAILED, HAS_TARGET, LABELS, VOCABULARY, in_graph
from graph.claims.standing import DECISIONS, DERIVED_FROM, merges, verdicts
from graph.store.change import Change
from ontology.iris import ID, ORIGINS_GRAPH, source_of_graph
from ontology.terms import hn

_MANY: Final = 50
"""Statements of one thing from which they are kept at hand between one addition and the next."""


_Name = tuple[NamedNode, NamedNode, Any]
"""The graph of a claim, the property by which it names its thing, and the name."""


class Growth:
    """The accepted layer of a version in the making, while claims of new sources are added to it.

    `added` and `removed` count the statements in which it differs from the parent's, once `finish` was called.
    """

    def __init__(self, change: Change) -> None:
        self._change = change
        store = change.store
        self.added = self.removed = 0
        self._lost: set[Triple] = set()
        self._many: dict[NamedNode, frozenset[Triple]] = {}
        self._whole = not _can_grow(store)
        self._recorded = materialise.recorded(store) if self._whole else frozenset()
        self._roots = ancestry.roots(store, verdicts(store))

    def derive_whole(self) -> None:
        """Have the layer derived whole in the end: claims were changed otherwise than by new sources."""
        if not self._whole:
            self._whole = True
            self._recorded = _default_graph(self._change.store)

    def add(self, made: Iterable[Claim]) -> None:
        """Bring the layer up to these claims, which are in the store, in graphs that had none before."""
        store = self._change.store
        if self._whole:
            return
        decided = verdicts(store)
        if _is_empty(store):
            self.added += len(materialise.materialise(store, before=frozenset()).all)
            self._roots = ancestry.roots(store, decided)
            return
        said = _Said(store, made, decided)
        if said.merges:
            self.derive_whole()
            return
        before = _Before(store, self._roots, said, self._many)
        after = _After(before, said, ancestry.roots(store, decided))
        try:
            revised = revise(before, store, said.touched | after.sources(), after=after, directly=False)
        except TooFar:
            self.derive_whole()
            return
        self._count(revised.gained, revised.lost)
        self._roots = after.roots
        for triple in revised.gained | revised.lost:
            self._many.pop(triple.subject, None)  # type: ignore[arg-type]

    def _count(self, gained: frozenset[Triple], lost: frozenset[Triple]) -> None:
        again = gained & self._lost
        self.added += len(gained - again)
        self._lost = (self._lost - again) | lost

    def finish(self) -> None:
        """Derive the layer whole where it could not grow, and count what changed."""
        store, parent = self._change.store, self._change.parent
        if self._whole:
            before = self._recorded
            after = materialise.materialise(store, before=before).all
            if parent is not None and (self.added or self._lost):
                with parent.open() as opened:
                    before = _default_graph(opened.store)
            elif parent is None:
                before = frozenset()
            self.added, self.removed = len(after - before), len(before - after)
        elif self._lost:
            was = 0
            if parent is not None:
                with parent.open() as opened:
                    was = sum(in_graph(t, DEFAULT) in opened.store for t in self._lost)
            self.removed = was
            self.added -= len(self._lost) - was  # came and went within this change


def _can_grow(store: Store) -> bool:
    """Whether the default graph holds the accepted layer and nothing else, and no thing is merged or corrected."""
    decisions = (hn.replacement, claims.DERIVED.value)
    corrected = any(_any(store, None, NamedNode(one), None, DECISIONS) for one in decisions)
    directly = _any(store, None, claims.TYPE, NamedNode(hn.Origin), NamedNode(ORIGINS_GRAPH))
    if corrected or directly or _any(store, None, None, None, ASSERTED):
        return False
    if _is_empty(store):
        return not _any(store, None, None, None, DEFAULT)
    return same_vocabulary(store) and not merges(store)


def _any(store: Store, *pattern: object) -> bool:
    return next(iter(store.quads_for_pattern(*pattern)), None) is not None  # type: ignore[arg-type]


def _is_empty(store: Store) -> bool:
    return not _any(store, None, None, None, VOCABULARY)


def _default_graph(store: Store) -> frozenset[Triple]:
    return frozenset(q.triple for q in store.quads_for_pattern(None, None, None, DEFAULT))


class _Said:
    """What some new claims state, once they are in the store."""

    def __init__(self, store: Store, made: Iterable[Claim], decided: dict[NamedNode, str]) -> None:
        self.about: dict[NamedNode, set[Triple]] = defaultdict(set)
        self.origins: dict[NamedNode, set[Triple]] = defaultdict(set)
        self.pointing: dict[NamedNode, set[NamedNode]] = defaultdict(set)
        self.claims: set[object] = set()
        self.decided = decided
        self._claimed: dict[Triple, list[tuple[NamedNode, str]]] = defaultdict(list)
        self.merges = False
        for claim in made:
            node, triple, subject = NamedNode(claim.iri), claim.triple, claim.triple.subject
            self.claims.add(node)
            status = decided.get(node, claim.status)
            if status not in claims.ACCEPTED or not isinstance(subject, NamedNode):
                continue
            if triple.predicate in claims.NEVER_STATED:
                self.merges |= triple.predicate == claims.SAME_AS
                continue
            self._claimed[triple].append((node, status))
            self._state(store, claim, subject)

    def _state(self, store: Store, claim: Claim, subject: NamedNode) -> None:
        triple, source = claim.triple, NamedNode(claim.source)
        if triple.predicate == DERIVED_FROM:
            self.origins[subject].add(triple)
        else:
            self.about[subject].add(triple)
        if subject != source:
            self.origins[subject].add(Triple(subject, DERIVED_FROM, source))
        if isinstance(triple.object, NamedNode):
            self.pointing[triple.object].add(subject)
            if triple.predicate == HAS_TARGET:
                self.about[subject].update(materialise.description(store, triple.object, claim.graph))

    @cached_property
    def touched(self) -> frozenset[NamedNode]:
        """The things that are spoken of."""
        found = {*self.about, *self.origins, *self.pointing}
        found |= {t.subject for own in self.about.values() for t in own if isinstance(t.subject, NamedNode)}
        return frozenset(thing for thing in found if is_thing(thing))

    def speaks_of(self, thing: NamedNode) -> bool:
        """Whether more than names is said of a thing, or something of others with it."""
        if self.pointing.get(thing, set()) - {thing}:
            return True
        return any(t.subject == thing and t.predicate not in LABELS for t in self.about.get(thing, ()))

    def claimed(self, triple: Triple) -> list[tuple[NamedNode, str]]:
        return self._claimed.get(triple, [])


class _Before:
    """What was stated of single things before the new claims: it is in the default graph."""

    def __init__(
        self, store: Store, roots: dict[str, str], said: _Said, many: dict[NamedNode, frozenset[Triple]]
    ) -> None:
        self.store, self.roots, self._new = store, roots, said
        self._many = many
        self._about: dict[NamedNode, frozenset[Triple]] = {}
        self._into: dict[NamedNode, frozenset[NamedNode]] = {}

    @cached_property
    def exact(self) -> View:
        """What all claims state, the new ones too."""
        return View(self.store)

    def about(self, thing: NamedNode) -> frozenset[Triple]:
        """Return what was stated of a thing, but for the sources that it comes from, which no rule reads."""
        found = self._about.get(thing)
        if found is None:
            found = self._many.get(thing)
            if found is None:
                found = frozenset(self._read(thing))
                if len(found) >= _MANY:
                    self._many[thing] = found
            self._about[thing] = found
        return found

    def _read(self, thing: NamedNode) -> Iterator[Triple]:
        for triple in self._stated(thing):
            yield triple
            if triple.predicate == HAS_TARGET and isinstance(triple.object, NamedNode):
                passage = triple.object.value
                for node in (passage, f"{passage}#position", f"{passage}#quote"):
                    yield from self._stated(NamedNode(node))

    def _stated(self, node: NamedNode) -> set[Triple]:
        held = {q.triple for q in self.store.quads_for_pattern(node, None, None, DEFAULT)}
        if held:
            held -= {q.triple for q in self.store.quads_for_pattern(node, None, None, ENTAILED)}
        return {triple for triple in held if triple.predicate != DERIVED_FROM}

    def pointing(self, thing: NamedNode) -> frozenset[NamedNode]:
        """Return the things that something stated related to this one."""
        found = self._into.get(thing)
        if found is None:
            found = self._into[thing] = frozenset(self._pointing(thing))
        return found

    def _pointing(self, thing: NamedNode) -> Iterator[NamedNode]:
        for quad in self.store.quads_for_pattern(None, None, thing, DEFAULT):
            subject = quad.subject
            if quad.predicate == DERIVED_FROM or subject == thing or not isinstance(subject, NamedNode):
                continue
            if in_graph(quad.triple, ENTAILED) not in self.store:
                yield subject

    def names(self, thing: NamedNode) -> Iterator[_Name]:
        """Yield the accepted names of a thing that were not stated, for nothing else was said of it."""
        if self.about(thing) or next(self._pointing(thing), None) is not None:
            return
        for quad in self.store.quads_for_pattern(None, claims.SUBJECT, thing, None):
            claim, graph = quad.subject, quad.graph_name
            if claim in self._new.claims or not isinstance(graph, NamedNode):
                continue
            for predicate in LABELS:
                if Quad(claim, claims.PREDICATE, predicate, graph) in self.store:
                    status, name = (self._one(claim, p, graph) for p in (claims.STATUS, claims.OBJECT))
                    own = status.value if isinstance(status, NamedNode) else ""
                    if self._new.decided.get(claim, own) in claims.ACCEPTED and name is not None:  # type: ignore[arg-type]
                        yield graph, predicate, name

    def _one(self, node: Any, predicate: NamedNode, graph: NamedNode) -> Any:
        found = next(iter(self.store.quads_for_pattern(node, predicate, None, graph)), None)
        return found.object if found else None

    def claimed(self, triple: Triple) -> list[tuple[NamedNode, str]]:
        """Return the accepted claims of a statement that were there before."""
        if not isinstance(triple.subject, NamedNode) or not self.about(triple.subject):
            return []
        return [pair for pair in self.exact.claimed(triple) if pair[0] not in self._new.claims]


class _After:
    """What is stated of single things with the new claims."""

    def __init__(self, before: _Before, said: _Said, roots: dict[str, str]) -> None:
        self._before, self._new, self.roots = before, said, roots
        self._about: dict[NamedNode, frozenset[Triple]] = {}
        self._named: dict[NamedNode, list[_Name]] = {}

    def about(self, thing: NamedNode) -> frozenset[Triple]:
        """Return what is stated of a thing; of the sources that it comes from, only those that are new."""
        found = self._about.get(thing)
        if found is None:
            found = self._about[thing] = self._state(thing)
        return found

    def _state(self, thing: NamedNode) -> frozenset[Triple]:
        before = self._before.about(thing)
        new: Iterable[Triple] = self._new.about.get(thing, ())
        origins = self._origins(thing)
        if not new and not origins:
            return before
        names = (Triple(thing, predicate, name) for _, predicate, name in self._names(thing))
        said = {*before, *new, *names}
        own = {t for t in said if t.subject == thing}
        if all(t.predicate in LABELS for t in own) and not self._is_pointed_to(thing):
            return frozenset(said - own)
        return frozenset(most_exact(said | origins))

    def _origins(self, thing: NamedNode) -> set[Triple]:
        """Return from which sources a thing comes that it did not come from before."""
        found = {*self._new.origins.get(thing, ())}
        for graph, _, _ in self._names(thing):
            found.add(Triple(thing, DERIVED_FROM, NamedNode(f"{ID}source/{source_of_graph(graph.value)}")))
        return found

    def sources(self) -> frozenset[NamedNode]:
        """The sources that things come from that they did not come from before."""
        found = (t.object for thing in self._new.touched for t in self._origins(thing))
        return frozenset(one for one in found if isinstance(one, NamedNode) and is_thing(one))

    def _names(self, thing: NamedNode) -> list[_Name]:
        """Return the names that earlier claims give a thing, where these were not stated, for they were all that was
        said of it: they count from now on. Each with the graph of its claim."""
        found = self._named.get(thing)
        if found is None:
            found = list(self._before.names(thing)) if self._new.speaks_of(thing) else []
            self._named[thing] = found
        return found

    def _is_pointed_to(self, thing: NamedNode) -> bool:
        return any(one != thing for one in self._new.pointing.get(thing, ())) or bool(
            self._before.pointing(thing)
        )

    def pointing(self, thing: NamedNode) -> frozenset[NamedNode]:
        """Return the things that something stated relates to this one."""
        return self._before.pointing(thing) | (self._new.pointing.get(thing, set()) - {thing})

    def claimed(self, triple: Triple) -> list[tuple[NamedNode, str]]:
        """Return the accepted claims of a statement."""
        return [*self._before.claimed(triple), *self._new.claimed(triple)]
