"""What is known of a thing, as a record: statements in groups, counted and cut, with the claims that make them.

A record holds IRIs, literals and dates; what they are called is looked up afterwards (`queries.read.labels`). Every
format is made from the same record, so that a page and the documents beside it hold the same statements.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from pyoxigraph import Literal, NamedNode

from graph.claims.as_of import TimeSpan
from graph.limits import LIMITS
from graph.store.reader import Term, VersionName
from ontology.kinds import kind_of
from queries.read.evidence import ClaimRecord, Evidence, Triple
from queries.read.in_effect import ReplacedRecord
from queries.read.nested import ListPlace, ListRecord, NodeRecord, iris_in
from queries.read.rows import node_of
from queries.read.statements import Description
from queries.read.succession import TurnRecord
from queries.read.trace.citations import CitationRecord

NAMES: Final = "names"
"""The key of the group of a thing's names."""
BY_RULE: Final = "rule."
"""What the key of a group begins with that lists what only the rules say."""
SAME_NUMBER_KEY: Final = "same-number"
"""The key of the group of other documents with the same number."""
PAGE: Final = LIMITS.values_a_page
"""Rows of a page of one group."""

HOLDING: Final = frozenset({"tenure", "membership"})
"""Records of something that holds for a while: they have a place on a timeline, and a state on a day."""
TIMED: Final = frozenset({"event", "congress", "term", "speech"})
"""Things whose rows say when they were, with the evidence for it."""


class Support(StrEnum):
    """What a statement rests on."""

    CLAIMS = "claims"
    """Sources say it."""
    RULE = "rule"
    """It follows from other statements."""
    DIRECT = "direct"
    """A file or an update put it in as it is."""
    NONE = ""
    """Nothing has to be said of that: the vocabulary, and claims themselves."""


@dataclass(frozen=True)
class EntitySlice:
    """Which rows of which group are wanted; an empty group is the beginning of every one. Pages count from 1; `at` is
    an ISO day, as of which roles and memberships are wanted.
    """

    group: str = ""
    page: int = 1
    at: str = ""

    @property
    def first(self) -> int:
        """How many rows of the group come before its page."""
        return (self.page - 1) * PAGE


UNDATED: Final = TimeSpan()


@dataclass(frozen=True)
class StatementRecord:
    """One statement: what `subject` has as `value` by `predicate`.

    The subject is the described thing, or another that points to it by `link` (empty: none does): a record such as a
    tenure, of which the value and the `details` (predicate, values) are parts. Without a predicate the subject itself
    is the value. A period is what sources say of when something was, where they give it as one.

    `triples` are all that the statement stands for, `implied` those of them that a view says in words of its own,
    `attested` those of which claims are its evidence (where `sources` are given, only of these), `stating` those that
    say it themselves: whoever says something else of the same record is no witness of it. `types` are the
    subject's classes, where it is another thing. `status` is the IRI of a status that all its claims share, where it is
    not the usual one. `vague`: a more exact date is accepted, with which it agrees. `disputed`: another statement of
    the group says otherwise. `unresolved`: a citation that names no
    document; `citation_kind` is the concept (IRI) of what its words are. All predicates, classes and sources are IRIs.
    """

    subject: str
    predicate: str
    value: Term | TimeSpan
    link: str = ""
    details: tuple[tuple[str, tuple[Term, ...]], ...] = ()
    span: TimeSpan = UNDATED
    types: tuple[str, ...] = ()
    triples: tuple[Triple, ...] = ()
    implied: tuple[Triple, ...] = ()
    attested: tuple[Triple, ...] = ()
    stating: tuple[Triple, ...] = ()
    sources: frozenset[str] = frozenset()
    support: Support = Support.CLAIMS
    status: str = ""
    vague: bool = False
    disputed: bool = False
    unresolved: bool = False
    citation_kind: str = ""

    @property
    def terms(self) -> Iterator[Term]:
        """Every term that it shows."""
        yield node_of(self.subject)
        if not isinstance(self.value, TimeSpan):
            yield self.value
        for _, values in self.details:
            yield from values

    @property
    def is_of_another(self) -> bool:
        """Whether it is said of another thing than the described one."""
        return bool(self.link) or self.value == node_of(self.subject)

    @property
    def is_dated(self) -> bool:
        """Whether it is of something that has a place on a timeline."""
        return bool(self.link) and kind_of(self.subject) in HOLDING | TIMED

    def claims(self, evidence: Evidence) -> Iterator[ClaimRecord]:
        """Yield the claims that are its evidence."""
        for triple in self.attested:
            for claim in evidence.of(triple):
                if not self.sources or claim.source in self.sources:
                    yield claim

    def witnesses(self, evidence: Evidence) -> tuple[str, ...]:
        """Return the independent witnesses of it: the roots of the sources that state it outright."""
        return evidence.witnesses(self.stating)


@dataclass(frozen=True)
class GroupRecord:
    """Statements of one meaning, or some of them: `count` is how many there are (`capped`: at least so many).

    `predicate` is an IRI (empty: none), by which the thing has values, or (`inverse`) others point to it. `title` is
    English; an empty one is the predicate's reading. `hidden` counts what is not known to hold on the day asked for;
    `more` says that rows were left out of the beginning; `rows` is how many rows the whole group makes, where
    several statements are one reference (0: one each, or not known). `graph` is the named graph that says it, where
    the default graph does not.
    """

    key: str
    predicate: str
    inverse: bool
    title: str
    statements: tuple[StatementRecord, ...]
    count: int
    capped: bool = False
    hidden: int = 0
    more: bool = False
    rows: int = 0
    graph: str = ""


@dataclass(frozen=True)
class Uses:
    """The first things of a class, or of which a graph says something: `count` is how many things or statements there
    are (`capped`: at least so many), `listed` whether all things are there.
    """

    things: tuple[str, ...]
    count: int
    capped: bool
    listed: bool


@dataclass(frozen=True)
class SectionRecord:
    """Groups under one heading, which is English."""

    title: str
    groups: tuple[GroupRecord, ...]


@dataclass(frozen=True)
class NameRecord:
    """A name of the thing; `triples` say it, of which the first one's claims are its evidence."""

    name: Literal
    preferred: bool
    triples: tuple[Triple, ...]


@dataclass(frozen=True)
class SummaryRecord:
    """What a summary is made of beside the groups: `described` are other things, by IRI and property; `leaders` are
    statements of who led a body or held a post last, or on the day that is asked for; `recommendations` are those of
    the speeches that are shown, in their order; `triples` are those of which
    claims are evidence.
    """

    described: Mapping[str, Description] = field(default_factory=lambda: MappingProxyType({}))
    recommendations: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    leaders: tuple[StatementRecord, ...] = ()
    triples: tuple[Triple, ...] = ()

    def iris(self) -> Iterator[str]:
        """Yield the IRIs of all that the summary names."""
        for description in self.described.values():
            for values in description.values():
                yield from (value.value for value in values if isinstance(value, NamedNode))
        for parts in self.recommendations.values():
            yield from parts
        for one in self.leaders:
            for term in (one.value, *(value for _, values in one.details for value in values)):
                if isinstance(term, NamedNode):
                    yield term.value


@dataclass(frozen=True)
class EntityRecord:
    """What one slice says of a thing.

    `context_names` mean the thing in the sources that their claims are of, and there only. `entailed` is
    what only the rules say; `more` whether the group asked for goes on after this slice. `classes` are
    all it is said to be, `stated_classes` those that do not only follow; `derived_from` the sources that it rests on,
    `classified_as` the concepts that say what it is, all IRIs. `cites` is whether it makes citations. `turns` is what
    it became and what it was made of, and of a body what its place became; `replaced` by what a document was replaced
    or ended, `cited_late` the citations made after that. `nested` is what is said of the blank nodes that are shown, by
    their skolem IRIs; of one that is itself described as a list, `items` is the list, and `place` where in it that is.
    `summary` is what the head of the page says beyond the groups.
    `instances` are the things of it as a class, `contents` what it holds as a graph, `uses` how many statements use it
    as a property (one more than are counted: more).
    """

    iri: str
    version: VersionName
    slice: EntitySlice
    sections: tuple[SectionRecord, ...] = ()
    entailed: tuple[GroupRecord, ...] = ()
    names: tuple[NameRecord, ...] = ()
    names_count: int = 0
    context_names: tuple[NameRecord, ...] = ()
    more: bool = False
    classes: tuple[str, ...] = ()
    stated_classes: tuple[str, ...] = ()
    classified_as: tuple[str, ...] = ()
    derived_from: tuple[str, ...] = ()
    cites: bool = False
    turns: tuple[TurnRecord, ...] = ()
    replaced: ReplacedRecord | None = None
    cited_late: tuple[CitationRecord, ...] = ()
    summary: SummaryRecord = field(default_factory=SummaryRecord)
    evidence: Evidence = field(default_factory=Evidence)
    nested: Mapping[str, NodeRecord] = field(default_factory=dict)
    items: ListRecord | None = None
    place: ListPlace | None = None
    instances: Uses | None = None
    contents: Uses | None = None
    uses: int = 0

    @property
    def kind(self) -> str:
        """The kind of the thing; empty where it is none of ours."""
        return kind_of(self.iri)

    @property
    def shows_names(self) -> bool:
        """Whether the slice has the names, with their evidence; else they only tell what the thing is called."""
        return self.slice.group in ("", NAMES)

    @property
    def groups(self) -> tuple[GroupRecord, ...]:
        """Every group, those that follow by rule last."""
        return (*(group for section in self.sections for group in section.groups), *self.entailed)

    @property
    def statements(self) -> Iterator[StatementRecord]:
        """Every statement of every group."""
        return (one for group in self.groups for one in group.statements)

    def attested_triples(self) -> Iterator[Triple]:
        """Yield the triples of which claims are evidence, in the order in which they are shown."""
        for one in self.statements:
            yield from one.attested
        for name in (*self.names, *self.context_names) if self.shows_names else ():
            yield name.triples[0]

    def claims(self) -> tuple[str, ...]:
        """Return the IRIs of the claims behind what the record says."""
        found = (claim.claim for triple in self.attested_triples() for claim in self.evidence.of(triple))
        return tuple(dict.fromkeys(found))

    def iris(self) -> Iterator[str]:
        """Yield the IRI of everything whose label a view needs."""
        yield self.iri
        yield from self.stated_classes
        yield from self.classified_as
        yield from (iri for group in self.groups for iri in (group.predicate, group.graph) if iri)
        yield from (thing for listed in (self.instances, self.contents) if listed for thing in listed.things)
        for one in self.statements:
            for term in one.terms:
                yield from iris_in(term)
        for node in self.nested.values():
            yield from node.iris()
        for term in self.items.items if self.items else ():
            yield from iris_in(term)
        for turn in self.turns:
            yield from turn.iris()
        if self.replaced:
            yield from self.replaced.iris()
        for late in self.cited_late:
            yield from filter(None, late.iris())
        yield from self.summary.iris()
        yield from self.evidence.iris()
