"""Answer a request from a job of the pool: whole where the answer is short, else part by part."""

import asyncio
import contextlib
import time
from typing import Final

from web.errors import Cancelled, Refusal
from web.sparql import responses
from web.sparql.cache import CachedAnswer
from web.sparql.exchange import Exchange
from web.sparql.execution import wire
from web.sparql.execution.jobs import Job
from web.sparql.execution.wire import QueryMessage
from web.sparql.ownership import asker_of
from web.sparql.service import SparqlService

_KEPT_STREAM: Final = 4 << 20

CacheKey = tuple[object, ...]


async def answer_query(
    service: SparqlService,
    exchange: Exchange,
    query: QueryMessage,
    *,
    timeout: float,
    tag: bytes = b"",
    key: CacheKey = (),
    key_size: int = 0,
    frame: bytes = b"",
) -> None:
    """Have a query answered by the pool, and send the answer; raise a Refusal where there is none.

    With a `tag` the answer has that entity tag; with a `key` besides it is kept.
    """
    service.require_started()
    headed = asyncio.get_running_loop().create_future()

    def on_head(_: Job) -> None:
        if not headed.done():
            headed.set_result(None)

    query_id = service.query_id(exchange)
    exchange.record.text, exchange.record.query_id = query.text, query_id
    job = Job(query, id=query_id, client=exchange.record.share, timeout=timeout, on_head=on_head, frame=frame)
    job.owner = asker_of(exchange, service.settings.public_url)
    service.pool.submit(job)
    exchange.watch(lambda: _gone(service, job))
    try:
        await headed
        if job.failure is None:
            await _send(service, exchange, job, tag, key, key_size)
    finally:
        exchange.unwatch()
        if not job.ended:
            _gone(service, job)
    if exchange.record.gone:
        service.finished(exchange, "gone")
    else:
        if job.failure is not None:
            job.failure.show_line(query.text)
        job.raise_failure()


def _gone(service: SparqlService, job: Job) -> None:
    service.pool.cancel(job.id, Cancelled("The client went away."))


async def _send(
    service: SparqlService, exchange: Exchange, job: Job, tag: bytes, key: CacheKey, key_size: int
) -> None:
    query = job.query
    version = query.version or 0
    fields = responses.query_fields(
        query.rdf_format if job.form == wire.GRAPH else query.results_format,
        version,
        service.release_of(version),
        tag,
        coding=query.coding if job.encoded else "",
        rows=query.max_rows if job.form == wire.SOLUTIONS or query.rows_asked else 0,
        truncated=job.flag == wire.TRUNCATED,
    )
    seconds = time.perf_counter() - exchange.record.received
    keeps = bool(tag and key) and exchange.method != "HEAD"
    if not job.whole:
        service.metrics.operation("streamed", seconds)
        await exchange.start(200, [*fields, *responses.single(job.id, seconds)])
        kept = await _stream(exchange, job, keeps=keeps)
        if kept is not None and job.flag == wire.WHOLE:
            _keep(service, key, key_size, CachedAnswer(fields, kept, tag))
        return
    if query.head_only:  # of unknown length
        await exchange.start(200, [*fields, *responses.single(job.id, seconds)])
        await exchange.end()
        return
    if keeps:
        _keep(service, key, key_size, CachedAnswer(fields, job.first, tag))
    service.finished(exchange, "ok")
    await exchange.send(200, [*fields, *responses.single(job.id, seconds)], job.first)


def _keep(service: SparqlService, key: CacheKey, key_size: int, answer: CachedAnswer) -> None:
    service.cache.put(key, answer, size=answer.size + key_size)


async def _stream(exchange: Exchange, job: Job, *, keeps: bool) -> bytes | None:
    """Send the parts of an answer; return them all where they are to be kept. Returns early where it breaks off."""
    kept: list[bytes] | None = [job.first] if keeps else None
    size = len(job.first)
    try:
        await exchange.write(job.first)
        async with contextlib.aclosing(job.stream()) as parts:
            async for part in parts:
                await exchange.write(part)
                size += len(part)
                if kept is not None and size <= _KEPT_STREAM:
                    kept.append(part)
                else:
                    kept = None
    except Refusal:
        return None
    await exchange.end()
    return None if kept is None or exchange.record.gone else b"".join(kept)
