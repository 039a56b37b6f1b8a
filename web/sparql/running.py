"""Queries that run, and the end of one: in this web process, in all of this server, in all servers of the graph."""

from collections.abc import Sequence
from typing import Any

from web.sparql.service import SparqlService


async def running_here(service: SparqlService) -> list[dict[str, Any]]:
    """Return what waits and runs in all web processes of this server."""
    others = await service.peers.ask("running")
    return [*service.running_queries(), *(query for one in others for query in one)]


async def ended_here(service: SparqlService, query_id: str, asker: Sequence[str] | None) -> bool | None:
    """End a query of this server; False where it is not the asker's, None where there is none of this id."""
    found = service.cancel(query_id, asker)
    if found:
        return True
    answers = [
        one for one in (found, *await service.peers.ask("cancel", (query_id, asker))) if one is not None
    ]
    return any(answers) if answers else None


async def running_everywhere(service: SparqlService) -> tuple[list[dict[str, Any]], tuple[str, ...]]:
    """Return what waits and runs at all servers of the graph, longest first; and which of them did not answer.

    `server` is the address of the server that runs a query, '' for this one.
    """
    found = [{**query, "server": ""} for query in await running_here(service)]
    there = await service.other_servers.ask("running")
    for address, said in there.said:
        found += [{**query, "server": address} for query in _queries(said)]
    return sorted(found, key=lambda query: -float(query["seconds"])), there.silent


async def ended_everywhere(
    service: SparqlService, query_id: str, asker: Sequence[str] | None
) -> tuple[bool | None, tuple[str, ...]]:
    """End a query wherever it runs, as `ended_here`; and return which servers did not answer."""
    here = await ended_here(service, query_id, asker)
    if here:
        return True, ()
    there = await service.other_servers.ask("cancel", {"id": query_id, "asker": asker})
    answers = [one for one in (here, *(said for _, said in there.said)) if one is not None]
    return (any(answers) if answers else None), there.silent


def _queries(said: Any) -> list[dict[str, Any]]:
    """Return the queries in what another server answered: it may be of another release."""
    return [
        one
        for one in (said if isinstance(said, list) else ())
        if isinstance(one, dict) and isinstance(one.get("seconds"), int | float)
    ]
