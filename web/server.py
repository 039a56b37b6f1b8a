"""Serve pages and SPARQL from one address: the processes, the sockets, and how they end."""

import asyncio
import contextlib
import gc
import ipaddress
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable
from dataclasses import replace

from graph.errors import InputError, StoreError
from graph.store.prefetch import read_ahead
from web import fronts
from web.app import create_app
from web.asgi import App, AsgiBridge
from web.http import HttpServer
from web.metrics import RequestLog
from web.pages.sparql import is_person
from web.peers import Siblings
from web.request import Request
from web.settings import Settings
from web.sparql.problems import BadRequest
from web.sparql.service import SparqlService, service_settings

_new_event_loop: Callable[[], asyncio.AbstractEventLoop] = asyncio.new_event_loop
with contextlib.suppress(
    ImportError
):  # not made for every platform; asyncio's own loop does the same, slower
    from uvloop import new_event_loop as _new_event_loop


class Front:
    """Gives each request to whoever answers its path."""

    def __init__(self, service: SparqlService, app: App, log: RequestLog) -> None:
        self.service = service
        self.log = log
        self.app = AsgiBridge(app)

    def admit(self, request: Request) -> int:
        """Return how long the body may be."""
        return self.service.admit(request)

    def handle(self, request: Request) -> None:
        """Answer."""
        if request.path == b"*" and request.method == "OPTIONS":
            # RFC 9110 section 9.3.7: asked of the server as a whole, whether it is there.
            request.send(204, [(b"allow", b"GET, HEAD, POST, PUT, DELETE, QUERY, OPTIONS")])
            return
        route = self.service.route(request.path)
        accept = request.headers.get(b"accept", b"")
        if route is None or (b"text/html" in accept and _is_person(request)):
            self.app.handle(request)
        else:
            route(request)

    def finished(self, request: Request) -> None:
        """Count and log a request."""
        self.service.metrics.request(request.status)
        self.log.request(request, *request.note)

    def complain(self, request: Request, status: int, detail: str) -> None:
        """Answer a request that broke a rule of HTTP."""
        refusal = BadRequest(detail)
        refusal.status = status
        self.service.refuse(request, refusal)


def _is_person(request: Request) -> bool:
    if request.path not in {b"/sparql", b"/sparql/"} or b"update=" in request.body:
        return False
    return is_person(
        request.method,
        request.query.decode("latin-1"),
        request.header(b"accept"),
        request.header(b"content-type"),
    )


def serve(
    settings: Settings,
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    ready: Callable[[], None] = lambda: None,
) -> None:
    """Serve until interrupted; call `ready` when the address is ours. Raises InputError where it is taken."""
    if settings.open_updates:
        _forbid_open_updates_beyond_this_machine(host)
    cores = os.cpu_count() or 1
    number = fronts.count(settings.fronts, cores)
    sock = fronts.listen(host, port)
    ready()
    if number == 1:
        _run_front(settings, sock, Siblings(None))
    else:
        # Each listens for itself, and sockets that share an address do not ask whether another server is there: that
        # is known now.
        sock.close()
        part = share(settings, number, cores)
        fronts.run_all(
            host, port, number, lambda sock, folder, one: _run_front(part, sock, Siblings(folder, one))
        )


def share(settings: Settings, fronts: int, cores: int) -> Settings:
    """Return the settings of each of several fronts: together they have the workers and the memory of the whole.

    >>> share(Settings(query_workers=5, query_cache_mb=20), 2, 4).query_workers
    3
    """
    return replace(
        settings,
        query_workers=-(-(settings.query_workers or cores) // fronts),
        query_cache_mb=-(-settings.query_cache_mb // fronts),
        page_cache_mb=-(-settings.page_cache_mb // fronts),
    )


def _run_front(settings: Settings, sock: socket.socket, siblings: Siblings) -> None:
    with asyncio.Runner(loop_factory=_new_event_loop) as runner:
        runner.run(_serve(settings, sock, siblings))
        if asyncio.all_tasks(runner.get_loop()):
            # A page's query cannot be interrupted, and its thread would be waited for. Nobody reads its answer,
            # and nothing that it holds is half written.
            sys.stderr.flush()
            os._exit(0)


def _forbid_open_updates_beyond_this_machine(host: str) -> None:
    try:
        local = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        local = False
    if not local:
        raise InputError(
            f"Updates without a token are only for this machine, and {host} is reached from others.",
            hint="Listen on 127.0.0.1, or make a token: huunghi token new --name NAME",
        )
    print("WARNING: every program on this machine may change the data (open updates).", file=sys.stderr)  # noqa: T201


async def _serve(settings: Settings, sock: socket.socket, siblings: Siblings) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    log = RequestLog(
        settings.request_log,
        slow=settings.slow_query_log,
        slow_seconds=settings.slow_query_seconds,
        texts=settings.log_query_texts,
    )
    service = SparqlService(service_settings(settings), siblings)
    server = HttpServer(Front(service, create_app(settings, service=service), log))
    await service.start()
    try:
        # What is there now stays; and kept answers are many objects, none of them in cycles: look through them seldom,
        # and through what is new before it is so much that a page would wait for it.
        gc.collect()
        gc.freeze()
        gc.set_threshold(20_000, 5, 1000)
        await server.start(sock)
        threading.Thread(target=_read_ahead, args=(service,), daemon=True).start()
        while not stop.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), 0.5)
            log.flush()
        await server.stop()
    finally:
        await service.stop()
        log.flush()


def _read_ahead(service: SparqlService) -> None:
    """Have the files of the version that is there read; of one that comes later they were written just now."""
    with contextlib.suppress(StoreError):
        read_ahead(service.versions.require_current().path)
