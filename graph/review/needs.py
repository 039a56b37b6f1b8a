"""What must be accepted together with a claim: what says that the things it speaks of are, and what they are called.

What a claim names needs all that its kind must have (`ontology.record_fields`): a post its body and its role. What a
claim is about needs its names and its type only; the rest of the record is for the reviewer to accept or not.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from pyoxigraph import Literal, NamedNode, Store

from graph.claims import claim as claims
from graph.claims.claim import PROPOSED, TYPE, Claim
from graph.errors import NotFound
from graph.review.evidence import Facts, place_of
from graph.review.names import is_named
from ontology.iris import name_of
from ontology.record_fields import fields_of
from ontology.terms import dct, org, skos

NAMING: Final = frozenset((TYPE, *map(NamedNode, (skos.prefLabel, dct.type, org.classification))))
"""What says that a thing is and what it is called: accepted together with the first claim that needs it."""

_STEPS: Final = 4
"""How far needs are followed: a claim, a post, its body, that body's place."""


def with_names(store: Store, iris: Iterable[str]) -> tuple[str, ...]:
    """Add to claims (IRIs) the proposed ones that what they speak of needs."""
    facts = Facts(store)
    wanted = dict.fromkeys(iris)
    for iri in list(wanted):
        try:
            node = NamedNode(iri)
        except ValueError as error:
            raise NotFound(
                "There is no claim %(iri)s.",
                hint="It may have gone with its source, or been extracted anew.",
                values={"iri": iri[:200]},
            ) from error
        for quad in store.quads_for_pattern(node, claims.SUBJECT, None, None):
            if isinstance(quad.object, NamedNode) and _ours(quad.object) and not is_named(store, quad.object):
                wanted.update((one.iri, None) for one in _proposed_of(facts, quad.object, NAMING))
        for quad in store.quads_for_pattern(node, claims.OBJECT, None, None):
            if isinstance(quad.object, NamedNode):
                wanted.update((one.iri, None) for one in needs_of(facts, quad.object))
    return tuple(wanted)


def needs_of(facts: Facts, thing: NamedNode, *, steps: int = _STEPS) -> Iterator[Claim]:
    """Yield the proposed claims that a thing needs in order to be named by another, and so on from thing to thing."""
    name = name_of(thing.value)
    if name is None or steps == 0:
        return
    missing = {
        NamedNode(field.iri)
        for field in fields_of(name.kind)
        if field.required and not facts.values(thing, NamedNode(field.iri))
    }
    if not is_named(facts.store, thing):
        missing |= NAMING
    for claim in _proposed_of(facts, thing, missing):
        yield claim
        if isinstance(claim.triple.object, NamedNode):
            yield from needs_of(facts, claim.triple.object, steps=steps - 1)


def _proposed_of(facts: Facts, thing: NamedNode, predicates: Iterable[NamedNode]) -> Iterator[Claim]:
    """Yield the first proposed claim of each of these properties; of names the first in each language."""
    wanted, taken = frozenset(predicates), set()
    for claim in sorted(facts.claims_about(thing), key=place_of) if wanted else ():
        value = claim.triple.object
        key = (claim.triple.predicate, value.language if isinstance(value, Literal) else None)
        if claim.triple.predicate in wanted and key not in taken and facts.standing(claim) == PROPOSED:
            taken.add(key)
            yield claim


def _ours(thing: NamedNode) -> bool:
    return name_of(thing.value) is not None
