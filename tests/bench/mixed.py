"""Two hundred connections at once ask for pages, searches, traces and queries, none of which is kept.

A part of the benchmark of the pages, on its store and after its comparison of outputs. Every answer must be a 200.
Printed are answers a second, the times of each kind, how many processors the service used, and its memory after each
round, which must not grow with what was answered.
"""

import os
import random
from collections import defaultdict
from pathlib import Path
from urllib.parse import quote

from tests.abuse.processes import family_of, processor_seconds
from tests.bench.load import Load, drive, get
from tests.bench.made_pages import HUBS, addresses, served, thing
from tests.bench.sparql import SMALL

CONNECTIONS = 200
ROUNDS = 3
SHARES = {"entity": 35, "search": 15, "suggest": 15, "document": 10, "trace": 10, "query": 15}
"""What is asked for, in parts of a hundred."""
ENTITY_P99 = 1.0
GROWTH_MB = 60
"""What the memory may grow by from one round to the next: caches fill up to their bounds."""


def measure(store: Path, things: int, *, smoke: bool) -> bool:
    """Drive a server over the store of the pages' benchmark, print; return whether every answer was a 200."""
    wanted = _wanted(things, 1_500 if smoke else 15_000)
    good = True
    with served(store) as (port, pid):
        first, rest = wanted[:CONNECTIONS], wanted[CONNECTIONS:]
        drive(port, [one for _, one in first], connections=16, seconds=30, again=False)
        memory = [family_of(pid).service_mb]
        for number in range(ROUNDS):
            asked = rest[number::ROUNDS]
            used = processor_seconds(pid)
            requests = [one for _, one in asked]
            load = drive(port, requests, connections=CONNECTIONS, seconds=1.0 if smoke else 15.0, again=False)
            memory.append(family_of(pid).service_mb)
            good = good and not load.failures
            _print(number, load, [kind for kind, _ in asked], processor_seconds(pid) - used)
    grown = memory[-1] - memory[-2]
    print("memory of the service, MB: " + " -> ".join(f"{one:.0f}" for one in memory))
    print(
        f"grown in the last round: {grown:.0f} MB ({GROWTH_MB} or less: {'met' if grown <= GROWTH_MB else 'missed'})"
    )
    return good


def _wanted(things: int, count: int) -> list[tuple[str, bytes]]:
    """Return requests of every kind in their shares, in an order of chance that is the same each time."""
    chance = random.Random(11)
    pages = addresses(things, count)
    entities = [thing(number) for number in chance.sample(range(HUBS, things), min(count, things - HUBS))]
    queries = [
        f"/sparql?query={quote(SMALL.format(number))}"
        for number in chance.sample(range(things), min(count, things))
    ]
    sources = {**pages, "entity": entities, "query": queries}
    wanted = []
    for kind, share in SHARES.items():
        some = sources[kind][: count * share // 100]
        accept = "application/sparql-results+json" if kind == "query" else "text/html"
        wanted += [(kind, get(address, accept=accept)) for address in some]
    chance.shuffle(wanted)
    return wanted


def _print(number: int, load: Load, kinds: list[str], used: float) -> None:
    times: dict[str, list[float]] = defaultdict(list)
    for index, seconds in zip(load.order, load.latencies, strict=True):
        times[kinds[index]].append(seconds)
    print(
        f"round {number + 1}: {load.rate:,.0f} answers a second, {load.failures} no 200, "
        f"{used / load.seconds:.2f} processors used, load average {os.getloadavg()[0]:.1f}"
    )
    for kind in SHARES:
        one = Load(0, 0.0, times[kind])
        p99 = one.percentile(0.99)
        goal = (
            f"   ({ENTITY_P99:.0f} s or less: {'met' if p99 <= ENTITY_P99 else 'missed'})"
            if kind == "entity"
            else ""
        )
        print(
            f"  {kind:10}{len(times[kind]):6,} answers   p50 {one.percentile(0.5) * 1000:6.0f} ms"
            f"   p99 {p99 * 1000:6.0f} ms{goal}"
        )
