"""Our SPARQL service against `oxigraph serve-read-only` and rdflib-endpoint, in one run on one made graph.

Outputs are compared first. Then, each against each: small distinct queries and repeated ones from 16 connections,
aggregates over everything, and an export of a million rows with its first byte and our peak memory.
"""

import contextlib
import csv
import hashlib
import http.client
import io
import math
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from urllib.parse import quote

from pyoxigraph import RdfFormat

from graph.store.versions import VersionStore
from tests.bench.load import drive, get
from tests.bench.made import THINGS_PER_TRIPLES, write_graph

CONNECTIONS = 16
TURNS = 10
WARM_UP = 5
SHORT = 10.0
"""Seconds in all until which an aggregate is asked again: one of half a second is not judged by three turns."""
RDFLIB_TRIPLES = 200_000
"""rdflib holds its graph in memory and parses at a few thousand triples a second: it gets a part of the graph."""

SMALL = "SELECT ?p ?o WHERE {{ <http://example.org/thing/{}> ?p ?o }}"
AGGREGATES = {
    "count by class": "SELECT ?c (COUNT(?s) AS ?n) { ?s a ?c } GROUP BY ?c ORDER BY ?c",
    "average by class": (
        "SELECT ?c (AVG(?v) AS ?a) { ?s a ?c ; <http://example.org/p/value> ?v } GROUP BY ?c ORDER BY ?c"
    ),
}
EXPORT = "SELECT ?s ?p ?o { ?s ?p ?o } LIMIT 1000000"


@dataclass(frozen=True)
class Target:
    """A server under test: where it answers, and its process."""

    name: str
    port: int
    path: str
    process: "subprocess.Popen[bytes]"

    def address(self, query: str) -> str:
        """Return the path and parameters of a query."""
        return f"{self.path}?query={quote(query)}"


def run(*, triples: int, smoke: bool) -> bool:
    """Run it all; return whether the outputs agree."""
    seconds = 0.2 if smoke else 2.0
    root = Path(tempfile.mkdtemp(prefix="bench-sparql-"))
    try:
        copy = root / "oxigraph"  # its own folder: no server reads what another one has open
        shutil.copytree(prepared(root, triples), copy)
        with our_service(root) as ours, oxigraph_service(copy) as oxigraph:
            things = triples // THINGS_PER_TRIPLES
            if not agree(ours, oxigraph, things):
                return False
            _small(ours, oxigraph, things, seconds)
            _repeated(ours, oxigraph, seconds)
            _aggregates(ours, oxigraph, *((1, 1) if smoke else (3, 11)))
            _export(ours, oxigraph, things, seconds, 1 if smoke else 3)
        part = min(triples, RDFLIB_TRIPLES)
        shutil.rmtree(root / "store")
        prepared(root, part)
        with our_service(root) as ours, _rdflib(root / "made.nt") as rdflib:
            return _against_rdflib(ours, rdflib, part // THINGS_PER_TRIPLES, seconds)
    finally:
        shutil.rmtree(root, ignore_errors=True)


def prepared(root: Path, triples: int) -> Path:
    source = root / "made.nt"
    write_graph(source, triples=triples)
    with VersionStore(root / "store").change(note="benchmark") as change:
        change.store.bulk_load(path=source, format=RdfFormat.N_TRIPLES)
        change.store.optimize()
    return VersionStore(root / "store").require_current().store_path


@contextlib.contextmanager
def _server(name: str, path: str, arguments: list[str], port: int) -> Iterator[Target]:
    process = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        target = Target(name, port, path, process)
        deadline = time.monotonic() + 300
        status = 0
        while status != 200:
            with contextlib.suppress(OSError, http.client.HTTPException):
                status = _ask(target, "ASK {}", accept="application/sparql-results+json")[0]
            if process.poll() is not None or status in {400, 404} or time.monotonic() > deadline:
                raise RuntimeError(f"{name} does not answer at {path} (status {status})")
            time.sleep(0.1)
        yield target
    finally:
        process.terminate()
        process.wait(20)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def our_service(root: Path) -> contextlib.AbstractContextManager[Target]:
    port = free_port()
    code = (
        "import sys; from pathlib import Path; from web.serve import serve; from web.settings import Settings; "
        "serve(Settings(store=Path(sys.argv[1]), query_rows=0, query_bytes=1 << 40, query_timeout=600), "
        "port=int(sys.argv[2]))"
    )
    return _server("ours", "/sparql", [sys.executable, "-c", code, str(root / "store"), str(port)], port)


def oxigraph_service(store: Path) -> contextlib.AbstractContextManager[Target]:
    port = free_port()
    program = Path(sys.executable).with_name("oxigraph")
    arguments = [str(program), "serve-read-only", "--location", str(store), "--bind", f"127.0.0.1:{port}"]
    return _server("oxigraph", "/query", arguments, port)


def _rdflib(source: Path) -> contextlib.AbstractContextManager[Target]:
    port = free_port()
    program = Path(sys.executable).with_name("rdflib-endpoint")
    return _server("rdflib-endpoint", "/", [str(program), "serve", "--port", str(port), str(source)], port)


def _ask(target: Target, query: str, accept: str = "text/csv") -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", target.port, timeout=600)
    try:
        connection.request("GET", target.address(query), headers={"Accept": accept})
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


def _rows(target: Target, query: str) -> list[tuple[str, ...]]:
    status, body = _ask(target, query)
    if status != 200:
        raise RuntimeError(f"{target.name}: {status} for {query}")
    header, *rows = csv.reader(io.StringIO(body.decode(), newline=""))
    order = sorted(range(len(header)), key=lambda n: header[n])
    return sorted(tuple(row[n] for n in order) for row in rows)


def agree(ours: Target, oxigraph: Target, things: int) -> bool:
    """Compare answers, order apart, before anything is timed."""
    chosen = random.Random(7).sample(range(things), 20)
    for query in [*(SMALL.format(n) for n in chosen), *AGGREGATES.values()]:
        if _rows(ours, query) != _rows(oxigraph, query):
            print(f"the answers differ: {query}")
            return False
    digests = [
        hashlib.sha256("\n".join(sorted(map(str, _rows(t, EXPORT)))).encode()) for t in (ours, oxigraph)
    ]
    if digests[0].digest() != digests[1].digest():
        print("the exports differ")
        return False
    print(f"outputs agree: {len(chosen)} small queries, {len(AGGREGATES)} aggregates, the export")
    return True


def _line(what: str, ours: str, theirs: str, ratio: float, goal: str, *, met: bool) -> None:
    print(
        f"{what:32} ours {ours:>12}   {theirs:>28}   ratio {ratio:6.2f}   ({goal}: {'met' if met else 'missed'})"
    )


def requests(target: Target, numbers: list[int]) -> list[bytes]:
    return [get(target.address(SMALL.format(number))) for number in numbers]


def rates(
    one: Target,
    other: Target,
    requests: Callable[[Target, int], list[bytes]],
    seconds: float,
    *,
    again: bool = False,
) -> tuple[float, float, float]:
    """Measure both in turn, `TURNS` times over; return the median rates, and the median of the ratios turn by turn.

    A machine's speed may change by a third from one minute to the next: turns are short, so that it falls on both,
    and what is compared stands side by side. A longer turn of each goes before and does not count: a server that has
    just started fills its caches.
    """
    rates: dict[str, list[float]] = {one.name: [], other.name: []}
    for turn in range(TURNS + 1):
        for target in (one, other) if turn % 2 else (other, one):
            load = drive(
                target.port,
                requests(target, turn),
                connections=CONNECTIONS,
                seconds=seconds if turn else WARM_UP * seconds,
                again=again,
            )
            if load.failures:
                raise RuntimeError(f"{target.name}: {load.failures} of {load.requests} answers were no 200")
            if turn:
                rates[target.name].append(load.rate)
    ours, theirs = rates[one.name], rates[other.name]
    # In the short turns of a look (--smoke) a slow server may answer nothing; then nothing is compared.
    ratios = [a / b for a, b in zip(ours, theirs, strict=True) if b]
    return median(ours), median(theirs), median(ratios) if ratios else math.nan


def _small(ours: Target, oxigraph: Target, things: int, seconds: float) -> None:
    numbers = list(range(things))
    random.Random(1).shuffle(numbers)
    share = max(1, min(len(numbers) // (TURNS + 1), 40_000))
    a, b, ratio = rates(
        ours, oxigraph, lambda t, turn: requests(t, numbers[turn * share : (turn + 1) * share]), seconds
    )
    _line(
        "small distinct, 16 connections",
        f"{a:,.0f}/s",
        f"oxigraph {b:,.0f}/s",
        ratio,
        "0.35 or more",
        met=ratio >= 0.35,
    )


def _repeated(ours: Target, oxigraph: Target, seconds: float) -> None:
    a, b, ratio = rates(ours, oxigraph, lambda t, _: requests(t, list(range(20))), seconds, again=True)
    _line(
        "repeated, 16 connections",
        f"{a:,.0f}/s",
        f"oxigraph {b:,.0f}/s",
        ratio,
        "0.8 or more",
        met=ratio >= 0.8,
    )


def _against_rdflib(ours: Target, rdflib: Target, things: int, seconds: float) -> bool:
    numbers = list(range(things))
    random.Random(2).shuffle(numbers)
    for query in (SMALL.format(number) for number in numbers[:20]):
        if _rows(ours, query) != _rows(rdflib, query):
            print(f"the answers differ: {query}")
            return False
    share = (things - 20) // (TURNS + 1)
    a, b, ratio = rates(
        ours,
        rdflib,
        lambda t, turn: requests(t, numbers[20 + turn * share : 20 + (turn + 1) * share]),
        seconds,
    )
    what = f"rdflib-endpoint {b:,.0f}/s"
    _line("small distinct, 16 connections", f"{a:,.0f}/s", what, ratio, "5 or more", met=ratio >= 5)
    return True


def _aggregates(ours: Target, oxigraph: Target, least: int, most: int) -> None:
    """Measure both in turn, `least` times over, a short query up to `most`; print the median of the ratios."""
    for name, query in AGGREGATES.items():
        a, b = seconds_by_turns(ours, oxigraph, query, least, most)
        ratio = median(one / other for one, other in zip(a, b, strict=True))
        theirs = f"oxigraph {median(b):.2f} s"
        _line(name, f"{median(a):.2f} s", theirs, ratio, "1.15 or less", met=ratio <= 1.15)


def seconds_by_turns(
    one: Target, other: Target, query: str, least: int, most: int
) -> tuple[list[float], list[float]]:
    """Ask both in turn, `least` times over, a short query up to `most`; return the seconds of each."""
    taken: dict[str, list[float]] = {one.name: [], other.name: []}
    turn = 0
    while turn < least or (turn < most and sum(taken[other.name]) < SHORT):
        for target in (one, other) if turn % 2 else (other, one):
            began = time.perf_counter()
            _ask(target, f"{query} # {turn}")  # another text each time: nothing comes from a cache
            taken[target.name].append(time.perf_counter() - began)
        turn += 1
    return taken[one.name], taken[other.name]


def _export(ours: Target, oxigraph: Target, things: int, seconds: float, times: int) -> None:
    """Measure the export, each time straight after small queries, for those leave a server with full caches."""
    numbers = list(range(things))
    random.Random(3).shuffle(numbers)
    share = max(1, min(things // times, 40_000))
    results = {}
    for target in (ours, oxigraph):
        runs = []
        for turn in range(times):
            small = requests(target, numbers[turn * share : (turn + 1) * share])
            drive(target.port, small, connections=min(CONNECTIONS, len(small)), seconds=seconds, again=False)
            runs.append(_fetch(target, turn))
        results[target.name] = (
            min(run[0] for run in runs),
            min(run[1] for run in runs),
            max(run[2] for run in runs),
        )
    (whole, first, peak), (their_whole, their_first, _) = results["ours"], results["oxigraph"]
    ratio = whole / their_whole
    theirs = f"oxigraph {their_whole:.2f} s"
    _line("export of a million rows", f"{whole:.2f} s", theirs, ratio, "1.15 or less", met=ratio <= 1.15)
    theirs = f"oxigraph {their_first * 1000:.0f} ms"
    _line(
        "its first byte",
        f"{first * 1000:.0f} ms",
        theirs,
        first / their_first,
        "100 ms or less",
        met=first <= 0.1,
    )
    print(
        f"{'its peak memory':32} ours {peak:8,.0f} MB (300 MB or less: {'met' if peak <= 300 else 'missed'})"
    )


def _fetch(target: Target, turn: int) -> tuple[float, float, float]:
    """Return seconds for the whole, seconds to the first byte of the body, and peak memory of all processes in MB."""
    connection = http.client.HTTPConnection("127.0.0.1", target.port, timeout=600)
    peak = 0.0
    began = looked = time.perf_counter()
    connection.request("GET", target.address(f"{EXPORT} # {turn}"), headers={"Accept": "text/csv"})
    response = connection.getresponse()
    data = response.read(1)
    first = time.perf_counter() - began
    while data:
        data = response.read1(1 << 18)
        now = time.perf_counter()
        if now - looked > 0.1:
            looked, peak = now, max(peak, memory_of(target.process.pid))
    whole = time.perf_counter() - began
    connection.close()
    return whole, first, max(peak, memory_of(target.process.pid))


def memory_of(pid: int) -> float:
    """Return the memory of a process and all below it in MB, what they share counted once (PSS)."""
    total = 0.0
    for one in _family(pid):
        with contextlib.suppress(OSError):
            for line in Path(f"/proc/{one}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss_Anon:"):
                    total += int(line.split()[1]) / 1024
    return total


def _family(pid: int) -> list[int]:
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
                parents.setdefault(int(fields[1]), []).append(int(entry.name))
    found, todo = [], [pid]
    while todo:
        found.append(todo.pop())
        todo += parents.get(found[-1], [])
    return found
