"""How a store stands to another one that it follows (`graph.store.transfer.follow`).

ROOT/following      as JSON; locked by the process that follows, and so by nobody where none does
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from graph.errors import IsReplica
from graph.store.working_copy import is_held

FILE: Final = "following"
SIZE: Final = 2048
"""Bytes of the file, which are written over and never more: that goes well on a full disk too."""


@dataclass(frozen=True)
class Following:
    """How a store stands to the one that it follows.

    `there` is the current version at the origin when that answered last, in seconds since 1970 (`asked`; 0: never).
    `error` says why it does not go on, '' where it does; `since` is when that began.
    """

    origin: str
    there: int = 0
    asked: float = 0.0
    error: str = ""
    since: float = 0.0


def following(root: Path) -> Following | None:
    """Return how a store stands to the one that it follows, or did; None where that was never so or cannot be read."""
    try:
        with (root / FILE).open("rb", buffering=0) as file:
            said = json.loads(file.read(SIZE))
        found = Following(**said)
        return found if isinstance(found.origin, str) else None
    except (OSError, ValueError, TypeError):
        return None


def is_followed(root: Path) -> bool:
    """Whether a process fetches versions into a store as they are published elsewhere."""
    return (root / FILE).exists() and is_held(root / FILE)


def refuse_replica(root: Path) -> None:
    """Raise IsReplica where a store follows another one: what is changed here would part the two."""
    if is_followed(root):
        found = following(root)
        raise IsReplica(
            "This store is a replica: it follows %(origin)s.",
            hint="Make the change there; it is here within a second.",
            values={"origin": found.origin if found else "another store"},
        )
