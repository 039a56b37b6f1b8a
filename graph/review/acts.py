"""Acts of review as they stand in the graph of decisions: what was done, by whom, about what, and whether it stands.

An act is one or several decisions that a reviewer took at once (`dct:isPartOf`); they stand or fall together. Decisions
of versions before acts were recorded belong together where their IRIs share a moment.
"""

from dataclasses import dataclass
from typing import Any, Final

from pyoxigraph import NamedNode, Store

from graph.claims import claim as claims
from graph.claims.claim import ACCEPTED
from graph.claims.standing import (
    DECIDED_AT,
    DECIDES,
    DECISIONS,
    INTO,
    MERGES,
    PART_OF,
    UNDOES,
    VERDICT,
    moment_of,
    undone,
)
from graph.errors import NotFound
from graph.limits import LIMITS
from graph.review.corrections import REPLACEMENT
from ontology.iris import concept
from ontology.terms import dct, hn

ACCEPTANCE: Final = concept("act", "acceptance")
REJECTION: Final = concept("act", "rejection")
CORRECTION: Final = concept("act", "correction")
DIVISION: Final = concept("act", "division")
MERGER: Final = concept("act", "merger")
REVERSAL: Final = concept("act", "reversal")

REVIEWER: Final = NamedNode(hn.reviewer)
_ACT: Final = NamedNode(hn.ReviewAct)
_KIND: Final = NamedNode(dct.type)


@dataclass(frozen=True)
class Record:
    """An act as it stands in the graph.

    `kind` is accept, reject, correct, divide, merge or undo; `about` are the claims, things or acts it is about; `into`
    what it led to: the thing a merging keeps, the claims that replace others. `decisions` are its parts.
    """

    iri: str
    kind: str
    about: tuple[str, ...]
    reviewer: str
    at: str
    reason: str = ""
    into: tuple[str, ...] = ()
    stands: bool = True
    decisions: tuple[str, ...] = ()


_WORDS: Final = {
    ACCEPTANCE: "accept",
    REJECTION: "reject",
    CORRECTION: "correct",
    DIVISION: "divide",
    MERGER: "merge",
    REVERSAL: "undo",
}


def act_of(store: Store, decision: NamedNode) -> NamedNode:
    """Return the act that a decision is part of; the decision itself where it is an act, or was taken before acts."""
    for quad in store.quads_for_pattern(decision, PART_OF, None, DECISIONS):
        if isinstance(quad.object, NamedNode):
            return quad.object
    stem = decision.value.rpartition("-")[0]
    first = NamedNode(f"{stem}-1") if stem else decision
    return first if _is_decision(store, first) else decision


def decisions_of(store: Store, act: NamedNode) -> list[NamedNode]:
    """Return the decisions of an act, in the order in which they were taken."""
    parts = [q.subject for q in store.quads_for_pattern(None, PART_OF, act, DECISIONS)]
    found = [part for part in parts if isinstance(part, NamedNode)]
    if not found:
        stem, number = act.value.rpartition("-")[0], 1
        while stem and _is_decision(store, NamedNode(f"{stem}-{number}")):
            found.append(NamedNode(f"{stem}-{number}"))
            number += 1
    return sorted(found, key=_number) or [act]


def require_act(store: Store, iri: str) -> NamedNode:
    """Return the act that an IRI names, or is part of. Raises NotFound for an unknown one."""
    try:
        node = NamedNode(iri)
    except ValueError:
        node = None
    if node is None or not _is_decision(store, node):
        raise NotFound(
            "There is no decision %(iri)s.",
            hint="huunghi review --log lists them.",
            values={"iri": iri[:200]},
        )
    return act_of(store, node)


def _is_decision(store: Store, node: NamedNode) -> bool:
    return next(iter(store.quads_for_pattern(node, DECIDED_AT, None, DECISIONS)), None) is not None


def _number(decision: NamedNode) -> int:
    number = decision.value.rpartition("-")[2]
    return int(number) if number.isdigit() else 0


def all_acts(store: Store) -> list[NamedNode]:
    """Return every act, the newest first."""
    times: dict[NamedNode, str] = {}
    for quad in store.quads_for_pattern(None, DECIDED_AT, None, DECISIONS):
        if isinstance(quad.subject, NamedNode):
            act = act_of(store, quad.subject)
            times[act] = max(times.get(act, ""), moment_of(quad.object))
    return sorted(times, key=lambda act: (times[act], act.value), reverse=True)


def log(store: Store, *, limit: int = LIMITS.review_log) -> list[Record]:
    """Return the latest acts, newest first."""
    gone = undone(store)
    return [record_of(store, act, gone) for act in all_acts(store)[:limit]]


def record_of(store: Store, act: NamedNode, gone: set[object]) -> Record:
    """Return an act as it stands; `gone` are the decisions that were undone."""
    parts = decisions_of(store, act)
    about: dict[str, None] = {}
    into: dict[str, None] = {}
    kinds: list[str] = []
    said: dict[NamedNode, str] = {}
    for part in parts:
        quads = list(store.quads_for_pattern(part, None, None, DECISIONS))
        own = {q.predicate: _text(q.object) for q in quads}
        said = {**own, **said}
        kinds.append(_kind_of_decision(own))
        into.update(dict.fromkeys(_text(q.object) for q in quads if q.predicate in (INTO, REPLACEMENT)))
        about.update(
            dict.fromkeys(_text(q.object) for q in quads if q.predicate in (DECIDES, MERGES, UNDOES))
        )
    if any(True for _ in store.quads_for_pattern(act, claims.TYPE, _ACT, DECISIONS)):
        said = {q.predicate: _text(q.object) for q in store.quads_for_pattern(act, None, None, DECISIONS)}
    return Record(
        act.value,
        _WORDS.get(said.get(_KIND, ""), kinds[0]),
        tuple(iri for iri in about if iri not in into),
        said.get(REVIEWER, ""),
        said.get(DECIDED_AT, ""),
        said.get(claims.REASON, ""),
        tuple(into),
        act not in gone and not all(part in gone for part in parts),
        tuple(part.value for part in parts),
    )


def _kind_of_decision(said: dict[NamedNode, str]) -> str:
    if MERGES in said:
        return "merge"
    if UNDOES in said:
        return "undo"
    if REPLACEMENT in said:
        return "correct"
    return "accept" if said.get(VERDICT) in ACCEPTED else "reject"


def _text(term: Any) -> str:
    return str(term.value)
