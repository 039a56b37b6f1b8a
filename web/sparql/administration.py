"""Answer those who run the service: whether it is well, its metrics, which queries run; and end one."""

import asyncio
import contextlib
import json
from typing import Final

from graph.errors import StoreError
from graph.limits import LIMITS
from web.errors import Forbidden, NoSuchThing, Unavailable, WrongMethod
from web.replication.follower import standing
from web.sparql import responses
from web.sparql.exchange import Exchange
from web.sparql.ownership import asker_of
from web.sparql.running import ended_everywhere, running_everywhere
from web.sparql.service import SparqlService

NO_VERSION: Final = "version none"


class Administration:
    """Answers `/healthz`, `/readyz`, `/metrics` and `/sparql/queries`, for all web processes together.

    Which queries run, and the end of one, is answered for all servers of the graph.
    """

    def __init__(self, service: SparqlService) -> None:
        self._service = service

    async def health(self, exchange: Exchange) -> None:
        """Say whether the process answers (`/healthz`), or whether all is as it should be (`/readyz`).

        What is not is named, a line a part; what can be answered without it is answered all the same. `/readyz` tells
        the version that is served too, and how a replica stands to the store that it follows: one whose origin is away
        serves what it has, and is ready.
        """
        if await _preflight_answered(exchange):
            return
        service = self._service
        said: list[str] = []
        told: list[str] = []
        if exchange.path == "/readyz":
            said = [
                f"{one.part or 'store'}: {one.message}" for one in await asyncio.to_thread(service.faults)
            ]
            if not service.pool.ready:
                said.append("queries: no worker has started yet")
            told = await asyncio.to_thread(self._version)
            if service.settings.follow and told[0] == NO_VERSION:
                said.append("versions: none has come yet from the store that is followed")
        lines = ("not ready", *said) if said else ("ok",)
        body = "".join(f"{line}\n" for line in (*lines, *told))
        later = [] if not said else [(b"retry-after", b"5")]
        await exchange.send(503 if said else 200, [*responses.PLAIN, *later], body.encode())

    def _version(self) -> list[str]:
        """Return the lines that tell which version is served, and how a replica stands to its origin."""
        settings, number = self._service.settings, None
        with contextlib.suppress(StoreError):
            number = self._service.versions.current_number()
        served = NO_VERSION if number is None else f"version {number}"
        return [served, *standing(settings.root, settings.follow, number)]

    async def metrics(self, exchange: Exchange) -> None:
        """Tell the metrics in Prometheus' text format."""
        if await _preflight_answered(exchange):
            return
        service = self._service
        text = service.metrics.text(await service.peers.ask("metrics"))
        kind = (b"content-type", b"text/plain; version=0.0.4; charset=utf-8")
        await exchange.send(200, [*responses.ALWAYS, kind], text)

    async def list_queries(self, exchange: Exchange) -> None:
        """List what waits and runs, longest first."""
        if await _preflight_answered(exchange):
            return
        service = self._service
        service.allow(exchange, "admin")
        running, silent = await running_everywhere(service)
        fields = [*responses.ALWAYS, (b"content-type", b"application/json"), responses.NO_STORE]
        if silent:
            fields.append((b"unanswered-servers", " ".join(silent).encode("ascii", "replace")))
        await exchange.send(200, fields, json.dumps(running, ensure_ascii=False).encode())

    async def cancel_query(self, exchange: Exchange) -> None:
        """Cancel a query: who asked it may, and an administrator."""
        service = self._service
        if exchange.method == "OPTIONS":
            await exchange.send(204, responses.preflight(("DELETE", "OPTIONS")))
            return
        if exchange.method != "DELETE":
            raise WrongMethod(exchange.method, ("DELETE",))
        query_id = exchange.path.rpartition("/")[2]
        scopes = service.tokens.scopes(exchange.header(b"authorization"), client=exchange.client)
        asker = None if "admin" in scopes else asker_of(exchange, service.settings.public_url)
        ended, silent = await ended_everywhere(service, query_id, asker)
        if not ended and silent:
            raise Unavailable(
                "The query with the id %(id)s does not run at the servers that answer; %(count)s do not.",
                values={"id": query_id[: LIMITS.query_id_length], "count": len(silent)},
            )
        if ended is None:
            raise NoSuchThing(
                "No query with the id %(id)s is running.",
                hint="It may have ended. The id of a query is the Query-Id of its answer, or the one it was sent with.",
                values={"id": query_id[: LIMITS.query_id_length]},
            )
        if not ended:
            raise Forbidden(
                "The query with the id %(id)s was asked by somebody else.",
                hint="Who asked it ends it: with the same token, or without one from the same address and site.",
                values={"id": query_id[: LIMITS.query_id_length]},
            )
        await exchange.send(204, responses.ALWAYS)


async def _preflight_answered(exchange: Exchange) -> bool:
    """Answer OPTIONS of an address that is read; return whether it was. Raises WrongMethod for what does not read."""
    if exchange.method in {"GET", "HEAD"}:
        return False
    if exchange.method != "OPTIONS":
        raise WrongMethod(exchange.method, ("GET", "HEAD", "OPTIONS"))
    await exchange.send(204, responses.preflight(("GET", "HEAD", "OPTIONS")))
    return True
