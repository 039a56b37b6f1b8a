"""SERVICE and LOAD are found wherever the engine would find them, and nowhere else."""

import socket
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from web.sparql import federation
from web.sparql.execution import wire
from web.sparql.execution.wire import QueryMessage
from web.sparql.federation import calls_in, check_calls

CALLS = [
    "SELECT * { SERVICE <http://a/> { } }",
    "SELECT * { service silent <http://a/> { } }",
    "SELECT * { SERVICE ?s { } }",
    "PREFIX : <http://a/> SELECT * { SERVICE:x { ?s ?p ?o } }",
    "PREFIX a: <http://a/> SELECT * { SERVICEa:x { ?s ?p ?o } }",
    "SELECT * { ?s ?p ?o FILTER(?o<1)SERVICE?s#>\n { ?s ?p ?o } }",
    "SELECT * { ?s ?p trueSERVICE<http://a/> { ?s ?p ?o } }",
    "SELECT * { ?s ?p 1SERVICE<http://a/> { ?s ?p ?o } }",
    "SELECT * { SERVICESILENT<http://a/> { } }",
    "SELECT * { SERVICE#comment\n<http://a/> { } }",
    "SELECT * { { SELECT * { OPTIONAL { SERVICE <http://a/> { } } } } }",
]
NO_CALLS = [
    'SELECT * { ?s ?p "SERVICE <http://a/>" }',
    "SELECT * { ?s ?p '''\nSERVICE <http://a/> {}''' }",
    "SELECT * { } # SERVICE <http://a/> { }",
    "SELECT * { ?s <http://example.org/SERVICE> ?o }",
    "PREFIX ex: <http://a/> SELECT * { ?s ex:SERVICE ?o }",
    "PREFIX service: <http://a/> SELECT * { ?s service:x ?o . GRAPH service:g { ?s ?p ?o } }",
    "PREFIX service: <http://a/> SELECT * FROM service:g { ?s ?p ?o }",
    "SELECT ?SERVICE { ?SERVICE ?p ?o }",
    "SELECT * { ?s ?p 'x'@service }",
]


@pytest.mark.parametrize("query", CALLS)
def test_a_call_is_found(query: str) -> None:
    assert [call.word for call in calls_in(query, update=False)] == ["SERVICE"]


@pytest.mark.parametrize("query", NO_CALLS)
def test_the_word_alone_is_no_call(query: str) -> None:
    assert calls_in(query, update=False) == []


@pytest.mark.parametrize(
    "update",
    [
        "LOAD <http://a/>",
        "LOAD SILENT <http://a/> INTO GRAPH <urn:g>",
        "PREFIX : <http://a/> LOAD:x",
        "CLEAR ALL;load<http://a/>",
        "BASE <http://a/> LOAD <x>",
    ],
)
def test_a_load_is_found(update: str) -> None:
    assert [call.word for call in calls_in(update, update=True)] == ["LOAD"]


@pytest.mark.parametrize(
    "update",
    [
        "INSERT DATA { <urn:a> <urn:LOAD> 'LOAD <x>' }",
        "PREFIX load: <urn:x> INSERT DATA { load:a load:b load:c }",
    ],
)
def test_load_in_a_name_is_no_call(update: str) -> None:
    assert calls_in(update, update=True) == []


def test_the_line_of_the_call_is_told() -> None:
    checked = check_calls("SELECT *\n{\nSERVICE <http://a/> { } }", update=False, allowed=())
    assert checked.refusal is not None and checked.refusal.message.startswith("Line 3")


@pytest.mark.parametrize("query", CALLS)
def test_what_is_left_of_a_refused_text_calls_nobody_or_is_not_run(query: str) -> None:
    checked = check_calls(query, update=False, allowed=())
    assert checked.refusal is not None or "silent" in query
    assert not checked.parses or "http://a/> {" not in checked.text


@pytest.mark.parametrize("address", ["<http://data.example/>", "<some:scheme>", "?s", "x:y"])
def test_a_silent_call_that_is_not_allowed_fails_instead_of_being_refused(address: str) -> None:
    query = f"PREFIX x: <http://x/> SELECT * {{ SERVICE SILENT {address} {{ ?s ?p ?o }} }}"
    checked = check_calls(query, update=False, allowed=("other.example",) if address != "?s" else ())
    assert checked.refusal is None
    assert f"SILENT {address}" not in checked.text


@pytest.mark.parametrize(
    "host",
    ["localhost", "127.0.0.1", "127.0.0.1:8000", "[::1]", "10.0.0.1", "169.254.169.254", "a.localhost"],
)
def test_a_silent_call_into_this_network_is_refused(host: str) -> None:
    checked = check_calls(f"LOAD SILENT <http://{host}/x>", update=True, allowed=())
    assert checked.refusal is not None


@pytest.mark.parametrize(
    ("address", "addresses", "passes"),
    [
        ("http://data.example/sparql", ["93.184.216.34"], True),
        ("https://data.example/sparql", ["93.184.216.34"], True),
        ("http://other.example/", ["93.184.216.34"], False),
        ("http://data.example/", ["127.0.0.1"], False),
        ("http://data.example/", ["93.184.216.34", "10.0.0.1"], False),
        ("http://data.example/", ["169.254.169.254"], False),
        ("http://data.example/", ["::1"], False),
        ("http://inside.example/", ["10.0.0.1"], True),
        ("file:///etc/passwd", ["93.184.216.34"], False),
        ("ftp://data.example/", ["93.184.216.34"], False),
    ],
)
def test_only_listed_hosts_are_called_and_local_ones_only_when_listed_as_such(
    monkeypatch: pytest.MonkeyPatch, address: str, addresses: list[str], passes: bool
) -> None:
    monkeypatch.setattr(federation, "_addresses", lambda _host: addresses)
    allowed = ("data.example", "local:inside.example")
    query = f"SELECT * {{ SERVICE <{address}> {{ }} }}"
    checked = check_calls(query, update=False, allowed=allowed)
    assert (checked.refusal is None) is passes
    assert (checked.text == query) is passes


def test_a_call_is_a_403_that_says_where(server: Any) -> None:
    answer = server.query("SELECT *\n{ SERVICE <http://127.0.0.1/> { } }")
    assert (answer.status, answer.json["line"]) == (403, 2)


def test_a_silent_call_is_passed_over_as_if_nobody_had_answered(server: Any) -> None:
    query = "SELECT ?s ?o { BIND(1 AS ?s) SERVICE SILENT <http://data.example/sparql> { ?s ?p ?o } }"
    assert server.query(query).rows == [{"s": "1"}]


def test_a_call_in_a_text_that_is_no_sparql_is_a_400(server: Any) -> None:
    answer = server.query("SELECT * { SERVICE <http://data.example/> { ?s ?p } }")
    assert (answer.status, answer.json["line"]) == (400, 1)


def test_a_worker_has_no_network_even_where_a_call_is_not_found(server: Any, small_store: Any) -> None:
    """Past the first lock, straight to a worker: no connection reaches a listener on this machine."""
    called = threading.Event()

    class Listener(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            called.set()

        do_POST = do_GET

    listener = HTTPServer(("127.0.0.1", 0), Listener)
    threading.Thread(target=listener.serve_forever, daemon=True).start()
    try:
        query = f"SELECT * {{ SERVICE <http://127.0.0.1:{listener.server_port}/> {{ ?s ?p ?o }} }}"
        kind, _ = ask_worker(small_store, QueryMessage(query, 1, "http://h/", "json", "ttl"))
        assert kind == wire.ERROR
        assert not called.is_set()
    finally:
        listener.shutdown()
        listener.server_close()


def ask_worker(root: Any, query: Any) -> tuple[bytes, bytes]:
    """Fork a worker as the fork server does, ask it one thing, and return the frame it answers with."""
    ours, theirs = socket.socketpair()
    code = (
        "import socket, sys; from web.sparql.execution import worker; from web.sparql.execution.limits import Limits; "
        "worker.run(socket.socket(fileno=int(sys.argv[1])), Limits(sys.argv[2], 1 << 30, 8 << 20, False))"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(theirs.fileno()), str(root)], pass_fds=(theirs.fileno(),)
    )
    theirs.close()
    try:
        data = b""
        ours.settimeout(20)
        ours.sendall(query.frame())
        while True:
            while len(data) < 5 or len(data) < 5 + wire.HEADER.unpack_from(data)[1]:
                data += ours.recv(65536)
            kind, length = wire.HEADER.unpack_from(data)
            if kind != wire.READY:
                return kind, data[5 : 5 + length]
            data = data[5 + length :]
    finally:
        ours.close()
        process.wait(10)
