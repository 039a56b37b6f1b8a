"""Lay out what is known of times along an axis, and what is not known as such.

A bar is solid between the first and the last day on which something is known to have held; where no source
says when it began or ended, an open (dashed) end says so. Places are per cent of the width, so the drawing
fits any window and its letters keep their size. The rows beside it say the same in words.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

OPEN: Final = 4.0
"""Per cent of the width that an open end reaches out."""
ROW: Final = 40
TOP: Final = 6
LABEL: Final = 48
"""Letters of a label that fit the narrowest window."""
AXIS: Final = 26
MOST_TICKS: Final = 6
STEPS: Final = (1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000, 2000)


@dataclass(frozen=True)
class Span:
    """What is known of a time. Dates as `YYYY`, `YYYY-MM` or `YYYY-MM-DD`, empty where unknown;
    `attested` may be intervals.
    """

    label: str
    lang: str = ""
    start: str = ""
    end: str = ""
    ended_by: str = ""
    attested: tuple[str, ...] = ()

    @property
    def days(self) -> tuple[str, ...]:
        """Every date there is, in order."""
        parts = [
            p for one in (self.start, self.end, self.ended_by, *self.attested) for p in one.split("/") if p
        ]
        return tuple(sorted(parts))


@dataclass(frozen=True)
class Bar:
    """One row of the drawing: places in per cent of the width, `y` in pixels."""

    label: str
    lang: str
    y: int
    solid: tuple[float, float] | None
    opens: tuple[tuple[float, float], ...]
    points: tuple[float, ...]


@dataclass(frozen=True)
class Tick:
    """A year on the axis."""

    x: float
    year: int
    anchor: str


@dataclass(frozen=True)
class Timeline:
    """A drawing, ready for the template."""

    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    height: int
    axis_y: int


def place(text: str, *, last: bool = False) -> float:
    """Return a date as years since year 0; of a month or year its first day, or its last.

    >>> place("2024"), round(place("2024", last=True), 1)
    (2024.0, 2025.0)
    """
    parts = [int(part) for part in text[:10].split("-")]
    if len(parts) == 1:
        return parts[0] + (0.997 if last else 0.0)
    if len(parts) == 2:
        return parts[0] + (parts[1] - (0.03 if last else 1)) / 12
    day = date(parts[0], parts[1], parts[2])
    return parts[0] + (day.timetuple().tm_yday - 1) / 365.25


def lay_out(spans: Iterable[Span]) -> Timeline | None:
    """Return the drawing of spans in their order; None where fewer than two dates are known in all."""
    dated = [span for span in map(_dated, spans) if span.days]
    days = sorted({day for span in dated for day in span.days})
    if len(days) < 2:
        return None
    low, high = place(days[0]), max(place(day, last=True) for day in days)
    first, last = int(low), int(high) + 1
    scale = _Scale(first, last)
    bars = tuple(_bar(span, TOP + at * ROW, scale) for at, span in enumerate(dated))
    step = next((s for s in STEPS if (last - first) / s <= MOST_TICKS), STEPS[-1])
    years = [y for y in range(first, last + 1) if y % step == 0 or (y == first and step == 1)]
    ticks = tuple(Tick(scale.x(y), y, _anchor(scale.x(y))) for y in years)
    axis = TOP + len(bars) * ROW + 2
    return Timeline(bars, ticks, axis + AXIS, axis)


def _dated(span: Span) -> Span:
    """Return a span without what is no date: data may give anything as one."""
    start, end, ended_by = (one if _is_date(one) else "" for one in (span.start, span.end, span.ended_by))
    attested = tuple(one for one in span.attested if all(map(_is_date, one.split("/"))))
    return replace(span, start=start, end=end, ended_by=ended_by, attested=attested)


def _is_date(text: str) -> bool:
    try:
        return bool(text) and 0 < place(text) < 10_000
    except ValueError:
        return False


@dataclass(frozen=True)
class _Scale:
    first: int
    last: int

    def x(self, years: float) -> float:
        room = 100 - 2 * OPEN
        return round(OPEN + room * (years - self.first) / (self.last - self.first), 2)


def shortened(label: str, most: int) -> str:
    """Return a label cut to so many letters.

    >>> shortened("Union of Friendship Organizations", 12)
    'Union of Fr…'
    """
    return label if len(label) <= most else label[: most - 1].rstrip() + "…"


def _anchor(x: float) -> str:
    return "start" if x < 12 else "end" if x > 88 else "middle"


def _bar(span: Span, top: int, scale: _Scale) -> Bar:
    starts = [place(span.start)] if span.start else [place(a.split("/")[0]) for a in span.attested]
    ends = (
        [place(span.end, last=True)]
        if span.end
        else [place(a.split("/")[-1], last=len(a) < 8) for a in span.attested]
    )
    points = tuple(scale.x(place(a.split("/")[0])) for a in span.attested)
    opens: list[tuple[float, float]] = []
    solid = None
    if starts or ends:
        begin = min(starts or ends)
        finish = max([*ends, begin])
        solid = (scale.x(begin), scale.x(finish))
        if not span.start:
            opens.append((max(0.0, round(solid[0] - OPEN, 2)), solid[0]))
        if not span.end:
            limit = scale.x(place(span.ended_by)) if span.ended_by else min(100.0, solid[1] + OPEN)
            opens.append((solid[1], max(solid[1], round(limit, 2))))
    elif span.ended_by:
        limit = scale.x(place(span.ended_by))
        opens.append((max(0.0, limit - OPEN), limit))
    return Bar(
        shortened(span.label, LABEL), span.lang, top, solid, tuple(o for o in opens if o[0] < o[1]), points
    )
