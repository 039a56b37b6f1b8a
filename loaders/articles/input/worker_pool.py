"""Read files and extract their records in a pool of processes, in order, with a bounded number under way.

Documents are independent: one that cannot be read, takes too long or ends its process is an outcome like any other, and
stops none of the rest.
"""

import signal
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from multiprocessing import get_context
from typing import Final

from graph.errors import InputError
from graph.limits import LIMITS
from loaders.articles.extract import Rules
from loaders.articles.input.files import Article, File, read
from loaders.articles.mentions.gazetteer import Gazetteer, Name
from loaders.articles.records import Record

LONGEST: Final = LIMITS.article_seconds
"""Seconds that one document may take."""
UNDER_WAY: Final = 64
"""Documents given to the pool beforehand, so that memory does not grow with the folder."""


@dataclass(frozen=True)
class Outcome:
    """What became of one file: the article and its records, or the problem, in one line."""

    name: str
    article: Article | None = None
    records: tuple[Record, ...] = ()
    problem: str | None = None


def read_in_order(
    files: Iterable[File], names: tuple[Name, ...], *, workers: int | None = None
) -> Iterator[Outcome]:
    """Yield the outcome of each file, in the order given."""
    waiting = iter(files)
    pending: list[tuple[File, Future[Outcome]]] = []
    pool = _pool(names, workers)
    try:
        while True:
            for file in islice(waiting, UNDER_WAY - len(pending)):
                pending.append((file, pool.submit(_read, file)))
            if not pending:
                return
            try:
                yield pending[0][1].result()
                pending.pop(0)
            except BrokenProcessPool:
                # One of those under way ended its process: read each by itself, and go on with a new pool.
                pool.shutdown(wait=False)
                suspects = [file for file, _ in pending]
                pending = []
                for file in suspects:
                    yield _alone(file, names)
                pool = _pool(names, workers)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _pool(names: tuple[Name, ...], workers: int | None) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(workers, get_context("spawn"), _start, (names,))


def _alone(file: File, names: tuple[Name, ...]) -> Outcome:
    with _pool(names, 1) as pool:
        try:
            return pool.submit(_read, file).result()
        except BrokenProcessPool:
            problem = f"{file.path.name}: reading it ended the process that did (too little memory?)"
            return Outcome(file.path.name, problem=problem)


_gazetteer: Gazetteer = Gazetteer()
_extractor: Final = Rules()


def _start(names: tuple[Name, ...]) -> None:
    global _gazetteer  # noqa: PLW0603 - one for each worker process, made once
    _gazetteer = Gazetteer.of(names)


@contextmanager
def _limit(seconds: float) -> Iterator[None]:
    def stop(*_: object) -> None:
        raise TimeoutError

    signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _read(file: File) -> Outcome:
    """Read one file in a worker process, which is an entry point: nothing but its outcome leaves it."""
    name = file.path.name
    try:
        with _limit(LONGEST):
            article = read(file)
            records = _extractor(
                article.text,
                language=article.language,
                title=article.title,
                published=article.published,
                gazetteer=_gazetteer,
            )
    except InputError as error:
        return Outcome(name, problem=error.message)
    except TimeoutError:
        return Outcome(name, problem=f"{name}: took more than {LONGEST:.0f} seconds and was given up")
    except OSError as error:
        return Outcome(name, problem=f"{name}: {error.strerror or error}")
    except Exception as error:  # noqa: BLE001 - a document that our code fails on must not stop the others
        said = " ".join(str(error).split())[:120]
        return Outcome(
            name, problem=f"{name}: could not be read ({type(error).__name__}: {said}); please report it"
        )
    return Outcome(name, article, records)
