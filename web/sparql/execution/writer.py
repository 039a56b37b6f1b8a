"""The writer: the process that makes new versions of the store from updates and graph writes.

It is given operations in batches. Those of one batch share one new version; each is applied whole or not at all, and
the answer is sent when the version is published and on the disk. What ends this process, a deadline, its memory limit,
a text nested too deeply, leaves the current version as it was; the web process then says so to the one whose
operation it was, and gives the others to a new writer.
"""

import contextlib
import json
import re
import socket
from collections.abc import Mapping
from dataclasses import asdict
from itertools import pairwise
from typing import Any, Final

from pyoxigraph import Store, Triple

from graph.claims.kept import describe_kept
from graph.engine.functions import FUNCTIONS
from graph.errors import (
    Contradiction,
    HuuNghiError,
    InputError,
    ManagedGraph,
    QueryError,
    StoreBusy,
    StoreError,
)
from graph.limits import LIMITS
from graph.search import index_lifecycle as indexes
from graph.search.fold import FUNCTIONS as OFFERED
from graph.statistics import lifecycle as statistics
from graph.store.faults import is_engine_fault, refused_write
from graph.store.versions import VersionStore
from graph.store.working_copy import WorkingCopy
from queries.sparql.explanation import Explanation
from queries.sparql.lexer import significant_tokens
from queries.sparql.syntax_errors import explain, explain_failure
from queries.sparql.update import run_update
from web.errors import Forbidden
from web.sparql.execution import wire
from web.sparql.execution.documents import NamesGraphs, faults_of, refuse_too_much_in
from web.sparql.execution.exit_status import store_error_frame
from web.sparql.execution.graph_writes import write_dataset, write_graph
from web.sparql.execution.limits import Limits, confine, limit_memory, run_with_stack
from web.sparql.execution.operation import Operation, Refused
from web.sparql.federation import check_calls

BEGUN: Final = b"O"  # the number of the operation that is being applied
DONE: Final = b"D"  # JSON: the version, and an outcome for each operation

_WAIT_FOR_LOCK: Final = LIMITS.update_wait_seconds
_IDLE: Final = 10.0
_OFFERED: Final = tuple(name.value for name in OFFERED)


_MISSING: Final = re.compile(r"The graph <.*> does not exist", re.DOTALL)
_CLEAR: Final = re.compile(r"CLEAR\s+GRAPH", re.IGNORECASE)
_EXISTS: Final = re.compile(r"The graph <.*> already exists", re.DOTALL)


_REASONS: Final = (
    SyntaxError,
    Refused,
    Forbidden,
    Contradiction,
    ManagedGraph,
    QueryError,
    InputError,
    NamesGraphs,
    OSError,
    ValueError,
    RuntimeError,
    TypeError,
    OverflowError,
)


class Writer:
    """Applies batches, until its socket is closed."""

    def __init__(self, sock: socket.socket, limits: Limits) -> None:
        self.sock = sock
        self.limits = limits
        self._versions = VersionStore(limits.root)
        self._working = WorkingCopy()

    def serve(self) -> None:
        """Answer one batch after the other."""
        limit_memory(self.limits)
        self.sock.sendall(wire.frame(wire.READY, b""))
        try:
            self._serve()
        finally:
            self._working.discard()

    def _serve(self) -> None:
        buffer = bytearray()
        while data := self._receive():
            buffer += data
            for payload in wire.take_frames(buffer):
                done = self._apply(Operation.batch(payload))
                self.sock.sendall(wire.frame(DONE, json.dumps(done).encode()))

    def _receive(self) -> bytes:
        """Return what comes next; close the working copy where nothing does for a while, for it holds disk space."""
        if self._working.kept:
            self.sock.settimeout(_IDLE)
            try:
                return self.sock.recv(1 << 20)
            except TimeoutError:
                self._working.discard()
            finally:
                self.sock.settimeout(None)
        return self.sock.recv(1 << 20)

    def _apply(self, operations: list[Operation]) -> dict[str, Any]:
        """Apply a batch; one that fails is left out and the others begin again, for it may have changed something."""
        failed: dict[int, dict[str, Any]] = {}
        while len(failed) < len(operations):
            try:
                version, outcomes = self._attempt(operations, failed)
            except _Failed as failure:
                failed[failure.number] = failure.outcome
            except HuuNghiError as error:
                reason = {"ok": False, "kind": "busy", "message": error.message, "hint": error.hint}
                if isinstance(error, StoreError) and not isinstance(error, StoreBusy):
                    reason = {"ok": False, **store_error_frame(error)}
                return {"version": None, "outcomes": [failed.get(n, reason) for n in range(len(operations))]}
            else:
                return {
                    "version": version,
                    "outcomes": [outcomes.get(n) or failed[n] for n in range(len(operations))],
                }
        return {"version": None, "outcomes": [failed[n] for n in range(len(operations))]}

    def _attempt(
        self, operations: list[Operation], failed: dict[int, dict[str, Any]]
    ) -> tuple[int | None, dict[int, dict[str, Any]]]:
        outcomes: dict[int, dict[str, Any]] = {}
        note = operations[0].kind if len(operations) == 1 else f"{len(operations)} operations"
        change_made = self._versions.change(
            note=f"SPARQL: {note}", wait=_WAIT_FOR_LOCK, working=self._working
        )
        with change_made as change:
            parent = change.parent.number if change.parent else None
            for number, operation in enumerate(operations):
                if number in failed:
                    continue
                self.sock.sendall(wire.frame(BEGUN, b"%d" % number))
                try:
                    kept: list[Triple] = []
                    if operation.kind == "update":
                        run_update(
                            change.store,
                            _checked(operation),
                            base_iri=operation.base_iri,
                            functions=FUNCTIONS,
                            kept=kept,
                        )
                        created = False
                    else:
                        unchanged = parent or 0 if not outcomes else None
                        write = write_dataset if operation.dataset else write_graph
                        created = write(change.store, operation, unchanged, kept)
                    told = describe_kept(change.store, kept)
                    outcomes[number] = {"ok": True, "created": created, "kept": told}
                except _REASONS as error:
                    raise _Failed(number, _reason(error, operation.text)) from error
            indexes.write_change_for(change)
            statistics.follow(change)
        return change.published.number if change.published else None, outcomes


class _Failed(Exception):
    def __init__(self, number: int, outcome: dict[str, Any]) -> None:
        super().__init__(number)
        self.number = number
        self.outcome = outcome


def _reason(error: Exception, text: str) -> dict[str, Any]:
    if is_engine_fault(error) or getattr(error, "errno", None) is not None:
        fault = refused_write(error) or StoreError(
            "The engine could not write or read its files.", hint="Nothing was changed.", cause=error
        )
        return {"ok": False, **store_error_frame(fault)}
    if isinstance(error, SyntaxError):
        return {"ok": False, "kind": "syntax", **asdict(explain(text, str(error), update=True))}
    if isinstance(error, Forbidden):
        found = Explanation(error.template, error.hint_template, _plain(error.values), error.line)
        return {"ok": False, "kind": "forbidden", **asdict(found)}
    if isinstance(error, ManagedGraph):
        said = f"Line {error.line}: {error.message}" if error.line else error.message
        return {"ok": False, "kind": "forbidden", "message": said, "hint": error.hint, "line": error.line}
    if isinstance(error, Contradiction | QueryError):
        kind = "contradiction" if isinstance(error, Contradiction) else "request"
        return {"ok": False, "kind": kind, "message": error.message, "hint": error.hint}
    if isinstance(error, InputError):
        return faults_of(error)
    if (kind := _kind(error)) == "query":
        return {"ok": False, "kind": kind, **asdict(explain_failure(text, str(error), functions=_OFFERED))}
    return {"ok": False, "kind": kind, "message": str(error)}


def _plain(values: Mapping[str, object]) -> dict[str, object]:
    """Return an error's values as JSON has them."""
    return {name: value if isinstance(value, int) else str(value) for name, value in values.items()}


def _kind(error: Exception) -> str:
    if isinstance(error, Refused):
        return error.kind
    if isinstance(error, NamesGraphs):
        return "request"
    if isinstance(error, OSError):
        return "outside"
    said = str(error)
    return "missing" if _MISSING.fullmatch(said) else "exists" if _EXISTS.fullmatch(said) else "query"


def _clearing(text: str) -> str:
    """Let `CLEAR GRAPH` of a graph that is not there succeed, as the W3C's protocol tests want it; the engine fails.

    There is nothing to clear, and afterwards the graph is as empty as was asked. `DROP` stays an error.
    """
    if not _CLEAR.search(text):
        return text
    tokens = list(significant_tokens(text))
    places = [
        token.end for token, after in pairwise(tokens) if (token.word, after.word) == ("CLEAR", "GRAPH")
    ]
    for place in reversed(places):
        text = f"{text[:place]} SILENT{text[place:]}"
    return text


def _checked(operation: Operation) -> str:
    """Return the text of an update as it may be run; raise Forbidden, or SyntaxError where it is no SPARQL at all."""
    refuse_too_much_in(operation.text)
    text = _clearing(operation.text)
    if operation.allowed_calls is None:
        return text
    checked = check_calls(text, update=True, allowed=operation.allowed_calls)
    if checked.refusal is None:
        return checked.text
    if checked.parses:
        # Nothing is there to be changed, and the calls lead nowhere: only the syntax matters.
        with contextlib.suppress(OSError, RuntimeError, ValueError, TypeError, OverflowError):
            Store().update(checked.text, base_iri=operation.base_iri)
    raise checked.refusal


def run(sock: socket.socket, limits: Limits) -> None:
    """Be the writer, in a process just forked."""
    confine(limits)
    run_with_stack(lambda: Writer(sock, limits).serve(), limits.stack)
