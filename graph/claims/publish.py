"""Make the next version of the graph: change claims, derive the accepted layer, validate, index, publish.

Everything that adds or removes claims passes through here, and nothing is published that fails its validation.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad, Store, Triple

from graph.claims import runs
from graph.claims.changed import graphs_in
from graph.claims.claim import TYPE, Claim
from graph.claims.inference import (
    DERIVED_RUNS,
    Inferred,
    derived_claims,
    graphs_to_infer,
    put_inferences,
    told_of,
)
from graph.claims.layer import Layer, bring_up, followed, keep_up
from graph.claims.materialise import DEFAULT, claim_graphs, in_graph
from graph.claims.origins import ORIGINS
from graph.claims.validation import Finding
from graph.errors import InvalidGraph
from graph.review.corrections import put_corrections
from graph.search import index_lifecycle as indexes
from graph.statistics import lifecycle as statistics
from graph.store.change import Change, Settled
from graph.store.version import Version
from graph.store.versions import VersionStore
from ontology.iris import mint, name_of, source_graph, source_of_graph
from ontology.terms import hn, prov, rdfs, xsd

WITHDRAWN: Final = NamedNode(hn.withdrawn)
Progress = Callable[[str], None]


@dataclass(frozen=True)
class Run:
    """What extracted claims: an IRI of kind run, and a label for readers."""

    iri: str
    label: str


class DoesNotConform(InvalidGraph):
    """What was to be published breaks the shapes; `findings` say where."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__(
            "The graph would not conform, so nothing was published:\n%(findings)s",
            hint="Correct the rows named above and load again.",
            values={"findings": "\n".join(str(f) for f in findings[:20])},
        )
        self.findings = findings


Look = Callable[[Change, frozenset[Triple], "Report"], None]
"""What looks at a change before it is published, with the accepted statements in which it differs."""


@dataclass
class Report:
    """What a change did: counts of claims and of accepted statements, what was left out and why, what had to be guessed
    (`notes`), seconds per step, and what to do `next`, each a sentence with its command.

    `version` is None where nothing changed and nothing was published. `lost` names the things of which nothing is
    claimed any more.
    """

    version: Version | None = None
    counts: Counter[str] = field(default_factory=Counter)
    left_out: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    next: list[str] = field(default_factory=list)
    findings: tuple[Finding, ...] = ()
    lost: list[str] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def step(self, name: str, progress: Progress | None = None) -> Iterator[None]:
        """Time a step under its name, and tell the progress of it."""
        if progress:
            progress(name)
        begin = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - begin


def put_claims(  # noqa: PLR0913 - what is replaced, what is checked, and who is told
    versions: VersionStore,
    claims: Iterable[Claim],
    *,
    run: Run,
    note: str,
    within: frozenset[str] | None = None,
    complete: bool = True,
    allow: Callable[[Report], None] | None = None,
    look: Look | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> Report:
    """Make the claims of a run exactly these, whatever it had claimed before, and publish the result.

    With `within`, only the run's claims from these sources (IRIs) are replaced; its other claims stay. With
    `complete` false the claims may leave open what the shapes ask for, as what is read from an article does:
    `huunghi validate` then says what is open.
    Claims of withdrawn sources are left out. `allow` is called with the counts of claims before anything is derived,
    and may raise; `look` with the change once all is derived. With `dry_run` all is done but to publish. Raises
    DoesNotConform where the accepted layer does not.
    """
    report = Report()
    with versions.change(note=note) as change:
        with report.step("write claims", progress):
            report.counts += replace_run(
                change.store, claims, run, within=within, left_out=report.left_out, lost=report.lost
            )
        if allow:
            allow(report)
        settle(versions, change, report, progress)
        with report.step("derive claims", progress):
            follow(change, report)
        differs = finish(change, report, progress, strict=complete, check=complete)
        if look and differs:
            with report.step("look for contradictions", progress):
                look(change, differs, report)
        if dry_run:
            change.keep_nothing()
    report.version = change.published
    return report


def settle(
    versions: VersionStore, change: Change, report: Report, progress: Progress | None = None
) -> frozenset[str]:
    """Bring what is made of other claims up to date, where the store has what does it (`VersionStore.settle`).

    Returns the sources (IRIs) whose claims changed by that.
    """
    if versions.settle is None:
        return frozenset()
    with report.step("resolve what was read", progress):
        settled = versions.settle(change)
    report.counts += settled.counts
    report.left_out += settled.left_out
    return settled.sources


def resolve(versions: VersionStore, *, note: str) -> Report:
    """Bring what is made of other claims up to date in a version of its own, where that changes anything."""
    report = Report()
    if versions.settle is None:
        return report
    with versions.change(note=note) as change:
        changed = settle(versions, change, report)
        if changed:
            follow(change, report)
            finish(change, report, None, strict=False)
        else:
            change.keep_nothing()
    report.version = change.published
    return report


class Grown:
    """What follows from claims of new sources as soon as they are written: inferences, and the accepted layer."""

    def __init__(self, change: Change, report: Report) -> None:
        self._change, self._report = change, report
        self._gained = 0
        self._lost: set[Triple] = set()

    def add(self, made: Iterable[Claim], sources: frozenset[str]) -> None:
        """Take claims that are in the store, of sources (IRIs) whose graphs had none before."""
        change = self._change
        with self._report.step("derive"):
            claims = list(made)
            graphs = {NamedNode(source_graph(slug(source))) for source in sources}
            change.begin_part()
            keep_up(change, claims)
            inferred = _infer(change.store, graphs | set(told_of(claims)), self._report)
            self._count(bring_up(change, [*claims, *derived_claims(change.store, inferred.graphs & graphs)]))

    def otherwise(self) -> None:
        """Bring all up to claims of other sources, which were written before any of new ones."""
        with self._report.step("derive"):
            follow(self._change, self._report)
            self._count(bring_up(self._change))

    def _count(self, layer: Layer) -> None:
        again = layer.gained & self._lost
        self._gained += len(layer.gained - again)
        self._lost = (self._lost - again) | layer.lost

    def counts(self) -> tuple[int, int]:
        """Return how many statements came and went by the whole change."""
        lost, parent = self._lost, self._change.parent
        if lost and parent is not None:
            with parent.open() as opened:
                lost = {t for t in lost if in_graph(t, DEFAULT) in opened.store}
        # Others came and went within this change.
        return self._gained - len(self._lost - lost), len(lost) if parent is not None else 0


def add_sources(versions: VersionStore, make: Callable[[Change, Grown], Settled], *, note: str) -> Report:
    """Publish what `make` writes: claims of new sources, part by part, and whatever else changes by that.

    `make` tells what it is given of the claims of new sources as soon as they are written, and the accepted layer grows
    by them at once, so that nothing has to be kept of them.
    """
    report = Report()
    with versions.change(note=note) as change:
        grown = Grown(change, report)
        begin, derived = time.perf_counter(), report.seconds.get("derive", 0.0)
        settled = make(change, grown)
        passed = time.perf_counter() - begin - (report.seconds.get("derive", 0.0) - derived)
        report.seconds["make claims"] = passed
        report.counts += settled.counts
        report.left_out += settled.left_out
        grown.otherwise()
        report.counts["statements added"], report.counts["statements removed"] = grown.counts()
        if _changes(report):
            with report.step("index"):
                report.counts["names"] = indexes.write_for(change)
            with report.step("statistics"):
                statistics.write_for(change)
            change.added = report.counts["statements added"]
            change.removed = report.counts["statements removed"]
        else:
            change.keep_nothing()
        begin = time.perf_counter()
    report.seconds["write version"] = time.perf_counter() - begin
    report.version = change.published
    return report


def follow(change: Change, report: Report) -> None:
    """Bring corrections and derived claims up to the claims and decisions that a change wrote."""
    put_corrections(change.store)
    keep_up(change)
    infer(change, report)
    difference = followed(change)
    graphs = claim_graphs(change.store) if difference is None else graphs_in(difference)
    runs.sweep(change.store, sorted(graphs, key=str))


def replace_run(
    store: Store,
    claims: Iterable[Claim],
    run: Run,
    *,
    within: frozenset[str] | None = None,
    yields: bool = False,
    left_out: list[str] | None = None,
    lost: list[str] | None = None,
    touched: set[str] | None = None,
) -> Counter[str]:
    """Write the claims of a run in place of what it had claimed before; return counts of what that changed.

    What two runs claim alike is one claim: the one that was written last describes it, or, where a run yields, the
    other. `left_out` gets a line for each source that is withdrawn, `lost` the names of things of which nothing is
    claimed any more, `touched` the sources whose claims changed. Call `follow` once all is written.
    """
    gone = withdrawn(store)
    graphs = None if within is None else {NamedNode(source_graph(slug(source))) for source in within}
    replaced = runs.replace_run(store, claims, NamedNode(run.iri), gone=gone, graphs=graphs, yields=yields)
    if left_out is not None:
        left_out += [
            f"{source}: withdrawn on {gone[source]}; to take it back: huunghi sources restore {slug(source)}"
            for source in sorted(replaced.left_out)
        ]
    if lost is not None:
        lost += replaced.lost
    if touched is not None:
        named = (source_of_graph(graph.value) for graph in replaced.touched)
        touched.update(mint("source", slug) for slug in named if slug)
    if replaced.wrote:
        describe_run(store, run)
    return replaced.counts


def infer(change: Change, report: Report | None = None) -> None:
    """Bring the derived claims of sources up to the claims and decisions that a change wrote."""
    store, difference = change.store, followed(change)
    graphs = None if difference is None else graphs_to_infer(store, difference)
    _infer(store, graphs, report)


def _infer(store: Store, graphs: Iterable[NamedNode] | None, report: Report | None = None) -> Inferred:
    """Bring the derived claims of these sources' graphs (all where none are named) up to the others."""
    inferred = put_inferences(store, graphs)
    for iri in inferred.runs:
        describe_run(store, Run(iri, DERIVED_RUNS[iri]))
    if report is not None:
        report.counts["inferences added"] += inferred.added
        report.counts["inferences removed"] += inferred.removed
    return inferred


def describe_run(store: Store, run: Run) -> None:
    """Say what a run is and when it ended, in the graph of origins."""
    node = NamedNode(run.iri)
    for quad in list(store.quads_for_pattern(node, None, None, ORIGINS)):
        store.remove(quad)
    store.extend(
        [
            Quad(node, TYPE, NamedNode(prov.Activity), ORIGINS),
            Quad(node, TYPE, NamedNode(hn.Extraction), ORIGINS),
            Quad(node, NamedNode(rdfs.label), Literal(run.label, language="en"), ORIGINS),
            Quad(node, NamedNode(prov.endedAtTime), now(), ORIGINS),
        ]
    )


def now() -> Literal:
    """Return the time to the second, in UTC."""
    text = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return Literal(text, datatype=NamedNode(xsd.dateTime))


def finish(
    change: Change,
    report: Report,
    progress: Progress | None,
    *,
    strict: bool,
    check: bool = True,
) -> frozenset[Triple]:
    """Derive, validate and index; drop the change where it leaves everything as it was.

    Returns the accepted statements that are there now and were not before, and the other way round.
    """
    with report.step("derive", progress):
        layer = bring_up(change)
    report.counts["statements added"] = len(layer.gained)
    report.counts["statements removed"] = len(layer.lost)
    if not _changes(report):
        change.keep_nothing()
        return frozenset()
    if check:
        with report.step("validate", progress):
            report.findings = layer.findings()
    if strict and report.findings:
        raise DoesNotConform(report.findings)
    with report.step("index", progress):
        report.counts["names"] = indexes.write_for(change)
    with report.step("statistics", progress):
        statistics.write_for(change)
    change.added, change.removed = len(layer.gained), len(layer.lost)
    if progress:
        progress("publish")
    return layer.changed


def _changes(report: Report) -> bool:
    changing = ("added", "removed", "changed", "withdrawn")
    return any(n for name, n in report.counts.items() if name.endswith(changing))


def withdrawn(store: Store) -> dict[str, str]:
    """Return the IRIs of withdrawn sources with the time (xsd:dateTime) at which each went."""
    return {
        q.subject.value: q.object.value
        for q in store.quads_for_pattern(None, WITHDRAWN, None, ORIGINS)
        if isinstance(q.subject, NamedNode) and isinstance(q.object, Literal)
    }


def slug(source: str) -> str:
    name = name_of(source)
    return name.slug if name else source
