"""A worker: one process, one query at a time, a read-only store, and limits that end it and nobody else.

It runs in a process forked from `forkserver`. It must hold nothing that another query needs: whatever ends it, a deep
recursion, its memory limit or the pool's SIGKILL, a fresh one takes its place.
"""

import contextlib
import json
import socket
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, replace
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from pyoxigraph import (
    DefaultGraph,
    NamedNode,
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
    Store,
    Triple,
    Variable,
)

from graph.engine.functions import FUNCTIONS, OURS
from graph.errors import EndpointRefused, PrunedVersion, StoreError, UnwritableFormat
from graph.search.fold import FUNCTIONS as OFFERED
from graph.store.faults import damaged_data, is_engine_fault, is_failed_call
from graph.store.reader import Term
from graph.store.version import OpenVersion
from graph.store.versions import VersionStore
from ontology.prefixes import PREFIXES
from queries.sparql.columns import with_columns_in_order
from queries.sparql.explanation import Explanation
from queries.sparql.paths import with_paths_of_length_zero
from queries.sparql.rewrite import run_rewritten
from queries.sparql.syntax_errors import explain, explain_failure
from web.errors import Forbidden
from web.sparql.execution import wire
from web.sparql.execution.exit_status import store_error_frame
from web.sparql.execution.limits import Limits, confine, limit_memory, run_with_stack
from web.sparql.execution.output import Cut, Discard, Output, TooManyBytes
from web.sparql.execution.row_limit import RowLimiter, row_limiter_for
from web.sparql.execution.serialise import (
    MAY_REFUSE,
    serialise_boolean,
    serialise_graph,
    serialise_rows,
    serialise_solutions,
    serialise_triples,
)
from web.sparql.execution.wire import QueryMessage
from web.sparql.federation import check_calls

if TYPE_CHECKING:
    from web.sparql.execution.endpoint_engine import EndpointEngine

_KEPT_OPEN: Final = 2
_MOST_READ: Final = 64 * 1024
"""Bytes read at once. Python asks the system for memory of its own for a buffer of 128 kB and more, each time."""
_NAMES: Final = tuple(PREFIXES)
_OFFERED: Final = tuple(name.value for name in OFFERED)


class Worker:
    """Answers the questions that come over a socket, until it is closed."""

    def __init__(self, sock: socket.socket, limits: Limits) -> None:
        self.sock = sock
        self.limits = limits
        self._versions = VersionStore(limits.root)
        self._open: dict[int, OpenVersion] = {}
        self._empty = Store()
        self._engine = _engine_of(limits)

    def serve(self) -> None:
        """Open the current version, say so, then answer one query after the other."""
        # A worker that ended here would leave every query waiting: each is told what is wrong with the store instead.
        with contextlib.suppress(StoreError):
            if self._engine is None:
                self._store(self._versions.current_number())
        limit_memory(self.limits)
        self.sock.sendall(wire.frame(wire.READY, b""))
        buffer = bytearray()
        while True:
            data = self.sock.recv(_MOST_READ)
            if not data:
                return
            buffer += data
            for payload in wire.take_frames(buffer):
                self._answer(QueryMessage.read(payload))

    def _store(self, number: int | None) -> Store:
        if number is None:
            return self._empty
        opened = self._open.pop(number, None) or self._versions.get(number).open(checked=False)
        self._open[number] = opened  # the last one asked stands last
        while len(self._open) > _KEPT_OPEN:
            self._open.pop(next(iter(self._open))).close()
        return opened.store

    def _answer(self, query: QueryMessage) -> None:
        try:
            output = self._evaluate(query)
            if output is not None:
                output.finish()
        except (BrokenPipeError, ConnectionResetError):
            raise
        except SyntaxError as error:
            self._explain("syntax", explain(query.text, str(error)))
        except Forbidden as error:
            self._explain(
                "forbidden", Explanation(error.template, error.hint_template, error.values, error.line)
            )
        except UnwritableFormat as error:
            self._explain("unacceptable", Explanation(error.template, error.hint_template, error.values))
        except TooManyBytes:
            self._explain(
                "bytes",
                Explanation("The answer is longer than %(most)s bytes.", values={"most": query.max_bytes}),
            )
        except MemoryError:
            self._explain("memory", Explanation("The query used all the memory one query may have."))
        except EndpointRefused as error:
            self._explain("query", Explanation(error.template, error.hint_template, error.values))
        except PrunedVersion:
            version = {"name": query.version}
            self._explain(
                "gone", Explanation("Version “%(name)s” of the data is no longer kept.", values=version)
            )
        except StoreError as error:
            self._fail(**store_error_frame(error))
        except (OSError, RuntimeError, ValueError, TypeError, OverflowError) as error:
            if is_failed_call(query.text, error):
                self._fail("outside", str(error))
            elif isinstance(error, OSError) or is_engine_fault(error):
                self._fail(**store_error_frame(damaged_data(query.version or 0, error)))
            else:
                self._explain("query", explain_failure(query.text, str(error), functions=_OFFERED))

    def _evaluate(self, query: QueryMessage) -> Output | None:
        text = query.text
        if query.allowed_calls is not None:
            text = self._checked(query, query.allowed_calls)
        if self._engine is not None:
            with self._engine.answer(text, query) as answer:
                return self._written(answer, query)
        store = self._store(query.version)
        if query.graph is not None:
            return self._graph(store, query, query.graph)
        default, named = _graphs(query.default_graphs), _graphs(query.named_graphs)
        prefixes = _prefixes_for(text)
        if "*" in text:
            text = with_columns_in_order(text, partial(self._columns, query.base_iri, prefixes))

        def ask(made: str) -> QuerySolutions | QueryBoolean | QueryTriples:
            return store.query(
                made,
                base_iri=query.base_iri,
                prefixes=prefixes,
                default_graph=default,
                named_graphs=named,
                custom_functions=_functions_for(made),
            )

        results = run_rewritten(with_paths_of_length_zero(text, lambda one: not ask(one)), ask, sent=text)
        return self._written(results, query)

    def _written(
        self, results: QuerySolutions | QueryBoolean | QueryTriples | Iterator[Triple], query: QueryMessage
    ) -> Output | None:
        if not isinstance(results, QuerySolutions | QueryBoolean):
            return self._triples(results, query)
        name = query.results_format
        if not name:
            self._explain(
                "unacceptable",
                Explanation("The answer is SPARQL results, and no format for those is accepted."),
            )
            return None
        if isinstance(results, QuerySolutions):
            return self._solutions(results, query, name)
        output = Output(self.sock, wire.BOOLEAN, name, query)
        serialise_boolean(results, name, output)
        return output

    def _columns(self, base_iri: str, prefixes: dict[str, str] | None, text: str) -> list[str]:
        """Return the variables of a SELECT's answer."""
        results = self._empty.query(text, base_iri=base_iri, prefixes=prefixes)
        return [one.value for one in results.variables] if isinstance(results, QuerySolutions) else []

    def _checked(self, query: QueryMessage, allowed: tuple[str, ...]) -> str:
        """Return the text as it may be run; raise Forbidden, or SyntaxError where it is no SPARQL at all."""
        checked = check_calls(query.text, update=False, allowed=allowed)
        if checked.refusal is None:
            return checked.text
        if checked.parses:
            # Nothing is there to be found, and the calls lead nowhere: only the syntax matters.
            with contextlib.suppress(OSError, RuntimeError, ValueError, TypeError, OverflowError):
                self._empty.query(checked.text, base_iri=query.base_iri, prefixes=PREFIXES)
        raise checked.refusal

    def _solutions(self, results: QuerySolutions, query: QueryMessage, name: str) -> Output | None:
        limiter = None
        if name == "xlsx":
            return self._workbook(results, query)
        if query.max_rows or query.rows_asked:
            limiter = partial(_row_limiter_for, name, query.max_rows, results.variables)
        output = Output(self.sock, wire.SOLUTIONS, name, query, limiter)
        try:
            if query.labels or query.bom:
                serialise_rows(*self._labelled(results, results, query), name, output, bom=query.bom)
            else:
                serialise_solutions(results, name, output)
        except Cut:
            if output.begun and not query.rows_asked:
                self._refuse_rows(query)
                return None
            output.cut()
        return output

    def _workbook(self, results: QuerySolutions, query: QueryMessage) -> Output | None:
        output = Output(self.sock, wire.SOLUTIONS, "xlsx", query)
        most = query.max_rows if query.max_rows or query.rows_asked else None
        if query.labels:
            serialise_rows(*self._labelled(results, islice(results, most), query), "xlsx", output)
        else:
            serialise_solutions(results, "xlsx", output, most=most)
        output.truncated = most is not None and next(results, None) is not None
        if output.truncated and output.begun and not query.rows_asked:
            self._refuse_rows(query)
            return None
        return output

    def _labelled(
        self, results: QuerySolutions, rows: Iterable[Iterable[Term | None]], query: QueryMessage
    ) -> tuple[Sequence[str], Iterable[Iterable[Term | None]]]:
        """Return the columns and rows of an answer, with their labels where these are asked for."""
        columns = [variable.value for variable in results.variables]
        if not query.labels:
            return columns, rows
        # Few downloads have labels, and the vocabulary that knows those of its terms takes memory of each worker.
        from queries.export.label_columns import LabelColumns  # noqa: PLC0415
        from queries.read.labels import labels_in_store, read_labels  # noqa: PLC0415

        read = (
            partial(labels_in_store, self._store(query.version))
            if self._engine is None
            else partial(read_labels, self._engine.reader)
        )
        labelled = LabelColumns(read, query.labels, columns, rows)
        return labelled.columns, labelled.rows

    def _refuse_rows(self, query: QueryMessage) -> None:
        most = {"most": query.max_rows}
        self._explain("rows", Explanation("The answer has more than %(most)s rows.", values=most))

    def _triples(self, results: QueryTriples | Iterator[Triple], query: QueryMessage) -> Output | None:
        if not query.rdf_format:
            self._explain(
                "unacceptable", Explanation("The answer is RDF, and no format for that is accepted.")
            )
            return None
        output = Output(self.sock, wire.GRAPH, query.rdf_format, query)
        if query.rows_asked:
            serialise_triples(islice(results, query.max_rows), query.rdf_format, output)
            output.truncated = next(results, None) is not None
        else:
            serialise_triples(results, query.rdf_format, output)
        return output

    def _graph(self, store: Store, query: QueryMessage, iri: str) -> Output | None:
        graph = None if query.dataset else NamedNode(iri) if iri else DefaultGraph()
        if isinstance(graph, NamedNode) and not store.contains_named_graph(graph):
            self._explain("missing", Explanation("There is no graph %(iri)s.", values={"iri": iri}))
            return None
        output = Output(self.sock, wire.GRAPH, query.rdf_format, query)
        if not query.head_only:
            serialise_graph(store, graph, query.rdf_format, output)
        elif query.rdf_format in MAY_REFUSE:
            serialise_graph(store, graph, query.rdf_format, Discard(query.max_bytes))
        return output

    def _explain(self, kind: str, found: Explanation) -> None:
        values = {
            name: value if isinstance(value, int | tuple) else str(value)
            for name, value in found.values.items()
        }
        payload = json.dumps({"kind": kind, **asdict(replace(found, values=values))}).encode()
        self.sock.sendall(wire.frame(wire.ERROR, payload))

    def _fail(self, kind: str, message: str, **more: Any) -> None:
        payload = json.dumps({"kind": kind, "message": message, **more}).encode()
        self.sock.sendall(wire.frame(wire.ERROR, payload))


def _engine_of(limits: Limits) -> "EndpointEngine | None":
    """Return what answers from an endpoint, where queries go on to one."""
    if not limits.endpoint:
        return None
    from graph.store.endpoint_address import EndpointAddress  # noqa: PLC0415 - few services read from one
    from web.sparql.execution.endpoint_engine import EndpointEngine  # noqa: PLC0415

    return EndpointEngine(EndpointAddress(*limits.endpoint))


def _row_limiter_for(format_name: str, allowed: int, variables: list[Variable]) -> RowLimiter:
    return row_limiter_for(format_name, allowed, [variable.value for variable in variables])


def _prefixes_for(text: str) -> dict[str, str] | None:
    r"""Return the prefixes that a query knows unasked, or None where it can use none of them.

    Giving them costs a small query a tenth of its time. An escape (`\u003a`) may hide a name, so where there is one
    they are given.
    """
    if "\\" in text:
        return PREFIXES
    *before, _ = text.split(":")
    for part in before:
        if part.endswith(_NAMES):
            return PREFIXES
    return None


def _graphs(iris: Sequence[str] | None) -> list[Any] | None:
    return None if iris is None else [NamedNode(iri) for iri in iris]


def _functions_for(text: str) -> dict[NamedNode, Callable[..., Any]] | None:
    """Return the functions of ours that a query may call, or None where it names none."""
    return FUNCTIONS if "fold" in text or OURS in text or "\\" in text else None


def run(sock: socket.socket, limits: Limits) -> None:
    """Be a worker, in a process just forked."""
    confine(limits)
    run_with_stack(lambda: Worker(sock, limits).serve(), limits.stack)
