"""With `--log-format json` all that a server says is JSON, a line each, with ids of requests and no secrets."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from graph.api_tokens import Tokens
from tests.abuse.processes import at_work
from tests.conftest import ROOT
from tests.web.sparql.conftest import Answer, Server
from web.logs import ids_of
from web.settings import Settings

ENDLESS = "SELECT (COUNT(*) AS ?n) {" + " . ".join(f"?s{i} ?p{i} ?o{i}" for i in range(12)) + "}"
WORDS = 'open "sesame"'
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
Line = dict[str, Any]


class Told:
    """A server started by the command line, and the lines that it says, each parsed when it comes."""

    def __init__(self, *arguments: str, **environment: str) -> None:
        self.lines: list[Line] = []
        self.other: list[str] = []
        self.process = subprocess.Popen(
            [sys.executable, "-c", "import huunghi; huunghi.main()", *arguments],
            cwd=ROOT,
            env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        for line in self.process.stdout or ():
            try:
                self.lines.append(json.loads(line))
            except ValueError:
                self.other.append(line)

    def line(self, fits: Callable[[Line], bool]) -> Line:
        deadline = time.monotonic() + 30
        while not (found := next(filter(fits, list(self.lines)), None)):
            assert time.monotonic() < deadline, (self.lines, self.other)
            assert self.process.poll() is None or self._reader.is_alive(), (self.lines, self.other)
            time.sleep(0.02)
        return found

    def end(self) -> None:
        self.process.terminate()
        self.process.wait(20)
        self._reader.join()
        assert self.process.stdout
        self.process.stdout.close()


@pytest.fixture(scope="module")
def told(small_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Told, Server]]:
    store = tmp_path_factory.mktemp("logs") / "store"  # of its own, for it is written to
    shutil.copytree(small_store, store, symlinks=True)
    told = Told(
        *("--store", str(store), "serve", "--port", "0", "--log-format", "json"),
        **{"HUUNGHI_UPDATE_TOKEN": WORDS, "HUUNGHI_LOG_QUERY_TEXTS": "1", "HUUNGHI_WEB_PROCESSES": "1"},
    )
    try:
        ready = told.line(lambda one: "Hữu Nghị at" in one.get("message", ""))
        assert (ready["level"], ready["logger"]) == ("info", "huunghi.server")
        server = Server(store, port=int(ready["message"].rpartition(":")[2]))
        while not_yet(server):
            time.sleep(0.05)
        yield told, server
    finally:
        told.end()
    assert not told.other


def not_yet(server: Server) -> bool:
    try:
        return server.get("/readyz").status != 200
    except OSError:
        return True


def test_a_request_has_the_id_that_it_came_with_and_its_trace(told: tuple[Told, Server]) -> None:
    log, server = told
    answer = server.get("/nowhere?q=1", X_Request_ID="front-7", Traceparent=f"00-{TRACE}-00f067aa0ba902b7-01")
    assert answer.headers["x-request-id"] == "front-7"
    line = log.line(lambda one: one.get("request") == "front-7")
    assert (line["path"], line["status"], line["trace"]) == ("/nowhere", 404, TRACE)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", line["time"])
    assert (line["level"], line["logger"]) == ("info", "huunghi.request")


def test_a_request_without_an_id_or_with_a_wrong_one_gets_one(told: tuple[Told, Server]) -> None:
    log, server = told
    ids = [
        answer.headers["x-request-id"] for answer in (server.get("/"), server.get("/", X_Request_ID="a b"))
    ]
    assert ids[0] != ids[1]
    for id_ in ids:
        assert re.fullmatch(r"[0-9a-f]{16}", id_)
        assert log.line(lambda one, id_=id_: one.get("request") == id_)["path"] == "/"


def test_a_worker_that_is_killed_is_told_of_with_the_id_of_its_query(told: tuple[Told, Server]) -> None:
    log, server = told
    answers: list[Answer] = []
    asking = threading.Thread(
        target=lambda: answers.append(
            server.request("POST", "/sparql", body=ENDLESS, headers={
                "Content-Type": "application/sparql-query", "Query-Id": "endless-1", "X-Request-ID": "r-1"
            })
        )
    )  # fmt: skip
    asking.start()
    os.kill(at_work(log.process.pid), signal.SIGKILL)
    asking.join(30)
    line = log.line(lambda one: one.get("level") == "error")
    assert (line["query"], line["logger"]) == ("endless-1", "huunghi.web")
    request = log.line(lambda one: one.get("request") == "r-1")
    assert (request["query"], request["text"]) == ("endless-1", ENDLESS)
    assert request["status"] == answers[0].status >= 500


def test_no_line_has_a_secret(told: tuple[Told, Server]) -> None:
    log, server = told
    token, _ = Tokens(server.store).new(name="Lan", role="updater")
    try:
        server.request(
            "POST", "/update", body="INSERT DATA {} # " + token, headers={
                "Content-Type": "application/sparql-update", "Authorization": f"Bearer {token}",
            },
        )  # fmt: skip
        server.get(f"/nowhere/{token}", X_Request_ID=token)
        server.query(f"ASK {{}} # {WORDS}")
        for path in ("/nowhere/[left out]", "/sparql", "/update"):
            line = log.line(lambda one, path=path: one.get("path") == path and "[left out]" in str(one))
            assert line["status"] in {200, 204, 404}
    finally:
        Tokens(server.store).revoke("Lan")
    assert token not in str(log.lines)
    assert "sesame" not in str(log.lines)


def test_an_error_nobody_foresaw_is_one_line(told: tuple[Told, Server], tmp_path: Path) -> None:
    """The port is taken: what would be two lines of text is one object."""
    _, server = told
    second = Told("--store", str(tmp_path), "serve", "--port", str(server.port), "--log-format", "json")
    second.process.wait(30)
    second.end()
    assert second.process.returncode == 1
    assert [one["level"] for one in second.lines] == ["critical"]
    assert "cannot be listened on" in second.lines[0]["message"]
    assert not second.other


def test_zeros_are_no_trace() -> None:
    zeros = b"00-" + b"0" * 32 + b"-" + b"b" * 16 + b"-01"
    assert "trace" not in ids_of([(b"traceparent", zeros)])
    assert Settings.read({"HUUNGHI_LOG_FORMAT": "json"}).log_format == "json"
