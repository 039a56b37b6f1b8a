"""What the real server holds for a client that sends much and takes little: bounded, and others are answered."""

import contextlib
import os
import select
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.web.sparql.conftest import Server
from tests.web.test_http import answers, request

MB = 1 << 20
ENDLESS = (
    b"SELECT (COUNT(*) AS ?n) { " + b" . ".join(b"?a%d ?b%d ?c%d" % (n, n, n) for n in range(14)) + b" } #"
)


MEGABYTE = (
    "SELECT * { " + " ".join(f"VALUES ?{v} {{ {' '.join(map(str, range(10)))} }}" for v in "abcde") + " }"
)
"""A hundred thousand rows of ten bytes."""


@pytest.fixture(scope="module")
def server(small_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = Server(
        small_store,
        {"query_timeout": 60, "query_workers": 1},
        log=tmp_path_factory.mktemp("held") / "server.log",
    )
    yield running.start()
    running.stop()


def web_process(server: Server) -> int:
    assert server.process is not None
    for one in Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children").read_text().split():
        if "resource_tracker" not in Path(f"/proc/{one}/cmdline").read_text():
            return int(one)
    raise AssertionError("no web process")


def resident_mb(pid: int) -> float:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / MB


def connect(server: Server, source: str = "127.0.0.1") -> socket.socket:
    return socket.create_connection(("127.0.0.1", server.port), timeout=30, source_address=(source, 0))


def test_long_queries_that_wait_are_bounded_and_others_are_answered(server: Server) -> None:
    """Queries of 15 MB from one address wait for a worker until its share is used, and are refused then."""
    pid = web_process(server)
    before = resident_mb(pid)
    body = ENDLESS.ljust(15 * MB, b"#")
    head = b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\nContent-Length: %d\r\n\r\n"
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(connect(server)) for _ in range(12)]
        for sock in sockets:
            with contextlib.suppress(BrokenPipeError):  # refused, and its rest not read for ever
                sock.sendall(head % len(body) + body)
        assert int(sockets[-1].recv(64)[9:12]) == 503
        waiting = [sock for sock in sockets if not select.select([sock], [], [], 0)[0]]
        assert 6 <= len(waiting) <= 8  # text and frame, 15 MB each, within 256
        most = resident_mb(pid)
        with connect(server, "127.0.0.2") as other:
            other.sendall(request("other"))
            assert answers(other, 1) == [(200, b"other")]
    assert most - before < 256 + 100
    deadline = time.monotonic() + 20
    while resident_mb(pid) > before + 100:
        assert time.monotonic() < deadline, "what was let go is kept"
        time.sleep(0.05)


def test_answers_that_are_not_taken_are_not_made(server: Server) -> None:
    """Fifteen hundred requests for a kept answer of a megabyte on one connection, and nothing is read."""
    pid = web_process(server)
    given = request("x").replace(quote('SELECT ("x" AS ?v) {}').encode(), quote(MEGABYTE).encode())
    with connect(server) as sock:
        for _ in range(2):  # the second is answered from the cache
            sock.sendall(given)
            data = b""
            while not data.endswith(b"\r\n0\r\n\r\n") and len(data) < MB:
                data += sock.recv(MB)
    before = resident_mb(pid)
    with connect(server) as sock:
        sock.settimeout(0.5)
        with contextlib.suppress(TimeoutError):
            sock.sendall(given * 1500)
        with connect(server, "127.0.0.2") as other:
            other.sendall(request("beside"))
            assert answers(other, 1) == [(200, b"beside")]
        assert resident_mb(pid) - before < 60


def test_a_kept_answer_counts_with_the_fields_that_it_is_known_by(server: Server) -> None:
    def kept() -> float:
        lines = server.get("/metrics").text.splitlines()
        return next(float(line.split()[1]) for line in lines if line.startswith("huunghi_cache_bytes "))

    before = kept()
    for number in range(10):
        accept = f"text/csv, x/{number}{'x' * 40_000}"
        assert server.get("/sparql?query=ASK%20%7B%7D%20%23fields", Accept=accept).status == 200
    assert kept() - before >= 10 * 40_000


# -- a server with little patience -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def impatient(small_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    limits = {
        "stalled_seconds": 0.7,
        "head_seconds": 1,
        "body_seconds": 0.7,
        "connections": 60,
        "connections_of_client": 25,
    }
    log = tmp_path_factory.mktemp("impatient") / "server.log"
    running = Server(small_store, log=log, limits=limits)
    yield running.start()
    running.stop()


def is_open(sock: socket.socket) -> bool:
    """Whether the server still has its end of a connection: where the kernel gave it up, the client is told nothing."""
    ends = f":{sock.getpeername()[1]:04X}", f":{sock.getsockname()[1]:04X}", "01"
    lines = (line.split() for line in Path("/proc/net/tcp").read_text().splitlines())
    return any((one[1][8:], one[2][8:], one[3]) == ends for one in lines)


def wait_until_closed(sock: socket.socket) -> None:
    deadline = time.monotonic() + 20
    with contextlib.suppress(OSError):  # the other side is gone
        while is_open(sock):
            assert time.monotonic() < deadline, "the connection stays open"
            time.sleep(0.02)


def taking_little(server: Server, data: bytes) -> socket.socket:
    sock = socket.socket()
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
    sock.connect(("127.0.0.1", server.port))
    sock.sendall(data)
    return sock


@pytest.mark.parametrize("count", [1, 40], ids=["streamed", "whole"])
def test_who_takes_nothing_is_ended_in_time(impatient: Server, count: int) -> None:
    """An answer in parts, and many whole ones that fill what lies between."""
    streamed = request("x").replace(quote('SELECT ("x" AS ?v) {}').encode(), quote(MEGABYTE).encode())
    whole = b"GET /openapi.json HTTP/1.1\r\nHost: x\r\n\r\n"
    with taking_little(impatient, streamed if count == 1 else whole * count) as sock:
        wait_until_closed(sock)


def test_who_takes_a_byte_now_and_then_is_ended_too(impatient: Server) -> None:
    asked = request("x").replace(quote('SELECT ("x" AS ?v) {}').encode(), quote(MEGABYTE).encode())
    deadline = time.monotonic() + 20
    with taking_little(impatient, asked) as sock, contextlib.suppress(OSError):
        while is_open(sock):
            assert time.monotonic() < deadline, "the connection stays open"
            sock.recv(1)
            time.sleep(0.02)


def test_a_slow_head_is_closed_and_a_slow_body_told(impatient: Server) -> None:
    with connect(impatient) as silent, connect(impatient) as head, connect(impatient) as body:
        head.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\nX: ")
        body.sendall(b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\na")
        assert int(body.recv(65536).split()[1]) == 408
        assert [sock.recv(1) for sock in (silent, head)] == [b"", b""]  # nothing is told: granian's


def test_one_client_keeps_its_share_of_connections(impatient: Server) -> None:
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(connect(impatient, "127.0.0.3")) for _ in range(50)]
        wait_until_closed(sockets[-1])
        assert all(map(is_open, sockets[:5]))  # those before them wait for their own time
        for sock in sockets[25:]:
            wait_until_closed(sock)
        with connect(impatient, "127.0.0.4") as other:
            other.sendall(request("other"))
            assert answers(other, 1) == [(200, b"other")]


def test_beyond_all_connections_the_next_waits_for_a_place(impatient: Server) -> None:
    with contextlib.ExitStack() as stack:
        for number in range(4):
            for _ in range(20):
                stack.enter_context(connect(impatient, f"127.0.0.{5 + number}"))
        with connect(impatient) as late:
            late.sendall(request("late"))
            assert answers(late, 1) == [(200, b"late")]


def test_a_proxy_that_is_trusted_tells_clients_apart_and_has_no_share(
    small_store: Path, start_server: Callable[..., Server]
) -> None:
    server = start_server(small_store, trusted_proxies=["127.0.0.1"], request_log="-")
    assert server.get("/healthz", X_Forwarded_For="198.51.100.7, 203.0.113.9").status == 200
    with connect(server, "127.0.0.2") as other:
        other.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 203.0.113.10\r\n\r\n")
        other.recv(1000)
    deadline = time.monotonic() + 10
    while "127.0.0.2" not in (said := server.log.read_text()):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert '"client": "203.0.113.9"' in said
    assert "198.51.100.7" not in said
    assert "203.0.113.10" not in said
