"""Filter what a search found and what is listed: by kind, type, place, year, language and status, with their counts.

The details come from the graph, in a few queries over the best of the things found; so the cost does not grow with
the store. A thing of other data is of the kind of its class where that is the class of a kind (a `foaf:Person` is a
person), else of the kind that its class itself is.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from graph.claims.as_of import date_of, without_vague
from graph.limits import LIMITS
from graph.search.names import Hit
from graph.store.reader import Reader
from ontology.kinds import OTHER, kinds_of_classes
from queries.read.rows import select_whole

FACETS: Final = ("kind", "type", "place", "year", "language", "status")
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


class _TypeRow(NamedTuple):
    thing: str
    concept: str


class _ClassRow(NamedTuple):
    thing: str
    class_: str


class _DayRow(NamedTuple):
    thing: str
    day: str


@dataclass(frozen=True)
class Details:
    """What is known of things found, by their IRI: types, places and statuses of claims (IRIs), the first and the last
    date, the languages in which they have names (tags), and the classes of those of other data (IRIs).
    """

    places: Mapping[str, Sequence[str]] = field(default_factory=dict)
    days: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    languages: Mapping[str, Sequence[str]] = field(default_factory=dict)
    statuses: Mapping[str, Sequence[str]] = field(default_factory=dict)
    types: Mapping[str, Sequence[str]] = field(default_factory=dict)
    classes: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def dates(self, iri: str) -> tuple[str, str]:
        """Return the first and the last date of a thing, both empty where none is known."""
        return self.days.get(iri, ("", ""))

    def values(self, facet: str, hit: Hit) -> Sequence[str]:
        """Return the values of a thing for one facet."""
        if facet == "kind":
            return (hit.kind,) if hit.kind != OTHER else kinds_of_classes(self.classes.get(hit.iri, ()))
        if facet == "year":
            return years(*self.dates(hit.iri))
        found = {
            "type": self.types,
            "place": self.places,
            "language": self.languages,
            "status": self.statuses,
        }[facet]
        return found.get(hit.iri, ())


@dataclass(frozen=True)
class FacetCounts:
    """The values of a facet with the number of things that have them; types, places and statuses are IRIs, and so are
    kinds that are classes of other data.
    """

    facet: str
    values: tuple[tuple[str, int], ...]

    def iris(self) -> Iterator[str]:
        """Yield what a view needs labels of."""
        if self.facet in ("kind", "type", "place", "status"):
            yield from (value for value, _ in self.values if ":" in value)


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
    found = list(hits)
    if not found:
        return Details()
    things = [hit.iri for hit in found]
    others = [hit.iri for hit in found if hit.kind == OTHER]
    days = _gathered(
        (row.thing, date_of(row.day)) for row in select_whole(reader, _DayRow, "found-days", things)
    )
    return Details(
        places=_gathered(select_whole(reader, _PlaceRow, "found-places", things)),
        days={thing: first_and_last(some) for thing, some in days.items()},
        languages=_gathered(select_whole(reader, _LanguageRow, "found-languages", things)),
        statuses=_gathered(select_whole(reader, _StatusRow, "found-statuses", things)),
        types=_gathered(select_whole(reader, _TypeRow, "found-types", things)),
        classes=_gathered(select_whole(reader, _ClassRow, "found-classes", others)),
    )


def first_and_last(dates: Iterable[str]) -> tuple[str, str]:
    """Return the first and the last of some dates, without those in whose month or year another of them lies.

    >>> first_and_last(["2024-04", "2024-04-01", "2024-04-03"]), first_and_last(["2024-04"])
    (('2024-04-01', '2024-04-03'), ('2024-04', '2024-04'))
    """
    exact = without_vague(dates)
    return (exact[0], exact[-1]) if exact else ("", "")


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
        # Of equal counts the same are kept whatever the order in which an engine gives rows.
        kept = sorted(counts.items(), key=lambda one: (-one[1], one[0]))[:LISTED]
        if value and value not in dict(kept):
            kept.append((value, counts[value]))
        facets.append(FacetCounts(facet, tuple(sorted(kept) if facet == "year" else kept)))
    return tuple(facets)
