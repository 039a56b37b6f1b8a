"""Read who took part and how: who headed a delegation, spoke, was elected, presented or received
something."""

import re
from collections.abc import Iterator
from typing import Final

from loaders.articles.context import Context
from loaders.articles.events import Main
from loaders.articles.lists import lists
from loaders.articles.mentions import Mention
from loaders.articles.parts import Stretch
from loaders.articles.records import Election, Participation, Passage
from loaders.articles.roles import Title, context_roles, titles

_TERM: Final = re.compile(r"(?<!\d)(20\d\d) ?[-–] ?(20\d\d)(?!\d)")
_OBJECTS: Final = {
    "certificate-presentation": re.compile(
        r"certificates?|medals?|insignia|bang khen|ky niem chuong|giay khen|грамот|certificats?|medaill"
    ),
    "gift-presentation": re.compile(r"gifts?|presents|qua(?: tang| luu niem)|подар|cadeaux?"),
}


def participations(context: Context, main: Main | None) -> Iterator[Participation]:
    """Yield who headed a delegation, spoke, or presented something."""
    event = main.kind if main else ""
    for sentence in context.sentences:
        persons = list(context.within(context.persons, sentence.start, sentence.end))
        part = sentence.part
        if match := context.word("delegation").search(sentence.start, sentence.end):
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
        if match := context.word("spoke").search(sentence.start, sentence.end):
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
    match = context.word("papers").search(sentence.start, sentence.end)
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
        r"speaking|addressing|in |выступа|на |в своем|s'exprimant|prenant|phat bieu|lors", match[0]
    )
    if opening and after and after[0].start - match.end() < 120:
        return after[0]
    return (
        before[-1]
        if before and match.start() - before[-1].end < 260
        else (after[0] if opening and after else None)
    )


def _presented(context: Context, sentence: Stretch, persons: list[Mention]) -> Iterator[Participation]:
    match = context.word("presented").search(sentence.start, sentence.end)
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
        match = context.word("elected").search(sentence.start, sentence.end)
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
    for slug, role in context_roles(context):
        if not begin <= role.start() < sentence.end:
            continue
        title = next((t for t in held if t.start <= role.start() < t.end), None)
        if title is None:
            return slug, role.start(), role.end(), None
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
        r" (?:(?:the|le|ra|исполнительный) )?(?:executive committee|comite executif|ban chap hanh"
        r"|комитет)(?: of(?: the)?| de l'| du)? ?(?:the )?"
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
