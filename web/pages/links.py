"""Short links to queries: `POST /links` keeps a query, `/q/HASH` is the SPARQL page with it, `/q/HASH.rq` its text.

Programs that ask `/q/HASH` get the answer; `web.sparql.router` gives it.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Final
from urllib.parse import parse_qsl

from fastapi import APIRouter, Path, Query
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from graph.errors import NoVersion
from graph.limits import LIMITS
from queries.export.references import WRITERS
from queries.links import QueryLink
from queries.sparql.syntax_errors import first_fault
from web.auth.origins import refuse_foreign
from web.clients import network_of
from web.dependencies import BaseAddress, PageFrame
from web.errors import BadSyntax, InvalidValue, TooManyTries
from web.negotiate import choose
from web.openapi import answers
from web.page_context import render
from web.pages import citations, sparql
from web.parameters import (
    QUERY_SUFFIXES,
    Accept,
    CitedHash,
    CitedRows,
    CitedUnordered,
    Version,
    ViewParam,
    checked_sha256,
    checked_unordered,
)
from web.sparql.citable import why_not_citable
from web.sparql.protocol import QUERY_TYPE, Endpoint, QueryAsked, media_type, read_request
from web.sparql.service import SparqlService
from web.version_names import no_versions
from web.views.citation import CitedAnswer

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


@router.post(
    "/links", tags=["SPARQL"], status_code=201, responses=answers(_JSON, also=(403, 413, 415, 429, 507))
)
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
    number = service.number_of(asked.version) if asked.version else service.current_number()
    link = await asyncio.to_thread(_kept, service, asked.text)
    form = dict(parse_qsl((await request.body()).decode("latin-1"))) if not _is_text(request) else {}
    said = {"sha256": link.sha256}
    if "as" in form:
        cited = await _cited(request, service, link, number, form)
        href = citations.citation_href(link, cited, form["as"] if form["as"] in WRITERS else "", frame)
        version = citations.asked_version(service.versions, str(cited.version)).name
        said["reference"] = citations.reference_text(request, base, link, version, cited)
    else:
        href = frame.links.page(f"/q/{link.name}", version=asked.version or None)
    if choose(accept, (_JSON, "text/html")) != "text/html":
        response: Response = JSONResponse({"href": href, "url": base + href, **said}, 201)
    elif "as" in form:
        return citations.to_citation(href)
    else:
        page = LinkPage(base + href, href, frame.links.data(f"/q/{link.name}.rq"), link.text)
        response = render(request, "link.html", page, status=201)
    response.headers["Location"] = href
    response.headers["Cache-Control"] = "no-store"
    return response


def _is_text(request: Request) -> bool:
    return media_type(request.headers.get("content-type"))[0] == QUERY_TYPE


async def _cited(
    request: Request,
    service: SparqlService,
    link: QueryLink,
    number: int | None,
    form: Mapping[str, str],
) -> CitedAnswer:
    """Return the answer that a form cites; its hash is made here where the form has none."""
    if service.settings.endpoint is not None:
        raise no_versions()
    if number is None:
        raise NoVersion("There is no data yet.", hint="Load the tables: huunghi load data")
    if why := why_not_citable(link.text):
        raise InvalidValue(why, hint="Its link leads to its answer of the day.")
    sha256, rows = checked_sha256(form.get("sha256", "")), form.get("rows", "")
    if sha256 and rows.isascii() and rows.isdecimal():
        return CitedAnswer(number, sha256, int(rows[:12]), checked_unordered(form.get("unordered", "")))
    return await citations.cited_now(service, request, link, number)


def _kept(service: SparqlService, text: str) -> QueryLink:
    """Keep a query. Raises BadSyntax for a text that is none."""
    if len(text) <= LIMITS.link_bytes and (found := first_fault(text)):
        refusal = BadSyntax(
            found.template, hint=found.hint, values=found.values, line=found.line, column=found.column
        )
        refusal.show_line(text)
        raise refusal
    return service.links.add(text)


@router.head("/q/{name}.rq", include_in_schema=False)
@router.get("/q/{name}.rq", tags=["SPARQL"], responses=answers("application/sparql-query"))
async def text(request: Request, name: LinkName) -> Response:
    """Get the text of a stored query; the link is the beginning of the SHA-256 of these bytes."""
    service: SparqlService = request.app.state.service
    link = await asyncio.to_thread(service.links.get, name)
    response = Response(link.text, media_type=QUERY_SUFFIXES["rq"])
    response.headers["Content-Disposition"] = f'inline; filename="{name}.rq"'
    response.headers["ETag"] = f'"{link.sha256}"'
    return response


@router.api_route("/q/{name}.{suffix}", methods=["GET", "HEAD"], include_in_schema=False)
async def reference(
    request: Request,
    name: LinkName,
    suffix: str,
    base: BaseAddress,
    version: Version = "",
    sha256: CitedHash = "",
    rows: CitedRows = None,
    unordered: CitedUnordered = "",
) -> Response:
    """Answer with a reference to an answer, for a reference manager."""
    service: SparqlService = request.app.state.service
    link = await asyncio.to_thread(service.links.get, name)
    asked = citations.asked_version(service.versions, version or str(service.current_number() or ""))
    if sha256 or suffix not in WRITERS:
        cited = CitedAnswer(asked.number, sha256, rows, unordered)
    else:
        cited = await citations.cited_now(service, request, link, asked.number)
    return citations.reference(request, base, link, asked, cited, suffix)


@router.api_route("/q/{name}", methods=["GET", "HEAD"], include_in_schema=False)
async def linked(
    request: Request,
    name: LinkName,
    frame: PageFrame,
    base: BaseAddress,
    version: Version = "",
    part: Annotated[str, Query()] = "",
    timeout: Annotated[str, Query()] = "",
    max_rows: Annotated[str, Query(alias="max-rows")] = "",
    page: sparql.AnswerPage = 1,
    view: ViewParam = "",
    sha256: CitedHash = "",
    rows: CitedRows = None,
    unordered: CitedUnordered = "",
) -> Response:
    """Answer `/q/HASH` for people: the SPARQL page with the stored query and its answer, or with `sha256` the page of
    a citation.
    """
    service: SparqlService = request.app.state.service
    link = await asyncio.to_thread(service.links.get, name)
    if sha256:
        asked = citations.asked_version(service.versions, version)
        cited = CitedAnswer(asked.number, sha256, rows, unordered)
        return await citations.show_citation(request, base, link, asked, cited)
    return await sparql.sent(request, frame, link.text, version, part, timeout, max_rows, page, view)
