"""The quick lane: which workers answer small queries, and which of them the next query goes to."""

import time
from collections.abc import Callable
from typing import Final

from web.sparql.execution.worker_handle import Worker

# With two workers the web process takes about half a processor when small queries come as fast as they can, with one
# 0.6; a query that takes a worker twice as long brings it below 0.4, and then two workers answer more than one.
_HIGH: Final = 0.45
_LOW: Final = 0.40
_WEIGHT: Final = 1 / 4
_DEEP: Final = 32
_BRIEF: Final = 0.003


class Share:
    """The share of a processor that the calling thread has taken lately, in the mean of about four looks.

    `high` while the thread and one other process fill two processors. Clocks are in seconds.

    >>> share = Share(iter([0.0, 0.1, 0.2, 0.3]).__next__, iter([0.0, 0.09, 0.18, 0.27]).__next__)
    >>> for _ in range(4):
    ...     share.look()
    >>> share.high
    True
    """

    high = False

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        used: Callable[[], float] = time.thread_time,
    ) -> None:
        self._clock = clock
        self._used = used
        self._mean = 0.0
        self._last: tuple[float, float] | None = None

    def look(self) -> None:
        """Read the clocks."""
        last, self._last = self._last, (self._clock(), self._used())
        if last is not None and self._last[0] > last[0]:
            share = (self._last[1] - last[1]) / (self._last[0] - last[0])
            self._mean += (share - self._mean) * _WEIGHT
            self.high = self._mean > (_LOW if self.high else _HIGH)

    def pause(self) -> None:
        """Leave out the time from here to the next look."""
        self._last = None

    def forget(self) -> None:
        """Begin anew: what comes after a long pause is another load."""
        self._last = None
        self._mean = 0.0
        self.high = False


class QuickLane:
    """The workers that have quick queries, `width` of them at most.

    Usually a query goes to an idle worker, if there is one. But where the web process itself takes about half a
    processor (`share.high`) and answers come quickly, it and one worker fill the two processors that are theirs, and a
    second worker would only take turns with them: then the lane is narrower by one, and the query is given ahead to a
    worker that has some, unless the first of those has been running for `_BRIEF` seconds.
    """

    def __init__(self, width: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.width = width
        self.share = Share(clock)
        self._clock = clock
        self.workers: set[Worker] = set()

    def __contains__(self, worker: Worker) -> bool:
        return worker in self.workers

    def __len__(self) -> int:
        return len(self.workers)

    @property
    def heavy(self) -> int:
        """How many of them are at a query that looked heavy."""
        return sum(1 for one in self.workers if one.jobs and one.jobs[0].heavy)

    def place(self, idle: Worker | None, depth: int) -> Worker | None:
        """Return a worker that can take a query, or None: `idle`, or one in the lane that has fewer than `depth`."""
        if self.share.high and depth > 1 and (narrow := self._narrow_place()) is not None:
            return narrow
        if idle is not None and len(self.workers) < self.width:
            return idle
        least = None
        for one in self.workers:
            if least is None or len(one.jobs) < len(least.jobs):
                least = one
        return least if least is not None and len(least.jobs) < depth else None

    def _narrow_place(self) -> Worker | None:
        if not self.workers or len(self.workers) < self.width - 1:
            return None
        places = sorted(self.workers, key=_given)
        if len(places) >= self.width > 1:
            del places[0]  # it answers what it has, and is idle then
        jobs = places[0].jobs
        brief = len(jobs) < _DEEP and self._clock() - jobs[0].started < _BRIEF
        return places[0] if brief else None

    def stuck(self, now: float, seconds: float) -> list[Worker]:
        """Return the workers that have been at their first query for longer than that, and have others behind it."""
        return [one for one in self.workers if len(one.jobs) > 1 and now - one.jobs[0].started > seconds]


def _given(worker: Worker) -> int:
    return len(worker.jobs)
