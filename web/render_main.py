"""The process beside a web process that renders pages, one after the other: `python -m web.render_main FD`.

FD is its end of a socket pair (`web.render_process`). It ends with the web process, and when that closes its end. To a
page that it cannot render it answers nothing: the web process renders that one itself, and says what is wrong.
"""

import asyncio
import contextlib
import ctypes
import logging
import marshal
import os
import pickle
import signal
import socket
import sys
from typing import Any, Final

from starlette.types import ASGIApp

from graph.errors import HuuNghiError
from graph.store.reader import Reader
from web import logs
from web.app import pages_application
from web.dependencies import readers_of
from web.finished_page import finish
from web.garbage import relax_collector
from web.render_process import LENGTH
from web.settings import Settings

_log = logging.getLogger("huunghi.rendering")
_PR_SET_PDEATHSIG: Final = 1


class Renderer:
    """Renders pages from the store that the settings name."""

    def __init__(self, settings: Settings) -> None:
        self._app: ASGIApp = pages_application(settings)
        self._source = readers_of(settings)

    def _reader(self, version: tuple[int, str | None] | None) -> Reader | None:
        """Return the reader of a version by its number and release, which stand on the page; None without it."""
        if version is None:
            return None
        # Nearly always it is the current one, which is known without looking it up.
        for name in ("", str(version[0])):
            reader = self._source(name)
            if (reader.version.number, reader.version.release) == version:
                return reader
        return None

    async def page(self, request: dict[str, Any]) -> bytes:
        """Return a finished page, marshalled; nothing where it has to be rendered elsewhere."""
        version, state = request.pop("version"), request.pop("state")
        token = logs.ids.set(state.get("ids", {}))
        try:
            reader = self._reader(version)
            if reader is None:
                return b""
            page = await finish(self._app, {**request, "state": {**state, "reader": reader}})
        except HuuNghiError:
            return b""
        except Exception:  # noqa: BLE001 - the web process has the same one, and answers it
            _log.exception("%s cannot be rendered beside", request["path"])
            return b""
        finally:
            logs.ids.reset(token)
        return marshal.dumps((page.status, page.headers, page.plain, page.packed, page.tag))


async def serve(renderer: Renderer, sock: socket.socket) -> None:
    """Answer requests until the other end is closed."""
    reader, writer = await asyncio.open_unix_connection(sock=sock)
    with contextlib.suppress(OSError, asyncio.IncompleteReadError):
        while True:
            (length,) = LENGTH.unpack(await reader.readexactly(LENGTH.size))
            answer = await renderer.page(marshal.loads(await reader.readexactly(length)))  # noqa: S302 - our own
            writer.write(LENGTH.pack(len(answer)) + answer)
            await writer.drain()


def main(descriptor: int) -> None:
    """Take the settings, say so, and render."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    signal.signal(
        signal.SIGINT, signal.SIG_IGN
    )  # Ctrl-C reaches the whole group; the web process decides when we go
    sock = socket.socket(fileno=descriptor)
    (length,) = LENGTH.unpack(sock.recv(LENGTH.size, socket.MSG_WAITALL))
    settings: Settings = pickle.loads(sock.recv(length, socket.MSG_WAITALL))  # noqa: S301 - from our own process
    logs.configure(settings)
    renderer = Renderer(settings)
    sock.sendall(LENGTH.pack(1) + b"+")
    relax_collector()
    asyncio.run(serve(renderer, sock))
    os._exit(0)  # no thread is waited for


if __name__ == "__main__":
    main(int(sys.argv[1]))
