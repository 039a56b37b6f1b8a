"""What the pages of the review share: names of things, places of claims, conflicts, and what an act would change."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pyoxigraph import Literal, NamedNode, Triple

from graph.claims.claim import Claim
from graph.limits import LIMITS
from graph.review import conflicts as rules
from graph.review.chosen_place import says_nothing
from graph.review.conflicts import Conflict, Side
from graph.review.outcome import Outcome
from ontology.iris import name_of
from queries.read.changing import shown_changes
from queries.read.evidence import SourceRecord
from queries.read.labels import Label, Labels
from queries.read.texts import Quoted, Texts
from web.languages import N_
from web.page_context import Frame
from web.views.terms import RenderedTerm, TermRenderer, property_label

_CONFLICTS: Final = {
    rules.HOLDERS: N_("Two people hold a post for one"),
    rules.ELSEWHERE: N_("The post is in another body than the tenure"),
    rules.ENDS_FIRST: N_("It ends before it begins"),
    rules.EARLIER: N_("It was over before what it cites or follows was there"),
    rules.TWO_VALUES: N_("Two values where there is one"),
}


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


@dataclass(frozen=True)
class PlaceView:
    """Where a claim stands: its source and language, the characters of its passage, and its words."""

    claim: str
    source: RenderedTerm
    language: str
    start: int | None
    end: int | None
    printed: str
    quoted: Quoted | None
    as_of: str
    reason: str


@dataclass(frozen=True)
class StatementView:
    """One statement as it is shown."""

    subject: RenderedTerm
    reading: Label
    value: RenderedTerm


@dataclass(frozen=True)
class SideView:
    """One side of a conflict: its statement, where it is said, and the link to correct the record that says it."""

    statement: StatementView
    places: tuple[PlaceView, ...]
    correct: str
    claims: tuple[str, ...]


@dataclass(frozen=True)
class ConflictView:
    """A conflict as it is shown, with both sides."""

    about: RenderedTerm
    word: str
    days: str
    sides: tuple[SideView, ...]


@dataclass(frozen=True)
class ChangeView:
    """What an act would change: statements gained and lost (the first of them), conflicts made and solved."""

    decisions: int
    gained: tuple[StatementView, ...]
    gained_count: int
    lost: tuple[StatementView, ...]
    lost_count: int
    made: tuple[ConflictView, ...]
    solved: tuple[ConflictView, ...]


def place_view(
    claim: Claim, sources: Mapping[str, SourceRecord], names: ReviewTerms, frame: Frame
) -> PlaceView:
    """Return where a claim stands."""
    source = sources.get(claim.source) or SourceRecord(claim.source)
    place = claim.passage
    return PlaceView(
        "" if says_nothing(claim) else claim.iri,
        names.terms.link(claim.source),
        source.language or claim.language or "",
        place.start if place else None,
        place.end if place else None,
        claim.printed or "",
        names.quote(claim, source.sha256),
        "/".join(filter(None, (claim.as_of.start, claim.as_of.end))) if claim.as_of else "",
        claim.reason or "",
    )


def statement_view(triple: Triple, names: ReviewTerms, frame: Frame) -> StatementView:
    """Return a statement as it is shown."""
    reading = property_label(triple.predicate.value, frame.words)
    return StatementView(names.render(triple.subject), reading, names.render(triple.object))


def conflict_views(
    conflicts: Iterable[Conflict], sources: Mapping[str, SourceRecord], names: ReviewTerms, frame: Frame
) -> tuple[ConflictView, ...]:
    """Return conflicts as they are shown."""
    return tuple(_conflict(one, sources, names, frame) for one in conflicts)


def _conflict(
    conflict: Conflict, sources: Mapping[str, SourceRecord], names: ReviewTerms, frame: Frame
) -> ConflictView:
    days = ""
    if conflict.kind == rules.HOLDERS:
        days = conflict.first if conflict.first == conflict.last else f"{conflict.first}/{conflict.last}"
    sides = tuple(_side(side, sources, names, frame) for side in (conflict.one, conflict.other))
    return ConflictView(names.render(conflict.about), frame.words(_CONFLICTS[conflict.kind]), days, sides)


def _side(side: Side, sources: Mapping[str, SourceRecord], names: ReviewTerms, frame: Frame) -> SideView:
    triple = Triple(side.thing, side.predicate, side.value)
    return SideView(
        statement_view(triple, names, frame),
        tuple(place_view(claim, sources, names, frame) for claim in side.claims),
        frame.links.page("/review/record", thing=side.thing.value),
        tuple(claim.iri for claim in side.claims),
    )


def change_view(
    outcome: Outcome, sources: Mapping[str, SourceRecord], names: ReviewTerms, frame: Frame
) -> ChangeView:
    """Return what an act would change, as it is shown."""
    gained, lost = shown_changes(outcome.gained), shown_changes(outcome.lost)
    most = LIMITS.review_changes
    return ChangeView(
        outcome.decisions,
        tuple(statement_view(t, names, frame) for t in gained[:most]),
        len(outcome.gained),
        tuple(statement_view(t, names, frame) for t in lost[:most]),
        len(outcome.lost),
        conflict_views(outcome.made, sources, names, frame),
        conflict_views(outcome.solved, sources, names, frame),
    )
