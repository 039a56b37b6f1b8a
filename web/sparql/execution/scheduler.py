"""The worker pool: who runs when, for how long, and what becomes of a query whose worker ends.

A query starts in the quick lane (`workers` processes). One that has run for `slice` seconds is a slow query: another
process takes its place in the quick lane, so that a small query never waits for a large one, and its own is given a
lower priority as soon as there is another query, or it has run for `_ALONE` seconds. There are `slow_places` for slow
queries; one that finds none and has answered nothing yet goes back to the queue of slow queries and starts again when
there is a place. The queues (`waiting_queries`) together hold `queue` queries; the next is refused at once. Under
load a process is given its next query before it has answered the last (`_AHEAD`), and loses it again when the last
turns out to be slow. An idle worker whose caches have begun to fill exits when a long answer begins beside it. All of
it runs in one event loop and holds no lock.
"""

import asyncio
import contextlib
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from web.errors import BadRequest, Busy, Cancelled, Refusal, TimedOut, Unavailable
from web.sparql.execution.cost import LONG, looks_heavy
from web.sparql.execution.exit_status import meaning_of
from web.sparql.execution.jobs import Job, Running
from web.sparql.execution.lane import QuickLane
from web.sparql.execution.limits import PoolSettings
from web.sparql.execution.processes import Processes
from web.sparql.execution.waiting_queries import WaitingQueries
from web.sparql.execution.worker_handle import Worker

_LOWER_PRIORITY: Final = 10
_ALONE: Final = 1.0
_LARGE: Final = 256 << 20
_GROWN: Final = 8 << 20
_AHEAD: Final = 8
_TICK: Final = 0.02
_TRIES: Final = 4
"""Rounds of starting workers that fail, within two seconds, until queries are no longer kept waiting for one."""


@dataclass
class _Noted:
    """Processor seconds a worker had used when its job was first looked at, and when to look again."""

    job: Job
    used: float
    again: float = 0.0


class Pool:
    """Runs queries in worker processes."""

    def __init__(
        self,
        settings: PoolSettings,
        processes: Processes,
        *,
        observe: Callable[[str], None] = lambda _: None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.settings = settings
        self.clock = clock
        self._processes = processes
        self._observe = observe
        self._jobs: dict[str, Job] = {}
        self._waiting = WaitingQueries()
        self._idle: list[Worker] = []
        self._lane = QuickLane(settings.workers)
        self._slow: set[Worker] = set()
        self._workers: set[Worker] = set()
        self._used: dict[Worker, _Noted] = {}
        self._closing = False
        self._ticker: asyncio.TimerHandle | None = None
        self._retry: asyncio.TimerHandle | None = None
        self._failures = 0

    # -- life ------------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Start the first workers; the fork server must be there."""
        self._top_up()

    def stop(self) -> None:
        """End every query and let every worker go."""
        self._closing = True
        for job in list(self._jobs.values()):
            self._end(job, Unavailable("The server is shutting down."))
        for worker in self._workers:
            worker.close()
        for timer in (self._ticker, self._retry):
            if timer is not None:
                timer.cancel()

    @property
    def closing(self) -> bool:
        """Whether the server is shutting down: what waits for something has to end."""
        return self._closing

    @property
    def ready(self) -> bool:
        """Whether some worker has said that it can take a query."""
        return any(worker.ready for worker in self._workers)

    @property
    def waiting(self) -> int:
        """Queries that wait for a worker."""
        return len(self._waiting)

    @property
    def busy(self) -> int:
        """Queries given to workers."""
        return len(self._jobs) - self.waiting

    @property
    def alive(self) -> int:
        """Worker processes, busy and idle."""
        return len(self._workers)

    @property
    def next_idle(self) -> Worker | None:
        """The worker that the next query goes to, where one has nothing to do."""
        return self._idle[-1] if self._idle else None

    def running(self) -> list[Running]:
        """Return what waits and runs, longest first."""
        now = self.clock()
        return [Running.of(job, now) for job in sorted(self._jobs.values(), key=lambda job: job.created)]

    # -- queries ---------------------------------------------------------------------------------------------

    def submit(self, job: Job) -> None:
        """Put a query in line; raise Busy where the line is full, BadRequest where the id is taken."""
        if self._closing:
            raise Unavailable("The server is shutting down.")
        if job.id in self._jobs:
            raise BadRequest(
                "A query with the id %(id)s is running.",
                hint="Choose another Query-Id.",
                values={"id": job.id},
            )
        if self.waiting >= self.settings.queue:
            raise Busy(
                "%(waiting)s queries are waiting already.",
                hint="Try again in a moment.",
                retry_after=2,
                values={"waiting": self.waiting},
            )
        if self.waiting and self._waiting.of(job.client) >= self.settings.queue_of_client:
            raise Busy(
                "%(waiting)s queries of yours are waiting already.",
                hint="Wait for some of your answers before you ask more.",
                retry_after=2,
                values={"waiting": self.settings.queue_of_client},
            )
        job.created = self.clock()
        self._jobs[job.id] = job
        if self._ticker is None:
            self._ticker = asyncio.get_running_loop().call_later(_TICK, self._tick)
        if self._waiting.is_known_slow(job):
            self._waiting.parked.put(job)
            self._dispatch()
            return
        # A long text is given to a worker only when it can be run: it would lie in the socket's buffer as well.
        depth = _AHEAD if len(job.frame) <= LONG else 1
        place = None if self._waiting.fresh.count else self._lane.place(self.next_idle, depth)
        if (place is None or self._slow) and looks_heavy(job.query.text):
            self._waiting.heavy.put(job)
            self._dispatch()
        elif place is None:
            self._waiting.fresh.put(job)
        else:
            self._enter(place)
            place.ask(job)
            if not self._idle:
                self._top_up()

    def owner_of(self, id: str) -> tuple[str, ...] | None:
        """Return who asked the query of this id, as it was told with the job; None where there is no such query."""
        job = self._jobs.get(id)
        return None if job is None else job.owner

    def cancel(self, id: str, refusal: Refusal | None = None) -> bool:
        """End a query by its id; return whether there was one."""
        job = self._jobs.get(id)
        if job is None:
            return False
        self._end(job, refusal or Cancelled("The query was cancelled by its id."))
        return True

    def _tick(self) -> None:
        """Look after the clocks: deadlines, and queries that have had their time in the quick lane."""
        self._ticker = None
        if not (self._jobs or self._lane):
            self._used.clear()
            return
        now = self.clock()
        for worker in list(self._lane.workers):
            if worker.jobs and now - worker.jobs[0].started > self.settings.slice:
                noted = self._used.get(worker)
                if noted is None or noted.job is not worker.jobs[0] or now >= noted.again:
                    self._overrun(worker, worker.jobs[0], now)
        for worker in self._slow:
            alone = len(self._jobs) == 1 and worker.jobs and now - worker.jobs[0].started < _ALONE
            if not (worker.lowered or alone):
                self._lower(worker)
        for job in [job for job in self._jobs.values() if job.created + job.timeout < now]:
            self._observe("timeout")
            self._end(
                job,
                TimedOut(
                    "The query did not end within %(timeout)s seconds.",
                    hint="Ask for less (LIMIT, a narrower pattern), or allow more time with timeout=.",
                    values={"timeout": f"{job.timeout:g}"},
                ),
            )
        self._ticker = asyncio.get_running_loop().call_later(_TICK, self._tick)

    def _end(self, job: Job, refusal: Refusal) -> None:
        worker = job.worker
        self._jobs.pop(job.id, None)
        if not isinstance(worker, Worker):
            self._waiting.discard(job)
        elif not worker.jobs or worker.jobs[0] is not job:
            pass  # given ahead and not begun: the worker will answer it all the same, and nobody listens
        elif self._soon_over(worker, job):
            worker.jobs[0] = job.abandoned()
        else:
            worker.jobs.popleft()
            self._kill(worker)
        job.fail(refusal)

    def _soon_over(self, worker: Worker, job: Job) -> bool:
        """Whether a query that nobody waits for is better left to run: its time in the quick lane ends soon, and a new
        process without the caches of this one costs more than what is left of it.
        """
        running = self.clock() - job.started
        return worker in self._lane and not (job.headed or self._closing) and running < self.settings.slice

    def _kill(self, worker: Worker) -> None:
        worker.exiting = True
        self._observe("killed")
        self._processes.kill(worker)
        # Its place is free now; the process itself goes in its own time.
        self._leave(worker)

    def _dispatch(self) -> None:
        if not self._waiting:
            if not self._idle:
                self._top_up()
            return
        while self._waiting.parked and self._idle and len(self._slow) < self.settings.slow_places:
            self._start_slow(self._idle.pop(), self._waiting.parked.take())
        while self._waiting.fresh and (quick := self._lane.place(self.next_idle, _AHEAD)) is not None:
            self._enter(quick)
            quick.ask(self._waiting.fresh.take())
        # What looks heavy waits until nothing light does, and leaves a place of the quick lane to what may come.
        room = max(1, self.settings.workers - 1)
        while self._waiting.heavy and not self._waiting.fresh and self._lane.heavy < room:
            quick = self._lane.place(self.next_idle, 1)
            if quick is None:
                break
            self._enter(quick)
            job = self._waiting.heavy.take()
            job.heavy = True
            quick.ask(job)
        if not self._idle:
            self._top_up()

    def _enter(self, worker: Worker) -> None:
        """Give a worker a place in the quick lane, unless it has one."""
        if worker not in self._lane:
            self._idle.remove(worker)
            self._lane.workers.add(worker)

    def _start_slow(self, worker: Worker, job: Job) -> None:
        self._to_slow_lane(worker)
        job.slow = True
        worker.ask(job)

    def _to_slow_lane(self, worker: Worker) -> None:
        worker.slow = True
        self._lane.workers.discard(worker)
        self._slow.add(worker)

    def _lower(self, worker: Worker) -> None:
        worker.lowered = True
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, worker.pid, _LOWER_PRIORITY)

    def _overrun(self, worker: Worker, job: Job, now: float) -> None:
        """A query has been running for longer than a quick one does: find out whether it is slow or only starved."""
        if job.ended:
            worker.jobs.popleft()  # a query that was cancelled, or taken back, before it began
            self._kill(worker)
            return
        noted = self._used.get(worker)
        used = worker.seconds_used()
        if noted is None or noted.job is not job:
            # The processor time it began with was not noted, for most queries never need it: note it, look again.
            self._used[worker] = noted = _Noted(job, used)
        starved = used - noted.used < self.settings.slice / 5 and now - job.started < 10 * self.settings.slice
        if starved and not job.headed:
            noted.again = now + self.settings.slice / 2
            return
        self._waiting.remember_slow(job)
        self._take_back(worker)
        if len(self._slow) < self.settings.slow_places or job.headed:
            job.slow = True
            self._to_slow_lane(worker)
            self._top_up()
        elif self._waiting.fresh or self._waiting.heavy:
            worker.jobs.popleft()
            job.worker = None
            self._waiting.parked.put(job)
            self._kill(worker)
        else:
            self._used[worker].again = now + self.settings.slice / 2  # nobody waits for the place: look again
        self._dispatch()

    def _take_back(self, worker: Worker) -> None:
        """Take back the queries given to a worker ahead of time; what it answers to them goes to nobody."""
        for place in range(len(worker.jobs) - 1, 0, -1):
            job = worker.jobs[place]
            if not job.ended:
                worker.jobs[place] = job.abandoned()
                job.worker = None
                self._waiting.put_back(job)

    # -- workers ---------------------------------------------------------------------------------------------

    def _top_up(self) -> None:
        """Start as many workers as are missing."""
        if self._closing or self._retry is not None:
            return
        for _ in range(self._wanted - len(self._workers)):
            worker = Worker(self)
            if not self._processes.spawn("worker", self.settings.limits, worker):
                self._try_later()
                return
            self._workers.add(worker)

    def _try_later(self) -> None:
        """Workers die before they can take a query, or cannot be forked: do not try without end, nor let queries wait.

        Those that wait are told when several tries have failed and no worker is left; so are those that come meanwhile,
        at the next try.
        """
        if self._retry is not None or self._closing:
            return
        self._failures += 1
        delay = min(5.0, 0.05 * 2**self._failures)
        self._retry = asyncio.get_running_loop().call_later(delay, self._again)
        if self._failures >= _TRIES and not self.ready:
            for job in list(self._jobs.values()):
                self._end(
                    job,
                    Unavailable(
                        "No process that answers queries can be started just now.",
                        hint="Try again in a moment; if it stays so, the server's log says why.",
                        headers={"Retry-After": "5"},
                    ),
                )

    def _again(self) -> None:
        self._retry = None
        self._top_up()

    def free(self, worker: Worker) -> None:
        """A worker can take its first query; one that has answered before goes before it, for its caches are filled.

        So a slow query, after which a worker goes, takes one of those: none stays behind full while nothing needs it.
        """
        self._failures = 0
        if len(self._workers) > self._wanted:
            self._retire(worker)  # what it was to stand in for has come back
            return
        self._idle.insert(0, worker)
        self._dispatch()

    def begun(self) -> None:
        """A long answer has begun: idle workers that have grown exit, for their memory counts beside what it needs."""
        for worker in list(self._idle):
            # The place of the one before may have been taken by a query that waited, and this worker given to it.
            if worker in self._idle and worker.resident() - worker.fresh > _GROWN:
                self._retire(worker)

    def done(self, worker: Worker, job: Job) -> None:
        """A worker has answered a query to the end."""
        self._jobs.pop(job.id, None)
        if worker.slow:
            if self.clock() - job.started < self.settings.slice:
                self._waiting.forget_slow(job)
            if worker.lowered or worker.jobs or worker.resident() > _LARGE:
                self._retire(worker)  # its priority cannot be raised again, nor its memory be taken from it
                return
            worker.slow = False
            self._slow.discard(worker)
            self._idle.append(worker)
            if len(self._idle) > 1 and len(self._workers) > self._wanted:
                self._retire(self._idle[0])
        elif not worker.jobs:
            self._lane.workers.discard(worker)
            self._idle.append(worker)
        if self._waiting:
            self._dispatch()

    def _retire(self, worker: Worker) -> None:
        worker.exiting = True
        self._leave(worker)
        worker.close()

    @property
    def _wanted(self) -> int:
        """One warm worker more than are running, so that a place that falls free is taken at once."""
        return self.settings.workers + 1 + len(self._slow)

    def _leave(self, worker: Worker) -> None:
        """A worker that is to end gives up its place, and what was given to it ahead."""
        self._workers.discard(worker)
        self._lane.workers.discard(worker)
        self._slow.discard(worker)
        self._used.pop(worker, None)
        if worker in self._idle:
            self._idle.remove(worker)
        for job in reversed(worker.jobs):
            job.worker = None
            if not job.ended:
                self._waiting.fresh.put(job, first=True)
        worker.jobs.clear()
        self._top_up()
        self._dispatch()

    def no_longer_idle(self, worker: Worker) -> None:
        """The socket of a worker was closed from the other side; what that means is known when it is dead."""
        if worker in self._idle:
            self._idle.remove(worker)

    def reap(self, worker: Worker, status: int) -> None:
        """A worker is dead: its query fails with what this end means."""
        if not worker.exiting:
            if not worker.ready:
                self._try_later()
            worker.exiting = True
            if worker.jobs:
                self._observe("died")
                job = worker.jobs.popleft()
                job.worker = None
                self._jobs.pop(job.id, None)
                job.fail(meaning_of(status, worker.last_words, query=job.id))
            self._leave(worker)
        worker.close()
