"""Finished answers, kept within a number of bytes, the least recently asked for let go first.

When the cache is full, what is asked for once drives nothing out: only what is asked for again is worth a place. One
cache belongs to one event loop.
"""

from collections import OrderedDict
from collections.abc import Hashable
from typing import Final, Generic, TypeVar

Value = TypeVar("Value")
_REMEMBERED: Final = 65_536
"""How many keys that were asked for once are remembered."""


class LRUCache(Generic[Value]):
    """Values by key, within `limit` bytes."""

    def __init__(self, limit: int) -> None:
        self._asked_once: set[int] = set()
        self.limit = limit
        self.size = 0
        self.hits = 0
        self.misses = 0
        self._kept: OrderedDict[Hashable, tuple[Value, int]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: Hashable) -> Value | None:
        """Return a value, and note that it was asked for."""
        found = self._kept.get(key)
        if found is None:
            self.misses += 1
            return None
        self.hits += 1
        self._kept.move_to_end(key)
        return found[0]

    def put(self, key: Hashable, value: Value, *, size: int) -> None:
        """Keep a value of so many bytes, its key among them, unless it would drive out most others."""
        if size > self.limit // 8 or (self.size + size > self.limit and not self._asked_before(key)):
            return
        old = self._kept.pop(key, None)
        if old is not None:
            self.size -= old[1]
        self._kept[key] = (value, size)
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
