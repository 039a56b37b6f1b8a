"""Describe the catalogue of queries as RDF: SHACL's executable SPARQL, as the SIB's collections of examples do.

Each query is a `sh:SPARQLExecutable` (SHACL Advanced Features, section 5) whose text runs as it stands, with the
example value of each required parameter in its place. Programs that learn from examples read `rdfs:comment` and
`sh:select`. Each parameter of a query is a `sh:parameter`.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from ontology.iris import BASE
from ontology.kinds import CLASS_OF_KIND
from ontology.prefixes import PREFIXES
from ontology.terms import rdf, rdfs, schema, sh, skos, xsd
from queries.header import GROUPS, Bilingual, NamedQuery, Parameter, ParameterType
from queries.runner import Form, form_of
from queries.sparql.binding import bind, terms_of

LIBRARY: Final = f"{BASE}queries"
"""IRI of the catalogue; that of a query is one step below."""
WRITTEN: Final = ("rdf", "rdfs", "schema", "sh", "skos", "xsd")
"""Prefixes that the description is written with."""
_PREFIXES: Final = BlankNode("prefixes")
_CLASS: Final = PREFIXES["sh"] + "class"
_TEXT_OF: Final = {Form.SELECT: sh.select, Form.ASK: sh.ask, Form.GRAPH: sh.construct}
_CLASS_OF: Final = {
    Form.SELECT: sh.SPARQLSelectExecutable,
    Form.ASK: sh.SPARQLAskExecutable,
    Form.GRAPH: sh.SPARQLConstructExecutable,
}
_DATATYPES: Final = {
    ParameterType.DATE: xsd.date,
    ParameterType.TEXT: xsd.string,
    ParameterType.INTEGER: xsd.integer,
    ParameterType.NUMBER: xsd.decimal,
    ParameterType.LANGUAGE: xsd.string,
}


def iri_of(query: NamedQuery) -> str:
    """Return the IRI of a query of the catalogue, which is also its address.

    >>> from queries.collection import catalogue
    >>> iri_of(catalogue()["holders-of-post"])
    'https://w3id.org/huunghi/queries/holders-of-post'
    """
    return f"{LIBRARY}/{query.name}"


def library_triples(queries: Iterable[NamedQuery], endpoint: str) -> Iterator[Triple]:
    """Yield the description of queries that are asked at the SPARQL endpoint of this address."""
    library = NamedNode(LIBRARY)
    yield _triple(library, rdf.type, NamedNode(schema.Collection))
    yield from _prefixes()
    for query in queries:
        yield _triple(library, schema.hasPart, NamedNode(iri_of(query)))
        yield from query_triples(query, endpoint)


def query_triples(query: NamedQuery, endpoint: str) -> Iterator[Triple]:
    """Yield the description of one query, without the prefixes that all queries share."""
    thing = NamedNode(iri_of(query))
    form = form_of(query.text)
    yield _triple(thing, rdf.type, NamedNode(sh.SPARQLExecutable))
    yield _triple(thing, rdf.type, NamedNode(_CLASS_OF[form]))
    for language, title, description in (
        ("en", query.title.en, query.description.en),
        ("vi", query.title.vi, query.description.vi),
    ):
        yield _triple(thing, rdfs.label, Literal(title, language=language))
        yield _triple(thing, rdfs.comment, Literal(f"{title}. {description}", language=language))
    yield from _both(thing, schema.keywords, GROUPS[query.group])
    yield _triple(thing, sh.prefixes, _PREFIXES)
    yield _triple(thing, _TEXT_OF[form], Literal(runnable(query)))
    yield _triple(thing, schema.version, Literal(query.version))
    yield _triple(thing, schema.target, NamedNode(endpoint))
    for parameter in query.parameters:
        yield from _parameter(thing, query, parameter)


@lru_cache(maxsize=1024)
def runnable(query: NamedQuery) -> str:
    """Return the text of a query with the example of each required parameter and the default of each other in place."""
    needed = {one.name: one.example for one in query.parameters if one.required and one.example is not None}
    return bind(query, needed).strip()


def _prefixes() -> Iterator[Triple]:
    for prefix, iri in sorted(PREFIXES.items()):
        entry = BlankNode(f"prefix_{prefix}")
        yield _triple(_PREFIXES, sh.declare, entry)
        yield _triple(entry, sh.prefix, Literal(prefix))
        yield _triple(entry, sh.namespace, Literal(iri, datatype=NamedNode(xsd.anyURI)))


def _parameter(thing: NamedNode, query: NamedQuery, parameter: Parameter) -> Iterator[Triple]:
    """Describe a parameter: the local name of its `sh:path` is that of the variable (SHACL, section 5.2.1)."""
    node = BlankNode(f"{query.name}_{parameter.name}".replace("-", "_"))
    yield _triple(thing, sh.parameter, node)
    yield _triple(node, rdf.type, NamedNode(sh.Parameter))
    yield _triple(node, sh.path, NamedNode(f"{thing.value}#{parameter.name}"))
    yield from _both(node, sh.name, parameter.label)
    if not parameter.required:
        yield _triple(node, sh.optional, Literal(True))
    if parameter.type is ParameterType.IRI:
        yield _triple(node, sh.nodeKind, NamedNode(sh.IRI))
        classes = [CLASS_OF_KIND[kind] for kind in parameter.kinds if kind in CLASS_OF_KIND]
        if len(classes) == 1:
            yield _triple(node, _CLASS, NamedNode(classes[0]))
    else:
        yield _triple(node, sh.datatype, NamedNode(_DATATYPES[parameter.type]))
    values = terms_of(query, query.examples)
    if parameter.example is not None:
        yield _triple(node, skos.example, values[parameter.name])
    if parameter.default is not None:
        default = terms_of(query, {**query.examples, parameter.name: parameter.default})[parameter.name]
        yield _triple(node, sh.defaultValue, default)


def _both(thing: NamedNode | BlankNode, predicate: str, text: Bilingual) -> Iterator[Triple]:
    yield _triple(thing, predicate, Literal(text.en, language="en"))
    yield _triple(thing, predicate, Literal(text.vi, language="vi"))


def _triple(subject: NamedNode | BlankNode, predicate: str, value: NamedNode | BlankNode | Literal) -> Triple:
    return Triple(subject, NamedNode(predicate), value)
