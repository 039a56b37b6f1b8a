"""Gather the names of a store that is being filled, and make their index beside that, in a process of its own.

A loader gives the names as it reads them. A few are kept; for more, `python -m graph.search.gathering` is started. It
takes names a line of JSON at a time, takes them apart into words and keeps them in a file of its own, so its memory is
bounded. What is left when all is loaded is to put them in order and to write them. Where the process is ended or fails,
the index is made of the store, here.
"""

import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from pyoxigraph import Store

from graph.search.index import usable
from graph.search.naming import Named, further_names
from graph.search.part import Staging
from graph.search.writing import build, index_errors, write, write_staged

_FEW: Final = 20_000
"""Names up to which no process is worth its start."""
_AT_ONCE: Final = 1_000
_ROOT: Final = Path(__file__).resolve().parents[2]


class Gathering:
    """The names of the labels in a store: all of them, as whoever fills it gives them. Use it in a `with` block."""

    def __init__(self) -> None:
        self._few: list[Named] = []
        self._process: subprocess.Popen[bytes] | None = None
        self._is_lost = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._end()

    def add(self, names: list[Named]) -> None:
        """Take in names; the same one may come again."""
        if self._is_lost:
            return
        self._few += names
        if len(self._few) > _FEW or self._process is not None:
            self._send(self._few)
            self._few = []

    def write(self, store: Store, path: Path) -> int:
        """Write the index of the names that were gathered, and of those that documents and contexts in the store add
        (`naming.further_names`); return how many there are."""
        if self._process is not None:
            self._send(list(further_names(store)))
            count = self._written(path)
            if count is not None:
                return count
        elif not self._is_lost:
            with index_errors(path):
                return build(chain(self._few, further_names(store)), path)
        for left in path.parent.glob("search*"):
            left.unlink()
        return write(store, path)

    def _send(self, names: list[Named]) -> None:
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "graph.search.gathering"],
                env={**os.environ, "PYTHONPATH": str(_ROOT)},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        for at in range(0, len(names), _AT_ONCE):
            self._tell(names[at : at + _AT_ONCE])

    def _tell(self, what: list[Named] | str) -> None:
        if self._process is None or self._process.stdin is None:
            return
        try:
            self._process.stdin.write(json.dumps(what).encode() + b"\n")
            self._process.stdin.flush()
        except OSError:
            self._end()
            self._is_lost = True

    def _written(self, path: Path) -> int | None:
        """Have the index written; return how many names it has, None where that failed."""
        self._tell(str(path))
        if self._process is None or self._process.stdout is None:
            return None
        said = self._process.stdout.readline().strip()
        self._end()
        return int(said) if said.isdigit() and usable(path) else None

    def _end(self) -> None:
        if self._process is not None:
            self._process.kill()
            for stream in (self._process.stdin, self._process.stdout):
                if stream is not None:
                    with contextlib.suppress(OSError):
                        stream.close()
            self._process.wait()
            self._process = None


def main() -> None:
    """Take names from standard input, then where their index goes, and say on standard output how many there are.

    Where the input ends before, whoever loads is gone, or gave up.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with Staging() as staging:
        for said in map(json.loads, sys.stdin.buffer):
            if isinstance(said, str):
                sys.stdout.write(f"{write_staged(staging, Path(said))}\n")
                return
            staging.add(_named(said))


def _named(rows: list[list[str]]) -> Iterator[Named]:
    return (Named(row[0], row[1], row[2], int(row[3]), row[4]) for row in rows)


if __name__ == "__main__":
    main()
