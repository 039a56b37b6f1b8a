"""Text on its way into a store: the engine reads and writes in a thread of its own, beside whoever gives the text.

The engine's own loader takes text from a file without a Python object for each statement, and without holding up the
interpreter. Through a pipe the file is what was read and checked a moment ago, so nothing is in the store unchecked,
and both halves of a load have a processor of their own.
"""

import os
import threading
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from pyoxigraph import RdfFormat, Store

_PIPES: Final = Path("/dev/fd")
_PIPE_BYTES: Final = 1 << 20


class Feed:
    """A way into a store for N-Quads that are sound: what the parser gave, written again. Use it in a `with` block.

    What is given is in the store when `finish` returns. Where the block ends otherwise, the engine ends with what it
    has: the store is then of no use. Errors of the engine, a full disk among them, come from `write` or `finish`.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._thread: threading.Thread | None = None
        self._pipe = -1
        self._failed: BaseException | None = None

    @staticmethod
    def is_possible() -> bool:
        """Whether the system gives pipes the names that the engine opens them by."""
        return _PIPES.is_dir()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._end()

    def write(self, text: bytes) -> None:
        """Give N-Quads, whole lines; blank nodes in them would get other names."""
        if self._thread is None:
            self._begin()
        rest = memoryview(text)
        try:
            while rest:
                rest = rest[os.write(self._pipe, rest) :]
        except BrokenPipeError:
            self.finish()  # raises what the engine failed with
            raise

    def finish(self) -> None:
        """Wait until all is in the store."""
        self._end()
        if self._failed is not None:
            raise self._failed

    def _begin(self) -> None:
        reading, self._pipe = os.pipe()
        _widen(self._pipe)
        self._thread = threading.Thread(target=self._load, args=(reading,), name="engine", daemon=True)
        self._thread.start()

    def _end(self) -> None:
        if self._pipe >= 0:
            os.close(self._pipe)
            self._pipe = -1
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _load(self, reading: int) -> None:
        try:
            # Each line is what the parser gave of a statement that it found right: it is not checked once more.
            self._store.bulk_load(path=f"{_PIPES}/{reading}", format=RdfFormat.N_QUADS, lenient=True)
        except BaseException as error:  # noqa: BLE001 - it is raised in the thread that writes
            self._failed = error
        finally:
            os.close(reading)  # a writer that waits gets a BrokenPipeError


def _widen(pipe: int) -> None:
    """Let a pipe hold as much as is written at once, where the system can."""
    try:
        import fcntl  # noqa: PLC0415

        fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
    except (ImportError, AttributeError, OSError):
        return
