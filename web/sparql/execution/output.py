"""The file that a worker lets pyoxigraph write an answer to: limits, compression, and parts that go to the front."""

import socket
import zlib
from collections.abc import Callable
from typing import Any, Final

import zstandard

from web.sparql.execution import wire as frames
from web.sparql.execution.row_limit import Cutter, marked
from web.sparql.execution.wire import Question

HOLD: Final = 64 * 1024
HOLD_ASKED: Final = 32 * 1024 * 1024
_PART: Final = 128 * 1024
_WORTH_PACKING: Final = 1400


class Cut(Exception):
    """The row limit is reached: there is no need to go on."""


class TooManyBytes(Exception):
    """The answer is longer than one answer may be."""


class Output:
    """Holds back the beginning, then sends parts.

    Up to `hold` bytes are kept back, so that a short answer is one frame and what goes wrong in its course can still be
    told. An answer that is to be cut after a number of rows keeps back more, for it can then say so at its beginning.
    `cutter` makes what counts the rows; where more are allowed than fit into what is held, a short answer need not be
    counted at all.
    """

    # Every small query makes one of these: what is the same for most stands in the class.
    begun = False
    truncated = False
    _packer: Any = None
    _cutter: Cutter | None = None
    _room = HOLD
    _size = 0

    def __init__(
        self,
        sock: socket.socket,
        form: bytes,
        format_name: str,
        question: Question,
        cutter: Callable[[], Cutter] | None = None,
    ) -> None:
        self._sock = sock
        self._form = form
        self._format = format_name
        self._coding = question.coding
        self._max = question.max_bytes
        self._make_cutter = cutter
        self._buffer = bytearray()
        if question.rows_asked:
            self._room = HOLD_ASKED
        if cutter is not None and (question.rows_asked or question.max_rows <= HOLD):
            self._cutter = cutter()

    def write(self, data: bytes) -> int:
        """Take bytes; send a part when there are enough."""
        taken = len(data)
        cutter = self._cutter
        if cutter is not None:
            if cutter.done:
                raise Cut  # the engine's buffer tries once more when it is thrown away
            data = cutter.take(data)
        self._size += len(data)
        if self._max and self._size > self._max:
            raise TooManyBytes
        self._buffer += data
        if cutter is not None and cutter.done:
            raise Cut
        if len(self._buffer) >= self._room:
            if self._make_cutter is not None and self._cutter is None:
                self._count_from_the_beginning()
            self._send()
        return taken

    def _count_from_the_beginning(self) -> None:
        if self._make_cutter is not None:
            self._cutter = self._make_cutter()
            self._buffer = bytearray(self._cutter.take(bytes(self._buffer)))

    def flush(self) -> None:
        """Do nothing: parts are sent by size."""

    def cut(self) -> None:
        """Note that the document was cut; one of which nothing has been sent says so in its head."""
        self.truncated = True
        if not self.begun and self._cutter is not None:
            self._buffer = bytearray(marked(self._format, bytes(self._buffer), self._cutter.allowed))

    def finish(self) -> None:
        """Send what is left, and the end."""
        if self._cutter is not None and not self._cutter.done:
            self._buffer += self._cutter.rest()
        flag = frames.TRUNCATED if self.truncated else frames.WHOLE
        if not self.begun:
            body = self._buffer
            coded = frames.PLAIN
            if self._coding and len(body) >= _WORTH_PACKING:
                coded = frames.CODED
                packed = zlib.compress(body, 5, 31) if self._coding == "gzip" else zstandard.compress(body, 3)
                body = bytearray(packed)
            head = self._form + flag + coded
            header = frames.HEADER.pack(frames.COMPLETE, len(head) + len(body))
            self._sock.sendall(b"".join((header, head, body)))
            return
        rest = bytes(self._buffer)
        if self._packer is not None:
            rest = self._packer.compress(rest) + self._packer.flush()
        if rest:
            self._sock.sendall(frames.frame(frames.MORE, rest))
        self._sock.sendall(frames.frame(frames.END, flag))

    def _send(self) -> None:
        data = bytes(self._buffer)
        self._buffer.clear()
        if self.begun:
            if self._packer is not None:
                data = self._packer.compress(data)
            if data:
                self._sock.sendall(frames.frame(frames.MORE, data))
            return
        self.begun = True
        self._room = _PART
        coded = frames.PLAIN
        if self._coding == "gzip":
            self._packer = zlib.compressobj(5, zlib.DEFLATED, 31)
            data = self._packer.compress(data) + self._packer.flush(zlib.Z_SYNC_FLUSH)
            coded = frames.CODED
        elif self._coding == "zstd":
            self._packer = zstandard.ZstdCompressor(level=3).compressobj()
            data = self._packer.compress(data) + self._packer.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK)
            coded = frames.CODED
        self._sock.sendall(frames.frame(frames.FIRST, self._form + frames.WHOLE + coded + data))
