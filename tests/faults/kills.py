"""kill -9 at random moments of updates, loads, prunes and repairs, and what is found each time.

Each act runs in a process forked for it, which says what it has done; so does each look at the store afterwards, for
the engine's threads do not outlive a fork, and this process must not have any.
"""

import json
import os
import random
import select
import signal
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from pyoxigraph import Store

from graph.health import faults
from graph.repair import repair
from graph.store.retention import Retention
from graph.store.versions import VersionStore
from graph.store.working_copy import WorkingCopy
from loaders.rdf.load import load_rdf, rdf_files

HALVES: Final = 5
"""Statements of each update."""
LINES: Final = 200
"""Statements of each file that is loaded."""
SHARES: Final = {"update": 40, "load": 30, "prune": 15, "repair": 15}
"""How many kills of a hundred each kind of act gets."""
RELEASE: Final = "kept"
KEPT: Final = Retention(last=2, daily=3, weekly=3)
"""The rule of prunes. That of the store keeps ten more, so that a prune has something to remove."""
HOURS: Final = 7
"""Hours from one act to the next, by the clock of the store."""
_READ_EVERY: Final = 10
"""After so many kills the statements are read too."""

Act = Callable[[VersionStore, Callable[[str], None]], None]


@dataclass
class Row:
    """What became of one kind of act."""

    kind: str
    kills: int = 0
    in_time: int = 0
    said: int = 0
    lost: list[str] = field(default_factory=list)

    def text(self) -> str:
        """Return the row of the table."""
        lost = "nothing" if not self.lost else f"{len(self.lost)}: {self.lost[0]}"
        return f"{self.kind:8} {self.kills:6} {self.in_time:18} {self.said:20}  {lost}"


HEAD: Final = f"{'act':8} {'killed':>6} {'done before it':>18} {'acknowledged':>20}  lost"


def in_process(work: Callable[[int], None], *, kill_after: float | None = None) -> tuple[str, int]:
    """Run work in a process of its own; return what it wrote and its wait status."""
    mine, theirs = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(mine)
        try:
            work(theirs)
        except BaseException:  # noqa: BLE001 - the process ends here, whatever it was
            os.write(theirs, ("!" + traceback.format_exc()).encode())
            os._exit(1)
        os._exit(0)
    os.close(theirs)
    said = b""
    deadline = None if kill_after is None else time.monotonic() + kill_after
    while True:
        left = None if deadline is None else max(0.0, deadline - time.monotonic())
        if not select.select([mine], [], [], left)[0]:
            os.kill(pid, signal.SIGKILL)
            deadline = None
            continue
        part = os.read(mine, 1 << 16)
        if not part:
            break
        said += part
    os.close(mine)
    return said.decode(), os.waitpid(pid, 0)[1]


class Killing:
    """One store, and what it must have."""

    def __init__(self, root: Path, *, seed: int) -> None:
        self._root = root / "store"
        self._file = root / "loaded.nt"
        self._chance = random.Random(seed)
        self._next = 0
        self._acknowledged: set[str] = set()
        self._seen: dict[int, str] = {}
        self._now = datetime(2026, 1, 1, tzinfo=UTC)
        self._highest = 0
        self._duration: dict[str, float] = {}
        self.rows = {kind: Row(kind) for kind in SHARES}
        self._prepare()

    def _prepare(self) -> None:
        """Make a released version, and see how long each kind of act takes undisturbed."""

        def begin(_: int) -> None:
            store = VersionStore(self._root, clock=lambda: self._now)
            replace(KEPT, last=KEPT.last + 10).write(self._root)
            with store.change(note="the first") as change:
                change.store.update("INSERT DATA { <urn:first> <urn:part> 0 }")
            store.tag(RELEASE)

        in_process(begin)
        for kind in SHARES:
            times = []
            for _ in range(3):
                begun = time.monotonic()
                self._acted(kind, None)
                times.append(time.monotonic() - begun)
            # A prune that finds something to remove takes longest: the others have nothing to do.
            self._duration[kind] = max(times) if kind == "prune" else sorted(times)[1]

    def run(self, kills: int, *, seconds: float | None = None) -> None:
        """Kill so many acts, in an order by chance, and look at the store after each; stop after so many seconds.

        An act that was done before its kill is no kill: another takes its turn.
        """
        until = None if seconds is None else time.monotonic() + seconds
        order = [kind for kind, share in SHARES.items() for _ in range(max(1, kills * share // 100))]
        self._chance.shuffle(order)
        count = 0
        while order and (until is None or time.monotonic() < until):
            row = self.rows[order[-1]]
            # Some moments lie after the end: what was acknowledged must be there then too.
            said, status = self._acted(row.kind, self._chance.uniform(0.0, 1.05) * self._duration[row.kind])
            if os.WIFSIGNALED(status):
                row.kills += 1
                order.pop()
            else:
                row.in_time += 1
            row.said += len(said)
            if row.kind == "repair":
                self._acted(row.kind, None, again=True)
            count += 1
            row.lost += self.look(statements=count % _READ_EVERY == 0)

    def _acted(self, kind: str, kill_after: float | None, *, again: bool = False) -> tuple[list[str], int]:
        name = f"{kind}{self._next}"
        self._next += 1
        if kind == "load":
            lines = [f"<urn:{name}> <urn:part> <urn:{n}> ." for n in range(LINES)]
            self._file.write_text("\n".join(lines) + "\n")
        if kind == "repair" and not again:
            self._break()
        text, status = in_process(self._work(kind, name), kill_after=kill_after)
        if text.startswith("!"):
            self.rows[kind].lost.append(text)
            return [], status
        said = text.split()
        self._acknowledged.update(said)
        return said, status

    def _work(self, kind: str, name: str) -> Callable[[int], None]:
        root, file = self._root, self._file
        self._now += timedelta(hours=HOURS)

        def work(pipe: int) -> None:
            store = VersionStore(root, clock=lambda: self._now)
            if kind == "update":
                working = WorkingCopy()
                for number in range(3):
                    one = f"{name}.{number}"
                    with store.change(note=one, working=working) as change:
                        change.store.update(_insert(one))
                    os.write(pipe, f"{one}\n".encode())
                working.discard()
            elif kind == "load":
                load_rdf(store, rdf_files(file))
                os.write(pipe, f"{name}\n".encode())
            elif kind == "prune":
                store.prune(KEPT)
            else:
                for _ in repair(store):
                    pass

        return work

    def _break(self) -> None:
        link = self._root / "current"
        target = self._chance.choice(["", "versions/000001", "versions/999999"])
        link.unlink(missing_ok=True)
        if target:
            link.symlink_to(target)

    def look(self, *, statements: bool = True) -> list[str]:
        """Look at the store, and unless told otherwise at its statements; return what is not as it must be.

        What was lost once does not come back, so the statements need not be read after each kill.
        """
        work = looked_at if statements else listed
        text, _ = in_process(lambda pipe: _send(pipe, work(VersionStore(self._root))))
        if text.startswith("!"):
            return [text]
        return list(self._compared(json.loads(text)))

    def _compared(self, found: dict[str, Any]) -> list[str]:
        wrong = list(found["faults"])
        if found["current"] < self._highest:
            wrong.append(f"version {found['current']} is current, and {self._highest} was")
        self._highest = max(self._highest, found["current"])
        for number, created in found["versions"].items():
            if self._seen.setdefault(int(number), created) != created:
                wrong.append(f"number {number} was used twice")
        there = {int(number) for number in found["versions"]}
        wrong += [
            f"version {number} is gone, which {', '.join(words)} keeps"
            for number, words in KEPT.kept(self._seen).items()
            if number not in there
        ]
        if RELEASE not in found["releases"] or "1" not in found["versions"]:
            wrong.append("the release is gone")
        parts = found.get("parts")
        if parts is None:
            return wrong
        wrong += [f"{one} was acknowledged and is gone" for one in self._acknowledged - parts.keys()]
        wrong += [
            f"{one} is half there"
            for one, count in parts.items()
            if count != (HALVES if "." in one else LINES)
        ]
        return wrong

    def finish(self) -> list[str]:
        """Make a last change; return what is left over that should not be, or missing."""
        in_process(self._work("repair", "last"))
        in_process(self._work("update", "last"))
        left = [path.name for path in (self._root / "versions").glob(".*")]
        return [*self.look(), *(f"{name} is left over" for name in left)]

    def aside(self) -> int:
        """Return how many folders were put aside: published to nobody, and not removed."""
        folder = self._root / "set-aside"
        return len(list(folder.iterdir())) if folder.is_dir() else 0


def _insert(name: str) -> str:
    triples = " . ".join(f"<urn:{name}> <urn:part> {part}" for part in range(HALVES))
    return f"INSERT DATA {{ {triples} }}"


def _send(pipe: int, found: dict[str, Any]) -> None:
    data = json.dumps(found).encode()
    while data:
        data = data[os.write(pipe, data) :]


def listed(store: VersionStore) -> dict[str, Any]:
    """Return which versions and releases a store has."""
    return {
        "faults": [str(one.damage) for one in store.listed() if one.damage],
        "current": store.require_current().number,
        "versions": {one.number: one.manifest.created for one in store.all()},
        "releases": list(store.releases()),
    }


def looked_at(store: VersionStore) -> dict[str, Any]:
    """Return that with its faults, and how much of each act the newest version has; each version is opened."""
    with store.require_current().open() as opened:
        parts = _parts(opened.store)
    for one in store.all():
        one.open().close()
    return {**listed(store), "faults": [str(error) for error in faults(store)], "parts": parts}


def _parts(store: Store) -> dict[str, int]:
    parts: dict[str, int] = {}
    for row in store.query("SELECT ?s (COUNT(*) AS ?n) { ?s <urn:part> ?o } GROUP BY ?s"):  # type: ignore[union-attr]
        name = row["s"].value.removeprefix("urn:")  # type: ignore[index, union-attr]
        if name != "first":
            parts[name] = int(row["n"].value)  # type: ignore[index, union-attr]
    return parts
