"""The things of a kind: listed and counted."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, NamedTuple

from graph.errors import InputError
from graph.limits import LIMITS
from graph.store.reader import Reader
from ontology.iris import BASE
from ontology.kinds import CLASS_OF_KIND
from ontology.vocabulary import vocabulary
from queries.read.rows import CountRow, select

COUNTED: Final = LIMITS.things_counted
"""Counts stop here: what is more is said to be more (count-of-class.rq)."""


class _ThingRow(NamedTuple):
    thing: str


class _PersonRow(NamedTuple):
    person: str


@dataclass(frozen=True)
class KindCount:
    """How many things of a kind there are; `capped`: at least so many."""

    kind: str
    number: int
    capped: bool


def things_of_kind(reader: Reader, kind: str) -> list[str]:
    """Return the things of a kind in the order of the store, at most one more than a search finds.

    Raises InputError for a kind that has no list.
    """
    if kind not in CLASS_OF_KIND:
        kinds = ", ".join(sorted(CLASS_OF_KIND))
        raise InputError(
            "Things of the kind %(kind)s cannot be listed.",
            hint="The kinds: %(kinds)s.",
            values={"kind": kind[:40], "kinds": kinds},
        )
    rows = select(reader, _ThingRow, "things-of-class", class_=CLASS_OF_KIND[kind])
    return list(dict.fromkeys(row.thing for row in rows))


def things_to_choose(reader: Reader, kinds: Iterable[str]) -> list[str]:
    """Return the things of these kinds, or concepts of these schemes (`concept/role`), where a form can offer them all:
    none where they are more than a choice holds.
    """
    things: list[str] = []
    for kind in kinds:
        if kind.startswith("concept/"):
            things += [concept.iri for concept in vocabulary().concepts(BASE + kind)]
        elif kind in CLASS_OF_KIND:
            things += things_of_kind(reader, kind)
    return list(dict.fromkeys(things)) if len(things) <= LIMITS.parameter_choices else []


def count_kinds(reader: Reader, kinds: Iterable[str]) -> tuple[KindCount, ...]:
    """Return how many things there are of each of these kinds; those without any are left out."""
    counts = ((kind, count_things(reader, CLASS_OF_KIND[kind])) for kind in kinds)
    return tuple(KindCount(kind, min(count, COUNTED), count > COUNTED) for kind, count in counts if count)


def count_things(reader: Reader, class_: str) -> int:
    """Return how many things of a class there are, at most one more than are counted."""
    (row,) = select(reader, CountRow, "count-of-class", class_=class_)
    return row.count_


def listed_things(reader: Reader) -> list[str]:
    """Return the things that have pages worth finding, for a site map."""
    return [row.thing for row in select(reader, _ThingRow, "things-listed")]


def specimen(reader: Reader) -> str:
    """Return a person of whom many sources say that they held a post; empty where nobody held any."""
    return next((row.person for row in select(reader, _PersonRow, "specimen")), "")
