"""Tell whose words an article gives, and where: said directly or indirectly, by somebody named, pointed at, or called
by a title alone that the text gives to one person. Words are in `speech.yaml`.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache
from itertools import islice
from typing import Final

from loaders.articles.document import Document
from loaders.articles.input.parts import TextSpan
from loaders.articles.lexicons import pattern, read_yaml
from loaders.articles.mentions.gazetteer import Mention
from loaders.articles.mentions.titles import context_roles
from loaders.articles.records import Passage, Speech

_OPENING: Final = pattern("<<speech.opening>>")
"""Words that stand before who speaks: "Speaking at the congress, ..."."""
_REACH: Final = 260
"""How far before its verb who speaks may stand: titles come between."""
_AFTER: Final = 90
_TITLE_REACH: Final = 40
_CLAUSE: Final = re.compile(r"[;:»”\"!?]|\.(?=\s)|\n")
_CLAUSE_LENGTH: Final = 600
_MOST_NAMES: Final = 40
"""Of the people of one sentence, how many a pronoun may mean."""
_BACK: Final = 3
"""How many sentences before a pronoun may name who is meant."""


def speaker_of(persons: list[Mention], match: re.Match[str]) -> Mention | None:
    """Return the person of a sentence whom words say to speak: the next one after words that open it, or the last
    before."""
    before = [p for p in persons if p.end <= match.start()]
    after = [p for p in persons if p.start >= match.end()]
    opening = _OPENING.match(match[0])
    if opening and after and after[0].start - match.end() < 120:
        return after[0]
    if before and match.start() - before[-1].end < _REACH:
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


@cache
def _words(language: str, name: str, form: str = r"(?<![\w-])(?:%s)(?![\w-])") -> re.Pattern[str]:
    return re.compile(form.replace("%s", read_yaml("speech.yaml")[language][name]))


def speeches(document: Document) -> tuple[Speech, ...]:
    """Return whose words the article gives, clause by clause, in order."""
    found: tuple[Speech, ...] = document.once("speeches", lambda: tuple(_speeches(document)))
    return found


def _speeches(document: Document) -> Iterator[Speech]:
    last: Mention | None = None
    for sentence in document.sentences:
        if sentence.part == "byline":
            continue
        for speaker, start in _in_sentence(document, sentence, last):
            last = speaker
            yield Speech(speaker.slug, Passage(start, sentence.end, sentence.part))


def _in_sentence(
    document: Document, sentence: TextSpan, last: Mention | None
) -> Iterator[tuple[Mention, int]]:
    """Yield who speaks in a sentence, each once, with where what says so begins."""
    done: set[str] = set()
    for start, speaker in sorted(_found(document, sentence, last), key=lambda found: found[0]):
        if speaker is not None and speaker.slug not in done:
            done.add(speaker.slug)
            here = sentence.start <= speaker.start
            yield speaker, min(start, speaker.start) if here else start


def _found(
    document: Document, sentence: TextSpan, last: Mention | None
) -> Iterator[tuple[int, Mention | None]]:
    language, text, start, end = document.language, document.text, sentence.start, sentence.end
    inverted: set[int] = set()
    for verb in _words(language, "said").finditer(text, start, end):
        if _after_quotation(document, sentence, verb.start()) and (
            who := _next(document, verb.end(), _AFTER)
        ):
            inverted.add(verb.start())
            yield verb.start(), who
    for verb in _words(language, "says").finditer(text, start, end):
        if verb.start() not in inverted:
            yield verb.start(), _subject(document, sentence, verb, last)
    for words in ("by", "interview"):
        for lead in _words(language, words).finditer(text, start, end):
            yield lead.start(), _next(document, lead.end(), _AFTER)
    for colon in _QUOTED.finditer(text, start, end):
        yield colon.start(), _before_colon(document, sentence, colon.start())


_QUOTED: Final = re.compile(r" ?:\s{0,2}[\"“«]")
_QUOTATION_END: Final = re.compile(r"[”\"»][,.]? ?[-–—]? ?$|, ?[-–—] ?$|(?<=\w), $")


def _after_quotation(document: Document, sentence: TextSpan, at: int) -> bool:
    """Whether a verb follows what is said, with who says it after it."""
    return _QUOTATION_END.search(document.text, max(sentence.start, at - 6), at) is not None


def _next(document: Document, at: int, reach: int) -> Mention | None:
    """Return the person who is named next, with titles before at most."""
    person = next(document.within(document.persons, at, at + reach + 60), None)
    if person is None or person.start - at > reach:
        return None
    between = _ABBREVIATED.sub("", document.text[at : person.start])
    return None if _CLAUSE.search(between) or _words(document.language, "says").search(between) else person


_ABBREVIATED: Final = pattern(r"(?<!\w)<<speech.abbreviated>>\.")


def _before_colon(document: Document, sentence: TextSpan, colon: int) -> Mention | None:
    """Return the person who stands right before a colon and a quotation."""
    near = list(document.within(document.persons, max(sentence.start, colon - 60), colon))
    return near[-1] if near and not document.text[near[-1].end : colon].strip() else None


def _subject(
    document: Document, sentence: TextSpan, verb: re.Match[str], last: Mention | None
) -> Mention | None:
    """Return who is the subject of a verb: the person named before it in the clause, or somebody who is pointed at."""
    begin = max(sentence.start, verb.start() - _CLAUSE_LENGTH)
    start = max((m.end() for m in _CLAUSE.finditer(document.text, begin, verb.start())), default=begin)
    opener = _opener_end(document, start, verb.start())
    people = [
        p for p in document.within(document.persons, opener, verb.start()) if not _is_object(document, p)
    ]
    if people:
        return _of_clause(document, people, verb)
    return (
        _pronoun(document, sentence, verb, last)
        or _short_name(document, verb)
        or _title_alone(document, opener, verb)
    )


def _of_clause(document: Document, people: list[Mention], verb: re.Match[str]) -> Mention | None:
    """Of the people of a clause return the one before the verb, unless that is what an earlier verb is about: "A
    thanked B and said"."""
    nearest = people[-1]
    between = document.text[nearest.end : verb.start()]
    if len(between) > _REACH:
        return None
    joined = re.fullmatch(
        rf",? (?:{read_yaml('speech.yaml')[document.language]['joins']}) (?:\w+ )?", between
    )
    return people[0] if joined and len(people) > 1 else None if joined else nearest


_OBJECT: Final = pattern(r"(?<!\w)<<speech.of_object>>(?: <<speech.address>>\.?)? ?$", re.IGNORECASE)


def _is_object(document: Document, person: Mention) -> bool:
    """Whether a name stands right after a word that makes it an object."""
    return _OBJECT.search(document.text, max(0, person.start - 24), person.start) is not None


def _opener_end(document: Document, start: int, end: int) -> int:
    """Return where the part of a clause ends that tells when and where, at its comma; `start` where it has none."""
    opener = _words(document.language, "openers", r"[ \n\"“«(–-]{0,3}(?:%s)(?!\w)").match(
        document.text, start
    )
    comma = document.text.find(",", start, end)
    return comma + 1 if opener and comma >= 0 else start


def _pronoun(
    document: Document, sentence: TextSpan, verb: re.Match[str], last: Mention | None
) -> Mention | None:
    """Return whom a pronoun before a verb means: who spoke last, or is the first of the last sentence that names
    people, and is of the same sex as far as that is told."""
    for name in ("he", "she"):
        form = r"(?<!\w)(?:%s)(?: \w+){0,3} ?$"
        match = _words(document.language, name, form).search(
            document.text, max(sentence.start, verb.start() - 40), verb.start()
        )
        if match is None:
            continue
        at = bisect_left(document.sentences, sentence.start, key=lambda s: s.start)
        for before in reversed(document.sentences[max(0, at - _BACK) : at]):
            people = list(islice(document.within(document.persons, before.start, before.end), _MOST_NAMES))
            if (
                last is not None
                and any(p.slug == last.slug for p in people)
                and _may_be(document, last, name)
            ):
                return last
            if people and _may_be(document, people[0], name):
                return people[0]
        return last if last is not None and _may_be(document, last, name) else None
    return None


_WOMAN: Final = pattern(r"(?<!\w)<<speech.woman>>\.? ?$")
_MAN: Final = pattern(r"(?<!\w)<<speech.man>>\.? ?$")
_WOMAN_NAMED: Final = pattern(r"(?:^|-)<<speech.woman_named>>-")


def _may_be(document: Document, person: Mention, pronoun: str) -> bool:
    """Whether a pronoun may mean a person, by the address before the name and the name itself."""
    other = _WOMAN if pronoun == "he" else _MAN
    addressed = other.search(document.text, max(0, person.start - 12), person.start)
    woman = _WOMAN_NAMED.search(person.slug) is not None
    return addressed is None and not (pronoun == "he" and woman)


_SHORT_NAME: Final = pattern(r"(?<![\w-])([^\W\d_a-z][^\W\d_]{1,12}) (?:<<speech.also>> )?$")


def _short_name(document: Document, verb: re.Match[str]) -> Mention | None:
    """Return who is called by the last part of the name alone, right before a verb: "Hinh said"."""
    word = _SHORT_NAME.search(document.text[max(0, verb.start() - 30) : verb.start()])
    if word is None or not word[1][0].isupper():
        return None
    called = _by_last_name(document).get(word[1], {})
    return next(iter(called.values())) if len(called) == 1 else None


def _by_last_name(document: Document) -> dict[str, dict[str, Mention]]:
    def read() -> dict[str, dict[str, Mention]]:
        found: dict[str, dict[str, Mention]] = {}
        for person in document.persons:
            found.setdefault(person.text.split()[-1], {}).setdefault(person.slug, person)
        return found

    by_name: dict[str, dict[str, Mention]] = document.once("people by last name", read)
    return by_name


def _title_alone(document: Document, start: int, verb: re.Match[str]) -> Mention | None:
    """Return who is called by a title alone, where the text gives it to one person: "the Prime Minister said"."""
    roles = context_roles(document)
    at = bisect_left(roles, start, key=lambda role: role[1].start())
    near = [m for _, m in roles[at : at + 3] if m.end() <= verb.start()]
    if not near or verb.start() - near[0].end() > _TITLE_REACH:
        return None
    holders = _holders(document).get(near[0][0], {})
    return next(iter(holders.values())) if len(holders) == 1 else None


_BESIDE: Final = pattern(r" ?(?:[^\W\d_a-zа-яё][\w-]{0,15} ){0,2}<<speech.beside>>?\.? ?")
_APPOSED: Final = pattern(r"(?:,| [-–]) <<speech.article>>?")


def _holders(document: Document) -> dict[str, dict[str, Mention]]:
    """The people whose names stand right after a title, with whose it is at most, or right before it, by its words."""

    def read() -> dict[str, dict[str, Mention]]:
        found: dict[str, dict[str, Mention]] = {}
        for _, role in context_roles(document):
            person = next(document.within(document.persons, role.end(), role.end() + 60), None)
            if person and _BESIDE.fullmatch(document.text, role.end(), person.start):
                found.setdefault(role[0], {}).setdefault(person.slug, person)
            before = next(
                (
                    p
                    for p in document.within(document.persons, role.start() - 60, role.start())
                    if _APPOSED.fullmatch(document.text, p.end, role.start())
                ),
                None,
            )
            if before:
                found.setdefault(role[0], {}).setdefault(before.slug, before)
        return found

    holders: dict[str, dict[str, Mention]] = document.once("holders", read)
    return holders
