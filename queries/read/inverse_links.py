"""What points to a thing: counted, and read a thousand at a time, however much it is.

A page of links is a thousand things in the order of the store, which never changes within a version; so the pages of a
list are the same whoever asks, and one far down costs no more than reading past the ones before it.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from pyoxigraph import BlankNode, NamedNode

from graph.limits import LIMITS
from graph.store.reader import Reader, Term
from ontology.iris import CONCEPT, HN, ID, KINDS
from ontology.kinds import kind_of
from ontology.vocabulary import vocabulary
from queries.read.rows import CountRow, select, select_of_nodes, text_of

CAP: Final = LIMITS.values_counted
"""Counts stop here: what is more is said to be more. So many things are a page."""
COUNTED: Final = LIMITS.links_counted
"""Among so many links those by each property are counted (incoming-counts.rq)."""
LOOKED: Final = LIMITS.links_filtered
"""So many things are looked through for those of one kind (incoming-of-kinds.rq)."""
SAMPLED: Final = LIMITS.links_sampled
"""Of a high-degree node, to which more points than that, so many things are read where ten of them are shown."""

_BEGINNINGS: Final = {
    **{kind: f"{ID}{kind}/" for kind in KINDS},
    "concept": CONCEPT,
    "ontology": HN,
}


class _LinkRow(NamedTuple):
    from_: Term


class PropertyCount(NamedTuple):
    """How many things point somewhere by a property."""

    property: str
    count_: int


class _PointingRow(NamedTuple):
    property: str
    from_: str


class _PropertyRow(NamedTuple):
    property: str


@dataclass(frozen=True)
class LinkPage:
    """Things that point here, in the order of the store, and whether there are more after them; `least` how many there
    are at least, where that is more than were read.
    """

    things: tuple[str, ...] = ()
    more: bool = False
    least: int = 0

    @property
    def count(self) -> int:
        """How many there are, at least."""
        return max(self.least, len(self.things))


class InverseLinks:
    """What points to one thing, by property; each page is read once."""

    def __init__(self, reader: Reader, iri: str) -> None:
        self._reader = reader
        self._iri = iri
        self.counts = inverse_counts(reader, iri)
        self.counted = sum(self.counts.values()) <= COUNTED
        self._least: dict[str, int] = {}
        self._sampled: dict[str, LinkPage] = {}
        self._read: dict[tuple[str, int], LinkPage] = {}

    def first(self, property_iri: str) -> LinkPage:
        """Return the first page of what points here by a property; of a high-degree node the beginning of it."""
        if not self.counts.get(property_iri):
            return LinkPage()
        if not self._is_high_degree(property_iri):
            return self.page(property_iri)
        if property_iri not in self._sampled:
            rows = select(
                self._reader, _LinkRow, "incoming", most=SAMPLED, thing=self._iri, property=property_iri
            )
            self._sampled[property_iri] = replace(_named(rows), more=True, least=CAP)
        return self._sampled[property_iri]

    def _is_high_degree(self, property_iri: str) -> bool:
        count = self.counts.get(property_iri, 0)
        if self.counted:
            return count > LOOKED
        return count > CAP or (count > 0 and self._at_least(property_iri) > CAP)

    def _at_least(self, property_iri: str) -> int:
        """Return how many point here by a property of which few were seen: there may be any number more."""
        if property_iri not in self._least:
            (row,) = select(
                self._reader, CountRow, "incoming-at-least", thing=self._iri, property=property_iri
            )
            self._least[property_iri] = row.count_
        return self._least[property_iri]

    def page(self, property_iri: str, number: int = 0) -> LinkPage:
        """Return one page of what points here by a property."""
        key = (property_iri, number)
        if key not in self._read:
            rows = select(
                self._reader,
                _LinkRow,
                "incoming",
                skip=number * CAP,
                thing=self._iri,
                property=property_iri,
            )
            self._read[key] = _page(_named(rows).things)
        return self._read[key]

    def of_kinds(self, property_iri: str, kinds: Sequence[str], number: int = 0, *, whole: bool) -> LinkPage:
        """Return one page of the things of these kinds that point here by a property; of no kinds, of all.

        Of a high-degree node they are looked for among the beginning only, unless the `whole` is to be looked through:
        there may be fewer than there could be (`more` says so).
        """
        first = self.page(property_iri) if whole else self.first(property_iri)
        if not kinds:
            return self.page(property_iri, number) if number else first
        beginnings = [_BEGINNINGS[kind] for kind in kinds if kind in _BEGINNINGS]
        if (
            not first.more
            or len(beginnings) < len(kinds)
            or (self._is_high_degree(property_iri) and not whole)
        ):
            found = tuple(t for t in first.things if kind_of(t) in kinds)
            return LinkPage(found if number == 0 else (), first.more and number == 0)
        query = "incoming-of-kinds-all" if whole else "incoming-of-kinds"
        rows = select(
            self._reader,
            _LinkRow,
            query,
            skip=number * CAP,
            thing=self._iri,
            property=property_iri,
            kinds=beginnings,
        )
        return _page(_named(rows).things)


class LinksToNode(InverseLinks):
    """What points to one blank node, read at once: at most one more than `CAP`."""

    def __init__(self, reader: Reader, iri: str) -> None:
        found: dict[str, list[str]] = defaultdict(list)
        for row in select_of_nodes(reader, _PointingRow, "links-to", [iri]):
            found[row.property].append(row.from_)
        self._pages = {name: tuple(sorted(things)) for name, things in found.items()}
        self.counts = {name: len(things) for name, things in found.items()}
        self.counted = True

    def first(self, property_iri: str) -> LinkPage:
        return self.page(property_iri)

    def page(self, property_iri: str, number: int = 0) -> LinkPage:
        return _page(self._pages.get(property_iri, ())) if number == 0 else LinkPage()

    def of_kinds(self, property_iri: str, kinds: Sequence[str], number: int = 0, *, whole: bool) -> LinkPage:
        page = self.page(property_iri, number)
        things = tuple(thing for thing in page.things if not kinds or kind_of(thing) in kinds)
        return replace(page, things=things)


def _named(rows: Iterable[_LinkRow]) -> LinkPage:
    """Return a page of things; a blank node among them is named by its skolem IRI."""
    return LinkPage(tuple(text_of(row.from_) for row in rows if isinstance(row.from_, NamedNode | BlankNode)))


def _page(things: Sequence[str]) -> LinkPage:
    return LinkPage(tuple(things[:CAP]), len(things) > CAP)


def inverse_counts(reader: Reader, iri: str) -> dict[str, int]:
    """Return property -> how many things point to this one by it; of a high-degree node, at least so many."""
    counts = {row.property: row.count_ for row in select(reader, PropertyCount, "incoming-counts", thing=iri)}
    if sum(counts.values()) > COUNTED:
        known = [term.iri for term in vocabulary().of_kind("property", ours=False)]
        for row in select(reader, _PropertyRow, "points-here", thing=iri, properties=known):
            counts.setdefault(row.property, CAP + 1)
    return counts


def read_links(reader: Reader, iri: str, property_iri: str) -> list[Term]:
    """Return what points here by a property, IRIs and blank nodes, in the order of the store: at most one more than
    `CAP`.
    """
    return [row.from_ for row in select(reader, _LinkRow, "incoming", thing=iri, property=property_iri)]
