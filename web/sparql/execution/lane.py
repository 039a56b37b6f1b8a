"""The quick lane: which workers answer queries in their first moments, and which of them the next query goes to."""

from web.sparql.execution.worker_handle import Worker


class QuickLane:
    """The workers that have quick queries, `width` of them at most."""

    def __init__(self, width: int) -> None:
        self.width = width
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
        if idle is not None and len(self.workers) < self.width:
            return idle
        least = None
        for one in self.workers:
            if least is None or len(one.jobs) < len(least.jobs):
                least = one
        return least if least is not None and len(least.jobs) < depth else None
