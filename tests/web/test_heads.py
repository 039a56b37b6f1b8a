"""Requests whose header fields came before are read like any other, and nothing passes for such a one that is not."""

import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.web.sparql.conftest import Server

FIELDS = b"Host: x\r\nAccept: text/csv\r\n\r\n"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    root: Path = tmp_path_factory.mktemp("heads")
    running = Server(root / "store", {}, log=root / "server.log").start()
    yield running
    running.stop()


@pytest.fixture
def known(server: Server) -> Iterator[socket.socket]:
    """A connection on which the header fields have been sent once, and answered."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as sock:
        assert asked(sock, "first") == b"first"
        yield sock


def request(value: str, fields: bytes = FIELDS) -> bytes:
    query = quote(f'SELECT ("{value}" AS ?v) {{}}')
    return f"GET /sparql?query={query} HTTP/1.1\r\n".encode() + fields


def answers(sock: socket.socket, count: int) -> list[tuple[int, bytes]]:
    """Return the status of so many answers, and the one value each holds."""
    data, found = b"", []
    while len(found) < count:
        head, end, rest = data.partition(b"\r\n\r\n")
        at = head.lower().find(b"content-length: ")
        size = int(head[at + 16 :].split(b"\r\n")[0]) if end else 0
        if end and len(rest) >= size:
            found.append((int(head.split()[1]), rest[:size].strip().rpartition(b"\r\n")[2]))
            data = rest[size:]
        else:
            part = sock.recv(65536)
            assert part, "the connection was closed"
            data += part
    return found


def asked(sock: socket.socket, value: str, fields: bytes = FIELDS) -> bytes:
    sock.sendall(request(value, fields))
    return answers(sock, 1)[0][1]


def test_each_request_is_answered_with_what_it_asks(known: socket.socket) -> None:
    assert [asked(known, f"v{n}") for n in range(5)] == [b"v%d" % n for n in range(5)]


def test_other_fields_are_read_anew(known: socket.socket) -> None:
    known.sendall(request("json", FIELDS.replace(b"text/csv", b"application/sparql-results+json")))
    assert b'"results"' in answers(known, 1)[0][1]
    assert asked(known, "again") == b"again"


@pytest.mark.parametrize("size", [1, 3, 30, 70])
def test_a_request_in_pieces_is_one_request(known: socket.socket, size: int) -> None:
    known.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    data = request("pieces")
    for at in range(0, len(data), size):
        known.sendall(data[at : at + size])
    assert answers(known, 1) == [(200, b"pieces")]
    assert asked(known, "whole") == b"whole"


def test_requests_sent_together_are_answered_in_turn(known: socket.socket) -> None:
    known.sendall(b"".join(request(f"p{n}") for n in range(10)))
    assert [value for _, value in answers(known, 10)] == [b"p%d" % n for n in range(10)]


def test_one_that_waits_behind_another_keeps_its_place(known: socket.socket) -> None:
    known.sendall(request("a") + request("b")[:20])
    known.sendall(request("b")[20:] + request("c"))
    known.sendall(request("d"))
    assert [value for _, value in answers(known, 4)] == [b"a", b"b", b"c", b"d"]


def test_what_looks_like_a_request_within_a_body_is_a_body(known: socket.socket) -> None:
    """A piece of a body that is, byte for byte, a request known by its fields."""
    inner = request("inner")
    head = b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
    known.sendall(head + b"Content-Length: %d\r\n\r\n" % (len(inner) + 1))
    known.sendall(inner)
    known.sendall(b" ")
    status, _ = answers(known, 1)[0]
    assert status == 400  # the body is no query, and nothing in it was answered
    assert asked(known, "after") == b"after"


@pytest.mark.parametrize(
    ("line", "status"),
    [
        (b"GET /sparql?query=ASK{} HTTP/1.1", 200),
        (b"GET /a b HTTP/1.1", 400),
        (b"GET /sparql?query=%41SK%7B%7D HTTP/1.0", 200),
        (b"GET /nowhere HTTP/1.1", 404),
        (b"GETS /sparql HTTP/1.1", 400),
        (b"GET /" + b"a" * 200_000 + b" HTTP/1.1", 414),
    ],
    ids=["braces", "space", "1.0", "nowhere", "method", "long"],
)
def test_known_fields_excuse_no_request_line(server: Server, line: bytes, status: int) -> None:
    fields = b"Host: x\r\nAccept: */*\r\n\r\n"
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as sock:
        sock.sendall(b"GET /healthz HTTP/1.1\r\n" + fields)
        assert answers(sock, 1)[0][0] == 200
        sock.sendall(line + b"\r\n" + fields)
        assert int(sock.recv(65536).split()[1]) == status


def test_a_client_that_asks_for_the_end_of_the_connection_gets_it_every_time(server: Server) -> None:
    fields = b"Host: x\r\nConnection: close\r\n\r\n"
    for _ in range(3):
        with socket.create_connection(("127.0.0.1", server.port), timeout=20) as sock:
            sock.sendall(b"GET /healthz HTTP/1.1\r\n" + fields)
            data = b""
            while part := sock.recv(65536):
                data += part
            assert data.endswith(b"ok\n")
