"""Walk all that can be reached: `python -m tests.walk [--scale 1]`; exit 1 where a page, a format or a count is wrong.

Two stores: the graph of the five reports, and data as others make it (`foreign.py`). Prints each fault as it is found,
and at the end what was walked.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from graph.store.reader import EmbeddedReader
from graph.store.versions import VersionStore
from loaders.rdf.load import load_rdf, rdf_files
from loaders.tables.load import load_tables
from queries.read.statements import read_known
from tests.walk.foreign import Foreign
from tests.walk.walker import Walked, Walker, address_of, names_in
from tests.web.conftest import Inside  # type: ignore[import-not-found, unused-ignore]

DATA = Path(__file__).resolve().parents[2] / "data"


def walk_store(store: VersionStore, each: int = 0) -> Walked:
    """Walk a store from its first page and from every IRI in it that has a page: what only claims name has none."""
    reader = EmbeddedReader.current(store)
    engine = reader.opened.store
    site = Inside(store.root)
    try:
        seeds = ("/", "/sitemap.xml", *map(address_of, sorted(read_known(reader, names_in(engine)))))
        return Walker(site, engine, each).walk(seeds, progress=5000)
    finally:
        site.close()


def main() -> int:
    """Walk the stores that were asked for; return 1 where there was a fault."""
    parser = argparse.ArgumentParser(prog="python -m tests.walk", description=__doc__)
    parser.add_argument("stores", nargs="*", default=["reports", "foreign"], help="reports, foreign")
    parser.add_argument(
        "--scale", type=float, default=1.0, help="share of the foreign data (default: the whole)"
    )
    parser.add_argument("--each", type=int, default=0, help="addresses walked of each sort (default: all)")
    given = parser.parse_args()
    faults = 0
    with tempfile.TemporaryDirectory() as folder:
        for name in given.stores:
            store = VersionStore(Path(folder) / name)
            if name == "reports":
                load_tables(store, DATA)
            else:
                file = Path(folder) / "foreign.nq"
                with file.open("w", encoding="utf-8") as lines:
                    lines.writelines(f"{line}\n" for line in Foreign.of(given.scale).lines())
                load_rdf(store, rdf_files(file))
            start = time.perf_counter()
            walked = walk_store(store, given.each)
            print(f"{name}: {walked} in {time.perf_counter() - start:,.0f} s", flush=True)
            faults += len(walked.faults)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
