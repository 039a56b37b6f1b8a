"""Read a version through: every statement, by each order in which the engine keeps it."""

from pyoxigraph import DefaultGraph, Store

from graph.errors import StoreError
from graph.store.version import Version


def unreadable(version: Version) -> str:
    """Why a version cannot be read, '' where all of it can be: by its files' digests or, without such, by reading."""
    if why := version.mismatch():
        return why
    try:
        with version.open() as opened:
            if not version.manifest.files:
                _read_through(opened.store)
    except StoreError as error:
        return error.cause or error.message
    except (OSError, RuntimeError) as error:
        return str(error)
    return ""


def _read_through(store: Store) -> None:
    """Read by subject, by predicate and by object, in each graph and in all: the engine has a table for each of these.

    A block that is damaged raises when it is read one by one, and not before.
    """
    for graph in (None, DefaultGraph(), *store.named_graphs()):
        predicates = {quad.predicate for quad in store.quads_for_pattern(None, None, None, graph)}
        for predicate in predicates:
            last = None
            for quad in store.quads_for_pattern(None, predicate, None, graph):
                if quad.object != last:
                    last = quad.object
                    for _ in store.quads_for_pattern(None, None, last, graph):
                        pass
