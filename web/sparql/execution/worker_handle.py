"""The web process's ends of its worker processes."""

import json
import os
from collections import deque
from collections.abc import Callable
from typing import Final, Protocol

from web.sparql.execution import wire
from web.sparql.execution.exit_status import refusal_of
from web.sparql.execution.jobs import HELD_CHUNKS, Job
from web.sparql.execution.processes import ChildProcess

_CLOCK: Final = os.sysconf("SC_CLK_TCK")
_PAGE: Final = os.sysconf("SC_PAGE_SIZE")


class Owner(Protocol):
    """The pool that a worker belongs to, as the worker knows it."""

    clock: Callable[[], float]
    """Gives the time in seconds."""

    def free(self, worker: "Worker", /) -> None:
        """The worker can take its first query."""

    def begun(self) -> None:
        """A long answer has begun."""

    def done(self, worker: "Worker", job: Job, /) -> None:
        """The worker has answered a query to the end."""

    def no_longer_idle(self, worker: "Worker", /) -> None:
        """The process closed its socket."""

    def reap(self, worker: "Worker", status: int, /) -> None:
        """The process is dead."""


class Worker(ChildProcess):
    """Our end of one worker process; `jobs[0]` is what it is running."""

    def __init__(self, pool: Owner) -> None:
        super().__init__()
        self.pool = pool
        self.jobs: deque[Job] = deque()
        self.ready = False
        self.fresh = 0  # bytes of memory it began with
        self.slow = False
        self.lowered = False
        self.exiting = False

    def ask(self, job: Job) -> None:
        """Give the worker a job, to run when it has answered those before."""
        idle = not self.jobs
        if idle:
            job.started = self.pool.clock()
        self.jobs.append(job)
        job.worker = self
        self.send(job.frame, now=idle)

    def heard(self, kind: bytes, payload: bytes) -> None:
        """Hand a frame to the job it belongs to."""
        if self.exiting:
            return
        if kind == wire.READY:
            self.ready = True
            self.fresh = self.resident()
            self.pool.free(self)
            return
        if not self.jobs:
            return
        job = self.jobs[0]
        if kind == wire.COMPLETE:
            self._next()
            if not job.ended:
                job.head(payload, whole=True)
        elif kind == wire.FIRST:
            self.pool.begun()
            if not job.ended:
                job.head(payload, whole=False)
        elif kind == wire.MORE and job.ended:
            pass
        elif kind == wire.MORE:
            job.chunks.append(payload)
            if len(job.chunks) >= HELD_CHUNKS:
                self.pause()
            job.wake()
        elif kind == wire.END:
            job.flag = payload
            job.ended = True
            self._next()
            job.wake()
        elif kind == wire.ERROR:
            self._next()
            job.fail(refusal_of(json.loads(payload)))

    def _next(self) -> None:
        job = self.jobs.popleft()
        job.worker = None
        if self.jobs:
            self.jobs[0].started = self.pool.clock()
        self.resume()
        self.pool.done(self, job)

    def connection_lost(self, exc: Exception | None) -> None:
        """The process is gone or going: it gets nothing more."""
        super().connection_lost(exc)
        self.pool.no_longer_idle(self)

    def died(self, status: int) -> None:
        """The process is dead."""
        self.pool.reap(self, status)

    def seconds_used(self) -> float:
        """Return the processor time the process has used so far."""
        try:
            with open(f"/proc/{self.pid}/stat", "rb") as file:  # noqa: PTH123 - a hundred times cheaper than a Path
                fields = file.read().rpartition(b")")[2].split()
        except OSError:
            return 0.0
        return (int(fields[11]) + int(fields[12])) / _CLOCK

    def resident(self) -> int:
        """Return the bytes of memory the process has, 0 where nobody can say."""
        try:
            with open(f"/proc/{self.pid}/statm", "rb") as file:  # noqa: PTH123 - as above
                return int(file.read().split()[1]) * _PAGE
        except OSError:
            return 0
