"""Find the line at which a file writes to a graph that the service makes itself.

The file is given to its parser line by line, which is slow: it is asked when there is one.
"""

import io
from typing import IO, cast

from pyoxigraph import parse

from graph.claims.managed import is_managed
from loaders.rdf.files import RdfFile, opened
from loaders.rdf.findings import Options
from loaders.rdf.syntax import HOLD_QUADS


def line_of_managed(file: RdfFile, options: Options) -> int | None:
    """Return the line at which the first statement of a managed graph is complete; None where nobody can say."""
    for part in file.parts:
        if part.format not in HOLD_QUADS:
            continue
        with opened(part, encoding=options.encoding) as text:
            lines = _Lines(text.stream)
            for quad in parse(cast("IO[bytes]", lines), format=text.format, base_iri=options.base):
                if is_managed(getattr(quad.graph_name, "value", "")):
                    return lines.count
    return None


class _Lines(io.RawIOBase):
    """A stream that gives one line at a time, and counts them."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._left = b""
        self.count = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        if not self._left:
            self._left = self._stream.readline()
            self.count += 1
        block, self._left = self._left[: len(buffer)], self._left[len(buffer) :]
        buffer[: len(block)] = block
        return len(block)
