"""Which worker a query goes to, and which workers stay.

The pool's time here is that of an event loop that waits for nothing: it passes when all that can be done has been done.
So no test depends on how fast the machine is.
"""

import asyncio
import os
import selectors
from collections.abc import Callable, Coroutine
from typing import cast

import pytest

from web.errors import Unavailable
from web.sparql.execution import wire
from web.sparql.execution.jobs import Job
from web.sparql.execution.limits import Limits, PoolSettings
from web.sparql.execution.processes import Processes
from web.sparql.execution.scheduler import Pool
from web.sparql.execution.wire import QueryMessage
from web.sparql.execution.worker_handle import Worker

NOBODY = 1 << 30
"""The id of no process: no priority is changed, and no memory found."""


class Clock(selectors.DefaultSelector):
    """What an event loop waits by: time passes at once where there is nothing to do."""

    now = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        assert timeout is not None, "the loop waits for what can never happen"
        self.now += max(timeout, 0.0)
        return super().select(0)


class Loop(asyncio.SelectorEventLoop):
    """An event loop whose time is a `Clock`'s, in seconds from its start."""

    def __init__(self) -> None:
        self._clock = Clock()
        super().__init__(self._clock)

    def time(self) -> float:
        return self._clock.now


def played(play: Callable[[], Coroutine[None, None, None]]) -> None:
    """Play to the end, whatever time the machine takes for it."""
    with asyncio.Runner(loop_factory=Loop) as runner:
        runner.run(play())


class ProcessesOnPaper:
    """Keeps the workers that the pool asks for; they are as ready as a test says."""

    def __init__(self) -> None:
        self.workers: list[Worker] = []
        self.killed: list[Worker] = []

    def spawn(self, role: str, limits: Limits, child: Worker) -> bool:
        child.pid = NOBODY
        self.workers.append(child)
        return True

    def kill(self, child: Worker) -> None:
        self.killed.append(child)


class Scene:
    """A pool whose workers are ready, and one query at a time."""

    def __init__(self) -> None:
        self.processes = ProcessesOnPaper()
        settings = PoolSettings(limits=Limits(root="", memory=0, stack=0, network=False))
        clock = asyncio.get_running_loop().time
        self.pool = Pool(settings, cast(Processes, self.processes), clock=clock)
        self.pool.start()
        for worker in list(self.processes.workers):
            self.pool.free(worker)

    def job(self, id: str) -> Job:
        """Return a query that nobody has been given."""
        return Job(QueryMessage(id, 1, "", "json", ""), id=id, client="", timeout=60, on_head=lambda _: None)

    def ask(self, id: str) -> tuple[Job, Worker]:
        """Give the pool a query."""
        job = self.job(id)
        self.pool.submit(job)
        assert job.worker is not None
        return job, job.worker

    async def slow(self, id: str) -> Worker:
        """Give it one that runs for long enough to be slow, and let it find out."""
        job, worker = self.ask(id)
        job.headed = True  # else it would be asked how much of the processor it has had
        while not worker.slow:
            await asyncio.sleep(0.01)
        return worker

    def answer_two(self) -> list[Worker]:
        """Have two workers answer a query each; the second is the one that the next query goes to."""
        used = [self.ask("one")[1], self.ask("two")[1]]
        for worker in used:
            self.answered(worker)
        assert self.pool.next_idle is used[1]
        return used

    def answered(self, worker: Worker) -> None:
        """Have a worker answer its query."""
        self.pool.done(worker, worker.jobs.popleft())


def test_a_fresh_worker_stands_behind_those_that_have_answered() -> None:
    """What a worker's caches hold is used, and none stays behind full while fresh ones are used up."""

    async def play() -> None:
        scene = Scene()
        _, worker = scene.ask("quick")
        scene.answered(worker)
        scene.pool.free(Worker(scene.pool))
        assert scene.pool.next_idle is worker
        scene.pool.stop()

    played(play)


def test_a_worker_whose_slow_query_was_alone_comes_back_and_its_stand_in_goes() -> None:
    async def play() -> None:
        scene = Scene()
        worker = await scene.slow("alone")
        stand_in = scene.processes.workers[-1]
        assert scene.pool.alive == 4
        scene.pool.free(stand_in)
        scene.answered(worker)
        assert scene.pool.next_idle is worker
        assert scene.pool.alive == 3
        assert stand_in.exiting
        scene.pool.stop()

    played(play)


def test_a_stand_in_that_is_ready_too_late_goes_at_once() -> None:
    async def play() -> None:
        scene = Scene()
        worker = await scene.slow("alone")
        busy = [scene.ask(id)[1] for id in ("one", "two")]
        scene.answered(worker)
        assert scene.pool.alive == 4
        stand_in = scene.processes.workers[-1]
        scene.pool.free(stand_in)
        assert scene.pool.alive == 3
        assert stand_in.exiting
        assert scene.pool.next_idle is worker
        for other in busy:
            scene.answered(other)
        scene.pool.stop()

    played(play)


def test_a_worker_that_ran_slowly_beside_others_goes_for_its_priority_stays_low(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lowered: list[int] = []
    monkeypatch.setattr(os, "setpriority", lambda which, who, priority: lowered.append(priority))

    async def play() -> None:
        scene = Scene()
        worker = await scene.slow("not alone")
        _, other = scene.ask("other")
        while not lowered:
            await asyncio.sleep(0.01)
        scene.answered(worker)
        assert worker.exiting
        assert scene.pool.next_idle is not worker
        scene.answered(other)
        scene.pool.stop()

    played(play)
    assert lowered == [10]


def test_a_long_answer_has_the_memory_that_idle_workers_have_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    used: list[Worker] = []
    monkeypatch.setattr(Worker, "resident", lambda worker: 200 << 20 if worker in used else 0)

    async def play() -> None:
        scene = Scene()
        used.extend(scene.answer_two())
        _, worker = scene.ask("export")
        worker.heard(wire.FIRST, b"s-pbeginning")
        assert not worker.exiting
        assert [one for one in used if one.exiting] == [one for one in used if one is not worker]
        assert scene.pool.alive == 3
        scene.pool.stop()

    played(play)


def test_what_a_worker_began_with_is_noted_when_it_is_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Worker, "resident", lambda _: 33 << 20)

    async def play() -> None:
        scene = Scene()
        worker = Worker(scene.pool)
        worker.heard(wire.READY, b"")
        assert worker.fresh == 33 << 20
        scene.pool.stop()

    played(play)


def test_a_worker_that_takes_what_waited_meanwhile_is_not_sent_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first one to go leaves a place, and a query that waited for one may go to the next in the same breath."""
    monkeypatch.setattr(Worker, "resident", lambda _: 200 << 20)

    async def play() -> None:
        scene = Scene()
        scene.answer_two()
        waiting = scene.job("waiting")
        scene.pool._jobs[waiting.id] = waiting
        scene.pool._waiting.parked.put(waiting)
        scene.pool.begun()
        assert waiting.worker is not None
        assert not waiting.worker.exiting
        scene.pool.stop()

    played(play)


def test_a_quick_query_that_nobody_waits_for_is_left_to_end() -> None:
    """Its worker stays, with its caches; the answer goes to nobody."""

    async def play() -> None:
        scene = Scene()
        job, worker = scene.ask("one")
        assert scene.pool.cancel("one")
        assert job.failure is not None
        assert scene.pool.running() == []
        worker.heard(wire.COMPLETE, b"s-p{}")
        assert scene.pool.next_idle is worker
        assert scene.processes.killed == []
        scene.pool.stop()

    played(play)


@pytest.mark.parametrize("where", ["at its head", "behind another"])
def test_a_query_that_nobody_waits_for_ends_with_its_time_in_the_quick_lane(where: str) -> None:
    """Also where no other query is there whose clock would be looked after, and where it begins only afterwards."""

    async def play() -> None:
        scene = Scene()
        job, worker = scene.ask("endless")
        if where == "behind another":
            worker.ask(behind := scene.job("another"))
            scene.pool._jobs[behind.id] = behind
            assert scene.pool.cancel("another")
            worker.heard(wire.COMPLETE, b"s-p{}")
            job = behind
        else:
            assert scene.pool.cancel("endless")
        assert job.ended
        await asyncio.sleep(scene.pool.settings.slice / 2)
        assert scene.processes.killed == []
        await asyncio.sleep(scene.pool.settings.slice)
        assert scene.processes.killed == [worker]
        scene.pool.stop()

    played(play)


def test_a_query_past_its_time_in_the_quick_lane_is_ended_at_once() -> None:
    async def play() -> None:
        scene = Scene()
        worker = await scene.slow("slow")
        assert scene.pool.cancel("slow")
        assert scene.processes.killed == [worker]
        scene.pool.stop()

    played(play)


def test_beside_a_slow_query_what_looks_heavy_leaves_a_quick_place_free() -> None:
    """Many heavy queries that nobody knows yet, at once: a small one does not wait until each has had its time."""

    async def play() -> None:
        scene = Scene()
        heavy = "SELECT * {{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }} # {}"
        assert scene.ask(heavy.format(1))[1] is not scene.ask(heavy.format(2))[1]
        scene.pool.stop()
        scene = Scene()
        await scene.slow("slow")
        for worker in scene.processes.workers[3:]:
            scene.pool.free(worker)
        first, second = scene.job(heavy.format(1)), scene.job(heavy.format(2))
        scene.pool.submit(first)
        scene.pool.submit(second)
        assert first.worker is not None
        assert second.worker is None
        assert scene.ask("small")[1] is not first.worker
        first.worker.heard(wire.COMPLETE, b"s-p{}")
        assert second.worker is not None
        scene.pool.stop()

    played(play)


def test_queries_do_not_wait_for_workers_that_cannot_be_started() -> None:
    async def play() -> None:
        scene = Scene()

        def kill_all() -> None:
            for worker in [one for one in scene.processes.workers if not one.exiting]:
                worker.ready = False
                scene.pool.reap(worker, 1)

        kill_all()
        job = scene.job("waits")
        scene.pool.submit(job)
        began = scene.pool.clock()
        while not job.ended:
            await asyncio.sleep(0.01)
            kill_all()
        assert isinstance(job.failure, Unavailable)
        assert scene.pool.clock() - began < 5
        while not (workers := [one for one in scene.processes.workers if not one.exiting]):
            await asyncio.sleep(0.01)
        scene.pool.free(workers[0])  # the next that is started is ready, and all is as before
        assert scene.ask("next")[1] is workers[0]
        scene.pool.stop()

    played(play)


def test_workers_are_started_when_there_is_a_fork_server_again() -> None:
    async def play() -> None:
        scene = Scene()
        processes = scene.processes
        spawn, there = processes.spawn, False
        processes.spawn = lambda *given: there and spawn(*given)  # type: ignore[method-assign]
        for worker in list(processes.workers):
            scene.pool.reap(worker, 9)
        count = len(processes.workers)
        await asyncio.sleep(1)
        there = True
        await asyncio.sleep(6)
        assert len(processes.workers) > count
        scene.pool.stop()

    played(play)
