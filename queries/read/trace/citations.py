"""Follow citations: those that lead to a thing, those it makes, and those in what a body, a person or a period did.

Each citation comes with what cites and when, where and on whose behalf that was, what it cites or may mean, and whether
a source says so.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import partial
from typing import Final, NamedTuple

from pyoxigraph import Literal

from graph.claims.claim import INFERRED, REJECTED
from graph.store.reader import Reader, Term
from ontology.iris import mint
from ontology.kinds import kind_of
from ontology.terms import hn
from queries.read.evidence import ClaimRecord, claims_about, place_of
from queries.read.in_effect import Gone
from queries.read.rows import CountRow, batches, select, select_batched, text_of
from queries.read.trace.activities import Activities, Belonging, Scope, TraceLimits, read_activities
from queries.read.trace.facts import ActivityFacts, Affiliations, FactReader, Relation
from queries.read.trace.paths import Paths, PathStep, read_parts


class Role(StrEnum):
    """How a citation concerns what is traced, in the order in which they are shown. The values stand in exports."""

    CITED_EXPLICITLY = "cited-explicitly"
    CITED_BY_INFERENCE = "cited-by-inference"
    MAY_BE_MEANT = "may-be-meant"
    NAMED = "named"
    CITES_EXPLICITLY = "cites-explicitly"
    CITES_BY_INFERENCE = "cites-by-inference"
    UNRESOLVED = "unresolved"

    @property
    def outward(self) -> bool:
        """Whether what is traced cites, and is not what is cited."""
        return self in (Role.CITES_EXPLICITLY, Role.CITES_BY_INFERENCE, Role.UNRESOLVED)

    @property
    def cited(self) -> bool:
        """Whether what is traced is the document cited."""
        return self in (Role.CITED_EXPLICITLY, Role.CITED_BY_INFERENCE)


class Status(StrEnum):
    """How sure a citation is: by claims about it; unresolved where the words name no single document."""

    EXPLICIT = "explicit"
    INFERRED = "inferred"
    UNRESOLVED = "unresolved"


@dataclass(frozen=True)
class CitationRecord:
    """One citation by one thing.

    `cited` is empty where the words name no single document; `candidates` are documents that may be meant, `named`
    other things that the words name. `relation` says how what cites belongs to what is traced (None: to some years),
    `speaker` who spoke, `via` what it belongs through, `path` the statements that tie it; `through` are the parts of
    what cites (tasks, recommendations) in which the words stand; `day` is ISO 8601 of any precision. The words stand
    in `source`, a slug, from `start` up to `end`. `followed` is the successor or predecessor whose citation it is,
    empty for the traced thing's own; `gone`, that the cited document had been replaced or ended on the day.
    """

    role: Role
    citation: str
    citing: str
    relation: Relation | None
    speaker: str = ""
    cited: str = ""
    candidates: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    kind: str = ""
    wording: str = ""
    language: str = ""
    source: str = ""
    start: int = 0
    end: int = 0
    inferred: bool = False
    day: str = ""
    event: str = ""
    bodies: tuple[str, ...] = ()
    followed: str = ""
    gone: Gone | None = None
    via: str = ""
    through: tuple[str, ...] = ()
    path: tuple[PathStep, ...] = ()

    @property
    def status(self) -> Status:
        if not self.cited:
            return Status.UNRESOLVED
        return Status.INFERRED if self.inferred else Status.EXPLICIT

    @property
    def passage(self) -> str:
        """The IRI of the passage of its words; empty where no place is known."""
        return mint("passage", f"{self.source}-{self.start}-{self.end}") if self.source else ""

    def iris(self) -> Iterator[str]:
        """Yield the IRIs of all that a citation names, not its own; empty ones among them."""
        yield from (self.citing, self.speaker, self.cited, self.event, self.kind)
        yield from (*self.named, *self.candidates, *self.bodies, *self.through)
        for step in self.path:
            yield from (step.subject, step.object)
        yield from (self.followed, self.gone.by if self.gone else "")


@dataclass(frozen=True)
class TracedCitations:
    """The citations of one part of a trace, at most `links` of each way, with the claims of what makes them.

    `more`: there are further parts. `cut`: so many activities of a sort were followed, where there are more; else 0.
    """

    citations: tuple[CitationRecord, ...]
    claims: tuple[ClaimRecord, ...]
    links: int
    more: bool = False
    cut: int = 0


class _PairRow(NamedTuple):
    citation: str
    citing: str


class _FactRow(NamedTuple):
    thing: str
    cited: str
    kind: str
    words: Term | None
    target: str


class _MeantRow(NamedTuple):
    thing: str
    way: str
    value: str


class _Way(StrEnum):
    """How a citation leads to what is traced, or from it."""

    CITED = "cited"
    CANDIDATE = "candidate"
    NAMED = "named"
    CITES = "cites"


@dataclass(frozen=True)
class _Pair:
    citation: str
    citing: str
    way: _Way
    relation: Relation | None = Relation.ITSELF
    speaker: str = ""
    via: str = ""

    @property
    def belonging(self) -> Belonging:
        return Belonging(self.relation, self.speaker, self.via)


_LEADING: Final = {_Way.CITED: hn.cited, _Way.CANDIDATE: hn.candidate, _Way.NAMED: hn.refersTo}

_Read = Callable[[int, int], list[_Pair]]
"""Reads the citations of one way: past the first so many, at most so many."""


def read_citations(reader: Reader, scope: Scope, limits: TraceLimits, part: int = 1) -> TracedCitations:
    """Return one part of the citations that concern what is traced, in the order in which they are shown."""
    facts, affiliations = FactReader(reader), Affiliations(reader)
    activities = read_activities(reader, scope, limits, facts, affiliations)
    ways = [*_leading(reader, scope.thing), _made_by(reader, activities)]
    most = limits.links
    found = [way((part - 1) * most, most + 1) for way in ways]
    longer = [way for way, pairs in zip(ways, found, strict=True) if len(pairs) > most]
    if part == 1 and longer and not any(way(limits.whole, 1) for way in longer):
        most = limits.whole
        found = [way(0, most) for way in ways]
    pairs = [pair for some in found for pair in some[:most]]
    parts = read_parts(reader, (pair.citation for pair in pairs))
    pairs = list(_by_whole(pairs, parts))
    claims = [
        claim
        for some in batches(pair.citation for pair in pairs)
        for claim in claims_about(reader, some, hn.citing)
    ]
    paths = Paths(reader, scope.thing)
    paths.read((pair.citing, pair.belonging) for pair in pairs if pair.way is _Way.CITES)
    made = _citations(reader, pairs, _inferred(claims), facts, affiliations)
    citations = sorted((_with_path(one, paths, parts) for one in made), key=_order)
    return TracedCitations(
        tuple(citations), tuple(claims), most, any(len(some) > most for some in found), activities.cut
    )


def _by_whole(pairs: Iterable[_Pair], parts: Mapping[tuple[str, str], tuple[str, ...]]) -> Iterator[_Pair]:
    """Leave out what a part cites where its whole is shown to cite it: the part is a step of that path."""
    shown = list(pairs)
    held = {(pair.way, pair.citation, pair.citing) for pair in shown}
    told = {
        (way, citation, part) for way, citation, whole in held for part in parts.get((citation, whole), ())
    }
    return (pair for pair in shown if (pair.way, pair.citation, pair.citing) not in told)


def _with_path(
    one: CitationRecord, paths: Paths, parts: Mapping[tuple[str, str], tuple[str, ...]]
) -> CitationRecord:
    through = parts.get((one.citation, one.citing), ())
    path = paths.of(one.citing, Belonging(one.relation, one.speaker, one.via)) if one.role.outward else ()
    return replace(one, through=through, path=path)


_PLACES: Final = {role: place for place, role in enumerate(Role)}


def _order(one: CitationRecord) -> tuple[object, ...]:
    """Order by role, day, what cites, and place in the source."""
    return (_PLACES[one.role], one.day or "~", one.citing, one.source, one.start, one.citation)


def _leading(reader: Reader, thing: str) -> Iterator[_Read]:
    """Give the ways in which citations lead to a thing."""
    if not thing:
        return
    for way, name in _LEADING.items():
        yield partial(_led, reader, way, Relation.ITSELF, "citations-by-way", thing=thing, way=name)
    if kind_of(thing) == "organisation":
        yield partial(_led, reader, _Way.CITED, Relation.ISSUED, "citations-of-issued", thing=thing)


def _led(
    reader: Reader, way_of: _Way, relation: Relation, query: str, skip: int, most: int, /, **parameters: str
) -> list[_Pair]:
    rows = select(reader, _PairRow, query, skip=skip, most=most, **parameters)
    return [_Pair(row.citation, row.citing, way_of, relation) for row in rows]


def _made_by(reader: Reader, activities: Activities) -> _Read:
    """Return the way of the citations that activities make."""

    def made(skip: int, most: int) -> list[_Pair]:
        found: list[_Pair] = []
        for some in batches(activities.belonging):
            if skip:
                count = select(reader, CountRow, "citations-counted", things=some)[0].count_
                if count <= skip:
                    skip -= count
                    continue
            for row in select(reader, _PairRow, "citations-by-citing", skip=skip, most=most, things=some):
                belonging = activities.belonging[row.citing]
                found.append(_Pair(row.citation, row.citing, _Way.CITES, *belonging))
            skip = 0
            if len(found) >= most:
                break
        return found[:most]

    return made


def _citations(
    reader: Reader,
    pairs: Sequence[_Pair],
    inferred: set[tuple[str, str]],
    facts: FactReader,
    affiliations: Affiliations,
) -> Iterator[CitationRecord]:
    said = _said_by(reader, {pair.citation for pair in pairs})
    of_citing = facts.of({pair.citing for pair in pairs})
    affiliations.read({agent for one in of_citing.values() for agent in one.agents})
    bodies = {citing: _bodies(one, affiliations) for citing, one in of_citing.items()}
    days = {citing: one.day for citing, one in of_citing.items()}
    nothing = _CitationFacts()
    for pair in dict.fromkeys(pairs):
        is_event = kind_of(pair.citing) in ("event", "congress")
        yield _citation(
            pair,
            said.get(pair.citation, nothing),
            inferred=(pair.citation, pair.citing) in inferred,
            day=days[pair.citing],
            event=pair.citing if is_event else min(of_citing[pair.citing].events, default=""),
            bodies=bodies[pair.citing],
        )


def _bodies(facts: ActivityFacts, affiliations: Affiliations) -> tuple[str, ...]:
    bodies = {agent for agent in facts.agents if kind_of(agent) == "organisation"}
    for person in facts.agents:
        bodies.update(affiliations.of(person, facts))
    return tuple(sorted(bodies))


def _citation(
    pair: _Pair, said: "_CitationFacts", *, inferred: bool, day: str, event: str, bodies: tuple[str, ...]
) -> CitationRecord:
    words = min(said.words, key=str, default=None)
    cited = min(said.cited, default="")
    places = [place for target in said.targets if (place := place_of(target)) is not None]
    source, start, end = min(places, default=("", 0, 0))
    return CitationRecord(
        role=_role(pair.way, resolved=bool(cited), inferred=inferred),
        citation=pair.citation,
        citing=pair.citing,
        relation=pair.relation,
        speaker=pair.speaker,
        via=pair.via,
        cited=cited,
        candidates=tuple(sorted(said.candidates)),
        named=tuple(sorted(said.named)),
        kind=min(said.kinds, default=""),
        wording=words.value if words else "",
        language=(words.language or "") if words else "",
        source=source,
        start=start,
        end=end,
        inferred=inferred,
        day=day,
        event=event,
        bodies=bodies,
    )


def _role(way: _Way, *, resolved: bool, inferred: bool) -> Role:
    if way is _Way.CITES:
        if not resolved:
            return Role.UNRESOLVED
        return Role.CITES_BY_INFERENCE if inferred else Role.CITES_EXPLICITLY
    if way is _Way.CITED:
        return Role.CITED_BY_INFERENCE if inferred else Role.CITED_EXPLICITLY
    return Role.MAY_BE_MEANT if way is _Way.CANDIDATE else Role.NAMED


@dataclass
class _CitationFacts:
    """What a citation says."""

    cited: set[str] = field(default_factory=set)
    kinds: set[str] = field(default_factory=set)
    words: set[Literal] = field(default_factory=set)
    targets: set[str] = field(default_factory=set)
    candidates: set[str] = field(default_factory=set)
    named: set[str] = field(default_factory=set)


def _said_by(reader: Reader, citations: Iterable[str]) -> Mapping[str, _CitationFacts]:
    """Return what each citation says."""
    found: dict[str, _CitationFacts] = defaultdict(_CitationFacts)
    wanted = set(citations)
    for row in select_batched(reader, _FactRow, "facts-of-citations", wanted):
        said = found[row.thing]
        if isinstance(row.words, Literal):
            said.words.add(row.words)
        for values, value in ((said.cited, row.cited), (said.kinds, row.kind), (said.targets, row.target)):
            if value:
                values.add(value)
    for meant in select_batched(reader, _MeantRow, "meant-by-citations", wanted):
        said = found[meant.thing]
        (said.candidates if meant.way == "may" else said.named).add(meant.value)
    return found


def _inferred(claims: Iterable[ClaimRecord]) -> set[tuple[str, str]]:
    """Return the pairs of citation and what cites that no source states outright; without any claim it was put in."""
    statuses: dict[tuple[str, str], set[str]] = defaultdict(set)
    for claim in claims:
        statuses[claim.subject, text_of(claim.value)].add(claim.status)
    return {pair for pair, found in statuses.items() if found - {REJECTED} == {INFERRED}}
