"""Run a query of a user in a process of its own, for a command: a panic of the engine ends the process that it is in.

The engine is built to abort then, with a backtrace on the standard error, and nothing can be caught. (The service has
its workers.)
"""

import os
import pickle
import signal
import traceback
from collections.abc import Callable
from typing import TypeVar

from graph.errors import EngineFailed, HuuNghiError, QueryError

_Found = TypeVar("_Found")


def run_in_child_process(work: Callable[[], _Found]) -> _Found:
    """Return what `work` returns, or raise what it raises; it opens itself what it reads, in the other process.

    Raises EngineFailed where the engine aborted that process, and QueryError where another signal ended it, whatever it
    wrote.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _work_and_exit(work, writing)
    os.close(writing)
    with os.fdopen(reading, "rb") as file:
        outcome = file.read()
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        raise _ended_by(signal.Signals(os.WTERMSIG(status)))
    if not outcome:
        raise SystemExit(os.waitstatus_to_exitcode(status))
    kind, state, found = pickle.loads(outcome)  # noqa: S301 - from our own process, over our own pipe
    if kind is UnicodeEncodeError:
        raise UnicodeEncodeError(*state)
    if kind is None:
        return found  # type: ignore[no-any-return]
    error: HuuNghiError = kind.__new__(kind)
    error.__dict__.update(state)
    raise error


def _ended_by(number: signal.Signals) -> QueryError:
    if number == signal.SIGABRT:
        return EngineFailed(
            "The engine failed on this query.",
            hint="Values of some kinds may be too much for it: compare STR(?x), or leave kinds out by a FILTER.",
        )
    if number in (signal.SIGSEGV, signal.SIGBUS):
        return EngineFailed(
            "The engine crashed on this query (%(signal)s).",
            hint="The query may be nested too deeply: write it with fewer levels.",
            values={"signal": number.name},
        )
    return QueryError(
        "The query was ended from outside (%(signal)s), by somebody, or by the system for want of memory.",
        hint="Run it again; ask for less of it if it ends again.",
        values={"signal": number.name},
    )


def _work_and_exit(work: Callable[[], object], writing: int) -> None:
    kept = os.dup(2)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    code = 1
    try:
        try:
            outcome = pickle.dumps((None, None, work()))
        except UnicodeEncodeError as error:  # half a character in the text
            outcome = pickle.dumps((UnicodeEncodeError, error.args, None))
        except HuuNghiError as error:
            outcome = pickle.dumps((type(error), {**error.__dict__, "values": dict(error.values)}, None))
        with os.fdopen(writing, "wb") as file:
            file.write(outcome)
        code = 0
    except BaseException:  # noqa: BLE001 - said, and told by the status: nothing of the parent may go on here
        os.dup2(kept, 2)
        traceback.print_exc()
    finally:
        os._exit(code)
