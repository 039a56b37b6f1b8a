"""`/sparql/evidence`: what a row of an answer rests on, as a page, as the part of one that a script shows below the row
(`part=note`), and as JSON.

The statements are found by a query made from the reader's own, which runs where that ran, with its limits, and for
fewer seconds. Their claims are then read as for a page.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import APIRouter, Form, Query
from pyoxigraph import BlankNode, NamedNode, QueryResultsFormat, QuerySolutions, parse_query_results
from starlette.requests import Request
from starlette.responses import Response

from graph.errors import QueryError
from graph.limits import LIMITS
from graph.store.reader import Reader, Term
from queries.export.row_evidence import to_json
from queries.read.row_evidence import RowEvidence, read_row_evidence
from queries.read.row_statements import (
    FoundStatement,
    RowStatements,
    constants_of,
    constants_query,
    find_statements,
)
from queries.read.texts import Texts
from queries.sparql.patterns import Explaining, Unsaid, explaining_query
from queries.sparql.solutions import in_sparql, read_row
from web.dependencies import CurrentReader, GivenTexts, PageFrame
from web.errors import InvalidValue, Refusal
from web.negotiate import choose
from web.page_context import Frame, in_words, render
from web.parameters import Accept, Version
from web.sparql.service import Bounds, SparqlService
from web.views.answer_section import method_for
from web.views.row_evidence import limits_in_words, row_evidence_page
from web.views.terms import TermRenderer

router = APIRouter()

_PARTS: Final = ("", "note")
_FORMATS: Final = ("", "html", "json")
_ANSWERED: Final = 500
"""From this status on a refusal is none of the query's, but of the service at this moment."""


@dataclass(frozen=True)
class Asked:
    """A row whose evidence is asked for. With `statement` it is a statement, and `query` only what showed it."""

    query: str
    row: Mapping[str, Term]
    statement: bool
    version: str
    part: str
    format: str


@router.get("/sparql/evidence", include_in_schema=False)
async def evidence(
    request: Request,
    frame: PageFrame,
    reader: CurrentReader,
    texts: GivenTexts,
    query: Annotated[str, Query()] = "",
    row: Annotated[str, Query()] = "",
    statement: Annotated[str, Query()] = "",
    version: Version = "",
    part: Annotated[str, Query()] = "",
    format: Annotated[str, Query()] = "",
    accept: Accept = None,
) -> Response:
    """Answer with the evidence of a row of a query's answer."""
    asked = _asked(query, row, statement, version, part, format or _preferred(accept))
    return await _answer(request, frame, reader, texts, asked)


@router.post("/sparql/evidence", include_in_schema=False)
async def sent(
    request: Request,
    frame: PageFrame,
    reader: CurrentReader,
    texts: GivenTexts,
    query: Annotated[str, Form()] = "",
    row: Annotated[str, Form()] = "",
    statement: Annotated[str, Form()] = "",
    version: Version = "",
    part: Annotated[str, Query()] = "",
    format: Annotated[str, Query()] = "",
    accept: Accept = None,
) -> Response:
    """Answer the same where the query is too long for an address."""
    asked = _asked(query, row, statement, version, part, format or _preferred(accept))
    return await _answer(request, frame, reader, texts, asked)


def _preferred(accept: str | None) -> str:
    return "json" if choose(accept, ("text/html", "application/json")) == "application/json" else ""


def _asked(query: str, row: str, statement: str, version: str, part: str, format: str) -> Asked:
    if not query.strip():
        raise InvalidValue(
            "%(name)s is missing.", hint="Add it to the address: %(name)s=…", values={"name": "query"}
        )
    for name, given, known in (("part", part, _PARTS), ("format", format, _FORMATS)):
        if given not in known:
            raise InvalidValue(
                "%(name)s is %(text)s, which there is not.",
                hint="There is %(known)s.",
                values={"name": name, "text": given[:40], "known": ", ".join(known[1:])},
            )
    try:
        terms = read_row(row or "{}")
        if statement:
            _statement_of(terms)
    except (ValueError, RecursionError) as error:
        raise InvalidValue(
            "%(name)s is no row of an answer: %(reason)s.",
            hint="It is an object of the SPARQL 1.1 Query Results JSON Format, such as %(example)s",
            values={
                "name": "row",
                "reason": str(error)[:80],
                "example": '{"x": {"type": "uri", "value": "…"}}',
            },
        ) from error
    return Asked(query.replace("\r\n", "\n"), terms, bool(statement), version, part, format)


def _statement_of(terms: Mapping[str, Term]) -> FoundStatement:
    subject, predicate, value = (terms.get(name) for name in ("subject", "predicate", "object"))
    if (
        not isinstance(subject, NamedNode | BlankNode)
        or not isinstance(predicate, NamedNode)
        or value is None
    ):
        raise ValueError("a statement has subject, predicate and object")
    return FoundStatement(subject, predicate, value)


async def _answer(
    request: Request, frame: Frame, reader: Reader, texts: Texts | None, asked: Asked
) -> Response:
    if asked.statement:
        statements = RowStatements((_statement_of(asked.row),))
    else:
        statements = await _found(request, reader, asked)
    found = await asyncio.to_thread(read_row_evidence, reader, statements)
    if asked.format == "json":
        body = to_json(found, asked.row, reader.version, limits_in_words(found, frame.words))
        return in_words(Response(body, media_type="application/json"))
    page = await asyncio.to_thread(_page, frame, reader, texts, asked, found, request)
    return render(request, "_row_evidence.html" if asked.part else "row_evidence.html", page)


def _page(
    frame: Frame, reader: Reader, texts: Texts | None, asked: Asked, found: RowEvidence, request: Request
) -> object:
    named = [*found.iris(), *(term.value for term in asked.row.values() if hasattr(term, "value"))]
    terms = TermRenderer.reading(reader, named, frame.words, frame.links)
    short = method_for(asked.query) == "get"
    return row_evidence_page(
        found,
        asked.row,
        asked.query,
        terms,
        texts,
        back=frame.links.sparql(query=asked.query) if short else "",
        data=frame.here.page("/sparql/evidence", part=None, format="json") if request.method == "GET" else "",
    )


async def _found(request: Request, reader: Reader, asked: Asked) -> RowStatements:
    """Return the statements behind a row, and what cannot be said of it."""
    ask = _Asking(request, asked.version)
    filled = {name: text for name, term in asked.row.items() if (text := in_sparql(term))}
    try:
        explaining = await asyncio.to_thread(
            explaining_query, asked.query, filled, most=LIMITS.evidence_solutions
        )
    except QueryError:
        await ask.rows(asked.query, 1)  # raises what is wrong with the query
        return RowStatements(unsaid=(Unsaid.QUERY,))
    try:
        async with asyncio.timeout(LIMITS.evidence_seconds):
            texts = constants_of(explaining)
            constants = await _constants(ask, explaining, texts)
            solutions = await ask.rows(explaining.query, LIMITS.evidence_solutions)
    except TimeoutError:
        return RowStatements(unsaid=(*explaining.unsaid, Unsaid.TIME))
    except Refusal as refusal:
        if refusal.status >= _ANSWERED:
            raise
        await ask.rows(asked.query, 1)  # raises what is wrong with the query
        return RowStatements(unsaid=(*explaining.unsaid, Unsaid.QUERY))
    nodes = {name: term for name, term in asked.row.items() if name not in filled}
    fitting = [
        {**one, **asked.row}
        for one in solutions
        if all(name not in one or one[name] == node for name, node in nodes.items())
    ]
    return await asyncio.to_thread(find_statements, reader, explaining, constants, fitting)


async def _constants(ask: "_Asking", explaining: Explaining, texts: tuple[str, ...]) -> dict[str, Term]:
    if not texts:
        return {}
    rows = await ask.rows(constants_query(explaining, texts), len(texts))
    return {texts[int(str(getattr(row["place"], "value", 0)))]: row["term"] for row in rows if "term" in row}


@dataclass(frozen=True)
class _Asking:
    """Asks queries in the name of who sent a request."""

    request: Request
    version: str

    async def rows(self, query: str, most: int) -> list[dict[str, Term]]:
        """Return the rows of a SELECT, none for what is another query. Raises a Refusal."""
        service: SparqlService = self.request.app.state.service
        reply = await service.ask(
            query,
            client=self.request.state.record.share,
            base_iri=str(self.request.base_url),
            most=LIMITS.result_bytes_shown,
            version=self.version,
            bounds=Bounds(max_rows=most),
        )
        if reply.form != b"s" or not reply.whole:
            return []
        results = parse_query_results(reply.body, format=QueryResultsFormat.JSON)
        assert isinstance(results, QuerySolutions)
        names = [variable.value for variable in results.variables]
        return [{name: row[name] for name in names if row[name] is not None} for row in results]
