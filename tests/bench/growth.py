"""How everything grows with the graph: one store a size, what is asked of it and what is added to it, in one table.

Sizes are millions of triples (`--sizes 0.5,5`); with `--keep PREFIX` the stores stay in PREFIX-0.5, PREFIX-5 and so on,
and are not built again. Queries are compared with `oxigraph serve-read-only` on the same data, outputs first, and a
load with `oxigraph load`. The table gives each figure at each size, and its ratio to the smallest.
"""

import contextlib
import os
import random
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote

from graph.store.versions import VersionStore
from tests.bench import sparql
from tests.bench.growth_additions import UPDATES, Cost, Updates, acts, copied
from tests.bench.growth_store import Built, built, folder_of, rows_of
from tests.bench.load import Load, drive, get
from tests.bench.made import THINGS_PER_TRIPLES
from tests.bench.made_pages import PROGRAM, thing
from tests.inside import is_ready

SIZES: Final = (0.5, 5.0)
SMOKE_SIZES: Final = (0.002,)
STARTS: Final = 3
PAGES: Final = 100
CONNECTIONS: Final = 16
GOALS: Final = {
    "update until 2xx": 0.1,
    "article": 5.0,
    "small RDF file": 3.0,
    "memory of the writer": 1e9,
}
"""What an addition may cost at any size: seconds, bytes."""
TIMES: Final = 2.0
"""How many times what it costs at the smallest size."""


@dataclass(frozen=True)
class Figure:
    """One figure of one size: seconds, bytes, or a number without a unit."""

    name: str
    value: float
    unit: str = "s"

    def text(self) -> str:
        """Return the figure as the table shows it."""
        if self.unit == "s":
            return f"{self.value * 1000:,.1f} ms" if self.value < 1 else f"{self.value:,.1f} s"
        if self.unit == "bytes":
            return f"{self.value / 1e6:,.1f} MB" if self.value >= 1e5 else f"{self.value:,.0f} B"
        return f"{self.value:,.2f}" if self.value < 100 else f"{self.value:,.0f}"


def run(*, triples: int, smoke: bool, sizes: Sequence[float] = (), keep: str | None = None) -> bool:
    """Measure each size, print the table; return whether the outputs agree everywhere."""
    del triples
    wanted = sorted(sizes or (SMOKE_SIZES if smoke else SIZES))
    measured: list[list[Figure]] = []
    with tempfile.TemporaryDirectory(prefix="bench-growth-") as temporary:
        for size in wanted:
            number = round(size * 1e6)
            one = built(folder_of(keep or f"{temporary}/kept", number), number, reports=not smoke)
            # On the same disk, so that files can be linked.
            root = one.folder.with_name(f"{one.folder.name}-measured")
            shutil.rmtree(root, ignore_errors=True)
            root.mkdir()
            print(f"{size:g} million triples, load average {os.getloadavg()[0]:.1f}", flush=True)
            try:
                measured.append(
                    [*_of_build(one), *_of_queries(one, root, smoke=smoke), *_of_use(one, root, smoke=smoke)]
                )
            except _Differ as difference:
                print(difference)
                return False
            finally:
                shutil.rmtree(root)
            for figure in measured[-1]:
                print(f"  {figure.name:44}{figure.text():>14}", flush=True)
    _print_table(wanted, measured)
    _print_goals(measured)
    return True


class _Differ(Exception):
    """The outputs of ours and of the baseline differ."""


def _of_build(one: Built) -> Iterator[Figure]:
    """Yield what was measured while the store was built."""
    found = one.figures
    yield Figure("quads", found.quads, "")
    yield Figure("load", found.load)
    yield Figure("  ratio to oxigraph load", found.oxigraph_load / found.load, "")
    yield Figure("  its memory", found.memory * 1e6, "bytes")
    yield Figure("index of names", found.index)
    yield Figure("counts of classes and properties", found.statistics)
    yield Figure("bytes on disk, graph", found.bytes_graph, "bytes")
    yield Figure("  a quad", found.bytes_graph / found.quads, "bytes")
    yield Figure("bytes on disk, index of names", found.bytes_names, "bytes")
    yield Figure("  a name", found.bytes_names / max(1, found.names), "bytes")


def _of_queries(one: Built, root: Path, *, smoke: bool) -> Iterator[Figure]:
    """Yield how queries compare with those of another engine on the same data."""
    copied(one.store, root / "store")
    theirs = root / "oxigraph"  # no server reads what another one has open
    shutil.copytree(VersionStore(root / "store").require_current().store_path, theirs)
    things = one.triples // THINGS_PER_TRIPLES
    with sparql.our_service(root) as ours, sparql.oxigraph_service(theirs) as oxigraph:
        if not sparql.agree(ours, oxigraph, things):
            raise _Differ(f"at {one.triples:,} triples")
        numbers = list(range(things))
        random.Random(1).shuffle(numbers)
        share = max(1, min(things // (sparql.TURNS + 1), 40_000))
        a, _, ratio = sparql.rates(
            ours,
            oxigraph,
            lambda target, turn: sparql.requests(target, numbers[turn * share : (turn + 1) * share]),
            0.1 if smoke else 1.0,
        )
        yield Figure("small queries a second", a, "")
        yield Figure("  ratio to oxigraph serve", ratio, "")
        for name, query in sparql.AGGREGATES.items():
            taken = sparql.seconds_by_turns(ours, oxigraph, query, *((1, 1) if smoke else (3, 3)))
            yield Figure(name, statistics.median(taken[0]))
            ratios = [mine / other for mine, other in zip(*taken, strict=True)]
            yield Figure("  ratio to oxigraph serve", statistics.median(ratios), "")
    shutil.rmtree(theirs)


def _of_use(one: Built, root: Path, *, smoke: bool) -> Iterator[Figure]:
    """Yield how pages are read, and what additions cost."""
    store = root / "store"
    starts = []
    for _ in range(0 if smoke else STARTS - 1):
        with _started(store) as (_, _, seconds):
            starts.append(seconds)
    with _started(store) as (port, pid, seconds):
        yield Figure("restart until /readyz", statistics.median([*starts, seconds]))
        for kind, paths in _addresses(one, 10 if smoke else PAGES).items():
            cold = _one_by_one(port, paths)
            yield Figure(f"{kind}, cold p50", cold.percentile(0.5))
            yield Figure("  p99", cold.percentile(0.99))
            if kind == "page of a thing":
                few = [get(path, accept="text/html") for path in paths[:20]]
                warm = drive(port, few, connections=CONNECTIONS, seconds=0.5 if smoke else 3.0)
                yield Figure("  warm, pages a second", warm.rate, "")
        updates = Updates(store, port, pid)
        updates.run(3 if smoke else UPDATES)
        yield Figure("first update", updates.published[0])
        yield Figure("update until 2xx", statistics.median(updates.published[1:]))
        yield Figure("  slowest", max(updates.published[1:]))
        yield Figure("  until it is read", statistics.median(updates.readable[1:]))
        yield Figure("  bytes of its version", statistics.median(updates.disk[1:]), "bytes")
        yield Figure("memory of the writer", updates.memory * 1e6, "bytes")
    cost: Cost
    for name, cost in acts(store, root, smoke=smoke):
        yield Figure(name, cost.seconds)
        yield Figure("  its memory", cost.memory * 1e6, "bytes")
        yield Figure("  bytes of its versions", cost.disk, "bytes")


def _addresses(one: Built, count: int) -> dict[str, list[str]]:
    """Return what is asked for, by kind of page; each address once."""
    chance = random.Random(5)
    things = one.triples // THINGS_PER_TRIPLES
    documents = rows_of(one.triples) // 20
    some = chance.sample(range(10, things), 3 * min(count, (things - 10) // 3))
    return {
        "page of a thing": [thing(n) for n in some[0::3]],
        "page of a high-degree node": [thing(n) for n in range(10)],
        "search": [f"/search?q={quote(f'thing {n}')}" for n in some[1::3]],
        "suggestions": [f"/suggest?q={quote(f'thing number {n}')}" for n in some[2::3]],
        "trace": [f"/trace/document/d{n}" for n in range(1, min(count, documents))],
        "trace of a document that a fifth cites": ["/trace/document/d0"],
    }


@contextlib.contextmanager
def _started(store: Path) -> Iterator[tuple[int, int, float]]:
    """Serve a store; yield the port, the main process, and the seconds until it was ready."""
    port = sparql.free_port()
    began = time.perf_counter()
    process = subprocess.Popen(
        [PROGRAM, "--store", str(store), "serve", "--port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while not is_ready(port):
            if process.poll() is not None or time.perf_counter() - began > 600:
                raise RuntimeError("the server did not start")
            time.sleep(0.01)
        yield port, process.pid, time.perf_counter() - began
    finally:
        process.terminate()
        process.wait(60)


def _one_by_one(port: int, paths: Sequence[str]) -> Load:
    """Ask for each address once, one at a time on one connection. Raises RuntimeError where one is no 200."""
    load = drive(
        port, [get(path, accept="text/html") for path in paths], connections=1, seconds=600, again=False
    )
    if load.failures:
        raise RuntimeError(f"{load.failures} of {len(paths)} pages like {paths[0]} were no 200")
    return load


def _print_table(sizes: Sequence[float], measured: Sequence[Sequence[Figure]]) -> None:
    heads = [f"{size:g} million" for size in sizes]
    print("\n" + f"{'':44}{heads[0]:>14}" + "".join(f"{head:>14}{'times':>9}" for head in heads[1:]))
    for row in zip(*measured, strict=True):
        first = row[0].value
        more = (f"{one.text():>14}{one.value / first if first else 0:9.2f}" for one in row[1:])
        print(f"{row[0].name:44}{row[0].text():>14}" + "".join(more))


def _print_goals(measured: Sequence[Sequence[Figure]]) -> None:
    """Print for each goal whether the largest size meets it, and whether it is near enough to the smallest."""
    smallest, largest = ({one.name: one for one in figures} for figures in (measured[0], measured[-1]))
    for name, goal in GOALS.items():
        if name not in largest:  # in a look
            continue
        one = largest[name]
        times = one.value / smallest[name].value if smallest[name].value else 0.0
        met = one.value <= goal and times <= TIMES
        wanted = Figure(name, goal, one.unit).text()
        print(
            f"{name}: {one.text()}, {times:.2f} times the smallest ({wanted} and {TIMES:g} times or less: "
            f"{'met' if met else 'missed'})"
        )
