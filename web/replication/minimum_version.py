"""Answers to one client never go back in time, whichever server of a graph gives them ("monotonic reads", and with
that "read your writes": Terry et al., Session Guarantees for Weakly Consistent Replicated Data, 1994).

A request may say the version that its client has seen, in `Min-Data-Version` or in the cookie `data-version` that
servers of one graph set. A replica that is behind waits a moment for that version, then answers 503 with Retry-After,
and a proxy tries another server. Where a version cannot come, for there is none of that number, the cookie is of
another time of the data and means nothing; who says it in the header is told (412).
"""

import asyncio
import re
import time
from http.cookies import CookieError, SimpleCookie
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from graph.errors import IsReplica, StoreError
from graph.limits import LIMITS
from web.errors import BadRequest, Behind, ConditionFailed, Unavailable
from web.sparql.responses import send_problem
from web.sparql.service import SparqlService

HEADER: Final = b"min-data-version"
COOKIE: Final = "data-version"
_NUMBER: Final = re.compile(r"[0-9]{1,18}")
_LOOKED_EVERY: Final = 0.02
_FREE: Final = ("/healthz", "/readyz", "/metrics", "/static/", "/replication")
"""Addresses whose answers are of no version."""
_WRITTEN: Final = ("/links", "/review")
"""Addresses of pages that write to the store, beside those of the SPARQL service."""
_READING: Final = frozenset({"GET", "HEAD", "OPTIONS"})


class MinimumVersion:
    """The layer that holds requests until the version is here that they have seen, and tells them what they saw."""

    def __init__(self, app: ASGIApp, *, service: SparqlService) -> None:
        self.app = app
        self._service = service
        self._waiting = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        settings = self._service.settings
        if scope["type"] != "http" or scope["path"].startswith(_FREE):
            await self.app(scope, receive, send)
            return
        try:
            if settings.follow and scope["method"] not in _READING and scope["path"].startswith(_WRITTEN):
                raise IsReplica(
                    "This server is a replica: it follows %(origin)s.",
                    hint="Make the change there; it is here within a second.",
                    values={"origin": settings.follow},
                )
            said, kept = _asked(scope)
            least = max(said, kept if settings.servers else 0)
            if least:
                least = await self._wait_for(least, said)
        except (BadRequest, ConditionFailed, IsReplica, Unavailable) as error:
            await send_problem(scope, send, error)
            return
        if not settings.servers:
            await self.app(scope, receive, send)
            return

        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                number = max(least, self._number())
                if number and number != kept:
                    value = f"{COOKIE}={number}; Path=/; SameSite=Lax; HttpOnly".encode()
                    message["headers"] = [*message["headers"], (b"set-cookie", value)]
            await send(message)

        await self.app(scope, receive, marked)

    def _number(self) -> int:
        try:
            return self._service.versions.current_number() or 0
        except StoreError:
            return 0

    async def _wait_for(self, least: int, said: int) -> int:
        """Wait until a version is here; return it, 0 where there is none of that number and only the cookie names it.

        Raises Behind where it does not come in time, ConditionFailed where it cannot.
        """
        if self._number() >= least:
            return least
        if not self._service.settings.follow:
            if said:
                raise ConditionFailed(
                    "There is no version %(least)s of the data yet; the newest is %(number)s.",
                    hint="Leave Min-Data-Version out, or give one that an answer of this service had.",
                    values={"least": least, "number": self._number()},
                )
            return 0
        if self._waiting < LIMITS.version_waits:
            until = time.monotonic() + LIMITS.behind_wait_seconds
            self._waiting += 1
            try:
                while time.monotonic() < until:
                    await asyncio.sleep(_LOOKED_EVERY)
                    if self._number() >= least:
                        return least
            finally:
                self._waiting -= 1
        raise Behind(
            "This replica is at version %(number)s, and version %(least)s was seen already.",
            values={"number": self._number(), "least": least},
            headers={"Retry-After": "1"},
        )


def _asked(scope: Scope) -> tuple[int, int]:
    """Return the versions that the header and the cookie of a request name, 0 without one. Raises BadRequest."""
    said = kept = 0
    for name, value in scope["headers"]:
        if name == HEADER:
            text = value.decode("latin-1").strip()
            if not _NUMBER.fullmatch(text):
                raise BadRequest(
                    "Min-Data-Version is %(text)r, which is no number of a version.",
                    hint="Send the Data-Version of an answer.",
                    values={"text": text[:40]},
                )
            said = max(said, int(text))
        elif name == b"cookie" and COOKIE.encode() in value:
            try:
                found = SimpleCookie(value.decode("latin-1")).get(COOKIE)
            except CookieError:
                continue
            if found is not None and _NUMBER.fullmatch(found.value):
                kept = int(found.value)
    return said, kept
