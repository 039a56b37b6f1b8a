"""Several web processes at one address: what concerns all of them is answered by each, one may die, and all end."""

import fcntl
import http.client
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from graph.api_tokens import Tokens
from graph.errors import InputError
from tests.web.sparql.conftest import ROOT, Server
from web.peers import peers_folder
from web.serve import reserve
from web.settings import Settings

SLOW = "SELECT (COUNT(*) AS ?n) {" + " .".join(f"?s{n} ?p{n} ?o{n}" for n in range(9)) + "}"
STREAM = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
TRIES = 12
"""Requests of which each makes a connection: that all meet the same of two is a chance of one in 2,000."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of two web processes, on an empty store that takes updates."""
    root = tmp_path_factory.mktemp("processes")
    settings = {"web_processes": 2, "query_workers": 4, "open_updates": True}
    running = Server(root / "store", settings, log=root / "server.log").start()
    yield running
    running.stop()


def web_processes_of(server: Server) -> list[int]:
    assert server.process is not None
    listed = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children").read_text()
    return [int(pid) for pid in listed.split()]


def descendants(server: Server) -> list[int]:
    found, todo = [], web_processes_of(server)
    while todo:
        pid = todo.pop()
        found.append(pid)
        for task in Path(f"/proc/{pid}/task").iterdir():
            todo += [int(child) for child in (task / "children").read_text().split()]
    return found


def until(holds: Callable[[], bool], seconds: float = 120.0) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def counted(server: Server, name: str) -> float:
    lines = server.get("/metrics").text.splitlines()
    return sum(float(line.rpartition(" ")[2]) for line in lines if line.startswith(name))


def test_an_update_at_one_process_is_seen_at_each(server: Server) -> None:
    for number in range(TRIES):
        text = f"INSERT DATA {{ <urn:seen:{number}> <urn:p> 1 }}"
        sent = server.request(
            "POST", "/sparql", body=text, headers={"Content-Type": "application/sparql-update"}
        )
        assert sent.status == 204
        assert server.query(f"ASK {{ <urn:seen:{number}> <urn:p> 1 }}").json["boolean"] is True


def test_updates_at_all_processes_at_once_are_all_kept(server: Server) -> None:
    def insert(number: int) -> int:
        text = f"INSERT DATA {{ <urn:at-once:{number}> <urn:q> 1 }}"
        return server.request(
            "POST", "/sparql", body=text, headers={"Content-Type": "application/sparql-update"}
        ).status

    with ThreadPoolExecutor(8) as together:
        assert set(together.map(insert, range(40))) == {204}
    assert len(server.query("SELECT ?s { ?s <urn:q> 1 }").rows) == 40


def test_metrics_are_those_of_all_processes(server: Server) -> None:
    before = counted(server, "huunghi_sparql_queries_total")
    for number in range(TRIES):
        assert server.query(f"ASK {{ <urn:counted> <urn:p> {number} }}").status == 200
    for _ in range(TRIES):
        assert counted(server, "huunghi_sparql_queries_total") == before + TRIES


def test_each_process_lists_and_ends_the_queries_of_all(server: Server) -> None:
    admin = {"Authorization": f"Bearer {Tokens(server.store).new(name='admin', role='admin')[0]}"}
    with ThreadPoolExecutor(4) as together:
        for number in range(4):
            name = f"slow-{number}"
            head = {"Query-Id": name, "Content-Type": "application/sparql-query"}
            asked = together.submit(
                server.request, "POST", "/sparql", body=f"{SLOW} # {number}", headers=head
            )

            def listed(name: str = name) -> bool:
                running: list[Any] = server.request("GET", "/sparql/queries", headers=admin).json
                return name in [query["id"] for query in running]

            until(listed)
            assert all(listed() for _ in range(TRIES))
            assert server.request("DELETE", f"/sparql/queries/{name}").status == 204
            assert asked.result().status == 499 or asked.result().status >= 500
            assert server.request("DELETE", f"/sparql/queries/{name}").status == 404


def test_a_web_process_that_dies_is_replaced_and_the_others_go_on(server: Server) -> None:
    before = web_processes_of(server)
    assert len(before) == 2
    os.kill(before[0], signal.SIGKILL)
    until(lambda: len(web_processes_of(server)) == 2 and before[0] not in web_processes_of(server))
    until(lambda: all(server.get("/readyz").status == 200 for _ in range(TRIES)))
    assert before[1] in web_processes_of(server)
    assert server.query("ASK {}").json["boolean"] is True


def test_a_port_that_is_taken_is_said_at_once(server: Server, tmp_path: Path) -> None:
    code = "from huunghi import main; main()"
    command = [sys.executable, "-c", code, "--store", str(tmp_path), "serve", "--port", str(server.port)]
    for number in ("1", "2"):
        environment = {**os.environ, "HUUNGHI_WEB_PROCESSES": number}
        ended = subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=30, check=False
        )
        assert ended.returncode == 1
        assert f"127.0.0.1:{server.port} cannot be listened on: Address already in use." in ended.stderr
        assert "Traceback" not in ended.stderr
        assert "Hữu Nghị at" not in ended.stdout


def test_all_end_when_told(tmp_path: Path) -> None:
    server = Server(tmp_path / "store", {"web_processes": 3}, log=tmp_path / "server.log").start()
    pids = web_processes_of(server)
    assert len(pids) == 3
    server.stop()
    assert not [pid for pid in pids if Path(f"/proc/{pid}").exists()]


def test_all_end_when_the_main_process_is_killed(tmp_path: Path, server: Server) -> None:
    """And its folder of sockets goes when the next server starts, which leaves alone that of one that runs."""
    killed = Server(tmp_path / "store", {"web_processes": 2}, log=tmp_path / "server.log").start()
    pids = web_processes_of(killed)
    left, kept = folder_of(pids), folder_of(web_processes_of(server))
    assert killed.process is not None
    killed.process.kill()
    killed.process.wait()
    until(lambda: not [pid for pid in pids if _runs(pid)])
    for folder in (left, kept):
        os.utime(folder, (0, 0))
    until(lambda: not is_locked(left))
    with peers_folder() as own:
        assert own.is_dir()
    assert not left.exists()
    assert not own.exists()
    assert kept.is_dir()


def folder_of(pids: list[int]) -> Path:
    found = Path(tempfile.gettempdir()).glob(f"huunghi-peers-*/{pids[0]}.socket")
    return next(iter(found)).parent


def is_locked(folder: Path) -> bool:
    """Tell whether a server holds the folder. One that starts meanwhile for another test takes it away if not."""
    try:
        with (folder / "server").open("r+") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except FileNotFoundError:
        return False
    return False


def _runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.parametrize("given", ["-1", "two"])
def test_a_number_of_processes_that_is_none_is_said(given: str) -> None:
    with pytest.raises(InputError, match=f"HUUNGHI_WEB_PROCESSES is '{given}'"):
        Settings.read({"HUUNGHI_WEB_PROCESSES": given})


def test_web_processes_that_die_again_and_again_are_started_again(tmp_path: Path) -> None:
    """granian itself ends where one dies twice within seconds."""
    server = Server(tmp_path / "store", {"web_processes": 2}, log=tmp_path / "server.log").start()
    process = server.process
    assert process is not None
    try:
        for _ in range(3):
            for pid in web_processes_of(server):
                os.kill(pid, signal.SIGKILL)
            until(lambda: answers(server))
        assert process.poll() is None
    finally:
        server.stop()
    assert process.returncode == 0


def answers(server: Server) -> bool:
    try:
        return server.query("ASK {}").status == 200
    except (OSError, http.client.HTTPException):
        return False


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_within_seconds_with_an_open_stream_and_a_slow_query(
    tmp_path: Path, number: signal.Signals
) -> None:
    server = Server(tmp_path / "store", {"open_updates": True}, log=tmp_path / "server.log").start()
    triples = " . ".join(f"<urn:a{n}> <urn:p> {n}" for n in range(60))
    headers = {"Content-Type": "application/sparql-update"}
    assert (
        server.request("POST", "/update", body=f"INSERT DATA {{ {triples} }}", headers=headers).status == 204
    )
    process, below = server.process, descendants(server)
    assert process is not None
    assert len(below) > 3
    stream, slow = (
        f"GET /sparql?query={quote(query)} HTTP/1.1\r\nHost: x\r\n\r\n".encode() for query in (STREAM, SLOW)
    )
    with (
        socket.create_connection(("127.0.0.1", server.port), timeout=30) as reads_nothing,
        socket.create_connection(("127.0.0.1", server.port), timeout=30) as waits,
        socket.create_connection(("127.0.0.1", server.port), timeout=30),
    ):
        reads_nothing.sendall(stream)
        waits.sendall(slow)
        until(lambda: counted(server, "huunghi_queries_running") == 2)
        process.send_signal(number)
        assert b" 503 " in waits.recv(65536)  # it is told why
        assert process.wait(30) == 0
    server.process = None
    until(lambda: not [pid for pid in below if _runs(pid)])
    assert "Traceback" not in server.log.read_text()


def test_port_0_is_one_that_is_free(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "from huunghi import main; main()", "--store", str(tmp_path / "store")]
    with subprocess.Popen(
        [*command, "serve", "--port", "0"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            said = process.stdout.readline()
            server = Server(tmp_path / "store", port=int(said.partition("127.0.0.1:")[2].split()[0]))
            until(lambda: answers(server))
        finally:
            process.terminate()  # else a failure would wait for the server for ever


def test_a_name_of_this_machine_may_stand_for_its_address() -> None:
    address, port = reserve("localhost", 0)
    assert address == "127.0.0.1"
    assert port > 0


def test_a_start_that_fails_is_said_and_not_tried_for_ever(tmp_path: Path) -> None:
    """Here because the sockets by which web processes ask each other cannot stand in a folder with so long a name."""
    long = tmp_path / ("x" * 120)
    long.mkdir()
    command = [sys.executable, "-c", "from huunghi import main; main()", "--store", str(tmp_path / "store")]
    ended = subprocess.run(
        [*command, "serve", "--port", "0"],
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(long)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 1
    assert "AF_UNIX path too long" in ended.stderr
    assert "The web processes end as soon as they are started." in ended.stderr
