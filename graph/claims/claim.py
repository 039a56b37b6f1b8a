"""Claims: one triple each, with who says it, where, when, and how it was taken from there.

A claim and its passage are written to the named graph of their source (ARCHITECTURE.md, "Layers"). This module turns
claims into quads and back; it knows nothing of stores on disk or of which claims are accepted.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any, Final, TypeGuard

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Store, Triple

from ontology.iris import GRAPH, concept, mint, name_of, source_graph
from ontology.kinds import kind_of
from ontology.terms import hn, oa, owl, prov, rdf, xsd

TYPE: Final = NamedNode(rdf.type)
SUBJECT: Final = NamedNode(rdf.subject)
PREDICATE: Final = NamedNode(rdf.predicate)
OBJECT: Final = NamedNode(rdf.object)
STATUS: Final = NamedNode(hn.status)
QUOTED: Final = NamedNode(prov.wasQuotedFrom)
GENERATED: Final = NamedNode(prov.wasGeneratedBy)
CONFIDENCE: Final = NamedNode(hn.confidence)
AS_OF: Final = NamedNode(hn.asOf)
AS_OF_END: Final = NamedNode(hn.asOfEnd)
PRINTED_AS: Final = NamedNode(hn.printedAs)
REASON: Final = NamedNode(hn.reason)
DERIVED: Final = NamedNode(prov.wasDerivedFrom)
IDENTIFICATION: Final = NamedNode(hn.Identification)
CONTEXT_NAME: Final = NamedNode(hn.contextName)
SAME_AS: Final = NamedNode(owl.sameAs)
NEVER_STATED: Final = frozenset((CONTEXT_NAME, SAME_AS))
"""What is only ever claimed: a name that holds in one source, and that two things are one (which merges them)."""

_TYPES: Final = tuple(map(NamedNode, (rdf.Statement, prov.Entity, hn.Claim)))

EXPLICIT: Final = concept("status", "explicit")
INFERRED: Final = concept("status", "inferred")
PROPOSED: Final = concept("status", "proposed")
REJECTED: Final = concept("status", "rejected")
ACCEPTED: Final = frozenset({EXPLICIT, INFERRED})

CLAIM_KINDS: Final = frozenset({"claim", "identification"})

Object = NamedNode | Literal

_SOURCES: Final = GRAPH + "source/"


@dataclass(frozen=True)
class Passage:
    """A stretch of a source's text: code points `start` (in) to `end` (out), and what is known of its wording.

    Where the text was not kept, `start` and `end` are None: the passage is told by its words or its part alone, as an
    entry in a catalogue is. `exact` is the short form printed there, `sha256` the hash of the stretch's UTF-8 bytes;
    `part` is a concept of the scheme `part` (headline, caption, ...), None for the body of the text.
    """

    source: str
    start: int | None
    end: int | None
    exact: str | None = None
    sha256: str | None = None
    part: str | None = None

    @property
    def span(self) -> tuple[int, int] | None:
        """Start and end, or None where the place in the text is not known."""
        return None if self.start is None or self.end is None else (self.start, self.end)

    @cached_property
    def iri(self) -> str:
        if self.span:
            return mint("passage", f"{slug_of(self.source)}-{self.start}-{self.end}")
        told = [slug_of(self.source), self.part.rpartition("/")[2] if self.part else "words"]
        if self.exact is not None:
            told.append(hashlib.sha256(self.exact.encode()).hexdigest()[:12])
        return mint("passage", "-".join(told))


@dataclass(frozen=True)
class AsOf:
    """The day, month or year (or interval of them) for which a source says something, written the ISO way."""

    start: str
    end: str | None = None

    @classmethod
    def parse(cls, text: str) -> "AsOf":
        """Read `2024`, `2024-04`, `2024-04-01` or two of them with a slash; raise ValueError for anything else.

        >>> AsOf.parse("2024-04-01/2024-04-03")
        AsOf(start='2024-04-01', end='2024-04-03')
        """
        start, slash, end = text.partition("/")
        date_literal(start)
        if slash:
            date_literal(end)
            if end < start:
                raise ValueError(f"{text!r} ends before it begins")
        return cls(start, end if slash else None)


@dataclass(frozen=True, slots=True)
class Claim:
    """One triple as one source says it.

    `source` is the IRI of the source; `status` a concept IRI; `language` tags `printed`; `run` names what extracted it.
    `identifies`: that the name in it means its subject is a judgement (`hn:Identification`).
    `premises` are the IRIs of what an inferred claim rests on beside its place: claims, identifications, passages.
    """

    triple: Triple
    source: str
    status: str = EXPLICIT
    passage: Passage | None = None
    printed: str | None = None
    language: str | None = None
    as_of: AsOf | None = None
    reason: str | None = None
    confidence: Decimal | None = None
    run: str | None = None
    premises: tuple[str, ...] = ()
    identifies: bool = False
    _iri: str | None = field(default=None, init=False, repr=False, compare=False)

    @property
    def quoted(self) -> bool:
        """Whether the words of its place say it: what is inferred is derived from them, and quoted from nowhere."""
        return self.status == EXPLICIT or (self.status != INFERRED and self.reason is None)

    @property
    def iri(self) -> str:
        """The claim's name, a hash of source, triple, place and as-of: saying it twice is saying it once.

        Neither the extractor nor its version is part of it, so that a decision on a claim outlives re-extraction. A
        claim that rests on further passages is another one than what its own place says outright.
        """
        if self._iri is None:
            object.__setattr__(self, "_iri", self._made_iri())  # asked for many times, and made of a hash
        assert self._iri is not None
        return self._iri

    def _made_iri(self) -> str:
        place = "-".join(map(str, self.passage.span)) if self.passage and self.passage.span else ""
        place = " ".join((place, *(one for one in sorted(self.premises) if kind_of(one) == "passage")))
        when = f"{self.as_of.start}/{self.as_of.end or ''}" if self.as_of else ""
        text = "\x1f".join((self.source, str(self.triple), place, when))
        kind = "identification" if self.identifies else "claim"
        return mint(kind, hashlib.sha256(text.encode()).hexdigest()[:20])

    @property
    def share(self) -> str:
        """The confidence as stores write it, who drop zeros at the end: else each load would find it changed."""
        return "" if self.confidence is None else f"{self.confidence.normalize():f}"

    @property
    def graph(self) -> NamedNode:
        return _graph_of(self.source)

    def quads(self) -> Iterator[Quad]:
        """Yield the claim and its passage as quads of the source's graph."""
        yield from self.own_quads()
        if self.passage:
            yield from passage_quads(self.passage, self.graph)

    def own_quads(self) -> Iterator[Quad]:
        """Yield the claim as quads of the source's graph, without the description of its passage."""
        node, graph = NamedNode(self.iri), self.graph
        for type_ in _TYPES:
            yield Quad(node, TYPE, type_, graph)
        yield Quad(node, SUBJECT, self.triple.subject, graph)
        yield Quad(node, PREDICATE, self.triple.predicate, graph)
        yield Quad(node, OBJECT, self.triple.object, graph)
        yield Quad(node, STATUS, _node(self.status), graph)
        where = _node(self.passage.iri) if self.passage else _node(self.source)
        yield Quad(node, DERIVED, where, graph)
        if self.quoted:
            yield Quad(node, QUOTED, where, graph)
        for premise in self.premises:
            yield Quad(node, DERIVED, NamedNode(premise), graph)
        if self.run:
            yield Quad(node, GENERATED, _node(self.run), graph)
        if self.confidence is not None:
            yield Quad(node, CONFIDENCE, Literal(self.share, datatype=NamedNode(xsd.decimal)), graph)
        if self.as_of:
            yield Quad(node, AS_OF, date_literal(self.as_of.start), graph)
            if self.as_of.end:
                yield Quad(node, AS_OF_END, date_literal(self.as_of.end), graph)
        if self.printed:
            yield Quad(node, PRINTED_AS, Literal(self.printed, language=self.language or "und"), graph)
        if self.reason:
            yield Quad(node, REASON, Literal(self.reason, language="en"), graph)
        if self.identifies:
            yield from self._annotation(node, where, graph)

    def _annotation(self, node: NamedNode, where: NamedNode, graph: NamedNode) -> Iterator[Quad]:
        """Yield what makes the claim an annotation that identifies (Web Annotation, 3.3.5)."""
        yield Quad(node, TYPE, IDENTIFICATION, graph)
        yield Quad(node, TYPE, NamedNode(oa.Annotation), graph)
        yield Quad(node, NamedNode(oa.motivatedBy), NamedNode(oa.identifying), graph)
        yield Quad(node, NamedNode(oa.hasTarget), where, graph)
        yield Quad(node, NamedNode(oa.hasBody), self.triple.subject, graph)


@lru_cache(maxsize=1 << 12)
def _node(iri: str) -> NamedNode:
    """A node that many claims share: a status, a source, a run."""
    return NamedNode(iri)


@lru_cache(maxsize=1 << 12)
def _graph_of(source: str) -> NamedNode:
    return NamedNode(source_graph(slug_of(source)))


def graph_of_source(graph: object) -> TypeGuard[NamedNode]:
    """Whether a graph is that of the claims of a source."""
    return isinstance(graph, NamedNode) and graph.value.startswith(_SOURCES)


def quads_of(claims: Iterable[Claim]) -> Iterator[Quad]:
    """Yield claims as quads of their sources' graphs, the description of each passage once."""
    described: set[tuple[Passage, NamedNode]] = set()
    for claim in claims:
        yield from claim.own_quads()
        if claim.passage:
            passage, graph = claim.passage, claim.graph
            if (passage, graph) not in described:
                described.add((passage, graph))
                yield from passage_quads(passage, graph)


def passage_quads(passage: Passage, graph: NamedNode) -> Iterator[Quad]:
    """Yield the description of a passage with its selectors (Web Annotation, 4.2.4 and 4.2.5)."""
    node = NamedNode(passage.iri)
    position, quote = NamedNode(passage.iri + "#position"), NamedNode(passage.iri + "#quote")
    integer = NamedNode(xsd.integer)
    yield Quad(node, TYPE, NamedNode(oa.SpecificResource), graph)
    yield Quad(node, NamedNode(oa.hasSource), NamedNode(passage.source), graph)
    if passage.span:
        yield Quad(node, NamedNode(oa.hasSelector), position, graph)
        yield Quad(position, TYPE, NamedNode(oa.TextPositionSelector), graph)
        yield Quad(position, NamedNode(oa.start), Literal(str(passage.start), datatype=integer), graph)
        yield Quad(position, NamedNode(oa.end), Literal(str(passage.end), datatype=integer), graph)
    if passage.exact is not None:
        yield Quad(node, NamedNode(oa.hasSelector), quote, graph)
        yield Quad(quote, TYPE, NamedNode(oa.TextQuoteSelector), graph)
        yield Quad(quote, NamedNode(oa.exact), Literal(passage.exact), graph)
    if passage.sha256 is not None:
        yield Quad(node, NamedNode(hn.sha256), Literal(passage.sha256), graph)
    if passage.part is not None:
        yield Quad(node, NamedNode(hn.part), NamedNode(passage.part), graph)


def slug_of(source: str) -> str:
    """Return the slug of a source's IRI; raise ValueError where it is not a source of ours."""
    name = name_of(source)
    if name is None or name.kind != "source":
        raise ValueError(f"{source!r} is not the IRI of a source")
    return name.slug


_PLACE: Final = re.compile(r"-([0-9]+)-([0-9]+)$")


def place_in_name(passage: str) -> tuple[int, int] | None:
    """Return start and end of a passage of ours, which is named after them; None where it has none.

    >>> place_in_name("https://w3id.org/huunghi/id/passage/nghe-an-2024-04-en-1780-1827")
    (1780, 1827)
    """
    match = _PLACE.search(passage) if kind_of(passage) == "passage" else None
    return (int(match[1]), int(match[2])) if match else None


_DATE = re.compile(r"-?\d{4,}(?:-(?P<month>\d\d)(?:-(?P<day>\d\d))?)?")


@lru_cache(maxsize=1 << 14)
def date_literal(text: str) -> Literal:
    """Return a date with the precision it is written in: xsd:date, xsd:gYearMonth or xsd:gYear.

    Raises ValueError for anything that is not `YYYY`, `YYYY-MM` or `YYYY-MM-DD` of the calendar.

    >>> date_literal("2024-04").datatype.value
    'http://www.w3.org/2001/XMLSchema#gYearMonth'
    >>> date_literal("0000")
    Traceback (most recent call last):
    ValueError: '0000' has no such year
    """
    match = _DATE.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is not a date; write YYYY, YYYY-MM or YYYY-MM-DD")
    month, day = match["month"], match["day"]
    if text.startswith("0000"):
        raise ValueError(f"{text!r} has no such year")
    if day is not None:
        date.fromisoformat(text)
        return Literal(text, datatype=NamedNode(xsd.date))
    if month is not None:
        if not 1 <= int(month) <= 12:
            raise ValueError(f"{text!r} has no such month")
        return Literal(text, datatype=NamedNode(xsd.gYearMonth))
    return Literal(text, datatype=NamedNode(xsd.gYear))


def write(store: Store, claims: Iterable[Claim]) -> None:
    """Add claims to their sources' graphs."""
    store.bulk_extend(quads_of(claims))


def read(store: Store, *, source: str) -> Iterator[Claim]:
    """Yield the claims of one source (IRI) as they stand in the store, in no order."""
    graph = NamedNode(source_graph(slug_of(source)))
    for quad in store.quads_for_pattern(None, TYPE, NamedNode(hn.Claim), graph):
        if isinstance(quad.subject, NamedNode):
            yield _read_claim(store, quad.subject, graph, source)


def read_one(store: Store, claim: NamedNode, *, source: str) -> Claim:
    """Return one claim of a source (IRI); the store must hold it."""
    return _read_claim(store, claim, NamedNode(source_graph(slug_of(source))), source)


def _read_claim(store: Store, node: NamedNode, graph: NamedNode, source: str) -> Claim:
    said = properties_of(store, node, graph)
    printed, reason = said.get(PRINTED_AS), said.get(REASON)
    confidence, start, end = said.get(CONFIDENCE), said.get(AS_OF), said.get(AS_OF_END)
    run = said.get(GENERATED)
    claim = Claim(
        triple=Triple(said[SUBJECT], said[PREDICATE], said[OBJECT]),
        source=source,
        status=_value(said[STATUS]),
        printed=_value(printed) if printed else None,
        language=printed.language if isinstance(printed, Literal) else None,
        as_of=AsOf(_value(start), _value(end) if end else None) if start else None,
        reason=_value(reason) if reason else None,
        confidence=Decimal(_value(confidence)) if confidence else None,
        run=_value(run) if run else None,
        identifies=kind_of(node.value) == "identification",
    )
    rests_on = sorted(
        q.object.value
        for q in store.quads_for_pattern(node, DERIVED, None, graph)
        if isinstance(q.object, NamedNode)
    )
    places: list[Passage | None] = [
        _read_passage(store, NamedNode(iri), graph, source) if kind_of(iri) == "passage" else None
        for iri in rests_on
        if iri == source or kind_of(iri) == "passage"
    ]
    read = [_at(claim, place, rests_on) for place in places]
    # Of several passages the claim's own place is the one that its name is made of.
    return next((one for one in read if one.iri == node.value), read[0] if read else claim)


def _at(claim: Claim, place: Passage | None, rests_on: list[str]) -> Claim:
    """Return the claim with this as its own place, and the rest of what it rests on as premises."""
    own = place.iri if place else claim.source
    return replace(claim, passage=place, premises=tuple(iri for iri in rests_on if iri != own))


def is_claim(iri: str) -> bool:
    """Whether an IRI names a claim: a plain one, or an identification."""
    return kind_of(iri) in CLAIM_KINDS


def properties_of(store: Store, node: Any, graph: NamedNode) -> dict[NamedNode, Any]:
    """Return property -> value of a node in a graph, one value each."""
    return {q.predicate: q.object for q in store.quads_for_pattern(node, None, None, graph)}


def _read_passage(store: Store, node: NamedNode, graph: NamedNode, source: str) -> Passage:
    start, end = place_in_name(node.value) or (None, None)
    exact = sha256 = part = None
    for quad in store.quads_for_pattern(node, None, None, graph):
        if quad.predicate.value == hn.sha256:
            sha256 = _value(quad.object)
        elif quad.predicate.value == hn.part:
            part = _value(quad.object)
    quote = NamedNode(node.value + "#quote")
    for quad in store.quads_for_pattern(quote, NamedNode(oa.exact), None, graph):
        exact = _value(quad.object)
    return Passage(source, start, end, exact, sha256, part)


def _value(term: NamedNode | Literal | BlankNode | Triple) -> str:
    assert not isinstance(term, Triple)
    return term.value
