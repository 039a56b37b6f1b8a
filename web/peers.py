"""What concerns all web processes of a server: the list of running queries, ending one by its id, the metrics.

Each listens on a socket of its own in a folder that only they can read. A request is one line of JSON, and so is
the answer. A process that does not answer in time is left out: it is being replaced, and what it ran is gone.
"""

import asyncio
import contextlib
import fcntl
import json
import os
import secrets
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

Answers = Mapping[str, Callable[[Any], Any]]
"""What a web process can be asked, and what answers it: JSON values in and out."""

_PREFIX: Final = "huunghi-peers-"
_LOCK: Final = "server"
_NEW: Final = 60.0
"""Seconds in which a folder may not be locked yet."""
_PATIENCE: Final = 5.0
_LONGEST: Final = 64 << 20


@contextlib.contextmanager
def peers_folder() -> Iterator[Path]:
    """Give the folder of a server that starts, and remove it at the end; remove those of servers that were killed too.

    Whose server runs is locked by it and by its processes (flock(2)), and the system gives a lock up with the last.
    """
    _remove_left_over(Path(tempfile.gettempdir()))
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
    try:
        with (folder / _LOCK).open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _remove_left_over(parent: Path) -> None:
    for folder in parent.glob(_PREFIX + "*"):
        with contextlib.suppress(OSError):
            status = folder.lstat()
            if status.st_uid != os.getuid() or time.time() - status.st_mtime < _NEW:
                continue
            with (folder / _LOCK).open("a") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder, ignore_errors=True)


class Peers:
    """The other web processes of a server, by their sockets in `folder`; without one there are no others.

    `server` is the name of the server, the same in all of its processes and no other's.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self.server = folder.name if folder else _PREFIX + secrets.token_hex(8)
        self._own: Path | None = None
        self._server: asyncio.Server | None = None

    async def start(self, answers: Answers) -> None:
        """Answer the others."""
        if self._folder is None:
            return
        self._own = self._folder / f"{os.getpid()}.socket"

        async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            with contextlib.suppress(OSError, ValueError, KeyError):
                what, given = json.loads(await reader.readline())
                writer.write(json.dumps(answers[what](given)).encode() + b"\n")
                await writer.drain()
            writer.close()

        self._own.unlink(missing_ok=True)  # of a killed process that had the same number
        self._server = await asyncio.start_unix_server(answer, self._own, limit=_LONGEST)

    async def stop(self) -> None:
        """Answer no more."""
        if self._server is not None and self._own is not None:
            self._server.close()
            self._own.unlink(missing_ok=True)

    async def ask(self, what: str, given: Any = None) -> list[Any]:
        """Return what each of the others answers."""
        if self._folder is None:
            return []
        others = sorted(path for path in self._folder.glob("*.socket") if path != self._own)
        found = await asyncio.gather(*(_ask(path, what, given) for path in others))
        return [one for one in found if one is not None]


async def _ask(path: Path, what: str, given: Any) -> Any:
    try:
        async with asyncio.timeout(_PATIENCE):
            reader, writer = await asyncio.open_unix_connection(path, limit=_LONGEST)
            try:
                writer.write(json.dumps([what, given]).encode() + b"\n")
                return json.loads(await reader.readline())
            finally:
                writer.close()
    except (OSError, ValueError, TimeoutError):
        return None
