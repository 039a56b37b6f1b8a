"""Read the people at the article's event by what they did there: chaired it, received guests, spoke, or were there.

Who it is stands before the verb, with nothing but titles between, or after words that open a list. Words are in
`people_present.yaml`.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import Final

from loaders.articles.document import Document
from loaders.articles.input.parts import TextSpan
from loaders.articles.lexicons import pattern
from loaders.articles.mentions.events import is_planned
from loaders.articles.mentions.gazetteer import Mention
from loaders.articles.mentions.titles import titles
from loaders.articles.records import Participation, Passage
from loaders.articles.rules.events import MainEvent, of_other_year

_GAP: Final = 60
"""Letters, but for those of titles, that may stand between a name and its verb."""
_FIRST: Final = 90
"""Letters, but for those of titles, that may stand between words that open a list and its first name."""
_BREAK: Final = pattern(
    r"[;:]|(?!<<people_present.addresses>>|<<people_present.abbreviated>>)(?<!\.)\.(?= |$)"
)
_JOIN: Final = pattern(
    r"(?:[,;]|,? (?:<<noun_phrases.and>>|<<people_present.with>>|<<people_present.beside>>))(?!\w)"
)
_IN_LIST: Final = pattern(r"[,;:]|(?<!\w)(?:<<noun_phrases.and>>|<<people_present.with>>)(?!\w)")
_CLAUSE: Final = pattern(r", <<people_present.clauses>> ")
_WINDOW: Final = 1500
"""How far before a verb its subjects may begin."""
_MOST: Final = 200
"""Names that a list may have."""
_NEXT: Final = 14
"""Letters, but for those of titles, between a verb and the name of who speaks after it."""
_REACHED: Final = 110
"""Letters, but for those of titles, that may stand between two names of a list."""


def people_present(document: Document, main: MainEvent | None) -> Iterator[Participation]:
    """Yield who chaired the event, who received guests, who is quoted, and who met whom."""
    if main is None:
        return
    for sentence in document.sentences:
        if sentence.part == "headline":
            continue
        if of_other_year(document, main, sentence):
            continue
        for person, role in _told(document, sentence):
            if not is_namesake(document, person):
                passage = Passage(person.start, person.end, sentence.part)
                yield Participation(main.kind, person.slug, role, passage)


_AFTER: Final = (("chaired_by", "host"), ("hosts", "host"), ("chosen", "elected"))
"""Words that a list of people follows, and what these did."""
_SAID: Final = (("attributed", "speaker"), ("according", "speaker"))
"""Words for what one person says: before them, or right after."""
_BEFORE: Final = (
    ("chaired", "host"), ("received", "host"), ("was_chosen", "elected"),
    ("led", "head-of-delegation"), ("worked", "participant"), ("visited", "participant"),
)  # fmt: skip
"""Words that those stand before who did it."""
_MET: Final = frozenset({"received", "worked"})
"""Words that are followed by those who were met."""


def _told(document: Document, sentence: TextSpan) -> Iterator[tuple[Mention, str]]:
    elected = document.word("elected").search(sentence.start, sentence.end)
    for word, role in _AFTER:
        for match in document.word(word).within(sentence.start, sentence.end):
            before = max(sentence.start, match.start() - _NEXT)
            passive = document.word("was_chosen").search(before, match.end()) if word == "chosen" else None
            people = listed(document, match.end(), sentence.end)
            # "elected a committee of 15 led by A"
            if word == "chosen" and people and _BOARD.search(document.folded, match.end(), people[0].start):
                continue
            # "a committee under the chairmanship of A" was elected; "was elected chairman" has no list after it
            if passive is None and not (elected and word == "chaired_by"):
                yield from ((person, role) for person in people)
    for word, role in _SAID:
        for match in _verbs(document, word, sentence):
            before_it = subjects(document, sentence, match)[-1:] if word == "attributed" else []
            yield from ((person, role) for person in before_it or _inverted(document, sentence, match))
    for word, role in _BEFORE:
        for match in _verbs(document, word, sentence):
            yield from ((person, role) for person in subjects(document, sentence, match))
            met = listed(document, match.end(), sentence.end) if word in _MET else []
            yield from ((person, "participant") for person in met)


_BOARD: Final = pattern(r"(?<!\w)<<people_present.boards>>(?!\w)")


def _verbs(document: Document, word: str, sentence: TextSpan) -> Iterator[re.Match[str]]:
    """Yield verbs that the article itself says, and not somebody whom it quotes, of what has come to pass."""
    for match in document.word(word).within(sentence.start, sentence.end):
        if not document.quoted(match.start()) and not is_planned(document, sentence.start, match.start()):
            yield match


def subjects(document: Document, sentence: TextSpan, verb: re.Match[str]) -> list[Mention]:
    """Return the people whose verb it is: those named before it, with nothing but titles and "and" between."""
    start = max(sentence.start, verb.start() - _WINDOW)
    for mark in _CLAUSE.finditer(document.folded, start, verb.start()):
        start = mark.end()
    chosen: list[Mention] = []
    at = verb.start()
    every = document.persons
    for place in range(bisect_left(every, verb.start(), key=lambda p: p.start) - 1, -1, -1):
        person = every[place]
        if person.start < start:
            break
        between = without_titles(document, person.end, at)
        far = len(between) > (_GAP if not chosen else _REACHED)
        if far or _BREAK.search(between if not chosen else between.replace(";", ",")):
            break
        if not chosen and _OTHER_VERB.search(between):
            break
        if chosen and not _JOIN.search(between):
            break
        if not chosen and _AGENT.search(document.folded, max(start, person.start - 24), person.start):
            break
        chosen.insert(0, person)
        at = person.start
    return chosen


_OTHER_VERB: Final = pattern(r"(?<!\w)<<people_present.others_verb>>(?!\w)[^,]*$")
"""What makes a name before a verb that of somebody else: "the letter of A said"."""


_AGENT: Final = pattern(r"(?<!\w)<<people_present.agents>> (?:<<people_present.called>>\.? )?$")
"""What makes the name that follows a part of what is said before: "the letter sent by A said"."""


def _inverted(document: Document, sentence: TextSpan, verb: re.Match[str]) -> list[Mention]:
    """Return who is named right after the verb: "«...», отметил A", "said Mr. A"."""
    after = next(iter(document.within(document.persons, verb.end(), sentence.end)), None)
    if after is None:
        return []
    between = without_titles(document, verb.end(), after.start)
    reach = _FIRST if document.language == "ru" and _FAR.match(verb[0]) else _NEXT
    return [after] if len(between) < reach and not _BREAK.search(between) else []


_FAR: Final = pattern("<<people_present.far>>")


def listed(document: Document, start: int, end: int) -> list[Mention]:
    """Return the people of a list with their titles, from the first one near to where a name is too far off."""
    chosen: list[Mention] = []
    at = start
    for person in document.within(document.persons, start, end):
        between = without_titles(document, at, person.start)
        if len(between) > (_REACHED if chosen else _FIRST) or (not chosen and _SENTENCE_END.search(between)):
            break
        if chosen and not _IN_LIST.search(between):
            break
        chosen.append(person)
        at = person.end
        if len(chosen) == _MOST:
            break
    return chosen


_SENTENCE_END: Final = pattern(r"(?!<<people_present.addresses>>)\. ")


def without_titles(document: Document, start: int, end: int) -> str:
    """Return a stretch of the folded text without the titles in it."""
    kept, at = [], start
    every = titles(document)
    for place in range(bisect_left(every, start, key=lambda title: title.start), len(every)):
        title = every[place]
        if title.start >= end:
            break
        if title.start >= at and title.end <= end:
            kept.append(document.folded[at : title.start])
            at = title.end
    return "".join([*kept, document.folded[at:end]])


_BEFORE_NAMESAKE: Final = pattern(r"(?<!\w)<<people_present.before_namesake>> ?$")
_AFTER_NAMESAKE: Final = pattern(r"<<people_present.after_namesake>>(?!\w)")


def is_namesake(document: Document, person: Mention) -> bool:
    """Whether a name is that of a city, a street, a museum or an order called after somebody."""
    if _AFTER_NAMESAKE.match(document.folded, person.end):
        return True
    before = document.folded[max(0, person.start - 24) : person.start]
    # "Chủ tịch UBND thành phố A": the word is the end of A's title.
    ends: frozenset[int] = document.once("title ends", lambda: frozenset(t.end for t in titles(document)))
    titled = not ends.isdisjoint(range(person.start - 2, person.start + 1))
    return not titled and _BEFORE_NAMESAKE.search(before) is not None
