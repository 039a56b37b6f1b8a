"""Which things and values of a group are shown, and in which order: the same in every language, for order decides what
is cut.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from pyoxigraph import NamedNode

from graph.limits import LIMITS
from graph.store.reader import Reader, Term
from ontology.terms import dct, hn, schema
from queries.read.citation_references import ReferenceKey, reference_key
from queries.read.entity_groups import Group, Known
from queries.read.entity_record import PAGE, EntitySlice
from queries.read.entity_rows import Facts
from queries.read.inverse_links import CAP, LinkPage
from queries.read.labels import Labels, read_labels
from queries.read.layouts import GroupLayout
from queries.read.rows import select_batched, text_of

SHOWN: Final = LIMITS.values_shown
"""Rows of each group where every group is shown."""
SORTED: Final = LIMITS.values_sorted
"""As many things are put in order by their names or days; more are in the order of their IRIs, which costs nothing."""
IN_A_ROW: Final = LIMITS.values_run_in
"""Values of a property of the thing itself, which stand in one row where they rest on the same evidence."""
REFERENCES: Final = LIMITS.references_shown
"""References that a thing makes by its citations, where every group is shown; several wordings can be one reference."""
NAMED: Final = LIMITS.labels_a_page
"""As many things and values are named, to put them in order."""


class _KeyRow(NamedTuple):
    thing: str
    value: str


@dataclass(frozen=True)
class Chosen:
    """Things that point here, in order; `before` how many come before them, `hidden` how many do not hold on the day;
    there are `least` at least. `references` are the numbers of citations of one reference each, where the things are
    citations; `rows` is how many rows all things make, 0 where that is a row each or not known.
    """

    things: tuple[str, ...]
    before: int = 0
    more: bool = False
    least: int = 0
    hidden: int = 0
    references: tuple[int, ...] = ()
    rows: int = 0

    @property
    def count(self) -> int:
        return self.before + max(self.least, len(self.things))

    def shown(self, wanted: EntitySlice) -> tuple[str, ...]:
        if not wanted.group and self.references:
            return self.things[: sum(self.references[:REFERENCES])]
        if not wanted.group:
            return self.things[:SHOWN]
        begin = wanted.first - self.before
        return self.things[begin : begin + PAGE]

    def goes_on_after(self, wanted: EntitySlice) -> bool:
        end = wanted.first + PAGE - self.before
        return len(self.things) > end or (self.more and end == CAP and not wanted.at)


def choose(
    reader: Reader, known: Known, groups: Sequence[Group], wanted: EntitySlice
) -> tuple[dict[str, Chosen], Labels]:
    """Return the things of each group that others point from, in order, and the labels that decide orders.

    The order is the same in every language, for it decides what is shown. Very many things stay in the order of their
    IRIs.
    """
    facts = Facts(known.iri, known.own, known.entailed)
    pages = {group.key: _page(known, group, wanted) for group in groups if group.layout.inverse}
    small = [
        group
        for group in groups
        if group.key in pages and len(pages[group.key].things) <= SORTED and not pages[group.key].more
    ]
    compared: dict[str, None] = {}
    for group in small:
        compared.update(dict.fromkeys(pages[group.key].things))
    for group in groups:
        values = () if group.layout.inverse else values_of(facts, group)
        if len(values) > 1:
            compared.update(dict.fromkeys(value.value for value in values if isinstance(value, NamedNode)))
    labels = read_labels(reader, list(compared)[:NAMED])
    keys = _read_keys(reader, {group.layout: pages[group.key].things for group in small})
    chosen = {}
    for group in groups:
        if (page := pages.get(group.key)) is not None:
            references: tuple[int, ...] = ()
            rows = 0
            if group in small and _makes_citations(group):
                things, references = _by_reference(reader, page.things, labels)
                rows = len(references)
            elif group in small:
                things = _in_order(group.layout, page.things, keys, labels)
                rows = _citing_things(reader, group, things)
            else:
                things = tuple(sorted(page.things))
            before = _page_number(group, wanted) * CAP
            chosen[group.key] = Chosen(
                things, before, page.more, page.least, references=references, rows=rows
            )
    return chosen, labels


def _makes_citations(group: Group) -> bool:
    return group.layout.iri == hn.citing and group.layout.inverse and not group.by_rule


def _by_reference(
    reader: Reader, things: Sequence[str], labels: Labels
) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """Return citations in the order of what they refer to, documents first, and how many there are of each."""
    said: dict[str, dict[str, list[str]]] = {}
    for property_iri in (hn.cited, hn.refersTo, hn.candidate, dct.type):
        values: dict[str, list[str]] = defaultdict(list)
        for row in select_batched(reader, _KeyRow, "values-of", things, property=property_iri):
            values[row.thing].append(row.value)
        said[property_iri] = values
    alike: dict[ReferenceKey, list[str]] = defaultdict(list)
    for thing in things:
        cited, named, meant = (said[name].get(thing, ()) for name in (hn.cited, hn.refersTo, hn.candidate))
        alike[reference_key(thing, cited, named, meant)].append(thing)

    def place(key: ReferenceKey) -> tuple[int, int, str, ReferenceKey]:
        kinds = [_kind_rank(kind) for thing in alike[key] for kind in said[dct.type].get(thing, ())]
        return key.rank, min(kinds, default=len(_KINDS)), min(map(labels.order, alike[key])), key

    ordered = [
        sorted(alike[key], key=lambda one: (labels.order(one), one)) for key in sorted(alike, key=place)
    ]
    return tuple(thing for some in ordered for thing in some), tuple(map(len, ordered))


_KINDS: Final = ("full", "short", "title", "congress", "plenum", "campaign", "class")
"""Kinds of citations in the order in which references of one sort are shown."""


def _kind_rank(kind: str) -> int:
    slug = kind.rpartition("/")[2]
    return _KINDS.index(slug) if slug in _KINDS else len(_KINDS)


def _citing_things(reader: Reader, group: Group, things: Sequence[str]) -> int:
    """Return how many things cite by the citations of a group that cite this one; 0 for any other group."""
    if group.layout.iri not in (hn.cited, hn.refersTo) or not group.layout.inverse or group.by_rule:
        return 0
    rows = select_batched(reader, _KeyRow, "values-of", things, property=hn.citing)
    return len({row.value for row in rows})


def _page(known: Known, group: Group, wanted: EntitySlice) -> LinkPage:
    number, whole = _page_number(group, wanted), bool(wanted.group)
    return known.links.of_kinds(group.layout.iri, group.layout.kinds, number, whole=whole)


def _page_number(group: Group, wanted: EntitySlice) -> int:
    """Return which thousand of the links is looked through; as of a day it is always the first."""
    return wanted.first // CAP if wanted.group and (group.by_rule or not wanted.at) else 0


def _read_keys(
    reader: Reader, things_of: Mapping[GroupLayout, Sequence[str]]
) -> Mapping[tuple[str, str], list[str]]:
    """Look up what things are put in order by, and nothing else of them: property and thing -> values."""
    wanted: dict[str, dict[str, None]] = defaultdict(dict)
    for layout, things in things_of.items():
        if layout.sort or layout.slots:
            wanted[_key_of(layout)].update(dict.fromkeys(things))
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for property_iri, named in wanted.items():
        for row in select_batched(reader, _KeyRow, "values-of", named, property=property_iri):
            found[property_iri, row.thing].append(row.value)
    return found


def _key_of(layout: GroupLayout) -> str:
    """Return the property by which the things of a backward group are put in order."""
    if layout.sort:
        return layout.sort
    return schema.startDate


def _in_order(
    layout: GroupLayout, things: Sequence[str], keys: Mapping[tuple[str, str], list[str]], labels: Labels
) -> tuple[str, ...]:
    def place(thing: str) -> tuple[str, str, str]:
        return _key(layout, keys.get((_key_of(layout), thing), [])), labels.order(thing), thing

    return tuple(sorted(things, key=place))


def _key(layout: GroupLayout, values: Sequence[str]) -> str:
    if layout.sort:
        return min((value.zfill(8) for value in values), default="~")
    return min(values, default="~")


def values_of(facts: Facts, group: Group) -> Sequence[Term]:
    """Return the values of a forward group: those that do not only follow, where there are any."""
    property_iri = group.layout.iri
    if group.by_rule:
        return [value for name, value in facts.entailed if name == property_iri]
    values = facts.own.get(property_iri, ())
    return [value for value in values if (property_iri, value) not in facts.entailed] or values


def value_order(facts: Facts, layout: GroupLayout, value: Term, labels: Labels) -> tuple[bool, str, str]:
    """Return what decides which values are shown: those that are attested first, then by a name or the text."""
    attested = bool(facts.evidence.of((facts.iri, layout.iri, value)))
    text = text_of(value)
    name = labels.order(text) if isinstance(value, NamedNode) else text.casefold()
    return (not attested, name.zfill(12) if name.isdigit() else name, str(value))
