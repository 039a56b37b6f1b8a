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

from graph.claims.claim import DERIVED, EXPLICIT, GENERATED, TYPE, Claim, passage_quads
from graph.claims.containment import WITHIN
from graph.claims.inference import DERIVED_RUNS, Inferred, put_inferences
from graph.claims.materialise import claim_graphs, description, drop_if_empty, in_graph, materialise, recorded
from graph.claims.validation import Finding, validate_accepted
from graph.errors import InvalidGraph
from graph.review.corrections import put_corrections
from graph.search import index_lifecycle as indexes
from graph.store.version import Version
from graph.store.versions import Change, VersionStore
from ontology.iris import ORIGINS_GRAPH, name_of, source_graph
from ontology.kinds import kind_of
from ontology.terms import hn, oa, prov, rdfs, xsd

ORIGINS: Final = NamedNode(ORIGINS_GRAPH)
WITHDRAWN: Final = NamedNode(hn.withdrawn)
Progress = Callable[[str], None]


@dataclass(frozen=True)
class Run:
    """What extracted claims: an IRI of kind run, and a label for readers."""

    iri: str
    label: str


@dataclass
class Report:
    """What a change did: counts of claims and of accepted statements, what was left out and why, what had to be guessed
    (`notes`), seconds per step.

    `version` is None where nothing changed and nothing was published.
    """

    version: Version | None = None
    counts: Counter[str] = field(default_factory=Counter)
    left_out: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    findings: tuple[Finding, ...] = ()
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


def put_claims(
    versions: VersionStore,
    claims: Iterable[Claim],
    *,
    run: Run,
    note: str,
    within: frozenset[str] | None = None,
    complete: bool = True,
    progress: Progress | None = None,
) -> Report:
    """Make the claims of a run exactly these, whatever it had claimed before, and publish the result.

    With `within`, only the run's claims from these sources (IRIs) are replaced; its other claims stay. With
    `complete` false the claims may leave open what the shapes ask for, as what is read from an article does:
    `huunghi validate` then says what is open.
    Claims of withdrawn sources are left out. Raises InvalidGraph when the accepted layer does not conform.
    """
    report = Report()
    with versions.change(note=note) as change:
        with report.step("derive before", progress):
            before = recorded(change.store)
        with report.step("write claims", progress):
            report.counts += replace_run(change.store, claims, run, within=within, left_out=report.left_out)
        changed = settle(versions, change, report, progress)
        with report.step("derive claims", progress):
            follow(change.store, None if within is None else within | changed, report)
        finish(change, before, report, progress, strict=complete, check=complete)
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


def follow(store: Store, sources: frozenset[str] | None, report: Report) -> None:
    """Bring corrections and derived claims up to changed claims of these sources (all where none are named)."""
    graphs = None if sources is None else {NamedNode(source_graph(slug(source))) for source in sources}
    put_corrections(store)
    infer(store, graphs, report)
    _sweep(store, list(claim_graphs(store)) if graphs is None else sorted(graphs, key=str))


def replace_run(
    store: Store,
    claims: Iterable[Claim],
    run: Run,
    *,
    within: frozenset[str] | None = None,
    yields: bool = False,
    left_out: list[str] | None = None,
) -> Counter[str]:
    """Write the claims of a run in place of what it had claimed before; return counts of what that changed.

    What two runs claim alike is one claim: the one that was written last describes it, or, where a run yields, the
    other. `left_out` gets a line for each source that is withdrawn. Call `follow` once all is written.
    """
    counts: Counter[str] = Counter()
    gone = withdrawn(store)
    run_node = NamedNode(run.iri)
    wanted: dict[str, Claim] = {}
    sources: set[str] = set()
    for claim in claims:
        if claim.source in gone:
            counts["left out"] += 1
            sources.add(claim.source)
        elif claim.status == EXPLICIT or claim.iri not in wanted:
            wanted[claim.iri] = claim  # what a place says outright need not be inferred from it as well
    if left_out is not None:
        left_out += [
            f"{source}: withdrawn on {gone[source]}; to take it back: huunghi sources restore {slug(source)}"
            for source in sorted(sources)
        ]
    graphs = None if within is None else {NamedNode(source_graph(slug(source))) for source in within}
    present = _quads_of_run(store, run_node, graphs)
    shared = _shared_graphs(store, {claim.graph for claim in wanted.values()}, run_node)
    beside = [claim for claim in wanted.values() if claim.graph in shared]
    described = _described_by_others(store, beside, run_node)
    wanted_quads = {
        quad
        for claim in wanted.values()
        for quad in (_made_by(claim) if yields and claim.iri in described else claim.quads())
    }
    if yields:
        wanted_quads -= _passages_of_others(store, beside, run_node)
    else:  # how the other run describes a claim or a passage gives way
        present.update(q for quads in described.values() for q in quads)
        places = {(NamedNode(c.passage.iri), c.graph) for c in beside if c.passage}
        present.update(q for place, graph in places for q in _description(store, place, graph))
    stale, fresh = present - wanted_quads, wanted_quads - present
    for quad in stale:
        store.remove(quad)
    store.bulk_extend(fresh)
    claims_before, claims_after = (
        {q.subject for q in quads if q.predicate == GENERATED} for quads in (present, wanted_quads)
    )
    touched = {q.subject for q in stale | fresh}
    counts["claims added"] += len(claims_after - claims_before)
    counts["claims removed"] += len(claims_before - claims_after)
    counts["claims changed"] += len(claims_before & claims_after & touched)
    counts["claims kept"] += len((claims_before & claims_after) - touched)
    if fresh or stale:
        describe_run(store, run)
    return counts


def _made_by(claim: Claim) -> Iterator[Quad]:
    if claim.run:
        yield Quad(NamedNode(claim.iri), GENERATED, NamedNode(claim.run), claim.graph)


def _shared_graphs(store: Store, graphs: set[NamedNode], run: NamedNode) -> set[NamedNode]:
    """Return those of the graphs in which another run has claims."""
    runs = {q.subject for q in store.quads_for_pattern(None, TYPE, NamedNode(hn.Extraction), ORIGINS)} - {run}
    return {
        graph
        for graph in graphs
        if any(next(iter(store.quads_for_pattern(None, GENERATED, r, graph)), None) for r in runs)
    }


def _description(store: Store, passage: NamedNode, graph: NamedNode) -> Iterator[Quad]:
    """Yield how a passage is described, but for what is derived: in which other one it lies."""
    yield from (in_graph(t, graph) for t in description(store, passage, graph) if t.predicate != WITHIN)


def _described_by_others(store: Store, wanted: Iterable[Claim], run: NamedNode) -> dict[str, list[Quad]]:
    """Return the claims of these that another run makes too, with what is said of each but who made it."""
    found: dict[str, list[Quad]] = {}
    for claim in wanted:
        node = NamedNode(claim.iri)
        quads = list(store.quads_for_pattern(node, None, None, claim.graph))
        if any(q.predicate == GENERATED and q.object != run for q in quads):
            found[claim.iri] = [q for q in quads if q.predicate != GENERATED]
    return found


def _passages_of_others(store: Store, wanted: Iterable[Claim], run: NamedNode) -> set[Quad]:
    """Return how claims would describe the passages of claims of another run, which have their own description."""
    found: set[Quad] = set()
    for passage, graph in {(c.passage, c.graph) for c in wanted if c.passage}:
        node = NamedNode(passage.iri)
        for quad in store.quads_for_pattern(None, DERIVED, node, graph):
            made = store.quads_for_pattern(quad.subject, GENERATED, None, graph)
            if any(q.object != run for q in made):
                found.update(passage_quads(passage, graph))
                break
    return found


def infer(store: Store, graphs: Iterable[NamedNode] | None, report: Report | None = None) -> Inferred:
    """Bring the derived claims of these sources' graphs (all where none are named) up to the others."""
    inferred = put_inferences(store, graphs)
    for iri in inferred.runs:
        describe_run(store, Run(iri, DERIVED_RUNS[iri]))
    if report is not None:
        report.counts["inferences added"] += inferred.added
        report.counts["inferences removed"] += inferred.removed
    return inferred


def _quads_of_run(store: Store, run: NamedNode, within: set[NamedNode] | None) -> set[Quad]:
    """Every quad that only this run put in: its claims, and the passages no other run's claim is quoted from."""
    found: set[Quad] = set()
    quoted: set[tuple[NamedNode, NamedNode]] = set()
    own: set[object] = set()
    made_by_run = (
        store.quads_for_pattern(None, GENERATED, run, None)
        if within is None
        else (q for graph in within for q in store.quads_for_pattern(None, GENERATED, run, graph))
    )
    for made in made_by_run:
        graph = made.graph_name
        if sum(1 for _ in store.quads_for_pattern(made.subject, GENERATED, None, graph)) > 1:
            found.add(made)
            continue
        own.add(made.subject)
        for quad in store.quads_for_pattern(made.subject, None, None, graph):
            found.add(quad)
            if (
                quad.predicate == DERIVED
                and isinstance(quad.object, NamedNode)
                and kind_of(quad.object.value) == "passage"
                and isinstance(graph, NamedNode)
            ):
                quoted.add((quad.object, graph))
    for passage, graph in quoted:
        if all(q.subject in own for q in store.quads_for_pattern(None, DERIVED, passage, graph)):
            found.update(_description(store, passage, graph))
    return found


def _sweep(store: Store, graphs: Iterable[NamedNode]) -> None:
    """Drop passages that no claim in these graphs is quoted from any more, and empty graphs."""
    for graph in graphs:
        used = {q.object for q in store.quads_for_pattern(None, DERIVED, None, graph)}
        passage_type = NamedNode(oa.SpecificResource)
        for quad in list(store.quads_for_pattern(None, TYPE, passage_type, graph)):
            if quad.subject not in used and isinstance(quad.subject, NamedNode):
                for triple in list(description(store, quad.subject, graph)):
                    store.remove(in_graph(triple, graph))
        drop_if_empty(store, graph)


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
    before: frozenset[Triple],
    report: Report,
    progress: Progress | None,
    *,
    strict: bool,
    check: bool = True,
) -> None:
    """Derive, validate and index; drop the change where it leaves everything as it was."""
    with report.step("derive", progress):
        derived = materialise(change.store, before=before)
    after = derived.all
    report.counts["statements added"] = len(after - before)
    report.counts["statements removed"] = len(before - after)
    if not any(
        n for name, n in report.counts.items() if name.endswith(("added", "removed", "changed", "withdrawn"))
    ):
        change.keep_nothing()
        return
    if check:
        with report.step("validate", progress):
            report.findings = validate_accepted(after)
    if strict and report.findings:
        raise InvalidGraph(
            "The graph would not conform, so nothing was published:\n%(findings)s",
            hint="Correct the rows named above and load again.",
            values={"findings": "\n".join(str(f) for f in report.findings[:20])},
        )
    with report.step("index", progress):
        report.counts["names"] = indexes.write_for(change)
    change.added, change.removed = len(after - before), len(before - after)
    if progress:
        progress("publish")


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
