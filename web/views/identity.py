"""What the page "why these are one" shows: names with their reasons, what falls with each, and other records."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal

from graph.claims.claim import ACCEPTED, REJECTED
from graph.limits import LIMITS
from ontology.iris import name_of
from queries.read.evidence import Triple
from queries.read.identity import Falls, HeldName, IdentityRecord, Merging, SameAs, Verdict
from queries.read.labels import Label
from queries.read.texts import Texts
from web.languages import N_
from web.page_context import Frame
from web.views.evidence_notes import EvidenceNotes, LetteredSources, Note
from web.views.terms import RenderedTerm, TermRenderer, kind_word, property_label

_JUDGED: Final = N_("by judgement")
_PRINTED: Final = N_("by its name")
_CONTEXT: Final = N_("by what this source calls it")


@dataclass(frozen=True)
class DecidedView:
    """A reviewer's decision: who, when, why, and its IRI, by which it is undone."""

    decision: str
    reviewer: str
    at: str
    reason: str


@dataclass(frozen=True)
class LostView:
    """An accepted statement that would be lost."""

    subject: RenderedTerm
    reading: Label
    value: RenderedTerm


@dataclass(frozen=True)
class NameView:
    """A name by which a source means the thing: how, on what grounds, and what falls if it meant another."""

    text: str
    lang: str
    how: str
    judged: bool
    rejected: bool
    source: RenderedTerm
    notes: tuple[Note, ...]
    letters: tuple[str, ...]
    claims: tuple[str, ...]
    resting: int
    lost: tuple[LostView, ...]
    more_lost: int
    decided: tuple[DecidedView, ...]


@dataclass(frozen=True)
class OtherView:
    """Another record that is, may be, or is not this thing. `standing` is accepted, proposed or rejected."""

    other: RenderedTerm
    short: str
    standing: str
    claim: str
    notes: tuple[Note, ...]
    letters: tuple[str, ...]
    decided: tuple[DecidedView, ...]


@dataclass(frozen=True)
class Desk:
    """What a reviewer's forms send along: who signed in, and the mark of the session."""

    curator: str
    mark: str
    problem: str = ""
    hint: str = ""


@dataclass(frozen=True)
class IdentityPage:
    """What the page shows; `desk` is there for whoever signed in to review."""

    thing: RenderedTerm
    kind_name: str
    iri: str
    names: tuple[NameView, ...]
    more: int
    others: tuple[OtherView, ...]
    replaced: tuple[str, ...]
    witnesses: tuple[LetteredSources, ...]
    derived_from: frozenset[str]
    review: str
    desk: Desk | None


def identity_page(
    record: IdentityRecord, terms: TermRenderer, frame: Frame, texts: Texts | None, desk: Desk | None = None
) -> IdentityPage:
    """Return the page of a record."""
    notes = EvidenceNotes(record.evidence, terms, texts)
    names = tuple(_name(one, terms, notes) for one in record.names)
    name = name_of(record.iri)
    return IdentityPage(
        thing=terms.link(record.iri),
        kind_name=kind_word(name.kind, frame.words) if name else "",
        iri=record.iri,
        names=names,
        more=record.more,
        others=tuple(_others(record, terms, notes)),
        replaced=tuple(map(_short, record.replaced)),
        witnesses=notes.sources(),
        derived_from=frozenset(),
        review=frame.links.page(f"/review/identity/{_short(record.iri)}"),
        desk=desk,
    )


def _name(one: HeldName, terms: TermRenderer, notes: EvidenceNotes) -> NameView:
    claim, words = one.claim, terms.words
    said = notes.notes([claim.triple])
    own = tuple(note for note in said if note.claim in {c.claim for c in one.claims}) or said
    how = _CONTEXT if one.in_context else _JUDGED if one.judged else _PRINTED
    text = claim.value.value if isinstance(claim.value, Literal) else ""
    return NameView(
        text=text,
        lang=(claim.value.language or "") if isinstance(claim.value, Literal) else "",
        how=words(how),
        judged=one.judged,
        rejected=all(c.status == REJECTED for c in one.claims),
        source=terms.link(claim.source),
        notes=own,
        letters=tuple(dict.fromkeys(note.letter for note in own)),
        claims=tuple(c.claim for c in one.claims if c.status != REJECTED),
        resting=len(one.falls.claims),
        lost=tuple(_lost(one.falls, terms)),
        more_lost=max(0, len(one.falls.lost) - LIMITS.values_shown),
        decided=_decided(one.verdicts),
    )


def _lost(falls: Falls, terms: TermRenderer) -> Iterable[LostView]:
    def view(triple: Triple) -> LostView:
        subject, predicate, value = triple
        return LostView(terms.link(subject), property_label(predicate, terms.words), terms.render(value))

    return (view(triple) for triple in falls.lost[: LIMITS.values_shown])


def _others(record: IdentityRecord, terms: TermRenderer, notes: EvidenceNotes) -> Iterable[OtherView]:
    for merging in record.mergings:
        yield OtherView(
            terms.link(merging.other), _short(merging.other), "accepted", "", (), (), _merged(merging)
        )
    for one in record.same:
        said = notes.notes([one.claim.triple])
        yield OtherView(
            terms.link(one.other),
            _short(one.other),
            _standing(one),
            one.claim.claim,
            said,
            tuple(dict.fromkeys(note.letter for note in said)),
            _decided((one.verdict,) if one.verdict else ()),
        )


def _standing(one: SameAs) -> str:
    if one.claim.status in ACCEPTED:
        return "accepted"
    return "rejected" if one.claim.status == REJECTED else "proposed"


def _decided(verdicts: Iterable[Verdict]) -> tuple[DecidedView, ...]:
    return tuple(DecidedView(v.decision, v.reviewer, v.at, v.reason) for v in verdicts)


def _merged(one: Merging) -> tuple[DecidedView, ...]:
    return (DecidedView(one.decision, one.reviewer, one.at, one.reason),)


def _short(iri: str) -> str:
    return str(name_of(iri) or iri)
