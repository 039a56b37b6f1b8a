"""Drive an HTTP server from many connections, as cheaply as Python can: one thread, epoll, requests made in advance.

What is measured is the server, so the client must cost little: it parses no more of a response than where it ends.
"""

import selectors
import socket
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, cast


@dataclass
class Load:
    """What a run gave: requests answered, seconds, seconds of each request, answers that were no 200; `order` has the
    number of the request that each of the latencies is of.
    """

    requests: int
    seconds: float
    latencies: list[float] = field(default_factory=list)
    failures: int = 0
    order: list[int] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Requests a second."""
        return self.requests / self.seconds

    def percentile(self, share: float) -> float:
        """Return the seconds within which this share of the requests was answered."""
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


def get(path: str, *, accept: str = "application/sparql-results+json") -> bytes:
    """Return the bytes of a GET request."""
    return (f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept: {accept}\r\n\r\n").encode()


def drive(
    port: int, requests: Sequence[bytes], *, connections: int, seconds: float, again: bool = True
) -> Load:
    """Send the requests in turn over `connections` connections for `seconds`, one at a time on each.

    With `again` they begin anew when all were sent; without, that is the end, so that no answer comes from a cache.
    """
    selector = selectors.DefaultSelector()
    source = enumerate(_again(requests) if again else iter(requests))
    sockets = []
    for _ in range(connections):
        sock = socket.create_connection(("127.0.0.1", port))
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        state: list[Any] = [b"", 0.0, 0]
        selector.register(sock, selectors.EVENT_READ, state)
        sockets.append((sock, state))
    load = Load(0, 0.0)
    began = time.perf_counter()
    until = began + seconds
    for sock, state in sockets:
        state[2], first = next(source)
        state[1] = time.perf_counter()
        sock.sendall(first)
    now = began
    open_ones = len(sockets)
    while now < until and open_ones:
        for key, _ in selector.select(1.0):
            sock, state = cast(socket.socket, key.fileobj), key.data
            data = state[0] + sock.recv(1 << 18)
            if not data:
                raise ConnectionError("the server closed a connection")
            if not complete(data):
                state[0] = data
                continue
            now = time.perf_counter()
            load.requests += 1
            load.latencies.append(now - state[1])
            load.order.append(state[2])
            load.failures += data[9:12] != b"200"
            state[0], state[1] = b"", now
            following = next(source, None)
            if following is None:
                open_ones -= 1
                selector.unregister(sock)
            else:
                state[2], request = following
                sock.sendall(request)
        now = time.perf_counter()
    load.seconds = now - began
    for sock, _ in sockets:
        sock.close()
    selector.close()
    return load


def _again(requests: Sequence[bytes]) -> Iterator[bytes]:
    while True:
        yield from requests


def complete(data: bytes) -> bool:
    """Return whether `data` is a whole response, by its Content-Length or its last chunk."""
    end = data.find(b"\r\n\r\n")
    if end < 0:
        return False
    head = data[:end].lower()
    at = head.find(b"content-length:")
    if at >= 0:
        stop = head.find(b"\r\n", at)
        return len(data) >= end + 4 + int(head[at + 15 : stop if stop > 0 else end])
    return data.endswith(b"\r\n0\r\n\r\n") or data.endswith(b"\r\n\r\n0\r\n\r\n")
