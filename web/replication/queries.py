"""Which queries run at this server, and the end of one, for the other servers of the graph.

`web.replication.other_servers` is the client. The token is HUUNGHI_PEER_TOKEN, and does nothing else.
"""

from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, Request
from starlette.responses import JSONResponse

from web.openapi import PROBLEM
from web.parameters import given_once
from web.replication.other_servers import PATH
from web.replication.routes import allowed
from web.sparql.running import ended_here, running_here
from web.sparql.service import SparqlService

router = APIRouter(
    prefix=PATH,
    tags=["Replication"],
    dependencies=[Depends(given_once)],
    responses=dict.fromkeys((400, 401, 403, 503), PROBLEM),
)
_SECURED: dict[str, Any] = {"security": [{"token": []}]}
_TEXT = 10_000


async def peer(request: Request) -> SparqlService:
    """Return the service, to another server of the same graph."""
    return allowed(request, "peer")


Peer = Annotated[SparqlService, Depends(peer)]


@router.post("/running", openapi_extra=_SECURED)
async def running(service: Peer) -> JSONResponse:
    """List what waits and runs at this server."""
    return _answer(service, await running_here(service))


@router.post("/cancel", openapi_extra=_SECURED)
async def cancel(
    service: Peer,
    id: Annotated[str, Body(max_length=200, description="The id of the query.")],
    asker: Annotated[
        list[Annotated[str, Body(max_length=_TEXT)]] | None,
        Body(description="Who wants to end it: token, address, site; null is an administrator."),
    ] = None,
) -> JSONResponse:
    """End a query of this server: true, false where it is somebody else's, null where there is none of this id."""
    return _answer(service, await ended_here(service, id, asker))


def _answer(service: SparqlService, said: Any) -> JSONResponse:
    return JSONResponse(
        {"server": service.other_servers.own, "answer": said}, headers={"cache-control": "no-store"}
    )
