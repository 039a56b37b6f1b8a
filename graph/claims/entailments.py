"""Why an entailed statement holds: records that lead from a shortcut to the claims that it rests on.

A rule states `schema:citation` or `org:memberOf` of the ends of a relation (a citation, a membership), and nobody
claims that. So each relation behind such a statement has an `hn:Entailment` in the graph of what is entailed: the
triple, every accepted claim of the statements about the relation that it needs (`prov:wasDerivedFrom`), and the weakest
of their statuses, where of several claims of one statement the best counts. A statement that a source makes outright
has none: its claims say why it holds.
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Final

from pyoxigraph import NamedNode, Triple

from graph.claims import claim as claims
from graph.claims.claim import EXPLICIT, INFERRED
from ontology.entailment import Shortcut, rules
from ontology.iris import ID, mint
from ontology.terms import hn, prov, rdf

PREFIX: Final = f"{ID}entailment/"
_TYPES: Final = tuple(map(NamedNode, (hn.Entailment, rdf.Statement, prov.Entity)))

Claimed = Callable[[Triple], Iterable[tuple[NamedNode, str]]]
"""Gives the accepted claims of a statement, each with its status as reviewers left it."""


def is_record(triple: Triple) -> bool:
    """Whether a triple of the graph of what is entailed belongs to a record, and is no entailed statement."""
    return isinstance(triple.subject, NamedNode) and triple.subject.value.startswith(PREFIX)


def records(found: Iterable[Shortcut], stated: Container[Triple], claimed: Claimed) -> Iterator[Triple]:
    """Yield the triples of the records of shortcuts; `stated` is what accepted claims say outright."""
    for one in found:
        if one.triple in stated:
            continue
        rests_on = [list(claimed(premise)) for premise in one.premises]
        if any(rests_on):
            yield from _record(one, rests_on)


def _record(one: Shortcut, rests_on: list[list[tuple[NamedNode, str]]]) -> Iterator[Triple]:
    name = hashlib.sha256(f"{one.node} {one.triple}".encode()).hexdigest()[:20]
    node = NamedNode(mint("entailment", name))
    for type_ in _TYPES:
        yield Triple(node, claims.TYPE, type_)
    yield Triple(node, claims.SUBJECT, one.triple.subject)
    yield Triple(node, claims.PREDICATE, one.triple.predicate)
    yield Triple(node, claims.OBJECT, one.triple.object)
    inferred = any(said and all(status == INFERRED for _, status in said) for said in rests_on)
    yield Triple(node, claims.STATUS, NamedNode(INFERRED if inferred else EXPLICIT))
    for said in rests_on:
        for claim, _ in said:
            yield Triple(node, claims.DERIVED, claim)


@cache
def _about_relations() -> frozenset[NamedNode]:
    """The properties of the statements that shortcuts rest on."""
    return frozenset(NamedNode(one[1]) for rule in rules() for one in rule.rests)


class Noted:
    """The accepted claims of the statements that shortcuts rest on, noted as a whole store's claims are read.

    `merged` are the things found to be others: their claims are those of what they were found to be.
    """

    def __init__(self, merged: Mapping[NamedNode, NamedNode]) -> None:
        self._merged = merged
        self._relations = _about_relations()
        self._found: dict[Triple, list[tuple[NamedNode, str]]] = defaultdict(list)

    def add(self, claim: NamedNode, status: str, said: Triple) -> None:
        if said.predicate in self._relations:
            if self._merged:
                subject = self._merged.get(said.subject, said.subject)  # type: ignore[arg-type]
                value = self._merged.get(said.object, said.object)  # type: ignore[arg-type]
                said = Triple(subject, said.predicate, value)
            self._found[said].append((claim, status))

    def claims(self, said: Triple) -> Sequence[tuple[NamedNode, str]]:
        return self._found.get(said, ())
