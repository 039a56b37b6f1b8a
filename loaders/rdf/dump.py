"""Dumps: all graphs of a version as one file of N-Quads, and back.

It has the statements alone; versions, and what a store has beside them, are in a backup (`graph/backup`). This is the
one way in which a file may write to the graphs that the service makes itself, and it is asked for by name: whoever can
run the command owns the store.
"""

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

import zstandard
from pyoxigraph import RdfFormat

from graph.claims.layer import derive_again
from graph.claims.materialise import add_many
from graph.claims.publish import Report
from graph.errors import InputError
from graph.search import index_lifecycle as indexes
from graph.statistics import lifecycle as statistics
from graph.store.versions import VersionStore
from loaders.rdf.files import RdfFile
from loaders.rdf.findings import Options
from loaders.rdf.parse import read_quads


def write_dump(versions: VersionStore, path: Path) -> int:
    """Write every statement of the current version to a file, packed as its name says; return how many there are."""
    file = _packing(path)
    with versions.require_current().open() as opened:
        whole = path.with_name(f".{path.name}.part")
        try:
            with _packed(whole, file) as stream:
                opened.store.dump(stream, RdfFormat.N_QUADS)
            whole.replace(path)
        finally:
            whole.unlink(missing_ok=True)
        return len(opened.store)


def _packing(path: Path) -> str:
    for packing in ("", ".gz", ".zst"):
        if path.name.endswith(f".nq{packing}"):
            return packing
    raise InputError(
        "%(path)s is no name for a dump of all graphs.",
        hint="Name it .nq, .nq.gz or .nq.zst. The whole store: huunghi backup FILE.tar.zst",
        values={"path": path},
    )


@contextmanager
def _packed(path: Path, packing: str) -> Iterator[IO[bytes]]:
    if packing == ".gz":
        with gzip.open(path, "wb", compresslevel=6) as packed:
            yield cast("IO[bytes]", packed)
    elif packing == ".zst":
        with path.open("wb") as raw, zstandard.ZstdCompressor().stream_writer(raw) as stream:
            yield cast("IO[bytes]", stream)
    else:
        with path.open("wb") as plain:
            yield plain


def restore_dump(versions: VersionStore, path: Path, *, replace: bool = False) -> Report:
    """Publish a version of exactly a dump's statements; what rules of this release add to its claims is brought up.

    Raises InputError where the file holds no quads or is broken, and where the store is not empty unless `replace`.
    """
    file = RdfFile.of(path)
    if file is None or not file.holds_graphs:
        raise InputError(
            "%(path)s is no backup, and no dump of all graphs.",
            hint="A backup is called FILE.tar.zst (huunghi backup), a dump is N-Quads or TriG (huunghi export dump "
            "FILE.nq). Other RDF: huunghi load FILE",
            values={"path": path},
        )
    report = Report()
    with versions.change(note=f"restore {path.name}") as change:
        store = change.store
        present = len(store)
        if present and not replace:
            raise InputError(
                "The store holds %(count)s statements already, and a dump takes the place of them all.",
                hint="Restore into an empty store (--store FOLDER), or say --replace; versions that are there stay.",
                values={"count": present},
            )
        with report.step("restore"):
            store.clear()
            change.facts.clear()  # they tell of what was there
            # Blank nodes keep their names, by which packed statements of files know them; nobody else's are there.
            add_many(store, read_quads(file, options=Options(of_dump=True), rename_blank_nodes=False))
        with report.step("derive"):
            derive_again(change)
        report.counts["statements restored"] = change.added = len(store)
        change.removed = present
        with report.step("optimise"):
            store.optimize()
        with report.step("index"):
            report.counts["names"] = indexes.write_for(change)
        with report.step("statistics"):
            statistics.write_for(change)
    report.version = change.published
    return report
