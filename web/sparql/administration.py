"""Answer those who run the service: whether it is well, its metrics, which queries run; and end one."""

import asyncio
import json

from graph.limits import LIMITS
from web.errors import NoSuchThing, WrongMethod
from web.sparql import responses
from web.sparql.exchange import Exchange
from web.sparql.service import SparqlService


class Administration:
    """Answers `/healthz`, `/readyz`, `/metrics` and `/sparql/queries`, for all web processes together."""

    def __init__(self, service: SparqlService) -> None:
        self._service = service

    async def health(self, exchange: Exchange) -> None:
        """Say whether the process answers (`/healthz`), or whether a query would be answered (`/readyz`)."""
        if await _preflight_answered(exchange):
            return
        service = self._service
        well = exchange.path == "/healthz" or (
            service.pool.ready and await asyncio.to_thread(service.can_open)
        )
        await exchange.send(200 if well else 503, responses.PLAIN, b"ok\n" if well else b"not ready\n")

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
        if exchange.method not in {"GET", "HEAD"}:
            raise WrongMethod(exchange.method, ("GET", "HEAD"))
        others = await service.peers.ask("running")
        running = [*service.running_queries(), *(query for one in others for query in one)]
        running.sort(key=lambda query: -query["seconds"])
        kind = (b"content-type", b"application/json")
        body = json.dumps(running, ensure_ascii=False).encode()
        await exchange.send(200, [*responses.ALWAYS, kind, responses.NO_STORE], body)

    async def cancel_query(self, exchange: Exchange) -> None:
        """Cancel a query: whoever knows its id may, for ids are random unless the client chose its own."""
        service = self._service
        if exchange.method == "OPTIONS":
            await exchange.send(204, responses.preflight(("DELETE", "OPTIONS")))
            return
        if exchange.method != "DELETE":
            raise WrongMethod(exchange.method, ("DELETE",))
        query_id = exchange.path.rpartition("/")[2]
        if not service.pool.cancel(query_id) and not any(await service.peers.ask("cancel", query_id)):
            raise NoSuchThing(
                "No query with the id %(id)s is running.", values={"id": query_id[: LIMITS.query_id_length]}
            )
        await exchange.send(204, responses.ALWAYS)


async def _preflight_answered(exchange: Exchange) -> bool:
    """Answer OPTIONS of an address that is read; return whether it was."""
    if exchange.method != "OPTIONS":
        return False
    await exchange.send(204, responses.preflight(("GET", "HEAD", "OPTIONS")))
    return True
