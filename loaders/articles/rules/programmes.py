"""Read the programmes, plans and agreements that an article tells of: their kind, period, parties and subject, and the
documents that they rest on. Several mentions of one agreement are one record.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from rapidfuzz import fuzz

from loaders.articles.citations.normalise import fold
from loaders.articles.document import Document
from loaders.articles.input.parts import TextSpan
from loaders.articles.lexicons import read_yaml
from loaders.articles.records import OF_EVENT, BodyName, Party, Passage, Programme
from loaders.articles.rules.events import MainEvent
from loaders.articles.rules.parties import Agreed, acts, near, parties_of
from loaders.articles.rules.pattern_matcher import PatternMatcher

_NO_PERIOD: Final = frozenset({"conference-tasks", "coordination-regulation", "key-tasks"})
"""Kinds that are told of without the years they are for."""
_CARRIED: Final = frozenset({"action-plan", "coordination-regulation", "key-tasks"})
"""Kinds that the bodies of an event carry out where nobody else is named."""
GENERIC: Final = "agreement"
"""The words for agreements of no kind."""
OF_NO_KIND: Final = "cooperation-programme"
"""The kind of an agreement that nothing tells the kind of."""
_NO_AGREEMENT: Final = frozenset({"conference-tasks", "key-tasks", "action-plan"})
_YEARS: Final = re.compile(r"(?<!\d)(20\d\d)(?: ?[-–—] ?(20\d\d))?(?!\d)")
_ALIKE: Final = 80
"""Per cent of the words that two names of one party have in common at least."""
_SIGNED_BEFORE: Final = 60
_SIGNED_AFTER: Final = 160
_SUBJECT: Final = 140
_SUBJECT_END: Final = re.compile(r"[.;:,()\n\"“”«»]")


@cache
def kinds(language: str) -> PatternMatcher:
    """Return the words for kinds of agreements, tagged with the kinds, over folded text."""
    return PatternMatcher(
        {kind: words[language] for kind, words in read_yaml("programmes.yaml").items() if language in words}
    )


@dataclass(frozen=True)
class _Mention:
    """One place where an agreement is named; `new` where the words say that it is another one than those before,
    `several` where they speak of such agreements in the plural."""

    programme: Programme
    signed: bool
    new: bool
    several: bool = False


def programmes(document: Document, main: MainEvent | None = None) -> Iterator[Programme]:
    """Yield the programmes and agreements that are told of, each once, where its period stands if one does."""
    found: list[_Mention] = []
    every = list(_mentions(document))
    specific = [m for m in every if m.programme.kind != GENERIC]
    for mention in (_of_kind(m, specific) for m in every):
        same = next((i for i, other in enumerate(found) if _one(other, mention)), None)
        if same is None:
            found.append(mention)
        else:
            found[same] = _joined(found[same], mention)
    for mention in found:
        programme = mention.programme
        if mention.several and not (mention.signed or mention.new or programme.period):
            continue
        if programme.period or programme.kind in _NO_PERIOD or len(programme.parties) > 1 or mention.signed:
            yield _carried(document, programme, main)


def _of_kind(mention: _Mention, specific: list[_Mention]) -> _Mention:
    """Give "they signed an agreement" the kind of the one that the text names by its kind, where it does."""
    if mention.programme.kind != GENERIC:
        return mention
    kind = next((m.programme.kind for m in specific if _may_be(m, mention)), OF_NO_KIND)
    return replace(mention, programme=replace(mention.programme, kind=kind))


def _may_be(specific: _Mention, generic: _Mention) -> bool:
    """Whether an agreement named by no kind can be one that is named by its kind."""
    known = replace(generic, programme=replace(generic.programme, kind=specific.programme.kind), new=False)
    return specific.programme.kind not in _NO_AGREEMENT and _one(specific, known)


def _mentions(document: Document) -> Iterator[_Mention]:
    hits = [
        (kind, match)
        for kind, match in kinds(document.language).finditer(document.folded, 0, document.parts.end)
        if document.parts.holds(match.start())
    ]
    for place, (kind, match) in enumerate(hits):
        sentence = near(document.sentence_at(match.start()), match.start(), match.end())
        if _is_planned(document, sentence, match.start()):
            continue
        until = sentence.end
        if place + 1 < len(hits):
            until = max(match.end(), min(until, hits[place + 1][1].start()))
        agreed = Agreed(match.start(), match.end(), sentence, until)
        after = document.within(document.bodies, match.end(), sentence.end)
        programme = Programme(
            kind,
            Passage(match.start(), match.end(), document.parts.part_at(match.start())),
            _period(document, agreed),
            next((b.slug for b in after if b.type == "cluster"), None),
            parties_of(document, agreed),
            _name(document, agreed),
            _rests_on(document, agreed),
        )
        counted = acts(document.language, "counted_")
        new = counted.search(document.text, max(sentence.start, match.start() - 12), match.start())
        several = _is_plural(document.language, match[0])
        yield _Mention(programme, _is_signed(document, agreed), new is not None, several)


def _is_planned(document: Document, sentence: TextSpan, at: int) -> bool:
    """Whether the words before an agreement say that it is only to be signed."""
    planned = list(
        acts(document.language, "planned").finditer(document.text, max(sentence.start, at - 90), at)
    )
    return bool(planned) and not re.search(r"[.;]", document.text[planned[-1].end() : at])


def _is_plural(language: str, printed: str) -> bool:
    """Whether words for a kind of agreement are in the plural, where an ending tells it: of none in particular."""
    words = printed.split()
    return language in ("en", "fr") and words[0 if language == "fr" else -1].endswith("s")


def _is_signed(document: Document, agreed: Agreed) -> bool:
    """Whether an agreement is said to be signed, right before it or after."""
    start = max(agreed.sentence.start, agreed.start - _SIGNED_BEFORE)
    end = min(agreed.until, agreed.end + _SIGNED_AFTER)
    signed = acts(document.language, "signed")
    return signed.search(document.text, start, agreed.start) is not None or (
        document.language != "vi" and signed.search(document.text, agreed.end, end) is not None
    )


def _period(document: Document, agreed: Agreed) -> str | None:
    """Return the years that are printed after the name of an agreement, or else a span of years before it in the
    sentence; the year of a day is none."""
    text, sentence = document.text, agreed.sentence
    for years in _YEARS.finditer(text, agreed.start, min(agreed.until, agreed.end + 300)):
        day = _DAY.search(document.folded, max(agreed.start, years.start() - 24), years.start())
        if years[2] or not (day or _APART.search(text, agreed.end, years.start())):
            return f"{years[1]}-{years[2]}" if years[2] else years[1]
    for years in _YEARS.finditer(text, sentence.start, agreed.start):
        if years[2] or _FOR_YEAR.search(
            document.folded, max(sentence.start, years.start() - 24), years.start()
        ):
            return f"{years[1]}-{years[2]}" if years[2] else years[1]
    return None


_DAY: Final = re.compile(
    r"(?:\d{1,2}(?:st|nd|rd|th|er)?,? |[-/.]\d{1,2}[-/.]|(?:january|february|march|april|may|june|july|august|september"
    r"|october|november|december|janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre"
    r"|января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря),? |thang \d{1,2}[,/ -]{1,2}"
    r"(?:nam )?|\d{1,2} thang \d{1,2} nam )$"
)
_APART: Final = re.compile(r"[,;:.](?: |$)")
_FOR_YEAR: Final = re.compile(r"(?:giai doan|nam|period|for(?: the)?(?: year)?|periode|pour|на|периода?) $")


def _name(document: Document, agreed: Agreed) -> Passage | None:
    """Return where an agreement is named with what it is about, where that is printed after it."""
    about = acts(document.language, "about_").match(document.text, agreed.end)
    if about is None:
        return None
    limit = min(agreed.sentence.end, about.end() + _SUBJECT)
    stop = _SUBJECT_END.search(document.text, about.end(), limit)
    end = stop.start() if stop else limit
    printed = document.text[about.end() : end].rstrip()
    if len(printed) < 4:
        return None
    return Passage(agreed.start, about.end() + len(printed), document.parts.part_at(agreed.start))


def _rests_on(document: Document, agreed: Agreed) -> tuple[Passage, ...]:
    """Return the citations of the sentence that it says the agreement carries out."""
    found = []
    for citation in document.citations:
        start, end = citation.span
        if not agreed.sentence.start <= start < agreed.sentence.end or start <= agreed.start < end:
            continue
        rests = acts(document.language, "rests_").search(
            document.text, max(agreed.sentence.start, start - 60), start
        )
        if rests and not re.search(r"[.;]", document.text[rests.end() : start]):
            found.append(Passage(start, end, document.parts.part_at(start)))
    return tuple(found)


# -- one agreement that several places name --------------------------------------------------------------------------


def _one(known: _Mention, mention: _Mention) -> bool:
    """Whether two places can name one agreement: nothing printed tells them apart."""
    one, other = known.programme, mention.programme
    if one.kind != other.kind or mention.new:
        return False
    if one.period and other.period and not _overlap(one.period, other.period):
        return False
    if one.parties and other.parties:
        return any(_same_party(a, b) for a in one.parties for b in other.parties)
    return True


def _overlap(one: str, other: str) -> bool:
    """Whether two periods can be those of one agreement: the same, or a year at which the other begins or ends."""
    return one == other or one in other.split("-") or other in one.split("-")


def _same_party(one: Party, other: Party) -> bool:
    if one.body and other.body:
        return one.body == other.body
    return fuzz.token_set_ratio(fold(one.named.name), fold(other.named.name)) >= _ALIKE


def _joined(known: _Mention, mention: _Mention) -> _Mention:
    """Say of an agreement what both places say; it stands where its period does, else where it stood first."""
    one, other = known.programme, mention.programme
    better = len(other.period or "") > len(one.period or "")
    first, second = (other, one) if better else (one, other)
    programme = replace(
        first,
        body=first.body or second.body,
        parties=max(one.parties, other.parties, key=_told),
        name=first.name or second.name,
        rests_on=tuple(dict.fromkeys((*one.rests_on, *other.rests_on))),
    )
    return _Mention(programme, known.signed or mention.signed, known.new, known.several and mention.several)


def _told(parties: tuple[Party, ...]) -> tuple[int, int]:
    """How much is told of parties: how many they are, and how many of these are known or have a place."""
    return len(parties), sum(bool(party.body or party.named.place) for party in parties)


def _carried(document: Document, programme: Programme, main: MainEvent | None) -> Programme:
    """Give what has no party the bodies that held the event."""
    if programme.parties or programme.kind not in _CARRIED or main is None or main.organiser is None:
        return programme
    held = [m for m in (main.organiser, *main.others) if m.slug]
    parties = tuple(
        Party(m.slug, BodyName(m.text, Passage(m.start, m.end, document.parts.part_at(m.start))), OF_EVENT)
        for m in held
    )
    return replace(programme, parties=parties)
