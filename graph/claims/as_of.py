"""Decide whether something held on a day: the only rule of time of this project.

Sources give dates as exactly as they know them: a year, a month or a day. The rule reads them so:

- A vague date covers every day in its period: what is attested for `2024-04` is attested on each day of that April.
- A start has come on its first day. Without a start, nothing is claimed before the first attested day.
- An end is the last day held; one that is a month or a year has passed when the whole month or year has.
- `hn:endedBy` gives the latest day on which something can have ended. From the last day of that date on it is over,
  except on a day on which a source attests it.
- What holds is *known* to hold on each attested day, from a start up to the last attested day, up to the end, and in
  the whole period that a start and an end state together. Otherwise it is only not known to have ended: between two
  attested days nobody says so, and an end alone that is a month or a year leaves open on which of its days it came.
- Of several starts the earliest counts, of several ends the latest, of several `hn:endedBy` the earliest; of a vague
  date and a more exact one in its period, the more exact.

The same rule stands in SPARQL in `queries/as-of.rq-fragment`, and from there in every query of the catalogue that takes
a day; tests compare the two. Dates are ISO 8601 text of which the first ten characters count. They are compared as
text, so that a date of a foreign source that is no date raises nothing. Nothing is read from a store here.
"""

import re
from calendar import isleap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Holding(StrEnum):
    """What is known of whether something held on a day."""

    NOT_BEGUN = "not begun"
    """It had not begun, or no source claims that it had."""
    KNOWN = "known"
    """It held."""
    NOT_KNOWN_TO_HAVE_ENDED = "not known to have ended"
    """It had begun, and no source says that it was over."""
    ENDED = "ended"
    """It was over."""

    @property
    def holds(self) -> bool:
        """Whether it held, as far as is known."""
        return self in (Holding.KNOWN, Holding.NOT_KNOWN_TO_HAVE_ENDED)


@dataclass(frozen=True)
class TimeSpan:
    """The dates that sources give for something that holds for a while.

    Each is `YYYY`, `YYYY-MM` or `YYYY-MM-DD`; of `attested` each may be an interval of two of them, `A/B`. Empty texts
    say nothing.
    """

    starts: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    ended_by: tuple[str, ...] = ()
    attested: tuple[str, ...] = ()

    @property
    def start(self) -> str:
        """The start that counts; empty where none is known."""
        return earliest(self.starts)

    @property
    def end(self) -> str:
        """The end that counts; empty where none is known."""
        return max(map(date_of, self.ends), default="")

    @property
    def latest_end(self) -> str:
        """The latest day on which it can have ended, by `hn:endedBy`; empty where none is known."""
        return earliest(self.ended_by)

    @property
    def intervals(self) -> tuple[tuple[str, str], ...]:
        """The first and the last date of each attested day or interval, in order."""
        pairs = (one.partition("/") for one in self.attested if one)
        return tuple(sorted((date_of(first), date_of(last or first)) for first, _, last in pairs))


def as_of(span: TimeSpan, when: str) -> Holding:
    """Return what is known of whether something held on a day; of a month or year, on the best known day of it.

    >>> as_of(TimeSpan(starts=("2020-01-01",), ends=("2024-04-02",)), "2024-04-02")
    <Holding.KNOWN: 'known'>
    >>> as_of(TimeSpan(starts=("2020",), ended_by=("2024-04",)), "2024-04-15")
    <Holding.NOT_KNOWN_TO_HAVE_ENDED: 'not known to have ended'>
    """
    begin, finish = first_day(when), last_day(when)
    # As days go by, more is over and less is known, except on an attested day. So the best known day is the first one
    # of the period after a start, or an attested one.
    starts = [span.start] if span.start else []
    begun = (max(begin, first_day(one)) for one in (*starts, *(first for first, _ in span.intervals)))
    found = {_on_day(span, day) for day in begun if day <= finish}
    order = (Holding.KNOWN, Holding.NOT_KNOWN_TO_HAVE_ENDED, Holding.ENDED)
    return next((holding for holding in order if holding in found), Holding.NOT_BEGUN)


def attested_on(span: TimeSpan, when: str) -> bool:
    """Return whether a source attests that something held on a day, or on a day of a month or year.

    >>> attested_on(TimeSpan(attested=("2024-04-01/2024-04",)), "2024-04-30")
    True
    """
    return any(
        first_day(first) <= last_day(when) and first_day(when) <= last_day(last)
        for first, last in span.intervals
    )


def begins_between(start: str, first: str, last: str) -> bool:
    """Return whether a start can be one of the days from `first` to `last`, both included.

    >>> begins_between("2024-04", "2024-04-30", "2024-12-31")
    True
    """
    return first_day(start) <= last_day(last) and first_day(first) <= last_day(start)


_DATE: Final = re.compile(r"-?[0-9]{4,}(?:-[0-9]{2}(?:-[0-9]{2})?)?(?![0-9])")


def date_of(text: str) -> str:
    """Return the date with which a text of a date or a time begins, without time and zone; other text as it is.

    >>> date_of("2024-04-01T10:30:00+07:00"), date_of("-0044-03-15"), date_of("12:30:00")
    ('2024-04-01', '-0044-03-15', '12:30:00')
    """
    found = _DATE.match(text)
    return found[0] if found else text


def earliest(dates: Iterable[str]) -> str:
    """Return the earliest date, empty if none is given; of a vague one and one in its period the more exact one.

    >>> earliest(["2024", "2024-04-01", "2024-04"])
    '2024-04-01'
    """
    # A tilde comes after every character of a date, so a period sorts after the days in it.
    return min((f"{date_of(date)}~" for date in dates if date), default="~")[:-1]


def without_vague(dates: Iterable[str]) -> list[str]:
    """Return dates in order, each once, without those in whose month or year another of them lies.

    >>> without_vague(["2024-04", "2024-04-03", "2024-04-01", "2025"])
    ['2024-04-01', '2024-04-03', '2025']
    """
    known = {one for one in dates if one}
    return sorted(one for one in known if not any(other.startswith(f"{one}-") for other in known))


def first_day(date: str) -> str:
    """Return the first day of a date.

    >>> first_day("2024"), first_day("2024-04"), first_day("2024-04-02")
    ('2024-01-01', '2024-04-01', '2024-04-02')
    """
    return date_of(date) + {4: "-01-01", 7: "-01"}.get(len(date), "")


def last_day(date: str) -> str:
    """Return the last day of a date.

    >>> last_day("2024"), last_day("2024-02"), last_day("2023-02"), last_day("2024-04-02")
    ('2024-12-31', '2024-02-29', '2023-02-28', '2024-04-02')
    """
    if len(date) == 4:
        return f"{date}-12-31"
    if len(date) != 7:
        return date_of(date)
    days = _DAYS_OF_MONTH.get(date[5:], "31")
    year = date[:4]
    return f"{date}-29" if days == "28" and year.isdecimal() and isleap(int(year)) else f"{date}-{days}"


_DAYS_OF_MONTH: Final = {"02": "28", "04": "30", "06": "30", "09": "30", "11": "30"}
"""The last day of each month that has not 31."""


def _on_day(span: TimeSpan, day: str) -> Holding:
    """Return what is known of a day on which something had begun."""
    if span.end and day > last_day(span.end):
        return Holding.ENDED
    if span.latest_end and last_day(span.latest_end) <= day and not attested_on(span, day):
        return Holding.ENDED
    if attested_on(span, day) or any(day <= known for known in _known_through(span, day)):
        return Holding.KNOWN
    return Holding.NOT_KNOWN_TO_HAVE_ENDED


def _known_through(span: TimeSpan, day: str) -> Iterator[str]:
    """Give the days up to which it is known that something held, when it had begun by a day."""
    if span.start and first_day(span.start) <= day:
        yield from (last_day(last) for _, last in span.intervals)
    if span.end:
        yield last_day(span.end) if span.start else span.end
