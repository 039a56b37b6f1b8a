"""Filter a trace: by year, what cites, its event and its body, by document, kind, language and status of citation."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from graph.limits import LIMITS
from ontology.iris import CONCEPT, ID
from queries.read.trace.citations import CitationRecord

_KINDS: Final = CONCEPT + "citation/"
UNKNOWN: Final = "unknown"
"""The year of what has no date."""


class Facet(StrEnum):
    """What a trace is filtered by, in the order in which they are shown. The values stand in addresses."""

    YEAR = "year"
    CITING = "citing"
    EVENT = "event"
    BODY = "body"
    DOCUMENT = "document"
    KIND = "kind"
    LANGUAGE = "language"
    STATUS = "status"

    def values(self, one: CitationRecord) -> tuple[str, ...]:
        """Return the values that a citation has, as they stand in an address: things without the base of our IRIs."""
        match self:
            case Facet.YEAR:
                return (one.day[:4] or UNKNOWN,)
            case Facet.STATUS:
                return (one.status,)
            case Facet.KIND:
                return (one.kind.removeprefix(_KINDS),) if one.kind else ()
            case Facet.LANGUAGE:
                return (one.language,) if one.language else ()
            case Facet.BODY:
                return tuple(body.removeprefix(ID) for body in one.bodies)
        thing = {Facet.CITING: one.citing, Facet.EVENT: one.event, Facet.DOCUMENT: one.cited}[self]
        return (thing.removeprefix(ID),) if thing else ()

    def iri(self, value: str) -> str:
        """Return the IRI that a value names; empty where it names none.

        >>> Facet.EVENT.iri("event/cluster-1-signing-2024-04"), Facet.YEAR.iri("2024")
        ('https://w3id.org/huunghi/id/event/cluster-1-signing-2024-04', '')
        """
        if self is Facet.KIND:
            return value if "://" in value else _KINDS + value
        if self in (Facet.CITING, Facet.EVENT, Facet.BODY, Facet.DOCUMENT):
            return value if ":" in value else ID + value
        return ""


@dataclass(frozen=True)
class Filter:
    """The value chosen for each facet, and the facet of which all values are asked for."""

    chosen: Mapping[Facet, str] = field(default_factory=lambda: MappingProxyType({}))
    opened: Facet | None = None

    def keeps(self, one: CitationRecord, *, but: Facet | None = None) -> bool:
        """Return whether a citation has all that was chosen, leaving one facet out of account."""
        return all(value in facet.values(one) for facet, value in self.chosen.items() if facet is not but)


@dataclass(frozen=True)
class FacetCount:
    """One facet, with the values that most citations have and their counts; `count` is of all values."""

    facet: Facet
    values: tuple[tuple[str, int], ...]
    count: int


def count_facets(
    citations: Iterable[CitationRecord], filter_: Filter, *, without: frozenset[Facet] = frozenset()
) -> tuple[FacetCount, ...]:
    """Return every facet that could narrow the trace; the counts of one are those under the choices of the others.

    Counted are citations, each once, whatever cites in them.
    """
    all_of_them = list(citations)
    found = []
    for facet in Facet:
        having: dict[str, set[str]] = defaultdict(set)
        kept: set[str] = set()
        for one in all_of_them:
            if filter_.keeps(one, but=facet):
                kept.add(one.citation)
                for value in facet.values(one):
                    having[value].add(one.citation)
        counts = {value: len(some) for value, some in having.items()}
        rows = len(kept)
        value = filter_.chosen.get(facet, "")
        # What every citation has narrows nothing.
        narrows = any(count < rows for count in counts.values())
        if facet in without or not (narrows or value):
            continue
        if value:
            counts.setdefault(value, 0)
        ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
        listed = ordered if filter_.opened is facet else ordered[: LIMITS.trace_facet_values_listed]
        if value and value not in dict(listed):
            listed.append((value, counts[value]))
        if facet is Facet.YEAR:
            listed.sort()
        found.append(FacetCount(facet, tuple(listed), len(counts)))
    return tuple(found)
