"""Outlines of Vietnam's provinces as paths of SVG, for any division into provinces that joins whole ones.

The outlines (`province_outlines.json`, which says where they are from) are arcs that neighbours share. So the border
of provinces that were joined is told from the border between two that stand: both sides of its arc are one province.
"""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Final

from ontology.iris import mint

_FILE: Final = Path(__file__).with_suffix(".json")
Point = tuple[int, int]
_WEST, _EAST, _SOUTH, _NORTH = 102.1187, 109.4697, 8.5831, 23.3663
"""Degrees at the edges of the grid, which are the outermost points of the outlines."""


@dataclass(frozen=True)
class Shape:
    """A province: its area as path data, and its middle in per cent of width and height."""

    path: str
    x: float
    y: float


@dataclass(frozen=True)
class Outlines:
    """A division on a grid of `width` by `height`: shapes by place, borders, and borders of former provinces."""

    width: int
    height: int
    shapes: Mapping[str, Shape]
    borders: str
    former: str


@dataclass(frozen=True)
class _Geometry:
    width: int
    height: int
    provinces: Mapping[str, Sequence[Sequence[int]]]
    arcs: Sequence[Sequence[Point]]

    def ring(self, indices: Sequence[int]) -> list[Point]:
        points: list[Point] = []
        for index in indices:
            arc = self.arcs[index] if index >= 0 else self.arcs[~index][::-1]
            points += arc[1:] if points else arc
        return points


@cache
def _geometry() -> _Geometry:
    read = json.loads(_FILE.read_text("utf-8"))
    provinces = {mint("place", slug): rings for slug, rings in read["provinces"].items()}
    return _Geometry(read["width"], read["height"], provinces, [_points(arc) for arc in read["arcs"]])


def _points(steps: Sequence[int]) -> list[Point]:
    """Return the points of an arc that is written as a first point and differences."""
    x = y = 0
    points = []
    for at in range(0, len(steps), 2):
        x, y = x + steps[at], y + steps[at + 1]
        points.append((x, y))
    return points


def outlines(standing: Mapping[str, str]) -> Outlines:
    """Return the shapes of the provinces that `standing` leads each known one to; one that it lacks is left out."""
    geometry = _geometry()
    rings: dict[str, list[list[Point]]] = defaultdict(list)
    sides: dict[int, set[str]] = defaultdict(set)
    both: dict[int, int] = defaultdict(int)
    for place, parts in geometry.provinces.items():
        now = standing.get(place)
        if now is None:
            continue
        for part in parts:
            rings[now].append(geometry.ring(part))
            for index in part:
                arc = index if index >= 0 else ~index
                sides[arc].add(now)
                both[arc] += 1
    inner = {arc for arc, places in sides.items() if len(places) == 1 and both[arc] > 1}
    shapes = {}
    for place, some in rings.items():
        x, y = _middle(some)
        shapes[place] = Shape(
            "".join(f"{_path(ring)}z" for ring in some),
            round(100 * x / geometry.width, 1),
            round(100 * y / geometry.height, 1),
        )
    return Outlines(
        geometry.width,
        geometry.height,
        shapes,
        "".join(_path(geometry.arcs[arc]) for arc in sorted(sides) if arc not in inner),
        "".join(_path(geometry.arcs[arc]) for arc in sorted(inner)),
    )


def on_grid(longitude: float, latitude: float) -> tuple[float, float] | None:
    """Return where a point of the earth stands, in per cent of width and height; None for one beyond the edges.

    >>> on_grid(105.85, 21.03), on_grid(2.35, 48.86)
    ((50.8, 15.8), None)
    """
    x = 100 * (longitude - _WEST) / (_EAST - _WEST)
    y = 100 * (_NORTH - latitude) / (_NORTH - _SOUTH)
    return (round(x, 1), round(y, 1)) if 0 <= x <= 100 and 0 <= y <= 100 else None


def _path(points: Sequence[Point]) -> str:
    (x, y), *_ = points
    steps = [f"{b[0] - a[0]} {b[1] - a[1]}" for a, b in pairwise(points) if a != b]
    if not steps:  # an arc shorter than the grid is fine
        return ""
    return f"M{x} {y}l{' '.join(steps)}".replace(" -", "-")


def _middle(rings: Sequence[Sequence[Point]]) -> tuple[float, float]:
    """Return the centre of gravity of areas."""
    total = across = down = 0.0
    for ring in rings:
        area = x = y = 0.0
        for (ax, ay), (bx, by) in zip(ring, (*ring[1:], ring[0]), strict=True):
            cross = ax * by - bx * ay
            area += cross / 2
            x += (ax + bx) * cross / 6
            y += (ay + by) * cross / 6
        sign = 1 if area >= 0 else -1  # rings may run either way
        total, across, down = total + sign * area, across + sign * x, down + sign * y
    return (across / total, down / total) if total else rings[0][0]
