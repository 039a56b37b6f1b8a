"""The queue of what waits for a reviewer: proposed claims by the thing they are about, what most depends on first.

Reads a store and decides nothing. For each claim it says what it would do to what is accepted now: add to it, repeat
it, or contradict it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from pyoxigraph import DefaultGraph, Literal, NamedNode, Store, Triple

from graph.claims import claim as claims
from graph.claims.claim import PROPOSED, TYPE, Claim
from graph.claims.materialise import LABELS, PREFERRED, claim_graphs, merges, verdicts
from graph.errors import InputError
from ontology.iris import ID, mint, name_of, source_graph, source_of_graph
from ontology.terms import dct, hn, org, rdfs, skos, xsd
from ontology.vocabulary import vocabulary

DEFAULT: Final = DefaultGraph()
ADDS, REPEATS, CONTRADICTS = "adds", "repeats", "contradicts"

NAMING: Final = {TYPE, *map(NamedNode, (skos.prefLabel, dct.type, org.classification))}
"""What says that a thing is and what it is called: accepted together with the first claim that needs it."""

_DATES: Final = frozenset((xsd.date, xsd.gYearMonth, xsd.gYear))
_POST, _SEATS, _MEMBER = NamedNode(hn.post), NamedNode(hn.seats), NamedNode(org.member)
_NAMES: Final = (NamedNode(skos.prefLabel), NamedNode(rdfs.label))


@dataclass(frozen=True)
class Filter:
    """Which claims to show: of one kind of thing, from one source (slug), of at least or at most a confidence."""

    kind: str = ""
    source: str = ""
    least: Decimal | None = None
    most: Decimal | None = None


EVERYTHING: Final = Filter()


@dataclass(frozen=True)
class Group:
    """A thing with proposed claims about it: how many, from which sources (slugs), and how many others need it."""

    thing: str
    count: int
    dependents: int
    sources: tuple[str, ...]

    @property
    def kind(self) -> str:
        name = name_of(self.thing)
        return name.kind if name else ""


@dataclass(frozen=True)
class Queue:
    """All that waits under a filter, in the order to take it; `kinds` and `sources` are what could be filtered by."""

    groups: tuple[Group, ...]
    kinds: tuple[tuple[str, int], ...]
    sources: tuple[tuple[str, int], ...]

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


def queue(store: Store, wanted: Filter = EVERYTHING) -> Queue:
    """Return what waits for review under a filter."""
    decided = verdicts(store)
    found: dict[str, _Waiting] = {}
    needed: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    sources: Counter[str] = Counter()
    for graph in claim_graphs(store):
        source = source_of_graph(graph.value) or ""
        for claim in _proposed(store, graph, decided):
            subject = _value(store, claim, claims.SUBJECT, graph)
            value = _value(store, claim, claims.OBJECT, graph)
            if not isinstance(subject, NamedNode):
                continue
            name = name_of(subject.value)
            kind = name.kind if name else ""
            kinds[kind] += 1
            sources[source] += 1
            if isinstance(value, NamedNode) and value != subject:
                needed[value.value] += 1
            if wanted.kind not in ("", kind) or wanted.source not in ("", source):
                continue
            if _is_sure_enough(store, claim, graph, wanted):
                waiting = found.setdefault(subject.value, _Waiting())
                waiting.count += 1
                waiting.sources.add(source)
    groups = [
        Group(thing, one.count, needed[thing], tuple(sorted(one.sources))) for thing, one in found.items()
    ]
    groups.sort(key=lambda group: (-group.dependents, -group.count, group.thing))
    return Queue(tuple(groups), tuple(sorted(kinds.items())), tuple(sorted(sources.items())))


def proposals(store: Store, thing: str, wanted: Filter = EVERYTHING) -> list[Proposal]:
    """Return the proposed claims about a thing, in the order of their places, each with what it would do."""
    decided, merged = verdicts(store), merges(store)
    found: list[Claim] = []
    for quad in store.quads_for_pattern(None, claims.SUBJECT, NamedNode(thing), None):
        graph = quad.graph_name
        slug = source_of_graph(graph.value) if isinstance(graph, NamedNode) else None
        if slug is None or wanted.source not in ("", slug) or not isinstance(quad.subject, NamedNode):
            continue
        claim = claims.read_one(store, quad.subject, source=mint("source", slug))
        standing = decided.get(quad.subject, claim.status)
        if standing == PROPOSED and _is_sure_enough(store, quad.subject, graph, wanted):
            found.append(claim)
    found.sort(key=lambda c: (c.source, (c.passage and c.passage.span) or (-1, -1), str(c.triple)))
    return [_proposal(store, claim, merged) for claim in found]


def with_names(store: Store, iris: Iterable[str]) -> tuple[str, ...]:
    """Add to claims (IRIs) the proposed ones that say what the things they speak of are and are called."""
    wanted = dict.fromkeys(iris)
    decided = verdicts(store)
    for iri in list(wanted):
        for place in (claims.SUBJECT, claims.OBJECT):
            for quad in store.quads_for_pattern(NamedNode(iri), place, None, None):
                thing = quad.object
                if isinstance(thing, NamedNode) and name_of(thing.value) and not _is_named(store, thing):
                    wanted.update(dict.fromkeys(_naming(store, thing, decided)))
    return tuple(wanted)


def _naming(store: Store, thing: NamedNode, decided: dict[NamedNode, str]) -> Iterator[str]:
    taken: set[tuple[Any, str]] = set()
    claims_of_thing = sorted(
        store.quads_for_pattern(None, claims.SUBJECT, thing, None), key=lambda q: str(q.subject)
    )
    for quad in claims_of_thing:
        graph, claim = quad.graph_name, quad.subject
        predicate = _value(store, claim, claims.PREDICATE, graph)
        value = _value(store, claim, claims.OBJECT, graph)
        status = _value(store, claim, claims.STATUS, graph)
        key = (predicate, value.language or "" if isinstance(value, Literal) else "")
        standing = decided.get(claim, status.value if status else "")  # type: ignore[arg-type]
        if predicate in NAMING and standing == PROPOSED and key not in taken:
            taken.add(key)
            yield str(claim.value)  # type: ignore[union-attr]


def name_in(store: Store, term: NamedNode | Literal, languages: tuple[str, ...] = ("en", "vi")) -> str:
    """Return what to call a term: an accepted name, else a proposed one, else its short IRI or its text."""
    if isinstance(term, Literal):
        return f"{term.value} @{term.language}" if term.language else term.value
    names = [q.object for p in _NAMES for q in store.quads_for_pattern(term, p, None, DEFAULT)]
    if not names:
        names = proposed_names(store, term)
    order = {language: at for at, language in enumerate(languages)}
    literals = [n for n in names if isinstance(n, Literal)]
    if literals:
        return min(literals, key=lambda n: (order.get(n.language or "", 9), n.value)).value
    name = name_of(term.value)
    return str(name) if name else term.value


def proposed_names(store: Store, thing: NamedNode) -> list[Any]:
    """Return what claims call a thing: by the names they prefer, else by any."""
    found: dict[bool, list[Any]] = {True: [], False: []}
    for quad in store.quads_for_pattern(None, claims.SUBJECT, thing, None):
        predicate = _value(store, quad.subject, claims.PREDICATE, quad.graph_name)
        if predicate in LABELS:
            found[predicate == PREFERRED].append(_value(store, quad.subject, claims.OBJECT, quad.graph_name))
    return found[True] or found[False]


def _proposed(store: Store, graph: NamedNode, decided: dict[NamedNode, str]) -> Iterator[NamedNode]:
    for quad in store.quads_for_pattern(None, claims.STATUS, NamedNode(PROPOSED), graph):
        if isinstance(quad.subject, NamedNode) and decided.get(quad.subject, PROPOSED) == PROPOSED:
            yield quad.subject


def _is_sure_enough(store: Store, claim: NamedNode, graph: Any, wanted: Filter) -> bool:
    if wanted.least is None and wanted.most is None:
        return True
    said = _value(store, claim, claims.CONFIDENCE, graph)
    sure = Decimal(said.value) if said is not None else Decimal(0)
    return (wanted.least is None or sure >= wanted.least) and (wanted.most is None or sure <= wanted.most)


def _value(store: Store, subject: Any, predicate: NamedNode, graph: Any) -> Any:
    return next((q.object for q in store.quads_for_pattern(subject, predicate, None, graph)), None)


def _is_named(store: Store, thing: NamedNode) -> bool:
    return any(True for p in _NAMES for _ in store.quads_for_pattern(thing, p, None, DEFAULT))


def iri_of(text: str) -> str:
    """Return the IRI a reviewer means: in full, or short as `person/an-nguyen`. Raises InputError for another text."""
    text = text.strip()
    iri = text if "://" in text else ID + text
    if name_of(iri) is None:
        raise InputError(
            "%(text)r names no thing.",
            hint="Write it as in its address: person/nguyen-van-an",
            values={"text": text[:80]},
        )
    return iri


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
    elif isinstance(old, Literal) and old.language:
        try:
            new = Literal(value, language=language.strip() or old.language)
        except ValueError as error:
            raise InputError(
                "%(language)r is no language tag.",
                hint="For example: vi, en, ru.",
                values={"language": language[:20]},
            ) from error
    else:
        assert isinstance(old, Literal)
        new = Literal(value, datatype=old.datatype)
    return Triple(wrong.triple.subject, wrong.triple.predicate, new)


# -- effects -------------------------------------------------------------------------------------------------------


def _proposal(store: Store, claim: Claim, merged: dict[NamedNode, NamedNode]) -> Proposal:
    subject: Any = merged.get(claim.triple.subject, claim.triple.subject)  # type: ignore[arg-type]
    value: Any = merged.get(claim.triple.object, claim.triple.object)  # type: ignore[arg-type]
    predicate = claim.triple.predicate
    there: list[Any] = [q.object for q in store.quads_for_pattern(subject, predicate, None, DEFAULT)]
    if value in there:
        return Proposal(claim, REPEATS, tuple(_witnesses(store, claim.triple)))
    if predicate.value in vocabulary().single_valued:
        against = tuple(other for other in there if not _compatible(value, other))
        if against:
            return Proposal(claim, CONTRADICTS, against)
    if predicate in (_MEMBER, _POST):
        holders = tuple(_other_holders(store, claim))
        if holders:
            return Proposal(claim, CONTRADICTS, holders)
    return Proposal(claim, ADDS)


def _witnesses(store: Store, triple: Triple) -> Iterator[NamedNode]:
    for quad in store.quads_for_pattern(None, claims.SUBJECT, triple.subject, None):
        graph = quad.graph_name
        slug = source_of_graph(graph.value) if isinstance(graph, NamedNode) else None
        if (
            slug
            and _value(store, quad.subject, claims.OBJECT, graph) == triple.object
            and _value(store, quad.subject, claims.PREDICATE, graph) == triple.predicate
            and getattr(_value(store, quad.subject, claims.STATUS, graph), "value", "") in claims.ACCEPTED
        ):
            yield NamedNode(mint("source", slug))


def _compatible(one: Any, other: Any) -> bool:
    """Whether two values can both be right: two dates of which one is the other more precisely."""
    if not (isinstance(one, Literal) and isinstance(other, Literal)):
        return False
    dated = one.datatype.value in _DATES and other.datatype.value in _DATES
    return dated and (one.value.startswith(other.value) or other.value.startswith(one.value))


def _other_holders(store: Store, claim: Claim) -> Iterator[NamedNode]:
    """The people accepted in a post with one seat at the time for which a claim puts another one there."""
    tenure = claim.triple.subject
    post, person = (_of_tenure(store, claim, tenure, p) for p in (_POST, _MEMBER))
    if post is None or person is None or claim.as_of is None:
        return
    if not any(q.object.value == "1" for q in store.quads_for_pattern(post, _SEATS, None, DEFAULT)):  # type: ignore[union-attr]
        return
    for quad in store.quads_for_pattern(None, _POST, post, DEFAULT):
        holder = _value(store, quad.subject, _MEMBER, DEFAULT)
        if quad.subject == tenure or not isinstance(holder, NamedNode) or holder == person:
            continue
        if any(_overlap(when, claim.as_of) for when in _attested(store, quad.subject)):
            yield holder


def _of_tenure(store: Store, claim: Claim, tenure: Any, predicate: NamedNode) -> Any:
    if claim.triple.predicate == predicate:
        return claim.triple.object
    there = _value(store, tenure, predicate, DEFAULT)
    if there is not None:
        return there
    graph = NamedNode(source_graph(claims.slug_of(claim.source)))
    for quad in store.quads_for_pattern(None, claims.SUBJECT, tenure, graph):
        if _value(store, quad.subject, claims.PREDICATE, graph) == predicate:
            return _value(store, quad.subject, claims.OBJECT, graph)
    return None


def _attested(store: Store, tenure: Any) -> Iterator[claims.AsOf]:
    for quad in store.quads_for_pattern(None, claims.SUBJECT, tenure, None):
        start = _value(store, quad.subject, claims.AS_OF, quad.graph_name)
        end = _value(store, quad.subject, claims.AS_OF_END, quad.graph_name)
        if start is not None:
            yield claims.AsOf(start.value, end.value if end is not None else None)


def _overlap(one: claims.AsOf, other: claims.AsOf) -> bool:
    """Whether two times share a day, as far as their precision shows."""
    first_end, second_end = one.end or one.start, other.end or other.start

    def begins_by(start: str, end: str) -> bool:
        return start <= end or start.startswith(end)

    return begins_by(one.start, second_end) and begins_by(other.start, first_end)
