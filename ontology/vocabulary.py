"""The vocabulary as pages and loaders read it: classes, properties, schemes and concepts, with their words.

The files `huunghi.ttl`, `schemes.ttl` and `readings.ttl` are read once. Nothing here knows of stores or of the web.
"""

import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse, serialize

from ontology.iris import CONCEPT, HN, ONTOLOGY_GRAPH
from ontology.prefixes import PREFIXES, expand
from ontology.terms import hn, rdf, rdfs, sd, skos

FOLDER: Final = Path(__file__).parent
FILES: Final = (FOLDER / "huunghi.ttl", FOLDER / "schemes.ttl", FOLDER / "readings.ttl")
SHAPES: Final = FOLDER / "shapes.ttl"

FORMATS: Final[Mapping[str, RdfFormat]] = MappingProxyType(
    {
        "turtle": RdfFormat.TURTLE,
        "json-ld": RdfFormat.JSON_LD,
        "rdf-xml": RdfFormat.RDF_XML,
        "n-triples": RdfFormat.N_TRIPLES,
    }
)

Words = Mapping[str, str]
"""Language tag -> text."""

_KINDS: Final = {
    rdfs.Class: "class",
    rdf.Property: "property",
    skos.ConceptScheme: "scheme",
    skos.Concept: "concept",
    sd.Function: "function",
}
_NOTHING: Final[Words] = MappingProxyType({})


@dataclass(frozen=True)
class Term:
    """One term and its words.

    `kind` is class, property, scheme, concept or function. `ours` is false for a public term, of which only `reading`
    and `inverse` are known. `parents` are super-classes, super-properties or broader concepts; `scheme` is that of a
    concept; `alternatives` are (language, other name); `codes` are a concept's notations, such as CT.
    """

    iri: str
    kind: str
    ours: bool = True
    label: Words = field(default_factory=lambda: _NOTHING)
    definition: Words = field(default_factory=lambda: _NOTHING)
    reading: Words = field(default_factory=lambda: _NOTHING)
    inverse: Words = field(default_factory=lambda: _NOTHING)
    alternatives: tuple[tuple[str, str], ...] = ()
    codes: tuple[str, ...] = ()
    parents: tuple[str, ...] = ()
    domain: tuple[str, ...] = ()
    range: tuple[str, ...] = ()
    scheme: str | None = None

    @property
    def name(self) -> str:
        """The last part of the IRI: `Claim`, `explicit`.

        >>> vocabulary().terms[HN + "Claim"].name
        'Claim'
        """
        return self.iri.replace("#", "/").rsplit("/", 1)[1]

    def words(self, language: str) -> str:
        """Return what a page calls the term: its reading form, else its label, else the last part of its IRI."""
        return in_language(self.reading, language) or in_language(self.label, language) or self.name


@dataclass(frozen=True)
class Vocabulary:
    """All terms by IRI, and the ways to ask for them."""

    terms: Mapping[str, Term]
    single_valued: frozenset[str] = frozenset()
    """The properties of which a thing has one value (`hn:SingleValuedProperty`): another one contradicts it, unless one
    is the other more precisely."""

    def of_kind(self, kind: str, *, ours: bool = True) -> tuple[Term, ...]:
        """Return the classes, properties, schemes or concepts, in the order of their IRIs."""
        return tuple(t for t in self.terms.values() if t.kind == kind and (t.ours or not ours))

    def concepts(self, scheme: str) -> tuple[Term, ...]:
        """Return the concepts of a scheme, given by its IRI.

        >>> [c.name for c in vocabulary().concepts("https://w3id.org/huunghi/concept/status")]
        ['explicit', 'inferred', 'proposed', 'rejected']
        """
        return tuple(t for t in self.terms.values() if t.scheme == scheme)

    def narrower(self, iri: str) -> tuple[Term, ...]:
        """Return the terms that name this one as a parent."""
        return tuple(t for t in self.terms.values() if iri in t.parents)

    def label(self, iri: str, language: str) -> str | None:
        """Return the formal label of a term, else its reading form; None where it is no term we know."""
        term = self.terms.get(iri)
        return (in_language(term.label, language) or term.words(language)) if term else None

    def reading(self, iri: str, language: str, *, inverse: bool = False) -> str | None:
        """Return what stands before the values of a property, or the everyday name of a class; `inverse` is what stands
        before the things that point here by a property. None where the vocabulary has no words for it.

        >>> vocabulary().reading(HN + "cited", "vi"), vocabulary().reading(HN + "cited", "en", inverse=True)
        ('trích dẫn', 'cited by')
        """
        term = self.terms.get(iri)
        if term is None:
            return None
        return in_language(term.inverse, language) or None if inverse else term.words(language)


def in_language(words: Words, language: str) -> str:
    """Return the words in a language, else in English, else an empty text."""
    return words.get(language) or words.get("en") or ""


@cache
def vocabulary_triples() -> frozenset[Triple]:
    """Return everything the vocabulary graph holds: terms, schemes and reading forms, without shapes and rules."""
    return frozenset(quad.triple for path in FILES for quad in parse(path=str(path), format=RdfFormat.TURTLE))


@cache
def vocabulary() -> Vocabulary:
    """Return the terms of the vocabulary files."""
    by_subject: dict[str, list[Triple]] = {}
    for triple in vocabulary_triples():
        if isinstance(triple.subject, NamedNode):
            by_subject.setdefault(triple.subject.value, []).append(triple)
    terms = (_term(iri, triples) for iri, triples in sorted(by_subject.items()))
    single = (
        iri for iri, triples in by_subject.items() if hn.SingleValuedProperty in _links(triples, "rdf:type")
    )
    return Vocabulary(
        MappingProxyType({term.iri: term for term in terms if term is not None}), frozenset(single)
    )


@cache
def shapes() -> str:
    """Return the SHACL shapes as Turtle."""
    return SHAPES.read_text("utf-8")


@cache
def serialise(name: str) -> bytes:
    """Return the vocabulary in one of FORMATS: turtle, json-ld, rdf-xml or n-triples.

    Raises ValueError for another name.
    """
    if name not in FORMATS:
        raise ValueError(f"unknown format {name!r}; the formats are {', '.join(FORMATS)}")
    form = FORMATS[name]
    prefixes = {p: iri for p, iri in PREFIXES.items() if p not in ("graph", "id")}
    written = io.BytesIO()
    serialize(
        _in_order(vocabulary_triples()),
        written,
        format=form,
        prefixes=None if form == RdfFormat.N_TRIPLES else prefixes,
    )
    return written.getvalue()


def _in_order(triples: Iterable[Triple]) -> list[Triple]:
    """Sort so that ours comes first, a subject's statements stand together, and each run gives the same bytes."""
    a = NamedNode(rdf.type)
    first = (f"<{ONTOLOGY_GRAPH}>", f"<{HN}", f"<{CONCEPT}")

    def place(triple: Triple) -> tuple[int, str, bool, str, str]:
        subject = str(triple.subject)
        rank = next((n for n, start in enumerate(first) if subject.startswith(start)), len(first))
        return rank, subject, triple.predicate != a, str(triple.predicate), str(triple.object)

    return sorted(triples, key=place)


def _term(iri: str, triples: list[Triple]) -> Term | None:
    kinds = {_KINDS[o] for o in _links(triples, "rdf:type") if o in _KINDS}
    if len(kinds) != 1:
        return None  # the ontology itself
    return Term(
        iri=iri,
        kind=kinds.pop(),
        ours=iri.startswith(HN) or ONTOLOGY_GRAPH in _links(triples, "rdfs:isDefinedBy"),
        label=_words(triples, "rdfs:label", "skos:prefLabel"),
        definition=_words(triples, "skos:definition"),
        reading=_words(triples, "hn:readingForm"),
        inverse=_words(triples, "hn:inverseReadingForm"),
        alternatives=tuple(sorted((o.language or "", o.value) for o in _literals(triples, "skos:altLabel"))),
        codes=tuple(sorted(o.value for o in _literals(triples, "skos:notation"))),
        parents=_links(triples, "rdfs:subClassOf", "rdfs:subPropertyOf", "skos:broader"),
        domain=_links(triples, "rdfs:domain", "schema:domainIncludes"),
        range=_links(triples, "rdfs:range", "schema:rangeIncludes"),
        scheme=next(iter(_links(triples, "skos:inScheme")), None),
    )


def _literals(triples: Iterable[Triple], *names: str) -> list[Literal]:
    wanted = {expand(name) for name in names}
    return [t.object for t in triples if t.predicate.value in wanted and isinstance(t.object, Literal)]


def _words(triples: Iterable[Triple], *names: str) -> Words:
    return MappingProxyType({o.language or "": o.value for o in _literals(triples, *names)})


def _links(triples: Iterable[Triple], *names: str) -> tuple[str, ...]:
    wanted = {expand(name) for name in names}
    return tuple(
        sorted(
            t.object.value for t in triples if t.predicate.value in wanted and isinstance(t.object, NamedNode)
        )
    )
