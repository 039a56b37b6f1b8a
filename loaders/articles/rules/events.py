"""Read the article's own event, with its day, place and organisers: one record of one kind.

What is only planned is no event. What was done within the event (somebody elected, certificates handed over, an
agreement signed) is no event of its own unless it has its own day or place: who took part in it took part in the
article's event.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from typing import Final

from loaders.articles.document import Document
from loaders.articles.input.parts import TextSpan
from loaders.articles.lexicons import read_yaml
from loaders.articles.mentions.bodies import LED
from loaders.articles.mentions.events import Named, is_definite, is_planned, named_events
from loaders.articles.mentions.gazetteer import Mention
from loaders.articles.records import BodyName, Event, Participation, Passage, PrintedName, Record, When
from loaders.articles.rules.dating import from_the_first
from loaders.articles.rules.event_holders import holders
from loaders.articles.rules.event_organisers import days_of, has_day, organisers, place_of, slug_of

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
    named: Named
    others: tuple[Mention, ...] = ()

    @property
    def ordinal(self) -> int | None:
        """The number of a congress."""
        return self.named.ordinal


_IN_YEAR: Final = re.compile(r"(?<!\w)(?:in|since|en|depuis|в|с|nam|tu nam) ((?:19|20)\d\d)(?![\d-]| ?-)")


_OPENS: Final = 40
"""How far from its beginning a sentence names the year of all that it tells."""


def of_other_year(document: Document, main: MainEvent | None, sentence: TextSpan) -> bool:
    """Whether a sentence dates what it tells to another year than the article's event."""
    if main is None or sentence.start == main.sentence.start:
        return False
    opening = set(_IN_YEAR.findall(document.told, sentence.start, min(sentence.end, sentence.start + _OPENS)))
    if main.when is None:
        return bool(opening)
    years = opening | {d.start[:4] for d in document.days(sentence.start, sentence.end)}
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
            or _named_next(document)
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
        named = [n for n in named if not _is_to_come(document, sentence, n, named)]
        if not named:
            continue
        days = [
            from_the_first(day, document.told, document.language, sentence.start, sentence.end)
            for day in days_of(document, sentence)
        ]
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
        return MainEvent(sentence, first.kind, days[0] if days else None, place, organiser, first, others)
    return None


def _named_next(document: Document) -> MainEvent | None:
    """Return the event of a lead that gives a day and no word for it, which the next sentence gives.

    "On May 3 the union and the police met the press. The conference was chaired by ...".
    """
    body = [s for s in document.sentences if s.part == "body"][:_OPENING]
    for lead, following in pairwise(body):
        days = days_of(document, lead)
        named = [n for n in named_events(document) if following.start <= n.start < following.end]
        named = [n for n in named if is_definite(document, n.start) or document.language == "vi"]
        if not days or not named or is_planned(document, lead.start, following.end):
            continue
        organiser, others = organisers(document, lead)
        return MainEvent(lead, named[0].kind, days[0], place_of(document, lead), organiser, named[0], others)
    return None


_OPENING: Final = 4
"""Sentences of the body that may be its lead."""


def _is_to_come(document: Document, sentence: TextSpan, one: Named, every: list[Named]) -> bool:
    """Whether an event is still to come: its clause says so, and not only after it has told of this one as held."""
    start, end = _clause(document, sentence, one.start)
    if not is_planned(document, start, end):
        return False
    planned = next(hit for hit in document.word("planned").within(start, end))
    held = next(iter(document.word("took_place").within(start, planned.start())), None)
    if held is None or one.start > planned.start():
        return True
    first = min((n for n in every if n.start >= held.end()), key=lambda n: n.start, default=None)
    return not (one.end <= held.start() or one is first)


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
            return MainEvent(sentence, named[0].kind, None, None, None, named[0])
        if document.word("event").search(sentence.start, sentence.end) and (head := _headed(document)):
            return MainEvent(sentence, head.kind, None, None, None, head)
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


@cache
def _agreements(language: str) -> re.Pattern[str]:
    every = read_yaml("programmes.yaml").values()
    words = "|".join(entry[language] for entry in every if language in entry)
    return re.compile(rf"(?<![^\W_])(?:{words})(?![^\W_])")


_ONE_VISIT: Final = 24
"""How far after words for a visit those for a meeting are part of it: "sang thăm và làm việc với"."""


def signing(document: Document, sentence: TextSpan) -> re.Match[str] | None:
    """Return the verb by which a programme, plan or agreement is said to have been signed."""
    for verb in document.word("signed").within(sentence.start, sentence.end):
        if _agreements(document.language).search(
            document.folded, verb.end(), min(sentence.end, verb.end() + 80)
        ):
            return verb
    return None


def _met(document: Document, sentence: TextSpan) -> Iterator[Named]:
    """Yield a meeting where somebody is said to have received somebody, a visit where a delegation came."""
    visited = document.word("visited").search(sentence.start, sentence.end)
    verbs = (document.word(w).search(sentence.start, sentence.end) for w in ("met", "received", "worked"))
    met = min(filter(None, verbs), key=lambda verb: verb.start(), default=None)
    if met and not (visited and 0 <= met.start() - visited.start() < _ONE_VISIT):
        yield Named("meeting", met.start(), met.end())
    for word, kind in (("appointed", "appointment"), ("launched", "launch")):
        if match := document.word(word).search(sentence.start, sentence.end):
            yield Named(kind, match.start(), match.end())
    if visited:
        yield Named("visit", visited.start(), visited.end())
    if not met and not visited and (signed := signing(document, sentence)):
        yield Named("signing", signed.start(), signed.end())


def events(document: Document, main: MainEvent | None) -> Iterator[Event | PrintedName]:
    """Yield the article's event, once, under the kind that names it, and the name of a place that no list has."""
    if main is None:
        return
    if main.place and main.place.type == "open" and (where := _passage(document, main.place)):
        yield PrintedName("place", main.place.slug, where, main.place.text)
    known, named = _held_by(document, main)
    organiser, *others = known or [(None, None)]
    one = main.named
    yield Event(
        key=main.kind,
        kind=main.kind,
        passage=Passage(one.start, one.end, document.parts.part_at(one.start)),
        when=main.when,
        place=main.place.slug if main.place else None,
        place_passage=_passage(document, main.place),
        organiser=organiser[0],
        organiser_passage=organiser[1],
        ordinal=one.ordinal,
        about=_about(document, main.sentence),
        others=tuple((slug, passage) for slug, passage in others if slug and passage),
        named=named,
        also=tuple(_also(document, main)),
    )


_MINOR: Final = frozenset({"meeting", "workshop", "signing-ceremony", "ceremony", "plenum", "exchange"})
"""Kinds under which the article speaks of its event only in its lead: later in the text they may be any other."""


def _also(document: Document, main: MainEvent) -> Iterator[tuple[str, Passage]]:
    """Yield the further kinds under which the article speaks of its event, each where it first does."""
    lead, seen = main.sentence, {main.kind, "congress"}
    for one in sorted(named_events(document), key=lambda n: n.start):
        own = lead.start <= one.start < lead.end
        part = document.parts.part_at(one.start)
        if one.kind in seen or one.start < lead.start or part not in ("body", lead.part):
            continue
        if main.kind == "congress" and one.kind == "conference":
            continue
        if own and one.kind == "exchange":
            continue  # a programme of exchanges that the event is part of
        if not own and (one.kind in _MINOR or not is_definite(document, one.start)):
            continue
        if is_planned(document, *_clause(document, document.sentence_at(one.start), one.start)):
            continue
        seen.add(one.kind)
        yield one.kind, Passage(one.start, one.end, part)


_Held = list[tuple[str | None, Passage | None]]


def _held_by(document: Document, main: MainEvent) -> tuple[_Held, tuple[BodyName, ...]]:
    """Return the known bodies that held the event with where they stand, and those that only the text names.

    The list of bodies as it is printed decides, unless it lacks the body that the kinds of bodies tell.
    """
    known: _Held = [
        (slug, _passage(document, body))
        for body in (main.organiser, *main.others)
        if body and (slug := slug_of(document, body))
    ]
    printed = holders(document, main.sentence)
    covered = [(party.named.passage.start, party.named.passage.end) for party in printed]
    told = [passage for _, passage in known if passage]
    if not printed or any(not any(a <= p.start < b for a, b in covered) for p in told):
        return known, ()
    listed: _Held = []
    unknown: list[BodyName] = []
    for party in printed:
        start = party.named.passage.start
        same = next((one for one in known if one[1] and 0 <= one[1].start - start < _ARTICLE), None)
        if party.body or same:
            listed.append((party.body, party.named.passage) if party.body or same is None else same)
        else:
            unknown.append(party.named)
    return listed, tuple(unknown)


_ARTICLE: Final = 6
"""Letters with which a printed name may begin before the body's that the lists know: "the ", "L'"."""


_WITHIN: Final = frozenset(
    {"election", "certificate-presentation", "gift-presentation", "launch", "signing", "commemoration"}
)
"""Kinds of what is done within an event."""


def settled(records: Iterable[Record], main: MainEvent | None) -> Iterator[Record]:
    """Yield the records without events that are part of another: one that has no day and no place of its own is the
    article's event, or the first of its kind where the article has none."""
    every = list(records)
    own: dict[str, Event] = {}
    for event in every:
        if isinstance(event, Event) and _stands_alone(event, main):
            own.setdefault(event.key, event)
    busy: set[tuple[str, str]] = set()
    kept: list[Record] = []
    for record in every:
        if isinstance(record, Event):
            if own.get(record.key) is record:
                kept.append(record)
        elif isinstance(record, Participation):
            took_part = replace(record, event=main.kind) if main and record.event not in own else record
            if took_part.role in _ACTIVE:
                busy.add((took_part.event, took_part.agent or "-"))
            kept.append(took_part)
        else:
            kept.append(record)
    for record in kept:
        # Who did something at an event was there, and is not told twice.
        if not (isinstance(record, Participation) and _is_repeated(record, busy)):
            yield record


_ACTIVE: Final = frozenset({"speaker", "host", "head-of-delegation", "presenter", "signatory"})


def _is_repeated(one: Participation, busy: set[tuple[str, str]]) -> bool:
    return one.role == "participant" and (one.event, one.agent) in busy


def _stands_alone(event: Event, main: MainEvent | None) -> bool:
    if main is None or event.kind not in _WITHIN or event.key == main.kind:
        return True
    day = event.when is not None and event.when != main.when
    place = event.place is not None and not (main.place and event.place == main.place.slug)
    return day or place


def _about(document: Document, lead: TextSpan) -> str | None:
    """Return the cluster, or else the body, that the lead names."""
    named = [b for b in document.within(document.bodies, lead.start, lead.end) if b.slug and not b.general]
    clusters = [b.slug for b in named if b.type == "cluster"]
    return clusters[0] if clusters else named[0].slug if named else None


def _passage(document: Document, mention: Mention | None) -> Passage | None:
    return Passage(mention.start, mention.end, document.parts.part_at(mention.start)) if mention else None
