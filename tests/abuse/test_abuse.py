"""Everything at once that knocks other servers over, and a probe of small queries and pages while it goes on.

What must hold: the same process answers afterwards; its memory is back under a stated bound; nothing was a 500; and
while it went on, small queries and pages kept their time: 99 of 100 under a quarter of a second. The machine may have
had something else to do in one round, so the best of three counts, and each is printed.
"""

import contextlib
import http.client
import json
import os
import random
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from pyoxigraph import RdfFormat

from graph.store.versions import VersionStore
from tests.abuse.service import Service
from tests.bench.made import write_graph

SECONDS = 20.0
P99_STATED = 0.25
ROUNDS = 3
MEMORY_BOUND_MB = 400
"""Resident memory of all the server's processes after the abuse, what they share counted once."""

CROSS = "SELECT (COUNT(*) AS ?n) { " + " . ".join(f"?s{i} ?p{i} ?o{i}" for i in range(6)) + " }"
SORT = "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f"
PATHS = "SELECT (COUNT(*) AS ?n) { ?a (<http://example.org/p/knows>|^<http://example.org/p/knows>)* ?b }"
NESTED = "SELECT * {" + "{" * 20_000 + "}" * 20_000 + "}"
PARENTHESES = "SELECT * { FILTER(" + "(" * 50_000 + "1" + ")" * 50_000 + ") }"
UNIONS = "SELECT * {" + " UNION ".join("{ ?s ?p ?o }" for _ in range(5_000)) + "}"
VALUES = "SELECT * { VALUES ?x { " + " ".join(str(n) for n in range(300_000)) + " } ?s ?p ?x }"
LITERAL = 'SELECT * { BIND("' + "x" * 8_000_000 + '" AS ?x) }'
REGEX = 'SELECT * { ?s ?p ?o FILTER(REGEX(STR(?o), "^(a+)+(b+)+(c*)*$")) }'
NOTS = "ASK { FILTER(" + "!" * 60_000 + "true) }"
QUERIES = [
    urlencode({"query": query})
    for query in (CROSS, SORT, PATHS, NESTED, PARENTHESES, UNIONS, VALUES, LITERAL, REGEX, NOTS)
]


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    root = tmp_path_factory.mktemp("abuse")
    write_graph(root / "made.nt", triples=100_000)
    with VersionStore(root / "store").change(note="abuse") as change:
        change.store.bulk_load(path=root / "made.nt", format=RdfFormat.N_TRIPLES)
    running = Service(root, query_timeout=5.0, query_memory_mb=300)
    yield running
    running.stop()


def until_stopped(stop: threading.Event, work: Callable[[], object]) -> threading.Thread:
    def loop() -> None:
        while not stop.is_set():
            with contextlib.suppress(OSError, http.client.HTTPException):
                work()
            time.sleep(0.02)

    thread = threading.Thread(target=loop, daemon=True)
    thread.start()
    return thread


def slow_reader(service: Service, stop: threading.Event) -> None:
    """Ask for much and take it a byte at a time."""
    with socket.create_connection(("127.0.0.1", service.port), timeout=10) as sock:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        sock.sendall(
            f"GET /sparql?query={quote('SELECT * { ?s ?p ?o }')} HTTP/1.1\r\nHost: x\r\n\r\n".encode()
        )
        while not stop.is_set() and sock.recv(1):
            time.sleep(0.1)


def half_open(service: Service, stop: threading.Event) -> None:
    """Begin a request and never end it."""
    beginnings = [
        b"",
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-",
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\n",
    ]
    with socket.create_connection(("127.0.0.1", service.port), timeout=10) as sock:
        sock.sendall(random.choice(beginnings))
        stop.wait(5)


def random_bytes(service: Service) -> None:
    with socket.create_connection(("127.0.0.1", service.port), timeout=10) as sock:
        sock.sendall(random.choice([b"", b"GET /", b"POST /sparql HTTP/1.1\r\n"]) + random.randbytes(2000))
        sock.recv(1000)
    time.sleep(0.01)


def gone_at_once(service: Service) -> None:
    """Ask for something endless and leave."""
    with socket.create_connection(("127.0.0.1", service.port), timeout=10) as sock:
        sock.sendall(f"GET /sparql?query={quote(CROSS)} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
    time.sleep(0.05)


@pytest.mark.alone
def test_the_server_stands_and_small_requests_keep_their_time(
    service: Service, capsys: pytest.CaptureFixture[str]
) -> None:
    before = service.process.pid
    for _ in range(ROUNDS):
        latencies, statuses = abused(service)
        p99 = sorted(latencies)[int(len(latencies) * 0.99)]
        settle(service)
        memory = memory_mb(service.process.pid)
        with capsys.disabled():
            print(
                f"\n{len(latencies)} small requests, p99 {p99 * 1000:.0f} ms (stated: {P99_STATED * 1000:.0f} ms), "
                f"memory afterwards {memory:.0f} MB, statuses {dict(sorted(service.statuses.items()))}"
            )
        assert service.process.poll() is None
        assert service.process.pid == before
        assert service.ask("ASK {}") == 200
        assert 500 not in service.statuses
        assert set(statuses) == {"200"}
        assert memory < MEMORY_BOUND_MB
        if p99 < P99_STATED:
            return
    raise AssertionError(f"small requests waited too long in each of {ROUNDS} rounds")


def abused(service: Service) -> tuple[list[float], dict[str, int]]:
    """Do everything at once for a while; return the seconds of the probe's requests, and their statuses."""
    stop = threading.Event()
    threads = [until_stopped(stop, lambda body=body: service.post(body)) for body in QUERIES]  # type: ignore[misc]
    threads += [until_stopped(stop, lambda: slow_reader(service, stop)) for _ in range(10)]
    threads += [until_stopped(stop, lambda: half_open(service, stop)) for _ in range(50)]
    threads += [
        until_stopped(stop, lambda: random_bytes(service)),
        until_stopped(stop, lambda: gone_at_once(service)),
    ]
    done = subprocess.run(
        [sys.executable, Path(__file__).with_name("probe.py"), str(service.port), str(SECONDS)],
        capture_output=True,
        check=True,
    )
    stop.set()
    for thread in threads:
        thread.join(30)
    latencies, statuses = json.loads(done.stdout)
    return latencies, statuses


@pytest.mark.slow
def test_five_hundred_connections_are_all_answered(service: Service) -> None:
    sockets = [socket.create_connection(("127.0.0.1", service.port), timeout=60) for _ in range(500)]
    try:
        for number, sock in enumerate(sockets):
            query = quote(f"SELECT ({number} AS ?x) {{}}")
            sock.sendall(f"GET /sparql?query={query} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        statuses = [sock.recv(65536)[9:12] for sock in sockets]
    finally:
        for sock in sockets:
            sock.close()
    # The queue takes 256; past it the answer is a 503, at once.
    assert set(statuses) <= {b"200", b"503"}
    assert statuses.count(b"200") >= 250


def settle(service: Service) -> None:
    """Wait until nothing runs any more."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=30)
        connection.request("GET", "/metrics")
        text = connection.getresponse().read().decode()
        connection.close()
        if "huunghi_queries_running 0.0" in text and "huunghi_queries_waiting 0.0" in text:
            time.sleep(1.0)
            return
        time.sleep(0.2)
    raise AssertionError("queries go on for ever")


def memory_mb(pid: int) -> float:
    total = 0.0
    for one in family(pid):
        with contextlib.suppress(OSError):
            for line in Path(f"/proc/{one}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1]) / 1024
    return total


def family(pid: int) -> list[int]:
    parents: dict[int, list[int]] = {}
    for entry in os.scandir("/proc"):
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                fields = Path(entry.path, "stat").read_text().rpartition(")")[2].split()
                parents.setdefault(int(fields[1]), []).append(int(entry.name))
    found, todo = [], [pid]
    while todo:
        found.append(todo.pop())
        todo += parents.get(found[-1], [])
    return found
