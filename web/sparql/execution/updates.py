"""The line of updates and graph writes: one writer process, and bursts share one publish.

An operation is answered when its version is published, so that a 2xx means that it is on the disk and that the next
query, from anyone, sees it.
"""

import asyncio
import contextlib
import json
import time
from collections import deque
from dataclasses import dataclass, field
from typing import Any, Final

from graph.limits import LIMITS
from web.errors import Busy, Refusal, TimedOut, Unavailable
from web.sparql.execution import wire
from web.sparql.execution.exit_status import meaning_of, refusal_of
from web.sparql.execution.limits import Limits
from web.sparql.execution.operation import Operation
from web.sparql.execution.processes import ChildProcess, Processes
from web.sparql.execution.writer import BEGUN, DONE

_LARGEST_BATCH: Final = 200
_MOST_WAITING: Final = LIMITS.waiting_updates
_GRACE: Final = 30.0


@dataclass(frozen=True)
class Outcome:
    """An operation that was applied: the version that has it, and whether it made a graph.

    `kept` describes what it was to delete and what stays (graph/claims/kept.py).
    """

    version: int
    created: bool
    kept: dict[str, Any] | None = None


@dataclass(eq=False)
class _Pending:
    operation: Operation
    timeout: float
    outcome: "asyncio.Future[Outcome]"
    begun: float = 0.0
    tries: int = 0


@dataclass(eq=False)
class _Batch:
    pending: list[_Pending]
    done: "asyncio.Future[dict[str, Any]]"
    at: int = -1
    since: float = field(default_factory=time.monotonic)


class _Writer(ChildProcess):
    """Our end of the writer process."""

    def __init__(self) -> None:
        super().__init__()
        self.ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.batch: _Batch | None = None
        self.ended = False

    def heard(self, kind: bytes, payload: bytes) -> None:
        """Take one frame."""
        if kind == wire.READY and not self.ready.done():
            self.ready.set_result(None)
        elif kind == BEGUN and self.batch is not None:
            self.batch.at = int(payload)
            self.batch.since = time.monotonic()
        elif kind == DONE and self.batch is not None and not self.batch.done.done():
            self.batch.done.set_result(json.loads(payload))

    def died(self, status: int) -> None:
        """The process ended: whoever waits for it is woken."""
        self.ended = True
        if not self.ready.done():
            self.ready.set_exception(Unavailable("The writer did not start."))
        if self.batch is not None and not self.batch.done.done():
            self.batch.done.set_exception(meaning_of(status, self.last_words))


class Updates:
    """Takes operations and has them applied, in the order they came."""

    def __init__(self, limits: Limits, processes: Processes) -> None:
        self._limits = limits
        self._processes = processes
        self._waiting: deque[_Pending] = deque()
        self._woken = asyncio.Event()
        self._writer: _Writer | None = None
        self._task: asyncio.Task[None] | None = None

    @property
    def waiting(self) -> int:
        """Operations that are not applied yet."""
        return len(self._waiting)

    async def apply(self, operation: Operation, *, timeout: float) -> Outcome:
        """Apply an operation; return when it is published. Raises a Refusal where it cannot be."""
        if len(self._waiting) >= _MOST_WAITING:
            raise Busy(
                "%(count)s updates are waiting already.", retry_after=5, values={"count": len(self._waiting)}
            )
        pending = _Pending(operation, timeout, asyncio.get_running_loop().create_future())
        self._waiting.append(pending)
        self._woken.set()
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._run())
        try:
            return await pending.outcome
        finally:
            del (
                pending
            )  # a refusal raised here holds this frame: with it they would be a circle that holds the text

    async def stop(self) -> None:
        """Refuse what waits, and let the writer end what it is doing."""
        for pending in self._waiting:
            if not pending.outcome.done():
                pending.outcome.set_exception(Unavailable("The server is shutting down."))
        self._waiting.clear()
        if self._writer is not None and self._writer.batch is not None and not self._writer.ended:
            with contextlib.suppress(TimeoutError, Refusal):
                await asyncio.wait_for(asyncio.shield(self._writer.batch.done), 5)
            await asyncio.sleep(0)
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        if self._writer is not None:
            self._writer.close()
            until = time.monotonic() + 2  # it removes its working copy
            while not self._writer.ended and time.monotonic() < until:
                await asyncio.sleep(0.01)

    async def _run(self) -> None:
        while True:
            await self._woken.wait()
            self._woken.clear()
            while self._waiting:
                count = min(len(self._waiting), _LARGEST_BATCH)
                await self._apply([self._waiting.popleft() for _ in range(count)])

    async def _apply(self, pending: list[_Pending]) -> None:
        loop = asyncio.get_running_loop()
        batch = _Batch(pending, loop.create_future())
        try:
            writer = await self._ready_writer()
            writer.batch = batch
            writer.send(Operation.frame([one.operation for one in pending]))
            result = await self._watched(writer, batch)
        except Refusal as refusal:
            self._fail(batch, refusal)
            return
        finally:
            if self._writer is not None:
                self._writer.batch = None
        for one, outcome in zip(pending, result["outcomes"], strict=True):
            if one.outcome.done():
                continue
            if outcome["ok"]:
                one.outcome.set_result(Outcome(result["version"], outcome["created"], outcome.get("kept")))
            else:
                one.outcome.set_exception(refusal_of(outcome))

    async def _watched(self, writer: _Writer, batch: _Batch) -> dict[str, Any]:
        """Wait for a batch, and end the writer when one operation takes longer than it may."""
        while True:
            done, _ = await asyncio.wait([batch.done], timeout=0.1)
            if done:
                return batch.done.result()
            current = batch.pending[max(batch.at, 0)]
            # The last operation's time includes the publishing, and any one's the waiting for another process's lock.
            allowed = current.timeout if batch.at >= 0 else _GRACE
            last = batch.at == len(batch.pending) - 1
            if time.monotonic() - batch.since > allowed + (_GRACE if last and len(batch.pending) > 1 else 0):
                self._processes.kill(writer)
                writer.ended = True
                raise TimedOut(
                    "The update did not end within %(timeout)s seconds; nothing was changed.",
                    hint="Change less at a time, or allow more time with timeout=.",
                    values={"timeout": f"{current.timeout:g}"},
                )

    def _fail(self, batch: _Batch, refusal: Refusal) -> None:
        """The writer ended in the middle: the one it was at gets the blame, the others another writer."""
        blamed = max(batch.at, 0)
        again = []
        for number, one in enumerate(batch.pending):
            if number == blamed or one.tries:
                if not one.outcome.done():
                    one.outcome.set_exception(refusal)
            else:
                one.tries += 1
                again.append(one)
        self._waiting.extendleft(reversed(again))
        self._woken.set()

    async def _ready_writer(self) -> _Writer:
        if self._writer is None or self._writer.ended:
            self._writer = _Writer()
            if not self._processes.spawn("writer", self._limits, self._writer):
                self._writer = None
                raise Unavailable("The writer cannot be started just now; try again in a moment.")
        await self._writer.ready
        return self._writer
