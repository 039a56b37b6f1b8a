"""Lay out citations as drawings: how many a year, and which document cites or rests on which, by date.

Places across are per cent of the width, places down are pixels, as on timelines. A table beside each drawing says
the same in words.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from graph.limits import LIMITS
from web.views.timeline import shortened

BARS: Final = 120
"""Height of the tallest bar, in pixels."""
ROW: Final = 40
LABEL: Final = 42
"""Letters of a label that fit the narrowest window beside a year."""
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
    """A thing in the drawing: its name, its day as it is known, and where its mark stands."""

    iri: str
    label: str
    lang: str
    day: str
    x: float
    y: int
    centre: bool


@dataclass(frozen=True)
class Arrow:
    """A line from what cites to what is cited; `inferred` ones are dashed."""

    x1: float
    y1: int
    x2: float
    y2: int
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
    """Place things by their days from left to right, the undated at the left edge; None where nothing is linked.

    `links` are (what cites, what is cited, inferred).
    """
    known = {one.iri: one for one in things}
    ties = [tie for tie in dict.fromkeys(links) if tie[0] in known and tie[1] in known and tie[0] != tie[1]]
    if not ties:
        return None
    ordered = sorted(known.values(), key=lambda one: (one.iri != centre, one.day or "~", one.iri))
    kept = sorted(ordered[:MOST], key=lambda one: (one.day, one.label))
    days = [_years(one.day) for one in kept if one.day]
    low, high = (min(days), max(days)) if days else (0.0, 0.0)
    placed = {}
    for at, one in enumerate(kept):
        x = 4 + (_years(one.day) - low) / (high - low) * 92 if one.day and high > low else 4.0
        label = shortened(one.label, LABEL)
        placed[one.iri] = Placed(
            one.iri, label, one.lang, one.day, round(x, 2), at * ROW + 26, one.iri == centre
        )
    arrows = tuple(
        Arrow(placed[a].x, placed[a].y, placed[b].x, placed[b].y, inferred)
        for a, b, inferred in ties
        if a in placed and b in placed
    )
    return CitationGraph(tuple(placed.values()), arrows, len(placed) * ROW + 8, len(known) - len(placed))


def _years(day: str) -> float:
    """Return a date of any precision as a number of years."""
    year, month, date = (
        *(int(part) for part in day[:10].split("-") if part.isascii() and part.isdigit()),
        1,
        1,
        1,
    )[:3]
    return year + (month - 1) / 12 + (date - 1) / 366
