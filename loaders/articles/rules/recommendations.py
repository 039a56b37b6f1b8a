"""Read what speakers recommend in running prose: that bodies should do something, or that they are asked to."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from loaders.articles.citations.normalise import fold
from loaders.articles.document import Document
from loaders.articles.input.parts import TextSpan, sentences
from loaders.articles.lexicons import read_yaml
from loaders.articles.records import Item, Passage
from loaders.articles.rules.speakers import speaker_before

_PRONOUN: Final = re.compile(r"(?:it|they|elle|elles|ils?|он\w?) (?:doi|needs?|must|should|также долж|долж)")
_BARE: Final = re.compile(
    r"(?:strengthen|promote|improve|continue|focus|enhance|actively|pay|build|expand|innovate"
    r"|renforcer|promouvoir) "
)
_SPEECH: Final = re.compile(r"(?:speaking|addressing|s'exprimant|prenant la parole|выступая|phat bieu)")
_SAME: Final = re.compile(r"(?:he|she|il|elle|он|она)(?!\w)")
"""A speaker named before goes on."""
_ANNOUNCES: Final = re.compile(
    r"(?<!\w)(?:\d{1,2}|two|three|four|five|six|seven|deux|trois|quatre|cinq|двух|трех|четырех|пяти|hai|ba"
    r"|bon|nam|mot so)"
    r" (?:[\w-]+ ){0,2}(?:areas?|tasks?|points?|issues?|contents?|priorities|taches|missions|priorites|axes"
    r"|направлени\w{1,3}|задач\w{0,3}"
    r"|noi dung|nhiem vu|van de|viec)(?!\w)"
)
"""What says only that a list follows."""


@cache
def _whole(name: str, language: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![^\W_])(?:{read_yaml('ordered.yaml')[name][language]})(?![^\W_])")


def urged(document: Document, lines: list[TextSpan], used: set[int]) -> Iterator[Item]:
    """Yield what a speaker says that bodies must do, sentence by sentence, until the text turns away from the
    speech.

    Only sentences whose subject is a body count, with those after them that have no subject of their own, and
    sentences in which somebody asks something of a body.
    """
    speaker: str | None = None
    position = len(used)
    for line in lines:
        if line.start in used:
            continue
        spoken = False
        if document.word("spoke").search(line.start, line.end):
            speaker = speaker_before(document, line.end)
        before = False
        previous: TextSpan | None = None
        for sentence in sentences(document.text, line):
            asker = _asks(document, sentence, speaker or _told_in(document, previous))
            previous = sentence
            speaker = asker or speaker
            if speaker is not None and (asker or _is_urged(document, sentence, before)):
                position += 1
                before = spoken = True
                yield Item("recommendation", position, Passage(sentence.start, sentence.end), speaker)
            else:
                before = False
        says = document.word("says").search(line.start, line.end)
        if not (spoken or says or document.word("spoke").search(line.start, line.end)):
            speaker = None if not _SPEECH.match(document.folded, line.start) else speaker


def _told_in(document: Document, before: TextSpan | None) -> str | None:
    """Return the one person that the sentence before tells of, whom "he" means."""
    told = {p.slug for p in document.within(document.persons, before.start, before.end)} if before else set()
    return told.pop() if len(told) == 1 else None


def _is_urged(document: Document, sentence: TextSpan, before: bool) -> bool:
    folded = document.folded
    must = _whole("must", document.language).search(folded, sentence.start, sentence.end)
    bodies = document.within(document.bodies, sentence.start, sentence.end)
    subject = must and any(b.start - sentence.start < 8 and b.end <= must.start() for b in bodies)
    alone = before and (_PRONOUN.match(folded, sentence.start) or _BARE.match(folded, sentence.start))
    return bool(subject or alone)


def _asks(document: Document, stretch: TextSpan, speaker: str | None) -> str | None:
    """Return the person who (by full name, by given name alone, or as the speaker before) asks something of a body in
    a sentence."""
    match = _whole("asked", document.language).search(
        document.folded, stretch.start, min(stretch.end, stretch.start + 260)
    )
    if match is None or _ANNOUNCES.search(document.folded, match.end(), stretch.end):
        return None
    if document.text[stretch.start : stretch.end].rstrip()[-1:] == ":":
        return None
    bodies = document.within(document.bodies, match.end(), stretch.end)
    if not any(b.start - match.end() < 40 for b in bodies) and not _members_of(document.language).match(
        document.folded, match.end()
    ):
        return None
    named = list(document.within(document.persons, stretch.start, match.start()))
    if named:
        return named[-1].slug
    given = {fold(p.text.split()[-1]): p.slug for p in document.persons}
    last = re.search(r"(?:^|, )([A-Z][a-z]+) $", document.text[stretch.start : match.start()])
    if last and fold(last[1]) in given:
        return given[fold(last[1])]
    if match.start() - stretch.start > 90:
        return None
    who = re.findall(r"[^\W\d_]+", document.folded[stretch.start : match.start()])
    by_name = next((given[word] for word in who if word in given), None)
    return by_name or (speaker if _SAME.match(document.folded, stretch.start) else None)


@cache
def _members_of(language: str) -> re.Pattern[str]:
    """Bodies that have no name of their own: "the unions", "các hội thành viên", «организации-члены»."""
    return re.compile(rf"[ ](?:{read_yaml('ordered.yaml')['members'][language]})(?![^\W_])")
