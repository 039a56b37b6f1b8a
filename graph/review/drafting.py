"""Write the decisions of one act into a store.

An act is written whole before anything is derived. Nothing is published here, and nothing is checked.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad, Store, Triple

from graph.claims import claim as claims
from graph.claims.claim import EXPLICIT, INFERRED, PROPOSED, REJECTED, TYPE, Claim
from graph.claims.publish import Run, describe_run
from graph.claims.standing import (
    DECIDED_AT,
    DECIDES,
    DECISIONS,
    DERIVED_FROM,
    INTO,
    MERGES,
    PART_OF,
    UNDOES,
    VERDICT,
    moment_of,
)
from graph.review.acts import REVIEWER, decisions_of
from graph.review.chosen_place import keep_place, says_nothing
from graph.review.corrections import (
    REPLACEMENT,
    REVIEW,
    added,
    find_claim,
    put_corrections,
    replaced,
)
from ontology.iris import mint
from ontology.terms import dct, hn, skos, xsd

_ACT: Final = NamedNode(hn.ReviewAct)
_DECISION: Final = NamedNode(hn.ReviewDecision)
_MERGING: Final = NamedNode(hn.Merging)
_UNDOING: Final = NamedNode(hn.Undoing)
_NAME: Final = NamedNode(skos.prefLabel)

Value = NamedNode | Literal


@dataclass(frozen=True)
class Reviewer:
    """Who decides, as the records name them."""

    name: str


class Draft:
    """The decisions of one act: writes their records.

    `merges` says whether things become one or are parted. `kind` is a concept of the scheme `act`. `settle` ends it.
    """

    def __init__(self, store: Store, by: Reviewer, kind: str, why: str = "") -> None:
        self.store = store
        self.merges = False
        self.made: list[str] = []
        self._by = by
        self._kind = kind
        self._why = why.strip()
        self._at = _next_moment(store)
        self._stamp = self._at.strftime("%Y%m%dt%H%M%S.%f")
        self.act = NamedNode(mint("decision", self._stamp))
        self._fresh: list[NamedNode] = []
        self._said: list[Triple] = []

    def decide(self, claim: Claim, verdict: str) -> NamedNode:
        """Give a claim a verdict, a status concept."""
        self._changes(claim)
        return self._record(_DECISION, (DECIDES, NamedNode(claim.iri)), (VERDICT, NamedNode(verdict)))

    def _changes(self, claim: Claim) -> None:
        """Note what a decision on a claim changes beside its statement."""
        self.merges |= claim.triple.predicate == claims.SAME_AS

    def correct(self, wrong: Claim, triple: Triple, *, proposed: bool = False) -> Claim:
        """Reject a claim and accept another from the same place, or propose it; return that one."""
        fresh = replaced(wrong, triple)
        record = self.decide(wrong, REJECTED)
        self.store.add(Quad(record, REPLACEMENT, NamedNode(fresh.iri), DECISIONS))
        self._say(record, triple)
        self._decide_fresh(fresh, PROPOSED if proposed else fresh.status)
        return fresh

    def add(self, beside: Claim, triple: Triple, reason: str = "") -> Claim:
        """Accept a claim that nobody proposed, from the place of another or from a chosen one; return it."""
        fresh = added(beside, triple, reason)
        record = self._decide_fresh(fresh, fresh.status, why="")
        if says_nothing(beside):
            keep_place(self.store, record, beside)
        else:
            self.store.add(Quad(record, DERIVED_FROM, NamedNode(beside.iri), DECISIONS))
        if reason:
            self.store.add(Quad(record, claims.REASON, Literal(reason, language="en"), DECISIONS))
        self._say(record, triple)
        return fresh

    def merge(self, thing: NamedNode, into: NamedNode) -> None:
        """Let what is said of a thing count for another."""
        self._record(_MERGING, (MERGES, thing), (INTO, into))
        self.merges = True

    def undo(self, acts: Iterable[NamedNode]) -> None:
        """Let earlier acts stand no more."""
        wanted = list(acts)
        for act in wanted:
            self._touch_act(act)
        self._record(_UNDOING, *((UNDOES, node) for act in wanted for node in self._named(act)))

    def settle(self) -> None:
        """Put in the claims that the act makes, and what the decisions amount to, for queries."""
        put_corrections(self.store)
        if self._fresh:
            describe_run(self.store, Run(REVIEW, "corrections by reviewers"))

    def _named(self, act: NamedNode) -> list[NamedNode]:
        """An act by its own name; one of before acts had names, by its decisions."""
        parts = decisions_of(self.store, act)
        known = next(iter(self.store.quads_for_pattern(None, PART_OF, act, DECISIONS)), None)
        return [act] if known is not None else parts

    def named(self, thing: NamedNode) -> list[Value]:
        """Return the preferred names that this act gives a thing."""
        return [t.object for t in self._said if t.subject == thing and t.predicate == _NAME]  # type: ignore[misc]

    def _decide_fresh(self, fresh: Claim, verdict: str, why: str | None = None) -> NamedNode:
        node = NamedNode(fresh.iri)
        self._fresh.append(node)
        self._said.append(fresh.triple)
        return self._record(_DECISION, (DECIDES, node), (VERDICT, NamedNode(verdict)), why=why)

    def _say(self, record: NamedNode, triple: Triple) -> None:
        """Keep what the claim says beside the decision: it may be put in again, or have gone with its source."""
        self.store.extend(
            [
                Quad(record, claims.SUBJECT, triple.subject, DECISIONS),
                Quad(record, claims.PREDICATE, triple.predicate, DECISIONS),
                Quad(record, claims.OBJECT, triple.object, DECISIONS),
            ]
        )

    def _record(
        self, kind: NamedNode, *said: tuple[NamedNode, NamedNode], why: str | None = None
    ) -> NamedNode:
        if not self.made:
            self.store.extend(
                [
                    Quad(self.act, TYPE, _ACT, DECISIONS),
                    Quad(self.act, NamedNode(dct.type), NamedNode(self._kind), DECISIONS),
                    *self._signed(self.act, self._why),
                ]
            )
        node = NamedNode(mint("decision", f"{self._stamp}-{len(self.made) + 1}"))
        self.made.append(node.value)
        self.store.extend(
            [
                Quad(node, TYPE, kind, DECISIONS),
                Quad(node, PART_OF, self.act, DECISIONS),
                *self._signed(node, self._why if why is None else why),
                *(Quad(node, predicate, value, DECISIONS) for predicate, value in said),
            ]
        )
        return node

    def _signed(self, node: NamedNode, why: str) -> list[Quad]:
        signed = [
            Quad(node, DECIDED_AT, moment(self._at), DECISIONS),
            Quad(node, REVIEWER, Literal(self._by.name), DECISIONS),
        ]
        if why:
            signed.append(Quad(node, claims.REASON, Literal(why, language="und"), DECISIONS))
        return signed

    def _touch_act(self, act: NamedNode) -> None:
        for decision in decisions_of(self.store, act):
            self._touch(decision)

    def _touch(self, decision: NamedNode) -> None:
        for quad in self.store.quads_for_pattern(decision, None, None, DECISIONS):
            if quad.predicate in (DECIDES, REPLACEMENT) and isinstance(quad.object, NamedNode):
                if (claim := find_claim(self.store, quad.object.value)) is not None:
                    self._changes(claim)
            elif quad.predicate == MERGES:
                self.merges = True
            elif quad.predicate == UNDOES and isinstance(quad.object, NamedNode):
                self._touch_act(quad.object)


def standing_status(claim: Claim) -> str:
    """Return the status that a claim has once it is accepted: inferred where it carries a reason."""
    return INFERRED if claim.reason else EXPLICIT


def moment(when: datetime) -> Literal:
    """Return a moment as records hold it, to the microsecond."""
    text = when.isoformat(timespec="microseconds").replace("+00:00", "Z")
    return Literal(text, datatype=NamedNode(xsd.dateTime))


def _next_moment(store: Store) -> datetime:
    """Now, or just after the latest decision where a clock went back: later decisions outweigh earlier ones."""
    now = datetime.now(UTC)
    made = (moment_of(q.object) for q in store.quads_for_pattern(None, DECIDED_AT, None, DECISIONS))
    last = max(made, default="")
    if last >= moment_of(moment(now)):
        now = datetime.fromisoformat(last + "+00:00") + timedelta(microseconds=1)
    return now
