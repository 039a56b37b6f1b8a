"""The RDF files that were loaded, and which of them say a statement."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from graph.store.reader import Reader, Term
from queries.read.evidence import LoadedFile, Triple
from queries.read.rows import batches, select


class _FileRow(NamedTuple):
    origin: str
    name: str
    loaded: str
    withdrawn: str
    statements: int
    part: str


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
    by_part = {
        row.part: LoadedFile(row.origin, row.name, row.loaded)
        for row in select(reader, _FileRow, "loaded-files")
        if row.part and not row.withdrawn
    }
    if not by_part:
        return {}
    wanted = set(triples)
    found: dict[Triple, list[LoadedFile]] = defaultdict(list)
    for things in batches(thing for thing, _, _ in wanted):
        for row in select(reader, _SaidRow, "said-by-files", things=things):
            said = (row.thing, row.property, row.value)
            if said in wanted and row.part in by_part:
                found[said].append(by_part[row.part])
    return {said: tuple(sorted(files, key=lambda one: one.loaded)) for said, files in found.items()}
