"""What the columns of an answer hold: things, days, numbers, places on the earth, text. A view is chosen by it.

A column is what most of its values are; what single values are is asked of each again where it is drawn.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import isfinite
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode

from graph.claims.as_of import date_of
from graph.limits import LIMITS
from graph.store.reader import Term
from ontology.kinds import kind_of
from ontology.terms import xsd
from queries.columns import heading
from web.views.timeline import place

Row = Sequence[Term | None]

_NUMERIC: Final = frozenset(
    f"http://www.w3.org/2001/XMLSchema#{name}"
    for name in (
        *("integer", "decimal", "float", "double", "int", "long", "short", "byte", "nonNegativeInteger"),
        *("positiveInteger", "nonPositiveInteger", "negativeInteger", "unsignedInt", "unsignedLong"),
        *("unsignedShort", "unsignedByte"),
    )
)
_DATES: Final = frozenset((xsd.date, xsd.dateTime, xsd.gYearMonth, xsd.gYear))
_DAY_IN_TEXT: Final = re.compile(r"-?[0-9]{4}-[01][0-9](-[0-3][0-9](T.*)?)?|[12][0-9]{3}")
_YEAR_NAME: Final = re.compile(r"(^|[a-z_])(year|Year|nam|Nam|năm|Năm)$")
_WKT: Final = "http://www.opengis.net/ont/geosparql#wktLiteral"
_NORTH_FIRST: Final = "EPSG/0/4326>"
"""The end of the name of the system of coordinates in which latitude comes first."""
_PAIR: Final = re.compile(
    r"(?<![0-9.])(-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)\s+(-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)"
)
_LATITUDE: Final = re.compile(r"lat(itude)?|vĩ_?độ|vi_?do", re.IGNORECASE)
_LONGITUDE: Final = re.compile(r"lo?ng?(itude)?|lon|kinh_?độ|kinh_?do", re.IGNORECASE)
_PREDICATES: Final = frozenset(("p", "pred", "predicate", "property", "relation"))


class Sort(StrEnum):
    """What a column holds."""

    THING = "thing"
    DAY = "day"
    NUMBER = "number"
    POINT = "point"
    TEXT = "text"
    EMPTY = "empty"


@dataclass(frozen=True)
class AnswerColumn:
    """A column at its place among the variables; `distinct` values among the rows that were looked at. `concepts`: its
    things are concepts, which class others (a status, a kind).
    """

    variable: str
    at: int
    sort: Sort
    distinct: int
    concepts: bool = False


@dataclass(frozen=True)
class AnswerRows:
    """The rows of an answer with what its columns hold. `count` is how many rows there are, at least as many as are
    here. `triples`: these are the statements of a CONSTRUCT or DESCRIBE.
    """

    columns: tuple[AnswerColumn, ...]
    rows: Sequence[Row]
    count: int
    triples: bool = False

    def of(self, *sorts: Sort) -> tuple[AnswerColumn, ...]:
        """Return the columns that hold one of these, in order."""
        return tuple(one for one in self.columns if one.sort in sorts)

    def named(self, *variables: str) -> AnswerColumn | None:
        """Return the first column of these that there is."""
        by_name = {one.variable: one for one in self.columns}
        return next((by_name[one] for one in variables if one in by_name), None)

    @property
    def labels(self) -> tuple[AnswerColumn, ...]:
        """Columns of things or text, without a column `xName` beside `x`, and without what relates others."""
        names = {one.variable for one in self.columns}
        return tuple(
            one
            for one in self.of(Sort.THING, Sort.TEXT)
            if not (one.variable.endswith("Name") and one.variable.removesuffix("Name") in names)
        )

    @property
    def points(self) -> tuple[AnswerColumn, AnswerColumn] | None:
        """Return the columns of latitude and longitude, where there are such."""
        numbers = self.of(Sort.NUMBER)
        north = next((one for one in numbers if _LATITUDE.fullmatch(one.variable)), None)
        east = next((one for one in numbers if _LONGITUDE.fullmatch(one.variable)), None)
        return (north, east) if north is not None and east is not None else None


def answer_rows(
    variables: Sequence[str], rows: Sequence[Row], count: int = 0, *, triples: bool = False
) -> AnswerRows:
    """Return the rows with what their columns hold, told by rows evenly chosen among them."""
    step = max(1, len(rows) // LIMITS.view_rows_sampled)
    sample = rows[::step]
    columns = tuple(
        _column(variable, at, [row[at] for row in sample]) for at, variable in enumerate(variables)
    )
    return AnswerRows(columns, rows, max(count, len(rows)), triples)


def _column(variable: str, at: int, values: Sequence[Term | None]) -> AnswerColumn:
    filled = [one for one in values if one is not None]
    if not filled:
        return AnswerColumn(variable, at, Sort.EMPTY, 0)
    counted = Counter(_sort_of(one) for one in filled)
    # Texts are told from days by most of them; a column of numbers and years is one of years by its name.
    sort = max(counted, key=lambda one: counted[one])
    if sort is Sort.NUMBER and _YEAR_NAME.search(variable) and all(map(_could_be_year, filled)):
        sort = Sort.DAY
    distinct = set(filled)
    concepts = sort is Sort.THING and all(
        isinstance(one, NamedNode) and kind_of(one.value) == "concept" for one in distinct
    )
    return AnswerColumn(variable, at, sort, len(distinct), concepts)


def _could_be_year(term: Term) -> bool:
    number = number_of(term)
    return number is not None and number == int(number) and -10_000 < number < 10_000


def _sort_of(term: Term) -> Sort:
    if isinstance(term, NamedNode | BlankNode):
        return Sort.THING
    if not isinstance(term, Literal):
        return Sort.TEXT
    if term.datatype.value in _NUMERIC:
        return Sort.NUMBER
    if day_of(term):
        return Sort.DAY
    return Sort.POINT if point_of(term) else Sort.TEXT


def day_of(term: Term | None, *, year: bool = False) -> str:
    """Return the day, month or year that a literal is, with its time where it has one; empty for what is none.
    `year`: a whole number is one too.

    >>> day_of(Literal("2024-04-01+07:00", datatype=NamedNode(xsd.date))), day_of(Literal("12-CT/TW"))
    ('2024-04-01', '')
    """
    if not isinstance(term, Literal) or term.language:
        return ""
    text = term.value
    if term.datatype.value in _DATES:
        day = text[:16] if term.datatype.value == xsd.dateTime and text[:1] != "-" else date_of(text)
    elif year and term.datatype.value in _NUMERIC:
        number = number_of(term)
        if number is None or number != int(number) or abs(number) >= 1e9:
            return ""
        day = f"{'-' if number < 0 else ''}{abs(int(number)):04}"
    elif term.datatype.value == xsd.string and _DAY_IN_TEXT.fullmatch(text):
        day = text[:16]
    else:
        return ""
    try:
        place(day)
    except ValueError:
        return ""
    return day


def number_of(term: Term | None) -> float | None:
    """Return the number that a literal is; None for what is none, or endless."""
    if not isinstance(term, Literal) or term.datatype.value not in _NUMERIC:
        return None
    try:
        number = float(term.value)
    except (ValueError, OverflowError):
        return None
    return number if isfinite(number) else None


def point_of(term: Term | None) -> tuple[float, float] | None:
    """Return longitude and latitude of a WKT literal: of a point, or the middle of what it draws.

    >>> point_of(Literal("POINT(105.8 21.0)", datatype=NamedNode(_WKT)))
    (105.8, 21.0)
    """
    if not isinstance(term, Literal) or term.datatype.value != _WKT:
        return None
    pairs = [(float(x), float(y)) for x, y in _PAIR.findall(term.value[: LIMITS.geometry_length])]
    if not pairs:
        return None
    x, y = (sum(axis) / len(pairs) for axis in zip(*pairs, strict=True))
    if _NORTH_FIRST in term.value[:80]:
        x, y = y, x
    return (x, y) if abs(x) <= 180 and abs(y) <= 90 else None


def relates(column: AnswerColumn) -> bool:
    """Whether a column says how others are tied: its variable is called so."""
    return column.sort is Sort.THING and column.variable.casefold() in _PREDICATES


def headings(columns: Iterable[AnswerColumn], language: str) -> list[str]:
    """Return what columns are called in a language."""
    return [heading(one.variable, language) for one in columns]
