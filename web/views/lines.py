"""Numbers over time as lines: a line for each group, with its name at its end.

Lines are told apart by their marks, their dashes and the names beside them, never by colour alone. Places across are
per cent of the width, down they are pixels.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from web.languages import Words
from web.views.bars import NumberTick, nice_ticks, written
from web.views.timeline import Tick, place, shortened, time_axis

HEIGHT: Final = 240
TOP: Final = 26
AXIS: Final = 28
MOST_TICKS: Final = 5
NAME, SHORT_NAME = 28, 14
LINE: Final = 17
"""Least distance of two names at the ends of lines."""
NUMBERED: Final = 12
"""Points of one line alone up to which each has its number."""
STEEP: Final = 10
"""Pixels by which a line climbs so that a number above its beginning would stand on it."""
_LETTER: Final = 2.2
"""Per cent of the narrowest window that a letter takes."""
_RIGHT, _RIGHT_OF_NAMES = 93.0, 66.0


@dataclass(frozen=True)
class Series:
    """A group with its name, its language, and the number of each day."""

    name: str
    lang: str
    numbers: Mapping[str, float]


@dataclass(frozen=True)
class DrawnPoint:
    """A mark; `number` stands beside it at `dx`, `dy`, where no line is, or nowhere."""

    x: float
    y: float
    number: str
    title: str
    dx: int = 0
    dy: int = -10
    anchor: str = "middle"


@dataclass(frozen=True)
class DrawnLine:
    """A line in pieces, its marks, and its name at `name_y`; `style` counts from 1."""

    style: int
    pieces: tuple[tuple[float, float, float, float], ...]
    points: tuple[DrawnPoint, ...]
    name: str
    short: str
    lang: str
    name_y: float


@dataclass(frozen=True)
class LineChart:
    """The drawing; `rows` are the numbers of its axis, at their place down."""

    lines: tuple[DrawnLine, ...]
    rows: tuple[NumberTick, ...]
    ticks: tuple[Tick, ...]
    right: float
    height: int
    axis_y: int


def lay_out_lines(series: Sequence[Series], words: Words) -> LineChart:
    """Return the drawing of groups in their order. Days of a month or a year stand in its middle."""
    numbers = [number for one in series for number in one.numbers.values()]
    at = nice_ticks(min(0.0, *numbers), max(0.0, *numbers), MOST_TICKS)
    low, high = at[0], at[-1]
    days = {day for one in series for day in one.numbers}
    named = any(one.name for one in series)
    left = min(40.0, 3 + _LETTER * max(len(written(one, words)) for one in at))
    right = _RIGHT_OF_NAMES if named else _RIGHT
    scale, ticks = time_axis(
        min(map(place, days)), max(place(day, last=True) for day in days), words, left, right
    )

    def x(day: str) -> float:
        return scale.x((place(day) + place(day, last=True)) / 2)

    def y(number: float) -> float:
        return round(TOP + HEIGHT * (high - number) / (high - low), 1)

    numbered = len(series) == 1 and len(days) <= NUMBERED
    lines = []
    for style, one in enumerate(series, start=1):
        points = [
            DrawnPoint(
                x(day),
                y(number),
                written(number, words) if numbered else "",
                f"{words.short_date(day[:10])}: {written(number, words)}",
            )
            for day, number in sorted(one.numbers.items(), key=lambda item: place(item[0]))
        ]
        if numbered:
            points = _beside_lines(points)
        pieces = tuple((a.x, a.y, b.x, b.y) for a, b in pairwise(points))
        lines.append(
            DrawnLine(
                style,
                pieces,
                tuple(points),
                shortened(one.name, NAME),
                shortened(one.name, SHORT_NAME),
                one.lang,
                points[-1].y,
            )
        )
    return LineChart(
        _apart(lines),
        tuple(NumberTick(y(one), written(one, words)) for one in at),
        ticks,
        right,
        TOP + HEIGHT + AXIS,
        TOP + HEIGHT,
    )


def _beside_lines(points: Sequence[DrawnPoint]) -> list[DrawnPoint]:
    """Return the points with their numbers where no line leads to a neighbour: above, below, or above to one side."""
    placed = []
    for at, one in enumerate(points):
        before = points[at - 1].y if at else one.y
        after = points[at + 1].y if at + 1 < len(points) else one.y
        climbs, falls = after < one.y - STEEP, before < one.y - STEEP
        if climbs and falls and one.y < TOP + HEIGHT - 20:
            placed.append(replace(one, dy=20))
        elif climbs:
            placed.append(replace(one, dx=-4, anchor="end" if at else "middle"))
        elif falls:
            placed.append(replace(one, dx=4, anchor="start"))
        else:
            placed.append(one)
    return placed


def _apart(lines: Sequence[DrawnLine]) -> tuple[DrawnLine, ...]:
    """Return the lines with their names moved apart, within the drawing."""
    ordered = sorted(lines, key=lambda one: (one.name_y, one.style))
    places = [one.name_y for one in ordered]
    for at in range(1, len(places)):
        places[at] = max(places[at], places[at - 1] + LINE)
    if places and (over := places[-1] - (TOP + HEIGHT)) > 0:
        places[-1] -= over
        for at in range(len(places) - 2, -1, -1):
            places[at] = min(places[at], places[at + 1] - LINE)
    moved = [
        DrawnLine(one.style, one.pieces, one.points, one.name, one.short, one.lang, round(at, 1))
        for one, at in zip(ordered, places, strict=True)
    ]
    return tuple(sorted(moved, key=lambda one: one.style))
