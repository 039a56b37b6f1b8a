"""The documents about a thing for machines: its record as RDF, with the claims and passages behind it and the way to
the next part.
"""

import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import IO, Final, cast
from urllib.parse import urlencode

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

from graph.store.reader import Term
from ontology.iris import name_of
from ontology.kinds import CLASS_OF_KIND
from ontology.prefixes import PREFIXES, shrink
from ontology.terms import foaf, owl, prov, rdf, xsd
from queries.export.basic import encoded_triples
from queries.export.xml import CheckedXml, unwritable
from queries.read.entity_record import NAMES, PAGE, EntityRecord, EntitySlice, GroupRecord
from queries.read.rows import node_of

WRITERS: Final = {
    "ttl": RdfFormat.TURTLE,
    "jsonld": RdfFormat.JSON_LD,
    "nt": RdfFormat.N_TRIPLES,
    "rdf": RdfFormat.RDF_XML,
}
HYDRA: Final = "http://www.w3.org/ns/hydra/core#"
WRITTEN: Final = {
    **{prefix: iri for prefix, iri in PREFIXES.items() if prefix not in ("id", "concept", "graph")},
    "hydra": HYDRA,
}
"""Prefixes of documents: not those after which names have a slash, which Turtle writes with a backslash."""
_TYPE: Final = NamedNode(rdf.type)
_DERIVED_FROM: Final = NamedNode(prov.wasDerivedFrom)

Part = Callable[[EntitySlice], str]
"""Gives the IRI of the document about one slice of a thing."""


def parts_of(iri: str, suffix: str) -> Part:
    """Return how the documents about a thing of ours are named, in the format of a suffix.

    >>> parts_of("https://w3id.org/huunghi/id/place/nghe-an", "ttl")(EntitySlice("~hn:territory", 2))
    'https://w3id.org/huunghi/id/place/nghe-an.ttl?group=~hn%3Aterritory&page=2'
    """

    def part(one: EntitySlice) -> str:
        pairs = [
            ("group", one.group),
            ("page", one.page if one.group and one.page > 1 else ""),
            ("at", one.at),
        ]
        asked = urlencode([(name, value) for name, value in pairs if value])
        return f"{iri}.{suffix}?{asked}" if asked else f"{iri}.{suffix}"

    return part


def document_triples(record: EntityRecord, claims: Iterable[Triple], part: Part) -> list[Triple]:
    """Return what a record says, the claims behind it (as `read_claim_triples` gives them), and where it goes on."""
    found: dict[Triple, None] = {}
    thing = node_of(record.iri)
    for cls in record.classes:
        found[Triple(thing, _TYPE, NamedNode(cls))] = None
    for subject, predicate, value in _said(record):
        found[Triple(node_of(subject), NamedNode(predicate), value)] = None
    for one in record.statements:
        for cls in one.types:
            found[Triple(node_of(one.subject), _TYPE, NamedNode(cls))] = None
    shown = {claim.source for triple in record.attested_triples() for claim in record.evidence.of(triple)}
    for source in record.derived_from:
        if source in shown:
            found[Triple(thing, _DERIVED_FROM, NamedNode(source))] = None
    found.update(dict.fromkeys(claims))
    found.update(dict.fromkeys(_ways_on(record, part)))
    return list(found)


def _said(record: EntityRecord) -> Iterator[tuple[str, str, Term]]:
    if record.shows_names:
        for name in record.names:
            yield from name.triples
    for one in record.statements:
        yield from one.triples
    for node in record.nested.values():
        yield from node.triples
    if record.items is not None:
        yield from record.items.triples


def _ways_on(record: EntityRecord, part: Part) -> Iterator[Triple]:
    """Return what the document is, and for each group of which it holds a part, how many there are and the next part.

    In the terms of Hydra: a group is a collection of what stands in one relation to the thing, seen a page at a time.
    """
    wanted = record.slice
    here = NamedNode(part(wanted))
    yield Triple(here, _TYPE, NamedNode(foaf.Document))
    yield Triple(here, NamedNode(foaf.primaryTopic), node_of(record.iri))
    yield Triple(here, NamedNode(owl.versionInfo), Literal(record.version.label))
    for group in record.groups:
        if group.more or wanted.group:
            yield from _collection(record, group, part)
    if wanted.group == NAMES or (not wanted.group and record.names_count > len(record.names)):
        yield from _views(record, NAMES, record.names_count, False, part)


def _collection(record: EntityRecord, group: GroupRecord, part: Part) -> Iterator[Triple]:
    collection = NamedNode(part(EntitySlice(group.key, at=record.slice.at)) + "#group")
    kind = group.key.rpartition(".")[2]
    if kind in CLASS_OF_KIND:
        yield from _assertion(collection, "kind", rdf.type, "object", CLASS_OF_KIND[kind])
    if group.predicate:
        end = "object" if group.inverse else "subject"
        yield from _assertion(collection, "relation", group.predicate, end, record.iri)
    yield from _views(record, group.key, group.count, group.capped, part)


def _assertion(collection: NamedNode, name: str, property_iri: str, end: str, iri: str) -> Iterator[Triple]:
    """Say what every member of a collection is, or how it is related."""
    assertion = NamedNode(collection.value.removesuffix("#group") + f"#{name}")
    yield Triple(collection, NamedNode(HYDRA + "memberAssertion"), assertion)
    yield Triple(assertion, NamedNode(HYDRA + "property"), NamedNode(property_iri))
    yield Triple(assertion, NamedNode(HYDRA + end), node_of(iri))


def _views(record: EntityRecord, key: str, count: int, capped: bool, part: Part) -> Iterator[Triple]:
    wanted = record.slice

    def view(page: int) -> NamedNode:
        return NamedNode(part(EntitySlice(key, page, wanted.at)))

    collection = NamedNode(view(1).value + "#group")
    yield Triple(collection, _TYPE, NamedNode(HYDRA + "Collection"))
    if not capped:  # a count that stops at a thousand is none
        integer = NamedNode(xsd.integer)
        yield Triple(collection, NamedNode(HYDRA + "totalItems"), Literal(str(count), datatype=integer))
    page = wanted.page if wanted.group else 1
    yield Triple(collection, NamedNode(HYDRA + "view"), view(page))
    yield Triple(view(page), _TYPE, NamedNode(HYDRA + "PartialCollectionView"))
    yield Triple(view(page), NamedNode(HYDRA + "first"), view(1))
    if page > 1:
        yield Triple(view(page), NamedNode(HYDRA + "previous"), view(page - 1))
    if record.more if wanted.group else count > PAGE or capped:
        yield Triple(view(page), NamedNode(HYDRA + "next"), view(page + 1))
    if not capped:
        yield Triple(view(page), NamedNode(HYDRA + "last"), view(max(1, -(-count // PAGE))))


def write(triples: Iterable[Triple], suffix: str, first: str = "") -> bytes:
    """Return triples in the format of a suffix (`WRITERS`): the thing named `first` first, claims and passages last.

    The same triples give the same bytes, which the serializer alone does not: it lists prefixes in any order. Raises
    UnwritableFormat where the triples have what the format cannot hold.
    """
    form = WRITERS[suffix]
    written = io.BytesIO()
    if form == RdfFormat.JSON_LD:
        triples = encoded_triples(triples)
    ordered = sorted(
        triples, key=lambda t: (_rank(t, first), str(t.subject), str(t.predicate), str(t.object))
    )
    if form == RdfFormat.N_TRIPLES:
        serialize(ordered, written, format=form)
        return written.getvalue()
    used = {term.value for t in ordered for term in _named(t)}
    prefixes = {prefix: iri for prefix, iri in WRITTEN.items() if any(one.startswith(iri) for one in used)}
    try:
        if form == RdfFormat.RDF_XML:
            checked = CheckedXml(written)
            serialize(ordered, cast("IO[bytes]", checked), format=form, prefixes=prefixes)
            checked.finish()
        else:
            serialize(ordered, written, format=form, prefixes=prefixes)
    except OSError as error:
        raise unwritable(error) from error
    return _SETTLED[suffix](written.getvalue(), prefixes)


def _rank(triple: Triple, first: str) -> int:
    name = name_of(triple.subject.value) if isinstance(triple.subject, NamedNode) else None
    if name is not None and name.kind in ("claim", "passage"):
        return 2
    return 0 if first and triple.subject == node_of(first) else 1


def _named(triple: Triple) -> Iterator[NamedNode]:
    for term in (triple.subject, triple.predicate, triple.object):
        if isinstance(term, NamedNode):
            yield term
        elif isinstance(term, Literal):
            yield term.datatype


def _settled_turtle(body: bytes, prefixes: Mapping[str, str]) -> bytes:
    lines = body.split(b"\n")
    return b"\n".join([*sorted(lines[: len(prefixes)]), b"", *lines[len(prefixes) :]])


def _compact_json(body: bytes, prefixes: Mapping[str, str]) -> bytes:
    """Give an expanded document the prefixes it is read by: properties and classes by their short names."""

    def short(iri: str) -> str:
        name = shrink(iri)
        return name if name.partition(":")[0] in prefixes else iri

    nodes = []
    for node in json.loads(body):
        compact: dict[str, object] = {}
        for key, values in node.items():
            if key == "@type":
                compact[key] = [short(value) for value in values]
            elif isinstance(values, list):
                compact[short(key)] = values[0] if len(values) == 1 else values
            else:
                compact[key] = values
        nodes.append(compact)
    document = {"@context": dict(sorted(prefixes.items())), "@graph": nodes}
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def _settled_xml(body: bytes, _: Mapping[str, str]) -> bytes:
    def settle(tag: re.Match[bytes]) -> bytes:
        return b" ".join([b"<rdf:RDF", *sorted(re.findall(rb'xmlns:[^=]+="[^"]*"', tag[0]))]) + b">"

    return re.sub(rb"<rdf:RDF[^>]*>", settle, body, count=1)


_SETTLED: Final = {"ttl": _settled_turtle, "jsonld": _compact_json, "rdf": _settled_xml}
