"""Statements that are read together: as the parser gives them, and as the lines of N-Quads that stand for them.

What is asked of every statement of a file is asked of its line where that tells: an attribute of a term makes a new
object in Python, and its line is made with thousands of others by the engine.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from pyoxigraph import Quad, RdfFormat, serialize

AT_ONCE: Final = 50_000
"""Statements of a batch; they take thirty megabytes."""
_END: Final = b" .\n"


@dataclass(frozen=True)
class Batch:
    """Statements, and each one's line of N-Quads without its end (` .`)."""

    quads: list[Quad]
    lines: list[bytes]

    @classmethod
    def of(cls, quads: list[Quad]) -> "Batch":
        """Return a batch of these statements.

        >>> from pyoxigraph import NamedNode
        >>> a = NamedNode("urn:a")
        >>> Batch.of([Quad(a, a, a)]).lines
        [b'<urn:a> <urn:a> <urn:a>']
        """
        text = serialize(quads, format=RdfFormat.N_QUADS) or b""
        lines = text.split(_END)
        lines.pop()
        return cls(quads, lines)

    def but(self, at: Iterable[int]) -> "Batch":
        """Return the batch without the statements at these places."""
        out = set(at)
        if not out:
            return self
        return Batch(
            [quad for n, quad in enumerate(self.quads) if n not in out],
            [line for n, line in enumerate(self.lines) if n not in out],
        )

    @property
    def text(self) -> bytes:
        """The statements as N-Quads."""
        return _END.join([*self.lines, b""])

    def of_blank_nodes(self) -> list[int]:
        """Return the places of the statements that may name a blank node."""
        return [n for n, line in enumerate(self.lines) if b"_:" in line]

    def of_properties(self, properties: frozenset[bytes]) -> list[int]:
        """Return the places of the statements with these properties, each written as in N-Quads."""
        return [n for n, line in enumerate(self.lines) if line.split(b" ", 2)[1] in properties]


def in_batches(quads: Iterable[Quad]) -> Iterator[list[Quad]]:
    """Yield what a parser gives in lists."""
    rest = iter(quads)
    while some := list(islice(rest, AT_ONCE)):
        yield some
