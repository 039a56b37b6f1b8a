"""Load RDF files into the graph directly, as they are; each is a source that can be taken back.

What a file says is taken at its word: no claim is made of it and no shape is asked of it. Its record (name, hash, size,
target graph) and a graph of its statements (graph/claims/origins.py) keep apart what it said. No file writes to a graph
that the service makes itself.
"""

import hashlib
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

from pyoxigraph import NamedNode

from graph.claims import own_things
from graph.claims.files import take_back
from graph.claims.managed import is_managed, refuse_managed
from graph.claims.materialise import DEFAULT
from graph.claims.origins import FileOrigin
from graph.claims.publish import Report
from graph.errors import InputError, Problem
from graph.search import index_lifecycle as indexes
from graph.search.gathering import Gathering
from graph.statistics import lifecycle as statistics
from graph.store.versions import Change, VersionStore
from loaders.articles.regenerate import resolve_again
from loaders.rdf.feed import Feed
from loaders.rdf.files import RdfFile, rdf_files
from loaders.rdf.findings import Options
from loaders.rdf.loading import FileLoading, length_of, names_graphs
from loaders.rdf.observer import Observer
from loaders.rdf.packing import cannot_read

__all__ = ["load_rdf", "rdf_files"]


def load_rdf(
    versions: VersionStore,
    files: Iterable[RdfFile],
    *,
    graph: str | None = None,
    again: bool = False,
    options: Options | None = None,
    observer: Observer | None = None,
    names: bool = True,
) -> Report:
    """Load files and publish; all of them or, where one is broken, none.

    `graph` names the graph that triples go into, the default graph where it is None; quads go where they say.
    `options` say how files are read. `again` loads a file although the same bytes went into the same graph before, in
    place of what came of it then. `observer` is told how far it is. Without `names` their index is left to the
    service. Raises InputError with every fault, each with file, line and column.
    """
    report = Report()
    files = list(files)
    options, observer = options or Options(), observer or Observer()
    empty: list[Problem] = []
    if graph is not None:
        refuse_managed(graph)
    for file in files:
        _check_target(file, graph)
    with (
        versions.change(note="load " + ", ".join(f.path.name for f in files[:5])) as change,
        ExitStack() as stack,
    ):
        store = change.store
        own = earlier_parts = 0
        own_things.begin(change)
        loaded: list[NamedNode] = []
        held = next(iter(store.quads_for_pattern(None, None, None, DEFAULT)), None) is not None
        feeds = not held and change.parent is None and Feed.is_possible()
        gathering = stack.enter_context(Gathering()) if names and feeds else None
        with ThreadPoolExecutor(1) as hasher, Feed(store) as feed:
            digests = [hasher.submit(_sha256, file) for file in files]
            for file, pending in zip(files, digests, strict=True):
                loading = FileLoading(
                    store,
                    file,
                    pending.result(),
                    graph,
                    options,
                    held=held,
                    feed=feed if feeds else None,
                    names=gathering,
                )
                if (earlier := loading.earlier()) is not None:
                    if not again:
                        _leave_out(file, earlier, report)
                        continue
                    earlier_parts += sum(length_of(store, part) for part, _ in earlier.parts)
                    report.counts["statements replaced"] += take_back(store, earlier)[0]
                own += _put_in(loading, report, empty, observer)
                loaded.append(loading.node)
            with report.step("load", lambda _: observer.step("write")):
                feed.finish()
        if not report.counts["files loaded"]:
            if empty and len(empty) == len(files):
                raise InputError("Nothing was loaded.", problems=tuple(empty))
            report.left_out += map(str, empty)
            change.keep_nothing()
            return report
        report.left_out += map(str, empty)
        known = any(own_things.mentions_any(store, node) for node in loaded)
        with report.step("count", observer.step):
            added = _grown_by(change, own - earlier_parts) + report.counts["statements replaced"]
        report.counts["statements added"] = change.added = max(added, 0)
        if change.difference is None:  # of so large a change the engine's files are worth putting in order
            with report.step("optimise", observer.step):
                store.optimize()
        _write_made(change, report, gathering, observer, names=names)
        begin = time.perf_counter()
    report.seconds["publish"] = time.perf_counter() - begin
    report.version = change.published
    if known:  # names and documents of the files may be what articles speak of
        report.version = resolve_again(versions).version or report.version
    return report


def _write_made(
    change: Change, report: Report, gathering: Gathering | None, observer: Observer, *, names: bool
) -> None:
    """Write what is made of the statements of a version: the index of names and, at the same time, the counts."""
    counted = _Beside(lambda: statistics.write_for(change))
    if names:
        with report.step("index", observer.step):
            report.counts["names"] = indexes.write_for(change, gathering, told=observer.indexed)
    with report.step("statistics", observer.step):
        counted.wait()


def _leave_out(file: RdfFile, earlier: FileOrigin, report: Report) -> None:
    report.left_out.append(f"{file.path}: loaded on {earlier.loaded}; to load it once more: --again")
    report.counts["files left out"] += 1


class _Beside:
    """Work in a thread that ends with the process: whoever breaks a load off does not wait for it."""

    def __init__(self, work: Callable[[], object]) -> None:
        self._work = work
        self._failed: BaseException | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def wait(self) -> None:
        """Wait for its end, and raise what it failed with."""
        self._thread.join()
        if self._failed is not None:
            raise self._failed

    def _run(self) -> None:
        try:
            self._work()
        except BaseException as error:  # noqa: BLE001 - it is raised where it is waited for
            self._failed = error


def _put_in(loading: FileLoading, report: Report, empty: list[Problem], observer: Observer) -> int:
    """Put a file's statements in and record them; return how many quads are the record's. A file without goes to
    `empty`, with the reason."""
    with report.step("load"):
        loading.load(observer)
    loading.tell(report)
    if not loading.findings.statements:
        empty.append(loading.why_empty())
        return 0
    with report.step("check"):
        report.notes += loading.contradicted()
    report.counts["files loaded"] += 1
    with report.step("count"):
        return loading.record()


def _grown_by(change: Change, own: int) -> int:
    """Return by how many statements the graph grew, without the records and graphs of files, which are ours.

    `own` is by how many quads those grew: what is not followed is counted as a whole.
    """
    if change.difference is not None:
        gained, lost = (
            sum(not is_managed(getattr(quad.graph_name, "value", "")) for quad in quads)
            for quads in (change.difference.gained, change.difference.lost)
        )
        return gained - lost
    if change.parent is None:
        return len(change.store) - own
    with change.parent.open() as opened:
        return len(change.store) - len(opened.store) - own


def _check_target(file: RdfFile, graph: str | None) -> None:
    if graph is not None and file.holds_graphs:
        raise names_graphs(file)


def _sha256(file: RdfFile) -> str:
    try:
        with file.path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise cannot_read(file.path, error) from error
