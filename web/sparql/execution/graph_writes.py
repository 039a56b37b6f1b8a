"""Apply what the graph store takes: a graph, or the dataset of all, is replaced, added to or removed."""

from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    DefaultGraph,
    NamedNode,
    Quad,
    Store,
    Triple,
)

from graph.claims.asserted import put_in
from graph.claims.managed import is_managed, refuse_managed
from graph.claims.materialise import ASSERTED, DEFAULT, in_graph
from web.sparql.execution.documents import quads_in, triples_in
from web.sparql.execution.operation import Operation, Refused
from web.sparql.formats import RDF_WRITERS
from web.sparql.preconditions import WHOLE, holds


def write_graph(store: Store, operation: Operation, version: int | None, kept: list[Triple]) -> bool:
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
    for data, name, charset in operation.documents:
        fresh.extend(triples_in(data, RDF_WRITERS[name], base=operation.base_iri, charset=charset))
    if isinstance(graph, NamedNode):
        if operation.kind == "put" and not new:
            store.clear_graph(graph)
        store.add_graph(graph)
        store.extend(in_graph(quad.triple, graph) for quad in fresh)
    else:
        triples = (quad.triple for quad in fresh)
        kept.extend(put_in(store, triples, instead=operation.kind == "put"))
    return new


def write_dataset(store: Store, operation: Operation, version: int | None, kept: list[Triple]) -> bool:
    """Add documents to the dataset, or put them in its place: in that of all graphs but the managed ones.

    Of those it may hold what is there, as the service gives it; raises ManagedGraph where one is to be another.
    """
    if (operation.if_match or operation.if_none_match) and not holds(
        operation.if_match, operation.if_none_match, graph=WHOLE, version=version, exists=True
    ):
        raise Refused("condition", "The dataset is not in the state that the request makes its condition.")
    fresh = Store()
    for data, name, charset in operation.documents:
        fresh.extend(quads_in(data, RDF_WRITERS[name], base=operation.base_iri, charset=charset))
    came_back = False
    for graph in list(fresh.named_graphs()):
        if is_managed(graph.value):
            if not _is_the_same(fresh, store, graph):
                refuse_managed(graph.value)
            fresh.remove_graph(graph)
            came_back = True
    if operation.kind == "put":
        for graph in list(store.named_graphs()):
            if not is_managed(graph.value):
                store.remove_graph(graph)
    store.extend(quad for quad in fresh if quad.graph_name != DefaultGraph())
    triples = [quad.triple for quad in fresh.quads_for_pattern(None, None, None, DefaultGraph())]
    # Who says what came back too, so a statement that is there already is there on the account it was on.
    others = {triple for triple in triples if came_back and _is_said_by_others(store, triple)}
    own = (triple for triple in triples if triple not in others)
    kept.extend(
        triple for triple in put_in(store, own, instead=operation.kind == "put") if triple not in others
    )
    store.extend(in_graph(triple, DEFAULT) for triple in others)
    return False


def _is_said_by_others(store: Store, triple: Triple) -> bool:
    """Whether a statement is there and was not put in by hand."""
    return in_graph(triple, DEFAULT) in store and in_graph(triple, ASSERTED) not in store


def _is_the_same(one: Store, other: Store, graph: NamedNode | BlankNode) -> bool:
    """Whether a graph says the same in two stores, whatever its blank nodes are called."""
    first = set(one.quads_for_pattern(None, None, None, graph))
    second = set(other.quads_for_pattern(None, None, None, graph))
    if first == second or len(first) != len(second):
        return first == second
    return _canonical(first) == _canonical(second)


def _canonical(quads: set[Quad]) -> Dataset:
    found = Dataset(quads)
    found.canonicalize(CanonicalizationAlgorithm.UNSTABLE)
    return found
