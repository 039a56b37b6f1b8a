"""Undo acts, in any order: what a later act rests on goes together with it, or not at all.

A later act rests on an earlier one where it decides on a claim that the earlier one made, or where without the earlier
one its record would lack something, or contradict another. It is named then, and undone together with it on request.
"""

from collections.abc import Iterable
from typing import Final

from pyoxigraph import NamedNode, Store

from graph.claims import claim as claims
from graph.claims.standing import DECIDES, DECISIONS, DERIVED_FROM, INTO, MERGES, undone
from graph.errors import InputError, InvalidGraph
from graph.review.acts import (
    REVERSAL,
    Record,
    all_acts,
    decisions_of,
    record_of,
    require_act,
)
from graph.review.corrections import REPLACEMENT
from graph.review.drafting import Draft, Reviewer
from graph.review.outcome import Decided, Outcome, Plan, publish, refuse, rehearse
from graph.store.versions import VersionStore

_ROUNDS: Final = 50
"""More rounds than chains of acts that rest on one another are long."""


class LaterActs(InvalidGraph):
    """Later acts rest on what was to be undone; nothing was undone. `acts` are these, the newest first."""

    slug = "later-decisions"
    title = "Later decisions rest on this one"

    acts: tuple[Record, ...] = ()


def undo(
    versions: VersionStore, decisions: Iterable[str], *, by: Reviewer, why: str = "", together: bool = False
) -> Decided:
    """Let earlier acts stand no more; a decision stands for its act.

    With `together` later acts that rest on them go too, else they are raised as LaterActs. Raises NotFound for an
    unknown one, InputError for one undone already.
    """
    with versions.require_current().open() as opened:
        first = _wanted(opened.store, decisions)
        whole, _ = with_later(versions, opened.store, first, by=by)
        later = [act for act in whole if act not in first]
        if later and not together:
            raise _later_acts(opened.store, later)
    note = f"undo {len(whole)} decision{'s' * (len(whole) != 1)}"
    return publish(versions, reversal(whole), by=by, kind=REVERSAL, note=note, why=why)


def _later_acts(store: Store, later: Iterable[NamedNode]) -> LaterActs:
    gone, wanted = undone(store), set(later)
    acts = tuple(record_of(store, act, gone) for act in all_acts(store) if act in wanted)
    lines = (f"{one.at[:19].replace('T', ' ')}  {one.reviewer}  {one.kind}  {one.reason}" for one in acts)
    error = LaterActs(
        "Nothing was undone: later decisions rest on this one.\n%(acts)s",
        hint="Undo these first, or all of them together.",
        values={"acts": "\n".join(line.rstrip() for line in lines)},
    )
    error.acts = acts
    return error


def reversal(acts: Iterable[NamedNode]) -> Plan:
    """Return the plan of an act that undoes others."""
    wanted = tuple(acts)

    def plan(draft: Draft) -> None:
        draft.undo(wanted)

    return plan


def _wanted(store: Store, decisions: Iterable[str]) -> list[NamedNode]:
    named = list(dict.fromkeys(decisions))
    if not named:
        raise InputError("Nothing was named to decide on.", hint="Name at least one claim.")
    gone = undone(store)
    wanted: dict[NamedNode, None] = {}
    for iri in named:
        act = require_act(store, iri)
        if act in gone or all(part in gone for part in decisions_of(store, act)):
            raise InputError("This decision is undone already.", hint="Decide anew instead.")
        wanted[act] = None
    return list(wanted)


def with_later(
    versions: VersionStore, store: Store, acts: Iterable[NamedNode], *, by: Reviewer
) -> tuple[list[NamedNode], Outcome]:
    """Return acts together with the later ones that rest on them, and what undoing them all changes.

    Raises what stands against undoing even so.
    """
    wanted = dict.fromkeys(acts)
    gone = undone(store)
    newest = [act for act in all_acts(store) if act not in gone]
    for _ in range(_ROUNDS):
        _add_dependents(store, wanted, newest)
        outcome = rehearse(versions, reversal(wanted), by=by, kind=REVERSAL)
        later = _responsible(store, outcome, wanted, newest)
        if not later:
            refuse(store, outcome, None)
            return list(wanted), outcome
        wanted.update(dict.fromkeys(later))
    raise InvalidGraph(
        "Nothing was undone: too many later decisions rest on this one.",
        hint="Undo the latest decisions first.",
    )


def _add_dependents(store: Store, wanted: dict[NamedNode, None], newest: list[NamedNode]) -> None:
    """Add the later acts that decide on claims which the wanted ones made."""
    made = {claim for act in wanted for claim in _made_by(store, act)}
    for act in reversed(newest):  # the oldest first: what it made may be decided on by the next
        if act in wanted:
            continue
        if made & _decided_by(store, act) and any(_is_later(act, one, newest) for one in wanted):
            wanted[act] = None
            made |= _made_by(store, act)


def _is_later(act: NamedNode, than: NamedNode, newest: list[NamedNode]) -> bool:
    return than not in newest or newest.index(act) < newest.index(than)


def _made_by(store: Store, act: NamedNode) -> set[NamedNode]:
    """The claims that an act put in: replacements, and those that it added."""
    found: set[NamedNode] = set()
    for decision in decisions_of(store, act):
        for quad in store.quads_for_pattern(decision, REPLACEMENT, None, DECISIONS):
            found.add(quad.object)  # type: ignore[arg-type]
        if any(True for _ in store.quads_for_pattern(decision, DERIVED_FROM, None, DECISIONS)):
            found |= {
                q.object  # type: ignore[misc]
                for q in store.quads_for_pattern(decision, DECIDES, None, DECISIONS)
            }
    return found


def _decided_by(store: Store, act: NamedNode) -> set[NamedNode]:
    """The claims that an act decides on or rests on."""
    return {
        q.object  # type: ignore[misc]
        for decision in decisions_of(store, act)
        for p in (DECIDES, DERIVED_FROM)
        for q in store.quads_for_pattern(decision, p, None, DECISIONS)
    }


def _responsible(
    store: Store, outcome: Outcome, wanted: dict[NamedNode, None], newest: list[NamedNode]
) -> list[NamedNode]:
    """Later acts that speak of what would lack something, or that decided on a side of what would contradict."""
    if not outcome.findings and not outcome.made:
        return []
    focus = {NamedNode(finding.focus) for finding in outcome.findings if "://" in finding.focus}
    sides = {NamedNode(claim.iri) for conflict in outcome.made for claim in conflict.claims}
    found = []
    for act in newest:
        if act in wanted or not any(_is_later(act, one, newest) for one in wanted):
            continue
        if sides & _decided_by(store, act) or focus & _things_of(store, act):
            found.append(act)
    return found


def _things_of(store: Store, act: NamedNode) -> set[NamedNode]:
    """The things that an act's claims speak of, and those that it merges."""
    found: set[NamedNode] = set()
    for decision in decisions_of(store, act):
        for quad in store.quads_for_pattern(decision, None, None, DECISIONS):
            if not isinstance(quad.object, NamedNode):
                continue
            if quad.predicate in (MERGES, INTO, claims.SUBJECT, claims.OBJECT):
                found.add(quad.object)
            elif quad.predicate in (DECIDES, REPLACEMENT):
                for place in (claims.SUBJECT, claims.OBJECT):
                    for one in store.quads_for_pattern(quad.object, place, None, None):
                        if isinstance(one.object, NamedNode):
                            found.add(one.object)
    return found
