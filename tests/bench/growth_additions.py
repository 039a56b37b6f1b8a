"""What an addition to a store costs: seconds, memory of the process that makes it, and bytes that its version takes.

An update goes through a running service, everything else is a command as a user gives it, its start included. Each is
done on a copy of the kept store, whose versions are linked and not copied.
"""

import http.client
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

from graph.api_tokens import Tokens
from graph.store.versions import VersionStore
from tests.abuse.processes import family_of
from tests.bench.articles import article
from tests.bench.made_pages import PROGRAM

UPDATES: Final = 20
ACTS: Final = 3
SMOKE: Final = frozenset({"small RDF file", "decision", "withdrawal of a file"})
"""What is done to see that it still works: the others take several seconds each."""
LONG: Final = 60.0
"""Seconds after which an act is not done again."""
SMALL_FILE: Final = 100
REJECT: Final = """
import sys
from graph.review.decisions import Reviewer, reject
from graph.store.versions import VersionStore
reject(VersionStore(sys.argv[1]), [sys.argv[2]], by=Reviewer("bench"), why="not so")
"""
CLAIM: Final = """
    PREFIX skos: <http://www.w3.org/2004/02/skos/core#> PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
    SELECT ?claim {{ GRAPH ?source {{
        ?claim rdf:subject <https://w3id.org/huunghi/id/organisation/b{}> ; rdf:predicate skos:altLabel
    }} }}"""
"""The claim of a second name of a made body, which a decision rejects."""


@dataclass(frozen=True)
class Cost:
    """What an act took: seconds, MB of memory at most, bytes of its versions on the disk."""

    seconds: float
    memory: float
    disk: float

    @classmethod
    def median(cls, costs: list["Cost"]) -> "Cost":
        """Return the median of each figure."""
        return cls(
            statistics.median(one.seconds for one in costs),
            statistics.median(one.memory for one in costs),
            statistics.median(one.disk for one in costs),
        )


def copied(store: Path, target: Path) -> Path:
    """Copy a store: the files of its versions, which never change, by links."""

    def copy(source: str, to: str) -> str:
        if "/versions/" in source:
            os.link(source, to)
            return to
        return shutil.copy2(source, to)

    shutil.copytree(store, target, symlinks=True, copy_function=copy)
    return target


def acts(store: Path, folder: Path, *, smoke: bool) -> Iterator[tuple[str, Cost]]:
    """Do each act some times on a store of one's own; yield its name and the median of what it took."""
    claims = _claims(store)
    for name, command in _commands(store, folder, claims).items():
        if smoke and name not in SMOKE:
            continue
        costs: list[Cost] = []
        while len(costs) < (1 if smoke else ACTS) and sum(one.seconds for one in costs) < LONG:
            costs.append(_cost(store, command(len(costs))))
        yield name, Cost.median(costs)


def _claims(store: Path) -> list[str]:
    with VersionStore(store).require_current().open() as opened:
        found = (opened.store.query(CLAIM.format(n)) for n in range(ACTS))
        return [row[0].value for rows in found for row in rows]  # type: ignore[union-attr, index]


def _commands(store: Path, folder: Path, claims: list[str]) -> dict[str, Callable[[int], list[str]]]:
    """Return what an act is called -> the command that does it for the n-th time."""
    huunghi = [PROGRAM, "--store", str(store)]

    def load(path: Path) -> list[str]:
        return [*huunghi, "load", str(path)]

    def text(n: int) -> list[str]:
        path = folder / f"report-{n}.txt"
        path.write_text(article(n, "en"), encoding="utf-8")
        return load(path)

    def small_file(n: int) -> list[str]:
        path = folder / f"small-{n}.ttl"
        label, knows = "<http://www.w3.org/2000/01/rdf-schema#label>", "<http://example.org/p/knows>"
        lines = (
            f"<http://example.org/new/{n}-{one}> a <http://example.org/class/1> ; {label} "
            f'"new thing {n} {one}"@en ; {knows} <http://example.org/thing/{one}> .\n'
            for one in range(SMALL_FILE // 3)
        )
        path.write_text("".join(lines), encoding="utf-8")
        return load(path)

    def row(n: int) -> list[str]:
        tables = folder / f"row-{n}"
        tables.mkdir()
        source = "s0"
        (tables / "people.csv").write_text(f"id,source\nnew-{n},{source}\n", encoding="utf-8")
        name = f"entity,label,name,language,source\nperson/new-{n},prefLabel,New Person {n},en,{source}\n"
        (tables / "names.csv").write_text(name, encoding="utf-8")
        return load(tables)

    return {
        "article": text,
        "small RDF file": small_file,
        "decision": lambda n: [sys.executable, "-c", REJECT, str(store), claims[n]],
        "table row": row,
        "withdrawal of a file": lambda n: [*huunghi, "sources", "withdraw", f"small-{n}.ttl"],
        "withdrawal of a source": lambda n: [*huunghi, "sources", "withdraw", f"source/s{n + 1}"],
    }


def _cost(store: Path, command: list[str]) -> Cost:
    """Run a command on a store; the version that it makes must be another than before."""
    before = _files(store)
    number = VersionStore(store).current_number()
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - began
    if status or VersionStore(store).current_number() == number:
        raise RuntimeError(f"no version was published: {command}")
    return Cost(seconds, used.ru_maxrss / 1024, _added(before, _files(store)))


def _files(store: Path) -> dict[tuple[int, int], int]:
    """Return inode and time of change -> bytes on the disk, of all files of a store."""
    found: dict[tuple[int, int], int] = {}
    for file in store.rglob("*"):
        with suppress(FileNotFoundError):
            one = file.lstat()
            found[one.st_ino, one.st_mtime_ns] = one.st_blocks * 512
    return found


def _added(before: Mapping[tuple[int, int], int], after: Mapping[tuple[int, int], int]) -> int:
    return sum(size for file, size in after.items() if file not in before)


class Updates:
    """Updates of one triple each through a running service, one after the other."""

    def __init__(self, store: Path, port: int, pid: int) -> None:
        self._store, self._port, self._pid = store, port, pid
        self._token, _ = Tokens(store).new(name="bench", role="updater")
        self.published: list[float] = []
        self.readable: list[float] = []
        self.disk: list[float] = []
        self.memory = 0.0

    def run(self, count: int) -> None:
        """Send updates; note the seconds until each was answered, and until it could be read."""
        for number in range(count):
            thing = f"<http://example.org/added/{number}>"
            before = _files(self._store)
            began = time.perf_counter()
            self._send(
                "/update", {"update": f"INSERT DATA {{ {thing} <http://example.org/p/value> {number} }}"}
            )
            self.published.append(time.perf_counter() - began)
            while b"true" not in self._send("/sparql", {"query": f"ASK {{ {thing} ?p ?o }}"}):
                time.sleep(0.001)
            self.readable.append(time.perf_counter() - began)
            self.disk.append(_added(before, _files(self._store)))
            self.memory = max(self.memory, _writer_memory(self._pid))

    def _send(self, path: str, form: dict[str, str]) -> bytes:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=600)
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Accept": "application/sparql-results+json",
            "Authorization": f"Bearer {self._token}",
        }
        try:
            connection.request("POST", path, urlencode(form), headers)
            response = connection.getresponse()
            body = response.read()
        finally:
            connection.close()
        if response.status not in {200, 204}:
            raise RuntimeError(f"{path}: {response.status} {body[:300]!r}")
        return body


def _writer_memory(pid: int) -> float:
    """Return the most memory (MB) that the writer of a service ever had: the process that has a working copy open."""
    peaks = [0.0]
    for one in family_of(pid).workers:
        with suppress(OSError):
            opened = (os.readlink(file) for file in Path(f"/proc/{one}/fd").iterdir())
            if any("/.working-" in file for file in opened):
                status = Path(f"/proc/{one}/status").read_text()
                peaks.append(int(status.partition("VmHWM:")[2].split()[0]) / 1024)
    return max(peaks)
