"""The documents about a thing for machines: the same cut as the page, as RDF, with the claims and passages behind it
and the way to the next part.
"""

import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

from graph.limits import LIMITS
from graph.store.reader import Reader, Term
from ontology.iris import BASE, name_of
from ontology.kinds import CLASS_OF_KIND
from ontology.prefixes import PREFIXES, expand, shrink
from queries.read.rows import ask, text_of
from web.entities import PAGE, Entity
from web.layout import DERIVED_FROM
from web.statements import WHOLE_NAMES, Cut, Group
from web.urls import Links

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
TOGETHER: Final = LIMITS.claims_a_query
"""As many claims are read at once."""
QUOTED: Final = expand("prov:wasQuotedFrom")
_TYPE: Final = NamedNode(expand("rdf:type"))


@dataclass(frozen=True)
class Parts:
    """The addresses of a document's parts: relative ones for links, and in full where RDF names them."""

    iri: str
    suffix: str
    links: Links

    def href(self, **parameters: object) -> str:
        """Return the address of a part on this service."""
        return self.links.document(self.iri, self.suffix, **parameters)

    def name(self, **parameters: object) -> NamedNode:
        """Return the IRI of a part."""
        return NamedNode(BASE.rstrip("/") + self.href(**parameters))


def triples_of(entity: Entity, cut: Cut, parts: Parts) -> list[Triple]:
    """Return what a cut says: its statements, the claims behind them with their passages, and where it goes on."""
    found: dict[Triple, None] = {}
    thing = NamedNode(entity.iri)
    for cls in entity.classes():
        found[Triple(thing, _TYPE, cls)] = None
    for said in _said(cut):
        _add(found, NamedNode(said[0]), NamedNode(said[1]), said[2])
    for group in cut.groups:
        for statement in group.statements:
            for name in statement.types:
                _add(found, NamedNode(statement.of), _TYPE, NamedNode(_full(name)))
    shown = {witness.source.iri for witness in entity.apparatus.witnesses()}
    for source in entity.own.get(DERIVED_FROM, ()):
        if text_of(source) in shown:
            _add(found, thing, NamedNode(DERIVED_FROM), source)
    for triple in (*_apparatus(entity.reader, entity.apparatus.cited), *_ways_on(entity, cut, parts)):
        found[triple] = None
    return list(found)


def _said(cut: Cut) -> Iterator[tuple[str, str, Term]]:
    for row in cut.names if cut.window.group in ("", WHOLE_NAMES) else ():
        yield from row.said
    for group in cut.groups:
        for statement in group.statements:
            yield from statement.said


def _full(name: str) -> str:
    prefix, colon, _ = name.partition(":")
    return expand(name) if colon and prefix in PREFIXES else name


def _apparatus(reader: Reader, claims: tuple[str, ...]) -> Iterator[Triple]:
    """Return the claims in full, and the passages they quote."""
    found: dict[Triple, None] = {}
    passages = set()
    for at in range(0, len(claims), TOGETHER):
        for row in ask(reader, "claims-in-full", claims=claims[at : at + TOGETHER]):
            _add(found, row["claim"], row["property"], row["value"])
            quoted = name_of(text_of(row["value"])) if text_of(row["property"]) == QUOTED else None
            if quoted is not None and quoted.kind == "passage":
                passages.add(text_of(row["value"]))
    if passages:
        for row in ask(reader, "passages-described", passages=sorted(passages)):
            _add(found, row["node"], row["property"], row["value"])
    yield from found


def _add(found: dict[Triple, None], subject: Term | None, predicate: Term | None, value: Term | None) -> None:
    if subject is not None and isinstance(predicate, NamedNode) and value is not None:
        found[Triple(subject, predicate, value)] = None  # type: ignore[arg-type]


def _ways_on(entity: Entity, cut: Cut, parts: Parts) -> Iterator[Triple]:
    """Return what the document is, and for each group of which it holds a part, how many there are and the next part.

    In the terms of Hydra: a group is a collection of what stands in one relation to the thing, seen a page at a time.
    """
    window = cut.window
    at = {"at": window.at} if window.at else {}
    here = parts.name(**_place(window.group, window.page), **at)
    version = entity.reader.version
    yield Triple(here, _TYPE, NamedNode(expand("foaf:Document")))
    yield Triple(here, NamedNode(expand("foaf:primaryTopic")), NamedNode(entity.iri))
    yield Triple(here, NamedNode(expand("owl:versionInfo")), Literal(version.label))
    groups = {g.key: g for g in cut.groups if g.more or window.group}
    for key, group in groups.items():
        yield from _collection(entity.iri, group, key, cut, parts, at)
    if window.group == WHOLE_NAMES or (not window.group and cut.names_count > len(cut.names)):
        yield from _views(WHOLE_NAMES, cut.names_count, False, cut, parts, at)


def _place(group: str, page: int) -> dict[str, object]:
    return {"group": group, **({"page": page} if page > 1 else {})} if group else {}


def _collection(
    iri: str, group: Group, key: str, cut: Cut, parts: Parts, at: Mapping[str, object]
) -> Iterator[Triple]:
    collection = NamedNode(parts.name(group=key, **at).value + "#group")
    kind = key.rpartition(".")[2]
    if kind in CLASS_OF_KIND:
        yield from _assertion(collection, "kind", expand("rdf:type"), "object", CLASS_OF_KIND[kind])
    property_iri = next((_full(p) for s in group.statements if (p := s.rev or s.property)), "")
    if property_iri:
        inverse = any(s.rev for s in group.statements)
        yield from _assertion(collection, "relation", property_iri, "object" if inverse else "subject", iri)
    yield from _views(key, group.count, group.capped, cut, parts, at)


def _assertion(collection: NamedNode, name: str, property_iri: str, end: str, iri: str) -> Iterator[Triple]:
    """Say what every member of a collection is, or how it is related."""
    assertion = NamedNode(collection.value.removesuffix("#group") + f"#{name}")
    yield Triple(collection, NamedNode(HYDRA + "memberAssertion"), assertion)
    yield Triple(assertion, NamedNode(HYDRA + "property"), NamedNode(property_iri))
    yield Triple(assertion, NamedNode(HYDRA + end), NamedNode(iri))


def _views(
    key: str, count: int, capped: bool, cut: Cut, parts: Parts, at: Mapping[str, object]
) -> Iterator[Triple]:
    window = cut.window
    collection = NamedNode(parts.name(group=key, **at).value + "#group")
    yield Triple(collection, _TYPE, NamedNode(HYDRA + "Collection"))
    if not capped:  # a count that stops at a thousand is none
        integer = NamedNode(expand("xsd:integer"))
        yield Triple(collection, NamedNode(HYDRA + "totalItems"), Literal(str(count), datatype=integer))

    def view(page: int) -> NamedNode:
        return parts.name(**_place(key, page), **at)

    page = window.page if window.group else 1
    yield Triple(collection, NamedNode(HYDRA + "view"), view(page))
    yield Triple(view(page), _TYPE, NamedNode(HYDRA + "PartialCollectionView"))
    yield Triple(view(page), NamedNode(HYDRA + "first"), view(1))
    if page > 1:
        yield Triple(view(page), NamedNode(HYDRA + "previous"), view(page - 1))
    if cut.more if window.group else count > PAGE or capped:
        yield Triple(view(page), NamedNode(HYDRA + "next"), view(page + 1))
    if not capped:
        yield Triple(view(page), NamedNode(HYDRA + "last"), view(max(1, -(-count // PAGE))))


def write(triples: list[Triple], suffix: str, first: str = "") -> bytes:
    """Return triples in the format of a suffix (`WRITERS`): the thing named `first` first, claims and passages last.

    The same triples give the same bytes, which the serializer alone does not: it lists prefixes in any order.
    """
    form = WRITERS[suffix]
    written = io.BytesIO()
    ordered = sorted(
        triples, key=lambda t: (_rank(t, first), str(t.subject), str(t.predicate), str(t.object))
    )
    if form == RdfFormat.N_TRIPLES:
        serialize(ordered, written, format=form)
        return written.getvalue()
    used = {term.value for t in ordered for term in _named(t)}
    prefixes = {prefix: iri for prefix, iri in WRITTEN.items() if any(one.startswith(iri) for one in used)}
    serialize(ordered, written, format=form, prefixes=prefixes)
    return _SETTLED[suffix](written.getvalue(), prefixes)


def _rank(triple: Triple, first: str) -> int:
    name = name_of(triple.subject.value) if isinstance(triple.subject, NamedNode) else None
    if name is not None and name.kind in ("claim", "passage"):
        return 2
    return 0 if isinstance(triple.subject, NamedNode) and triple.subject.value == first else 1


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
