"""Which claims of some things came or went between two versions of the data, and which statements without a claim.

A claim came where it is accepted in the newer version alone: it is new, or a reviewer accepted it; it went where it is
gone, or rejected. What is neither is not looked at unless nothing else explains a change.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from graph.claims.claim import ACCEPTED
from graph.limits import LIMITS
from graph.store.reader import Reader
from queries.read.changes import Changes, read_changes
from queries.read.evidence import ClaimRecord, claims_about, claims_with_value

MOST: Final = LIMITS.citation_claims
"""Claims that are given."""


@dataclass(frozen=True)
class ClaimChange:
    """A claim that came (`gained`) or went; `status` is the one it has, or had; `decided` says that it is in both."""

    gained: bool
    claim: ClaimRecord
    decided: bool


@dataclass(frozen=True)
class ClaimChanges:
    """The claims of things that came or went, at most `MOST` of `count`; where there is none, by thing what else
    changed for it.
    """

    claims: tuple[ClaimChange, ...] = ()
    count: int = 0
    others: tuple[tuple[str, Changes], ...] = ()


def read_claim_changes(older: Reader, newer: Reader, things: Iterable[str]) -> ClaimChanges:
    """Return what came and went for things, which is what changed an answer that they stand in."""
    named = list(dict.fromkeys(things))[: LIMITS.citation_things]
    if not named:
        return ClaimChanges()
    before, after = _claims(older, named), _claims(newer, named)
    found: list[ClaimChange] = []
    for gained, here, there in ((True, after, before), (False, before, after)):
        for key, claim in here.items():
            other = there.get(key)
            if claim.status in ACCEPTED and (other is None or other.status not in ACCEPTED):
                found.append(ClaimChange(gained, claim, other is not None))
    if not found:
        return ClaimChanges(others=tuple(_others(older, newer, named)))
    found.sort(key=lambda one: (not one.gained, one.claim.source, one.claim.passage, one.claim.claim))
    return ClaimChanges(tuple(found[:MOST]), len(found))


def _claims(reader: Reader, things: list[str]) -> dict[tuple[str, str], ClaimRecord]:
    claims = (*claims_about(reader, things), *claims_with_value(reader, things))
    return {(one.source, one.claim): one for one in claims}


def _others(older: Reader, newer: Reader, things: list[str]) -> Iterable[tuple[str, Changes]]:
    for thing in things[: LIMITS.citation_things_compared]:
        changes = read_changes(older, newer, thing)
        if changes.count:
            yield thing, changes
