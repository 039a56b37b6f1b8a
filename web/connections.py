"""The connections of one web process, looked after from beside the server below, which does not tell them apart.

That server takes so many connections and no more, whoever opens them, and waits for a client that takes nothing for as
long as it likes. Here no client keeps more than its share (the newest are ended, of a trusted proxy none), what was
given up is ended, and the kernel ends a connection on which nothing that was sent is taken (TCP_USER_TIMEOUT, tcp(7)).
"""

import asyncio
import contextlib
import os
import socket
import stat
import struct
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from web.clients import network_of

_FILES: Final = Path("/proc/self/fd")
_EVERY: Final = 0.25
_AT_ONCE: Final = struct.pack("ii", 1, 0)
Address = tuple[str, int]


class Connections:
    """The connections to `port`; each client keeps `share` of them, and takes something within `seconds`."""

    def __init__(self, port: int, *, share: int, seconds: float, exempt: Callable[[str], bool]) -> None:
        self._port = port
        self._share = share
        self._seconds = seconds
        self._exempt = exempt

    async def watch(self) -> None:
        """Look after the connections until cancelled."""
        while not self._limit_listener():
            await asyncio.sleep(0.01)
        while True:
            await asyncio.sleep(_EVERY)
            if len(os.listdir(_FILES)) > self._share:  # noqa: PTH208 - names are enough
                self.end_surplus()

    def _limit_listener(self) -> bool:
        """Set what connections inherit from the socket that they come in by; return whether it is there."""
        found = False
        for _, sock in self._sockets(listening=True):
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, int(self._seconds * 1000))
            found = True
        return found

    def end_surplus(self) -> None:
        """End the newest connections of each client that has more than its share."""
        by_client: dict[str, list[tuple[int, Address]]] = {}
        for inode, sock in self._sockets():
            peer = sock.getpeername()
            if self._exempt(peer[0]):
                continue
            by_client.setdefault(network_of(peer[0]), []).append((inode, peer[:2]))
        surplus = {
            peer
            for peers in by_client.values()
            if len(peers) > self._share
            for _, peer in sorted(peers)[self._share :]
        }
        if surplus:
            self._end(surplus)

    def end(self, peer: Address | None) -> None:
        """End the connection of this address and port."""
        if peer is not None:
            self._end({(peer[0], peer[1])})

    def _end(self, peers: set[Address]) -> None:
        for _, sock in self._sockets():
            with contextlib.suppress(OSError):
                if sock.getpeername()[:2] in peers:
                    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
                    sock.shutdown(socket.SHUT_RDWR)

    def _sockets(self, *, listening: bool = False) -> Iterator[tuple[int, socket.socket]]:
        """Give the inode and a duplicate of each connection, or of the listening socket; it is closed afterwards."""
        for name in os.listdir(_FILES):  # noqa: PTH208
            with contextlib.suppress(OSError):
                number = os.dup(int(name))  # what it stands for cannot change any more
                status = os.fstat(number)
                if not stat.S_ISSOCK(status.st_mode):
                    os.close(number)
                    continue
                with socket.socket(fileno=number) as sock:
                    if self._is_ours(sock, listening):
                        yield status.st_ino, sock

    def _is_ours(self, sock: socket.socket, listening: bool) -> bool:
        if sock.family not in {socket.AF_INET, socket.AF_INET6} or sock.type != socket.SOCK_STREAM:
            return False
        accepts = bool(sock.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN))
        if accepts is not listening or sock.getsockname()[1] != self._port:
            return False
        if not listening:
            sock.getpeername()  # raises where the other side has gone
        return True
