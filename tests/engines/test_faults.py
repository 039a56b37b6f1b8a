"""Whatever an endpoint does, a reader of it ends within its time with a clear message, and a page is no 500."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest

from graph.errors import EndpointFailed, EndpointRefused, InputError
from graph.store.endpoint import Endpoint
from graph.store.endpoint_address import EndpointAddress
from graph.store.remote_reader import RemoteReader
from tests.web.conftest import Inside
from web.settings import Settings

JSON: Final = "application/sparql-results+json"
ROWS: Final = b'{"head":{"vars":["s"]},"results":{"bindings":[{"s":{"type":"uri","value":"urn:a"}}]}}'
SECONDS: Final = 1.0


def answer(status: str, fields: str, body: bytes, length: int | None = None) -> bytes:
    """Return an answer of HTTP, with the length that it says it has."""
    size = len(body) if length is None else length
    return f"HTTP/1.1 {status}\r\n{fields}Content-Length: {size}\r\n\r\n".encode() + body


@contextmanager
def endpoint_that(act: Callable[[socket.socket], None]) -> Iterator[str]:
    """Give the address of a server that reads each request, then does what `act` does with the connection."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            while True:
                try:
                    connection, _ = listening.accept()
                except OSError:
                    return
                threading.Thread(target=talk, args=(connection,), daemon=True).start()

        def talk(connection: socket.socket) -> None:
            with connection:
                connection.recv(65536)
                try:
                    act(connection)
                except OSError:
                    return

        threading.Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/sparql"
        listening.shutdown(socket.SHUT_RDWR)


def says(text: bytes) -> Callable[[socket.socket], None]:
    """Return what sends a text and closes the connection."""
    return lambda connection: connection.sendall(text)


def drip(connection: socket.socket) -> None:
    """Send a head whose end never comes, a byte at a time."""
    for byte in b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 1000:
        connection.sendall(bytes([byte]))
        time.sleep(0.05)


def drip_rows(connection: socket.socket) -> None:
    """Send an answer of the right form a byte at a time."""
    connection.sendall(answer("200 OK", f"Content-Type: {JSON}\r\n", ROWS[:1], 10_000))
    for _ in range(1000):
        connection.sendall(b" ")
        time.sleep(0.05)


FAULTS: Final = {
    "is silent": (lambda connection: time.sleep(4 * SECONDS), "did not answer within 1 seconds"),
    "sends its head a byte at a time": (drip, "did not answer within 1 seconds"),
    "sends its rows a byte at a time": (drip_rows, "did not answer within 1 seconds"),
    "closes the connection": (says(b""), "does not answer"),
    "is no server of HTTP": (says(b"SSH-2.0-OpenSSH_9.2\r\n"), "does not answer"),
    "answers 500": (says(answer("500 Oops", "Content-Type: text/plain\r\n", b"heap space")), "answers 500"),
    "answers a page": (
        says(answer("200 OK", "Content-Type: text/html\r\n", b"<h1>Hi</h1>")),
        "answered with text/html",
    ),
    "tells no type": (says(answer("200 OK", "", ROWS)), "answered with -, and not with SPARQL results"),
    "sends no JSON": (says(answer("200 OK", f"Content-Type: {JSON}\r\n", b"<sparql/>")), "cannot be read"),
    "sends other JSON": (
        says(answer("200 OK", f"Content-Type: {JSON}\r\n", b'{"a": [1]}')),
        "cannot be read",
    ),
    "cuts its JSON off": (says(answer("200 OK", f"Content-Type: {JSON}\r\n", ROWS[:60])), "cannot be read"),
    "breaks off": (
        says(answer("200 OK", f"Content-Type: {JSON}\r\n", ROWS[:60], 5000)),
        "broke its answer off",
    ),
    "says yes in place of rows": (
        says(answer("200 OK", f"Content-Type: {JSON}\r\n", b'{"head":{},"boolean":true}')),
        "cannot be read",
    ),
    "sends terms of no type": (
        says(answer("200 OK", f"Content-Type: {JSON}\r\n", ROWS.replace(b'"uri"', b'"number"'))),
        "cannot be read",
    ),
    "sends too much": (
        says(answer("200 OK", f"Content-Type: {JSON}\r\n", ROWS + b" " * 200_000)),
        "more than 100000 bytes",
    ),
    "has moved": (says(answer("301 Moved", "Location: http://127.0.0.1:9/\r\n", b"")), "has moved"),
    "asks for a password": (
        says(answer("401 No", 'WWW-Authenticate: Basic realm="x"\r\n', b"")),
        "the right password",
    ),
}
"""What an endpoint does -> how, and what is said of it."""


@pytest.mark.parametrize("what", FAULTS)
def test_an_endpoint_that(what: str) -> None:
    act, said = FAULTS[what]
    with endpoint_that(act) as address:
        endpoint = Endpoint(EndpointAddress(address), seconds=SECONDS, most=100_000)
        reader = RemoteReader(endpoint)
        began = time.monotonic()
        with pytest.raises(EndpointFailed, match=said) as failed:
            reader.select("SELECT ?s { ?s ?p ?o }")
        assert time.monotonic() - began < 3 * SECONDS
        assert address in failed.value.cause and address not in failed.value.message
        endpoint.close()


def test_what_is_refused_as_a_query_says_why() -> None:
    refusal = answer("400 Bad Request", "Content-Type: text/plain\r\n", b"line 1: no MINUS here")
    with endpoint_that(says(refusal)) as address:
        endpoint = Endpoint(EndpointAddress(address))
        with pytest.raises(EndpointRefused, match="no MINUS here"):
            RemoteReader(endpoint).ask("ASK {}")
        endpoint.close()


PATHS: Final = (
    "/",
    "/id/person/nguyen-ngoc-hung.html",
    "/trace",
    "/search?kind=person",
    "/queries/documents.csv",
)


@pytest.mark.parametrize(
    "what", ["answers a page", "closes the connection", "cuts its JSON off", "other columns"]
)
def test_a_page_of_an_endpoint_that_answers_otherwise_says_so(what: str, tmp_path: Path) -> None:
    columns = says(answer("200 OK", f"Content-Type: {JSON}\r\n", ROWS.replace(b'"s"', b'"other"')))
    with endpoint_that(FAULTS[what][0] if what in FAULTS else columns) as address:
        one = Inside(tmp_path / "store", reader=address)
        for path in PATHS[:4] if what == "other columns" else PATHS:
            answered = one.get(path)
            assert answered.status_code == 502, (path, answered.text[:2000])
            assert "127.0.0.1" not in answered.text
        one.close()


def test_a_password_is_sent_and_comes_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("open sesame\n")
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            for _ in range(2):
                connection, _ = listening.accept()
                with connection:
                    heard.append(connection.recv(65536))
                    connection.sendall(
                        answer("200 OK", f"Content-Type: {JSON}\r\n", b'{"head":{},"boolean":true}')
                    )

        threading.Thread(target=serve, daemon=True).start()
        url = f"http://127.0.0.1:{listening.getsockname()[1]}/sparql"
        for user in ("", "reader"):
            settings = Settings(reader=url, reader_user=user, reader_password_file=tmp_path / "password")
            assert settings.endpoint is not None
            endpoint = Endpoint(settings.endpoint)
            assert RemoteReader(endpoint).ask("ASK {}")
            endpoint.close()
    assert b"Authorization: Bearer open sesame\r\n" in heard[0]
    assert b"Authorization: Basic cmVhZGVyOm9wZW4gc2VzYW1l\r\n" in heard[1]


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("ftp://example.org/", "no address of an endpoint"),
        ("http://me:secret@127.0.0.1/", "holds no password"),
        ("http:///sparql", "no address of an endpoint"),
    ],
)
def test_a_wrong_address_is_refused_without_its_password(address: str, said: str) -> None:
    with pytest.raises(InputError, match=said) as refused:
        EndpointAddress(address)
    assert "secret" not in str(refused.value)
