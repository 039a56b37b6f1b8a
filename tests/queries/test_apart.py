"""What a command asks in a process of its own: an abort there is an error here, and no backtrace is printed."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from pyoxigraph import Literal

from graph.errors import EngineFailed, QueryError, UnknownQuery
from queries.apart import run_apart

PANIC = """
import random
from pyoxigraph import Literal, NamedNode, Store
from graph.errors import EngineFailed
from queries.apart import run_apart

date = NamedNode("http://www.w3.org/2001/XMLSchema#date")
pick = random.Random(0)
kinds = (
    lambda: Literal(pick.randrange(3000)),
    lambda: Literal(f"{pick.randrange(1000, 2900)}-01-11", datatype=date),
    lambda: Literal(f"{pick.randrange(3000)}x"),
)
values = " ".join(str(pick.choice(kinds)()) for _ in range(500))
try:
    run_apart(lambda: list(Store().query(f"SELECT ?v {{ VALUES ?v {{ {values} }} }} ORDER BY ?v")))
except EngineFailed as error:
    print(error)
"""


def test_what_is_found_comes_back() -> None:
    assert run_apart(lambda: (Literal("Nghệ An", language="vi"), None)) == (
        Literal("Nghệ An", language="vi"),
        None,
    )


def test_an_error_comes_back_with_what_it_says() -> None:
    def fail() -> None:
        raise UnknownQuery(
            "There is no query %(name)s.", hint="Look at %(where)s.", values={"name": "x", "where": "y"}
        )

    with pytest.raises(UnknownQuery) as told:
        run_apart(fail)
    assert str(told.value) == "There is no query x.\nLook at y."


def test_a_process_that_is_ended_is_an_error_of_the_engine() -> None:
    with pytest.raises(EngineFailed) as told:
        run_apart(lambda: os.kill(os.getpid(), signal.SIGKILL))
    assert isinstance(told.value, QueryError)


def test_a_panic_of_the_engine_prints_no_backtrace() -> None:
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", PANIC], cwd=root, capture_output=True, text=True, timeout=60, check=False
    )
    assert "The engine failed on this query." in done.stdout
    assert (done.stderr, done.returncode) == ("", 0)
