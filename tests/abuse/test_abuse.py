"""Everything that knocks other servers over, on a small scale: `python -m tests.abuse` does all of it, with times.

What must hold: no answer is an error that no request may get, the service stays within its memory, no process of it is
replaced, and nothing is left of an attack when it is over.
"""

import socket
from collections.abc import Iterator
from urllib.parse import quote

import pytest

from tests.abuse.attacker import fault_of
from tests.abuse.attacks import ATTACKS
from tests.abuse.run import attack
from tests.abuse.service import Service, make_store

SCALE = 0.05


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    root = tmp_path_factory.mktemp("abuse")
    make_store(root, triples=100_000)
    running = Service(root, query_timeout=10.0, query_memory_mb=300)
    yield running
    running.stop()


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_harms_nobody_and_leaves_nothing(service: Service, name: str) -> None:
    report = attack(service, ATTACKS[name], scale=SCALE)
    assert not report.faults, report.lines()
    assert service.ask("ASK {}") == 200


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
    # One client has 256 places in the queue; past them the answer is a 503, at once.
    assert set(statuses) <= {b"200", b"503"}
    assert statuses.count(b"200") >= 250


def test_an_error_that_no_request_may_get_is_told_from_an_honest_one() -> None:
    honest = [b"200 OK", b"404 Not Found", b"504 Gateway Timeout", b"503 Busy\r\nRetry-After: 1"]
    wrong = [b"500 Internal Server Error", b"502 Bad Gateway", b"503 Busy"]
    assert [fault_of(b"HTTP/1.1 " + head + b"\r\n\r\n") for head in honest] == [""] * len(honest)
    assert all(fault_of(b"HTTP/1.1 " + head + b"\r\n\r\n") for head in wrong)
    assert fault_of(b"+OK hello\r\n\r\n")
