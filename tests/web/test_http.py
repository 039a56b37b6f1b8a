"""HTTP as the real server speaks it: requests byte for byte, and the limits they meet."""

import json
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.web.sparql.conftest import Server

FIELDS = b"Host: x\r\nAccept: text/csv\r\n\r\n"
POST = b"POST /sparql HTTP/1.1\r\nHost: x\r\nAccept: text/csv\r\nContent-Type: application/sparql-query\r\n"
SLOW = "SELECT (COUNT(*) AS ?n) {" + " .".join(f"?s{n} ?p{n} ?o{n}" for n in range(9)) + "}"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    root: Path = tmp_path_factory.mktemp("http")
    running = Server(root / "store", {}, log=root / "server.log").start()
    yield running
    running.stop()


@pytest.fixture
def sock(server: Server) -> Iterator[socket.socket]:
    """A connection on which a request has been answered."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as one:
        assert asked(one, "first") == b"first"
        yield one


def request(value: str, fields: bytes = FIELDS) -> bytes:
    query = quote(f'SELECT ("{value}" AS ?v) {{}}')
    return f"GET /sparql?query={query} HTTP/1.1\r\n".encode() + fields


def answers(sock: socket.socket, count: int) -> list[tuple[int, bytes]]:
    """Return the status of so many answers, and the one value each holds."""
    data, found = b"", []
    while len(found) < count:
        head, end, rest = data.partition(b"\r\n\r\n")
        at = head.lower().find(b"content-length: ")
        size = int(head[at + 16 :].split(b"\r\n")[0]) if end and at >= 0 else 0
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


def status_of(server: Server, data: bytes) -> int:
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as sock:
        sock.sendall(data)
        return int(sock.recv(65536).split()[1])


# -- connections -----------------------------------------------------------------------------------------------------


def test_each_request_is_answered_with_what_it_asks(sock: socket.socket) -> None:
    assert [asked(sock, f"v{n}") for n in range(5)] == [b"v%d" % n for n in range(5)]


def test_other_fields_are_read_anew(sock: socket.socket) -> None:
    sock.sendall(request("json", FIELDS.replace(b"text/csv", b"application/sparql-results+json")))
    assert b'"results"' in answers(sock, 1)[0][1]
    assert asked(sock, "again") == b"again"


@pytest.mark.parametrize("size", [1, 3, 30, 70])
def test_a_request_in_pieces_is_one_request(sock: socket.socket, size: int) -> None:
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    data = request("pieces")
    for at in range(0, len(data), size):
        sock.sendall(data[at : at + size])
    assert answers(sock, 1) == [(200, b"pieces")]
    assert asked(sock, "whole") == b"whole"


def test_requests_sent_together_are_answered_in_turn(sock: socket.socket) -> None:
    sock.sendall(b"".join(request(f"p{n}") for n in range(10)))
    assert [value for _, value in answers(sock, 10)] == [b"p%d" % n for n in range(10)]


def test_one_that_waits_behind_another_keeps_its_place(sock: socket.socket) -> None:
    sock.sendall(request("a") + request("b")[:20])
    sock.sendall(request("b")[20:] + request("c"))
    sock.sendall(request("d"))
    assert [value for _, value in answers(sock, 4)] == [b"a", b"b", b"c", b"d"]


def test_what_looks_like_a_request_within_a_body_is_a_body(sock: socket.socket) -> None:
    inner = request("inner")
    sock.sendall(POST + b"Content-Length: %d\r\n\r\n" % (len(inner) + 1))
    sock.sendall(inner)
    sock.sendall(b" ")
    status, _ = answers(sock, 1)[0]
    assert status == 400  # the body is no query, and nothing in it was answered
    assert asked(sock, "after") == b"after"


def test_a_client_that_asks_for_the_end_of_the_connection_gets_it_every_time(server: Server) -> None:
    fields = b"Host: x\r\nConnection: close\r\n\r\n"
    for _ in range(3):
        with socket.create_connection(("127.0.0.1", server.port), timeout=20) as sock:
            sock.sendall(b"GET /healthz HTTP/1.1\r\n" + fields)
            data = b""
            while part := sock.recv(65536):
                data += part
            assert data.endswith(b"ok\n")


# -- heads -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "status"),
    [
        (b"GET /sparql?query=ASK{} HTTP/1.1", 200),
        (b"GET /a b HTTP/1.1", 400),
        (b"GET /sparql?query=%41SK%7B%7D HTTP/1.0", 200),
        (b"GET /nowhere HTTP/1.1", 404),
        (b"GETS /sparql HTTP/1.1", 405),
        (b"GET /" + b"a" * 100_000 + b" HTTP/1.1", 414),
        (b"GET /healthz HTTP/1.2", 400),
        (b"GET /healthz HTTP/2.0", 400),
        (b"GET /healthz HTTP/0.9", 400),
        (b"GET /healthz HTTP/1.11", 400),
        (b"GET /healthz http/1.1", 400),
        (b"GET /healthz", 400),
        (b"GET http://x/healthz HTTP/1.1", 200),
        (b"CONNECT x:80 HTTP/1.1", 400),
        (b"OPTIONS * HTTP/1.1", 204),
    ],
    ids=[
        "braces",
        "space",
        "1.0",
        "nowhere",
        "method",
        "long",
        "1.2",
        "2.0",
        "0.9",
        "1.11",
        "lower",
        "no version",
        "absolute",
        "connect",
        "server",
    ],
)
def test_a_request_line_is_answered_or_refused(server: Server, line: bytes, status: int) -> None:
    assert status_of(server, line + b"\r\nHost: x\r\nAccept: */*\r\n\r\n") == status


@pytest.mark.parametrize(
    ("version", "fields", "status"),
    [
        (b"1.1", b"Host: example.org:8000", 200),
        (b"1.1", b"Host: [::1]:8000", 200),
        (b"1.0", b"", 200),
        (b"1.1", b"Accept: */*", 400),
        (b"1.1", b"Host: a\r\nHost: a", 400),
        (b"1.1", b'Host: a"><script>', 400),
        (b"1.1", b"Host: a/b", 400),
        (b"1.1", b"Host: a@b", 400),
        (b"1.1", b"Host: [::::]", 400),
        (b"1.1", b"Host: [::1", 400),
        (b"1.1", b"Host: 300.1.1.1", 400),
        (b"1.1", b"Host: a:99999", 400),
        (b"1.1", b"Host: a, b", 400),
        (b"1.0", b"Host: a\r\nHost: b", 400),
        (b"1.1", b"Host: " + b"a" * 300, 400),
    ],
    ids=[
        *(
            "name",
            "address",
            "1.0",
            "none",
            "two",
            "markup",
            "path",
            "user",
            "colons",
            "bracket",
            "number",
            "port",
        ),
        *("list", "two of 1.0", "long"),
    ],
)
def test_the_host_field_names_one_host(server: Server, version: bytes, fields: bytes, status: int) -> None:
    assert status_of(server, b"GET /healthz HTTP/" + version + b"\r\n" + fields + b"\r\n\r\n") == status


@pytest.mark.parametrize(
    "fields", [b"X: " + b"a" * 70_000, b"X: a\r\n" * 200 + b"Y: b"], ids=["long", "many"]
)
def test_a_head_beyond_the_limit_is_a_431(server: Server, fields: bytes) -> None:
    assert status_of(server, b"GET /healthz HTTP/1.1\r\nHost: x\r\n" + fields + b"\r\n\r\n") == 431


def test_a_field_without_end_is_refused_before_its_end(server: Server) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as sock:
        sock.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\nX: ")
        with pytest.raises((BrokenPipeError, ConnectionResetError)):
            for _ in range(1000):
                sock.sendall(b"a" * 65536)


# -- bodies ----------------------------------------------------------------------------------------------------------


def test_a_body_may_come_in_chunks(sock: socket.socket) -> None:
    sock.sendall(POST + b"Transfer-Encoding: chunked\r\n\r\n")
    for part in (b"SELECT (1 ", b"AS ?v) {}", b""):
        sock.sendall(b"%x\r\n%b\r\n" % (len(part), part))
    assert answers(sock, 1) == [(200, b"1")]


def test_a_client_that_expects_to_be_told_is_told_to_go_on(sock: socket.socket) -> None:
    body = b"SELECT (1 AS ?v) {}"
    sock.sendall(POST + b"Expect: 100-continue\r\nContent-Length: %d\r\n\r\n" % len(body))
    assert sock.recv(65536) == b"HTTP/1.1 100 Continue\r\n\r\n"
    sock.sendall(body)
    assert answers(sock, 1) == [(200, b"1")]


def test_a_body_that_is_too_long_is_refused_before_it_is_sent(server: Server) -> None:
    long = b"Content-Length: 100000000\r\nExpect: 100-continue\r\n\r\n"
    assert status_of(server, POST + long) == 413


def test_a_body_in_chunks_that_is_too_long_is_refused_when_it_is(server: Server) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as sock:
        sock.sendall(POST + b"Transfer-Encoding: chunked\r\n\r\n")
        for _ in range(17):
            sock.sendall(b"100000\r\n" + b"#" * (1 << 20) + b"\r\n")
        assert int(sock.recv(65536).split()[1]) == 413


def test_a_client_that_sends_on_after_a_413_reads_it(server: Server) -> None:
    """Its connection is not reset under the answer, unless it goes on and on."""
    answer = server.request("POST", "/sparql", body=b"#" * (18 << 20), headers={"Content-Type": "text/plain"})
    assert answer.status == 413
    assert answer.type == "application/problem+json"


@pytest.mark.parametrize(
    ("fields", "body", "status"),
    [
        (b"Transfer-Encoding: chunked", b"zz\r\nabc\r\n0\r\n\r\n", 400),
        (b"Transfer-Encoding: gzip, chunked", b"0\r\n\r\n", 501),
        (b"Transfer-Encoding: gzip", b"", 400),
        (b"Transfer-Encoding: chunked, chunked", b"0\r\n\r\n", 501),
        (b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", b"0\r\n\r\n", 501),
        (b"Transfer-Encoding: chunked\r\nContent-Length: 5", b"0\r\n\r\n", 400),
        (b"Content-Length: -1", b"", 400),
        (b"Content-Length: 1\r\nContent-Length: 2", b"ab", 400),
    ],
    ids=["no chunk", "coding", "not chunked", "twice", "two fields", "and length", "negative", "two lengths"],
)
def test_a_body_whose_end_cannot_be_known_is_refused(
    server: Server, fields: bytes, body: bytes, status: int
) -> None:
    assert status_of(server, POST + fields + b"\r\n\r\n" + body) == status


def test_a_head_request_says_the_length_of_what_a_get_gives(server: Server) -> None:
    for path in ("/healthz", "/sparql", "/about", "/openapi.json"):
        given, head = server.get(path), server.request("HEAD", path)
        assert (head.status, head.body) == (given.status, b"")
        assert int(head.headers["content-length"]) == len(given.body)


def test_a_refusal_of_a_request_is_a_problem_document(server: Server) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as sock:
        sock.sendall(b"GET /healthz HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n")
        data = b""
        while part := sock.recv(65536):
            data += part
    head, _, body = data.partition(b"\r\n\r\n")
    assert b"application/problem+json" in head
    assert json.loads(body)["detail"] == "The Host field does not name one host."


def test_a_refusal_of_a_head_reaches_a_client_that_sends_its_body_all_the_same(server: Server) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as sock:
        sock.sendall(
            b"POST /sparql HTTP/1.1\r\nHost: a b\r\nContent-Length: 4000000\r\n\r\n" + b"#" * 4_000_000
        )
        assert int(sock.recv(65536).split()[1]) == 400


def test_a_body_of_a_byte_a_chunk_is_one_body(sock: socket.socket) -> None:
    body = b"SELECT (1 AS ?v) {}" + b" " * 20_000
    sock.sendall(
        POST
        + b"Transfer-Encoding: chunked\r\n\r\n"
        + b"".join(b"1\r\n%c\r\n" % one for one in body)
        + b"0\r\n\r\n"
    )
    assert answers(sock, 1) == [(200, b"1")]


# -- what the server below answers by itself (docs/decisions/045) ------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (b"GET /a b HTTP/1.1\r\nHost: x\r\n\r\n", 400),
        (b"GET /healthz HTTP/1.2\r\nHost: x\r\n\r\n", 400),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01", 400),
        (POST + b"Transfer-Encoding: gzip\r\n\r\n", 400),
        (POST + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\n", 400),
        (b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", 414),
        (b"GET /healthz HTTP/1.1\r\nHost: x\r\n" + b"X: a\r\n" * 200 + b"\r\n", 431),
    ],
    ids=["request line", "version", "TLS", "coding", "two lengths", "address", "fields"],
)
def test_what_is_no_request_is_answered_without_a_body_and_closed(
    server: Server, data: bytes, status: int
) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as sock:
        sock.sendall(data)
        answer = b""
        while part := sock.recv(65536):
            answer += part
    head, _, body = answer.partition(b"\r\n\r\n")
    assert (int(head.split()[1]), body) == (status, b"")


def test_a_client_that_closes_its_half_is_taken_for_one_that_left(server: Server) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as sock:
        sock.sendall(f"GET /sparql?query={quote(SLOW)} HTTP/1.1\r\n".encode() + FIELDS)
        sock.shutdown(socket.SHUT_WR)
        assert sock.recv(65536) == b""
    assert server.query("ASK {}").status == 200
