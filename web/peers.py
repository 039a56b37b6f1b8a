"""What concerns all front processes of a server: the list of running queries, ending one by its id, the metrics.

Each front listens on a socket of its own in a folder that only they can read. A request is one line of JSON, and so is
the answer. A front that does not answer in time is left out: it is being replaced, and what it ran is gone.
"""

import asyncio
import contextlib
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

Answers = Mapping[str, Callable[[Any], Any]]
"""What a front can be asked, and what answers it: JSON values in and out."""

_PATIENCE: Final = 5.0
_LONGEST: Final = 64 << 20


class Siblings:
    """The other fronts. `number` is that of this one; without a folder there are no others."""

    def __init__(self, folder: Path | None, number: int = 0) -> None:
        self._folder = folder
        self._own = None if folder is None else folder / f"{number}.socket"
        self._server: asyncio.Server | None = None

    async def start(self, answers: Answers) -> None:
        """Answer the others."""
        if self._own is None:
            return

        async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            with contextlib.suppress(OSError, ValueError, KeyError):
                what, given = json.loads(await reader.readline())
                writer.write(json.dumps(answers[what](given)).encode() + b"\n")
                await writer.drain()
            writer.close()

        self._own.unlink(missing_ok=True)  # of a front that was killed
        self._server = await asyncio.start_unix_server(answer, self._own, limit=_LONGEST)

    async def stop(self) -> None:
        """Answer no more."""
        if self._server is not None:
            self._server.close()

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
