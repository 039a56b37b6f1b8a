"""What the graph already has that articles are read against: names for the gazetteer, documents, sources, events.

Read once before a load, through the reader's port. Nothing here decides; it only says what is there.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from pyoxigraph import Literal, NamedNode, Store, Triple

from graph.claims.accepted import Accepted
from graph.claims.materialise import DEFAULT, derive, in_graph
from graph.claims.own_things import is_direct
from graph.store.reader import MemoryReader, Reader, Term
from loaders.articles.citations import KnownDocument
from loaders.articles.citations.model import letter_of
from loaders.articles.claims.article_iris import Known
from loaders.articles.claims.text_people import KnownPerson
from loaders.articles.mentions.bodies import holds_everywhere, kind_of_body
from loaders.articles.mentions.gazetteer import Kind, Name
from ontology.iris import name_of
from ontology.terms import dct, hn, org, rdf, schema, skos

_KINDS: Final[dict[str, Kind]] = {"person": "person", "place": "place", "organisation": "body"}

_NAMES: Final = """
SELECT DISTINCT ?thing ?name WHERE {
  VALUES ?class { foaf:Person schema:Place org:Organization }
  ?thing a ?class ; skos:prefLabel|skos:altLabel ?name
}"""
_PREFERRED: Final = """
SELECT ?thing ?name WHERE {
  VALUES ?class { foaf:Person schema:Place org:Organization }
  ?thing a ?class ; skos:prefLabel ?name
}"""
_LABELLED: Final = "SELECT DISTINCT ?thing { ?thing skos:prefLabel ?name }"
_DOCUMENTS: Final = """
SELECT ?document ?type ?code ?number ?identifier ?body ?unit ?year ?date ?term ?issuer ?title WHERE {
  ?document a hn:PolicyDocument ; dct:type ?type .
  OPTIONAL { ?type skos:notation ?code }
  OPTIONAL { ?document hn:number ?number }       OPTIONAL { ?document hn:bodyCode ?body }
  OPTIONAL { ?document schema:legislationIdentifier ?identifier }
  OPTIONAL { ?document hn:unitCode ?unit }       OPTIONAL { ?document hn:year ?year }
  OPTIONAL { ?document schema:legislationDate ?date }
  OPTIONAL { ?document hn:term/hn:ordinal ?term }
  OPTIONAL { ?document schema:legislationPassedBy ?issuer }
  OPTIONAL { ?document dct:title ?title }
} ORDER BY ?document STR(?date)"""
_SOURCES: Final = """
SELECT ?source ?key WHERE { ?source a hn:Source ; hn:sha256|schema:url ?key }"""
_ABOUT_SOURCES: Final = """
SELECT ?source ?property ?value WHERE {
  VALUES ?property { hn:minHash schema:url schema:datePublished }
  ?source a hn:Source ; ?property ?value } ORDER BY ?source ?property STR(?value)"""
_TENURES: Final = """
SELECT ?tenure ?person ?body ?role WHERE {
  ?tenure a hn:Tenure ; org:member ?person ; org:organization ?body ; org:role ?role }"""
_EVENTS: Final = """
SELECT ?event ?organiser ?kind ?start WHERE {
  ?event a schema:Event ; schema:organizer ?organiser ; dct:type ?kind ; schema:startDate ?start }"""
_VALUES: Final = """
SELECT ?subject ?property ?value WHERE {
  { VALUES ?property { schema:startDate schema:location schema:legislationDate hn:ordinal }
    ?subject ?property ?value }
  UNION { ?subject a hn:Source ; dct:type ?value . BIND(dct:type AS ?property) } }"""

_ASKED: Final = (
    rdf.type, skos.prefLabel, skos.altLabel, skos.notation, dct.type, dct.title, hn.number, hn.bodyCode, hn.unitCode,
    hn.year, hn.term, hn.ordinal, hn.sha256, hn.minHash, schema.url, schema.datePublished,
    schema.legislationDate, schema.legislationPassedBy,
    schema.organizer, schema.startDate, schema.location, org.member, org.organization, org.role,
)  # fmt: skip
"""The properties that these queries ask for."""


@dataclass(frozen=True)
class KnownGraph:
    """What articles are read against: names for the mentions, what has a label, and the rest for the claims.

    Of the sources, by slug: the signatures of their texts, their addresses, and when they were published.
    """

    names: tuple[Name, ...] = ()
    labelled: frozenset[str] = frozenset()
    known: Known = field(default_factory=Known)
    signatures: Mapping[str, str] = field(default_factory=dict)
    addresses: Mapping[str, str] = field(default_factory=dict)
    published: Mapping[str, str] = field(default_factory=dict)

    @property
    def curated(self) -> frozenset[str]:
        """The sources that the graph has from elsewhere than from articles."""
        return frozenset({*self.signatures, *self.addresses, *self.known.sources.values()})


def known_graph(reader: Reader) -> KnownGraph:
    """Return what the graph has that articles are read against."""
    values: dict[tuple[str, str], set[str]] = {}
    for subject, prop, value in reader.select(_VALUES).rows:
        values.setdefault((_text(subject), _text(prop)), set()).add(_text(value))

    def values_of(subject: str, prop: str) -> frozenset[str]:
        return frozenset(values.get((subject, prop), ()))

    names = tuple(_names(reader))
    tenures = {
        (_slug(person), _slug(body), _last(role)): _slug(tenure)
        for tenure, person, body, role in reader.select(_TENURES).rows
    }
    known = Known(
        documents=tuple(_documents(reader)),
        sources={_text(key): slug for s, key in reader.select(_SOURCES).rows if (slug := _slug(s))},
        tenures=tenures,
        events=dict(_events(reader)),
        preferred=_preferred(reader),
        values=values_of,
        persons=tuple(_persons(names, tenures)),
    )
    about: dict[str, dict[str, str]] = {}
    for source, prop, value in reader.select(_ABOUT_SOURCES).rows:
        about.setdefault(_text(prop), {}).setdefault(_slug(source), _text(value))
    labelled = frozenset(_text(row[0]) for row in reader.select(_LABELLED).rows)
    return KnownGraph(
        names,
        labelled,
        known,
        about.get(hn.minHash, {}),
        about.get(schema.url, {}),
        about.get(schema.datePublished, {}),
    )


def knowledge(store: Store, own: Iterable[NamedNode], *, without: Callable[[str], bool]) -> KnownGraph:
    """Return what a store knows of its own, within a change: by all claims but those that only such runs make, and by
    what was put in past claims about things of ours, `own` (`graph.claims.own_things`)."""
    scratch = Store()
    scratch.bulk_extend(in_graph(triple, DEFAULT) for triple in derive(store, without=without).all)
    scratch.bulk_extend(in_graph(triple, DEFAULT) for triple in _put_in(store, own))
    return known_graph(MemoryReader(scratch))


def _put_in(store: Store, own: Iterable[NamedNode]) -> Iterator[Triple]:
    accepted = Accepted(store)
    for thing in own:
        for predicate in _ASKED:
            for quad in store.quads_for_pattern(thing, NamedNode(predicate), None, DEFAULT):
                if is_direct(store, accepted, quad.triple):
                    yield quad.triple


def _events(reader: Reader) -> Iterator[tuple[str, str]]:
    """Yield the names that events would be given, by day and by month, each with the event's own, where only one event
    bears it."""
    by_name: dict[str, set[str]] = {}
    for event, organiser, kind, start in reader.select(_EVENTS).rows:
        for when in {_text(start), _text(start)[:7]}:
            by_name.setdefault(f"{_slug(organiser)}-{_last(kind)}-{when}", set()).add(_slug(event))
    yield from ((name, events.pop()) for name, events in by_name.items() if len(events) == 1)


def _names(reader: Reader) -> Iterator[Name]:
    for thing, name in reader.select(_NAMES).rows:
        own = name_of(_text(thing))
        if own is None or own.kind not in _KINDS or not isinstance(name, Literal):
            continue
        if own.kind != "organisation" or holds_everywhere(own.slug, name.value):
            # Named as the list of provinces names its own: two names of one place would be two places.
            yield Name(f"{own.kind}/{own.slug}", name.value, _KINDS[own.kind], name.language or "")


def _persons(names: Iterable[Name], tenures: Iterable[tuple[str, str, str]]) -> Iterator[KnownPerson]:
    """Yield the people that are known, each with all names and with the bodies of the posts that are known."""
    called: dict[str, dict[str, None]] = {}
    for name in names:
        if name.kind == "person":
            called.setdefault(name.iri.rpartition("/")[2], {})[name.text] = None
    bodies: dict[str, set[str]] = {}
    for person, body, _ in tenures:
        bodies.setdefault(person, set()).add(body)
    for slug, forms in sorted(called.items()):
        yield KnownPerson(slug, tuple(forms), frozenset(bodies.get(slug, ())))


def _preferred(reader: Reader) -> dict[str, frozenset[tuple[str, str]]]:
    found: dict[str, set[tuple[str, str]]] = {}
    for thing, name in reader.select(_PREFERRED).rows:
        if isinstance(name, Literal):
            found.setdefault(_text(thing), set()).add((name.value, name.language or ""))
    return {thing: frozenset(names) for thing, names in found.items()}


def _documents(reader: Reader) -> Iterator[KnownDocument]:
    """A document with several values for a property is told by the first of each, and by all its titles."""
    found: dict[str, KnownDocument] = {}
    titles: dict[str, dict[str, None]] = {}
    for (
        document,
        type_,
        code,
        number,
        identifier,
        body,
        unit,
        year,
        date,
        term,
        issuer,
        title,
    ) in reader.select(_DOCUMENTS).rows:
        iri = _text(document)
        titles.setdefault(iri, {})
        if title is not None:
            titles[iri][_text(title)] = None
        found.setdefault(
            iri,
            KnownDocument(
                iri=iri,
                type=_last(type_),
                number=_integer(number),
                code=_text(code) or None,
                body=_text(body) or None,
                unit=_text(unit) or None,
                year=_integer(year),
                date=_text(date) or None,
                term=_integer(term),
                # The citations know the Party's bodies by their own names, the graph by whose they are.
                issuer=_slug(issuer).removeprefix("cpv-") or None,
                place=kind_of_body(_slug(issuer))[1],
                letter=letter_of(_text(identifier)),
            ),
        )
    for iri, known in found.items():
        yield replace(known, titles=tuple(titles[iri]))


def _text(term: Term | None) -> str:
    return term.value if isinstance(term, NamedNode | Literal) else ""


def _slug(term: Term | None) -> str:
    name = name_of(_text(term))
    return name.slug if name else ""


def _last(term: Term | None) -> str:
    return _text(term).rpartition("/")[2]


def _integer(term: Term | None) -> int | None:
    text = _text(term)
    return int(text) if text.lstrip("-").isdecimal() else None
