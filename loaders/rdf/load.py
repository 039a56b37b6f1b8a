"""Load RDF files into the graph directly, as they are; each is a source that can be taken back.

What a file says is taken at its word: no claim is made of it and no shape is asked of it. Its record (name, hash, size,
target graph) and a graph of its statements (graph/claims/origins.py) keep apart what it said. No file writes to a graph
that the service makes itself.
"""

import hashlib
import os
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import chain, islice

from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions, Store, Triple

from graph.claims.claim import TYPE
from graph.claims.contradictions import contradictions, may_contradict
from graph.claims.files import take_back
from graph.claims.managed import refuse_managed
from graph.claims.materialise import ASSERTED, AT_ONCE, DEFAULT, add_many, in_graph, recorded
from graph.claims.origins import ORIGINS, FileOrigin, file_origin, forget_record, part_graph, said_by_files
from graph.claims.packed import Packing, as_stored
from graph.claims.publish import Report, now
from graph.errors import InputError, ManagedGraph, Problem
from graph.limits import LIMITS
from graph.search import index_lifecycle as indexes
from graph.store.versions import VersionStore
from loaders.articles.regenerate import resolve_again
from loaders.rdf.files import HOLD_QUADS, Advance, RdfFile, line_of_managed, rdf_files, read_quads
from ontology.iris import mint
from ontology.terms import dcat, hn, prov, void, xsd

__all__ = ["load_rdf", "rdf_files"]


def load_rdf(
    versions: VersionStore,
    files: Iterable[RdfFile],
    *,
    graph: str | None = None,
    again: bool = False,
    advance: Advance | None = None,
) -> Report:
    """Load files and publish; all of them or, where one is broken, none.

    `graph` names the graph that triples go into, the default graph where it is None; quads go where they say.
    `again` loads a file although the same bytes went into the same graph before, in place of what came of it then.
    `advance` is called with the bytes read. Raises InputError with file, line and column.
    """
    report = Report()
    files = list(files)
    if graph is not None:
        refuse_managed(graph)
    for file in files:
        _check_target(file, graph)
    with versions.change(note="load " + ", ".join(f.path.name for f in files[:5])) as change:
        store = change.store
        with report.step("count"):
            count = 0 if change.parent is None else len(store)
        own = 0
        with ThreadPoolExecutor(1) as hasher:
            digests = [hasher.submit(_sha256, file) for file in files]
            for file, pending in zip(files, digests, strict=True):
                loading = _Loading(store, file, pending.result(), graph)
                if (earlier := loading.earlier()) is not None:
                    if not again:
                        report.left_out.append(
                            f"{file.path}: loaded on {earlier.loaded}; to load it once more: --again"
                        )
                        report.counts["files left out"] += 1
                        continue
                    count -= sum(_length(store, part) for part, _ in earlier.parts)
                    report.counts["statements replaced"] += take_back(store, earlier)[0]
                with report.step("load"):
                    loading.load(advance)
                with report.step("check"):
                    report.notes += loading.contradicted()
                with report.step("count"):
                    own += loading.record()
                report.counts["files loaded"] += 1
        if not report.counts["files loaded"]:
            change.keep_nothing()
            return report
        with report.step("count"):
            # Records and the files' own graphs are ours: what is counted is what is new in the graph.
            added = len(store) - count - own + report.counts["statements replaced"]
        report.counts["statements added"] = change.added = max(added, 0)
        with report.step("optimise"):
            store.optimize()
        with report.step("index"):
            report.counts["names"] = indexes.write_for(change)
        begin = time.perf_counter()
    report.seconds["publish"] = time.perf_counter() - begin
    report.version = change.published
    resolved = resolve_again(versions)  # names and documents of the files may be what articles speak of
    report.version = resolved.version or report.version
    return report


def _check_target(file: RdfFile, graph: str | None) -> None:
    if graph is not None and file.format in HOLD_QUADS:
        raise _names_graphs(file)


def _names_graphs(file: RdfFile) -> InputError:
    return InputError(
        f"{file.path} names its graphs itself.",
        hint="Load it without --graph, or as triples (.ttl, .nt).",
    )


@dataclass
class _Loading:
    """One file on its way into a store: the graphs it wrote to so far, each with the graph of its own statements."""

    store: Store
    file: RdfFile
    digest: str
    graph: str | None
    parts: dict[str, NamedNode] = field(default_factory=dict)
    packings: dict[str, Packing] = field(default_factory=dict)
    doubtful: list[Triple] = field(default_factory=list)

    @property
    def slug(self) -> str:
        where = hashlib.sha256(f"{self.graph or ''}".encode()).hexdigest()[:8]
        return f"{self.digest[:20]}-{where}"

    @property
    def node(self) -> NamedNode:
        return NamedNode(mint("origin", self.slug))

    def earlier(self) -> FileOrigin | None:
        """The record of the same bytes in the same graph; None where there is none, or they were withdrawn."""
        found = file_origin(self.store, self.node)
        return None if found is None or found.withdrawn else found

    def load(self, advance: Advance | None) -> None:
        """Put the file's statements where they belong, and into the graph of the file: as they are, or packed."""
        held = next(iter(self.store.quads_for_pattern(None, None, None, DEFAULT)), None) is not None
        there: set[Triple] = set()
        claimed = {t.subject for t in recorded(self.store)}
        quads = self._quads(advance)
        few = list(islice(quads, LIMITS.file_graph + 1))
        whole = len(few) <= LIMITS.file_graph
        quads = chain(few, quads)
        del few
        while some := list(islice(quads, AT_ONCE)):
            if held:
                there |= self._there_by_others(q.triple for q in some if q.graph_name == DEFAULT)
            if claimed:
                self.doubtful += (
                    q.triple
                    for q in some
                    if q.graph_name == DEFAULT and q.subject in claimed and may_contradict(q.triple)
                )
            self._keep(some, whole=whole)
            add_many(self.store, some)
        if there:
            # What was there by hand alone is so no longer: it is written down, for it outlives the file.
            self.store.extend(in_graph(t, ASSERTED) for t in there - recorded(self.store))

    def contradicted(self) -> list[str]:
        """Say which of the file's statements contradict what is claimed, both sides of each; the first ones only."""
        if not self.doubtful:
            return []
        doubtful = as_stored(self.doubtful)
        found = [one.message for one in contradictions(self.store, doubtful, recorded(self.store))]
        more = len(found) - LIMITS.problems_shown
        rest = [f"{self.file.path}: {more} more contradict what is claimed."] if more > 0 else []
        return [f"{self.file.path}: {one}" for one in found[: LIMITS.problems_shown]] + rest

    def _there_by_others(self, triples: Iterable[Triple]) -> set[Triple]:
        """Return those of these statements that are in the default graph, though no file put them there."""
        there = set(as_stored([t for t in triples if in_graph(t, DEFAULT) in self.store]))
        if there and "" in self.packings:
            there -= self.packings[""].holding(there)
        return there - said_by_files(self.store, there)

    def _keep(self, quads: list[Quad], *, whole: bool) -> None:
        """Write down what the file says."""
        said: dict[str, list[Triple]] = defaultdict(list)
        for quad in quads:
            said[getattr(quad.graph_name, "value", "")].append(quad.triple)
        for name, triples in said.items():
            if whole:
                add_many(self.store, (in_graph(t, self.parts[name]) for t in triples))
            else:
                self.packings.setdefault(name, Packing()).add(as_stored(triples))

    def _quads(self, advance: Advance | None) -> Iterator[Quad]:
        given = None if self.graph is None else NamedNode(self.graph)
        for quad in read_quads(self.file, advance):
            target = quad.graph_name
            if given is not None:
                if isinstance(target, NamedNode):
                    raise _names_graphs(self.file)
                quad = Quad(quad.subject, quad.predicate, quad.object, given)  # noqa: PLW2901
                target = given
            name = target.value if isinstance(target, NamedNode) else ""
            if name not in self.parts:
                self._part(name)
            yield quad

    def _part(self, name: str) -> None:
        try:
            refuse_managed(name)
        except ManagedGraph as error:
            problem = Problem(str(self.file.path), error.message, line_of_managed(self.file))
            raise InputError(
                "Nothing was loaded.",
                problems=(problem,),
                hint=f"{error.hint} To bring back a backup: huunghi restore FILE",
            ) from error
        self.parts[name] = NamedNode(part_graph(self.slug, name))

    def record(self) -> int:
        """Write down where the statements came from; return how many quads are ours: the record's and the copies."""
        node, store = self.node, self.store
        forgotten = forget_record(store, node)
        written = 0
        lengths: dict[str, int] = {}
        buckets: dict[str, int] = {}
        for name, part in self.parts.items():
            if name in self.packings:
                lengths[name], buckets[name] = self.packings.pop(name).write(store, part)
            else:
                lengths[name] = _length(store, part.value)
            written += lengths[name] if name not in buckets else _length(store, part.value)
        statements = sum(lengths.values())
        said: list[tuple[NamedNode, NamedNode, NamedNode | Literal]] = [
            (node, TYPE, NamedNode(hn.Origin)),
            (node, TYPE, NamedNode(prov.Entity)),
            (node, TYPE, NamedNode(void.Dataset)),
            (node, TYPE, NamedNode(dcat.Distribution)),
            (node, NamedNode(hn.fileName), Literal(self._name())),
            (node, NamedNode(hn.sha256), Literal(self.digest)),
            (node, NamedNode(dcat.byteSize), _integer(self.file.size)),
            (node, NamedNode(void.triples), _integer(statements)),
            (node, NamedNode(hn.statements), _integer(statements)),
            (node, NamedNode(hn.loadedAt), moment := now()),
            (node, NamedNode(prov.generatedAtTime), moment),
        ]
        if self.graph:
            said.append((node, NamedNode(hn.targetGraph), NamedNode(self.graph)))
        for name, part in self.parts.items():
            said += [
                (node, NamedNode(void.subset), part),
                (part, TYPE, NamedNode(void.Dataset)),
                (part, NamedNode(void.triples), _integer(lengths[name])),
            ]
            if name in buckets:
                said.append((part, NamedNode(hn.buckets), _integer(buckets[name])))
            if name:
                said.append((part, NamedNode(hn.targetGraph), NamedNode(name)))
        store.extend(Quad(subject, predicate, value, ORIGINS) for subject, predicate, value in said)
        return written + len(said) - forgotten

    def _name(self) -> str:
        return os.fsencode(self.file.path.name).decode("utf-8", "replace")


def _integer(number: int) -> Literal:
    return Literal(str(number), datatype=NamedNode(xsd.integer))


def _length(store: Store, graph: str) -> int:
    answer = store.query(f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}")
    assert isinstance(answer, QuerySolutions)
    return int(next(iter(answer))["n"].value)


def _sha256(file: RdfFile) -> str:
    try:
        with file.path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise InputError(f"{file.path} cannot be read: {error.strerror}.") from error
