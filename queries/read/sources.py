"""The sources: what each says of itself, how many claims rest on it, and whether it was withdrawn."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

from pyoxigraph import NamedNode

from graph.limits import LIMITS
from graph.store.reader import Reader
from ontology.iris import name_of, source_graph
from queries.read.evidence import SourceRecord, read_sources
from queries.read.rows import CountRow, select
from queries.read.things import things_of_kind

COUNTED: Final = LIMITS.claims_counted
"""Counts of claims stop here: what is more is said to be more (claims-of-source.rq)."""


class _WithdrawnRow(NamedTuple):
    when: str


@dataclass(frozen=True)
class ListedSource:
    """A source with the number of its claims; `capped`: at least so many."""

    source: SourceRecord
    claims: int
    capped: bool


def list_sources(reader: Reader) -> tuple[ListedSource, ...]:
    """Return the sources in the order of the store, at most one more than a search finds."""
    iris = things_of_kind(reader, "source")
    records = read_sources(reader, iris)
    return tuple(_listed(reader, records[iri]) for iri in iris)


def _listed(reader: Reader, source: SourceRecord) -> ListedSource:
    name = name_of(source.iri)
    count = 0
    if name is not None:
        (row,) = select(reader, CountRow, "claims-of-source", graph=source_graph(name.slug))
        count = row.count_
    return ListedSource(source, min(count, COUNTED), count > COUNTED)


def iris_of(sources: Iterable[ListedSource]) -> Iterator[str]:
    """Yield what a view of sources needs labels of: the sources and their publishers."""
    for one in sources:
        yield one.source.iri
        if isinstance(one.source.publisher, NamedNode):
            yield one.source.publisher.value


def read_withdrawal(reader: Reader, source: str) -> str:
    """Return the ISO day on which a source was withdrawn; empty where it was not, or something of it is left."""
    rows = select(reader, _WithdrawnRow, "withdrawn", source=source)
    return rows[0].when[:10] if rows else ""
