"""Read the article's own event, with its day, place and organiser, and what was done beside it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from loaders.articles.anchored import Anchored
from loaders.articles.citations.page import ordinal, ordinal_form
from loaders.articles.context import Context
from loaders.articles.dating import whens
from loaders.articles.lexicons import read_yaml
from loaders.articles.mentions import Mention
from loaders.articles.parts import Stretch
from loaders.articles.records import Event, Passage, When

_AT: Final = re.compile(
    r"(?<![^\W_])(?:in|at|held in|в|во|a|à|tai|o|dien ra tai)(?: the)?"
    r"(?: province of| city of| провинции| городе| tinh| thanh pho| la province de)? $"
)
_PASSIVE: Final = re.compile(r"took place|was held|a eu lieu|dien ra|duoc to chuc|состоял|s'est")
_RESOLUTIONS: Final = re.compile(
    r"(?:resolutions?|nghi quyet|резолюц\w{1,3}|решени\w{1,2}|documents?|van kien)[^.;]{0,30}$"
)
_MINOR: Final = frozenset({"meeting", "workshop", "signing-ceremony", "ceremony"})
"""Kinds that name the article's event only in its lead: later in the text they may be any other."""


@dataclass(frozen=True)
class Named:
    """An event named in the text: its kind, where, and the ordinal of a congress."""

    kind: str
    start: int
    end: int
    ordinal: int | None = None


@dataclass(frozen=True)
class Main:
    """The article's own event, as far as its lead tells it."""

    sentence: Stretch
    kind: str
    when: When | None
    place: Mention | None
    organiser: Mention | None
    ordinal: int | None


@cache
def _kinds(section: str, language: str) -> Anchored:
    entries: dict[str, Any] = read_yaml("happenings.yaml")[section]
    return Anchored({kind: words[language] for kind, words in entries.items() if language in words})


def _named(context: Context) -> tuple[Named, ...]:
    """Return all events named in the article, in order, but for congresses named only for their
    resolutions."""

    def read() -> Iterator[Named]:
        for kind, match in _kinds("kinds", context.language).finditer(context.folded, 0, context.parts.end):
            start, end, number = match.start(), match.end(), None
            if kind == "congress":
                if _RESOLUTIONS.search(context.folded, max(0, start - 40), start):
                    continue
                start, end, number = _with_ordinal(context, start, end)
            yield Named(kind, start, end, number)

    found: tuple[Named, ...] = context.once("events named", lambda: tuple(read()))
    return found


@cache
def _ordinals() -> tuple[re.Pattern[str], re.Pattern[str]]:
    form = ordinal_form()
    return (
        re.compile(rf"(?<![\w-])(?P<n>{form}) (?:[^\W\d_]+ )?$"),
        re.compile(rf"(?: dai bieu)?(?: [^\W\d_]+){{0,12}}? lan thu (?P<n>{form})"),
    )


def _with_ordinal(context: Context, start: int, end: int) -> tuple[int, int, int | None]:
    """Take in the ordinal before a congress ("sixth congress"), or after it in Vietnamese ("Đại hội ... lần
    thứ IV")."""
    before, after = _ordinals()
    window = max(0, start - 36)
    for word in re.finditer(r"(?<![\w-])\w", context.folded[window:start]):
        match = before.match(context.folded, window + word.start(), start)
        if match and (number := ordinal(match["n"])):
            return match.start(), end, number
    match = after.match(context.folded, end, end + 130) if context.language == "vi" else None
    if match and (number := ordinal(match["n"])):
        near = match.end() - end < 40
        return start, match.end() if near else end, number
    return start, end, None


def main_event(context: Context) -> Main | None:
    """Return the event the article tells of: the first sentence that names one with a day or a place."""
    for sentence in context.sentences:
        if sentence.part != "body":
            continue
        named = [n for n in _named(context) if sentence.start <= n.start and n.end <= sentence.end]
        if not named:
            continue
        days = whens(context.folded, context.clock, sentence.start, sentence.end)
        place = _place(context, sentence)
        if not days and place is None:
            continue
        order = list(read_yaml("happenings.yaml")["kinds"])
        first = min(named, key=lambda n: (order.index(n.kind), n.start))
        organiser = _organiser(context, sentence)
        return Main(sentence, first.kind, days[0] if days else None, place, organiser, first.ordinal)
    return None


def _place(context: Context, sentence: Stretch) -> Mention | None:
    for place in context.within(context.places, sentence.start, sentence.end):
        before = max(sentence.start, place.start - 30)
        if place.slug != "viet-nam" and _AT.search(context.folded, before, place.start):
            return place
    return None


def _organiser(context: Context, sentence: Stretch) -> Mention | None:
    """The body before the verb that says that something was held."""
    bodies = list(context.within(context.bodies, sentence.start, sentence.end))
    verbs = context.word("took_place").within(sentence.start, sentence.end)
    # "tổ chức" is to hold and also a part of the unions' own name.
    verb = next((v for v in verbs if not any(b.start <= v.start() < b.end for b in bodies)), None)
    if verb is None or _PASSIVE.match(verb[0]):
        return None
    near = [b for b in bodies if b.slug and b.end <= verb.start()]
    return near[-1] if near and verb.start() - near[-1].end < 60 else None


def events(context: Context, main: Main | None) -> Iterator[Event]:
    """Yield the article's event under each kind it is called."""
    if main is None:
        return
    seen: set[str] = set()
    lead = main.sentence
    for named in _named(context):
        own = lead.start <= named.start < lead.end
        if named.kind in seen or named.start < lead.start or context.parts.part_at(named.start) != "body":
            continue
        if not own and (named.kind in _MINOR or not _definite(context, named.start)):
            continue
        seen.add(named.kind)
        yield Event(
            named.kind, named.kind, Passage(named.start, named.end), main.when,
            main.place.slug if main.place else None, _passage(context, main.place),
            main.organiser.slug if main.organiser else None, _passage(context, main.organiser), named.ordinal,
            _about(context, lead),
        )  # fmt: skip


def _about(context: Context, lead: Stretch) -> str | None:
    """Return the cluster, or else the body, that the lead names."""
    named = [b for b in context.within(context.bodies, lead.start, lead.end) if b.slug and not b.general]
    clusters = [b.slug for b in named if b.type == "cluster"]
    return clusters[0] if clusters else named[0].slug if named else None


def _definite(context: Context, start: int) -> bool:
    """Whether the event is spoken of as known: "the conference", "tại hội nghị"; Russian has no articles."""
    if context.language == "ru":
        return True
    before = context.folded[max(0, start - 12) : start]
    return re.search(r"(?:\bthe |\bla |\ble |\bl'|\btai |\bdu )$", before) is not None


def _passage(context: Context, mention: Mention | None) -> Passage | None:
    return Passage(mention.start, mention.end, context.parts.part_at(mention.start)) if mention else None


def side_events(context: Context, main: Main | None) -> Iterator[Event]:
    """Yield what was done beside the main event: signing, launching, presenting, and the anniversary it
    belongs to."""
    for kind, match in _kinds("side", context.language).finditer(context.folded, 0, context.parts.end):
        part = context.parts.part_at(match.start())
        if part == "headline":
            continue
        own = (
            main
            if main and main.sentence.start <= match.start() < main.sentence.end and kind == "launch"
            else None
        )
        when = own.when if own else None
        if year := re.compile(r" (?:in|en|в|nam) (20\d\d)(?!\d)").match(context.folded, match.end()):
            when = When(year[1], None, Passage(year.start(1), year.end(1), part))
        if kind == "commemoration":
            yield from _victory(context, match.end())
        yield Event(
            kind, kind, Passage(match.start(), match.end(), part), when,
            own.place.slug if own and own.place else None, None,
            own.organiser.slug if own and own.organiser else None, None,
        )  # fmt: skip


def _victory(context: Context, at: int) -> Iterator[Event]:
    """Yield the victory whose anniversary it is: "the Dien Bien Phu Victory", "Победы при Дьенбьенфу"."""
    match = re.compile(
        r" (?:of|cua|de la|от|со дня)?(?: the)? ?(?:(?:historic|glorious) )?"
        r"(?:victor(?:y|ies)|chien thang|побед\w|victoire)?(?: (?:of|at|в|при|de))? ?"
    ).match(context.folded, at)
    place = next((p for p in context.places if match and p.start == match.end()), None)
    if match is None or place is None:
        return
    after = re.compile(r" victory").match(context.folded, place.end)
    if after or re.search(r"victor|chien thang|побед", match[0]):
        start, end = (place.start, after.end()) if after else (match.start() + 1, place.end)
        part = context.parts.part_at(start)
        where = Passage(place.start, place.end, part)
        yield Event(
            "historical-event", "historical-event", Passage(start, end, part), None, place.slug, where
        )
