"""What the review page shows: the queue, each proposed claim beside its passage, and the latest decisions."""

from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode

from graph.claims.claim import Claim
from graph.errors import HuuNghiError
from graph.limits import LIMITS
from graph.review import queue as review
from graph.review.acts import Record
from graph.review.conflicts import BETWEEN_SOURCES
from graph.review.outcome import Contradiction
from graph.review.queue import Filter, Group, Proposal
from ontology.iris import name_of
from ontology.kinds import kind_of
from ontology.record_fields import field_for
from ontology.vocabulary import vocabulary
from queries.read.labels import Label
from queries.read.review import ReviewRecord, named_in
from queries.read.texts import Quoted
from web.auth.session import Session
from web.languages import N_
from web.page_context import Frame
from web.review_forms import DecisionForm
from web.views.review_parts import ConflictView, ReviewTerms, conflict_views
from web.views.terms import RenderedTerm, kind_word, property_label

_EFFECTS: Final = {
    review.ADDS: N_("adds"),
    review.REPEATS: N_("repeats what is accepted"),
    review.CONTRADICTS: N_("contradicts what is accepted"),
}
_KINDS: Final = {
    "accept": N_("accepted"),
    "reject": N_("rejected"),
    "correct": N_("corrected"),
    "merge": N_("merged"),
    "divide": N_("divided"),
    "undo": N_("undone"),
}


@dataclass(frozen=True)
class Choice:
    """A link that narrows the queue, with how many claims it leaves."""

    text: str
    href: str
    count: int
    current: bool


@dataclass(frozen=True)
class Waiting:
    """A thing in the queue."""

    name: RenderedTerm
    kind: str
    href: str
    count: int
    dependents: int
    current: bool
    contradicts: bool


@dataclass(frozen=True)
class SentBack:
    """What was sent and not done: why, and what was typed. `hidden` are the fields that send it again."""

    problem: str = ""
    hint: str = ""
    act: str = ""
    claim: str = ""
    why: str = ""
    value: str = ""
    into: str = ""
    may_disagree: bool = False
    hidden: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Offer:
    """A proposed claim as it is shown: what it says, where, and what it would do."""

    claim: str
    reading: Label
    value: RenderedTerm
    source: RenderedTerm
    language: str
    start: int | None
    end: int | None
    printed: str
    quoted: Quoted | None
    as_of: str
    confidence: str
    reason: str
    effect: str
    effect_word: str
    others: tuple[RenderedTerm, ...]
    text: str
    text_language: str
    kinds: str | None


@dataclass(frozen=True)
class Made:
    """A decision in the log."""

    iri: str
    word: str
    about: str
    reviewer: str
    at: str
    reason: str
    stands: bool
    more: int


@dataclass(frozen=True)
class ReviewPage:
    """What the review page shows."""

    curator: str
    mark: str
    total: int
    kinds: tuple[Choice, ...]
    sources: tuple[Choice, ...]
    predicates: tuple[Choice, ...]
    least: str
    conflicts: tuple[ConflictView, ...]
    more_conflicts: int
    waiting: tuple[Waiting, ...]
    more: int
    thing: RenderedTerm | None
    thing_kind: str
    thing_short: str
    offers: tuple[Offer, ...]
    candidates: tuple[RenderedTerm, ...]
    made: tuple[Made, ...]
    filters: tuple[tuple[str, str], ...]
    sent: SentBack
    against: tuple[ConflictView, ...]
    later: tuple[Made, ...]


@dataclass(frozen=True)
class SignInPage:
    """What the page shows to those who have not signed in."""

    mark: str
    problem: str
    hint: str


def review_page(
    record: ReviewRecord,
    names: ReviewTerms,
    session: Session,
    frame: Frame,
    sent: SentBack,
) -> ReviewPage:
    """Return the page for the curator of a session; `sent` is what was sent and not done."""
    assert session.token is not None
    wanted, thing = record.wanted, record.thing
    name = name_of(thing)
    return ReviewPage(
        curator=session.token.name,
        mark=session.mark,
        total=record.queue.count,
        kinds=_choices(wanted, "kind", record.queue.kinds, frame),
        sources=_choices(wanted, "source", record.queue.sources, frame),
        predicates=_choices(wanted, "predicate", record.queue.predicates, frame),
        least=str(wanted.least) if wanted.least is not None else "",
        conflicts=conflict_views(record.listed_conflicts, record.sources, names, frame),
        more_conflicts=len(record.conflicts) - len(record.listed_conflicts),
        waiting=tuple(_waiting(group, record, names, frame) for group in record.groups),
        more=len(record.queue.groups) - len(record.groups),
        thing=names.render(NamedNode(thing)) if thing else None,
        thing_kind=kind_word(name.kind, frame.words) if name else "",
        thing_short=str(name) if name else thing,
        offers=tuple(_offer(one, record, names, frame) for one in record.proposals),
        candidates=tuple(map(names.terms.link, record.candidates)),
        made=tuple(_made(one, record, names, frame) for one in record.decisions),
        filters=parameters_of(wanted),
        sent=sent,
        against=conflict_views(record.against, record.sources, names, frame),
        later=tuple(_made(one, record, names, frame) for one in record.later),
    )


def sent_back(form: DecisionForm | None, problem: HuuNghiError | None, said: str, hint: str) -> SentBack:
    """Return what a form sent, to stand again where it was typed; nothing where there was none."""
    if form is None:
        return SentBack(said, hint)
    against = problem.conflicts if isinstance(problem, Contradiction) else ()
    return SentBack(
        said,
        hint,
        form.act,
        form.claim[0] if form.claim else "",
        form.reason,
        form.value[: LIMITS.label_length],
        form.into[: LIMITS.label_length],
        bool(against) and all(one.kind in BETWEEN_SOURCES for one in against),
        hidden_fields(form),
    )


def hidden_fields(form: DecisionForm) -> tuple[tuple[str, str], ...]:
    """Return the fields that send a form again as it was sent, but for its mark and its reason."""
    said = form.model_dump(exclude={"mark", "why", "version", "disagree", "together"})
    pairs: list[tuple[str, str]] = []
    for name, value in said.items():
        values = value if isinstance(value, list) else [value]
        pairs += [(name, str(one)) for one in values if one not in ("", None, False)]
    return tuple(pairs)


def parameters_of(wanted: Filter) -> tuple[tuple[str, str], ...]:
    """Return a filter as parameters of a link or fields of a form."""
    least = str(wanted.least) if wanted.least is not None else ""
    pairs = (
        ("kind", wanted.kind),
        ("source", wanted.source),
        ("predicate", wanted.predicate),
        ("least", least),
    )
    return tuple((name, value) for name, value in pairs if value)


def _choices(
    wanted: Filter, name: str, counted: tuple[tuple[str, int], ...], frame: Frame
) -> tuple[Choice, ...]:
    own = dict(parameters_of(wanted))
    current = own.get(name, "")
    kept = {k: v for k, v in own.items() if k != name}
    total = sum(count for _, count in counted)
    found = [Choice(frame.words("all"), frame.links.page("/review", **kept), total, not current)]
    for value, count in counted:
        text = value
        if name == "kind":
            text = kind_word(value, frame.words)
        elif name == "predicate":
            text = property_label(value, frame.words).text
        href = frame.links.page("/review", **{**kept, name: value})
        found.append(Choice(text, href, count, value == current))
    return tuple(found)


def _waiting(group: Group, record: ReviewRecord, names: ReviewTerms, frame: Frame) -> Waiting:
    href = frame.links.page("/review", thing=group.thing, **dict(parameters_of(record.wanted)))
    kind = kind_word(group.kind, frame.words)
    name = names.render(NamedNode(group.thing))
    return Waiting(
        name, kind, href, group.count, group.dependents, group.thing == record.thing, group.contradicts
    )


def _offer(one: Proposal, record: ReviewRecord, names: ReviewTerms, frame: Frame) -> Offer:
    claim, words = one.claim, frame.words
    source, place, value = record.sources[claim.source], claim.passage, claim.triple.object
    if isinstance(value, Literal):
        text, language = value.value, value.language or ""
    else:
        text, language = names.name(value), ""
    return Offer(
        claim=claim.iri,
        reading=property_label(claim.triple.predicate.value, words),
        value=names.render(value),
        source=names.terms.link(claim.source),
        language=source.language or claim.language or "",
        start=place.start if place else None,
        end=place.end if place else None,
        printed=claim.printed or "",
        quoted=names.quote(claim, source.sha256),
        as_of="/".join(filter(None, (claim.as_of.start, claim.as_of.end))) if claim.as_of else "",
        confidence=words.number(float(claim.confidence)) if claim.confidence is not None else "",
        reason=claim.reason or "",
        effect=one.effect,
        effect_word=words(_EFFECTS[one.effect]),
        others=tuple(map(names.render, one.others)),
        text=text,
        text_language=language,
        kinds=None if isinstance(value, Literal) else _kinds(claim),
    )


def _kinds(claim: Claim) -> str:
    """The kinds of thing that the value of a claim can be."""
    name, value = name_of(str(claim.triple.subject.value)), claim.triple.object  # type: ignore[union-attr]
    assert isinstance(value, NamedNode)
    return " ".join(field_for(name.kind if name else "", claim.triple.predicate.value, value).kinds)


def _made(one: Record, record: ReviewRecord, names: ReviewTerms, frame: Frame) -> Made:
    words = frame.words
    about, into = ([_about(iri, record, names, frame) for iri in iris] for iris in named_in(one))
    return Made(
        one.iri,
        words(_KINDS[one.kind]),
        " → ".join([", ".join(about), *into]),
        one.reviewer,
        f"{words.date(one.at[:10])}, {one.at[11:16]}",
        one.reason,
        one.stands,
        max(0, len(one.about) - LIMITS.review_about),
    )


def _about(iri: str, record: ReviewRecord, names: ReviewTerms, frame: Frame) -> str:
    if kind_of(iri) == "decision":
        return frame.words("a decision")
    claim = record.claims.get(iri)
    if claim is None:
        return names.name(NamedNode(iri))
    said = vocabulary().reading(claim.triple.predicate.value, frame.lang) or "·"
    return f"{names.name(claim.triple.subject)} {said} {names.name(claim.triple.object)}"
