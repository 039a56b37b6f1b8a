"""Put statements in directly, past the claims: RDF files and SPARQL updates.

They lie in the default graph beside what is derived from claims. Where the two meet, the statement is recorded in
`graph/asserted`, so that it stays when its claims go (graph/accepted.py).
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from pyoxigraph import NamedNode, Quad, Store, Triple

from graph.accepted import ASSERTED, DEFAULT, ENTAILED, VOCABULARY, claim_graphs, in_graph, recorded, rewrite
from ontology.iris import GRAPH


@contextmanager
def statements_put_in(store: Store) -> Iterator[None]:
    """Let the caller load RDF into the store, then settle what is derived and what is direct.

    While the block runs, what is only derived is out of the default graph: whatever of it is there afterwards was
    in the file. This costs time for each derived statement, none for the file's.
    """
    before = recorded(store)
    direct = {q.triple for q in store.quads_for_pattern(None, None, None, ASSERTED)}
    only_derived = before - direct
    for triple in only_derived:
        store.remove(in_graph(triple, DEFAULT))
    yield
    back: list[Quad] = []
    for triple in only_derived:
        quad = in_graph(triple, DEFAULT)
        back.append(in_graph(triple, ASSERTED) if quad in store else quad)
    store.extend(back)
    if before or any(True for _ in claim_graphs(store)):
        rewrite(store, before=before)


_ONLY_ADDS: Final = re.compile(
    r"\b(?:DELETE|CLEAR|DROP|MOVE|COPY|WHERE|LOAD|GRAPH|WITH|USING|INTO)\b", re.IGNORECASE
)


def run_update(
    store: Store,
    update: str,
    *,
    base_iri: str | None = None,
    functions: dict[NamedNode, Callable[..., Any]] | None = None,
) -> None:
    """Run a SPARQL update on the store of a change, and settle what is derived and what is direct.

    What claims support is not taken away by an update (reject the claim or withdraw its source); what an update
    adds is kept even where claims say it too. On a store without claims this is the update and nothing more.
    Raises SyntaxError or OSError as pyoxigraph does.
    """
    if not any(True for _ in claim_graphs(store)):
        store.update(update, base_iri=base_iri, custom_functions=functions)
        if any(True for _ in claim_graphs(store)):
            rewrite(store, before=frozenset())
        return
    before = recorded(store)
    inserted = _inserted(update, base_iri)
    store.update(update, base_iri=base_iri, custom_functions=functions)
    asserted = {q.triple for q in store.quads_for_pattern(None, None, None, ASSERTED)}
    for triple in asserted:
        if in_graph(triple, DEFAULT) not in store:
            store.remove(in_graph(triple, ASSERTED))  # deleted by hand: what remains of it is what claims say
    store.extend(in_graph(t, ASSERTED) for t in before & inserted)
    if _ONLY_ADDS.search(update):
        rewrite(store, before=before)


def _inserted(update: str, base_iri: str | None) -> frozenset[Triple]:
    """What the ground data of an update puts into the default graph, whatever was there before."""
    scratch = Store()
    try:
        scratch.update(update, base_iri=base_iri)
    except (SyntaxError, OSError, RuntimeError):
        return frozenset()  # the real run will say what is wrong with it
    return frozenset(q.triple for q in scratch.quads_for_pattern(None, None, None, DEFAULT))


RESERVED: Final = (f"{GRAPH}source/", ENTAILED.value, ASSERTED.value, VOCABULARY.value)
"""Graphs that the house keeps itself: what is put there by hand is claims, or is overwritten."""
