"""The frames that web process and worker send each other over a socket pair: one byte of kind, four of length, payload.

Requests are marshalled tuples (both ends are one program and one interpreter); answers are raw bytes, so that nothing a
worker sends is ever executed or unpickled by the web process.
"""

import marshal
import struct
from collections.abc import Iterator
from typing import Final, NamedTuple, Self

HEADER: Final = struct.Struct(">cI")
_WITHOUT_REFERENCES: Final = 2
"""The version of marshal's format in which how often an object is referred to does not show."""

QUERY: Final = b"Q"
READY: Final = b"R"  # the worker can take a query
COMPLETE: Final = b"C"  # a whole answer: form, flag, coding, body
FIRST: Final = b"F"  # the first part of a longer one: form, flag, coding, bytes
MORE: Final = b"M"  # a further part
END: Final = b"E"  # the end of a longer answer: flag
ERROR: Final = b"X"  # JSON: kind, message, line, column

SOLUTIONS: Final = b"s"
BOOLEAN: Final = b"b"
GRAPH: Final = b"g"

WHOLE: Final = b"-"
TRUNCATED: Final = b"t"
IDENTITY: Final = b"p"
ENCODED: Final = b"c"


class QueryMessage(NamedTuple):
    """What a worker needs to answer a query.

    `version` is the number of the store's version, None for a store that has none yet. The formats are short names of
    `web.sparql.formats`, '' where the client takes none of that kind. Limits of 0 are no limits. `coding` is gzip, zstd
    or ''; an answer too short to be worth it is sent as it is. With `graph` the answer is that graph ('' is the default
    graph) and `text` is not looked at; with `dataset` it is all graphs. With `labels` (a language) columns of
    labels are added, with `bom` a byte order mark. With `allowed_calls` the worker looks for calls
    in the text; None says that it has none.
    """

    text: str
    version: int | None
    base_iri: str
    results_format: str
    rdf_format: str
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None
    max_rows: int = 0
    rows_asked: bool = False
    max_bytes: int = 0
    coding: str = ""
    graph: str | None = None
    head_only: bool = False
    allowed_calls: tuple[str, ...] | None = None
    dataset: bool = False
    labels: str = ""
    bom: bool = False

    def frame(self) -> bytes:
        """Return the frame that asks this: the same bytes for the same query, for they make its entity tag."""
        payload = marshal.dumps(tuple(self), _WITHOUT_REFERENCES)
        return HEADER.pack(QUERY, len(payload)) + payload

    @classmethod
    def read(cls, payload: bytes) -> Self:
        """Return what a frame's payload asks."""
        return cls(*marshal.loads(payload))  # noqa: S302 - from our own process, over our own socket pair


def frame(kind: bytes, payload: bytes) -> bytes:
    """Return a frame."""
    return HEADER.pack(kind, len(payload)) + payload


def take_frames(buffer: bytearray) -> Iterator[bytes]:
    """Take the whole frames off the beginning of a buffer; yield the payload of each."""
    while len(buffer) >= HEADER.size:
        _, length = HEADER.unpack_from(buffer)
        end = HEADER.size + length
        if len(buffer) < end:
            return
        payload = bytes(buffer[HEADER.size : end])
        del buffer[:end]
        yield payload
