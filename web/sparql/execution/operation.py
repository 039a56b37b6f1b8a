"""One change of the data, as the web process gives it to the writer."""

import marshal
import sys
from typing import Final, NamedTuple, Self

from web.sparql.execution import wire

BATCH: Final = b"B"  # operations to apply


class Operation(NamedTuple):
    """One change: an update (`text`), or what is done with one graph ('' is the default graph).

    `kind` is update, put, post or delete. `documents` are (bytes, format name, charset or '') of what is put into the
    graph; with `dataset` they are of the whole dataset. With `allowed_calls` the writer looks for calls in the text;
    None says that it has none. `if_match` and `if_none_match` are the conditions under which a graph is written, as
    sent.
    """

    kind: str
    text: str = ""
    base_iri: str = ""
    graph: str = ""
    documents: tuple[tuple[bytes, str, str], ...] = ()
    allowed_calls: tuple[str, ...] | None = None
    if_match: str = ""
    if_none_match: str = ""
    dataset: bool = False

    @property
    def size(self) -> int:
        """Bytes of memory that it takes until it is applied, about: itself, and the frame that gives it to a writer."""
        return 2 * (sys.getsizeof(self.text) + sum(len(data) for data, *_ in self.documents))

    @classmethod
    def batch(cls, payload: bytes) -> list[Self]:
        """Return the operations of a batch frame."""
        return [cls(*one) for one in marshal.loads(payload)]  # noqa: S302 - from our own web process

    @staticmethod
    def frame(operations: list["Operation"]) -> bytes:
        """Return the frame that gives a batch to a writer."""
        return wire.frame(BATCH, marshal.dumps([tuple(one) for one in operations]))


class Refused(Exception):
    """An operation cannot be applied: `kind` says why, as in a worker's error frame."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind
