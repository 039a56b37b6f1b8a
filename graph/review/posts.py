"""Keep a tenure and its post together: the post is in the tenure's body and has its role.

A reviewer who changes the body takes the post along: the one of that role in that body, or a new one. Who chooses
another post takes its body and role along. Who chooses both decides; where they disagree it is a conflict.
"""

from collections.abc import Mapping
from typing import Final

from pyoxigraph import Literal, NamedNode

from graph.claims.claim import REJECTED
from graph.review.evidence import Facts, Value
from graph.review.making import NewThing
from ontology.iris import name_of
from ontology.terms import hn, org, skos
from ontology.vocabulary import vocabulary

Wanted = Value | NewThing
REASON: Final = "Named by its role and its body: no source prints a name for it."


def agreed(
    facts: Facts, kind: str, wanted: Mapping[str, list[Wanted]], touched: set[str]
) -> dict[str, list[Wanted]]:
    """Return what a record shall say, with what has to agree with what was changed."""
    full = {iri: list(values) for iri, values in wanted.items()}
    if kind != "tenure":
        return full
    posts, bodies, roles = (full.get(iri, []) for iri in (hn.post, org.organization, org.role))
    if hn.post in touched and len(posts) == 1:
        post = posts[0]
        if isinstance(post, NewThing):
            if bodies and roles and isinstance(bodies[0], NamedNode):
                full[hn.post] = [_named_post(post, bodies[0], roles[0])]
            return full
        for mine, theirs in ((org.organization, org.postIn), (org.role, org.role)):
            values = of_post(facts, post, theirs)
            if mine not in touched and values:
                full[mine] = list(values)
    elif {org.organization, org.role} & touched and len(bodies) == len(roles) == 1:
        body, role = bodies[0], roles[0]
        if isinstance(body, NamedNode) and isinstance(role, NamedNode):
            full[hn.post] = [post_for(facts, body, role) or new_post(facts, body, role)]
        elif isinstance(body, NewThing):
            full[hn.post] = [post for post in posts if not isinstance(post, NamedNode)]
    return full


def of_post(facts: Facts, post: Wanted, predicate: str) -> list[Value]:
    """Return what is accepted of a post, else what is proposed."""
    if not isinstance(post, NamedNode):
        return []
    accepted = facts.values(post, NamedNode(predicate))
    if accepted:
        return accepted
    said = (
        claim.triple.object
        for claim in facts.claims_about(post, NamedNode(predicate))
        if facts.standing(claim) != REJECTED
    )
    return list(dict.fromkeys(value for value in said if isinstance(value, NamedNode | Literal)))


def post_for(facts: Facts, body: NamedNode, role: NamedNode) -> NamedNode | None:
    """Return the post of a role in a body: an accepted one, else one that claims tell of; None where there is none."""
    accepted = facts.subjects(NamedNode(org.postIn), body)
    claimed = {
        facts.merged.get(c.triple.subject, c.triple.subject)  # type: ignore[arg-type]
        for c in facts.claims_with_value(body)
        if c.triple.predicate.value == org.postIn and facts.standing(c) != REJECTED
    }
    for post in (*accepted, *sorted(claimed, key=str)):
        if isinstance(post, NamedNode) and role in of_post(facts, post, org.role):
            return post
    return None


def new_post(facts: Facts, body: NamedNode, role: NamedNode) -> NewThing:
    """Return the post of a role in a body that has none yet, named by both."""
    names = []
    for language, joint in (("en", " of "), ("vi", " ")):
        label = vocabulary().terms[role.value].label.get(language) if role.value in vocabulary().terms else ""
        called = _name(facts, body, language)
        if label and called:
            names.append((language, f"{label[:1].upper()}{label[1:]}{joint}{called}"))
    where, what = name_of(body.value), role.value.rpartition("/")[2]
    slug = f"{where.slug if where else 'body'}-{what}"
    if not names:
        names = [("en", slug.replace("-", " ").capitalize())]
    return NewThing("post", tuple(names), ((org.postIn, body), (org.role, role)), slug=slug, reason=REASON)


def _named_post(post: NewThing, body: NamedNode, role: Wanted) -> NewThing:
    """A new post as the reviewer calls it, in the tenure's body and of its role."""
    where, what = name_of(body.value), role.value.rpartition("/")[2] if isinstance(role, NamedNode) else ""
    said: list[tuple[str, Value]] = [(org.postIn, body)]
    if isinstance(role, NamedNode):
        said.append((org.role, role))
    slug = f"{where.slug if where else 'body'}-{what or 'post'}"
    return NewThing("post", post.names, tuple(said), slug=slug)


def _name(facts: Facts, thing: NamedNode, language: str) -> str:
    """What a thing is called in a language, by an accepted name, else by a proposed one."""
    names = [v for v in facts.values(thing, NamedNode(skos.prefLabel)) if isinstance(v, Literal)]
    if not names:
        said = (c.triple.object for c in facts.claims_about(thing, NamedNode(skos.prefLabel)))
        names = [v for v in said if isinstance(v, Literal)]
    return min((n.value for n in names if n.language == language), default="")
