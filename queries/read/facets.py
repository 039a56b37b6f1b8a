"""Filter what a search found: by kind, place, year, language and status, each value with its count.

The details come from the graph, in four queries over the best of the things found; so the cost does not grow with
the store.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from graph.claims.as_of import date_of
from graph.limits import LIMITS
from graph.search.names import Hit
from graph.store.reader import Reader
from queries.read.rows import select

FACETS: Final = ("kind", "place", "year", "language", "status")
COUNTED: Final = LIMITS.facets_counted
"""How many of the things found are looked at for facets; there are seldom more."""
LISTED: Final = LIMITS.facet_values_listed
"""Values of a facet that are given."""


class _PlaceRow(NamedTuple):
    thing: str
    place: str


class _LanguageRow(NamedTuple):
    thing: str
    language: str


class _StatusRow(NamedTuple):
    thing: str
    status: str


class _DatesRow(NamedTuple):
    thing: str
    first: str
    last: str


@dataclass(frozen=True)
class Details:
    """What is known of things found, by their IRI: places and statuses of claims (IRIs), the first and the last date,
    and the languages in which they have names (tags).
    """

    places: Mapping[str, Sequence[str]] = field(default_factory=dict)
    days: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    languages: Mapping[str, Sequence[str]] = field(default_factory=dict)
    statuses: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def dates(self, iri: str) -> tuple[str, str]:
        """Return the first and the last date of a thing, both empty where none is known."""
        return self.days.get(iri, ("", ""))

    def values(self, facet: str, hit: Hit) -> Sequence[str]:
        """Return the values of a thing for one facet."""
        if facet == "kind":
            return (hit.kind,)
        if facet == "year":
            return years(*self.dates(hit.iri))
        found = {"place": self.places, "language": self.languages, "status": self.statuses}[facet]
        return found.get(hit.iri, ())


@dataclass(frozen=True)
class FacetCounts:
    """The values of a facet with the number of things that have them; places and statuses are IRIs."""

    facet: str
    values: tuple[tuple[str, int], ...]

    def iris(self) -> Iterator[str]:
        """Yield what a view needs labels of."""
        if self.facet in ("place", "status"):
            yield from (value for value, _ in self.values)


def years(first: str, last: str) -> tuple[str, ...]:
    """Return the years from one day to another; of a span of more than thirty, its ends.

    >>> years("2024-04", "2026-01-05")
    ('2024', '2025', '2026')
    """
    ends = [day[:4] for day in (first, last) if day[:4].isascii() and day[:4].isdigit()]
    if len(ends) < 2 or int(ends[1]) - int(ends[0]) > LIMITS.facet_years:
        return tuple(dict.fromkeys(ends))
    return tuple(f"{year:04}" for year in range(int(ends[0]), int(ends[1]) + 1))


def read_details(reader: Reader, hits: Iterable[Hit]) -> Details:
    """Read what facets need of things found."""
    things = [hit.iri for hit in hits]
    if not things:
        return Details()
    return Details(
        places=_gathered(select(reader, _PlaceRow, "found-places", things=things)),
        days={
            row.thing: (date_of(row.first), date_of(row.last))
            for row in select(reader, _DatesRow, "found-dates", things=things)
            if row.thing
        },
        languages=_gathered(select(reader, _LanguageRow, "found-languages", things=things)),
        statuses=_gathered(select(reader, _StatusRow, "found-statuses", things=things)),
    )


def _gathered(rows: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for thing, value in rows:
        if value:
            found[thing].append(value)
    return dict(found)


def having(
    hits: Iterable[Hit], details: Details, chosen: Mapping[str, str], *, but: str = ""
) -> tuple[Hit, ...]:
    """Return the hits that have all chosen values (facet -> value), leaving one facet out of account."""
    return tuple(
        hit
        for hit in hits
        if all(value in details.values(facet, hit) for facet, value in chosen.items() if facet != but)
    )


def count_facets(hits: Sequence[Hit], details: Details, chosen: Mapping[str, str]) -> tuple[FacetCounts, ...]:
    """Return every facet that could tell the hits apart; the counts of one are those under the choices of the others.

    Most frequent values come first, years in their order; what is chosen is always among them.
    """
    facets = []
    for facet in FACETS:
        counts: Counter[str] = Counter()
        for hit in having(hits, details, chosen, but=facet):
            counts.update(dict.fromkeys(details.values(facet, hit), 1))
        value = chosen.get(facet, "")
        if value:
            counts[value] += 0
        if len(counts) < 2 and not value:
            continue
        kept = counts.most_common(LISTED)
        if value and value not in dict(kept):
            kept.append((value, counts[value]))
        facets.append(FacetCounts(facet, tuple(sorted(kept) if facet == "year" else kept)))
    return tuple(facets)
