"""Read what was handed over: who presented certificates, medals or gifts, and who received them."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from loaders.articles.document import Document
from loaders.articles.input.parts import TextSpan
from loaders.articles.lexicons import pattern, read_yaml
from loaders.articles.mentions.coreference import local_slug, subject
from loaders.articles.mentions.events import is_planned
from loaders.articles.mentions.gazetteer import Mention
from loaders.articles.mentions.titles import titles
from loaders.articles.records import Event, Participation, Passage
from loaders.articles.rules.attendance import ADDRESS
from loaders.articles.rules.event_organisers import days_of
from loaders.articles.rules.events import MainEvent, of_other_year

_GIVEN: Final = pattern("<<awards.given>>")
_TO: Final = pattern(r"(?<!\w)<<awards.to>><<awards.to_article>>? ")
_SPOKEN: Final = pattern(r"[.;:]|(?<!\w)<<awards.spoken>>")
_BY: Final = pattern(r"(?<!\w)<<awards.by>> <<awards.article>>?")
_OF_ITS_OWN: Final = pattern("<<awards.of_its_own>>$")
_LISTED: Final = pattern("[^.;:]{0,90} <<awards.listed>> ?:? ?")
_ADVERBS: Final = pattern(r"(?: ?\([^)]{2,12}\))?(?: <<awards.adverb>>)* ?")
_AND: Final = pattern(
    r"(?: ?\([^)]{2,12}\))?(?:,? <<awards.and>>|,)(?: <<awards.joined>>)? ?<<awards.joined_article>>?"
)
_AND_TITLED: Final = pattern(",? <<awards.and>> [^.;:]{3,90}")
_NEXT: Final = pattern("(?:[,;]? <<awards.and>>|[,;])(?: [^.;,]{0,60})? ?")


@cache
def _objects() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (kind, re.compile(rf"(?<![^\W_])(?:{words})(?![^\W_])"))
        for kind, words in read_yaml("happenings.yaml")["handed"].items()
    )


def awards(document: Document, main: MainEvent | None) -> Iterator[Event | Participation]:
    """Yield each handing over as an event of its own beside the main one, with who gave and who received."""
    seen: dict[str, None] = {}
    for sentence in document.sentences:
        if sentence.part == "headline" or is_planned(document, sentence.start, sentence.end):
            continue
        if of_other_year(document, main, sentence):
            continue
        for kind, first, last, givers, receivers in _handed(document, sentence):
            if kind not in seen:
                seen[kind] = None
                days = [] if main else days_of(document, sentence)
                yield Event(kind, kind, Passage(first, last, sentence.part), days[0] if days else None)
            for giver, slug in givers:
                passage = Passage(min(giver.start, first), max(giver.end, last), sentence.part)
                yield Participation(kind, slug, "presenter", passage)
            for receiver, slug in receivers:
                yield Participation(
                    kind, slug, "recipient", Passage(receiver.start, receiver.end, sentence.part)
                )
        named = _RECIPIENTS.search(document.folded, sentence.start, sentence.end) if seen else None
        if named:
            for person in _listed(document, named.end(), sentence.end):
                passage = Passage(person.start, person.end, sentence.part)
                yield Participation(next(iter(seen)), person.slug, "recipient", passage)


_RECIPIENTS: Final = pattern(r"(?<!\w)<<awards.recipients>>(?: ?:)? ")


def _listed(document: Document, start: int, end: int) -> list[Mention]:
    """Return the people of a list with their titles, up to the end of the sentence."""
    people = list(document.within(document.persons, start, end))
    return people if people and people[0].start - start < 90 else []


_Side = list[tuple[Mention, str]]


def _handed(document: Document, sentence: TextSpan) -> Iterator[tuple[str, int, int, _Side, _Side]]:
    if passive := _GIVEN.search(document.folded, sentence.start, sentence.end):
        yield from _passive(document, sentence, passive)
        return
    begin = sentence.start
    for match in document.word("presented").within(sentence.start, sentence.end):
        if match.start() == sentence.start:
            yield from _presenting(document, sentence, match)
            continue
        if any(b.start <= match.start() < b.end for b in document.bodies):
            continue
        thing = _thing(document, match.end(), min(sentence.end, match.end() + 70))
        if thing is None:
            continue
        kind, end = thing
        givers = _givers(document, TextSpan(begin, sentence.end, sentence.part), match.start())
        receivers = _receivers(document, end, sentence.end, on=bool(_UPON.fullmatch(match[0])))
        if _HEADLINE.fullmatch(match[0]) and not receivers and _BARE.match(document.folded, match.end()):
            givers, receivers = [], [g for g in givers if g[0].kind == "person"]  # a headline's passive
        if givers or receivers or any(t.end + 1 == match.start() for t in titles(document)):
            yield kind, match.start(), end, givers, receivers
            begin = end


def _presenting(
    document: Document, sentence: TextSpan, match: re.Match[str]
) -> Iterator[tuple[str, int, int, _Side, _Side]]:
    """ "Presenting the medal to X, Vice President Y said ...": who gives is named after the comma."""
    thing = _thing(document, match.end(), min(sentence.end, match.end() + 70))
    comma = document.folded.find(", ", thing[1], sentence.end) if thing else -1
    while thing and comma > 0:
        person = next(iter(document.within(document.persons, comma, sentence.end)), None)
        if person is None:
            return
        if not re.search(r"[,.;:]", document.folded[comma + 1 : person.start]):
            yield (
                thing[0],
                match.start(),
                thing[1],
                [(person, person.slug)],
                _receivers(document, thing[1], comma),
            )
            return
        comma = document.folded.find(", ", comma + 1, sentence.end)


def _thing(document: Document, start: int, end: int) -> tuple[str, int] | None:
    """Return what kind of thing is handed over in a stretch, and where it is named: the first of all kinds."""
    found = [
        (m.start(), kind, m.end())
        for kind, words in _objects()
        if (m := words.search(document.folded, start, end))
    ]
    if not found:
        return None
    _, kind, last = min(found)
    between = document.folded[start : min(found)[0]]
    return None if _SPOKEN.search(between) else (kind, last)


def _passive(
    document: Document, sentence: TextSpan, match: re.Match[str]
) -> Iterator[tuple[str, int, int, _Side, _Side]]:
    """ "X were presented with certificates by Y": who received stands before, who gave after "by"."""
    after = _thing(document, match.end(), min(sentence.end, match.end() + 90))
    before = None if after else _thing(document, max(sentence.start, match.start() - 140), match.start())
    if after is None and before is None:
        return
    kind = (after or before or ("", 0))[0]
    by = _BY.search(document.folded, match.end(), sentence.end)
    givers = _after_by(document, by.end(), sentence.end) if by else []
    receivers: _Side = []
    if after:
        receivers = [(p, p.slug) for p in document.within(document.persons, sentence.start, match.start())][
            :1
        ]
        receivers = [r for r in receivers if match.start() - r[0].end < 150]
        told = _LISTED.match(document.folded, after[1], sentence.end)
        if not receivers and told and document.language == "vi":
            receivers = [(p, p.slug) for p in _listed(document, told.end(), sentence.end)]
    else:
        receivers = _receivers(document, match.end() - 1, sentence.end)
    yield kind, match.start(), (after or (kind, match.end()))[1], givers, receivers


def _after_by(document: Document, start: int, end: int) -> _Side:
    """Return who gives after "by": the first person or body, and a body with certificates of its own."""
    people, bodies = (
        document.within(document.persons, start, end),
        list(document.within(document.bodies, start, end)),
    )
    near = [m for m in (*people, *bodies) if _begins(document, start, m)]
    givers = [pair for m in near if (pair := _as_agent(document, m))][:1]
    for body in bodies:
        before = document.folded[max(0, body.start - 44) : body.start]
        pair = _as_agent(document, body)
        if pair and pair not in givers and _OF_ITS_OWN.search(before):
            givers.append(pair)
    return givers


def _begins(document: Document, at: int, mention: Mention) -> bool:
    """Whether a mention is what comes next, but for its titles."""
    return mention.start - at < 110 and not re.search(r"[.;]", document.folded[at : mention.start])


def _givers(document: Document, sentence: TextSpan, at: int) -> _Side:
    """Return who gives: the last subject before the verb, a person or a body, with those joined to it."""
    people = list(document.within(document.persons, sentence.start, at))
    bodies = list(document.within(document.bodies, sentence.start, at))
    free = [b for b in bodies if not _in_title(document, b)]
    subjects = sorted([*people, *free], key=lambda m: m.start)
    if not subjects or at - subjects[-1].end > 160:
        return []
    chosen = [subjects[-1]]
    gap = document.folded[chosen[0].end : at]
    if chosen[0].kind == "body" and not _ADVERBS.fullmatch(gap.replace(",", "")):
        return []
    if chosen[0].kind == "person" and (re.search(r"[.;:]", gap) or _LEADING.search(gap)):
        return []
    for other in reversed(subjects[:-1]):
        between = document.folded[other.end : chosen[0].start]
        if _AND.fullmatch(between) or (
            chosen[0].kind == "person" and other.kind == "person" and _AND_TITLED.fullmatch(between)
        ):
            chosen.insert(0, other)
        else:
            break
    return [pair for m in chosen if (pair := _as_agent(document, m))]


_LEADING: Final = pattern(r"<<awards.leading>>(?!\w)")
"""Words after who leads a delegation: it is the delegation that gives."""


def _in_title(document: Document, body: Mention) -> bool:
    return any(t.start <= body.start < t.end for t in titles(document))


def _as_agent(document: Document, mention: Mention) -> tuple[Mention, str] | None:
    if mention.kind == "person":
        return mention, mention.slug
    slug = mention.slug
    if not slug and mention.anaphor:
        slug = subject(document, mention.type, mention.start)
    if not slug and not mention.general and document.home:
        slug = local_slug(mention, document.home)
    return (mention, slug) if slug else None


_HEADLINE: Final = pattern("<<awards.headline>>")
_BARE: Final = pattern(r"<<awards.bare>>(?!\w)")
_UPON: Final = pattern("<<awards.upon>>")
_ON: Final = pattern(r"(?<!\w)<<awards.upon_whom>>")
_WHY: Final = pattern(r"<<awards.end>>|(?<!\w)<<awards.why>>(?!\w)")
_RECEIVING: Final = pattern("<<awards.receiving>>?")


def _receivers(document: Document, start: int, end: int, *, on: bool = False) -> _Side:
    """Return who receives: after "to", "cho", "à" the first person or body, with those joined to it."""
    to = (_ON if on else _TO).search(document.folded, start, end) or _TO.search(document.folded, start, end)
    if to is None and document.language != "ru":
        return []
    begin = to.end() if to else start
    people = list(document.within(document.persons, begin, end))
    bodies = list(document.within(document.bodies, begin, end))
    if people and people[0].start - begin < 130 and not _WHY.search(document.folded, begin, people[0].start):
        near = people[0].start - begin < 60
        if near or not bodies or bodies[0].start > people[0].start or _in_title(document, bodies[0]):
            return [(p, p.slug) for p in _row(document, people)]
    for body in bodies[:1]:
        lead = document.folded[begin : body.start]
        if body.slug and len(lead) < 70 and _RECEIVING.fullmatch(lead):
            return [(body, body.slug)]
    return []


def _row(document: Document, people: list[Mention]) -> list[Mention]:
    """Return people named one after the other, with their titles, from the first."""
    row = people[:1]
    for person in people[1:]:
        between = ADDRESS.sub("", document.folded[row[-1].end : person.start])
        if not _NEXT.fullmatch(between):
            break
        row.append(person)
    return row
