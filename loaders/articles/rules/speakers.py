"""Tell who speaks where an article says that somebody spoke."""

import re
from typing import Final

from loaders.articles.document import Document
from loaders.articles.mentions.gazetteer import Mention

_OPENING: Final = re.compile(
    r"speaking|addressing|delivering|in |выступа|на |с речью|в сво"
    r"|s'exprimant|prenant|s'adressant|dans son|phat bieu|lors"
)
"""Words that stand before who speaks: "Speaking at the congress, ..."."""


def speaker_of(persons: list[Mention], match: re.Match[str]) -> Mention | None:
    """Return the person of a sentence whom words say to speak: the next one after words that open it, or the last
    before."""
    before = [p for p in persons if p.end <= match.start()]
    after = [p for p in persons if p.start >= match.end()]
    opening = _OPENING.match(match[0])
    if opening and after and after[0].start - match.end() < 120:
        return after[0]
    if before and match.start() - before[-1].end < 260:
        return before[-1]
    return after[0] if after and (opening or after[0].start - match.end() < 60) else None


def speaker_before(document: Document, before: int) -> str | None:
    """Return the last person before a place whom the text says to speak."""
    for spoke in reversed(document.word("spoke").within(0, before)):
        sentence = document.sentence_at(spoke.start())
        persons = list(document.within(document.persons, sentence.start, sentence.end))
        if speaker := speaker_of(persons, spoke):
            return speaker.slug
    return None
