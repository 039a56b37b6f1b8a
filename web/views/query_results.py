"""Answers of queries as tables for reading: things linked by name, dates in words, one column fewer where a
name has its own.
"""

import re
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from graph.limits import LIMITS
from graph.store.reader import Reader, Term
from queries.columns import heading
from web.things import Names, Value

MOST = LIMITS.result_rows_shown
_DAY = re.compile(r"[12][0-9]{3}-[01][0-9](-[0-3][0-9])?")


@dataclass(frozen=True)
class Column:
    """A column: the variable, and its heading in words."""

    variable: str
    heading: str


@dataclass(frozen=True)
class ResultTable:
    """Rows as they are shown; `count` is how many there are, of which `MOST` are shown."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Value | None, ...], ...]
    count: int


def table_of(
    reader: Reader | None, variables: tuple[str, ...], rows: tuple[tuple[Term | None, ...], ...], names: Names
) -> ResultTable:
    """Return the table of an answer. A column `xName` beside `x` is left out: `x` is linked by its name."""
    shown = rows[:MOST]
    kept = [
        at
        for at, variable in enumerate(variables)
        if not (variable.endswith("Name") and variable.removesuffix("Name") in variables)
    ]
    if reader is not None:
        names.fetch(reader, (t.value for row in shown for at in kept if isinstance(t := row[at], NamedNode)))
    return ResultTable(
        tuple(Column(variables[at], heading(variables[at], names.words.code)) for at in kept),
        tuple(tuple(_cell(row[at], names) for at in kept) for row in shown),
        len(rows),
    )


def _cell(term: Term | None, names: Names) -> Value | None:
    if isinstance(term, Literal) and not term.language and _DAY.fullmatch(term.value):
        # Queries compare days of any exactness as text, and so give them.
        return Value(names.words.date(term.value), sort=term.value)
    return None if term is None else names.value(term)
