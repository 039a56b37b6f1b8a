"""The acts of the review's forms: what one sends, rehearsed to show what it would change, or published."""

from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode, Store

from graph.claims.claim import Claim
from graph.errors import InputError
from graph.limits import LIMITS
from graph.review import decisions, division
from graph.review import names as naming
from graph.review import queue as review
from graph.review.acts import DIVISION, MERGER, REJECTION, require_act
from graph.review.bulk import acceptable
from graph.review.choosing import choose_thing
from graph.review.drafting import Reviewer
from graph.review.needs import with_names
from graph.review.outcome import Outcome, rehearse
from graph.review.undoing import undo, with_later
from graph.store.reader import EmbeddedReader
from graph.store.versions import VersionStore
from ontology.iris import CONCEPT, name_of
from ontology.record_fields import field_for
from ontology.vocabulary import vocabulary
from queries.read.search import index_of
from web.review_forms import BULK, DecisionForm


@dataclass(frozen=True)
class Rehearsed:
    """What an act would change: how many claims it is about, and what is left waiting, each with what it lacks."""

    outcome: Outcome
    claims: int = 0
    left: tuple[tuple[str, str], ...] = ()
    acts: tuple[str, ...] = field(default=())


def claims_of(form: DecisionForm, store: Store) -> tuple[str, ...]:
    """Return the claims (IRIs) that a form is about. Raises InputError where there is none."""
    if form.all in BULK:
        thing = form.thing if form.all == "thing" else ""
        return decisions.several(review.claims_under(store, form.params().wanted, thing))
    return decisions.several(form.claim)


def rehearsed(versions: VersionStore, reader: EmbeddedReader, form: DecisionForm, by: Reviewer) -> Rehearsed:
    """Return what the act of a form would change. Raises what stands against it."""
    store, why = reader.opened.store, form.reason
    match form.act:
        case "accept":
            found = acceptable(versions, store, claims_of(form, store), by=by)
            return Rehearsed(found.outcome, len(found.claims), found.left)
        case "reject":
            claims = claims_of(form, store)
            outcome = rehearse(versions, decisions.rejection(claims), by=by, kind=REJECTION, why=why)
            return Rehearsed(outcome, len(claims))
        case "merge":
            plan = decisions.merging(form.thing, other_of(form, reader))
            return Rehearsed(rehearse(versions, plan, by=by, kind=MERGER, why=why))
        case "divide":
            plan = division.division(form.thing, claims_of(form, store), meant_by(form, reader))
            outcome = rehearse(versions, plan, by=by, kind=DIVISION, why=why)
            return Rehearsed(outcome, len(form.claim))
        case "undo":
            acts, outcome = with_later(
                versions, store, [require_act(store, iri) for iri in decisions.several(form.decision)], by=by
            )
            return Rehearsed(outcome, acts=tuple(act.value for act in acts))
    raise InputError("No decision was named.", hint="Accept, reject, correct, merge or undo.")


def carry_out(
    versions: VersionStore, reader: EmbeddedReader, form: DecisionForm, by: Reviewer
) -> decisions.Decided:
    """Publish the act of a form. Raises what stands against it."""
    store, why = reader.opened.store, form.reason
    match form.act:
        case "accept" if form.all in BULK:
            found = acceptable(versions, store, claims_of(form, store), by=by)
            return decisions.accept(versions, found.claims, by=by, why=why)
        case "accept":
            return decisions.accept(versions, with_names(store, form.claim), by=by, why=why)
        case "reject":
            return decisions.reject(versions, claims_of(form, store), by=by, why=why)
        case "correct":
            wrong = decisions.read_claim(store, form.claim[0] if form.claim else "")
            triple = review.corrected(wrong, _value_of(form, reader, wrong), form.language)
            return decisions.correct(versions, wrong.iri, triple, by=by, why=why, disagree=form.disagree)
        case "merge":
            into = other_of(form, reader)
            return decisions.merge(versions, form.thing, into, by=by, why=why, disagree=form.disagree)
        case "divide":
            meant = meant_by(form, reader)
            return division.divide(
                versions, form.thing, form.claim, by=by, meant=meant, why=why, disagree=form.disagree
            )
        case "undo":
            return undo(versions, form.decision, by=by, why=why, together=form.together)
    raise InputError("No decision was named.", hint="Accept, reject, correct, merge or undo.")


def _value_of(form: DecisionForm, reader: EmbeddedReader, wrong: Claim) -> str:
    """Return what a correction says: a text, or the address of the thing that it names."""
    value, node = form.value.strip()[: LIMITS.label_length], wrong.triple.object
    if isinstance(node, Literal) or not value:
        return value
    subject = name_of(str(wrong.triple.subject.value))  # type: ignore[union-attr]
    assert isinstance(node, NamedNode)
    if value.startswith(CONCEPT):
        return value
    if node.value.startswith(CONCEPT):
        scheme = node.value.rpartition("/")[0]
        named = (term for term in vocabulary().concepts(scheme) if value in (term.name, *term.label.values()))
        return next((term.iri for term in named), value)
    field = field_for(subject.kind if subject else "", wrong.triple.predicate.value, node)
    return _chosen(reader, value, form.iri if form.chosen_for.strip() == value else "", field.kinds)


def other_of(form: DecisionForm, reader: EmbeddedReader) -> str:
    """Return the other thing that a form names (IRI): by its address, by what was chosen, by its name."""
    text = form.into.strip()[: LIMITS.label_length]
    own = name_of(form.thing)
    chosen = form.iri if form.chosen_for.strip() == text else ""
    return _chosen(reader, text, chosen, (own.kind,) if own else ())


def _chosen(reader: EmbeddedReader, text: str, iri: str, kinds: tuple[str, ...]) -> str:
    """Return the thing that was chosen, or that goes by the text. Raises InputError where none or several do."""
    if iri:
        return naming.iri_of(iri)
    if not text or "/" in text:
        return naming.iri_of(text)
    index, store = index_of(reader), reader.opened.store
    chosen = choose_thing(store, index.path if index else None, text, kinds)
    if chosen.iri:
        return chosen.iri
    if chosen.candidates:
        listed = ", ".join(
            f"{naming.name_in(store, NamedNode(iri))} ({name_of(iri)})" for iri in chosen.candidates
        )
        raise InputError(
            "Several things may be meant by %(text)r: %(things)s.",
            hint="Choose a suggestion, or write kind/slug.",
            values={"text": text[:80], "things": listed},
        )
    raise InputError(
        "Nothing has the name %(text)r.",
        hint="Choose a suggestion, or write kind/slug.",
        values={"text": text[:80]},
    )


def meant_by(form: DecisionForm, reader: EmbeddedReader) -> division.Other:
    """Return what the chosen claims of a form are about: a thing that is there, or a new one."""
    if form.into.strip():
        return division.Other(into=other_of(form, reader))
    name = form.name.strip()[: LIMITS.review_value_length]
    return division.Other(name=name, language=form.language.strip()[:20])
