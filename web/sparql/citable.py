"""Which answers can be cited by the hash of their file, and that hash, in memory that does not grow with the answer."""

import asyncio
from typing import Final

from graph.errors import N_
from queries.export.digest import AnswerDigest, Digest
from queries.runner import Form, form_of
from queries.sparql.lexer import Kind, significant_tokens
from web.sparql.cache import is_stable
from web.sparql.execution import wire
from web.sparql.execution.jobs import Job
from web.sparql.execution.wire import QueryMessage
from web.sparql.federation import may_call
from web.sparql.service import SparqlService

_CHANGING: Final = N_(
    "The query calls a function whose value is another each time (NOW, RAND, UUID, BNODE), so its answer has no hash "
    "that lasts."
)
_CALLING: Final = N_(
    "The query asks another service (SERVICE), so its answer is not of one version of the data."
)
_NAMELESS: Final = N_(
    "The answer has blank nodes of its own, which are others each time, so it has no hash that lasts."
)


def why_not_citable(text: str) -> str:
    """Return why the answer to a query is not the same each time on one version; empty where it is.

    >>> why_not_citable("SELECT ?s { ?s a hn:Tenure }")
    ''
    """
    if may_call(text, update=False):
        return _CALLING
    if not is_stable(text):
        return _CHANGING
    if form_of(text) is Form.GRAPH and any(
        token.kind is Kind.BLANK or token.text == "[" for token in significant_tokens(text)
    ):
        return _NAMELESS
    return ""


def has_order(text: str) -> bool:
    """Whether a query orders its rows: whether ORDER BY stands outside all braces.

    >>> has_order("SELECT ?s { ?s ?p ?o } ORDER BY ?s"), has_order("SELECT ?s { { SELECT ?s { } ORDER BY ?s } }")
    (True, False)
    """
    depth = 0
    for token in significant_tokens(text):
        depth += (token.text == "{") - (token.text == "}")
        if token.word == "ORDER" and not depth:
            return True
    return False


async def answer_digest(
    service: SparqlService, text: str, *, client: str, base_iri: str, number: int | None
) -> AnswerDigest:
    """Return what tells the answer of a version from others: of its CSV, or of N-Triples where it is a graph.

    It is the file that `/sparql` sends for `format=csv`, within the same limits. Raises a Refusal.
    """
    service.require_started()
    settings = service.settings
    headed = asyncio.Event()
    query = QueryMessage(
        text, number, base_iri, "csv", "nt", max_rows=settings.max_rows, max_bytes=settings.max_bytes
    )
    job = Job(
        query,
        id=service.ids.take(),
        client=client,
        timeout=settings.timeout,
        on_head=lambda _: headed.set(),
    )
    service.pool.submit(job)
    try:
        await headed.wait()
        job.raise_failure()
        digest = Digest(head=1 if job.form == wire.SOLUTIONS else 0)
        await asyncio.to_thread(digest.update, job.first)
        if not job.whole:
            async for part in job.stream():
                await asyncio.to_thread(digest.update, part)
        return await asyncio.to_thread(digest.finish)
    finally:
        service.pool.cancel(job.id)
