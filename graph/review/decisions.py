"""What reviewers decide about claims: accept, reject, correct, merge two things, and undo.

A decision is a record in the graph of decisions and is never deleted; a later one outweighs or undoes it. Decisions
name claims by IRI, and a claim's IRI is made of what it says and where, so they outlive loading and extracting again.
Beside the records the graph of decisions keeps what they amount to (`hn:standing`, `hn:mergedInto`), for queries.

Each function publishes a version, derived only where the decision matters.
"""

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from pyoxigraph import Literal, NamedNode, Quad, Store, Triple

from graph.claims import claim as claims
from graph.claims.claim import ACCEPTED, EXPLICIT, INFERRED, REJECTED, TYPE, Claim
from graph.claims.incremental import Revised, TooFar, View, revise, touched_by
from graph.claims.materialise import (
    DECIDED_AT,
    DECIDES,
    DECISIONS,
    INTO,
    MERGES,
    UNDOES,
    VERDICT,
    merges,
    moment_of,
    recorded,
    resting_on,
    undone,
)
from graph.claims.publish import Report, Run, describe_run, finish, infer
from graph.claims.validation import validate_around
from graph.errors import InputError, InvalidGraph, NotFound
from graph.limits import LIMITS
from graph.review.corrections import REPLACEMENT, REVIEW, find_claim, keep_standing, put_corrections, replaced
from graph.search import index
from graph.search import index_lifecycle as indexes
from graph.store.version import Version
from graph.store.versions import Change, VersionStore
from ontology.iris import mint, name_of
from ontology.kinds import PROVENANCE_KINDS
from ontology.terms import hn, xsd

WAIT: Final = LIMITS.decision_wait_seconds
"""Seconds a decision waits for another writer to finish."""

_NEVER_MERGED: Final = ("source", *PROVENANCE_KINDS)
"""Kinds that are evidence: two of them are two witnesses, never one thing."""

_DECISION: Final = NamedNode(hn.ReviewDecision)
_MERGING: Final = NamedNode(hn.Merging)
_UNDOING: Final = NamedNode(hn.Undoing)
_REVIEWER: Final = NamedNode(hn.reviewer)


@dataclass(frozen=True)
class Reviewer:
    """Who decides, as the records name them."""

    name: str


@dataclass(frozen=True)
class Decided:
    """A decision that was published: its records' IRIs, the version, and what it changed."""

    decisions: tuple[str, ...]
    version: Version | None
    gained: int
    lost: int
    seconds: dict[str, float]


@dataclass(frozen=True)
class Record:
    """A decision as it stands in the graph.

    `kind` is accept, reject, correct, merge or undo; `about` are the claims, things or decisions it is about; `into`
    the thing a merging keeps or the claim that replaces another.
    """

    iri: str
    kind: str
    about: tuple[str, ...]
    reviewer: str
    at: str
    reason: str = ""
    into: str = ""
    stands: bool = True


# -- deciding ------------------------------------------------------------------------------------------------------


def accept(versions: VersionStore, claim_iris: Iterable[str], *, by: Reviewer, why: str = "") -> Decided:
    """Let claims count from now on. Raises NotFound for an unknown one, InvalidGraph where they lack something."""
    wanted = _several(claim_iris)

    def act(draft: "_Draft") -> None:
        for iri in wanted:
            claim = read_claim(draft.store, iri)
            draft.decide(claim, INFERRED if claim.reason else EXPLICIT, why)

    return _publish(versions, f"accept {_count(wanted)}", by, act)


def reject(versions: VersionStore, claim_iris: Iterable[str], *, by: Reviewer, why: str) -> Decided:
    """Let claims count no more, and say why. Raises InputError without a reason, NotFound for an unknown claim."""
    wanted = _several(claim_iris)
    if not why.strip():
        raise InputError("A rejection needs a reason.", hint="Say in a few words what is wrong.")

    def act(draft: "_Draft") -> None:
        for iri in wanted:
            draft.decide(read_claim(draft.store, iri), REJECTED, why)

    return _publish(versions, f"reject {_count(wanted)}", by, act)


def correct(
    versions: VersionStore, claim_iri: str, triple: Triple, *, by: Reviewer, why: str = ""
) -> Decided:
    """Reject a claim and put what its passage really says in its place, as a claim of its own.

    Raises InputError where the correction says the same, NotFound for an unknown claim.
    """

    def act(draft: "_Draft") -> None:
        wrong = read_claim(draft.store, claim_iri)
        if triple == wrong.triple:
            raise InputError(
                "The correction says what the claim says.", hint="Change it, or accept the claim."
            )
        draft.correct(wrong, triple, why)

    return _publish(versions, "correct 1 claim", by, act)


def merge(versions: VersionStore, thing: str, into: str, *, by: Reviewer, why: str = "") -> Decided:
    """Say that two names stand for one thing: what is said of the first counts for the second from now on.

    Raises InputError where they are one already, or are of two kinds; NotFound where nothing is said of one.
    """
    first, second = name_of(thing), name_of(into)
    if first is None or second is None or first.kind != second.kind or first.kind in _NEVER_MERGED:
        raise InputError(
            "%(first)s and %(second)s cannot be one thing.",
            hint="Two things of one kind can be merged, for example person/a and person/b.",
            values={"first": first or thing, "second": second or into},
        )

    def act(draft: "_Draft") -> None:
        known = merges(draft.store)
        target = known.get(NamedNode(into), NamedNode(into))
        if target == NamedNode(thing):
            raise InputError(
                "%(first)s and %(second)s are one thing already.",
                hint="Undo that merging to change it.",
                values={"first": first, "second": second},
            )
        for node in (NamedNode(thing), target):
            if not _spoken_of(draft.store, node):
                raise NotFound(
                    "Nothing is said of %(name)s.",
                    hint="Check how it is written.",
                    values={"name": name_of(node.value)},
                )
        draft.merge(NamedNode(thing), target, why)

    return _publish(versions, f"merge {first} into {second}", by, act)


def undo(versions: VersionStore, decisions: Iterable[str], *, by: Reviewer, why: str = "") -> Decided:
    """Let earlier decisions stand no more. Raises NotFound for an unknown one, InputError for one undone already."""
    wanted = _several(decisions)

    def act(draft: "_Draft") -> None:
        gone = undone(draft.store)
        for iri in wanted:
            node = NamedNode(iri)
            if next(iter(draft.store.quads_for_pattern(node, DECIDED_AT, None, DECISIONS)), None) is None:
                raise NotFound(
                    "There is no decision %(iri)s.",
                    hint="huunghi review --log lists them.",
                    values={"iri": iri},
                )
            if node in gone:
                raise InputError("This decision is undone already.", hint="Decide anew instead.")
        draft.undo([NamedNode(iri) for iri in wanted], why)

    return _publish(versions, f"undo {len(wanted)} decision{'s' * (len(wanted) != 1)}", by, act)


def _several(iris: Iterable[str]) -> tuple[str, ...]:
    wanted = tuple(dict.fromkeys(iris))
    if not wanted:
        raise InputError("Nothing was named to decide on.", hint="Name at least one claim.")
    return wanted


def _count(iris: tuple[str, ...]) -> str:
    return f"{len(iris)} claim{'s' * (len(iris) != 1)}"


class _Draft:
    """The decisions of one change: writes their records, and gathers what they touch."""

    def __init__(self, store: Store, by: Reviewer) -> None:
        self.store = store
        self.touched: set[NamedNode] = set()
        self.moved: set[NamedNode] = set()
        self.graphs: set[NamedNode] = set()
        self.renames = False
        self.made: list[str] = []
        self._by = by
        self._at = _next_moment(store)

    def _record(self, kind: NamedNode, why: str, *said: tuple[NamedNode, NamedNode]) -> NamedNode:
        stamp = self._at.strftime("%Y%m%dt%H%M%S.%f")
        node = NamedNode(mint("decision", f"{stamp}-{len(self.made) + 1}"))
        self.made.append(node.value)
        quads = [
            Quad(node, TYPE, kind, DECISIONS),
            Quad(node, DECIDED_AT, _moment(self._at), DECISIONS),
            Quad(node, _REVIEWER, Literal(self._by.name), DECISIONS),
            *(Quad(node, predicate, value, DECISIONS) for predicate, value in said),
        ]
        if why.strip():
            quads.append(Quad(node, claims.REASON, Literal(why.strip(), language="und"), DECISIONS))
        self.store.extend(quads)
        return node

    def decide(self, claim: Claim, verdict: str, why: str) -> NamedNode:
        node = NamedNode(claim.iri)
        self.graphs.add(claim.graph)
        self._changes(claim)
        return self._record(_DECISION, why, (DECIDES, node), (VERDICT, NamedNode(verdict)))

    def _changes(self, claim: Claim) -> None:
        """Note what a decision on a claim touches: its statement, those that rest on it, things that become one, a name
        that is found.
        """
        node, predicate = NamedNode(claim.iri), claim.triple.predicate
        for one in (node, *resting_on(self.store, node)):
            self.touched |= touched_by(self.store, one)
        if predicate == claims.SAME_AS:
            for end in (claim.triple.subject, claim.triple.object):
                if isinstance(end, NamedNode):
                    self._move(end)
        self.renames |= predicate == claims.CONTEXT_NAME

    def correct(self, wrong: Claim, triple: Triple, why: str) -> None:
        fresh = replaced(wrong, triple)
        record = self.decide(wrong, REJECTED, why)
        self.store.extend(
            [
                Quad(record, REPLACEMENT, NamedNode(fresh.iri), DECISIONS),
                Quad(record, claims.SUBJECT, triple.subject, DECISIONS),
                Quad(record, claims.PREDICATE, triple.predicate, DECISIONS),
                Quad(record, claims.OBJECT, triple.object, DECISIONS),
            ]
        )
        put_corrections(self.store)
        describe_run(self.store, Run(REVIEW, "corrections by reviewers"))
        if find_claim(self.store, fresh.iri) is not None:
            self.decide(fresh, fresh.status, why)

    def merge(self, thing: NamedNode, into: NamedNode, why: str) -> None:
        self._record(_MERGING, why, (MERGES, thing), (INTO, into))
        self._move(thing, into)

    def undo(self, decisions: list[NamedNode], why: str) -> None:
        # A correction and the acceptance of what replaces it were one act: one does not stand without the other.
        together = dict.fromkeys(d for one in decisions for d in _same_act(self.store, one))
        for decision in together:
            self._touch(decision)
        self._record(_UNDOING, why, *((UNDOES, decision) for decision in together))
        put_corrections(self.store)

    def _touch(self, decision: NamedNode) -> None:
        for quad in self.store.quads_for_pattern(decision, None, None, DECISIONS):
            if quad.predicate in (DECIDES, REPLACEMENT) and isinstance(quad.object, NamedNode):
                self.touched |= touched_by(self.store, quad.object)
                self.graphs |= _graphs_of(self.store, quad.object, as_claim=True)
                if (claim := find_claim(self.store, quad.object.value)) is not None:
                    self._changes(claim)
            elif quad.predicate in (MERGES, INTO) and isinstance(quad.object, NamedNode):
                self._move(quad.object)
            elif quad.predicate == UNDOES and isinstance(quad.object, NamedNode):
                self._touch(quad.object)
            elif quad.predicate in (claims.SUBJECT, claims.OBJECT) and isinstance(quad.object, NamedNode):
                self.touched.add(quad.object)

    def _move(self, *things: NamedNode) -> None:
        self.moved.update(things)
        for thing in things:
            self.graphs |= _graphs_of(self.store, thing)


def _graphs_of(store: Store, node: NamedNode, *, as_claim: bool = False) -> set[NamedNode]:
    """Return the sources' graphs that hold a claim, or that speak of a thing."""
    quads = (
        store.quads_for_pattern(node, claims.STATUS, None, None)
        if as_claim
        else (
            q
            for place in (claims.SUBJECT, claims.OBJECT)
            for q in store.quads_for_pattern(None, place, node, None)
        )
    )
    return {q.graph_name for q in quads if isinstance(q.graph_name, NamedNode)}


def _same_act(store: Store, decision: NamedNode) -> list[NamedNode]:
    stem = decision.value.rpartition("-")[0]
    whole = [decision]
    corrects = any(True for _ in store.quads_for_pattern(decision, REPLACEMENT, None, DECISIONS))
    if corrects:
        number = int(decision.value.rpartition("-")[2])
        follower = NamedNode(f"{stem}-{number + 1}")
        if any(True for _ in store.quads_for_pattern(follower, DECIDES, None, DECISIONS)):
            whole.append(follower)
    return whole


def _publish(versions: VersionStore, note: str, by: Reviewer, act: Callable[[_Draft], None]) -> Decided:
    report = Report()
    with versions.change(note=f"{note} ({by.name})", wait=WAIT) as change:
        if change.parent is None:
            raise NotFound("The store is empty; there is nothing to review.", hint="huunghi load PATH")
        with change.parent.open() as parent:
            with report.step("decide"):
                before = View(parent.store)
                draft = _Draft(change.store, by)
                act(draft)
                keep_standing(change.store)
                draft.touched |= infer(change.store, draft.graphs).touched
            try:
                _revise(change, before, draft, report)
            except TooFar:
                finish(change, recorded(parent.store), report, None, strict=True)
    return Decided(
        tuple(draft.made), change.published, change.added or 0, change.removed or 0, dict(report.seconds)
    )


def _revise(change: Change, before: View, draft: _Draft, report: Report) -> None:
    with report.step("derive"):
        revised: Revised = revise(before, change.store, draft.touched, moved=draft.moved)
    with report.step("validate"):
        findings = validate_around(
            revised.around, things=revised.things, changed=revised.gained | revised.lost
        )
    if findings:
        raise InvalidGraph(
            "The graph would not conform, so nothing was decided:\n%(findings)s",
            hint="Accept what is missing together with it: the whole record, or the names it needs.",
            values={"findings": "\n".join(map(str, findings[: LIMITS.review_findings]))},
        )
    with report.step("index"):
        _index(change, revised, renames=draft.renames)
    change.added, change.removed = len(revised.gained), len(revised.lost)


def _index(change: Change, revised: Revised, *, renames: bool) -> None:
    """Give the version its index of names: the parent's own file where no name changed."""
    named = renames or any(
        t.predicate.value in index.LABEL_PROPERTIES or index.kind_of(str(t.subject.value)) == "document"  # type: ignore[union-attr]
        for t in revised.gained | revised.lost
    )
    parent = change.parent.search_path if change.parent else None
    if not named and parent is not None and index.usable(parent):
        os.link(parent, change.path / parent.name)
    else:
        indexes.write_for(change)


def _next_moment(store: Store) -> datetime:
    """Now, or just after the latest decision where a clock went back: later decisions outweigh earlier ones."""
    now = datetime.now(UTC)
    made = (moment_of(q.object) for q in store.quads_for_pattern(None, DECIDED_AT, None, DECISIONS))
    last = max(made, default="")
    if last >= moment_of(_moment(now)):
        now = datetime.fromisoformat(last + "+00:00") + timedelta(microseconds=1)
    return now


def _moment(when: datetime) -> Literal:
    text = when.isoformat(timespec="microseconds").replace("+00:00", "Z")
    return Literal(text, datatype=NamedNode(xsd.dateTime))


def _spoken_of(store: Store, thing: NamedNode) -> bool:
    return any(
        True
        for place in (claims.SUBJECT, claims.OBJECT)
        for _ in store.quads_for_pattern(None, place, thing, None)
    )


# -- reading -------------------------------------------------------------------------------------------------------


def read_claim(store: Store, iri: str) -> Claim:
    """Return a claim by IRI; raise NotFound where no source says it now."""
    try:
        claim = find_claim(store, iri)
    except ValueError:
        claim = None
    if claim is None:
        raise NotFound(
            "There is no claim %(iri)s.",
            hint="It may have gone with its source, or been extracted anew.",
            values={"iri": iri},
        )
    return claim


def log(store: Store, *, limit: int = LIMITS.review_log) -> list[Record]:
    """Return the latest decisions, newest first."""
    gone = undone(store)
    times = [(q.object, q.subject) for q in store.quads_for_pattern(None, DECIDED_AT, None, DECISIONS)]
    newest = sorted(times, key=lambda pair: (moment_of(pair[0]), _text(pair[1])), reverse=True)[:limit]
    return [_record(store, node, stands=node not in gone) for _, node in newest]


def _record(store: Store, node: Any, *, stands: bool) -> Record:
    quads = list(store.quads_for_pattern(node, None, None, DECISIONS))
    said = {q.predicate: _text(q.object) for q in quads}
    about = tuple(sorted(_text(q.object) for q in quads if q.predicate in (DECIDES, MERGES, UNDOES)))
    if MERGES in said:
        kind = "merge"
    elif UNDOES in said:
        kind = "undo"
    elif REPLACEMENT in said:
        kind = "correct"
    else:
        kind = "accept" if said.get(VERDICT) in ACCEPTED else "reject"
    return Record(
        node.value,
        kind,
        about,
        said.get(_REVIEWER, ""),
        said.get(DECIDED_AT, ""),
        said.get(claims.REASON, ""),
        said.get(INTO, said.get(REPLACEMENT, "")),
        stands,
    )


def _text(term: Any) -> str:
    return str(term.value)
