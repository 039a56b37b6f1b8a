"""Read who was at the article's event: the people and bodies that a sentence lists as present."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from loaders.articles.document import Document
from loaders.articles.input.parts import TextSpan
from loaders.articles.lexicons import read_yaml
from loaders.articles.mentions.bodies import LED
from loaders.articles.mentions.coreference import local_slug
from loaders.articles.mentions.events import is_planned, named_events
from loaders.articles.mentions.gazetteer import Mention
from loaders.articles.mentions.titles import titles
from loaders.articles.records import Participation, Passage
from loaders.articles.rules.events import MainEvent
from loaders.articles.rules.member_lists import lists
from loaders.articles.rules.people_present import is_namesake

_BULLET: Final = 24
"""Letters before the name with which a line of a list begins: a bullet, a form of address."""
ADDRESS: Final = re.compile(r"(?<!\w)(?:mr|ms|mrs|dr|m|mm|mme|prof)\. ")
"""Forms of address whose full stop ends no sentence."""
_STOP: Final = re.compile(
    r"(?<!\w)(?:to congratulate|to present|who (?:said|stressed)|chuc mung|tang hoa|phat bieu|afin de|чтобы)(?!\w)"
)


def attendance(document: Document, main: MainEvent | None) -> Iterator[Participation]:
    """Yield who is said to have been at the event, and the class of unions that it was held among."""
    if main is None:
        return
    for sentence in document.sentences:
        if sentence.part == "headline" or is_planned(document, sentence.start, sentence.end):
            continue
        for start, end in _listed(document, sentence):
            yield from _people(document, main, sentence, start, end)
            yield from _bodies(document, main, sentence, start, end)
    yield from _among(document, main)
    for _, run, attended in lists(document):
        if attended:
            for place in run:
                passage = Passage(place.start, place.end, document.parts.part_at(place.start))
                yield Participation(main.kind, f"{place.slug}-union", "participant", passage)


def _listed(document: Document, sentence: TextSpan) -> Iterator[tuple[int, int]]:
    """Yield the stretches of a sentence that list who was present: after such words, or before them."""
    opening = document.word("present").search(sentence.start, sentence.end)
    if opening and (
        _follow(document, opening.end(), sentence.end) or not _precede(document, sentence, opening.start())
    ):
        stop = _STOP.search(document.folded, opening.end(), sentence.end)
        yield opening.end(), stop.start() if stop else sentence.end
        if document.text[sentence.end - 1 : sentence.end] in ":;":
            yield from _following(document, sentence)
        return
    closing = document.word("present_after").search(sentence.start, sentence.end)
    if closing and not document.word("spoke").search(sentence.start, closing.start()):
        # Who attended stands before the verb: nothing but a list of names and titles may.
        yield sentence.start, closing.start()


def _precede(document: Document, sentence: TextSpan, end: int) -> bool:
    return any(True for _ in document.within(document.persons, sentence.start, end))


def _follow(document: Document, start: int, end: int) -> bool:
    """Whether people are named after a verb that may stand before or after them."""
    first = next(iter(document.within(document.persons, start, end)), None)
    return first is not None and not re.search(r"[.;]", ADDRESS.sub("", document.folded[start : first.start]))


def _following(document: Document, sentence: TextSpan) -> Iterator[tuple[int, int]]:
    """Yield the lines after one that ends in a colon: the next, and those after it that begin with a name too."""
    first = True
    for line in document.sentences:
        if line.start <= sentence.start:
            continue
        named = next(iter(document.within(document.persons, line.start, line.end)), None)
        if line.part != "body" or not (first or (named and named.start - line.start < _BULLET)):
            return
        first = False
        yield line.start, line.end


def _people(
    document: Document, main: MainEvent, sentence: TextSpan, start: int, end: int
) -> Iterator[Participation]:
    for person in document.within(document.persons, start, end):
        if document.text.count('"', start, person.start) % 2 or is_namesake(document, person):
            continue
        yield Participation(
            main.kind, person.slug, "participant", Passage(person.start, person.end, sentence.part)
        )


@cache
def _represented(language: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{read_yaml('happenings.yaml')['represented'][language]})")


def _bodies(
    document: Document, main: MainEvent, sentence: TextSpan, start: int, end: int
) -> Iterator[Participation]:
    """Bodies that sent somebody: named after "representatives of", up to the next semicolon."""
    for match in _represented(document.language).finditer(document.folded, start, end):
        stop = min(x for x in (document.text.find(";", match.end(), end), end) if x >= 0)
        last = match.end()
        for body in document.within(document.bodies, match.end(), stop):
            if not re.fullmatch(r"[^.;()]{0,64}", document.folded[last : body.start]) or body.anaphor:
                break
            last = body.end
            slug = body.slug or (
                local_slug(body, document.home) if document.home and not body.general else ""
            )
            if body.general and (row := _row(document, body, stop)):
                yield from _unions_of(main, row, sentence)
                break
            role_before = any(p.start > match.end() and p.end <= body.start for p in document.persons)
            titled = any(t.start <= body.start < t.end for t in titles(document))
            listed = body.general and any(
                run[0].start < sentence.end for _, run, _ in lists(document) if run[0].start > body.start
            )
            if slug and not titled and not listed and not role_before and body.type != "executive-committee":
                yield Participation(
                    main.kind, slug, "participant", Passage(body.start, body.end, sentence.part)
                )


def _unions_of(main: MainEvent, row: list[Mention], sentence: TextSpan) -> Iterator[Participation]:
    for place in row:
        passage = Passage(place.start, place.end, sentence.part)
        yield Participation(main.kind, f"{place.slug}-union", "participant", passage)


def _row(document: Document, body: Mention, end: int) -> list[Mention]:
    """The places listed right after a class of unions: "unions of these provinces: Quảng Bình, Quảng Trị"."""
    row: list[Mention] = []
    at = body.end
    if not body.general and not _UNIONS.match(document.folded, body.start, body.end):
        return []
    for place in document.within(document.places, body.end, end):
        link = r" ?: ?|,? (?:va|and|et|и) | ?, ?| " + (
            "" if row else r"| (?:of|in|from|de|d'|des provinces de) (?:the )?"
        )
        if not re.fullmatch(rf"(?:{link})", document.folded[at : place.start]):
            break
        row.append(place)
        at = place.end
    return row if len(row) > (1 if body.general else 0) else []


_UNIONS: Final = re.compile(r"unions|союзы|союзов|союзами|cac lien hiep")
"""A union named in the plural: with the place printed in its name further ones are meant."""


_AMONG: Final = re.compile(r"(?<!\w)(?:among|between|между|entre|giua)(?: the| les| cac| l')? ?")
_NEXT: Final = re.compile(
    r"(?:, [^,;.:()]{3,70})?(?:,? (?:and|et|и|va|voi)|,) (?:the |les |le |la |l'|cac )?"
)
"""What joins bodies in a row; one that the lists do not know may stand between two."""


def _among(document: Document, main: MainEvent) -> Iterator[Participation]:
    """The unions that the lead says the event was held among: a class, or those it names one by one."""
    for sentence in document.sentences:
        lead = sentence.start == main.sentence.start
        if lead or (sentence.part == "body" and not is_planned(document, sentence.start, sentence.end)):
            yield from _among_in(document, main, sentence, lead=lead)


def _among_in(
    document: Document, main: MainEvent, sentence: TextSpan, *, lead: bool
) -> Iterator[Participation]:
    named = [
        n for n in named_events(document) if sentence.start <= n.start < sentence.end and n.kind == main.kind
    ]
    for among in _AMONG.finditer(document.folded, sentence.start, sentence.end):
        if not lead and not any(0 <= among.start() - n.end < 60 for n in named):
            continue
        at, first = among.end(), True
        for body in document.within(document.bodies, among.end(), sentence.end):
            if body.start != at and (first or not _NEXT.fullmatch(document.folded, at, body.start)):
                break
            at, first = body.end, False
            row = _row(document, body, sentence.end)
            if row:
                yield from _unions_of(main, row, sentence)
                at = row[-1].end
            if body.slug and body.type in LED and not (row and body.general):
                passage = Passage(body.start, body.end, sentence.part)
                yield Participation(main.kind, body.slug, "participant", passage)
