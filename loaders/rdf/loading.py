"""One file of RDF on its way into a store: where its statements go, what it contradicts, and the record of it."""

import hashlib
import os
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, QuerySolutions, Store, Triple

from graph.claims.accepted import Accepted
from graph.claims.claim import TYPE
from graph.claims.contradictions import contradictions, may_contradict
from graph.claims.managed import refuse_managed
from graph.claims.materialise import ASSERTED, AT_ONCE, DEFAULT, add_many, in_graph
from graph.claims.origins import ORIGINS, FileOrigin, file_origin, forget_record, part_graph, said_by_files
from graph.claims.own_things import MENTIONS, may_be_own, mentions
from graph.claims.packed import Packing
from graph.claims.publish import Report, now
from graph.engine.stored import as_stored
from graph.errors import InputError, ManagedGraph, Problem
from graph.limits import LIMITS
from graph.search.gathering import Gathering
from graph.search.naming import LABEL_PROPERTIES
from loaders.rdf.batch import Batch
from loaders.rdf.feed import Feed
from loaders.rdf.files import RdfFile
from loaders.rdf.findings import NO_JSON_LD, Findings, Options
from loaders.rdf.literals import LiteralCount, rewritten_in
from loaders.rdf.managed_lines import line_of_managed
from loaders.rdf.observer import Observer
from loaders.rdf.parse import read_batches
from ontology.iris import mint
from ontology.terms import dcat, hn, prov, skos, void, xsd

_LABELS: Final = frozenset(f"<{prop}>".encode() for prop in LABEL_PROPERTIES)


def names_graphs(file: RdfFile) -> InputError:
    """Return the error for a file of quads that was to go into one graph."""
    return InputError(
        f"{file.path} names its graphs itself.",
        hint="Load it without --graph, or as triples (.ttl, .nt).",
    )


@dataclass
class FileLoading:
    """One file on its way into a store: the graphs it wrote to so far, each with the graph of its own statements."""

    store: Store
    file: RdfFile
    digest: str
    graph: str | None
    options: Options
    held: bool = True
    """Whether the default graph may hold statements that no file said."""
    feed: Feed | None = None
    """The way in for the statements of a large file, where nothing of them has to be looked up beforehand."""
    names: Gathering | None = None
    """What gathers the names that the file gives, where the index is made of them."""
    findings: Findings = field(default_factory=Findings)
    parts: dict[str, NamedNode] = field(default_factory=dict)
    packings: dict[str, Packing] = field(default_factory=dict)
    doubtful: list[Triple] = field(default_factory=list)
    literals: LiteralCount = field(default_factory=LiteralCount)
    forgotten: int = 0
    """How many quads an earlier record of the file had."""

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

    def load(self, observer: Observer) -> None:
        """Put the file's statements where they belong, and into the graph of the file: as they are, or packed."""
        self.forgotten = forget_record(self.store, self.node)
        there: set[Triple] = set()
        accepted = Accepted(self.store)
        batches = self._batches(observer)
        few = list(_up_to(batches, LIMITS.file_graph))
        whole = sum(len(batch.quads) for batch in few) <= LIMITS.file_graph
        apart: list[Quad] = []
        for batch in chain(few, batches):
            observer.stated(len(batch.quads))
            if self.held:
                there |= self._there_by_others(q.triple for q in batch.quads if q.graph_name == DEFAULT)
            if not accepted.is_empty:
                self.doubtful += (
                    q.triple
                    for q in batch.quads
                    if q.graph_name == DEFAULT and may_contradict(q.triple) and accepted.speaks_of(q.subject)
                )
            rewritten = rewritten_in(batch.lines)
            self.literals.see(batch.quads[n] for n in rewritten)
            self._keep(batch, rewritten, whole=whole)
            add_many(self.store, self._mentions(batch))
            if self.names is not None:
                self.names.add(_names_in(batch, rewritten))
            apart += self._feed(batch) if self.feed is not None and not whole else batch.quads
            if len(apart) >= AT_ONCE:
                add_many(self.store, apart)
                apart = []
        add_many(self.store, apart)
        if there:
            # What was there by hand alone is so no longer: it is written down, for it outlives the file.
            self.store.extend(in_graph(t, ASSERTED) for t in there if t not in accepted)

    def _feed(self, batch: Batch) -> list[Quad]:
        """Give the engine what it may read as text, and return the rest: what names blank nodes would rename them."""
        assert self.feed is not None
        blank = batch.of_blank_nodes()
        self.feed.write(batch.but(blank).text)
        return [batch.quads[n] for n in blank]

    def _mentions(self, batch: Batch) -> set[Quad]:
        """Return what says of which things of ours the file speaks in the default graph."""
        own = (batch.quads[n] for n, line in enumerate(batch.lines) if may_be_own(line))
        return mentions(self.node, (quad.triple for quad in own if quad.graph_name == DEFAULT))

    def contradicted(self) -> list[str]:
        """Say which of the file's statements contradict what is claimed, both sides of each; the first ones only."""
        if not self.doubtful:
            return []
        doubtful = as_stored(self.doubtful)
        found = [one.message for one in contradictions(self.store, doubtful, Accepted(self.store))]
        more = len(found) - LIMITS.problems_shown
        rest = [f"{self.file.path}: {more} more contradict what is claimed."] if more > 0 else []
        return [f"{self.file.path}: {one}" for one in found[: LIMITS.problems_shown]] + rest

    def _there_by_others(self, triples: Iterable[Triple]) -> set[Triple]:
        """Return those of these statements that are in the default graph, though no file put them there."""
        there = set(as_stored([t for t in triples if in_graph(t, DEFAULT) in self.store]))
        if there and "" in self.packings:
            there -= self.packings[""].holding(there)
        return there - said_by_files(self.store, there)

    def _keep(self, batch: Batch, rewritten: list[int], *, whole: bool) -> None:
        """Write down what the file says."""
        if whole:
            add_many(self.store, (in_graph(q.triple, self.parts[_name_of(q)]) for q in batch.quads))
            return
        kept = as_stored([batch.quads[n].triple for n in rewritten])
        (first, *others) = {_name_of(q) for q in batch.quads}
        if not others:
            end = f" <{first}>".encode() if first else b""
            packing = self.packings.setdefault(first, Packing())
            packing.add_lines(line.removesuffix(end) for line in batch.but(rewritten).lines)
            packing.add(kept)
            return
        said: dict[str, list[Triple]] = defaultdict(list)
        stored = dict(zip(rewritten, kept, strict=True))
        for n, quad in enumerate(batch.quads):
            said[_name_of(quad)].append(stored.get(n) or quad.triple)
        for name, triples in said.items():
            self.packings.setdefault(name, Packing()).add(triples)

    def _batches(self, observer: Observer) -> Iterator[Batch]:
        given = None if self.graph is None else NamedNode(self.graph)
        for batch in read_batches(self.file, observer.read, options=self.options, findings=self.findings):
            graphs = {quad.graph_name for quad in batch.quads}
            if given is not None:
                if any(isinstance(graph, NamedNode) for graph in graphs):
                    raise names_graphs(self.file)
                graphs = {given}
                batch = Batch.of([in_graph(quad.triple, given) for quad in batch.quads])  # noqa: PLW2901
            elif any(isinstance(graph, BlankNode) for graph in graphs):
                raise self._in_a_graph_without_name()
            for name in sorted(getattr(graph, "value", "") for graph in graphs):
                if name not in self.parts:
                    self._part(name)
            yield batch

    def _in_a_graph_without_name(self) -> InputError:
        return InputError(
            "Nothing was loaded.",
            problems=(Problem(str(self.file.path), "has statements in a graph that a blank node names"),),
            hint="Give that graph an IRI."
            if self.file.holds_graphs
            else "Give that graph an IRI, or put all triples of the file into one: --graph IRI",
        )

    def tell(self, report: Report) -> None:
        """Say what was left out of the file, how many there were, and which literals are not as they were written."""
        found = self.findings
        report.notes += (f"{self.file.path}: {note}" for note in self.literals.notes())
        if found.fault_count:
            report.counts["statements left out"] += found.fault_count
            report.left_out += map(str, found.problems())

    def why_empty(self) -> Problem:
        """Say why nothing came of the file."""
        if self.findings.without_context:
            why = NO_JSON_LD
        elif self.findings.fault_count:
            why = "holds no statement that is right"
        else:
            why = "holds no statement"
        return Problem(str(self.file.path), why)

    def _part(self, name: str) -> None:
        try:
            refuse_managed(name)
        except ManagedGraph as error:
            problem = Problem(str(self.file.path), error.message, line_of_managed(self.file, self.options))
            raise InputError(
                "Nothing was loaded.",
                problems=(problem,),
                hint=f"{error.hint} To bring back a backup or a dump: huunghi restore FILE",
            ) from error
        self.parts[name] = NamedNode(part_graph(self.slug, name))

    def record(self) -> int:
        """Write down where the statements came from; return how many quads are ours: the record's and the copies."""
        node, store = self.node, self.store
        written = sum(1 for _ in store.quads_for_pattern(node, MENTIONS, None, ORIGINS))
        lengths: dict[str, int] = {}
        buckets: dict[str, int] = {}
        for name, part in self.parts.items():
            if name in self.packings:
                lengths[name], buckets[name] = self.packings.pop(name).write(store, part)
            else:
                lengths[name] = length_of(store, part.value)
            written += lengths[name] if name not in buckets else length_of(store, part.value)
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
        said += ((node, NamedNode(skos.note), Literal(note, language="en")) for note in self.literals.notes())
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
        return written + len(said) - self.forgotten

    def _name(self) -> str:
        return os.fsencode(self.file.path.name).decode("utf-8", "replace")


def _up_to(batches: Iterator[Batch], most: int) -> Iterator[Batch]:
    """Yield batches until they have more than so many statements."""
    count = 0
    while count <= most and (batch := next(batches, None)) is not None:
        count += len(batch.quads)
        yield batch


def _names_in(batch: Batch, rewritten: list[int]) -> list[bytes]:
    """Return the lines of the statements that name things, as the store will have them."""
    labels = batch.of_properties(_LABELS)
    otherwise = set(rewritten).intersection(labels)
    return [
        str(as_stored([batch.quads[n].triple])[0]).encode() if n in otherwise else batch.lines[n]
        for n in labels
    ]


def _name_of(quad: Quad) -> str:
    """Return the IRI of a statement's graph, '' for the default graph."""
    return getattr(quad.graph_name, "value", "")


def _integer(number: int) -> Literal:
    return Literal(str(number), datatype=NamedNode(xsd.integer))


def length_of(store: Store, graph: str) -> int:
    answer = store.query(f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}")
    assert isinstance(answer, QuerySolutions)
    return int(next(iter(answer))["n"].value)
