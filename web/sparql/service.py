"""The SPARQL service: what comes in, through protocol, negotiation and pool, to what goes out."""

import asyncio
import contextlib
import os
import secrets
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from graph.versions import VersionStore
from web.asgi import App, Message, Receive, Send, answer_through_asgi
from web.delivery import SECURITY
from web.http import Request, as_headers
from web.negotiate import choose
from web.settings import Settings
from web.sparql import formats, frames, problems
from web.sparql.frames import Question
from web.sparql.pool import Job, Pool, PoolSettings
from web.sparql.problems import BadRequest, Forbidden, NotAcceptable, Refusal
from web.sparql.protocol import Asked, Endpoint, QueryAsked, UpdateAsked, read_request

_RESULT_TYPES: Final = formats.types_of(formats.RESULTS)
_RDF_TYPES: Final = formats.types_of(formats.RDF)

_EXPOSED: Final = (
    "Data-Version, Data-Release, ETag, Query-Id, Server-Timing, Row-Limit, Truncated, Retry-After, Link"
)
_ALWAYS: Final = b"".join(
    b"%b: %b\r\n" % field
    for field in as_headers(
        {
            **{name: value for name, value in SECURITY.items() if name != "content-security-policy"},
            "content-security-policy": "default-src 'none'; sandbox",
            "access-control-allow-origin": "*",
            "access-control-expose-headers": _EXPOSED,
            "vary": "Accept, Accept-Encoding",
        }
    )
)


@dataclass(frozen=True, kw_only=True)
class ServiceSettings:
    """What the SPARQL service was told. Seconds and bytes."""

    root: Path
    pool: PoolSettings
    timeout: float = 60.0
    max_rows: int = 0
    max_bytes: int = 1 << 30
    max_query: int = 16 << 20


def service_settings(settings: Settings) -> ServiceSettings:
    """Return what the application's settings say about the SPARQL service."""
    return ServiceSettings(
        root=settings.store,
        pool=PoolSettings(
            root=str(settings.store), workers=settings.query_workers, memory=settings.query_memory_mb << 20
        ),
        timeout=settings.query_timeout,
        max_rows=settings.query_rows,
        max_bytes=settings.query_bytes,
    )


@dataclass(frozen=True)
class Reply:
    """An answer within the process: `form` is a kind of `frames`; `whole` is false where it was cut at `most` bytes."""

    form: bytes
    body: bytes
    whole: bool


class SparqlService:
    """Answers `/sparql` and its neighbours."""

    def __init__(self, settings: ServiceSettings) -> None:
        self.settings = settings
        self.versions = VersionStore(settings.root)
        self.pool = Pool(settings.pool)
        self._current = str(settings.root / "current")
        self._tasks: set[asyncio.Task[None]] = set()
        self.routes: dict[bytes, Callable[[Request], None]] = {
            b"/sparql": self._operate,
            b"/update": self._operate,
            b"/healthz": self._health,
            b"/readyz": self._health,
        }

    async def start(self) -> None:
        """Start the workers; call in the running event loop."""
        await self.pool.start()

    async def stop(self) -> None:
        """End the workers."""
        await self.pool.stop()
        for task in list(self._tasks):
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def ask(self, text: str, *, client: str, base_iri: str, most: int) -> Reply:
        """Answer a query within the process: results in JSON, RDF in Turtle, at most `most` bytes; raise a Refusal.

        The same pool and the same limits as for a request from outside, in the name of the `client` it is for.
        """
        headed = asyncio.Event()
        job = Job(
            Question(text, self.current_number(), base_iri, "json", "ttl"),
            id=secrets.token_hex(8),
            client=client,
            timeout=self.settings.timeout,
            on_head=lambda _: headed.set(),
        )
        self.pool.submit(job)
        try:
            await headed.wait()
            if job.failure is not None:
                raise job.failure
            body = bytearray(job.first)
            if not job.whole:
                async for part in job.stream():
                    body += part
                    if len(body) > most:
                        return Reply(job.form, bytes(body[:most]), False)
            return Reply(job.form, bytes(body), True)
        finally:
            self.pool.cancel(job.id)

    def in_front_of(self, app: App) -> App:
        """Return an ASGI application that answers the service's paths and hands the others on, for other servers."""

        async def layered(scope: Message, receive: Receive, send: Send) -> None:
            route = self.routes.get(scope["path"].encode()) if scope["type"] == "http" else None
            if route is None:
                await app(scope, receive, send)
            else:
                await answer_through_asgi(route, scope, receive, send, most=self.settings.max_query)

        return layered

    # -- requests --------------------------------------------------------------------------------------------

    def _operate(self, request: Request) -> None:
        try:
            asked = read_request(
                request.method,
                query_string=request.query,
                content_type=request.header(b"content-type"),
                body=request.body,
                endpoint=Endpoint.BOTH if request.path == b"/sparql" else Endpoint.UPDATE,
            )
            self._ask(request, asked)
        except Refusal as refusal:
            self.refuse(request, refusal)

    def _ask(self, request: Request, asked: Asked) -> None:
        if isinstance(asked, QueryAsked):
            self._query(request, asked)
        elif isinstance(asked, UpdateAsked):
            raise Forbidden("This service takes no updates.")
        else:
            request.send(200, [(b"content-type", b"text/plain")], b"SPARQL 1.1\n")

    def _query(self, request: Request, asked: QueryAsked) -> None:
        results, rdf = formats_for(asked.format, request.header(b"accept"))
        version = self.current_number()
        question = Question(
            asked.text,
            version,
            f"http://{request.header(b'host') or 'localhost'}{request.path.decode('latin-1')}",
            results,
            rdf,
            asked.default_graphs,
            asked.named_graphs,
            max_bytes=self.settings.max_bytes,
        )

        def answer(job: Job) -> None:
            if job.failure is not None:
                self.refuse(request, job.failure)
                return
            block = _head(
                rdf if job.form == frames.GRAPH else results,
                version or 0,
                job.id,
                time.perf_counter() - request.received,
            )
            if job.whole:
                request.send_block(200, block, job.first)
            else:
                self._spawn(self._stream(request, job, block))

        job = Job(
            question,
            id=secrets.token_hex(8),
            client=request.client,
            timeout=min(asked.timeout or self.settings.timeout, self.settings.timeout),
            on_head=answer,
        )
        request.on_gone = lambda: self._gone(job)
        self.pool.submit(job)

    def _gone(self, job: Job) -> None:
        self.pool.cancel(job.id, problems.Cancelled("The client went away."))

    async def _stream(self, request: Request, job: Job, block: bytes) -> None:
        request.start(200, [tuple(line.split(b": ", 1)) for line in block.split(b"\r\n") if line])  # type: ignore[misc]
        try:
            await request.write(job.first)
            async for part in job.stream():
                await request.write(part)
        except Refusal:
            request.abort()
            return
        request.end()

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def current_number(self) -> int | None:
        """Return the number of the current version; asked for every query, so that the next one sees an update."""
        try:
            return int(os.readlink(self._current)[-6:])
        except (OSError, ValueError):
            return self.versions.current_number()

    def _health(self, request: Request) -> None:
        well = request.path == b"/healthz" or self.pool.ready
        request.send(
            200 if well else 503, [(b"content-type", b"text/plain")], b"ok\n" if well else b"not ready\n"
        )

    def refuse(self, request: Request, refusal: Refusal) -> None:
        """Answer with a refusal."""
        content_type, body = problems.render(refusal, request.header(b"accept"))
        fields = {"content-type": content_type, "cache-control": "no-store", **refusal.headers}
        block = b"".join(b"%b: %b\r\n" % field for field in as_headers(fields))
        request.send_block(refusal.status, _ALWAYS + block, body)


def _head(format_name: str, version: int, query_id: str, seconds: float) -> bytes:
    return b"%b%bdata-version: %d\r\nquery-id: %b\r\nserver-timing: total;dur=%.1f\r\n" % (
        _ALWAYS,
        _type_line(format_name),
        version,
        query_id.encode("ascii"),
        seconds * 1000,
    )


@lru_cache(maxsize=64)
def _type_line(format_name: str) -> bytes:
    return f"content-type: {formats.BY_NAME[format_name].content_type}\r\n".encode()


@lru_cache(maxsize=1024)
def formats_for(name: str | None, accept: str) -> tuple[str, str]:
    """Return the names of the formats to answer in: for results, for RDF; '' where the client takes none of a kind.

    Raises BadRequest for a format that does not exist, NotAcceptable where the client takes neither.
    """
    if name:
        form = formats.BY_NAME.get(name)
        if form is None:
            raise BadRequest(
                f"There is no format {name!r}.", hint=f"The formats are {', '.join(formats.BY_NAME)}."
            )
        return (form.name, "") if form in formats.RESULTS else ("", form.name)
    chosen_results, chosen_rdf = choose(accept, _RESULT_TYPES), choose(accept, _RDF_TYPES)
    results = formats.by_media_type(formats.RESULTS, chosen_results) if chosen_results else None
    rdf = formats.by_media_type(formats.RDF, chosen_rdf) if chosen_rdf else None
    if results is None and rdf is None:
        raise NotAcceptable(
            f"No format fits Accept: {accept}", hint=f"There are {', '.join(_RESULT_TYPES + _RDF_TYPES)}."
        )
    return results.name if results else "", rdf.name if rdf else ""
