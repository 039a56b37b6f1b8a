"""Read what took place: the article's event with its day, place and organiser, who led, spoke, was elected, presented."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from loaders.articles.citations.page import ordinal, ordinal_form
from loaders.articles.context import Context
from loaders.articles.dating import whens
from loaders.articles.lexicons import read_yaml
from loaders.articles.lists import lists
from loaders.articles.mentions import Mention
from loaders.articles.parts import Stretch
from loaders.articles.records import Election, Event, Participation, Passage, Programme, When
from loaders.articles.roles import Title, role_of, role_pattern, titles

_AT: Final = re.compile(
    r"(?<![^\W_])(?:in|at|held in|в|во|a|à|tai|o|dien ra tai)(?: the)?(?: province of| city of| провинции| городе| tinh| thanh pho| la province de)? $"
)
_TERM: Final = re.compile(r"(?<!\d)(20\d\d) ?[-–] ?(20\d\d)(?!\d)")
_PASSIVE: Final = re.compile(r"took place|was held|a eu lieu|dien ra|duoc to chuc|состоял|s'est")
_NO_PERIOD: Final = frozenset({"conference-tasks", "coordination-regulation", "key-tasks"})
_OBJECTS: Final = {
    "certificate-presentation": re.compile(
        r"certificates?|medals?|insignia|bang khen|ky niem chuong|giay khen|грамот|certificats?|medaill"
    ),
    "gift-presentation": re.compile(r"gifts?|presents|qua(?: tang| luu niem)|подар|cadeaux?"),
}


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
def _kinds(language: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    found = []
    for kind, words in read_yaml("happenings.yaml")["kinds"].items():
        if language in words:
            form = words[language].replace("{ordinal}", f"(?P<ordinal>{ordinal_form()})")
            found.append((kind, re.compile(rf"(?<![^\W_])(?:{form})(?![^\W_])")))
    return tuple(found)


def main_event(context: Context) -> Main | None:
    """Return the event the article tells of: the first sentence that names one with a day or a place."""
    for sentence in context.sentences:
        if sentence.part != "body":
            continue
        named = _named_kinds(context, sentence)
        if not named:
            continue
        days = whens(context.folded, context.clock, sentence.start, sentence.end)
        place = _place(context, sentence)
        if not days and place is None:
            continue
        kind, match = named[0]
        number = match.groupdict().get("ordinal")
        return Main(
            sentence,
            kind,
            days[0] if days else None,
            place,
            _organiser(context, sentence),
            ordinal(number) if number else None,
        )
    return None


def _named_kinds(context: Context, stretch: Stretch) -> list[tuple[str, re.Match[str]]]:
    found = []
    for kind, pattern in _kinds(context.language):
        for match in pattern.finditer(context.folded, stretch.start, stretch.end):
            if kind == "congress" and _others_congress(context, match.start()):
                continue
            found.append((kind, match))
            break
    return found


def _others_congress(context: Context, start: int) -> bool:
    """Whether a congress is only named for its resolutions or as the Party's."""
    before = context.folded[max(0, start - 40) : start]
    return (
        re.search(
            r"(?:resolutions?|nghi quyet|резолюц\w{1,3}|решени\w{1,2}|documents?|van kien)[^.;]{0,30}$",
            before,
        )
        is not None
    )


def _place(context: Context, sentence: Stretch) -> Mention | None:
    for place in context.within(context.places, sentence.start, sentence.end):
        if place.slug != "viet-nam" and _AT.search(
            context.folded, max(sentence.start, place.start - 30), place.start
        ):
            return place
    return None


def _organiser(context: Context, sentence: Stretch) -> Mention | None:
    """The body before the verb that says that something was held."""
    bodies = list(context.within(context.bodies, sentence.start, sentence.end))
    verbs = context.word("took_place").finditer(context.folded, sentence.start, sentence.end)
    # "tổ chức" is to hold and also a part of the unions' own name.
    verb = next((v for v in verbs if not any(b.start <= v.start() < b.end for b in bodies)), None)
    if verb is None or _PASSIVE.match(verb[0]):
        return None
    near = [b for b in context.within(context.bodies, sentence.start, verb.start()) if b.slug]
    return near[-1] if near and verb.start() - near[-1].end < 60 else None


def events(context: Context, main: Main | None) -> Iterator[Event]:
    """Yield the article's event under each kind it is called, and what captions show beside it."""
    if main is None:
        return
    seen: set[str] = set()
    stretches = [
        main.sentence,
        *(s for s in context.sentences if s.part == "body" and s.start > main.sentence.start),
    ]
    for stretch in stretches:
        for kind, match in _named_kinds(context, stretch):
            if kind in seen or (stretch is not main.sentence and not _definite(context, match)):
                continue
            if stretch is not main.sentence and kind in ("meeting", "workshop", "signing-ceremony"):
                continue
            seen.add(kind)
            yield Event(
                kind, kind, Passage(match.start(), match.end()), main.when,
                main.place.slug if main.place else None, _passage(context, main.place),
                main.organiser.slug if main.organiser else None, _passage(context, main.organiser),
                main.ordinal if kind == "congress" else None,
            )  # fmt: skip


def side_events(context: Context, main: Main | None) -> Iterator[Event]:
    """Yield what was done beside the main event: signing, launching, presenting, and the anniversary it belongs to."""
    for sentence in context.sentences:
        if sentence.part == "headline":
            continue
        for kind, pattern in _side_kinds(context.language):
            match = pattern.search(context.folded, sentence.start, sentence.end)
            if match is None:
                continue
            own = main is not None and sentence.start == main.sentence.start
            when = main.when if main and own and kind == "launch" else None
            if year := re.compile(r" (?:in|en|в|nam) (20\d\d)(?!\d)").match(context.folded, match.end()):
                when = When(year[1], None, Passage(year.start(1), year.end(1), sentence.part))
            if kind == "commemoration":
                yield from _victory(context, match.end(), sentence)
            yield Event(
                kind, kind, Passage(match.start(), match.end(), sentence.part), when,
                main.place.slug if main and main.place and when else None, None,
                main.organiser.slug if main and main.organiser and when else None, None,
            )  # fmt: skip


def _victory(context: Context, start: int, sentence: Stretch) -> Iterator[Event]:
    """Yield the victory whose anniversary it is, with its place: "the Dien Bien Phu Victory", "Победы при Дьенбьенфу"."""
    match = re.compile(
        r" (?:of|cua|de la|от|со дня)?(?: the)? ?(?:(?:historic|glorious) )?"
        r"(?:victor(?:y|ies)|chien thang|побед\w|victoire)?(?: (?:of|at|в|при|de))? ?"
    ).match(context.folded, start)
    place = next((p for p in context.places if match and p.start == match.end()), None)
    if match is None or place is None:
        return
    after = re.compile(r" victory").match(context.folded, place.end)
    if after or re.search(r"victor|chien thang|побед", match[0]):
        start, end = (place.start, after.end()) if after else (match.start() + 1, place.end)
        where = Passage(place.start, place.end, sentence.part)
        yield Event(
            "historical-event",
            "historical-event",
            Passage(start, end, sentence.part),
            None,
            place.slug,
            where,
        )


@cache
def _side_kinds(language: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    entries: dict[str, Any] = read_yaml("happenings.yaml")["side"]
    return tuple(
        (kind, re.compile(rf"(?<![^\W_])(?:{words[language]})(?![^\W_])"))
        for kind, words in entries.items()
        if language in words
    )


def _definite(context: Context, match: re.Match[str]) -> bool:
    """Whether the event is spoken of as known: "the conference", "tại hội nghị"; Russian has no articles."""
    before = context.folded[max(0, match.start() - 12) : match.start()]
    if context.language == "ru":
        return True
    return re.search(r"(?:\bthe |\bla |\ble |\bl'|\btai |\bdu )$", before) is not None


def _passage(context: Context, mention: Mention | None) -> Passage | None:
    return Passage(mention.start, mention.end, context.parts.part_at(mention.start)) if mention else None


def participations(context: Context, main: Main | None) -> Iterator[Participation]:
    """Yield who headed a delegation, spoke, or presented something."""
    event = main.kind if main else ""
    for sentence in context.sentences:
        persons = list(context.within(context.persons, sentence.start, sentence.end))
        part = sentence.part
        if match := context.word("delegation").search(context.folded, sentence.start, sentence.end):
            leader = next((p for p in persons if 0 <= p.start - match.end() < 30), None)
            if leader:
                place = next((m for m in context.within(context.places, sentence.start, leader.start)), None)
                start = min(place.start, match.start()) if place else match.start()
                known = [
                    b for b in context.bodies if b.start <= match.start() < b.end and "delegation" in b.slug
                ]
                start = min(start, known[0].start) if known else start
                behalf = known[0].slug if known else _delegation(place, main)
                yield Participation(
                    event, leader.slug, "head-of-delegation", Passage(start, leader.end, part), behalf
                )
                if behalf:
                    yield Participation(event, behalf, "participant", Passage(start, match.end(), part))
        if match := context.word("spoke").search(context.folded, sentence.start, sentence.end):
            speaker = _speaker(persons, match)
            if speaker:
                start, end = min(match.start(), speaker.start), max(match.end(), speaker.end)
                yield Participation(event, speaker.slug, "speaker", Passage(start, end, part))
        yield from _presented(context, sentence, persons)
        yield from _papers(context, sentence, event)


def _delegation(place: Mention | None, main: Main | None) -> str | None:
    """A delegation is one of a place to one event, so its name has the month."""
    if place is None or main is None or main.when is None:
        return None
    return f"{place.slug}-delegation-{main.when.start[:7]}"


def _papers(context: Context, sentence: Stretch, event: str) -> Iterator[Participation]:
    """Papers that several bodies gave are put to the class of them that is named."""
    match = context.word("papers").search(context.folded, sentence.start, sentence.end)
    if match is None:
        return
    cluster = next((f"unions-of-{c}" for c, _, attended in lists(context) if attended), "")
    for body in context.within(context.bodies, sentence.start, match.start()):
        if body.general and (cluster or body.slug):
            agent = cluster or body.slug
            yield Participation(event, agent, "speaker", Passage(body.start, match.end(), sentence.part))


def _speaker(persons: list[Mention], match: re.Match[str]) -> Mention | None:
    before = [p for p in persons if p.end <= match.start()]
    after = [p for p in persons if p.start >= match.end()]
    opening = re.match(
        r"speaking|addressing|in |выступа|в своем|s'exprimant|prenant|phat bieu|lors", match[0]
    )
    if opening and after and after[0].start - match.end() < 120:
        return after[0]
    return (
        before[-1]
        if before and match.start() - before[-1].end < 260
        else (after[0] if opening and after else None)
    )


def _presented(context: Context, sentence: Stretch, persons: list[Mention]) -> Iterator[Participation]:
    match = context.word("presented").search(context.folded, sentence.start, sentence.end)
    if match is None:
        return
    rest = context.folded[match.end() : sentence.end]
    kind = next((kind for kind, pattern in _OBJECTS.items() if pattern.search(rest[:60])), None)
    if kind is None:
        return
    givers = [p for p in persons if p.end <= match.start() and match.start() - p.end < 60]
    givers += [
        b
        for b in context.within(context.bodies, sentence.start, match.start())
        if b.slug and match.start() - b.end < 3
    ]
    persons = [p for p in persons if p.end <= match.start() and match.start() - p.end < 160]
    if persons or givers:
        giver = max(persons or givers, key=lambda m: m.end)
        yield Participation(kind, giver.slug, "presenter", Passage(giver.start, match.end(), sentence.part))
        for body in context.within(context.bodies, match.end(), sentence.end):
            if body.slug and body.start - match.end() < 60:
                yield Participation(
                    kind, body.slug, "recipient", Passage(body.start, body.end, sentence.part)
                )
                return


def elections(context: Context, main: Main | None) -> Iterator[Election | Participation]:
    """Yield who was elected to what, in which body, for which term."""
    held = titles(context)
    for sentence in context.sentences:
        match = context.word("elected").search(context.folded, sentence.start, sentence.end)
        if match is None or sentence.part == "headline":
            continue
        yield from _elected_committee(context, sentence, match)
        person = _elected(context, sentence, match)
        if person is None:
            continue
        found = _post(context, sentence, match, person, held)
        if found is None:
            continue
        role, start, end, body = found
        body_slug = body.slug if body and body.slug else _electing_body(context, sentence, match, main)
        if not body_slug:
            continue
        term = _TERM.search(context.text, sentence.start, sentence.end) or _TERM.search(context.text)
        yield Election(
            person.slug, role, body_slug, Passage(start, end, sentence.part),
            f"{term[1]}-{term[2]}" if term else None, main.when if main else None,
        )  # fmt: skip
        low, high = min(person.start, match.start()), max(person.end, match.end())
        yield Participation("election", person.slug, "elected", Passage(low, high, sentence.part))


def _elected(context: Context, sentence: Stretch, match: re.Match[str]) -> Mention | None:
    persons = list(context.within(context.persons, sentence.start, sentence.end))
    after = [p for p in persons if 0 <= p.start - match.end() < 40]
    before = [p for p in persons if p.end <= match.start() and match.start() - p.end < 220]
    passive = re.search(
        r"\b(?:was|were|duoc|ete)\b|избран|переизбран|re-elected|tai dac cu|dac cu|giu chuc", match[0]
    )
    passive = passive or re.search(
        r"(?:\bwas|\bwere|duoc) $", context.folded[max(0, match.start() - 6) : match.start()]
    )
    if passive and before:
        return before[-1]
    return after[0] if after else (before[-1] if before else None)


def _post(
    context: Context, sentence: Stretch, match: re.Match[str], person: Mention, held: tuple[Title, ...]
) -> tuple[str, int, int, Mention | None] | None:
    """Return the role elected to: one after the election's verb that is no title of another body."""
    begin = max(match.end(), person.end) if person.start > match.start() else match.end()
    for role in role_pattern(context.language).finditer(context.folded, begin, sentence.end):
        title = next((t for t in held if t.start <= role.start() < t.end), None)
        if title is None:
            return role_of(role), role.start(), role.end(), None
        if title.body.type in ("friendship-union", "executive-committee"):
            return title.role, title.start, title.end, title.body
    return None


def _electing_body(context: Context, sentence: Stretch, match: re.Match[str], main: Main | None) -> str:
    near = [
        b
        for b in context.within(context.bodies, sentence.start, match.start())
        if b.type == "friendship-union" and b.slug
    ]
    if near:
        return near[-1].slug
    if main and main.kind == "congress" and main.organiser:
        return main.organiser.slug
    return ""


def _elected_committee(context: Context, sentence: Stretch, match: re.Match[str]) -> Iterator[Participation]:
    committee = re.compile(
        r" (?:(?:the|le|ra|исполнительный) )?(?:executive committee|comite executif|ban chap hanh|комитет)(?: of(?: the)?| de l'| du)? ?(?:the )?"
    ).match(context.folded, match.end())
    known = re.compile(r" (?:the |le |la |ra )?").match(context.folded, match.end())
    named = next((x for x in context.bodies if known and x.start == known.end()), None)
    if named and named.slug.endswith("executive-committee"):
        passage = Passage(match.start(), named.end, sentence.part)
        yield Participation("election", named.slug, "elected", passage)
        return
    if committee:
        body = next((b for b in context.bodies if b.start == committee.end() and b.slug), None)
        if body:
            passage = Passage(match.start(), committee.end(), sentence.part)
            yield Participation("election", f"{body.slug}-executive-committee", "elected", passage)


@cache
def _programme_patterns(language: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    entries: dict[str, Any] = read_yaml("programmes.yaml")
    return tuple(
        (kind, re.compile(rf"(?<![^\W_])(?:{words[language]})(?![^\W_])"))
        for kind, words in entries.items()
        if language in words
    )


def programmes(context: Context) -> Iterator[Programme]:
    """Yield the programmes and agreements named, each kind once with its first period and body."""
    for kind, pattern in _programme_patterns(context.language):
        best: Programme | None = None
        for match in pattern.finditer(context.folded, 0, context.parts.end):
            sentence = context.sentence_at(match.start())
            period = _period(context, match, sentence)
            body = next(
                (b for b in context.within(context.bodies, match.end(), sentence.end) if b.type == "cluster"),
                None,
            )
            part = context.parts.part_at(match.start())
            found = Programme(
                kind, Passage(match.start(), match.end(), part), period, body.slug if body else None
            )
            if best is None or (found.period and not best.period):
                best = found
        if best and (best.period or kind in _NO_PERIOD):
            yield best


def _period(context: Context, match: re.Match[str], sentence: Stretch) -> str | None:
    years = re.compile(r"(?<!\d)(20\d\d)(?: ?[-–] ?(20\d\d))?(?!\d)")
    found = years.search(context.text, match.start(), min(sentence.end, match.end() + 160))
    if found is None:
        found = years.search(context.text, sentence.start, match.start())
    if found is None:
        return None
    return f"{found[1]}-{found[2]}" if found[2] else found[1]
