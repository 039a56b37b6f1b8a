"""An answer as a chart: a number for each category as bars, or over time as lines, grouped by a further column.

Rows that are alike in every column count once; the numbers of rows of the same category and group are added up, and the
note below the drawing says so.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode

from graph.limits import LIMITS
from graph.store.reader import Term
from queries.view_comment import ViewRequest
from web.views.answers.columns import AnswerColumn, AnswerRows, Sort, day_of, number_of, relates
from web.views.answers.timeline import label_of
from web.views.bars import BarChart, Category, lay_out_bars
from web.views.lines import LineChart, Series, lay_out_lines
from web.views.terms import TermRenderer
from web.views.timeline import place

OPTIONS: Final = ("x", "y", "group", "type")
TYPES: Final = ("bars", "lines")
ROWS: Final = "rows"
"""The value of `y` for which rows are counted."""
_PLACES: Final = frozenset(("position", "ordinal", "textstart", "textend", "no", "nr", "index", "id"))
"""Columns of numbers that say where something stands, and count nothing."""
_GROUPS: Final = 2 * LIMITS.drawn_series
"""Values of a column up to which it is taken for groups."""


@dataclass(frozen=True)
class ChartRows:
    """The numbers before their things have names. `numbers`: category or day -> group -> number.

    `categories` and `groups` are how many there are in all; `added` rows share a bar with another, `without` have no
    number, category or day.
    """

    x: AnswerColumn
    y: AnswerColumn | None
    group: AnswerColumn | None
    lines: bool
    numbers: Mapping[Term | str, Mapping[Term | None, float]]
    categories: int
    groups: int
    added: int
    without: int

    def iris(self) -> Iterator[str]:
        """Yield what is to be named."""
        for x, groups in self.numbers.items():
            yield from (one.value for one in (x, *groups) if isinstance(one, NamedNode))


@dataclass(frozen=True)
class DrawnChart:
    """The drawing, as bars or as lines, and the columns that it shows."""

    bars: BarChart | None
    lines: LineChart | None
    rows: ChartRows
    drawn: int


def chart_fits(answer: AnswerRows) -> bool:
    """Whether an answer has a number, and a category or day."""
    return not answer.triples and _x(answer) is not None and _y(answer) is not None


def read_chart(answer: AnswerRows, asked: ViewRequest) -> ChartRows | None:
    """Return the numbers of a chart; None where no row has one."""
    given = answer.named(asked.option("x"))
    counts_rows = asked.option("y") == ROWS and answer.named(ROWS) is None
    y = None if counts_rows else answer.named(asked.option("y")) or _y(answer)
    x = given or _x(answer)
    if x is None or (y is None and not counts_rows and given is None):
        return None
    group = answer.named(asked.option("group")) or _group(answer, x, y)
    time = x.sort is Sort.DAY
    found: dict[Term | str, dict[Term | None, float]] = {}
    seen: set[tuple[Term | None, ...]] = set()
    groups: dict[Term | None, float] = defaultdict(float)
    added = without = 0
    for row in answer.rows:
        key = tuple(row)
        if key in seen and y is not None:
            continue
        seen.add(key)
        category = day_of(row[x.at], year=True)[:10] if time else row[x.at]
        number = 1.0 if y is None else number_of(row[y.at])
        if number is None or category is None or category == "":
            without += 1
            continue
        of_category = found.setdefault(category, {})
        in_group = row[group.at] if group is not None else None
        if in_group in of_category:
            added += y is not None
        of_category[in_group] = of_category.get(in_group, 0.0) + number
        groups[in_group] += abs(number)
    if not found:
        return None
    kept = sorted(groups, key=lambda one: -groups[one])[: LIMITS.drawn_series]
    kept = [one for one in groups if one in kept]  # in the order of the answer
    numbers = {x_: {one: of[one] for one in kept if one in of} for x_, of in found.items()}
    lines = time and (asked.option("type") or ("lines" if len(found) > 2 else "bars")) == "lines"
    numbers = {x_: of for x_, of in numbers.items() if of}
    most = LIMITS.drawn_points if lines else max(1, LIMITS.drawn_bars // max(1, len(kept) // 2))
    shown = dict(list(numbers.items())[:most])
    return ChartRows(x, y, group, lines, shown, len(found), len(groups), added, without)


def _x(answer: AnswerRows) -> AnswerColumn | None:
    """Return the column of categories, or of days where these are what numbers go by."""
    days = answer.of(Sort.DAY)
    labels = [one for one in answer.labels if not relates(one)] or list(answer.labels)
    if days and (not labels or (days[0].distinct > 2 and any(one.distinct <= _GROUPS for one in labels))):
        return days[0]
    return labels[0] if labels else None


def _y(answer: AnswerRows) -> AnswerColumn | None:
    numbers = [one for one in answer.of(Sort.NUMBER) if one not in (answer.points or ())]
    return next((one for one in numbers if one.variable.casefold() not in _PLACES), None)


def _group(answer: AnswerRows, x: AnswerColumn, y: AnswerColumn | None) -> AnswerColumn | None:
    """Return the column that best tells rows of one category apart; None where a category has one row."""
    pairs = [
        (len({(row[x.at], row[one.at]) for row in answer.rows}), one)
        for one in (*answer.labels, *answer.of(Sort.DAY))
        if one is not x and one is not y and 1 < one.distinct <= _GROUPS
    ]
    most, best = max(pairs, key=lambda pair: pair[0], default=(0, None))
    return best if most > len({row[x.at] for row in answer.rows}) else None


def draw_chart(found: ChartRows, terms: TermRenderer) -> DrawnChart:
    """Draw the numbers."""
    words = terms.words
    groups = list(dict.fromkeys(one for of in found.numbers.values() for one in of))
    tags = found.group is not None and found.group.variable.casefold().endswith("language")
    named = {one: _name(one, terms, tag=tags) for one in groups}
    if found.lines:
        series = [
            Series(
                *named[one],
                {day: of[one] for day, of in found.numbers.items() if one in of and isinstance(day, str)},
            )
            for one in groups
        ]
        drawn = lay_out_lines(series, words)
        return DrawnChart(None, drawn, found, len(found.numbers))
    keys = {one: str(at) for at, one in enumerate(groups)}
    categories = [
        Category(*_label(x, terms), {keys[one]: number for one, number in of.items()})
        for x, of in _ordered(found.numbers)
    ]
    bars = lay_out_bars(categories, {keys[one]: named[one] for one in groups}, words)
    return DrawnChart(bars, None, found, len(categories))


def _ordered(
    numbers: Mapping[Term | str, Mapping[Term | None, float]],
) -> Sequence[tuple[Term | str, Mapping[Term | None, float]]]:
    """Return categories in the order of the answer, and days in their own."""
    items = list(numbers.items())
    if all(isinstance(x, str) for x, _ in items):
        items.sort(key=lambda item: place(str(item[0])))
    return items


def _name(term: Term | None, terms: TermRenderer, *, tag: bool) -> tuple[str, str]:
    """Return the name of a group, and its language; `tag`: a text is the tag of a language."""
    if term is None:
        return "", ""
    shown = terms.render(term)
    text = label_of([shown])
    if not shown.href and (day := day_of(term)):
        text = terms.words.date(day)
    elif tag and not shown.href:
        text = terms.words.language(text)
    return text, shown.lang


def _label(x: Term | str, terms: TermRenderer) -> tuple[str, str, str]:
    """Return the name of a category, its language and its link."""
    if isinstance(x, str):
        return terms.words.date(x), "", ""
    shown = terms.render(x)
    return label_of([shown]), shown.lang, shown.href
