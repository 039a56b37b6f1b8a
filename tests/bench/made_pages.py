"""What the pages are measured on: a made graph with citations beside the curated tables, addresses, and a server.

Pages and mixed load ask the same things of the same store, so that their figures belong together.
"""

import contextlib
import http.client
import random
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO
from urllib.parse import quote

TABLES = Path(__file__).parents[2] / "data"
PROGRAM = str(Path(sys.executable).with_name("huunghi"))
ID = "https://w3id.org/huunghi/id/"
HN = "https://w3id.org/huunghi/ontology#"
CONCEPT = "https://w3id.org/huunghi/concept/"
GRAPH = "https://w3id.org/huunghi/graph/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
SOURCES = ("nghe-an-2024-04-en", "nghe-an-2024-04-ru", "hai-duong-2025-04-en", "hai-duong-2025-04-fr")
HUBS = 10


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


def build(root: Path) -> None:
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
def served(store: Path) -> Iterator[tuple[int, int]]:
    """Serve a store; yield the port and the main process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [PROGRAM, "--store", str(store), "serve", "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError, http.client.HTTPException):
                if ask(port, "/about")[0] == 200:
                    break
            if process.poll() is not None:
                raise RuntimeError("the server did not start")
            time.sleep(0.1)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(20)


def ask(port: int, path: str) -> tuple[int, bytes]:
    """Ask for a page; return its status and its bytes."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    try:
        connection.request("GET", path, headers={"Accept": "text/html"})
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()
