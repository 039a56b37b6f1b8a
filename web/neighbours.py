"""The neighbourhood of a thing: what it is tied to, directly or through a record of a role, a presence or a citation.

Every query is bounded, so a hub costs no more than any other thing; what is left out is counted. A record (a tenure,
a membership, a participation, a citation) is drawn as the tie it is, not as a thing between two others.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode

from graph.errors import NotFound
from graph.limits import LIMITS
from graph.store.reader import Reader, Term
from ontology.iris import CONCEPT
from ontology.prefixes import expand
from queries.read.rows import ask, text_of
from web.entities import CONSEQUENCES
from web.errors import told
from web.evidence import INFERRED, claims_about
from web.incoming import incoming_counts
from web.languages import N_
from web.layout import UNTOLD
from web.things import Names, kind_of, reading
from web.views.timeline import Span, holds

OF_ONE_SORT: Final = LIMITS.neighbours_of_property
"""Ties by one property that are drawn of one thing."""
MOST: Final = LIMITS.neighbourhood_links
"""Ties that are drawn in all."""
FOCI: Final = LIMITS.neighbourhood_things
"""Things whose neighbourhood one drawing shows."""

RECORDS: Final = {
    "tenure": ((expand("org:member"),), (expand("hn:post"), expand("org:organization"))),
    "membership": ((expand("org:member"),), (expand("org:organization"),)),
    "participation": ((expand("hn:agent"),), (expand("hn:event"),)),
    "citation": ((expand("hn:citing"),), (expand("hn:cited"), expand("hn:refersTo"))),
}
"""Kind of record -> the properties at its two ends; of several the first that has a value."""
_LEFT_OUT: Final = (
    UNTOLD | CONSEQUENCES | {expand("dct:type"), expand("org:classification"), expand("owl:sameAs")}
)
_APPARATUS: Final = frozenset({"claim", "passage", "run", "origin", "decision", "concept", "ontology"})
_START, _END, _ENDED_BY = expand("schema:startDate"), expand("schema:endDate"), expand("hn:endedBy")
_DAYS: Final = (_START, expand("schema:legislationDate"), expand("schema:datePublished"))


@dataclass(frozen=True)
class Node:
    """A thing in the drawing; `focus` where its neighbours are drawn."""

    iri: str
    name: str
    lang: str
    kind: str
    focus: bool


@dataclass(frozen=True)
class Tie:
    """What ties one thing to another: in words, with the record behind it (may be empty) and what is known of its time.

    `inferred` where all claims of it are.
    """

    source: str
    target: str
    label: str
    label_lang: str
    record: str
    when: str
    inferred: bool


@dataclass(frozen=True)
class Neighbourhood:
    """Things and ties; the kinds of thing with their number, hidden or not; `left_out` ties there are more, at least.

    `not_held` counts ties that are not known to hold on the day asked for.
    """

    nodes: tuple[Node, ...]
    ties: tuple[Tie, ...]
    kinds: tuple[tuple[str, int], ...]
    left_out: int
    not_held: int


@dataclass(frozen=True)
class _Raw:
    source: str
    target: str
    property: str
    record: str = ""


Statements = Mapping[str, Mapping[str, Sequence[Term]]]


def neighbourhood(
    reader: Reader, foci: Sequence[str], names: Names, *, at: str = "", hidden: frozenset[str] = frozenset()
) -> Neighbourhood:
    """Return what things are tied to; raise NotFound for a focus of which nothing is known.

    `at` leaves out what is not known to hold on that day and what came after it; `hidden` leaves out kinds of thing.
    """
    raw: dict[_Raw, None] = {}
    left_out = 0
    for focus in foci:
        found, more = _around(reader, focus)
        raw.update(dict.fromkeys(found))
        left_out += more
    records = _statements(reader, (tie.record for tie in raw if tie.record))
    ties = [tie for one in raw for tie in _through(one, records)]
    ties = list(
        {(t.source, t.target, t.property, t.record): t for t in ties if t.source != t.target}.values()
    )
    ends = {iri for tie in ties for iri in (tie.source, tie.target)}
    not_held = 0
    if at:
        held = _held_at(reader, ties, records, ends, foci, at)
        not_held, ties = len(ties) - len(held), held
    counts = Counter(
        kind_of(iri) or "other" for iri in {i for t in ties for i in (t.source, t.target)} - set(foci)
    )
    ties = [
        t
        for t in ties
        if all(i in foci or (kind_of(i) or "other") not in hidden for i in (t.source, t.target))
    ]
    left_out += max(0, len(ties) - MOST)
    ties = ties[:MOST]
    nodes = list(dict.fromkeys([*foci, *(iri for tie in ties for iri in (tie.source, tie.target))]))
    names.fetch(reader, [*nodes, *(role for said in records.values() for role in _roles(said))])
    inferred = _inferred(reader, ties)
    return Neighbourhood(
        nodes=tuple(_node(iri, names, focus=iri in foci) for iri in nodes),
        ties=tuple(_tie(one, records, names, inferred) for one in ties),
        kinds=tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))),
        left_out=left_out,
        not_held=not_held,
    )


def _around(reader: Reader, focus: str) -> tuple[list[_Raw], int]:
    """Return the ties of one thing as they stand in the graph, and how many more there are at least."""
    own = ask(reader, "statements-of", things=[focus])
    counts = incoming_counts(reader, focus)
    if not own and not counts and not ask(reader, "known", thing=focus):
        raise told(
            NotFound,
            N_("Nothing is known of <%(iri)s>."),
            N_("Check the spelling, or search for a name."),
            iri=focus,
        )
    entailed = {(text_of(r["property"]), r["value"]) for r in ask(reader, "entailed-of", thing=focus)}
    backward = {
        text_of(r["property"])
        for r in ask(reader, "entailed-incoming-counts", thing=focus)
        if int(text_of(r["count"])) >= counts.get(text_of(r["property"]), 0)
    }
    found: list[_Raw] = []
    left_out = 0
    by_property: dict[str, list[str]] = defaultdict(list)
    for row in own:
        prop, value = text_of(row["property"]), row["value"]
        if isinstance(value, NamedNode) and prop not in _LEFT_OUT and (prop, value) not in entailed:
            by_property[prop].append(value.value)
    for prop, values in by_property.items():
        things = [thing for thing in values if _is_thing(thing)]
        left_out += max(0, len(things) - OF_ONE_SORT)
        found += [_raw(focus, thing, prop) for thing in things[:OF_ONE_SORT]]
    for prop, count in sorted(counts.items()):
        if prop in _LEFT_OUT or prop in backward:
            continue
        rows = ask(reader, "incoming", thing=focus, property=prop)
        things = [f.value for r in rows if isinstance(f := r["from"], NamedNode) and _is_thing(f.value)]
        by_kind: dict[str, list[str]] = defaultdict(list)
        for thing in dict.fromkeys(things):
            by_kind[kind_of(thing)].append(thing)
        for some in by_kind.values():
            found += [_raw(thing, focus, prop) for thing in some[:OF_ONE_SORT]]
            left_out += max(0, len(some) - OF_ONE_SORT)
        left_out += max(0, count - len(rows))
    return found, left_out


def _is_thing(iri: str) -> bool:
    return kind_of(iri) not in _APPARATUS and not iri.startswith(CONCEPT)


def _raw(source: str, target: str, prop: str) -> _Raw:
    """A tie; one that begins at a record is drawn through it."""
    return _Raw(source, target, prop, source if kind_of(source) in RECORDS else "")


def _statements(reader: Reader, things: Iterable[str]) -> Statements:
    wanted = list(dict.fromkeys(things))
    said: dict[str, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
    for row in ask(reader, "statements-of", things=wanted) if wanted else ():
        if row["value"] is not None:
            said[text_of(row["thing"])][text_of(row["property"])].append(row["value"])
    return said


def _through(tie: _Raw, records: Statements) -> list[_Raw]:
    """Return a tie that begins at a record as the ties between the record's two ends; any other as it is."""
    if not tie.record:
        return [tie]
    said = records.get(tie.record, {})
    firsts, seconds = RECORDS[kind_of(tie.record)]
    kind = kind_of(tie.record)
    if tie.target in _ends(said, firsts):
        return [_Raw(tie.target, second, kind, tie.record) for second in _ends(said, seconds)]
    if any(tie.target in _ends(said, (one,)) for one in seconds):
        return [_Raw(first, tie.target, kind, tie.record) for first in _ends(said, firsts)]
    # What else a record names (the term, the election, on whose behalf) is tied to who it is about.
    return [_Raw(first, tie.target, tie.property, tie.record) for first in _ends(said, firsts)]


def _ends(said: Mapping[str, Sequence[Term]], properties: Iterable[str]) -> list[str]:
    for prop in properties:
        found = [value.value for value in said.get(prop, ()) if isinstance(value, NamedNode)]
        if found:
            return found
    return []


def _roles(said: Mapping[str, Sequence[Term]]) -> list[str]:
    return [v.value for v in said.get(expand("org:role"), ()) if isinstance(v, NamedNode)]


# -- time --------------------------------------------------------------------------------------------------------


def _held_at(
    reader: Reader, ties: list[_Raw], records: Statements, ends: set[str], foci: Sequence[str], at: str
) -> list[_Raw]:
    """Leave out records not known to hold on a day, and things that came after it."""
    attested: dict[str, set[str]] = defaultdict(set)
    timed = [r for r in records if kind_of(r) in ("tenure", "membership")]
    for said in claims_about(reader, timed) if timed else ():
        if said.as_of:
            attested[said.subject].add(said.as_of)
    begun = {
        thing: min((text_of(v)[:10] for prop in _DAYS for v in said.get(prop, ())), default="")
        for thing, said in _statements(reader, ends).items()
    }

    def holds_then(tie: _Raw) -> bool:
        if any(
            (day := begun.get(end, "")) and end not in foci and day > at[: len(day)]
            for end in (tie.source, tie.target)
        ):
            return False
        if tie.record not in timed:
            return True
        span = _span(records[tie.record], attested.get(tie.record, ()))
        return not span.days or holds(span, at)

    return [tie for tie in ties if holds_then(tie)]


def _span(said: Mapping[str, Sequence[Term]], attested: Iterable[str] = ()) -> Span:
    def first(prop: str) -> str:
        return min((text_of(v)[:10] for v in said.get(prop, ())), default="")

    return Span("", "", first(_START), first(_END), first(_ENDED_BY), tuple(sorted(attested)))


def _inferred(reader: Reader, ties: Iterable[_Raw]) -> set[str]:
    """Return the records of which every claim at their ends is inferred."""
    records = sorted({tie.record for tie in ties if tie.record})
    statuses: dict[str, set[str]] = defaultdict(set)
    for said in claims_about(reader, records) if records else ():
        firsts, seconds = RECORDS[kind_of(said.subject)]
        if said.predicate in (*firsts, *seconds):
            statuses[said.subject].add(said.status)
    return {record for record, found in statuses.items() if found == {INFERRED}}


# -- words -------------------------------------------------------------------------------------------------------


def _node(iri: str, names: Names, *, focus: bool) -> Node:
    value = names.link(iri)
    return Node(iri, value.text, value.lang, kind_of(iri) or "other", focus)


def _tie(tie: _Raw, records: Statements, names: Names, inferred: set[str]) -> Tie:
    said = records.get(tie.record, {})
    label = (
        names.words(_SAID[tie.property])
        if tie.property in RECORDS
        else (found := reading(tie.property, names.words)).text
    )
    lang = "" if tie.property in RECORDS else found.lang
    roles = [names.name(role) for role in _roles(said)]
    if tie.property in ("tenure", "participation") and roles:
        label = ", ".join(sorted(role.text for role in roles))
        lang = roles[0].lang if roles[0].lang != names.words.code else ""
    span = _span(said)
    when = f"{span.start}/{span.end}" if span.start and span.end else span.start or span.end
    return Tie(
        tie.source,
        tie.target,
        label,
        lang,
        tie.record,
        names.words.date(when) if when else "",
        tie.record in inferred,
    )


_SAID: Final = {
    "tenure": N_("holds"),
    "membership": N_("member of"),
    "participation": N_("took part in"),
    "citation": N_("cites"),
}
