"""Follow a store: fetch each version as soon as it is published there. `graph.store.following` tells how it stands.

The process is run with `python -m graph.store.transfer.follow ROOT ADDRESS`, and ends with the one that started it.
Whatever is wrong with the other store, or on the way, is noted, and tried again.
"""

import contextlib
import fcntl
import json
import os
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, Final

from graph.errors import DamagedRetention, HuuNghiError, InputError, StoreBusy, StoreError
from graph.limits import LIMITS
from graph.store import durable
from graph.store.faults import as_store_errors
from graph.store.following import FILE, SIZE, Following
from graph.store.retention import KEEP, Retention
from graph.store.transfer.addresses import Access, origin_at
from graph.store.transfer.beside import bring_beside
from graph.store.transfer.contents import State
from graph.store.transfer.stores import LocalTarget, Origin
from graph.store.transfer.transfer import transfer
from graph.store.versions import VersionStore

_CAUSE: Final = 300
_FIRST_PAUSE: Final = 0.2
_LONGEST_PAUSE: Final = 5.0


class _Noted:
    """The file that says how it stands, while it is locked."""

    def __init__(self, handle: int, origin: str) -> None:
        self._handle = handle
        self.now = Following(origin)
        self._write()

    def answered(self, there: int) -> None:
        """Note that the origin answered, and which version is current there."""
        self.now = replace(self.now, there=there, asked=time.time())
        self._write()

    def well(self) -> None:
        """Note that this store has what the other has."""
        self.now = replace(self.now, error="", since=0.0)
        self._write()

    def wrong(self, error: HuuNghiError | OSError) -> None:
        """Note why it does not go on."""
        said = error.message if isinstance(error, HuuNghiError) else f"{type(error).__name__} {error}"
        since = self.now.since if self.now.error else time.time()
        self.now = replace(self.now, error=said[:_CAUSE], since=since)
        self._write()

    def _write(self) -> None:
        text = json.dumps(asdict(self.now)).encode()
        with contextlib.suppress(OSError):  # a disk that takes nothing is met by the transfer, which says so
            os.pwrite(self._handle, text[:SIZE].ljust(SIZE), 0)


@contextlib.contextmanager
def _noting(root: Path, origin: str) -> Iterator[_Noted]:
    """Hold the lock of the process that follows. Raises StoreBusy where another process does."""
    with as_store_errors("The store cannot be written to.", hint="", where=root):
        durable.make_folder(root)
        handle = os.open(root / FILE, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise StoreBusy("Another process follows already.", where=root) from error
        yield _Noted(handle, origin)
    finally:
        os.close(handle)


def follow(root: Path, address: str, access: Access) -> None:
    """Fetch versions as they are published at an address, for as long as this process runs.

    Raises StoreBusy where another process does that already, InputError where the address is none.
    """
    pause = _FIRST_PAUSE
    with _noting(root, address) as noted:
        while True:
            try:
                with origin_at(address, access) as origin:
                    state, beside = origin.state(), ""
                    while True:
                        noted.answered(state.current)
                        _catch_up(root, origin, state)
                        if state.beside != beside and bring_beside(origin, root):
                            beside = state.beside
                        noted.well()
                        pause = _FIRST_PAUSE
                        state = origin.wait(state.stamp, LIMITS.version_wait_seconds)
            except InputError:
                raise
            except (HuuNghiError, OSError) as error:
                noted.wrong(error)
                time.sleep(pause)
                pause = min(2 * pause, _LONGEST_PAUSE)


def _catch_up(root: Path, origin: Origin, state: State) -> None:
    """Fetch the current version first, so that it is served soon, then the others that are kept."""
    store = VersionStore(root, patience=LIMITS.store_wait_seconds, follows=True)
    keep = _kept_here(root)
    with LocalTarget(store, keep=keep) as target:
        transfer(origin, target, keep=1, state=state)
        transfer(origin, target, keep=keep)


def _kept_here(root: Path) -> int:
    """Return how many of the newest versions this store keeps: fetching more would only have them pruned."""
    try:
        return max(1, Retention.read(root).last)
    except DamagedRetention:
        return KEEP


def _end_with_parent() -> None:
    """End this process when its standard input is closed: by whoever started it, or by the system where that ended."""

    def listen() -> None:
        with contextlib.suppress(OSError):
            while os.read(0, 1024):
                pass
        os._exit(0)

    threading.Thread(target=listen, daemon=True).start()


def _main(arguments: list[str], environment: Any) -> int:
    _end_with_parent()
    root, address = arguments
    try:
        token, command = (
            environment.get("HUUNGHI_REPLICA_TOKEN", ""),
            environment.get("HUUNGHI_REMOTE_COMMAND", ""),
        )
        follow(Path(root), address, Access(token, command or Access.remote_command))
    except StoreBusy:
        return 0
    except (InputError, StoreError) as error:
        print(f"huunghi: {error}", file=sys.stderr)  # noqa: T201 - the command of a process of its own
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(_main(sys.argv[1:], os.environ))
