"""Read what was done beside the article's event: signing, launching, and the anniversary that it belongs to."""

import re
from collections.abc import Iterator
from typing import Final

from loaders.articles.document import Document
from loaders.articles.input.parts import TextSpan
from loaders.articles.mentions.events import is_planned, kinds_of
from loaders.articles.records import Event, Passage, When
from loaders.articles.rules.event_organisers import slug_of
from loaders.articles.rules.events import MainEvent, of_other_year

_THIS: Final = re.compile(
    r"(?:day la|this is|it is|il s'agit|c'est|cette|это|the (?:ceremony|event|conference|meeting))(?!\w)"
)


def side_events(document: Document, main: MainEvent | None) -> Iterator[Event]:
    """Yield what was done beside the main event: signing, launching, and the anniversary it belongs to."""
    for kind, match in kinds_of("side", document.language).finditer(document.folded, 0, document.parts.end):
        part = document.parts.part_at(match.start())
        sentence = document.sentence_at(match.start())
        if (
            part == "headline"
            or not document.parts.holds(match.start())
            or is_planned(document, sentence.start, sentence.end)
        ):
            continue
        if of_other_year(document, main, sentence) or (
            kind == "signing" and main and main.kind == "signing-ceremony"
        ):
            continue
        if kind == "commemoration" and not _belongs(document, main, sentence):
            continue
        own = (
            main
            if main and main.sentence.start <= match.start() < main.sentence.end and kind == "launch"
            else None
        )
        when = own.when if own else None
        if year := re.compile(r" (?:in|en|в) (20\d\d)(?!\d)").match(document.folded, match.end()):
            when = When(year[1], None, Passage(year.start(1), year.end(1), part))
        if kind == "commemoration":
            yield from _victory(document, match.end())
        yield Event(
            kind, kind, Passage(match.start(), match.end(), part), when,
            own.place.slug if own and own.place else None, None,
            slug_of(document, own.organiser) if own else None, None,
        )  # fmt: skip


def _belongs(document: Document, main: MainEvent | None, sentence: TextSpan) -> bool:
    """Whether a sentence speaks of the article's event: its own, or one that says "the ceremony is ..."."""
    if main is None or sentence.start < main.sentence.start:
        return False
    return sentence.start == main.sentence.start or _THIS.match(document.folded, sentence.start) is not None


def _victory(document: Document, at: int) -> Iterator[Event]:
    """Yield the victory whose anniversary it is: "the Dien Bien Phu Victory", "Победы при Дьенбьенфу"."""
    match = re.compile(
        r" (?:of|cua|de la|от|со дня)?(?: the)? ?(?:(?:historic|glorious) )?"
        r"(?:victor(?:y|ies)|chien thang|побед\w|victoire)?(?: (?:of|at|в|при|de))? ?"
    ).match(document.folded, at)
    place = next((p for p in document.places if match and p.start == match.end()), None)
    if match is None or place is None:
        return
    after = re.compile(r" victory").match(document.folded, place.end)
    if after or re.search(r"victor|chien thang|побед", match[0]):
        start, end = (place.start, after.end()) if after else (match.start() + 1, place.end)
        part = document.parts.part_at(start)
        where = Passage(place.start, place.end, part)
        yield Event(
            "historical-event", "historical-event", Passage(start, end, part), None, place.slug, where
        )
