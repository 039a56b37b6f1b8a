"""Which groups the description of a thing has: those of its kind's layout, and what the layout does not name."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from graph.errors import NotFound
from graph.store.reader import Term
from ontology.iris import BASE
from ontology.kinds import kind_of
from ontology.prefixes import shrink
from ontology.properties import CONSEQUENCES, OF_THE_VOCABULARY, STRUCTURAL
from ontology.terms import rdfs
from ontology.vocabulary import vocabulary
from queries.read.entity_record import BY_RULE, EntitySlice
from queries.read.inverse_links import InverseLinks
from queries.read.layouts import (
    ELSEWHERE,
    FOLLOWING,
    FURTHER,
    LAYOUTS,
    RECORD_SLOTS,
    WHAT_IS_SAID,
    GroupLayout,
    SectionLayout,
)
from queries.read.nested import ListRecord
from queries.read.statements import Description


@dataclass(frozen=True)
class Known:
    """What is said of a thing, what of that and of what points to it only the rules say, and what points to it.

    `counts` has how many values there are of a property of very many, of which `own` has a page, `before` how many come
    before that page. `items` is the list that begins with a blank node.
    """

    iri: str
    own: Description
    entailed: frozenset[tuple[str, Term]]
    links: InverseLinks
    entailed_links: Mapping[str, int]
    counts: Mapping[str, int] = field(default_factory=dict)
    before: Mapping[str, int] = field(default_factory=dict)
    items: ListRecord | None = None


@dataclass(frozen=True)
class Group:
    """A group to be read: of what is accepted, or (`by_rule`) of what only the rules say."""

    layout: GroupLayout
    by_rule: bool = False

    @property
    def key(self) -> str:
        """What names the group in an address."""
        return (BY_RULE if self.by_rule else "") + self.layout.key


@dataclass(frozen=True)
class Section:
    """Groups to be read, under one heading."""

    title: str
    groups: tuple[Group, ...]


def sections_of(known: Known, wanted: EntitySlice) -> tuple[Section, ...]:
    """Return the sections that a slice is of; the last one, FOLLOWING, is what only the rules say."""
    layout = LAYOUTS.get(kind_of(known.iri), ())
    groups = tuple(group for section in layout for group in section.groups)
    sections = [
        Section(section.title, tuple(map(Group, section.groups)))
        for section in (*layout, *_rest(groups, known))
    ]
    if not wanted.group or wanted.group.startswith(BY_RULE):
        by_rule = tuple(Group(group, by_rule=True) for group in _by_rule(groups, known))
        sections.append(Section(FOLLOWING, by_rule))
    if not wanted.group:
        return tuple(sections)
    narrowed = tuple(
        Section(section.title, found)
        for section in sections
        if (found := tuple(group for group in section.groups if group.key == wanted.group))
    )
    if not narrowed:
        raise no_group(wanted.group)
    return narrowed


def no_group(key: str) -> NotFound:
    """Return the error for a group that a thing has not."""
    return NotFound(
        "There is no group %(group)s on this page.",
        hint="The page itself lists its groups.",
        values={"group": key},
    )


def _rest(groups: Sequence[GroupLayout], known: Known) -> list[SectionLayout]:
    """Return sections for what the layout does not name: further statements, and what else points here."""
    forward = {group.iri for group in groups if not group.inverse}
    apart = STRUCTURAL | OF_THE_VOCABULARY if known.iri.startswith(BASE) else STRUCTURAL
    further = [
        GroupLayout(name)
        for name, values in known.own.items()
        if name not in forward
        and name not in apart
        and any((name, value) not in known.entailed for value in values)
    ]
    named: dict[str, set[str]] = defaultdict(set)
    whole: set[str] = set()
    for group in groups:
        if group.inverse and group.kinds:
            named[group.iri].update(group.kinds)
        elif group.inverse:
            whole.add(group.iri)
    elsewhere = []
    for name in sorted(known.links.counts, key=_inverse_reading):
        if name in whole or name in apart or _follows_backward(name, known):
            continue
        kinds = {kind_of(thing) for thing in known.links.first(name).things} - named.get(name, set())
        if kinds:
            narrowed = tuple(sorted(kinds)) if name in named else ()
            elsewhere.append(GroupLayout(name, "", True, narrowed, RECORD_SLOTS.get(name, ())))
    sections = []
    if further:
        sections.append(SectionLayout(FURTHER if groups else WHAT_IS_SAID, tuple(further)))
    if elsewhere:
        sections.append(SectionLayout(ELSEWHERE, tuple(elsewhere)))
    return sections


def _inverse_reading(property_iri: str) -> str:
    return vocabulary().reading(property_iri, "en", inverse=True) or shrink(property_iri)


def _by_rule(groups: Sequence[GroupLayout], known: Known) -> list[GroupLayout]:
    """Return what only the rules say, of the thing and of what points to it, property by property."""
    told = {group.iri for group in groups if group.inverse}
    forward = sorted({name for name, _ in known.entailed} - {rdfs.label})
    backward = sorted(
        name
        for name in known.links.counts
        if name not in told and name not in STRUCTURAL | OF_THE_VOCABULARY and _follows_backward(name, known)
    )
    return [
        *map(GroupLayout, forward),
        *(GroupLayout(name, inverse=True) for name in backward),
    ]


def _follows_backward(property_iri: str, known: Known) -> bool:
    """Whether things point here by a property only because a rule says so, beside another that says the same."""
    entailed = known.entailed_links.get(property_iri, 0)
    return entailed > 0 and (
        property_iri in CONSEQUENCES or entailed >= known.links.counts.get(property_iri, 0)
    )
