"""What loaded RDF files said: a record for each file, and a graph for each file of exactly its statements.

A record is `id/origin/<slug>` in `graph/origins`. The statements that a file put into the default graph lie in
`graph/origin/<slug>` as well, and those it put into a named graph in `graph/origin/<slug>/<digest of that graph>`: so
what a file said can be taken back exactly, blank nodes included, and what another file, a claim or an update says too
stays. A file of more than `file_graph` statements has them packed there (graph/claims/packed.py), for as quads they
take three times the space of the statements themselves (docs/decisions/041).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad, Store, Triple

from graph.claims.packed import packed_among, unpacked
from ontology.iris import GRAPH, ORIGINS_GRAPH, mint, name_of
from ontology.terms import hn, prov, rdf, skos, void

ORIGINS: Final = NamedNode(ORIGINS_GRAPH)
PARTS: Final = GRAPH + "origin/"
"""What the IRIs of graphs of files' statements begin with."""
_ORIGIN: Final = NamedNode(hn.Origin)
_TYPE: Final = NamedNode(rdf.type)
_NOTE: Final = NamedNode(skos.note)
_SUBSET: Final = NamedNode(void.subset)
_TARGET: Final = NamedNode(hn.targetGraph)
_NAME: Final = NamedNode(hn.fileName)
_TRIPLES: Final = NamedNode(void.triples)
_BUCKETS: Final = NamedNode(hn.buckets)
_LOADED: Final = NamedNode(hn.loadedAt)
_INVALIDATED: Final = NamedNode(prov.invalidatedAtTime)


def part_graph(slug: str, target: str = "") -> str:
    """Return the graph that holds what the file of this slug put into a target graph ('' is the default graph).

    >>> part_graph("ab12")
    'https://w3id.org/huunghi/graph/origin/ab12'
    >>> part_graph("ab12", "http://example.org/g")
    'https://w3id.org/huunghi/graph/origin/ab12/d81c7dc68a4c'
    """
    return f"{PARTS}{slug}" + (f"/{sha256(target.encode()).hexdigest()[:12]}" if target else "")


def said_by_files(
    store: Store, triples: Iterable[Triple], *, target: str = "", but: str = ""
) -> frozenset[Triple]:
    """Return those of these statements, as the store gives them, that some file put into a graph.

    Ask about many at once: what is packed has to be unpacked. `but` is the graph of a file that is not asked.
    """
    if next(store.quads_for_pattern(None, _SUBSET, None, ORIGINS), None) is None:
        return frozenset()
    end = f"/{part_graph('', target).rpartition('/')[2]}" if target else ""
    wanted = set(triples)
    found: set[Triple] = set()
    for quad in store.quads_for_pattern(None, _BUCKETS, None, ORIGINS):
        part = quad.subject
        if isinstance(part, NamedNode) and _is_part(part, end, but) and isinstance(quad.object, Literal):
            found |= packed_among(store, part, int(quad.object.value), wanted - found)
    found.update(t for t in wanted - found if any(_is_part(q.graph_name, end, but) for q in _quads(store, t)))
    return frozenset(found)


def statements_of(store: Store, part: NamedNode) -> Iterator[Triple]:
    """Yield what a file put into a graph, by the graph of its own statements; some of it perhaps twice."""
    if next(iter(store.quads_for_pattern(part, _BUCKETS, None, ORIGINS)), None) is not None:
        yield from unpacked(store, part)
    else:
        yield from (quad.triple for quad in store.quads_for_pattern(None, None, None, part))


def _is_part(graph: object, end: str, but: str) -> bool:
    """Whether a graph is that of what a file put into the graph of this digest, or into the default graph."""
    if not isinstance(graph, NamedNode) or not graph.value.startswith(PARTS) or graph.value == but:
        return False
    name = graph.value[len(PARTS) :]
    return name.endswith(end) if end else "/" not in name


def _quads(store: Store, triple: Triple) -> Iterator[Quad]:
    return store.quads_for_pattern(triple.subject, triple.predicate, triple.object, None)


@dataclass(frozen=True)
class FileOrigin:
    """A file by its record: slug, name, statements, when it was loaded and, where it was, withdrawn.

    `parts` are the graphs of its statements, each with the graph they were put into ('' is the default graph); a file
    that was loaded before parts were kept has none, and cannot be withdrawn.
    """

    slug: str
    name: str
    statements: int | None
    loaded: str
    withdrawn: str
    parts: tuple[tuple[str, str], ...]

    @property
    def iri(self) -> str:
        return mint("origin", self.slug)


def file_origins(store: Store) -> Iterator[FileOrigin]:
    """Yield the records of loaded files, by the time they were loaded."""
    found = [file_origin(store, q.subject) for q in store.quads_for_pattern(None, _TYPE, _ORIGIN, ORIGINS)]
    yield from sorted((one for one in found if one is not None), key=lambda one: (one.loaded, one.slug))


def files_called(store: Store, name: str) -> Iterator[FileOrigin]:
    """Yield the records of the loaded files of a name, by the time they were loaded."""
    found = [
        file_origin(store, q.subject) for q in store.quads_for_pattern(None, _NAME, Literal(name), ORIGINS)
    ]
    yield from sorted((one for one in found if one is not None), key=lambda one: (one.loaded, one.slug))


def file_origin(store: Store, node: object) -> FileOrigin | None:
    """Return the record of a file by its node, or None where there is none."""
    if not isinstance(node, NamedNode):
        return None
    name = name_of(node.value)
    if name is None or name.kind != "origin" or Quad(node, _TYPE, _ORIGIN, ORIGINS) not in store:
        return None
    triples = _text(store, node, _TRIPLES)
    parts = tuple(
        sorted(
            (quad.object.value, _text(store, quad.object, _TARGET))
            for quad in store.quads_for_pattern(node, _SUBSET, None, ORIGINS)
            if isinstance(quad.object, NamedNode)
        )
    )
    return FileOrigin(
        name.slug,
        _text(store, node, _NAME),
        int(triples) if triples.isdecimal() else None,
        _text(store, node, _LOADED),
        _text(store, node, _INVALIDATED),
        parts,
    )


def _text(store: Store, node: NamedNode, predicate: NamedNode) -> str:
    found = next(iter(store.quads_for_pattern(node, predicate, None, ORIGINS)), None)
    return found.object.value if found is not None and isinstance(found.object, Literal | NamedNode) else ""


def notes_of_files(store: Store) -> Iterator[str]:
    """Yield what was noted of loaded files that were not withdrawn, each with the file's name."""
    for origin in file_origins(store):
        if origin.withdrawn:
            continue
        for quad in store.quads_for_pattern(NamedNode(origin.iri), _NOTE, None, ORIGINS):
            if isinstance(quad.object, Literal):
                yield f"{origin.name}: {quad.object.value}"


def forget_record(store: Store, node: NamedNode) -> int:
    """Remove a file's record, its parts among it; return how many statements that were."""
    parts = [q.object for q in store.quads_for_pattern(node, _SUBSET, None, ORIGINS)]
    quads = [q for one in (node, *parts) for q in store.quads_for_pattern(one, None, None, ORIGINS)]  # type: ignore[arg-type]
    for quad in quads:
        store.remove(quad)
    return len(quads)
