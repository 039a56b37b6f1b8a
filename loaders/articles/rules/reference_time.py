"""Tell the year of days that are printed without one: the reference time of an article.

The first of these that an article has decides: its date of publication, a line of its text that prints one, the year
and month in its address, the years that are named beside the day, in the headline, or as a period. What is counted from
anything but the date of publication is never earlier than the newest document that the article cites.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Final

from loaders.articles.citations.dates import dates_in
from loaders.articles.lexicons import read_yaml

_YEAR: Final = re.compile(r"(?<![\d/.-])(?<!\d -)(?<!\d - )20[0-4]\d(?![\d/]| ?- ?20\d\d)")
_ANNIVERSARY: Final = re.compile(
    r"\([^()\n]{0,24}?(?:19|20)\d\d(?: г\.| года)? ?- ?[^()\n]{0,24}?(?P<year>20[0-4]\d)(?: г\.| года)?\)"
)
"""The day of old and that of its anniversary: "(5/9/1962 - 5/9/2022)"."""
_PERIOD: Final = re.compile(r"(?<![\d/.-])(20[0-4]\d) ?- ?(20[0-6]\d)(?![\d/])")
_IN_ADDRESS: Final = re.compile(
    r"(?:/(?P<y>20[0-4]\d)[/-]?(?P<m>0[1-9]|1[0-2])(?:(?=[/-])[/-](?P<d>0[1-9]|[12]\d|3[01]))?(?=[/-]|$)"
    r"|(?<!\d)(?P<y2>20[0-4]\d)(?P<m2>0[1-9]|1[0-2])(?P<d2>0[1-9]|[12]\d|3[01])(?:\d{4,9})?(?=\D|$))"
)
"""A date in an address: /2023/11/, /202311/, /2023/11/05/, -20231105093012."""
_TIME: Final = re.compile(r"(?<!\d)(?:[01]?\d|2[0-3])[:h][0-5]\d(?!\d)")
_LATE: Final = 10
"""The month from which on a body reviews its year, or signs for the years to come, before the year is over."""
_EARLY: Final = 4
"""The month up to which a body reviews the year before."""
FIRST_LINES: Final = 8
"""Lines from the first within which a page prints its own date."""


@cache
def _words(name: str) -> re.Pattern[str]:
    patterns = read_yaml("years.yaml")[name]["patterns"]
    return re.compile(r"(?<!\w)(?:" + "|".join(patterns) + r")(?: (?:in|the|of|nam|en|за|в|с|de))? ?$")


@cache
def _beside_date() -> re.Pattern[str]:
    return re.compile("|".join(read_yaml("years.yaml")["beside_date"]["patterns"]))


def year_in_address(url: str | None) -> str | None:
    """Return the year and month, or the day, that an address holds.

    >>> year_in_address("https://example.org/chinh-tri/202311/hoi-nghi-12345/")
    '2023-11'
    >>> year_in_address("https://example.org/a-20240105093012.html"), year_in_address("https://example.org/post45844")
    ('2024-01-05', None)
    """
    match = _IN_ADDRESS.search(url or "")
    if match is None:
        return None
    return "-".join(
        filter(None, (match["y"] or match["y2"], match["m"] or match["m2"], match["d"] or match["d2"]))
    )


def date_line(lines: Iterable[str]) -> str | None:
    """Return the date of the first of some lines (folded) that prints one with the time, or with no other words.

    >>> date_line(["a headline of 3 may 2024", "june 24, 2015 09:49"]), date_line(["15:31, thu tu, ngay 01/10/2023"])
    ('2015-06-24', '2023-10-01')
    """
    for line in lines:
        if len(line) > 80:
            continue
        days = [d for d in dates_in(line) if d.value.count("-") == 2 and not d.value.startswith("--")]
        if len(days) != 1:
            continue
        timed = _TIME.search(line) is not None and not re.search(r"[.!?;:]$", line)
        if timed or _beside_date().fullmatch(line[: days[0].start] + line[days[0].end :]):
            return days[0].value
    return None


@dataclass(frozen=True)
class Clock:
    """What the undated days of an article are counted from.

    `published` is the day or month that they are counted back from, where one is known. `years` are those named beside
    a day, `reviewed` those that are looked back on, `period` the first year of a period that the event is for.
    """

    published: str | None = None
    reason: str = ""
    years: tuple[int, ...] = ()
    reviewed: tuple[int, ...] = ()
    period: int | None = None
    period_reason: str = ""
    newest: str = ""

    @classmethod
    def of(
        cls,
        published: str | None,
        *,
        url: str | None = None,
        lines: Iterable[str] = (),
        newest: str = "",
    ) -> "Clock":
        """Tell what an article is counted from; `lines` are its first ones, folded, `newest` is the date of the newest
        document that it cites."""
        if published:
            return cls(published, "The year is that of the report's date.")
        if line := date_line(lines):
            return cls(line, "The year is that of the date printed with the report.", newest=newest)
        if address := year_in_address(url):
            return cls(address, "The year is the one in the report's address.", newest=newest)
        return cls(newest=newest)

    @property
    def year(self) -> int | None:
        """The year of the article, where its date is known."""
        return int(self.published[:4]) if self.published else None

    def within(self, stretch: str, headline: str = "", term: int | None = None) -> "Clock":
        """Return the clock for a stretch: without a date of the article, days have the year that is named with them, in
        the headline, or as the beginning of a period; `term` is the first year of the term that a congress opens."""
        if self.published:
            return self
        for text, reason in ((stretch, _NAMED), (headline, _HEADLINE)):
            years, reviewed = years_of(text)
            if years or reviewed:
                return replace(self, years=years, reviewed=reviewed, reason=reason)
        if term:
            return replace(self, period=term, period_reason=_TERM)
        periods = [int(m[1]) for m in _PERIOD.finditer(stretch)]
        periods = periods or [int(m[1]) for m in _PERIOD.finditer(headline)]
        return replace(self, period=max(periods), period_reason=_FIRST) if periods else self

    def complete(self, value: str) -> tuple[str, str] | None:
        """Return an ISO date with its year and why it has that year; None where no year is known, or that year has no
        such day."""
        if not value.startswith("--"):
            return (value, "") if _is_in_calendar(value) else None
        month = int(value[2:4])
        year, reason = self._year(month)
        if year is None:
            return None
        full = f"{year}-{value[2:]}"
        too_early = self.newest and full < self.newest[: len(full)]
        return None if too_early or not _is_in_calendar(full) else (full, reason)

    def _year(self, month: int) -> tuple[int | None, str]:
        if self.published:
            # A day more than a month after the article's own is one of the year before.
            later = len(self.published) > len("2024") and month - int(self.published[5:7]) > 1
            return int(self.published[:4]) - later, self.reason
        if self.reviewed and month >= _LATE:
            return max(self.reviewed), _REVIEWED
        if self.years:
            return max(self.years), self.reason
        if self.reviewed:
            return (max(self.reviewed) + 1, _REVIEWED) if month <= _EARLY else (None, "")
        if self.period and (self.period_reason == _TERM or month <= _LATE):
            return self.period, self.period_reason
        return None, ""


def _is_in_calendar(value: str) -> bool:
    """Whether an ISO date names a day that there is; a month or a year always does."""
    try:
        date.fromisoformat(value)
    except ValueError:
        return len(value) < len("2024-02-29")
    return True


_NAMED: Final = "The year is the one that the report names with it."
_HEADLINE: Final = "The year is the one in the report's headline."
_REVIEWED: Final = "The year is counted from the one that is reviewed."
_TERM: Final = "A congress is held in the year in which its term begins."
_FIRST: Final = "The year is the first of the period that it is for."


def years_of(stretch: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the years that a stretch (folded) names as its own, and those that it looks back on.

    >>> years_of("hoi nghi tong ket nam 2023, trien khai nhiem vu nam 2024"), years_of("from 2019 a vision to 2045")
    (((2024,), (2023,)), ((), ()))
    >>> years_of("60 years of ties (5/9/1962 - 5/9/2022)")
    ((2022,), ())
    """
    own = [int(match["year"]) for match in _ANNIVERSARY.finditer(stretch)]
    reviewed: list[int] = []
    for match in _YEAR.finditer(stretch):
        before = max(0, match.start() - 48)
        if _words("review").search(stretch, before, match.start()):
            reviewed.append(int(match[0]))
        elif not _words("other").search(stretch, before, match.start()):
            own.append(int(match[0]))
    return tuple(own), tuple(reviewed)


def term_of(text: str) -> int | None:
    """Return the first year of the term that a text (folded) names, where it names one, or of the latest."""
    found = {int(m[1]) for m in _PERIOD.finditer(text) if 3 < int(m[2]) - int(m[1]) < 6}
    return max(found, default=None)
