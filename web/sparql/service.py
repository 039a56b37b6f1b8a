"""The SPARQL service: the processes that answer, and what all its operations share. Who answers which request stands in
`web.sparql.router`.
"""

import asyncio
import contextlib
import json
import os
import re
import time
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, ParamSpec, TypeVar

from starlette.types import Scope

from graph.errors import HuuNghiError, IsReplica, StoreError
from graph.health import faults
from graph.limits import LIMITS
from graph.statistics.lifecycle import nearest
from graph.store.digests import AT_ONCE, known_damage
from graph.store.endpoint_address import EndpointAddress
from graph.store.faults import damaged_data
from graph.store.reader import VersionName
from graph.store.version import Version
from graph.store.versions import VersionStore
from ontology.iris import GRAPH, ONTOLOGY_GRAPH
from queries.library import Library
from queries.links import QueryLinks
from queries.read.partitions import partitions_of
from web import errors
from web.auth.bearer import Bearers, is_bearer
from web.auth.origins import refuse_foreign, refuse_rebound
from web.clients import is_on_this_machine
from web.errors import BadRequest
from web.lru_cache import LRUCache
from web.metrics import Metrics
from web.peers import Peers
from web.recent_counts import RecentCounts
from web.replication.other_servers import OtherServers
from web.settings import Settings
from web.sparql.cache import CachedAnswer
from web.sparql.description import UNTOLD, DefaultGraph
from web.sparql.exchange import Exchange
from web.sparql.execution import wire
from web.sparql.execution.jobs import Job, QueryIds
from web.sparql.execution.limits import Limits, PoolSettings
from web.sparql.execution.processes import Processes
from web.sparql.execution.scheduler import Pool
from web.sparql.execution.updates import Updates
from web.sparql.execution.wire import QueryMessage
from web.sparql.federation import may_call
from web.sparql.negotiation import Negotiation
from web.sparql.ownership import Asker
from web.version_names import no_versions, version_named

P = ParamSpec("P")
Found = TypeVar("Found")

_DESCRIBED: Final = 4
"""Versions whose default graphs are remembered for the service description."""
_TEXTS_AT_ONCE: Final = 2
"""Texts of queries that are worked on at once: each may take a tenth of a second, and none may keep pages waiting."""
_QUERY_ID: Final = re.compile(rf"[A-Za-z0-9._~-]{{1,{LIMITS.query_id_length}}}")


@dataclass(frozen=True, kw_only=True)
class ServiceSettings:
    """The settings of the SPARQL service. Seconds and bytes; 0 is no limit for rows."""

    root: Path
    pool: PoolSettings
    public_url: str = ""
    timeout: float = 60.0
    longest_timeout: float = LIMITS.longest_timeout
    max_rows: int = 0
    max_bytes: int = 1 << 30
    max_query: int = LIMITS.query_request_bytes
    max_update: int = LIMITS.update_request_bytes
    cache_bytes: int = 64 << 20
    update_token: str = ""
    replica_token: str = ""
    remote_command: str = "huunghi"
    peers: tuple[str, ...] = ()
    peer_token: str = ""
    follow: str = ""
    servers: bool = False
    open_updates: bool = False
    allowed_calls: tuple[str, ...] = ()
    endpoint: EndpointAddress | None = None


def service_settings(settings: Settings) -> ServiceSettings:
    """Return what the application's settings say about the SPARQL service."""
    endpoint = settings.endpoint
    limits = Limits(
        root=str(settings.store),
        memory=settings.query_memory_mb << 20,
        stack=LIMITS.query_stack_bytes,
        network=bool(settings.service_hosts or endpoint),
        endpoint=(endpoint.url, endpoint.user, endpoint.password) if endpoint else (),
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
        replica_token=settings.replica_token,
        remote_command=settings.remote_command,
        peers=settings.peers,
        peer_token=settings.peer_token,
        follow=settings.follow,
        servers=settings.servers or bool(settings.follow),
        open_updates=settings.open_updates,
        allowed_calls=settings.service_hosts,
        endpoint=endpoint,
    )


@dataclass(frozen=True)
class Reply:
    """An answer within the process: `form` is a kind of `wire`; `whole` is false where it was cut at `most` bytes.

    `truncated` says that there are more rows than `max_rows`; `version` is the one of the data that answered.
    """

    form: bytes
    body: bytes
    whole: bool
    truncated: bool = False
    version: int | None = None


@dataclass(frozen=True)
class Bounds:
    """What a query may take where that is less than the service allows: seconds, and rows of its answer."""

    timeout: float | None = None
    max_rows: int | None = None


class SparqlService:
    """The processes behind `/sparql` and its neighbours; with the peers of its own process, where there are any."""

    def __init__(self, settings: ServiceSettings, peers: Peers | None = None) -> None:
        self.settings = settings
        self.peers = peers or Peers()
        self.versions = VersionStore(settings.root)
        self.metrics = Metrics()
        self.cache = LRUCache[CachedAnswer](settings.cache_bytes)
        self.other_servers = OtherServers(settings.peers, settings.peer_token, self.peers.server)
        self.tokens = Bearers(
            settings.root,
            extra=settings.update_token,
            replicas=settings.replica_token,
            peers=settings.peer_token,
        )
        self.links = QueryLinks(settings.root)
        self.library = Library(settings.root)
        self.shares = RecentCounts(LIMITS.links_seconds)
        self._texts = asyncio.Semaphore(_TEXTS_AT_ONCE)
        self.ids = QueryIds()
        self.negotiation = Negotiation(settings.public_url)
        self._current = str(settings.root / "current")
        self._release: tuple[int, float, str] = (0, 0.0, "")
        self._number: tuple[int | None] | None = None
        self._checked: int | None = None  # what `current` named when it was found to be right
        self._checked_store = settings.root
        self._managed: tuple[int | None, tuple[str, ...]] = (None, ())
        self._default_graphs: dict[int, DefaultGraph] = {}
        self._prepare()
        self._add_gauges()

    def _prepare(self) -> None:
        self.processes = Processes()
        self.pool = Pool(self.settings.pool, self.processes, observe=self.metrics.worker)
        self.updates = Updates(self.settings.pool.limits, self.processes)
        self._started = False

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Have the processes running within the block, which is entered in the event loop that answers requests."""
        await self.processes.start()
        try:
            self.pool.start()
            await self.peers.start(
                {
                    "metrics": lambda _: self.metrics.counts(),
                    "running": lambda _: self.running_queries(),
                    "cancel": lambda given: self.cancel(*given),
                }
            )
            self._started = True
            yield
        finally:
            await self.peers.stop()
            self.pool.stop()
            await self.updates.stop()
            await self.processes.stop()
            self._prepare()

    def require_started(self) -> None:
        """Raise Unavailable where nothing would answer a query or an update."""
        if not self._started:
            raise errors.Unavailable(
                "The SPARQL service is not running.",
                hint="It starts and stops with the application's lifespan, which the ASGI server has to run.",
            )

    # -- what requests may -------------------------------------------------------------------------------------

    def admit(self, scope: Scope, authorization: str) -> tuple[int, bool]:
        """Return how many bytes a request's body may have, and whether it has a token: a long body needs one."""
        with contextlib.suppress(HuuNghiError):  # whoever answers the request says it
            if self.takes_open_updates(scope) or self.tokens.scopes(authorization):
                return self.settings.max_update, True
        return self.settings.max_query, False

    def takes_open_updates(self, scope: Scope) -> bool:
        """Whether a request may change the data without a token: where that is open, and only on this machine.

        Asked of each request, for another ASGI server may listen at any address.
        """
        return self.settings.open_updates and is_on_this_machine(scope)

    def allow(self, exchange: Exchange, scope: str) -> None:
        """Raise a Refusal unless the request's token gives it this scope, or the service is open for it.

        What a browser sends of its own accord, and open updates, give another site's page no right.
        """
        if scope == "update":
            self.refuse_elsewhere()
        if self.settings.follow and scope in {"update", "publish"}:
            raise IsReplica(
                "This server is a replica: it follows %(origin)s.",
                hint="Make the change there; it is here within a second.",
                values={"origin": self.settings.follow},
            )
        authorization = exchange.header(b"authorization")
        scopes = self.tokens.scopes(authorization, client=exchange.client)
        is_open = scope == "update" and self.takes_open_updates(exchange.scope)
        if scope in scopes or is_open:
            if scope not in scopes:
                refuse_rebound(exchange.header(b"host"), self.settings.public_url)
            if not is_bearer(authorization):
                self._refuse_foreign(exchange)
            return
        if scope == "update" and self.settings.open_updates and not self.tokens.gives(scope):
            raise errors.Forbidden(
                "Updates without a token are only for this machine.",
                hint="Send them from it and through no proxy, or make a token: huunghi token new --name NAME",
            )
        if not scopes and not self.tokens.gives(scope):
            raise errors.Forbidden(
                "This service takes no updates." if scope == "update" else "This is not for everybody.",
                hint="Its administrator can make a token: huunghi token new --name NAME",
            )
        if not scopes:
            raise errors.Unauthorised("A token is needed for this.", hint="Authorization: Bearer TOKEN")
        raise errors.Forbidden(
            "The token is not for this.", hint="It needs the scope %(scope)s.", values={"scope": scope}
        )

    def refuse_elsewhere(self) -> None:
        """Raise Elsewhere for what is done with the store, where the service reads from an endpoint in its place."""
        if self.settings.endpoint is not None:
            raise errors.Elsewhere(
                "This service reads from an endpoint; it has no graphs of its own, and changes none.",
                hint="Whoever looks after the endpoint can change its data; a query at /sparql reads its graphs.",
            )

    def _refuse_foreign(self, exchange: Exchange) -> None:
        refuse_foreign(
            site=exchange.header(b"sec-fetch-site"),
            origin=exchange.header(b"origin"),
            host=exchange.header(b"host"),
            public_url=self.settings.public_url,
        )

    def timeout_for(self, exchange: Exchange, asked: float | None) -> float:
        """Return the seconds an operation may take: fewer if it asks for that, more only with a token."""
        longest = self.settings.timeout
        if asked is not None and asked > longest:
            authorization = exchange.header(b"authorization")
            if self.tokens.scopes(authorization, client=exchange.client):
                longest = self.settings.longest_timeout
        return min(asked or longest, longest)

    def query_id(self, exchange: Exchange) -> str:
        """Return the id that a request gives its query, or a new one."""
        return self.query_id_from(exchange.header(b"query-id"))

    def query_id_from(self, given: str) -> str:
        """Return the id that a `Query-Id` field gives, or a new one. Raises BadRequest."""
        if given and not _QUERY_ID.fullmatch(given):
            raise BadRequest(
                "%(given)r is no Query-Id.",
                hint="Up to %(most)s letters, digits and . _ ~ -",
                values={"given": given, "most": LIMITS.query_id_length},
            )
        return given or self.ids.take()

    def finished(self, exchange: Exchange, outcome: str) -> None:
        """Note what came of an operation."""
        self.metrics.operation(outcome, time.perf_counter() - exchange.record.received)

    # -- queries -----------------------------------------------------------------------------------------------

    async def ask(
        self,
        text: str,
        *,
        client: str,
        base_iri: str,
        most: int,
        version: str = "",
        bounds: Bounds = Bounds(),
        query_id: str = "",
        owner: Asker | tuple[str, ...] = (),
    ) -> Reply:
        """Answer a query within the process: results in JSON, RDF in Turtle, at most `most` bytes; raise a Refusal.

        The same pool and the same limits as for a request from outside, in the turn of the `client` it is for;
        `bounds` ask for less. Its `owner` can end it by its `query_id`.
        """
        self.require_started()
        headed = asyncio.Event()
        allowed = self.settings.allowed_calls if may_call(text, update=False) else None
        number = self.number_of(version) if version else self.current_number()
        rows, asked = self.rows_for(bounds.max_rows)
        message = QueryMessage(
            text,
            number,
            base_iri,
            "json",
            "ttl",
            max_rows=rows,
            rows_asked=asked,
            allowed_calls=allowed,
        )
        job = Job(
            message,
            id=query_id or self.ids.take(),
            client=client,
            timeout=min(bounds.timeout or self.settings.timeout, self.settings.timeout),
            on_head=lambda _: headed.set(),
        )
        job.owner = tuple(owner)
        self.pool.submit(job)
        try:
            await headed.wait()
            job.raise_failure()
            body = bytearray(job.first)
            if not job.whole:
                async for part in job.stream():
                    body += part
                    if len(body) > most:
                        break
            if len(body) > most:
                return Reply(job.form, bytes(body[:most]), False, version=number)
            return Reply(job.form, bytes(body), True, job.flag == wire.TRUNCATED, number)
        finally:
            self.pool.cancel(job.id)

    def rows_for(self, asked: int | None) -> tuple[int, bool]:
        """Return how many rows an answer may have, 0 for any number, and whether that is what the request asked."""
        most = self.settings.max_rows
        if asked is not None and (not most or asked <= most):
            return asked, True
        return most, False

    async def managed_graphs(self, number: int | None) -> tuple[str, ...]:
        """Return the graphs of a version that the service makes itself, at most as many as are described."""
        text = (
            f'SELECT DISTINCT ?g {{ GRAPH ?g {{ }} FILTER(STRSTARTS(STR(?g), "{GRAPH}") || '
            f'STR(?g) = "{ONTOLOGY_GRAPH}") }} ORDER BY ?g LIMIT {LIMITS.graphs_described}'
        )
        if number is None:
            return ()
        if self._managed[0] != number:
            reply = await self.ask(text, client="", base_iri=GRAPH, most=1 << 24, version=str(number))
            rows = json.loads(reply.body)["results"]["bindings"]
            self._managed = (number, tuple(row["g"]["value"] for row in rows))
        return self._managed[1]

    async def default_graph(self, number: int | None) -> DefaultGraph:
        """Return what is told of the default graph of a version; nothing while it has not been counted."""
        if number is None:
            return UNTOLD
        known = self._default_graphs.get(number)
        if known is None:
            known = await asyncio.to_thread(self._told_of, number)
            if known is not UNTOLD:
                while len(self._default_graphs) >= _DESCRIBED:
                    del self._default_graphs[next(iter(self._default_graphs))]
                self._default_graphs[number] = known
        return known

    def _told_of(self, number: int) -> DefaultGraph:
        version = self.versions.get(number)
        counted = nearest(version)
        if counted is None or not counted.current:
            return UNTOLD
        name = VersionName(version.number, version.manifest.created)
        return DefaultGraph.of(partitions_of(name, counted.statistics))

    async def with_text(self, work: Callable[P, Found], *args: P.args, **options: P.kwargs) -> Found:
        """Check or lay out the text of a query that is not run: beside the event loop, a few texts at a time.

        The others wait without a thread, of which pages have need.
        """
        async with self._texts:
            return await asyncio.to_thread(work, *args, **options)

    def running_queries(self) -> list[dict[str, Any]]:
        """Return what waits and runs in this process, longest first."""
        return [vars(one) for one in self.pool.running()]

    def cancel(self, query_id: str, asker: Sequence[str] | None) -> bool | None:
        """End a query of this process; return whether it is the asker's, None where there is none of this id.

        Without an asker, any query is ended.
        """
        owner = self.pool.owner_of(query_id)
        if owner is None:
            return None
        if asker is not None and not (owner and Asker(*asker).owns(Asker(*owner))):
            return False
        return self.pool.cancel(query_id)

    # -- versions ----------------------------------------------------------------------------------------------

    def current_number(self) -> int | None:
        """Return the number of the current version. Raises BrokenCurrent where it cannot be told.

        Looked up anew in each turn of the event loop: a query that was sent after an update was answered is read in a
        later turn than that in which the answer was written, and so sees the update. None where an endpoint is read.
        """
        if self.settings.endpoint is not None:
            return None
        if self._number is None:
            number = self.versions.current_number()
            if number is None or number != self._checked or known_damage(self._checked_store):
                number = self._checked = self.versions.check_current()
                if number is not None:
                    version = self.versions.get(number)
                    self._checked_store = version.store_path
                    self._require_whole(version)
            self._number = (number,)
            asyncio.get_running_loop().call_soon(self._look_again)
        return self._number[0]

    def number_of(self, name: str) -> int:
        """Return the number of a version of the data by its number or release name.

        Raises InvalidValue, NoVersion or PrunedVersion where there is none, StoreDamaged where it is known as damaged.
        """
        if self.settings.endpoint is not None:
            raise no_versions()
        version = version_named(self.versions, name)
        self._require_whole(version)
        return version.number

    @staticmethod
    def _require_whole(version: Version) -> None:
        """Raise DamagedData for a version of which a file is not what it was: the engine might search without end."""
        if why := version.mismatch(most=AT_ONCE):
            raise damaged_data(version.number, why, where=version.store_path)

    def faults(self) -> list[StoreError]:
        """Return what is wrong with the store, or the endpoint; it reads files or waits, so call it in a thread."""
        if self.settings.endpoint is not None:
            from web.endpoint_readers import fault_of  # noqa: PLC0415 - its HTTP client takes memory

            return fault_of(self.settings.endpoint)
        return faults(self.versions)

    def _look_again(self) -> None:
        self._number = None

    def release_of(self, version: int) -> str:
        """Return the release name of a version, '' where it has none; looked up at most once a second."""
        number, when, release = self._release
        now = time.monotonic()
        if number != version or now - when > 1.0:
            names = [name for name, named in self.versions.releases().items() if named == version]
            release = names[-1] if names else ""
            self._release = (version, now, release)
        return release

    def _add_gauges(self) -> None:
        gauge, cache = self.metrics.gauge, self.cache
        gauge("huunghi_queries_waiting", "Queries waiting for a worker.", lambda: self.pool.waiting)
        gauge("huunghi_queries_running", "Queries given to workers.", lambda: self.pool.busy)
        gauge("huunghi_workers", "Worker processes.", lambda: self.pool.alive)
        gauge("huunghi_updates_waiting", "Updates waiting for the writer.", lambda: self.updates.waiting)
        gauge("huunghi_cache_bytes", "Bytes of kept answers.", lambda: cache.size)
        gauge("huunghi_cache_hits", "Answers given from the cache.", lambda: cache.hits)
        gauge("huunghi_cache_misses", "Answers that were not in the cache.", lambda: cache.misses)
        version, age = "Number of the current version.", "Seconds since the current version was published."
        gauge("huunghi_data_version", version, self._number_or_zero, highest=True)
        gauge("huunghi_data_age_seconds", age, self._age, highest=True)

    def _number_or_zero(self) -> int:
        with contextlib.suppress(StoreError):
            return self.current_number() or 0
        return 0

    def _age(self) -> float:
        try:
            return time.time() - os.lstat(self._current).st_mtime
        except OSError:
            return 0.0
