"""Unpack files: gzip, bzip2, xz, Zstandard and the members of a zip, told by their first bytes and not by their names.

What comes out is bounded: a few bytes can hold as much as fills a disk. What breaks off is an error and never an end,
so that no half of a file is taken for the whole.
"""

import bz2
import io
import lzma
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final, Protocol

import zstandard

from graph.errors import InputError
from graph.limits import LIMITS
from loaders.rdf.streams import BLOCK, BlockStream, buffered

SUFFIXES: Final = (".gz", ".bz2", ".xz", ".zst", ".zip")
_MAGIC: Final = {
    b"\x1f\x8b": "gzip",
    b"BZh": "bzip2",
    b"\xfd7zXZ\x00": "xz",
    b"\x28\xb5\x2f\xfd": "Zstandard",
    b"PK\x03\x04": "zip",
    b"PK\x05\x06": "zip",
}
_NOT_READ: Final = {
    b"7z\xbc\xaf\x27\x1c": "7z",
    b"Rar!": "rar",
    b"\x04\x22\x4d\x18": "lz4",
    b"LZIP": "lzip",
    b"\x1f\x9d": "compress",
    b"\x5d\x00\x00": "lzma",
}
_LONGEST_MAGIC: Final = 6

Advance = Callable[[int], None]


class Unpackable(Exception):
    """What is packed cannot be unpacked; says why and what to do. The caller knows which file it is."""


class _Decoder(Protocol):
    @property
    def eof(self) -> bool: ...

    @property
    def unused_data(self) -> bytes: ...

    @property
    def needs_input(self) -> bool: ...

    def decompress(self, data: bytes, max_length: int) -> bytes: ...


class _Gzip:
    """zlib's decoder with the interface that bz2's and lzma's have."""

    def __init__(self) -> None:
        self._decoder = zlib.decompressobj(31)

    @property
    def eof(self) -> bool:
        return self._decoder.eof

    @property
    def unused_data(self) -> bytes:
        return self._decoder.unused_data

    @property
    def needs_input(self) -> bool:
        return not self._decoder.unconsumed_tail

    def decompress(self, data: bytes, max_length: int) -> bytes:
        return self._decoder.decompress(self._decoder.unconsumed_tail + data, max_length)


class _Zstandard:
    """Zstandard's decoder, which cannot bound what it gives back, so it is given little at once."""

    _AT_ONCE: Final = 2048

    def __init__(self) -> None:
        self._decoder = zstandard.ZstdDecompressor().decompressobj()
        self._left = b""

    @property
    def eof(self) -> bool:
        return self._decoder.eof

    @property
    def unused_data(self) -> bytes:
        return self._decoder.unused_data + self._left

    @property
    def needs_input(self) -> bool:
        return not self._left

    def decompress(self, data: bytes, max_length: int) -> bytes:
        self._left += data
        out: list[bytes] = []
        length = at = 0
        while at < len(self._left) and length < max_length and not self._decoder.eof:
            out.append(self._decoder.decompress(self._left[at : at + self._AT_ONCE]))
            length += len(out[-1])
            at += self._AT_ONCE
        self._left = self._left[at:]
        return b"".join(out)


_DECODERS: Final[dict[str, Callable[[], _Decoder]]] = {
    "gzip": _Gzip,
    "bzip2": bz2.BZ2Decompressor,
    "xz": lambda: lzma.LZMADecompressor(memlimit=LIMITS.unpacking_memory_bytes),
    "Zstandard": _Zstandard,
}
_FAULTS: Final = (zlib.error, OSError, lzma.LZMAError, zstandard.ZstdError, EOFError, MemoryError)


def packing_of(head: bytes) -> str:
    """Return the name of the packing that bytes begin with, '' where they are not packed."""
    return next((name for magic, name in _MAGIC.items() if head.startswith(magic)), "")


def is_zip(path: Path) -> bool:
    """Whether a file is a zip by its content."""
    with path.open("rb") as stream:
        return packing_of(stream.read(_LONGEST_MAGIC)) == "zip"


def members_of(path: Path) -> list[str]:
    """Return the names of the files in a zip; raise Unpackable where it is damaged or holds too many."""
    try:
        with zipfile.ZipFile(path) as packed:
            names = [info.filename for info in packed.infolist() if not info.is_dir()]
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise Unpackable(f"is no whole zip: {error}") from error
    if len(names) > LIMITS.zip_members:
        raise Unpackable(f"holds {len(names):,} files; {LIMITS.zip_members:,} are read at most")
    return names


@contextmanager
def unpacked(path: Path, member: str | None, advance: Advance | None) -> Iterator[io.BufferedReader]:
    """Give what a file holds, or what one member of a zip does; `advance` is called with the bytes of the file read.

    Raises Unpackable: damaged, packed twice, of a packing that is not read, or larger than the limits allow.
    """
    if member is not None:
        with _member(path, member) as stream:
            yield stream
            return
    size = path.stat().st_size
    with path.open("rb") as raw:
        counted = buffered(_Counted(raw, advance))
        packing = _packing(counted)
        if not packing:
            yield counted
            return
        with buffered(_Unpacked(counted, packing, size)) as stream:
            _refuse_packed(stream)
            yield stream


@contextmanager
def _member(path: Path, member: str) -> Iterator[io.BufferedReader]:
    try:
        with zipfile.ZipFile(path) as packed:
            info = packed.getinfo(member)
            if info.flag_bits & 1:
                raise Unpackable("is locked with a password; unpack it first")
            with packed.open(info) as raw, buffered(_Bounded(raw, max(info.compress_size, 1))) as stream:
                _refuse_packed(stream)
                yield stream
    except (zipfile.BadZipFile, NotImplementedError, KeyError, *_FAULTS) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise
        raise Unpackable(f"is damaged, or packed in a way that is not read: {error}") from error


def _packing(stream: io.BufferedReader) -> str:
    head = stream.peek(_LONGEST_MAGIC)[:_LONGEST_MAGIC]
    for magic, name in _NOT_READ.items():
        if head.startswith(magic):
            raise Unpackable(
                f"is packed by {name}, which is not read here; unpack it, or pack it as {_KNOWN}"
            )
    return packing_of(head)


_KNOWN: Final = ", ".join(SUFFIXES)


def _refuse_packed(stream: io.BufferedReader) -> None:
    again = packing_of(stream.peek(_LONGEST_MAGIC)[:_LONGEST_MAGIC])
    if again:
        raise Unpackable(f"is packed twice: what is in it is {again} again; unpack it once and load that")


class _Bounded(BlockStream):
    """A stream that ends with an error where more comes out of it than its packed size makes likely."""

    def __init__(self, stream: IO[bytes], packed: int) -> None:
        super().__init__()
        self._stream, self._packed, self._out = stream, packed, 0

    def next_block(self) -> bytes:
        block = self._unpacked()
        self._out += len(block)
        ratio = LIMITS.unpacked_ratio
        if self._out > LIMITS.unpacked_free_bytes and self._out > ratio * self._packed:
            raise Unpackable(
                f"holds more than {ratio} times its packed size, as data made to fill a disk does; "
                "unpack it and load what comes out if it is what you expect"
            )
        return block

    def _unpacked(self) -> bytes:
        return self._stream.read(BLOCK)


class _Unpacked(_Bounded):
    """What one decoder after the other gives for a stream of one or several packed parts."""

    def __init__(self, stream: IO[bytes], packing: str, packed: int) -> None:
        super().__init__(stream, packed)
        self._packing = packing
        self._decoder = _DECODERS[packing]()

    def _unpacked(self) -> bytes:
        try:
            return self._decoded()
        except _FAULTS as error:
            if isinstance(error, OSError) and error.errno is not None:
                raise
            raise Unpackable(f"is damaged: as {self._packing} it cannot be unpacked ({error})") from error

    def _decoded(self) -> bytes:
        while True:
            given = b""
            if self._decoder.eof:
                given = self._decoder.unused_data or self._stream.read(BLOCK)
                # Some writers fill up with zeros after the last part.
                while given and not given.strip(b"\0"):
                    given = self._stream.read(BLOCK)
                if not given:
                    return b""
                self._decoder = _DECODERS[self._packing]()
            elif self._decoder.needs_input:
                given = self._stream.read(BLOCK)
                if not given:
                    raise Unpackable("is damaged: it breaks off; fetch or pack it again")
            if block := self._decoder.decompress(given, BLOCK):
                return block


class _Counted(BlockStream):
    """A stream that reports how many bytes went through it."""

    def __init__(self, raw: IO[bytes], advance: Advance | None) -> None:
        super().__init__()
        self._raw, self._advance = raw, advance

    def next_block(self) -> bytes:
        block = self._raw.read(BLOCK)
        if self._advance:
            self._advance(len(block))
        return block


def cannot_read(path: Path, error: OSError) -> InputError:
    """Return the error for a file that the system does not give."""
    return InputError(f"{path} cannot be read: {error.strerror or error}.")
