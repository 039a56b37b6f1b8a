"""Keep a process running that fetches versions as they are published elsewhere, for a server that is a replica.

Each web process looks whether one runs, and starts it where none does; it holds a lock, so there is one a store.
It ends with the web process that started it, and another takes its place within a second.
"""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from graph.store.following import following, is_followed
from graph.store.transfer.addresses import Access

_ROOT: Final = Path(__file__).resolve().parents[2]
_LOOKED_EVERY: Final = 1.0
_SILENT_SECONDS: Final = 60.0
"""After so long without an answer of the origin that is told, though nothing failed."""


@contextmanager
def kept_following(store: Path, address: str, access: Access) -> Iterator[None]:
    """Have the store follow an address within the block; nothing happens without one."""
    over = threading.Event()
    keeping = threading.Thread(target=_keep, args=(store, address, access, over), daemon=True)
    if address:
        keeping.start()
    try:
        yield
    finally:
        over.set()
        if address:
            keeping.join(2 * _LOOKED_EVERY)


def _keep(store: Path, address: str, access: Access, over: threading.Event) -> None:
    process: subprocess.Popen[bytes] | None = None
    while not over.wait(0.0 if process is None else _LOOKED_EVERY):
        if process is not None and process.poll() is None:
            continue
        if process is None and is_followed(store):
            over.wait(_LOOKED_EVERY)
            continue
        process = subprocess.Popen(
            [sys.executable, "-m", "graph.store.transfer.follow", str(store.absolute()), address],
            stdin=subprocess.PIPE,  # it ends when this is closed, as it is where this process is killed
            stdout=subprocess.DEVNULL,
            env={
                **os.environ,
                "PYTHONPATH": str(_ROOT),
                "HUUNGHI_REPLICA_TOKEN": access.token,
                "HUUNGHI_REMOTE_COMMAND": access.remote_command,
            },
            cwd="/",
        )
    if process is not None and process.stdin is not None:
        process.stdin.close()
        process.wait()


def standing(store: Path, address: str, number: int | None) -> list[str]:
    """Return the lines that tell how a replica stands to its origin; none where it is no replica."""
    if not address:
        return []
    found = following(store)
    if found is None or not found.asked:
        why = found.error if found and found.error else "it has not answered yet"
        return [f"follows {address}: {why}"]
    behind = max(0, found.there - (number or 0))
    said = [
        f"follows {address}: at version {found.there} there, {behind} behind, "
        f"asked {max(0.0, time.time() - found.asked):.0f} s ago"
    ]
    if found.error:
        said.append(f"follows {address}: it does not go on: {found.error}")
    if not is_followed(store):
        said.append(f"follows {address}: no process does so just now")
    return said
