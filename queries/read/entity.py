"""Read what is known of a thing: statements by meaning, each with its evidence, every group counted and cut.

The queries are fixed in number: what is said of the thing, how much points to it, one query for each group that is
shown, one for the names by which groups are ordered, and then one each for the records behind the rows, the claims,
their passages and their sources.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple, TypeVar

from pyoxigraph import NamedNode

from graph.claims.as_of import as_of, earliest
from graph.errors import NotFound
from graph.store.reader import Reader, Term
from ontology.iris import node_label
from ontology.kinds import kind_of
from ontology.terms import dct, hn, org, prov, rdf, schema
from ontology.vocabulary import vocabulary
from queries.read.entity_groups import Group, Known, no_group, sections_of
from queries.read.entity_order import IN_A_ROW, Chosen, choose, value_order, values_of
from queries.read.entity_record import (
    HOLDING,
    NAMES,
    PAGE,
    SAME_NUMBER_KEY,
    TIMED,
    EntityRecord,
    EntitySlice,
    GroupRecord,
    SectionRecord,
    StatementRecord,
    SummaryRecord,
)
from queries.read.entity_rows import (
    RECORDS,
    Facts,
    context_records,
    date_records,
    disputed,
    entailed_link,
    entailed_value,
    link_records,
    name_records,
    number_records,
    value_record,
)
from queries.read.entity_summary import (
    LINK,
    documents_of,
    events_of,
    narrowed,
    read_leaders,
    read_recommendations,
    triples_of,
)
from queries.read.evidence import (
    ClaimRecord,
    Evidence,
    Triple,
    claims_about,
    claims_linking,
    evidence_of,
)
from queries.read.files import files_saying
from queries.read.in_effect import read_replacements
from queries.read.inverse_links import InverseLinks, LinksToNode, PropertyCount
from queries.read.labels import Labels
from queries.read.layouts import FOLLOWING, HOLDER, IDENTITY, SAME_NUMBER, WHEN, GroupLayout
from queries.read.named_graphs import IN, count_uses, read_contents, read_instances, section_in_graphs
from queries.read.nested import nodes_in, place_in_list, read_list, read_nested, read_nodes
from queries.read.rows import batches, select, select_further
from queries.read.statements import Description, read_own, read_statements, require_known, unknown
from queries.read.succession import TurnRecord, read_turns
from queries.read.time_spans import time_spans
from queries.read.trace.succession import read_late_citations

T = TypeVar("T")


class _ValueRow(NamedTuple):
    property: str
    value: Term


class _NumberRow(NamedTuple):
    other: str
    number: Term


def read_entity(reader: Reader, iri: str, wanted: EntitySlice | None = None) -> EntityRecord:
    """Return what one slice says of a thing: the beginning of every group, or a page of one group.

    What is cut where does not depend on a language: lists are in the order of their English names. Raises NotFound for
    a thing of which nothing is known, for a group that it has not, and for a page after the last.
    """
    wanted = wanted or EntitySlice()
    known = _read_known(reader, iri, wanted)
    names = name_records(Facts(iri, known.own))
    gathered = _Gathered(reader, known)
    record = replace(_described(reader, known, wanted), names=names[:PAGE], names_count=len(names))
    if wanted.group == NAMES:
        gathered.read_claims([iri])
        record = replace(record, names=_cut(names, wanted), more=len(names) > wanted.first + PAGE)
    elif IN in wanted.group:
        record = _in_graphs(record, reader)
    else:
        record = _with_groups(record, known, gathered)
    if not wanted.group:
        record = _with_uses(reader, known, _in_graphs(record, reader))
        record = _with_succession(reader, known, record)
        record = replace(record, context_names=context_records(gathered.facts())[:PAGE])
        record = replace(record, summary=_summary(record, gathered))
    if wanted.page > 1 and not (record.names if wanted.group == NAMES else record.groups):
        raise NotFound(
            "There is no page %(page)s of this.",
            hint="The page itself lists its groups.",
            values={"page": wanted.page},
        )
    return replace(_with_nodes(reader, known, record), evidence=_shown_evidence(reader, record, gathered))


def _in_graphs(record: EntityRecord, reader: Reader) -> EntityRecord:
    """Return the record with what named graphs of others say of the thing; raise NotFound for a group they lack."""
    wanted = record.slice
    section = section_in_graphs(reader, record.iri, wanted)
    if section is None:
        if wanted.group:
            raise no_group(wanted.group)
        return record
    more = any(group.count > wanted.first + PAGE for group in section.groups) if wanted.group else False
    return replace(record, sections=(*record.sections, section), more=more)


def _with_uses(reader: Reader, known: Known, record: EntityRecord) -> EntityRecord:
    """Return the record of a class, a property or a graph of others with what it is used for."""
    if record.kind or node_label(known.iri) is not None:
        return record
    return replace(
        record,
        instances=read_instances(reader, known.iri) if known.links.counts.get(rdf.type) else None,
        contents=read_contents(reader, known.iri),
        uses=count_uses(reader, known.iri),
    )


def _with_nodes(reader: Reader, known: Known, record: EntityRecord) -> EntityRecord:
    """Return the record with what is said of the blank nodes that it shows."""
    terms = [term for one in record.statements for term in one.terms]
    items = known.items if not record.slice.group else None
    place = place_in_list(reader, known.iri) if items is not None else None
    nodes = nodes_in((*terms, *(items.items if items else ()), items.end if items else None))
    nested = read_nested(reader, nodes, known.iri)
    return replace(record, items=items, place=place, nested=nested)


# -- what is known of the thing ------------------------------------------------------------------------------------


def _read_known(reader: Reader, iri: str, wanted: EntitySlice) -> Known:
    def first(property_iri: str) -> int:
        return wanted.first if GroupLayout(property_iri).key == wanted.group else 0

    if node_label(iri) is not None:
        return _read_known_node(reader, iri)
    own = read_own(reader, iri, first)
    said = own.said or _read_described_anywhere(reader, iri)
    entailed = frozenset(
        (row.property, row.value) for row in select_further(reader, _ValueRow, "entailed-of", thing=iri)
    )
    links = InverseLinks(reader, iri)
    rows = select(reader, PropertyCount, "entailed-incoming-counts", thing=iri)
    if not said and not links.counts:
        require_known(reader, iri)
    entailed_links = {row.property: row.count_ for row in rows}
    return Known(iri, said, entailed, links, entailed_links, own.counts, own.before)


def _read_known_node(reader: Reader, iri: str) -> Known:
    """Return what is known of a blank node. A cell of a list is told as the list that begins with it."""
    said = read_nodes(reader, [iri]).get(iri, {})
    links = LinksToNode(reader, iri)
    if not said and not links.counts:
        raise unknown(iri)
    items = read_list(reader, iri, said)
    if items is not None:
        said = {name: values for name, values in said.items() if name not in (rdf.first, rdf.rest)}
        links.counts.pop(rdf.rest, None)  # the page of a list leads to the items before
    return Known(iri, said, frozenset(), links, {}, items=items)


def _read_described_anywhere(reader: Reader, iri: str) -> Description:
    """Return what named graphs say of a claim, a passage or a decision, which the accepted layer does not describe."""
    found: dict[str, dict[Term, None]] = defaultdict(dict)
    for row in select(reader, _ValueRow, "statements-of-anywhere", thing=iri):
        found[row.property].setdefault(row.value)
    return {name: tuple(values) for name, values in found.items()}


def _described(reader: Reader, known: Known, wanted: EntitySlice) -> EntityRecord:
    """Return the record without its statements."""
    classes = _iris(known.own.get(rdf.type, ()))
    classified = (_iris(known.own.get(name, ())) for name in (dct.type, org.classification))
    return EntityRecord(
        known.iri,
        reader.version,
        wanted,
        classes=classes,
        stated_classes=tuple(c for c in classes if (rdf.type, NamedNode(c)) not in known.entailed) or classes,
        classified_as=next((concepts for concepts in classified if concepts), ()),
        derived_from=_iris(known.own.get(prov.wasDerivedFrom, ())),
        cites=bool(known.links.counts.get(hn.citing)),
    )


def _with_succession(reader: Reader, known: Known, record: EntityRecord) -> EntityRecord:
    """Return the record with what a place, a body or a document became."""
    if record.kind != "document":
        return replace(record, turns=_turns(reader, known, record.slice.at))
    replaced = read_replacements(reader, [known.iri]).get(known.iri)
    if replaced is None:
        return record
    return replace(record, replaced=replaced, cited_late=read_late_citations(reader, known.iri))


def _turns(reader: Reader, known: Known, day: str) -> tuple[TurnRecord, ...]:
    """Return what a place or body became, and what the place became that a body works for."""
    kind = kind_of(known.iri)
    if kind not in ("place", "organisation"):
        return ()
    places = _iris(known.own.get(hn.territory, ())) if kind == "organisation" else ()
    return tuple(turn for thing in (known.iri, *places) for turn in read_turns(reader, thing, day))


def _iris(terms: Iterable[Term]) -> tuple[str, ...]:
    return tuple(sorted(term.value for term in terms if isinstance(term, NamedNode)))


def _summary(record: EntityRecord, gathered: "_Gathered") -> SummaryRecord:
    """Return what the head of the page says beyond its groups."""
    events, documents = events_of(record.groups), documents_of(record.groups)
    gathered.read_records((*events, *documents))
    gathered.read_claims(events)
    leaders: tuple[StatementRecord, ...] = ()
    if (link := LINK.get(record.kind)) and gathered.known.links.counts.get(link):
        tenures = read_leaders(gathered.reader, record.iri, record.slice.at)
        gathered.read_records(tenures)
        gathered.read_claims(tenures)
        layout = GroupLayout(link, inverse=True, slots=HOLDER)
        leaders = tuple(one for thing in tenures for one in link_records(gathered.facts(), layout, thing))
    records = gathered.facts().records
    of_events = {iri: narrowed(records.get(iri, {}), event=True) for iri in events}
    described = of_events | {iri: narrowed(records.get(iri, {}), event=False) for iri in documents}
    triples = (*triples_of(of_events), *(triple for one in leaders for triple in one.attested))
    said = read_recommendations(gathered.reader, record.groups) if record.kind == "person" else {}
    return SummaryRecord(described, said, leaders, triples)


class _Gathered:
    """The records and claims that were read so far; each thing is asked for once."""

    def __init__(self, reader: Reader, known: Known) -> None:
        self.reader = reader
        self.known = known
        self._records: dict[str, Description] = {}
        self._claimed: set[str] = set()
        self._claims: dict[tuple[str, str], ClaimRecord] = {}

    def read_records(self, things: Iterable[str]) -> None:
        """Read what is said of things that point to the thing."""
        wanted = [thing for thing in dict.fromkeys(things) if thing not in self._records]
        for some in batches(wanted):
            self._records.update({thing: {} for thing in some} | read_statements(self.reader, some))

    def read_claims(self, things: Iterable[str]) -> None:
        """Read the claims about things."""
        wanted = [thing for thing in dict.fromkeys(things) if thing not in self._claimed]
        self._claimed.update(wanted)
        for some in batches(wanted):
            self._keep(claims_about(self.reader, some))

    def read_linking_claims(self, things: Sequence[str]) -> None:
        """Read the claims by which things point to the thing."""
        if things:
            self._keep(claims_linking(self.reader, things, self.known.iri))

    def _keep(self, claims: Iterable[ClaimRecord]) -> None:
        for claim in claims:
            self._claims.setdefault((claim.source, claim.claim), claim)

    def facts(self) -> Facts:
        """Return all that statements are made of."""
        by_triple: dict[Triple, list[ClaimRecord]] = defaultdict(list)
        for claim in self._claims.values():
            by_triple[claim.triple].append(claim)
        evidence = Evidence({triple: tuple(claims) for triple, claims in by_triple.items()})
        return Facts(self.known.iri, self.known.own, self.known.entailed, self._records, evidence)


def _shown_evidence(reader: Reader, record: EntityRecord, gathered: _Gathered) -> Evidence:
    """Return the claims of what is shown, and no others, with their places and sources."""
    evidence = gathered.facts().evidence
    shown = list(record.attested_triples())
    told = dict.fromkeys((*shown, *record.summary.triples))
    found = evidence_of(reader, (claim for triple in told for claim in evidence.of(triple)))
    return replace(found, files=files_saying(reader, shown))


# -- choosing what is shown ----------------------------------------------------------------------------------------


def _with_groups(record: EntityRecord, known: Known, gathered: _Gathered) -> EntityRecord:
    """Return the record with its groups; what is behind the rows is gathered."""
    reader, wanted = gathered.reader, record.slice
    sections = sections_of(known, wanted)
    groups = [group for section in sections for group in section.groups]
    chosen, labels = choose(reader, known, groups, wanted)
    if wanted.at:
        for group in groups:
            if set(group.layout.kinds) & HOLDING:
                chosen[group.key] = _holding(reader, chosen[group.key], wanted.at)
    _gather_shown(gathered, groups, chosen, wanted)
    facts = gathered.facts()
    found = []
    for section in sections:
        made = [
            _group(facts, known, group, chosen.get(group.key), labels, wanted) for group in section.groups
        ]
        if section.title == IDENTITY and not wanted.group:
            made.append(_same_number(reader, known.iri))
        if filled := tuple(group for group in made if group is not None):
            found.append(SectionRecord(section.title, filled))
    if wanted.group:
        more = any(
            chosen[group.key].goes_on_after(wanted)
            if group.key in chosen
            else _count_of(facts, known, group) > wanted.first + PAGE
            for group in groups
        )
        return replace(record, sections=tuple(found), more=more)
    entailed = next((section.groups for section in found if section.title == FOLLOWING), ())
    accepted = tuple(section for section in found if section.title != FOLLOWING)
    return replace(record, sections=accepted, entailed=entailed)


def _holding(reader: Reader, chosen: Chosen, day: str) -> Chosen:
    """Leave out the records that did not hold on a day; what has no time of its own stays."""
    spans = time_spans(reader, (thing for thing in chosen.things if kind_of(thing) in HOLDING))
    held = tuple(thing for thing in chosen.things if thing not in spans or as_of(spans[thing], day).holds)
    return replace(chosen, things=held, hidden=len(chosen.things) - len(held))


def _gather_shown(
    gathered: _Gathered, groups: Iterable[Group], chosen: Mapping[str, Chosen], wanted: EntitySlice
) -> None:
    """Read what is behind the rows: the records, and the claims of all."""
    accepted = (group for group in groups if group.key in chosen and not group.by_rule)
    things = [thing for group in accepted for thing in chosen[group.key].shown(wanted)]
    records = [thing for thing in things if kind_of(thing) in RECORDS | TIMED]
    gathered.read_records(things)
    gathered.read_claims([gathered.known.iri, *records])
    gathered.read_linking_claims([thing for thing in things if thing not in records])


# -- making the groups ---------------------------------------------------------------------------------------------


def _count_of(facts: Facts, known: Known, group: Group) -> int:
    """Return how many values a group has."""
    counted = 0 if group.by_rule else known.counts.get(group.layout.iri, 0)
    return counted or len(values_of(facts, group))


def _group(
    facts: Facts, known: Known, group: Group, chosen: Chosen | None, labels: Labels, wanted: EntitySlice
) -> GroupRecord | None:
    """Return the group with the rows that are shown; None where there are none."""
    layout = group.layout
    if chosen is not None:
        shown: Sequence[object] = chosen.shown(wanted)
        statements = tuple(one for thing in chosen.shown(wanted) for one in _of_thing(facts, group, thing))
        count, capped, hidden, rows = chosen.count, chosen.more, chosen.hidden, chosen.rows
    elif _is_when(facts, group):
        return _dates(facts, layout)
    else:
        values = sorted(values_of(facts, group), key=lambda value: value_order(facts, layout, value, labels))
        shown = cut = _cut(values, wanted, 0 if group.by_rule else known.before.get(layout.iri, 0))
        make = entailed_value if group.by_rule else value_record
        statements = tuple(make(facts, layout.iri, value) for value in cut)
        if layout.iri in vocabulary().single_valued and not group.by_rule:
            statements = disputed(facts, statements)
        count, capped, hidden, rows = _count_of(facts, known, group), False, 0, 0
    if all(one.is_dated for one in statements) and not group.by_rule and len(statements) <= PAGE:
        statements = tuple(sorted(statements, key=_first_date))
    if not statements and not hidden:
        return None
    more = not wanted.group and (capped or count > len(shown))
    return GroupRecord(
        group.key, layout.iri, layout.inverse, layout.title, statements, count, capped, hidden, more, rows
    )


def _of_thing(facts: Facts, group: Group, thing: str) -> list[StatementRecord]:
    if group.by_rule:
        return [entailed_link(facts, group.layout.iri, thing)]
    return link_records(facts, group.layout, thing)


def _first_date(statement: StatementRecord) -> tuple[str, ...]:
    """Return the first date that is known of a statement; one without a date comes first."""
    span = statement.span
    attested = (date for interval in span.intervals for date in interval)
    first = earliest((span.start, span.end, span.latest_end, *attested))
    return (first,) if first else ()


def _is_when(facts: Facts, group: Group) -> bool:
    """Whether a group gives dates of an event, which are shown as one."""
    of_dates = group.layout.iri in (schema.startDate, schema.endDate) and not group.by_rule
    return of_dates and kind_of(facts.iri) in ("event", "congress")


def _dates(facts: Facts, layout: GroupLayout) -> GroupRecord | None:
    """Return when an event was as one group, which stands where its start has its place."""
    statements = date_records(facts) if layout.iri == schema.startDate else ()
    if not statements:
        return None
    property_iri = next((one.predicate for one in statements if one.predicate), "")
    return GroupRecord(layout.key, property_iri, False, WHEN, statements, len(statements))


def _same_number(reader: Reader, iri: str) -> GroupRecord | None:
    """Return the other documents that bear the same number: a number names no document by itself."""
    if kind_of(iri) != "document":
        return None
    found: dict[str, list[Term]] = defaultdict(list)
    for row in select(reader, _NumberRow, "same-number", thing=iri):
        found[row.other].append(row.number)
    if not found:
        return None
    return GroupRecord(SAME_NUMBER_KEY, "", False, SAME_NUMBER, number_records(found), len(found))


def _cut(things: Sequence[T], wanted: EntitySlice, before: int = 0) -> tuple[T, ...]:
    if not wanted.group:
        return tuple(things[:IN_A_ROW])
    return tuple(things[wanted.first - before : wanted.first - before + PAGE])
