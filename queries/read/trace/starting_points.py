"""Where traces begin: what is cited and what cites most, and the bodies behind it."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Final, NamedTuple

from graph.limits import LIMITS
from graph.store.reader import Reader
from ontology.kinds import kind_of
from queries.read.labels import read_labels
from queries.read.rows import select

TRACED: Final = frozenset(
    {
        "document",
        "programme",
        "event",
        "congress",
        "organisation",
        "person",
        "speech",
        "term",
        "period",
        "task",
        "recommendation",
    }
)
"""The kinds of things of which a trace can show anything."""
PARTS: Final = frozenset({"task", "recommendation"})
"""Kinds of parts: what they cite is listed once, of their whole."""


@dataclass(frozen=True)
class StartingPoint:
    """A thing to trace, with its counts: how many things cite it, how often it names a document, and has words that
    name none.

    Of a body, `cited` counts the citations in what it made, signed or held.
    """

    thing: str
    cited: int = 0
    resolved: int = 0
    unresolved: int = 0


class Listing(StrEnum):
    """The lists of starting points. The values stand in addresses."""

    DOCUMENTS = "documents"
    CITING = "citing"
    BODIES = "bodies"


@dataclass(frozen=True)
class StartingPoints:
    """The starting points of each list, those with most citations first, as far as they are shown; `counts` are of all.

    `counted`: among the first so many citations, where there are more; else 0.
    """

    points: Mapping[Listing, tuple[StartingPoint, ...]]
    counts: Mapping[Listing, int]
    counted: int = 0

    def iris(self) -> Iterator[str]:
        """Yield what a view needs labels of."""
        for some in self.points.values():
            yield from (one.thing for one in some)


class _CountRow(NamedTuple):
    thing: str
    role: str
    count_: int


class _BodyRow(NamedTuple):
    body: str
    count_: int


def read_starting_points(reader: Reader, *, whole: Listing | None = None) -> StartingPoints:
    """Return where traces begin, in the order of their counts, those with the same by their English names; of the list
    `whole` as many as are listed, of the others a few.
    """
    found, capped = _counts(reader)
    bodies = [
        StartingPoint(row.body, cited=row.count_) for row in select(reader, _BodyRow, "bodies-that-cite")
    ]
    labels = read_labels(reader, (one.thing for one in (*found, *bodies)))
    lists = {
        Listing.DOCUMENTS: [one for one in found if one.cited],
        Listing.CITING: [
            one for one in found if (one.resolved or one.unresolved) and kind_of(one.thing) not in PARTS
        ],
        Listing.BODIES: bodies,
    }
    for listing, points in lists.items():
        points.sort(key=lambda one: labels.order(one.thing))
        points.sort(key=partial(rank, listing))
    return StartingPoints(
        {
            listing: tuple(
                points[: LIMITS.trace_starts_listed if listing is whole else LIMITS.trace_starts_shown]
            )
            for listing, points in lists.items()
        },
        {listing: len(points) for listing, points in lists.items()},
        LIMITS.trace_starts_counted if capped else 0,
    )


def rank(listing: Listing, one: StartingPoint) -> tuple[int, int]:
    """Return what puts a starting point before others of its list: how much is counted of it, downwards.

    >>> rank(Listing.CITING, StartingPoint("urn:a", resolved=3, unresolved=1))
    (-3, -1)
    """
    return (-one.resolved, -one.unresolved) if listing is Listing.CITING else (-one.cited, 0)


def _counts(reader: Reader) -> tuple[list[StartingPoint], bool]:
    """Return everything that is cited or cites, with its counts; and whether there is more to count."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for row in select(reader, _CountRow, "citation-counts"):
        if row.thing:
            counts[row.thing][row.role] = row.count_
    most = LIMITS.trace_starts_counted
    capped = any(sum(one[role] for one in counts.values()) > most for role in ("cited", "citing"))
    points = [
        StartingPoint(thing, one["cited"], one["resolved"], max(0, one["citing"] - one["resolved"]))
        for thing, one in counts.items()
    ]
    return points, capped
