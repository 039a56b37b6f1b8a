"""Statements that wait to be written: in memory while they are few, in a file without a name beyond that."""

import tempfile
from collections.abc import Iterable, Iterator
from typing import IO, Final

from pyoxigraph import Quad, RdfFormat, parse, serialize

_IN_MEMORY: Final = 50_000
"""Quads that are kept as such; they take about 30 MB."""


class Spool:
    """A list of quads that only grows, and is read once. Blank nodes keep their names."""

    def __init__(self) -> None:
        self._quads: list[Quad] = []
        self._file: IO[bytes] | None = None

    def extend(self, quads: Iterable[Quad]) -> None:
        """Put quads at the end."""
        self._quads.extend(quads)
        if len(self._quads) > _IN_MEMORY:
            if self._file is None:
                self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed when the spool is read
            serialize(self._quads, self._file, RdfFormat.N_QUADS)
            self._quads.clear()

    def __iter__(self) -> Iterator[Quad]:
        if self._file is not None:
            with self._file as file:
                file.seek(0)
                yield from parse(file, RdfFormat.N_QUADS, lenient=True)
        yield from self._quads
