"""The worker pool: who runs when, for how long, and what becomes of a query whose worker ends.

A query starts in the quick lane (`workers` places). One that has run for `slice` seconds is a slow query: its process
is given the lowest priority and another, warm one takes its place in the quick lane, so that a small query never waits
for a large one. There are `slow_places` for slow queries; one that finds none and has answered nothing yet goes back to
the queue of slow queries and starts again when there is a place. Both queues take one query of each client in turn, and
both together hold `queue` queries; the next is refused at once.

All of it runs in one event loop and holds no lock. Processes are forked by `forkserver`, which alone may wait for them.
"""

import asyncio
import contextlib
import json
import os
import signal
import socket
import sys
import time
from collections import OrderedDict, deque
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any, Final, cast

from web.sparql import frames
from web.sparql.frames import Question
from web.sparql.problems import (
    BadRequest,
    BadSyntax,
    Busy,
    Cancelled,
    Forbidden,
    NotAcceptable,
    OutOfMemory,
    QueryTooComplex,
    Refusal,
    TimedOut,
    TooLarge,
    Unavailable,
)

_HELD_CHUNKS: Final = 8
_LOWEST: Final = 19


@dataclass(frozen=True)
class PoolSettings:
    """How many processes, and what each may use. Bytes and seconds."""

    root: str
    workers: int = 2
    slow_places: int = 4
    queue: int = 256
    slice: float = 0.25
    memory: int = 1 << 30
    stack: int = 64 << 20
    network: bool = False


@dataclass(frozen=True)
class Running:
    """A query that is waiting or running, as its administrator sees it."""

    id: str
    client: str
    seconds: float
    state: str
    text: str


@dataclass(eq=False)
class Job:
    """One query on its way through the pool."""

    question: Question
    id: str
    client: str
    timeout: float
    created: float = field(default_factory=time.monotonic)
    head: "asyncio.Future[tuple[bytes, bytes, bytes, bool]]" = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )
    chunks: deque[bytes] = field(default_factory=deque)
    arrived: asyncio.Event | None = None
    flag: bytes = frames.WHOLE
    ended: bool = False
    failure: Refusal | None = None
    worker: "Worker | None" = None
    slow: bool = False
    started: float = 0.0
    timer: asyncio.TimerHandle | None = None

    @property
    def state(self) -> str:
        """Waiting, running or slow."""
        return "waiting" if self.worker is None else "slow" if self.slow else "running"

    def fail(self, refusal: Refusal) -> None:
        """End with a refusal; before the first chunk it becomes the answer, afterwards it aborts the connection."""
        if self.ended:
            return
        self.ended = True
        self.failure = refusal
        if not self.head.done():
            self.head.set_exception(refusal)
            self.head.exception()  # the client may be gone: then nobody asks
        if self.arrived is not None:
            self.arrived.set()

    async def stream(self) -> AsyncIterator[bytes]:
        """Yield the parts after the first; raise the refusal that cut them short."""
        while True:
            while self.chunks:
                chunk = self.chunks.popleft()
                if self.worker is not None and len(self.chunks) < _HELD_CHUNKS:
                    self.worker.resume()
                yield chunk
            if self.ended:
                if self.failure is not None:
                    raise self.failure
                return
            self.arrived = asyncio.Event()
            await self.arrived.wait()


class Worker(asyncio.Protocol):
    """The front's end of one worker process."""

    def __init__(self, pool: "Pool", number: int) -> None:
        self.pool = pool
        self.number = number
        self.pid = 0
        self.job: Job | None = None
        self.ready = False
        self.doomed: Refusal | None = None
        self.lost = False
        self.status: int | None = None
        self._transport: asyncio.Transport | None = None
        self._buffer = bytearray()
        self._paused = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        self._transport = cast(asyncio.Transport, transport)

    def ask(self, job: Job) -> None:
        """Give the worker a job."""
        self.job = job
        job.worker = self
        assert self._transport is not None
        self._transport.write(job.question.frame())

    def data_received(self, data: bytes) -> None:
        """Take frames apart and hand them to the job."""
        if self._buffer:
            self._buffer += data
            data = bytes(self._buffer)
            self._buffer.clear()
        position, size = 0, len(data)
        while size - position >= 5:
            kind, length = frames.HEADER.unpack_from(data, position)
            end = position + 5 + length
            if end > size:
                break
            self._take(kind, data[position + 5 : end])
            position = end
        if position < size:
            self._buffer += data[position:]

    def _take(self, kind: bytes, payload: bytes) -> None:
        job = self.job
        if kind == frames.READY:
            self.ready = True
            self.pool.free(self)
            return
        if job is None or job.ended:
            return
        if kind == frames.COMPLETE:
            job.ended = True
            if not job.head.done():
                job.head.set_result((payload[:1], payload[1:2], payload[2:], True))
            self.pool.done(self)
        elif kind == frames.FIRST:
            if not job.head.done():
                job.head.set_result((payload[:1], payload[1:2], payload[2:], False))
        elif kind == frames.MORE:
            job.chunks.append(payload)
            if len(job.chunks) >= _HELD_CHUNKS and not self._paused and self._transport is not None:
                self._paused = True
                self._transport.pause_reading()
            if job.arrived is not None:
                job.arrived.set()
        elif kind == frames.END:
            job.flag = payload
            job.ended = True
            if job.arrived is not None:
                job.arrived.set()
            self.pool.done(self)
        elif kind == frames.ERROR:
            job.fail(_refusal_of(json.loads(payload)))
            self.pool.done(self)

    def resume(self) -> None:
        """Read on, after the client has taken what was held."""
        if self._paused and self._transport is not None:
            self._paused = False
            self._transport.resume_reading()

    def connection_lost(self, exc: Exception | None) -> None:
        """The process is gone or going."""
        self.lost = True
        self.pool.lost(self)

    def close(self) -> None:
        """Let the process go when it is idle."""
        if self._transport is not None:
            self._transport.close()


class Turns:
    """Jobs waiting: first come, first served within a client, clients in turn."""

    def __init__(self) -> None:
        self._clients: OrderedDict[str, deque[Job]] = OrderedDict()
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def put(self, job: Job) -> None:
        """Add a job at the end of its client's line."""
        self._clients.setdefault(job.client, deque()).append(job)
        self._count += 1

    def take(self) -> Job:
        """Remove and return the next job."""
        client, jobs = next(iter(self._clients.items()))
        job = jobs.popleft()
        self._count -= 1
        if jobs:
            self._clients.move_to_end(client)
        else:
            del self._clients[client]
        return job

    def discard(self, job: Job) -> None:
        """Remove a job where it still waits."""
        jobs = self._clients.get(job.client)
        if jobs is not None and job in jobs:
            jobs.remove(job)
            self._count -= 1
            if not jobs:
                del self._clients[job.client]


class Pool:
    """Runs queries in worker processes."""

    def __init__(self, settings: PoolSettings, *, observe: Callable[[str], None] = lambda _: None) -> None:
        self.settings = settings
        self._observe = observe
        self._jobs: dict[str, Job] = {}
        self._fresh = Turns()
        self._parked = Turns()
        self._idle: list[Worker] = []
        self._workers: dict[int, Worker] = {}
        self._by_pid: dict[int, Worker] = {}
        self._quick_running = 0
        self._slow_running = 0
        self._next = 0
        self._forkserver: asyncio.subprocess.Process | None = None
        self._control: socket.socket | None = None
        self._closing = False
        self._known_slow: OrderedDict[int, None] = OrderedDict()

    # -- life ------------------------------------------------------------------------------------------------

    async def start(self) -> None:
        """Start the fork server and the first workers; return when one can take a query."""
        self._closing = False
        await self._start_forkserver()
        self._top_up()

    async def _start_forkserver(self) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        ours.setblocking(False)
        self._forkserver = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "web.sparql.forkserver", str(theirs.fileno()), pass_fds=(theirs.fileno(),)
        )
        theirs.close()
        self._control = ours
        asyncio.get_running_loop().add_reader(ours, self._heard)

    async def stop(self) -> None:
        """End every query and every process."""
        self._closing = True
        for job in list(self._jobs.values()):
            self._end(job, Unavailable("The server is shutting down."))
        for worker in list(self._workers.values()):
            worker.close()
        if self._control is not None:
            asyncio.get_running_loop().remove_reader(self._control)
            self._control.close()
            self._control = None
        if self._forkserver is not None:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._forkserver.wait(), 5)
            if self._forkserver.returncode is None:
                self._forkserver.kill()
                await self._forkserver.wait()
        await asyncio.sleep(0)

    @property
    def ready(self) -> bool:
        """Whether some worker has said that it can take a query."""
        return any(worker.ready for worker in self._workers.values())

    @property
    def waiting(self) -> int:
        """Queries in both queues."""
        return len(self._fresh) + len(self._parked)

    @property
    def busy(self) -> int:
        """Queries being run."""
        return self._quick_running + self._slow_running

    def running(self) -> list[Running]:
        """Return what waits and runs, longest first."""
        now = time.monotonic()
        return [
            Running(job.id, job.client, now - job.created, job.state, job.question.text)
            for job in sorted(self._jobs.values(), key=lambda j: j.created)
        ]

    # -- queries ---------------------------------------------------------------------------------------------

    def submit(self, question: Question, *, id: str, client: str, timeout: float) -> Job:
        """Put a query in line; raise Busy where the line is full, BadRequest where the id is taken."""
        if self._closing:
            raise Unavailable("The server is shutting down.")
        if id in self._jobs:
            raise BadRequest(f"A query with the id {id} is running.", hint="Choose another Query-Id.")
        job = Job(question, id, client, timeout)
        if (
            not (self._idle and self._quick_running < self.settings.workers)
            and self.waiting >= self.settings.queue
        ):
            raise Busy(
                f"{self.waiting} queries are waiting already.", hint="Try again in a moment.", retry_after=2
            )
        self._jobs[id] = job
        job.timer = asyncio.get_running_loop().call_later(timeout, self._late, job)
        if hash(question.text) in self._known_slow:
            job.slow = True
            self._parked.put(job)
        else:
            self._fresh.put(job)
        self._dispatch()
        return job

    def cancel(self, id: str, refusal: Refusal | None = None) -> bool:
        """End a query by its id; return whether there was one."""
        job = self._jobs.get(id)
        if job is None:
            return False
        self._end(job, refusal or Cancelled("The query was cancelled by its id."))
        return True

    def _late(self, job: Job) -> None:
        self._observe("timeout")
        self._end(
            job,
            TimedOut(
                f"The query did not end within {job.timeout:g} seconds.",
                hint="Ask for less (LIMIT, a narrower pattern), or allow more time with timeout=.",
            ),
        )

    def _end(self, job: Job, refusal: Refusal) -> None:
        job.fail(refusal)
        worker = job.worker
        if worker is None:
            self._fresh.discard(job)
            self._parked.discard(job)
            self._forget(job)
        elif worker.doomed is None:
            self._kill(worker, refusal)

    def _kill(self, worker: Worker, refusal: Refusal) -> None:
        worker.doomed = refusal
        self._observe("killed")
        self._tell({"kill": worker.pid})
        # Its place is free now; the process itself goes in its own time.
        self._leave(worker)

    def _forget(self, job: Job) -> None:
        if job.timer is not None:
            job.timer.cancel()
            job.timer = None
        if self._jobs.get(job.id) is job:
            del self._jobs[job.id]

    def _dispatch(self) -> None:
        while self._idle:
            if self._parked and self._slow_running < self.settings.slow_places:
                self._run(self._parked.take(), slow=True)
            elif self._fresh and self._quick_running < self.settings.workers:
                self._run(self._fresh.take(), slow=False)
            else:
                break
        if len(self._idle) == 0:
            self._top_up()

    def _run(self, job: Job, *, slow: bool) -> None:
        worker = self._idle.pop()
        job.started = time.monotonic()
        job.slow = slow
        if slow:
            self._slow_running += 1
            self._lower(worker)
        else:
            self._quick_running += 1
            asyncio.get_running_loop().call_later(self.settings.slice, self._overrun, job, worker)
        worker.ask(job)

    def _overrun(self, job: Job, worker: Worker) -> None:
        """The job has had its time in the quick lane."""
        if job.worker is not worker or worker.job is not job or job.slow or job.ended:
            return
        self._note_slow(job)
        if self._slow_running < self.settings.slow_places or job.head.done():
            job.slow = True
            self._quick_running -= 1
            self._slow_running += 1
            self._lower(worker)
            self._top_up()
            self._dispatch()
        elif self._fresh:
            worker.job = None
            job.worker = None
            job.slow = True
            self._kill_quietly(worker)
            self._parked.put(job)
        else:
            # Nobody waits for the place: look again later.
            asyncio.get_running_loop().call_later(self.settings.slice, self._overrun, job, worker)

    def _kill_quietly(self, worker: Worker) -> None:
        worker.doomed = Busy("parked")
        self._tell({"kill": worker.pid})
        self._quick_running -= 1
        self._workers.pop(worker.number, None)
        self._top_up()
        self._dispatch()

    def _note_slow(self, job: Job) -> None:
        self._known_slow[hash(job.question.text)] = None
        while len(self._known_slow) > 4096:
            self._known_slow.popitem(last=False)

    def _lower(self, worker: Worker) -> None:
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, worker.pid, _LOWEST)

    # -- workers ---------------------------------------------------------------------------------------------

    def _top_up(self) -> None:
        """Keep one warm worker more than are running, so that a place that falls free is taken at once."""
        if self._closing or self._control is None:
            return
        alive = sum(1 for worker in self._workers.values() if worker.doomed is None)
        wanted = self.settings.workers + 1 + self._slow_running
        for _ in range(wanted - alive):
            self._spawn()

    def _spawn(self) -> None:
        assert self._control is not None
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        self._next += 1
        worker = Worker(self, self._next)
        limits = {
            "root": self.settings.root,
            "memory": self.settings.memory,
            "stack": self.settings.stack,
            "network": self.settings.network,
        }
        try:
            socket.send_fds(
                self._control,
                [json.dumps({"spawn": worker.number, "limits": limits}).encode()],
                [theirs.fileno()],
            )
        except OSError:
            ours.close()
            return
        finally:
            theirs.close()
        self._workers[worker.number] = worker
        ours.setblocking(False)
        loop = asyncio.get_running_loop()
        worker.task = loop.create_task(loop.create_unix_connection(lambda: worker, sock=ours))  # type: ignore[attr-defined]

    def _tell(self, message: dict[str, Any]) -> None:
        if self._control is not None:
            with contextlib.suppress(OSError):
                self._control.send(json.dumps(message).encode())

    def _heard(self) -> None:
        assert self._control is not None
        while True:
            try:
                message = self._control.recv(65536)
            except BlockingIOError:
                return
            except OSError:
                message = b""
            if not message:
                self._forkserver_lost()
                return
            self._note(json.loads(message))

    def _note(self, news: dict[str, int]) -> None:
        if "born" in news:
            worker = self._workers.get(news["born"])
            if worker is not None:
                worker.pid = news["pid"]
                self._by_pid[news["pid"]] = worker
            return
        worker = self._by_pid.pop(news["dead"], None)
        if worker is not None:
            worker.status = news["status"]
            self._bury(worker)

    def _forkserver_lost(self) -> None:
        if self._control is not None:
            asyncio.get_running_loop().remove_reader(self._control)
            self._control.close()
            self._control = None
        for worker in list(self._workers.values()):
            worker.status = worker.status or signal.SIGKILL
            self._bury(worker)
        if not self._closing:
            self._observe("forkserver restarted")
            self._restart = asyncio.get_running_loop().create_task(self.start())

    def free(self, worker: Worker) -> None:
        """A worker can take its first query."""
        self._idle.append(worker)
        self._dispatch()

    def done(self, worker: Worker) -> None:
        """A worker has answered its query to the end."""
        job = worker.job
        assert job is not None
        worker.job = None
        job.worker = None
        self._forget(job)
        if job.slow:
            # Its priority cannot be raised again, and its memory is fragmented: a fresh one is better.
            self._slow_running -= 1
            worker.doomed = Cancelled("done")
            self._workers.pop(worker.number, None)
            worker.resume()
            worker.close()
        else:
            self._quick_running -= 1
            worker.resume()
            self._idle.append(worker)
        self._dispatch()

    def _leave(self, worker: Worker) -> None:
        """A worker that is to end gives up its job and its place."""
        job = worker.job
        self._workers.pop(worker.number, None)
        if worker in self._idle:
            self._idle.remove(worker)
        if job is not None:
            worker.job = None
            job.worker = None
            self._forget(job)
            if job.slow:
                self._slow_running -= 1
            else:
                self._quick_running -= 1
        self._top_up()
        self._dispatch()

    def lost(self, worker: Worker) -> None:
        """The socket of a worker was closed from the other side."""
        if (
            worker.status is None
            and worker.doomed is None
            and not self._closing
            and self._control is not None
        ):
            # How it ended is told by the fork server, usually within a millisecond.
            asyncio.get_running_loop().call_later(2.0, self._bury, worker)
            return
        self._bury(worker)

    def _bury(self, worker: Worker) -> None:
        """A worker is dead: its job fails with what its end means."""
        if worker.doomed is None:
            job = worker.job
            worker.doomed = _meaning_of(worker.status)
            if job is not None:
                self._observe("died")
                job.fail(worker.doomed)
            self._leave(worker)
        worker.close()


def _meaning_of(status: int | None) -> Refusal:
    """Say what a worker's wait status means for the query it was running."""
    number = os.WTERMSIG(status) if status is not None and os.WIFSIGNALED(status) else 0
    if number in {signal.SIGSEGV, signal.SIGBUS}:
        return QueryTooComplex(
            "The query nests too deeply to be evaluated.",
            hint="Flatten nested groups, lists and expressions.",
        )
    return OutOfMemory(
        "The query used all the memory one query may have.",
        hint="Ask for less: LIMIT without ORDER BY, a narrower pattern, fewer groups.",
    )


def _refusal_of(error: dict[str, Any]) -> Refusal:
    kind, message = error["kind"], error["message"]
    if kind == "syntax":
        line, column = error.get("line"), error.get("column")
        where = f"Line {line}, column {column}: " if line else ""
        return BadSyntax(where + message, line=line, column=column)
    return {
        "unacceptable": NotAcceptable,
        "bytes": TooLarge,
        "memory": OutOfMemory,
        "store": Unavailable,
        "outside": Forbidden,
    }.get(kind, BadRequest)(message)
