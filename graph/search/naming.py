"""The names that the graph gives to things: all of them, or those that a change may have given or taken away.

A name is the value of a property that labels, what a document is called by its type and number, or what a source calls
a thing in its context. Where a thing has one name by several properties the best of them counts.
"""

import hashlib
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final, NamedTuple
from zlib import crc32

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store

from graph.claims.context_names import context_names
from graph.claims.managed import is_managed
from graph.limits import LIMITS
from ontology.iris import CONCEPT, HN, name_of
from ontology.kinds import PROVENANCE_KINDS
from ontology.terms import dct, foaf, rdfs, schema, skos

LABEL_PROPERTIES: Final = {
    skos.prefLabel: 0,
    schema.legislationIdentifier: 1,
    skos.altLabel: 2,
    dct.title: 3,
    schema.name: 4,
    foaf.name: 4,
    rdfs.label: 5,
    skos.hiddenLabel: 6,
    "http://schema.org/name": 4,
}
"""Properties whose values are names, with their rank: the lower the better a match."""

CONTEXT: Final = 6
"""Rank of the names that mean their thing in one source only."""

COMPOSED: Final = 7
"""Rank of the names made of a document's type and number, for those who ask for "directive 12" in any language."""

_LATER: Final = {
    **dict.fromkeys(("task", "recommendation", "speech", "source", "period", "term"), 1),
    **dict.fromkeys(("concept", "ontology", "citation", "participation", "membership", "tenure"), 2),
    **dict.fromkeys(PROVENANCE_KINDS, 3),
}
# How late the names of a kind come; those of all other kinds come first.

_LONGEST_LABEL: Final = LIMITS.label_length
_NUMBER: Final = NamedNode(schema.legislationIdentifier)
_TYPE: Final = NamedNode(dct.type)
_CALLED: Final = (NamedNode(skos.prefLabel), NamedNode(skos.altLabel))

# What Russian and French call the documents; what they are called in other languages the concepts say themselves.
_TYPES: Final = {
    "directive": (("директива", "ru"), ("directive", "fr")),
    "resolution": (("резолюция", "ru"), ("résolution", "fr")),
    "conclusion": (("заключение", "ru"), ("conclusion", "fr")),
    "decision": (("решение", "ru"), ("décision", "fr")),
    "decree": (("постановление", "ru"), ("décret", "fr")),
    "regulation": (("положение", "ru"), ("règlement", "fr")),
    "party-circular": (("партийный циркуляр", "ru"), ("circulaire du Parti", "fr")),
    "circular": (("циркуляр", "ru"), ("circulaire", "fr")),
    "law": (("закон", "ru"), ("loi", "fr")),
}


class Named(NamedTuple):
    """One name of one thing, with the rank of the property that gives it; `source` (IRI) where it holds there only."""

    iri: str
    label: str
    language: str
    rank: int
    source: str = ""

    @property
    def goodness(self) -> int:
        """How late it comes among what a search finds: names of claims and passages last, preferred and short first."""
        return _LATER.get(kind_of(self.iri), 0) << 9 | self.rank << 6 | min(len(self.label) // 2, 63)


def number_of(text: str) -> int:
    """Return a number of 63 bits that stands for a text."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest()) >> 1


def key_number(key: str) -> int:
    """Return a number of 47 bits that stands for the key of a name: six bytes in an index."""
    return number_of(key) >> 16


def thing_number(iri: str) -> int:
    """Return a number of 31 bits under which the names of a thing stand, and perhaps those of another."""
    return crc32(iri.encode()) >> 1


def kind_of(iri: str) -> str:
    """Return the kind of a thing by its IRI: one of ours, `concept`, `ontology`, or `other`."""
    return _kind_below(iri.rpartition("/")[0]) if not iri.startswith(HN) else "ontology"


def is_composed(iri: str) -> bool:
    """Whether a thing has no name of its own but one made of those of others: a membership, a citation, a claim."""
    return _LATER.get(kind_of(iri), 0) > 1


@lru_cache(maxsize=4096)
def _kind_below(folder: str) -> str:
    name = name_of(folder + "/x")
    if name is not None:
        return name.kind
    return "concept" if (folder + "/").startswith(CONCEPT) else "other"


# -- all names ---------------------------------------------------------------------------------------------------


def names_in(store: Store) -> Iterator[Named]:
    """Give every name in the default graph and in named graphs that are not the service's own; the same name may come
    again by another property.
    """
    graphs = [DefaultGraph(), *(one for one in store.named_graphs() if not is_managed(one.value))]
    for graph in graphs:
        for prop in LABEL_PROPERTIES:
            for quad in store.quads_for_pattern(None, NamedNode(prop), None, graph):
                yield from named_by(quad)
    yield from further_names(store)


def further_names(store: Store) -> Iterator[Named]:
    """Give the names in a store that no label of their thing says: what documents are called by their types and
    numbers, and names in context."""
    types: dict[NamedNode, list[tuple[str, str]]] = {}
    for quad in store.quads_for_pattern(None, _NUMBER, None, DefaultGraph()):
        yield from _composed(store, quad, types)
    for thing, name, source in context_names(store):
        yield in_context(thing, name, source)


def in_context(thing: str, name: Literal, source: str) -> Named:
    """Return a name that means its thing in one source: no statement holds it."""
    return Named(thing, name.value[:_LONGEST_LABEL], (name.language or "").lower(), CONTEXT, source)


def named_by(quad: Quad) -> Iterator[Named]:
    """Give the name that a statement with a property of labels (`LABEL_PROPERTIES`) gives to an IRI, if it does."""
    if isinstance(quad.subject, NamedNode) and isinstance(quad.object, Literal):
        label = quad.object.value[:_LONGEST_LABEL]
        rank = LABEL_PROPERTIES[quad.predicate.value]
        yield Named(quad.subject.value, label, (quad.object.language or "").lower(), rank)


def _composed(store: Store, number: Quad, types: dict[NamedNode, list[tuple[str, str]]]) -> Iterator[Named]:
    """Give the names that a document has by its types and number: "chỉ thị 12-CT/TW", "директива 12-CT/TW"."""
    if not isinstance(number.subject, NamedNode) or not isinstance(number.object, Literal):
        return
    for typed in store.quads_for_pattern(number.subject, _TYPE, None, DefaultGraph()):
        concept = typed.object
        if isinstance(concept, NamedNode):
            if concept not in types:
                types[concept] = list(_called(store, concept))
            for label, language in types[concept]:
                yield Named(number.subject.value, f"{label} {number.object.value[:100]}", language, COMPOSED)


def _called(store: Store, concept: NamedNode) -> Iterator[tuple[str, str]]:
    for prop in _CALLED:
        for quad in store.quads_for_pattern(concept, prop, None, DefaultGraph()):
            if isinstance(quad.object, Literal):
                yield quad.object.value[:100], (quad.object.language or "").lower()
    yield from _TYPES.get(concept.value.rpartition("/")[2], ())


# -- the names of a few things -----------------------------------------------------------------------------------


def labels_of(store: Store, things: Iterable[str]) -> Iterator[Named]:
    """Give what `names_in` gives of these things (IRIs), but for names in context."""
    types: dict[NamedNode, list[tuple[str, str]]] = {}
    for thing in map(NamedNode, things):
        for prop in LABEL_PROPERTIES:
            for quad in store.quads_for_pattern(thing, NamedNode(prop), None, None):
                if not isinstance(quad.graph_name, NamedNode) or not is_managed(quad.graph_name.value):
                    yield from named_by(quad)
        for quad in store.quads_for_pattern(thing, _NUMBER, None, DefaultGraph()):
            yield from _composed(store, quad, types)


def relabelled(store: Store, quads: Iterable[Quad], *, most: int) -> set[str] | None:
    """Return the things (IRIs) whose labels may have come or gone with these quads; None for more than `most`.

    The label of a type of documents is part of what each document of that type is called.
    """
    things: set[str] = set()
    types: set[NamedNode] = set()
    for quad in quads:
        subject, graph = quad.subject, quad.graph_name
        if not isinstance(subject, NamedNode) or (isinstance(graph, NamedNode) and is_managed(graph.value)):
            continue
        if quad.predicate.value in LABEL_PROPERTIES or quad.predicate == _TYPE:
            things.add(subject.value)
        if quad.predicate in _CALLED and graph == DefaultGraph():
            types.add(subject)
    for concept in types:
        for typed in store.quads_for_pattern(None, _TYPE, concept, DefaultGraph()):
            if isinstance(typed.subject, NamedNode):
                things.add(typed.subject.value)
            if len(things) > most:
                return None
    return things if len(things) <= most else None
