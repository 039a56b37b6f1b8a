"""The SPARQL service: what comes in, through protocol, negotiation and pool, to what goes out."""

import asyncio
import contextlib
import os
import re
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from graph.errors import StoreError
from graph.limits import LIMITS
from graph.store.versions import VersionStore
from web.auth.bearer import Bearers
from web.metrics import Metrics
from web.peers import Siblings
from web.request import Request
from web.settings import Settings
from web.sparql import openapi, problems
from web.sparql import responses as replies
from web.sparql.cache import Kept, ResultCache, is_stable, matches, tag_of
from web.sparql.content_encoding import unpacked
from web.sparql.description import describe
from web.sparql.execution import wire as frames
from web.sparql.execution.jobs import Job, QueryIds
from web.sparql.execution.limits import Limits
from web.sparql.execution.processes import Processes
from web.sparql.execution.scheduler import Pool, PoolSettings
from web.sparql.execution.updates import Updates
from web.sparql.execution.wire import Question
from web.sparql.federation import may_call
from web.sparql.graph_store import GraphRoutes
from web.sparql.negotiation import Manners
from web.sparql.problems import BadRequest, Refusal
from web.sparql.protocol import (
    DescriptionAsked,
    Endpoint,
    QueryAsked,
    UpdateAsked,
    allowed_methods,
    read_request,
)

_QUERY_ID: Final = re.compile(rf"[A-Za-z0-9._~-]{{1,{LIMITS.query_id_length}}}")
_KEPT_STREAM: Final = 4 << 20


@dataclass(frozen=True, kw_only=True)
class ServiceSettings:
    """What the SPARQL service was told. Seconds and bytes; 0 is no limit for rows."""

    root: Path
    pool: PoolSettings
    public_url: str = ""
    timeout: float = 60.0
    longest_timeout: float = LIMITS.longest_timeout
    max_rows: int = 0
    max_bytes: int = 1 << 30
    max_query: int = LIMITS.query_bytes
    max_update: int = LIMITS.update_bytes
    cache_bytes: int = 64 << 20
    update_token: str = ""
    open_updates: bool = False
    allowed_calls: tuple[str, ...] = ()


def service_settings(settings: Settings) -> ServiceSettings:
    """Return what the application's settings say about the SPARQL service."""
    limits = Limits(
        root=str(settings.store),
        memory=settings.query_memory_mb << 20,
        stack=64 << 20,
        network=bool(settings.service_hosts),
    )
    return ServiceSettings(
        root=settings.store,
        pool=PoolSettings(limits=limits, workers=settings.query_workers or os.cpu_count() or 2),
        public_url=settings.public_url.rstrip("/"),
        timeout=settings.query_timeout,
        max_rows=settings.query_rows,
        max_bytes=settings.query_bytes,
        cache_bytes=settings.query_cache_mb << 20,
        update_token=settings.update_token,
        open_updates=settings.open_updates,
        allowed_calls=settings.service_hosts,
    )


@dataclass(frozen=True)
class Reply:
    """An answer within the process: `form` is a kind of `frames`; `whole` is false where it was cut at `most` bytes."""

    form: bytes
    body: bytes
    whole: bool


class SparqlService:
    """Answers `/sparql` and its neighbours; with the siblings of its process, where there are any."""

    def __init__(self, settings: ServiceSettings, siblings: Siblings | None = None) -> None:
        self.settings = settings
        self.siblings = siblings or Siblings(None)
        self.versions = VersionStore(settings.root)
        self.metrics = Metrics()
        self.cache = ResultCache(settings.cache_bytes)
        self.tokens = Bearers(settings.root, extra=settings.update_token)
        self.processes = Processes()
        self._ids = QueryIds()
        self.pool = Pool(settings.pool, self.processes, observe=self.metrics.worker)
        self.updates = Updates(settings.pool.limits, self.processes)
        self._current = str(settings.root / "current")
        self._tasks: set[asyncio.Task[None]] = set()
        self._release: tuple[int, float, str] = (0, 0.0, "")
        self._number: tuple[int | None] | None = None
        self.manners = Manners(settings.public_url)
        self._graphs = GraphRoutes(self)
        self._routes: dict[bytes, Callable[[Request], None]] = {
            b"/sparql": self._operate,
            b"/sparql/": self._operate,  # as the W3C's protocol tests have it
            b"/update": self._operate,
            b"/graphs": self._graphs.handle,
            b"/sparql/queries": self._list,
            b"/healthz": self._health,
            b"/readyz": self._health,
            b"/metrics": self._metrics,
            b"/openapi.json": lambda request: replies.send_json(request, openapi.document()),
        }
        self._add_gauges()

    async def start(self) -> None:
        """Start the processes; call in the running event loop."""
        await self.processes.start()
        self.pool.start()
        await self.siblings.start(
            {
                "metrics": lambda _: self.metrics.counts(),
                "running": lambda _: self._running(),
                "cancel": self.pool.cancel,
            }
        )

    async def stop(self) -> None:
        """End the queries and the processes."""
        await self.siblings.stop()
        self.pool.stop()
        await self.updates.stop()
        await self.processes.stop()
        for task in list(self._tasks):
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    def route(self, path: bytes) -> Callable[[Request], None] | None:
        """Return what answers a path, or None where it is not the service's."""
        found = self._routes.get(path)
        if found is None and path.startswith(b"/graphs/"):
            return self._graphs.handle
        if found is None and path.startswith(b"/sparql/queries/"):
            return self._cancel
        return found

    def admit(self, request: Request) -> int:
        """Return how long a request's body may be: a long one needs a token."""
        with contextlib.suppress(Refusal):
            if self.settings.open_updates or self.tokens.scopes(request.header(b"authorization")):
                return self.settings.max_update
        return self.settings.max_query

    async def unpack(self, request: Request, then: Callable[[Request], None]) -> None:
        """Unpack a request's body, beside the event loop, and have it answered."""
        coding = request.headers.pop(b"content-encoding").decode("latin-1")
        try:
            request.body = await asyncio.to_thread(unpacked, request.body, coding, most=self.admit(request))
        except Refusal as refusal:
            self.refuse(request, refusal)
            return
        if not request.gone:
            then(request)

    # -- queries ---------------------------------------------------------------------------------------------

    def _operate(self, request: Request) -> None:
        endpoint = Endpoint.UPDATE if request.path == b"/update" else Endpoint.BOTH
        if request.method == "OPTIONS":
            replies.preflight(request, allowed_methods(endpoint))
            return
        if request.body and b"content-encoding" in request.headers:
            self.spawn(self.unpack(request, self._operate))
            return
        try:
            version = self.current_number()
            key = (
                version,
                request.method,
                request.target,
                request.body,
                request.selection,
            )
            if b"query-id" not in request.headers and (kept := self.cache.get(key)) is not None:
                self._send_kept(request, kept)
                return
            asked = read_request(
                request.method,
                query_string=request.query,
                content_type=request.header(b"content-type"),
                body=request.body,
                endpoint=endpoint,
            )
            if isinstance(asked, QueryAsked):
                self._query(request, asked, version, key)
            elif isinstance(asked, UpdateAsked):
                self._graphs.update(request, asked)
            else:
                self._describe(request, asked)
        except Refusal as refusal:
            self.refuse(request, refusal)
        except StoreError as error:
            self.refuse(request, problems.Unavailable(error.message, hint=error.hint))

    def _query(self, request: Request, asked: QueryAsked, version: int | None, key: tuple[Any, ...]) -> None:
        settings = self.settings
        manner = self.manners.of(request, asked.format)
        rows = asked.max_rows
        capped = rows is not None and (not settings.max_rows or rows <= settings.max_rows)
        question = Question(
            asked.text,
            version,
            manner.base,
            manner.results,
            manner.rdf,
            asked.default_graphs and replies.checked_iris(asked.default_graphs),
            asked.named_graphs and replies.checked_iris(asked.named_graphs),
            max_rows=rows if capped and rows is not None else settings.max_rows,
            rows_asked=capped,
            max_bytes=settings.max_bytes,
            coding=manner.coding,
            allowed_calls=settings.allowed_calls if may_call(asked.text, update=False) else None,
        )
        # A calling query depends on what others say; its answer is not a function of the version.
        stable = is_stable(asked.text) and not settings.allowed_calls
        frame = question.frame()
        tag = tag_of(version or 0, frame) if stable else b""
        if tag and b"if-none-match" in request.headers and matches(request.header(b"if-none-match"), tag):
            request.send_block(304, replies.not_modified(tag, version or 0), b"")
            self.finished(request, "not modified", asked.text, "")
            return
        job = Job(
            question,
            id=self._query_id(request),
            client=request.client,
            timeout=self.timeout_for(request, asked.timeout),
            on_head=lambda job: self._answer(request, job, tag, key),
            frame=frame,
        )
        request.on_gone = lambda: self.gone(request, job)
        self.pool.submit(job)

    def _answer(self, request: Request, job: Job, tag: bytes, key: tuple[Any, ...]) -> None:
        if job.failure is not None:
            self.refuse(request, job.failure, text=job.question.text, query_id=job.id)
            return
        question = job.question
        version = question.version or 0
        block = replies.query_head(
            question.rdf_format if job.form == frames.GRAPH else question.results_format,
            version,
            self._release_of(version),
            tag,
            coding=question.coding if job.coded else "",
            rows=question.max_rows if job.form == frames.SOLUTIONS or question.rows_asked else 0,
            truncated=job.flag == frames.TRUNCATED,
        )
        if not job.whole:
            self.spawn(self._stream(request, job, block, tag, key))
            return
        seconds = time.perf_counter() - request.received
        if question.head_only:
            request.start_block(200, block + replies.single(job.id, seconds))  # of unknown length
            request.end()
            return
        request.send_block(200, block + replies.single(job.id, seconds), job.first)
        if tag and key and request.method != "HEAD":
            self.cache.put(key, Kept(block, job.first, tag), key_size=len(request.target) + len(request.body))
        self.finished(request, "ok", question.text, job.id)

    def answer_graph(self, request: Request, job: Job, tag: bytes) -> None:
        """Answer with a graph, as with an answer that nobody keeps."""
        self._answer(request, job, tag, ())

    async def _stream(
        self, request: Request, job: Job, block: bytes, tag: bytes, key: tuple[Any, ...]
    ) -> None:
        seconds = time.perf_counter() - request.received
        self.metrics.operation("streamed", seconds)
        request.start_block(200, block + replies.single(job.id, seconds))
        kept: list[bytes] | None = [job.first] if tag and key and request.method != "HEAD" else None
        size = len(job.first)
        try:
            await request.write(job.first)
            async for part in job.stream():
                await request.write(part)
                size += len(part)
                if kept is not None and size <= _KEPT_STREAM:
                    kept.append(part)
                else:
                    kept = None
        except Refusal:
            request.abort()
            return
        request.end()
        if kept is not None and not request.gone and job.flag == frames.WHOLE:
            self.cache.put(
                key, Kept(block, b"".join(kept), tag), key_size=len(request.target) + len(request.body)
            )

    def _send_kept(self, request: Request, kept: Kept) -> None:
        asked = request.header(b"if-none-match")
        if asked and matches(asked, kept.tag):
            request.send_block(304, replies.not_modified(kept.tag, self.current_number() or 0), b"")
            self.finished(request, "not modified", "", "")
            return
        query_id = self._ids.take()
        request.send_block(
            200, kept.block + replies.single(query_id, time.perf_counter() - request.received), kept.body
        )
        self.finished(request, "cached", "", query_id)

    def gone(self, request: Request, job: Job) -> None:
        """The client went away: end its query."""
        self.pool.cancel(job.id, problems.Cancelled("The client went away."))
        self.finished(request, "gone", job.question.text, job.id)

    def _query_id(self, request: Request) -> str:
        given = request.header(b"query-id")
        if given and not _QUERY_ID.fullmatch(given):
            raise BadRequest(
                f"{given!r} is no Query-Id.",
                hint=f"Up to {LIMITS.query_id_length} letters, digits and . _ ~ -",
            )
        return given or self._ids.take()

    def timeout_for(self, request: Request, asked: float | None) -> float:
        """Return the seconds an operation may take: fewer if it asks for that, more only with a token."""
        longest = self.settings.timeout
        if asked is not None and asked > longest and self.tokens.scopes(request.header(b"authorization")):
            longest = self.settings.longest_timeout
        return min(asked or longest, longest)

    async def ask(self, text: str, *, client: str, base_iri: str, most: int) -> Reply:
        """Answer a query within the process: results in JSON, RDF in Turtle, at most `most` bytes; raise a Refusal.

        The same pool and the same limits as for a request from outside, in the name of the `client` it is for.
        """
        headed = asyncio.Event()
        allowed = self.settings.allowed_calls if may_call(text, update=False) else None
        job = Job(
            Question(text, self.current_number(), base_iri, "json", "ttl", allowed_calls=allowed),
            id=self._ids.take(),
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

    # -- everything else ---------------------------------------------------------------------------------------

    def _describe(self, request: Request, asked: DescriptionAsked) -> None:
        name = replies.rdf_format_for(asked.format, request.header(b"accept"))
        body = describe(
            self.manners.base_of(request) + request.path.decode("latin-1"),
            name,
            updates=self.settings.open_updates or self.tokens.configured,
            calls=bool(self.settings.allowed_calls),
        )
        request.send_block(200, replies.ALWAYS + replies.type_line(name), body)
        self.finished(request, "description", "", "")

    def _health(self, request: Request) -> None:
        well = request.path == b"/healthz" or self.pool.ready
        request.send_block(200 if well else 503, replies.PLAIN, b"ok\n" if well else b"not ready\n")

    def _metrics(self, request: Request) -> None:
        self.spawn(self._tell_metrics(request))

    async def _tell_metrics(self, request: Request) -> None:
        text = self.metrics.text(await self.siblings.ask("metrics"))
        head = replies.ALWAYS + b"content-type: text/plain; version=0.0.4; charset=utf-8\r\n"
        request.send_block(200, head, text)

    def _list(self, request: Request) -> None:
        try:
            self.allow(request, "admin")
            if request.method not in {"GET", "HEAD"}:
                raise problems.WrongMethod(request.method, ("GET", "HEAD"))
        except Refusal as refusal:
            self.refuse(request, refusal)
        else:
            self.spawn(self._tell_running(request))

    async def _tell_running(self, request: Request) -> None:
        others = await self.siblings.ask("running")
        running = [*self._running(), *(query for one in others for query in one)]
        replies.send_json(request, sorted(running, key=lambda query: -query["seconds"]))

    def _running(self) -> list[dict[str, Any]]:
        return [vars(one) for one in self.pool.running()]

    def _cancel(self, request: Request) -> None:
        """Cancel a query: whoever knows its id may, for ids are random unless the client chose its own."""
        try:
            if request.method == "OPTIONS":
                replies.preflight(request, ("DELETE", "OPTIONS"))
                return
            if request.method != "DELETE":
                raise problems.WrongMethod(request.method, ("DELETE",))
        except Refusal as refusal:
            self.refuse(request, refusal)
        else:
            self.spawn(self._end(request, request.path.rpartition(b"/")[2].decode("latin-1")))

    async def _end(self, request: Request, query_id: str) -> None:
        if self.pool.cancel(query_id) or any(await self.siblings.ask("cancel", query_id)):
            request.send_block(204, replies.ALWAYS, b"")
        else:
            self.refuse(request, problems.NoSuchThing(f"No query with the id {query_id} is running."))

    def allow(self, request: Request, scope: str) -> None:
        """Raise a Refusal unless the request's token gives it this scope."""
        scopes = self.tokens.scopes(request.header(b"authorization"))
        if scope in scopes or (scope == "update" and self.settings.open_updates):
            return
        if not self.tokens.configured:
            raise problems.Forbidden(
                "This service takes no updates." if scope == "update" else "This is not for everybody.",
                hint="Its administrator can make a token: huunghi token new --name NAME",
            )
        if not scopes:
            raise problems.Unauthorised("A token is needed for this.", hint="Authorization: Bearer TOKEN")
        raise problems.Forbidden("The token is not for this.", hint=f"It needs the scope {scope}.")

    def refuse(self, request: Request, refusal: Refusal, *, text: str = "", query_id: str = "") -> None:
        """Answer with a refusal."""
        if text and isinstance(refusal, problems.BadSyntax):
            refusal = problems.with_line(refusal, text)
        replies.refuse(request, refusal, query_id)
        self.finished(request, refusal.name, text, query_id)

    def finished(self, request: Request, outcome: str, text: str, query_id: str) -> None:
        """Note what came of an operation."""
        request.note = (text, query_id)
        self.metrics.operation(outcome, time.perf_counter() - request.received)

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Run something beside the requests, until it ends or the service does."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def current_number(self) -> int | None:
        """Return the number of the current version.

        Looked up anew in each turn of the event loop: a query that was sent after an update was answered is read in a
        later turn than that in which the answer was written, and so sees the update.
        """
        if self._number is None:
            try:
                self._number = (int(os.readlink(self._current).rpartition("/")[2]),)
            except (OSError, ValueError):
                self._number = (self.versions.current_number(),)
            asyncio.get_running_loop().call_soon(self._look_again)
        return self._number[0]

    def _look_again(self) -> None:
        self._number = None

    def _release_of(self, version: int) -> str:
        """Return the release name of a version, '' where it has none; looked up at most once a second."""
        number, when, release = self._release
        now = time.monotonic()
        if number != version or now - when > 1.0:
            names = [name for name, named in self.versions.releases().items() if named == version]
            release = names[-1] if names else ""
            self._release = (version, now, release)
        return release

    def _add_gauges(self) -> None:
        gauge, pool, cache = self.metrics.gauge, self.pool, self.cache
        gauge("huunghi_queries_waiting", "Queries waiting for a worker.", lambda: pool.waiting)
        gauge("huunghi_queries_running", "Queries given to workers.", lambda: pool.busy)
        gauge("huunghi_workers", "Worker processes.", lambda: pool.alive)
        gauge("huunghi_updates_waiting", "Updates waiting for the writer.", lambda: self.updates.waiting)
        gauge("huunghi_cache_bytes", "Bytes of kept answers.", lambda: cache.size)
        gauge("huunghi_cache_hits", "Answers given from the cache.", lambda: cache.hits)
        gauge("huunghi_cache_misses", "Answers that were not in the cache.", lambda: cache.misses)
        version, age = "Number of the current version.", "Seconds since the current version was published."
        gauge("huunghi_data_version", version, lambda: self.current_number() or 0, highest=True)
        gauge("huunghi_data_age_seconds", age, self._age, highest=True)

    def _age(self) -> float:
        try:
            return time.time() - os.lstat(self._current).st_mtime
        except OSError:
            return 0.0
