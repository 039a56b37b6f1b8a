"""Read a passage: where it stands, what is claimed from it, and which passages of its source stand beside it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from pyoxigraph import NamedNode

from graph.claims.claim import REJECTED
from graph.store.reader import Reader, Term
from ontology.iris import mint, source_graph
from queries.read.evidence import SourceRecord, place_of, read_places, read_sources
from queries.read.rows import select


class _ClaimRow(NamedTuple):
    claim: str
    subject: str
    predicate: str
    object: Term
    status: str


class _PassageRow(NamedTuple):
    passage: str


@dataclass(frozen=True)
class ClaimedHere:
    """What one claim says, and its status (IRIs)."""

    claim: str
    subject: str
    predicate: str
    value: Term
    status: str


@dataclass(frozen=True)
class PassageRecord:
    """A passage: code points `start` to `end` of its source, half open, and the part of the article it stands in.

    `claims` are those made from it, the first of each statement; `previous` and `next` are IRIs of the passages beside
    it, empty at the ends.
    """

    iri: str
    source: SourceRecord
    start: int
    end: int
    part: str = ""
    claims: tuple[ClaimedHere, ...] = ()
    previous: str = ""
    next: str = ""

    def iris(self) -> Iterator[str]:
        """Yield what a view needs labels of."""
        yield self.source.iri
        if isinstance(self.source.publisher, NamedNode):
            yield self.source.publisher.value
        for one in self.claims:
            yield one.subject
            if isinstance(one.value, NamedNode):
                yield one.value.value


def read_passage(reader: Reader, iri: str) -> PassageRecord | None:
    """Return what is known of a passage that is named after its place; None for another one."""
    place = place_of(iri)
    if place is None:
        return None
    slug, start, end = place
    source = mint("source", slug)
    part = read_places(reader, [iri])[iri].part
    made: dict[tuple[str, str, Term], ClaimedHere] = {}
    for row in select(reader, _ClaimRow, "claims-from-passage", passage=iri):
        if row.status != REJECTED:
            made.setdefault(
                (row.subject, row.predicate, row.object),
                ClaimedHere(row.claim, row.subject, row.predicate, row.object, row.status),
            )
    order = sorted(
        (found[1], -found[2], row.passage)
        for row in select(reader, _PassageRow, "passages-in-source", source=source, graph=source_graph(slug))
        if (found := place_of(row.passage)) is not None
    )
    names = [passage for _, _, passage in order]
    at = names.index(iri) if iri in names else -1
    return PassageRecord(
        iri,
        read_sources(reader, [source])[source],
        start,
        end,
        part,
        tuple(sorted(made.values(), key=lambda one: (one.subject, one.predicate, str(one.value)))),
        names[at - 1] if at > 0 else "",
        names[at + 1] if 0 <= at < len(names) - 1 else "",
    )
