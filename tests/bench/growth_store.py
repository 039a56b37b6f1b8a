"""The stores of the benchmark of growth: the same made data at every size, built once and kept.

A store holds the five reports of data/, made tables (sources with people, bodies, tenures, documents, events and
citations: claims and what is accepted of them, about a fifth of all), and a made graph with high-degree nodes, of
which the first has a tenth of all links: a million of them at fifty million triples. The graph is loaded last, so the
figures of its load are those of a load into a store in use.
"""

import ast
import json
import os
import shutil
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from graph.store.versions import VersionStore
from tests.bench.made import write_graph
from tests.bench.made_pages import PROGRAM, TABLES
from tests.bench.tables import write_tables

HUB_SHARE: Final = 5
TRIPLES_PER_ROW: Final = 550
"""Triples of the made graph to a row of the tables; a row makes about seventy quads."""
ROWS_PER_SOURCE: Final = 50
FIGURES: Final = "figures.json"
LOAD: Final = """
import resource, sys
from pathlib import Path
from graph.store.versions import VersionStore
from loaders.rdf.load import load_rdf, rdf_files
report = load_rdf(VersionStore(sys.argv[1]), rdf_files(Path(sys.argv[2])))
memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print({**report.seconds, "names": report.counts["names"], "memory": memory})
"""


@dataclass(frozen=True)
class Figures:
    """What was measured while a store was built: seconds, MB of memory, bytes on disk."""

    load_average: float
    tables: float
    oxigraph_load: float
    load: float
    index: float
    statistics: float
    publish: float
    memory: float
    quads: int
    names: int
    bytes_graph: int
    bytes_names: int
    bytes_statistics: int


@dataclass(frozen=True)
class Built:
    """A kept store, how many triples its made graph has, and what was measured while it was built."""

    folder: Path
    triples: int
    figures: Figures

    @property
    def store(self) -> Path:
        """Folder of the store."""
        return self.folder / "store"


def rows_of(triples: int) -> int:
    """Return how many rows the tables of a store have, citations aside."""
    return max(120, triples // TRIPLES_PER_ROW)


def folder_of(keep: str, triples: int) -> Path:
    """Return the folder in which the store of a size is kept: `keep`, then its size in millions."""
    return Path(f"{keep}-{triples / 1e6:g}")


def built(folder: Path, triples: int, *, reports: bool = True) -> Built:
    """Return the store that is kept in a folder; it is built first where there is none, or a part of one.

    Without `reports` the five reports are left out, and the tables are few.
    """
    path = folder / FIGURES
    if not path.exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        figures = _build(folder, triples, reports=reports)
        path.write_text(json.dumps(asdict(figures), indent=1), encoding="utf-8")
    return Built(folder, triples, Figures(**json.loads(path.read_text(encoding="utf-8"))))


def _build(folder: Path, triples: int, *, reports: bool) -> Figures:
    store, tables, made = folder / "store", folder / "tables", folder / "made.nt"
    load_average = os.getloadavg()[0]
    rows = rows_of(triples)
    write_tables(tables, rows=rows, sources=max(5, rows // ROWS_PER_SOURCE), cited=True)
    if reports:
        _timed("five reports", [PROGRAM, "--store", str(store), "load", str(TABLES)])
    of_tables, _ = _timed("tables", [PROGRAM, "--store", str(store), "load", str(tables)])
    write_graph(made, triples=triples, hub_share=HUB_SHARE)
    theirs = folder / "oxigraph"
    program = str(Path(sys.executable).with_name("oxigraph"))
    of_oxigraph, _ = _timed("oxigraph load", [program, "load", "-l", str(theirs), "-f", str(made)])
    shutil.rmtree(theirs)
    whole, printed = _timed("huunghi load", [sys.executable, "-c", LOAD, str(store), str(made)])
    steps: dict[str, float] = ast.literal_eval(printed)
    made.unlink()
    shutil.rmtree(tables)
    version = VersionStore(store).require_current()
    with version.open() as opened:
        quads = len(opened.store)
    apart = steps["index"] + steps["statistics"] + steps["publish"]
    return Figures(
        load_average=load_average,
        tables=of_tables,
        oxigraph_load=of_oxigraph,
        load=whole - apart,
        index=steps["index"],
        statistics=steps["statistics"],
        publish=steps["publish"],
        memory=steps["memory"],
        quads=quads,
        names=int(steps["names"]),
        bytes_graph=bytes_of(version.store_path),
        bytes_names=bytes_of(*version.path.glob("search*")),
        bytes_statistics=bytes_of(*version.path.glob("statistics*")),
    )


def bytes_of(*paths: Path) -> int:
    """Return how many bytes of the disk files and folders take; what is there under several names counts once."""
    files = [file for path in paths for file in (path.rglob("*") if path.is_dir() else [path])]
    found = {one.st_ino: one.st_blocks * 512 for one in (file.lstat() for file in files if file.exists())}
    return sum(found.values())


def _timed(what: str, command: list[str]) -> tuple[float, str]:
    """Return the seconds that a command takes, and what it prints."""
    began = time.perf_counter()
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    seconds = time.perf_counter() - began
    print(f"  {what}: {seconds:.1f} s", file=sys.stderr, flush=True)
    return seconds, done.stdout
