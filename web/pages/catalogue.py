"""The catalogue of queries: its list, also as RDF, and for each query a form, its answer as a table and in the formats
of answers, and its text.
"""

from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter
from pyoxigraph import serialize
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from graph.errors import NotFound
from graph.limits import LIMITS
from graph.store.versions import VersionStore
from ontology.prefixes import PREFIXES
from queries.collection import catalogue
from queries.export.library import WRITTEN, library_triples
from queries.export.rdf import WRITERS as RDF_WRITERS
from queries.header import GROUPS
from web.dependencies import BaseAddress, CurrentReader, PageFrame
from web.format_parameter import preferred_document
from web.negotiate import choose
from web.openapi import answers
from web.page_context import Frame, render
from web.pages import query_citations
from web.pages.citations import asked_version
from web.pages.query_answers import answered_at
from web.pages.query_citations import FilledQuery
from web.pages.query_form import Meant, choosing_page, query_page, things_meant
from web.pages.query_values import filled_at, given_values, known_query
from web.parameters import (
    QUERY_SUFFIXES,
    Accept,
    CitedHash,
    CitedRows,
    CitedUnordered,
    LibrarySuffix,
    QuerySuffix,
    ViewParam,
)
from web.problems import texts_of
from web.urls import FORMATS
from web.views.citation import NAMES, CitedAnswer

router = APIRouter()

RDF_TYPES: Final = {suffix: media for suffix, media in FORMATS.items() if suffix != "html"}
"""Suffix of each document of the whole catalogue, and its media type."""


@dataclass(frozen=True)
class Listed:
    """A query as it is listed."""

    title: str
    description: str
    href: str


@dataclass(frozen=True)
class QueryGroup:
    """Queries of one group."""

    title: str
    queries: tuple[Listed, ...]


@dataclass(frozen=True)
class FaultyQuery:
    """A file of the store's library that cannot be used, what is wrong with it and what to do."""

    file: str
    text: str
    hint: str


@dataclass(frozen=True)
class QueriesPage:
    """What the list of the catalogue shows; `ask` is where a question in plain language is sent, `most` its length."""

    ask: str
    most: int
    groups: tuple[QueryGroup, ...]
    documents: tuple[tuple[str, str], ...]
    faults: tuple[FaultyQuery, ...]
    add: str


def queries_page(frame: Frame) -> QueriesPage:
    """Fill the list of the catalogue."""
    lang = frame.lang
    return QueriesPage(
        "/ask",
        LIMITS.question_length,
        tuple(
            QueryGroup(
                GROUPS[group].in_language(lang),
                tuple(
                    Listed(
                        q.title.in_language(lang), q.description.in_language(lang), frame.links.query(q.name)
                    )
                    for q in queries
                ),
            )
            for group, queries in catalogue().groups().items()
        ),
        tuple((suffix, frame.links.data(f"/queries.{suffix}")) for suffix in RDF_TYPES),
        tuple(FaultyQuery(one.file, *texts_of(one.error, frame.words)) for one in catalogue().faults),
        frame.links.page("/review/query", version=None) if frame.review else "",
    )


@router.get("/queries", include_in_schema=False)
def listed(request: Request, frame: PageFrame, accept: Accept = None) -> Response:
    """Answer `/queries`: the list, or the whole catalogue as RDF where the client prefers that."""
    suffix = preferred_document(accept)
    if suffix in RDF_TYPES:
        return _library(request, suffix)
    return render(request, "queries.html", queries_page(frame))


@router.get("/queries.{suffix}", tags=["Prepared queries"], responses=answers(*RDF_TYPES.values()))
def library(request: Request, suffix: LibrarySuffix) -> Response:
    """Get the whole catalogue as RDF: SHACL's executable SPARQL, each query with its texts and what it takes."""
    return _library(request, suffix)


def _library(request: Request, suffix: str) -> Response:
    base = (request.app.state.settings.public_url or str(request.base_url)).rstrip("/")
    triples = library_triples(catalogue().values(), f"{base}/sparql")
    prefixes = {prefix: PREFIXES[prefix] for prefix in WRITTEN}
    body = serialize(triples, format=RDF_WRITERS[suffix], prefixes=prefixes)
    response = Response(body, media_type=RDF_TYPES[suffix])
    response.headers["Vary"] = "Accept"
    return response


@router.get("/queries/{name}.{suffix}", include_in_schema=False)
def data(request: Request, name: str, suffix: QuerySuffix, reader: CurrentReader, _: PageFrame) -> Response:
    """Answer a query in one of the formats of answers, or with its own text. `web/openapi.py` describes an operation
    for each query.
    """
    return answered_at(name, suffix, request, reader)


@router.get("/queries/{name}", include_in_schema=False)
def query(
    request: Request,
    name: str,
    reader: CurrentReader,
    frame: PageFrame,
    base: BaseAddress,
    accept: Accept = None,
    view: ViewParam = "",
    sha256: CitedHash = "",
    rows: CitedRows = None,
    unordered: CitedUnordered = "",
) -> Response:
    """Answer `/queries/<name>`: its page, or its answer or text as the client prefers."""
    offers = {"html": "text/html", **{one: media.partition(";")[0] for one, media in QUERY_SUFFIXES.items()}}
    media_type = choose(accept, tuple(offers.values()))
    suffix = next((one for one, media in offers.items() if media == media_type), "html")
    if suffix != "html":
        response = answered_at(name, suffix, request, reader)
        response.headers["Vary"] = "Accept, Accept-Language, Cookie"
        return response
    if sha256:
        cited = _cited(request, sha256, rows, unordered)
        return query_citations.show(request, base, filled_at(request, name, frame), reader, cited)
    given = given_values(request)
    meant = Meant(given, {})
    if given and name in catalogue():
        meant = things_meant(reader, catalogue()[name], given)
    if meant.candidates:
        filled = FilledQuery(known_query(name), meant.values)
        return render(request, "query.html", choosing_page(reader, filled, frame, meant.candidates))
    if meant.values != given:
        others = {
            n: v for n, v in request.query_params.items() if n not in given and n not in ("lang", "version")
        }
        return RedirectResponse(frame.links.query(name, **{**others, **meant.values}), 303)
    filled = filled_at(request, name)
    return render(request, "query.html", query_page(reader, filled, frame, view))


def _cited(request: Request, sha256: str, rows: int | None, unordered: str) -> CitedAnswer:
    store = VersionStore(request.app.state.settings.store)
    number = asked_version(store, request.query_params.get("version", "")).number
    return CitedAnswer(number, sha256, rows, unordered)


@router.get("/queries/{name}/citation.{suffix}", include_in_schema=False)
def reference(
    request: Request,
    name: str,
    suffix: str,
    frame: PageFrame,
    base: BaseAddress,
    sha256: CitedHash = "",
    rows: CitedRows = None,
    unordered: CitedUnordered = "",
) -> Response:
    """Answer with a reference to the answer of a query, for a reference manager."""
    if suffix not in NAMES or not sha256:
        raise NotFound(
            "There is no answer as %(suffix)s.",
            hint="The formats of a reference: bib, ris, csl; with sha256=… as a citation has it.",
            values={"suffix": suffix[:20]},
        )
    cited = _cited(request, sha256, rows, unordered)
    return query_citations.reference(request, base, filled_at(request, name, frame), cited, suffix)
