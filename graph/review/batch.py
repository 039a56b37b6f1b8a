"""Review many claims from the command line: what an act would change is written first, then it is confirmed.

For acts one by one, see `terminal`.
"""

from collections.abc import Callable
from dataclasses import dataclass

from pyoxigraph import Store

from graph.errors import InputError
from graph.limits import LIMITS
from graph.review import decisions
from graph.review.acts import REJECTION, require_act
from graph.review.bulk import acceptable
from graph.review.conflicts import find_conflicts
from graph.review.drafting import Reviewer
from graph.review.names import iri_of
from graph.review.outcome import Decided, Outcome, rehearse
from graph.review.queue import Filter, claims_under
from graph.review.undoing import undo, with_later
from graph.review.wording import line_of
from graph.store.versions import VersionStore
from ontology.iris import ID

Write = Callable[[str], None]
Confirm = Callable[[str], bool]


@dataclass(frozen=True)
class Batch:
    """An act over all claims under a filter, about one thing (`kind/slug` or IRI) or about any."""

    versions: VersionStore
    by: Reviewer
    write: Write
    confirm: Confirm

    def accept(self, wanted: Filter, thing: str = "") -> Decided | None:
        """Accept what can be accepted, after a look; None where it was not confirmed."""
        with self.versions.require_current().open() as opened:
            claims = self._claims(opened.store, wanted, thing)
            found = acceptable(self.versions, opened.store, claims, by=self.by)
            self._show(opened.store, found.outcome)
        for iri, lacks in found.left[: LIMITS.review_changes]:
            self.write(f"left waiting: {iri.removeprefix(ID)}: {lacks}")
        if not self.confirm(f"Accept {decisions.counted(found.claims)}?"):
            return None
        return decisions.accept(self.versions, found.claims, by=self.by)

    def reject(self, wanted: Filter, why: str, thing: str = "") -> Decided | None:
        """Reject all of them, after a look; None where it was not confirmed."""
        with self.versions.require_current().open() as opened:
            claims = self._claims(opened.store, wanted, thing)
            plan = decisions.rejection(claims)
            outcome = rehearse(self.versions, plan, by=self.by, kind=REJECTION, why=why)
            self._show(opened.store, outcome)
        if not self.confirm(f"Reject {decisions.counted(claims)}?"):
            return None
        return decisions.reject(self.versions, claims, by=self.by, why=why)

    def undo(self, decision: str, *, together: bool) -> Decided | None:
        """Undo an act, with the later ones that rest on it where `together`, after a look."""
        iri = decision if "://" in decision else f"{ID}decision/{decision.removeprefix('decision/')}"
        with self.versions.require_current().open() as opened:
            first = [require_act(opened.store, iri)]
            whole, outcome = with_later(self.versions, opened.store, first, by=self.by)
            if together or whole == first:
                self._show(opened.store, outcome)
        if (together or whole == first) and not self.confirm(f"Undo {len(whole)}?"):
            return None
        return undo(self.versions, [iri], by=self.by, together=together)

    def conflicts(self) -> int:
        """Write what contradicts itself, a line each; return how many there are."""
        with self.versions.require_current().open() as opened:
            found = find_conflicts(opened.store)
            for conflict in found:
                self.write(line_of(opened.store, conflict))
        return len(found)

    @staticmethod
    def _claims(store: Store, wanted: Filter, thing: str) -> tuple[str, ...]:
        claims = claims_under(store, wanted, iri_of(thing) if thing else "")
        if not claims:
            raise InputError("Nothing waits under this filter.", hint="huunghi review shows what waits.")
        return claims

    def _show(self, store: Store, outcome: Outcome) -> None:
        self.write(
            f"{outcome.decisions} decisions, {len(outcome.gained)} statements gained, {len(outcome.lost)} lost, "
            f"{len(outcome.made)} conflicts made, {len(outcome.solved)} solved"
        )
        for conflict in outcome.made[: LIMITS.review_conflicts]:
            self.write(f"conflict: {line_of(store, conflict)}")
