"""The ancestry of texts: from which source each one comes in the end, its root.

A translation, a copy, a later version and a house's editions of one report say what their ancestor says, so together
they are one witness. Ancestry is read from claims, not from the accepted layer, where `prov:wasDerivedFrom` also
ties a thing to whoever tells of it.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple, Protocol

from pyoxigraph import NamedNode, Quad, Store, Triple

from graph.claims import claim as claims
from graph.claims.claim import ACCEPTED
from ontology.iris import GRAPH, name_of
from ontology.terms import hn, prov, schema

ROOT: Final = NamedNode(hn.root)
RELATIONS: Final = (
    schema.translationOfWork,
    prov.wasDerivedFrom,
    prov.wasQuotedFrom,
    prov.wasRevisionOf,
    schema.exampleOfWork,
)
"""What ties a text to its parent; where two parents have two roots, the relation named first decides."""


_RANKS: Final = {relation: rank for rank, relation in enumerate(RELATIONS)}


class Verdicts(Protocol):
    """What reviewers decided of claims (`standing.verdicts`)."""

    def get(self, claim: NamedNode, default: str, /) -> str: ...


class Root(Protocol):
    """The roots of sources; of those that are their own nothing need be known."""

    def get(self, source: str, default: str, /) -> str: ...


class Descent(NamedTuple):
    """That one text comes from another, and by which relation (its place in `RELATIONS`)."""

    child: str
    parent: str
    rank: int


def roots(store: Store, decided: Verdicts) -> dict[str, str]:
    """Return source -> its root, for the sources whose accepted claims name a parent; all others are their own.

    `decided` are the verdicts of reviewers (`standing.verdicts`).
    """
    return roots_of(_descents(store, decided))


def root_triples(nodes: Iterable[NamedNode], root: Root) -> Iterator[Triple]:
    """Yield the root of every source among the things that are spoken of."""
    for node in nodes:
        if _is_source(node.value):
            yield Triple(node, ROOT, NamedNode(root.get(node.value, node.value)))


class Roots:
    """The roots of single sources, each found by the claims that tie it and its kin to their parents."""

    def __init__(self, store: Store, decided: Verdicts) -> None:
        self._store, self._decided = store, decided
        self._found: dict[str, str] = {}

    def get(self, source: str, default: str) -> str:
        """Return the root of a source; the default where it has no kin, and is its own."""
        if source not in self._found:
            self._found.update({source: source, **roots_of(self._descents_around(source))})
        root = self._found[source]
        return default if root == source else root

    def kin(self, source: str) -> frozenset[str]:
        """Return the texts that have a root together with a source, or may have, and itself."""
        return frozenset(
            (source, *(end for d in self._descents_around(source) for end in (d.child, d.parent)))
        )

    def _descents_around(self, source: str) -> set[Descent]:
        """Return what ties a text to its kin, at whatever remove."""
        found: set[Descent] = set()
        seen, edge = {source}, [source]
        while edge:
            node = NamedNode(edge.pop())
            for place in (claims.SUBJECT, claims.OBJECT):
                for quad in self._store.quads_for_pattern(None, place, node, None):
                    descent = self._descent(quad)
                    if descent is not None:
                        found.add(descent)
                        new = {descent.child, descent.parent} - seen
                        seen |= new
                        edge += new
        return found

    def _descent(self, quad: Quad) -> Descent | None:
        said = self._store.quads_for_pattern(quad.subject, claims.PREDICATE, None, quad.graph_name)
        relation = next((one.object for one in said), None)
        rank = _RANKS.get(relation.value) if isinstance(relation, NamedNode) else None
        return None if rank is None else _descent(self._store, self._decided, quad, rank)


def _descents(store: Store, decided: Verdicts) -> Iterator[Descent]:
    for rank, relation in enumerate(RELATIONS):
        for quad in store.quads_for_pattern(None, claims.PREDICATE, NamedNode(relation), None):
            if (descent := _descent(store, decided, quad, rank)) is not None:
                yield descent


def _descent(store: Store, decided: Verdicts, quad: Quad, rank: int) -> Descent | None:
    """Return the descent that a claim tells of, by any quad of it; None where it does not count."""
    graph, claim = quad.graph_name, quad.subject
    if not isinstance(graph, NamedNode) or not graph.value.startswith(f"{GRAPH}source/"):
        return None
    said = claims.properties_of(store, claim, graph)
    child, parent, status = (said.get(p) for p in (claims.SUBJECT, claims.OBJECT, claims.STATUS))
    if not (isinstance(child, NamedNode) and isinstance(parent, NamedNode)):
        return None
    counts = decided.get(claim, status.value if isinstance(status, NamedNode) else "") in ACCEPTED  # type: ignore[arg-type]
    if counts and child != parent and _is_source(child.value) and _is_text(parent.value, RELATIONS[rank]):
        return Descent(child.value, parent.value, rank)
    return None


def _is_source(iri: str) -> bool:
    name = name_of(iri)
    return name is not None and name.kind == "source"


def _is_text(iri: str, relation: str) -> bool:
    """Whether something can be a parent: a source, or the work that editions are examples of, whatever its IRI."""
    return _is_source(iri) or relation == schema.exampleOfWork


def roots_of(descents: Iterable[Descent]) -> dict[str, str]:
    """Return text -> root for every text that descends from another, and for those from which others do.

    Of a ring of texts that all come from each other nobody knows the first: the least IRI stands for it, or the work
    that they are editions of. What an edition of a work is copied from, the whole work is copied from.
    """
    parents: dict[str, dict[str, int]] = {}
    works: set[str] = set()
    work_of: dict[str, set[str]] = {}
    for child, parent, rank in descents:
        held = parents.setdefault(child, {})
        held[parent] = min(rank, held.get(parent, rank))
        parents.setdefault(parent, {})
        if RELATIONS[rank] == schema.exampleOfWork:
            works.add(parent)
            work_of.setdefault(child, set()).add(parent)
    texts = {edition: [p for p in parents[edition].items() if p[0] not in works] for edition in work_of}
    for edition, of in work_of.items():
        for work in of:
            for parent, rank in texts[edition]:
                parents[work][parent] = min(rank, parents[work].get(parent, rank))
    found: dict[str, str] = {}
    for ring in _rings(parents):
        beyond = [
            (rank, found[parent])
            for text in ring
            for parent, rank in parents[text].items()
            if parent not in ring
        ]
        root = min(beyond)[1] if beyond else min(ring, key=lambda text: (text not in works, text))
        found.update(dict.fromkeys(ring, root))
    return found


def _rings(parents: Mapping[str, Mapping[str, int]]) -> Iterator[frozenset[str]]:
    """Yield the strongly connected parts of a graph, ancestors first (Tarjan's algorithm, without recursion)."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    on_stack: set[str] = set()
    for start in sorted(parents):
        if start in index:
            continue
        work = [(start, iter(sorted(parents[start])))]
        index[start] = low[start] = len(index)
        stack.append(start)
        on_stack.add(start)
        while work:
            text, rest = work[-1]
            for parent in rest:
                if parent not in index:
                    index[parent] = low[parent] = len(index)
                    stack.append(parent)
                    on_stack.add(parent)
                    work.append((parent, iter(sorted(parents[parent]))))
                    break
                if parent in on_stack:
                    low[text] = min(low[text], index[parent])
            else:
                work.pop()
                if work:
                    below = work[-1][0]
                    low[below] = min(low[below], low[text])
                if low[text] == index[text]:
                    ring = set()
                    while True:
                        member = stack.pop()
                        on_stack.discard(member)
                        ring.add(member)
                        if member == text:
                            break
                    yield frozenset(ring)
