"""Made articles from folder to published version: with one and two processes and on Dask, outputs compared first.

Each load runs in a process of its own, whose peak memory is its own. The baseline is the engine alone: the time in
which it writes the same quads to an empty store.
"""

import ast
import hashlib
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

LOAD = """
import contextlib, resource, sys, time
from pathlib import Path
from graph.store.versions import VersionStore
from loaders.articles.load import load_articles

def main(store, folder, how):
    with contextlib.ExitStack() as stack:
        options = {"workers": 2}
        if how == "dask":
            from distributed import LocalCluster
            from loaders.articles.input.dask_cluster import cluster
            local = stack.enter_context(LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None))
            there = stack.enter_context(cluster(local.scheduler_address))
            options = {"executor": there.executor, "workers": there.workers}
        elif how == "one":
            options = {"workers": 1}
        began = time.perf_counter()
        report = load_articles(VersionStore(store), Path(folder), **options)
        whole = time.perf_counter() - began
    processor = time.process_time()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print({"read": report.counts["documents read"], "whole": whole, "publishing": sum(report.seconds.values()),
           "processor": processor, "peak": peak, **report.seconds})

if __name__ == "__main__":
    main(*sys.argv[1:])
"""
ENGINE = """
import sys, tempfile, time
from pyoxigraph import RdfFormat, Store
from graph.store.versions import VersionStore
with VersionStore(sys.argv[1]).require_current().open() as opened:
    quads = opened.store.dump(format=RdfFormat.N_QUADS)
with tempfile.TemporaryDirectory() as folder:
    began = time.process_time()
    Store(folder).bulk_load(quads, format=RdfFormat.N_QUADS)
    print({"seconds": time.process_time() - began})
"""


@dataclass(frozen=True)
class Load:
    """What one load took: seconds from the first file to the last version, those of publishing, seconds of processor
    time of the process that publishes, and its peak memory (MB)."""

    articles: int
    whole: float
    publishing: float
    processor: float
    peak: float

    @property
    def line(self) -> str:
        return (
            f"{self.articles / self.whole:6.1f} articles a second, {self.publishing:7.1f} s of it publishing "
            f"({self.processor:.1f} s of processor), peak memory {self.peak:.0f} MB"
        )


def compare_loads(folder: Path, *, few: int, many: int) -> bool:
    """Load a few made articles in each way and many in one; return whether all ways came to the same quads."""
    with tempfile.TemporaryDirectory() as temporary:
        root = Path(temporary)
        (root / "load.py").write_text(LOAD, encoding="utf-8")
        some = root / "some"
        some.mkdir()
        for path in sorted(folder.iterdir())[:few]:
            (some / path.name).write_bytes(path.read_bytes())
        loads = {how: _load(root, some, how) for how in ("one", "two", "dask")}
        digests = {how: _digest(root / f"store-{how}-some") for how in loads}
        same = len(set(digests.values())) == 1
        print(f"same quads by one process, two and Dask: {'yes' if same else 'NO'}")
        for how, name in (("one", "one process"), ("two", "two processes"), ("dask", "Dask, two workers")):
            print(f"{few:,} articles, {name:18} {loads[how].line}")
        engine = _printed([sys.executable, "-c", ENGINE, str(root / "store-two-some")])["seconds"]
        ratio = loads["two"].processor / engine
        print(
            f"the engine alone writes these quads in {engine:.1f} s of processor: the load takes {ratio:.1f} times that"
        )
        whole = _load(root, folder, "two")
        print(f"{many:,} articles, two processes      {whole.line}")
        grown = whole.peak - loads["two"].peak
        each = grown * 1024 / (many - few)
        print(f"memory from {few:,} to {many:,} articles: {grown:+.0f} MB, {each:.0f} kB each")
    return same and whole.articles == many


def _load(root: Path, folder: Path, how: str) -> Load:
    store = root / f"store-{how}-{folder.name}"
    found = _printed([sys.executable, str(root / "load.py"), str(store), str(folder), how])
    return Load(int(found["read"]), found["whole"], found["publishing"], found["processor"], found["peak"])


def _printed(command: list[str]) -> dict[str, float]:
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    found = ast.literal_eval(done.stdout.strip().splitlines()[-1])
    assert isinstance(found, dict)
    return found


def _digest(store: Path) -> str:
    """Return a digest of all quads of a store but when its runs ended."""
    from graph.store.versions import VersionStore  # noqa: PLC0415 - the loads run in processes of their own

    with VersionStore(store).require_current().open() as opened:
        lines = sorted(str(quad) for quad in opened.store if not quad.predicate.value.endswith("endedAtTime"))
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
