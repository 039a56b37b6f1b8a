"""What requests hold of the memory of one web process, counted from the first byte of a body to the last of an answer.

One count is for everybody, with a share for each client, so that no address takes the room of all; another is for those
with a token, who may send a graph. What is not counted here is bounded by numbers: connections, queries that wait.
"""

from graph.limits import LIMITS
from web.errors import Busy


class HeldBytes:
    """Bytes held together, `most` of them, and `share` by any one client."""

    def __init__(self, most: int, share: int) -> None:
        self.most = most
        self.share = share
        self.total = 0
        self._clients: dict[str, int] = {}

    def of(self, client: str) -> int:
        """Return what one client holds."""
        return self._clients.get(client, 0)

    def change(self, client: str, by: int) -> None:
        """Count more or less for a client. Raises Busy where it would be too much, and counts nothing then."""
        own = self._clients.get(client, 0) + by
        if by > 0 and own > self.share:
            raise Busy(
                "What you have sent and have not been answered is more than %(share)s bytes, the share of one client.",
                hint="Wait for your answers before you send more.",
                values={"share": self.share},
            )
        if by > 0 and self.total + by > self.most:
            raise Busy("The server holds as many bytes of requests as it can.", hint="Try again in a moment.")
        self.total += by
        if own:
            self._clients[client] = own
        else:
            self._clients.pop(client, None)


class Holdings:
    """The two counts of a web process."""

    def __init__(
        self,
        most: int = LIMITS.held_bytes,
        share: int = LIMITS.held_bytes_of_client,
        with_token: int = LIMITS.held_bytes_with_token,
    ) -> None:
        self.anybody = HeldBytes(most, share)
        self.with_token = HeldBytes(with_token, with_token)

    @property
    def total(self) -> int:
        """Bytes that all requests hold."""
        return self.anybody.total + self.with_token.total


class Holding:
    """What one request holds; `release` it when it is answered."""

    __slots__ = ("_counts", "_share", "size")

    def __init__(self, counts: HeldBytes, share: str) -> None:
        self._counts = counts
        self._share = share
        self.size = 0

    def use(self, counts: HeldBytes) -> None:
        """Count into these from here on; nothing is held yet."""
        self._counts = counts

    def take(self, size: int) -> None:
        """Hold more bytes. Raises Busy where there is no room for them."""
        self._counts.change(self._share, size)
        self.size += size

    def resize(self, size: int) -> None:
        """Hold so many bytes, instead of what was held until now. Raises Busy where there is no room for them."""
        self.take(size - self.size)

    def release(self) -> None:
        """Hold nothing."""
        if self.size:
            self.take(-self.size)
