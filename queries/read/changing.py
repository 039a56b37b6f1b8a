"""Read what an act of review would change: the things whose labels and the sources whose texts its page needs.

Things that the act itself makes or names have no labels yet: what it says they are called is given beside the record.
"""

from collections.abc import Iterable, Iterator

from pyoxigraph import Literal, NamedNode, Triple

from graph.review.conflicts import Conflict
from graph.review.outcome import Outcome
from ontology.properties import CONSEQUENCES, OF_THE_VOCABULARY, STRUCTURAL
from ontology.terms import rdfs, skos
from queries.read.labels import Labels

_SHOWN_NAMES = frozenset((skos.prefLabel, skos.altLabel))


def shown_changes(triples: Iterable[Triple]) -> list[Triple]:
    """Return the statements worth showing, in order: what follows from others, and types, are only counted."""
    hidden = (STRUCTURAL | OF_THE_VOCABULARY | CONSEQUENCES) - _SHOWN_NAMES
    said = [t for t in triples if t.predicate.value not in hidden and isinstance(t.subject, NamedNode)]
    return sorted(said, key=str)


def iris_of_outcome(outcome: Outcome) -> Iterator[str]:
    """Yield the IRI of everything in an outcome whose label a view needs."""
    for triple in (*shown_changes(outcome.gained), *shown_changes(outcome.lost)):
        for node in (triple.subject, triple.object):
            if isinstance(node, NamedNode):
                yield node.value
    yield from iris_of_conflicts((*outcome.made, *outcome.solved))


def iris_of_conflicts(conflicts: Iterable[Conflict]) -> Iterator[str]:
    """Yield the IRI of everything in conflicts whose label a view needs, their sources among them."""
    for conflict in conflicts:
        yield from conflict.things
        yield from (claim.source for claim in conflict.claims)


def sources_of_conflicts(conflicts: Iterable[Conflict]) -> Iterator[str]:
    """Yield the IRIs of the sources that say the sides of conflicts."""
    for conflict in conflicts:
        yield from (claim.source for claim in conflict.claims)


def labels_gained(outcome: Outcome) -> Labels:
    """Return what an act would have things called."""
    found: dict[str, dict[str, str]] = {}
    for predicate in (skos.prefLabel, rdfs.label):  # what no source names, a rule does
        for triple in sorted(outcome.gained, key=str):
            if triple.predicate.value == predicate and isinstance(triple.object, Literal):
                named = found.setdefault(str(triple.subject.value), {})  # type: ignore[union-attr]
                named.setdefault(triple.object.language or "", triple.object.value)
    return Labels(found)
