"""What points to a thing: counted, and read a thousand at a time, however much it is.

A chunk is a thousand things in the order of the store, which never changes within a version; so the pages of a list
are the same whoever asks, and one far down costs no more than reading past the ones before it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from pyoxigraph import NamedNode

from graph.limits import LIMITS
from graph.store.reader import Reader
from ontology.iris import CONCEPT, HN, ID, KINDS
from ontology.vocabulary import vocabulary
from queries.read.rows import Row, ask, text_of
from web.things import kind_of

CAP: Final = LIMITS.values_counted
"""Counts stop here: what is more is said to be more. So many things are a chunk."""
COUNTED: Final = LIMITS.links_counted
"""Among so many links those by each property are counted (incoming-counts.rq)."""
LOOKED: Final = LIMITS.links_filtered
"""So many things are looked through for those of one kind (incoming-of-kinds.rq)."""
GLANCED: Final = LIMITS.links_sampled
"""Of a hub, to which more points than that, so many things are read where ten of them are shown."""

_BEGINNINGS: Final = {
    **{kind: f"{ID}{kind}/" for kind in KINDS},
    "concept": CONCEPT,
    "ontology": HN,
}


@dataclass(frozen=True)
class Chunk:
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


class Incoming:
    """What points to one thing, by property; each chunk is read once."""

    def __init__(self, reader: Reader, iri: str) -> None:
        self._reader = reader
        self._iri = iri
        self.counts = incoming_counts(reader, iri)
        self.counted = sum(self.counts.values()) <= COUNTED
        self._least: dict[str, int] = {}
        self._glanced: dict[str, Chunk] = {}
        self._read: dict[tuple[str, int], Chunk] = {}

    def first(self, property_iri: str) -> Chunk:
        """Return the first chunk of what points here by a property; of a hub the beginning of it."""
        if not self.counts.get(property_iri):
            return Chunk()
        if not self._is_hub(property_iri):
            return self.chunk(property_iri)
        if property_iri not in self._glanced:
            rows = ask(self._reader, "incoming", 0, GLANCED, thing=self._iri, property=property_iri)
            self._glanced[property_iri] = replace(_named(rows), more=True, least=CAP)
        return self._glanced[property_iri]

    def _is_hub(self, property_iri: str) -> bool:
        count = self.counts.get(property_iri, 0)
        if self.counted:
            return count > LOOKED
        return count > CAP or (count > 0 and self._at_least(property_iri) > CAP)

    def _at_least(self, property_iri: str) -> int:
        """Return how many point here by a property of which few were seen: there may be any number more."""
        if property_iri not in self._least:
            rows = ask(self._reader, "incoming-at-least", thing=self._iri, property=property_iri)
            self._least[property_iri] = int(text_of(rows[0]["count"]))
        return self._least[property_iri]

    def chunk(self, property_iri: str, number: int = 0) -> Chunk:
        """Return one chunk of what points here by a property."""
        key = (property_iri, number)
        if key not in self._read:
            rows = ask(self._reader, "incoming", number * CAP, thing=self._iri, property=property_iri)
            self._read[key] = _chunk(_named(rows).things)
        return self._read[key]

    def of_kinds(self, property_iri: str, kinds: Sequence[str], number: int = 0, *, whole: bool) -> Chunk:
        """Return one chunk of the things of these kinds that point here by a property; of no kinds, of all.

        Of a hub they are looked for among the beginning only, unless the `whole` is to be looked through: there may be
        fewer than there could be (`more` says so).
        """
        first = self.chunk(property_iri) if whole else self.first(property_iri)
        if not kinds:
            return self.chunk(property_iri, number) if number else first
        beginnings = [_BEGINNINGS[kind] for kind in kinds if kind in _BEGINNINGS]
        if not first.more or len(beginnings) < len(kinds) or (self._is_hub(property_iri) and not whole):
            found = tuple(t for t in first.things if kind_of(t) in kinds)
            return Chunk(found if number == 0 else (), first.more and number == 0)
        query = "incoming-of-kinds-all" if whole else "incoming-of-kinds"
        rows = ask(
            self._reader, query, number * CAP, thing=self._iri, property=property_iri, kinds=beginnings
        )
        return _chunk(_named(rows).things)


def _named(rows: Iterable[Row]) -> Chunk:
    return Chunk(tuple(text_of(row["from"]) for row in rows if isinstance(row["from"], NamedNode)))


def _chunk(things: Sequence[str]) -> Chunk:
    return Chunk(tuple(things[:CAP]), len(things) > CAP)


def incoming_counts(reader: Reader, iri: str) -> dict[str, int]:
    """Return property -> how many things point to this one by it; of a hub, at least so many."""
    counts = {
        text_of(row["property"]): int(text_of(row["count"]))
        for row in ask(reader, "incoming-counts", thing=iri)
    }
    if sum(counts.values()) > COUNTED:
        known = [term.iri for term in vocabulary().of_kind("property", ours=False)]
        for row in ask(reader, "points-here", thing=iri, properties=known):
            counts.setdefault(text_of(row["property"]), CAP + 1)
    return counts
