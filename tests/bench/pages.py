"""The pages under load: things, search, suggestions and traces, from the real server over a made graph.

The curated tables are loaded beside the made graph, so that claims are looked up as they are in use. What the pages
say is compared with the graph first. Cold is distinct addresses, one request at a time, on a server that has
answered none of them; warm is the same few addresses from 16 connections. The figures stand against the goals.
"""

import http.client
import json
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

from tests.bench import mixed
from tests.bench.load import Load, drive, get
from tests.bench.made import THINGS_PER_TRIPLES, write_graph
from tests.bench.made_pages import addresses, ask, build, served, thing, write_citations

CONNECTIONS = 16
COLD_MS, WARM_PER_SECOND = 60.0, 1000.0


def run(*, triples: int, smoke: bool) -> bool:
    """Load, compare, then print p50 and p99 cold, and pages a second warm, for each kind of page."""
    things = triples // THINGS_PER_TRIPLES
    with tempfile.TemporaryDirectory(prefix="bench-pages-") as folder:
        root = Path(folder)
        write_graph(root / "made.nt", triples=triples)
        write_citations(root / "cited.nq", things=things)
        build(root)
        chosen = addresses(things, 30 if smoke else 300)
        with served(root / "store") as (port, _):
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
        return mixed.measure(root / "store", things, smoke=smoke)


def _agree(port: int, things: int) -> bool:
    """Whether pages say what the graph holds, and say it in the same bytes when asked again."""
    number = things - 3  # asked for nowhere else: the cold figures stay cold
    other = number * 7919 % things
    first, again = ask(port, thing(number)), ask(port, thing(number))
    unknown = ask(port, thing(things + 1))  # named by nothing
    search = ask(port, f"/search?q={quote(f'thing number {number} of')}&format=json")
    suggested = ask(port, f"/suggest?q={quote(f'thing number {number} of')}")
    trace = ask(port, "/trace/document/made-19")
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
