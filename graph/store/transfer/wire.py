"""What two stores say to each other through a pipe, and what another store's errors become here.

A message is one line of JSON, an object. Where it has `bytes`, so many raw bytes follow it.
"""

import json
from collections.abc import Iterator, Mapping
from typing import IO, Any, Final

from graph.errors import Diverged, OtherFormat, PrunedVersion, TransferFailed, WrongContent
from graph.store.transfer.contents import Contents, File

HELLO: Final = "huunghi-versions-1"
"""What the side that answers says first: whatever else comes, it is no store of this program."""
LONGEST_LINE: Final = 64 << 20
LARGEST_PART: Final = 8 << 20
_GONE: Final = frozenset({"version-pruned", "no-such-version", "not-found"})
"""Problems by which a store says that a version, or a file of it, is not there."""


def send(stream: IO[bytes], message: dict[str, Any], part: bytes = b"") -> None:
    """Write a message, and the bytes that follow it where there are some."""
    said = {**message, "bytes": len(part)} if part else message
    stream.write(json.dumps(said, separators=(",", ":")).encode() + b"\n" + part)
    stream.flush()


def receive(stream: IO[bytes]) -> tuple[dict[str, Any], bytes] | None:
    """Read a message with its bytes; None at the end of the stream. Raises ValueError for what is no message."""
    line = stream.readline(LONGEST_LINE)
    if not line:
        return None
    message = json.loads(line)
    if not isinstance(message, dict):
        raise ValueError("a message is an object")
    size = message.get("bytes", 0)
    if type(size) is not int or not 0 <= size <= LARGEST_PART:
        raise ValueError("the number of bytes of a message")
    part = stream.read(size) if size else b""
    if len(part) < size:
        return None
    return message, part


def parts_of(stream: IO[bytes]) -> Iterator[bytes]:
    """Yield the bytes of the messages up to the one that says `end`. Raises TransferFailed where it does not come."""
    while (found := receive(stream)) is not None:
        message, part = found
        if message.get("end"):
            return
        yield part
    raise TransferFailed("The connection ended in the middle of a file.")


def missing_of(contents: Contents, said: Mapping[str, Any], address: str) -> list[tuple[File, int]]:
    """Return the files of a version that another store says it lacks, each with the bytes of it that are there already.

    Raises TransferFailed where it asks for others.
    """
    known = {one.sha256: one for one in contents.files}
    try:
        return [(known[one["sha256"]], int(one["come"])) for one in said["missing"]]
    except (KeyError, TypeError, ValueError) as error:
        raise TransferFailed(
            "%(address)s asks for files that are none of the version.", values={"address": address}
        ) from error


def error_of(
    address: str, slug: str, detail: str, hint: str = ""
) -> TransferFailed | PrunedVersion | OtherFormat:
    """Return the error here for one that another store tells: its kind by `slug`, with what it says."""
    if slug in _GONE:
        return PrunedVersion(
            "%(address)s answers: %(detail)s", values={"address": address, "detail": detail[:500]}
        )
    kinds: dict[str, type[TransferFailed | OtherFormat]] = {
        one.slug: one for one in (WrongContent, Diverged, OtherFormat)
    }
    return kinds.get(slug, TransferFailed)(
        "%(address)s answers: %(detail)s", hint=hint, values={"address": address, "detail": detail[:500]}
    )
