"""A server of its own process to be abused, and a plain client for it."""

import contextlib
import http.client
import json
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from pyoxigraph import RdfFormat

from graph.store.versions import VersionStore
from tests.bench.made import write_graph

ROOT = Path(__file__).resolve().parents[2]


def make_store(root: Path, *, triples: int) -> None:
    """Make a store of a made graph at `root/store`."""
    write_graph(root / "made.nt", triples=triples)
    with VersionStore(root / "store").change(note="abuse") as change:
        change.store.bulk_load(path=root / "made.nt", format=RdfFormat.N_TRIPLES)


class Service:
    """The server under abuse."""

    def __init__(self, root: Path, **settings: Any) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.statuses: dict[int, int] = {}
        self._lock = threading.Lock()
        code = (
            "import json, sys; from pathlib import Path; from web.serve import serve; "
            "from web.settings import Settings; "
            "serve(Settings(store=Path(sys.argv[1]), **json.loads(sys.argv[3])), port=int(sys.argv[2]))"
        )
        self.log = (root / "log").open("wb")
        self.process = subprocess.Popen(
            [sys.executable, "-c", code, str(root / "store"), str(self.port), json.dumps(settings)],
            cwd=ROOT,
            stderr=self.log,
            start_new_session=True,
        )
        deadline = time.monotonic() + 120
        while True:
            with contextlib.suppress(OSError, http.client.HTTPException):
                if self.request("GET", "/readyz", None, {}) == 200:
                    return
            if time.monotonic() > deadline or self.process.poll() is not None:
                self.stop()
                raise RuntimeError("the server did not start: " + (root / "log").read_text())
            time.sleep(0.1)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def ask(self, query: str) -> int:
        return self.post(urlencode({"query": query}))

    def post(self, body: str) -> int:
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
        return self.request("POST", "/sparql", body, headers)

    def request(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            response.read()
            with self._lock:
                self.statuses[response.status] = self.statuses.get(response.status, 0) + 1
            return response.status
        finally:
            connection.close()

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(20)
        finally:
            self.process.kill()
            self.process.wait()
            self.log.close()
