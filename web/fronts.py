"""Several front processes at one address: started, watched, replaced when they die, and ended together.

A front takes requests, renders pages and has its own workers. The kernel spreads connections over the fronts
(SO_REUSEPORT, socket(7)); what concerns all of them goes through `web.peers`. This process does nothing else
than wait, so that nothing can end it.
"""

import contextlib
import ctypes
import os
import select
import shutil
import signal
import socket
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from graph.errors import HuuNghiError, InputError

Run = Callable[[socket.socket, Path, int], None]
"""What a front does, given its listening socket, the folder of the fronts' own sockets, and its number."""

GRACE: Final = 20.0
"""Seconds that fronts have to end when they are told to."""
STARTED: Final = 5.0
"""Where a front ends of itself within so many seconds of the server's start, the server cannot be started."""
_PAUSE: Final = 1.0
_PR_SET_PDEATHSIG: Final = 1


def count(asked: int, cores: int) -> int:
    """Return how many fronts there are: as many as were asked for, or one for two cores.

    A front takes less than half of the processor time of a small query, its workers the rest.

    >>> [count(0, cores) for cores in (1, 2, 4, 16)], count(3, 2)
    ([1, 1, 2, 8], 3)
    """
    return asked or max(1, cores // 2)


def listen(host: str, port: int, *, shared: bool = False) -> socket.socket:
    """Return a socket that listens; a shared one beside others at the same port. Raises InputError where it cannot."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if shared:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    try:
        sock.bind((host, port))
        sock.listen(1024)
    except OSError as error:
        sock.close()
        raise InputError(
            f"{host}:{port} cannot be listened on: {error.strerror}.",
            hint="Choose another port (--port, make run PORT=8123), or end what listens there.",
        ) from error
    sock.setblocking(False)
    return sock


def run_all(host: str, port: int, number: int, run: Run) -> None:
    """Run so many fronts until SIGINT or SIGTERM, at an address that is free."""
    folder = Path(tempfile.mkdtemp(prefix="huunghi-fronts-"))
    try:
        _Fronts(host, port, folder, run).watch(number)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class _Fronts:
    """The fronts that run, by their process."""

    def __init__(self, host: str, port: int, folder: Path, run: Run) -> None:
        self._host, self._port, self._folder, self._run = host, port, folder, run
        self._running: dict[int, tuple[int, float]] = {}
        self._ending = False
        self._began = time.monotonic()
        self._wake, self._woken = os.pipe()
        os.set_blocking(self._wake, False)
        os.set_blocking(self._woken, False)

    def watch(self, number: int) -> None:
        """Start the fronts; start another for one that dies; return when all have been ended."""
        signal.set_wakeup_fd(self._woken, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, self._end)
        for front in range(number):
            self._start(front)
        until = float("inf")
        while self._running:
            if self._ending and until == float("inf"):
                until = time.monotonic() + GRACE
            self._wait(until)
            if time.monotonic() > until:
                self._tell(signal.SIGKILL)
            self._bury()

    def _end(self, *_: object) -> None:
        self._ending = True
        self._tell(signal.SIGTERM)

    def _tell(self, number: int) -> None:
        for pid in list(self._running):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)

    def _wait(self, until: float) -> None:
        select.select([self._wake], [], [], max(0.0, min(1.0, until - time.monotonic())))
        with contextlib.suppress(BlockingIOError):
            os.read(self._wake, 4096)

    def _bury(self) -> None:
        for pid in list(self._running):
            done, status = os.waitpid(pid, os.WNOHANG)
            if not done:
                continue
            front, since = self._running.pop(pid)
            if self._ending:
                continue
            if os.WIFEXITED(status) and time.monotonic() - self._began < STARTED:
                # It has said why on standard error; another one would say the same.
                self._end()
                raise SystemExit(os.WEXITSTATUS(status) or 1)
            print(f"front {front} ended (wait status {status}); another one takes its place", file=sys.stderr)  # noqa: T201
            time.sleep(_PAUSE if time.monotonic() - since < STARTED else 0)
            if not self._ending:
                self._start(front)

    def _start(self, front: int) -> None:
        pid = os.fork()
        if pid:
            self._running[pid] = (front, time.monotonic())
            return
        status = 1
        try:
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
            signal.set_wakeup_fd(-1)
            for name in (signal.SIGCHLD, signal.SIGINT, signal.SIGTERM):
                signal.signal(name, signal.SIG_DFL)
            os.close(self._wake)
            os.close(self._woken)
            self._run(listen(self._host, self._port, shared=True), self._folder, front)
            status = 0
        except HuuNghiError as error:
            print(error, file=sys.stderr)  # noqa: T201
        except KeyboardInterrupt:
            status = 0
        except Exception:  # noqa: BLE001 - the last place where it can be told
            sys.excepthook(*sys.exc_info())
        finally:
            sys.stderr.flush()
            os._exit(status)
