"""What the real server holds for a client that sends much and takes little: bounded, and others are answered."""

import contextlib
import os
import select
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.sparql.conftest import Server
from tests.web.test_http import answers, request

MB = 1 << 20
ENDLESS = (
    b"SELECT (COUNT(*) AS ?n) { " + b" . ".join(b"?a%d ?b%d ?c%d" % (n, n, n) for n in range(14)) + b" } #"
)


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
