"""The record of what was published, in a file that a copy without symbolic links keeps.

    ROOT/published.json    {"current": 41, "highest": 42, "releases": {"2026.1": 3}}

`current` is written after the link of that name was switched, so the link may be ahead of it and is never behind: one
that is behind was set back by hand, or copied from an earlier state. `highest` is the highest number that a version
ever had, published or not, so that no number is used twice. A folder above `current` was never published.
"""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

from graph.errors import DamagedRecord
from graph.store import durable

FILE: Final = "published.json"


@dataclass(frozen=True)
class Record:
    """The version published last (0: none yet), the highest number ever used, and release name -> version number."""

    current: int = 0
    highest: int = 0
    releases: dict[str, int] = field(default_factory=dict)

    def write(self, root: Path) -> None:
        """Put the record into the folder of a store, durably."""
        durable.write(root / FILE, json.dumps(asdict(self), ensure_ascii=False).encode("utf-8"))


def read(root: Path) -> Record | None:
    """Return the record of a store, None where it has none yet. Raises DamagedRecord."""
    path = root / FILE
    try:
        return checked(json.loads(path.read_text(encoding="utf-8")))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise DamagedRecord(
            "The record of what was published (published.json) cannot be read.", where=path, cause=error
        ) from error


def checked(said: Any) -> Record:
    """Return the record that JSON says. Raises ValueError, TypeError, KeyError or AttributeError for what is none."""
    record = Record(said["current"], said["highest"], said["releases"])
    numbers = (record.current, record.highest, *record.releases.values())
    if not all(type(one) is int and one >= 0 for one in numbers) or record.current > record.highest:
        raise ValueError("its numbers cannot be")
    return record
