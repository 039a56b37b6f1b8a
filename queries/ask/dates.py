"""Days and periods that a question names, in English and Vietnamese; what is relative is so to the day it is asked on.

A period is exact to a day, a month or a year, or is a range between two of these. Days without a year take that of the
date after them ("between 1 January and 30 June 2024").
"""

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from queries.ask.words import Question

_MONTHS: Final = (
    "january|jan", "february|feb", "march|mar", "april|apr", "may", "june|jun", "july|jul", "august|aug",
    "september|sept|sep", "october|oct", "november|nov", "december|dec",
)  # fmt: skip
_MONTH: Final = "(?P<month>" + "|".join(_MONTHS) + ")"
_VI_MONTH: Final = r"thang (?P<m>\d{1,2})"
_YEAR: Final = r"(?P<year>(?:19|20)\d{2})"
_DAY: Final = r"(?P<day>\d{1,2})(?: ?(?:st|nd|rd|th))?"
_NUMERIC_MONTH: Final = r"(?P<m>\d{1,2})"


@dataclass(frozen=True)
class Period:
    """From the first to the last day that is meant, how exact it is, and the words that name it.

    `exact` is `day`, `month`, `year`, `range`, or `now` for the day of asking. `open`: a word before it says "from" and
    none says until when.
    """

    start: date
    end: date
    exact: str
    places: frozenset[int]
    open: bool = False

    @property
    def middle(self) -> date:
        """A day within: of a month or year the middle one, which a change at either end does not touch."""
        return self.start + (self.end - self.start) / 2


_PATTERNS: Final = tuple(
    (exact, re.compile(rf"(?<![\w/.-]){pattern}(?![\w]|[/.-]\d)"))
    for exact, pattern in (
        ("day", rf"(?:on )?{_YEAR}[-/.]{_NUMERIC_MONTH}[-/.](?P<day>\d{{1,2}})"),
        ("day", rf"(?:on |ngay )?(?P<day>\d{{1,2}})[-/.]{_NUMERIC_MONTH}(?:[-/.]| nam ){_YEAR}"),
        ("day", rf"(?:ngay |mung )?(?P<day>\d{{1,2}})(?: ){_VI_MONTH}(?: nam |[/.-]| ){_YEAR}"),
        ("day", rf"(?:on )?(?:the )?{_DAY} (?:of )?{_MONTH} (?:of )?{_YEAR}"),
        ("day", rf"(?:on )?{_MONTH} (?:the )?{_DAY} {_YEAR}"),
        ("day", rf"(?:on )?(?:the )?{_DAY} (?:of )?{_MONTH}"),
        ("day", rf"(?:ngay |mung ){_DAY} {_VI_MONTH}"),
        ("day", rf"ngay (?P<day>\d{{1,2}})[/.-]{_NUMERIC_MONTH}"),
        ("day", rf"(?:on ){_MONTH} {_DAY}"),
        ("half", rf"(?P<part>first|second) half (?:of )?{_YEAR}"),
        ("half", rf"(?:6|sau) thang (?P<part>dau|cuoi) nam {_YEAR}"),
        ("quarter", rf"(?:q|qui )(?: )?(?P<part>[1-4]|i{{1,3}}|iv)(?: nam |[/ ]| of ){_YEAR}"),
        ("quarter", rf"(?P<part>first|second|third|fourth|last) quarter (?:of )?{_YEAR}"),
        ("month", rf"(?:month of )?{_MONTH}(?: of|,)? {_YEAR}"),
        ("month", rf"{_YEAR} {_MONTH}"),
        ("month", rf"{_VI_MONTH}(?: nam |[/.-]| ){_YEAR}"),
        ("month", rf"{_NUMERIC_MONTH}[/.]{_YEAR}"),
        ("month", rf"{_YEAR}-{_NUMERIC_MONTH}"),
        ("years", rf"{_YEAR}(?:[-/]| to | den )(?P<until>(?:19|20)\d{{2}})"),
        ("year", rf"(?:(?:the )?year |nam ){_YEAR}"),
        ("year", _YEAR),
        ("month", r"thang (?P<m>\d{1,2})"),
        ("month", _MONTH),
    )
)
_Make = Callable[[date], tuple[date, date]]


def _day(shift: int) -> _Make:
    return lambda today: (today + timedelta(days=shift), today + timedelta(days=shift))


def _month(shift: int) -> _Make:
    def make(today: date) -> tuple[date, date]:
        number = today.year * 12 + today.month - 1 + shift
        return _whole_month(number // 12, number % 12 + 1)

    return make


def _year(shift: int) -> _Make:
    return lambda today: (date(today.year + shift, 1, 1), date(today.year + shift, 12, 31))


_RELATIVE: Final = tuple(
    (exact, re.compile(rf"(?<![\w])(?:{words})(?![\w])"), make)
    for exact, words, make in (
        (
            "now",
            "right now|now|today|currently|at present|at the moment|presently|these days|nowadays|as of today|"
            "hien nay|hien tai|hien gio|bay gio|luc nay|hom nay|ngay nay|hien thoi|hien dang|hien|duong nhiem",
            _day(0),
        ),
        ("day", "yesterday|hom qua", _day(-1)),
        ("month", "this month|thang nay", _month(0)),
        ("month", "last month|previous month|thang truoc|thang vua roi|thang qua", _month(-1)),
        ("year", "this year|nam nay", _year(0)),
        ("year", "the year before last|nam kia", _year(-2)),
        ("year", "last year|previous year|a year ago|nam ngoai|nam truoc|nam vua roi|nam qua", _year(-1)),
        ("year", "next year|nam sau|nam toi|sang nam", _year(1)),
    )
)
_BETWEEN: Final = re.compile(
    r"(?: |-)*(?:and|to|until|till|through|up to|den|toi|cho den|cho toi|va|-)(?: ngay)? ?"
)
_FROM: Final = re.compile(
    r"(?:from|between|since|starting|after|as of|tu|giua|ke tu|tinh tu|tu sau|sau)(?: ngay| dau)? ?$"
)
_SINCE: Final = re.compile(r"(?:since|from|tu|ke tu|tinh tu)(?: ngay| dau)? ?$")
_UNTIL_NOW: Final = re.compile(
    r" ?(?:den nay|toi nay|cho den nay|den gio|toi gio|den hien nay|until now|to now|up to now|to date|on|onwards?|"
    r"tro di|until today|to today|to the present|den hom nay)(?![\w])"
)


def periods_in(question: Question, taken: frozenset[int], today: date) -> list[Period]:
    """Return the periods that a question names, in order; words in `taken` (numbers of documents) name none."""
    line, place_of = _line(question, taken)
    found = _joined(line, sorted(_found(line, today), key=lambda one: one.begin), today)
    return [
        Period(
            one.start,
            one.end,
            one.exact,
            frozenset(place_of[i] for i in range(one.begin, one.stop) if i in place_of),
            one.open,
        )
        for one in found
    ]


@dataclass(frozen=True)
class _Found:
    begin: int
    stop: int
    start: date
    end: date
    exact: str
    dated: bool = True  # whether it has a year of its own
    open: bool = False


def _line(question: Question, taken: frozenset[int]) -> tuple[str, dict[int, int]]:
    """Return the words in one line, with the marks that join numbers, and which word each letter is of."""
    parts: list[str] = []
    place_of: dict[int, int] = {}
    length = 0
    for token in question.tokens:
        if parts:
            between = question.between(token.at - 1, token.at)
            sign = between.strip().replace("–", "-").replace("—", "-")
            joint = sign if sign in ("/", "-", ".") and len(between) == 1 else (" - " if sign == "-" else " ")
            if not between:
                joint = ""
            parts.append(joint)
            length += len(joint)
        word = "\0" * len(token.folded) if token.at in taken else token.folded
        for i in range(len(word)):
            place_of[length + i] = token.at
        parts.append(word)
        length += len(word)
    return "".join(parts), place_of


def _found(line: str, today: date) -> Iterator[_Found]:
    """Give what the patterns find, the longest and most exact first, none within another."""
    free = [True] * len(line)

    def take(match: re.Match[str]) -> bool:
        if not all(free[match.start() : match.end()]):
            return False
        free[match.start() : match.end()] = [False] * (match.end() - match.start())
        return True

    for exact, pattern in _PATTERNS:
        for match in pattern.finditer(line):
            known = _read(exact, match, line, today)
            if known is not None and take(match):
                yield known
    for exact, pattern, make in _RELATIVE:
        for match in pattern.finditer(line):
            if take(match):
                start, end = make(today)
                yield _Found(match.start(), match.end(), start, end, exact)


def _read(exact: str, match: re.Match[str], line: str, today: date) -> _Found | None:
    said = match.groupdict()
    year = int(said["year"]) if said.get("year") else None
    dated = year is not None
    year = year or _next_year(line, match.end()) or today.year
    begin, stop = match.span()
    try:
        if exact == "year":
            return _Found(begin, stop, date(year, 1, 1), date(year, 12, 31), exact)
        if exact == "years":
            until = int(said["until"])
            return (
                _Found(begin, stop, date(year, 1, 1), date(until, 12, 31), "range") if until >= year else None
            )
        if exact in ("half", "quarter"):
            return _Found(begin, stop, *_part(exact, said["part"], year), "range")
        month = int(said["m"]) if said.get("m") else _month_of(said["month"])
        if exact == "month":
            if (
                not dated
                and not _next_year(line, match.end())
                and said.get("month") in ("may", "mar", "march", "jan")
            ):
                return None  # "may" is a verb more often than a month
            part = _PART_OF_MONTH.search(line[:begin])
            if part and not _TO_ANOTHER.match(line[stop:]):
                return _Found(part.start(), stop, *_part_of_month(year, month, part[1]), exact, dated)
            return _Found(begin, stop, *_whole_month(year, month), exact, dated)
        day = date(year, month, int(said["day"]))
    except ValueError:
        return None
    return _Found(begin, stop, day, day, "day", dated)


_PART_OF_MONTH: Final = re.compile(
    r"(?<![\w])(?:the |at |in |vao ){0,3}(early|beginning of|start of|mid|middle of|late|end of|"
    r"dau|giua|cuoi)(?: in)?[ -]+$"
)
_TO_ANOTHER: Final = re.compile(r"[ -]*(?:\d{4} )?(?:and|to|until|va|den|toi|-)(?![\w])")


def _part_of_month(year: int, month: int, part: str) -> tuple[date, date]:
    """Return the first, second or last third of a month."""
    first, last = _whole_month(year, month)
    if part in ("early", "beginning of", "start of", "dau"):
        return first, first.replace(day=10)
    if part in ("late", "end of", "cuoi"):
        return first.replace(day=21), last
    return first.replace(day=11), first.replace(day=20)


_AFTER: Final = re.compile(rf"^[^?!;]{{0,40}}?{_YEAR}")


def _next_year(line: str, at: int) -> int | None:
    """Return the year of the next date in the same sentence, for a day or month that has none."""
    found = _AFTER.match(line[at:])
    return int(found["year"]) if found else None


def _month_of(name: str) -> int:
    return next(i for i, names in enumerate(_MONTHS, 1) if name in names.split("|"))


def _whole_month(year: int, month: int) -> tuple[date, date]:
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


_PARTS: Final = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "last": 4, "dau": 1, "cuoi": 2, "i": 1, "ii": 2, "iii": 3,
    "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4,
}  # fmt: skip


def _part(exact: str, part: str, year: int) -> tuple[date, date]:
    length = 6 if exact == "half" else 3
    last = _PARTS[part] * length
    return date(year, last - length + 1, 1), _whole_month(year, last)[1]


def _joined(line: str, found: list[_Found], today: date) -> Iterator[_Found]:
    """Join two dates that begin and end a range, and those that last until the day of asking."""
    at = 0
    while at < len(found):
        one = found[at]
        before = line[: one.begin]
        opening = _FROM.search(before)
        if at + 1 < len(found):
            other = found[at + 1]
            between = _BETWEEN.fullmatch(line[one.stop : other.begin])
            two = (
                between
                and other.end >= one.start
                and (opening or ("va" not in between[0].split() and "and" not in between[0].split()))
            )
            if two:
                begin = opening.start() if opening else one.begin
                yield _Found(begin, other.stop, one.start, other.end, "range")
                at += 2
                continue
        until = _UNTIL_NOW.match(line, one.stop)
        since = _SINCE.search(before)
        if (
            one.exact != "now"
            and one.start <= today
            and (until or (since and since[0].split()[0] == "since"))
        ):
            begin = since.start() if since else one.begin
            yield _Found(begin, until.end() if until else one.stop, one.start, today, "range")
        else:
            yield replace(one, open=since is not None and one.exact != "now")
        at += 1
