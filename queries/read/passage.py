"""Read a passage: where it stands, what is claimed from it, which passages of its source stand beside it, and where
other sources say the same.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final, NamedTuple

from pyoxigraph import NamedNode

from graph.claims.claim import REJECTED
from graph.limits import LIMITS
from graph.store.reader import Reader
from ontology.iris import mint, source_graph
from queries.read.evidence import ClaimRecord, SourceRecord, claims_from, place_of, read_places, read_sources
from queries.read.rows import select, select_further
from queries.read.stretches import Span

ASKED: Final = LIMITS.things_a_query
"""Claims of a passage for which it is looked where else the same is said."""


class _PassageRow(NamedTuple):
    passage: str


class _SameRow(NamedTuple):
    passage: str
    source: str
    printed: str


@dataclass(frozen=True)
class OtherPassage:
    """A passage of another source from which the same is claimed; `printed` are its words, where they are kept."""

    iri: str
    source: SourceRecord
    span: Span
    printed: str


@dataclass(frozen=True)
class PassageRecord:
    """A passage: code points of its source from `span[0]` to `span[1]`, and the part of the article it stands in.

    `claims` are those made from it that stand, each statement of a status once; `printed` are its words, where a claim
    keeps them; `inside` are printed words from within it, by place. `previous` and `next` are IRIs of the passages
    beside it, empty at the ends; `others` say the same elsewhere.
    """

    iri: str
    source: SourceRecord
    span: Span
    part: str = ""
    claims: tuple[ClaimRecord, ...] = ()
    printed: str = ""
    inside: tuple[tuple[Span, str], ...] = ()
    previous: str = ""
    next: str = ""
    others: tuple[OtherPassage, ...] = ()

    def iris(self) -> Iterator[str]:
        """Yield what a view needs labels of."""
        for source in (self.source, *(one.source for one in self.others)):
            yield source.iri
            if isinstance(source.publisher, NamedNode):
                yield source.publisher.value
        for claim in self.claims:
            yield claim.subject
            if isinstance(claim.value, NamedNode):
                yield claim.value.value


def read_passage(reader: Reader, iri: str) -> PassageRecord | None:
    """Return what is known of a passage that is named after its place; None for another one."""
    place = place_of(iri)
    if place is None or place[1] >= place[2]:
        return None
    slug, start, end = place
    source = mint("source", slug)
    made: dict[object, ClaimRecord] = {}
    for claim in claims_from(reader, [iri]):
        if claim.status != REJECTED:
            made.setdefault((claim.triple, claim.status), claim)
    claims = tuple(made.values())
    names, spans = _in_order(reader, source, slug)
    at = names.index(iri) if iri in names else -1
    words = next((one.printed for one in claims if len(one.printed) == end - start), "")
    return PassageRecord(
        iri,
        read_sources(reader, [source])[source],
        (start, end),
        read_places(reader, [iri])[iri].part,
        claims,
        words,
        () if words else _inside(reader, names, spans, (start, end)),
        names[at - 1] if at > 0 else "",
        names[at + 1] if 0 <= at < len(names) - 1 else "",
        _others(reader, source_graph(slug), claims),
    )


def _in_order(reader: Reader, source: str, slug: str) -> tuple[list[str], list[Span]]:
    """Return the passages of a source in the order of its text, the wider before what stands in it."""
    rows = select_further(reader, _PassageRow, "passages-in-source", source=source, graph=source_graph(slug))
    found = ((place_of(row.passage), row.passage) for row in rows)
    order = sorted((place[1], -place[2], iri) for place, iri in found if place is not None)
    return [iri for _, _, iri in order], [(start, -end) for start, end, _ in order]


def _inside(reader: Reader, names: list[str], spans: list[Span], whole: Span) -> tuple[tuple[Span, str], ...]:
    """Return the printed words that are kept from within a passage whose own are not."""
    within = [
        name
        for name, (start, end) in zip(names, spans, strict=True)
        if whole[0] <= start and end <= whole[1] and (start, end) != whole
    ]
    found: dict[Span, str] = {}
    for claim in claims_from(reader, islice(within, ASKED)):
        place = place_of(claim.passage)
        if place is not None and len(claim.printed) == place[2] - place[1]:
            found[place[1], place[2]] = claim.printed
    return tuple(sorted(found.items()))


def _others(reader: Reader, graph: str, claims: tuple[ClaimRecord, ...]) -> tuple[OtherPassage, ...]:
    if not claims:
        return ()
    asked = [one.claim for one in claims[:ASKED]]
    rows = select(reader, _SameRow, "passages-saying-the-same", claims=asked, graph=graph)
    sources = read_sources(reader, (row.source for row in rows))
    found: dict[str, OtherPassage] = {}
    for row in sorted(rows):
        place = place_of(row.passage)
        if place is None:
            continue
        span = place[1], place[2]
        printed = row.printed if len(row.printed) == span[1] - span[0] else ""
        held = found.get(row.passage)
        if held is None or (printed and not held.printed):
            found[row.passage] = OtherPassage(row.passage, sources[row.source], span, printed)
    return tuple(sorted(found.values(), key=lambda one: (one.source.iri, one.span)))
