"""The path from what is traced to the words: which statements tie them, and which of these are inferred.

A union is traced to a directive through a programme that it signed and that cites: where the signature is inferred,
the trace says so, as it does of the citing. A part (a task, a recommendation) is shown by its whole, with the part as a
step of the path.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from graph.claims.claim import INFERRED, REJECTED
from graph.store.reader import Reader
from ontology.terms import dct, hn, schema
from queries.read.evidence import ClaimRecord, claims_about
from queries.read.rows import batches, select_batched, text_of
from queries.read.trace.activities import Belonging
from queries.read.trace.facts import Relation

_OF_EVENTS: Final = (hn.adoptedAt, hn.signedAt, hn.givenAt)
_NEAR: Final[Mapping[Relation, tuple[str, ...]]] = {
    Relation.MADE: (schema.creator,),
    Relation.SAID: (schema.creator,),
    Relation.ISSUED: (schema.legislationPassedBy,),
    Relation.SIGNED: (hn.signatory,),
    Relation.HELD: (schema.organizer,),
    Relation.ADOPTED_THERE: (hn.adoptedAt,),
    Relation.SIGNED_THERE: (hn.signedAt,),
    Relation.SAID_THERE: (hn.givenAt,),
    Relation.PART_OF_IT: (schema.isPartOf, schema.superEvent),
    Relation.OF_THE_TERM: (dct.temporal, hn.term),
}
"""Relation -> the properties by one of which what cites is tied to what is traced."""
_FAR: Final[Mapping[Relation, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    Relation.AT_ITS_EVENT: (_OF_EVENTS, (schema.organizer,)),
    Relation.AT_A_PART: (_OF_EVENTS, (schema.superEvent,)),
    Relation.PART: ((schema.isPartOf,), (schema.creator, hn.signatory, *_OF_EVENTS)),
}
"""Relation -> the properties that tie what cites to what lies between, and that to what is traced."""
_APPEARANCE: Final = (hn.agent, hn.onBehalfOf)


@dataclass(frozen=True)
class PathStep:
    """One statement on a path (IRIs), and whether no source makes it outright."""

    subject: str
    property: str
    object: str
    inferred: bool = False


class _PartRow(NamedTuple):
    citation: str
    part: str
    whole: str


class Paths:
    """Reads the statements of paths, each once for one trace of `thing`."""

    def __init__(self, reader: Reader, thing: str) -> None:
        self._reader = reader
        self._thing = thing
        self._inferred: dict[tuple[str, str, str], bool] = {}

    def read(self, found: Iterable[tuple[str, Belonging]]) -> None:
        """Look up the statements that tie these things that cite to what is traced."""
        wanted: dict[str, set[str]] = defaultdict(set)
        for citing, belonging in found:
            for subject, properties, _ in self._ties(citing, belonging):
                for property_iri in properties:
                    wanted[property_iri].add(subject)
        for property_iri, subjects in sorted(wanted.items()):
            for some in batches(subjects):
                self._inferred |= inferred_of(claims_about(self._reader, some, property_iri))

    def of(self, citing: str, belonging: Belonging) -> tuple[PathStep, ...]:
        """Return the steps from what cites to what is traced, as far as statements tie them."""
        steps = []
        for subject, properties, value in self._ties(citing, belonging):
            stated = [one for one in properties if (subject, one, value) in self._inferred]
            property_iri = stated[0] if stated else properties[0]
            steps.append(
                PathStep(
                    subject, property_iri, value, self._inferred.get((subject, property_iri, value), False)
                )
            )
        return tuple(steps)

    def _ties(self, citing: str, belonging: Belonging) -> Iterator[tuple[str, tuple[str, ...], str]]:
        """Yield subject, possible properties and value of each step, from what cites on."""
        relation, via = belonging.relation, belonging.via
        if relation is None:
            return
        if relation in _NEAR:
            yield citing, _NEAR[relation], self._thing
        elif relation in _FAR and via:
            first, second = _FAR[relation]
            yield citing, first, via
            yield via, second, self._thing
        elif relation is Relation.TOOK_PART and via:
            yield via, (hn.event,), citing
            yield via, _APPEARANCE, self._thing
        elif belonging.speaker:
            yield citing, (schema.creator,), belonging.speaker


def read_parts(reader: Reader, citations: Iterable[str]) -> dict[tuple[str, str], tuple[str, ...]]:
    """Return citation and whole -> the parts of the whole that make the citation."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in select_batched(reader, _PartRow, "parts-that-cite", set(citations)):
        found[row.citation, row.whole].add(row.part)
    return {key: tuple(sorted(parts)) for key, parts in found.items()}


def inferred_of(claims: Sequence[ClaimRecord]) -> dict[tuple[str, str, str], bool]:
    """Return whether each statement of some claims is made by no source outright; without those that were rejected."""
    statuses: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for one in claims:
        statuses[one.subject, one.predicate, text_of(one.value)].add(one.status)
    return {
        statement: found - {REJECTED} == {INFERRED}
        for statement, found in statuses.items()
        if found != {REJECTED}
    }
