"""Whether a reader's answer to an exercise is the right one: the same rows, whatever its variables are called.

Columns may come in any order, and columns beside those that were asked for do no harm. Literals are compared by their
text, so a date and the text of that date are alike.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from enum import StrEnum
from itertools import product
from typing import Final

from graph.store.reader import Term

Answer = Sequence[tuple[Term | None, ...]]
_MOST_ARRANGEMENTS: Final = 5000


class Outcome(StrEnum):
    """What a comparison found."""

    RIGHT = "right"
    COLUMNS = "columns"  # fewer columns than asked for
    ROWS = "rows"  # another number of rows
    VALUES = "values"  # other values
    ORDER = "order"  # the right rows in another order


def compare(given: Answer, right: Answer, *, ordered: bool = False) -> Outcome:
    """Compare an answer with the right one.

    >>> from pyoxigraph import Literal, NamedNode
    >>> a, b = NamedNode("http://e.org/a"), Literal("2024")
    >>> compare([(b, a)], [(a, b)]), compare([(a,)], [(a, b)]), compare([], [(a, b)])
    (<Outcome.RIGHT: 'right'>, <Outcome.COLUMNS: 'columns'>, <Outcome.ROWS: 'rows'>)
    """
    if len(given) != len(right):
        return Outcome.ROWS
    if not right:
        return Outcome.RIGHT
    if len(given[0]) < len(right[0]):
        return Outcome.COLUMNS
    theirs, ours = [_texts(row) for row in given], [_texts(row) for row in right]
    wanted = Counter(ours)
    outcome = Outcome.VALUES
    for columns in _arrangements(theirs, ours):
        rows = [tuple(row[at] for at in columns) for row in theirs]
        if ordered and rows == ours:
            return Outcome.RIGHT
        if Counter(rows) == wanted:
            if not ordered:
                return Outcome.RIGHT
            outcome = Outcome.ORDER
    return outcome


def _texts(row: tuple[Term | None, ...]) -> tuple[str, ...]:
    return tuple("" if term is None else getattr(term, "value", str(term)) for term in row)


def _arrangements(theirs: list[tuple[str, ...]], ours: list[tuple[str, ...]]) -> Iterator[tuple[int, ...]]:
    """Yield for each of our columns one of theirs that holds the same values, in every way there is, up to a bound."""
    held = [sorted(column) for column in zip(*theirs, strict=True)]
    fitting = [
        [at for at, values in enumerate(held) if values == sorted(column)]
        for column in zip(*ours, strict=True)
    ]
    for tried, columns in enumerate(product(*fitting)):
        if tried == _MOST_ARRANGEMENTS:
            return
        if len(set(columns)) == len(columns):
            yield columns
