"""The worker pool: who runs when, for how long, and what becomes of a query whose worker ends.

A query starts in the quick lane (`workers` processes). One that has run for `slice` seconds is a slow query: its
process is given the lowest priority and another, warm one takes its place in the quick lane, so that a small query
never waits for a large one. There are `slow_places` for slow queries; one that finds none and has answered nothing yet
goes back to the queue of slow queries and starts again when there is a place. Both queues take one query of each client
in turn, and both together hold `queue` queries; the next is refused at once. Under load a process is given its next
query before it has answered the last (`_AHEAD`), which saves it a wake-up; such a query is taken back when the one
before it turns out to be slow.

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
from dataclasses import dataclass
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
_AHEAD: Final = 2
_TICK: Final = 0.02
_REMEMBERED: Final = 4096


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


class Job:
    """One query on its way through the pool.

    `on_head` is called once: when the first part of the answer is there (`form`, `flag`, `first`, `whole`), or when
    there will be none (`failure`). The parts after it come from `stream()`.
    """

    __slots__ = (
        "arrived", "chunks", "client", "created", "deadline", "ended", "failure", "first", "flag", "form", "headed",
        "id", "on_head", "question", "slow", "started", "timeout", "whole", "worker",
    )  # fmt: skip

    def __init__(
        self, question: Question, *, id: str, client: str, timeout: float, on_head: Callable[["Job"], None]
    ) -> None:
        self.question = question
        self.id = id
        self.client = client
        self.timeout = timeout
        self.on_head = on_head
        self.created = time.monotonic()
        self.deadline = self.created + timeout
        self.started = 0.0
        self.form = self.first = b""
        self.flag = frames.WHOLE
        self.whole = False
        self.headed = False
        self.ended = False
        self.failure: Refusal | None = None
        self.chunks: deque[bytes] = deque()
        self.arrived: asyncio.Event | None = None
        self.worker: Worker | None = None
        self.slow = False

    def head(self, payload: bytes, *, whole: bool) -> None:
        """Take the first part of the answer."""
        self.form, self.flag, self.first = payload[:1], payload[1:2], payload[2:]
        self.whole = self.ended = whole
        self.headed = True
        self.on_head(self)

    def fail(self, refusal: Refusal) -> None:
        """End with a refusal; before the first part it becomes the answer, afterwards it aborts the connection."""
        if self.ended:
            return
        self.ended = True
        self.failure = refusal
        if not self.headed:
            self.headed = True
            self.on_head(self)
        self.wake()

    def ghost(self) -> "Job":
        """Return a job that nobody waits for, to stand in this one's place in a worker's line."""
        ghost = Job(self.question, id="", client="", timeout=self.timeout, on_head=lambda _: None)
        ghost.ended = ghost.headed = True
        return ghost

    def wake(self) -> None:
        """Something has changed for whoever reads the stream."""
        if self.arrived is not None:
            self.arrived.set()

    async def stream(self) -> AsyncIterator[bytes]:
        """Yield the parts after the first; raise the refusal that cut them short."""
        self.arrived = asyncio.Event()
        while True:
            while self.chunks:
                chunk = self.chunks.popleft()
                if self.worker is not None and len(self.chunks) < _HELD_CHUNKS // 2:
                    self.worker.resume()
                yield chunk
            if self.ended:
                if self.failure is not None:
                    raise self.failure
                return
            self.arrived.clear()
            await self.arrived.wait()


class Worker(asyncio.Protocol):
    """The front's end of one worker process; `jobs[0]` is what it is running."""

    def __init__(self, pool: "Pool", number: int) -> None:
        self.pool = pool
        self.number = number
        self.pid = 0
        self.jobs: deque[Job] = deque()
        self.ready = False
        self.slow = False
        self.doomed: Refusal | None = None
        self.status: int | None = None
        self._transport: asyncio.Transport | None = None
        self._buffer = bytearray()
        self._paused = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        self._transport = cast(asyncio.Transport, transport)

    def ask(self, job: Job) -> None:
        """Give the worker a job, to run when it has answered those before."""
        if not self.jobs:
            job.started = time.monotonic()
        self.jobs.append(job)
        job.worker = self
        if self._transport is not None:
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
        if self.doomed is not None:
            return
        if kind == frames.READY:
            self.ready = True
            self.pool.free(self)
            return
        if not self.jobs:
            return
        job = self.jobs[0]
        if kind == frames.COMPLETE:
            self._next()
            if not job.ended:
                job.head(payload, whole=True)
        elif kind == frames.FIRST:
            if not job.ended:
                job.head(payload, whole=False)
        elif kind == frames.MORE and job.ended:
            pass
        elif kind == frames.MORE:
            job.chunks.append(payload)
            if len(job.chunks) >= _HELD_CHUNKS and not self._paused and self._transport is not None:
                self._paused = True
                self._transport.pause_reading()
            job.wake()
        elif kind == frames.END:
            job.flag = payload
            job.ended = True
            self._next()
            job.wake()
        elif kind == frames.ERROR:
            self._next()
            job.fail(_refusal_of(json.loads(payload)))

    def _next(self) -> None:
        job = self.jobs.popleft()
        job.worker = None
        if self.jobs:
            self.jobs[0].started = time.monotonic()
        self.resume()
        self.pool.done(self, job)

    def resume(self) -> None:
        """Read on, after the client has taken what was held."""
        if self._paused and self._transport is not None:
            self._paused = False
            self._transport.resume_reading()

    def connection_lost(self, exc: Exception | None) -> None:
        """The process is gone or going."""
        self._transport = None
        self.pool.lost(self)

    def close(self) -> None:
        """Let the process go when it is idle."""
        if self._transport is not None:
            self._transport.close()

    def seconds_used(self) -> float:
        """Return the processor time the process has used so far."""
        try:
            with open(f"/proc/{self.pid}/stat", "rb") as file:  # noqa: PTH123 - a hundred times cheaper than a Path
                fields = file.read().rpartition(b")")[2].split()
        except OSError:
            return 0.0
        return (int(fields[11]) + int(fields[12])) / _CLOCK


_CLOCK: Final = os.sysconf("SC_CLK_TCK")


class Turns:
    """Jobs waiting: first come, first served within a client, clients in turn."""

    def __init__(self) -> None:
        self._clients: OrderedDict[str, deque[Job]] = OrderedDict()
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def put(self, job: Job, *, first: bool = False) -> None:
        """Add a job at the end of its client's line, or in front of it."""
        jobs = self._clients.setdefault(job.client, deque())
        if first:
            jobs.appendleft(job)
            self._clients.move_to_end(job.client, last=False)
        else:
            jobs.append(job)
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
        self._quick: set[Worker] = set()
        self._slow: set[Worker] = set()
        self._workers: dict[int, Worker] = {}
        self._by_pid: dict[int, Worker] = {}
        self._used: dict[Worker, tuple[Job, float]] = {}
        self._next = 0
        self._forkserver: asyncio.subprocess.Process | None = None
        self._control: socket.socket | None = None
        self._closing = False
        self._known_slow: OrderedDict[int, None] = OrderedDict()
        self._ticker: asyncio.TimerHandle | None = None
        self._tasks: set[asyncio.Task[Any]] = set()

    # -- life ------------------------------------------------------------------------------------------------

    async def start(self) -> None:
        """Start the fork server and the first workers."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        ours.setblocking(False)
        self._forkserver = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "web.sparql.forkserver", str(theirs.fileno()), pass_fds=(theirs.fileno(),)
        )
        theirs.close()
        self._control = ours
        asyncio.get_running_loop().add_reader(ours, self._heard)
        self._top_up()

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
        if self._ticker is not None:
            self._ticker.cancel()
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
        """Queries given to workers."""
        return len(self._jobs) - self.waiting

    @property
    def alive(self) -> int:
        """Worker processes, busy and idle."""
        return len(self._workers)

    def running(self) -> list[Running]:
        """Return what waits and runs, longest first."""
        now = time.monotonic()
        return [
            Running(
                job.id,
                job.client,
                now - job.created,
                "waiting" if job.worker is None else "slow" if job.slow else "running",
                job.question.text,
            )
            for job in sorted(self._jobs.values(), key=lambda j: j.created)
        ]

    # -- queries ---------------------------------------------------------------------------------------------

    def submit(self, job: Job) -> None:
        """Put a query in line; raise Busy where the line is full, BadRequest where the id is taken."""
        if self._closing:
            raise Unavailable("The server is shutting down.")
        if job.id in self._jobs:
            raise BadRequest(f"A query with the id {job.id} is running.", hint="Choose another Query-Id.")
        if self.waiting >= self.settings.queue:
            raise Busy(
                f"{self.waiting} queries are waiting already.", hint="Try again in a moment.", retry_after=2
            )
        self._jobs[job.id] = job
        if self._known_slow and hash(job.question.text) in self._known_slow:
            self._parked.put(job)
        else:
            self._fresh.put(job)
        if self._ticker is None:
            self._ticker = asyncio.get_running_loop().call_later(_TICK, self._tick)
        self._dispatch()

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
        if not self._jobs:
            self._used.clear()
            return
        now = time.monotonic()
        for worker in list(self._quick):
            if worker.jobs and now - worker.jobs[0].started > self.settings.slice:
                self._overrun(worker, worker.jobs[0], now)
        for job in [job for job in self._jobs.values() if job.deadline < now]:
            self._observe("timeout")
            self._end(
                job,
                TimedOut(
                    f"The query did not end within {job.timeout:g} seconds.",
                    hint="Ask for less (LIMIT, a narrower pattern), or allow more time with timeout=.",
                ),
            )
        self._ticker = asyncio.get_running_loop().call_later(_TICK, self._tick)

    def _end(self, job: Job, refusal: Refusal) -> None:
        worker = job.worker
        self._jobs.pop(job.id, None)
        if worker is None:
            self._fresh.discard(job)
            self._parked.discard(job)
        elif worker.jobs and worker.jobs[0] is job:
            worker.jobs.popleft()
            self._kill(worker, refusal)
        else:
            # Given ahead and not begun: the worker will answer it all the same, and nobody listens.
            pass
        job.fail(refusal)

    def _kill(self, worker: Worker, refusal: Refusal) -> None:
        worker.doomed = refusal
        self._observe("killed")
        self._tell({"kill": worker.pid})
        # Its place is free now; the process itself goes in its own time.
        self._leave(worker)

    def _dispatch(self) -> None:
        while self._parked and self._idle and len(self._slow) < self.settings.slow_places:
            self._start_slow(self._idle.pop(), self._parked.take())
        while self._fresh:
            if self._idle and len(self._quick) < self.settings.workers:
                worker = self._idle.pop()
                self._quick.add(worker)
            else:
                worker = min(self._quick, key=lambda w: len(w.jobs), default=None)  # type: ignore[assignment]
                if worker is None or len(worker.jobs) >= _AHEAD:
                    break
            worker.ask(self._fresh.take())
        if not self._idle:
            self._top_up()

    def _start_slow(self, worker: Worker, job: Job) -> None:
        self._lower(worker)
        job.slow = True
        worker.ask(job)

    def _lower(self, worker: Worker) -> None:
        worker.slow = True
        self._quick.discard(worker)
        self._slow.add(worker)
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, worker.pid, _LOWEST)

    def _overrun(self, worker: Worker, job: Job, now: float) -> None:
        """A query has been running for longer than a quick one does: find out whether it is slow or only starved."""
        if job.ended:
            worker.jobs.popleft()  # a query that was cancelled, or taken back, before it began
            self._kill(worker, Cancelled("nobody waits for it"))
            return
        known = self._used.get(worker)
        used = worker.seconds_used()
        if known is None or known[0] is not job:
            # The processor time it began with was not noted, for most queries never need it: note it, look again.
            self._used[worker] = (job, used)
            job.started = now - self.settings.slice / 2
            return
        del self._used[worker]
        if used - known[1] < self.settings.slice / 8 and not job.headed:
            job.started = now - self.settings.slice / 2
            return
        self._known_slow[hash(job.question.text)] = None
        while len(self._known_slow) > _REMEMBERED:
            self._known_slow.popitem(last=False)
        self._take_back(worker)
        if len(self._slow) < self.settings.slow_places or job.headed:
            job.slow = True
            self._lower(worker)
            self._top_up()
        elif self._fresh:
            worker.jobs.popleft()
            job.worker = None
            self._parked.put(job)
            self._kill(worker, Busy("parked"))
        else:
            job.started = now  # nobody waits for the place: look again later
        self._dispatch()

    def _take_back(self, worker: Worker) -> None:
        """Take back the queries given to a worker ahead of time; what it answers to them goes to nobody."""
        for place in range(len(worker.jobs) - 1, 0, -1):
            job = worker.jobs[place]
            if not job.ended:
                worker.jobs[place] = job.ghost()
                job.worker = None
                self._fresh.put(job, first=True)

    # -- workers ---------------------------------------------------------------------------------------------

    def _top_up(self) -> None:
        """Keep one warm worker more than are running, so that a place that falls free is taken at once."""
        if self._closing or self._control is None:
            return
        for _ in range(self.settings.workers + 1 + len(self._slow) - len(self._workers)):
            self._spawn()

    def _spawn(self) -> None:
        if self._control is None:
            return
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        self._next += 1
        worker = Worker(self, self._next)
        limits = {
            "root": self.settings.root,
            "memory": self.settings.memory,
            "stack": self.settings.stack,
            "network": self.settings.network,
        }
        order = json.dumps({"spawn": worker.number, "limits": limits}).encode()
        try:
            socket.send_fds(self._control, [order], [theirs.fileno()])
        except OSError:
            ours.close()
            return
        finally:
            theirs.close()
        self._workers[worker.number] = worker
        ours.setblocking(False)
        loop = asyncio.get_running_loop()
        task = loop.create_task(loop.create_unix_connection(lambda: worker, sock=ours))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _tell(self, message: dict[str, Any]) -> None:
        if self._control is not None:
            with contextlib.suppress(OSError):
                self._control.send(json.dumps(message).encode())

    def _heard(self) -> None:
        while self._control is not None:
            try:
                message = self._control.recv(65536)
            except BlockingIOError:
                return
            except OSError:
                message = b""
            if message:
                self._note(json.loads(message))
            else:
                self._forkserver_lost(self._control)

    def _note(self, news: dict[str, int]) -> None:
        if "born" in news:
            worker = self._workers.get(news["born"])
            if worker is not None:
                worker.pid = news["pid"]
                self._by_pid[news["pid"]] = worker
            return
        dead = self._by_pid.pop(news["dead"], None)
        if dead is not None:
            dead.status = news["status"]
            self._bury(dead)

    def _forkserver_lost(self, control: socket.socket) -> None:
        """The fork server was killed, and its workers with it: all begin again, the queries that ran are lost."""
        loop = asyncio.get_running_loop()
        loop.remove_reader(control)
        control.close()
        self._control = None
        self._by_pid.clear()
        for worker in list(self._workers.values()):
            worker.doomed = Unavailable("The processes that answer queries were ended from outside.")
            for job in worker.jobs:
                self._jobs.pop(job.id, None)
                job.fail(worker.doomed)
            worker.jobs.clear()
            self._leave(worker)
            worker.close()
        if not self._closing:
            self._observe("restarted")
            task = loop.create_task(self.start())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    def free(self, worker: Worker) -> None:
        """A worker can take its first query."""
        self._idle.append(worker)
        self._dispatch()

    def done(self, worker: Worker, job: Job) -> None:
        """A worker has answered a query to the end."""
        self._jobs.pop(job.id, None)
        if worker.slow:
            if time.monotonic() - job.started < self.settings.slice:
                self._known_slow.pop(hash(job.question.text), None)
            # Its priority cannot be raised again, and its memory is fragmented: a fresh one is better.
            worker.doomed = Cancelled("done")
            self._leave(worker)
            worker.close()
            return
        if not worker.jobs:
            self._quick.discard(worker)
            self._idle.append(worker)
        self._dispatch()

    def _leave(self, worker: Worker) -> None:
        """A worker that is to end gives up its place, and what was given to it ahead."""
        self._workers.pop(worker.number, None)
        self._quick.discard(worker)
        self._slow.discard(worker)
        self._used.pop(worker, None)
        if worker in self._idle:
            self._idle.remove(worker)
        for job in reversed(worker.jobs):
            job.worker = None
            if not job.ended:
                self._fresh.put(job, first=True)
        worker.jobs.clear()
        self._top_up()
        self._dispatch()

    def lost(self, worker: Worker) -> None:
        """The socket of a worker was closed from the other side."""
        if worker.status is None and worker.doomed is None and self._control is not None:
            # How it ended is told by the fork server, usually within a millisecond.
            asyncio.get_running_loop().call_later(2.0, self._bury, worker)
        else:
            self._bury(worker)

    def _bury(self, worker: Worker) -> None:
        """A worker is dead: its query fails with what this end means."""
        if worker.doomed is None:
            worker.doomed = _meaning_of(worker.status)
            if worker.jobs:
                self._observe("died")
                job = worker.jobs.popleft()
                job.worker = None
                self._jobs.pop(job.id, None)
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
