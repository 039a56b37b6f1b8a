"""Pages before an act is published: what it would change; and the claims of a thing, to choose those about another."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode, Triple

from graph.claims.claim import ACCEPTED
from graph.review.conflicts import BETWEEN_SOURCES
from ontology.iris import name_of
from ontology.vocabulary import vocabulary
from queries.read.evidence import SourceRecord
from queries.read.review import ClaimsRecord
from web.auth.session import Session
from web.languages import N_
from web.page_context import Frame
from web.review_acts import Rehearsed
from web.review_forms import DecisionForm
from web.views.review import hidden_fields, parameters_of
from web.views.review_parts import (
    ChangeView,
    PlaceView,
    ReviewTerms,
    StatementView,
    change_view,
    place_view,
    statement_view,
)
from web.views.terms import RenderedTerm, kind_word

_TITLES: Final = {
    "accept": N_("Accept"),
    "reject": N_("Reject"),
    "merge": N_("Merge"),
    "divide": N_("Divide"),
    "undo": N_("Undo"),
}


@dataclass(frozen=True)
class LeftView:
    """What is left waiting, and what it lacks."""

    thing: RenderedTerm
    lacks: str


@dataclass(frozen=True)
class ChangePage:
    """What the page shows before an act is published."""

    mark: str
    act: str
    title: str
    thing: RenderedTerm | None
    scope: tuple[str, ...]
    claims: int
    acts: int
    change: ChangeView
    left: tuple[LeftView, ...]
    hidden: tuple[tuple[str, str], ...]
    version: int
    why: str
    needs_why: bool
    may_disagree: bool
    again: bool
    back: str


@dataclass(frozen=True)
class ClaimChoice:
    """A claim to choose: what it says, where, and how it stands."""

    claim: str
    statement: StatementView
    place: PlaceView
    standing: str


@dataclass(frozen=True)
class SourceChoice:
    """The claims of one source."""

    source: RenderedTerm
    claims: tuple[ClaimChoice, ...]


@dataclass(frozen=True)
class SplitPage:
    """What the page for dividing a thing shows."""

    mark: str
    thing: RenderedTerm
    thing_kind: str
    thing_short: str
    kind: str
    sources: tuple[SourceChoice, ...]


def change_page(
    form: DecisionForm,
    found: Rehearsed,
    names: ReviewTerms,
    sources: Mapping[str, SourceRecord],
    session: Session,
    frame: Frame,
    version: int,
    *,
    again: bool = False,
) -> ChangePage:
    """Return the page before an act; `again`: the data changed since it was shown."""
    words, made = frame.words, found.outcome.made
    scope = []
    if form.all == "filter":
        for name, value in parameters_of(form.params().wanted):
            if name == "kind":
                scope.append(kind_word(value, words))
            elif name == "predicate":
                scope.append(vocabulary().reading(value, frame.lang) or value)
            else:
                scope.append(value)
    refuses = form.act in ("merge", "divide") and bool(made)
    kept = dict(parameters_of(form.params().wanted))
    return ChangePage(
        mark=session.mark,
        act=form.act,
        title=words(_TITLES[form.act]),
        thing=names.render(NamedNode(form.thing)) if name_of(form.thing) and form.all != "filter" else None,
        scope=tuple(scope),
        claims=found.claims,
        acts=len(found.acts),
        change=change_view(found.outcome, sources, names, frame),
        left=tuple(
            LeftView(names.render(NamedNode(iri)), lacks) for iri, lacks in found.left if "://" in iri
        ),
        hidden=hidden_fields(form),
        version=version,
        why=form.reason,
        needs_why=form.act == "reject",
        may_disagree=refuses and all(one.kind in BETWEEN_SOURCES for one in made),
        again=again,
        back=frame.links.page("/review", thing=form.thing, **kept),
    )


def split_page(record: ClaimsRecord, names: ReviewTerms, session: Session, frame: Frame) -> SplitPage:
    """Return the page for dividing a thing."""
    name = name_of(record.thing)
    by_source: dict[str, list[ClaimChoice]] = {}
    for claim in record.claims:
        triple = Triple(claim.triple.subject, claim.triple.predicate, claim.triple.object)
        accepted = record.standing[claim.iri] in ACCEPTED
        standing = frame.words("accepted") if accepted else frame.words("proposed")
        by_source.setdefault(claim.source, []).append(
            ClaimChoice(
                claim.iri,
                statement_view(triple, names, frame),
                place_view(claim, record.sources, names, frame),
                standing,
            )
        )
    return SplitPage(
        session.mark,
        names.render(NamedNode(record.thing)),
        kind_word(name.kind, frame.words) if name else "",
        str(name) if name else record.thing,
        name.kind if name else "",
        tuple(SourceChoice(names.terms.link(iri), tuple(claims)) for iri, claims in by_source.items()),
    )
