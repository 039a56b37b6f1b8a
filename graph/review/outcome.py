"""Carry an act out on a copy of the graph: derive what it changes, check it, find what would contradict. To publish it,
or only to see.

An act is refused for what is wrong because of it; what did not conform before it is no reason.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final

from pyoxigraph import NamedNode, Store, Triple

from graph.claims.layer import bring_up, keep_up
from graph.claims.materialise import claim_graphs
from graph.claims.publish import Report, infer, resolve
from graph.claims.validation import Finding
from graph.errors import InvalidGraph, NotFound
from graph.limits import LIMITS
from graph.review.conflicts import Conflict, find_conflicts
from graph.review.drafting import Draft, Reviewer
from graph.review.wording import line_of
from graph.search import index_lifecycle as indexes
from graph.statistics import lifecycle as statistics
from graph.store.version import Version
from graph.store.versions import Change, VersionStore
from ontology.iris import name_of
from ontology.kinds import PROVENANCE_KINDS
from ontology.terms import hn, prov, schema, skos
from ontology.vocabulary import vocabulary_triples

WAIT: Final = LIMITS.decision_wait_seconds
"""Seconds a decision waits for another writer to finish."""
_FEW: Final = 2_000
"""Around so many things it takes as long to look for conflicts as in the whole graph."""

Plan = Callable[[Draft], None]
"""Writes the decisions of an act into a draft."""


class Contradiction(InvalidGraph):
    """An act would make the graph contradict itself; nothing was done. `conflicts` have both sides."""

    slug = "contradiction"
    title = "The graph would contradict itself"
    conflicts: tuple[Conflict, ...] = ()


class Unfinished(InvalidGraph):
    """An act would leave a record without what it needs; nothing was done. `findings` say what and where."""

    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """What an act changes: accepted statements gained and lost, conflicts made and solved, what does not conform."""

    gained: frozenset[Triple] = frozenset()
    lost: frozenset[Triple] = frozenset()
    findings: tuple[Finding, ...] = ()
    made: tuple[Conflict, ...] = ()
    solved: tuple[Conflict, ...] = ()
    decisions: int = 0


@dataclass(frozen=True)
class Decided:
    """An act that was published: its IRI and its decisions', the version, and what it changed."""

    decisions: tuple[str, ...]
    version: Version | None
    gained: int
    lost: int
    seconds: dict[str, float]
    act: str = ""
    made: tuple[Conflict, ...] = field(default=())


def publish(
    versions: VersionStore,
    plan: Plan,
    *,
    by: Reviewer,
    kind: str,
    note: str,
    why: str = "",
    tolerated: frozenset[str] | None = None,
) -> Decided:
    """Carry out an act, and publish what it makes of the graph.

    `tolerated` are the kinds of conflict that it may make; None: any. Raises Unfinished where a record would lack
    something, Contradiction where it makes a conflict that is not tolerated.
    """
    report = Report()
    with versions.change(note=f"{note} ({by.name})", wait=WAIT) as change:
        _require(change)
        outcome, draft = _carry_out(change, plan, by, kind, why, report)
        refuse(change.store, outcome, tolerated)
        with report.step("index"):
            indexes.write_for(change)
        with report.step("statistics"):
            statistics.follow(change)
        change.added, change.removed = len(outcome.gained), len(outcome.lost)
        read_by = _read_by(change, outcome, draft)
    if read_by:
        resolve(versions, note="resolve what was read")
    return Decided(
        tuple(draft.made),
        change.published,
        change.added or 0,
        change.removed or 0,
        dict(report.seconds),
        draft.act.value,
        outcome.made,
    )


_READ_BY: Final = frozenset(
    (skos.prefLabel, skos.altLabel, hn.number, hn.bodyCode, schema.legislationIdentifier, schema.legislationDate,
     prov.wasQuotedFrom, prov.wasRevisionOf)
)  # fmt: skip
"""The properties that articles are read by: names, what tells documents apart, which text copies which."""


def _read_by(change: Change, outcome: Outcome, draft: Draft) -> bool:
    """Whether articles may be read otherwise by what an act changed, and are few enough to be read at once."""
    changed = outcome.gained | outcome.lost
    if not draft.merges and not any(t.predicate.value in _READ_BY for t in changed):
        return False
    return sum(1 for _ in claim_graphs(change.store)) <= LIMITS.decision_sources


def rehearse(versions: VersionStore, plan: Plan, *, by: Reviewer, kind: str, why: str = "") -> Outcome:
    """Carry out an act on a copy that nobody sees, and return what it would change."""
    with versions.rehearsal() as change:
        _require(change)
        return _carry_out(change, plan, by, kind, why, Report())[0]


def refuse(store: Store, outcome: Outcome, tolerated: frozenset[str] | None) -> None:
    """Raise what stands against an outcome, if anything does."""
    if outcome.findings:
        unfinished = Unfinished(
            "The graph would not conform, so nothing was decided:\n%(findings)s",
            hint="Accept what is missing together with it: the whole record, or the names it needs.",
            values={"findings": "\n".join(map(str, outcome.findings[: LIMITS.review_findings]))},
        )
        unfinished.findings = outcome.findings
        raise unfinished
    against = tuple(c for c in outcome.made if tolerated is not None and c.kind not in tolerated)
    if against:
        lines = (line_of(store, conflict) for conflict in against[: LIMITS.review_findings])
        contradiction = Contradiction(
            "The graph would contradict itself, so nothing was done:\n%(conflicts)s",
            hint="Correct one of the two sides first, or change what you wrote.",
            values={"conflicts": "\n".join(lines)},
        )
        contradiction.conflicts = against
        raise contradiction


def _require(change: Change) -> None:
    if change.parent is None:
        raise NotFound("The store is empty; there is nothing to review.", hint="huunghi load PATH")


def _carry_out(
    change: Change, plan: Plan, by: Reviewer, kind: str, why: str, report: Report
) -> tuple[Outcome, Draft]:
    assert change.parent is not None
    with report.step("decide"):
        draft = Draft(change.store, by, kind, why)
        plan(draft)
        draft.settle()
        keep_up(change)
        infer(change)
    with report.step("derive"):
        layer = bring_up(change)
    gained, lost = layer.gained, layer.lost
    if layer.states is None:
        # What a new vocabulary says of its terms is not what the act changed.
        words = frozenset(vocabulary_triples())
        gained, lost = gained - words, lost - words
    with report.step("validate"):
        findings = layer.findings()
    with report.step("compare"), change.parent.open() as parent:
        made, solved = conflicts_between(parent.store, change.store, gained | lost)
    return Outcome(gained, lost, findings, made, solved, len(draft.made)), draft


def conflicts_between(
    before: Store, after: Store, changed: Iterable[Triple]
) -> tuple[tuple[Conflict, ...], tuple[Conflict, ...]]:
    """Return the conflicts that one store has and the other had not, made and solved; `changed` are the statements in
    which their accepted layers differ. Looking at all is quicker than looking around many.
    """
    around = {
        node
        for triple in changed
        for node in (triple.subject, triple.object)
        if isinstance(node, NamedNode) and _is_thing(node)
    }
    near = around if len(around) <= _FEW else None
    was = {conflict.key: conflict for conflict in find_conflicts(before, near)}
    now = {conflict.key: conflict for conflict in find_conflicts(after, near)}
    return (
        tuple(c for key, c in now.items() if key not in was),
        tuple(c for key, c in was.items() if key not in now),
    )


def _is_thing(node: NamedNode) -> bool:
    name = name_of(node.value)
    return name is not None and name.kind not in PROVENANCE_KINDS
