"""One writer and two replicas behind HAProxy, by deploy/haproxy.cfg as it stands: what clients see while the writer
publishes and one replica is killed with -9.
"""

import os
import shutil
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from graph.api_tokens import Tokens
from graph.store.versions import VersionStore
from tests.web.replication.conftest import TOKEN
from tests.web.sparql.conftest import ROOT, Server

HAPROXY = shutil.which("haproxy") or shutil.which("haproxy", path="/usr/sbin")
SLOW = "SELECT (COUNT(*) AS ?n) {" + " . ".join(f"?s{n} ?p{n} ?o{n}" for n in range(9)) + "}"
UPDATES = 8
CLIENTS = 4
WAIT = 120.0

pytestmark = pytest.mark.skipif(HAPROXY is None, reason="haproxy is not installed (Debian: haproxy)")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Cluster:
    url: str
    admin: str
    writer: Server
    replicas: list[Server]


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    store = VersionStore(tmp_path / "writer")
    with store.change(note="test") as change:
        few = " . ".join(f"<urn:x> <urn:y> {n}" for n in range(30))
        change.store.update(f"INSERT DATA {{ <urn:a> <urn:b> 0 . {few} }}")
    admin = Tokens(store.root).new(name="admin", role="admin")[0]
    ports = [free_port() for _ in range(3)]
    common = {
        "replica_token": TOKEN,
        "trusted_proxies": ["127.0.0.1"],
        "query_workers": 1,
        "peers": [f"http://127.0.0.1:{one}" for one in ports],
        "peer_token": "of-the-peers",
    }
    writer = Server(store.root, {**common, "update_token": "w", "servers": True}, port=ports[0])
    follow = {**common, "follow": f"http://127.0.0.1:{ports[0]}"}
    replicas = [Server(tmp_path / f"replica{n}", follow, port=ports[n]) for n in (1, 2)]
    with ThreadPoolExecutor() as starting:
        list(starting.map(Server.start, [writer, *replicas]))
    port = free_port()
    named = {"WRITER": writer, "REPLICA_1": replicas[0], "REPLICA_2": replicas[1]}
    addresses = {f"HUUNGHI_{name}": f"127.0.0.1:{one.port}" for name, one in named.items()}
    proxy = subprocess.Popen(
        [str(HAPROXY), "-f", str(ROOT / "deploy" / "haproxy.cfg"), "-db"],
        env={**os.environ, **addresses, "HUUNGHI_BIND": f"127.0.0.1:{port}"},
    )
    try:
        cluster = Cluster(f"http://127.0.0.1:{port}", admin, writer, replicas)
        until = time.monotonic() + WAIT
        while not answers(cluster.url) and time.monotonic() < until and proxy.poll() is None:
            time.sleep(0.1)
        yield cluster
    finally:
        proxy.terminate()
        proxy.wait(10)
        for one in (*replicas, writer):
            one.stop()


def answers(url: str) -> bool:
    try:
        return httpx.get(url + "/sparql", params={"query": "ASK {}"}, timeout=10).status_code == 200
    except httpx.TransportError:
        return False


@dataclass
class Seen:
    """What one client saw: versions in order, and what failed, with the moment."""

    versions: list[int] = field(default_factory=list)
    failed: list[tuple[float, str]] = field(default_factory=list)


def reading(url: str, over: threading.Event) -> Seen:
    """Ask again and again, as a client that keeps cookies, until it is over."""
    seen = Seen()
    with httpx.Client(timeout=30) as client:
        number = 0
        while not over.is_set():
            number += 1
            try:
                query = f"SELECT * {{ <urn:a> <urn:b> ?n }} LIMIT {1000 + number}"
                answer = client.get(url + "/sparql", params={"query": query, "format": "csv"})
                if answer.status_code == 200:
                    seen.versions.append(int(answer.headers["data-version"]))
                else:
                    seen.failed.append((time.monotonic(), f"{answer.status_code} {answer.text[:200]}"))
            except httpx.TransportError as error:
                seen.failed.append((time.monotonic(), repr(error)))
    return seen


def update(url: str, number: int) -> int:
    answer = httpx.post(
        url + "/sparql",
        data={"update": f"INSERT DATA {{ <urn:a> <urn:b> {number} }}"},
        headers={"Authorization": "Bearer w"},
        timeout=60,
    )
    assert answer.status_code == 204, answer.text
    return int(answer.headers["data-version"])


def arrived(replica: Server, number: int) -> float:
    """Return the seconds until a replica serves a version."""
    begun = time.monotonic()
    store = VersionStore(replica.store)
    while (store.current_number() or 0) < number and time.monotonic() < begun + WAIT:
        time.sleep(0.005)
    return time.monotonic() - begun


def until(condition: Callable[[], object]) -> None:
    """Wait for something to come true."""
    end = time.monotonic() + WAIT
    while not condition():
        assert time.monotonic() < end, "it did not come true"
        time.sleep(0.05)


def kill(server: Server) -> None:
    process = server.process
    assert process is not None
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    server.process = None


def test_a_short_link_is_opened_at_once_and_without_the_writer_too(cluster: Cluster) -> None:
    shared = httpx.post(cluster.url + "/links", data={"query": "ASK { ?of ?the ?proxy }"}, timeout=30)
    assert shared.status_code in {200, 201}, shared.text
    path = shared.headers["location"].removeprefix(cluster.url)
    assert path.startswith("/q/")
    assert httpx.get(f"{cluster.url}{path}.json", timeout=30).status_code == 200
    for one in cluster.replicas:
        until(lambda one=one: one.get(f"{path}.json").status == 200)  # type: ignore[misc]
    kill(cluster.writer)
    until(lambda: httpx.get(f"{cluster.url}{path}.json", timeout=30).status_code == 200)


def test_queries_are_listed_and_cancelled_at_whichever_server_they_run(cluster: Cluster) -> None:
    admin = {"Authorization": f"Bearer {cluster.admin}"}

    def slow(server: Server, name: str) -> httpx.Response:
        return httpx.post(
            server.url + "/sparql",
            content=f"{SLOW} # {name}",
            headers={"Content-Type": "application/sparql-query", "Query-Id": name},
            timeout=WAIT,
        )

    def runs(name: str, at: str) -> bool:
        running = httpx.get(cluster.url + "/sparql/queries", headers=admin, timeout=30).json()
        return (name, at) in [(one["id"], one["server"]) for one in running]

    def cancel(url: str, name: str, **headers: str) -> int:
        return httpx.delete(f"{url}/sparql/queries/{name}", headers=headers, timeout=30).status_code

    first, second = cluster.replicas
    with ThreadPoolExecutor() as clients:
        # The proxy takes the question to the writer, and one replica is asked for what runs at the other.
        for name, by in (("by-the-proxy", cluster.url), ("by-the-other", second.url)):
            asked = clients.submit(slow, first, name)
            until(lambda name=name: runs(name, first.url))  # type: ignore[misc]
            assert cancel(by, name, Origin="https://elsewhere.example") == 403
            assert runs(name, first.url)
            assert cancel(by, name) == 204
            assert asked.result().status_code in {499, 503}
            assert cancel(by, name) == 404
        asked = clients.submit(slow, second, "by-an-administrator")
        until(lambda: runs("by-an-administrator", second.url))
        assert cancel(cluster.url, "by-an-administrator", Origin="https://elsewhere.example", **admin) == 204
        asked.result()
    refused = [
        httpx.post(f"{first.url}/replication/queries/running", headers=one).status_code
        for one in ({}, {"Authorization": f"Bearer {TOKEN}"})
    ]
    assert refused == [401, 403]
    kill(first)
    listed = httpx.get(cluster.url + "/sparql/queries", headers=admin, timeout=30)
    assert (listed.status_code, listed.headers["unanswered-servers"]) == (200, first.url)
    unknown = httpx.delete(cluster.url + "/sparql/queries/none", timeout=30)
    assert unknown.status_code == 503
    assert "1 do not" in unknown.text


def test_nothing_fails_and_no_client_goes_back_while_a_replica_is_killed(
    cluster: Cluster, capsys: pytest.CaptureFixture[str]
) -> None:
    over = threading.Event()
    lags: list[float] = []
    killed = 0.0
    with ThreadPoolExecutor() as clients:
        readers = [clients.submit(reading, cluster.url, over) for _ in range(CLIENTS)]
        try:
            for number in range(1, UPDATES + 1):
                version = update(cluster.url, number)
                lags += [arrived(one, version) for one in cluster.replicas if one.process is not None]
                if number == UPDATES // 2:
                    process = cluster.replicas[0].process
                    assert process is not None
                    os.killpg(process.pid, signal.SIGKILL)
                    process.wait()
                    killed = time.monotonic()
                    cluster.replicas[0].process = None
                time.sleep(0.3)
        finally:
            over.set()
        found = [one.result() for one in readers]
    answered = sum(len(one.versions) for one in found)
    failed = [(when - killed, what) for one in found for when, what in one.failed]
    with capsys.disabled():
        print(
            f"\n{answered} answers to {CLIENTS} clients, {len(failed)} failed {failed}; {UPDATES} updates were at the "
            f"replicas after {sorted(lags)[len(lags) // 2] * 1000:.0f} ms (median), {max(lags) * 1000:.0f} ms (latest)"
        )
    assert all(one.versions == sorted(one.versions) for one in found), "a client went back in time"
    assert all(one.versions[-1] == UPDATES + 1 for one in found)
    # One request a client can have been on its way to the replica that was killed.
    assert len(failed) <= CLIENTS
    assert all(-1 < since < 5 for since, _ in failed), failed
    assert max(lags) < WAIT
