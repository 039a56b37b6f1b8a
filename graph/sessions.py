"""Which sessions of the review were ended before their time, so that a copy of their cookie opens nothing.

    ROOT/ended-sessions.json    the hash of each ended session: until when (Unix time) its cookie would have held

A session is not kept anywhere while it holds: its cookie is signed (graph/api_tokens.py has the key). So the file has
what was ended in the last hours, reading needs no writing, and every web process sees an end at once.
"""

import hashlib
import json
import time
from collections.abc import Mapping
from pathlib import Path

from graph.errors import DamagedKey
from graph.private_files import locked, replace


class EndedSessions:
    """The ended sessions of one store."""

    def __init__(self, root: Path) -> None:
        self.path = root / "ended-sessions.json"
        self._stamp: tuple[int, int] | None = None
        self._known: Mapping[str, int] = {}

    def has(self, session: str) -> bool:
        """Whether a session was ended. Raises DamagedKey where that cannot be told."""
        return _hash(session) in self._all()

    def add(self, session: str, *, until: int) -> None:
        """End a session whose cookie would hold `until` then; forget those whose time has passed.

        Raises StoreError where the store takes no writes.
        """
        with locked(self.path):
            now = time.time()
            ended = {one: end for one, end in self._all().items() if end >= now}
            ended[_hash(session)] = until
            replace(self.path, json.dumps(ended).encode())

    def forget(self) -> None:
        """Forget all of them: their key is another now, and their cookies are no cookies any more."""
        self.path.unlink(missing_ok=True)

    def _all(self) -> Mapping[str, int]:
        try:
            status = self.path.stat()
            stamp = (status.st_mtime_ns, status.st_ino)
            if stamp != self._stamp:
                said = json.loads(self.path.read_bytes())
                if not isinstance(said, dict) or not all(type(end) is int for end in said.values()):
                    raise ValueError("it is no table of times")
                self._known, self._stamp = said, stamp
        except FileNotFoundError:
            self._known, self._stamp = {}, None
        except (OSError, ValueError, RecursionError) as error:
            raise DamagedKey(
                "Which sessions have ended (ended-sessions.json) cannot be read; reading goes on without that.",
                hint="End all of them, and have everybody sign in again: huunghi token new-key",
                where=self.path,
                cause=error,
            ) from error
        return self._known


def _hash(session: str) -> str:
    return hashlib.sha256(session.encode()).hexdigest()
