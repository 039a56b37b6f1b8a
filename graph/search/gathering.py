"""Gather the names of a store that is being filled, and make their index beside that, in a process of its own.

A loader gives the statements that name things as it reads them, as lines of N-Quads. A few are kept; for more,
`python -m graph.search.gathering` is started. It takes names apart into words and keeps them in a file of its own, so
its memory is bounded. What is left when all is loaded is to put them in order and to write them. Where the process is
ended or fails, the index is made of the store, here.
"""

import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from pyoxigraph import RdfFormat, Store, parse

from graph.search.index import usable
from graph.search.naming import Named, further_names, named_by
from graph.search.part import Staging
from graph.search.writing import Told, build, index_errors, write, write_staged

_FEW: Final = 20_000
"""Names up to which no process is worth its start."""
_AT_ONCE: Final = 5_000
_END: Final = b" .\n"
_ROOT: Final = Path(__file__).resolve().parents[2]


class Gathering:
    """The labels in a store: all of them, as whoever fills it gives them. Use it in a `with` block."""

    def __init__(self) -> None:
        self._few: list[bytes] = []
        self._process: subprocess.Popen[bytes] | None = None
        self._is_lost = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._end()

    def add(self, lines: list[bytes]) -> None:
        """Take in statements with properties of labels, as the store gives them, each a line of N-Quads without its end
        (` .`). One may come again."""
        if self._is_lost:
            return
        self._few += lines
        if len(self._few) > _FEW or self._process is not None:
            self._start()
            self._send(_END.join([*self._few, b""]))
            self._few = []

    def write(self, store: Store, path: Path, *, told: Told | None = None) -> int:
        """Write the index of the names that were gathered, and of those that documents and contexts in the store add
        (`naming.further_names`); return how many there are."""
        if self._process is not None:
            for named in further_names(store):
                self._send(json.dumps(named).encode() + b"\n")
            count = self._written(path, told)
            if count is not None:
                return count
        elif not self._is_lost:
            with index_errors(path):
                return build(chain(_labels(self._few), further_names(store)), path, told=told)
        for left in path.parent.glob("search*"):
            left.unlink()
        return write(store, path, told=told)

    def _start(self) -> None:
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "graph.search.gathering"],
                env={**os.environ, "PYTHONPATH": str(_ROOT)},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )

    def _send(self, text: bytes) -> None:
        if self._process is None or self._process.stdin is None:
            return
        try:
            self._process.stdin.write(text)
            self._process.stdin.flush()
        except OSError:
            self._end()
            self._is_lost = True

    def _written(self, path: Path, told: Told | None) -> int | None:
        """Have the index written; return how many names it has, None where that failed."""
        self._send(json.dumps(str(path)).encode() + b"\n")
        if self._process is None or self._process.stdin is None or self._process.stdout is None:
            return None
        self._process.stdin.close()
        said = b""
        for line in self._process.stdout:
            said, _, total = line.strip().partition(b" of ")
            if total and told is not None:
                told(int(said), int(total))
            said = b"" if total else said
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
    """Take statements that name things, and other names as arrays of JSON, from standard input, then where their index
    goes as a text of JSON, and say on standard output how many names there are.

    Where the input ends before, whoever loads is gone, or gave up.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with Staging() as staging:
        lines = iter(sys.stdin.buffer)
        while some := list(islice(lines, _AT_ONCE)):
            path = json.loads(some.pop()) if some[-1].startswith(b'"') else None
            labels = [line for line in some if not line.startswith(b"[")]
            staging.add(_labels(labels))
            staging.add(_named(line) for line in some if line.startswith(b"["))
            if path is not None:
                sys.stdout.write(f"{write_staged(staging, Path(path), told=_tell)}\n")
                return


def _tell(done: int, total: int) -> None:
    sys.stdout.write(f"{done} of {total}\n")
    sys.stdout.flush()


def _labels(lines: Iterable[bytes]) -> Iterator[Named]:
    text = b"".join(line if line.endswith(b"\n") else line + _END for line in lines)
    for quad in parse(text, format=RdfFormat.N_QUADS, lenient=True):
        yield from named_by(quad)


def _named(line: bytes) -> Named:
    said = json.loads(line)
    return Named(said[0], said[1], said[2], int(said[3]), said[4])


if __name__ == "__main__":
    main()
