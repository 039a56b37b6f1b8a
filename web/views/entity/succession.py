"""What a place or body became, as sentences whose names are links: what a page says of it at its head."""

import re
from dataclasses import dataclass
from typing import Final

from ontology.kinds import kind_of
from queries.read.entity_record import EntityRecord
from queries.read.succession import Turn, TurnRecord
from web.languages import N_
from web.views.terms import RenderedTerm, TermRenderer

_PLACE: Final = re.compile(r"%\((\w+)\)s")

ANY_DAY: Final = {
    Turn.BECAME_PART: N_("%(thing)s became part of %(others)s on %(day)s."),
    Turn.BECAME: N_("%(thing)s became %(others)s on %(day)s."),
    Turn.TAKES_IN: N_("Since %(day)s, %(thing)s comprises what had been %(others)s."),
    Turn.CAME_OF: N_("%(thing)s came of %(others)s on %(day)s."),
    Turn.CHANGED: N_("%(thing)s goes on under its name since a change on %(day)s."),
}
CAME: Final = {
    **ANY_DAY,
    Turn.BECAME_PART: N_("On %(asked)s, %(thing)s was part of %(others)s, since %(day)s."),
    Turn.BECAME: N_("On %(asked)s, %(thing)s was %(others)s, since %(day)s."),
    Turn.TAKES_IN: N_("On %(asked)s, %(thing)s comprised what had been %(others)s, since %(day)s."),
}
NOT_YET: Final = {
    Turn.BECAME_PART: N_(
        "On %(asked)s, %(thing)s was still itself: it became part of %(others)s on %(day)s."
    ),
    Turn.BECAME: N_("On %(asked)s, %(thing)s was still itself: it became %(others)s on %(day)s."),
    Turn.TAKES_IN: N_("On %(asked)s, %(thing)s did not yet comprise %(others)s, but since %(day)s."),
    Turn.CAME_OF: N_("On %(asked)s, %(thing)s was not there yet: it came of %(others)s on %(day)s."),
    Turn.CHANGED: N_("On %(asked)s, %(thing)s was as it had been before a change on %(day)s."),
}
UNDATED: Final = {
    Turn.BECAME_PART: N_("%(thing)s is to become part of %(others)s; no source says that it has."),
    Turn.BECAME: N_("%(thing)s is to become %(others)s; no source says that it has."),
    Turn.TAKES_IN: N_("%(thing)s is to comprise what is %(others)s; no source says that it does."),
    Turn.CAME_OF: N_("%(thing)s is to come of %(others)s; no source says that it has."),
    Turn.CHANGED: N_("%(thing)s is to be changed; no source says that it was."),
}
OF_A_BODY: Final = {
    Turn.BECAME_PART: N_("Its territory, %(thing)s, became part of %(others)s on %(day)s."),
    Turn.BECAME: N_("Its territory, %(thing)s, became %(others)s on %(day)s."),
    Turn.TAKES_IN: N_("Since %(day)s its territory, %(thing)s, comprises what had been %(others)s."),
}
"""What a body's page says of its place, whatever day is asked for: the body does not follow the place."""


@dataclass(frozen=True)
class TurnNote:
    """One sentence, in parts: texts and links; with the change, the documents it rests on, and whether it is of the
    territory of a body.
    """

    parts: tuple[RenderedTerm, ...]
    change: RenderedTerm
    legal_basis: tuple[RenderedTerm, ...]
    of_territory: bool


def turn_notes(record: EntityRecord, terms: TermRenderer) -> tuple[TurnNote, ...]:
    """Return what a thing became and was made of, a sentence for each change."""
    return tuple(_note(one, record, terms) for one in record.turns)


def _note(one: TurnRecord, record: EntityRecord, terms: TermRenderer) -> TurnNote:
    of_territory = record.kind == "organisation" and kind_of(one.thing) == "place"
    words = terms.words
    said = words(_template(one, of_territory=of_territory))
    values: dict[str, tuple[RenderedTerm, ...]] = {
        "thing": (
            terms.link(one.thing) if one.thing != record.iri else RenderedTerm(terms.name(one.thing).text),
        ),
        "others": tuple(terms.link(other) for other in one.others),
        "day": (RenderedTerm(words.date(one.day)),),
        "asked": (RenderedTerm(words.date(record.slice.at)),),
    }
    parts: list[RenderedTerm] = []
    for at, piece in enumerate(_PLACE.split(said)):
        if at % 2 == 0:
            parts += [RenderedTerm(piece)] if piece else []
            continue
        for number, value in enumerate(values[piece]):
            if number:
                last = number == len(values[piece]) - 1
                parts.append(RenderedTerm(words(N_(" and ")) if last else ", "))
            parts.append(value)
    basis = tuple(terms.link(document) for document in one.change.legal_basis)
    return TurnNote(tuple(parts), terms.link(one.change.change), basis, of_territory)


def _template(one: TurnRecord, *, of_territory: bool) -> str:
    if not one.day:
        return UNDATED[one.turn]
    if of_territory and one.turn in OF_A_BODY and one.came is not False:
        return OF_A_BODY[one.turn]
    if one.came is None:
        return ANY_DAY[one.turn]
    return (CAME if one.came else NOT_YET)[one.turn]
