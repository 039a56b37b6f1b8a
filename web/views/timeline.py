"""Lay out what is known of times along an axis, and what is not known as such.

A bar is solid between the first and the last day on which something is known to have held; where no source
says when it began or ended, an open (dashed) end says so. What happened at a moment is a mark; of a month or a year,
the time in which it lies is dashed. Places are per cent of the width, so the drawing fits any window and its letters
keep their size. The rows beside it say the same in words.
"""

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from math import floor, log10
from typing import Final

from web.languages import MINUS, Words

OPEN: Final = 4.0
"""Per cent of the width that an open end reaches out."""
ROW: Final = 40
TOP: Final = 6
NARROW: Final = 1.5
"""Per cent of the width below which a bar has a mark, so that it is seen."""
LABEL: Final = 48
"""Letters of a label that fit the narrowest window."""
WIDE_LABEL: Final = 72
"""Letters of a label and its dates that fit the others."""
AXIS: Final = 26
MOST_TICKS: Final = 6
MOST_MONTHS, MOST_DAYS = 3, 3
"""Ticks of an axis of months or days, whose words are longer than years."""
FINE: Final = 2.5
"""Years below which an axis is of months or days, where it may be."""
_DATE: Final = re.compile(
    r"(-?[0-9]{4,9})(?:-([0-9]{2})(?:-([0-9]{2})(?:T([0-9]{2}):([0-9]{2}))?)?)?(?![0-9])"
)
_YEARS: Final = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True)
class Span:
    """What is known of a time. Dates as `YYYY`, `YYYY-MM` or `YYYY-MM-DD`, empty where unknown;
    `attested` may be intervals. `moments` are days at which something was, which has no ends that could be open.

    `when` says in words what the drawing shows, `href` is where the label leads.
    """

    label: str
    lang: str = ""
    start: str = ""
    end: str = ""
    ended_by: str = ""
    attested: tuple[str, ...] = ()
    moments: tuple[str, ...] = ()
    when: str = ""
    href: str = ""

    @property
    def days(self) -> tuple[str, ...]:
        """Every date there is, in order."""
        parts = [
            p
            for one in (self.start, self.end, self.ended_by, *self.attested, *self.moments)
            for p in one.split("/")
            if p
        ]
        return tuple(sorted(parts, key=place))


@dataclass(frozen=True)
class Bar:
    """One row of the drawing: places in per cent of the width, `y` in pixels; `short` fits a small window."""

    label: str
    lang: str
    y: int
    solid: tuple[float, float] | None
    opens: tuple[tuple[float, float], ...]
    points: tuple[float, ...]
    short: str = ""
    when: str = ""
    href: str = ""


@dataclass(frozen=True)
class Tick:
    """A year on the axis, or a month or a day."""

    x: float
    text: str
    anchor: str


@dataclass(frozen=True)
class Timeline:
    """A drawing, ready for the template."""

    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    height: int
    axis_y: int


def place(text: str, *, last: bool = False) -> float:
    """Return a date as years since year 0; of a month or year its first day, or its last. Years before it are negative.

    Raises ValueError for what is no date.

    >>> place("2024"), round(place("2024", last=True), 1), place("-0044")
    (2024.0, 2025.0, -44.0)
    """
    found = _DATE.match(text)
    if found is None:
        raise ValueError(text)
    year, month, day, hour, minute = (int(part) if part else 0 for part in found.groups())
    if found[2] is None:
        return year + (0.997 if last else 0.0)
    if not 1 <= month <= 12:
        raise ValueError(text)
    if found[3] is None:
        return year + (month - (0.03 if last else 1)) / 12
    if not 1 <= day <= _days_of(year, month):
        raise ValueError(text)
    days = sum(_days_of(year, one) for one in range(1, month)) + day - 1
    return year + (days + hour / 24 + minute / 1440) / 365.25


def _days_of(year: int, month: int) -> int:
    return monthrange(year % 400 + 2000, month)[1]  # the calendar is the same every 400 years


def lay_out(spans: Iterable[Span], words: Words | None = None) -> Timeline | None:
    """Return the drawing of spans in their order; None where fewer than two dates are known in all.

    With `words` a date of any year is one, an axis of a short time has months or days, and one date is enough: data of
    any sort may be drawn.
    """
    dated = [span for span in (_dated(one, any_year=words is not None) for one in spans) if span.days]
    days = {day for span in dated for day in span.days}
    if len(days) < (2 if words is None else 1):
        return None
    low, high = min(map(place, days)), max(place(day, last=True) for day in days)
    scale, ticks = time_axis(low, high, words)
    bars = tuple(_bar(span, TOP + at * ROW, scale) for at, span in enumerate(dated))
    axis = TOP + len(bars) * ROW + 2
    return Timeline(bars, ticks, axis + AXIS, axis)


@dataclass(frozen=True)
class TimeScale:
    """Where a time stands across: years from `first` to `last` between `left` and `right`, in per cent."""

    first: float
    last: float
    left: float = OPEN
    right: float = 100 - OPEN

    def x(self, years: float) -> float:
        """Return the place of a time in per cent."""
        room = self.right - self.left
        return round(self.left + room * (years - self.first) / (self.last - self.first), 2)


def time_axis(
    low: float, high: float, words: Words | None = None, left: float = OPEN, right: float = 100 - OPEN
) -> tuple[TimeScale, tuple[Tick, ...]]:
    """Return the scale and the ticks of an axis that has these years: whole years, or with `words`, where the time is
    short, months or days.
    """
    if words is None or high - low > FINE:
        scale = TimeScale(floor(low), floor(high) + 1, left, right)
        ticks = [(at, _year(at)) for at in _years(scale)]
    else:
        room = max(high - low, 0.02) * 0.04
        scale = TimeScale(low - room, high + room, left, right)
        ticks = list(_months(scale, words) if high - low > 0.25 else _days(scale, words))
    placed = ((scale.x(at), text) for at, text in ticks)
    return scale, tuple(Tick(x, text, _anchor(x)) for x, text in placed)


def _years(scale: TimeScale) -> list[float]:
    """Return the years of an axis, evenly apart; the first year too where each has a tick."""
    first, last = scale.first, scale.last
    power = 10.0 ** floor(log10(max((last - first) / MOST_TICKS, 1)))
    step = next(max(1, power * one) for one in _YEARS if (last - first) / max(1, power * one) <= MOST_TICKS)
    step = 2 if step == 2.5 else step if step < 2.5 or step == floor(step) else floor(step)
    start = floor(first / step) * step
    at = [start + n * step for n in range(int((last - start) / step) + 1)]
    return [one for one in at if first <= one <= last]


def _year(year: float) -> str:
    return f"{MINUS if year < 0 else ''}{abs(int(year))}"


def _months(scale: TimeScale, words: Words) -> Iterator[tuple[float, str]]:
    first, last = floor(scale.first * 12) + 1, floor(scale.last * 12)
    step = next(one for one in (1, 2, 3, 6, 12, 24) if (last - first) / one < MOST_MONTHS)
    for month in range(first + -first % step, last + 1, step):
        yield month / 12, words.short_date(f"{month // 12:04}-{month % 12 + 1:02}")


def _days(scale: TimeScale, words: Words) -> Iterator[tuple[float, str]]:
    """Yield days of an axis: each that begins within it, or every so many from the first on."""
    days = []
    year = floor(scale.first)
    for month in range(1, 25):
        for day in range(1, _days_of(year + (month > 12), (month - 1) % 12 + 1) + 1):
            text = f"{year + (month > 12):04}-{(month - 1) % 12 + 1:02}-{day:02}"
            if scale.first <= (at := place(text)) <= scale.last:
                days.append((at, text))
    step = max(1, -(-len(days) // MOST_DAYS))
    for at, text in days[::step]:
        yield at, words.short_date(text)


def _dated(span: Span, *, any_year: bool) -> Span:
    """Return a span without what is no date: data may give anything as one."""

    def known(text: str) -> bool:
        return _is_date(text, any_year=any_year)

    start, end, ended_by = (one if known(one) else "" for one in (span.start, span.end, span.ended_by))
    attested = tuple(one for one in span.attested if all(map(known, one.split("/"))))
    moments = tuple(one for one in span.moments if known(one))
    return replace(span, start=start, end=end, ended_by=ended_by, attested=attested, moments=moments)


def _is_date(text: str, *, any_year: bool) -> bool:
    try:
        return bool(text) and (any_year or 0 < place(text) < 10_000) and place(text) > -1e9
    except ValueError:
        return False


def shortened(label: str, most: int) -> str:
    """Return a label cut to so many letters.

    >>> shortened("Union of Friendship Organizations", 12)
    'Union of Fr…'
    """
    return label if len(label) <= most else label[: most - 1].rstrip() + "…"


def _anchor(x: float) -> str:
    return "start" if x < 12 else "end" if x > 88 else "middle"


def _bar(span: Span, top: int, scale: TimeScale) -> Bar:
    starts = [place(span.start)] if span.start else [place(a.split("/")[0]) for a in span.attested]
    ends = (
        [place(span.end, last=True)]
        if span.end
        else [place(a.split("/")[-1], last=len(a) < 8) for a in span.attested]
    )
    points = [scale.x(place(a.split("/")[0])) for a in span.attested]
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
    if solid is not None and not points and solid[1] - solid[0] < NARROW:
        points.append(round(sum(solid) / 2, 2))
    for moment in span.moments:
        begin, finish = place(moment), place(moment, last=True)
        points.append(scale.x((begin + finish) / 2))
        opens.append((scale.x(begin), scale.x(finish)))
    room = WIDE_LABEL - len(span.when)
    return Bar(
        shortened(span.label, room if span.when else LABEL),
        span.lang,
        top,
        solid,
        tuple(o for o in opens if o[0] < o[1]),
        tuple(points),
        shortened(span.label, max(8, LABEL - 4 - len(span.when))) if span.when else "",
        span.when,
        span.href,
    )
