"""What a forked process may use, and how it is held to it."""

import ctypes
import gc
import os
import resource
import signal
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from graph.limits import LIMITS
from web.sparql.execution import network

_PR_SET_PDEATHSIG: Final = 1
OUT_OF_MEMORY: Final = 77
"""Exit status of a process in which Python raised MemoryError."""


@dataclass(frozen=True)
class Limits:
    """Folder of the store; bytes of memory for the work and of stack; whether the network may be used.

    `endpoint` is where queries go on to in the store's place: address, user name and password; empty for none.
    """

    root: str
    memory: int
    stack: int
    network: bool
    endpoint: tuple[str, ...] = ()


@dataclass(frozen=True)
class PoolSettings:
    """How many processes, what each may use, how many queries may wait, and after how many seconds one is slow."""

    limits: Limits
    workers: int = 2
    slow_places: int = 4
    queue: int = LIMITS.waiting_queries
    queue_of_client: int = LIMITS.waiting_queries_of_client
    slice: float = 0.1


def confine(limits: Limits) -> None:
    """Hold this process, just forked, to its limits: it dies with its parent, and dumps no core."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    silent = os.open(os.devnull, os.O_RDONLY)
    os.dup2(silent, 0)
    os.close(silent)
    gc.freeze()  # what came with the fork is never garbage, and is shared as long as nobody counts in it
    gc.set_threshold(50_000, 20, 100)
    if not limits.network:
        network.forbid()


def limit_memory(limits: Limits) -> None:
    """Let this process grow by no more than its memory from here on: what it needed to start is not the query's."""
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    most = (
        sys.maxsize if hard == resource.RLIM_INFINITY else hard
    )  # beyond it the system refuses, and nobody works
    room = min(_data_size() + limits.memory, most)
    resource.setrlimit(resource.RLIMIT_DATA, (room, room))


def run_with_stack(work: Callable[[], None], size: int) -> None:
    """Run `work` on a stack of `size` bytes: a thread, for the main thread's stack cannot grow after the start."""

    def guarded() -> None:
        try:
            work()
        except (BrokenPipeError, ConnectionResetError):
            os._exit(0)  # the web process is gone
        except MemoryError:
            os._exit(OUT_OF_MEMORY)

    threading.stack_size(size)
    thread = threading.Thread(target=guarded, daemon=True)
    thread.start()
    thread.join()


def _data_size() -> int:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmData:"):
            return int(line.split()[1]) * 1024
    return 0
