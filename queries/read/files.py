"""The RDF files that were loaded, and which of them say a statement."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from pyoxigraph import NamedNode
from pyoxigraph import Triple as RdfTriple

from graph.claims.packed import (
    bucket_node,
    bucket_of,
    high_degree_subjects,
    lines_of,
    subject_of,
    triples_of,
)
from graph.store.reader import Reader, Term
from queries.read.evidence import LoadedFile, Triple
from queries.read.rows import batches, node_of, select, select_named, text_of


class _FileRow(NamedTuple):
    origin: str
    name: str
    loaded: str
    withdrawn: str
    statements: int
    part: str
    buckets: int


class _PackedRow(NamedTuple):
    part: str
    packed: str


class _SaidRow(NamedTuple):
    part: str
    thing: str
    property: str
    value: Term


@dataclass(frozen=True)
class ListedFile:
    """A file as it is listed; `withdrawn` is empty where it was not. Times are xsd:dateTime."""

    file: LoadedFile
    statements: int
    withdrawn: str = ""


def list_files(reader: Reader) -> tuple[ListedFile, ...]:
    """Return the files by the time they were loaded, withdrawn ones among them."""
    found = {
        row.origin: ListedFile(LoadedFile(row.origin, row.name, row.loaded), row.statements, row.withdrawn)
        for row in select(reader, _FileRow, "loaded-files")
    }
    return tuple(found.values())


def files_saying(reader: Reader, triples: Iterable[Triple]) -> dict[Triple, tuple[LoadedFile, ...]]:
    """Return which files say each of these statements of the default graph; what none says is left out."""
    rows = [row for row in select(reader, _FileRow, "loaded-files") if row.part and not row.withdrawn]
    if not rows:
        return {}
    by_part = {row.part: LoadedFile(row.origin, row.name, row.loaded) for row in rows}
    wanted = set(triples)
    found: dict[Triple, list[LoadedFile]] = defaultdict(list)
    for part, said in _said(reader, rows, wanted):
        if said in wanted and part in by_part:
            found[said].append(by_part[part])
    return {said: tuple(sorted(files, key=lambda one: one.loaded)) for said, files in found.items()}


def _said(reader: Reader, rows: list[_FileRow], wanted: set[Triple]) -> Iterator[tuple[str, Triple]]:
    """Yield what files say of the subjects of statements, these at least, each with the graph of its file."""
    things = {thing for thing, _, _ in wanted}
    if not all(row.buckets for row in rows):
        for some in batches(things):
            for said in select_named(reader, _SaidRow, "said-by-files", some):
                yield said.part, (said.thing, said.property, said.value)
    subjects = {str(node_of(thing)) for thing in things}
    packed = {row.part: row.buckets for row in rows if row.buckets}
    nodes = {
        bucket_node(part, bucket_of(subject, buckets))
        for part, buckets in packed.items()
        for subject in subjects
    }
    many: set[tuple[str, str]] = set()
    for part, lines in _packed(reader, nodes):
        many |= {(part, subject) for subject in high_degree_subjects(lines)}
        yield from _of_subjects(part, lines, subjects)
    if many:
        statements = {str(RdfTriple(node_of(s), NamedNode(p), o)) for s, p, o in wanted}
        nodes = {
            bucket_node(part, bucket_of(line, packed[part]), many=True)
            for part, subject in many
            for line in statements
            if subject_of(line) == subject
        }
        for part, lines in _packed(reader, nodes):
            yield from _of_subjects(part, lines, subjects)


def _packed(reader: Reader, nodes: set[str]) -> Iterator[tuple[str, list[str]]]:
    """Yield the lines of each bucket, with the graph of its file."""
    for some in batches(nodes):
        for row in select(reader, _PackedRow, "packed-statements", buckets=some):
            yield row.part, lines_of(row.packed)


def _of_subjects(part: str, lines: list[str], subjects: set[str]) -> Iterator[tuple[str, Triple]]:
    for triple in triples_of(line for line in lines if subject_of(line) in subjects):
        yield part, (text_of(triple.subject), triple.predicate.value, triple.object)
