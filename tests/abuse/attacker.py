"""What all attacks use: connections made by the thousand, requests sent in pieces, answers counted by their status.

One event loop, and nothing is kept of what is read: the server has to share the machine with its attackers.
"""

import asyncio
import contextlib
import random
import socket
import struct
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from dataclasses import dataclass, field

CLOSED = "closed"
"""What is counted for a connection that ended without an answer."""
SILENT = "silent"
"""What is counted for a request to which nothing had come when the attack ended."""
ALLOWED_5XX = frozenset({501, 504, 505, 507})
"""Honest answers: a coding or method that is not known, a query's own limits, an answer that HTTP/1.0 cannot take."""


@dataclass
class Tally:
    """How requests ended: statuses, and answers that no attack may get."""

    ends: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def note(self, head: bytes) -> None:
        """Count an answer by its head."""
        status = head[9:12].decode("latin-1")
        self.ends[status] += 1
        if (reason := fault_of(head)) and len(self.wrong) < 20:
            self.wrong.append(reason)


def fault_of(head: bytes) -> str:
    """Return what is wrong with an answer that no request may get, '' where nothing is."""
    status = head[9:12]
    if not head.startswith(b"HTTP/1.") or not status.isdigit():
        return f"no HTTP: {head[:100]!r}"
    if not status.startswith(b"5") or int(status) in ALLOWED_5XX:
        return ""
    if status == b"503" and b"\r\nretry-after:" in head.lower():
        return ""
    return repr(head[:400])


@dataclass
class Attacker:
    """The side of the attackers: where the server is, how much is done to it, until when, and what came of it."""

    port: int
    scale: float
    until: float
    seed: int = 1
    tally: Tally = field(default_factory=Tally)
    chance: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)

    @property
    def over(self) -> bool:
        """Whether the attack is to end."""
        return time.monotonic() >= self.until

    @property
    def left(self) -> float:
        """Seconds until it is to end."""
        return max(0.0, self.until - time.monotonic())

    def many(self, number: int) -> int:
        """Return how many of something there are: the number, or a part of it where little is to be done."""
        return max(1, round(number * self.scale))

    @contextlib.asynccontextmanager
    async def connection(self) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
        """Open a connection; at its end it is reset, so that no port of this machine waits for a minute."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port, limit=1 << 16)
        sock = writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        try:
            yield reader, writer
        finally:
            writer.transport.abort()

    async def crowd(self, number: int, one: Callable[[int], Awaitable[None]], *, again: bool = True) -> None:
        """Have `one` done by so many clients at once, `again` and again until the attack is over."""

        async def client(index: int) -> None:
            while not self.over:
                try:
                    await one(index)
                except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
                    self.tally.ends[CLOSED] += 1
                    await asyncio.sleep(0.05)
                if not again:
                    return

        tasks = [asyncio.create_task(client(index)) for index in range(number)]
        _, late = await asyncio.wait(tasks, timeout=self.left + 0.5)
        for task in late:
            task.cancel()
        self.tally.ends[SILENT] += len(late)
        await asyncio.gather(*tasks, return_exceptions=True)
        if not self.tally.ends[SILENT]:
            del self.tally.ends[SILENT]

    async def exchange(self, pieces: Iterable[bytes], *, pause: float = 0.0) -> int:
        """Send a request in pieces and read one answer, which is counted; return its status."""
        async with self.connection() as (reader, writer):
            answering = asyncio.create_task(self.answer(reader))
            try:
                with contextlib.suppress(ConnectionError):  # what was answered before is there to be read
                    for piece in pieces:
                        if answering.done():
                            break
                        writer.write(piece)
                        await writer.drain()
                        if pause:
                            await asyncio.wait([answering], timeout=pause)
                return await answering
            finally:
                answering.cancel()
                await asyncio.wait([answering])
                if not answering.cancelled():
                    answering.exception()

    async def answer(self, reader: asyncio.StreamReader, *, bodiless: bool = False) -> int:
        """Read one answer to its end and count it; return its status. One to a HEAD is `bodiless`."""
        head = await reader.readuntil(b"\r\n\r\n")
        while head.startswith(b"HTTP/1.1 100"):  # what follows is the answer
            head = await reader.readuntil(b"\r\n\r\n")
        self.tally.note(head)
        fields = b"" if bodiless else head.lower()
        at = fields.find(b"\r\ncontent-length:")
        if at >= 0:
            left = int(fields[at + 17 : fields.index(b"\r\n", at + 2)])
            while left > 0 and (data := await reader.read(min(left, 1 << 16))):
                left -= len(data)
        elif b"\r\ntransfer-encoding: chunked" in fields:
            while size := int((await reader.readuntil(b"\r\n")).strip() or b"0", 16):
                await reader.readexactly(size + 2)
            await reader.readexactly(2)
        return int(head[9:12]) if head[9:12].isdigit() else 0


def request(
    target: str, *, method: str = "GET", fields: Iterable[str] = (), body: bytes = b"", accept: str = "*/*"
) -> bytes:
    """Return the bytes of a request."""
    lines = [f"{method} {target} HTTP/1.1", "Host: localhost", f"Accept: {accept}", *fields]
    if body:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body
