"""kill -9 at random moments of pulls: the replica must serve a whole version each time, and catch up without help."""

import json
import os
import random
import time
from pathlib import Path
from typing import Final

from graph.health import faults
from graph.store.transfer import http  # noqa: F401 - once here, and not in each process that is killed
from graph.store.transfer.addresses import Access, origin_at
from graph.store.transfer.stores import LocalTarget, state_of
from graph.store.transfer.transfer import transfer
from graph.store.versions import VersionStore
from tests.faults.kills import Row, in_process
from tests.web.sparql.conftest import Server

_BESIDE: Final = 300_000
"""Bytes of a further file that each version has of its own."""
_TOKEN: Final = "of-the-replica"  # noqa: S105 - it opens nothing else
_CAUGHT_UP_EVERY: Final = 5
"""After so many kills a pull is let go to its end."""


class PullKilling:
    """An origin that goes on, and a replica whose pulls are killed.

    With `by_http` they are pulls from a server over the origin, which runs in a process of its own; `close` ends it.
    """

    def __init__(self, root: Path, *, seed: int, by_http: bool = False) -> None:
        self._server: Server | None = None
        self._origin = root / "origin"
        self._replica = root / "pulled"
        self._chance = random.Random(seed)
        self._highest = 0
        self.row = Row("by HTTP" if by_http else "pull")
        for _ in range(3):
            self._publish()
        if by_http:
            self._server = Server(self._origin, {"replica_token": _TOKEN}, log=root / "server.log").start()
        times = []
        for _ in range(3):
            self._publish()
            begun = time.monotonic()
            self._pull(None)
            times.append(time.monotonic() - begun)
        self._duration = sorted(times)[1]

    def _publish(self) -> None:
        def work(_: int) -> None:
            store = VersionStore(self._origin)
            with store.change(note="one more") as change:
                number = change.parent.number + 1 if change.parent else 1
                change.store.update(f"INSERT DATA {{ <urn:a> <urn:part> {number} }}")
                (change.path / "beside").write_bytes(os.urandom(_BESIDE))

        said, _ = in_process(work)
        assert not said, said

    def _pull(self, kill_after: float | None) -> tuple[str, int]:
        def work(pipe: int) -> None:
            address = self._server.url if self._server else str(self._origin)
            with (
                origin_at(address, Access(_TOKEN)) as origin,
                LocalTarget(VersionStore(self._replica)) as target,
            ):
                done = transfer(origin, target)
            os.write(pipe, str(done.current).encode())

        return in_process(work, kill_after=kill_after)

    def close(self) -> None:
        """End the server of the origin."""
        if self._server is not None:
            self._server.stop()

    def run(self, kills: int, *, seconds: float | None = None) -> None:
        """Kill so many pulls, and look at the replica after each; stop after so many seconds.

        A pull that was done before its kill is no kill: another takes its turn.
        """
        until = None if seconds is None else time.monotonic() + seconds
        while self.row.kills < kills and (until is None or time.monotonic() < until):
            self._publish()
            said, status = self._pull(self._chance.uniform(0.0, 1.05) * self._duration)
            if os.WIFSIGNALED(status):
                self.row.kills += 1
            else:
                self.row.in_time += 1
            if said.startswith("!"):
                self.row.lost.append(said)
            self.row.lost += self._look(int(said) if said.isdecimal() else 0)
            if self.row.kills % _CAUGHT_UP_EVERY == 0:
                self.row.lost += self._caught_up()

    def _look(self, acknowledged: int) -> list[str]:
        """Return what is not as it must be: each version of the replica whole, and the origin's of that number."""

        def work(pipe: int) -> None:
            store, origin = VersionStore(self._replica), VersionStore(self._origin)
            wrong = [str(error) for error in faults(store)]
            known, here = state_of(origin).versions, state_of(store).versions
            for version in store.all():
                if version.number not in here:  # killed before the switch: it was never published
                    continue
                there = here[version.number]
                if known.get(version.number, there) != there:
                    wrong.append(f"version {version.number} is another than at the origin")
                if why := version.mismatch():
                    wrong.append(f"version {version.number} is half there: {why}")
                with version.open() as opened:
                    if len(opened.store) != version.number:
                        wrong.append(f"version {version.number} has {len(opened.store)} statements")
                if (version.path / "beside").stat().st_size != _BESIDE:
                    wrong.append(f"the file beside version {version.number} is half there")
            os.write(pipe, json.dumps([store.current_number() or 0, wrong]).encode())

        said, _ = in_process(work)
        if said.startswith("!"):
            return [said]
        current, wrong = json.loads(said)
        if current < max(acknowledged, self._highest):
            wrong.append(f"version {current} is current, and {max(acknowledged, self._highest)} was")
        self._highest = max(self._highest, current)
        self.row.said += bool(acknowledged)
        return list(wrong)

    def _caught_up(self) -> list[str]:
        """Let a pull go to its end: without any help the replica has what the origin has, and nothing lies about."""

        def work(pipe: int) -> None:
            store, origin = VersionStore(self._replica), VersionStore(self._origin)
            left = [one.name for one in store.folder.iterdir() if one.name.startswith(".")]
            same = store.current_number() == origin.current_number()
            os.write(pipe, json.dumps([*left, *([] if same else ["it is behind"])]).encode())

        said, _ = self._pull(None)
        if said.startswith("!"):
            return [f"it needs a hand: {said}"]
        found, _ = in_process(work)
        return [f"after a whole pull: {one}" for one in json.loads(found)]

    def finish(self) -> list[str]:
        """Return what is missing, or left over, after a last pull."""
        return [*self._caught_up(), *self._look(0)]
