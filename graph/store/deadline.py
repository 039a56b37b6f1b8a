"""When the reads of a request end: set by who answers it, looked at by the readers before each query and between rows.

What the engine does for one row cannot be broken off from here: pages ask only queries of ours, whose LIMITs stand in
`graph.limits`, and what users ask runs in processes that can be killed (`web.sparql.execution`).
"""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final, NamedTuple, TypeVar

from graph.errors import ReadTimedOut

_Row = TypeVar("_Row")
_ROWS: Final = 256
"""Rows that are read before the time is looked at again."""


class _Deadline(NamedTuple):
    seconds: float
    ends: float
    clock: Callable[[], float]

    def check(self) -> None:
        if self.clock() >= self.ends:
            raise ReadTimedOut(
                "What this shows could not be read within %(seconds)s seconds.",
                values={"seconds": f"{self.seconds:g}"},
            )


_deadline: ContextVar[_Deadline | None] = ContextVar("deadline", default=None)


@contextmanager
def reads_within(seconds: float | None, *, clock: Callable[[], float] = time.monotonic) -> Iterator[None]:
    """Have every read in this context, and in threads that it starts, end within so many seconds; None is no limit.

    A read that does not raises ReadTimedOut.
    """
    token = _deadline.set(None if seconds is None else _Deadline(seconds, clock() + seconds, clock))
    try:
        yield
    finally:
        _deadline.reset(token)


def time_left() -> float | None:
    """Return the seconds that are left to read in this context; None is no limit. Raises ReadTimedOut without any."""
    deadline = _deadline.get()
    if deadline is None:
        return None
    deadline.check()
    return deadline.ends - deadline.clock()


def in_time(rows: Iterable[_Row]) -> Iterable[_Row]:
    """Return the same rows, whose reading ends at the deadline. Raises ReadTimedOut where it has passed already."""
    deadline = _deadline.get()
    if deadline is None:
        return rows
    deadline.check()
    return _checked(rows, deadline)


def _checked(rows: Iterable[_Row], deadline: _Deadline) -> Iterator[_Row]:
    for number, row in enumerate(rows, 1):
        if not number % _ROWS:
            deadline.check()
        yield row
