"""Read the events that an article tells of beside its own: each with a day, month or year of its own.

What has none is part of the article's event, or nobody can tell it from others. Of a victory that is commemorated the
place tells which it is.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import Final, NamedTuple

from loaders.articles.document import Document
from loaders.articles.input.parts import TextSpan
from loaders.articles.mentions.events import is_planned, kinds_of
from loaders.articles.mentions.gazetteer import Mention
from loaders.articles.records import Event, Passage, When
from loaders.articles.rules.event_organisers import place_of
from loaders.articles.rules.events import MainEvent

_FAR: Final = 200
"""How far from the words for an event its date may stand."""
_LONGEST_DATE: Final = 60
"""Letters of a date, or of a span of days."""
_COMMA: Final = 100
"""What a comma counts: "during the visit to B in 2019, both sides signed" dates the visit."""
_IN_YEAR: Final = re.compile(
    r"(?<!\w)(?:in|en|в|nam|trong nam) (?P<y>(?:19|20)\d\d)(?![\d-]| ?- ?\d)(?: (?:году|г\.))?"
)
_ONCE: Final = frozenset({"historical-event"})
"""Kinds that happen on a day: a year alone is no more than the age of something."""


class _Told(NamedTuple):
    """Words for an event, with the date that stands nearest."""

    kind: str
    start: int
    end: int
    when: When


def side_events(document: Document, main: MainEvent | None) -> Iterator[Event]:
    """Yield the events with a date of their own, and the victory whose anniversary the article's event belongs to."""
    seen: set[str] = set()
    for sentence in document.sentences:
        if sentence.part == "headline" or is_planned(document, sentence.start, sentence.end):
            continue
        for told in _told(document, sentence):
            key = f"{told.kind}-{told.when.start}"
            if key in seen or document.quoted(told.start) or _is_main(told, main):
                continue
            if _in_future(document, main, told.when):
                continue
            seen.add(key)
            place = _place(document, sentence, told)
            yield Event(
                key, told.kind, Passage(told.start, told.end, sentence.part), told.when,
                place.slug if place else None,
                Passage(place.start, place.end, sentence.part) if place else None,
            )  # fmt: skip
    for kind, match in kinds_of("side", document.language).finditer(document.told, 0, document.parts.end):
        sentence = document.sentence_at(match.start())
        if kind == "commemoration" and sentence.part != "headline" and _belongs(document, main, sentence):
            yield from _victory(document, match.end())


def _is_main(told: _Told, main: MainEvent | None) -> bool:
    """Whether it is the article's event itself: of its kind in its sentence, or on its day."""
    if main is None:
        return False
    if main.sentence.start <= told.start < main.sentence.end and told.kind == main.kind:
        return True
    when = main.when.start if main.when else "?"
    return told.when.start.startswith(when) or when.startswith(told.when.start)


def _in_future(document: Document, main: MainEvent | None, when: When) -> bool:
    """Whether a date is after the article: of a plan, an aim or a validity."""
    now = document.clock.published or (main.when.start if main and main.when else "")
    return bool(now) and when.start > now[: len(when.start)]


def _told(document: Document, sentence: TextSpan) -> Iterator[_Told]:
    """Yield the words for events of a sentence with the date nearest to each, each date once."""
    dates = [d for d in document.days(sentence.start, sentence.end) if d.passage and not d.inferred]
    for year in _IN_YEAR.finditer(document.told, sentence.start, sentence.end):
        if not any(
            d.passage and d.passage.start < year.end() and year.start() < d.passage.end for d in dates
        ):
            dates.append(When(year["y"], None, Passage(year.start("y"), year.end("y"), sentence.part)))
    if not dates:
        return
    matcher = kinds_of("past", document.language)
    words = [
        (kind, match.start(), match.end())
        for kind, match in matcher.finditer(document.told, sentence.start, sentence.end)
    ]
    dates.sort(key=_start_of)
    pairs = sorted(
        (_distance(document, start, end, dates[at]), kind, start, end, at)
        for kind, start, end in words
        for at in range(
            bisect_left(dates, start - _FAR - _LONGEST_DATE, key=_start_of),
            bisect_right(dates, end + _FAR, key=_start_of),
        )
        if kind not in _ONCE or dates[at].start.count("-") == 2
    )
    dated: set[int] = set()
    placed: set[int] = set()
    for distance, kind, start, end, at in pairs:
        if distance > _FAR or at in dated or start in placed:
            continue
        dated.add(at)
        placed.add(start)
        yield _Told(kind, start, end, dates[at])


def _start_of(when: When) -> int:
    return when.passage.start if when.passage else 0


def _distance(document: Document, start: int, end: int, when: When) -> int:
    """How far a date stands from the words, over no semicolon; a comma between makes it farther."""
    assert when.passage
    low, high = min(end, when.passage.end), max(start, when.passage.start)
    between = document.told[low:high]
    return len(between) + (_FAR if ";" in between else _COMMA if "," in between else 0)


def _place(document: Document, sentence: TextSpan, told: _Told) -> Mention | None:
    """Return the place that stands after the words, in the same clause."""
    stop = re.compile(r"[;.]| (?:and|et|и|va) ").search(document.told, told.end, sentence.end)
    end = min(stop.start() if stop else sentence.end, told.end + _FAR)
    near = (p for p in document.within(document.places, told.end, end) if p.start - told.end < 12)
    place = next(near, None) or place_of(document, TextSpan(told.end, end, sentence.part))
    return None if place and place.type == "open" else place


_THIS: Final = re.compile(
    r"(?:day la|this is|it is|il s'agit|c'est|cette|это|the (?:ceremony|event|conference|meeting))(?!\w)"
)


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
