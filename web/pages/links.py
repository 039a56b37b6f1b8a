"""Short links to queries: `POST /links` keeps a query, `/q/HASH` is the SPARQL page with it, `/q/HASH.rq` its text.

Programs that ask `/q/HASH` get the answer; `web.sparql.router` gives it.
"""

import asyncio
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import APIRouter, Path, Query
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from graph.limits import LIMITS
from queries.links import QueryLink
from queries.sparql.syntax_errors import first_fault
from web.auth.origins import refuse_foreign
from web.clients import network_of
from web.dependencies import BaseAddress, PageFrame
from web.errors import BadSyntax, TooManyTries
from web.negotiate import choose
from web.openapi import answers
from web.page_context import render
from web.pages import sparql
from web.parameters import QUERY_SUFFIXES, Accept, Version, ViewParam
from web.sparql.protocol import Endpoint, QueryAsked, read_request
from web.sparql.service import SparqlService

router = APIRouter()

_JSON: Final = "application/json"
LinkName = Annotated[str, Path(description="The beginning of the hash of the query's text.")]


@dataclass(frozen=True)
class LinkPage:
    """What whoever shared a query is shown: its address in full, where that leads, and the text."""

    address: str
    href: str
    text_href: str
    text: str


@router.post("/links", tags=["SPARQL"], status_code=201, responses=answers(_JSON, also=(403, 413, 429, 507)))
async def share(request: Request, frame: PageFrame, base: BaseAddress, accept: Accept = None) -> Response:
    """Keep a query and get a short link to it, the same for the same query.

    The query is sent as to `/sparql`: as the body (`application/sparql-query`) or in a form (`query=`). With `version`
    the link leads to its answer in that version of the data.
    """
    service: SparqlService = request.app.state.service
    refuse_foreign(
        site=request.headers.get("sec-fetch-site", ""),
        origin=request.headers.get("origin", "").replace("null", ""),
        host=request.headers.get("host", ""),
        public_url=request.app.state.settings.public_url,
    )
    if seconds := service.shares.count(network_of(request.state.record.client), LIMITS.links_of_client):
        raise TooManyTries(
            "More than %(most)s links were asked for within %(span)s seconds.",
            hint="Wait %(seconds)s seconds. Until then the address of the page has the query: /sparql?query=…",
            values={"most": LIMITS.links_of_client, "span": LIMITS.links_seconds, "seconds": seconds},
            headers={"Retry-After": str(seconds)},
        )
    asked = read_request(
        "POST",
        query_string=request.scope["query_string"],
        content_type=request.headers.get("content-type"),
        body=await request.body(),
        endpoint=Endpoint.QUERY,
    )
    assert isinstance(asked, QueryAsked)
    if asked.version:
        service.number_of(asked.version)  # there is one of that name
    link = await asyncio.to_thread(_kept, service, asked.text)
    href = frame.links.page(f"/q/{link.name}", version=asked.version or None)
    if choose(accept, (_JSON, "text/html")) == "text/html":
        page = LinkPage(base + href, href, frame.links.data(f"/q/{link.name}.rq"), link.text)
        response = render(request, "link.html", page, status=201)
    else:
        response = JSONResponse({"href": href, "url": base + href, "sha256": link.sha256}, 201)
    response.headers["Location"] = href
    response.headers["Cache-Control"] = "no-store"
    return response


def _kept(service: SparqlService, text: str) -> QueryLink:
    """Keep a query. Raises BadSyntax for a text that is none."""
    if len(text) <= LIMITS.link_bytes and (found := first_fault(text)):
        refusal = BadSyntax(
            found.template, hint=found.hint, values=found.values, line=found.line, column=found.column
        )
        refusal.show_line(text)
        raise refusal
    return service.links.add(text)


@router.api_route(
    "/q/{name}.rq", methods=["GET", "HEAD"], tags=["SPARQL"], responses=answers("application/sparql-query")
)
async def text(request: Request, name: LinkName) -> Response:
    """Get the text of a stored query; the link is the beginning of the SHA-256 of these bytes."""
    service: SparqlService = request.app.state.service
    link = await asyncio.to_thread(service.links.get, name)
    response = Response(link.text, media_type=QUERY_SUFFIXES["rq"])
    response.headers["Content-Disposition"] = f'inline; filename="{name}.rq"'
    response.headers["ETag"] = f'"{link.sha256}"'
    return response


@router.api_route("/q/{name}", methods=["GET", "HEAD"], include_in_schema=False)
async def linked(
    request: Request,
    name: LinkName,
    frame: PageFrame,
    version: Version = "",
    part: Annotated[str, Query()] = "",
    timeout: Annotated[str, Query()] = "",
    max_rows: Annotated[str, Query(alias="max-rows")] = "",
    page: sparql.AnswerPage = 1,
    view: ViewParam = "",
) -> Response:
    """Answer `/q/HASH` for people: the SPARQL page with the stored query and its answer."""
    service: SparqlService = request.app.state.service
    link = await asyncio.to_thread(service.links.get, name)
    return await sparql.sent(request, frame, link.text, version, part, timeout, max_rows, page, view)
