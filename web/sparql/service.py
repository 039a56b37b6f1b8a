"""The SPARQL service as an ASGI layer: what comes in, through protocol, negotiation and pool, to what goes out."""

import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from graph.versions import VersionStore
from web.negotiate import choose
from web.settings import Settings
from web.sparql import formats, frames, problems
from web.sparql.frames import Question
from web.sparql.pool import Pool, PoolSettings
from web.sparql.problems import BadRequest, Forbidden, Refusal, TooLarge
from web.sparql.protocol import DescriptionAsked, Endpoint, QueryAsked, UpdateAsked, read_request

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

_RESULT_TYPES: Final = formats.types_of(formats.RESULTS)
_RDF_TYPES: Final = formats.types_of(formats.RDF)
_PATHS: Final = frozenset({"/sparql", "/update", "/healthz", "/readyz"})


@dataclass(frozen=True, kw_only=True)
class ServiceSettings:
    """What the SPARQL service was told. Seconds and bytes."""

    root: Path
    pool: PoolSettings
    timeout: float = 60.0
    max_rows: int = 0
    max_bytes: int = 1 << 30
    max_request: int = 16 << 20


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


@dataclass
class Reply:
    """An answer ready to be sent; `rest` are the parts after `body`, None where `body` is all."""

    status: int
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    body: bytes = b""
    rest: AsyncIterator[bytes] | None = None


class SparqlService:
    """Answers `/sparql`, and hands every other path to the app behind it."""

    def __init__(self, settings: ServiceSettings) -> None:
        self.settings = settings
        self.versions = VersionStore(settings.root)
        self.pool = Pool(settings.pool)

    async def start(self) -> None:
        """Start the workers; call in the running event loop."""
        await self.pool.start()

    async def stop(self) -> None:
        """End the workers."""
        await self.pool.stop()

    def in_front_of(self, app: App) -> App:
        """Return an ASGI app that answers the service's paths itself and hands the others to `app`."""

        async def layered(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] == "http" and scope["path"] in _PATHS:
                await self(scope, receive, send)
            else:
                await app(scope, receive, send)

        return layered

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        headers = dict(scope["headers"])
        if scope["path"] in {"/healthz", "/readyz"}:
            status = 200 if scope["path"] == "/healthz" or self.pool.ready else 503
            await send(
                {
                    "type": "http.response.start",
                    "status": status,
                    "headers": [(b"content-type", b"text/plain")],
                }
            )
            await send({"type": "http.response.body", "body": b"ok\n" if status == 200 else b"not ready\n"})
            return
        try:
            body = await self._body(headers, receive)
            reply = await self.answer(scope, headers, body)
        except Refusal as refusal:
            reply = self.refuse(refusal, headers)
        await send({"type": "http.response.start", "status": reply.status, "headers": reply.headers})
        if reply.rest is None:
            await send({"type": "http.response.body", "body": reply.body})
            return
        await send({"type": "http.response.body", "body": reply.body, "more_body": True})
        async for part in reply.rest:
            await send({"type": "http.response.body", "body": part, "more_body": True})
        await send({"type": "http.response.body", "body": b""})

    async def _body(self, headers: dict[bytes, bytes], receive: Receive) -> bytes:
        limit = self.settings.max_request
        length = headers.get(b"content-length", b"0")
        if length.isdigit() and int(length) > limit:
            raise TooLarge(f"The request is {int(length)} bytes long; {limit} are read.")
        parts, size = [], 0
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise BadRequest("The client went away.")
            parts.append(message.get("body", b""))
            size += len(parts[-1])
            if size > limit:
                raise TooLarge(f"The request is longer than the {limit} bytes that are read.")
            if not message.get("more_body"):
                return b"".join(parts)

    async def answer(self, scope: Scope, headers: dict[bytes, bytes], body: bytes) -> Reply:
        """Return the reply to a request whose body has been read."""
        asked = read_request(
            scope["method"],
            query_string=scope["query_string"],
            content_type=headers.get(b"content-type", b"").decode("latin-1"),
            body=body,
            endpoint=Endpoint.BOTH,
        )
        if isinstance(asked, QueryAsked):
            return await self._query(asked, scope, headers)
        if isinstance(asked, UpdateAsked):
            raise Forbidden("This service takes no updates.")
        if isinstance(asked, DescriptionAsked):
            return Reply(200, [(b"content-type", b"text/plain")], b"SPARQL 1.1\n")
        raise AssertionError(asked)

    async def _query(self, asked: QueryAsked, scope: Scope, headers: dict[bytes, bytes]) -> Reply:
        accept = headers.get(b"accept", b"*/*").decode("latin-1")
        results, rdf = self._formats(asked, accept)
        host = headers.get(b"host", b"localhost").decode("latin-1")
        version = self.versions.current_number()
        question = Question(
            asked.text,
            version,
            f"{scope['scheme']}://{host}{scope['path']}",
            results,
            rdf,
            asked.default_graphs,
            asked.named_graphs,
            max_bytes=self.settings.max_bytes,
        )
        started = time.perf_counter()
        job = self.pool.submit(
            question,
            id=secrets.token_hex(8),
            client=(scope.get("client") or ("",))[0],
            timeout=min(asked.timeout or self.settings.timeout, self.settings.timeout),
        )
        form, _flag, first, whole = await job.head
        name = rdf if form == frames.GRAPH else results
        out = [
            (b"content-type", formats.BY_NAME[name].content_type.encode()),
            (b"vary", b"Accept, Accept-Encoding"),
            (b"data-version", str(version or 0).encode()),
            (b"server-timing", b"total;dur=%.1f" % ((time.perf_counter() - started) * 1000)),
        ]
        if whole:
            out.append((b"content-length", str(len(first)).encode()))
            return Reply(200, out, first)
        return Reply(200, out, first, job.stream())

    def _formats(self, asked: QueryAsked, accept: str) -> tuple[str, str]:
        if asked.format:
            form = formats.BY_NAME.get(asked.format)
            if form is None:
                raise BadRequest(
                    f"There is no format {asked.format!r}.",
                    hint=f"The formats are {', '.join(formats.BY_NAME)}.",
                )
            return (form.name, "") if form in formats.RESULTS else ("", form.name)
        chosen_results, chosen_rdf = choose(accept, _RESULT_TYPES), choose(accept, _RDF_TYPES)
        results = formats.by_media_type(formats.RESULTS, chosen_results) if chosen_results else None
        rdf = formats.by_media_type(formats.RDF, chosen_rdf) if chosen_rdf else None
        if results is None and rdf is None:
            raise problems.NotAcceptable(
                f"No format fits Accept: {accept}", hint=f"There are {', '.join(_RESULT_TYPES + _RDF_TYPES)}."
            )
        return results.name if results else "", rdf.name if rdf else ""

    def refuse(self, refusal: Refusal, headers: dict[bytes, bytes]) -> Reply:
        """Return a refusal as a reply."""
        content_type, body = problems.render(refusal, headers.get(b"accept", b"").decode("latin-1"))
        out = [
            (b"content-type", content_type.encode()),
            (b"content-length", str(len(body)).encode()),
            (b"cache-control", b"no-store"),
            *((name.lower().encode(), value.encode()) for name, value in refusal.headers.items()),
        ]
        return Reply(refusal.status, out, body)
