"""What places, bodies and documents became, as English sentences and as JSON."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from ontology.terms import hn
from queries.read.entity_record import EntityRecord
from queries.read.labels import Labels
from queries.read.succession import Turn, TurnRecord

SENTENCES: Final = {
    Turn.BECAME_PART: "%(thing)s became part of %(others)s on %(day)s.",
    Turn.BECAME: "%(thing)s became %(others)s on %(day)s.",
    Turn.TAKES_IN: "%(thing)s takes in what was %(others)s since %(day)s.",
    Turn.CAME_OF: "%(thing)s was formed from %(others)s on %(day)s.",
    Turn.CHANGED: "%(thing)s was changed on %(day)s.",
}
"""What each turn says; a view translates them."""
NOT_YET: Final = "Not yet on the day asked for."


def turn_line(one: TurnRecord, labels: Labels, languages: Sequence[str]) -> str:
    """Return what a turn says, in a line."""

    def name(iri: str) -> str:
        return labels.name(iri, languages).text

    others = ", ".join(map(name, one.others))
    said = SENTENCES[one.turn] % {
        "thing": name(one.thing),
        "others": others,
        "day": one.day or "a day not known",
    }
    return f"{said} {NOT_YET}" if one.came is False else said


def turn_json(one: TurnRecord, labels: Labels, languages: Sequence[str]) -> dict[str, Any]:
    """Return a turn as a JSON object; `came` is null where no day was asked for."""

    def term(iri: str) -> dict[str, str]:
        return {"iri": iri, "label": labels.name(iri, languages).text}

    return {
        "thing": term(one.thing),
        "turn": one.turn.value,
        "others": [term(iri) for iri in one.others],
        "day": one.day,
        "came": one.came,
        "change": term(one.change.change),
        "legalBasis": [term(iri) for iri in one.change.legal_basis],
    }


def replaced_lines(record: EntityRecord, labels: Labels, languages: Sequence[str]) -> Iterator[str]:
    """Yield by what a document was replaced or ended, and what cited it after that, in a line each."""
    if record.replaced is None:
        return
    at = record.slice.at
    for one in record.replaced.replacements:
        verb = "Replaced" if one.relation == hn.replaces else "Ended"
        name = labels.name(one.document, languages).text
        yield f"{verb} by {name} on {one.since or 'a day not known'}."
    if record.replaced.last_day:
        yield f"Its last day in effect is {record.replaced.last_day}."
    if at and not record.replaced.gone_by(at):
        yield NOT_YET
    for late in record.cited_late:
        yield f"Cited on {late.day}, after that, by {labels.name(late.citing, languages).text}."


def replaced_json(record: EntityRecord, labels: Labels, languages: Sequence[str]) -> dict[str, Any] | None:
    """Return by what a document was replaced or ended as a JSON object; `gone` is null where no day was asked for."""
    if record.replaced is None:
        return None

    def term(iri: str) -> dict[str, str]:
        return {"iri": iri, "label": labels.name(iri, languages).text}

    at = record.slice.at
    return {
        "by": [
            {**term(one.document), "property": one.relation, "since": one.since}
            for one in record.replaced.replacements
        ],
        "lastDay": record.replaced.last_day,
        "gone": record.replaced.gone_by(at) is not None if at else None,
        "citedLate": [
            {**term(one.citing), "citation": one.citation, "day": one.day} for one in record.cited_late
        ],
    }
