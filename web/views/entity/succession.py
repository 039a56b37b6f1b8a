"""What a place, a body or a document became, as sentences whose names are links: what a page says at its head."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ontology.kinds import kind_of
from ontology.terms import hn
from queries.read.entity_record import EntityRecord
from queries.read.in_effect import ReplacedRecord
from queries.read.succession import Turn, TurnRecord
from web.languages import N_
from web.views.terms import RenderedTerm, TermRenderer
from web.views.trace.rows import gone_words

_PLACE: Final = re.compile(r"%\((\w+)\)s")

ANY_DAY: Final = {
    Turn.BECAME_PART: N_("%(thing)s became part of %(others)s on %(day)s."),
    Turn.BECAME: N_("%(thing)s became %(others)s on %(day)s."),
    Turn.TAKES_IN: N_("Since %(day)s, %(thing)s comprises what had been %(others)s."),
    Turn.CAME_OF: N_("%(thing)s was formed from %(others)s on %(day)s."),
    Turn.CHANGED: N_("%(thing)s has kept its name since a change on %(day)s."),
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
    Turn.CAME_OF: N_("On %(asked)s, %(thing)s did not exist yet: it was formed from %(others)s on %(day)s."),
    Turn.CHANGED: N_("On %(asked)s, %(thing)s was as it had been before a change on %(day)s."),
}
UNDATED: Final = {
    Turn.BECAME_PART: N_("%(thing)s is to become part of %(others)s; no source says that it has."),
    Turn.BECAME: N_("%(thing)s is to become %(others)s; no source says that it has."),
    Turn.TAKES_IN: N_("%(thing)s is to comprise what is %(others)s; no source says that it does."),
    Turn.CAME_OF: N_("%(thing)s is to be formed from %(others)s; no source says that it has been."),
    Turn.CHANGED: N_("%(thing)s is to be changed; no source says that it was."),
}
OF_A_BODY: Final = {
    Turn.BECAME_PART: N_("Its territory, %(thing)s, became part of %(others)s on %(day)s."),
    Turn.BECAME: N_("Its territory, %(thing)s, became %(others)s on %(day)s."),
    Turn.TAKES_IN: N_("Since %(day)s its territory, %(thing)s, comprises what had been %(others)s."),
}
"""What a body's page says of its place, whatever day is asked for: the body does not follow the place."""


REPLACED: Final = {
    None: N_("Replaced by %(others)s since %(day)s."),
    True: N_("On %(asked)s it had been replaced by %(others)s, since %(day)s."),
    False: N_("On %(asked)s it had not been replaced; %(others)s replaced it on %(day)s."),
}
ENDED: Final = {
    None: N_("Ended by %(others)s since %(day)s."),
    True: N_("On %(asked)s it had been ended by %(others)s, since %(day)s."),
    False: N_("On %(asked)s it had not been ended; %(others)s ended it on %(day)s."),
}
LAST_DAY: Final = {
    None: N_("Its last day in effect is %(day)s."),
    True: N_("On %(asked)s it was no longer in effect: its last day was %(day)s."),
    False: N_("On %(asked)s its last day in effect, %(day)s, had not passed."),
}
"""What is said of a document, for no day (None), for a day on which it had gone, and for one on which it had not."""
UNDATED_REPLACEMENT: Final = N_("Replaced or ended by %(others)s; no source says since when.")


@dataclass(frozen=True)
class TurnNote:
    """One sentence, in parts: texts and links; with the change, the documents it rests on, and whether it is of the
    territory of a body.
    """

    parts: tuple[RenderedTerm, ...]
    change: RenderedTerm | None = None
    legal_basis: tuple[RenderedTerm, ...] = ()
    of_territory: bool = False


@dataclass(frozen=True)
class LateCitation:
    """What cited a document after it was replaced or ended, and in words since when it had been."""

    citing: RenderedTerm
    gone: str


def turn_notes(record: EntityRecord, terms: TermRenderer) -> tuple[TurnNote, ...]:
    """Return what a thing became and was made of, a sentence for each change or document."""
    turns = tuple(_note(one, record, terms) for one in record.turns)
    return (*turns, *_of_document(record.replaced, record.slice.at, terms)) if record.replaced else turns


def late_citations(record: EntityRecord, terms: TermRenderer) -> tuple[LateCitation, ...]:
    """Return the citations of a document that were made after it was replaced or ended."""
    return tuple(
        LateCitation(terms.link(one.citing), gone_words(one.gone, one.day, terms))
        for one in record.cited_late
        if one.gone
    )


def _of_document(record: ReplacedRecord, asked: str, terms: TermRenderer) -> Iterator[TurnNote]:
    for one in record.replacements:
        others = (terms.link(one.document),)
        gone = ReplacedRecord(record.document, (one,)).gone_by(asked) is not None if asked else None
        said = (
            (REPLACED if one.relation == hn.replaces else ENDED)[gone] if one.since else UNDATED_REPLACEMENT
        )
        yield TurnNote(_parts(said, one.since, asked, terms, others=others))
    if record.last_day:
        gone = (
            ReplacedRecord(record.document, (), record.last_day).gone_by(asked) is not None if asked else None
        )
        yield TurnNote(_parts(LAST_DAY[gone], record.last_day, asked, terms))


def _note(one: TurnRecord, record: EntityRecord, terms: TermRenderer) -> TurnNote:
    of_territory = record.kind == "organisation" and kind_of(one.thing) == "place"
    own = one.thing == record.iri
    parts = _parts(
        _template(one, of_territory=of_territory),
        one.day,
        record.slice.at,
        terms,
        thing=(RenderedTerm(terms.name(one.thing).text) if own else terms.link(one.thing),),
        others=tuple(map(terms.link, one.others)),
    )
    basis = tuple(map(terms.link, one.change.legal_basis))
    return TurnNote(parts, terms.link(one.change.change), basis, of_territory)


def _parts(
    template: str, day: str, asked: str, terms: TermRenderer, **names: tuple[RenderedTerm, ...]
) -> tuple[RenderedTerm, ...]:
    """Return a sentence in the reader's language with its places filled, by texts and links."""
    words = terms.words
    values = {**names, "day": (RenderedTerm(words.date(day)),), "asked": (RenderedTerm(words.date(asked)),)}
    parts: list[RenderedTerm] = []
    for at, piece in enumerate(_PLACE.split(words(template))):
        if at % 2 == 0:
            parts += [RenderedTerm(piece)] if piece else []
            continue
        for number, value in enumerate(values[piece]):
            if number:
                last = number == len(values[piece]) - 1
                parts.append(RenderedTerm(words(N_(" and ")) if last else ", "))
            parts.append(value)
    return tuple(parts)


def _template(one: TurnRecord, *, of_territory: bool) -> str:
    if not one.day:
        return UNDATED[one.turn]
    if of_territory and one.turn in OF_A_BODY and one.came is not False:
        return OF_A_BODY[one.turn]
    if one.came is None:
        return ANY_DAY[one.turn]
    return (CAME if one.came else NOT_YET)[one.turn]
