"""The file that a worker lets pyoxigraph write an answer to: limits, compression, and parts that are sent on."""

import socket
import zlib
from collections.abc import Callable
from typing import Any, Final

import zstandard

from web.sparql.execution import wire
from web.sparql.execution.row_limit import RowLimiter, marked
from web.sparql.execution.wire import QueryMessage

HOLD: Final = 64 * 1024
HOLD_ASKED: Final = 32 * 1024 * 1024
HOLD_XML: Final = 4 * 1024 * 1024
"""XML may turn out in its course to be unwritable, which only the head of an answer can tell."""
_PART: Final = 128 * 1024
_WORTH_ENCODING: Final = 1400
_XML: Final = frozenset({"xml", "rdf"})


class Cut(Exception):
    """The row limit is reached: there is no need to go on."""


class TooManyBytes(Exception):
    """The answer is longer than one answer may be."""


class Discard:
    """Takes what is written only to see whether it can be, up to `most` bytes (0: all)."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._size = 0

    def write(self, data: bytes) -> int:
        """Take bytes, and keep none."""
        self._size += len(data)
        if self._most and self._size > self._most:
            raise TooManyBytes
        return len(data)

    def flush(self) -> None:
        """Do nothing."""


class Output:
    """Holds back the beginning, then sends parts.

    Up to `hold` bytes are kept back, so that a short answer is one frame and what goes wrong in its course can still be
    told. An answer that is to be cut after a number of rows keeps back more, for it can then say so at its beginning.
    `limiter` makes what counts the rows; where more are allowed than fit into what is held, a short answer need not be
    counted at all.
    """

    # Every small query makes one of these: what is the same for most stands in the class.
    begun = False
    truncated = False
    _encoder: Any = None
    _limiter: RowLimiter | None = None
    _room = HOLD
    _size = 0

    def __init__(
        self,
        sock: socket.socket,
        form: bytes,
        format_name: str,
        query: QueryMessage,
        limiter: Callable[[], RowLimiter] | None = None,
    ) -> None:
        self._sock = sock
        self._form = form
        self._format = format_name
        self._coding = query.coding
        self._max = query.max_bytes
        self._make_limiter = limiter
        self._buffer = bytearray()
        if query.rows_asked:
            self._room = HOLD_ASKED
        elif format_name in _XML:
            self._room = HOLD_XML
        if limiter is not None and (query.rows_asked or query.max_rows <= HOLD):
            self._limiter = limiter()

    def write(self, data: bytes) -> int:
        """Take bytes; send a part when there are enough."""
        taken = len(data)
        limiter = self._limiter
        if limiter is not None:
            if limiter.done:
                raise Cut  # the engine's buffer tries once more when it is thrown away
            data = limiter.take(data)
        self._size += len(data)
        if self._max and self._size > self._max:
            raise TooManyBytes
        self._buffer += data
        if limiter is not None and limiter.done:
            raise Cut
        if len(self._buffer) >= self._room:
            if self._make_limiter is not None and self._limiter is None:
                self._count_from_the_beginning()
            self._send()
        return taken

    def _count_from_the_beginning(self) -> None:
        if self._make_limiter is not None:
            self._limiter = self._make_limiter()
            self._buffer = bytearray(self._limiter.take(bytes(self._buffer)))

    def flush(self) -> None:
        """Do nothing: parts are sent by size."""

    def cut(self) -> None:
        """Note that the document was cut; one of which nothing has been sent says so in its head."""
        self.truncated = True
        if not self.begun and self._limiter is not None:
            self._buffer = bytearray(marked(self._format, bytes(self._buffer), self._limiter.allowed))

    def finish(self) -> None:
        """Send what is left, and the end."""
        if self._limiter is not None and not self._limiter.done:
            self._buffer += self._limiter.rest()
        flag = wire.TRUNCATED if self.truncated else wire.WHOLE
        if not self.begun:
            body = self._buffer
            encoding = wire.IDENTITY
            if self._coding and len(body) >= _WORTH_ENCODING:
                encoding = wire.ENCODED
                encoded = (
                    zlib.compress(body, 5, 31) if self._coding == "gzip" else zstandard.compress(body, 3)
                )
                body = bytearray(encoded)
            head = self._form + flag + encoding
            header = wire.HEADER.pack(wire.COMPLETE, len(head) + len(body))
            self._sock.sendall(b"".join((header, head, body)))
            return
        rest = bytes(self._buffer)
        if self._encoder is not None:
            rest = self._encoder.compress(rest) + self._encoder.flush()
        if rest:
            self._sock.sendall(wire.frame(wire.MORE, rest))
        self._sock.sendall(wire.frame(wire.END, flag))

    def _send(self) -> None:
        data = bytes(self._buffer)
        self._buffer.clear()
        if self.begun:
            if self._encoder is not None:
                data = self._encoder.compress(data)
            if data:
                self._sock.sendall(wire.frame(wire.MORE, data))
            return
        self.begun = True
        self._room = _PART
        encoding = wire.IDENTITY
        if self._coding == "gzip":
            self._encoder = zlib.compressobj(5, zlib.DEFLATED, 31)
            data = self._encoder.compress(data) + self._encoder.flush(zlib.Z_SYNC_FLUSH)
            encoding = wire.ENCODED
        elif self._coding == "zstd":
            self._encoder = zstandard.ZstdCompressor(level=3).compressobj()
            data = self._encoder.compress(data) + self._encoder.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK)
            encoding = wire.ENCODED
        self._sock.sendall(wire.frame(wire.FIRST, self._form + wire.WHOLE + encoding + data))
