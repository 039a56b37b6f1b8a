"""An answer on the map: how many of its things are in each province, or its points by their degrees.

A place counts for its province as of a day, as on the map of all things. Where the answer has a number for each place
and nothing else, the number is drawn.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from pyoxigraph import NamedNode

from graph.limits import LIMITS
from graph.store.reader import Reader, Term
from ontology.kinds import kind_of
from queries.read.map_record import Division, PlaceCount, Told, read_division
from queries.read.places_of import read_places_of
from queries.view_comment import ViewRequest
from web.views.answers.columns import AnswerColumn, AnswerRows, Row, Sort, number_of, point_of, relates
from web.views.answers.timeline import label_of
from web.views.map import DrawnMap, MapPoint, MapRow, draw_map, map_row
from web.views.province_outlines import on_grid
from web.views.terms import RenderedTerm, TermRenderer

OPTIONS: Final = ("place", "thing", "number", "at")
_TRIED: Final = 60
"""Things of a column that are looked up to tell whether it has places."""


@dataclass(frozen=True)
class MapRows:
    """What is drawn before it has names. `numbers` are given where the answer has one for each place."""

    division: Division
    provinces: tuple[PlaceCount, ...]
    elsewhere: tuple[PlaceCount, ...]
    numbers: Mapping[str, float] | None
    nowhere: int
    points: Sequence[tuple[float, float, Row]]
    beyond: int
    label: AnswerColumn | None
    day: str = ""

    def iris(self) -> Iterator[str]:
        """Yield what is to be named."""
        for one in (*self.provinces, *self.elsewhere):
            yield one.place
            if one.told or (self.numbers and self.numbers.get(one.place)):
                yield from one.former
            yield from one.things[: LIMITS.map_things_named]
            yield from (told.place for told in one.told[: 10 * LIMITS.map_things_named])
        for *_, row in self.points:
            if self.label is not None and isinstance(term := row[self.label.at], NamedNode):
                yield term.value


@dataclass(frozen=True)
class ProvinceRow:
    """A province beside the map: its number as written, and the first things in it."""

    row: MapRow
    number: float


@dataclass(frozen=True)
class DrawnAnswerMap:
    """The drawing, and the provinces with what is in each, the greatest first."""

    drawing: DrawnMap | None
    rows: tuple[ProvinceRow, ...]
    elsewhere: tuple[ProvinceRow, ...]
    found: MapRows = field(repr=False)
    provinces: int = 0


def map_fits(answer: AnswerRows, reader: Reader) -> bool:
    """Whether an answer has places, things that have one, or points."""
    if answer.points or answer.of(Sort.POINT):
        return True
    return _place_column(answer, reader) is not None


def _things(answer: AnswerRows) -> list[AnswerColumn]:
    return [one for one in answer.of(Sort.THING) if not relates(one)]


def _place_column(answer: AnswerRows, reader: Reader) -> AnswerColumn | None:
    """Return the column of places, or else the first one of things that have a place."""
    things = _things(answer)
    some = {one.variable: _some(answer, one) for one in things}
    for one in things:
        of = some[one.variable]
        if of and sum(kind_of(iri) == "place" for iri in of) * 2 > len(of):
            return one
    known = read_places_of(reader, {iri for of in some.values() for iri in of}) if things else {}
    return next((one for one in things if any(iri in known for iri in some[one.variable])), None)


def _some(answer: AnswerRows, column: AnswerColumn) -> list[str]:
    found: dict[str, None] = {}
    for row in answer.rows[: LIMITS.view_rows_sampled]:
        if isinstance(term := row[column.at], NamedNode):
            found[term.value] = None
            if len(found) == _TRIED:
                break
    return list(found)


def read_answer_map(answer: AnswerRows, asked: ViewRequest, reader: Reader, day: str) -> MapRows | None:
    """Return what is drawn; None where no row has a place or a point."""
    division = read_division(reader, day)
    points, beyond = _points(answer)
    column = answer.named(asked.option("place")) or (
        None if points or beyond else _place_column(answer, reader)
    )
    if column is None:
        if not points and not beyond:
            return None
        provinces, elsewhere = division.counts(())
        label = answer.named(asked.option("thing")) or next(iter(answer.labels), None)
        return MapRows(division, provinces, elsewhere, None, 0, points, beyond, label, day)
    wanted = dict.fromkeys(term.value for row in answer.rows if isinstance(term := row[column.at], NamedNode))
    known = read_places_of(reader, list(wanted)[: LIMITS.map_things])
    if not known:
        return None
    are_places = any(kind_of(iri) == "place" for iri in wanted)
    thing = answer.named(asked.option("thing"))
    if thing is None and are_places:
        others = [one for one in _things(answer) if one is not column]
        others = [one for one in others if not one.concepts] or others
        thing = max(others, key=lambda one: (one.distinct, -one.at), default=None)
    number = answer.named(asked.option("number"))
    if number is None and thing is None and are_places:
        number = next(iter(answer.of(Sort.NUMBER)), None)
    told: dict[Told, None] = {}
    sums: dict[str, float] = defaultdict(float)
    seen: set[tuple[Term | None, ...]] = set()
    nowhere = 0
    for row in answer.rows:
        place = row[column.at]
        if not isinstance(place, NamedNode) or place.value not in known:
            nowhere += 1
            continue
        what = row[thing.at] if thing is not None else place
        for one in known[place.value]:
            if isinstance(what, NamedNode):
                told[Told(what.value, one)] = None
        if number is not None and (key := tuple(row)) not in seen:
            seen.add(key)
            for one in known[place.value][:1]:
                sums[division.province(one)] += number_of(row[number.at]) or 0.0
    provinces, elsewhere = division.counts(told)
    return MapRows(
        division, provinces, elsewhere, sums if number is not None else None, nowhere, (), 0, thing, day
    )


def _points(answer: AnswerRows) -> tuple[list[tuple[float, float, Row]], int]:
    """Return the points of an answer on the map, each once, and how many lie beyond it."""
    pair, geometry = answer.points, answer.of(Sort.POINT)
    if pair is None and not geometry:
        return [], 0
    found: list[tuple[float, float, Row]] = []
    beyond = 0
    seen: set[tuple[Term | None, ...]] = set()
    for row in answer.rows:
        if pair is not None:
            north, east = number_of(row[pair[0].at]), number_of(row[pair[1].at])
            point = (east, north) if north is not None and east is not None else None
        else:
            point = point_of(row[geometry[0].at])
        if point is None or (key := tuple(row)) in seen:
            continue
        seen.add(key)
        at = on_grid(*point)
        if at is None:
            beyond += 1
        elif len(found) < LIMITS.drawn_points:
            found.append((*at, row))
    return found, beyond


def draw_answer_map(found: MapRows, terms: TermRenderer) -> DrawnAnswerMap:
    """Draw the map."""
    points = tuple(MapPoint(x, y, *_named(row, found.label, terms)) for x, y, row in found.points)

    def number(one: PlaceCount) -> float:
        return found.numbers.get(one.place, 0.0) if found.numbers is not None else float(one.count)

    def rows(some: Sequence[PlaceCount]) -> tuple[ProvinceRow, ...]:
        told = [one for one in some if one.told or number(one)]
        made = [ProvinceRow(map_row(one, terms), number(one)) for one in told]
        return tuple(sorted(made, key=lambda one: (-one.number, one.row.place.sort)))

    return DrawnAnswerMap(
        draw_map(found.division.standing, found.provinces, terms, found.numbers, points),
        rows(found.provinces),
        rows(found.elsewhere),
        found,
        len(found.provinces),
    )


def _named(row: Row, label: AnswerColumn | None, terms: TermRenderer) -> tuple[str, str]:
    term = row[label.at] if label is not None else None
    if term is None:
        return "–", ""
    shown: RenderedTerm = terms.render(term)
    return label_of([shown]), shown.href
