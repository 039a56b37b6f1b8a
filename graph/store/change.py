"""A version in the making: what is written to it, and how its folder is made complete, durably."""

import os
import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, cast

from pyoxigraph import Store

from graph.store.difference import Difference, RecordedStore
from graph.store.digests import digests_of
from graph.store.durable import synchronise
from graph.store.version import Manifest, Version
from graph.store.working_copy import WorkingCopy, checkpoint, clone

MADE: Final = ("search", "statistics")
"""What the names of files begin with that are made of the statements of a version."""
_OWN_FILES: Final = (*MADE, "manifest.json", ".")
"""What those begin with that each version has of its own; others go on to the next ones, until a change puts one in
their place."""


class Change:
    """A version in the making. Write to `store`; put further files into `path`; `keep_nothing()` drops it."""

    def __init__(
        self, root: Path, path: Path, parent: Version | None, note: str, working: WorkingCopy | None = None
    ) -> None:
        """`root` is the folder of the store, `path` that of the version in the making, which is not there yet."""
        path.mkdir(mode=0o755)
        self.root = root
        self.path = path
        self.parent = parent
        self.note = note.encode("utf-8", "replace").decode()  # the names of files in it may be any bytes
        self.added: int | None = None
        self.removed: int | None = None
        self.facts: dict[str, str] = dict(parent.manifest.facts) if parent else {}
        self.published: Version | None = None
        self.dropped = False
        self.working = working
        self._written = path.with_name("written")
        plain = clone(parent, self._written) if working is None else working.at(parent, root / "versions")
        self._recorded = RecordedStore(plain, followed=parent is not None)
        self.store = cast(Store, self._recorded)

    @property
    def difference(self) -> Difference | None:
        """What was written so far, against the parent; None where it is too much or cannot be known."""
        return self._recorded.difference

    @property
    def part(self) -> Difference | None:
        """What was written since `begin_part` was called, or since the parent; None where it cannot be known."""
        return self._recorded.part

    def begin_part(self) -> None:
        """Note from now on what is written in `part`: the accepted layer, say, is up to what was written before."""
        self._recorded.begin_part()

    def keep_nothing(self) -> None:
        """Publish no version when the block ends: nothing changed."""
        self.dropped = True

    def close(self) -> None:
        """Let go of the store, and remove a clone that was written to."""
        vars(self).pop("store", None)
        vars(self).pop("_recorded", None)
        shutil.rmtree(self._written, ignore_errors=True)

    def complete(self, number: int, created: datetime) -> Manifest:
        """Make the folder whole, as the version of this number made at this time, and have all of it on the disk.

        What is published is a checkpoint: a caller may still hold the store that was written to, whose engine then goes
        on to merge and remove its files.
        """
        checkpoint(self._recorded.plain, self.path / "store")
        self.close()
        self._carry()
        manifest = Manifest(
            number=number,
            created=created.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            parent=self.parent.number if self.parent else None,
            note=self.note,
            added=self.added,
            removed=self.removed,
            facts=self.facts,
            files=digests_of(
                self.path / "store",
                self.parent.manifest.files if self.parent else {},
                self.parent.store_path if self.parent else None,
            ),
        )
        _synchronise_files(self.path)
        manifest.write(self.path)
        return manifest

    def _carry(self) -> None:
        """Give the version the further files of its parent that it has no others in place of."""
        for path in self.parent.path.iterdir() if self.parent else ():
            own = path.name.startswith(_OWN_FILES)
            if path.is_file() and not own and not (self.path / path.name).exists():
                os.link(path, self.path / path.name)


def _synchronise_files(folder: Path) -> None:
    """Have a folder and its files on the disk. One that an earlier version has too was synchronised with that."""
    for path in folder.iterdir():
        if path.is_file() and path.stat().st_nlink == 1:
            synchronise(path)
    synchronise(folder)


@dataclass(frozen=True)
class Settled:
    """What was brought up to date: counts by name, the sources (IRIs) whose claims changed, what was left out."""

    counts: Counter[str] = field(default_factory=Counter)
    sources: frozenset[str] = frozenset()
    left_out: tuple[str, ...] = ()


Settle = Callable[[Change], Settled]
"""Brings claims that are made of others up to date within a change of claims."""
