"""The writer: the process that makes new versions of the store from updates and graph writes.

It is given operations in batches. Those of one batch share one new version; each is applied whole or not at all, and
the answer is sent when the version is published and on the disk. What ends this process, a deadline, its memory limit,
a text nested too deeply, leaves the current version as it was; the web process then says so to the one whose
operation it was, and gives the others to a new writer.
"""

import contextlib
import json
import marshal
import re
import socket
import sys
from itertools import pairwise
from typing import Any, Final, NamedTuple, Self

from pyoxigraph import DefaultGraph, NamedNode, Store, Triple

from graph.claims.asserted import put_in
from graph.claims.kept import describe_kept
from graph.claims.managed import refuse_managed
from graph.claims.materialise import in_graph
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
from graph.store.faults import is_engine_fault, refused_write
from graph.store.versions import VersionStore
from graph.store.working_copy import WorkingCopy
from queries.sparql.lexer import Kind, tokenise
from queries.sparql.syntax_errors import explain
from queries.sparql.update import Accepted, run_update
from web.errors import Forbidden
from web.sparql.execution import wire
from web.sparql.execution.documents import NamesGraphs, faults_of, refuse_too_much_in, triples_in
from web.sparql.execution.exit_status import told
from web.sparql.execution.limits import Limits, confine, limit_memory, run_with_stack
from web.sparql.federation import check_calls
from web.sparql.formats import RDF_WRITERS
from web.sparql.preconditions import holds

BATCH: Final = b"B"  # operations to apply
BEGUN: Final = b"O"  # the number of the operation that is being applied
DONE: Final = b"D"  # JSON: the version, and an outcome for each operation

_WAIT_FOR_LOCK: Final = LIMITS.update_wait_seconds
_IDLE: Final = 10.0


class Operation(NamedTuple):
    """One change: an update (`text`), or what is done with one graph ('' is the default graph).

    `kind` is update, put, post or delete. `documents` are (bytes, format name) of what is put into the graph. With
    `allowed_calls` the writer looks for calls in the text; None says that it has none. `if_match` and `if_none_match`
    are the conditions under which a graph is written, as sent.
    """

    kind: str
    text: str = ""
    base_iri: str = ""
    graph: str = ""
    documents: tuple[tuple[bytes, str], ...] = ()
    allowed_calls: tuple[str, ...] | None = None
    if_match: str = ""
    if_none_match: str = ""

    @property
    def size(self) -> int:
        """Bytes of memory that it takes until it is applied, about: itself, and the frame that gives it to a writer."""
        return 2 * (sys.getsizeof(self.text) + sum(len(data) for data, _ in self.documents))

    @classmethod
    def batch(cls, payload: bytes) -> list[Self]:
        """Return the operations of a batch frame."""
        return [cls(*one) for one in marshal.loads(payload)]  # noqa: S302 - from our own web process

    @staticmethod
    def frame(operations: list["Operation"]) -> bytes:
        """Return the frame that gives a batch to a writer."""
        return wire.frame(BATCH, marshal.dumps([tuple(one) for one in operations]))


_MISSING: Final = re.compile(r"The graph <.*> does not exist", re.DOTALL)
_CLEAR: Final = re.compile(r"CLEAR\s+GRAPH", re.IGNORECASE)
_EXISTS: Final = re.compile(r"The graph <.*> already exists", re.DOTALL)


class Refused(Exception):
    """An operation cannot be applied: `kind` says why, as in a worker's error frame."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


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
        # The accepted layer of the version this writer made last, which the next update need not compute again.
        self._accepted: tuple[int, Accepted] | None = None

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
                    reason = {"ok": False, **told(error)}
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
        known, self._accepted = self._accepted, None
        change_made = self._versions.change(
            note=f"SPARQL: {note}", wait=_WAIT_FOR_LOCK, working=self._working
        )
        with change_made as change:
            parent = change.parent.number if change.parent else None
            accepted = known[1] if known is not None and known[0] == parent else None
            for number, operation in enumerate(operations):
                if number in failed:
                    continue
                self.sock.sendall(wire.frame(BEGUN, b"%d" % number))
                try:
                    kept: list[Triple] = []
                    if operation.kind == "update":
                        accepted = run_update(
                            change.store,
                            _checked(operation),
                            base_iri=operation.base_iri,
                            functions=FUNCTIONS,
                            accepted=accepted,
                            kept=kept,
                        )
                        created = False
                    else:
                        accepted = None
                        unchanged = parent or 0 if not outcomes else None
                        created = _write_graph(change.store, operation, unchanged, kept)
                    told = describe_kept(change.store, kept)
                    outcomes[number] = {"ok": True, "created": created, "kept": told}
                except _REASONS as error:
                    raise _Failed(number, _reason(error, operation.text)) from error
        if change.published is not None and accepted is not None:
            self._accepted = (change.published.number, accepted)
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
        return {"ok": False, **told(fault)}
    if isinstance(error, SyntaxError):
        found = explain(text, str(error))
        place = {"line": found.line, "column": found.column}
        return {"ok": False, "kind": "syntax", "message": found.message, **place}
    if isinstance(error, Forbidden):
        return {"ok": False, "kind": "forbidden", "message": error.message, "line": error.line}
    if isinstance(error, ManagedGraph):
        said = f"Line {error.line}: {error.message}" if error.line else error.message
        return {"ok": False, "kind": "forbidden", "message": said, "hint": error.hint, "line": error.line}
    if isinstance(error, Contradiction):
        return {"ok": False, "kind": "contradiction", "message": error.message, "hint": error.hint}
    if isinstance(error, InputError):
        return faults_of(error)
    if isinstance(error, QueryError):
        return {"ok": False, "kind": "request", "message": error.message, "hint": error.hint}
    return {"ok": False, "kind": _kind(error), "message": str(error)}


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
    tokens = [token for token in tokenise(text) if token.kind is not Kind.COMMENT]
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


def _write_graph(store: Store, operation: Operation, version: int | None, kept: list[Triple]) -> bool:
    """Apply an operation on one graph; return whether it made the graph.

    `version` is the one that the store is still the same as, None where this batch has changed it. What was to go and
    stays, for claims say it, is put into `kept`.
    """
    refuse_managed(operation.graph)
    graph = NamedNode(operation.graph) if operation.graph else DefaultGraph()
    new = isinstance(graph, NamedNode) and not store.contains_named_graph(graph)
    if (operation.if_match or operation.if_none_match) and not holds(
        operation.if_match, operation.if_none_match, graph=operation.graph, version=version, exists=not new
    ):
        raise Refused("condition", "The graph is not in the state that the request makes its condition.")
    if operation.kind == "delete":
        if new:
            raise Refused("missing", f"There is no graph {operation.graph}.")
        if isinstance(graph, NamedNode):
            store.remove_graph(graph)
        else:
            kept.extend(put_in(store, (), instead=True))
        return False
    # Read everything before anything is written: a document that breaks off half way must leave no half behind.
    fresh = Store()
    for data, name in operation.documents:
        fresh.extend(triples_in(data, RDF_WRITERS[name], base=operation.base_iri))
    if isinstance(graph, NamedNode):
        if operation.kind == "put" and not new:
            store.clear_graph(graph)
        store.add_graph(graph)
        store.extend(in_graph(quad.triple, graph) for quad in fresh)
    else:
        triples = (quad.triple for quad in fresh)
        kept.extend(put_in(store, triples, instead=operation.kind == "put"))
    return new


def run(sock: socket.socket, limits: Limits) -> None:
    """Be the writer, in a process just forked."""
    confine(limits)
    run_with_stack(lambda: Writer(sock, limits).serve(), limits.stack)
