"""Which requests begin when more come than can be answered: a few in each turn of the event loop, clients in turn.

Without this every request that is sent is begun at once, also those of clients that send and leave; the event loop then
works through thousands before it comes to anybody else. While nothing waits a request passes for the price of a count.
Only the beginning waits here: what is begun may wait for its body, its query or its client as long as its limits allow.
"""

import asyncio
import time
from collections.abc import Awaitable
from dataclasses import dataclass
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from graph.limits import LIMITS
from web.errors import Busy
from web.fair_queue import FairQueue
from web.sparql.responses import send_problem

_PER_TURN: Final = 16
"""Requests that begin in one turn of the event loop."""
_CHECK_CLIENT_AFTER: Final = 0.1
"""Seconds of waiting after which it is looked whether the client is still there."""
_DISCONNECT_WAIT: Final = 0.002
"""Seconds that the server below needs at most to say that it has gone."""
_BODILESS: Final = ("GET", "HEAD")


@dataclass(eq=False)
class _Turn:
    client: str
    admitted: "asyncio.Future[None]"


class Admission:
    """The layer that lets requests begin in their turn."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        most: int = LIMITS.waiting_requests,
        per_client: int = LIMITS.waiting_requests_of_client,
    ) -> None:
        self.app = app
        self._most = most
        self._per_client = per_client
        self._begun = 0
        self._going_on = False
        self._waiting: FairQueue[_Turn] = FairQueue()

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        if scope["type"] != "http":
            return self.app(scope, receive, send)
        if self._begun < _PER_TURN and not self._waiting.count:
            self._count()
            return self.app(scope, receive, send)
        return self._wait(scope, receive, send)

    def _count(self) -> None:
        self._begun += 1
        self._go_on()

    def _go_on(self) -> None:
        if not self._going_on:
            self._going_on = True
            asyncio.get_running_loop().call_soon(self._next_turn)

    def _next_turn(self) -> None:
        self._going_on = False
        self._begun = 0
        while self._waiting.count and self._begun < _PER_TURN:
            turn = self._waiting.take()
            if not turn.admitted.done():  # as where the request was cancelled while it waited
                self._count()
                turn.admitted.set_result(None)

    async def _wait(self, scope: Scope, receive: Receive, send: Send) -> None:
        client = scope["state"]["record"].share
        if self._waiting.count >= self._most or self._waiting.of(client) >= self._per_client:
            await _refuse(scope, send, self._waiting.count)
            return
        since = time.monotonic()
        turn = _Turn(client, asyncio.get_running_loop().create_future())
        self._waiting.put(turn)
        self._go_on()
        try:
            await turn.admitted
        except asyncio.CancelledError:
            self._waiting.discard(turn)
            raise
        if time.monotonic() - since > _CHECK_CLIENT_AFTER and scope["method"] in _BODILESS:
            first = await _first(receive)
            if first is None:
                scope["state"]["record"].gone = True
                return
            receive = _again(first, receive)
        await self.app(scope, receive, send)


async def _first(receive: Receive) -> Message | None:
    """Return the first message of a request; None where its client has gone."""
    first = await receive()
    if first["type"] == "http.disconnect":
        return None
    if first.get("more_body"):
        return first
    gone = asyncio.ensure_future(receive())
    done, _ = await asyncio.wait({gone}, timeout=_DISCONNECT_WAIT)
    gone.cancel()
    return None if done else first


def _again(first: Message, receive: Receive) -> Receive:
    """Return a `receive` that gives a message that was taken, then the others."""
    left = [first]

    async def again() -> Message:
        return left.pop() if left else await receive()

    return again


async def _refuse(scope: Scope, send: Send, waiting: int) -> None:
    refusal = Busy(
        "%(waiting)s requests are waiting already.",
        hint="Try again in a moment.",
        retry_after=2,
        values={"waiting": waiting},
    )
    await send_problem(scope, send, refusal)
