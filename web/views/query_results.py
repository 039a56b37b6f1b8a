"""Answers of queries as tables for reading: things linked by name, dates in words, one column fewer where a
name has its own.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode

from graph.limits import LIMITS
from graph.store.reader import Term
from queries.columns import heading
from web.views.terms import RenderedTerm, TermRenderer

MOST: Final = LIMITS.result_rows_shown
_DAY: Final = re.compile(r"[12][0-9]{3}-[01][0-9](-[0-3][0-9])?")

Rows = tuple[tuple[Term | None, ...], ...]


@dataclass(frozen=True)
class Column:
    """A column: the variable, and its heading in words."""

    variable: str
    heading: str


@dataclass(frozen=True)
class ResultTable:
    """Rows as they are shown; `count` is how many there are, of which `MOST` are shown."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[RenderedTerm | None, ...], ...]
    count: int


def iris_shown(variables: tuple[str, ...], rows: Rows) -> Iterator[str]:
    """Yield what the table of an answer needs labels of."""
    columns = _columns_shown(variables)
    for row in rows[:MOST]:
        for at in columns:
            if isinstance(term := row[at], NamedNode):
                yield term.value


def result_table(variables: tuple[str, ...], rows: Rows, terms: TermRenderer) -> ResultTable:
    """Return the table of an answer."""
    columns = _columns_shown(variables)
    return ResultTable(
        tuple(Column(variables[at], heading(variables[at], terms.words.code)) for at in columns),
        tuple(tuple(_cell(row[at], terms) for at in columns) for row in rows[:MOST]),
        len(rows),
    )


def _columns_shown(variables: tuple[str, ...]) -> list[int]:
    """Return the places of the columns, without a column `xName` beside `x`: `x` is linked by its name."""
    return [
        at
        for at, variable in enumerate(variables)
        if not (variable.endswith("Name") and variable.removesuffix("Name") in variables)
    ]


def is_day(term: Term | None) -> bool:
    """Whether a text is a day, month or year as ISO writes it."""
    return isinstance(term, Literal) and not term.language and _DAY.fullmatch(term.value) is not None


def _cell(term: Term | None, terms: TermRenderer) -> RenderedTerm | None:
    if isinstance(term, Literal) and is_day(term):
        # Queries compare days of any exactness as text, and so give them.
        return RenderedTerm(terms.words.date(term.value), sort=term.value)
    return None if term is None else terms.render(term)
