"""Loading N-Triples: ours against `oxigraph load` (PyPI package oxigraph), each in a process of its own; one file, and
the same in many. What the index of names and the counts take beside that is shown as a share of the load.
"""

import ast
import hashlib
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from pyoxigraph import DefaultGraph, Store

from graph.search.index import Parts, size_of
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
_FILES: Final = 8
_OF_THE_LOAD: Final = ("load", "check", "count")
"""Steps that are the load: what a file said is written down in `count`."""
_GOALS: Final = {"load": 0.9, "index": 0.5, "bytes": 200}


@dataclass
class Run:
    """What a load took: seconds in all, seconds of the processors, and seconds of its steps as it tells them."""

    seconds: float
    processor: float
    steps: dict[str, float] = field(default_factory=dict)

    @property
    def load(self) -> float:
        """Seconds from the start of the process on, without the steps that are told apart."""
        return self.seconds - sum(s for name, s in self.steps.items() if name not in _OF_THE_LOAD)


def run(*, triples: int, smoke: bool) -> bool:
    """Load by turns, compare what each store holds, print the times and their ratios."""
    rounds = 1 if smoke else 3
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        one, many = root / "one", root / "many"
        one.mkdir()
        write_graph(one / "made.nt", triples=triples)
        _divide(one / "made.nt", many)
        same = [
            _compare(root / f"stores-{source.name}", source, triples, rounds=rounds) for source in (one, many)
        ]
    return all(same)


def _compare(root: Path, source: Path, triples: int, *, rounds: int) -> bool:
    oxigraph = str(Path(sys.executable).parent / "oxigraph")
    root.mkdir()
    files = sorted(source.iterdir())
    named = [argument for file in files for argument in ("-f", str(file))]
    ours: list[Run] = []
    theirs: list[Run] = []
    for turn in range(rounds):
        theirs.append(_timed([oxigraph, "load", "-l", str(root / f"theirs-{turn}"), *named])[0])
        ours.append(_ours(root / f"ours-{turn}", source))
    version = VersionStore(root / "ours-0").require_current()
    with version.open() as opened:
        mine = _digest(opened.store)
    same = mine == _digest(Store.read_only(str(root / "theirs-0")))
    print(
        f"{len(files)} file{'s' * (len(files) > 1)}; same triples in both stores: {'yes' if same else 'NO'}"
    )
    b = statistics.median(one.seconds for one in theirs)
    print(
        f"  oxigraph load: {b:.2f} s ({triples / b:,.0f} triples/s), processor {_processor(theirs):.2f} s, "
        f"median of {rounds}"
    )
    a = statistics.median(one.load for one in ours)
    print(
        f"  huunghi load:  {a:.2f} s ({triples / a:,.0f} triples/s); processor of all steps {_processor(ours):.2f} s"
    )
    print(f"  speed of the load: {b / a:.2f} of oxigraph load (goal {_GOALS['load']})")
    for name in [one for one in ours[0].steps if one not in _OF_THE_LOAD]:
        seconds = statistics.median(one.steps[name] for one in ours)
        goal = f" (goal {_GOALS[name]})" if name in _GOALS else ""
        print(f"  {name}: {seconds:.2f} s, {seconds / a:.2f} of the load{goal}")
    index = Parts.read(version.search_path)
    if index is None or not index.names:
        print("  no index of names was made")
        return False
    print(
        f"  index: {index.names:,} names, {size_of(version.search_path) / index.names:.0f} bytes each on disk "
        f"(goal under {_GOALS['bytes']})"
    )
    return same


def _processor(runs: Sequence[Run]) -> float:
    return statistics.median(one.processor for one in runs)


def _timed(command: list[str]) -> tuple[Run, str]:
    """Run a command from its start to its end; the processor's time is also that of the processes that it started."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begin = time.perf_counter()
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    seconds = time.perf_counter() - begin
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Run(seconds, processor), done.stdout


def _ours(store: Path, source: Path) -> Run:
    found, said = _timed([sys.executable, "-c", OURS, str(store), str(source)])
    found.steps = ast.literal_eval(said)
    return found


def _divide(file: Path, folder: Path) -> None:
    """Write the lines of a file into several, in turn."""
    folder.mkdir()
    parts = [(folder / f"made-{n}.nt").open("wb") for n in range(_FILES)]
    with file.open("rb") as lines:
        for n, line in enumerate(lines):
            parts[n % _FILES].write(line)
    for part in parts:
        part.close()


def _digest(store: Store) -> tuple[int, str]:
    """Number of triples of the default graph and an order-free hash of them."""
    total, count = 0, 0
    for quad in store.quads_for_pattern(None, None, None, DefaultGraph()):
        total ^= int.from_bytes(hashlib.blake2b(str(quad.triple).encode(), digest_size=8).digest())
        count += 1
    return count, f"{total:016x}"
