"""The things whose statements a rule may join with changed ones: where to look for what a change entails.

A changed statement matches a pattern of a rule. From what it binds the other patterns of the rule lead on: forward from
subjects that are known and, where none is, backward to what points to an object that is. So of a thing of which
everything speaks only what a rule joins is looked at, and only where something of the thing itself changed.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final, Protocol

from pyoxigraph import NamedNode, Triple

from ontology.entailment import Pattern
from ontology.rule_patterns import ANY, Body, Place, concluding, elsewhere, is_variable, reading

LARGEST: Final = 20_000
"""How many things a neighbourhood may have; what reaches further is derived whole."""

_STEP: Final = 100

_Bound = dict[str, set[NamedNode]]
"""Variable -> the nodes that it may stand for."""


class TooFar(Exception):
    """The neighbourhood of a change is so large that deriving everything is no more work."""


class Links(Protocol):
    """What leads from things to others."""

    def objects(self, things: Iterable[NamedNode], predicate: str) -> set[NamedNode]: ...
    def subjects(self, predicate: str, thing: NamedNode) -> Iterator[NamedNode]: ...


def joined(changed: Iterable[Triple], links: Links) -> set[NamedNode]:
    """Return the things of whose statements some rule may make something together with one of these."""
    return _around(changed, reading(), links)


def supporting(lost: Iterable[Triple], links: Links) -> set[NamedNode]:
    """Return the things by whose statements some rule may conclude one of these."""
    return _around(lost, concluding(), links)


def _around(triples: Iterable[Triple], places: dict[str, tuple[Place, ...]], links: Links) -> set[NamedNode]:
    bound: dict[Place, _Bound] = defaultdict(lambda: defaultdict(set))
    for triple in triples:
        for body, pattern in (*places.get(triple.predicate.value, ()), *places.get(ANY, ())):
            if is_variable(pattern[2]) or NamedNode(pattern[2]) == triple.object:
                for term, node in zip(pattern, triple, strict=True):
                    if is_variable(term) and isinstance(node, NamedNode):
                        bound[body, pattern][term].add(node)
    found: set[NamedNode] = set()
    for (body, _), known in bound.items():
        found |= _follow(body, dict(known), links)
        if len(found) > LARGEST:
            raise TooFar
    return found


def _follow(body: Body, known: _Bound, links: Links) -> set[NamedNode]:
    """Return the subjects of the patterns of a body and of its conclusions, from the variables that are known; and
    those of what may be entailed where its patterns match."""
    rest = list(body.patterns)
    while rest:
        forward = [p for p in rest if p[0] in known]
        for pattern in forward:
            rest.remove(pattern)
            subject, predicate, value = pattern
            if is_variable(value) and value not in known and not is_variable(predicate):
                known[value] = links.objects(known[subject], predicate)
        if forward:
            continue
        backward = [p for p in rest if p[2] in known and not is_variable(p[1])]
        if not backward:
            break
        subject, nodes = _fewest(backward, known, links)
        if not nodes:
            return set()  # no such statement is there, so the rule makes nothing
        known[subject] = nodes
    found: set[NamedNode] = set()
    for subject, _, _ in (*body.patterns, *body.heads):
        found |= known.get(subject, set())
    for subject, predicate, _ in body.patterns:
        for other, head in elsewhere().get(predicate, ()):
            if subject in known:
                found |= _follow(other, {head[0]: known[subject]}, links)
    return found


def _fewest(patterns: list[Pattern], known: _Bound, links: Links) -> tuple[str, set[NamedNode]]:
    """Return a variable and the nodes that point by its pattern to what is known: that of the fewest nodes."""
    sides = [_subjects(predicate, known[value], links) for _, predicate, value in patterns]
    found: list[set[NamedNode]] = [set() for _ in sides]
    while True:
        for (variable, _, _), side, nodes in zip(patterns, sides, found, strict=True):
            some = list(islice(side, _STEP))
            nodes.update(some)
            if len(some) < _STEP:
                return variable, nodes
        if all(len(nodes) > LARGEST for nodes in found):
            raise TooFar


def _subjects(predicate: str, things: Iterable[NamedNode], links: Links) -> Iterator[NamedNode]:
    for thing in things:
        yield from links.subjects(predicate, thing)
