"""Bring a store that an earlier release made up to this one: its terms, what its rules read of the texts that are kept,
and the statuses of what articles said.

Statuses are set when an article is loaded; this sets those of earlier loads anew. Decisions of reviewers stand beside
the claims and are not touched, so what somebody accepted stays accepted.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad, Store

from graph.claims import claim as claims
from graph.claims.claim import ACCEPTED, EXPLICIT, INFERRED, PROPOSED
from graph.claims.materialise import claim_graphs
from graph.claims.publish import Progress, Report, finish, follow, settle
from graph.claims.standing import verdicts
from graph.claims.upgrade import upgrade
from graph.store.versions import VersionStore
from loaders.articles.claims.build import CONTRADICTS
from loaders.articles.claims.kinds import SOURCE, kind_of
from loaders.articles.claims.minted_labels import REASON
from loaders.articles.claims.trust import confidence_of, trusted_kinds
from loaders.articles.extract import Rules
from loaders.articles.readings import Readings
from loaders.articles.regenerate import texts_in
from loaders.articles.reread import has_text
from loaders.articles.runs import EXTRACTOR
from ontology.iris import mint
from ontology.terms import hn, xsd

RUNS: Final = mint("run", f"{Rules.name}-")


@dataclass
class Changes:
    """How many texts are read `again`, how many claims of each kind are accepted or proposed anew, and how many of
    these a reviewer has decided."""

    proposed: Counter[str] = field(default_factory=Counter)
    accepted: Counter[str] = field(default_factory=Counter)
    decided: int = 0
    again: int = 0
    confidence: int = 0
    terms: Counter[str] = field(default_factory=Counter)

    @property
    def total(self) -> int:
        """How many claims change, and texts are read again."""
        return (
            self.proposed.total() + self.accepted.total() + self.confidence + self.terms.total() + self.again
        )

    def lines(self) -> list[str]:
        """What changes, a line a kind."""
        found = [f"{what}: {number:,}" for what, number in sorted(self.terms.items())]
        if self.again:
            found.append(f"texts read again, by the rules of this release: {self.again:,}")
        found += [
            f"{kind}: {number:,} {word}"
            for word, counts in (
                ("proposed, accepted before", self.proposed),
                ("accepted, proposed before", self.accepted),
            )
            for kind, number in sorted(counts.items())
        ]
        if self.decided:
            found.append(f"{self.decided:,} of these were decided by reviewers; the decisions stand.")
        if self.confidence:
            found.append(
                f"{self.confidence:,} others keep their status and get the confidence measured last."
            )
        return found


def upgrade_store(
    versions: VersionStore,
    *,
    trusted: frozenset[str] | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> tuple[Changes, Report]:
    """Use the terms of this release, set the status of every claim that the rules read off an article by the table of
    trust, and publish; with `dry_run` all is done but that.

    `trusted` are the kinds that are accepted; the table's where it is left out.
    """
    report = Report()
    with versions.change(note="upgrade to this release") as change:
        terms = upgrade(change.store)
        stale = Readings(versions.root).of_other_rules(EXTRACTOR)
        again = sum(has_text(versions.root, sha256) for sha256 in stale & texts_in(change.store).keys())
        if again and not dry_run:  # readings are kept beside the versions, so a rehearsal would leave its own
            settle(versions, change, report, progress)
        done = _revise(change.store, trusted_kinds() if trusted is None else trusted)
        done.terms, done.again = terms, again
        report.counts["claims changed"] = done.total
        follow(change, report)
        finish(change, report, progress, strict=False)
        if dry_run:
            change.keep_nothing()
    report.version = change.published
    return done, report


def _revise(store: Store, trusted: frozenset[str]) -> Changes:
    done = Changes()
    decided = verdicts(store)
    for graph in list(claim_graphs(store)):
        for claim in list(_read_by_rules(store, graph)):
            said = claims.properties_of(store, claim, graph)
            kind = kind_of(said[claims.SUBJECT].value, said[claims.PREDICATE].value)
            reason = said[claims.REASON].value if claims.REASON in said else ""
            if kind == SOURCE or reason == REASON:  # neither is read off the text
                continue
            now = said[claims.STATUS].value
            # What is cited has a reason only where something speaks against it, as the place may.
            against = bool(reason) and said[claims.PREDICATE].value == hn.cited
            status = PROPOSED if against else _status(kind, reason, trusted)
            if status != now:
                (done.accepted if status in ACCEPTED else done.proposed)[kind] += 1
                done.decided += claim in decided
            confidence = str(confidence_of(kind, inferred=not against and _inferred(reason)))
            measured = said.get(claims.CONFIDENCE)
            new = measured is not None and Decimal(measured.value) != Decimal(confidence)
            if status == now and new:
                done.confidence += 1
            if status != now:
                _put(store, claim, claims.STATUS, NamedNode(status), graph)
            if new:
                value = Literal(confidence, datatype=NamedNode(xsd.decimal))
                _put(store, claim, claims.CONFIDENCE, value, graph)
    return done


def _status(kind: str, reason: str, trusted: frozenset[str]) -> str:
    if kind not in trusted or CONTRADICTS in reason:
        return PROPOSED
    return INFERRED if reason else EXPLICIT


def _inferred(reason: str) -> bool:
    """Whether a claim is inferred, by the reason it gives: that it contradicts what is known makes it none."""
    return bool(reason) and not reason.startswith(CONTRADICTS)


def _read_by_rules(store: Store, graph: NamedNode) -> Iterator[NamedNode]:
    """Yield the claims of a source that only the rules make, whatever their version: a table's are not theirs."""
    for quad in store.quads_for_pattern(None, claims.TYPE, NamedNode(hn.Claim), graph):
        runs = [q.object for q in store.quads_for_pattern(quad.subject, claims.GENERATED, None, graph)]
        read = all(isinstance(run, NamedNode) and run.value.startswith(RUNS) for run in runs)
        if runs and read and isinstance(quad.subject, NamedNode):
            yield quad.subject


def _put(
    store: Store, claim: NamedNode, predicate: NamedNode, value: NamedNode | Literal, graph: NamedNode
) -> None:
    for quad in list(store.quads_for_pattern(claim, predicate, None, graph)):
        store.remove(quad)
    store.add(Quad(claim, predicate, value, graph))
