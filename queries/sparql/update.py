"""Run a SPARQL update so that what it puts in stays, even where claims say the same, and what claims support stays.

The engine reads the update, and finds what the pattern of each operation finds; what is deleted and inserted by that
(SPARQL 1.1 Update section 3) is written statement by statement. So it is known what an update changed, and the cost is
that of its pattern and of what it changes.
"""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from pyoxigraph import DefaultGraph, NamedNode, Quad, QuerySolutions, Store, Triple

from graph.claims.asserted import ByHand
from graph.claims.materialise import DEFAULT, in_graph
from graph.engine.functions import FUNCTIONS
from queries.sparql.ambiguity import refuse_ambiguous
from queries.sparql.lexer import Token, significant_tokens
from queries.sparql.managed import graph_named, refuse_bound, refuse_named
from queries.sparql.operations import Block, Operation, check_syntax, read_operations
from queries.sparql.rewrite import rewrite
from queries.sparql.spool import Spool
from queries.sparql.templates import Template

Functions = dict[NamedNode, Any]


def run_update(
    store: Store,
    update: str,
    *,
    base_iri: str | None = None,
    functions: Functions | None = FUNCTIONS,
    kept: list[Triple] | None = None,
) -> None:
    """Run an update on the store of a change.

    What claims support is not taken away by an update (reject the claim or withdraw its source); what an update
    adds stays when its claims go. On a store without claims and loaded files this is the update and nothing more.

    What was to be deleted and stays, for claims support it, is put into `kept`. Raises ManagedGraph where the update
    would write to a graph that the service makes itself, Contradiction where it puts in what contradicts claims,
    QueryError where it cannot be read plainly, and SyntaxError, RuntimeError or OSError as pyoxigraph does; throw the
    store away then.
    """
    refuse_ambiguous(update, significant_tokens(update))
    check_syntax(update, base_iri)
    operations = read_operations(rewrite(update))
    for operation in operations:
        refuse_named(store, operation, base_iri)
    running = _Running(store, base_iri, functions)
    for operation in operations:
        running.run(operation)
    stay = running.by_hand.finish()
    if kept is not None:
        kept.extend(stay)


class _Running:
    """The operations of one update on a store."""

    def __init__(self, store: Store, base_iri: str | None, functions: Functions | None) -> None:
        self._store, self._base, self._functions = store, base_iri, functions
        self.by_hand = ByHand(store)

    def run(self, operation: Operation) -> None:
        """Run an operation."""
        if operation.data:
            self._run_data(operation)
        elif operation.pattern:
            self._run_pattern(operation)
        elif operation.word == "LOAD":
            self._load(operation)
        elif operation.word in ("ADD", "COPY", "MOVE"):
            self._copy(operation)
        else:
            self._clear(operation)

    # -- INSERT DATA, DELETE DATA, LOAD ---------------------------------------------------------------------------

    def _run_data(self, operation: Operation) -> None:
        data = Store()
        text = f"{operation.prologue}INSERT DATA {operation.text_of(operation.data)}"
        data.update(text, base_iri=self._base)
        if operation.word == "INSERT":
            self.by_hand.put_in(data)
        else:
            self.by_hand.take_out(data)

    def _load(self, operation: Operation) -> None:
        loaded = Store()
        loaded.update(operation.text, base_iri=self._base)
        for graph in loaded.named_graphs():
            self._store.add_graph(graph)
        self.by_hand.put_in(loaded)

    # -- DELETE and INSERT by a pattern ---------------------------------------------------------------------------

    def _run_pattern(self, operation: Operation) -> None:
        """Delete what all solutions say, then insert: the solutions are those of the store before either."""
        columns: dict[str, int] = {}
        home = None if operation.home is None else graph_named(operation, operation.home, self._base)
        delete, insert = (
            Template(operation, block, columns, base_iri=self._base, home=home) if block else None
            for block in (operation.delete, operation.insert)
        )
        solutions = refuse_bound(operation, columns, self._solutions(operation, columns, home))
        if all(one is None or one.is_ground for one in (delete, insert)):
            solutions = islice(solutions, 1)
        if delete is None:
            if insert is not None:
                self.by_hand.put_in(insert.quads(solutions))
            return
        waiting = Spool()
        self.by_hand.take_out(_deleted(delete, insert, solutions, waiting))
        self.by_hand.put_in(waiting)

    def _solutions(
        self, operation: Operation, columns: dict[str, int], home: NamedNode | None
    ) -> Iterator[Sequence[Any]]:
        """Yield the solutions of the pattern, each with the terms of the variables in `columns`."""
        names = " ".join(f"?{name}" for name in columns) or f"(1 AS ?{_unused(operation.pattern)})"
        datasets = " ".join("FROM" if one.word == "USING" else one.text for one in operation.datasets)
        answer = self._store.query(
            f"{operation.prologue}SELECT {names} {datasets} WHERE {operation.text_of(operation.pattern)}",
            base_iri=self._base,
            default_graph=[home] if home is not None and not operation.datasets else None,
            custom_functions=self._functions,
        )
        assert isinstance(answer, QuerySolutions)
        return answer

    # -- whole graphs ---------------------------------------------------------------------------------------------

    def _graph(self, operation: Operation, name: Token | None) -> NamedNode | DefaultGraph:
        return DEFAULT if name is None else graph_named(operation, name, self._base)

    def _copy(self, operation: Operation) -> None:
        source, target = (self._graph(operation, one) for one in (operation.source, operation.graph))
        self._refuse_as_the_engine(operation, source)
        if source == target:
            return
        if operation.word != "ADD":
            self._remove(target)
        found = self._store.quads_for_pattern(None, None, None, source)
        self.by_hand.put_in(in_graph(quad.triple, target) for quad in found)
        if operation.word == "MOVE":
            self._remove(source)

    def _clear(self, operation: Operation) -> None:
        graphs: list[Any] = [] if operation.graph is None else [self._graph(operation, operation.graph)]
        if operation.every is None:
            self._refuse_as_the_engine(operation, *graphs)
        else:
            graphs += [DEFAULT] if operation.every.word != "NAMED" else []
            graphs += self._store.named_graphs() if operation.every.word != "DEFAULT" else []
        for graph in graphs:
            if operation.word == "CREATE":
                self._store.add_graph(graph)
            elif operation.word == "DROP":
                self._remove(graph)
            else:
                self.by_hand.clear(graph)

    def _remove(self, graph: Any) -> None:
        self.by_hand.clear(graph)
        if graph != DEFAULT:
            self._store.remove_graph(graph)

    def _refuse_as_the_engine(self, operation: Operation, *graphs: NamedNode | DefaultGraph) -> None:
        """Raise what the engine raises where a graph is there already, or is not there, and may not be so."""
        like = Store()
        for graph in graphs:
            if graph != DEFAULT and self._store.contains_named_graph(graph):
                like.add_graph(graph)
        like.update(operation.text, base_iri=self._base)


def _deleted(
    delete: Template, insert: Template | None, solutions: Iterator[Sequence[Any]], waiting: Spool
) -> Iterator[Quad]:
    """Yield what is to be deleted, and put what is to be inserted after it where it waits."""
    for number, solution in enumerate(solutions):
        if insert is not None:
            waiting.extend(insert.filled(solution, first=number == 0))
        yield from delete.filled(solution, first=number == 0)


def _unused(tokens: Block) -> str:
    """Return the name of a variable that none of these tokens is."""
    used = {token.variable for token in tokens}
    return next(name for n in range(len(used) + 1) if (name := f"any{n}") not in used)
