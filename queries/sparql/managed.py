"""Refuse an update that would write to a graph which the service makes itself (graph/claims/managed.py).

A graph that is named is looked at before anything runs; one that a variable stands for, when a solution says so.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from pyoxigraph import NamedNode, QuerySolutions, Store

from graph.claims.managed import is_managed, managed_graphs, refuse_managed, what_to_do_instead
from graph.errors import ManagedGraph
from queries.sparql.lexer import Kind, Token
from queries.sparql.operations import Operation

_EVERY: Final = ("NAMED", "ALL")


def refuse_named(store: Store, operation: Operation, base_iri: str | None) -> None:
    """Raise ManagedGraph, with its line, where an operation names a managed graph, or means every graph."""
    templates = operation.graphs_in(operation.data, operation.delete, operation.insert)
    named = [token for token in templates if token.kind is not Kind.VARIABLE]
    named += [one for one in (operation.home, operation.graph) if one is not None]
    if operation.word == "MOVE" and operation.source is not None:
        named.append(operation.source)
    for token in named:
        refuse_managed(graph_named(operation, token, base_iri).value, line=operation.line_of(token))
    every = operation.every
    if every is not None and every.word in _EVERY and (held := sorted(managed_graphs(store))):
        raise _refusal(
            "%(word)s would take away %(count)s graphs that the service makes, such as %(graph)s.",
            hint="Name what is yours: CLEAR DEFAULT, or DROP GRAPH <...> for each graph.",
            values={"word": every.word, "count": len(held), "graph": held[0]},
            line=operation.line_of(every),
        )


def refuse_bound(
    operation: Operation, columns: dict[str, int], solutions: Iterator[Sequence[Any]]
) -> Iterator[Sequence[Any]]:
    """Yield solutions; raise ManagedGraph where a graph of a template is a variable and stands for a managed one.

    `columns` say where in a solution a variable is.
    """
    graphs = operation.graphs_in(operation.delete, operation.insert)
    variables = [(columns[one.variable], one) for one in graphs if one.kind is Kind.VARIABLE]
    allowed: set[object] = set()
    for solution in solutions:
        for place, token in variables:
            graph = solution[place]
            if graph not in allowed:
                if isinstance(graph, NamedNode) and is_managed(graph.value):
                    raise _refused_variable(operation, token, graph.value)
                allowed.add(graph)
        yield solution


def graph_named(operation: Operation, name: Token, base_iri: str | None) -> NamedNode:
    """Return the graph that a name of an operation stands for, as the engine itself reads it."""
    answer = Store().query(
        f"{operation.prologue}SELECT ?g {{ VALUES ?g {{ {name.text} }} }}", base_iri=base_iri
    )
    assert isinstance(answer, QuerySolutions)
    graph = next(answer)[0]
    assert isinstance(graph, NamedNode)
    return graph


def _refused_variable(operation: Operation, variable: Token, graph: str) -> ManagedGraph:
    return _refusal(
        "GRAPH ?%(name)s stands for %(graph)s too, which is made by the service; nobody else writes there.",
        hint="Name the graph in place of the variable, or leave such graphs out by a FILTER. "
        + what_to_do_instead(graph),
        values={"name": variable.variable, "graph": graph},
        line=operation.line_of(variable),
    )


def _refusal(template: str, *, hint: str, values: dict[str, object], line: int) -> ManagedGraph:
    error = ManagedGraph(template, hint=hint, values=values)
    error.line = line
    return error
