"""The queue in which clients take turns: of requests that begin, pages that are rendered, and queries."""

from collections import OrderedDict, deque
from typing import Generic, Protocol, TypeVar


class Waiting(Protocol):
    """What can wait in a line: it is known whose it is."""

    client: str


_Item = TypeVar("_Item", bound=Waiting)


class FairQueue(Generic[_Item]):
    """What waits: first come, first served within a client, clients in turn."""

    def __init__(self) -> None:
        self._clients: OrderedDict[str, deque[_Item]] = OrderedDict()
        self.count = 0

    def __len__(self) -> int:
        return self.count

    def of(self, client: str) -> int:
        """Return how much of a client waits."""
        return len(self._clients.get(client, ()))

    def put(self, item: _Item, *, first: bool = False) -> None:
        """Add something at the end of its client's line, or in front of it."""
        items = self._clients.setdefault(item.client, deque())
        if first:
            items.appendleft(item)
            self._clients.move_to_end(item.client, last=False)
        else:
            items.append(item)
        self.count += 1

    def take(self) -> _Item:
        """Remove and return what is next."""
        client, items = next(iter(self._clients.items()))
        item = items.popleft()
        self.count -= 1
        if items:
            self._clients.move_to_end(client)
        else:
            del self._clients[client]
        return item

    def last_of_the_longest(self) -> _Item | None:
        """Return what came last of the client that has most waiting."""
        return max(self._clients.values(), key=len)[-1] if self._clients else None

    def discard(self, item: _Item) -> None:
        """Remove something where it still waits."""
        items = self._clients.get(item.client)
        if items is not None and item in items:
            items.remove(item)
            self.count -= 1
            if not items:
                del self._clients[item.client]
