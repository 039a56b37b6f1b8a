"""Citations of answers to shared queries: whether `/q/HASH?version=…&sha256=…` is still what it was, and references.

Both answers, that of the version cited and that of today, are asked of the SPARQL service within its limits; a large
one is hashed as it streams by and not compared row by row.
"""

import asyncio
import re
from dataclasses import dataclass
from typing import Final

from pyoxigraph import (
    Literal,
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    parse,
    parse_query_results,
)
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from graph.errors import NotFound, NoVersion, PrunedVersion
from graph.limits import LIMITS
from graph.store.reader import EmbeddedReader, VersionName
from graph.store.version import Version
from graph.store.versions import VersionStore
from ontology.terms import xsd
from queries.export.csv import csv_parts
from queries.export.digest import AnswerDigest, digest_of
from queries.export.references import WRITERS, Cited
from queries.links import QueryLink, text_hash, text_kept
from queries.runner import Form, form_of
from web.errors import InvalidValue
from web.page_context import Frame, frame_of, render
from web.sparql.citable import answer_digest, has_order, why_not_citable
from web.sparql.execution import wire
from web.sparql.service import SparqlService
from web.version_names import version_named
from web.views.citation import (
    NAMES,
    Addresses,
    Answered,
    CiteBlock,
    CitedAnswer,
    CitedQuery,
    Kept,
    citation_page,
    cite_block,
    in_words,
    reference_of,
)
from web.views.query_results import Rows

_TITLE: Final = re.compile(r"^[ \t]*#+[ \t]*title[ \t]*:(.*)$", re.IGNORECASE | re.MULTILINE)
_TITLE_LENGTH: Final = 200


@dataclass(frozen=True)
class AskedVersion:
    """The version that an address cites: its number, and the version itself unless it is no longer kept."""

    number: int
    version: Version | None

    @property
    def name(self) -> VersionName | None:
        """What the version is called, where it is kept."""
        return name_of_version(self.version) if self.version is not None else None


def name_of_version(version: Version) -> VersionName:
    """Return what a version is called."""
    return VersionName(
        version.number, version.manifest.created, version.releases[-1] if version.releases else None
    )


def asked_version(store: VersionStore, name: str) -> AskedVersion:
    """Return the version that a citation names. Raises InvalidValue or NoVersion for one that never was."""
    if not name:
        raise InvalidValue(
            "%(name)s is missing.", hint="Add it to the address: %(name)s=…", values={"name": "version"}
        )
    try:
        version = version_named(store, name)
    except PrunedVersion:
        return AskedVersion(int(name), None)
    return AskedVersion(version.number, version)


def title_of(text: str, frame: Frame) -> str:
    """Return what a query is called: what it says itself in a comment `# title: …`, or by its hash."""
    if (found := _TITLE.search(text)) and (title := found[1].strip()):
        return title[:_TITLE_LENGTH]
    return frame.words("A SPARQL query")


def query_of(link: QueryLink, frame: Frame) -> CitedQuery:
    """Return the query of a link as a citation tells of it."""
    return CitedQuery(
        title_of(link.text, frame),
        f"/q/{link.name}",
        link.sha256,
        link.text,
        (),
        form_of(link.text) is Form.ASK or has_order(link.text),  # a yes or no is in no order
        form_of(link.text) is Form.GRAPH,
    )


def digest_of_rows(variables: tuple[str, ...], rows: Rows) -> AnswerDigest:
    """Return what tells rows from others, as the CSV of `/sparql` has them."""
    return digest_of(csv_parts(variables, rows))


def digest_of_boolean(*, yes: bool) -> AnswerDigest:
    """Return what tells the answer of an ASK from another."""
    return digest_of([b"true" if yes else b"false"], head=0)


def block_of(
    frame: Frame, text: str, version: VersionName, variables: tuple[str, ...] | None, rows: Rows
) -> CiteBlock:
    """Return what stands below the answer to a visitor's query; `variables` are None where not all rows are here."""
    if why := why_not_citable(text):
        return CiteBlock(frame.words(why))
    digest = None if variables is None else digest_of_rows(variables, rows)
    query = query_of(QueryLink(text_kept(text), text_hash(text)), frame)
    return cite_block(frame.words, query, version, digest, frame.links.page("/links"))


async def cited_now(service: SparqlService, request: Request, link: QueryLink, number: int) -> CitedAnswer:
    """Return what a citation of the answer in a version says. Raises a Refusal where there is no answer."""
    digest = await answer_digest(
        service,
        link.text,
        client=request.state.record.share,
        base_iri=_base(request),
        number=number,
    )
    return CitedAnswer(number, digest.sha256, digest.rows, digest.unordered)


def citation_href(link: QueryLink, cited: CitedAnswer, suffix: str, frame: Frame) -> str:
    """Return the address of a citation, or of a reference to it by suffix."""
    path = f"/q/{link.name}" + (f".{suffix}" if suffix else "")
    return frame.links.page(path, **cited.parameters())


async def show_citation(
    request: Request, base: str, link: QueryLink, asked: AskedVersion, cited: CitedAnswer
) -> Response:
    """Answer the address of a citation for people."""
    service: SparqlService = request.app.state.service
    frame = frame_of(request)
    number = service.current_number()
    if number is None:
        raise NoVersion("There is no data yet.", hint="Load the tables: huunghi load data")
    current = service.versions.get(number)
    now = await _answered(service, request, link.text, current)
    then = now if asked.number == number else None
    if then is None and asked.version is not None:
        then = await _answered(service, request, link.text, asked.version)

    def page() -> Response:
        changed = then is not None and then.digest.sha256 != now.digest.sha256
        older = EmbeddedReader(asked.version.open()) if changed and asked.version is not None else None
        newer = EmbeddedReader(current.open())
        query = query_of(link, frame)
        filled = citation_page(
            frame,
            query,
            cited,
            Kept(then, now, older, newer),
            Addresses(
                base + f"/q/{link.name}" + _tail(cited),
                f"{base}/q/{link.name}.{'nt' if query.graph else 'csv'}?version={cited.version}",
                frame.links.page(query.href, version=cited.version),
                frame.links.page(query.href),
                tuple((name, citation_href(link, cited, suffix, frame)) for suffix, name in NAMES.items()),
            ),
        )
        response = render(request, "citation.html", filled)
        response.headers["Cache-Control"] = "no-store"
        return response

    return await asyncio.to_thread(page)


def reference_text(
    request: Request, base: str, link: QueryLink, version: VersionName | None, cited: CitedAnswer
) -> str:
    """Return the reference to an answer as a sentence."""
    words = frame_of(request).words
    query = query_of(link, frame_of(request))
    made = reference_of(words, query, cited, version, base + f"/q/{link.name}" + _tail(cited))
    return in_words(words, made, version, cited.version)


def reference(
    request: Request, base: str, link: QueryLink, asked: AskedVersion, cited: CitedAnswer, suffix: str
) -> Response:
    """Answer the address of a reference to an answer. Raises NotFound for a format that is none."""
    if suffix not in WRITERS:
        raise NotFound(
            "There is no answer as %(suffix)s.",
            hint="The formats: %(formats)s.",
            values={"suffix": suffix[:20], "formats": ", ".join(("csv", "json", "rq", *WRITERS))},
        )
    frame = frame_of(request)
    made = reference_of(
        frame.words, query_of(link, frame), cited, asked.name, base + f"/q/{link.name}" + _tail(cited)
    )
    return reference_response(made, suffix)


def reference_response(made: Cited, suffix: str) -> Response:
    """Return a reference in a format that reference managers read."""
    media_type, write = WRITERS[suffix]
    response = Response(write(made), media_type=f"{media_type}; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{made.key}.{suffix}"'
    response.headers["Vary"] = "Accept-Language, Cookie"
    return response


def _tail(cited: CitedAnswer) -> str:
    given = "&".join(
        f"{name}={value}" for name, value in cited.parameters().items() if value not in (None, "")
    )
    return f"?{given}"


def _base(request: Request) -> str:
    return f"{str(request.base_url).rstrip('/')}/sparql"


async def _answered(service: SparqlService, request: Request, text: str, version: Version) -> Answered:
    """Return the answer of a version, with its rows where they are few enough to be compared."""
    share = request.state.record.share
    reply = await service.ask(
        text,
        client=share,
        base_iri=_base(request),
        most=LIMITS.result_bytes_shown,
        version=str(version.number),
    )

    async def streamed() -> AnswerDigest:
        return await answer_digest(
            service, text, client=share, base_iri=_base(request), number=version.number
        )

    if not reply.whole:
        return Answered(name_of_version(version), await streamed())
    if reply.form == wire.GRAPH:
        triples = tuple(
            (one.subject, one.predicate, one.object) for one in parse(reply.body, format=RdfFormat.TURTLE)
        )
        return Answered(
            name_of_version(version), await streamed(), ("subject", "predicate", "object"), triples
        )
    return await asyncio.to_thread(_read, reply.body, version)


def _read(body: bytes, version: Version) -> Answered:
    results = parse_query_results(body, format=QueryResultsFormat.JSON)
    if isinstance(results, QueryBoolean):
        yes = Literal("true" if results else "false", datatype=NamedNode(xsd.boolean))
        return Answered(
            name_of_version(version), digest_of_boolean(yes=bool(results)), ("answer",), ((yes,),)
        )
    assert isinstance(results, QuerySolutions)
    variables = tuple(one.value for one in results.variables)
    rows = tuple(tuple(row[one] for one in variables) for row in results)
    return Answered(name_of_version(version), digest_of_rows(variables, rows), variables, rows)


def to_citation(href: str) -> Response:
    """Lead a form to the citation that it asked for."""
    response = RedirectResponse(href, 303)
    response.headers["Cache-Control"] = "no-store"
    return response
