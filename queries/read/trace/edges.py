"""A trace as a graph of things, for drawings: what cites, rests on or is based on what, and the days of the things."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, NamedTuple

from graph.limits import LIMITS
from graph.store.reader import Reader
from queries.read.rows import select
from queries.read.trace.chains import Chains
from queries.read.trace.citations import CitationRecord

NEAREST: Final = 4 * LIMITS.drawn_things
"""Citations whose ends may be drawn, and things from which a drawing chooses; it shows fewer."""


@dataclass(frozen=True)
class Edge:
    """What leads from one thing to another: a citation, or the property `relation` where it is given."""

    source: str
    target: str
    relation: str = ""
    inferred: bool = False


class _DayRow(NamedTuple):
    thing: str
    first: str


def edges_of(citations: Iterable[CitationRecord], chains: Chains) -> tuple[Edge, ...]:
    """Return the edges between things, each once; one that a source states before one that is inferred."""
    edges: dict[tuple[str, str], Edge] = {}
    for one in citations:
        if one.cited:
            held = edges.get((one.citing, one.cited))
            if held is None or (held.inferred and not one.inferred):
                edges[one.citing, one.cited] = Edge(one.citing, one.cited, inferred=one.inferred)
    ties = [(step.origin, step.document, step.relation) for step in chains.above]
    ties += [(step.document, step.origin, step.relation) for step in chains.below]
    for source, target, relation in ties:
        edges.setdefault((source, target), Edge(source, target, relation))
    return tuple(edges.values())


def ends_of(edges: Iterable[Edge]) -> list[str]:
    """Return the things at the ends of edges, each once, as many as a drawing chooses from."""
    return list(dict.fromkeys(end for edge in edges for end in (edge.source, edge.target)))[:NEAREST]


def read_days(reader: Reader, edges: Iterable[Edge]) -> dict[str, str]:
    """Return the first day of each of these ends that has one."""
    near = ends_of(edges)
    rows = select(reader, _DayRow, "found-dates", things=near) if near else []
    return {row.thing: row.first for row in rows if row.thing}
