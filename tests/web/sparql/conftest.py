"""A real server on a real store: what is tested here is what is deployed."""

import contextlib
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from pyoxigraph import RdfFormat

from graph.store.versions import VersionStore

ROOT = Path(__file__).resolve().parents[3]
DATA = """
@prefix e: <http://example.org/> .
e:vinh e:name "Vinh"@vi ; e:in e:nghe-an .
e:nghe-an e:name "Nghệ An"@vi, "Nghe An"@en ; e:number 2 .
"""
GRAPHS = """
<http://example.org/a> <http://example.org/p> "in one" <http://example.org/g1> .
<http://example.org/b> <http://example.org/p> "in two" <http://example.org/g2> .
"""


@dataclass
class Answer:
    """A response, read to its end."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def type(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0]

    @property
    def rows(self) -> list[dict[str, str]]:
        return [{k: v["value"] for k, v in row.items()} for row in self.json["results"]["bindings"]]


@dataclass
class Server:
    """A server process, and a plain client for it."""

    store: Path
    settings: dict[str, Any] = field(default_factory=dict)
    port: int = 0
    process: "subprocess.Popen[bytes] | None" = None
    log: Path = Path(os.devnull)
    limits: dict[str, Any] = field(default_factory=dict)
    """What clients may take, where a test needs less than the table of limits says."""

    def start(self) -> "Server":
        if not self.port:
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", 0))
                self.port = probe.getsockname()[1]
        code = (
            "import sys, json; from pathlib import Path; from web.serve import serve; "
            "from web.settings import Settings; given = json.loads(sys.argv[3]); "
            "given = {k: Path(v) if k.endswith('_log') else v for k, v in given.items()}; "
            "from web.transfer_limits import TransferLimits; limits = TransferLimits(**json.loads(sys.argv[4])); "
            "serve(Settings(store=Path(sys.argv[1]), **given), port=int(sys.argv[2]), limits=limits)"
        )
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [
                    sys.executable,
                    "-c",
                    code,
                    str(self.store),
                    str(self.port),
                    json.dumps({"web_processes": 1, **self.settings}),
                    json.dumps(self.limits),
                ],
                cwd=ROOT,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        deadline = time.monotonic() + 180  # on a machine that does much else
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError):
                if self.get("/readyz").status == 200:
                    return self
            if self.process.poll() is not None:
                break
            time.sleep(0.02)
        self.process.kill()
        self.process.wait()
        self.process = None
        raise RuntimeError(f"the server did not start: {self.log.read_text() if self.log.is_file() else ''}")

    def stop(self) -> None:
        if self.process is not None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                raise
            finally:
                self.process = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def request(
        self,
        method: str,
        path: str,
        *,
        body: bytes | str | None = None,
        headers: dict[str, str] | None = None,
    ) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            raw = body.encode() if isinstance(body, str) else body
            connection.request(method, path, raw, headers or {})
            response = connection.getresponse()
            names = {name.lower(): value for name, value in response.getheaders()}
            return Answer(response.status, names, response.read())
        finally:
            connection.close()

    def get(self, path: str, **headers: str) -> Answer:
        return self.request("GET", path, headers={k.replace("_", "-"): v for k, v in headers.items()})

    def query(self, text: str, *, accept: str = "application/json", **parameters: str) -> Answer:
        return self.request(
            "POST",
            "/sparql",
            body=urlencode({"query": text, **{k.replace("_", "-"): v for k, v in parameters.items()}}),
            headers={"Content-Type": "application/x-www-form-urlencoded", "Accept": accept},
        )


@contextlib.contextmanager
def oxigraph_serving(folder: Path, turtle: str, quads: str = "") -> Iterator[str]:
    """Run Oxigraph's own server with these data, and its log in this folder; give its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    program = Path(sys.executable).with_name("oxigraph")
    with (folder / "log").open("wb") as log:
        command = [str(program), "serve", "--bind", f"127.0.0.1:{port}"]
        process = subprocess.Popen(command, stdout=log, stderr=log)
        address = f"http://127.0.0.1:{port}"
        try:
            sent = (("/store?default", "text/turtle", turtle), ("/store", "application/n-quads", quads))
            for place, media_type, data in sent:
                transport = httpx.HTTPTransport(retries=8)  # until the server listens
                with httpx.Client(transport=transport) as client:
                    headers = {"Content-Type": media_type}
                    client.post(address + place, content=data.encode(), headers=headers).raise_for_status()
            yield address
        finally:
            process.terminate()
            process.wait(10)


@pytest.fixture
def start_server(tmp_path: Path) -> Iterator[Callable[..., Server]]:
    """Start servers with settings of one's own; all are stopped at the end."""
    started: list[Server] = []

    def start(store: Path, **settings: Any) -> Server:
        started.append(Server(store, settings, log=tmp_path / "server.log").start())
        return started[-1]

    yield start
    for server in started:
        server.stop()


@pytest.fixture
def writable(tmp_path: Path) -> Iterator[Server]:
    """A server on an empty store that takes updates without a token."""
    running = Server(tmp_path / "store", {"open_updates": True}, log=tmp_path / "server.log").start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that takes updates, for all tests of a module; each uses names of its own."""
    root = tmp_path_factory.mktemp("shared")
    running = Server(root / "store", {"open_updates": True}, log=root / "server.log").start()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def small_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of a few triples, two of them in named graphs."""
    root = tmp_path_factory.mktemp("store")
    with VersionStore(root).change(note="test data") as change:
        change.store.load(DATA, RdfFormat.TURTLE)
        change.store.load(GRAPHS, RdfFormat.N_QUADS)
    return root


@pytest.fixture(scope="session")
def server(small_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server over the small store; nobody writes to it."""
    running = Server(small_store, log=tmp_path_factory.mktemp("log") / "server.log").start()
    yield running
    running.stop()
