"""The queries of the pool that wait for a worker, and which texts are known to take long.

There are three queues, in each of which clients take turns: `fresh` is of queries that look light, `heavy` of those
that look as if they took long, and `parked` of those that are known to take long, for they have had their time in the
quick lane or are asked again.
"""

from collections import OrderedDict
from typing import Final

from web.fair_queue import FairQueue
from web.sparql.execution.cost import looks_heavy
from web.sparql.execution.jobs import Job

_REMEMBERED: Final = 4096


class WaitingQueries:
    """The three queues, and the texts of slow queries, of which the last are remembered."""

    def __init__(self) -> None:
        self.fresh = FairQueue[Job]()
        self.heavy = FairQueue[Job]()
        self.parked = FairQueue[Job]()
        self._known_slow: OrderedDict[int, None] = OrderedDict()

    def __len__(self) -> int:
        return self.fresh.count + self.heavy.count + self.parked.count

    def of(self, client: str) -> int:
        """Return how many queries of a client wait."""
        return self.fresh.of(client) + self.heavy.of(client) + self.parked.of(client)

    def put_back(self, job: Job) -> None:
        """Add a query that was given to a worker ahead of time: in front, unless it looks heavy."""
        if looks_heavy(job.query.text):
            self.heavy.put(job)
        else:
            self.fresh.put(job, first=True)

    def discard(self, job: Job) -> None:
        """Remove a query from the queue in which it waits."""
        for queue in (self.fresh, self.heavy, self.parked):
            queue.discard(job)

    def is_known_slow(self, job: Job) -> bool:
        """Whether a query of this text took long."""
        return bool(self._known_slow) and hash(job.query.text) in self._known_slow

    def remember_slow(self, job: Job) -> None:
        """Note that a query takes long."""
        self._known_slow[hash(job.query.text)] = None
        while len(self._known_slow) > _REMEMBERED:
            self._known_slow.popitem(last=False)

    def forget_slow(self, job: Job) -> None:
        """Note that a query took no long time after all."""
        self._known_slow.pop(hash(job.query.text), None)
