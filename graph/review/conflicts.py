"""Find where the accepted layer contradicts itself, by rule: what cannot all be so, whichever source says it.

Two people in a post for one, on a day that is not one of handover; what cites before the cited was there; an end before
the start; two values where a thing has one; a tenure in one body whose post is in another. The rule of time is that of
graph/claims/as_of.py. Each conflict has both sides, with the claims that say them. Reads only.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations
from typing import Final

from pyoxigraph import Literal, NamedNode, Store

from graph.claims.as_of import TimeSpan, first_day, last_day
from graph.claims.claim import Claim
from graph.review.evidence import DEFAULT, END, ENDED_BY, MEMBER, START, Facts, Value
from ontology.terms import eli, hn, org, schema, xsd
from ontology.vocabulary import vocabulary

HOLDERS: Final = "two-holders"
EARLIER: Final = "before-what-it-cites"
ENDS_FIRST: Final = "end-before-start"
TWO_VALUES: Final = "two-values"
ELSEWHERE: Final = "post-of-another-body"

BETWEEN_SOURCES: Final = frozenset((HOLDERS, EARLIER, TWO_VALUES))
"""What two sources may really say, each for itself; the others are mistakes of whoever wrote the record."""

_POST, _SEATS, _ROLE = NamedNode(hn.post), NamedNode(hn.seats), NamedNode(org.role)
_ORGANISATION, _POST_IN = NamedNode(org.organization), NamedNode(org.postIn)
_CITING, _CITED = NamedNode(hn.citing), NamedNode(hn.cited)
_ISSUED, _INSIDE = NamedNode(schema.legislationDate), NamedNode(schema.containedInPlace)
_FOLLOWS: Final = tuple(
    map(NamedNode, (hn.implements, hn.follows, hn.replaces, hn.commemorates, eli.based_on))
)
"""What a thing relates to by these was there before it."""
_HAPPENED_AT: Final = tuple(map(NamedNode, (hn.signedAt, hn.givenAt, hn.adoptedAt, schema.isPartOf)))
"""What has no date of its own has that of what these name."""
_DATES: Final = frozenset((xsd.date, xsd.gYearMonth, xsd.gYear))
_BOUNDS: Final = frozenset((hn.endedBy,))
"""Dates that say "at the latest": two of them are two bounds and no contradiction."""


@dataclass(frozen=True)
class Side:
    """One side of a conflict: a statement, and the accepted claims of it; none where it was put in directly."""

    thing: NamedNode
    predicate: NamedNode
    value: Value
    claims: tuple[Claim, ...] = ()


@dataclass(frozen=True)
class Conflict:
    """Two statements that cannot both be so. `about` is what they meet in; `first` and `last` are the days, where it is
    one of days.
    """

    kind: str
    about: NamedNode
    one: Side
    other: Side
    first: str = ""
    last: str = ""

    @property
    def key(self) -> tuple[str, ...]:
        """What tells conflicts apart, whichever claims say their sides."""
        sides = sorted(
            (s.thing.value, s.predicate.value, str(s.value), *sorted({c.source for c in s.claims}))
            for s in (self.one, self.other)
        )
        return (self.kind, self.about.value, *(text for side in sides for text in side[:3]))

    @property
    def things(self) -> frozenset[str]:
        """The IRIs of what it is about."""
        values = (s.value.value for s in (self.one, self.other) if isinstance(s.value, NamedNode))
        return frozenset((self.about.value, self.one.thing.value, self.other.thing.value, *values))

    @property
    def claims(self) -> tuple[Claim, ...]:
        """The claims of both sides."""
        return (*self.one.claims, *self.other.claims)


def find_conflicts(store: Store, about: Iterable[NamedNode] | None = None) -> tuple[Conflict, ...]:
    """Return the conflicts in a store, in a steady order; with `about` only those that these things take part in."""
    facts = Facts(store)
    things = None if about is None else set(about)
    found: dict[tuple[str, ...], Conflict] = {}
    for rule in (_holders, _elsewhere, _ends_first, _earlier, _two_values):
        for conflict in rule(facts, things):
            found.setdefault(conflict.key, conflict)
    order = (HOLDERS, ELSEWHERE, ENDS_FIRST, EARLIER, TWO_VALUES)
    return tuple(sorted(found.values(), key=lambda c: (order.index(c.kind), c.key)))


def _side(facts: Facts, thing: NamedNode, predicate: NamedNode, value: Value) -> Side:
    return Side(thing, predicate, value, facts.saying(thing, predicate, value))


def _all_with(facts: Facts, predicate: NamedNode) -> set[NamedNode]:
    quads = facts.store.quads_for_pattern(None, predicate, None, DEFAULT)
    return {q.subject for q in quads if isinstance(q.subject, NamedNode)}


# -- two holders ---------------------------------------------------------------------------------------------------


def _holders(facts: Facts, things: set[NamedNode] | None) -> Iterator[Conflict]:
    for post in sorted(_posts(facts, things), key=str):
        if not has_one_seat(facts, post):
            continue
        tenures: list[tuple[NamedNode, NamedNode]] = []
        held: list[tuple[NamedNode, NamedNode, TimeSpan, list[tuple[str, str]]]] = []
        for tenure in facts.subjects(_POST, post):
            holders = [v for v in facts.values(tenure, MEMBER) if isinstance(v, NamedNode)]
            if holders:
                tenures.append((tenure, holders[0]))
        if len({holder for _, holder in tenures}) < 2:
            continue
        for tenure, holder in tenures:
            span = facts.span(tenure)
            held.append((tenure, holder, span, known_days(span)))
        for (one, first, span, days), (other, second, other_span, other_days) in combinations(held, 2):
            common = _common(days, other_days) if first != second else []
            shared = [d for d in common if not _is_handover(d, span, other_span)]
            if shared:
                sides = _side(facts, one, MEMBER, first), _side(facts, other, MEMBER, second)
                yield Conflict(HOLDERS, post, *sides, shared[0][0], shared[-1][1])


def _posts(facts: Facts, things: set[NamedNode] | None) -> set[NamedNode]:
    if things is None:
        values = facts.store.quads_for_pattern(None, _POST, None, DEFAULT)
        return {q.object for q in values if isinstance(q.object, NamedNode)}
    near = {v for thing in things for v in facts.values(thing, _POST) if isinstance(v, NamedNode)}
    return near | things


def has_one_seat(facts: Facts, post: NamedNode) -> bool:
    """Whether a post has one holder at a time: by what is said of it, else of its role."""
    seats = facts.texts(post, _SEATS)
    if not seats:
        roles = facts.values(post, _ROLE)
        seats = [text for role in roles for text in facts.texts(role, _SEATS)]
    return "1" in seats


def known_days(span: TimeSpan) -> list[tuple[str, str]]:
    """Return the stretches of days (first, last) on which something is known to have been held, in order.

    >>> known_days(TimeSpan(starts=("2020",), attested=("2024-04",)))
    [('2020-01-01', '2024-04-30')]
    >>> known_days(TimeSpan(attested=("2024-04-02", "2025")))
    [('2024-04-02', '2025-12-31')]
    >>> known_days(TimeSpan(starts=("2020",), ended_by=("2024-04-02",)))
    []
    """
    attested = [(first_day(first), last_day(last)) for first, last in span.intervals]
    begins = [first for first, _ in attested] + ([first_day(span.start)] if span.start else [])
    known = [last for _, last in attested] + ([last_day(span.end)] if span.end and span.start else [])
    if not begins or not known:
        return []
    stretches = [(min(begins), max(known))]
    if span.latest_end:
        over = last_day(span.latest_end)
        stretches = [(min(begins), min(max(known), _day_before(over))), *attested]
    if span.end:
        end = last_day(span.end)
        stretches = [(first, min(last, end)) for first, last in stretches]
    return sorted({(first, last) for first, last in stretches if first <= last})


def _day_before(day: str) -> str:
    try:
        return (date.fromisoformat(day) - timedelta(days=1)).isoformat()
    except (ValueError, OverflowError):
        return day  # a date of a foreign source that is no date


def _common(one: list[tuple[str, str]], other: list[tuple[str, str]]) -> list[tuple[str, str]]:
    pairs = ((max(a, c), min(b, d)) for a, b in one for c, d in other)
    return sorted({(first, last) for first, last in pairs if first <= last})


def _is_handover(days: tuple[str, str], one: TimeSpan, other: TimeSpan) -> bool:
    """Whether common days lie within the one date on which one of the two began or ended: they took turns on it."""
    turns = [d for span in (one, other) for d in (span.start, span.end, span.latest_end) if d]
    return any(first_day(turn) <= days[0] and days[1] <= last_day(turn) for turn in turns)


# -- days in the wrong order ---------------------------------------------------------------------------------------


def _ends_first(facts: Facts, things: set[NamedNode] | None) -> Iterator[Conflict]:
    bounds = ((START, END), (START, ENDED_BY))
    for begin, finish in bounds:
        for thing in sorted(_all_with(facts, finish) if things is None else things, key=str):
            starts, ends = facts.values(thing, begin), facts.values(thing, finish)
            if not starts or not ends:
                continue
            start = min(starts, key=lambda v: f"{v.value[:10]}~")
            end = max(ends, key=lambda v: last_day(v.value))
            if last_day(end.value) < first_day(start.value):
                sides = _side(facts, thing, begin, start), _side(facts, thing, finish, end)
                yield Conflict(ENDS_FIRST, thing, *sides, start.value, end.value)


def _earlier(facts: Facts, things: set[NamedNode] | None) -> Iterator[Conflict]:
    for thing in sorted(_citations(facts, things), key=str):
        for citing in facts.values(thing, _CITING):
            for cited in facts.values(thing, _CITED):
                yield from _in_order(facts, thing, citing, cited)
    for predicate in _FOLLOWS:
        for thing in sorted(_all_with(facts, predicate) if things is None else things, key=str):
            for before in facts.values(thing, predicate):
                yield from _in_order(facts, thing, thing, before)
            if things is not None:
                for later in facts.subjects(predicate, thing):
                    yield from _in_order(facts, later, later, thing)


def _citations(facts: Facts, things: set[NamedNode] | None) -> set[NamedNode]:
    if things is None:
        return _all_with(facts, _CITED)
    near = set(things)
    for predicate in _HAPPENED_AT:
        near |= {one for thing in things for one in facts.subjects(predicate, thing)}
    found = {c for thing in near for p in (_CITING, _CITED) for c in facts.subjects(p, thing)}
    return found | things


def _in_order(facts: Facts, about: NamedNode, later: Value, before: Value) -> Iterator[Conflict]:
    """Yield the conflict that a thing was over before what it cites or follows had begun."""
    if not isinstance(later, NamedNode) or not isinstance(before, NamedNode):
        return
    over = _dates(facts, later)
    begun = _dates(facts, before)
    if not over or not begun:
        return
    last = max(over, key=lambda dated: last_day(dated[2].value))
    first = min(begun, key=lambda dated: f"{dated[2].value[:10]}~")
    if last_day(last[2].value) < first_day(first[2].value):
        sides = _side(facts, *last), _side(facts, *first)
        yield Conflict(EARLIER, about, *sides, last[2].value, first[2].value)


def _dates(facts: Facts, thing: NamedNode) -> list[tuple[NamedNode, NamedNode, Value]]:
    """When a thing was: (what is dated, property, date), of itself or of what it happened at."""
    for predicates in ((_ISSUED,), (START, END)):
        found = [(thing, p, value) for p in predicates for value in facts.values(thing, p)]
        if found:
            return found
    for predicate in _HAPPENED_AT:
        for place in facts.values(thing, predicate):
            dated = [(place, p, value) for p in (START, END) for value in facts.values(place, p)]
            if isinstance(place, NamedNode) and dated:
                return [(place, p, value) for _, p, value in dated]
    return []


# -- values that exclude each other --------------------------------------------------------------------------------


def _two_values(facts: Facts, things: set[NamedNode] | None) -> Iterator[Conflict]:
    for iri in sorted(vocabulary().single_valued - _BOUNDS):
        predicate = NamedNode(iri)
        for thing in sorted(_several(facts, predicate, things), key=str):
            for one, other in combinations(facts.values(thing, predicate), 2):
                if not agree(facts, one, other):
                    sides = _side(facts, thing, predicate, one), _side(facts, thing, predicate, other)
                    yield Conflict(TWO_VALUES, thing, *sides)


def _several(facts: Facts, predicate: NamedNode, things: set[NamedNode] | None) -> set[NamedNode]:
    if things is not None:
        return {thing for thing in things if len(facts.values(thing, predicate)) > 1}
    seen: set[NamedNode] = set()
    found: set[NamedNode] = set()
    for quad in facts.store.quads_for_pattern(None, predicate, None, DEFAULT):
        if isinstance(quad.subject, NamedNode):
            (found if quad.subject in seen else seen).add(quad.subject)
    return found


def agree(facts: Facts, one: Value, other: Value) -> bool:
    """Whether two values can both be right: two dates of which one lies in the other, a place and a place around it."""
    if isinstance(one, NamedNode) and isinstance(other, NamedNode):
        return _lies_in(facts, one, other) or _lies_in(facts, other, one)
    if not (isinstance(one, Literal) and isinstance(other, Literal)):
        return False
    dated = one.datatype.value in _DATES and other.datatype.value in _DATES
    return dated and (one.value.startswith(other.value) or other.value.startswith(one.value))


def _lies_in(facts: Facts, place: NamedNode, around: NamedNode) -> bool:
    seen, edge = {place}, {place}
    while edge:
        edge = {v for one in edge for v in facts.values(one, _INSIDE) if isinstance(v, NamedNode)} - seen
        if around in edge:
            return True
        seen |= edge
    return False


def _elsewhere(facts: Facts, things: set[NamedNode] | None) -> Iterator[Conflict]:
    near = set(things or ())
    for thing in things or ():
        near.update(facts.subjects(_POST, thing))
    for tenure in sorted(_all_with(facts, _POST) if things is None else near, key=str):
        bodies = facts.values(tenure, _ORGANISATION)
        for post in facts.values(tenure, _POST):
            places = facts.values(post, _POST_IN)
            if isinstance(post, NamedNode) and bodies and places and not set(bodies) & set(places):
                one = _side(facts, tenure, _ORGANISATION, bodies[0])
                yield Conflict(ELSEWHERE, tenure, one, _side(facts, post, _POST_IN, places[0]))
