"""Answers to queries that are kept: which may be, and how a client tells that it has one already."""

import re
from hashlib import blake2b
from typing import Final, NamedTuple

# Functions whose value changes from one evaluation to the next: such an answer is not kept, and has no entity tag.
_VOLATILE: Final = re.compile(r"\b(?:NOW|RAND|UUID|STRUUID|BNODE)\s*\(", re.IGNORECASE)
_LONG: Final = 100_000
_OVERHEAD: Final = 1000


class CachedAnswer(NamedTuple):
    """An answer: its header fields without what belongs to the single request, its body, its entity tag."""

    fields: tuple[tuple[bytes, bytes], ...]
    body: bytes
    tag: bytes

    @property
    def size(self) -> int:
        """Bytes it takes, about: its own two or three fields are short, the others are those of all answers."""
        return len(self.body) + _OVERHEAD


def is_stable(query: str) -> bool:
    """Whether a query is known to have the same answer every time on the same version.

    A very long one is not looked at: the event loop has better things to do.

    >>> is_stable("SELECT (NOW() AS ?t) {}")
    False
    """
    if len(query) > _LONG:
        return False
    text = query.lower()
    if "now" in text or "rand" in text or "uuid" in text or "bnode" in text:
        return _VOLATILE.search(query) is None
    return True


def tag_of(version: int, query: bytes) -> bytes:
    """Return the weak entity tag of the answer to a query (as it is sent to a worker) at a version.

    Weak, because rows may come in another order: the bytes may differ where the answer does not.
    """
    return b'W/"%d-%b"' % (version, blake2b(query, digest_size=8).hexdigest().encode())


def matches(if_none_match: str, tag: bytes) -> bool:
    """Whether an `If-None-Match` field names a tag (RFC 9110 section 13.1.2: weak comparison)."""
    asked = tag.decode().removeprefix("W/")
    names = {name.strip().removeprefix("W/") for name in if_none_match.split(",")}
    return "*" in names or asked in names
