"""What ends a process that is at work is told by its true cause, each with its own problem, and others are answered."""

import os
import signal
import threading
from typing import Any

import pytest

from tests.abuse.processes import at_work
from web.errors import EngineFailure, OutOfMemory, QueryTooComplex, Refusal, WorkerEnded
from web.sparql.execution.exit_status import meaning_of

ENDLESS = "SELECT (COUNT(*) AS ?n) {" + " . ".join(f"?s{i} ?p{i} ?o{i}" for i in range(12)) + "}"
PANIC = (
    "thread '<unnamed>' (7) panicked at library/core/src/slice/sort/shared/smallsort.rs:854:5:\n"
    "user-provided comparison function does not correctly implement a total order\nstack backtrace:\n"
)


@pytest.mark.parametrize(
    ("status", "words", "meaning", "http"),
    [
        (77 << 8, "", OutOfMemory, 507),
        (signal.SIGABRT, "memory allocation of 4194304 bytes failed\n", OutOfMemory, 507),
        (
            signal.SIGABRT,
            "terminate called after throwing an instance of 'std::bad_alloc'\n",
            OutOfMemory,
            507,
        ),
        (signal.SIGABRT, PANIC, EngineFailure, 422),
        (signal.SIGABRT, "", EngineFailure, 422),
        (signal.SIGABRT, "thread 'x' (7) has overflowed its stack\n", QueryTooComplex, 400),
        (signal.SIGSEGV, "", QueryTooComplex, 400),
        (signal.SIGBUS, "", QueryTooComplex, 400),
        (signal.SIGKILL, "", WorkerEnded, 503),
        (signal.SIGTERM, "", WorkerEnded, 503),
        (signal.SIGILL, "", WorkerEnded, 503),
        (0, "", WorkerEnded, 503),
        (1 << 8, "Traceback (most recent call last):\n", WorkerEnded, 503),
    ],
)
def test_each_end_has_its_meaning(status: int, words: str, meaning: type[Refusal], http: int) -> None:
    refusal = meaning_of(status, words)
    assert type(refusal) is meaning
    assert refusal.status == http
    assert refusal.hint
    assert not any(line in f"{refusal}" for line in words.splitlines())


@pytest.mark.parametrize(
    ("number", "status", "slug"),
    [
        (signal.SIGKILL, 503, "worker-ended"),
        (signal.SIGABRT, 422, "engine-failed"),
        (signal.SIGSEGV, 400, "query-too-complex"),
    ],
)
def test_a_worker_that_is_ended_says_how_and_the_next_query_is_answered(
    server: Any, number: int, status: int, slug: str
) -> None:
    found: list[Any] = []
    asking = threading.Thread(target=lambda: found.append(server.query(ENDLESS, timeout="30")))
    asking.start()
    os.kill(at_work(server.process.pid), number)
    asking.join(30)
    assert (found[0].status, found[0].json["type"].rpartition("/")[2]) == (status, slug)
    assert found[0].json["hint"]
    assert (found[0].headers.get("retry-after") is not None) is (status == 503)
    assert server.query("ASK {}").json["boolean"] is True
