"""Which page is rendered when, and where: two at a time in this process, and one in each process beside it.

Pages are made by Python, so more of them at once in one process end no sooner, and its event loop, which everybody
needs, would have to wait for each; there are two, so that one that takes long does not hold up the others. While pages
wait, processes are started beside this one that render nothing else (`web.render_process`); when none has been needed
for a minute they end. Clients take turns, whoever leaves is not rendered for, and beyond a number of waiting pages the
next of the client that has most of them is refused.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final, Protocol

from starlette.types import ASGIApp, Receive, Scope

from graph.limits import LIMITS
from web.errors import Busy
from web.fair_queue import FairQueue
from web.finished_page import FinishedPage, finish

_log = logging.getLogger("huunghi.rendering")
_HERE: Final = 2
"""Pages that are rendered at once in this process."""
_WAITING: Final = 4
"""Pages that wait before another process is started for them."""
_IDLE_SECONDS: Final = 60.0
_RETRIED_AFTER: Final = 30.0
"""Seconds after which a process is started again where none could be."""


class RenderPlace(Protocol):
    """A process that renders one page at a time."""

    async def render(self, scope: Scope) -> FinishedPage | None:
        """Return a page; None where it cannot be rendered there."""

    @property
    def alive(self) -> bool:
        """Whether it can render more."""

    async def close(self) -> None:
        """Have it end."""


StartPlace = Callable[[], Awaitable[RenderPlace]]


@dataclass(eq=False)
class _Turn:
    client: str
    given: "asyncio.Future[RenderPlace | None]"


class Rendering:
    """Renders pages in turn; `beside` is how many processes may render beside this one, started by `start`."""

    def __init__(
        self, start: StartPlace | None = None, *, beside: int = 0, most: int = LIMITS.waiting_pages
    ) -> None:
        self._start = start
        self._beside = beside if start is not None else 0
        self._most = most
        self._free: list[RenderPlace | None] = [None] * _HERE  # None is this process: taken last
        self._places: set[RenderPlace] = set()
        self._waiting: FairQueue[_Turn] = FairQueue()
        self._starting: asyncio.Task[None] | None = None
        self._ending: set[asyncio.Task[None]] = set()
        self._ends: dict[RenderPlace, asyncio.TimerHandle] = {}

    @property
    def waiting(self) -> int:
        """Pages that wait for a place."""
        return self._waiting.count

    async def finish(
        self, app: ASGIApp, scope: Scope, receive: Receive, *, client: str
    ) -> FinishedPage | None:
        """Return a finished page; None where its client left before it had its turn. Raises Busy."""
        if self._free and not self._waiting.count:
            place = self._free.pop()
        else:
            turn = await self._turn(client, receive)
            if turn is None:
                return None
            (place,) = turn
        try:
            if place is not None:
                self._no_end(place)
                page = await place.render(scope)
                if page is not None:
                    return page
            return await finish(app, scope)
        finally:
            self._leave(place)

    async def close(self) -> None:
        """Have the processes end."""
        self._beside = 0
        for place in list(self._places):
            self._end(place)
        if self._starting is not None:
            self._starting.cancel()
            self._ending.add(self._starting)
        await asyncio.gather(*self._ending, return_exceptions=True)

    async def _turn(self, client: str, receive: Receive) -> tuple[RenderPlace | None] | None:
        """Wait for a place; return None where the client left before."""
        if self._waiting.count >= self._most:
            self._refuse(client)
        turn = _Turn(client, asyncio.get_running_loop().create_future())
        self._waiting.put(turn)
        self._start_another()
        leaving = asyncio.ensure_future(_left(receive))
        try:
            either: list[asyncio.Future[Any]] = [turn.given, leaving]
            await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
            if turn.given.done():
                return (turn.given.result(),)
            return None
        except asyncio.CancelledError:
            if turn.given.done() and not turn.given.exception():
                self._leave(turn.given.result())
            raise
        finally:
            leaving.cancel()
            self._waiting.discard(turn)

    def _refuse(self, client: str) -> None:
        """Refuse a page for which there is no room: this one, unless another client would still have as many."""
        busy = Busy(
            "%(waiting)s pages are waiting already.",
            hint="Try again in a moment.",
            retry_after=2,
            values={"waiting": self._waiting.count},
        )
        last = self._waiting.last_of_the_longest()
        if last is None or self._waiting.of(last.client) <= self._waiting.of(client) + 1:
            raise busy
        self._waiting.discard(last)
        last.given.set_exception(busy)

    def _leave(self, place: RenderPlace | None) -> None:
        """Give a place to the next page, or keep it."""
        if place is not None and not place.alive:
            self._end(place)
            return
        while self._waiting.count:
            turn = self._waiting.take()
            if not turn.given.done():
                turn.given.set_result(place)
                return
        if place is None:
            self._free.insert(0, None)
        elif self._beside:
            self._free.append(place)
            self._ends[place] = asyncio.get_running_loop().call_later(_IDLE_SECONDS, self._end, place)
        else:
            self._end(place)

    def _no_end(self, place: RenderPlace) -> None:
        timer = self._ends.pop(place, None)
        if timer is not None:
            timer.cancel()

    def _end(self, place: RenderPlace) -> None:
        self._no_end(place)
        self._places.discard(place)
        if place in self._free:
            self._free.remove(place)
        ending = asyncio.get_running_loop().create_task(place.close())
        self._ending.add(ending)
        ending.add_done_callback(self._ending.discard)

    def _start_another(self) -> None:
        if self._starting is None and self._waiting.count >= _WAITING and len(self._places) < self._beside:
            self._starting = asyncio.get_running_loop().create_task(self._started())

    async def _started(self) -> None:
        assert self._start is not None
        try:
            place = await self._start()
        except OSError:
            _log.exception("no process could be started to render pages")
            await asyncio.sleep(_RETRIED_AFTER)
        else:
            self._places.add(place)
            self._leave(place)
        finally:
            self._starting = None


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
