"""Lay out the chain of documents as a tree on a year axis: a row a document, its mark at the day of its issue.

A line leads from the older document down and then across to the younger one that rests on it; what cites stands in a
lane at the right. Labels stand right of the marks, where no line runs: within a tree every row below has its mark
further right than the lines that pass it, and what a lane would cross is labelled beyond the lanes. A table beside the
drawing says the same in words.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from graph.limits import LIMITS

WIDTH: Final = 408
"""Least width of the drawing, in its own units; it is scaled to its place."""
LEFT: Final = 12
RIGHT: Final = 288
"""From the oldest day to the youngest one, across."""
ROW: Final = 49
TOP: Final = 30
MARK: Final = 5
"""Radius of a mark."""
GAP: Final = 9
"""Least distance of a mark from a line that passes it, and of two lanes."""
LETTER: Final = 9.2
"""Width of a letter of a label, at most, in the sizes of a phone, where the drawing is scaled down; of a day, and of a
word on a line.
"""
SMALL: Final = 8.2
RELATION: Final = 6.4
MOST: Final = LIMITS.drawn_things
MOST_LANES: Final = LIMITS.drawn_citers


@dataclass(frozen=True)
class Thing:
    """What is to be drawn: its name, the language of the name, its day as text and as data (both may be empty), and the
    link that it is.
    """

    iri: str
    label: str
    lang: str
    day: str
    when: str
    href: str
    title: str = ""


@dataclass(frozen=True)
class Placed:
    """A mark at `x`, `y`, with its label at `label_x`, `label_y` and its day below; `centre`: what is traced."""

    thing: Thing
    x: float
    y: int
    label_x: float
    label_y: int
    centre: bool

    @property
    def width(self) -> float:
        """How wide the label and the day below it are, at most."""
        return max(LETTER * len(self.thing.label), SMALL * len(self.thing.when))


@dataclass(frozen=True)
class Branch:
    """A line from an older document to a younger one, as the path of an SVG; `label` stands on its end where it fits,
    at `label_x`, `label_y`.
    """

    path: str
    label: str = ""
    label_x: float = 0
    label_y: int = 0


@dataclass(frozen=True)
class Lane:
    """What cites: lines from the documents to the lane, and the lane itself, as the path of an SVG."""

    path: str
    inferred: bool


@dataclass(frozen=True)
class Year:
    """A year of the axis."""

    year: int
    x: float


@dataclass(frozen=True)
class ChainTree:
    """The drawing, `width` by `height`; `left_out` things are in the table only."""

    placed: tuple[Placed, ...]
    branches: tuple[Branch, ...]
    lanes: tuple[Lane, ...]
    years: tuple[Year, ...]
    axis_y: int
    axis_end: float
    width: int
    height: int
    left_out: int


@dataclass(frozen=True)
class Tie:
    """The younger document rests on the older one, by a relation in words."""

    older: str
    younger: str
    label: str


@dataclass(frozen=True)
class Citing:
    """Something that cites documents (IRIs)."""

    thing: Thing
    cited: tuple[str, ...]
    inferred: bool


def lay_out_chain(
    things: Iterable[Thing], ties: Iterable[Tie], citing: Sequence[Citing] = (), centre: str = ""
) -> ChainTree | None:
    """Place documents by their days, trees of those that are tied one below the other; None where nothing is tied.

    What has no day stands at the left edge. A tie that its days contradict is not drawn.
    """
    known = {one.iri: one for one in things}
    tied = [
        tie
        for tie in dict.fromkeys(ties)
        if {tie.older, tie.younger} <= known.keys() and known[tie.older].day <= known[tie.younger].day
    ]
    lanes = [one for one in citing if not known.keys().isdisjoint(one.cited)][:MOST_LANES]
    if not tied and not lanes:
        return None
    rows = [one for tree in _trees(known, tied) for one in tree][:MOST]
    y = {one.iri: TOP + at * ROW for at, one in enumerate(rows)}
    drawn = [tie for tie in tied if tie.older in y and tie.younger in y and y[tie.older] < y[tie.younger]]
    scale = _Scale([one.day for one in (*rows, *(lane.thing for lane in lanes))])
    x = _places(rows, drawn, scale)
    first_lane = max(RIGHT, max(x.values(), default=0) + 24)
    at_lane = [(lane, first_lane + n * GAP, TOP + (len(rows) + n) * ROW) for n, lane in enumerate(lanes)]
    beyond = (at_lane[-1][1] if at_lane else first_lane) + 12
    spans = [
        (place, min((y[iri] for iri in lane.cited if iri in y), default=end), end)
        for lane, place, end in at_lane
    ]
    cited = {iri for lane in lanes for iri in lane.cited}
    placed = [_placed(one, x[one.iri], y[one.iri], one.iri in cited, spans, beyond, centre) for one in rows]
    placed += [
        Placed(lane.thing, place, end, beyond, end - 3, lane.thing.iri == centre)
        for lane, place, end in at_lane
    ]
    axis_y = TOP + len(placed) * ROW - 8
    return ChainTree(
        tuple(placed),
        tuple(_branches(drawn, x, y)),
        tuple(_lane(lane, place, end, x, y) for lane, place, end in at_lane),
        scale.years(),
        axis_y,
        beyond,
        max(WIDTH, round(max(one.label_x + one.width for one in placed)) + 4),
        axis_y + 28,
        len(known) - len(rows) + len(citing) - len(lanes),
    )


def _trees(known: Mapping[str, Thing], ties: Sequence[Tie]) -> list[list[Thing]]:
    """Return the things that are tied together, each tree in the order of days, the trees as their things came; of one
    day what rests on more comes later.
    """
    root = {iri: iri for iri in known}
    depth = dict.fromkeys(known, 0)

    def find(iri: str) -> str:
        while root[iri] != iri:
            iri = root[iri]
        return iri

    for tie in ties:
        root[find(tie.younger)] = find(tie.older)
    for _ in range(LIMITS.chain_depth):
        for tie in ties:
            depth[tie.younger] = min(LIMITS.chain_depth, max(depth[tie.younger], depth[tie.older] + 1))
    trees: dict[str, list[Thing]] = defaultdict(list)
    for iri, one in known.items():
        trees[find(iri)].append(one)
    return [sorted(tree, key=lambda one: (one.day, depth[one.iri], one.iri)) for tree in trees.values()]


class _Scale:
    """Where a day stands across."""

    def __init__(self, days: Iterable[str]) -> None:
        known = [in_years(day) for day in days if day[:4].isdigit()]
        self._low = min(known, default=0.0)
        self._high = max(known, default=0.0)

    def x(self, day: str) -> float:
        """Return the place of a day; the left edge for none."""
        if not day[:4].isdigit() or self._high <= self._low:
            return LEFT
        return LEFT + (in_years(day) - self._low) / (self._high - self._low) * (RIGHT - LEFT)

    def years(self) -> tuple[Year, ...]:
        """Return the years of the axis: six at most, evenly apart."""
        first, last = int(self._low), int(self._high)
        if last <= first:
            return (Year(first, LEFT),) if first else ()
        step = next(one for one in _STEPS if (last - first) / one <= 5)
        found = (
            Year(year, round(self.x(f"{year:04}"), 1)) for year in range(first - first % step, last + 1, step)
        )
        return tuple(one for one in found if one.x >= 0)


_STEPS: Final = (1, 2, 4, 5, 10, 20, 25, 50, 100, 250, 500, 1000, 2500)


def _places(rows: Sequence[Thing], ties: Sequence[Tie], scale: _Scale) -> dict[str, float]:
    """Return where each mark stands: at its day, or right of a line that would pass it or its label."""
    at = {one.iri: n for n, one in enumerate(rows)}
    until: dict[str, int] = {}
    for tie in ties:
        until[tie.older] = max(until.get(tie.older, 0), at[tie.younger])
    x: dict[str, float] = {}
    for n, one in enumerate(rows):
        passing = [x[other.iri] for other in rows[:n] if until.get(other.iri, -1) >= n]
        x[one.iri] = round(max([scale.x(one.day), *(line + GAP for line in passing)]), 1)
    return x


def _placed(
    one: Thing,
    x: float,
    y: int,
    cited: bool,
    lanes: Sequence[tuple[float, int, int]],
    beyond: float,
    centre: str,
) -> Placed:
    """Place a mark and its label: beside it, or beyond the lanes where a line leads on or would cross."""
    beside = Placed(one, x, y, x + 12, y + MARK, one.iri == centre)
    end = beside.label_x + beside.width
    crossed = any(lane <= end + 4 and first < y + 26 and y - 12 < last for lane, first, last in lanes)
    if not cited and not crossed:
        return beside
    return Placed(one, x, y, beyond, y - 3, one.iri == centre)


def _branches(ties: Sequence[Tie], x: Mapping[str, float], y: Mapping[str, int]) -> Iterable[Branch]:
    """Yield the lines between documents; of several into one document by one relation one has the word."""
    downs = [(x[tie.older], y[tie.older], y[tie.younger]) for tie in ties]
    said: set[tuple[str, str]] = set()
    for tie in sorted(ties, key=lambda tie: (y[tie.younger], -x[tie.older])):
        x1, y1, x2, y2 = x[tie.older], y[tie.older], x[tie.younger], y[tie.younger]
        turn = min(6.0, x2 - x1 - MARK)
        path = f"M{x1:g} {y1 + MARK}V{y2 - turn:g}q0 {turn:g} {turn:g} {turn:g}H{x2 - MARK:g}"
        end = x2 - 7
        start = end - RELATION * len(tie.label)
        fits = start > x1 + 6 and not any(
            start - 3 < line < end + 3 and top < y2 and bottom > y2 - 16 for line, top, bottom in downs
        )
        if fits and (tie.younger, tie.label) not in said:
            said.add((tie.younger, tie.label))
            yield Branch(path, tie.label, round(end, 1), y2 - 5)
        else:
            yield Branch(path)


def _lane(lane: Citing, place: float, end: int, x: Mapping[str, float], y: Mapping[str, int]) -> Lane:
    rows = sorted((y[iri], x[iri]) for iri in lane.cited if iri in y)
    across = "".join(f"M{mark + MARK:g} {row}H{place:g}" for row, mark in rows)
    down = f"M{place:g} {rows[0][0]}V{end - MARK}" if rows else ""
    return Lane(across + down, lane.inferred)


def in_years(day: str) -> float:
    """Return a date of any precision as a number of years.

    >>> in_years("2022"), in_years("2022-07-01"), in_years("2022-07")
    (2022.0, 2022.5, 2022.5)
    """
    pieces = [int(part) for part in day[:10].split("-") if part.isascii() and part.isdigit()]
    year, month, date = (*pieces, 1, 1, 1)[:3]
    return year + (month - 1) / 12 + (date - 1) / 366
