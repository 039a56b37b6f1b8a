"""The classes in use as a tree: each with its properties, how often they are used, and the first things of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from graph.limits import LIMITS
from graph.statistics.counts import Count, Kind, Pair
from graph.store.reader import Reader
from ontology.prefixes import PREFIXES
from queries.read.partitions import things_of
from queries.read.rows import select_batched
from queries.read.terms_in_use import statistics_of

_OF_VOCABULARIES = tuple(PREFIXES[name] for name in ("owl", "rdf", "rdfs", "sd", "sh", "skos"))
"""Namespaces of classes that terms are of, and not what sources speak of."""


class _AboveRow(NamedTuple):
    thing: str
    above: str


@dataclass(frozen=True)
class ClassNode:
    """A class with its counts, its properties that are used most, some of its things, and the classes below it."""

    count: Count
    properties: tuple[Pair, ...]
    more_properties: bool
    things: tuple[str, ...]
    below: tuple["ClassNode", ...]

    def iris(self) -> Iterator[str]:
        """Yield what a view needs labels of."""
        yield self.count.iri
        yield from (pair.property for pair in self.properties)
        yield from self.things
        for one in self.below:
            yield from one.iris()


@dataclass(frozen=True)
class ModelTree:
    """The classes of things, those of records in named graphs, and those of vocabularies; `more`: not all are shown."""

    things: tuple[ClassNode, ...]
    records: tuple[ClassNode, ...]
    terms: tuple[ClassNode, ...]
    more: bool

    def iris(self) -> Iterator[str]:
        """Yield what a view needs labels of."""
        for one in (*self.things, *self.records, *self.terms):
            yield from one.iris()


def read_model_tree(reader: Reader) -> ModelTree | None:
    """Return the classes that are used most as a tree; None where nothing has been counted yet."""
    found = statistics_of(reader)
    if found is None:
        return None
    most = LIMITS.model_classes
    counts = {one.iri: one for one in found.statistics.terms(Kind.CLASS, most)}
    above = _parents(reader, counts)
    nodes: dict[str, list[str]] = {}
    for iri in counts:
        nodes.setdefault(above.get(iri, ""), []).append(iri)

    def node(iri: str, seen: frozenset[str]) -> ClassNode:
        count = counts[iri]
        pairs = found.statistics.pairs_of(iri, LIMITS.model_properties + 1)
        things = things_of(reader, iri, LIMITS.model_things) if count.number else []
        below = (node(one, seen | {iri}) for one in nodes.get(iri, ()) if one not in seen)
        shown = tuple(pairs[: LIMITS.model_properties])
        return ClassNode(count, shown, len(pairs) > len(shown), tuple(things), tuple(below))

    tops = [node(iri, frozenset()) for iri in nodes.get("", ())]
    terms = [one for one in tops if one.count.iri.startswith(_OF_VOCABULARIES)]
    others = [one for one in tops if not one.count.iri.startswith(_OF_VOCABULARIES)]
    return ModelTree(
        tuple(one for one in others if one.count.number),
        tuple(one for one in others if not one.count.number),
        tuple(terms),
        found.statistics.size(Kind.CLASS) > most,
    )


def _parents(reader: Reader, counts: dict[str, Count]) -> dict[str, str]:
    """Return of each class the one that it is shown below: the narrowest that it is said to narrow, without circles."""
    found: dict[str, list[str]] = {}
    for row in select_batched(reader, _AboveRow, "superclasses", counts):
        if row.above in counts:
            found.setdefault(row.thing, []).append(row.above)
    parents: dict[str, str] = {}
    for iri, above in sorted(found.items()):
        for one in sorted(above, key=lambda other: (counts[other].number or counts[other].in_graphs, other)):
            if not _leads(parents, one, iri):
                parents[iri] = one
                break
    return parents


def _leads(parents: dict[str, str], start: str, end: str) -> bool:
    while start:
        if start == end:
            return True
        start = parents.get(start, "")
    return False
