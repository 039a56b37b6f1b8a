"""How often each of many clients did something in the last moments, so that who does it too often is told to wait.

What is held is bounded, however many clients there are: the one that was counted longest ago is forgotten.
"""

import time
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

from graph.limits import LIMITS


class RecentCounts:
    """Counts of one web process over spans of so many seconds; `clock` gives seconds.

    >>> counts = RecentCounts(60, clock=lambda: 0.0)
    >>> [counts.count("192.0.2.1", most=2) for _ in range(3)]
    [0, 0, 60]
    """

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._clock = clock
        self._lock = Lock()
        self._counts: OrderedDict[str, tuple[float, int]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._counts)

    def count(self, name: str, most: int) -> int:
        """Count once; return after how many seconds the next may come where this is one more than `most`, else 0."""
        with self._lock:
            now = self._clock()
            since, count = self._counts.pop(name, (now, 0))
            if now - since >= self._seconds:
                since, count = now, 0
            self._counts[name] = since, count + 1
            while len(self._counts) > LIMITS.counted_clients:
                self._counts.popitem(last=False)
            return int(since + self._seconds - now) or 1 if count >= most else 0
