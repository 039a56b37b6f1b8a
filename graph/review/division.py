"""Divide a thing: these claims are about another one, a new one or one that is there.

Each chosen claim is replaced by one that says the same of the other thing, from the same passage, and stands as it
stood: accepted or proposed. A new thing is named, and is of the same sort as the one that it was taken for.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Triple

from graph.claims import claim as claims
from graph.claims.claim import ACCEPTED, PROPOSED, Claim
from graph.errors import InputError
from graph.review.acts import DIVISION
from graph.review.decisions import read_claim, several, spoken_of, tolerated
from graph.review.drafting import Draft, Reviewer
from graph.review.evidence import Facts
from graph.review.making import NewThing, free_slug, make
from graph.review.needs import needs_of
from graph.review.outcome import Decided, Plan, publish
from graph.store.versions import VersionStore
from ontology.iris import mint, name_of
from ontology.kinds import PROVENANCE_KINDS
from ontology.terms import skos
from ontology.vocabulary import vocabulary

_NEVER_DIVIDED = ("source", *PROVENANCE_KINDS)


@dataclass(frozen=True)
class Other:
    """What claims are about instead: a thing that is there (IRI), or a new one with a name in a language."""

    into: str = ""
    name: str = ""
    language: str = ""


def divide(
    versions: VersionStore,
    thing: str,
    claim_iris: Iterable[str],
    *,
    by: Reviewer,
    meant: Other,
    why: str = "",
    disagree: bool = False,
) -> Decided:
    """Let claims be about another thing.

    Raises InputError where nothing is chosen or the other thing is none, Unfinished where one of the two would lack
    something, Contradiction where the graph would contradict itself.
    """
    plan = division(thing, several(claim_iris), meant)
    allowed = tolerated(disagree)
    note = f"divide {name_of(thing) or thing}"
    return publish(versions, plan, by=by, kind=DIVISION, note=note, why=why, tolerated=allowed)


def division(thing: str, wanted: Iterable[str], meant: Other) -> Plan:
    """Return the plan of an act that divides a thing."""
    iris = tuple(wanted)
    into, name, language = meant.into, meant.name, meant.language
    own = name_of(thing)
    other = name_of(into) if into else None
    if own is None or own.kind in _NEVER_DIVIDED or (into and (other is None or other.kind != own.kind)):
        raise InputError(
            "%(first)s cannot be divided so.",
            hint="Name a thing of the same kind, or a name for a new one.",
            values={"first": own or thing[:200]},
        )
    if not into and not name.strip():
        raise InputError(
            "What are these claims about?", hint="Name a thing of the same kind, or a name for a new one."
        )

    def plan(draft: Draft) -> None:
        facts = Facts(draft.store)
        node = facts.merged.get(NamedNode(thing), NamedNode(thing))
        names = facts.names_of(node)
        chosen = [read_claim(draft.store, iri) for iri in iris]
        for claim in chosen:
            if not {claim.triple.subject, claim.triple.object} & set(names):
                raise InputError(
                    "The claim %(claim)s is not about %(name)s.",
                    hint="Choose among the claims of this page.",
                    values={"claim": name_of(claim.iri), "name": own},
                )
        counts = any(facts.standing(claim) in ACCEPTED for claim in chosen)
        target = _target(draft, facts, node, chosen, into, name, language)
        now = dict.fromkeys(names, target)
        for record, sources in _shared_records(facts, chosen, names).items():
            twin = _twin(draft, facts, record)
            own_names = facts.names_of(record)
            for claim in [c for c in facts.claims_about(record) if c.source in sources]:
                if facts.standing(claim) in (*ACCEPTED, PROPOSED):
                    _move(draft, facts, claim, {**now, **dict.fromkeys(own_names, twin)})
                    chosen = [one for one in chosen if one.iri != claim.iri]
        for claim in chosen:
            _move(draft, facts, claim, now)
        for claim in needs_of(facts, target) if into and counts else ():
            draft.decide(claim, claims.INFERRED if claim.reason else claims.EXPLICIT)

    return plan


def _target(
    draft: Draft,
    facts: Facts,
    thing: NamedNode,
    chosen: list[Claim],
    into: str,
    name: str,
    language: str,
) -> NamedNode:
    own = name_of(thing.value)
    assert own is not None
    if into:
        target = facts.merged.get(NamedNode(into), NamedNode(into))
        if target == thing or not spoken_of(draft.store, target):
            raise InputError(
                "%(first)s cannot be divided so.",
                hint="Name a thing of the same kind, or a name for a new one.",
                values={"first": own},
            )
        return target
    said = frozenset(
        claim.triple.predicate.value
        for claim in chosen
        if claim.triple.subject in facts.names_of(thing) and facts.standing(claim) in ACCEPTED
    )
    tag = language or next((claim.language for claim in chosen if claim.language), "") or "und"
    new = NewThing(own.kind, ((tag, name),), like=thing.value, has=said - {skos.prefLabel})
    return make(draft, facts, new, chosen[0])


def _shared_records(
    facts: Facts, chosen: list[Claim], names: tuple[NamedNode, ...]
) -> dict[NamedNode, set[str]]:
    """Records that would have two ends: what some of the sources say of a tenure goes to the other person, what others
    say of it does not. Each with the sources whose claims go.
    """
    moved = {claim.iri for claim in chosen}
    found: dict[NamedNode, set[str]] = {}
    for claim in chosen:
        triple = claim.triple
        record, predicate = triple.subject, triple.predicate
        if not isinstance(record, NamedNode) or record in names or triple.object not in names:
            continue
        if predicate.value not in vocabulary().single_valued:
            continue
        record = facts.merged.get(record, record)
        stays = any(
            other.iri not in moved
            and other.triple.object in names
            and facts.standing(other) in (*ACCEPTED, PROPOSED)
            for other in facts.claims_about(record, predicate)
        )
        if stays:
            found.setdefault(record, set()).add(claim.source)
    return found


def _twin(draft: Draft, facts: Facts, record: NamedNode) -> NamedNode:
    """Return a record like another, for what is said of it by the sources that mean the other thing."""
    own = name_of(record.value)
    assert own is not None
    return NamedNode(mint(own.kind, free_slug(draft.store, NewThing(own.kind, (), slug=own.slug))))


def _move(draft: Draft, facts: Facts, claim: Claim, now: dict[NamedNode, NamedNode]) -> None:
    triple = claim.triple
    subject = now.get(triple.subject, triple.subject)  # type: ignore[arg-type]
    value = now.get(triple.object, triple.object)  # type: ignore[arg-type]
    predicate = triple.predicate
    if predicate.value == skos.prefLabel and _is_named_in(draft, subject, value):
        predicate = NamedNode(skos.altLabel)
    draft.correct(claim, Triple(subject, predicate, value), proposed=facts.standing(claim) == PROPOSED)


def _is_named_in(draft: Draft, target: object, label: object) -> bool:
    """Whether the other thing has, or gets, another preferred name in the language of this one."""
    if not isinstance(target, NamedNode):
        return False
    facts = Facts(draft.store)
    said = [claim.triple.object for claim in facts.claims_about(target, NamedNode(skos.prefLabel))]
    said += draft.named(target)
    return any(
        isinstance(one, Literal)
        and isinstance(label, Literal)
        and one.language == label.language
        and one != label
        for one in said
    )
