"""Read a document in a process of its own, which is ended where that takes too long.

A document that hangs, or ends the process that reads it, costs that process and nothing else (`reading_process`). Where
the process that asks is gone, the one that reads ends after the document in hand, or by its limit.
"""

import contextlib
import os
import pickle
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from graph.limits import LIMITS
from loaders.articles.input.files import Article, File
from loaders.articles.mentions.gazetteer import Name
from loaders.articles.readings import Reading

LONGEST: Final = LIMITS.article_seconds
"""Seconds that one document may take."""
Names = tuple[Name, ...]
_PROGRAM: Final = "loaders.articles.input.reading_process"
_ROOT: Final = Path(__file__).resolve().parents[3]


@dataclass(frozen=True)
class Outcome:
    """What became of one article: itself and what was read of it, or the problem, in one line.

    A file may have several; `last` marks the last of each file.
    """

    name: str
    article: Article | None = None
    reading: Reading | None = None
    problem: str | None = None
    last: bool = False


class ReadingProcess:
    """A process that reads documents; for one thread at a time. It takes a second to start, which goes on beside."""

    def __init__(self) -> None:
        self._names: Names | None = None
        self._process = subprocess.Popen(
            [sys.executable, "-m", _PROGRAM],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join([str(_ROOT), *filter(None, sys.path)])},
        )
        self.pid = self._process.pid

    def read(self, file: File, names: Names, *, seconds: float) -> list[Outcome]:
        """Return what became of the articles of a file, read against these names, each within so many seconds; where
        the process ended over one, that, and `ended` is true from then on."""
        outcomes: list[Outcome] = []
        same = self._names == names
        self._names = names  # thousands, which are equal at a glance where they are the same object
        try:
            self._send((None if same else names, seconds, file))
            assert self._process.stdout is not None
            while not outcomes or not outcomes[-1].last:
                outcomes.append(pickle.load(self._process.stdout))  # noqa: S301 - our own process wrote it
        except (EOFError, OSError, pickle.UnpicklingError):
            where = f"{file.called}: what follows {outcomes[-1].name}:" if outcomes else f"{file.called}:"
            if self.close() == -signal.SIGALRM:
                problem = f"{where} took more than {seconds:g} seconds and was given up"
            else:
                problem = f"{where} reading it ended the process that did (too little memory?)"
            outcomes.append(Outcome(file.called, problem=problem, last=True))
        return _closed(outcomes)

    @property
    def ended(self) -> bool:
        """Whether the process is gone, and another one is needed."""
        return self._process.poll() is not None

    def close(self) -> int:
        """End the process, and return its exit status; doing it twice is doing it once."""
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            return self._process.wait(timeout=2)
        self._process.kill()
        return self._process.wait()

    def _send(self, said: object) -> None:
        assert self._process.stdin is not None
        pickle.dump(said, self._process.stdin, protocol=pickle.HIGHEST_PROTOCOL)
        self._process.stdin.flush()


def _closed(outcomes: list[Outcome]) -> list[Outcome]:
    """Mark the last article of a file in place of the outcome of nothing that follows it."""
    *those, end = outcomes
    if end.article or end.problem:
        return outcomes
    if not those:
        return [replace(end, problem=f"{end.name}: no article is in it")]
    return [*those[:-1], replace(those[-1], last=True)]


class ReadingProcesses:
    """The reading processes of this process: one for each thread that reads now, kept for the next document.

    Those that ended are replaced.
    """

    def __init__(self) -> None:
        self._idle: list[ReadingProcess] = []
        self._lock = threading.Lock()

    def read(self, file: File, names: Names, *, seconds: float = LONGEST) -> list[Outcome]:
        """Read one file in a process of its own, against these names."""
        with self._one() as process:
            return process.read(file, names, seconds=seconds)

    def start(self) -> None:
        """Have a process ready: what is done until the first document, and its start, go on at the same time."""
        with self._one():
            pass

    @contextlib.contextmanager
    def _one(self) -> Iterator[ReadingProcess]:
        with self._lock:
            process = self._idle.pop() if self._idle else None
        if process is not None and process.ended:
            process.close()
            process = None
        process = process or ReadingProcess()
        try:
            yield process
        except BaseException:
            process.close()  # half an answer may be under way
            raise
        with self._lock:
            self._idle.append(process)

    def close(self) -> None:
        """End the processes that wait for a document."""
        with self._lock:
            idle, self._idle = self._idle, []
        for process in idle:
            process.close()
