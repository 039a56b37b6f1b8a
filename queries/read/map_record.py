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


def read_map(reader: Reader, counted: Counted, day: str = "") -> MapRecord:
    """Return what is told of each province as of a day."""
    within: dict[str, str] = {}
    provinces: set[str] = set()
    for described in select(reader, _PlaceRow, "map-places"):
        if described.within:
            within.setdefault(described.place, described.within)
        if described.type in PROVINCE_TYPES:
            provinces.add(described.place)
    changes = {one.change: one for some in read_changes_of(reader, provinces).values() for one in some}
    standing = standing_on(provinces, changes.values(), day)
    rows = select(reader, _ToldRow, f"map-{counted}")
    kept = rows[: LIMITS.map_things]
    told: dict[str, list[Told]] = defaultdict(list)
    for row in kept:
        if row.place:
            province = _province_of(row.place, within, provinces)
            told[standing.get(province, row.place)].append(Told(row.thing, row.place))
    there = set(standing.values())
    former = defaultdict(list)
    for province, now in sorted(standing.items()):
        if province != now:
            former[now].append(province)

    def count(place: str) -> PlaceCount:
        return PlaceCount(place, tuple(former[place]), tuple(sorted(told[place])))

    return MapRecord(
        counted,
        day,
        tuple(count(place) for place in sorted(there)),
        tuple(count(place) for place in sorted(set(told) - there)),
        tuple(dict.fromkeys(row.thing for row in kept if not row.place)),
        standing,
        tuple(sorted((one for one in changes.values() if one.day), key=lambda one: (one.day, one.change))),
        LIMITS.map_things if len(rows) > LIMITS.map_things else 0,
    )


def _province_of(place: str, within: Mapping[str, str], provinces: set[str]) -> str:
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
