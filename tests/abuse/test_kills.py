"""kill -9 at random moments under writes: every acknowledged write is there, and none is half there."""

import contextlib
import http.client
import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from urllib.parse import urlencode

from graph.store.versions import VersionStore
from tests.inside import is_ready
from tests.scale import share

ROOT = Path(__file__).resolve().parents[2]
KILLS = share(200, least=30)
"""Each tenth of them is the server's, the others are of processes below it."""
HALVES = 5
"""Each write says this many statements; a version that has some of them and not all has half a write."""

CODE = (
    "import sys; from pathlib import Path; from web.serve import serve; from web.settings import Settings; "
    "serve(Settings(store=Path(sys.argv[1]), open_updates=True), port=int(sys.argv[2]))"
)


class Victim:
    """A server that is killed and started again, and the writers that never stop."""

    def __init__(self, store: Path, port: int) -> None:
        self.store = store
        self.port = port
        self.acknowledged: set[int] = set()
        self.stopping = threading.Event()
        self.process: subprocess.Popen[bytes] | None = None
        self._next = iter(range(1_000_000))
        self._lock = threading.Lock()

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", CODE, str(self.store), str(self.port)],
            cwd=ROOT,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def write(self) -> None:
        while not self.stopping.is_set():
            with self._lock:
                number = next(self._next)
            triples = " . ".join(f"<urn:w{number}> <urn:part> {part}" for part in range(HALVES))
            status = 0
            with contextlib.suppress(OSError, http.client.HTTPException):
                status = self.post(f"INSERT DATA {{ {triples} }}")
            if status == 204:
                self.acknowledged.add(number)
            elif not status:
                time.sleep(0.05)

    def post(self, update: str) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            body = urlencode({"update": update})
            connection.request("POST", "/update", body, {"Content-Type": "application/x-www-form-urlencoded"})
            response = connection.getresponse()
            response.read()
            return response.status
        finally:
            connection.close()

    def kill_a_child(self) -> bool:
        """Kill one of the processes below the server: a worker, the writer, or the fork server itself."""
        assert self.process is not None
        children = _below(self.process.pid)
        if not children:
            return False
        with contextlib.suppress(ProcessLookupError):
            os.kill(random.choice(children), signal.SIGKILL)
        return True

    def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def wait_ready(self) -> None:
        deadline = time.monotonic() + 120
        while not is_ready(self.port, seconds=5):
            assert time.monotonic() < deadline, "the server does not come back"
            time.sleep(0.05)


def _below(pid: int) -> list[int]:
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError, ValueError):
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
                parents.setdefault(int(fields[1]), []).append(int(entry.name))
    found, todo = [], list(parents.get(pid, []))
    while todo:
        found.append(todo.pop())
        todo += parents.get(found[-1], [])
    return found


def test_what_was_acknowledged_is_there_and_nothing_is_half_there(tmp_path: Path, free_port: int) -> None:
    victim = Victim(tmp_path / "store", free_port)
    victim.start()
    victim.wait_ready()
    writers = [threading.Thread(target=victim.write) for _ in range(3)]
    for thread in writers:
        thread.start()
    random.seed(20261122)
    kills = 0
    deadline = time.monotonic() + 900
    try:
        while kills < KILLS and time.monotonic() < deadline:
            time.sleep(random.uniform(0.0, 0.4))
            if kills % 10 == 9:
                victim.kill()
                victim.start()
                victim.wait_ready()
                kills += 1
            else:
                kills += victim.kill_a_child()
        victim.wait_ready()
        assert victim.post("INSERT DATA { <urn:last> <urn:part> 0 }") == 204
    finally:
        victim.stopping.set()
        for thread in writers:
            thread.join(90)
        victim.kill()
    assert kills == KILLS
    parts: dict[str, int] = {}
    with VersionStore(victim.store).require_current().open() as opened:
        for quad in opened.store:
            parts[quad.subject.value] = parts.get(quad.subject.value, 0) + 1  # type: ignore[union-attr]
    assert {name for name, count in parts.items() if count != HALVES} == {"urn:last"}
    assert {f"urn:w{number}" for number in victim.acknowledged} <= parts.keys()
    assert len(victim.acknowledged) >= kills // 4
