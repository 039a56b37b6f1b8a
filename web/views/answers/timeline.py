"""An answer as a timeline: a line for each row, from its start to its end, or a mark at its day.

By their names columns are a start, an end, the latest day of an end, or days on which something is known to have held;
the rules are those of every timeline here (`web/views/timeline.py`). Other days are marks.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode

from graph.limits import LIMITS
from graph.store.reader import Term
from queries.view_comment import ViewRequest
from web.languages import EN_DASH, Words
from web.views.answers.columns import AnswerColumn, AnswerRows, Row, Sort, day_of
from web.views.terms import RenderedTerm, TermRenderer
from web.views.timeline import Span, Timeline, lay_out, place

OPTIONS: Final = ("label", "start", "end")
_STARTS: Final = frozenset(
    (
        *("start", "starts", "startdate", "begin", "begins", "began", "beginning", "from", "since"),
        *("validfrom", "ineffectfrom", "datefrom"),
    )
)
_ENDS: Final = frozenset(
    ("end", "ends", "enddate", "ended", "until", "till", "to", "through", "validuntil", "lastday", "dateto")
)
_ENDED_BY: Final = "endedBy"
_ATTESTED: Final = frozenset(("firstAttested", "lastAttested"))
_LABELS: Final = 2
"""Columns whose values together name a line."""


@dataclass(frozen=True)
class _Reading:
    """Which columns give what."""

    label: tuple[AnswerColumn, ...]
    start: AnswerColumn | None
    end: AnswerColumn | None
    ended_by: AnswerColumn | None
    attested: tuple[AnswerColumn, ...]
    moments: tuple[AnswerColumn, ...]

    @property
    def days(self) -> Iterator[AnswerColumn]:
        """Every column of days."""
        yield from (one for one in (self.start, self.end, self.ended_by) if one is not None)
        yield from (*self.attested, *self.moments)


@dataclass(frozen=True)
class DrawnTimeline:
    """The drawing; `drawn` of `lines` lines are in it, and `undated` rows have no day."""

    timeline: Timeline
    drawn: int
    lines: int
    undated: int
    columns: tuple[str, ...]


def timeline_fits(answer: AnswerRows) -> bool:
    """Whether an answer has days."""
    return not answer.triples and bool(answer.of(Sort.DAY))


@dataclass(frozen=True)
class TimelineRows:
    """The rows of a timeline before their things have names: the first of them in the order of their days."""

    reading: _Reading
    rows: Sequence[Row]
    lines: int
    undated: int

    def iris(self) -> Iterator[str]:
        """Yield what is to be named."""
        for row in self.rows:
            for column in self.reading.label:
                if isinstance(term := row[column.at], NamedNode):
                    yield term.value


def read_timeline(answer: AnswerRows, asked: ViewRequest) -> TimelineRows | None:
    """Return the rows that a timeline draws; None where none has a day."""
    reading = _reading(answer, asked)
    days = tuple(reading.days)
    dated: dict[tuple[Term | None, ...], tuple[float, Row]] = {}
    undated = 0
    for row in answer.rows:
        found = [day for column in days if (day := day_of(row[column.at], year=True))]
        if not found:
            undated += 1
            continue
        key = tuple(row[column.at] for column in (*reading.label, *days))
        if key not in dated:  # rows that differ in what is not drawn are one line
            dated[key] = (min(map(place, found)), row)
    if not dated:
        return None
    ordered = sorted(dated.values(), key=lambda one: one[0])
    return TimelineRows(reading, [row for _, row in ordered[: LIMITS.drawn_spans]], len(ordered), undated)


def _reading(answer: AnswerRows, asked: ViewRequest) -> _Reading:
    """Return which columns give what: as the query says, and else by their names."""
    days = answer.of(Sort.DAY)
    start = answer.named(asked.option("start"))
    end = answer.named(asked.option("end"))
    if start is None and end is None:
        start = next((one for one in days if one.variable.casefold() in _STARTS), None)
        end = next((one for one in days if one.variable.casefold() in _ENDS), None)
    ended_by = answer.named(_ENDED_BY)
    attested = tuple(one for one in days if one.variable in _ATTESTED)
    if end is None and ended_by is None and not attested and start is not None:
        # Nothing says that it lasted: its start is the day on which it was.
        moments = days
        start = None
    elif asked.option("start") or asked.option("end"):
        moments, attested, ended_by = (), (), None
    else:
        taken = (start, end, ended_by, *attested)
        moments = tuple(one for one in days if one not in taken)
        if (
            start is None
            and end is None
            and not attested
            and len(moments) == 2
            and _in_order(answer, moments)
        ):
            start, end = moments
            moments = ()
        elif start is not None or end is not None or attested:
            moments = ()
    label = answer.named(asked.option("label"))
    labels = (label,) if label is not None else _labels(answer)
    return _Reading(labels, start, end, ended_by, attested, moments)


def _labels(answer: AnswerRows) -> tuple[AnswerColumn, ...]:
    """Return the first column that names rows, with the next one where it is alike in several rows."""
    found = answer.labels[:_LABELS]
    return (
        found[:1] if found and found[0].distinct >= min(len(answer.rows), LIMITS.view_rows_sampled) else found
    )


def _in_order(answer: AnswerRows, columns: Sequence[AnswerColumn]) -> bool:
    """Whether one column is never later than the other, so that they are a start and an end."""
    first, second = columns
    pairs = ((day_of(row[first.at], year=True), day_of(row[second.at], year=True)) for row in answer.rows)
    return all(place(one) <= place(other, last=True) for one, other in pairs if one and other)


def draw_timeline(found: TimelineRows, terms: TermRenderer) -> DrawnTimeline | None:
    """Draw the rows."""
    reading = found.reading
    drawn = lay_out((_span(row, reading, terms) for row in found.rows), terms.words)
    if drawn is None:
        return None
    return DrawnTimeline(
        drawn, len(found.rows), found.lines, found.undated, tuple(one.variable for one in reading.days)
    )


def _span(row: Row, reading: _Reading, terms: TermRenderer) -> Span:
    def of(column: AnswerColumn | None) -> str:
        return "" if column is None else day_of(row[column.at], year=True)

    named = [terms.render(term) for one in reading.label if (term := row[one.at]) is not None]
    start, end, ended_by = of(reading.start), of(reading.end), of(reading.ended_by)
    attested = tuple(day for one in reading.attested if (day := of(one)))
    moments = tuple(day for one in reading.moments if (day := of(one)))
    # A start that is later than the end bounds nothing: both are drawn as the days that they are.
    if start and end and place(start) > place(end, last=True):
        moments, start, end = (*moments, start, end), "", ""
    return Span(
        label=label_of(named),
        lang=named[0].lang if len({one.lang for one in named}) == 1 else "",
        start=start,
        end=end,
        ended_by=ended_by,
        attested=attested,
        moments=moments,
        when=_when(start, end or ("" if attested or moments else ended_by), attested, moments, terms.words),
        href=next((one.href for one in named if one.href), ""),
    )


def label_of(named: Sequence[RenderedTerm]) -> str:
    """Return what names a row: its values, one after the other."""
    return ", ".join(" ".join(one.text.split()) for one in named if one.text.strip()) or "–"


def _when(start: str, end: str, attested: Sequence[str], moments: Sequence[str], words: Words) -> str:
    """Say the days of a row as short as they stay clear."""

    def short(day: str) -> str:
        return words.short_date(day[:10] if day[:1] != "-" else day)

    if start or end:
        if start == end:
            return short(start)
        return f"{short(start) if start else '…'} {EN_DASH} {short(end) if end else '…'}"
    days: Mapping[str, None] = dict.fromkeys(sorted((*attested, *moments), key=place))
    shown = [short(one) for one in days]
    if attested and len(shown) > 1:
        return f"{shown[0]} {EN_DASH} {shown[-1]}"
    return ", ".join(shown[:3])
