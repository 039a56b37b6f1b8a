"""The form of a whole record: a field for all that its kind may have, filled with what is said now or was typed."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from pyoxigraph import Literal, NamedNode

from graph.limits import LIMITS
from graph.review.choosing import short_of
from graph.review.conflicts import Conflict
from graph.review.outcome import Outcome
from graph.review.records import Row
from ontology.iris import concept, mint, name_of
from ontology.record_fields import Field
from ontology.terms import hn, skos
from ontology.vocabulary import vocabulary
from queries.read.chosen_words import passage_name
from queries.read.evidence import SourceRecord
from queries.read.labels import Label
from queries.read.record import RecordRecord
from web.auth.session import Session
from web.languages import N_
from web.page_context import Frame
from web.views.review_parts import (
    ChangeView,
    ConflictView,
    PlaceView,
    ReviewTerms,
    change_view,
    conflict_views,
    place_view,
)
from web.views.terms import RenderedTerm, kind_word, property_label

MADE_BY_NAME: Final = ("person", "post", "organisation", "place")
"""Kinds of which a new thing can be made from a name here: a person, say, whom no table has."""
_HINTS: Final = {
    "date": N_("YYYY, YYYY-MM or YYYY-MM-DD"),
    "number": N_("a whole number"),
    "year": N_("YYYY"),
}


@dataclass(frozen=True)
class Entry:
    """What was typed into a field: its text, its language, the thing chosen (IRI or `new:kind`) and for which text."""

    text: str = ""
    language: str = ""
    iri: str = ""
    chosen_for: str = ""


@dataclass(frozen=True)
class FieldProblem:
    """Why what was typed into a field cannot be taken, and what it may mean."""

    message: str
    hint: str = ""
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sent:
    """What was sent with the form and not done (yet): entries and problems by row, what it would change, what stands
    against it, and whether the reviewer may say that sources disagree. `done` is the act that was just published.
    """

    entries: Mapping[str, Entry] = field(default_factory=dict)
    problems: Mapping[str, FieldProblem] = field(default_factory=dict)
    outcome: Outcome | None = None
    conflicts: tuple[Conflict, ...] = ()
    sources: Mapping[str, SourceRecord] = field(default_factory=dict)
    beside: str = ""
    why: str = ""
    disagree: bool = False
    may_disagree: bool = False
    problem: str = ""
    hint: str = ""
    done: str = ""
    undone: bool = False


@dataclass(frozen=True)
class ChoiceView:
    """One choice of a field: a concept of its list, or a thing that a name may mean."""

    value: str
    text: str
    tag: str
    chosen: bool


@dataclass(frozen=True)
class FieldView:
    """One field: what stands before it, what is in it, and the places that say what was in it."""

    key: str
    reading: Label
    sort: str
    kinds: str
    required: bool
    text: str
    was: str
    language: str
    iri: str
    chosen_for: str
    options: tuple[ChoiceView, ...]
    candidates: tuple[ChoiceView, ...]
    placeholder: str
    message: str
    hint: str
    state: str
    where: str
    places: tuple[PlaceView, ...]
    has_language: bool


@dataclass(frozen=True)
class RecordPage:
    """What the page of a whole record shows."""

    mark: str
    thing: RenderedTerm
    thing_kind: str
    thing_short: str
    source: str
    fields: tuple[FieldView, ...]
    places: tuple[PlaceView, ...]
    beside: str
    why: str
    disagree: bool
    change: ChangeView | None
    against: tuple[ConflictView, ...]
    may_disagree: bool
    problem: str
    hint: str
    done: str
    undone: bool
    is_new: bool
    passage: str
    reader: str


def record_page(
    record: RecordRecord,
    names: ReviewTerms,
    session: Session,
    frame: Frame,
    sent: Sent,
) -> RecordPage:
    """Return the page of a record."""
    name = name_of(record.thing)
    sources = {**record.sources, **sent.sources}
    return RecordPage(
        mark=session.mark,
        thing=_title(record, names),
        thing_kind=kind_word(record.kind, frame.words),
        thing_short=str(name) if name else "",
        source=record.source,
        fields=tuple(_field(row, record, names, frame, sent) for row in record.rows),
        places=tuple(place_view(claim, sources, names, frame) for claim in record.places),
        beside=sent.beside or (record.places[0].iri if record.places else ""),
        why=sent.why,
        disagree=sent.disagree,
        change=change_view(sent.outcome, sources, names, frame) if sent.outcome else None,
        against=conflict_views(sent.conflicts, sources, names, frame),
        may_disagree=sent.may_disagree,
        problem=sent.problem,
        hint=sent.hint,
        done=sent.done,
        undone=sent.undone,
        is_new=record.is_new,
        passage=passage_name(record.chosen) if record.chosen else "",
        reader=frame.links.reader(record.chosen.source, mint("passage", passage_name(record.chosen)))
        if record.chosen
        else "",
    )


def first_entries(record: RecordRecord) -> dict[str, Entry]:
    """Return what stands in the form of a record to be made before anybody types: the words, as its name or wording."""
    if record.chosen is None or not record.is_new:
        return {}
    for iri in (hn.wording, skos.prefLabel):
        for row in record.rows:
            if row.field.iri == iri:
                words = " ".join(record.chosen.words.split())[: LIMITS.label_length]
                return {row.key: Entry(words, record.chosen.language)}
    return {}


def _title(record: RecordRecord, names: ReviewTerms) -> RenderedTerm:
    """The record by its name; one that a rule names once it is accepted, by what it relates to each other; one that is
    to be made, by its kind.
    """
    if record.is_new:
        kind = kind_word(record.kind, names.terms.words)
        return RenderedTerm(names.terms.words("a new %(kind)s", kind=kind), iri=record.thing)
    shown = names.render(NamedNode(record.thing))
    if shown.text != str(name_of(record.thing)):
        return shown
    ends = [row for row in record.rows if row.field.sort == "thing" and row.value is not None]
    said = [names.name(row.value) for row in ends[:3]]
    return replace(shown, text=" · ".join(said)) if said else shown


def shown_value(row: Row, names: ReviewTerms) -> str:
    """Return what stands in a row's field before anybody types."""
    value = row.value
    if value is None:
        return ""
    if isinstance(value, Literal):
        return value.value
    return value.value if row.field.sort == "concept" else names.name(value)


def _field(row: Row, record: RecordRecord, names: ReviewTerms, frame: Frame, sent: Sent) -> FieldView:
    words, one = frame.words, row.field
    was = shown_value(row, names)
    language = (row.value.language or "") if isinstance(row.value, Literal) else ""
    entry = sent.entries.get(row.key, Entry(was, language))
    problem = sent.problems.get(row.key)
    candidates = problem.candidates if problem else ()
    where = record.territories.get(row.value.value, "") if isinstance(row.value, NamedNode) else ""
    return FieldView(
        key=row.key,
        reading=property_label(one.iri, words),
        sort=one.sort,
        kinds=" ".join(one.kinds),
        required=one.required and (row.value is not None or record.is_new),
        text=entry.text,
        was=was,
        language=entry.language or language,
        iri=entry.iri,
        chosen_for=entry.chosen_for,
        options=_options(one, entry.text, names) if one.sort == "concept" else (),
        candidates=(*_candidates(candidates, entry, names, frame), *_new(one, problem, entry, frame)),
        placeholder=words(_HINTS[one.sort]) if one.sort in _HINTS else "",
        message=problem.message if problem else "",
        hint=problem.hint if problem else "",
        state=words("accepted") if row.accepted else words("proposed") if row.claims else "",
        where=names.name(NamedNode(where)) if where and entry.text == was else "",
        places=tuple(place_view(claim, record.sources, names, frame) for claim in row.claims),
        has_language=one.sort == "words",
    )


def _options(one: Field, chosen: str, names: ReviewTerms) -> tuple[ChoiceView, ...]:
    scheme = concept(one.scheme, "x").rpartition("/")[0]
    terms = ((term.iri, names.terms.name(term.iri).text) for term in vocabulary().concepts(scheme))
    listed = sorted(terms, key=lambda pair: pair[1].casefold())
    return tuple(ChoiceView(iri, text, "", iri == chosen) for iri, text in listed)


def _candidates(
    iris: tuple[str, ...], entry: Entry, names: ReviewTerms, frame: Frame
) -> tuple[ChoiceView, ...]:
    found = []
    for iri in iris:
        kind = name_of(iri)
        tag = f"{kind_word(kind.kind, frame.words) if kind else ''} · {short_of(iri)}"
        found.append(ChoiceView(iri, names.name(NamedNode(iri)), tag, iri == entry.iri))
    return tuple(found)


def _new(one: Field, problem: FieldProblem | None, entry: Entry, frame: Frame) -> tuple[ChoiceView, ...]:
    """The choice to make a thing that goes by the name typed, where none or several do."""
    if problem is None or not entry.text or "/" in entry.text:
        return ()
    return tuple(
        ChoiceView(
            f"new:{kind}",
            frame.words("a new %(kind)s of this name", kind=kind_word(kind, frame.words)),
            "",
            entry.iri == f"new:{kind}",
        )
        for kind in one.kinds
        if kind in MADE_BY_NAME
    )
