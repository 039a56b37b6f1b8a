"""How a version divides into classes and properties, with examples: what VoID tells of it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple, TypeVar

from graph.limits import LIMITS
from graph.statistics.counts import Count, Kind, Pair, Range, Statistics, Totals
from graph.store.reader import Reader, VersionName
from ontology.kinds import CLASS_OF_KIND
from queries.read.rows import select
from queries.read.terms_in_use import statistics_of

_Counted = TypeVar("_Counted", Pair, Range)
_Key = TypeVar("_Key")
_EXAMPLES = ("programme", "document", "event", "person", "organisation")
"""Kinds of which one thing is given as an example."""


class _ThingRow(NamedTuple):
    thing: str


@dataclass(frozen=True)
class Partitions:
    """The default graph of a version by class and property.

    `pairs` are by class, `classes_of` and `datatypes_of` by class and property. `whole`: nothing was left out.
    `examples` are things of ours.
    """

    version: VersionName
    totals: Totals
    classes: tuple[Count, ...]
    properties: tuple[Count, ...]
    pairs: Mapping[str, tuple[Pair, ...]]
    classes_of: Mapping[tuple[str, str], tuple[Range, ...]]
    datatypes_of: Mapping[tuple[str, str], tuple[Range, ...]]
    whole: bool
    examples: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        """How many partitions there are, those within others counted."""
        within = (self.pairs, self.classes_of, self.datatypes_of)
        return (
            len(self.classes)
            + len(self.properties)
            + sum(len(some) for one in within for some in one.values())
        )


def read_partitions(reader: Reader) -> Partitions | None:
    """Return the partitions of the version that is read; None while they have not been counted."""
    found = statistics_of(reader)
    if found is None or not found.current:
        return None
    partitions = partitions_of(reader.version, found.statistics)
    return replace(partitions, examples=tuple(_examples(reader, {one.iri for one in partitions.classes})))


def partitions_of(version: VersionName, counts: Statistics) -> Partitions:
    """Return the partitions that statistics of a version tell, without examples."""
    most = LIMITS.term_pairs_listed
    classes = counts.terms(Kind.CLASS, most + 1)
    properties = counts.terms(Kind.PROPERTY, most + 1)
    pairs = counts.pairs(most + 1)
    to_classes, to_datatypes = counts.ranges(Kind.CLASS, most + 1), counts.ranges(Kind.DATATYPE, most + 1)
    return Partitions(
        version,
        counts.totals(),
        tuple(one for one in classes[:most] if one.number),
        tuple(one for one in properties[:most] if one.number),
        _grouped((one for one in pairs[:most] if one.number), lambda pair: pair.subject_class),
        _grouped(to_classes[:most], _pair_of),
        _grouped(to_datatypes[:most], _pair_of),
        all(len(some) <= most for some in (classes, properties, pairs, to_classes, to_datatypes)),
    )


def _pair_of(one: Range) -> tuple[str, str]:
    return one.subject_class, one.property


def _grouped(counts: Iterable[_Counted], key: Callable[[_Counted], _Key]) -> dict[_Key, tuple[_Counted, ...]]:
    found: dict[_Key, list[_Counted]] = {}
    for one in counts:
        found.setdefault(key(one), []).append(one)
    return {key_: tuple(some) for key_, some in found.items()}


def _examples(reader: Reader, used: set[str]) -> Iterator[str]:
    for kind in _EXAMPLES:
        if CLASS_OF_KIND[kind] in used:
            yield from things_of(reader, CLASS_OF_KIND[kind], 1)


def things_of(reader: Reader, class_: str, most: int) -> list[str]:
    """Return the first things of a class, in the order of the store."""
    return [row.thing for row in select(reader, _ThingRow, "members-of-class", most=most, class_=class_)]
