"""What it means to a client when a process ends, or says that it cannot go on."""

import logging
import os
import signal
from typing import Any, Final

from graph.errors import StoreError, store_error_called
from web.errors import (
    BadDocument,
    BadRequest,
    BadSyntax,
    Busy,
    CannotEvaluate,
    ConditionFailed,
    Conflict,
    Contradicts,
    EngineFailure,
    Forbidden,
    Gone,
    NoSuchThing,
    NotAcceptable,
    OutOfMemory,
    QueryTooComplex,
    Refusal,
    StoreFault,
    TooLarge,
    WorkerEnded,
)
from web.sparql.execution.limits import OUT_OF_MEMORY

_STACK: Final = "overflowed its stack"
_MEMORY: Final = (
    "memory allocation of",
    "bad_alloc",
    "out of memory",
    "capacity overflow",
    "Cannot allocate memory",
)

_log = logging.getLogger("huunghi.web")


def meaning_of(status: int, words: str = "", *, query: str = "") -> Refusal:
    """Say what a process's wait status means for what it was doing; `words` are the last that it wrote to its stderr,
    `query` the id of what it was doing.

    An abort is told by its words: of the engine's memory that is used up, of a stack that is, or of anything else.
    """
    number = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
    code = os.WEXITSTATUS(status) if os.WIFEXITED(status) else 0
    if number in {signal.SIGSEGV, signal.SIGBUS} or (number == signal.SIGABRT and _STACK in words):
        return QueryTooComplex(
            "The query nests too deeply to be evaluated.",
            hint="Flatten nested groups, lists and expressions.",
        )
    if code == OUT_OF_MEMORY or (number == signal.SIGABRT and any(said in words for said in _MEMORY)):
        return OutOfMemory(
            "The query used all the memory one query may have.",
            hint="Ask for less: LIMIT without ORDER BY, a narrower pattern, fewer groups.",
        )
    _log.error(
        "a process of the SPARQL service ended with wait status %d: %s",
        status,
        words.strip(),
        extra={"query": query},
    )
    if number == signal.SIGABRT:  # a panic of the engine, which is built to abort then
        return EngineFailure(
            "The engine failed on this query.",
            hint="Values of some kinds may be too much for it: compare STR(?x), or leave kinds out by a FILTER.",
        )
    if number in {signal.SIGKILL, signal.SIGTERM}:
        return WorkerEnded(
            "The process that was at work on this was ended from outside.",
            hint="Try again in a moment. If it happens again, ask for less: the machine may be short of memory.",
        )
    return WorkerEnded(
        "The process that was answering this ended unexpectedly.",
        hint="Try again in a moment. If it happens again, tell us the query.",
    )


def store_error_frame(fault: StoreError) -> dict[str, Any]:
    """Return what an error frame says of a fault of the store; where it lies and what the system said stays here."""
    return {
        "kind": "store",
        "slug": fault.slug,
        "template": fault.template,
        "hint_template": fault.hint_template,
        "values": dict(fault.values),
        "message": fault.message,
        "hint": fault.hint,
    }


_KINDS: Final[dict[str, type[Refusal]]] = {
    "syntax": BadSyntax,
    "forbidden": Forbidden,
    "unacceptable": NotAcceptable,
    "bytes": TooLarge,
    "rows": TooLarge,
    "gone": Gone,
    "missing": NoSuchThing,
    "exists": Conflict,
    "contradiction": Contradicts,
    "condition": ConditionFailed,
    "query": CannotEvaluate,
    "memory": OutOfMemory,
    "busy": Busy,
    "outside": Forbidden,
}
"""The refusal for each kind of an error frame."""


def refusal_of(error: dict[str, Any]) -> Refusal:
    """Return the refusal that an error frame of a worker or the writer stands for."""
    kind = error["kind"]
    if "template" in error and kind != "store":
        values = {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in error["values"].items()
        }
        refusal = _KINDS[kind](error["template"], hint=error["hint"], values=values)
        refusal.line, refusal.column = error["line"], error["column"]
        return refusal
    message, hint = error["message"], error.get("hint", "")
    if kind == "document":
        return BadDocument(message, hint=hint, line=error.get("line"), column=error.get("column"))
    if kind == "forbidden":
        return Forbidden(message, hint=hint, line=error.get("line"))
    if kind == "store":
        fault = store_error_called(error["slug"])
        return StoreFault(fault(error["template"], hint=error["hint_template"], values=error["values"]))
    return _KINDS.get(kind, BadRequest)(message, hint=hint)
