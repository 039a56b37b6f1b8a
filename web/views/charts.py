"""Lay out citations as drawings: how many a year, and which document cites or rests on which, by date.

Of bars, places across are per cent of the width and places down are pixels, as on timelines. What cites what is an arc
diagram: things in rows by date, their names to the right of a column of dots and all lines to its left, so that no line
crosses a name. A table beside each drawing says the same in words.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from graph.limits import LIMITS
from web.views.timeline import shortened

BARS: Final = 120
"""Height of the tallest bar, in pixels."""
ROW: Final = 26
GUTTER: Final = 76
"""Pixels to the left of the dots, for the arcs."""
LABEL, SHORT_LABEL = 54, 34
"""Letters of a label that fit beside the arcs and a year, in most windows and in the narrowest."""
MOST: Final = LIMITS.drawn_things
"""Things that are drawn; the table has them all."""
MOST_YEARS: Final = LIMITS.drawn_years


@dataclass(frozen=True)
class YearBar:
    """The citations of one year: a bar at `x` and `width` per cent, `y` and `height` pixels."""

    year: int
    count: int
    x: float
    width: float
    y: int
    height: int
    named: bool


@dataclass(frozen=True)
class Years:
    """Citations by year, and how many have none; `rows` are the years of the table, those without any left out."""

    bars: tuple[YearBar, ...]
    rows: tuple[tuple[int, int], ...]
    undated: int
    height: int


def by_year(counts: Mapping[str, int]) -> Years | None:
    """Lay out counts by year (a text of four digits; anything else is undated); None where no year is known.

    >>> [(bar.year, bar.count) for bar in by_year({"2022": 2, "2024": 1, "": 3}).bars]
    [(2022, 2), (2023, 0), (2024, 1)]
    """
    dated = {
        int(year): n for year, n in counts.items() if len(year) == 4 and year.isascii() and year.isdigit()
    }
    undated = sum(counts.values()) - sum(dated.values())
    if not dated:
        return None
    first, last = min(dated), max(dated)
    rows = tuple(sorted(dated.items()))
    # A span too long to draw year by year is left to the table.
    years = range(first, last + 1) if last - first < MOST_YEARS else range(0)
    step = 100 / max(6, len(years))
    every = -(-len(years) // 8)
    top = max(dated.values())
    bars = []
    for at, year in enumerate(years):
        count = dated.get(year, 0)
        height = max(2, round(count / top * BARS)) if count else 0
        named = at % every == 0
        bars.append(
            YearBar(year, count, round(at * step, 2), round(step * 0.7, 2), 16 + BARS - height, height, named)
        )
    return Years(tuple(bars), rows, undated, BARS + 40)


@dataclass(frozen=True)
class Placed:
    """A thing in the drawing: its name, its day as it is known, and where its mark stands, in pixels."""

    iri: str
    label: str
    short: str
    lang: str
    day: str
    x: int
    y: int
    centre: bool


@dataclass(frozen=True)
class Arrow:
    """An arc from what cites to what is cited, as path data; `inferred` ones are dashed."""

    path: str
    inferred: bool


@dataclass(frozen=True)
class CitationGraph:
    """A drawing of citations; `left_out` things are in the table only."""

    placed: tuple[Placed, ...]
    arrows: tuple[Arrow, ...]
    height: int
    left_out: int


@dataclass(frozen=True)
class Thing:
    """What is to be drawn: name, language of the name, first day known (may be empty)."""

    iri: str
    label: str
    lang: str
    day: str


def lay_out_citations(
    centre: str, things: Iterable[Thing], links: Iterable[tuple[str, str, bool]]
) -> CitationGraph | None:
    """Place things in rows by their days, the undated first; None where nothing is linked.

    `links` are (what cites, what is cited, inferred).
    """
    known = {one.iri: one for one in things}
    ties = [tie for tie in dict.fromkeys(links) if tie[0] in known and tie[1] in known and tie[0] != tie[1]]
    if not ties:
        return None
    ordered = sorted(known.values(), key=lambda one: (one.iri != centre, one.day or "~", one.iri))
    kept = sorted(ordered[:MOST], key=lambda one: (one.day, one.label))
    placed = {
        one.iri: Placed(
            one.iri,
            shortened(one.label, LABEL),
            shortened(one.label, SHORT_LABEL),
            one.lang,
            one.day,
            GUTTER,
            at * ROW + 14,
            one.iri == centre,
        )
        for at, one in enumerate(kept)
    }
    arrows = tuple(
        Arrow(_arc(placed[a], placed[b], len(placed)), inferred)
        for a, b, inferred in ties
        if a in placed and b in placed
    )
    return CitationGraph(tuple(placed.values()), arrows, len(placed) * ROW + 4, len(known) - len(placed))


def _arc(start: Placed, end: Placed, rows: int) -> str:
    """Return an arc to the left of the dots, that reaches out as far as it is long."""
    x = GUTTER - 6
    reach = 16 + (x - 20) * abs(end.y - start.y) / (ROW * max(rows - 1, 1))
    # A cubic curve comes three quarters of the way to its control points.
    out = round(x - reach * 4 / 3, 1)
    return f"M{x} {start.y}C{out} {start.y} {out} {end.y} {x} {end.y}"
