"""A SPARQL service under test: its three addresses, a plain client for them, and how to start one on an empty store."""

import contextlib
import http.client
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlsplit

from pyoxigraph import Quad, RdfFormat, Triple, serialize


@dataclass(frozen=True)
class Response:
    """A response, read to its end; header names in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def media_type(self) -> str:
        """The content type without its parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def told(self) -> str:
        """The status, and the beginning of what stands in the body of a failure."""
        if self.status < 400:
            return str(self.status)
        return f"{self.status} {' '.join(self.body[:160].decode('utf-8', 'replace').split())}"


@dataclass
class Service:
    """A service: where queries, updates and graphs are sent, and the token that updates need ('' for none).

    `made` is the address of the graph that it made last of its own naming.
    """

    name: str
    query_url: str
    update_url: str
    graphs_url: str
    token: str = ""
    made: str = ""
    _connection: http.client.HTTPConnection | None = field(default=None, repr=False)

    @property
    def authority(self) -> str:
        """Host and port."""
        return urlsplit(self.query_url).netloc

    def request(
        self,
        method: str,
        url: str,
        body: bytes | None = None,
        headers: tuple[tuple[str, str], ...] = (),
    ) -> Response:
        """Send a request with exactly these headers (and Host, Content-Length and the token); read the response."""
        parts = urlsplit(url)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query or url.endswith("?") else "")
        for attempt in (1, 2):
            if self._connection is None:
                self._connection = http.client.HTTPConnection(parts.netloc, timeout=60)
            try:
                self._send(self._connection, method, target, body, headers)
                response = self._connection.getresponse()
                fields = {name.lower(): value for name, value in response.getheaders()}
                found = Response(response.status, fields, response.read())
            except (http.client.HTTPException, OSError):
                self.close()
                if attempt == 2:
                    raise
            else:
                if fields.get("connection", "").lower() == "close":
                    self.close()
                return found
        raise AssertionError("unreachable")

    def _send(
        self,
        connection: http.client.HTTPConnection,
        method: str,
        target: str,
        body: bytes | None,
        headers: tuple[tuple[str, str], ...],
    ) -> None:
        connection.putrequest(method, target, skip_host=True, skip_accept_encoding=True)
        names = {name.lower() for name, _ in headers}
        if "host" not in names:
            connection.putheader("Host", self.authority)
        if self.token and "authorization" not in names:
            connection.putheader("Authorization", f"Bearer {self.token}")
        for name, value in headers:
            connection.putheader(name, value)
        if body is not None or method in {"POST", "PUT"}:
            connection.putheader("Content-Length", str(len(body or b"")))
        connection.endheaders(body)

    def query(self, text: str, accept: str) -> Response:
        """Send a query by direct POST."""
        headers = (("Content-Type", "application/sparql-query"), ("Accept", accept))
        return self.request("POST", self.query_url, text.encode(), headers)

    def update(self, text: str) -> Response:
        """Send an update by direct POST."""
        headers = (("Content-Type", "application/sparql-update"),)
        return self.request("POST", self.update_url, text.encode(), headers)

    def put(self, graph: str, quads: list[Quad]) -> Response:
        """Replace a graph ('' is the default graph) through the Graph Store Protocol."""
        address = (
            f"{self.graphs_url}?graph={quote(graph, safe='')}" if graph else f"{self.graphs_url}?default"
        )
        triples = [Triple(quad.subject, quad.predicate, quad.object) for quad in quads]
        body = serialize(triples, format=RdfFormat.N_TRIPLES)
        return self.request("PUT", address, body or b"", (("Content-Type", "application/n-triples"),))

    def close(self) -> None:
        """Close the connection; the next request opens another."""
        if self._connection is not None:
            self._connection.close()
        self._connection = None


@contextlib.contextmanager
def started(name: str, folder: Path) -> Iterator[Service]:
    """Start `ours` or `oxigraph` on an empty store in a folder; end it afterwards."""
    port = _free_port()
    address = f"http://127.0.0.1:{port}"
    if name == "ours":
        command = [str(Path(sys.executable).with_name("huunghi")), "--store", str(folder / "store"), "serve"]
        command += ["--port", str(port), "--open-updates"]
        service = Service(name, f"{address}/sparql", f"{address}/sparql", f"{address}/graphs")
    else:
        program = Path(sys.executable).with_name("oxigraph")
        command = [
            str(program),
            "serve",
            "--location",
            str(folder / "oxigraph"),
            "--bind",
            f"127.0.0.1:{port}",
        ]
        service = Service(name, f"{address}/query", f"{address}/update", f"{address}/store")
    with (folder / f"{name}.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        _wait(service, process, folder / f"{name}.log")
        yield service
    finally:
        service.close()
        process.terminate()
        process.wait(20)


def _wait(service: Service, process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < deadline:
        with contextlib.suppress(OSError, http.client.HTTPException):
            if service.query("ASK {}", "application/sparql-results+json").status == 200:
                return
        time.sleep(0.05)
    raise RuntimeError(f"{service.name} does not answer: {log.read_text(errors='replace')[-2000:]}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
