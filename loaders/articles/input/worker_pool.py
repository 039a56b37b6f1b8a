"""Read files and extract their records through an executor, in order, with a bounded number under way.

Any `concurrent.futures.Executor` will do: a task is a few files, and reads each in a process that is ended where it
takes too long (`time_limited`), wherever the executor runs the task. By default that is here, with a process for each
core; `dask_cluster` has one that spreads the tasks over the machines of a cluster.

Documents are independent: one that cannot be read, takes too long or ends its process is an outcome like any other, and
stops none of the rest.
"""

import atexit
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future, ThreadPoolExecutor
from dataclasses import replace
from itertools import islice
from typing import Final, Protocol

from graph.errors import InputError
from loaders.articles.input.files import File
from loaders.articles.input.time_limited import LONGEST, Names, Outcome, ReadingProcesses

AT_ONCE: Final = 8
"""Files of one task: the names that they are read against travel once for them all."""
UNDER_WAY: Final = 4
"""Tasks given to the executor for each one that it works on, so that memory does not grow with the folder."""

_processes: Final = ReadingProcesses()
atexit.register(_processes.close)


class Submits(Protocol):
    """What reading needs of a `concurrent.futures.Executor`; Dask's has a little less than the class, and this."""

    def submit(self, work: Callable[..., list[Outcome]], /, *given: object) -> "Future[list[Outcome]]": ...


def get_ready() -> None:
    """Start a process to read in here, beside what is done before the first document is known."""
    _processes.start()


def read_in_order(
    files: Iterable[File],
    names: Names,
    *,
    executor: Executor | Submits | None = None,
    workers: int | None = None,
    seconds: float = LONGEST,
) -> Iterator[Outcome]:
    """Yield the outcomes of each file, in the order given: one for each article.

    With an `executor`, which stays open, `workers` is how many tasks it works on at the same time. One document may
    take so many `seconds`.
    """
    workers = workers or os.cpu_count() or 1
    if executor is not None:
        yield from _in_order(files, names, executor, workers, seconds)
        return
    with ThreadPoolExecutor(workers, thread_name_prefix="reading") as own:  # each waits for a process
        try:
            yield from _in_order(files, names, own, workers, seconds)
        finally:
            own.shutdown(cancel_futures=True)


def _in_order(
    files: Iterable[File], names: Names, executor: Executor | Submits, workers: int, seconds: float
) -> Iterator[Outcome]:
    waiting = iter(files)
    pending: deque[tuple[tuple[File, ...], Future[list[Outcome]]]] = deque()
    try:
        while True:
            while len(pending) < workers * UNDER_WAY and (some := tuple(islice(waiting, AT_ONCE))):
                pending.append((some, executor.submit(read_files, _absolute(some), names, seconds)))
            if not pending:
                return
            yield from _outcomes(*pending.popleft())
    finally:
        for _, one in pending:
            one.cancel()


def _absolute(files: Iterable[File]) -> tuple[File, ...]:
    """Name files as they are to be found from any folder."""
    return tuple(replace(file, path=file.path.absolute()) for file in files)


def _outcomes(files: Iterable[File], future: "Future[list[Outcome]]") -> list[Outcome]:
    """Return what a task came to; where the executor gave it up, that, for each of its files."""
    try:
        return future.result()
    except (CancelledError, BrokenExecutor) as error:
        raise InputError(
            "What reads the articles ended before all of them were read.",
            hint="What was published stays. Start it again, and load the same folder: the load goes on.",
        ) from error
    except Exception as error:  # noqa: BLE001 - whatever an executor raises, of its own or of its workers
        said = " ".join(f"{type(error).__name__}: {error}".split())[:160]
        return [
            Outcome(
                file.called, problem=f"{file.called}: could not be read where it was sent ({said})", last=True
            )
            for file in files
        ]


def read_files(files: Iterable[File], names: Names, seconds: float) -> list[Outcome]:
    """Read files in a process of their own, one after the other: the task of an executor."""
    return [outcome for file in files for outcome in _processes.read(file, names, seconds=seconds)]
