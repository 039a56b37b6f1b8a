"""Several front processes at one address: what concerns all of them is answered by each, and one may die."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from graph.api_tokens import Tokens
from graph.errors import InputError
from tests.web.sparql.conftest import ROOT, Server
from web.settings import Settings

SLOW = "SELECT (COUNT(*) AS ?n) {" + " .".join(f"?s{n} ?p{n} ?o{n}" for n in range(9)) + "}"
TRIES = 12
"""Requests of which each makes a connection: that all meet the same of two fronts is a chance of one in 2,000."""


@pytest.fixture(scope="module")
def fronts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of two fronts, on an empty store that takes updates."""
    root = tmp_path_factory.mktemp("fronts")
    settings = {"fronts": 2, "query_workers": 4, "open_updates": True}
    running = Server(root / "store", settings, log=root / "server.log").start()
    yield running
    running.stop()


def fronts_of(server: Server) -> list[int]:
    assert server.process is not None
    listed = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children").read_text()
    return [int(pid) for pid in listed.split()]


def until(holds: Callable[[], bool], seconds: float = 20.0) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def counted(server: Server, name: str) -> float:
    lines = server.get("/metrics").text.splitlines()
    return sum(float(line.rpartition(" ")[2]) for line in lines if line.startswith(name))


def test_an_update_at_one_front_is_seen_at_each(fronts: Server) -> None:
    for number in range(TRIES):
        text = f"INSERT DATA {{ <urn:seen:{number}> <urn:p> 1 }}"
        sent = fronts.request(
            "POST", "/sparql", body=text, headers={"Content-Type": "application/sparql-update"}
        )
        assert sent.status == 204
        assert fronts.query(f"ASK {{ <urn:seen:{number}> <urn:p> 1 }}").json["boolean"] is True


def test_updates_at_all_fronts_at_once_are_all_kept(fronts: Server) -> None:
    def insert(number: int) -> int:
        text = f"INSERT DATA {{ <urn:at-once:{number}> <urn:q> 1 }}"
        return fronts.request(
            "POST", "/sparql", body=text, headers={"Content-Type": "application/sparql-update"}
        ).status

    with ThreadPoolExecutor(8) as together:
        assert set(together.map(insert, range(40))) == {204}
    assert len(fronts.query("SELECT ?s { ?s <urn:q> 1 }").rows) == 40


def test_metrics_are_those_of_all_fronts(fronts: Server) -> None:
    before = counted(fronts, "huunghi_sparql_queries_total")
    for number in range(TRIES):
        assert fronts.query(f"ASK {{ <urn:counted> <urn:p> {number} }}").status == 200
    for _ in range(TRIES):
        assert counted(fronts, "huunghi_sparql_queries_total") == before + TRIES


def test_each_front_lists_and_ends_the_queries_of_all(fronts: Server) -> None:
    admin = {"Authorization": f"Bearer {Tokens(fronts.store).new(name='admin', role='admin')[0]}"}
    with ThreadPoolExecutor(4) as together:
        for number in range(4):
            name = f"slow-{number}"
            head = {"Query-Id": name, "Content-Type": "application/sparql-query"}
            asked = together.submit(
                fronts.request, "POST", "/sparql", body=f"{SLOW} # {number}", headers=head
            )

            def listed(name: str = name) -> bool:
                running: list[Any] = fronts.request("GET", "/sparql/queries", headers=admin).json
                return name in [query["id"] for query in running]

            until(listed)
            assert all(listed() for _ in range(TRIES))
            assert fronts.request("DELETE", f"/sparql/queries/{name}").status == 204
            assert asked.result().status == 499 or asked.result().status >= 500
            assert fronts.request("DELETE", f"/sparql/queries/{name}").status == 404


def test_a_front_that_dies_is_replaced_and_the_others_go_on(fronts: Server) -> None:
    before = fronts_of(fronts)
    assert len(before) == 2
    os.kill(before[0], signal.SIGKILL)
    until(lambda: len(fronts_of(fronts)) == 2 and before[0] not in fronts_of(fronts))
    until(lambda: all(fronts.get("/readyz").status == 200 for _ in range(TRIES)))
    assert before[1] in fronts_of(fronts)
    assert fronts.query("ASK {}").json["boolean"] is True


def test_a_port_that_is_taken_is_said_at_once(fronts: Server, tmp_path: Path) -> None:
    code = "from huunghi import main; main()"
    command = [sys.executable, "-c", code, "--store", str(tmp_path), "serve", "--port", str(fronts.port)]
    for number in ("1", "2"):
        environment = {**os.environ, "HUUNGHI_FRONTS": number}
        ended = subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=30, check=False
        )
        assert ended.returncode == 1
        assert f"127.0.0.1:{fronts.port} cannot be listened on: Address already in use." in ended.stderr
        assert "Traceback" not in ended.stderr
        assert "Hữu Nghị at" not in ended.stdout


def test_all_end_when_told(tmp_path: Path) -> None:
    server = Server(tmp_path / "store", {"fronts": 3}, log=tmp_path / "server.log").start()
    pids = fronts_of(server)
    assert len(pids) == 3
    server.stop()
    assert not [pid for pid in pids if Path(f"/proc/{pid}").exists()]


def test_all_end_when_the_watcher_is_killed(tmp_path: Path) -> None:
    server = Server(tmp_path / "store", {"fronts": 2}, log=tmp_path / "server.log").start()
    pids = fronts_of(server)
    assert server.process is not None
    server.process.kill()
    server.process.wait()
    until(lambda: not [pid for pid in pids if _runs(pid)])


def _runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.parametrize("given", ["-1", "two"])
def test_a_number_of_fronts_that_is_none_is_said(given: str) -> None:
    with pytest.raises(InputError, match=f"HUUNGHI_FRONTS is '{given}'"):
        Settings.read({"HUUNGHI_FRONTS": given})


REPLACED = """
import sys, time
from pathlib import Path
from web import fronts

fronts.STARTED, starts = 0.5, Path(sys.argv[1])

def run(sock, folder, front):
    with starts.open("a") as file:
        file.write(f"{front} ")
    if starts.read_text().count(str(front)) == 2:
        raise RuntimeError("it fails when it is started again")
    time.sleep(60)

fronts.run_all("127.0.0.1", 0, 2, run)
"""


def test_a_front_that_fails_when_replaced_is_replaced_again_and_ends_nothing_else(tmp_path: Path) -> None:
    starts = tmp_path / "starts"
    process = subprocess.Popen(
        [sys.executable, "-c", REPLACED, str(starts)], cwd=ROOT, stderr=subprocess.DEVNULL
    )
    try:
        until(lambda: starts.exists() and len(starts.read_text().split()) == 2)
        time.sleep(0.6)  # the start is over
        one, other = (
            int(pid) for pid in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        )
        os.kill(one, signal.SIGKILL)
        until(lambda: len(starts.read_text().split()) == 4)
        assert process.poll() is None
        os.kill(other, 0)
    finally:
        process.terminate()
        assert process.wait(30) == 0
