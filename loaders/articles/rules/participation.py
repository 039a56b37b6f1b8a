"""Read who took part and how: who headed a delegation, who spoke, and which bodies gave papers."""

import re
from collections.abc import Iterator
from typing import Final

from loaders.articles.document import Document
from loaders.articles.input.parts import TextSpan
from loaders.articles.mentions.gazetteer import Mention
from loaders.articles.records import Participation, Passage
from loaders.articles.rules.events import MainEvent
from loaders.articles.rules.member_lists import lists
from loaders.articles.rules.people_present import listed
from loaders.articles.rules.speakers import speaker_of


def participations(document: Document, main: MainEvent | None) -> Iterator[Participation]:
    """Yield who headed a delegation, spoke, or presented something."""
    if main is None:
        return
    event = main.kind
    for sentence in document.sentences:
        persons = list(document.within(document.persons, sentence.start, sentence.end))
        part = sentence.part
        for match in document.word("delegation").within(sentence.start, sentence.end):
            leader = next((p for p in persons if 0 <= p.start - match.end() < 220), None)
            several = _LEADERS.match(document.folded, match.end())
            for one in listed(document, several.end(), sentence.end)[1:] if several else []:
                yield Participation(event, one.slug, "head-of-delegation", Passage(one.start, one.end, part))
            begin = several.end() if several else match.end()
            if leader and not _BREAK.search(document.folded, begin, leader.start):
                place = _home_of(document, match, sentence, leader)
                start = min(place.start, match.start()) if place else match.start()
                known = [
                    b for b in document.bodies if b.start <= match.start() < b.end and "delegation" in b.slug
                ]
                start = min(start, known[0].start) if known else start
                behalf = known[0].slug if known else _delegation(place, main)
                yield Participation(
                    event, leader.slug, "head-of-delegation", Passage(start, leader.end, part), behalf
                )
                if behalf:
                    yield Participation(event, behalf, "participant", Passage(start, match.end(), part))
        if spoke := document.word("spoke").search(sentence.start, sentence.end):
            speaker = speaker_of(persons, spoke)
            if speaker:
                start, end = min(spoke.start(), speaker.start), max(spoke.end(), speaker.end)
                yield Participation(event, speaker.slug, "speaker", Passage(start, end, part))
                if speaker.start > spoke.end() and (second := _joined(document, speaker, persons)):
                    yield Participation(
                        event, second.slug, "speaker", Passage(second.start, second.end, part)
                    )
        yield from _papers(document, sentence, event)


def _joined(document: Document, speaker: Mention, persons: list[Mention]) -> Mention | None:
    """Return who speaks too: "Speaking at the ceremony, President A and Ambassador B ..."."""
    after = next((p for p in persons if p.start > speaker.end), None)
    if after is None:
        return None
    between = document.folded[speaker.end : after.start]
    return after if re.fullmatch(r",? (?:and|et|и|va) [^,.;:]{0,90}", between) else None


_LEADERS: Final = re.compile(
    r" ?(?:(?:cac |the |les )?(?:dong chi|ong|ba|comrades|camarades|mm\.|messrs\.?) ?: ?|: ?)"
)
"""What follows "led by" where several lead."""
_BREAK: Final = re.compile(r"(?<!mr)(?<!ms)(?<!mrs)(?<!dr)(?<! m)\.|[;:]")
_OF_PLACE: Final = re.compile(
    r"(?:doan (?:dai bieu |cong tac )?(?:tinh |thanh pho )?|delegation (?:of|from) (?:the )?"
    r"|delegation (?:de |d'|du )(?:la (?:province|ville) de )?"
    r"|делегаци\w{1,3} (?:провинции |города )?)$"
)


def _home_of(document: Document, match: re.Match[str], sentence: TextSpan, leader: Mention) -> Mention | None:
    """Return the place whose delegation it is: "the Nghe An delegation", "Đoàn đại biểu tỉnh Nghệ An"."""
    for place in document.within(document.places, sentence.start, leader.start):
        after = document.folded[place.end : place.end + 24]
        before = document.folded[max(0, place.start - 40) : place.start]
        if place.slug != "viet-nam" and (
            re.match(r"(?:'s)?(?: province(?:'s)?)? delegation", after) or _OF_PLACE.search(before)
        ):
            return place
    return None


def _delegation(place: Mention | None, main: MainEvent | None) -> str | None:
    """A delegation is one of a place to one event, so its name has the month."""
    if place is None or main is None or main.when is None:
        return None
    return f"{place.slug}-delegation-{main.when.start[:7]}"


def _papers(document: Document, sentence: TextSpan, event: str) -> Iterator[Participation]:
    """Papers that several bodies gave are put to the class of them that is named."""
    match = document.word("papers").search(sentence.start, sentence.end)
    if match is None:
        return
    cluster = next((f"unions-of-{c}" for c, _, attended in lists(document) if attended), "")
    for body in document.within(document.bodies, sentence.start, match.start()):
        if body.general and (cluster or body.slug):
            agent = cluster or body.slug
            yield Participation(event, agent, "speaker", Passage(body.start, match.end(), sentence.part))
