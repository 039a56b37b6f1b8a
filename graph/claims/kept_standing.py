"""What decisions amount to, as it is kept beside them: asked claim by claim, and brought up to what was written.

Kept are the verdict on each claim that has one (`hn:standing`), where each merged thing went (`hn:mergedInto`) and
which things were found to be two (`owl:differentFrom`). `standing.keep_standing` writes all of it; `keep` writes what a
change can matter to, at a cost that depends on the change, and a test compares.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import chain
from typing import Any

from pyoxigraph import NamedNode, Quad, Store

from graph.claims import claim as claims
from graph.claims.claim import ACCEPTED, REJECTED, graph_of_source
from graph.claims.replaced import REPLACED, REPLACED_BY, followed, replaced_by
from graph.claims.standing import (
    DECIDED_AT,
    DECIDES,
    DECISIONS,
    DERIVED_FROM,
    DIFFERENT,
    INTO,
    MERGED_INTO,
    MERGES,
    PART_OF,
    STANDING,
    UNDOES,
    VERDICT,
    moment_of,
    resting_on,
)
from graph.store.difference import Difference

Ends = tuple[NamedNode, NamedNode]
"""Two things that a claim says are one."""


class Verdicts:
    """The verdicts on claims: `standing.verdicts`, claim by claim."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @cached_property
    def _is_empty(self) -> bool:
        return next(self._store.quads_for_pattern(None, STANDING, None, DECISIONS), None) is None

    def get(self, claim: Any, default: Any = None) -> Any:
        """Return the verdict on a claim."""
        if self._is_empty:
            return default
        found = next(self._store.quads_for_pattern(claim, STANDING, None, DECISIONS), None)
        return default if found is None else found.object.value  # type: ignore[union-attr]


class Merged:
    """Where merged things went: `standing.merges`, thing by thing."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._found: dict[NamedNode, NamedNode | None] = {}

    @cached_property
    def _is_empty(self) -> bool:
        return next(self._store.quads_for_pattern(None, MERGED_INTO, None, DECISIONS), None) is None

    def __bool__(self) -> bool:
        return not self._is_empty

    def __contains__(self, thing: object) -> bool:
        return self.get(thing) is not None

    def get(self, thing: Any, default: Any = None) -> Any:
        """Return what a thing was found to be."""
        if self._is_empty or not isinstance(thing, NamedNode):
            return default
        if thing not in self._found:
            quads = self._store.quads_for_pattern(thing, MERGED_INTO, None, DECISIONS)
            self._found[thing] = next((q.object for q in quads if isinstance(q.object, NamedNode)), None)
        found = self._found[thing]
        return default if found is None else found

    def into(self, thing: Any) -> tuple[NamedNode, ...]:
        """Return the things that were found to be this one."""
        if self._is_empty:
            return ()
        quads = self._store.quads_for_pattern(None, MERGED_INTO, thing, DECISIONS)
        return tuple(q.subject for q in quads if isinstance(q.subject, NamedNode))


class AllMerged(Merged):
    """Where merged things went, by a whole reading of all decisions (`standing.merges`)."""

    def __init__(self, merged: Mapping[NamedNode, NamedNode]) -> None:
        self._merged = merged
        self._into: dict[NamedNode, list[NamedNode]] = {}
        for thing, into in merged.items():
            self._into.setdefault(into, []).append(thing)

    def __bool__(self) -> bool:
        return bool(self._merged)

    def get(self, thing: Any, default: Any = None) -> Any:
        """Return what a thing was found to be."""
        return self._merged.get(thing, default)

    def into(self, thing: Any) -> tuple[NamedNode, ...]:
        """Return the things that were found to be this one."""
        return tuple(self._into.get(thing, ()))


def keep(store: Store, difference: Difference, fresh: Iterable[NamedNode] = ()) -> None:
    """Bring what is kept up to a difference, which is in the store, and to claims (`fresh`) that it may not have."""
    reading = _Decisions(store)
    parted = set(_pairs_in(difference))
    decided = _claims_decided(reading, difference).union(fresh)
    if (
        reading.is_empty
    ):  # then only what has two things one matters, and a load may bring thousands of claims
        decided = {claim for claim in decided if reading.pairs(claim)}
    for pair in (*parted, *(pair for claim in decided for pair in reading.pairs(claim))):
        decided = decided | reading.saying(pair) | reading.saying(pair[::-1])
    claimed = decided.union(*(resting_on(store, claim) for claim in decided))
    for claim in claimed:
        verdict = reading.verdict(claim)
        _put(store, claim, STANDING, None if verdict is None else NamedNode(verdict))
    pairs = {pair for claim in claimed for pair in reading.pairs(claim)} | parted
    for one, other in pairs:
        two = any(reading.effective(claim) == REJECTED for claim in reading.saying((one, other)))
        _set(store, Quad(one, DIFFERENT, other, DECISIONS), two)
    things = {end for pair in pairs for end in pair} | _things_decided(reading, difference)
    component, direct = reading.component(things)
    ends = followed(direct)
    for thing in component:
        _put(store, thing, MERGED_INTO, ends.get(thing))


def _put(store: Store, node: NamedNode, predicate: NamedNode, value: NamedNode | None) -> None:
    wanted = None if value is None else Quad(node, predicate, value, DECISIONS)
    for quad in list(store.quads_for_pattern(node, predicate, None, DECISIONS)):
        if quad != wanted:
            store.remove(quad)
    if wanted is not None and wanted not in store:
        store.add(wanted)


def _set(store: Store, quad: Quad, there: bool) -> None:
    if there and quad not in store:
        store.add(quad)
    elif not there and quad in store:
        store.remove(quad)


def _claims_decided(reading: "_Decisions", difference: Difference) -> set[NamedNode]:
    """Return the claims whose verdict may be another by what was written: those decided, and those it is about."""
    found: set[Any] = set()
    for quad in chain(difference.gained, difference.lost):
        graph, predicate = quad.graph_name, quad.predicate
        if graph == DECISIONS:
            if predicate == DECIDES:
                found |= reading.now(quad.object)
            elif predicate in (VERDICT, DECIDED_AT, PART_OF):
                found |= reading.decided_by(quad.subject)
            elif predicate == UNDOES:
                found |= reading.decided_by(quad.object)
        elif graph == REPLACED:
            found |= reading.now(quad.subject) | reading.now(quad.object)
        elif graph_of_source(graph) and predicate in (claims.PREDICATE, claims.OBJECT, DERIVED_FROM):
            found.add(quad.subject)
    return {claim for claim in found if isinstance(claim, NamedNode)}


def _pairs_in(difference: Difference) -> Iterator[Ends]:
    """Yield what claims that went said are one."""
    lost: dict[Any, dict[NamedNode, Any]] = {}
    for quad in difference.lost:
        if graph_of_source(quad.graph_name):
            lost.setdefault(quad.subject, {})[quad.predicate] = quad.object
    for said in lost.values():
        one, other = said.get(claims.SUBJECT), said.get(claims.OBJECT)
        same = said.get(claims.PREDICATE) == claims.SAME_AS
        if same and isinstance(one, NamedNode) and isinstance(other, NamedNode):
            yield one, other


def _things_decided(reading: "_Decisions", difference: Difference) -> set[NamedNode]:
    """Return the things that are merged, or no longer, by what was written."""
    found: set[NamedNode] = set()
    for quad in chain(difference.gained, difference.lost):
        if quad.graph_name == DECISIONS:
            if quad.predicate in (MERGES, INTO) and isinstance(quad.object, NamedNode):
                found.add(quad.object)
            if quad.predicate in (UNDOES, PART_OF, DECIDED_AT):
                for node in (quad.subject, quad.object):
                    found |= reading.merged_by(node) if isinstance(node, NamedNode) else set()
    return found


class _Decisions:
    """Decisions and what they are about, read from a store piece by piece."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._based: dict[NamedNode, str | None] = {}

    def _objects(self, node: Any, predicate: NamedNode) -> list[Any]:
        return [q.object for q in self._store.quads_for_pattern(node, predicate, None, DECISIONS)]

    def _subjects(self, predicate: NamedNode, value: Any) -> list[Any]:
        return [q.subject for q in self._store.quads_for_pattern(None, predicate, value, DECISIONS)]

    @property
    def is_empty(self) -> bool:
        """Whether nobody decided anything of a claim, and nothing is kept that says so."""
        return not any(
            next(self._store.quads_for_pattern(None, predicate, None, DECISIONS), None)
            for predicate in (DECIDES, STANDING)
        )

    # -- what stands ----------------------------------------------------------------------------------------------

    def order(self, decision: Any) -> tuple[str, str]:
        """Return what later decisions come after."""
        times = self._objects(decision, DECIDED_AT)
        return moment_of(times[-1] if times else None), str(decision)

    def stands(self, decision: Any, *, after: tuple[str, str] | None = None) -> bool:
        """Whether no decision that stands undoes one, or the act that it is part of; with `after` no later one."""
        targets = [decision, *self._objects(decision, PART_OF)]
        return not any(
            (order := self.order(undoing)) > after and self.stands(undoing, after=order)
            if after is not None
            else self.stands(undoing, after=self.order(undoing))
            for target in targets
            for undoing in self._subjects(UNDOES, target)
        )

    def _covered(self, node: Any) -> Iterator[Any]:
        """Yield a decision, those that are part of it, and what these undo, at whatever remove."""
        seen, edge = {node}, [node]
        while edge:
            one = edge.pop()
            yield one
            new = {*self._subjects(PART_OF, one), *self._objects(one, UNDOES)} - seen
            seen |= new
            edge += new

    def decided_by(self, node: Any) -> set[Any]:
        """Return the claims that a decision, an act or what it undoes is about."""
        targets = (t for one in self._covered(node) for t in self._objects(one, DECIDES))
        return {claim for target in targets for claim in self.now(target)}

    def merged_by(self, node: Any) -> set[NamedNode]:
        """Return the things that a decision, an act or what it undoes is about."""
        covered = list(self._covered(node))
        found = (end for one in covered for p in (MERGES, INTO) for end in self._objects(one, p))
        return {end for end in found if isinstance(end, NamedNode)}

    # -- claims ---------------------------------------------------------------------------------------------------

    def now(self, claim: Any) -> set[Any]:
        """Return a claim and the one that took its place."""
        return {claim, NamedNode(replaced_by(self._store, claim.value) or claim.value)}

    def verdict(self, claim: NamedNode) -> str | None:
        """Return the verdict on a claim: of decisions on it or on its pair, else that what it rests on is rejected."""
        return self._base(claim) or (REJECTED if self._falls(claim) else None)

    def effective(self, claim: NamedNode) -> str:
        """Return how a claim stands, by its own status where nobody decided."""
        own = next(self._store.quads_for_pattern(claim, claims.STATUS, None, None), None)
        return self.verdict(claim) or (own.object.value if own else "")  # type: ignore[union-attr]

    def _base(self, claim: NamedNode) -> str | None:
        if claim not in self._based:
            latest = self._latest([claim])
            if latest is None:
                same = (
                    one
                    for pair in self.pairs(claim)
                    for ends in (pair, pair[::-1])
                    for one in self.saying(ends)
                )
                latest = self._latest(same)
            self._based[claim] = latest
        return self._based[claim]

    def _latest(self, several: Iterable[NamedNode]) -> str | None:
        """Return the verdict of the latest decision that stands on any of these claims."""
        found = [
            (self.order(decision), verdict.value)
            for claim in set(several)
            for name in self._names(claim)
            for decision in self._subjects(DECIDES, name)
            for verdict in self._objects(decision, VERDICT)[-1:]
            if isinstance(verdict, NamedNode) and self.stands(decision)
        ]
        return max(found)[1] if found else None

    def _names(self, claim: NamedNode) -> Iterator[NamedNode]:
        """Yield the IRIs that a claim had or has, and that lead to it."""
        seen, edge = {claim}, [claim]
        while edge:
            one = edge.pop()
            if (replaced_by(self._store, one.value) or one.value) == claim.value:
                yield one
            earlier = self._store.quads_for_pattern(None, REPLACED_BY, one, REPLACED)
            new = {q.subject for q in earlier if isinstance(q.subject, NamedNode)} - seen
            seen |= new
            edge += new

    def _falls(self, claim: NamedNode) -> bool:
        """Whether a claim would not be made without one that is rejected, at whatever remove."""
        seen, edge = {claim}, [claim]
        while edge:
            for quad in self._store.quads_for_pattern(edge.pop(), DERIVED_FROM, None, None):
                premise = quad.object
                if isinstance(premise, NamedNode) and claims.is_claim(premise.value) and premise not in seen:
                    if self._base(premise) == REJECTED:
                        return True
                    seen.add(premise)
                    edge.append(premise)
        return False

    # -- things that are one --------------------------------------------------------------------------------------

    def pairs(self, claim: NamedNode) -> list[Ends]:
        """Return what a claim says are one."""
        found: list[Ends] = []
        for quad in self._store.quads_for_pattern(claim, claims.PREDICATE, claims.SAME_AS, None):
            said = claims.properties_of(self._store, claim, quad.graph_name)  # type: ignore[arg-type]
            one, other = said.get(claims.SUBJECT), said.get(claims.OBJECT)
            if isinstance(one, NamedNode) and isinstance(other, NamedNode):
                found.append((one, other))
        return found

    def saying(self, pair: Ends) -> set[NamedNode]:
        """Return the claims that two things are one, named in this order."""
        return {
            quad.subject
            for quad in self._naming(pair[0], claims.SUBJECT)
            if isinstance(quad.subject, NamedNode)
            and Quad(quad.subject, claims.OBJECT, pair[1], quad.graph_name) in self._store
        }

    def _naming(self, thing: NamedNode, place: NamedNode) -> list[Quad]:
        """Return the claims that a thing is another, which it stands in this place of: a quad of each.

        Of the claims that name the thing, and those that anything is another, the fewer are read.
        """
        sides = (
            self._store.quads_for_pattern(None, claims.PREDICATE, claims.SAME_AS, None),
            self._store.quads_for_pattern(None, place, thing, None),
        )
        tests = ((place, thing), (claims.PREDICATE, claims.SAME_AS))
        found: tuple[list[Quad], list[Quad]] = ([], [])
        while True:
            for side, (predicate, value), own in zip(sides, tests, found, strict=True):
                quad = next(side, None)
                if quad is None:
                    return own
                if Quad(quad.subject, predicate, value, quad.graph_name) in self._store:
                    own.append(quad)

    def component(self, things: set[NamedNode]) -> tuple[set[NamedNode], dict[NamedNode, NamedNode]]:
        """Return the things that may be one with these, and for each that is merged into which it was at first."""
        seen, edge = set(things), list(things)
        decisions: set[Any] = set()
        same: set[NamedNode] = set()
        while edge:
            thing = edge.pop()
            near: set[Any] = set()
            for predicate in (MERGES, INTO):
                for decision in self._subjects(predicate, thing):
                    decisions.add(decision)
                    near |= {*self._objects(decision, MERGES), *self._objects(decision, INTO)}
            near |= {*self._objects(thing, MERGED_INTO), *self._subjects(MERGED_INTO, thing)}
            for place in (claims.SUBJECT, claims.OBJECT):
                for quad in self._naming(thing, place):
                    if isinstance(quad.subject, NamedNode) and self.effective(quad.subject) in ACCEPTED:
                        same.add(quad.subject)
                        near |= {end for pair in self.pairs(quad.subject) for end in pair}
            new = {one for one in near if isinstance(one, NamedNode)} - seen
            seen |= new
            edge += new
        return seen, self._direct(decisions, same)

    def _direct(self, decisions: set[Any], same: set[NamedNode]) -> dict[NamedNode, NamedNode]:
        direct: dict[NamedNode, NamedNode] = {}
        for decision in sorted(decisions, key=self.order):
            targets = self._objects(decision, INTO)
            for thing in self._objects(decision, MERGES):
                if targets and isinstance(thing, NamedNode) and self.stands(decision):
                    direct[thing] = targets[-1]
        quads = (
            q for c in same for q in self._store.quads_for_pattern(c, claims.PREDICATE, claims.SAME_AS, None)
        )
        for quad in sorted(quads, key=str):
            for pair in self.pairs(quad.subject):  # type: ignore[arg-type]
                ends = followed(direct)
                thing, other = (ends.get(node, node) for node in pair)
                if thing != other:
                    direct[thing] = other
        return direct
