"""The neighbourhood of a thing: what it is tied to, directly or through a record of a role, a presence or a citation.

Every query is bounded, so a high-degree node costs no more than any other thing; what is left out is counted. A record
(a tenure, a membership, a participation, a citation) is the tie between two things, not a thing between two others.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from pyoxigraph import NamedNode

from graph.claims.as_of import TimeSpan, as_of, date_of, earliest, first_day, last_day
from graph.claims.claim import INFERRED
from graph.limits import LIMITS
from graph.store.reader import Reader, Term
from ontology.iris import CONCEPT
from ontology.kinds import PROVENANCE_KINDS, kind_of
from ontology.properties import CONSEQUENCES, OF_THE_VOCABULARY, STRUCTURAL
from ontology.terms import dct, hn, org, owl, schema
from queries.read.evidence import claims_about
from queries.read.inverse_links import PropertyCount, inverse_counts, read_links
from queries.read.rows import select, text_of
from queries.read.statements import Description, read_statements, require_known
from queries.read.time_spans import time_spans

OF_ONE_SORT: Final = LIMITS.neighbours_of_property
"""Ties by one property that are given of one thing."""
MOST: Final = LIMITS.neighbourhood_links
"""Ties that are given in all."""
FOCI: Final = LIMITS.neighbourhood_things
"""Things whose neighbourhood is read at once."""
OTHER: Final = "other"
"""The kind of a thing whose IRI names none."""

RECORDS: Final = {
    "tenure": ((org.member,), (hn.post, org.organization)),
    "membership": ((org.member,), (org.organization,)),
    "participation": ((hn.agent,), (hn.event,)),
    "citation": ((hn.citing,), (hn.cited, hn.refersTo)),
}
"""Kind of record -> the properties at its two ends; of several the first that has a value."""
RELATIONS: Final = {
    "tenure": (org.holds, False),
    "membership": (org.memberOf, False),
    "participation": (schema.participant, True),
    "citation": (schema.citation, False),
}
"""Kind of record -> the property that says in one triple how its two ends are tied, and whether it is read backwards:
from its value to its subject.
"""
NAMED_BY_ROLE: Final = frozenset({"tenure", "participation"})
"""Kinds of record that are called by the role they name, where they name one."""
_TIMED: Final = ("tenure", "membership")
_LEFT_OUT: Final = STRUCTURAL | OF_THE_VOCABULARY | CONSEQUENCES | {dct.type, org.classification, owl.sameAs}
_NO_THINGS: Final = frozenset({*PROVENANCE_KINDS, "concept", "ontology"})
_ROLES: Final = (org.role, hn.participationRole)
_START, _END = schema.startDate, schema.endDate
_DAYS: Final = (_START, schema.legislationDate, schema.datePublished)


class _EntailedRow(NamedTuple):
    property: str
    value: Term


@dataclass(frozen=True)
class Tie:
    """What ties one thing to another, from `source` to `target`.

    `relation` is the IRI of a property, or the kind of the `record` through which they are tied (a key of `RECORDS`).
    `roles` are the roles that the record names; `start` and `end` are dates, empty where unknown. `inferred`: no source
    says outright what the record ties.
    """

    source: str
    target: str
    relation: str
    record: str = ""
    roles: tuple[str, ...] = ()
    start: str = ""
    end: str = ""
    inferred: bool = False


@dataclass(frozen=True)
class Neighbourhood:
    """Things, the foci first, and the ties between them.

    `kinds` are the kinds of thing around the foci with their numbers, hidden or not, most first; `left_out` counts ties
    there are more, at least; `not_held` those that are not known to hold on the day asked for.
    """

    foci: tuple[str, ...]
    things: tuple[str, ...]
    ties: tuple[Tie, ...]
    kinds: tuple[tuple[str, int], ...]
    left_out: int
    not_held: int

    def iris(self) -> Iterator[str]:
        """Yield what a view needs labels of: things and roles."""
        yield from self.things
        for tie in self.ties:
            yield from tie.roles


def read_neighbourhood(
    reader: Reader, foci: Sequence[str], *, at: str = "", hidden: Iterable[str] = ()
) -> Neighbourhood:
    """Return what things are tied to; raise NotFound for a focus of which nothing is known.

    `at` (a day, month or year) leaves out what is not known to hold then and what came after it; `hidden` leaves out
    kinds of thing.
    """
    found: dict[Tie, None] = {}
    left_out = 0
    for focus in foci:
        ties, more = _around(reader, focus)
        found.update(dict.fromkeys(ties))
        left_out += more
    records = read_statements(reader, (tie.record for tie in found if tie.record))
    drawn = list(
        dict.fromkeys(tie for one in found for tie in _through(one, records) if tie.source != tie.target)
    )
    not_held = 0
    if at:
        held = _held_at(reader, drawn, records, foci, at)
        not_held, drawn = len(drawn) - len(held), held
    kinds = Counter(_kind(iri) for iri in _ends(drawn) if iri not in foci)
    concealed = frozenset(hidden)
    drawn = [
        tie
        for tie in drawn
        if all(iri in foci or _kind(iri) not in concealed for iri in (tie.source, tie.target))
    ]
    left_out += max(0, len(drawn) - MOST)
    drawn = drawn[:MOST]
    inferred = _inferred(reader, drawn)
    return Neighbourhood(
        foci=tuple(foci),
        things=tuple(dict.fromkeys([*foci, *_ends(drawn)])),
        ties=tuple(_described(tie, records, inferred) for tie in drawn),
        kinds=tuple(sorted(kinds.items(), key=lambda pair: (-pair[1], pair[0]))),
        left_out=left_out,
        not_held=not_held,
    )


def _kind(iri: str) -> str:
    return kind_of(iri) or OTHER


def _ends(ties: Iterable[Tie]) -> dict[str, None]:
    """Return the things that ties tie, each once, in their order."""
    return dict.fromkeys(iri for tie in ties for iri in (tie.source, tie.target))


# -- ties as they stand in the graph -------------------------------------------------------------------------------


def _around(reader: Reader, focus: str) -> tuple[list[Tie], int]:
    """Return the ties of one thing as they stand in the graph, and how many more there are at least."""
    own = read_statements(reader, [focus]).get(focus, {})
    counts = inverse_counts(reader, focus)
    if not own and not counts:
        require_known(reader, focus)
    forward, more_forward = _forward(reader, focus, own)
    backward, more_backward = _backward(reader, focus, counts)
    return forward + backward, more_forward + more_backward


def _forward(reader: Reader, focus: str, own: Description) -> tuple[list[Tie], int]:
    """Return the ties by what is said of a thing, and how many there are more."""
    entailed = set(select(reader, _EntailedRow, "entailed-of", thing=focus))
    found: list[Tie] = []
    left_out = 0
    for name, values in own.items():
        if name in _LEFT_OUT:
            continue
        things = [
            value.value
            for value in values
            if isinstance(value, NamedNode)
            and _EntailedRow(name, value) not in entailed
            and _is_thing(value.value)
        ]
        left_out += max(0, len(things) - OF_ONE_SORT)
        found += [_tie(focus, thing, name) for thing in things[:OF_ONE_SORT]]
    return found, left_out


def _backward(reader: Reader, focus: str, counts: Mapping[str, int]) -> tuple[list[Tie], int]:
    """Return the ties by what points to a thing, so many of each kind of thing, and how many there are more."""
    by_rule = {
        row.property
        for row in select(reader, PropertyCount, "entailed-incoming-counts", thing=focus)
        if row.count_ >= counts.get(row.property, 0)
    }
    found: list[Tie] = []
    left_out = 0
    for name, count in sorted(counts.items()):
        if name in _LEFT_OUT or name in by_rule:
            continue
        links = read_links(reader, focus, name)
        by_kind: dict[str, list[str]] = defaultdict(list)
        for link in dict.fromkeys(links):
            if isinstance(link, NamedNode) and _is_thing(link.value):
                by_kind[kind_of(link.value)].append(link.value)
        for some in by_kind.values():
            found += [_tie(thing, focus, name) for thing in some[:OF_ONE_SORT]]
            left_out += max(0, len(some) - OF_ONE_SORT)
        left_out += max(0, count - len(links))
    return found, left_out


def _is_thing(iri: str) -> bool:
    return kind_of(iri) not in _NO_THINGS and not iri.startswith(CONCEPT)


def _tie(source: str, target: str, name: str) -> Tie:
    """Return a tie; one that begins at a record leads through it."""
    return Tie(source, target, name, source if kind_of(source) in RECORDS else "")


# -- records between two things ------------------------------------------------------------------------------------


def _through(tie: Tie, records: Mapping[str, Description]) -> list[Tie]:
    """Return a tie that begins at a record as the ties between the record's two ends; any other as it is."""
    if not tie.record:
        return [tie]
    said = records.get(tie.record, {})
    kind = kind_of(tie.record)
    firsts, seconds = RECORDS[kind]
    if tie.target in _values(said, firsts):
        return [Tie(tie.target, second, kind, tie.record) for second in _values(said, seconds)]
    if any(tie.target in _values(said, (one,)) for one in seconds):
        return [Tie(first, tie.target, kind, tie.record) for first in _values(said, firsts)]
    # What else a record names (the term, the election, on whose behalf) is tied to who it is about.
    return [Tie(first, tie.target, tie.relation, tie.record) for first in _values(said, firsts)]


def _values(said: Description, properties: Iterable[str]) -> list[str]:
    """Return the things that are the values of the first of these properties that has any."""
    for name in properties:
        found = [value.value for value in said.get(name, ()) if isinstance(value, NamedNode)]
        if found:
            return found
    return []


def _described(tie: Tie, records: Mapping[str, Description], inferred: frozenset[str]) -> Tie:
    """Return a tie with what its record says of it."""
    if not tie.record:
        return tie
    said = records.get(tie.record, {})
    span = TimeSpan(_dates(said, _START), _dates(said, _END))
    return replace(
        tie,
        roles=tuple(_values(said, _ROLES)),
        start=span.start,
        end=span.end,
        inferred=tie.record in inferred,
    )


def _inferred(reader: Reader, ties: Iterable[Tie]) -> frozenset[str]:
    """Return the records of which every claim at their ends is inferred."""
    records = sorted({tie.record for tie in ties if tie.record})
    statuses: dict[str, set[str]] = defaultdict(set)
    for claim in claims_about(reader, records) if records else ():
        firsts, seconds = RECORDS[kind_of(claim.subject)]
        if claim.predicate in (*firsts, *seconds):
            statuses[claim.subject].add(claim.status)
    return frozenset(record for record, found in statuses.items() if found == {INFERRED})


# -- time ----------------------------------------------------------------------------------------------------------


def _held_at(
    reader: Reader,
    ties: Sequence[Tie],
    records: Mapping[str, Description],
    foci: Sequence[str],
    at: str,
) -> list[Tie]:
    """Leave out records not known to hold on a day, and things that came after it."""
    spans = time_spans(reader, (record for record in records if kind_of(record) in _TIMED))
    later = {
        thing
        for thing, said in read_statements(reader, _ends(ties)).items()
        if thing not in foci and first_day(earliest(_dates(said, *_DAYS))) > last_day(at)
    }

    def holds(tie: Tie) -> bool:
        if tie.source in later or tie.target in later:
            return False
        return tie.record not in spans or as_of(spans[tie.record], at).holds

    return [tie for tie in ties if holds(tie)]


def _dates(said: Description, *properties: str) -> tuple[str, ...]:
    return tuple(date_of(text_of(value)) for name in properties for value in said.get(name, ()))
