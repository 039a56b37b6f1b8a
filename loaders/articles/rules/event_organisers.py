"""Read the day and the place of what a sentence tells, and the bodies that are said to have held it."""

import re
from typing import Final

from loaders.articles.citations.dates import dates_in
from loaders.articles.document import Document
from loaders.articles.input.parts import TextSpan
from loaders.articles.lexicons import pattern
from loaders.articles.mentions.associations import ASSOCIATION
from loaders.articles.mentions.bodies import EXECUTIVE, LED, UNION
from loaders.articles.mentions.coreference import resolved
from loaders.articles.mentions.events import named_events
from loaders.articles.mentions.gazetteer import Mention
from loaders.articles.mentions.open_places import open_places
from loaders.articles.records import When
from loaders.articles.rules.dating import relative_days

_AT: Final = pattern(
    r"(?<![^\W_])<<event_organisers.at>><<event_organisers.at_article>>?<<event_organisers.place>>? ?$"
)
_PASSIVE: Final = pattern("<<event_organisers.passive>>")
_NAMED_AFTER: Final = pattern(" <<event_organisers.named_after>>")
_POSTED: Final = pattern("<<event_organisers.posted>>(?:[^,.;:]|<<event_organisers.not_ended>>){0,48}$")
"""What stands in a place without anything being held there: an ambassador, an office, a victory of old."""


_DATELINE: Final = re.compile(
    r"[^\n;()]{0,60}?\([^()\n]{2,24}\) ?- ?|[^\n.;()-]{3,40}? - (?=[a-z ]{2,20} - )|[a-zđ]{2,6} - "
)
"""What stands before the first words of a report: "HANOI, April 23 (VNA) -", "(Baonghean.vn) -", "ĐNO -"."""


_ASIDE: Final = pattern(r"\(.?$|(?<!\w)<<event_organisers.aside>>(?!\w)[^.;,\n]{0,16}$")
"""What stands before a day that is not the event's: a bracket ("30e anniversaire (29 juillet)"), a document."""


_TODAY: Final = pattern(r"(?<!\w)<<event_organisers.today>><<event_organisers.today_day>>?,? \(.?$")
"""A day in brackets that says which "today" is."""


_DEADLINE: Final = pattern(
    r"(?<!\w)<<event_organisers.deadline>><<event_organisers.deadline_article>>?<<event_organisers.deadline_day>>? ?$"
)
"""What stands before a day until which something is to be done."""


def _is_aside(document: Document, start: int) -> bool:
    before = max(0, start - 40)
    if _TODAY.search(document.folded, before, start):
        return False
    if _DEADLINE.search(document.folded, before, start):
        return True
    return _ASIDE.search(document.folded, before, start) is not None


def _is_history(document: Document, day: When) -> bool:
    """Whether a day is years before the report: one that somebody speaks of."""
    year = document.clock.year
    return year is not None and year - int(day.start[:4]) > _LATE


_LATE: Final = 2
"""Years after which nobody reports an event as news."""


def has_day(document: Document, sentence: TextSpan) -> bool:
    """Whether a sentence names a day, even if its year is not known."""
    found = dates_in(document.folded[sentence.start : sentence.end])
    return any(not _is_aside(document, sentence.start + day.start) for day in found)


def days_of(document: Document, sentence: TextSpan) -> list[When]:
    """Return the days a sentence names; that of its dateline only where it names no other."""
    days = [
        day
        for day in document.days(sentence.start, sentence.end)
        if day.passage and not _is_aside(document, day.passage.start) and not _is_history(document, day)
    ]
    relative = relative_days(document.folded, document.language, document.clock, sentence.start, sentence.end)
    line = _DATELINE.match(document.folded[sentence.start : sentence.end])
    if line is None:
        return days or relative
    later = [d for d in days if d.passage and d.passage.start >= sentence.start + line.end()]
    return later or relative


def place_of(document: Document, sentence: TextSpan) -> Mention | None:
    for place in document.within(document.places, sentence.start, sentence.end):
        before = max(sentence.start, place.start - 40)
        if _NAMED_AFTER.match(document.folded[place.end : place.end + 12]):
            continue
        if place.slug == "viet-nam" or _POSTED.search(
            document.folded, max(sentence.start, place.start - 70), place.start
        ):
            continue
        if _AT.search(document.folded, before, place.start):
            return place
    visited = document.word("visited").search(sentence.start, sentence.end)
    after = document.within(document.places, visited.end(), sentence.end) if visited else iter(())
    named = next((p for p in after if p.slug != "viet-nam"), None)
    if named:
        return named
    unlisted = (
        p
        for p in open_places(document, sentence)
        if not _POSTED.search(document.folded, max(sentence.start, p.start - 70), p.start)
    )
    return next(unlisted, None) or _of_dateline(document, sentence)


def after_dateline(document: Document, sentence: TextSpan) -> int:
    """Return where a sentence begins after its dateline, if it has one."""
    line = _DATELINE.match(document.folded[sentence.start : sentence.end])
    return sentence.start + line.end() if line else sentence.start


def _of_dateline(document: Document, sentence: TextSpan) -> Mention | None:
    """Return the place that the dateline names: "HANOI (VNA) -"."""
    line = _DATELINE.match(document.folded[sentence.start : sentence.end])
    if line is None:
        return None
    named = document.within(document.places, sentence.start, sentence.start + line.end())
    return next((p for p in named if p.start - sentence.start < _BEGINS and p.slug != "viet-nam"), None)


_BEGINS: Final = 4
"""How far from the beginning the place of a dateline stands."""


_ORGANISING: Final = frozenset({UNION, ASSOCIATION, EXECUTIVE, "cluster", "womens-union", "peoples-committee", "front",
                                "department-of-foreign-affairs", "party-committee",
                                "peace-and-development-foundation", "peace-committee"})  # fmt: skip


def organisers(document: Document, sentence: TextSpan) -> tuple[Mention | None, tuple[Mention, ...]]:
    """The body before the verb that says that something was held, and those joined to it."""
    bodies = [b for b in document.within(document.bodies, sentence.start, sentence.end) if not b.anaphor]
    if agents := _held_by(document, sentence, bodies):
        return agents[0], tuple(agents[1:])
    verbs = document.word("took_place").within(sentence.start, sentence.end)
    # "tổ chức" is to hold and also a part of the unions' own name, and of other organisations'.
    verb = next(
        (v for v in verbs if not any(b.start <= v.start() < b.end for b in bodies) and is_verb(document, v)),
        None,
    )
    if verb is None:
        return None, ()
    if _PASSIVE.match(verb[0]):
        return _owner(document, sentence, bodies, verb), ()
    led = [b for b in bodies if not b.general and b.end <= verb.start() and b.type in _ORGANISING]
    near = [b for b in led if not _part_of(document, b) and slug_of(document, b)]
    near = near or [b for b in led[-1:] if b.type == "cluster"]  # "the unions of these provinces (Group 4)"
    if not near or verb.start() - near[-1].end > 150:
        return None, ()
    between = document.folded[near[-1].end : verb.start()]
    if re.search(r"[;:]|(?<!\d)\. ", between) or any(
        near[-1].end <= p.start < verb.start() for p in document.persons
    ):
        return None, ()
    joined = [near[-1]]
    for body in reversed(near[:-1]):
        if _WITH.fullmatch(document.folded, body.end, joined[0].start):
            joined.insert(0, body)
    return joined[0], tuple(joined[1:])


_BY: Final = pattern(r"(?<!\w)<<event_organisers.by>> <<event_organisers.article>>?")


def _held_by(document: Document, sentence: TextSpan, bodies: list[Mention]) -> list[Mention]:
    """The bodies that something was held by: "was held by the Union", with those joined to them."""
    led = [b for b in bodies if not b.general and b.type in _ORGANISING]
    for match in _BY.finditer(document.folded, sentence.start, sentence.end):
        first = next((b for b in led if b.start == match.end() and slug_of(document, b)), None)
        if first is None:
            continue
        agents = [first]
        for body in (b for b in led if b.start > first.end):
            if not _WITH.fullmatch(document.folded, agents[-1].end, body.start) or not slug_of(
                document, body
            ):
                break
            agents.append(body)
        return agents
    return []


_WITH: Final = pattern(
    r"(?: ?\([^()]{2,12}\))?(?:, <<event_organisers.of_place>> [^\W\d_]+(?: [^\W\d_]+)?)?"
    "(?: ?(?:,|&)?(?: <<event_organisers.and>>)?|,? <<event_organisers.with>>) ?<<event_organisers.article>>?"
)
"""What joins the bodies that hold something together."""


_PART_OF: Final = pattern("<<event_organisers.part_of>><<event_organisers.part_article>>? ?$")


def _part_of(document: Document, body: Mention) -> bool:
    """Whether a body is named only as what another belongs to: "relevant de l'Union", "thuộc Liên hiệp"."""
    before = document.folded[max(0, body.start - 24) : body.start]
    return before.endswith("(") or bool(_PART_OF.search(before))


_NOUN: Final = pattern("<<event_organisers.noun>>")
_NOUN_AFTER: Final = pattern("<<event_organisers.noun_after>> $")
_NO_VERB: Final = pattern("<<event_organisers.no_verb>> $")


def is_verb(document: Document, verb: re.Match[str]) -> bool:
    """Whether "tổ chức" or "held" here is a verb of the sentence, and no noun ("các tổ chức", "the meeting held")."""
    before = document.folded[max(0, verb.start() - 10) : verb.start()]
    return not (_NOUN_AFTER if _NOUN.fullmatch(verb[0]) else _NO_VERB).search(before)


def _owner(
    document: Document, sentence: TextSpan, bodies: list[Mention], verb: re.Match[str]
) -> Mention | None:
    """The body whose congress took place: "the fifth congress of the Union took place"."""
    congresses = [
        n for n in named_events(document) if n.kind == "congress" and sentence.start <= n.start < sentence.end
    ]
    for congress in congresses:
        for body in bodies:
            if body.slug and body.type in LED and 0 <= body.start - congress.end < 60 and not body.general:
                between = document.folded[congress.end : body.start]
                if re.fullmatch(r"[^,.;:]{0,50}", between) and (
                    body.end <= verb.start() or verb.end() <= congress.start
                ):
                    return body
    return None


def slug_of(document: Document, body: Mention | None) -> str | None:
    if body is None or body.general:
        return None
    return resolved(document, body)[0] or None
