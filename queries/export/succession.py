"""What places and bodies became, as English sentences and as JSON."""

from collections.abc import Sequence
from typing import Any, Final

from queries.read.labels import Labels
from queries.read.succession import Turn, TurnRecord

SENTENCES: Final = {
    Turn.BECAME_PART: "%(thing)s became part of %(others)s on %(day)s.",
    Turn.BECAME: "%(thing)s became %(others)s on %(day)s.",
    Turn.TAKES_IN: "%(thing)s takes in what was %(others)s since %(day)s.",
    Turn.CAME_OF: "%(thing)s came of %(others)s on %(day)s.",
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
