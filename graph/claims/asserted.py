"""Put statements in by hand, past claims and files: SPARQL updates and graph store requests.

They lie in the default graph beside what is derived from claims and what files say. Where they meet, the statement is
recorded in `graph/asserted`, so that it stays when claims (graph/claims/materialise.py) and files
(graph/claims/sources.py) go.
"""

from collections.abc import Iterable, Sequence

from pyoxigraph import Store, Triple

from graph.claims.contradictions import refuse_contradictions
from graph.claims.materialise import ASSERTED, DEFAULT, drop_if_empty, in_graph, recorded
from graph.claims.origins import said_by_files
from graph.claims.packed import as_stored


def put_in(store: Store, triples: Iterable[Triple], *, instead: bool = False) -> Sequence[Triple]:
    """Put statements into the default graph by hand; `instead` of all that was put there directly before.

    Returns what was to go and stays, for claims say it. Raises Contradiction where one of the statements contradicts
    what claims say.
    """
    before = recorded(store)
    given = frozenset(as_stored(list(triples)))
    refuse_contradictions(store, given, before)
    also = given & before | said_by_files(store, given - before)
    if instead:
        store.clear_graph(DEFAULT)
    store.extend(in_graph(t, DEFAULT) for t in given)
    return settle(store, before=before, put_in=also)


def settle(store: Store, *, before: frozenset[Triple], put_in: frozenset[Triple]) -> Sequence[Triple]:
    """Bring the default graph in order after something was done to it by hand.

    `before` is the accepted layer, which nothing of that kind changes: what of it was deleted is back. `put_in` is what
    was put in though claims or files say it as well: from now on it is there on its own account. Returns what is back.
    """
    store.extend(in_graph(t, ASSERTED) for t in put_in)
    for quad in list(store.quads_for_pattern(None, None, None, ASSERTED)):
        if in_graph(quad.triple, DEFAULT) not in store:
            store.remove(quad)  # deleted by hand: what remains of it is what claims say
    drop_if_empty(store, ASSERTED)
    back = [triple for triple in before if in_graph(triple, DEFAULT) not in store]
    store.extend(in_graph(triple, DEFAULT) for triple in back)
    return back
