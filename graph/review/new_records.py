"""Make the record of a thing that the graph does not know yet from words that a reviewer chose in a text."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from graph.claims.claim import Claim, slug_of
from graph.errors import InputError
from graph.review.acts import CORRECTION
from graph.review.chosen_place import ChosenPlace
from graph.review.decisions import tolerated
from graph.review.drafting import Draft, Reviewer
from graph.review.evidence import Facts, Value
from graph.review.making import NewThing, make
from graph.review.outcome import Decided, Plan, publish
from graph.review.posts import agreed
from graph.search.fold import fold
from graph.store.versions import VersionStore
from ontology.iris import name_of
from ontology.record_fields import NAMED_BY_RULE, Field, fields_of
from ontology.terms import oa, skos

Wanted = Value | NewThing
_HAS_TARGET: Final = NamedNode(oa.hasTarget)
MADE_FROM_WORDS: Final = (
    "person",
    "organisation",
    "post",
    "tenure",
    "membership",
    "event",
    "congress",
    "participation",
    "document",
    "citation",
    "programme",
    "task",
    "speech",
    "recommendation",
    "place",
    "term",
)
"""Kinds of things of which a reviewer can make a record from words that he chose."""


def fields_of_new(kind: str) -> tuple[Field, ...]:
    """Return the fields of a thing that is not known yet. Raises InputError for a kind that is not made so."""
    if kind not in MADE_FROM_WORDS:
        raise InputError(
            "No %(kind)s is made from words.", hint="Choose a kind of the list.", values={"kind": kind[:40]}
        )
    return fields_of(kind)


def new_record(
    versions: VersionStore,
    kind: str,
    said: Sequence[tuple[str, Wanted]],
    place: ChosenPlace,
    *,
    by: Reviewer,
    why: str = "",
    disagree: bool = False,
) -> tuple[str, Decided]:
    """Make the record of a thing from the words at a place, as one act; return its IRI and what was done.

    Raises InputError where something is missing, Contradiction where the graph would contradict itself, Unfinished
    where the record would lack something.
    """
    made: list[str] = []
    plan = creation(kind, said, place, made)
    note = f"make a {kind}"
    done = publish(versions, plan, by=by, kind=CORRECTION, note=note, why=why, tolerated=tolerated(disagree))
    return made[-1], done


def creation(
    kind: str, said: Sequence[tuple[str, Wanted]], place: ChosenPlace, made: list[str] | None = None
) -> Plan:
    """Return the plan of an act that makes a record; its IRI is added to `made` when it is carried out."""

    def plan(draft: Draft) -> None:
        if not said:
            raise InputError("The form says nothing yet.", hint="Fill in what the words say.")
        facts, beside = Facts(draft.store), place.claim
        node = _create(draft, facts, kind, _full(draft, facts, kind, said, beside), beside)
        if made is not None:
            made.append(node.value)

    return plan


def _full(
    draft: Draft, facts: Facts, kind: str, said: Sequence[tuple[str, Wanted]], beside: Claim
) -> dict[str, list[Value]]:
    """Return what the record shall say by property, with what agrees with it; new things that it names are made."""
    wanted: dict[str, list[Wanted]] = {}
    for iri, value in said:
        wanted.setdefault(iri, []).append(value)
    full = agreed(facts, kind, wanted, set(wanted))
    made: dict[NewThing, Value] = {}
    for values in full.values():
        for value in values:
            if isinstance(value, NewThing) and value not in made:
                made[value] = make(draft, facts, value, beside)
    return {iri: [made[v] if isinstance(v, NewThing) else v for v in values] for iri, values in full.items()}


def _create(
    draft: Draft, facts: Facts, kind: str, said: Mapping[str, list[Value]], beside: Claim
) -> NamedNode:
    names = [one for one in said.get(skos.prefLabel, []) if isinstance(one, Literal)]
    new = NewThing(
        kind,
        tuple((one.language or "und", one.value) for one in names),
        tuple((iri, values[0]) for iri, values in said.items() if iri != skos.prefLabel and values),
        slug=_slug(kind, names, said, beside),
    )
    node = make(draft, facts, new, beside)
    for iri, values in said.items():
        for value in values[1:] if iri != skos.prefLabel else ():
            draft.add(beside, Triple(node, NamedNode(iri), value))
    if kind == "citation" and beside.passage is not None:
        draft.add(beside, Triple(node, _HAS_TARGET, NamedNode(beside.passage.iri)))
    return node


def _slug(kind: str, names: Sequence[Literal], said: Mapping[str, list[Value]], beside: Claim) -> str:
    """Return what to call a thing in its IRI: its name, the things that it ties together, or where it stands."""
    if kind in NAMED_BY_RULE and kind != "citation":
        ends = [name_of(v.value) for values in said.values() for v in values[:1] if isinstance(v, NamedNode)]
        slugs = [end.slug for end in ends if end is not None][:2]
        if slugs:
            return "-".join(slugs)
    if any(re.search(r"[a-z0-9]", fold(one.value).lower()) for one in names):
        return next(one.value for one in names if re.search(r"[a-z0-9]", fold(one.value).lower()))
    start = beside.passage.start if beside.passage else 0
    return f"{slug_of(beside.source)}-{start}"
