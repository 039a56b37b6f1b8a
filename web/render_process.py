"""This process's end of one that renders pages beside it (`web.render_main`): requests go out, pages come in.

Both ends are one program: what goes over the socket pair is marshalled, and the settings, once, pickled.
"""

import asyncio
import contextlib
import marshal
import pickle
import socket
import struct
import sys
from typing import Any, Final

from starlette.types import Scope

from web.finished_page import FinishedPage
from web.settings import Settings

LENGTH: Final = struct.Struct(">I")
_END_SECONDS: Final = 2.0
_SENT: Final = (
    "type",
    "http_version",
    "method",
    "scheme",
    "path",
    "raw_path",
    "query_string",
    "root_path",
    "client",
    "server",
)
_STATE: Final = ("curator", "page_seconds", "ids")


class RenderProcess:
    """A process that renders one page at a time; see `web.rendering.RenderPlace`."""

    def __init__(
        self, process: asyncio.subprocess.Process, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.alive = True
        self._process = process
        self._reader = reader
        self._writer = writer

    @classmethod
    async def start(cls, settings: Settings) -> "RenderProcess":
        """Start one, and wait until it can render. Raises OSError where it cannot be started."""
        ours, theirs = socket.socketpair()
        child = None
        try:
            with theirs:
                child = await asyncio.create_subprocess_exec(
                    sys.executable, "-m", "web.render_main", str(theirs.fileno()), pass_fds=(theirs.fileno(),)
                )
            process = cls(child, *await asyncio.open_unix_connection(sock=ours))
        except BaseException:
            ours.close()
            if child is not None:
                with contextlib.suppress(ProcessLookupError):
                    child.kill()
                await child.wait()
            raise
        try:
            if await process._ask(pickle.dumps(settings)) is None:
                raise OSError("it ended before it could render a page")
        except BaseException:
            await process.close()
            raise
        return process

    @property
    def pid(self) -> int:
        """The id of the process."""
        return self._process.pid

    async def render(self, scope: Scope) -> FinishedPage | None:
        """Return a page; None where that process cannot render it: this one then says why."""
        answer = await self._ask(marshal.dumps(request_of(scope)))
        return FinishedPage(*marshal.loads(answer)) if answer else None  # noqa: S302 - from our own process

    async def close(self) -> None:
        """Have the process end: it does when its socket is closed."""
        self.alive = False
        self._writer.close()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._process.wait(), _END_SECONDS)
        if self._process.returncode is None:
            self._process.kill()
            await self._process.wait()

    async def _ask(self, payload: bytes) -> bytes | None:
        """Send a frame; return the one that answers it, None where the process has ended."""
        try:
            self._writer.write(LENGTH.pack(len(payload)) + payload)
            (length,) = LENGTH.unpack(await self._reader.readexactly(LENGTH.size))
            return await self._reader.readexactly(length)
        except (OSError, asyncio.IncompleteReadError):
            self.alive = False
            return None
        except asyncio.CancelledError:
            self.alive = False  # an answer is under way that nobody waits for
            raise


def request_of(scope: Scope) -> dict[str, Any]:
    """Return what a page depends on of a request: its scope, its version, who asks, and how long it may take."""
    reader = scope["state"].get("reader")
    return {
        **{name: scope[name] for name in _SENT if name in scope},
        "headers": [(bytes(name), bytes(value)) for name, value in scope["headers"]],
        "version": (reader.version.number, reader.version.release) if reader else None,
        "state": {name: scope["state"][name] for name in _STATE if name in scope["state"]},
    }
