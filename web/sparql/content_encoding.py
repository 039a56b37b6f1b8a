"""Bodies of requests that are sent packed (`Content-Encoding`), unpacked up to a bound; no I/O."""

import zlib
from typing import Final

from web.sparql.problems import BadRequest, TooLarge, WrongType

READ: Final = ("gzip", "deflate")
_PART: Final = 1 << 20


def unpacked(body: bytes, coding: str, *, most: int) -> bytes:
    """Return a body as it was before it was packed.

    Raises WrongType for a coding that is not read here, BadRequest for bytes that are not packed so, TooLarge where
    there is more than `most` bytes in them: a thousand bytes may hold a million.
    """
    names = [name.strip().lower().removeprefix("x-") for name in coding.split(",") if name.strip()]
    for name in reversed(names):
        if name == "identity":
            continue
        if name not in READ:
            raise WrongType(
                f"A body packed by {name} is not read here.",
                hint=f"Pack it by {' or '.join(READ)}, or not at all.",
                headers={"Accept-Encoding": ", ".join(READ)},
            )
        body = _inflated(body, name, most)
    return body


def _inflated(body: bytes, name: str, most: int) -> bytes:
    # 47: a gzip or zlib head, whichever is there.
    unpacker = zlib.decompressobj(47)
    out = bytearray()
    try:
        while body and not unpacker.eof:
            out += unpacker.decompress(body, _PART)
            body = unpacker.unconsumed_tail
            if len(out) > most:
                raise TooLarge(f"The body holds more than {most} bytes when it is unpacked.")
            if unpacker.eof and unpacker.unused_data:  # gzip allows several members, one after the other
                body, unpacker = unpacker.unused_data, zlib.decompressobj(47)
        if unpacker.eof or not out:
            out += unpacker.flush()
    except zlib.error as error:
        raise BadRequest(f"The body is said to be packed by {name}, and is not: {error}") from error
    if not unpacker.eof:
        raise BadRequest(f"The body is packed by {name} and breaks off.")
    return bytes(out)
