"""What a command asks in a process of its own: an abort there is an error here, and no backtrace is printed."""

import faulthandler
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from pyoxigraph import Literal

from graph.errors import EngineFailed, QueryError, UnknownQuery
from queries.child_process import run_in_child_process

PANIC = """
import random
from pyoxigraph import Literal, NamedNode, Store
from graph.errors import EngineFailed
from queries.child_process import run_in_child_process

date = NamedNode("http://www.w3.org/2001/XMLSchema#date")
pick = random.Random(0)
kinds = (
    lambda: Literal(pick.randrange(3000)),
    lambda: Literal(f"{pick.randrange(1000, 2900)}-01-11", datatype=date),
    lambda: Literal(f"{pick.randrange(3000)}x"),
)
values = " ".join(str(pick.choice(kinds)()) for _ in range(500))
try:
    run_in_child_process(lambda: list(Store().query(f"SELECT ?v {{ VALUES ?v {{ {values} }} }} ORDER BY ?v")))
except EngineFailed as error:
    print(error)
"""


def test_what_is_found_comes_back() -> None:
    assert run_in_child_process(lambda: (Literal("Nghệ An", language="vi"), None)) == (
        Literal("Nghệ An", language="vi"),
        None,
    )


def test_an_error_comes_back_with_what_it_says() -> None:
    def fail() -> None:
        raise UnknownQuery(
            "There is no query %(name)s.", hint="Look at %(where)s.", values={"name": "x", "where": "y"}
        )

    with pytest.raises(UnknownQuery) as told:
        run_in_child_process(fail)
    assert str(told.value) == "There is no query x.\nLook at y."


@pytest.mark.parametrize(
    ("number", "kind", "wanted"),
    [
        (signal.SIGABRT, EngineFailed, "The engine failed on this query."),
        (signal.SIGSEGV, EngineFailed, "The engine crashed on this query (SIGSEGV)."),
        (signal.SIGKILL, QueryError, "The query was ended from outside (SIGKILL)"),
        (signal.SIGTERM, QueryError, "The query was ended from outside (SIGTERM)"),
    ],
)
def test_a_signal_that_ends_the_process_is_told(
    number: signal.Signals, kind: type[QueryError], wanted: str
) -> None:
    def end() -> None:
        faulthandler.disable()  # pytest's, which would print
        os.kill(os.getpid(), number)

    with pytest.raises(QueryError) as told:
        run_in_child_process(end)
    assert type(told.value) is kind
    assert told.value.message.startswith(wanted)


def test_a_panic_of_the_engine_prints_no_backtrace() -> None:
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", PANIC], cwd=root, capture_output=True, text=True, timeout=60, check=False
    )
    assert "The engine failed on this query." in done.stdout
    assert (done.stderr, done.returncode) == ("", 0)
