"""Load RDF files into the graph directly, as they are, by the store's own bulk loader.

What a file says is taken at its word: no claim is made of it and no shape is asked of it. Its origin (name, hash,
size, target graph) is recorded once, so that the same file is not loaded twice.
"""

import gzip
import hashlib
import io
import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

import zstandard
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Store

from graph.claims.asserted import statements_put_in
from graph.claims.claim import TYPE, properties_of
from graph.claims.publish import ORIGINS, Report, now
from graph.errors import InputError, Problem
from graph.search import index_lifecycle as indexes
from graph.store.versions import VersionStore
from ontology.iris import HN, mint
from ontology.terms import hn, prov, xsd

FORMATS: Final = {
    ".ttl": RdfFormat.TURTLE,
    ".nt": RdfFormat.N_TRIPLES,
    ".nq": RdfFormat.N_QUADS,
    ".trig": RdfFormat.TRIG,
    ".rdf": RdfFormat.RDF_XML,
    ".owl": RdfFormat.RDF_XML,
    ".xml": RdfFormat.RDF_XML,
    ".jsonld": RdfFormat.JSON_LD,
    ".json": RdfFormat.JSON_LD,
}
PACKED: Final = (".gz", ".zst")
_HOLD_QUADS: Final = (RdfFormat.N_QUADS, RdfFormat.TRIG)
_BLOCK: Final = 1 << 20

Advance = Callable[[int], None]


@dataclass(frozen=True)
class RdfFile:
    """A file of RDF: its path, syntax, packing (`.gz`, `.zst` or empty) and size in bytes."""

    path: Path
    format: RdfFormat
    packing: str
    size: int

    @classmethod
    def of(cls, path: Path) -> "RdfFile | None":
        """Describe a file by its name, or return None where the name is of no syntax we read."""
        packing = path.suffix if path.suffix in PACKED else ""
        syntax = Path(path.stem).suffix if packing else path.suffix
        found = FORMATS.get(syntax.lower())
        return None if found is None else cls(path, found, packing, path.stat().st_size)


def rdf_files(path: Path) -> list[RdfFile]:
    """Return the RDF files a path names: itself, or those below it in order; raise InputError where there are none."""
    candidates = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
    try:
        files = [f for f in map(RdfFile.of, candidates) if f is not None]
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.") from error
    if not files:
        known = ", ".join(FORMATS)
        raise InputError(
            f"{path} holds no RDF.",
            hint=f"RDF files end in {known}, each also with {' or '.join(PACKED)}; tables have a metadata.json.",
        )
    return files


def load_rdf(
    versions: VersionStore,
    files: Iterable[RdfFile],
    *,
    graph: str | None = None,
    again: bool = False,
    advance: Advance | None = None,
) -> Report:
    """Load files and publish; all of them or, where one is broken, none.

    `graph` names the graph that triples go into, the default graph where it is None; quads go where they say.
    `again` loads a file although the same bytes went into the same graph before. `advance` is called with the
    bytes read. Raises InputError with file, line and column.
    """
    report = Report()
    files = list(files)
    target = NamedNode(graph) if graph else DefaultGraph()
    with versions.change(note="load " + ", ".join(f.path.name for f in files[:5])) as change:
        store = change.store
        with report.step("count"):
            count = 0 if change.parent is None else len(store)
        records = 0
        with statements_put_in(store), ThreadPoolExecutor(1) as hasher:
            for file in files:
                _check_target(file, graph)
                if not again and (when := _loaded_before(store, file, graph)):
                    report.left_out.append(f"{file.path}: loaded on {when}; to load it once more: --again")
                    report.counts["files left out"] += 1
                    continue
                digest = hasher.submit(_sha256, file.path)
                with report.step("load"):
                    _load_file(store, file, target, advance)
                records += _record_origin(store, file, graph, digest.result())
                report.counts["files loaded"] += 1
        if not report.counts["files loaded"]:
            change.keep_nothing()
            return report
        with report.step("count"):
            # The record of each file's origin is ours, not the file's.
            added = len(store) - count - records
        report.counts["statements added"] = change.added = max(added, 0)
        with report.step("optimise"):
            store.optimize()
        with report.step("index"):
            report.counts["names"] = indexes.write_for(change)
        begin = time.perf_counter()
    report.seconds["publish"] = time.perf_counter() - begin
    report.version = change.published
    return report


def _check_target(file: RdfFile, graph: str | None) -> None:
    if graph is not None and file.format in _HOLD_QUADS:
        raise InputError(
            f"{file.path} names its graphs itself.",
            hint="Load it without --graph, or as triples (.ttl, .nt).",
        )


def _load_file(
    store: Store, file: RdfFile, target: NamedNode | DefaultGraph, advance: Advance | None
) -> None:
    to_graph = None if file.format in _HOLD_QUADS else target
    base = file.path.resolve().as_uri()
    try:
        if file.packing or file.format == RdfFormat.JSON_LD:
            with _unpacked(file, advance) as stream:
                store.bulk_load(stream, format=file.format, base_iri=base, to_graph=to_graph)
        else:
            # By its path, the loader reads the file without a detour through Python.
            with _watch(file.path, advance):
                store.bulk_load(path=str(file.path), format=file.format, base_iri=base, to_graph=to_graph)
    except SyntaxError as error:
        raise InputError(
            "Nothing was loaded.",
            problems=(Problem(str(file.path), error.msg, error.lineno, error.offset),),
            hint="Correct the file and load again.",
        ) from error
    except (ValueError, EOFError, gzip.BadGzipFile, zstandard.ZstdError) as error:
        problem = Problem(str(file.path), f"cannot be read as {file.path.suffix}: {error}")
        raise InputError("Nothing was loaded.", problems=(problem,)) from error


@contextmanager
def _unpacked(file: RdfFile, advance: Advance | None) -> Iterator[IO[bytes]]:
    with file.path.open("rb") as raw:
        counted = io.BufferedReader(_Counted(raw, advance), _BLOCK)
        if file.packing == ".gz":
            with gzip.open(counted) as stream:
                yield stream  # type: ignore[misc]
        elif file.packing == ".zst":
            with zstandard.ZstdDecompressor().stream_reader(counted, read_across_frames=True) as stream:
                yield stream
        else:
            yield counted


class _Counted(io.RawIOBase):
    """A raw stream that reports how many bytes went through it."""

    def __init__(self, raw: IO[bytes], advance: Advance | None) -> None:
        self._raw, self._advance = raw, advance

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        block = self._raw.read(len(buffer))
        buffer[: len(block)] = block
        if self._advance:
            self._advance(len(block))
        return len(block)


@contextmanager
def _watch(path: Path, advance: Advance | None) -> Iterator[None]:
    """Tell how far the loader has read a file it opened itself, by the offset of its descriptor (Linux)."""
    if advance is None:
        yield
        return
    done, told = threading.Event(), 0

    def follow() -> None:
        nonlocal told
        while not done.wait(0.2):
            offset = _offset(path.resolve())
            if offset is not None and offset > told:
                advance(offset - told)
                told = offset

    thread = threading.Thread(target=follow, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
    advance(path.stat().st_size - told)


def _offset(path: Path) -> int | None:
    try:
        for entry in Path("/proc/self/fd").iterdir():
            if entry.resolve() == path:
                text = Path(f"/proc/self/fdinfo/{entry.name}").read_text(encoding="ascii")
                return int(text.split("pos:", 1)[1].split(None, 1)[0])
    except (OSError, IndexError, ValueError):
        return None
    return None


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


_SIZE, _SHA, _TARGET = (NamedNode(HN + n) for n in ("byteSize", "sha256", "targetGraph"))
_NAME, _LOADED = NamedNode(hn.fileName), NamedNode(hn.loadedAt)


def _loaded_before(store: Store, file: RdfFile, graph: str | None) -> str | None:
    """When the same bytes went into the same graph, or None. The file is hashed only where the size is known."""
    size = Literal(str(file.size), datatype=NamedNode(xsd.integer))
    same_size = [q.subject for q in store.quads_for_pattern(None, _SIZE, size, ORIGINS)]
    if not same_size:
        return None
    digest = Literal(_sha256(file.path))
    for origin in same_size:
        said = properties_of(store, origin, ORIGINS)
        target = said.get(_TARGET)
        into = target.value if isinstance(target, NamedNode) else None
        if said.get(_SHA) == digest and (into == graph or file.format in _HOLD_QUADS):
            when = said.get(_LOADED)
            return when.value if isinstance(when, Literal) else "an earlier day"
    return None


def _record_origin(store: Store, file: RdfFile, graph: str | None, digest: str) -> int:
    """Write down where a file came from; return how many quads that added."""
    where = hashlib.sha256(f"{graph or ''}".encode()).hexdigest()[:8]
    node = NamedNode(mint("origin", f"{digest[:20]}-{where}"))
    said: list[tuple[NamedNode, NamedNode | Literal]] = [
        (TYPE, NamedNode(hn.Origin)),
        (TYPE, NamedNode(prov.Entity)),
        (_NAME, Literal(os.fsencode(file.path.name).decode("utf-8", "replace"))),
        (_SHA, Literal(digest)),
        (_SIZE, Literal(str(file.size), datatype=NamedNode(xsd.integer))),
        (_LOADED, now()),
        *([(_TARGET, NamedNode(graph))] if graph else []),
    ]
    earlier = list(store.quads_for_pattern(node, None, None, ORIGINS))
    for quad in earlier:
        store.remove(quad)
    store.extend(Quad(node, predicate, value, ORIGINS) for predicate, value in said)
    return len(said) - len(earlier)
