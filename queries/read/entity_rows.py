"""Make statement records of what was read of a thing: of its values, and of the records that point to it.

Nothing is read from the store here.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode

from graph.claims.as_of import TimeSpan
from graph.claims.claim import ACCEPTED, INFERRED
from graph.store.reader import Term
from ontology.kinds import PROVENANCE_KINDS, kind_of
from ontology.terms import dct, hn, prov, rdf, rdfs, schema, skos, xsd
from queries.read.entity_record import NameRecord, StatementRecord, Support
from queries.read.evidence import Evidence, Triple
from queries.read.layouts import RECORD_SLOTS, SELF, GroupLayout, Slots
from queries.read.rows import node_of, text_of
from queries.read.statements import Description

_NAMING: Final = (skos.prefLabel, skos.altLabel, skos.hiddenLabel)

_DATES: Final = frozenset((xsd.date, xsd.gYearMonth, xsd.gYear, xsd.dateTime))

RECORDS: Final = frozenset({"tenure", "membership", "participation", "citation"})
"""Kinds of things that only tie others together: a row shows what they tie."""


@dataclass(frozen=True)
class Facts:
    """What was read of a thing: `own` is what is said of it, `entailed` what of that only the rules say, `records` what
    is said of things that point to it, and the claims of all these, without places and sources.
    """

    iri: str
    own: Description
    entailed: frozenset[tuple[str, Term]] = frozenset()
    records: Mapping[str, Description] = field(default_factory=dict)
    evidence: Evidence = field(default_factory=Evidence)


def value_record(facts: Facts, property_iri: str, value: Term) -> StatementRecord:
    """Return the statement that the thing has a value."""
    triple: Triple = (facts.iri, property_iri, value)
    if facts.evidence.of(triple):
        support = Support.CLAIMS
    elif (property_iri, value) in facts.entailed:
        support = Support.RULE
    else:
        support = _support(property_iri, facts.iri)
    return StatementRecord(
        facts.iri,
        property_iri,
        value,
        span=TimeSpan(attested=_attested(facts, [triple])),
        triples=(triple,),
        attested=(triple, *facts.evidence.vaguer(triple)),
        stating=(triple,),
        support=support,
        status=_status(facts, [triple]),
    )


def link_records(facts: Facts, layout: GroupLayout, thing: str) -> list[StatementRecord]:
    """Return the statements of a thing that points here: that it does, or what it says as a record.

    A record with several subjects (a citation that two things make) makes a statement for each: they may rest on
    different claims.
    """
    record = facts.records.get(thing, {})
    here = node_of(facts.iri)
    link: Triple = (thing, layout.iri, here)
    filled = _filled(layout, thing, record, here)
    head, heads = filled[0]
    about: list[Triple] = [(thing, name, value) for name, values in filled[1:] for value in values]
    dates = (schema.startDate, schema.endDate, hn.endedBy)
    times: list[Triple] = [(thing, name, value) for name in dates for value in record.get(name, ())]
    about += times
    vaguer = [other for triple in times for other in facts.evidence.vaguer(triple)]
    found = []
    for value in heads or (node_of(thing),):
        own: list[Triple] = [(thing, head, value)] if head != SELF else []
        if head == hn.citing:
            attested = own
        elif layout.iri == hn.citing:
            attested = [link]
        else:
            attested = [*own, link, *about, *vaguer]
        claimed = any(facts.evidence.of(triple) for triple in attested)
        found.append(
            StatementRecord(
                thing,
                "" if head == SELF else head,
                value,
                link=layout.iri,
                details=tuple(filled[1:]),
                span=TimeSpan(
                    _texts(record, schema.startDate),
                    _texts(record, schema.endDate),
                    _texts(record, hn.endedBy),
                    _attested(facts, [link, *own, *about]),
                ),
                types=tuple(sorted(v.value for v in record.get(rdf.type, ()) if isinstance(v, NamedNode))),
                triples=(link, *own, *about),
                implied=tuple(dict.fromkeys(times)),
                attested=tuple(attested),
                stating=tuple(attested) if hn.citing in (head, layout.iri) else (link, *own),
                support=Support.CLAIMS if claimed else _support(layout.iri, thing),
                status=_status(facts, own if head == hn.citing else [link]),
                unresolved=kind_of(thing) == "citation" and not record.get(hn.cited),
                citation_kind=min(map(text_of, record.get(dct.type, ())), default=""),
            )
        )
    return found


def date_records(facts: Facts) -> tuple[StatementRecord, ...]:
    """Return when it was, by each source: those that say the same together, those that differ side by side; what is
    only vaguer than what is accepted comes last.
    """
    names = (schema.startDate, schema.endDate)
    own: list[Triple] = [(facts.iri, name, v) for name in names for v in facts.own.get(name, ())]
    dates = [*own, *dict.fromkeys(other for triple in own for other in facts.evidence.vaguer(triple))]
    by_source: dict[str, dict[str, str]] = defaultdict(dict)
    for triple in dates:
        for claim in facts.evidence.of(triple):
            if claim.status not in ACCEPTED:
                continue
            text, known = text_of(claim.value), by_source[claim.source]
            known[claim.predicate] = max(known.get(claim.predicate, ""), text)
    if not by_source:
        return tuple(value_record(facts, name, value) for _, name, value in dates)
    together: dict[tuple[str, str], set[str]] = defaultdict(set)
    for source, known in by_source.items():
        start, end = known.get(schema.startDate, ""), known.get(schema.endDate, "")
        together[start, "" if end == start else end].add(source)
    found = []
    for (start, end), sources in sorted(together.items(), key=lambda one: (-len(one[0][0]), one[0])):
        attested = tuple(t for t in dates if text_of(t[2]) in (start, end) and text_of(t[2]))
        triples = tuple(t for t in attested if t in own)
        found.append(
            StatementRecord(
                facts.iri,
                "",
                TimeSpan((start,) if start else (), (end,) if end else ()),
                triples=triples,
                implied=tuple(dict.fromkeys(triples)),
                attested=attested,
                stating=attested,
                sources=frozenset(sources),
                status=_status(facts, attested),
                vague=not triples,
            )
        )
    return disputed(facts, tuple(found))


def number_records(numbers: Mapping[str, Iterable[Term]]) -> tuple[StatementRecord, ...]:
    """Return a statement for each other document (IRI) that bears the same numbers."""
    found = []
    for iri in sorted(numbers):
        triples = tuple((iri, schema.legislationIdentifier, number) for number in numbers[iri])
        implied = tuple(dict.fromkeys(triples))
        found.append(
            StatementRecord(iri, "", NamedNode(iri), triples=triples, implied=implied, support=Support.NONE)
        )
    return tuple(found)


def entailed_link(facts: Facts, property_iri: str, thing: str) -> StatementRecord:
    """Return the statement that a thing points here, because a rule says so."""
    triple: Triple = (thing, property_iri, node_of(facts.iri))
    return StatementRecord(
        thing, "", node_of(thing), link=property_iri, triples=(triple,), support=Support.RULE
    )


def entailed_value(facts: Facts, property_iri: str, value: Term) -> StatementRecord:
    """Return the statement that the thing has a value, because a rule says so."""
    triple: Triple = (facts.iri, property_iri, value)
    return StatementRecord(facts.iri, property_iri, value, triples=(triple,), support=Support.RULE)


def name_records(facts: Facts) -> tuple[NameRecord, ...]:
    """Return the names by language, preferred ones first; an rdfs:label is one where no name of SKOS says the same, and
    a preferred one where there is none of SKOS.
    """
    labels = [value for value in facts.own.get(rdfs.label, ()) if isinstance(value, Literal)]
    found = []
    for property_iri in _NAMING:
        for value in facts.own.get(property_iri, ()):
            if not isinstance(value, Literal):
                continue
            triples: list[Triple] = [(facts.iri, property_iri, value)]
            if value in labels:
                triples.append((facts.iri, rdfs.label, value))
            found.append(NameRecord(value, property_iri == _NAMING[0], tuple(triples)))
    said = {one.name for one in found}
    preferred = not any(one.preferred for one in found)
    found += [
        NameRecord(value, preferred, ((facts.iri, rdfs.label, value),))
        for value in labels
        if value not in said
    ]
    return tuple(sorted(found, key=_by_language))


def context_records(facts: Facts) -> tuple[NameRecord, ...]:
    """Return the names that hold in their sources only, of those claims of them that count."""
    found = []
    for triple, said in facts.evidence.claims.items():
        subject, predicate, value = triple
        counts = any(claim.status in ACCEPTED for claim in said)
        if counts and subject == facts.iri and predicate == hn.contextName and isinstance(value, Literal):
            found.append(NameRecord(value, False, (triple,)))
    return tuple(sorted(found, key=_by_language))


def _by_language(one: NameRecord) -> tuple[str, bool, str, str]:
    return one.name.language or "", not one.preferred, one.name.value.casefold(), one.name.value


def disputed(facts: Facts, records: tuple[StatementRecord, ...]) -> tuple[StatementRecord, ...]:
    """Mark values of which only one can be true; one that is merely less exact does not disagree."""
    claimed = [one for one in records if any(True for _ in one.claims(facts.evidence))]
    texts = {_compared(one.value) for one in claimed}
    if not any(_disagree(a, b) for a in texts for b in texts if a != b):
        return records
    return tuple(replace(one, disputed=True) if one in claimed else one for one in records)


def _compared(value: Term | TimeSpan) -> str:
    if isinstance(value, TimeSpan):
        return value.starts[0] if value.starts else ""
    text = text_of(value)
    whole = isinstance(value, NamedNode) or (text.isdigit() and _datatype(value) not in _DATES)
    return f"<{text}>" if whole else text.casefold()  # of two that end alike none is less exact


def _datatype(value: Term) -> str:
    return value.datatype.value if isinstance(value, Literal) else ""


def _disagree(one: str, other: str) -> bool:
    return not one.startswith(other) and not other.startswith(one)


def _filled(
    layout: GroupLayout, thing: str, record: Description, here: NamedNode | BlankNode
) -> list[tuple[str, tuple[Term, ...]]]:
    """Return the properties that fill a row, with their values; the first is its subject (`SELF`: the thing itself)."""
    slots: Slots = layout.slots or (RECORD_SLOTS.get(layout.iri, ()) if kind_of(thing) in RECORDS else ())
    filled = [one for slot in slots if (one := _fill(slot, record, here)) is not None]
    firsts = {name for slot in slots[:1] for name in slot}
    if not filled or filled[0][0] not in firsts:
        filled.insert(0, (SELF, ()))
    return filled


def _fill(
    slot: tuple[str, ...], record: Description, here: NamedNode | BlankNode
) -> tuple[str, tuple[Term, ...]] | None:
    """Return the first property of a slot that a record has values for, with them; None where it has none."""
    for name in slot:
        if name == SELF:
            return SELF, ()
        values = tuple(sorted((v for v in record.get(name, ()) if v != here), key=str))
        if values:
            return name, values
    return None


def _support(property_iri: str, subject: str) -> Support:
    """Return what a statement without a claim rests on; of the vocabulary and the like there is nothing to say."""
    silent = (
        kind_of(subject) in (*PROVENANCE_KINDS, "concept", "ontology") or property_iri == prov.wasDerivedFrom
    )
    return Support.NONE if silent else Support.DIRECT


def _status(facts: Facts, triples: Iterable[Triple]) -> str:
    claims = [claim for triple in triples for claim in facts.evidence.of(triple)]
    return INFERRED if claims and all(claim.status == INFERRED for claim in claims) else ""


def _texts(record: Description, property_iri: str) -> tuple[str, ...]:
    return tuple(text_of(value) for value in record.get(property_iri, ()))


def _attested(facts: Facts, triples: Iterable[Triple]) -> tuple[str, ...]:
    """Return the days on which claims attest triples, in order."""
    return tuple(sorted({c.as_of for triple in triples for c in facts.evidence.of(triple) if c.as_of}))
