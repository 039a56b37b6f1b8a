"""What becomes of a query: its answer, its limits, and the others who go on being served."""

import asyncio
import http.client
import json
import queue
import shutil
import socket
import threading
import time
from base64 import b64encode
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from graph.api_tokens import Tokens
from web.errors import Busy
from web.fair_queue import FairQueue
from web.sparql.execution.jobs import Job
from web.sparql.execution.limits import Limits, PoolSettings
from web.sparql.execution.scheduler import Pool
from web.sparql.execution.wire import QueryMessage

ENDLESS = "SELECT (COUNT(*) AS ?n) {" + " . ".join(f"?s{i} ?p{i} ?o{i}" for i in range(12)) + "}"


def test_a_query_is_answered_with_the_version_of_the_data(server: Any) -> None:
    answer = server.query("SELECT ?o { <http://example.org/nghe-an> <http://example.org/number> ?o }")
    assert answer.rows == [{"o": "2"}]
    assert answer.headers["data-version"] == "1"


def test_a_query_past_its_time_is_a_504_and_the_next_one_is_answered(server: Any) -> None:
    answer = server.query(ENDLESS, timeout="0.5")
    assert (answer.status, answer.type) == (504, "application/problem+json")
    assert "0.5 seconds" in answer.json["detail"]
    assert server.query("ASK {}").json["boolean"] is True


def test_a_query_nested_20000_deep_is_a_400_and_the_next_one_is_answered(server: Any) -> None:
    answer = server.query("SELECT * {" + "{" * 20_000 + "}" * 20_000 + "}")
    assert (answer.status, answer.json["type"].rpartition("/")[2]) == (400, "query-too-complex")
    assert server.query("ASK {}").json["boolean"] is True


def test_marks_and_case_fold_away(server: Any) -> None:
    answer = server.query(
        "PREFIX hn: <https://w3id.org/huunghi/ontology#>"
        'SELECT ?s { ?s <http://example.org/name> ?l FILTER(LANG(?l) = "vi" && CONTAINS(hn:fold(?l), "nghe an")) }'
    )
    assert answer.rows == [{"s": "http://example.org/nghe-an"}]


def test_a_function_that_nobody_knows_is_a_422_for_the_text_is_legal(server: Any) -> None:
    answer = server.query("SELECT (<http://example.org/f>(1) AS ?x) {}")
    assert answer.status == 422
    assert "http://example.org/f" in answer.json["detail"]


# -- limits ----------------------------------------------------------------------------------------------------------

ROWS = "SELECT ?x { VALUES ?x { " + " ".join(str(n) for n in range(2000)) + " } }"
MANY = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o . ?q ?r ?s }"
BLOWUP = "SELECT * { " + " . ".join(f"?s{i} ?p{i} ?o{i}" for i in range(10)) + " } ORDER BY ?s0"


@pytest.mark.parametrize("accept", ["application/json", "application/sparql-results+xml", "text/csv"])
def test_an_answer_of_the_rows_asked_for_says_that_it_is_cut(server: Any, accept: str) -> None:
    answer = server.query(ROWS, accept=accept, max_rows="3")
    assert answer.headers["truncated"] == "rows=3"
    assert answer.headers["row-limit"] == "3"
    if accept == "application/json":
        assert len(answer.rows) == 3
        assert answer.json["head"]["truncated"] == {"rows": 3}
    elif "xml" in accept:
        assert answer.text.count("<result>") == 3
        assert "problem/truncated" in answer.text
    else:
        assert answer.text == "x\r\n0\r\n1\r\n2\r\n"


def test_an_answer_of_just_the_rows_asked_for_is_whole(server: Any) -> None:
    answer = server.query(ROWS, max_rows="2000")
    assert len(answer.rows) == 2000
    assert "truncated" not in answer.headers


def test_a_graph_is_cut_after_the_triples_asked_for(server: Any) -> None:
    query = f"CONSTRUCT {{ <urn:a> <urn:b> ?x }} WHERE {{ {ROWS} }}"
    answer = server.query(query, accept="application/n-triples", max_rows="5")
    assert len(answer.text.splitlines()) == 5
    assert answer.headers["truncated"] == "rows=5"


def test_the_server_s_row_limit_is_told_or_the_answer_breaks_off(
    start_server: Any, small_store: Path
) -> None:
    """Known before the status line: the answer says so. Met later: the connection is reset."""
    server = start_server(small_store, query_rows=100)
    answer = server.query(ROWS)
    assert answer.headers["truncated"] == "rows=100"
    assert len(answer.rows) == 100
    server = start_server(small_store, query_rows=10_000)
    with pytest.raises((ConnectionError, http.client.HTTPException)):
        server.query(MANY)


def test_an_answer_beyond_the_bytes_allowed_is_a_413_or_breaks_off(
    start_server: Any, small_store: Path
) -> None:
    server = start_server(small_store, query_bytes=10_000)
    assert server.query(ROWS).status == 413
    server = start_server(small_store, query_bytes=1_000_000)
    with pytest.raises((ConnectionError, http.client.HTTPException)):
        server.query(MANY)


@pytest.mark.parametrize(("query", "status"), [(f"{MANY} LIMIT 3000", 200), (MANY, 505)])
def test_a_client_of_http_1_0_never_takes_a_part_for_the_whole(
    start_server: Any, small_store: Path, query: str, status: int
) -> None:
    """Without chunks the end of the connection is the end of the answer: a part would look like the whole."""
    server = start_server(small_store, query_bytes=5_000_000)
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as sock:
        sock.sendall(f"GET /sparql?query={quote(query)} HTTP/1.0\r\n\r\n".encode())
        data = b""
        while part := sock.recv(65536):
            data += part
    head, _, body = data.partition(b"\r\n\r\n")
    assert int(head.split()[1]) == status
    assert b"content-length: %d" % len(body) in head.lower()
    assert status != 200 or len(json.loads(body)["results"]["bindings"]) == 3000


def test_a_query_that_takes_all_its_memory_is_a_507_and_others_are_answered(
    start_server: Any, small_store: Path
) -> None:
    server = start_server(small_store, query_memory_mb=150)
    answer = server.query(BLOWUP)
    assert (answer.status, answer.json["type"].rpartition("/")[2]) == (507, "out-of-memory")
    assert server.query("ASK {}").json["boolean"] is True


def test_more_time_than_the_server_s_needs_a_token(start_server: Any, tmp_path: Path) -> None:
    server = start_server(tmp_path / "store", query_timeout=0.5)
    token, _ = Tokens(tmp_path / "store").new(name="ours", role="updater")
    query = "SELECT (COUNT(*) AS ?n) { " + " ".join(
        f"VALUES ?v{i} {{ {' '.join(map(str, range(60)))} }}" for i in range(5)
    )
    query += "}"
    assert server.query(query, timeout="3600").status == 504
    body = urlencode({"query": query, "timeout": "1.5"})
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Authorization": f"Bearer {token}"}
    answer = server.request("POST", "/sparql", body=body, headers=headers)
    assert "1.5 seconds" in answer.text or answer.status == 200


# -- cancelling --------------------------------------------------------------------------------------------------------


def in_background(work: Any) -> "queue.Queue[Any]":
    results: queue.Queue[Any] = queue.Queue()

    def run() -> None:
        try:
            results.put(work())
        except (OSError, http.client.HTTPException) as error:  # the server stops at the end of the test
            results.put(error)

    threading.Thread(target=run, daemon=True).start()
    return results


def until(condition: Any, seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come to pass"
        time.sleep(0.02)


def gauge(server: Any, name: str) -> float:
    for line in server.get("/metrics").text.splitlines():
        if line.startswith(name + " "):
            return float(line.rpartition(" ")[2])
    raise AssertionError(f"no {name}")


def test_a_query_is_cancelled_by_its_id(server: Any) -> None:
    body = urlencode({"query": ENDLESS})
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Query-Id": "to-cancel"}
    result = in_background(lambda: server.request("POST", "/sparql", body=body, headers=headers))
    until(lambda: server.request("DELETE", "/sparql/queries/to-cancel").status == 204)
    answer = result.get(timeout=10)
    assert (answer.status, answer.json["type"].rpartition("/")[2]) == (503, "cancelled")
    assert server.request("DELETE", "/sparql/queries/to-cancel").status == 404


def test_nobody_else_who_knows_its_id_cancels_a_query(
    start_server: Any, small_store: Path, tmp_path: Path
) -> None:
    """By token, address and site of the page; in another web process too."""
    shutil.copytree(small_store, tmp_path / "store", symlinks=True)
    tokens = Tokens(tmp_path / "store")
    mine, other, admin = (
        f"Bearer {tokens.new(name=name, role=role)[0]}"
        for name, role in (("mine", "updater"), ("other", "updater"), ("admin", "admin"))
    )
    server = start_server(tmp_path / "store", web_processes=2)
    body = urlencode({"query": ENDLESS})

    def ask(query_id: str, **headers: str) -> "queue.Queue[Any]":
        kind = {"Content-Type": "application/x-www-form-urlencoded", "Query-Id": query_id}
        return in_background(lambda: server.request("POST", "/sparql", body=body, headers=kind | headers))

    def cancel(query_id: str, address: str = "127.0.0.1", **headers: str) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, source_address=(address, 0))
        connection.request("DELETE", f"/sparql/queries/{query_id}", headers=headers)
        status = connection.getresponse().status
        connection.close()
        return status

    def is_there(query_id: str) -> bool:
        running = server.get("/sparql/queries", Authorization=admin).json
        return any(one["id"] == query_id for one in running)

    def strangers(query_id: str, *refused: dict[str, str]) -> None:
        until(lambda: is_there(query_id))
        assert cancel(query_id, "127.0.0.2") == 403
        assert [cancel(query_id, **headers) for headers in refused] == [403] * len(refused)
        assert is_there(query_id)

    result = ask("with-a-token", Authorization=mine)
    strangers("with-a-token", {}, {"Authorization": other})
    assert cancel("with-a-token", Authorization="Bearer wrong") == 401
    basic = "Basic " + b64encode(f"me:{mine.partition(' ')[2]}".encode()).decode()
    assert cancel("with-a-token", "127.0.0.2", Authorization=basic) == 204, "it is the same token"
    assert result.get(timeout=10).json["type"].endswith("cancelled")
    page = {"Origin": "https://page.example"}
    result = ask("of-a-page", **page)
    strangers("of-a-page", {}, {"Origin": "https://another.example"}, {"Authorization": other})
    assert cancel("of-a-page", **page) == 204
    assert result.get(timeout=10).status == 503
    result = ask("without")
    strangers("without", page, {"Sec-Fetch-Site": "cross-site"})
    assert cancel("without", "127.0.0.2", Authorization=admin) == 204
    assert result.get(timeout=10).status == 503
    assert server.get("/sparql/queries").status == 401


def test_a_query_ends_when_its_client_goes_away(server: Any) -> None:
    until(lambda: gauge(server, "huunghi_queries_running") == 0)
    with socket.create_connection(("127.0.0.1", server.port)) as sock:
        sock.sendall(f"GET /sparql?query={quote(ENDLESS)} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        until(lambda: gauge(server, "huunghi_queries_running") == 1)
    until(lambda: gauge(server, "huunghi_queries_running") == 0)


def test_the_running_queries_are_listed_for_the_admin_alone(
    start_server: Any, small_store: Path, tmp_path: Path
) -> None:
    store = tmp_path / "store"
    shutil.copytree(small_store, store, symlinks=True)
    server = start_server(store)
    tokens = Tokens(store)
    admin, updater = (tokens.new(name=role, role=role)[0] for role in ("admin", "updater"))
    # A client may pick an id that is in use no more than once.
    body = urlencode({"query": ENDLESS, "timeout": "20"})
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Query-Id": "shown"}
    in_background(lambda: server.request("POST", "/sparql", body=body, headers=headers))
    until(lambda: gauge(server, "huunghi_queries_running") == 1)
    assert server.request("POST", "/sparql", body=body, headers=headers).status == 400
    listed = server.request("GET", "/sparql/queries", headers={"Authorization": f"Bearer {admin}"}).json
    assert [(one["id"], one["text"]) for one in listed] == [("shown", ENDLESS)]
    assert server.get("/sparql/queries").status == 401
    assert (
        server.request("GET", "/sparql/queries", headers={"Authorization": f"Bearer {updater}"}).status == 403
    )
    assert server.request("DELETE", "/sparql/queries/shown").status == 204


# -- fairness ----------------------------------------------------------------------------------------------------------


def test_slow_queries_of_one_client_do_not_shut_out_a_quick_one(start_server: Any, small_store: Path) -> None:
    """Thirty endless queries at once, and small ones from the same address are answered within a second."""
    server = start_server(small_store, query_timeout=8.0)
    for number in range(30):
        query = ENDLESS.replace("?n", f"?n{number}")
        in_background(lambda query=query: server.query(query))
    time.sleep(1.0)
    slowest = 0.0
    for number in range(20):
        began = time.monotonic()
        assert server.query(f"SELECT ({number} AS ?x) {{}}").rows == [{"x": str(number)}]
        slowest = max(slowest, time.monotonic() - began)
    assert slowest < 2.0


def test_past_the_queue_a_query_is_refused_at_once_with_retry_after() -> None:
    """The pool's own arithmetic, without processes: the line holds two, the third is refused."""

    class NoProcesses:
        def spawn(self, *_: object) -> bool:
            return False

    async def scenario() -> None:
        settings = PoolSettings(limits=Limits("", 0, 0, False), queue=2)
        pool = Pool(settings, NoProcesses())  # type: ignore[arg-type]
        for number in range(2):
            pool.submit(a_job(str(number), "one"))
        with pytest.raises(Busy) as refused:
            pool.submit(a_job("3", "one"))
        assert refused.value.headers["Retry-After"].isdigit()
        pool.stop()

    asyncio.run(scenario())


def test_clients_wait_in_turn() -> None:
    async def scenario() -> None:
        turns = FairQueue()
        for number in range(4):
            turns.put(a_job(f"a{number}", "a"))
        turns.put(a_job("b0", "b"))
        assert [turns.take().id for _ in range(len(turns))] == ["a0", "b0", "a1", "a2", "a3"]

    asyncio.run(scenario())


def a_job(id: str, client: str) -> Job:
    return Job(
        QueryMessage("ASK {}", None, "", "json", "ttl"),
        id=id,
        client=client,
        timeout=9,
        on_head=lambda _: None,
    )
