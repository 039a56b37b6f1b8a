"""Read the article's own event, with its day, place and organisers, and what was done beside it.

What is only planned is no event.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from loaders.articles.document import Document
from loaders.articles.input.parts import TextSpan
from loaders.articles.lexicons import read_yaml
from loaders.articles.mentions.bodies import LED
from loaders.articles.mentions.events import Named, is_definite, is_planned, named_events
from loaders.articles.mentions.gazetteer import Mention
from loaders.articles.records import Event, Passage, When
from loaders.articles.rules.event_organisers import days_of, has_day, organisers, place_of, slug_of

_MINOR: Final = frozenset({"meeting", "workshop", "signing-ceremony", "ceremony", "plenum", "exchange"})
"""Kinds that name the article's event only in its lead: later in the text they may be any other."""


_LEADS: Final = 900
"""How far into an article a sentence may be its lead that has no day and no place."""


@dataclass(frozen=True)
class MainEvent:
    """The article's own event, as far as its lead tells it."""

    sentence: TextSpan
    kind: str
    when: When | None
    place: Mention | None
    organiser: Mention | None
    ordinal: int | None
    others: tuple[Mention, ...] = ()


_IN_YEAR: Final = re.compile(r"(?<!\w)(?:in|since|en|depuis|в|с|nam|tu nam) ((?:19|20)\d\d)(?![\d-]| ?-)")


def of_other_year(document: Document, main: MainEvent | None, sentence: TextSpan) -> bool:
    """Whether a sentence dates what it tells to another year than the article's event."""
    if main is None or main.when is None:
        return False
    years = {d.start[:4] for d in document.days(sentence.start, sentence.end)}
    years |= set(_IN_YEAR.findall(document.folded, sentence.start, sentence.end))
    return bool(years) and main.when.start[:4] not in years


def _clause(document: Document, sentence: TextSpan, at: int) -> tuple[int, int]:
    """Return the stretch between semicolons around a place."""
    start = document.text.rfind(";", sentence.start, at) + 1 or sentence.start
    end = document.text.find(";", at, sentence.end)
    return start, end if end >= 0 else sentence.end


def main_event(document: Document) -> MainEvent | None:
    """Return the event the article tells of: the first sentence that names one with a day or a place.

    A caption serves where no paragraph does.
    """

    def read() -> MainEvent | None:
        return (
            _main(document, ("body",))
            or _main(document, ("caption", "headline"))
            or _main(document, ("body", "headline"), undated=True)
            or _spoken_of(document)
        )

    found: MainEvent | None = document.once("main event", read)
    return found


def _main(document: Document, parts: tuple[str, ...], *, undated: bool = False) -> MainEvent | None:
    """Return the first sentence's event that has a day or a place; `undated`, one of the first that somebody held."""
    for sentence in document.sentences:
        if sentence.part not in parts:
            continue
        named = [n for n in named_events(document) if sentence.start <= n.start and n.end <= sentence.end]
        if not named:
            named = list(_met(document, sentence))
        named = [n for n in named if not is_planned(document, *_clause(document, sentence, n.start))]
        if not named:
            continue
        days = days_of(document, sentence)
        place = place_of(document, sentence)
        organiser, others = organisers(document, sentence)
        if undated:
            listed = document.word("present").search(sentence.start, sentence.end) is not None
            held = organiser is not None and organiser.type in (*LED, "cluster")
            if not (held or listed) or sentence.start > _LEADS:
                continue
        elif not (days or has_day(document, sentence)) and (
            place is None or sentence.part != "body" or named[0].kind == "visit"
        ):
            continue
        first = _named_first(document, sentence, named, organiser)
        return MainEvent(
            sentence, first.kind, days[0] if days else None, place, organiser, first.ordinal, others
        )
    return None


def _spoken_of(document: Document) -> MainEvent | None:
    """Return the event that somebody is said to have spoken at or been elected at, where nothing more is told of it."""
    for sentence in document.sentences:
        told = any(
            document.word(w).search(sentence.start, sentence.end) for w in ("spoke", "elected", "present")
        )
        if sentence.part == "headline" or not told or is_planned(document, sentence.start, sentence.end):
            continue
        named = [
            n
            for n in named_events(document)
            if sentence.start <= n.start < sentence.end and is_definite(document, n.start)
        ]
        if named:
            return MainEvent(sentence, named[0].kind, None, None, None, named[0].ordinal)
        if document.word("event").search(sentence.start, sentence.end) and (head := _headed(document)):
            return MainEvent(sentence, head.kind, None, None, None, head.ordinal)
    return None


def _headed(document: Document) -> Named | None:
    """Return the event that the headline names: what "the event" is in a text that names none."""
    for line in document.parts.lines:
        if line.part == "headline" and not is_planned(document, line.start, line.end):
            for one in named_events(document):
                if line.start <= one.start < line.end:
                    return one
    return None


def _named_first(
    document: Document, sentence: TextSpan, named: list[Named], organiser: Mention | None
) -> Named:
    """Return what names the article's event of those in its lead: what the organiser is said to have held, or else the
    first in the order of the list."""
    if organiser and len(named) > 1:
        verbs = document.word("took_place").within(organiser.end, sentence.end)
        after = [n for n in named if verbs and n.start >= verbs[0].end()]
        if after:
            return min(after, key=lambda n: n.start)
    order = list(read_yaml("happenings.yaml")["kinds"])
    return min(named, key=lambda n: (order.index(n.kind) if n.kind in order else len(order), n.start))


def _met(document: Document, sentence: TextSpan) -> Iterator[Named]:
    """Yield a meeting where somebody is said to have received somebody, a visit where a delegation came."""
    met, visited = (document.word(w).search(sentence.start, sentence.end) for w in ("met", "visited"))
    if met and not (visited and 0 <= met.start() - visited.end() < 3):  # "sang thăm, làm việc với": one visit
        yield Named("meeting", met.start(), met.end())
    if visited:
        yield Named("visit", visited.start(), visited.end())


def events(document: Document, main: MainEvent | None) -> Iterator[Event]:
    """Yield the article's event under each kind it is called."""
    if main is None:
        return
    seen: set[str] = set()
    lead = main.sentence
    named = list(named_events(document))
    if not any(lead.start <= n.start < lead.end for n in named):
        named += _met(document, lead)
    for one in sorted(named, key=lambda n: n.start):
        own = lead.start <= one.start < lead.end
        if (
            one.kind in seen
            or one.start < lead.start
            or document.parts.part_at(one.start) not in ("body", lead.part)
        ):
            continue
        if not own and (one.kind in _MINOR or not _same(document, one, main)):
            continue
        if is_planned(document, *_clause(document, document.sentence_at(one.start), one.start)):
            continue
        if own and one.kind == "congress" and main.kind != "congress":
            continue
        if own and one.kind == "conference" and main.kind == "congress":
            continue
        if own and one.kind == "exchange" != main.kind:
            continue  # a programme of exchanges that the event is part of
        seen.add(one.kind)
        others = [
            (slug, p) for o in main.others if (slug := slug_of(document, o)) and (p := _passage(document, o))
        ]
        yield Event(
            key=one.kind,
            kind=one.kind,
            passage=Passage(one.start, one.end, document.parts.part_at(one.start)),
            when=main.when,
            place=main.place.slug if main.place else None,
            place_passage=_passage(document, main.place),
            organiser=slug_of(document, main.organiser),
            organiser_passage=_passage(document, main.organiser),
            ordinal=one.ordinal or (main.ordinal if one.kind == "congress" else None),
            about=_about(document, lead),
            others=tuple(others),
        )


def _same(document: Document, one: Named, main: MainEvent) -> bool:
    """Whether an event named after the lead is the article's own: spoken of as known, and no other congress."""
    if one.kind == "congress" and (main.kind != "congress" or (one.ordinal and one.ordinal != main.ordinal)):
        return False
    if main.kind == "congress" and one.kind == "conference":
        return False
    return is_definite(document, one.start)


def _about(document: Document, lead: TextSpan) -> str | None:
    """Return the cluster, or else the body, that the lead names."""
    named = [b for b in document.within(document.bodies, lead.start, lead.end) if b.slug and not b.general]
    clusters = [b.slug for b in named if b.type == "cluster"]
    return clusters[0] if clusters else named[0].slug if named else None


def _passage(document: Document, mention: Mention | None) -> Passage | None:
    return Passage(mention.start, mention.end, document.parts.part_at(mention.start)) if mention else None
