"""Decode bodies of requests that are sent encoded (`Content-Encoding`), up to a bound; no I/O."""

import zlib
from typing import Final

import zstandard

from web.errors import BadRequest, TooLarge, WrongType

READ: Final = ("gzip", "deflate", "zstd")
_PART: Final = 1 << 20
_ZSTD_PART: Final = 2048
"""Bytes that its decoder is given at once: it cannot bound what it gives back, which may be 30,000 times as much."""


def decoded(body: bytes, coding: str, *, most: int) -> bytes:
    """Return a body as it was before it was encoded.

    Raises WrongType for a coding that is not read here, BadRequest for bytes that are not encoded so, TooLarge where
    there is more than `most` bytes in them: a thousand bytes may hold a million.
    """
    names = [name.strip().lower().removeprefix("x-") for name in coding.split(",") if name.strip()]
    for name in reversed(names):
        if name == "identity":
            continue
        if name not in READ:
            raise WrongType(
                "A body encoded by %(name)s is not read here.",
                hint="Encode it by one of %(read)s, or not at all.",
                headers={"Accept-Encoding": ", ".join(READ)},
                values={"name": name, "read": ", ".join(READ)},
            )
        body = _unzstd(body, most) if name == "zstd" else _inflated(body, name, most)
    return body


def _unzstd(body: bytes, most: int) -> bytes:
    out = bytearray()
    rest = memoryview(body)
    decoder = None
    try:
        while rest:
            decoder = decoder or zstandard.ZstdDecompressor().decompressobj()
            out += decoder.decompress(bytes(rest[:_ZSTD_PART]))
            rest = rest[_ZSTD_PART:]
            if len(out) > most:
                raise _too_large(most)
            if decoder.eof:  # one frame may follow another
                rest, decoder = memoryview(decoder.unused_data + bytes(rest)), None
    except zstandard.ZstdError as error:
        raise _wrong("zstd", error) from error
    if decoder is not None:
        raise _breaks_off("zstd")
    return bytes(out)


def _inflated(body: bytes, name: str, most: int) -> bytes:
    # 47: a gzip or zlib head, whichever is there.
    decoder = zlib.decompressobj(47)
    out = bytearray()
    try:
        while body and not decoder.eof:
            out += decoder.decompress(body, _PART)
            body = decoder.unconsumed_tail
            if len(out) > most:
                raise _too_large(most)
            if decoder.eof and decoder.unused_data:  # gzip allows several members, one after the other
                body, decoder = decoder.unused_data, zlib.decompressobj(47)
        if decoder.eof or not out:
            out += decoder.flush()
    except zlib.error as error:
        raise _wrong(name, error) from error
    if not decoder.eof:
        raise _breaks_off(name)
    return bytes(out)


def _too_large(most: int) -> TooLarge:
    return TooLarge("The body holds more than %(most)s bytes when it is decoded.", values={"most": most})


def _wrong(name: str, error: Exception) -> BadRequest:
    return BadRequest(
        "The body is said to be encoded by %(name)s, and is not: %(error)s",
        values={"name": name, "error": error},
    )


def _breaks_off(name: str) -> BadRequest:
    return BadRequest("The body is encoded by %(name)s and breaks off.", values={"name": name})
