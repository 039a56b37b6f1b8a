"""The processes of a server under abuse: which answer requests, which run queries, and what memory they have."""

import contextlib
import os
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

_FORKSERVER = b"web.sparql.execution.forkserver"
_PAGE = os.sysconf("SC_PAGE_SIZE")
_CLOCK = os.sysconf("SC_CLK_TCK")
_SAMPLED_EVERY = 0.1


@dataclass
class Family:
    """The processes of one server: those of the service itself, and the workers and writers that run queries."""

    service: dict[int, float] = field(default_factory=dict)
    """Process id -> resident memory in MB: the main process, the web processes and their fork servers."""
    workers: dict[int, float] = field(default_factory=dict)
    """The same of what the fork servers started, each with a memory limit of its own."""

    @property
    def service_mb(self) -> float:
        return sum(self.service.values())

    @property
    def workers_mb(self) -> float:
        return sum(self.workers.values())


def family_of(pid: int) -> Family:
    """Return the processes of the server whose main process is `pid`."""
    parents: dict[int, list[int]] = {}
    for entry in os.scandir("/proc"):
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                fields = Path(entry.path, "stat").read_text().rpartition(")")[2].split()
                parents.setdefault(int(fields[1]), []).append(int(entry.name))
    found = Family()
    todo = [(pid, False)]
    while todo:
        one, forked = todo.pop()
        resident = _resident_mb(one)
        if resident:
            (found.workers if forked else found.service)[one] = resident
        todo += [(child, forked or _is_fork_server(one)) for child in parents.get(one, [])]
    return found


def open_files(pids: Iterable[int]) -> int:
    """Return how many files and sockets processes have open."""
    count = 0
    for pid in pids:
        with contextlib.suppress(OSError):
            count += sum(1 for _ in Path(f"/proc/{pid}/fd").iterdir())
    return count


def processor_seconds(pid: int) -> float:
    """Return the processor time that the processes of a server have used, those that have ended included."""
    family = family_of(pid)
    ticks = 0
    for one in (*family.service, *family.workers):
        with contextlib.suppress(OSError):
            fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
            ticks += sum(map(int, fields[11:15]))
    return ticks / _CLOCK


class MemoryWatch:
    """Notes the most memory that a server has while the block runs."""

    def __init__(self, pid: int) -> None:
        self.service_mb = 0.0
        self.workers_mb = 0.0
        self._pid = pid
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> "MemoryWatch":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._stop.wait(_SAMPLED_EVERY):
            now = family_of(self._pid)
            self.service_mb = max(self.service_mb, now.service_mb)
            self.workers_mb = max(self.workers_mb, now.workers_mb)


def _resident_mb(pid: int) -> float:
    with contextlib.suppress(OSError):
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE / 1e6
    return 0.0


def _is_fork_server(pid: int) -> bool:
    with contextlib.suppress(OSError):
        return _FORKSERVER in Path(f"/proc/{pid}/cmdline").read_bytes()
    return False


def at_work(server: int) -> int:
    """The process below a server that uses the most processor time, once one has used some."""
    before = {pid: _ticks(pid) for pid in _below(server)}
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        used = {pid: _ticks(pid) - before.get(pid, 0) for pid in _below(server)}
        if used and max(used.values()) > 5:
            return max(used, key=lambda pid: used[pid])
        time.sleep(0.02)
    raise AssertionError("no process below the server has used processor time")


def _below(parent: int) -> list[int]:
    """The workers: what was forked from the fork server."""
    found = []
    for child in _children(parent):
        line = Path(f"/proc/{child}/cmdline").read_bytes()
        found += _children(child) if b"forkserver" in line else _below(child)
    return found


def _children(pid: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _ticks(pid: int) -> int:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])
