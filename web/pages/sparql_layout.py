"""A query laid out in lines, for the editor and for programs: `POST /sparql/format`."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from graph.errors import N_
from graph.limits import LIMITS
from queries.sparql.layout import lay_out
from web.errors import BadRequest, TooLarge
from web.openapi import answers
from web.sparql.service import SparqlService

router = APIRouter(tags=["SPARQL"])

TYPE = "application/sparql-query"


@router.post("/sparql/format", responses=answers(TYPE), response_class=Response)
async def layout(request: Request) -> Response:
    """Get a query, the body of the request, with its white space laid out anew; it is not run, and may have faults."""
    body = await request.body()
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadRequest(
            "Byte %(start)s of %(where)s is not UTF-8 (%(reason)s).",
            hint="SPARQL is sent in UTF-8.",
            values={"where": (N_("the body"),), "start": error.start, "reason": error.reason},
        ) from error
    if len(text) > LIMITS.query_explained:
        raise TooLarge(
            "The query is %(length)s characters long; up to %(most)s are laid out.",
            values={"length": len(text), "most": LIMITS.query_explained},
        )
    service: SparqlService = request.app.state.service
    laid = await service.with_text(lay_out, text)
    return Response(laid, media_type=f"{TYPE}; charset=utf-8", headers={"Cache-Control": "no-store"})
