"""Read the bodies that are said to have held an event as they are printed, known or not.

They are the list before the verb, after "by", or after the congress that is theirs.
"""

import re
from dataclasses import replace
from typing import Final

from loaders.articles.document import Document
from loaders.articles.input.parts import TextSpan
from loaders.articles.lexicons import read_yaml
from loaders.articles.mentions.body_lists import BodyList, ListedBody, list_pattern
from loaders.articles.mentions.events import named_events
from loaders.articles.mentions.titles import titles
from loaders.articles.records import Party
from loaders.articles.rules.event_organisers import after_dateline, is_verb
from loaders.articles.rules.parties import lists_of, told

_FAR: Final = 70
"""Letters between a list of bodies and the verb: an adverb, a day, a place."""
_NAMED: Final = 60
"""Letters between a congress and whose it is: what it is called besides."""
_WITH: Final = 24
"""Letters between two lists that are joined: "in coordination with"."""


def holders(document: Document, sentence: TextSpan) -> tuple[Party, ...]:
    """Return the bodies that held what a sentence tells of; nothing where it names none."""
    sentence = replace(sentence, start=after_dateline(document, sentence))
    lists = lists_of(document, sentence)
    found = (
        _by(document, sentence, lists)
        or _before(document, sentence, lists)
        or _owner(document, sentence, lists)
    )
    bodies = tuple(one for listed in found for one in listed.bodies if _holds(document, one))
    return told(document, bodies) if bodies else ()


def _holds(document: Document, one: ListedBody) -> bool:
    """Whether a name of the list is that of a body that can hold something: none in somebody's title."""
    titled = any(t.start < one.end and one.start < t.end for t in titles(document))
    return not titled and not _ends_a_name(document, one)


def _ends_a_name(document: Document, one: ListedBody) -> bool:
    """Whether a place that stands for those who govern it is the end of a longer name: "of Hue province"."""
    before = document.folded[max(0, one.start - 8) : one.start]
    place = one.is_place or list_pattern(document.language, "places").match(one.name)
    return bool(place) and _words(document, "belongs").search(before) is not None


def _words(document: Document, name: str) -> re.Pattern[str]:
    return re.compile(read_yaml("event_holders.yaml")[name][document.language])


def _before(document: Document, sentence: TextSpan, lists: tuple[BodyList, ...]) -> tuple[BodyList, ...]:
    """The last list before a verb of holding, with those that it is said to act with."""
    for verb in document.word("took_place").within(sentence.start, sentence.end):
        inside = any(one.bodies[0].start <= verb.start() < one.end for one in lists)
        if inside or not is_verb(document, verb) or _words(document, "passive").match(verb[0]):
            continue
        before = [one for one in lists if one.end <= verb.start()]
        if not before or not _reaches(document, before[-1].end, verb.start(), _FAR):
            continue
        chosen = [before[-1]]
        for one in reversed(before[:-1]):
            between = document.folded[one.end : chosen[0].bodies[0].start]
            if len(between) > _WITH or not _words(document, "with").search(between):
                break
            chosen.insert(0, one)
        return tuple(chosen)
    return ()


def _reaches(document: Document, start: int, end: int, far: int) -> bool:
    """Whether nothing stands between a list and its verb that another subject could be."""
    between = document.folded[start:end]
    person = next(document.within(document.persons, start, end), None)
    return person is None and len(between) < far and not re.search(r"[;:]|(?<!\d)\.(?= )", between)


def _by(document: Document, sentence: TextSpan, lists: tuple[BodyList, ...]) -> tuple[BodyList, ...]:
    for match in _words(document, "by").finditer(document.folded, sentence.start, sentence.end):
        near = next((one for one in lists if 0 <= one.bodies[0].start - match.end() < 6), None)
        if near:
            return (near,)
    return ()


def _owner(document: Document, sentence: TextSpan, lists: tuple[BodyList, ...]) -> tuple[BodyList, ...]:
    """The body whose congress or plenum it is."""
    for named in named_events(document):
        if named.kind not in ("congress", "plenum") or not sentence.start <= named.start < sentence.end:
            continue
        for one in lists:
            start = one.bodies[0].start
            if named.start < start <= named.end:
                return (one,)  # "hội nghị Ban Chấp hành Liên hiệp"
            tie = document.folded[named.end : start]
            if 0 <= start - named.end < _NAMED and _words(document, "of").fullmatch(tie):
                return (one,)
    return ()
