"""What is told of each province: events held there, organisations whose territory it is, or citations made there.

Things are told of a place by the name that it had then. A place below a province counts for its province; a province
that ended counts for what it became, as of a day. What belongs to no province is kept beside them.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple

from graph.limits import LIMITS
from graph.store.reader import Reader
from ontology.iris import CONCEPT
from queries.read.rows import select
from queries.read.succession import ChangeRecord, read_changes_of

PROVINCE_TYPES: Final = frozenset({CONCEPT + "place/province", CONCEPT + "place/municipality"})
"""Kinds of place that a province is: municipalities stand at the same level."""
_LATEST: Final = "9999-12-31"


class Counted(StrEnum):
    """What the map counts. The values stand in addresses."""

    EVENTS = "events"
    ORGANISATIONS = "organisations"
    CITATIONS = "citations"


class Told(NamedTuple):
    """A thing, and the place that is told of it."""

    thing: str
    place: str


@dataclass(frozen=True)
class PlaceCount:
    """A place with the things that are told of it or of a place in it; `former` are the provinces it was made of."""

    place: str
    former: tuple[str, ...]
    told: tuple[Told, ...]

    @property
    def count(self) -> int:
        """How many things there are: one that is told of two places here is one thing."""
        return len({one.thing for one in self.told})

    @property
    def things(self) -> tuple[str, ...]:
        """The things, each once."""
        return tuple(dict.fromkeys(one.thing for one in self.told))


@dataclass(frozen=True)
class MapRecord:
    """The provinces as of a day (empty: after every change that is dated), and what lies in none of them.

    `standing` leads from any province to the one that it is, became or was made of on that day. `nowhere` things have
    no place that is told. `capped`: more things than this are there, and only so many were counted; else 0.
    """

    counted: Counted
    day: str
    provinces: tuple[PlaceCount, ...]
    elsewhere: tuple[PlaceCount, ...]
    nowhere: tuple[str, ...]
    standing: Mapping[str, str]
    changes: tuple[ChangeRecord, ...]
    capped: int = 0

    def iris(self) -> Iterator[str]:
        """Yield the IRIs of all that a view names."""
        for one in (*self.provinces, *self.elsewhere):
            yield from (one.place, *one.former)
            for told in one.told:
                yield from told


class _PlaceRow(NamedTuple):
    place: str
    within: str
    type: str


class _ToldRow(NamedTuple):
    thing: str
    place: str


@dataclass(frozen=True)
class Division:
    """The division into provinces as of a day: what each place lies in, the provinces of all times, and the one that
    each of them is, became or was made of on that day.
    """

    within: Mapping[str, str]
    provinces: frozenset[str]
    standing: Mapping[str, str]
    changes: tuple[ChangeRecord, ...]

    def province(self, place: str) -> str:
        """Return the province that stands where a place lies; the place itself where it lies in none."""
        return self.standing.get(_province_of(place, self.within, self.provinces), place)

    def counts(self, told: Iterable[Told]) -> tuple[tuple[PlaceCount, ...], tuple[PlaceCount, ...]]:
        """Return what is told of each province, and of each place that lies in none."""
        by_place: dict[str, list[Told]] = defaultdict(list)
        for one in told:
            by_place[self.province(one.place)].append(one)
        there = set(self.standing.values())
        former = defaultdict(list)
        for province, now in sorted(self.standing.items()):
            if province != now:
                former[now].append(province)

        def count(place: str) -> PlaceCount:
            return PlaceCount(place, tuple(former[place]), tuple(sorted(by_place[place])))

        return tuple(map(count, sorted(there))), tuple(map(count, sorted(set(by_place) - there)))


def read_division(reader: Reader, day: str = "") -> Division:
    """Return the division into provinces as of a day; of no day, after every change that is dated."""
    within: dict[str, str] = {}
    provinces: set[str] = set()
    for described in select(reader, _PlaceRow, "map-places"):
        if described.within:
            within.setdefault(described.place, described.within)
        if described.type in PROVINCE_TYPES:
            provinces.add(described.place)
    changes = {one.change: one for some in read_changes_of(reader, provinces).values() for one in some}
    standing = standing_on(provinces, changes.values(), day)
    return Division(within, frozenset(provinces), standing, tuple(changes.values()))


def read_map(reader: Reader, counted: Counted, day: str = "") -> MapRecord:
    """Return what is told of each province as of a day."""
    division = read_division(reader, day)
    rows = select(reader, _ToldRow, f"map-{counted}")
    kept = rows[: LIMITS.map_things]
    provinces, elsewhere = division.counts(Told(row.thing, row.place) for row in kept if row.place)
    changes = (one for one in division.changes if one.day)
    return MapRecord(
        counted,
        day,
        provinces,
        elsewhere,
        tuple(dict.fromkeys(row.thing for row in kept if not row.place)),
        division.standing,
        tuple(sorted(changes, key=lambda one: (one.day, one.change))),
        LIMITS.map_things if len(rows) > LIMITS.map_things else 0,
    )


def _province_of(place: str, within: Mapping[str, str], provinces: frozenset[str]) -> str:
    """Return the province that a place is or lies in; empty where it lies in none."""
    seen: set[str] = set()
    while place and place not in seen:
        if place in provinces:
            return place
        seen.add(place)
        place = within.get(place, "")
    return ""


def standing_on(provinces: Iterable[str], changes: Iterable[ChangeRecord], day: str = "") -> dict[str, str]:
    """Return province -> the one that stood in its place on a day; of no day, after all changes that are dated.

    What ended is what came of it, and what had not come is what it was made of, where each is one alone; else it is
    left out, for nobody says where in them it lies.

    >>> merged = ChangeRecord("urn:c", ("urn:a", "urn:b"), ("urn:a",), "2025-07-01")
    >>> standing_on(["urn:a", "urn:b"], [merged], "2025-06-30") == {"urn:a": "urn:a", "urn:b": "urn:b"}
    True
    >>> standing_on(["urn:a", "urn:b"], [merged], "2025-07-01") == {"urn:a": "urn:a", "urn:b": "urn:a"}
    True
    """
    on: dict[str, tuple[str, ...]] = {}
    for change in changes:
        if not change.day:
            continue
        if change.came_by(day or _LATEST):
            on.update(dict.fromkeys(change.ended, change.results))
        else:
            new = (one for one in change.results if one not in change.originals)
            on.update(dict.fromkeys(new, change.originals))
    found = {}
    for province in provinces:
        now, seen = province, {province}
        while len(next_ones := on.get(now, ())) == 1 and next_ones[0] not in seen:
            (now,) = next_ones
            seen.add(now)
        if now not in on:
            found[province] = now
    return found
