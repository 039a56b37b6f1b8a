"""Loading one N-Triples file: ours against `oxigraph load` (PyPI package oxigraph), each in a process of its own."""

import ast
import hashlib
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from pyoxigraph import DefaultGraph, Store

from graph.store.versions import VersionStore
from tests.bench.made import write_graph

OURS = """
import sys
from pathlib import Path
from graph.store.versions import VersionStore
from loaders.rdf.load import load_rdf, rdf_files
report = load_rdf(VersionStore(sys.argv[1]), rdf_files(Path(sys.argv[2])))
print({**report.seconds})
"""


def run(*, triples: int, smoke: bool) -> bool:
    """Load the file by turns, compare what each store holds, print the times and their ratio."""
    rounds = 1 if smoke else 3
    oxigraph = str(Path(sys.executable).parent / "oxigraph")
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        file = root / "made.nt"
        write_graph(file, triples=triples)
        ours, theirs = [], []
        for turn in range(rounds):
            theirs.append(_timed([oxigraph, "load", "-l", str(root / f"theirs-{turn}"), "-f", str(file)]))
            seconds = _ours(root / f"ours-{turn}", file)
            ours.append(seconds["load"])
        with VersionStore(root / "ours-0").require_current().open() as opened:
            mine = _digest(opened.store)
        same = mine == _digest(Store.read_only(str(root / "theirs-0")))
    print(f"same triples in both stores: {'yes' if same else 'NO'}")
    a, b = statistics.median(ours), statistics.median(theirs)
    print(f"oxigraph load: {b:.2f} s ({triples / b:,.0f} triples/s), median of {rounds}")
    print(f"huunghi load:  {a:.2f} s ({triples / a:,.0f} triples/s); speed ratio {b / a:.2f}")
    apart = {name: f"{s:.2f} s" for name, s in seconds.items() if name != "load"}
    print("shown apart: " + ", ".join(f"{name} {s}" for name, s in apart.items()))
    return same


def _timed(command: list[str]) -> float:
    begin = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - begin


def _ours(store: Path, file: Path) -> dict[str, float]:
    """Seconds of each step; what is in none of them (start, hashing) is counted as loading.

    `oxigraph load` is timed from its start to its end, and so is ours.
    """
    begin = time.perf_counter()
    command = [sys.executable, "-c", OURS, str(store), str(file)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    total = time.perf_counter() - begin
    steps: dict[str, float] = ast.literal_eval(done.stdout)
    rest = total - sum(steps.values())
    return {**steps, "load": steps["load"] + rest, "(of the load: start and hash)": rest}


def _digest(store: Store) -> tuple[int, str]:
    """Number of triples of the default graph and an order-free hash of them."""
    total, count = 0, 0
    for quad in store.quads_for_pattern(None, None, None, DefaultGraph()):
        total ^= int.from_bytes(hashlib.blake2b(str(quad.triple).encode(), digest_size=8).digest())
        count += 1
    return count, f"{total:016x}"
