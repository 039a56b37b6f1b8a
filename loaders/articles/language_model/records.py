"""Make records of a model's answer: only of words that stand in the text, by the same word lists as the rules.

Each record quotes its passage, and every field is looked for inside it. A field that is not there is left out; a record
that cannot be without it is left out with it. What an office, an event or an agreement is called must be a word that
the lists know: a kind that nobody printed is invented.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from graph.limits import LIMITS
from loaders.articles.claims.article_iris import SIDE
from loaders.articles.claims.known_records import agree
from loaders.articles.document import Document
from loaders.articles.input.parts import Part as TextPart
from loaders.articles.language_model.answers import Agreement, Happening, Part, Post, Quoted
from loaders.articles.language_model.names import body_named, person_named
from loaders.articles.language_model.verbatim import Found, find_words
from loaders.articles.mentions.coreference import resolved
from loaders.articles.mentions.events import named_events
from loaders.articles.mentions.gazetteer import Kind, Mention
from loaders.articles.mentions.titles import context_roles
from loaders.articles.records import (
    BodyName,
    Event,
    Participation,
    Party,
    Passage,
    PrintedName,
    Programme,
    Record,
    Role,
    When,
)
from loaders.articles.rules.events import main_event
from loaders.articles.rules.programmes import GENERIC, OF_NO_KIND, kinds

NOT_IN_TEXT: Final = "quotes that do not stand in the text"
TOO_LONG: Final = "quotes that are too long"
NOT_IN_QUOTE: Final = "fields that do not stand in their quotes"
NOT_KNOWN: Final = "fields whose words mean nothing that is known"
INCOMPLETE: Final = "records that lack what they need"


_DID: Final = {
    "speaker": ("spoke", "says", "attributed"),
    "signatory": ("signed",),
    "host": ("chaired", "received", "hosts"),
}
"""Roles in an event, each with the word lists of `happenings.yaml` that say so; who did none of this took part."""
_YEARS: Final = re.compile(r"(20\d\d)(?: ?[-–] ?(20\d\d))?")


def _within(start: int, end: int, places: tuple[Found, ...]) -> bool:
    return any(place.start <= start and end <= place.end for place in places)


class _Missing(Exception):
    """A record lacks a field that it needs."""


@dataclass
class Maker:
    """Make records of one text; `start` and `end` bound the part of the text that the model was given, `dropped`
    counts what is left out, by why, `own` is the kind of the text's own event where only the model tells it."""

    document: Document
    dropped: Counter[str]
    own: str | None = None

    def records(self, told: Iterable[Quoted], start: int, end: int) -> Iterator[Record]:
        """Yield the records that stand in the text, each with the names that it uses."""
        for one in told:
            place = self._quote(one, start, end)
            if place is None:
                continue
            try:
                yield from _Quote(self, place).records(one)
            except _Missing:
                self.dropped[INCOMPLETE] += 1

    def _quote(self, one: Quoted, start: int, end: int) -> Found | None:
        if len(one.quote) > LIMITS.model_quote_length:
            self.dropped[TOO_LONG] += 1
            return None
        places = find_words(one.quote, self.document.text, start, end)
        place = next((p for p in places if self.document.parts.holds(p.start)), None)
        if place is None:
            self.dropped[NOT_IN_TEXT] += 1
        return place

    def event_key(self, kind: str, when: When | None, start: int) -> str:
        """Return the key of an event: that of the text's own event only where kind and day agree with what the rules
        tell of it, so that no other event is taken for it."""
        main = main_event(self.document)
        if main is None and self.own is None and kind not in SIDE:
            self.own = kind
            return kind
        days_agree = not (when and main and main.when) or agree(when.start, main.when.start)
        if main is not None and kind == main.kind and days_agree:
            return kind
        if when is not None:
            return f"{kind}-{when.start}"
        return kind if kind in SIDE else f"{kind}-at-{start}"

    @property
    def own_event(self) -> str | None:
        """The key of the text's own event, as the rules tell it, or else the first that the model told."""
        main = main_event(self.document)
        return main.kind if main else self.own


class _Quote:
    """One record's passage, in which its fields are looked for."""

    def __init__(self, maker: Maker, place: Found) -> None:
        self._maker, self._place = maker, place
        self._document = maker.document
        self._names: list[Record] = []

    def records(self, one: Quoted) -> Iterator[Record]:
        """Yield the record and the printed names of what it speaks of."""
        match one:
            case Post():
                made: Record = self._post(one)
            case Happening():
                made = self._event(one)
            case Part():
                made = self._participation(one)
            case Agreement():
                made = self._agreement(one)
        yield made
        yield from self._names

    # -- records ---------------------------------------------------------------------------------------------------

    def _post(self, post: Post) -> Role:
        person = self._person(self._needed(post.person))
        role = self._role(self._needed(post.role))
        words = self._needed(post.organisation)
        body = self._body(words)
        main = main_event(self._document)
        when, passage = main.when if main else None, self._passage
        if body is None:
            named = self._only_named(words)
            return Role(person, role, "", passage, named.name, when, named=named)
        self._named("body", *body)
        return Role(person, role, body[0], passage, body[1].text, when, body[2])

    def _event(self, told: Happening) -> Event:
        words = self._needed(told.event)
        kind = next((n.kind for n in named_events(self._document) if _within(n.start, n.end, words)), None)
        if kind is None:
            raise self._unknown()
        place = self._mention("place", found) if (found := self._optional(told.place)) else None
        if place is not None:
            self._named("place", place.slug, place)
        elif found:
            self._unread()
        organiser = self._body(found) if (found := self._optional(told.organiser)) else None
        if organiser:
            self._named("body", *organiser)
        elif found:
            self._unread()
        when = self._day(self._optional(told.date))
        return Event(
            self._maker.event_key(kind, when, self._place.start),
            kind,
            self._passage,
            when,
            place.slug if place else None,
            self._passage_of(place) if place else None,
            organiser[0] if organiser else None,
            self._passage_of(organiser[1]) if organiser else None,
        )

    def _participation(self, told: Part) -> Participation:
        name = self._needed(told.name)
        event = self._maker.own_event
        if event is None:
            raise _Missing
        if self._mention("person", name) is None and (body := self._body(name)):
            agent = body[0]
            self._named("body", *body)
        else:
            agent = self._person(name)
        did = self._optional(told.did)
        role = next(
            (role for role, lists in _DID.items() for p in did if self._says(lists, p)), "participant"
        )
        if (
            did
            and role == "participant"
            and not any(self._says(("attended", "present_after"), p) for p in did)
        ):
            self._unread()
        return Participation(event, agent, role, self._passage)

    def _says(self, lists: tuple[str, ...], place: Found) -> bool:
        return any(self._document.word(name).search(*place) for name in lists)

    def _agreement(self, told: Agreement) -> Programme:
        words = self._needed(told.agreement)
        matcher, folded = kinds(self._document.language), self._document.folded
        named = [kind for place in words for kind, _ in matcher.finditer(folded, *place)]
        if not named:
            raise self._unknown()
        kind = next((kind for kind in named if kind != GENERIC), OF_NO_KIND)
        parties = tuple(filter(None, map(self._party, told.parties)))
        period = None
        if found := self._optional(told.period):
            years = _YEARS.fullmatch(self._document.text, *found[0])
            if years is None:
                self._unread()
            else:
                period = "-".join(filter(None, years.groups()))
        return Programme(kind, self._passage, period, parties=parties)

    def _party(self, words: str) -> Party | None:
        found = self._optional(words)
        if not found:
            return None
        if body := self._body(found):
            slug, mention, reason = body
            self._named("body", *body)
            return Party(slug, BodyName(mention.text, self._passage_of(mention), reason=reason))
        place = body_named(self._document, found)
        if place is None:
            self._unread()
            return None
        return Party("", self._body_name(place))

    # -- fields ----------------------------------------------------------------------------------------------------

    def _optional(self, words: str | None) -> tuple[Found, ...]:
        """Return where a field stands in the quote; nowhere where there is none or it does not."""
        if not words or not words.strip():
            return ()
        found = find_words(words, self._document.text, *self._place)
        if not found:
            self._maker.dropped[NOT_IN_QUOTE] += 1
        return found

    def _needed(self, words: str) -> tuple[Found, ...]:
        found = self._optional(words)
        if not found:
            raise _Missing
        return found

    def _unread(self) -> None:
        self._maker.dropped[NOT_KNOWN] += 1

    def _unknown(self) -> _Missing:
        self._unread()
        return _Missing()

    def _mention(self, kind: Kind, found: tuple[Found, ...]) -> Mention | None:
        """Return the mention of a kind that words hold whole: what is cut out of a longer name is none."""
        among = {
            "person": self._document.persons,
            "place": self._document.places,
            "body": self._document.bodies,
        }[kind]
        within = [m for place in found for m in self._document.within(among, *place) if not m.general]
        return max(within, key=lambda m: m.end - m.start, default=None)

    def _day(self, found: tuple[Found, ...]) -> When | None:
        """Return the day that the quote prints where the words are, with its year though they leave that out."""
        if not found:
            return None
        days = [
            day
            for day in self._document.days(*self._place)
            if day.passage
            and any(day.passage.start < place.end and place.start < day.passage.end for place in found)
        ]
        if len(days) != 1:
            self._unread()
            return None
        return days[0]

    def _person(self, found: tuple[Found, ...]) -> str:
        person = self._mention("person", found) or person_named(self._document, found)
        if person is None or not person.slug:
            raise self._unknown()
        self._named("person", person.slug, person)
        return person.slug

    def _body(self, found: tuple[Found, ...]) -> tuple[str, Mention, str] | None:
        """Return slug and mention of the body that words name, and why it is this one where they do not say it."""
        body = self._mention("body", found)
        slug, reason = resolved(self._document, body) if body else ("", "")
        return (slug, body, reason) if body and slug else None

    def _only_named(self, found: tuple[Found, ...]) -> BodyName:
        """Return a body that only this text has, by the words that name it."""
        place = body_named(self._document, found)
        if place is None:
            raise self._unknown()
        return self._body_name(place)

    def _body_name(self, place: Found) -> BodyName:
        printed = " ".join(self._document.text[place.start : place.end].split())
        return BodyName(printed, Passage(place.start, place.end, self._part(place.start)))

    def _role(self, found: tuple[Found, ...]) -> str:
        for role, match in context_roles(self._document):
            if _within(match.start(), match.end(), found):
                return role
        raise self._unknown()

    def _named(self, kind: Kind, slug: str, mention: Mention, reason: str = "") -> None:
        if not mention.anaphor:
            printed = " ".join(self._document.text[mention.start : mention.end].split())
            passage = self._passage_of(mention)
            self._names.append(PrintedName(kind, slug, passage, printed, reason, bool(reason)))

    @property
    def _passage(self) -> Passage:
        return Passage(self._place.start, self._place.end, self._part(self._place.start))

    def _passage_of(self, mention: Mention) -> Passage:
        return Passage(mention.start, mention.end, self._part(mention.start))

    def _part(self, at: int) -> TextPart:
        return self._document.parts.part_at(at)
