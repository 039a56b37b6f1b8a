"""Load a folder of articles: read and extract in processes, here or on a cluster, claim and publish batch by batch.

Documents are independent: one that cannot be read is listed and stops no other. What was read by the same version of
the extractor before is passed over, so that a load that was broken off goes on where it was.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Final

from graph.claims.publish import Report, add_sources
from graph.store.versions import VersionStore
from loaders.articles.input.files import files_in
from loaders.articles.input.formats import is_article_file
from loaders.articles.input.side_car import BESIDE
from loaders.articles.input.time_limited import Outcome
from loaders.articles.input.worker_pool import Submits, get_ready, read_in_order
from loaders.articles.readings import Readings
from loaders.articles.regenerate import Ground, load_readings, texts_in
from loaders.articles.reread import TEXTS
from loaders.rdf.syntax import format_named

BATCH: Final = 500
"""How many articles are read before their readings are kept."""
PUBLISHED: Final = 5_000
"""How many articles are published at once: what is known before is looked at once for them all. What is read anew where
a load is broken off is no more than this."""

Progress = Callable[[int, int], None]


def is_articles(path: Path) -> bool:
    """Whether a path is an article, or a folder of them or of folders of them."""
    if not path.is_dir():
        return is_article_file(path)
    if any(map(_is_article, path.iterdir())):
        return True
    # Texts below a folder of RDF are about the data.
    below = [p for p in path.rglob("*") if p.is_file()]
    articles = set(filter(_is_article, below))
    return bool(articles) and not any(format_named(p.name) for p in below if p not in articles)


def _is_article(path: Path) -> bool:
    return path.is_file() and path.stem.upper() not in BESIDE and is_article_file(path)


def load_articles(
    versions: VersionStore,
    path: Path,
    *,
    workers: int | None = None,
    executor: Executor | Submits | None = None,
    progress: Progress | None = None,
    hashes: set[str] | None = None,
) -> Report:
    """Load the articles of a folder, or one, as claims; return what was added, left out and not readable.

    They are read in so many processes, one for each core where `workers` is None, or by an `executor` that has so many.
    The cleaned texts are kept in the store's folder `texts`. `progress` is called with how many files are done,
    and of how many; `hashes` gets the hash of every text that could be read, now or before. `report.left_out` has a
    line for each document that gave nothing; its count is `documents failed`.
    """
    files = files_in(path, store=versions.root)
    if executor is None and files:
        get_ready()
    report = Report()
    ground = Ground.of(versions.current())
    known = ground.known.names
    names = Readings(versions.root).keep_names(known)
    done = _done_before(versions)
    results = _told(read_in_order(files, known, executor=executor, workers=workers), progress, len(files))
    fresh: list[str] = []
    told: list[str] = []
    while batch := list(islice(results, BATCH)):
        if hashes is not None:
            hashes.update(r.article.sha256 for r in batch if r.article is not None)
        kept = list(_sort_out(batch, done, report))
        _keep(versions, kept, names)
        fresh += [r.article.sha256 for r in kept if r.article]
        told += [r.name for r in kept][: 4 - len(told)]
        if len(fresh) >= PUBLISHED:
            _publish(versions, fresh, told, report, ground)
            fresh, told = [], []
    if fresh:
        _publish(versions, fresh, told, report, ground)
    return report


def _told(results: Iterable[Outcome], progress: Progress | None, total: int) -> Iterator[Outcome]:
    done = 0
    for result in results:
        done += result.last
        if progress and result.last:
            progress(done, total)
        yield result


def _sort_out(batch: Iterable[Outcome], done: set[str], report: Report) -> Iterator[Outcome]:
    for result in batch:
        if result.article is None:
            report.counts["documents failed"] += 1
            report.left_out.append(result.problem or result.name)
        elif result.article.sha256 in done:
            report.counts["documents read before"] += 1
        else:
            done.add(result.article.sha256)
            report.counts["documents read"] += 1
            if result.article.note:
                report.notes.append(result.article.note)
            yield result


def _keep(versions: VersionStore, batch: list[Outcome], names: str) -> None:
    """Keep the readings of articles, and their texts."""
    if batch:
        _keep_texts(versions, batch)
        Readings(versions.root).put(replace(r.reading, names=names) for r in batch if r.reading)


def _publish(
    versions: VersionStore, fresh: list[str], told: list[str], report: Report, ground: Ground
) -> None:
    note = ", ".join(told[:3]) + (" and others" if len(told) > 3 else "")
    one = add_sources(versions, load_readings(fresh, ground), note=f"load articles {note}")
    report.version = one.version or report.version
    report.counts.update(one.counts)
    report.left_out += one.left_out
    for step, seconds in one.seconds.items():
        report.seconds[step] = report.seconds.get(step, 0.0) + seconds


def _done_before(versions: VersionStore) -> set[str]:
    """Hashes of the texts that the store has claims and a reading of. Stores of before 0.3 kept no readings: their
    texts are read again.
    """
    version = versions.current()
    if version is None:
        return set()
    with version.open() as opened:
        claimed = set(texts_in(opened.store))
    return {reading.sha256 for reading in Readings(versions.root).get(claimed, records=False)}


def _keep_texts(versions: VersionStore, batch: list[Outcome]) -> None:
    folder = versions.root / TEXTS
    folder.mkdir(parents=True, exist_ok=True)
    for result in batch:
        if result.article is not None:
            content = result.article.text.encode()
            target = folder / f"{hashlib.sha256(content).hexdigest()}.txt"
            if not target.exists():
                fresh = target.with_suffix(".next")
                fresh.write_bytes(content)
                fresh.rename(target)
