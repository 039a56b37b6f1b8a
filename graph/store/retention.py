"""Which versions of a store are kept: a rule, in the words of restic and borg, and what it says of each version.

Of each of the last so many days, weeks (ISO 8601), months and years that have a version, the last version is kept, by
UTC; and the newest versions, whatever their days. What has a release name is always kept, the current version is, and
so is what somebody reads. The rule stands in ROOT/retention.json and holds for whatever writes to the store.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Final

from graph.errors import DamagedManifest, DamagedRetention
from graph.store import durable
from graph.store.published import PublishedVersions
from graph.store.version import MANIFEST, Manifest
from graph.store.working_copy import is_held

FILE: Final = "retention.json"
KEEP: Final = 5
"""Versions without a release name that are kept where a store has no rule, the current one among them."""
EVERY: Final = 10**9
"""A number of versions that no store has."""


@dataclass(frozen=True)
class Retention:
    """How many versions are kept: of all the newest, and of days, weeks, months and years the last of each."""

    last: int = KEEP
    daily: int = 0
    weekly: int = 0
    monthly: int = 0
    yearly: int = 0

    def __str__(self) -> str:
        return " ".join(f"--keep-{name} {number}" for name, number in asdict(self).items() if number)

    def write(self, root: Path) -> None:
        """Make this the rule of a store."""
        durable.make_folder(root)
        durable.write(root / FILE, json.dumps(asdict(self)).encode())

    @classmethod
    def read(cls, root: Path, *, otherwise: "Retention | None" = None) -> "Retention":
        """Return the rule of a store; where it has none, another, or that the newest five are kept.

        Raises DamagedRetention.
        """
        path = root / FILE
        try:
            rule = cls(**json.loads(path.read_text(encoding="utf-8")))
            if not all(type(number) is int and number >= 0 for number in asdict(rule).values()):
                raise ValueError("it has whole numbers only")
        except (FileNotFoundError, NotADirectoryError):
            return otherwise or cls()
        except (OSError, ValueError, TypeError, RecursionError) as error:
            raise DamagedRetention(
                "The rule by which versions are kept (retention.json) cannot be read; none is removed.",
                hint="Whoever runs the service: set it again, huunghi versions prune --keep-last 5 --from-now-on",
                where=path,
                cause=error,
            ) from error
        return rule

    def kept(self, created: Mapping[int, str]) -> dict[int, tuple[str, ...]]:
        """Return the versions that are kept, each with the words of the rule that keep it.

        `created` has when each was made (ISO 8601, UTC); one of which that is not known counts as one of the newest.

        >>> days = {1: "2026-01-30T10:00Z", 2: "2026-01-31T10:00Z", 3: "2026-01-31T11:00Z", 4: "2026-02-01T09:00Z"}
        >>> Retention(last=1, daily=2, monthly=2).kept(days)
        {4: ('last', 'daily', 'monthly'), 3: ('daily', 'monthly')}
        """
        found: dict[int, list[str]] = {}
        for field in fields(self):
            left = getattr(self, field.name)
            seen: set[str] = set()
            for number in sorted(created, reverse=True):
                period = _PERIODS[field.name](number, created[number])
                if period and period not in seen and left > len(seen):
                    seen.add(period)
                    found.setdefault(number, []).append(field.name)
        return {number: tuple(found[number]) for number in sorted(found, reverse=True)}


def _week(day: str) -> str:
    year, week, _ = date.fromisoformat(day).isocalendar()
    return f"{year}-{week}"


_PERIODS: Final[Mapping[str, Callable[[int, str], str]]] = {
    "last": lambda number, _: str(number),
    "daily": lambda _, created: created[:10],
    "weekly": lambda _, created: created and _week(created[:10]),
    "monthly": lambda _, created: created[:7],
    "yearly": lambda _, created: created[:4],
}


@dataclass(frozen=True)
class Judged:
    """A version, when it was made, and the words of what keeps it: of the rule, `current`, `read`, and its releases."""

    number: int
    created: str
    kept: tuple[str, ...]


def judge(store: PublishedVersions, rule: Retention) -> Iterator[Judged]:
    """Say of each version of a store, oldest first, what keeps it. Raises DamagedReleases."""
    names: dict[int, list[str]] = {}
    for name, number in {**store.release_links(), **store.releases()}.items():
        names.setdefault(number, []).append(f"release {name}")
    numbers, current = store.numbers(), store.current_number()
    created = {number: _created(store.path_of(number)) for number in numbers}
    by_rule = rule.kept(created)
    for number in numbers:
        kept = [*names.get(number, ()), *by_rule.get(number, ())]
        if number == current:
            kept.append("current")
        if not kept and is_held(store.path_of(number) / MANIFEST):
            kept.append("read")
        yield Judged(number, created[number], tuple(kept))


def _created(folder: Path) -> str:
    try:
        return _created_of(folder, (folder / MANIFEST).stat().st_mtime_ns)
    except (OSError, DamagedManifest):
        return ""


@lru_cache(maxsize=10_000)
def _created_of(folder: Path, _changed: int) -> str:
    return Manifest.read(folder, int(folder.name)).created
