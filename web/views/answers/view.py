"""The views of an answer: which of them fit, which is shown, and what is said of one that does not fit.

A view is chosen by the address, else by a comment of the query (`#view: timeline`), else it is the table. A view that
does not fit, or a word of it that means nothing here, is told in words, with what it needs.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Final

from graph.limits import LIMITS
from graph.store.reader import Reader
from queries.columns import heading
from queries.view_comment import ViewRequest, read_view, view_comment
from web.errors import InvalidValue
from web.languages import N_, Words
from web.page_context import STATIC
from web.parameters import checked_day
from web.urls import Links
from web.views.answers.chart import OPTIONS as CHART_OPTIONS
from web.views.answers.chart import ROWS, TYPES, DrawnChart, chart_fits, draw_chart, read_chart
from web.views.answers.columns import AnswerRows, Row, answer_rows, headings
from web.views.answers.graph import OPTIONS as GRAPH_OPTIONS
from web.views.answers.graph import DrawnGraph, draw_graph, graph_fits, read_graph
from web.views.answers.map import OPTIONS as MAP_OPTIONS
from web.views.answers.map import DrawnAnswerMap, draw_answer_map, map_fits, read_answer_map
from web.views.answers.timeline import OPTIONS as TIMELINE_OPTIONS
from web.views.answers.timeline import DrawnTimeline, draw_timeline, read_timeline, timeline_fits
from web.views.terms import TermRenderer

TABLE: Final = "table"
GRAPH_SCRIPT: Final = "built/cytoscape.min.js"
NAMES: Final[Mapping[str, str]] = {
    TABLE: N_("Table"),
    "timeline": N_("Timeline"),
    "graph": N_("Graph"),
    "chart": N_("Chart"),
    "map": N_("Map"),
}
NEEDS: Final[Mapping[str, str]] = {
    "timeline": N_("A timeline needs a column of days, months or years; this answer has none."),
    "graph": N_(
        "A graph needs two columns of things, or the statements of a CONSTRUCT or DESCRIBE; this answer has neither."
    ),
    "chart": N_(
        "A chart needs a column of numbers, and one of categories or days; this answer lacks one of them."
    ),
    "map": N_(
        "A map needs a column of places, of things whose place is known, or of points; this answer has none."
    ),
}
EMPTY: Final = N_("There are columns for this view, but no row has what it draws.")
OPTIONS: Final[Mapping[str, tuple[str, ...]]] = {
    TABLE: (),
    "timeline": TIMELINE_OPTIONS,
    "graph": GRAPH_OPTIONS,
    "chart": CHART_OPTIONS,
    "map": MAP_OPTIONS,
}
_FREE: Final = frozenset(("type", "at"))
"""Options whose values are no columns."""


@dataclass(frozen=True)
class ViewTab:
    """A link to a view; `why` says what it needs where it does not fit this answer."""

    key: str
    name: str
    href: str
    chosen: bool
    why: str


@dataclass(frozen=True)
class AnswerDrawing:
    """One of the drawings; `caption` and `notes` say in words what it shows, and what is not in it. A graph is also
    drawn by `script`, where that is built.
    """

    caption: str
    notes: tuple[str, ...]
    timeline: DrawnTimeline | None = None
    graph: DrawnGraph | None = None
    chart: DrawnChart | None = None
    map: DrawnAnswerMap | None = None
    script: str = ""


@dataclass(frozen=True)
class AnswerViews:
    """The views of an answer: links to each, and the drawing of the chosen one. `why` is what is said instead of it,
    `faults` what of the request means nothing here.
    """

    tabs: tuple[ViewTab, ...]
    chosen: str
    faults: tuple[str, ...]
    why: str
    drawing: AnswerDrawing | None = None


@dataclass(frozen=True)
class ViewedAnswer:
    """An answer to be viewed: its columns and rows, of `count` in all; `title` is what the query is called.

    `triples`: the rows are statements; `more`: these are the first of more. `query` has a comment that chooses a view,
    `view` what the address chooses.
    """

    variables: Sequence[str]
    rows: Sequence[Row]
    query: str
    view: str = ""
    title: str = ""
    count: int = 0
    triples: bool = False
    more: bool = False


def is_drawn(query: str, view: str) -> bool:
    """Whether an answer is to be drawn, by its address or by a comment of its query."""
    name = read_view(view or view_comment(query)).name
    return name in NAMES and name != TABLE


def answer_views(
    answer: ViewedAnswer, reader: Reader, words: Words, links: Links, href: Callable[[str], str]
) -> AnswerViews:
    """Return the views of an answer; `href` gives the link to a view by its name."""
    rows = answer_rows(answer.variables, answer.rows, answer.count, triples=answer.triples)
    asked = read_view(answer.view or view_comment(answer.query))
    faults = list(_faults(asked, rows, words))
    chosen = asked.name if asked.name in NAMES else TABLE
    fits = {
        TABLE: True,
        "timeline": timeline_fits(rows),
        "graph": graph_fits(rows),
        "chart": chart_fits(rows),
        "map": not answer.triples and map_fits(rows, reader),
    }
    forced = _forced(asked, rows)
    tabs = tuple(
        ViewTab(key, words(name), href(key), key == chosen, "" if fits[key] else words(NEEDS[key]))
        for key, name in NAMES.items()
    )
    if chosen == TABLE:
        return AnswerViews(tabs, chosen, tuple(faults), "")
    if not rows.rows or not (fits[chosen] or forced):
        return AnswerViews(tabs, chosen, tuple(faults), words(NEEDS[chosen]) if rows.rows else "")
    day = ""
    if chosen == "map":
        day = asked.option("at")
        try:
            day = checked_day(day)
        except InvalidValue:
            faults.append(
                words(
                    "at=%(text)s is no day: write a day, a month or a year, such as 2025-06-30.",
                    text=day[:40],
                )
            )
            day = ""
    drawn = _DRAW[chosen](rows, asked, reader, words, links, answer.title, day)
    if drawn is None:
        return AnswerViews(tabs, chosen, tuple(faults), words(EMPTY))
    if answer.more:
        cut = words("Of the first %(number)s rows; there are more.", number=words.number(len(rows.rows)))
        drawn = replace(drawn, notes=(*drawn.notes, cut))
    return AnswerViews(tabs, chosen, tuple(faults), "", drawn)


def _forced(asked: ViewRequest, rows: AnswerRows) -> bool:
    """Whether the query itself names a column that the view is to draw."""
    return any(name not in _FREE and rows.named(value) is not None for name, value in asked.options)


def _faults(asked: ViewRequest, rows: AnswerRows, words: Words) -> Iterable[str]:
    """Yield in words what of a view's text means nothing here."""
    if asked.name and asked.name not in NAMES:
        near = get_close_matches(asked.name, NAMES, n=1, cutoff=0.5)
        yield words(
            "There is no view called “%(name)s”; the views are %(views)s.",
            name=asked.name[:40],
            views=", ".join(NAMES),
        ) + (" " + words("Did you mean %(near)s?", near=near[0]) if near else "")
        return
    allowed = OPTIONS[asked.name or TABLE]
    for name, value in asked.options:
        if name not in allowed:
            yield words(
                "The view “%(view)s” has no option “%(name)s”; it has %(options)s.",
                view=asked.name,
                name=name[:40],
                options=", ".join(allowed) or "–",
            )
        elif name == "type":
            if value not in TYPES:
                yield words(
                    "type=%(text)s is not known; it is %(types)s.", text=value[:40], types=words.either(TYPES)
                )
        elif name not in _FREE and not (name == "y" and value == ROWS) and rows.named(value) is None:
            yield words(
                "This answer has no column ?%(name)s; its columns are %(columns)s.",
                name=value[:40],
                columns=", ".join(f"?{one.variable}" for one in rows.columns),
            )
    for word in asked.unread:
        yield words("“%(word)s” says nothing of a view; options are written name=?column.", word=word[:40])


def _titled(title: str, names: Sequence[str]) -> str:
    """Return the caption of a drawing: the query's title, or what its columns are called."""
    return title or ", ".join(names)


def _timeline(
    rows: AnswerRows, asked: ViewRequest, reader: Reader, words: Words, links: Links, title: str, _: str
) -> AnswerDrawing | None:
    found = read_timeline(rows, asked)
    if found is None:
        return None
    drawn = draw_timeline(found, TermRenderer.reading(reader, found.iris(), words, links))
    if drawn is None:
        return None
    notes = []
    if any(bar.opens for bar in drawn.timeline.bars):
        notes.append(words("Dashed: within this time, or from or until a day that no row gives."))
    if drawn.drawn < drawn.lines:
        notes.append(_first_of(drawn.drawn, drawn.lines, words))
    if drawn.undated:
        notes.append(words.ngettext("%(num)s row has no day.", "%(num)s rows have no day.", drawn.undated))
    columns = [*found.reading.label, *found.reading.days]
    return AnswerDrawing(_titled(title, headings(columns, words.code)), tuple(notes), timeline=drawn)


def _graph(
    rows: AnswerRows, asked: ViewRequest, reader: Reader, words: Words, links: Links, title: str, _: str
) -> AnswerDrawing | None:
    found = read_graph(rows, asked)
    if found is None:
        return None
    drawn = draw_graph(found, rows, TermRenderer.reading(reader, found.iris(), words, links))
    notes = [words("Arrows lead from what a relation is said of.")]
    if any(row.when for row in drawn.tree.rows):
        notes.append(words("↑ ↓: its links stand further up or down."))
    if drawn.capped:
        notes.append(
            words(
                "The first %(drawn)s of more than %(count)s are drawn; the table has them all.",
                drawn=words.number(drawn.drawn),
                count=words.number(drawn.links),
            )
        )
    elif drawn.drawn < drawn.links:
        notes.append(_first_of(drawn.drawn, drawn.links, words))
    if drawn.kinds_left_out:
        notes.append(
            words.ngettext(
                "%(num)s statement of what a thing is a kind of is left out.",
                "%(num)s statements of what a thing is a kind of are left out.",
                drawn.kinds_left_out,
            )
        )
    caption = title or words.ngettext("A graph of %(num)s thing", "A graph of %(num)s things", drawn.things)
    script = GRAPH_SCRIPT if (STATIC / GRAPH_SCRIPT).exists() else ""
    return AnswerDrawing(caption, tuple(notes), graph=drawn, script=script)


def _chart(
    rows: AnswerRows, asked: ViewRequest, reader: Reader, words: Words, links: Links, title: str, _: str
) -> AnswerDrawing | None:
    found = read_chart(rows, asked)
    if found is None:
        return None
    drawn = draw_chart(found, TermRenderer.reading(reader, found.iris(), words, links))
    code = words.code
    number = heading(found.y.variable, code) if found.y is not None else words("rows")
    across = heading(found.x.variable, code)
    if found.group is None:
        by = words("%(number)s by %(category)s", number=number, category=across)
    else:
        group = heading(found.group.variable, code)
        by = words("%(number)s by %(category)s and %(group)s", number=number, category=across, group=group)
    notes = [f"{by[:1].upper()}{by[1:]}."] if title else []  # else it is the caption
    if drawn.drawn < found.categories:
        notes.append(_first_of(drawn.drawn, found.categories, words))
    if found.groups > LIMITS.drawn_series:
        notes.append(
            words(
                "Of %(count)s groups the %(drawn)s with the greatest numbers are drawn.",
                count=words.number(found.groups),
                drawn=words.number(LIMITS.drawn_series),
            )
        )
    if found.added:
        notes.append(
            words.ngettext(
                "The number of %(num)s row is added to that of another for the same place in the drawing.",
                "The numbers of %(num)s rows are added to those of others for the same place in the drawing.",
                found.added,
            )
        )
    if found.without:
        notes.append(
            words.ngettext(
                "%(num)s row has nothing to draw.", "%(num)s rows have nothing to draw.", found.without
            )
        )
    return AnswerDrawing(title or by, tuple(notes), chart=drawn)


def _map(
    rows: AnswerRows, asked: ViewRequest, reader: Reader, words: Words, links: Links, title: str, day: str
) -> AnswerDrawing | None:
    found = read_answer_map(rows, asked, reader, day)
    if found is None:
        return None
    drawn = draw_answer_map(found, TermRenderer.reading(reader, found.iris(), words, links))
    if drawn.drawing is None:
        return None
    notes = []
    if drawn.rows:
        notes.append(words("The larger the circle, the more."))
    notes.append(
        words("Dashed: borders of former provinces. Small islands are left out. Outlines: Natural Earth.")
    )
    if drawn.elsewhere:
        notes.append(
            words.ngettext(
                "%(num)s place lies in no province.",
                "%(num)s places lie in no province.",
                len(drawn.elsewhere),
            )
        )
    if found.nowhere:
        notes.append(
            words.ngettext(
                "Of %(num)s row the place is not known.",
                "Of %(num)s rows the place is not known.",
                found.nowhere,
            )
        )
    if found.beyond:
        notes.append(
            words.ngettext(
                "%(num)s point lies beyond the map.", "%(num)s points lie beyond the map.", found.beyond
            )
        )
    caption = _titled(title, headings(rows.columns[:3], words.code))
    if day:
        caption = f"{caption}, {words.date(day)}"
    return AnswerDrawing(caption, tuple(notes), map=drawn)


def _first_of(drawn: int, count: int, words: Words) -> str:
    return words(
        "The first %(drawn)s of %(count)s are drawn; the table has them all.",
        drawn=words.number(drawn),
        count=words.number(count),
    )


_DRAW: Final[Mapping[str, Callable[..., AnswerDrawing | None]]] = {
    "timeline": _timeline,
    "graph": _graph,
    "chart": _chart,
    "map": _map,
}
