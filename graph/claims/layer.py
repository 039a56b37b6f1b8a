"""Bring the accepted layer of a version in the making up to its claims and decisions, and check what that changes.

What changed is known from what was written, so its neighbourhood alone is looked at (`graph.claims.incremental`). All
is derived where that is not so: in a first load, by another vocabulary, after an earlier release, and where a change
reaches so far that looking around costs more.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from pyoxigraph import NamedNode, Store, Triple

from graph.claims import own_things
from graph.claims.claim import Claim
from graph.claims.incremental import TooFar, TwoStates, revise, states_of
from graph.claims.kept_standing import keep
from graph.claims.materialise import materialise, recorded
from graph.claims.standing import keep_standing
from graph.claims.validation import Finding, validate_accepted, validate_changed
from graph.store import past
from graph.store.change import Change
from graph.store.difference import Difference
from ontology.entailment import rules

_MADE_BY: Final = "layer"
"""Under what the manifest of a version notes by which rules its accepted layer was derived."""


@dataclass(frozen=True)
class Layer:
    """The accepted statements that a change gained and lost. `states` are those of the things that it looked at, or
    `before` and `after` the whole layer."""

    gained: frozenset[Triple]
    lost: frozenset[Triple]
    states: TwoStates | None = None
    before: frozenset[Triple] = frozenset()
    after: frozenset[Triple] = frozenset()

    @property
    def changed(self) -> frozenset[Triple]:
        """The statements in which the layer differs."""
        return self.gained | self.lost

    def findings(self) -> tuple[Finding, ...]:
        """Return what does not conform because of the change; what did not before it is not told."""
        if self.states is not None:
            return validate_changed(self.states, self.gained, self.lost)
        found = validate_accepted(self.after)
        known = frozenset(validate_accepted(self.before)) if found and self.before else frozenset()
        return tuple(finding for finding in found if finding not in known)


def followed(change: Change) -> Difference | None:
    """Return what was written since the layer was up to date, where these rules made it; None where it is not known."""
    return change.part if change.facts.get(_MADE_BY) == _rules() else None


def keep_up(change: Change, fresh: Iterable[Claim] = ()) -> None:
    """Bring what decisions amount to, as it is kept beside them, up to what was written (see `bring_up`)."""
    difference = followed(change)
    if difference is None:
        keep_standing(change.store)
    else:
        keep(change.store, difference, (NamedNode(claim.iri) for claim in fresh))


def bring_up(change: Change, fresh: Sequence[Claim] = ()) -> Layer:
    """Write into the default graph of a change what its claims and decisions amount to.

    `fresh` are claims in graphs that had none before, which need not be among what was noted (`Change.begin_part`).
    """
    store, parent = change.store, change.parent
    own_things.begin(change)
    keep_up(change, fresh)
    difference = followed(change)
    change.facts[_MADE_BY] = _rules()
    try:
        if difference is None:
            if parent is None:
                return _derive_whole(store, frozenset())
            with parent.open() as opened:
                return _derive_whole(store, recorded(opened.store))
        earlier = past.before(store, difference, without=frozenset(claim.graph for claim in fresh))
        try:
            states = states_of(earlier, store, difference, fresh)
            revised = revise(states)
        except TooFar:
            return _derive_whole(store, recorded(earlier))
        return Layer(revised.gained, revised.lost, states)
    finally:
        change.begin_part()


def derive_again(change: Change) -> None:
    """Derive all that a change holds, whatever rules its accepted layer was made by."""
    keep_standing(change.store)
    _derive_whole(change.store, recorded(change.store))
    change.facts[_MADE_BY] = _rules()
    change.begin_part()


def _derive_whole(store: Store, before: frozenset[Triple]) -> Layer:
    after = materialise(store, before=before).all
    return Layer(after - before, before - after, None, before, after)


@cache
def _rules() -> str:
    """Return a digest of the rules, and of the way in which layers and standings are kept."""
    whole = hashlib.blake2b(b"1", digest_size=8)
    for rule in rules():
        whole.update(rule.text.encode())
    return whole.hexdigest()
