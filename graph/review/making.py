"""Make a thing that the graph does not know yet, from its name and the place of a claim: a post, a person, a body.

What its kind must have and a name does not say is taken from a thing like it: the one in whose place it stands.
"""

import re
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Store, Triple

from graph.claims import claim as claims
from graph.claims.claim import Claim
from graph.errors import InputError
from graph.limits import LIMITS
from graph.review.drafting import Draft
from graph.review.evidence import Facts, Value
from graph.review.names import words_in
from graph.search.fold import fold
from ontology.iris import mint
from ontology.record_fields import fields_of
from ontology.terms import skos

PREF_LABEL = NamedNode(skos.prefLabel)


@dataclass(frozen=True)
class NewThing:
    """A thing to be made: its kind, its names (language, text), what is known of it, and one that it is like (IRI).

    `slug`: what to call it in its IRI, made from the first name where it is empty. `reason`: why it is called so, where
    no source does. `has`: properties that it gets otherwise.
    """

    kind: str
    names: tuple[tuple[str, str], ...]
    said: tuple[tuple[str, Value], ...] = ()
    like: str = ""
    slug: str = ""
    reason: str = ""
    has: frozenset[str] = frozenset()


def make(draft: Draft, facts: Facts, new: NewThing, beside: Claim) -> NamedNode:
    """Write the claims of a new thing into an act, and return its IRI.

    Raises InputError where its name has no letters, or something that its kind must have is not known.
    """
    node = NamedNode(mint(new.kind, free_slug(draft.store, new)))
    for language, name in new.names:
        label = words_in(name.strip()[: LIMITS.review_value_length], language)
        draft.add(beside, Triple(node, PREF_LABEL, label), new.reason)
    said = dict(new.said)
    for predicate, value in said.items():
        draft.add(beside, Triple(node, NamedNode(predicate), value), new.reason)
    for field in fields_of(new.kind):
        if not field.required or field.iri in said or field.iri in new.has or field.iri == skos.prefLabel:
            continue
        values = facts.values(NamedNode(new.like), NamedNode(field.iri)) if new.like else []
        values = values or _claimed(facts, new.like, field.iri)
        if not values:
            raise InputError(
                "A new %(kind)s needs more than a name.",
                hint="Choose one that is there, or add it by a table first.",
                values={"kind": new.kind},
            )
        draft.add(beside, Triple(node, NamedNode(field.iri), values[0]), new.reason)
    return node


def _claimed(facts: Facts, thing: str, predicate: str) -> list[Value]:
    """What claims say of a thing of which nothing is accepted."""
    if not thing:
        return []
    found = (one.triple.object for one in facts.claims_about(NamedNode(thing), NamedNode(predicate)))
    return [value for value in found if isinstance(value, NamedNode | Literal)]


def free_slug(store: Store, new: NewThing) -> str:
    """Return a slug that no thing of this kind has."""
    name = new.slug or (new.names[0][1] if new.names else "")
    stem = re.sub(r"[^a-z0-9]+", "-", fold(name).lower()).strip("-")[:80].strip("-")
    if not stem:
        raise InputError(
            "%(name)r cannot name a new thing.",
            hint="Write its name in Latin letters, with marks or without.",
            values={"name": name[:80]},
        )
    slug, number = stem, 1
    while _taken(store, NamedNode(mint(new.kind, slug))):
        number += 1
        slug = f"{stem}-{number}"
    return slug


def _taken(store: Store, node: NamedNode) -> bool:
    return any(
        True
        for place in (claims.SUBJECT, claims.OBJECT)
        for _ in store.quads_for_pattern(None, place, node, None)
    ) or any(True for _ in store.quads_for_pattern(node, None, None, None))
