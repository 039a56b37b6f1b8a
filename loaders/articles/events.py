"""Read the article's own event, with its day, place and organisers, and what was done beside it.

What is only planned is no event.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from loaders.articles.anchored import Anchored
from loaders.articles.associations import ASSOCIATION
from loaders.articles.bodies import EXECUTIVE, LED, UNION
from loaders.articles.citations.dates import dates_in
from loaders.articles.citations.page import ordinal, ordinal_form
from loaders.articles.context import Context
from loaders.articles.dating import relative_days, whens
from loaders.articles.gazetteer import Mention
from loaders.articles.lexicons import read_yaml
from loaders.articles.meant import resolved
from loaders.articles.parts import Stretch
from loaders.articles.records import Event, Passage, When

_AT: Final = re.compile(
    r"(?<![^\W_])(?:in|at|held in|в|во|a|à|tai|o|dien ra tai|dans)(?: the| la)?"
    r"(?: (?:\w+ )?province of| city of| провинции| городе| г\.| tinh| thanh pho| tp\.?| (?:province"
    r"|ville)(?: \w+)? de"
    r"| thu do)? ?$"
)
_PASSIVE: Final = re.compile(
    r"took place|was held|a eu lieu|dien ra|duoc to chuc|состоял|прошла|прошел|s'est|se tient"
)
_RESOLUTIONS: Final = re.compile(
    r"(?:resolutions?|nghi quyet|резолюц\w{1,3}|решени\w{1,2}|documents?|van kien|prepar\w{1,5}|подготовк\w"
    r"|chuan bi|noi dung|huong toi|chao mung|phuc vu|truoc them|trinh|danh sach"
    r"|trung tam|towards?|ahead of|в преддверии|vers|en vue d\w)[^.;]{0,30}$"
)
_MINOR: Final = frozenset({"meeting", "workshop", "signing-ceremony", "ceremony", "plenum", "exchange"})
"""Kinds that name the article's event only in its lead: later in the text they may be any other."""


_LEADS: Final = 900
"""How far into an article a sentence may be its lead that has no day and no place."""
_POSTED: Final = re.compile(
    r"(?:консул|пос[ое]л|представительств|consul|ambassad|embass|dai su|lanh su|trung tam|office|bureau"
    r"|посольств)(?:[^,.;:]|г\.){0,48}$"
)
"""What stands in a place without anything being held there: an ambassador, an office."""


@dataclass(frozen=True)
class Named:
    """An event named in the text: its kind, where, and the ordinal of a congress."""

    kind: str
    start: int
    end: int
    ordinal: int | None = None


@dataclass(frozen=True)
class Main:
    """The article's own event, as far as its lead tells it."""

    sentence: Stretch
    kind: str
    when: When | None
    place: Mention | None
    organiser: Mention | None
    ordinal: int | None
    others: tuple[Mention, ...] = ()


@cache
def kinds_of(section: str, language: str) -> Anchored:
    entries: dict[str, Any] = read_yaml("happenings.yaml")[section]
    return Anchored({kind: words[language] for kind, words in entries.items() if language in words})


def _named(context: Context) -> tuple[Named, ...]:
    """Return all events named in the article, in order, but for congresses named only for their
    resolutions."""

    def read() -> Iterator[Named]:
        inside = [(b.start, b.end) for b in context.bodies]
        for kind, match in kinds_of("kinds", context.language).finditer(context.folded, 0, context.parts.end):
            start, end, number = match.start(), match.end(), None
            if not context.parts.holds(start) or any(a <= start < b for a, b in inside):
                continue
            if _HALL.search(context.folded, max(0, start - 16), start):
                continue
            if kind == "congress":
                if _RESOLUTIONS.search(context.folded, max(0, start - 40), start):
                    continue
                start, end, number = _with_ordinal(context, start, end)
            yield Named(kind, start, end, number)

    found: tuple[Named, ...] = context.once("events named", lambda: tuple(read()))
    return found


_HALL: Final = re.compile(r"(?:trung tam|center|centre|palais des) $")


@cache
def _ordinals() -> tuple[re.Pattern[str], re.Pattern[str]]:
    form = ordinal_form()
    return (
        re.compile(rf"(?<![\w-])(?P<n>{form}) (?:[^\W\d_]+ )?$"),
        re.compile(rf"(?: dai bieu)?(?:,? [^\W\d_]+(?: -)?){{0,16}}?,? (?:lan(?: thu)?|khoa) (?P<n>{form})"),
    )


def _with_ordinal(context: Context, start: int, end: int) -> tuple[int, int, int | None]:
    """Take in the ordinal before a congress ("sixth congress"), or after it in Vietnamese ("Đại hội ... lần
    thứ IV")."""
    before, after = _ordinals()
    window = max(0, start - 36)
    for word in reversed(list(re.finditer(r"(?<![\w-])\w", context.folded[window:start]))):
        match = before.match(context.folded, window + word.start(), start)
        if match and match["n"] not in ("le", "la", "l") and (number := ordinal(match["n"])):
            return match.start(), end, number
    match = after.match(context.folded, end, end + 150) if context.language == "vi" else None
    if match and (number := ordinal(match["n"])):
        near = match.end() - end < 40
        return start, match.end() if near else end, number
    return start, end, None


def is_planned(context: Context, start: int, end: int) -> bool:
    """Whether a stretch speaks of what is still to come."""
    return context.word("planned").search(start, end) is not None


_IN_YEAR: Final = re.compile(r"(?<!\w)(?:in|since|en|depuis|в|с|nam|tu nam) ((?:19|20)\d\d)(?![\d-]| ?-)")


def of_other_year(context: Context, main: Main | None, sentence: Stretch) -> bool:
    """Whether a sentence dates what it tells to another year than the article's event."""
    if main is None or main.when is None:
        return False
    years = {d.start[:4] for d in whens(context.folded, context.clock, sentence.start, sentence.end)}
    years |= set(_IN_YEAR.findall(context.folded, sentence.start, sentence.end))
    return bool(years) and main.when.start[:4] not in years


def _clause(context: Context, sentence: Stretch, at: int) -> tuple[int, int]:
    """Return the stretch between semicolons around a place."""
    start = context.text.rfind(";", sentence.start, at) + 1 or sentence.start
    end = context.text.find(";", at, sentence.end)
    return start, end if end >= 0 else sentence.end


def main_event(context: Context) -> Main | None:
    """Return the event the article tells of: the first sentence that names one with a day or a place.

    A caption serves where no paragraph does.
    """

    def read() -> Main | None:
        return (
            _main(context, ("body",))
            or _main(context, ("caption", "headline"))
            or _main(context, ("body", "headline"), undated=True)
            or _spoken_of(context)
        )

    found: Main | None = context.once("main event", read)
    return found


def _main(context: Context, parts: tuple[str, ...], *, undated: bool = False) -> Main | None:
    """Return the first sentence's event that has a day or a place; `undated`, one of the first that somebody held."""
    for sentence in context.sentences:
        if sentence.part not in parts:
            continue
        named = [n for n in _named(context) if sentence.start <= n.start and n.end <= sentence.end]
        if not named:
            named = list(_met(context, sentence))
        named = [n for n in named if not is_planned(context, *_clause(context, sentence, n.start))]
        if not named:
            continue
        days = days_of(context, sentence)
        place = _place(context, sentence)
        organiser, others = _organisers(context, sentence)
        if undated:
            listed = context.word("present").search(sentence.start, sentence.end) is not None
            held = organiser is not None and organiser.type in (*LED, "cluster")
            if not (held or listed) or sentence.start > _LEADS:
                continue
        elif not (days or has_day(context, sentence)) and (
            place is None or sentence.part != "body" or named[0].kind == "visit"
        ):
            continue
        first = _named_first(context, sentence, named, organiser)
        return Main(sentence, first.kind, days[0] if days else None, place, organiser, first.ordinal, others)
    return None


def _spoken_of(context: Context) -> Main | None:
    """Return the event that somebody is said to have spoken at or been elected at, where nothing more is told of it."""
    for sentence in context.sentences:
        told = any(
            context.word(w).search(sentence.start, sentence.end) for w in ("spoke", "elected", "present")
        )
        if sentence.part == "headline" or not told or is_planned(context, sentence.start, sentence.end):
            continue
        named = [
            n
            for n in _named(context)
            if sentence.start <= n.start < sentence.end and _definite(context, n.start)
        ]
        if named:
            return Main(sentence, named[0].kind, None, None, None, named[0].ordinal)
    return None


def _named_first(context: Context, sentence: Stretch, named: list[Named], organiser: Mention | None) -> Named:
    """Return what names the article's event of those in its lead: what the organiser is said to have held, or else the
    first in the order of the list."""
    if organiser and len(named) > 1:
        verbs = context.word("took_place").within(organiser.end, sentence.end)
        after = [n for n in named if verbs and n.start >= verbs[0].end()]
        if after:
            return min(after, key=lambda n: n.start)
    order = list(read_yaml("happenings.yaml")["kinds"])
    return min(named, key=lambda n: (order.index(n.kind) if n.kind in order else len(order), n.start))


def _met(context: Context, sentence: Stretch) -> Iterator[Named]:
    """Yield a meeting where somebody is said to have received somebody, a visit where a delegation came."""
    for word, kind in (("met", "meeting"), ("visited", "visit")):
        if match := context.word(word).search(sentence.start, sentence.end):
            yield Named(kind, match.start(), match.end())


_DATELINE: Final = re.compile(
    r"[^\n;()]{0,60}?\([^()\n]{2,24}\) ?- ?|[^\n.;()-]{3,40}? - (?=[a-z ]{2,20} - )|[a-zđ]{2,6} - "
)
"""What stands before the first words of a report: "HANOI, April 23 (VNA) -", "(Baonghean.vn) -", "ĐNO -"."""


_ASIDE: Final = re.compile(
    r"\(.?$|(?<!\w)(?:signed|issued|dated|decision|directive|resolution|quyet dinh|nghi quyet|chi thi|ky ngay|ban hanh"
    r"|подписанн\w*|решени\w*|от|signee?)(?!\w)[^.;,\n]{0,16}$"
)
"""What stands before a day that is not the event's: a bracket ("30e anniversaire (29 juillet)"), a document."""


def _is_aside(context: Context, start: int) -> bool:
    return _ASIDE.search(context.folded, max(0, start - 40), start) is not None


def has_day(context: Context, sentence: Stretch) -> bool:
    """Whether a sentence names a day, even if its year is not known."""
    found = dates_in(context.folded[sentence.start : sentence.end])
    return any(not _is_aside(context, sentence.start + day.start) for day in found)


def days_of(context: Context, sentence: Stretch) -> list[When]:
    """Return the days a sentence names; that of its dateline only where it names no other."""
    days = [
        day
        for day in whens(context.folded, context.clock, sentence.start, sentence.end)
        if day.passage and not _is_aside(context, day.passage.start)
    ]
    relative = relative_days(context.folded, context.language, context.clock, sentence.start, sentence.end)
    line = _DATELINE.match(context.folded[sentence.start : sentence.end])
    if line is None:
        return days or relative
    later = [d for d in days if d.passage and d.passage.start >= sentence.start + line.end()]
    return later or relative


def _place(context: Context, sentence: Stretch) -> Mention | None:
    for place in context.within(context.places, sentence.start, sentence.end):
        before = max(sentence.start, place.start - 40)
        if re.match(
            r" (?:university|college|hospital|school|museum)", context.folded[place.end : place.end + 12]
        ):
            continue
        if place.slug == "viet-nam" or _POSTED.search(
            context.folded, max(sentence.start, place.start - 70), place.start
        ):
            continue
        if _AT.search(context.folded, before, place.start):
            return place
    visited = context.word("visited").search(sentence.start, sentence.end)
    if visited is None:
        return None
    return next(
        (p for p in context.within(context.places, visited.end(), sentence.end) if p.slug != "viet-nam"), None
    )


_ORGANISING: Final = frozenset({UNION, ASSOCIATION, EXECUTIVE, "cluster", "womens-union", "peoples-committee", "front",
                                "department-of-foreign-affairs", "party-committee",
                                "peace-and-development-foundation", "peace-committee"})  # fmt: skip


def _organisers(context: Context, sentence: Stretch) -> tuple[Mention | None, tuple[Mention, ...]]:
    """The body before the verb that says that something was held, and those joined to it."""
    bodies = [b for b in context.within(context.bodies, sentence.start, sentence.end) if not b.anaphor]
    verbs = context.word("took_place").within(sentence.start, sentence.end)
    # "tổ chức" is to hold and also a part of the unions' own name, and of other organisations'.
    verb = next(
        (v for v in verbs if not any(b.start <= v.start() < b.end for b in bodies) and _is_verb(context, v)),
        None,
    )
    if verb is None:
        return None, ()
    if _PASSIVE.match(verb[0]):
        return _owner(context, sentence, bodies, verb), ()
    led = [b for b in bodies if not b.general and b.end <= verb.start() and b.type in _ORGANISING]
    near = [b for b in led if not _part_of(context, b) and slug_of(context, b)]
    near = near or [b for b in led[-1:] if b.type == "cluster"]  # "the unions of these provinces (Group 4)"
    if not near or verb.start() - near[-1].end > 150:
        return None, ()
    between = context.folded[near[-1].end : verb.start()]
    if re.search(r"[;:]|(?<!\d)\. ", between) or any(
        near[-1].end <= p.start < verb.start() for p in context.persons
    ):
        return None, ()
    joined = [near[-1]]
    for body in reversed(near[:-1]):
        if re.fullmatch(
            r" ?(?:,|and|va|и|et|& )? ?(?:the |l'|la |phoi hop (?:voi|cung) )?",
            context.folded[body.end : joined[0].start],
        ):
            joined.insert(0, body)
    return joined[0], tuple(joined[1:])


def _part_of(context: Context, body: Mention) -> bool:
    """Whether a body is named only as what another belongs to: "relevant de l'Union", "thuộc Liên hiệp"."""
    before = context.folded[max(0, body.start - 24) : body.start]
    return before.endswith("(") or bool(
        re.search(
            r"(?:relevant de|under|affiliated (?:to|with)|belonging to|member of|thuoc|truc thuoc|при"
            r"|входящ\w+ в)(?: the| l'| la)? ?$",
            before,
        )
    )


def _is_verb(context: Context, verb: re.Match[str]) -> bool:
    """Whether "tổ chức" or "held" here is a verb of the sentence, and no noun ("các tổ chức", "the meeting held")."""
    before = context.folded[max(0, verb.start() - 10) : verb.start()]
    if verb[0] == "to chuc":
        return not re.search(r"(?:cac|nhung|mot|ban|cua|nhieu|viec|cong tac|so|cho) $", before)
    return not re.search(r"(?:to be|be|и) $", before)


def _owner(context: Context, sentence: Stretch, bodies: list[Mention], verb: re.Match[str]) -> Mention | None:
    """The body whose congress took place: "the fifth congress of the Union took place"."""
    congresses = [
        n for n in _named(context) if n.kind == "congress" and sentence.start <= n.start < sentence.end
    ]
    for congress in congresses:
        for body in bodies:
            if body.slug and body.type in LED and 0 <= body.start - congress.end < 60 and not body.general:
                between = context.folded[congress.end : body.start]
                if re.fullmatch(r"[^,.;:]{0,50}", between) and (
                    body.end <= verb.start() or verb.end() <= congress.start
                ):
                    return body
    return None


def events(context: Context, main: Main | None) -> Iterator[Event]:
    """Yield the article's event under each kind it is called."""
    if main is None:
        return
    seen: set[str] = set()
    lead = main.sentence
    named = list(_named(context))
    if not any(lead.start <= n.start < lead.end for n in named):
        named += _met(context, lead)
    for one in sorted(named, key=lambda n: n.start):
        own = lead.start <= one.start < lead.end
        if (
            one.kind in seen
            or one.start < lead.start
            or context.parts.part_at(one.start) not in ("body", lead.part)
        ):
            continue
        if not own and (one.kind in _MINOR or not _same(context, one, main)):
            continue
        if is_planned(context, *_clause(context, context.sentence_at(one.start), one.start)):
            continue
        if own and one.kind == "congress" and main.kind != "congress":
            continue
        seen.add(one.kind)
        others = [
            (slug, p) for o in main.others if (slug := slug_of(context, o)) and (p := _passage(context, o))
        ]
        yield Event(
            key=one.kind,
            kind=one.kind,
            passage=Passage(one.start, one.end, context.parts.part_at(one.start)),
            when=main.when,
            place=main.place.slug if main.place else None,
            place_passage=_passage(context, main.place),
            organiser=slug_of(context, main.organiser),
            organiser_passage=_passage(context, main.organiser),
            ordinal=one.ordinal or (main.ordinal if one.kind == "congress" else None),
            about=_about(context, lead),
            others=tuple(others),
        )


def slug_of(context: Context, body: Mention | None) -> str | None:
    if body is None or body.general:
        return None
    return resolved(context, body)[0] or None


def _same(context: Context, one: Named, main: Main) -> bool:
    """Whether an event named after the lead is the article's own: spoken of as known, and no other congress."""
    if one.kind == "congress" and (main.kind != "congress" or (one.ordinal and one.ordinal != main.ordinal)):
        return False
    if main.kind == "congress" and one.kind == "conference":
        return False
    return _definite(context, one.start)


def _about(context: Context, lead: Stretch) -> str | None:
    """Return the cluster, or else the body, that the lead names."""
    named = [b for b in context.within(context.bodies, lead.start, lead.end) if b.slug and not b.general]
    clusters = [b.slug for b in named if b.type == "cluster"]
    return clusters[0] if clusters else named[0].slug if named else None


_DEFINITE: Final = {
    "en": re.compile(r"\bthe $"),
    "fr": re.compile(r"(?:\bla |\ble |\bl'|\bdu )$"),
    "vi": re.compile(r"\btai $"),
}


def _definite(context: Context, start: int) -> bool:
    """Whether the event is spoken of as known: "the conference", "tại hội nghị"; Russian has no articles."""
    if context.language == "ru":
        return True
    if context.folded.startswith(("the ", "le ", "la ", "l'"), start):
        return True  # with its ordinal: "le VIe congrès"
    before = context.folded[max(0, start - 12) : start]
    return _DEFINITE[context.language].search(before) is not None


def _passage(context: Context, mention: Mention | None) -> Passage | None:
    return Passage(mention.start, mention.end, context.parts.part_at(mention.start)) if mention else None
