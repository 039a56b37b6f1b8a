"""What the review page shows: the queue, each proposed claim beside its passage, and the latest decisions."""

from dataclasses import dataclass
from typing import Any, Final

from pyoxigraph import Literal, NamedNode

from graph.claims.claim import Claim
from graph.review import queue as review
from graph.review.decisions import Record
from graph.review.queue import Filter, Group, Proposal
from ontology.iris import name_of
from ontology.kinds import kind_of
from ontology.vocabulary import vocabulary
from queries.read.labels import Label, Labels
from queries.read.review import ReviewRecord, named_in
from queries.read.texts import Quoted, Texts
from web.auth.session import Session
from web.languages import N_
from web.page_context import Frame
from web.views.terms import RenderedTerm, TermRenderer, kind_word, property_label

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


@dataclass(frozen=True)
class ReviewPage:
    """What the review page shows."""

    curator: str
    mark: str
    total: int
    kinds: tuple[Choice, ...]
    sources: tuple[Choice, ...]
    least: str
    waiting: tuple[Waiting, ...]
    more: int
    thing: RenderedTerm | None
    thing_kind: str
    thing_short: str
    offers: tuple[Offer, ...]
    candidates: tuple[RenderedTerm, ...]
    made: tuple[Made, ...]
    filters: tuple[tuple[str, str], ...]
    problem: str
    hint: str


@dataclass(frozen=True)
class SignInPage:
    """What the page shows to those who have not signed in."""

    mark: str
    problem: str
    hint: str


class ReviewTerms:
    """What things are called here: by their labels, and those that have none yet by what claims propose."""

    def __init__(self, terms: TermRenderer, proposed: Labels, texts: tuple[Texts, ...]) -> None:
        """`texts` are where the sources' texts are looked for, in this order."""
        self.terms = terms
        self._proposed = proposed
        self._texts = texts

    def render(self, term: Any) -> RenderedTerm:
        """Return a term as a link or text."""
        shown = self.terms.render(term)
        if not isinstance(term, NamedNode) or self._label(term.value) or name_of(term.value) is None:
            return shown
        return RenderedTerm(self.name(term), href=shown.href, iri=term.value, kind=shown.kind)

    def name(self, term: Any) -> str:
        """Return what a term is called in a sentence; what has no name at all by its kind and slug."""
        if isinstance(term, Literal):
            return f"{term.value} @{term.language}" if term.language else term.value
        languages = self.terms.languages
        label = self._label(term.value) or self._proposed.best(term.value, languages)
        return label.text if label else str(name_of(term.value) or term.value)

    def _label(self, iri: str) -> Label | None:
        return self.terms.labels.best(iri, self.terms.languages)

    def quote(self, claim: Claim, sha256: str) -> Quoted | None:
        """Return the passage of a claim, where a text has it."""
        for texts in self._texts:
            if claim.passage is not None and claim.passage.span and sha256:
                quoted = texts.quote(sha256, *claim.passage.span)
                if quoted is not None:
                    return quoted
        return None


def review_page(
    record: ReviewRecord,
    names: ReviewTerms,
    session: Session,
    frame: Frame,
    problem: str = "",
    hint: str = "",
) -> ReviewPage:
    """Return the page for the curator of a session; `problem` is why what was sent was not done."""
    assert session.token is not None
    wanted, thing = record.wanted, record.thing
    name = name_of(thing)
    return ReviewPage(
        curator=session.token.name,
        mark=session.mark,
        total=record.queue.count,
        kinds=_choices(wanted, "kind", record.queue.kinds, frame),
        sources=_choices(wanted, "source", record.queue.sources, frame),
        least=str(wanted.least) if wanted.least is not None else "",
        waiting=tuple(_waiting(group, record, names, frame) for group in record.groups),
        more=len(record.queue.groups) - len(record.groups),
        thing=names.render(NamedNode(thing)) if thing else None,
        thing_kind=kind_word(name.kind, frame.words) if name else "",
        thing_short=str(name) if name else thing,
        offers=tuple(_offer(one, record, names, frame) for one in record.proposals),
        candidates=tuple(map(names.terms.link, record.candidates)),
        made=tuple(_made(one, record, names, frame) for one in record.decisions),
        filters=parameters_of(wanted),
        problem=problem,
        hint=hint,
    )


def parameters_of(wanted: Filter) -> tuple[tuple[str, str], ...]:
    """Return a filter as parameters of a link or fields of a form."""
    least = str(wanted.least) if wanted.least is not None else ""
    pairs = (("kind", wanted.kind), ("source", wanted.source), ("least", least))
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
        text = kind_word(value, frame.words) if name == "kind" else value
        href = frame.links.page("/review", **{**kept, name: value})
        found.append(Choice(text, href, count, value == current))
    return tuple(found)


def _waiting(group: Group, record: ReviewRecord, names: ReviewTerms, frame: Frame) -> Waiting:
    href = frame.links.page("/review", thing=group.thing, **dict(parameters_of(record.wanted)))
    kind = kind_word(group.kind, frame.words)
    name = names.render(NamedNode(group.thing))
    return Waiting(name, kind, href, group.count, group.dependents, group.thing == record.thing)


def _offer(one: Proposal, record: ReviewRecord, names: ReviewTerms, frame: Frame) -> Offer:
    claim, words = one.claim, frame.words
    source, place, value = record.sources[claim.source], claim.passage, claim.triple.object
    if isinstance(value, Literal):
        text, language = value.value, value.language or ""
    else:
        text, language = str(name_of(value.value) or value.value), ""  # type: ignore[union-attr]
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
    )


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
    )


def _about(iri: str, record: ReviewRecord, names: ReviewTerms, frame: Frame) -> str:
    if kind_of(iri) == "decision":
        return frame.words("a decision")
    claim = record.claims.get(iri)
    if claim is None:
        return names.name(NamedNode(iri))
    said = vocabulary().reading(claim.triple.predicate.value, frame.lang) or "·"
    return f"{names.name(claim.triple.subject)} {said} {names.name(claim.triple.object)}"
