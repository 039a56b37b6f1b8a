"""How the engine gives statements back: numbers and dates are kept by their value, so "01" comes back as "1"."""

from typing import Final

from pyoxigraph import Literal, NamedNode, Quad, Store, Triple

from ontology.terms import rdf, xsd

_AS_WRITTEN: Final = frozenset({xsd.string, rdf.langString})
"""Datatypes whose literals are kept letter by letter, that is, the two that are met most."""
_VALUE: Final = NamedNode("urn:value")


def as_stored(triples: list[Triple]) -> list[Triple]:
    """Return statements as a store gives them back."""
    values = {t.object for t in triples if is_rewritten(t.object)}
    if not values:
        return triples
    order = list(values)
    scratch = Store()
    nodes = [NamedNode(f"urn:{n}") for n in range(len(order))]
    scratch.extend(Quad(node, _VALUE, value) for node, value in zip(nodes, order, strict=True))
    kept = {q.subject.value: q.object for q in scratch.quads_for_pattern(None, None, None)}  # type: ignore[union-attr]
    now = {value: kept[node.value] for node, value in zip(nodes, order, strict=True)}
    return [Triple(t.subject, t.predicate, now[t.object]) if t.object in now else t for t in triples]


def is_rewritten(value: object) -> bool:
    """Whether a term may come back in another form."""
    if isinstance(value, Literal):
        return value.datatype.value not in _AS_WRITTEN
    return isinstance(value, Triple)
