"""The sources in a store: list them, withdraw one with everything that only it supported, take it back."""

from collections.abc import Iterator
from dataclasses import dataclass

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store

from graph.claims.claim import STATUS
from graph.claims.materialise import claim_graphs
from graph.claims.origins import ORIGINS
from graph.claims.publish import WITHDRAWN, Progress, Report, finish, follow, now, settle, slug, withdrawn
from graph.errors import NotFound
from graph.store.version import Version
from graph.store.versions import VersionStore
from ontology.iris import mint, source_graph, source_of_graph
from ontology.terms import dct, hn


@dataclass(frozen=True)
class Source:
    """A source by its slug: title, number of claims, and when it was withdrawn, if it was."""

    slug: str
    title: str
    claims: int
    withdrawn: str | None = None


def sources_of(store: Store) -> Iterator[Source]:
    """Yield the sources a store has claims of, then those withdrawn, each by slug."""
    for graph in sorted(claim_graphs(store), key=str):
        name = source_of_graph(graph.value) or ""
        titles = store.quads_for_pattern(
            NamedNode(mint("source", name)), NamedNode(dct.title), None, DefaultGraph()
        )
        title = next((q.object.value for q in titles if isinstance(q.object, Literal)), "")
        yield Source(name, title, sum(1 for _ in store.quads_for_pattern(None, STATUS, None, graph)))
    for iri, when in sorted(withdrawn(store).items()):
        yield Source(slug(iri), "", 0, when)


def withdraw(
    versions: VersionStore, source: str, *, reason: str = "", progress: Progress | None = None
) -> Report:
    """Remove a source's claims, and everything that only it supported; remember that it was withdrawn.

    Raises NotFound where the store has no such source. What the rest of the graph then lacks is reported, not refused.
    """
    report = Report()
    node, graph = NamedNode(source), NamedNode(source_graph(slug(source)))
    with versions.change(note=f"withdraw {slug(source)}") as change:
        store = change.store
        if not store.contains_named_graph(graph):
            raise NotFound(
                "The store has no source %(source)r.",
                hint="huunghi sources list names them.",
                values={"source": slug(source)},
            )
        report.counts["claims withdrawn"] = sum(1 for _ in store.quads_for_pattern(None, STATUS, None, graph))
        store.remove_graph(graph)
        store.add(Quad(node, WITHDRAWN, now(), ORIGINS))
        if reason:
            store.add(Quad(node, NamedNode(hn.reason), Literal(reason, language="en"), ORIGINS))
        settle(versions, change, report, progress)  # what only it knew, other texts are read without now
        follow(change, report)
        finish(change, report, progress, strict=False)
    report.version = change.published
    return report


def reinstate(versions: VersionStore, source: str) -> Version | None:
    """Forget that a source was withdrawn, so that the next load takes it in again."""
    with versions.change(note=f"reinstate {slug(source)}") as change:
        if source not in withdrawn(change.store):
            raise NotFound(
                "%(source)r is not withdrawn.",
                hint="huunghi sources list names those that are.",
                values={"source": slug(source)},
            )
        for quad in list(change.store.quads_for_pattern(NamedNode(source), None, None, ORIGINS)):
            change.store.remove(quad)
    return change.published
