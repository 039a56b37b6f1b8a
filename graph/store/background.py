"""Making a file of a version, such as its index of names, in the background: by a process of its own, run with lower
priority, which goes on where the one that asked for it ends.

The module that makes the file is run with `python -m`, and calls `main` there.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from graph.store.version import Version
from graph.store.versions import VersionStore
from graph.store.working_copy import is_held

_ROOT: Final = Path(__file__).resolve().parents[2]
_AGAIN_SECONDS: Final = 60.0
"""Time after which it is tried again for a version whose process ended without a file."""


class Background:
    """The processes that one module makes files by, one for a version; `lock` is the file they lock in its folder."""

    def __init__(self, module: str, *, lock: str) -> None:
        self._module = module
        self._lock = lock
        self._again: dict[Path, float] = {}
        self.processes: dict[Path, subprocess.Popen[bytes]] = {}

    @property
    def is_busy(self) -> bool:
        """Whether a process that was started here is at work."""
        for path, process in list(self.processes.items()):
            if process.poll() is not None:  # also takes the ended process away
                self.processes.pop(path, None)
        return bool(self.processes)

    def start(self, version: Version) -> None:
        """Have the file of a version made, unless a process is at it, or was within the last minute."""
        if self.is_busy and version.path in self.processes:
            return
        if time.monotonic() < self._again.get(version.path, 0.0) or is_held(version.path / self._lock):
            return
        self._again[version.path] = time.monotonic() + _AGAIN_SECONDS
        self.processes[version.path] = subprocess.Popen(
            [sys.executable, "-m", self._module, str(version.path.parent.parent), str(version.number)],
            env={**os.environ, "PYTHONPATH": str(_ROOT)},
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )


def main(make: Callable[[Version], object]) -> None:
    """Make the file of the version that the command line names: the store's folder, then a number."""
    os.nice(10)
    make(VersionStore(sys.argv[1]).get(sys.argv[2]))
