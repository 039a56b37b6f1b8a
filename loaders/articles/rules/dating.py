"""Date what an article tells: read its dates, and give those without a year the one that the article's clock tells."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from typing import Final

from loaders.articles.citations.dates import date_at, dates_in
from loaders.articles.lexicons import read_yaml
from loaders.articles.records import Passage, When
from loaders.articles.rules.reference_time import Clock

_RANGE: Final = re.compile(
    r"(?<![\d/.-])(?:(?:from|с|со|du|tu(?: ngay)?|between|les) )?(?P<first>0?[1-9]|[12]\d"
    r"|3[01])(?:[/.-](?P<month>0?[1-9]|1[0-2]))? ?(?:-|to|and|по|au|et|den(?: ngay)?|va) ?"
    r"(?:the )?(?=\d)"
)
_ANNOUNCED: Final = re.compile(r"(?<!\w)(?:ngay|tu|sang|chieu|toi) ")
"""What announces that "5-9" is a day and its month."""
_MONTH_RANGE_EN: Final = re.compile(
    r"(?P<month>[a-z]{3,9})\.? (?P<first>\d{1,2})(?: ?- ?| to "
    r"| and )(?P<last>\d{1,2})(?!\d)(?:,? (?P<year>20\d\d))?"
)
_EARLY: Final = re.compile(
    r"(?:early|mid|late|в начале|в конце|debut|fin|dau|cuoi)[- ](?:thang )?(?P<month>[a-zа-я]+"
    r"|\d{1,2})(?:[ ,/]+(?P<year>20\d\d))?"
)
_SPACED: Final = re.compile(
    r"(?<![^\W_])(?:sang|trua|chieu|toi) (?:ngay )?(?P<day>0?[1-9]|[12]\d|3[01]) - (?P<month>0?[1-9]|1[0-2])"
    r"(?!\d|/|-| - )"
)
"""The day and month of "chiều 8 - 9"."""
_Found = tuple[int, int, str, str | None]
"""Where a day or a span of days stands in a stretch, and its first and last day, perhaps without a year."""


def _first_hand(stretch: str) -> list[_Found]:
    """Return the days and spans of days that a stretch names: longer forms before those they contain."""
    found: list[_Found] = []
    for candidate in (
        *_ranges(stretch),
        *_spans(stretch),
        *((d.start, d.end, d.value, None) for d in dates_in(stretch)),
    ):
        if not any(s < candidate[1] and candidate[0] < e for s, e, _, _ in found):
            found.append(candidate)
    return found


def _ranges(stretch: str) -> Iterator[_Found]:
    """Yield spans of days within a month ("11-12/11", "April 1-3"), and days written with blanks ("8 - 9")."""
    for match in _RANGE.finditer(stretch):
        led = _ANNOUNCED.search(stretch, max(0, match.start() - 6), match.end()) is not None
        last = date_at(stretch, match.end(), led=led)
        if last is None or last.value.count("-") < 2:
            continue
        month = int(match["month"] or last.value[-5:-3])
        since = f"{last.value[:-5]}{month:02}-{int(match['first']):02}"
        if since < last.value:
            yield match.start(), last.end, since, last.value
    for match in _MONTH_RANGE_EN.finditer(stretch):
        first = date_at(f"{match['month']} {match['first']}", 0)  # "ngày 5-9" is a day and its month
        if first and first.value.startswith("--") and int(match["first"]) < int(match["last"]) <= 31:
            base = (f"{match['year']}-" if match["year"] else "--") + first.value[2:5]
            yield (
                match.start(),
                match.end(),
                f"{base}{int(match['first']):02}",
                f"{base}{int(match['last']):02}",
            )
    for match in _SPACED.finditer(stretch):
        yield match.start("day"), match.end(), f"--{int(match['month']):02}-{int(match['day']):02}", None


def whens(folded: str, clock: Clock, start: int = 0, end: int | None = None) -> list[When]:
    """Return the days, spans of days and months named in a stretch, in order, each with a year; `clock` is the
    stretch's."""
    stretch = folded[start : len(folded) if end is None else end]
    found = list(_first_hand(stretch))
    for match in _EARLY.finditer(stretch):
        first_day = date_at(stretch, match.start("month")) or date_at(f"1 {match['month']}", 0)
        if first_day and not any(s <= match.start("month") < e for s, e, _, _ in found):
            month = (
                first_day.value.removeprefix("--")[:2]
                if first_day.value.startswith("--")
                else first_day.value[5:7]
            )
            if month.isdigit():
                year = match["year"] or "-"
                found.append((match.start(), match.end(), f"{year}-{month}", None))
    whole: list[When] = []
    for at, stop, value, until in sorted(found):
        completed = clock.complete(value)
        ended = clock.complete(until) if until else None
        if completed and len(completed[0]) >= 7 and bool(until) == bool(ended):
            passage = Passage(start + at, start + stop)
            whole.append(When(completed[0], ended[0] if ended else None, passage, completed[1]))
    return whole


_LED: Final = re.compile(r"(?:from|с|со|du|tu(?: ngay)?) ?(?:the )?$")
_UNTIL: Final = re.compile(r" ?(?:to|until|по|до|au|den|-)(?: ngay)? ?")


def _spans(stretch: str) -> Iterator[tuple[int, int, str, str]]:
    """Yield spans of days from one month to another: "from October 28 to November 3", "du 28 octobre au 3 novembre"."""
    days = list(dates_in(stretch))
    for first, last in pairwise(days):
        whole = first.value.count("-") >= 2 and last.value.count("-") >= 2
        led = _LED.search(stretch, max(0, first.start - 12), first.start)
        if not whole or not led or not _UNTIL.fullmatch(stretch, first.end, last.start):
            continue
        start = first.value
        if start.startswith("--") and not last.value.startswith("--"):
            start = f"{last.value[:4]}-{start[2:]}"
        yield first.start, last.end, start, last.value


@cache
def _relative(language: str) -> re.Pattern[str]:
    words = read_yaml("days.yaml")[language]
    days = "|".join(f"(?P<d{n}>{form})" for n, form in enumerate(words["weekdays"]))
    return re.compile(
        rf"(?<![^\W_])(?:{words['before']})(?:{days}|(?P<today>{words['today']})"
        rf"|(?P<yesterday>{words['yesterday']}))(?![^\W_])"
    )


def relative_days(folded: str, language: str, clock: Clock, start: int, end: int) -> list[When]:
    """Return the days that a stretch names by the report's own date: "on Thursday", "hôm qua".

    A day of the week is the last such day up to the report's; nothing is dated without the report's date.
    """
    if not clock.published or len(clock.published) != len("2024-04-25"):
        return []
    told = date.fromisoformat(clock.published)
    found = []
    for match in _relative(language).finditer(folded, start, end):
        name = next(k for k, v in match.groupdict().items() if v)
        back = {"today": 0, "yesterday": 1}.get(name)
        if back is None:
            back = (told.weekday() - int(name[1:])) % 7
        if printed := _beside(folded, clock, match.end()):
            found.append(printed)  # "sáng nay (12/6)"
            continue
        day = (told - timedelta(days=back)).isoformat()
        reason = "The day is counted from the report's date."
        found.append(When(day, None, Passage(match.start(), match.end()), reason))
    return found


_BRACKET: Final = re.compile(r",? ?\((?:ngay )?|,? (?:le |ngay )?(?=\d{1,2}(?:[/.-]| [a-zа-я]))")


def _beside(folded: str, clock: Clock, at: int) -> When | None:
    """Return the day that is printed right after a word for it."""
    bracket = _BRACKET.match(folded, at)
    day = date_at(folded, bracket.end(), led=True) if bracket else None
    whole = clock.complete(day.value) if day and day.value.count("-") >= 2 else None
    return When(whole[0], None, Passage(day.start, day.end), whole[1]) if day and whole else None


@cache
def _closed(language: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![^\W_]){read_yaml('days.yaml')[language]['closed']}(?![^\W_])")


def from_the_first(day: When, folded: str, language: str, start: int, end: int) -> When:
    """Return the days up to one on which something is said to have closed "after two days"; the day itself else."""
    if day.end or len(day.start) != len("2024-05-03"):
        return day
    if day.passage:  # near the day, so that a list of a thousand days is not searched a thousand times
        start, end = max(start, day.passage.start - _NEAR), min(end, day.passage.end + _NEAR)
    match = _closed(language).search(folded, start, end)
    numbers = read_yaml("days.yaml")[language]["numbers"]
    if match is None:
        return day
    count = int(match["n"]) if match["n"].isdecimal() else numbers.get(match["n"], 1)
    if not 1 < count < _LONGEST:
        return day
    first = (date.fromisoformat(day.start) - timedelta(days=count - 1)).isoformat()
    return When(first, day.start, day.passage, day.inferred or "It closed after so many days.")


_NEAR: Final = 300
"""Characters between a day and the words that something closed on it."""
_LONGEST: Final = 10
"""Days that nothing a report tells of goes on for."""
