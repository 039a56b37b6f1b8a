"""Processes forked from the fork server: started, ended, and heard of when they die.

One fork server serves the pool of workers and the writer. When it is killed from outside, its children die with it; all
of them are told, and a new one is started.
"""

import asyncio
import contextlib
import json
import os
import signal
import socket
import sys
from dataclasses import asdict
from typing import Any, Final, cast

from web.sparql.execution import wire
from web.sparql.execution.limits import Limits

_TUNABLES: Final = ":".join(
    f"glibc.malloc.{name}={value}"
    for name, value in {
        "tcache_count": 100,
        "arena_max": 1,
        "trim_threshold": 16 << 20,
        "top_pad": 1 << 20,
        "mmap_threshold": 4 << 20,
    }.items()
)
"""The engine frees and takes the same small blocks all the time. glibc keeps seven of a size at hand; with a hundred a
small query takes a quarter less time (as with mimalloc, with which Oxigraph's own server is built). And a worker works
in a thread, whose memory glibc would give back to the system after every query, and ask for again at the next."""


class ChildProcess(asyncio.Protocol):
    """Our end of one process: frames out, frames in."""

    def __init__(self) -> None:
        self.pid = 0
        self.status: int | None = None
        self.last_words = ""
        self._transport: asyncio.Transport | None = None
        self._buffer = bytearray()
        self._outgoing: list[bytes] = []
        self._paused = False
        self.sock: socket.socket | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        self._transport = cast(asyncio.Transport, transport)

    def connection_lost(self, exc: Exception | None) -> None:
        """The process is gone or going; how it ended is told by `died`, after all that it had written."""
        self._transport = self.sock = None
        if self.status is not None:
            self.died(self.status)

    @property
    def closed(self) -> bool:
        """Whether all that the process wrote has been read."""
        return self._transport is None

    def send(self, data: bytes, *, now: bool = False) -> None:
        """Send a frame: together with what else is sent in this turn of the event loop, or `now`, past its queue, to a
        process that has nothing to do.
        """
        if self._transport is not None:
            if (
                now
                and self.sock is not None
                and not self._outgoing
                and not self._transport.get_write_buffer_size()
            ):
                with contextlib.suppress(OSError):  # full or closed: the transport knows what to do
                    data = data[self.sock.send(data) :]
                if not data:
                    return
            if not self._outgoing:
                asyncio.get_running_loop().call_soon(self._flush)
            self._outgoing.append(data)

    def _flush(self) -> None:
        data, self._outgoing = self._outgoing, []
        if self._transport is not None and data:
            self._transport.write(b"".join(data) if len(data) > 1 else data[0])

    def data_received(self, data: bytes) -> None:
        """Take frames apart."""
        if self._buffer:
            self._buffer += data
            data = bytes(self._buffer)
            self._buffer.clear()
        position, size = 0, len(data)
        while size - position >= 5:
            kind, length = wire.HEADER.unpack_from(data, position)
            end = position + 5 + length
            if end > size:
                break
            self.heard(kind, data[position + 5 : end])
            position = end
        if position < size:
            self._buffer += data[position:]

    def heard(self, kind: bytes, payload: bytes) -> None:
        """Take one frame."""
        raise NotImplementedError

    def died(self, status: int) -> None:
        """The process ended with this wait status."""
        raise NotImplementedError

    def pause(self) -> None:
        """Read no further until `resume`: the process waits when the socket is full."""
        if not self._paused and self._transport is not None:
            self._paused = True
            self._transport.pause_reading()

    def resume(self) -> None:
        """Read on."""
        if self._paused and self._transport is not None:
            self._paused = False
            self._transport.resume_reading()

    def close(self) -> None:
        """Let the process end when it is idle."""
        self._flush()
        if self._transport is not None:
            self._transport.close()


class Processes:
    """The fork server and what was forked from it."""

    def __init__(self) -> None:
        self._children: dict[int, ChildProcess] = {}
        self._by_pid: dict[int, ChildProcess] = {}
        self._number = 0
        self._server: asyncio.subprocess.Process | None = None
        self._control: socket.socket | None = None
        self._closing = False
        self._tasks: set[asyncio.Task[Any]] = set()

    async def start(self) -> None:
        """Start the fork server."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        ours.setblocking(False)
        self._server = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "web.sparql.execution.forkserver",
            str(theirs.fileno()),
            pass_fds=(theirs.fileno(),),
            env={**os.environ, "GLIBC_TUNABLES": os.environ.get("GLIBC_TUNABLES", _TUNABLES)},
        )
        theirs.close()
        self._control = ours
        asyncio.get_running_loop().add_reader(ours, self._listen)

    async def stop(self) -> None:
        """End the fork server; what was forked from it dies with it."""
        self._closing = True
        for child in list(self._children.values()):
            child.close()
        if self._control is not None:
            asyncio.get_running_loop().remove_reader(self._control)
            self._control.close()
            self._control = None
        if self._server is not None:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._server.wait(), 5)
            if self._server.returncode is None:
                self._server.kill()
                await self._server.wait()
        await asyncio.sleep(0)

    def spawn(self, role: str, limits: Limits, child: ChildProcess) -> bool:
        """Fork a process for a role; return False while there is no fork server."""
        if self._control is None:
            return False
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        self._number += 1
        order = json.dumps({"spawn": self._number, "role": role, "limits": asdict(limits)}).encode()
        try:
            socket.send_fds(self._control, [order], [theirs.fileno()])
        except OSError:
            ours.close()
            return False
        finally:
            theirs.close()
        self._children[self._number] = child
        ours.setblocking(False)
        child.sock = ours
        loop = asyncio.get_running_loop()
        self._keep(loop.create_unix_connection(lambda: child, sock=ours))
        return True

    def kill(self, child: ChildProcess) -> None:
        """End a process at once."""
        self._tell({"kill": child.pid})

    def _keep(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _tell(self, message: dict[str, Any]) -> None:
        if self._control is not None:
            with contextlib.suppress(OSError):
                self._control.send(json.dumps(message).encode())

    def _listen(self) -> None:
        while self._control is not None:
            try:
                message = self._control.recv(65536)
            except BlockingIOError:
                return
            except OSError:
                message = b""
            if message:
                self._note(json.loads(message))
            else:
                self._lost(self._control)

    def _note(self, news: dict[str, Any]) -> None:
        if "born" in news:
            child = self._children[news["born"]]
            child.pid = news["pid"]
            self._by_pid[news["pid"]] = child
            return
        dead = self._by_pid.pop(news["dead"], None)
        if dead is not None:
            self._children = {number: child for number, child in self._children.items() if child is not dead}
            # The news may come before what the process had answered: that is read first, or a query that was answered
            # would be blamed for the end of the next.
            dead.status, dead.last_words = news["status"], news["words"]
            if dead.closed:
                dead.died(news["status"])

    def _lost(self, control: socket.socket) -> None:
        asyncio.get_running_loop().remove_reader(control)
        control.close()
        self._control = None
        children, self._children = list(self._children.values()), {}
        self._by_pid.clear()
        if not self._closing:
            self._keep(self._again(children))

    async def _again(self, children: list[ChildProcess]) -> None:
        await self.start()
        for child in children:
            child.close()
            child.died(signal.SIGKILL)
