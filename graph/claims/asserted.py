"""Put statements in directly, past the claims: RDF files and SPARQL updates.

They lie in the default graph beside what is derived from claims. Where the two meet, the statement is recorded in
`graph/asserted`, so that it stays when its claims go (graph/claims/materialise.py).
"""

from collections.abc import Iterator
from contextlib import contextmanager

from pyoxigraph import Quad, Store, Triple

from graph.claims.materialise import ASSERTED, DEFAULT, has_claims, in_graph, materialise, recorded


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
    if before or has_claims(store):
        materialise(store, before=before)


def settle(
    store: Store, *, before: frozenset[Triple], put_in: frozenset[Triple], claims_changed: bool = True
) -> frozenset[Triple]:
    """Bring the default graph up to its claims after an update (queries/sparql/update.py); return the accepted layer.

    `before` is the accepted layer that was there when the update began, `put_in` what of it the update put in once
    more: from now on it is there on its own account as well. What claims support and the update deleted is back.
    """
    store.extend(in_graph(t, ASSERTED) for t in put_in)
    for quad in list(store.quads_for_pattern(None, None, None, ASSERTED)):
        if in_graph(quad.triple, DEFAULT) not in store:
            store.remove(quad)  # deleted by hand: what remains of it is what claims say
    if claims_changed:
        return materialise(store, before=before).all
    store.extend(quad for t in before if (quad := in_graph(t, DEFAULT)) not in store)
    return before
