"""The pages under load: things, search, suggestions and traces, from the real server over a made graph.

The curated tables are loaded beside the made graph, so that claims are looked up as they are in use. What the pages
say is compared with the graph first. Cold is distinct addresses, one request at a time, on a server that has
answered none of them; warm is the same few addresses from 16 connections. The figures stand against the goals.
"""

import contextlib
import http.client
import json
import os
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TextIO
from urllib.parse import quote

from tests.bench.load import Load, drive, get
from tests.bench.made import THINGS_PER_TRIPLES, write_graph

TABLES = Path(__file__).parents[2] / "data"
PROGRAM = str(Path(sys.executable).with_name("huunghi"))
ID = "https://w3id.org/huunghi/id/"
HN = "https://w3id.org/huunghi/ontology#"
CONCEPT = "https://w3id.org/huunghi/concept/"
GRAPH = "https://w3id.org/huunghi/graph/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
SOURCES = ("nghe-an-2024-04-en", "nghe-an-2024-04-ru", "hai-duong-2025-04-en", "hai-duong-2025-04-fr")
CONNECTIONS = 16
COLD_MS, WARM_PER_SECOND = 60.0, 1000.0
HUBS = 10


def run(*, triples: int, smoke: bool) -> bool:
    """Load, compare, then print p50 and p99 cold, and pages a second warm, for each kind of page."""
    things = triples // THINGS_PER_TRIPLES
    with tempfile.TemporaryDirectory(prefix="bench-pages-") as folder:
        root = Path(folder)
        write_graph(root / "made.nt", triples=triples)
        write_citations(root / "cited.nq", things=things)
        _build(root)
        chosen = addresses(things, 30 if smoke else 300)
        with _server(root / "store") as port:
            if not _agree(port, things):
                return False
            print(
                f"{'':12}{'cold p50':>10}{'p99':>10}{'slowest':>10}   {'warm p50':>10}{'p99':>10}{'a second':>10}"
            )
            for kind, paths in chosen.items():
                cold = _one_by_one(port, paths)
                few = [get(path, accept="text/html") for path in paths[:20]]
                warm = drive(port, few, connections=CONNECTIONS, seconds=0.5 if smoke else 5.0)
                _line(kind, cold, warm)
                if cold.failures or warm.failures:
                    print(f"{kind}: {cold.failures + warm.failures} answers were no 200")
                    return False
        _web_processes(root / "store", things, 50 if smoke else 600)
    return True


def _web_processes(store: Path, things: int, count: int) -> None:
    """Print how many pages a second one web process makes of addresses that nobody asked for, and how many two make."""
    rates = []
    for processes in (1, 2):
        with _server(store, processes) as port:
            chosen = random.Random(processes).sample(range(HUBS, things), count)
            requests = [get(thing(n), accept="text/html") for n in chosen]
            rates.append(drive(port, requests, connections=CONNECTIONS, seconds=60, again=False).rate)
    one, two = rates
    print(
        f"entities, cold, 16 connections: {one:,.0f} a second with one process, {two:,.0f} with two ({two / one:.1f})"
    )


def write_citations(path: Path, *, things: int) -> None:
    """Write documents, events that cite them, and the citations; every fifth citation is of one document, and what it
    cites and is cited by rests on a claim each.
    """
    documents, citations = max(20, things // 50), max(100, things // 10)
    a, pref = (
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#type",
        "http://www.w3.org/2004/02/skos/core#prefLabel",
    )
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for n in range(documents):
            document, event = f"<{ID}document/made-{n}>", f"<{ID}event/made-{n}>"
            file.write(f"{document} <{a}> <{HN}PolicyDocument> .\n")
            file.write(f'{document} <{pref}> "Directive {n}-CT/TW"@en .\n')
            file.write(f"{document} <{HN}implements> <{ID}document/made-{n // 7}> .\n" if n else "")
            file.write(f"{event} <{a}> <https://schema.org/Event> .\n")
            file.write(f'{event} <{pref}> "Meeting {n}"@en .\n')
            file.write(
                f'{event} <https://schema.org/startDate> "{2000 + n % 25}-05-1{n % 10}"'
                "^^<http://www.w3.org/2001/XMLSchema#date> .\n"
            )
        for n in range(citations):
            citation = f"<{ID}citation/made-{n}>"
            cited = 0 if n % 5 == 0 else n * 7919 % documents
            file.write(f"{citation} <{a}> <{HN}Citation> .\n")
            file.write(f"{citation} <{HN}cited> <{ID}document/made-{cited}> .\n")
            file.write(f"{citation} <{HN}citing> <{ID}event/made-{n % documents}> .\n")
            if cited == 0:
                _write_claim(file, n, "cited", f"{ID}document/made-0")
                _write_claim(file, n, "citing", f"{ID}event/made-{n % documents}")


def _build(root: Path) -> None:
    """Build the store: the tables, what was made, and its claims, which only a backup may bring in."""
    whole = root / "whole.nq"
    for command in (["load", str(TABLES)], ["load", str(root / "made.nt")], ["export", "dump", str(whole)]):
        subprocess.run([PROGRAM, "--store", str(root / "store"), *command], check=True, capture_output=True)
    with whole.open("ab") as dump, (root / "cited.nq").open("rb") as cited:
        shutil.copyfileobj(cited, dump)
    command = [PROGRAM, "--store", str(root / "store"), "restore", "--replace", str(whole)]
    subprocess.run(command, check=True, capture_output=True)


def _write_claim(file: TextIO, number: int, property_name: str, value: str) -> None:
    """Write that one of the sources in the tables says this of a citation, with a passage and the printed words."""
    graph, source = f"<{GRAPH}source/{SOURCES[number % len(SOURCES)]}>", SOURCES[number % len(SOURCES)]
    claim, start = f"<{ID}claim/made-{property_name}-{number}>", 100 + number % 400
    for predicate, said in (
        (f"{RDF}type", f"<{HN}Claim>"),
        (f"{RDF}subject", f"<{ID}citation/made-{number}>"),
        (f"{RDF}predicate", f"<{HN}{property_name}>"),
        (f"{RDF}object", f"<{value}>"),
        (f"{HN}status", f"<{CONCEPT}status/explicit>"),
        (f"{HN}printedAs", '"Directive 0-CT/TW"@en'),
        ("http://www.w3.org/ns/prov#wasDerivedFrom", f"<{ID}passage/{source}-{start}-{start + 30}>"),
        ("http://www.w3.org/ns/prov#wasQuotedFrom", f"<{ID}passage/{source}-{start}-{start + 30}>"),
    ):
        file.write(f"{claim} <{predicate}> {said} {graph} .\n")


def addresses(things: int, count: int) -> dict[str, list[str]]:
    """Return what is asked for, by kind of page: high-degree nodes first, then others by chance, the same each time."""
    chance = random.Random(5)
    count = min(count, things // 4)
    numbers = [*range(HUBS), *chance.sample(range(HUBS, things), count - HUBS)]
    documents = [0, *chance.sample(range(1, max(20, things // 50)), min(count, max(20, things // 50)) - 1)]
    others = chance.sample(range(things), count)
    return {
        "entity": [thing(n) for n in numbers],
        "search": [f"/search?q={quote(f'thing {n}')}" for n in others],
        "suggest": [f"/suggest?q={quote(f'thing number {n}')}" for n in others],
        "document": [f"/id/document/made-{n}.html" for n in documents],
        "trace": [f"/trace/document/made-{n}" for n in documents],
    }


def thing(number: int) -> str:
    """Return the address of the page of a made thing."""
    return "/describe?iri=" + quote(f"http://example.org/thing/{number}", safe="")


@contextlib.contextmanager
def _server(store: Path, processes: int = 1) -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [PROGRAM, "--store", str(store), "serve", "--port", str(port)]
    environment = {**os.environ, "HUUNGHI_WEB_PROCESSES": str(processes)}
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError, http.client.HTTPException):
                if _ask(port, "/about")[0] == 200:
                    break
            if process.poll() is not None:
                raise RuntimeError("the server did not start")
            time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait(20)


def _ask(port: int, path: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    try:
        connection.request("GET", path, headers={"Accept": "text/html"})
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


def _agree(port: int, things: int) -> bool:
    """Whether pages say what the graph holds, and say it in the same bytes when asked again."""
    number = things - 3  # asked for nowhere else: the cold figures stay cold
    other = number * 7919 % things
    first, again = _ask(port, thing(number)), _ask(port, thing(number))
    unknown = _ask(port, thing(things + 1))  # named by nothing
    search = _ask(port, f"/search?q={quote(f'thing number {number} of')}&format=json")
    suggested = _ask(port, f"/suggest?q={quote(f'thing number {number} of')}")
    trace = _ask(port, "/trace/document/made-19")
    checks = {
        "the page names its thing": f"thing number {number} of {number * 7919 % 100003}".encode() in first[1],
        "it links to what it knows": f"thing%2F{other}&quot;".encode() in first[1]
        or f'thing%2F{other}"'.encode() in first[1],
        "asked again, the same bytes": first == again,
        "a thing of which nothing is said is not found": unknown[0] == 404,
        "search finds a thing by its name": f"example.org/thing/{number}".encode() in search[1],
        "so do suggestions": any(
            one["iri"].endswith(f"/thing/{number}") for one in json.loads(suggested[1])["suggestions"]
        ),
        "a trace names what cites": b"/id/event/made-" in trace[1] and b"/id/document/made-2" in trace[1],
    }
    for check, held in checks.items():
        if not held:
            print(f"not so: {check}")
    if all(checks.values()):
        print(f"outputs agree: {len(checks)} checks")
    return all(checks.values())


def _one_by_one(port: int, paths: Sequence[str]) -> Load:
    """Ask for each address once, one at a time on one connection."""
    load = Load(0, 0.0)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    for path in paths:
        began = time.perf_counter()
        connection.request("GET", path, headers={"Accept": "text/html"})
        response = connection.getresponse()
        response.read()
        load.latencies.append(time.perf_counter() - began)
        load.failures += response.status != 200
    connection.close()
    load.requests, load.seconds = len(paths), sum(load.latencies)
    return load


def _line(kind: str, cold: Load, warm: Load) -> None:
    p99 = cold.percentile(0.99) * 1000
    print(
        f"{kind:12}{cold.percentile(0.5) * 1000:7.1f} ms{p99:7.1f} ms{max(cold.latencies) * 1000:7.1f} ms   "
        f"{warm.percentile(0.5) * 1000:7.1f} ms{warm.percentile(0.99) * 1000:7.1f} ms{warm.rate:10,.0f}"
        f"   (cold p99 under {COLD_MS:.0f} ms: {'met' if p99 < COLD_MS else 'missed'};"
        f" warm {WARM_PER_SECOND:,.0f} a second: {'met' if warm.rate >= WARM_PER_SECOND else 'missed'})"
    )
