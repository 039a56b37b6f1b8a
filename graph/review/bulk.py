"""Accept many claims at once: those of a record, of a source, of a kind.

What would leave a record without what it must have is left waiting and named, so that one unfinished record does not
hold up a source. The rest is one act.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import NamedNode, Store

from graph.claims import claim as claims
from graph.errors import InputError
from graph.review.acts import ACCEPTANCE
from graph.review.decisions import acceptance
from graph.review.drafting import Reviewer
from graph.review.names import one_value
from graph.review.needs import with_names
from graph.review.outcome import Outcome, rehearse
from graph.store.versions import VersionStore

_ROUNDS = 8
"""What is left out may be needed by others: more rounds than chains of needs are long."""


@dataclass(frozen=True)
class Acceptable:
    """The claims that can be accepted together, what that changes, and what is left waiting: things (IRIs), each with
    what it lacks.
    """

    claims: tuple[str, ...]
    outcome: Outcome
    left: tuple[tuple[str, str], ...] = ()


def acceptable(versions: VersionStore, store: Store, wanted: Iterable[str], *, by: Reviewer) -> Acceptable:
    """Return which of these claims can be accepted, with what they need. Raises InputError where none can."""
    asked = dict.fromkeys(wanted)
    left: dict[str, str] = {}
    for _ in range(_ROUNDS):
        chosen = with_names(store, asked)
        if not chosen:
            break
        outcome = rehearse(versions, acceptance(chosen), by=by, kind=ACCEPTANCE)
        if not outcome.findings:
            return Acceptable(chosen, outcome, tuple(sorted(left.items())))
        for finding in outcome.findings:
            left.setdefault(finding.focus, finding.message)
        asked = {iri: None for iri in asked if not _speaks_of(store, iri, left.keys())}
    lacking = "\n".join(f"{iri}: {message}" for iri, message in sorted(left.items())[:8])
    raise InputError(
        "None of these claims can be accepted as they are.\n%(lacking)s",
        hint="Correct their records first, or accept what they lack with them.",
        values={"lacking": lacking},
    )


def _speaks_of(store: Store, claim: str, things: Iterable[str]) -> bool:
    node = NamedNode(claim)
    ends = {
        value.value
        for place in (claims.SUBJECT, claims.OBJECT)
        if isinstance(value := one_value(store, node, place, None), NamedNode)
    }
    return bool(ends & set(things))
