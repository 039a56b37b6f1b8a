"""Encode what RDF 1.2 adds for formats that hold RDF 1.1 only: triple terms and the base direction of texts.

A triple term becomes a blank node with the four statements of the basic encoding (RDF 1.2 Interoperability, a draft of
the W3C), a text with a direction a literal of an i18n datatype (JSON-LD 1.1, section 4.2.4.1). Both can
be turned back. JSON-LD and RDFa are such formats; Turtle, N-Triples and RDF/XML of the engine hold both as they are.
"""

from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from graph.store.reader import Term
from ontology.terms import rdf

I18N: Final = "https://www.w3.org/ns/i18n#"
_PARTS: Final = (NamedNode(rdf.ttSubject), NamedNode(rdf.ttPredicate), NamedNode(rdf.ttObject))


def encoded_triples(triples: Iterable[Triple]) -> list[Triple]:
    """Return triples without triple terms and directions, each once."""
    found: dict[Triple, None] = {}
    for triple in triples:
        found[Triple(triple.subject, triple.predicate, encoded_term(triple.object))] = None
        if isinstance(triple.object, Triple):
            found.update(dict.fromkeys(_parts(triple.object)))
    return list(found)


def encoded_term(term: Term) -> Term:
    """Return what stands for a term.

    >>> str(encoded_term(Triple(NamedNode("urn:s"), NamedNode("urn:p"), NamedNode("urn:o"))))
    '_:tt207c83b6fc989b72'
    """
    if isinstance(term, Triple):
        return BlankNode("tt" + sha256(str(term).encode()).hexdigest()[:16])
    if isinstance(term, Literal) and term.direction is not None:
        return Literal(term.value, datatype=NamedNode(f"{I18N}{term.language}_{term.direction.value}"))
    return term


def _parts(term: Triple) -> Iterator[Triple]:
    node = encoded_term(term)
    assert isinstance(node, BlankNode)
    yield Triple(node, NamedNode(rdf.type), NamedNode(rdf.TripleTerm))
    for name, part in zip(_PARTS, (term.subject, term.predicate, term.object), strict=True):
        yield Triple(node, name, encoded_term(part))
    if isinstance(term.object, Triple):
        yield from _parts(term.object)
