"""What the shapes ask of the things of each class, as rows that a page shows: property, how many, of what kind.

The shapes themselves are `shapes.ttl`, which validation reads whole (graph/claims/validation.py).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from pyoxigraph import Literal, NamedNode, RdfFormat, Store

from ontology.prefixes import expand
from ontology.vocabulary import SHAPES, vocabulary


@dataclass(frozen=True)
class PropertyShape:
    """What one shape asks of one property of the things of a class.

    `most` is None where there is no upper number. `kinds` are the IRIs of classes or datatypes of which a value may be,
    `values` those that it may be one of; `node` is the IRI of a SHACL node kind, where only that is asked.
    `one_a_language`: one value in each language. `message` is what the shape says to whoever breaks it, in English.
    """

    target: str
    path: str
    least: int = 0
    most: int | None = None
    kinds: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    node: str = ""
    one_a_language: bool = False
    message: str = ""


@cache
def property_shapes() -> tuple[PropertyShape, ...]:
    """Return every property shape, by class and in the order of the properties' IRIs."""
    store = Store()
    store.load(path=str(SHAPES), format=RdfFormat.TURTLE)
    found = [
        _shape(store, target.object.value, quad.object)
        for target in store.quads_for_pattern(None, NamedNode(expand("sh:targetClass")), None)
        for quad in store.quads_for_pattern(target.subject, NamedNode(expand("sh:property")), None)
        if isinstance(target.object, NamedNode)
    ]
    return tuple(sorted((one for one in found if one is not None), key=lambda one: (one.target, one.path)))


def shapes_of(iri: str) -> tuple[PropertyShape, ...]:
    """Return what is asked of the things of a class, by its own shape and by those of the classes it narrows.

    >>> [one.path.rpartition("#")[2] for one in shapes_of("https://w3id.org/huunghi/ontology#Tenure")][:3]
    ['member', 'endedBy', 'post']
    """
    nearest: dict[str, PropertyShape] = {}
    for target in _with_parents(iri):
        for one in property_shapes():
            if one.target == target:
                nearest.setdefault(one.path, one)
    return tuple(nearest.values())


def _with_parents(iri: str) -> list[str]:
    """The class and those above it, the nearest first."""
    found = [iri]
    for one in found:
        term = vocabulary().terms.get(one)
        found += [parent for parent in (term.parents if term else ()) if parent not in found]
    return found


def _shape(store: Store, target: str, node: object) -> PropertyShape | None:
    path = next(_values(store, node, "sh:path"), None)
    if not isinstance(path, NamedNode):
        return None
    least, most = (next(_numbers(store, node, name), None) for name in ("sh:minCount", "sh:maxCount"))
    alternatives = [one for start in _values(store, node, "sh:or") for one in _list(store, start)]
    return PropertyShape(
        target,
        path.value,
        least or 0,
        most,
        tuple(
            kind.value
            for one in (node, *alternatives)
            for name in ("sh:class", "sh:datatype")
            for kind in _values(store, one, name)
            if isinstance(kind, NamedNode)
        ),
        tuple(
            str(getattr(one, "value", ""))
            for start in _values(store, node, "sh:in")
            for one in _list(store, start)
        ),
        next((kind.value for kind in _values(store, node, "sh:nodeKind") if isinstance(kind, NamedNode)), ""),
        any(getattr(one, "value", "") == "true" for one in _values(store, node, "sh:uniqueLang")),
        next((one.value for one in _values(store, node, "sh:message") if isinstance(one, Literal)), ""),
    )


def _values(store: Store, node: object, name: str) -> Iterator[object]:
    yield from (q.object for q in store.quads_for_pattern(node, NamedNode(expand(name)), None))  # type: ignore[arg-type]


def _numbers(store: Store, node: object, name: str) -> Iterator[int]:
    yield from (int(one.value) for one in _values(store, node, name) if isinstance(one, Literal))


def _list(store: Store, start: object) -> Iterator[object]:
    while start != NamedNode(expand("rdf:nil")):
        yield from _values(store, start, "rdf:first")
        start = next(_values(store, start, "rdf:rest"), NamedNode(expand("rdf:nil")))
