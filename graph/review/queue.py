"""The queue of what waits for a reviewer: proposed claims by the thing they are about, what most depends on first.

Reads a store and decides nothing. For each claim it says what it would do to what is accepted now: add to it, repeat
it, or contradict it.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from pyoxigraph import Literal, NamedNode, Store, Triple

from graph.claims import claim as claims
from graph.claims.as_of import first_day, last_day
from graph.claims.claim import PROPOSED, Claim
from graph.claims.materialise import claim_graphs
from graph.errors import InputError
from graph.review.choosing import value_of
from graph.review.conflicts import agree, has_one_seat, known_days
from graph.review.evidence import Facts, place_of
from graph.review.names import iri_of, one_value
from ontology.iris import mint, name_of, source_of_graph
from ontology.record_fields import field_for
from ontology.terms import hn, org
from ontology.vocabulary import vocabulary

ADDS, REPEATS, CONTRADICTS = "adds", "repeats", "contradicts"

_POST, _MEMBER = NamedNode(hn.post), NamedNode(org.member)


@dataclass(frozen=True)
class Filter:
    """Which claims to show: of one kind of thing, from one source (slug), of at least or at most a confidence, by one
    property (IRI).
    """

    kind: str = ""
    source: str = ""
    least: Decimal | None = None
    most: Decimal | None = None
    predicate: str = ""


EVERYTHING: Final = Filter()


@dataclass(frozen=True)
class Group:
    """A thing with proposed claims about it: how many, from which sources (slugs), and how many others need it.

    `contradicts`: one of them would contradict what is accepted.
    """

    thing: str
    count: int
    dependents: int
    sources: tuple[str, ...]
    contradicts: bool = False

    @property
    def kind(self) -> str:
        name = name_of(self.thing)
        return name.kind if name else ""


@dataclass(frozen=True)
class Queue:
    """All that waits under a filter, in the order to take it: first what would contradict. `kinds`, `sources` and
    `predicates` are what could be filtered by.
    """

    groups: tuple[Group, ...]
    kinds: tuple[tuple[str, int], ...]
    sources: tuple[tuple[str, int], ...]
    predicates: tuple[tuple[str, int], ...] = ()

    @property
    def count(self) -> int:
        return sum(group.count for group in self.groups)


@dataclass(frozen=True)
class Proposal:
    """A proposed claim and its effect: adds, repeats (`others`: sources that say it) or contradicts (`others`: what
    is accepted now).
    """

    claim: Claim
    effect: str
    others: tuple[NamedNode | Literal, ...] = ()


@dataclass
class _Waiting:
    count: int = 0
    sources: set[str] = field(default_factory=set)
    contradicts: bool = False


def queue(store: Store, wanted: Filter = EVERYTHING) -> Queue:
    """Return what waits for review under a filter."""
    facts = Facts(store)
    found: dict[str, _Waiting] = {}
    needed: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    sources: Counter[str] = Counter()
    predicates: Counter[str] = Counter()
    for one in _all_proposed(facts):
        kinds[one.kind] += 1
        sources[one.source] += 1
        predicates[one.predicate] += 1
        if isinstance(one.value, NamedNode) and one.value != one.subject:
            needed[one.value.value] += 1
        if _is_wanted(store, one, wanted):
            waiting = found.setdefault(one.subject.value, _Waiting())
            waiting.count += 1
            waiting.sources.add(one.source)
            waiting.contradicts = waiting.contradicts or _would_contradict(facts, one)
    groups = [
        Group(thing, one.count, needed[thing], tuple(sorted(one.sources)), one.contradicts)
        for thing, one in found.items()
    ]
    groups.sort(key=lambda group: (not group.contradicts, -group.dependents, -group.count, group.thing))
    counted = (tuple(sorted(one.items())) for one in (kinds, sources, predicates))
    return Queue(tuple(groups), *counted)


def count_proposed(store: Store) -> int:
    """Return how many claims wait for review."""
    return sum(1 for _ in _all_proposed(Facts(store)))


def claims_under(store: Store, wanted: Filter, thing: str = "") -> tuple[str, ...]:
    """Return the proposed claims (IRIs) under a filter, about one thing or about any, in a steady order."""
    facts = Facts(store)
    return tuple(
        sorted(
            one.claim.value
            for one in _all_proposed(facts)
            if thing in ("", one.subject.value) and _is_wanted(store, one, wanted)
        )
    )


@dataclass(frozen=True)
class _Proposed:
    """A proposed claim in short."""

    claim: NamedNode
    graph: NamedNode
    source: str
    subject: NamedNode
    predicate: str
    value: Any

    @property
    def kind(self) -> str:
        name = name_of(self.subject.value)
        return name.kind if name else ""


def _all_proposed(facts: Facts) -> Iterator[_Proposed]:
    store = facts.store
    for graph in claim_graphs(store):
        source = source_of_graph(graph.value) or ""
        for claim in _proposed(store, graph, facts.decided):
            subject = one_value(store, claim, claims.SUBJECT, graph)
            predicate = one_value(store, claim, claims.PREDICATE, graph)
            value = one_value(store, claim, claims.OBJECT, graph)
            if (
                isinstance(subject, NamedNode)
                and predicate is not None
                and not _is_one(facts, subject, value)
            ):
                yield _Proposed(claim, graph, source, subject, predicate.value, value)


def _is_one(facts: Facts, subject: NamedNode, value: Any) -> bool:
    """Whether a claim relates a thing to itself by now: that two are one, which they are."""
    return (
        value is not None
        and subject != value
        and facts.merged.get(subject, subject) == (facts.merged.get(value, value))
    )


def _is_wanted(store: Store, one: _Proposed, wanted: Filter) -> bool:
    return (
        wanted.kind in ("", one.kind)
        and wanted.source in ("", one.source)
        and wanted.predicate in ("", one.predicate)
        and _is_sure_enough(store, one.claim, one.graph, wanted)
    )


def _would_contradict(facts: Facts, one: _Proposed) -> bool:
    relates = one.predicate in (_MEMBER.value, _POST.value)
    if not relates and one.predicate not in vocabulary().single_valued:
        return False
    if not relates and not facts.values(facts.merged.get(one.subject, one.subject), NamedNode(one.predicate)):
        return False
    claim = claims.read_one(facts.store, one.claim, source=mint("source", one.source))
    return _proposal(facts, claim).effect == CONTRADICTS


def proposals(store: Store, thing: str, wanted: Filter = EVERYTHING) -> list[Proposal]:
    """Return the proposed claims about a thing, in the order of their places, each with what it would do."""
    facts = Facts(store)
    found: list[Claim] = []
    for quad in store.quads_for_pattern(None, claims.SUBJECT, NamedNode(thing), None):
        graph = quad.graph_name
        slug = source_of_graph(graph.value) if isinstance(graph, NamedNode) else None
        if slug is None or wanted.source not in ("", slug) or not isinstance(quad.subject, NamedNode):
            continue
        claim = claims.read_one(store, quad.subject, source=mint("source", slug))
        if wanted.predicate not in ("", claim.triple.predicate.value):
            continue
        if facts.standing(claim) == PROPOSED and _is_sure_enough(store, quad.subject, graph, wanted):
            found.append(claim)
    found.sort(key=place_of)
    return [_proposal(facts, claim) for claim in found]


def _proposed(store: Store, graph: NamedNode, decided: dict[NamedNode, str]) -> Iterator[NamedNode]:
    for quad in store.quads_for_pattern(None, claims.STATUS, NamedNode(PROPOSED), graph):
        if isinstance(quad.subject, NamedNode) and decided.get(quad.subject, PROPOSED) == PROPOSED:
            yield quad.subject
    for claim, verdict in decided.items():  # what a reviewer moved to another thing, and left open
        status = one_value(store, claim, claims.STATUS, graph) if verdict == PROPOSED else None
        if status is not None and status.value != PROPOSED:
            yield claim


def _is_sure_enough(store: Store, claim: NamedNode, graph: Any, wanted: Filter) -> bool:
    if wanted.least is None and wanted.most is None:
        return True
    said = one_value(store, claim, claims.CONFIDENCE, graph)
    sure = Decimal(said.value) if said is not None else Decimal(0)
    return (wanted.least is None or sure >= wanted.least) and (wanted.most is None or sure <= wanted.most)


def corrected(wrong: Claim, value: str, language: str = "") -> Triple:
    """Return a claim's triple with another value of the same sort. Raises InputError for a value that is none."""
    old, value = wrong.triple.object, value.strip()
    if not value:
        raise InputError("A correction needs a value.", hint="Write what the passage says.")
    new: NamedNode | Literal
    if isinstance(old, NamedNode):
        try:
            new = NamedNode(value) if "://" in value else NamedNode(iri_of(value))
        except ValueError as error:
            raise InputError(
                "%(value)r is no IRI.",
                hint="Write kind/slug, or an IRI in full.",
                values={"value": value[:80]},
            ) from error
    else:
        assert isinstance(old, Literal)
        own = name_of(str(wrong.triple.subject.value))  # type: ignore[union-attr]
        field = field_for(own.kind if own else "", wrong.triple.predicate.value, old)
        new = value_of(field, value, language.strip() or old.language or "")
    return Triple(wrong.triple.subject, wrong.triple.predicate, new)


# -- effects -------------------------------------------------------------------------------------------------------


def _proposal(facts: Facts, claim: Claim) -> Proposal:
    subject: Any = facts.merged.get(claim.triple.subject, claim.triple.subject)  # type: ignore[arg-type]
    value: Any = facts.merged.get(claim.triple.object, claim.triple.object)  # type: ignore[arg-type]
    predicate = claim.triple.predicate
    there = facts.values(subject, predicate)
    if value in there:
        sources = {NamedNode(one.source) for one in facts.saying(subject, predicate, value)}
        return Proposal(claim, REPEATS, tuple(sorted(sources, key=str)))
    if predicate.value in vocabulary().single_valued:
        against = tuple(other for other in there if not agree(facts, value, other))
        if against:
            return Proposal(claim, CONTRADICTS, against)
    if predicate in (_MEMBER, _POST):
        holders = tuple(_other_holders(facts, claim))
        if holders:
            return Proposal(claim, CONTRADICTS, holders)
    return Proposal(claim, ADDS)


def _other_holders(facts: Facts, claim: Claim) -> Iterator[NamedNode]:
    """The people accepted in a post with one seat at the time for which a claim puts another one there."""
    tenure: Any = claim.triple.subject
    post, person = (_of_tenure(facts, claim, tenure, p) for p in (_POST, _MEMBER))
    if post is None or person is None or claim.as_of is None or not has_one_seat(facts, post):
        return
    first, last = first_day(claim.as_of.start), last_day(claim.as_of.end or claim.as_of.start)
    for other in facts.subjects(_POST, post):
        holder = next((v for v in facts.values(other, _MEMBER) if isinstance(v, NamedNode)), None)
        if other == tenure or holder is None or holder == person:
            continue
        span = facts.span(other)
        turns = {first_day(day) for day in (span.start, span.end, span.latest_end) if day}
        common = [(max(first, a), min(last, b)) for a, b in known_days(span)]
        if any(a <= b and not (a == b and a in turns) for a, b in common):
            yield holder


def _of_tenure(facts: Facts, claim: Claim, tenure: Any, predicate: NamedNode) -> Any:
    if claim.triple.predicate == predicate:
        return claim.triple.object
    there = facts.values(tenure, predicate)
    if there:
        return there[0]
    said = (one for one in facts.claims_about(tenure, predicate) if one.source == claim.source)
    return next((one.triple.object for one in said), None)
