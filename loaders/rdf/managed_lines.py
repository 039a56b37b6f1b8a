"""Find the line at which a file writes to a graph that the service makes itself.

The file is given to its parser line by line, which is slow: it is asked when there is one.
"""

from typing import IO, cast

from pyoxigraph import parse

from graph.claims.managed import is_managed
from loaders.rdf.files import RdfFile, opened
from loaders.rdf.findings import Options
from loaders.rdf.streams import BlockStream
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


class _Lines(BlockStream):
    """A stream that gives one line at a time, and counts them."""

    def __init__(self, stream: IO[bytes]) -> None:
        super().__init__()
        self._stream = stream
        self.count = 0

    def next_block(self) -> bytes:
        self.count += 1
        return self._stream.readline()
