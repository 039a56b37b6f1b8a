"""Refuse what is put in by hand where it contradicts what claims say: a second value where there can be one.

Sources may disagree, and then both are in the graph with their names. Who writes past the claims names no source, so a
second preferred name or a second member of a tenure would stand there as if known. It is refused with both sides: what
is put in, and what is claimed, by which claims. A file that is loaded is a source too, so what it contradicts is told
and not refused (loaders/rdf/load.py). Statements about things of which claims say nothing are not looked at.
"""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Final

from pyoxigraph import DefaultGraph, Literal, NamedNode, Store, Triple

from graph.claims.accepted import Accepted
from graph.claims.claim import TYPE
from graph.errors import Contradiction
from ontology.prefixes import shrink
from ontology.shapes import property_shapes
from ontology.vocabulary import vocabulary

_DEFAULT: Final = DefaultGraph()
_NAMED: Final = 3


def refuse_contradictions(store: Store, given: Iterable[Triple], accepted: Accepted) -> None:
    """Raise Contradiction where one of the statements put in is a second value beside one of the accepted layer."""
    for found in contradictions(store, given, accepted):
        raise found


def may_contradict(triple: Triple) -> bool:
    """Whether there can be one value only of the property of a statement, of some things at least."""
    return triple.predicate.value in _bounds()


def contradictions(store: Store, given: Iterable[Triple], accepted: Accepted) -> Iterator[Contradiction]:
    """Yield an error for each of these statements that is a second value beside one of the accepted layer."""
    if accepted.is_empty:
        return
    for triple in given:
        bound = _bounds().get(triple.predicate.value)
        if bound is None or triple in accepted:
            continue
        held = {t: claims for t, claims in _claimed(triple, accepted).items() if _both_cannot_be(triple, t)}
        if held and _applies(store, triple.subject, bound):
            other, claims = min(held.items(), key=str)
            yield Contradiction(
                "%(given)s contradicts %(held)s, which is said by %(claims)s.",
                hint="There can be one. Reject the claim first (/review or huunghi review), or leave this out.",
                values={
                    "given": _said(triple),
                    "held": _said(other),
                    "claims": ", ".join(sorted(claims)[:_NAMED]),
                },
            )


@cache
def _bounds() -> dict[str, frozenset[str]]:
    """Property -> the classes whose things have one value of it (in each language); an empty set means all classes."""
    found: dict[str, frozenset[str]] = {}
    for one in property_shapes():
        if one.most == 1 or one.one_a_language:
            found[one.path] = found.get(one.path, frozenset()) | {one.target}
    return found | dict.fromkeys(vocabulary().single_valued, frozenset())


def _claimed(triple: Triple, accepted: Accepted) -> dict[Triple, list[str]]:
    """Return what accepted claims say of the same thing by the same property, each with the claims that say it."""
    found: dict[Triple, list[str]] = {}
    for said in accepted.about(triple.subject, triple.predicate):
        by = [f"{shrink(claim.value)} in {shrink(graph.value)}" for claim, graph in accepted.claimed(said)]
        if by and said.object != triple.object:
            found[said] = by
    return found


def _both_cannot_be(one: Triple, other: Triple) -> bool:
    a, b = one.object, other.object
    if isinstance(a, Literal) and isinstance(b, Literal):
        if a.language or b.language:
            return a.language == b.language
        # Of two dates one may be the other more precisely.
        return not (a.value.startswith(b.value) or b.value.startswith(a.value))
    return True


def _applies(store: Store, subject: object, classes: frozenset[str]) -> bool:
    if not classes:
        return True
    types = store.quads_for_pattern(subject, TYPE, None, _DEFAULT)  # type: ignore[arg-type]
    return any(isinstance(q.object, NamedNode) and q.object.value in classes for q in types)


def _said(triple: Triple) -> str:
    value = triple.object
    shown = shrink(value.value) if isinstance(value, NamedNode) else str(value)
    return f"“{shrink(getattr(triple.subject, 'value', ''))} {shrink(triple.predicate.value)} {shown}”"
