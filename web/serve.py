"""Run the application on granian: the address, the web processes, and how they end. Nothing else knows the server.

The main process waits and does nothing else. Each web process is a whole service: it reads requests, renders pages and
has its own workers for queries; the kernel spreads connections over them (SO_REUSEPORT, socket(7)), and what concerns
all of them goes through `web.peers`.
"""

import asyncio
import contextlib
import ctypes
import gc
import logging
import os
import resource
import signal
import socket
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Final

from granian import Granian
from granian.constants import HTTPModes, Interfaces, Loops
from granian.http import HTTP1Settings
from granian.log import LogLevels
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from graph.errors import InputError
from graph.limits import LIMITS
from web import logs
from web.clients import address_of, is_proxy
from web.connections import Connections
from web.garbage import relax_collector
from web.peers import Peers, peers_folder
from web.settings import Settings
from web.transfer_limits import TransferLimits

_GRACE: Final = 5.0
"""Seconds that running queries have to end when the server is told to end."""
_KILLED_AFTER: Final = 10
"""Seconds after which a web process is killed that has not ended: a client that reads nothing would hold it."""
_PAUSE: Final = 1.0
"""Seconds before the web processes are started again."""
_BACKLOG: Final = 4096
"""Connections that may wait to be accepted: one that finds no room is tried again after a second, three, seven ..."""
_HEAD_BUFFER: Final = LIMITS.request_head_bytes
_PR_SET_PDEATHSIG: Final = 1
_M_MMAP_THRESHOLD: Final = -3
_MAPPED_FROM: Final = 256 << 10
_log = logging.getLogger("huunghi.server")


def serve(
    settings: Settings,
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    ready: Callable[[int], None] = lambda _: None,
    limits: TransferLimits | None = None,
) -> None:
    """Serve until interrupted; call `ready` with the port when the address is ours; port 0 is one that is free.

    `limits` are what clients may take, where that is not what the table of limits says.

    Raises InputError where the address is taken, and where the web processes cannot be started.
    """
    if settings.open_updates:
        _forbid_open_updates_beyond_this_machine(host)
    logs.configure(settings)
    if settings.open_updates:
        _log.warning("every program on this machine may change the data (open updates)")
    address, port = reserve(host, port)
    cores = os.cpu_count() or 1
    number = count(settings.web_processes, cores)
    limits = limits or TransferLimits()
    _allow_open_files(2 * limits.connections)
    ready(port)
    gc.collect()
    gc.freeze()  # what is there now stays, and is shared by the web processes
    with peers_folder() as folder:
        load = partial(
            _load,
            share(settings, number, cores),
            limits,
            folder,
            port,
            render_processes=max(0, cores // number - 1),
            parent=os.getpid(),
        )
        _run((address, port), number, load, _Starts(folder), limits, logs.configuration(settings))


def count(asked: int, cores: int) -> int:
    """Return how many web processes there are: as many as were asked for, or one for two cores.

    One takes less than half of the processor time of a small query, its workers the rest.

    >>> [count(0, cores) for cores in (1, 2, 4, 16)], count(3, 2)
    ([1, 1, 2, 8], 3)
    """
    return asked or max(1, cores // 2)


def share(settings: Settings, processes: int, cores: int) -> Settings:
    """Return the settings of each of several web processes: together they have the workers and memory of the whole.

    >>> share(Settings(query_workers=5, query_cache_mb=20), 2, 4).query_workers
    3
    """
    return replace(
        settings,
        query_workers=-(-(settings.query_workers or cores) // processes),
        query_cache_mb=-(-settings.query_cache_mb // processes),
        page_cache_mb=-(-settings.page_cache_mb // processes),
    )


def reserve(host: str, port: int) -> tuple[str, int]:
    """Return the IP address and the port to listen at. Raises InputError where nobody can.

    The web processes share the address, and sockets that share one do not ask whether another server is there: two
    servers would answer in turn. So it is bound alone first.
    """
    if not host.strip():  # the system would take it for every address
        raise _no_address(host)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as sock:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            sock.bind((host, port))
            sock.listen()
        except (socket.gaierror, UnicodeError) as error:
            raise _no_address(host) from error
        except OSError as error:
            raise InputError(
                "%(host)s:%(port)s cannot be listened on: %(strerror)s.",
                hint="Choose another port (--port, make run PORT=8123), or end what listens there.",
                values={"host": host, "port": port, "strerror": error.strerror},
            ) from error
        name = sock.getsockname()
    return str(name[0]), int(name[1])


class _Starts:
    """What is known of the starts of web processes, in the folder of the peers' sockets."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._mark = folder / "failed"

    @property
    def succeeded(self) -> bool:
        """Whether some web process has come as far as to answer its peers."""
        return any(self._folder.glob("*.socket"))

    @property
    def failed(self) -> bool:
        """Whether one could not be started, and none had been before."""
        return self._mark.exists()

    def fail(self) -> None:
        """Have the main process end, unless some web process has been running: another one would fail like this one."""
        if not self.succeeded:
            self._mark.touch()
            os.kill(os.getppid(), signal.SIGTERM)


def _no_address(host: str) -> InputError:
    return InputError(
        "%(host)r is no address of this machine.",
        hint="For example --host 127.0.0.1, or --host 0.0.0.0 for all of its addresses.",
        values={"host": host},
    )


def _run(
    address: tuple[str, int],
    number: int,
    load: Callable[[], ASGIApp],
    starts: _Starts,
    limits: TransferLimits,
    logging_: dict[str, Any],
) -> None:
    """Run web processes until SIGINT or SIGTERM. Raises InputError where none can be started.

    granian replaces one that dies, but takes two deaths of the same one within seconds for a crash loop, and ends. What
    has been running must not end so: then it is started again.
    """
    while True:
        server = Granian(
            "web.app:create_app",
            address=address[0],
            port=address[1],
            interface=Interfaces.ASGI,
            workers=number,
            loop=Loops.auto,
            http=HTTPModes.http1,  # in `auto`, silent connections are not timed out, and keep others out
            http1_settings=HTTP1Settings(
                header_read_timeout=int(limits.head_seconds * 1000), max_buffer_size=_HEAD_BUFFER
            ),
            websockets=False,
            backlog=_BACKLOG,
            backpressure=limits.connections,  # silent connections must not keep others out
            respawn_failed_workers=True,
            workers_kill_timeout=_KILLED_AFTER,
            log_level=LogLevels.warning,
            log_dictconfig=logging_,
        )
        with contextlib.suppress(SystemExit):
            server.serve(target_loader=load, wrap_loader=False)
        if starts.failed or not (starts.succeeded or server.interrupt_signal):
            raise InputError(
                "The web processes end as soon as they are started.", hint="What they said stands above."
            )
        if not server.interrupt_signal:
            _log.error("the web processes ended; others take their places")
            time.sleep(_PAUSE)
        if server.interrupt_signal:
            return


def _load(
    settings: Settings, limits: TransferLimits, folder: Path, port: int, *, render_processes: int, parent: int
) -> ASGIApp:
    """Return the application of one web process, which is this one."""
    from web.app import create_app  # noqa: PLC0415 - the main process serves nothing, and would hold it all

    logs.configure(settings)
    # The main process's handlers came with the fork, and would hear nothing here: until there are others, it just ends.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    libc = ctypes.CDLL(None)
    libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    # Large blocks go back to the system when they are let go; else one flood of bodies is kept for ever.
    libc.mallopt(_M_MMAP_THRESHOLD, _MAPPED_FROM)
    if os.getppid() != parent:
        os._exit(1)  # the main process died before it could be watched
    starts = _Starts(folder)
    try:
        app = create_app(settings, peers=Peers(folder), limits=limits, render_processes=render_processes)
    except Exception:
        starts.fail()
        raise
    relax_collector()
    # A page that is rendered in a thread lets the event loop in after half a millisecond, and not after five each time.
    sys.setswitchinterval(0.0005)
    connections = Connections(
        port,
        share=limits.connections_of_client,
        seconds=limits.stalled_seconds,
        exempt=is_proxy(settings.trusted_proxies),
    )
    return _Watched(app, starts.fail, app.state.service.pool.stop, connections)


class _Watched:
    """The application of a web process: says when it cannot start, and ends its queries when it is told to end.

    granian waits for its connections, however long they are at it, and only then for the application.
    """

    def __init__(
        self,
        app: ASGIApp,
        failed: Callable[[], None],
        end_queries: Callable[[], None],
        connections: Connections,
    ) -> None:
        self._app = app
        self._connections = connections
        self._watch: asyncio.Task[None] | None = None
        self._failed = failed
        self._end_queries = end_queries

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        if scope["type"] != "lifespan":
            return self._app(scope, receive, send)

        async def watched(message: Message) -> None:
            if message["type"] == "lifespan.startup.failed":
                self._failed()
            await send(message)

        self._listen()
        self._watch = asyncio.get_running_loop().create_task(self._connections.watch())
        scope["state"]["end_connection"] = self._connections.end
        return self._app(scope, receive, watched)

    def _listen(self) -> None:
        """Hear of the signals beside the event loop's own handler, which is granian's."""
        loop = asyncio.get_running_loop()

        def told(number: int, frame: Any, *, before: Any) -> None:
            loop.call_soon_threadsafe(loop.call_later, _GRACE, self._end_queries)
            before(number, frame)

        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, partial(told, before=signal.getsignal(number)))


def _allow_open_files(wanted: int) -> None:
    """Raise the soft limit on open files: a connection is one, and shells allow a thousand."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY:
        wanted = min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _forbid_open_updates_beyond_this_machine(host: str) -> None:
    address = address_of(host)
    if host != "localhost" and not (address is not None and address.is_loopback):
        raise InputError(
            "Updates without a token are only for this machine, and %(host)s is reached from others.",
            hint="Listen on 127.0.0.1, or make a token: huunghi token new --name NAME",
            values={"host": host},
        )
