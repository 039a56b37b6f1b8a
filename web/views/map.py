"""The map of provinces as a page shows it: shapes with a circle and a number each, and the table that says the same.

A circle's area grows with the number, which stands in it; a name stands beside it where it covers nothing else, and
else in the table. No meaning is carried by colour.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import sqrt
from typing import Final

from graph.claims.as_of import first_day
from graph.limits import LIMITS
from queries.export.formats import Format
from queries.read.map_record import Counted, MapRecord, PlaceCount
from web.languages import N_
from web.page_context import Tab
from web.views.bars import written
from web.views.province_outlines import Outlines, outlines
from web.views.terms import RenderedTerm, TermRenderer

PATH: Final = "/map"
SORTS: Final = ("number", "name")
NAMES: Final = {
    Counted.EVENTS: N_("Events"),
    Counted.ORGANISATIONS: N_("Organisations"),
    Counted.CITATIONS: N_("Citations"),
}
MOST_DAYS: Final = 6

_NARROW: Final = 320
"""Pixels of the narrowest window's map, for which circles and names are placed."""
_LEAST, _MOST = 9.0, 22.0
_LETTER: Final = 6.9
_DIGIT: Final = 3.4
_MOST_BOXES: Final = 200
"""Points and names on a map up to which further names are tried."""
_LINE: Final = 16


@dataclass(frozen=True)
class MapShape:
    """A province on the map: its area, its link, and in words what is told of it."""

    path: str
    href: str
    words: str
    told: bool


@dataclass(frozen=True)
class MapMark:
    """A circle with a number; `x` and `y` in per cent, `r` in pixels, the name from the circle's side `dx` on."""

    x: float
    y: float
    r: float
    number: str
    name: str
    lang: str
    dx: float
    anchor: str


@dataclass(frozen=True)
class ToldThing:
    """A thing told of a province, and the place that is told where that is not the province itself."""

    thing: RenderedTerm
    place: RenderedTerm | None


@dataclass(frozen=True)
class MapRow:
    """A province in the table, what it was made of, and the first things told of it; `more` are not named."""

    place: RenderedTerm
    former: tuple[RenderedTerm, ...]
    count: int
    things: tuple[ToldThing, ...]
    more: int


@dataclass(frozen=True)
class MapPoint:
    """A point, in per cent, with its name and its link (may be empty). The name stands beside it where `dx` says from
    where on, and else nowhere.
    """

    x: float
    y: float
    name: str
    href: str
    dx: float = 0
    anchor: str = "start"


@dataclass(frozen=True)
class DrawnMap:
    """The drawing: a grid with shapes and borders, and the marks and points above it."""

    outlines: Outlines
    shapes: tuple[MapShape, ...]
    marks: tuple[MapMark, ...]
    points: tuple[MapPoint, ...] = ()


@dataclass(frozen=True)
class MapPage:
    """What the page of the map shows. `silent` are the provinces of which nothing is told."""

    counted: str
    total: int
    provinces: int
    at: str
    day: str
    drawing: DrawnMap | None
    rows: tuple[MapRow, ...]
    silent: tuple[RenderedTerm, ...]
    elsewhere: tuple[MapRow, ...]
    nowhere: int
    capped: int
    kinds: tuple[Tab, ...]
    days: tuple[Tab, ...]
    sorts: tuple[Tab, ...]
    chosen: tuple[tuple[str, str], ...]
    downloads: tuple[tuple[Format, str], ...]


def named_on_map(record: MapRecord) -> Iterator[str]:
    """Yield what the page needs labels of."""
    for one in (*record.provinces, *record.elsewhere):
        yield from (one.place, *one.former)
        shown = set(one.things[: LIMITS.map_things_named])
        for told in one.told:
            if told.thing in shown:
                yield from told


def map_page(record: MapRecord, terms: TermRenderer, sort: str) -> MapPage:
    """Return what the page shows, its rows sorted by `number` or `name`."""
    links, words = terms.links, terms.words
    chosen = {
        "count": "" if record.counted is Counted.EVENTS else str(record.counted),
        "at": record.day,
        "sort": "" if sort == SORTS[0] else sort,
    }

    def to(**changed: str) -> str:
        return links.page(PATH, **{**chosen, **changed})

    rows = [map_row(one, terms) for one in record.provinces]
    rows.sort(key=lambda row: (-row.count if sort == SORTS[0] else 0, row.place.sort))
    told = {thing for one in (*record.provinces, *record.elsewhere) for thing in one.things}
    return MapPage(
        counted=words(NAMES[record.counted]),
        total=len(told) + len(record.nowhere),
        provinces=len(record.provinces),
        at=record.day if len(record.day) == 10 else "",
        day=words.date(record.day) if record.day else "",
        drawing=draw_map(record.standing, record.provinces, terms),
        rows=tuple(row for row in rows if row.count),
        silent=tuple(row.place for row in sorted(rows, key=lambda row: row.place.sort) if not row.count),
        elsewhere=tuple(map_row(one, terms) for one in record.elsewhere),
        nowhere=len(record.nowhere),
        capped=record.capped,
        kinds=tuple(
            Tab(words(NAMES[one]), to(count="" if one is Counted.EVENTS else one), one is record.counted)
            for one in Counted
        ),
        days=_days(record, terms, to),
        sorts=tuple(
            Tab(name, to(sort="" if key == SORTS[0] else key), key == sort)
            for key, name in zip(SORTS, (words("by number"), words("by name")), strict=True)
        ),
        chosen=tuple((name, value) for name, value in chosen.items() if value and name != "at"),
        downloads=tuple(
            (suffix, links.data(f"{PATH}.{suffix}", count=chosen["count"], at=record.day))
            for suffix in (Format.CSV, Format.JSON)
        ),
    )


def _days(record: MapRecord, terms: TermRenderer, to: Callable[..., str]) -> tuple[Tab, ...]:
    """Return a link for each state of the provinces, the latest first."""
    words = terms.words
    days = sorted({first_day(one.day) for one in record.changes}, reverse=True)[:MOST_DAYS]
    if not days:
        return ()
    tabs = [
        (words("since %(day)s", day=words.date(day)), day if at else "", day) for at, day in enumerate(days)
    ]
    before = _day_before(days[-1])
    if before:
        tabs.append((words("before %(day)s", day=words.date(days[-1])), before, ""))
    now = next((since for _, _, since in tabs if not record.day or since <= first_day(record.day)), "")
    return tuple(Tab(name, to(at=at), since == now) for name, at, since in tabs)


def _day_before(day: str) -> str:
    try:
        return (date.fromisoformat(day) - timedelta(days=1)).isoformat()
    except (ValueError, OverflowError):
        return ""


def map_row(one: PlaceCount, terms: TermRenderer) -> MapRow:
    places: dict[str, str] = {}
    for told in one.told:
        places.setdefault(told.thing, told.place)
    named = [
        ToldThing(
            terms.link(thing), terms.link(places[thing]) if places[thing] not in (one.place, thing) else None
        )
        for thing in one.things[: LIMITS.map_things_named]
    ]
    return MapRow(
        terms.link(one.place),
        tuple(terms.link(place) for place in one.former),
        one.count,
        tuple(named),
        one.count - len(named),
    )


def draw_map(
    standing: Mapping[str, str],
    provinces: Iterable[PlaceCount],
    terms: TermRenderer,
    numbers: Mapping[str, float] | None = None,
    points: tuple[MapPoint, ...] = (),
) -> DrawnMap | None:
    """Draw the provinces that have an outline; None where none has. `numbers` take the place of counts of things."""
    drawn = outlines(standing)
    if not drawn.shapes:
        return None
    counted = {one.place: float(one.count) for one in provinces} if numbers is None else numbers
    shapes = []
    for place, shape in drawn.shapes.items():
        number = counted.get(place, 0.0)
        link = terms.link(place)
        text = f"{link.text}: {written(number, terms.words)}"
        shapes.append(MapShape(shape.path, link.href, text, number != 0))
    return DrawnMap(drawn, tuple(shapes), _marks(drawn, counted, terms), _named_points(drawn, points))


@dataclass
class _Box:
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "_Box") -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


def _named_points(drawn: Outlines, points: Sequence[MapPoint]) -> tuple[MapPoint, ...]:
    """Return the points, with the names that cover no point and no other name in the narrowest window."""
    across, down = _NARROW / 100, _NARROW * drawn.height / drawn.width / 100
    taken = [
        _Box(one.x * across - 5, one.y * down - 5, one.x * across + 5, one.y * down + 5) for one in points
    ]
    named = []
    for one in points:
        x, y, length = one.x * across, one.y * down, len(one.name) * _LETTER
        right = _Box(x + 6, y - _LINE / 2, x + 8 + length, y + _LINE / 2)
        left = _Box(x - 8 - length, y - _LINE / 2, x - 6, y + _LINE / 2)
        for box, dx, anchor in ((right, 8.0, "start"), (left, -8.0, "end")):
            if (
                len(taken) < _MOST_BOXES
                and box.left >= 0
                and box.right <= _NARROW
                and not any(box.meets(other) for other in taken)
            ):
                taken.append(box)
                named.append(replace(one, dx=dx, anchor=anchor))
                break
        else:
            named.append(one)
    return tuple(named)


def _marks(drawn: Outlines, counted: Mapping[str, float], terms: TermRenderer) -> tuple[MapMark, ...]:
    """Place circles and, beside them, names that cover no circle and no other name in the narrowest window."""
    told = sorted(
        (place for place in drawn.shapes if counted.get(place)), key=lambda one: (-abs(counted[one]), one)
    )
    most = max((abs(counted[one]) for one in told), default=1)
    across, down = _NARROW / 100, _NARROW * drawn.height / drawn.width / 100
    texts = {one: written(counted[one], terms.words) for one in told}
    radius = {
        one: round(max(_LEAST, _MOST * sqrt(abs(counted[one]) / most), _DIGIT * len(texts[one]) + 2), 1)
        for one in told
    }
    taken = []
    for one in told:
        shape, r = drawn.shapes[one], radius[one]
        x, y = shape.x * across, shape.y * down
        taken.append(_Box(x - r, y - r, x + r, y + r))
    marks = []
    for one in told:
        shape, r = drawn.shapes[one], radius[one]
        name = terms.link(one)
        x, y = shape.x * across, shape.y * down
        length = len(name.text) * _LETTER
        right = _Box(x + r + 1, y - _LINE / 2, x + r + 4 + length, y + _LINE / 2)
        left = _Box(x - r - 4 - length, y - _LINE / 2, x - r - 1, y + _LINE / 2)
        fits = [
            (box, dx, anchor)
            for box, dx, anchor in ((right, r + 4, "start"), (left, -r - 4, "end"))
            if box.left >= 0 and box.right <= _NARROW and not any(box.meets(other) for other in taken)
        ]
        text, dx, anchor = "", 0.0, "start"
        if fits:
            box, dx, anchor = fits[0]
            taken.append(box)
            text = name.text
        marks.append(MapMark(shape.x, shape.y, r, texts[one], text, name.lang, dx, anchor))
    return tuple(marks)
