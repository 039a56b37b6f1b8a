"""Queries on their way through the pool."""

import asyncio
import os
from collections import deque
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass
from typing import Final, Protocol, Self

from web.errors import Refusal
from web.sparql.execution import wire
from web.sparql.execution.wire import QueryMessage

HELD_CHUNKS: Final = 8
"""Parts of an answer that are held for a client that is slow to take them."""


class QueryIds:
    """Random ids for queries, sixteen hexadecimal digits each. The system is asked for 512 at a time: every small query
    needs one.

    >>> len(QueryIds().take())
    16
    """

    def __init__(self) -> None:
        self._left: list[str] = []

    def take(self) -> str:
        """Return an id that was not given before, and that nobody can guess."""
        if not self._left:
            digits = os.urandom(4096).hex()
            self._left = [digits[at : at + 16] for at in range(0, len(digits), 16)]
        return self._left.pop()


class Answering(Protocol):
    """The worker that answers a job, as the job knows it."""

    def resume(self) -> None:
        """Read on where its answer was held up."""


class Job:
    """One query on its way through the pool; `client` is whose turn and share it takes (`RequestRecord.share`).

    `on_head` is called once: when the first part of the answer is there (`form`, `flag`, `first`, `whole`), or when
    there will be none (`failure`). The parts after it come from `stream()`.
    """

    # What is the same for most queries stands in the class: a small one pays for each value that is set.
    created = 0.0  # when it was handed to the pool, in seconds of the pool's clock, as is `started`
    started = 0.0
    form = b""
    first = b""
    flag = wire.WHOLE
    whole = False
    encoded = False
    headed = False
    ended = False
    failure: Refusal | None = None
    owner: tuple[str, ...] = ()  # who asked (web.sparql.ownership)
    arrived: asyncio.Event | None = None
    worker: "Answering | None" = None
    slow = False
    heavy = False

    def __init__(
        self,
        query: QueryMessage,
        *,
        id: str,
        client: str,
        timeout: float,
        on_head: Callable[["Job"], None],
        frame: bytes = b"",
    ) -> None:
        self.query = query
        self.frame = frame or query.frame()
        self.id = id
        self.client = client
        self.timeout = timeout
        self.on_head = on_head
        self.chunks: deque[bytes] = deque()

    def head(self, payload: bytes, *, whole: bool) -> None:
        """Take the first part of the answer."""
        self.form, self.flag, self.first = payload[:1], payload[1:2], payload[3:]
        self.encoded = payload[2:3] == wire.ENCODED
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

    def raise_failure(self) -> None:
        """Raise the refusal that this job ended with, if it did, and keep it no longer.

        A refusal that was raised holds the frames that it went through, and they the job: a circle in which the texts
        of queries, megabytes each, would stay until the garbage collector looks for it.
        """
        failure, self.failure = self.failure, None
        try:
            if failure is not None:
                raise failure
        finally:
            del failure

    def abandoned(self) -> "Job":
        """Return a job that nobody waits for, to take the place of this one; it began when this one did."""
        query = self.query._replace(text="")  # what nobody waits for holds no text
        stand_in = Job(query, id="", client="", timeout=self.timeout, on_head=lambda _: None)
        stand_in.ended = stand_in.headed = True
        stand_in.started, stand_in.heavy = self.started, self.heavy
        return stand_in

    def wake(self) -> None:
        """Something has changed for whoever reads the stream."""
        if self.arrived is not None:
            self.arrived.set()

    async def stream(self) -> AsyncGenerator[bytes, None]:
        """Yield the parts after the first; raise the refusal that cut them short."""
        self.arrived = asyncio.Event()
        while True:
            while self.chunks:
                chunk = self.chunks.popleft()
                if self.worker is not None and len(self.chunks) < HELD_CHUNKS // 2:
                    self.worker.resume()
                yield chunk
            if self.ended:
                self.raise_failure()
                return
            self.arrived.clear()
            await self.arrived.wait()


@dataclass(frozen=True)
class Running:
    """A query that is waiting or running, as its administrator sees it."""

    id: str
    client: str
    seconds: float
    state: str
    text: str

    @classmethod
    def of(cls, job: Job, now: float) -> Self:
        """Return how a job stands; `now` is of the clock that it was created by."""
        state = "waiting" if job.worker is None else "slow" if job.slow else "running"
        address = job.owner[1] if job.owner else job.client  # an asker's second part (web.sparql.ownership)
        return cls(job.id, address, now - job.created, state, job.query.text)
