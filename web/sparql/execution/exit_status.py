"""What it means to a client when a process ends, or says that it cannot go on."""

import os
import signal
from typing import Any

from graph.errors import StoreError, store_error_called
from web.errors import (
    BadRequest,
    BadSyntax,
    Busy,
    CannotEvaluate,
    ConditionFailed,
    Conflict,
    Contradicts,
    Forbidden,
    Gone,
    NoSuchThing,
    NotAcceptable,
    OutOfMemory,
    QueryTooComplex,
    Refusal,
    StoreFault,
    TooLarge,
)


def meaning_of(status: int) -> Refusal:
    """Say what a worker's wait status means for the query it was running."""
    number = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
    if number in {signal.SIGSEGV, signal.SIGBUS}:
        return QueryTooComplex(
            "The query nests too deeply to be evaluated.",
            hint="Flatten nested groups, lists and expressions.",
        )
    return OutOfMemory(
        "The query used all the memory one query may have.",
        hint="Ask for less: LIMIT without ORDER BY, a narrower pattern, fewer groups.",
    )


def told(fault: StoreError) -> dict[str, Any]:
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


def refusal_of(error: dict[str, Any]) -> Refusal:
    """Return the refusal that an error frame of a worker or the writer stands for."""
    kind, message, hint = error["kind"], error["message"], error.get("hint", "")
    if kind == "syntax":
        line, column = error.get("line"), error.get("column")
        where = f"Line {line}, column {column}: " if line else ""
        return BadSyntax(where + message, line=line, column=column)
    if kind == "document":
        return BadSyntax(message, hint=hint, line=error.get("line"), column=error.get("column"))
    if kind == "forbidden":
        return Forbidden(message, hint=hint, line=error.get("line"))
    if kind == "store":
        fault = store_error_called(error["slug"])
        return StoreFault(fault(error["template"], hint=error["hint_template"], values=error["values"]))
    kinds: dict[str, type[Refusal]] = {
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
    return kinds.get(kind, BadRequest)(message, hint=hint)
