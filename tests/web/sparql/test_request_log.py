"""The log of requests and that of slow operations: one line of JSON for each, whatever became of it."""

import json
import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

ENDLESS = "SELECT (COUNT(*) AS ?n) {" + " . ".join(f"?s{i} ?p{i} ?o{i}" for i in range(12)) + "}"
STREAM = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o . ?q ?r ?s }"


def lines(path: Path, holds: Callable[[list[dict[str, Any]]], bool]) -> list[dict[str, Any]]:
    """Return what is in a log, as soon as it holds what it should."""
    deadline = time.monotonic() + 20
    while True:
        found = [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []
        if holds(found):
            return found
        assert time.monotonic() < deadline, found
        time.sleep(0.05)


def test_each_request_is_a_line_with_what_became_of_it(
    start_server: Any, small_store: Path, tmp_path: Path
) -> None:
    log = tmp_path / "requests"
    server = start_server(small_store, request_log=str(log), query_bytes=1_000_000)
    id = {"Query-Id": "mine"}
    answer = server.request("GET", "/sparql?query=ASK%7B%7D", headers=id)
    server.get("/nowhere", Accept="text/html")
    server.request("GET", "/healthz", headers={"Host": "a b"})
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as sock:
        sock.sendall(f"GET /sparql?query={quote(STREAM)} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        while sock.recv(65536):
            pass
    found = lines(log, lambda all: any(one.get("aborted") for one in all))
    by_path = {(one["path"], one["status"]): one for one in found}
    asked = next(one for one in found if one.get("query") == "mine")
    assert (asked["method"], asked["status"], asked["bytes"]) == ("GET", 200, len(answer.body))
    assert asked["client"] == "127.0.0.1"
    assert asked["ms"] >= 0
    assert "text" not in asked
    assert ("/nowhere", 404) in by_path
    assert ("/healthz", 400) in by_path
    broken = next(one for one in found if one.get("aborted"))
    assert (broken["path"], broken["status"]) == ("/sparql", 200)


def test_a_client_that_goes_is_told_from_one_that_is_answered(
    start_server: Any, small_store: Path, tmp_path: Path
) -> None:
    log = tmp_path / "requests"
    server = start_server(small_store, request_log=str(log))
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as sock:
        sock.sendall(f"GET /sparql?query={quote(ENDLESS)} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        time.sleep(0.5)
    gone = next(
        one for one in lines(log, lambda all: any("aborted" in one for one in all)) if one.get("aborted")
    )
    assert (gone["path"], gone["bytes"]) == ("/sparql", 0)


def test_slow_operations_and_no_others_are_noted_with_their_text(
    start_server: Any, small_store: Path, tmp_path: Path
) -> None:
    slow = tmp_path / "slow"
    server = start_server(small_store, slow_query_log=str(slow), slow_query_seconds=0.5)
    assert server.query("ASK { ?quick ?p ?o }").status == 200
    assert server.query(ENDLESS, timeout="0.6").status == 504
    found = lines(slow, bool)
    assert [one["text"] for one in found] == [ENDLESS]
    assert found[0]["status"] == 504


def test_requests_are_counted_by_status(start_server: Any, small_store: Path) -> None:
    server = start_server(small_store)
    for _ in range(3):
        server.get("/nowhere", Accept="text/html")
    assert 'huunghi_http_requests_total{status="404"} 3.0' in server.get("/metrics").text
