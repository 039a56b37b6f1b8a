"""Streams that are made block by block of other streams: what every step of reading is built on."""

import io
from typing import Any, Final, cast

BLOCK: Final = 1 << 20


class BlockStream(io.RawIOBase):
    """A stream of what `next_block` gives, an empty block being its end."""

    def __init__(self) -> None:
        self._left = memoryview(b"")

    def next_block(self) -> bytes:
        """Return the next bytes, of any length; b'' at the end."""
        raise NotImplementedError

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        # Whoever reads little at once takes it from the block that is there, and nothing is looked at twice for it.
        if not self._left:
            self._left = memoryview(self.next_block())
        taken = self._left[: len(buffer)]
        self._left = self._left[len(taken) :]
        buffer[: len(taken)] = taken
        return len(taken)


def buffered(stream: Any) -> io.BufferedReader:
    """Return a raw stream, or a file, read in large blocks."""
    return cast("io.BufferedReader", io.BufferedReader(stream, BLOCK))
