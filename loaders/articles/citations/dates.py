"""Read dates in the four languages off folded text; the forms and their examples are in `data/dates.yaml`.

A date keeps the precision it is printed with. Nothing is completed here: a day and month without a year stay
so.
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from graph.yaml_loader import load_yaml
from loaders.articles.citations.normalise import fold

DATA = files("loaders.articles.citations") / "data"
_FIRST_YEAR, _LAST_YEAR = 1900, 2100


@cache
def read_yaml(name: str) -> Any:
    """Load one of the data files."""
    return load_yaml((DATA / name).read_text("utf-8"))


@dataclass(frozen=True)
class FoundDate:
    """A date in folded text: code points, and its ISO value (`2022-01-05`, `2022-01`, `2022`, `--03-22`)."""

    start: int
    end: int
    value: str


@dataclass(frozen=True)
class _Form:
    name: str
    lead: bool
    pattern: re.Pattern[str]


@cache
def _months() -> dict[str, dict[str, int]]:
    return {
        language: {fold(name): number for number, names in enumerate(months, 1) for name in names}
        for language, months in read_yaml("dates.yaml")["months"].items()
    }


def _expand(pattern: str) -> str:
    def month(match: re.Match[str]) -> str:
        names = sorted(_months()[match[1]], key=len, reverse=True)
        return f"(?P<month_{match[1]}>{'|'.join(map(re.escape, names))})(?![^\\W_])"

    pattern = re.sub(r"\{month:(\w\w)\}", month, pattern)
    return (
        pattern.replace("{d}", r"(?P<d>0?[1-9]|[12]\d|3[01])(?!\d)")
        .replace("{m}", r"(?P<m>0?[1-9]|1[0-2])(?!\d)")
        .replace("{y}", r"(?P<y>19\d\d|20\d\d)(?![^\W_])")
    )


@cache
def _forms() -> tuple[_Form, ...]:
    return tuple(
        _Form(form["name"], form.get("lead", False), re.compile(_expand(form["pattern"])))
        for form in read_yaml("dates.yaml")["forms"]
    )


def _value(match: re.Match[str]) -> str | None:
    parts = match.groupdict()
    month = int(parts["m"]) if parts.get("m") else 0
    for name, text in parts.items():
        if name.startswith("month_") and text:
            month = _months()[name[6:]][text]
    year, day = parts.get("y"), int(parts["d"]) if parts.get("d") else 0
    if day and day > monthrange(int(year) if year else 2000, month)[1]:
        return None
    if not year:
        return f"--{month:02}-{day:02}"
    return year + (f"-{month:02}" if month else "") + (f"-{day:02}" if day else "")


def date_at(folded: str, start: int, *, led: bool = False) -> FoundDate | None:
    """Return the longest date that starts exactly at `start`.

    `led` says that the words before announce a date: then a bare day and month in digits (20-12) is one too.
    """
    best: FoundDate | None = None
    for form in _forms():
        if form.lead and not led:
            continue
        match = form.pattern.match(folded, start)
        if match and (best is None or match.end() > best.end) and (value := _value(match)):
            best = FoundDate(start, match.end(), value)
    return best


@cache
def _starts() -> re.Pattern[str]:
    """Where a date with a month may begin: a one-pass filter for whole texts."""
    names = {name for language in ("en",) for name in _months()[language]}
    return re.compile(
        r"(?<![^\W_])(?:(?:sang|trua|chieu|toi)(?= (?:ngay )?\d)|ngay(?= \d)|thang(?= ?\d)|"
        + "|".join(sorted(names, key=len, reverse=True))
        + r"|\d{1,4}(?=[ ./-]|\d?[a-zа-я]))"
    )


def dates_in(folded: str) -> Iterator[FoundDate]:
    """Yield the dates in a text that name a month at least, left to right, none overlapping."""
    done = 0
    for match in _starts().finditer(folded):
        if match.start() < done:
            continue
        if (
            match.start()
            and folded[match.start() - 1] in "-/.,"
            and match.start() > 1
            and folded[match.start() - 2].isdigit()
        ):
            continue
        found = date_at(folded, match.start())
        if found and len(found.value) > 4:
            done = found.end
            yield found
