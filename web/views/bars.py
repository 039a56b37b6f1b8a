"""Numbers of categories as bars, one below another, each with its number at its end.

A name has a line of its own above its bars, so it is as long as the window and no line crosses it; places across are
per cent of the width. Bars of one category are told apart by words at their ends, never by colour.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10
from typing import Final

from web.languages import MINUS, Words
from web.views.timeline import shortened

LABEL, SHORT_LABEL = 72, 44
"""Letters of a name that fit most windows, and the narrowest."""
SERIES, SHORT_SERIES = 30, 13
"""Letters of a group's name beside its bar."""
HEAD: Final = 20
BAR: Final = 12
STEP: Final = 18
GAP: Final = 10
AXIS: Final = 26
MOST_TICKS: Final = 4
ROOM, ROOM_OF_SERIES = 74.0, 54.0
"""Per cent of the width that bars take; to the right of it their words stand."""


@dataclass(frozen=True)
class Category:
    """A category with the number of each group, of those that have one."""

    label: str
    lang: str
    href: str
    numbers: Mapping[str, float]


@dataclass(frozen=True)
class DrawnBar:
    """A bar: from `x` on, `width` wide, in per cent; words at `text_x`."""

    x: float
    width: float
    y: int
    text_x: float
    number: str
    series: str
    short: str
    lang: str


@dataclass(frozen=True)
class DrawnCategory:
    """A name above its bars, at `y`."""

    label: str
    short: str
    lang: str
    href: str
    y: int
    bars: tuple[DrawnBar, ...]


@dataclass(frozen=True)
class NumberTick:
    """A number on an axis at `at`: per cent across, or pixels down."""

    at: float
    text: str
    anchor: str = "middle"


@dataclass(frozen=True)
class BarChart:
    """The drawing; `zero` is where bars begin, in per cent."""

    categories: tuple[DrawnCategory, ...]
    ticks: tuple[NumberTick, ...]
    zero: float
    right: float
    height: int
    axis_y: int


def lay_out_bars(
    categories: Sequence[Category], series: Mapping[str, tuple[str, str]], words: Words
) -> BarChart:
    """Return the drawing of categories in their order; `series` has the name and language of each group."""
    numbers = [number for one in categories for number in one.numbers.values()]
    low, high = min(0.0, *numbers), max(0.0, *numbers)
    at = nice_ticks(low, high, MOST_TICKS)
    low, high = min(low, at[0]), max(high, at[-1])
    named = any(name for name, _ in series.values())
    room = ROOM_OF_SERIES if named else ROOM

    def x(number: float) -> float:
        return round(room * (number - low) / (high - low), 2)

    y = 0
    drawn = []
    for one in categories:
        top, y = y + 14, y + HEAD
        bars = []
        for key, number in one.numbers.items():
            name, lang = series.get(key, ("", ""))
            start, end = sorted((x(0), x(number)))
            bars.append(
                DrawnBar(
                    start,
                    round(max(end - start, 0.15), 2),
                    y,
                    end,
                    written(number, words),
                    shortened(name, SERIES),
                    shortened(name, SHORT_SERIES),
                    lang,
                )
            )
            y += STEP
        label = " ".join(one.label.split())
        drawn.append(
            DrawnCategory(
                shortened(label, LABEL), shortened(label, SHORT_LABEL), one.lang, one.href, top, tuple(bars)
            )
        )
        y += GAP
    ticks = tuple(NumberTick(x(one), written(one, words), "start" if x(one) < 6 else "middle") for one in at)
    return BarChart(tuple(drawn), ticks, x(0), room, y + AXIS, y)


def nice_ticks(low: float, high: float, most: int) -> list[float]:
    """Return round numbers from the one at or below `low` to the one at or above `high`.

    >>> nice_ticks(0, 7, 4), nice_ticks(-3, 3, 4)
    ([0.0, 2.0, 4.0, 6.0, 8.0], [-4.0, -2.0, 0.0, 2.0, 4.0])
    """
    if high <= low:
        high = low + 1
    rough = (high - low) / most
    power = 10.0 ** floor(log10(rough))
    step = power * next((one for one in (1, 2, 5) if power * one >= rough * 0.999), 10)
    first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
    return [float(f"{at * step:.12g}") for at in range(first, last + 1)]


def written(number: float, words: Words) -> str:
    """Write a number; one that is very great or small by a power of ten.

    >>> from web.languages import words
    >>> written(1234.5, words("vi")), written(3e20, words("en")), written(-2.0, words("en")) == f"{MINUS}2"
    ('1.234,5', '3e20', True)
    """
    if number and not 1e-3 <= abs(number) < 1e15:
        text = f"{number:.3g}".replace("e+", "e")
    else:
        text = words.number(int(number) if number == int(number) else round(number, 3))
    return text.replace("-", MINUS, 1)
