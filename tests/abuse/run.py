"""One attack on a running server, a probe of small requests beside it, and what both came to."""

import asyncio
import contextlib
import http.client
import json
import re
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.abuse.attacker import Attacker, fault_of
from tests.abuse.attacks import Attack
from tests.abuse.processes import MemoryWatch, family_of, open_files
from tests.abuse.service import Service

SERVICE_MB = 1500
"""Resident memory of the service in MB that no attack may pass; the workers, each with a limit of its own, apart."""
PROBE_P99 = 0.5
"""Seconds that 99 of 100 small requests should be answered within while an attack goes on."""
SETTLED_SECONDS = 75.0
"""Time after an attack in which everything that it began must be over: the longest of the limits on requests."""
_GAUGE = re.compile(
    r"^huunghi_(queries_running|queries_waiting|updates_waiting|pages_waiting) (\S+)$", re.MULTILINE
)
_FILES_LEFT = 60


@dataclass
class Report:
    """What an attack came to."""

    ends: dict[str, int]
    wrong: list[str]
    probe_statuses: dict[str, int]
    latencies: list[float]
    service_mb: float
    workers_mb: float
    after_mb: float
    before_mb: float
    restarts: int
    left: dict[str, float]

    @property
    def p50(self) -> float:
        return _quantile(self.latencies, 0.5)

    @property
    def p99(self) -> float:
        return _quantile(self.latencies, 0.99)

    @property
    def faults(self) -> list[str]:
        """What must not be, whatever else the machine has to do: wrong answers, much memory, a restart, remains."""
        found = [f"a wrong answer: {one}" for one in self.wrong]
        if set(self.probe_statuses) - {"200"}:
            found.append(f"the probe was answered {self.probe_statuses}")
        if not self.latencies:
            found.append("the probe was not answered once")
        if self.service_mb > SERVICE_MB:
            found.append(f"the service had {self.service_mb:.0f} MB")
        if self.restarts:
            found.append(f"{self.restarts} processes of the service were replaced")
        found += [f"left: {name} {value:g}" for name, value in self.left.items() if value]
        return found

    def lines(self) -> str:
        """Return the report in words and figures."""
        ends = ", ".join(f"{end} {count:,}" for end, count in sorted(self.ends.items())) or "nothing"
        late = "" if self.p99 <= PROBE_P99 else f"  (more than {PROBE_P99 * 1000:.0f} ms)"
        said = [
            f"  answers   {ends}",
            f"  probe     {len(self.latencies):,} answered, p50 {self.p50 * 1000:.0f} ms, "
            f"p99 {self.p99 * 1000:.0f} ms{late}",
            f"  memory    service {self.before_mb:.0f} -> {self.service_mb:.0f} -> {self.after_mb:.0f} MB, "
            f"workers up to {self.workers_mb:.0f} MB",
            f"  restarts  {self.restarts}",
        ]
        return "\n".join(said + [f"  WRONG     {fault}" for fault in self.faults])


def attack(service: Service, one: Attack, *, scale: float = 1.0, seed: int = 1) -> Report:
    """Attack a server; return what came of it, once all that it began is over.

    `scale` is the part of everything that is done: clients, bytes, seconds; `seed` is of what is left to chance.
    """
    _allow_open_files()
    service.request("GET", "/search?q=thing", None, {})  # the first search makes the index of names
    before = family_of(service.process.pid)
    files = open_files(list(before.service))
    with MemoryWatch(service.process.pid) as watch, _probing(service.port) as probe:
        attacker = Attacker(service.port, scale, time.monotonic() + max(1.0, one.seconds * scale), seed)
        asyncio.run(_run(one, attacker))
    answered = json.loads(probe.stdout)
    left = _settled(service, files)
    after = family_of(service.process.pid)
    return Report(
        dict(attacker.tally.ends),
        attacker.tally.wrong + [wrong for head in answered["wrong"] if (wrong := fault_of(head.encode()))],
        answered["statuses"],
        answered["latencies"],
        watch.service_mb,
        watch.workers_mb,
        after.service_mb,
        before.service_mb,
        len(before.service.keys() - after.service.keys()),
        left,
    )


async def _run(one: Attack, attacker: Attacker) -> None:
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(attacker.left + 5):
            await one.run(attacker)


@dataclass
class _Probe:
    stdout: str = ""


@contextlib.contextmanager
def _probing(port: int) -> Iterator[_Probe]:
    done = _Probe()
    command = [sys.executable, str(Path(__file__).with_name("probe.py")), str(port)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        yield done
    finally:
        done.stdout, _ = process.communicate("")


def _settled(service: Service, files: int) -> dict[str, float]:
    """Wait until nothing of an attack is left; return what is left all the same."""
    deadline = time.monotonic() + SETTLED_SECONDS
    while True:
        left = _left(service, files)
        if not any(left.values()) or time.monotonic() > deadline:
            return left
        time.sleep(0.1)


def _left(service: Service, files: int) -> dict[str, float]:
    left: dict[str, float] = {}
    connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=30)
    try:
        connection.request("GET", "/metrics")
        for name, value in _GAUGE.findall(connection.getresponse().read().decode()):
            left[name] = float(value)
    except (OSError, http.client.HTTPException):
        left["no answer to /metrics"] = 1
    finally:
        connection.close()
    opened = open_files(list(family_of(service.process.pid).service))
    left["open files and connections"] = max(0, opened - files - _FILES_LEFT)
    return left


def _quantile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else float("inf")


def _allow_open_files() -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
