"""Describe a version as a dataset in VoID, with its partitions by class and property.

Within a property partition of a class stand the classes and the datatypes of the values, as the generator of the SIB
writes them (`void-ext`): programs that learn which patterns there are read those.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from graph.statistics.counts import Range
from ontology.iris import BASE, ID
from ontology.prefixes import PREFIXES
from ontology.terms import owl, rdf, xsd
from queries.read.partitions import Partitions

Node = NamedNode | BlankNode

_DCT: Final = PREFIXES["dct"]
_VOID: Final = PREFIXES["void"]
_EXT: Final = "http://ldf.fi/void-ext#"
PREFIXES_WRITTEN: Final = {
    **{name: PREFIXES[name] for name in ("dct", "foaf", "hn", "id", "org", "owl", "rdf", "rdfs", "schema")},
    **{name: PREFIXES[name] for name in ("skos", "void", "xsd")},
    "void-ext": _EXT,
}
"""Prefixes that the description is written with."""
_LICENCE: Final = "https://creativecommons.org/licenses/by/4.0/"
_FORMATS: Final = ("Turtle", "N-Triples", "RDF_XML", "JSON-LD")
_TITLES: Final = {
    "en": "Hữu Nghị: a knowledge graph of the public record",
    "vi": "Hữu Nghị: đồ thị tri thức về hồ sơ công khai",
}
_DESCRIPTIONS: Final = {
    "en": "What is accepted, by the claims of sources with their passages. The claims are named graphs beside it.",
    "vi": "Những gì được chấp nhận, theo khẳng định của các nguồn kèm đoạn văn. Các khẳng định nằm trong những đồ thị "
    "có tên bên cạnh.",
}


@dataclass(frozen=True)
class Addresses:
    """Where a dataset is: this description of it, its SPARQL endpoint, the dump of all its graphs, and its page."""

    description: str
    endpoint: str
    dump: str
    page: str


def described(found: Partitions, where: Addresses) -> list[Triple]:
    """Return the document about a version, with all that is said of one node in one place."""
    about, dataset = NamedNode(where.description), NamedNode(BASE)
    triples = [
        _triple(about, rdf.type, NamedNode(_VOID + "DatasetDescription")),
        _triple(about, PREFIXES["foaf"] + "primaryTopic", dataset),
        *dataset_triples(found, dataset, where),
    ]
    order: dict[object, int] = {}
    for one in triples:
        order.setdefault(one.subject, len(order))
    return sorted(triples, key=lambda one: order[one.subject])


def dataset_triples(found: Partitions, dataset: Node, where: Addresses) -> Iterator[Triple]:
    """Yield the whole description of a version as a dataset."""
    yield _triple(dataset, rdf.type, NamedNode(_VOID + "Dataset"))
    for language in ("en", "vi"):
        yield _triple(dataset, _DCT + "title", Literal(_TITLES[language], language=language))
        yield _triple(dataset, _DCT + "description", Literal(_DESCRIPTIONS[language], language=language))
    yield _triple(dataset, _DCT + "license", NamedNode(_LICENCE))
    yield _triple(dataset, _DCT + "modified", _day(found.version.created))
    yield _triple(dataset, owl.versionInfo, Literal(found.version.label))
    yield _triple(dataset, PREFIXES["foaf"] + "homepage", NamedNode(where.page))
    yield _triple(dataset, _VOID + "sparqlEndpoint", NamedNode(where.endpoint))
    yield _triple(dataset, _VOID + "dataDump", NamedNode(where.dump))
    for name in _FORMATS:
        yield _triple(dataset, _VOID + "feature", NamedNode(f"http://www.w3.org/ns/formats/{name}"))
    yield _triple(dataset, _VOID + "uriSpace", Literal(ID))
    for iri in found.examples:
        yield _triple(dataset, _VOID + "exampleResource", NamedNode(iri))
    for namespace in sorted(_namespaces(found)):
        yield _triple(dataset, _VOID + "vocabulary", NamedNode(namespace))
    claims = BlankNode("claims")
    yield _triple(dataset, _VOID + "subset", claims)
    yield _triple(claims, rdf.type, NamedNode(_VOID + "Dataset"))
    yield _triple(claims, _DCT + "title", Literal("Claims of sources, in named graphs", language="en"))
    yield _triple(
        claims, _DCT + "title", Literal("Khẳng định của các nguồn, trong những đồ thị có tên", language="vi")
    )
    yield _triple(claims, _VOID + "triples", _number(found.totals.quads))
    yield from partition_triples(found, dataset)


def partition_triples(found: Partitions, dataset: Node) -> Iterator[Triple]:
    """Yield the counts of a dataset and its partitions; lists that were cut are left out."""
    yield _triple(dataset, _VOID + "triples", _number(found.totals.triples))
    yield _triple(dataset, _VOID + "entities", _number(found.totals.entities))
    yield _triple(dataset, _VOID + "distinctSubjects", _number(found.totals.subjects))
    if not found.whole:
        return
    yield _triple(dataset, _VOID + "classes", _number(len(found.classes)))
    yield _triple(dataset, _VOID + "properties", _number(len(found.properties)))
    for at, one in enumerate(found.properties):
        part = BlankNode(f"p{at}")
        yield _triple(dataset, _VOID + "propertyPartition", part)
        yield _triple(part, _VOID + "property", NamedNode(one.iri))
        yield _triple(part, _VOID + "triples", _number(one.number))
    for at, of_class in enumerate(found.classes):
        part = BlankNode(f"c{at}")
        yield _triple(dataset, _VOID + "classPartition", part)
        yield _triple(part, _VOID + "class", NamedNode(of_class.iri))
        yield _triple(part, _VOID + "entities", _number(of_class.number))
        pairs = found.pairs.get(of_class.iri, ())
        yield _triple(part, _VOID + "properties", _number(len(pairs)))
        yield _triple(part, _VOID + "triples", _number(sum(pair.number for pair in pairs)))
        for beside, pair in enumerate(pairs):
            inner = BlankNode(f"c{at}p{beside}")
            key = (of_class.iri, pair.property)
            yield _triple(part, _VOID + "propertyPartition", inner)
            yield _triple(inner, _VOID + "property", NamedNode(pair.property))
            yield _triple(inner, _VOID + "triples", _number(pair.number))
            yield from _ranges(inner, "c", found.classes_of.get(key, ()))
            yield from _ranges(inner, "d", found.datatypes_of.get(key, ()))


def _ranges(part: BlankNode, mark: str, ranges: Sequence[Range]) -> Iterator[Triple]:
    """Yield the classes (`c`) or the datatypes (`d`) that a property of a class leads to."""
    leads, names = (
        (_VOID + "classPartition", _VOID + "class")
        if mark == "c"
        else (f"{_EXT}datatypePartition", f"{_EXT}datatype")
    )
    for at, one in enumerate(ranges):
        node = BlankNode(f"{part.value}{mark}{at}")
        yield _triple(part, leads, node)
        yield _triple(node, names, NamedNode(one.object))
        yield _triple(node, _VOID + "triples", _number(one.number))


def _namespaces(found: Partitions) -> set[str]:
    """Return the namespaces, of those that have a prefix here, whose terms are in use."""
    iris = [one.iri for one in (*found.classes, *found.properties)]
    return {space for space in PREFIXES.values() if any(iri.startswith(space) for iri in iris)}


def _triple(subject: Node, predicate: str, value: NamedNode | BlankNode | Literal) -> Triple:
    return Triple(subject, NamedNode(predicate), value)


def _number(value: int) -> Literal:
    return Literal(str(value), datatype=NamedNode(xsd.integer))


def _day(created: str) -> Literal:
    return Literal(created[:10], datatype=NamedNode(xsd.date))
