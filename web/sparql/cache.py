"""Finished answers, kept within a number of bytes, the least recently asked for let go first."""

import re
from collections import OrderedDict
from collections.abc import Hashable
from hashlib import blake2b
from typing import Final, NamedTuple

# Functions whose value changes from one evaluation to the next: such an answer is not kept, and has no entity tag.
_VOLATILE: Final = re.compile(r"\b(?:NOW|RAND|UUID|STRUUID|BNODE)\s*\(", re.IGNORECASE)
_LONG: Final = 100_000
_OVERHEAD: Final = 600
_REMEMBERED: Final = 65_536


class CachedAnswer(NamedTuple):
    """An answer: its header fields without what belongs to the single request, its body, its entity tag."""

    fields: tuple[tuple[bytes, bytes], ...]
    body: bytes
    tag: bytes

    @property
    def size(self) -> int:
        """Bytes it takes, about."""
        return sum(len(name) + len(value) for name, value in self.fields) + len(self.body) + _OVERHEAD


class ResultCache:
    """Answers by what was asked of which version.

    When it is full, what was asked for once drives nothing out: only what is asked for again is worth a place.
    """

    def __init__(self, limit: int) -> None:
        self._asked_once: set[int] = set()
        self.limit = limit
        self.size = 0
        self.hits = 0
        self.misses = 0
        self._kept: OrderedDict[Hashable, tuple[CachedAnswer, int]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: Hashable) -> CachedAnswer | None:
        """Return an answer, and note that it was asked for."""
        found = self._kept.get(key)
        if found is None:
            self.misses += 1
            return None
        self.hits += 1
        self._kept.move_to_end(key)
        return found[0]

    def put(self, key: Hashable, kept: CachedAnswer, *, key_size: int) -> None:
        """Keep an answer, unless it is so large that it would drive out most others."""
        size = kept.size + key_size
        if size > self.limit // 8 or (self.size + size > self.limit and not self._asked_before(key)):
            return
        old = self._kept.pop(key, None)
        if old is not None:
            self.size -= old[1]
        self._kept[key] = (kept, size)
        self.size += size
        while self.size > self.limit:
            self.size -= self._kept.popitem(last=False)[1][1]

    def _asked_before(self, key: Hashable) -> bool:
        mark = hash(key)
        if mark in self._asked_once:
            return True
        if len(self._asked_once) >= _REMEMBERED:
            self._asked_once.clear()
        self._asked_once.add(mark)
        return False


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
