"""What reviewers decide: accept, reject and correct claims, merge two things.

An act is a record in the graph of decisions and is never deleted; a later one outweighs or undoes it. Decisions
name claims by IRI, and a claim's IRI is made of what it says and where, so they outlive loading and extracting again.
Beside the records the graph of decisions keeps what they amount to (`hn:standing`, `hn:mergedInto`), for queries.

A plan says what an act decides; it can be published, or rehearsed to see what it would change (`graph.review.outcome`).
Whole records are corrected in `records`, things divided in `division`, acts undone in `undoing`.
"""

from collections.abc import Iterable
from typing import Final

from pyoxigraph import NamedNode, Store, Triple

from graph.claims import claim as claims
from graph.claims.claim import REJECTED, Claim
from graph.claims.replaced import replaced_by
from graph.claims.standing import merges
from graph.errors import InputError, NotFound
from graph.review.acts import ACCEPTANCE, CORRECTION, MERGER, REJECTION, Record, log
from graph.review.conflicts import BETWEEN_SOURCES
from graph.review.corrections import find_claim, found_different
from graph.review.drafting import Draft, Reviewer, standing_status
from graph.review.outcome import Decided, Plan, publish
from graph.review.undoing import undo
from graph.store.versions import VersionStore
from ontology.iris import Name, name_of
from ontology.kinds import PROVENANCE_KINDS

_NEVER_MERGED: Final = ("source", *PROVENANCE_KINDS)
"""Kinds that are evidence: two of them are two witnesses, never one thing."""


def accept(versions: VersionStore, claim_iris: Iterable[str], *, by: Reviewer, why: str = "") -> Decided:
    """Let claims count from now on. Raises NotFound for an unknown one, InvalidGraph where they lack something."""
    wanted = several(claim_iris)
    plan = acceptance(wanted)
    return publish(versions, plan, by=by, kind=ACCEPTANCE, note=f"accept {counted(wanted)}", why=why)


def reject(versions: VersionStore, claim_iris: Iterable[str], *, by: Reviewer, why: str) -> Decided:
    """Let claims count no more, and say why. Raises InputError without a reason, NotFound for an unknown claim."""
    wanted = several(claim_iris)
    if not why.strip():
        raise InputError("A rejection needs a reason.", hint="Say in a few words what is wrong.")
    plan = rejection(wanted)
    return publish(versions, plan, by=by, kind=REJECTION, note=f"reject {counted(wanted)}", why=why)


def correct(
    versions: VersionStore,
    claim_iri: str,
    triple: Triple,
    *,
    by: Reviewer,
    why: str = "",
    disagree: bool = False,
) -> Decided:
    """Reject a claim and put what its passage really says in its place, as a claim of its own.

    Raises InputError where the correction says the same, NotFound for an unknown claim, Contradiction where the graph
    would contradict itself; with `disagree` sources may.
    """

    def plan(draft: Draft) -> None:
        wrong = read_claim(draft.store, claim_iri)
        if triple == wrong.triple:
            raise InputError(
                "The correction says what the claim says.", hint="Change it, or accept the claim."
            )
        draft.correct(wrong, triple)

    return publish(
        versions,
        plan,
        by=by,
        kind=CORRECTION,
        note="correct 1 claim",
        why=why,
        tolerated=tolerated(disagree),
    )


def merge(
    versions: VersionStore, thing: str, into: str, *, by: Reviewer, why: str = "", disagree: bool = False
) -> Decided:
    """Say that two names stand for one thing: what is said of the first counts for the second from now on.

    Raises InputError where they are one already, or are of two kinds; NotFound where nothing is said of one;
    Contradiction where one thing would have what only two can have.
    """
    plan = merging(thing, into)
    note = f"merge {name_of(thing)} into {name_of(into)}"
    allowed = tolerated(disagree)
    return publish(versions, plan, by=by, kind=MERGER, note=note, why=why, tolerated=allowed)


def acceptance(wanted: Iterable[str]) -> Plan:
    """Return the plan of an act that accepts claims."""
    iris = tuple(wanted)

    def plan(draft: Draft) -> None:
        for iri in iris:
            claim = read_claim(draft.store, iri)
            draft.decide(claim, standing_status(claim))

    return plan


def rejection(wanted: Iterable[str]) -> Plan:
    """Return the plan of an act that rejects claims."""
    iris = tuple(wanted)

    def plan(draft: Draft) -> None:
        for iri in iris:
            draft.decide(read_claim(draft.store, iri), REJECTED)

    return plan


def merging(thing: str, into: str) -> Plan:
    """Return the plan of an act that merges two things. Raises InputError where they can never be one."""
    first, second = name_of(thing), name_of(into)
    if first is None or second is None or first.kind != second.kind or first.kind in _NEVER_MERGED:
        raise InputError(
            "%(first)s and %(second)s cannot be one thing.",
            hint="Two things of one kind can be merged, for example person/a and person/b.",
            values={"first": first or thing, "second": second or into},
        )

    def plan(draft: Draft) -> None:
        store = draft.store
        known = merges(store)
        one = NamedNode(replaced_by(store, thing) or thing)
        given = NamedNode(replaced_by(store, into) or into)
        target = known.get(given, given)
        if target in (one, known.get(one)):
            raise InputError(
                "%(first)s and %(second)s are one thing already.",
                hint="Undo that merging to change it.",
                values={"first": first, "second": second},
            )
        for node in (one, target):
            if not spoken_of(store, node):
                raise NotFound(
                    "Nothing is said of %(name)s.",
                    hint="Check how it is written.",
                    values={"name": name_of(node.value)},
                )
        _refuse_different(store, one, target, first, second)
        draft.merge(one, target)

    return plan


def _refuse_different(store: Store, one: NamedNode, other: NamedNode, first: Name, second: Name) -> None:
    """Raise InputError where a reviewer found that the two are two."""
    if not found_different(store, one, other):
        return
    said = next(
        (
            record
            for record in log(store)
            if record.stands and record.kind == "reject" and _decides_between(store, record, one, other)
        ),
        None,
    )
    raise InputError(
        "%(first)s and %(second)s were found to be two: %(reviewer)s, %(moment)s. %(reason)s",
        hint="Undo that decision first, if they are one after all.",
        values={
            "first": first,
            "second": second,
            "reviewer": said.reviewer if said else "",
            "moment": said.at[:10] if said else "",
            "reason": said.reason if said else "",
        },
    )


def _decides_between(store: Store, record: Record, one: NamedNode, other: NamedNode) -> bool:
    for iri in record.about:
        claim = find_claim(store, iri)
        if claim is not None and {claim.triple.subject, claim.triple.object} == {one, other}:
            return True
    return False


def tolerated(disagree: bool) -> frozenset[str]:
    """Return the kinds of conflict that an act may make: none, unless sources are said to disagree."""
    return BETWEEN_SOURCES if disagree else frozenset()


def several(iris: Iterable[str]) -> tuple[str, ...]:
    """Return what was named, each once. Raises InputError where nothing was."""
    wanted = tuple(dict.fromkeys(iris))
    if not wanted:
        raise InputError("Nothing was named to decide on.", hint="Name at least one claim.")
    return wanted


def counted(iris: tuple[str, ...]) -> str:
    """Return how many claims there are, in words."""
    return f"{len(iris)} claim{'s' * (len(iris) != 1)}"


def spoken_of(store: Store, thing: NamedNode) -> bool:
    """Whether any claim speaks of a thing."""
    return any(
        True
        for place in (claims.SUBJECT, claims.OBJECT)
        for _ in store.quads_for_pattern(None, place, thing, None)
    )


def read_claim(store: Store, iri: str) -> Claim:
    """Return a claim by IRI; raise NotFound where no source says it now."""
    try:
        claim = find_claim(store, replaced_by(store, iri) or iri)
    except ValueError:
        claim = None
    if claim is None:
        raise NotFound(
            "There is no claim %(iri)s.",
            hint="It may have gone with its source, or been extracted anew.",
            values={"iri": iri[:200]},
        )
    return claim


__all__ = [
    "Decided",
    "Record",
    "Reviewer",
    "accept",
    "acceptance",
    "correct",
    "log",
    "merge",
    "merging",
    "read_claim",
    "reject",
    "rejection",
    "undo",
]
