"""Read the titles that a text names: a role with its body, whoever holds it.

The body is whatever the words name as one. It is known where it is a kind of body with its place; any other has only
the name that is printed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from loaders.articles.document import Document
from loaders.articles.lexicons import read_yaml
from loaders.articles.mentions.associations import country_names
from loaders.articles.mentions.bodies import LED
from loaders.articles.mentions.gazetteer import Mention
from loaders.articles.mentions.noun_phrases import (
    Phrase,
    phrase_after,
    phrase_before,
    words_of,
)
from loaders.articles.mentions.office_bodies import (
    ENVOYS,
    country_named,
    name_made,
    name_said,
    next_person,
    offices_of_state,
    past_host,
    sender,
)
from loaders.articles.rules.pattern_matcher import PatternMatcher

_LINK: Final = re.compile(
    r"(?: of(?: the)?| cua| du| de la| de l'| de| des| au| à la|,)?[ ]?(?:the |trung uong (?=hoi)|l'|la )?"
)
_CENTRAL: Final = re.compile(r" (?:of the |cua )?(?=trung uong )")
_BOARD: Final = re.compile(
    r" (?:центральн\w{2,3} (?:комитета|правления) |(?:of the )?central committee of (?:the )?|du comite central de l')"
)
"""A board of a body: who leads it leads the body."""
_PARTY: Final = frozenset({"secretary", "deputy-secretary", "permanent-deputy-secretary"})
_PARTY_BODIES: Final = frozenset({"party-committee", "youth-union"})
_BOARD_OF: Final = {
    "standing-committee-member": "party-standing-committee",
    "executive-committee-member": "executive-committee",
}
_DIRECTED: Final = ("department-of-", "-commission")
_OF_PARTY: Final = frozenset({"politburo", "central-committee", "party-committee"})


OPEN: Final = "open"
"""The type of a body of no known kind."""


@dataclass(frozen=True)
class Title:
    """A role with its body: code points, and the body's mention; `past` where it is no role held now.

    A body of no known kind has the type `OPEN` and no slug. `name` is what the words call the body, where these are
    not its name as they stand.
    """

    start: int
    end: int
    role: str
    body: Mention
    past: bool = False
    name: str = ""

    @property
    def is_open(self) -> bool:
        """Whether the body is of no known kind."""
        return self.body.type == OPEN


@cache
def role_pattern(language: str) -> PatternMatcher:
    """Return the roles of a language, tagged with their slugs; the longest that fits at a place counts."""
    return PatternMatcher(
        {slug: words[language] for slug, words in read_yaml("roles.yaml").items() if language in words}
    )


def context_roles(document: Document) -> tuple[tuple[str, re.Match[str]], ...]:
    """Return the roles named in an article, with their slugs."""

    def read() -> tuple[tuple[str, re.Match[str]], ...]:
        hits = role_pattern(document.language).finditer(document.folded, 0, document.parts.end)
        return tuple(hit for hit in hits if document.parts.holds(hit[1].start()))

    found: tuple[tuple[str, re.Match[str]], ...] = document.once("roles", read)
    return found


def fits(role: str, body: Mention) -> bool:
    """Whether there is such a role in such a body: a secretary in a Party committee, a director in a department."""
    if role in _PARTY:
        return body.type in _PARTY_BODIES or (role == "secretary" and body.type == "central-committee")
    if role in _BOARD_OF:
        return body.type == _BOARD_OF[role]
    if role == "member":
        return body.type in _OF_PARTY
    if role in ("director", "deputy-director"):
        return any(part in body.type for part in _DIRECTED)
    return body.type not in (
        "party-committee",
        "party-standing-committee",
        "executive-committee",
        "cluster",
        *_OF_PARTY,
    ) and not any(part in body.type for part in _DIRECTED if body.type != "party-inspection-commission")


def role_in(role: str, kind: str) -> str:
    """Return the role that one is in a kind of body: a member of a standing committee has a name of its own."""
    return next((own for own, of in _BOARD_OF.items() if role == "member" and of == kind), role)


def titles(document: Document) -> tuple[Title, ...]:
    """Return the roles that stand with their bodies, in order."""
    found: tuple[Title, ...] = document.once("titles", lambda: tuple(_titles(document)))
    return found


def _titles(document: Document) -> list[Title]:
    starts = {b.start: b for b in document.bodies}
    ends = {b.end: b for b in document.bodies}
    folded = document.folded
    found: list[Title] = []
    bare: list[tuple[str, int, int]] = []
    offices = {match.start(): match.end() for _, match in context_roles(document)}
    for named, match in context_roles(document):
        role = named
        if _is_of_another(document, match.start()):
            continue
        phrase = phrase_after(document, match.end(), offices)
        body = _linked(folded, match.end(), starts)
        if body and phrase and _is_part_of(document, body, phrase):
            body = None
        role = role_in(role, body.type) if body else role
        if body and not body.general and fits(role, body) and not _is_honour(document, match.end()):
            found.append(Title(match.start(), body.end, role, body, _is_past(document, match.start())))
            continue
        before = ends.get(match.start() - 1) or (
            ends.get(match.start() - 3) if folded[match.start() - 3 : match.start()] == "'s " else None
        )
        if (
            (document.language == "en" or role == "member")
            and before
            and not before.general
            and fits(role, before)
        ):
            past = _is_past(document, before.start) or _is_honour(document, match.end())
            found.append(Title(before.start, match.end(), role, before, past))
        elif (phrase := phrase or _beside(document, role, match, offices)) or (
            role in _LEADERS and (phrase := _of_delegation(document, match, offices))
        ):
            found.append(_open(document, role, match, phrase))
        elif whose := _owned(document, match):
            found.append(Title(match.start(), match.end(), role, whose, _is_past(document, match.start())))
        elif office := _implied(document, role, match):
            found.append(office)
        else:
            bare.append((role, match.start(), match.end()))
    return sorted([*found, *_shared(document, found, bare)], key=lambda t: t.start)


def _is_of_another(document: Document, start: int) -> bool:
    """Whether an office is that of somebody whom a person is with: "wife of the Ambassador"."""
    before = document.text[max(0, start - 40) : start].lower()
    others = words_of(document.language)["not_of"]
    return re.search(rf"(?<!\w)(?:{others}) (?:the |le |la |l['’])?$", before) is not None


def _is_part_of(document: Document, body: Mention, phrase: Phrase) -> bool:
    """Whether a body is named with what makes it another: "UBND huyện Quỳ Châu" is none of a province."""
    if body.anaphor:
        return phrase.end > body.end
    if body.slug and body.place not in (None, "viet-nam"):
        return False
    if phrase.start > body.start:
        return False
    rest = document.folded[body.end : phrase.end]
    if not body.slug and any(map(str.isupper, document.text[body.end : phrase.end])):
        return True  # of a place that no list has
    if re.match(r"'s [a-z]", rest) and document.text[body.end + 3].isupper():
        return True  # a body of the body
    abroad = re.search(
        rf"(?<![\w-]){country_names(document.language)}(?![\w-])", document.text[body.end : phrase.end]
    )
    if abroad and not body.general:
        return True  # of another country
    return re.match(rf"(?:{words_of(document.language)['ranks']})", rest) is not None


def _beside(document: Document, role: str, match: re.Match[str], offices: dict[int, int]) -> Phrase | None:
    """Return the name of a body, or the adjective of a country, that stands before an office or right after it:
    "Deputy Foreign Minister A", "Premier ministre vietnamien"."""
    after = re.compile(r" ([^\W\d_-]+(?:-[^\W\d_]+)?)").match(document.text, match.end())
    if after and after[1] in words_of(document.language)["nationalities"]:
        return Phrase(*after.span(1))
    ahead = re.compile(r"(?<!\w)([A-Z][\w.]{1,20}) $").search(
        document.text, max(0, match.start() - 24), match.start()
    )
    if ahead and ahead[1] in words_of(document.language)["nationalities"]:
        return Phrase(*ahead.span(1))
    end = past_host(document, match.end()) if role in ENVOYS else match.end()
    phrase = phrase_before(document, match.start(), end, offices)
    if (
        phrase
        and role in _LEADERS
        and any((p.start, p.end) == (phrase.start, phrase.end) for p in document.places)
    ):
        return None  # "Nghe An Vice Chairman": a place is no body
    return phrase


def _open(document: Document, role: str, match: re.Match[str], phrase: Phrase) -> Title:
    """Make a title whose body is of no known kind."""
    printed = document.text[phrase.start : phrase.end]
    body = Mention("body", phrase.start, phrase.end, printed, "", type=OPEN)
    start, end = min(match.start(), phrase.start), max(match.end(), phrase.end)
    if re.search(r"[^\W\d_]", document.text[phrase.end : match.start()]) and phrase.end < match.start() - 3:
        start, end = match.span()  # the body stands elsewhere
    hosted = past_host(document, end)
    if role in ENVOYS or re.compile(r",? ").fullmatch(document.text, hosted, next_person(document, hosted)):
        end = hosted
    past = _is_past(document, start) or _is_honour(document, match.end())
    link = document.text[match.end() : phrase.start].lstrip() if phrase.start > match.end() else ""
    if role == "chair" and country_named(printed, document.language):
        role = "state-president"  # "President of Laos", «президент России»
    country = sender(printed, document.language)
    name = country if role in (*ENVOYS, "state-president") else ""
    if full := name_said(document.language, role, match[0]):
        of = country or (printed if country_named(printed, document.language) else "")
        name = f"{full}{words_of(document.language)['of_country']}{of}" if of else full
    name = name or name_made(document.language, role, country or printed, link)
    if (
        full := words_of(document.language).get("completes", {}).get(printed.split(" ")[-1])
    ) and role in _PARTY:
        name = " ".join([*printed.split(" ")[:-1], full])
    if (told := offices_of_state(document.language).get(role)) and (
        printed.lower() == told[1].lower() or country_named(printed, document.language) == "viet-nam"
    ):
        known = replace(body, slug=told[0], type=told[0], place="viet-nam")
        return Title(start, end, role, known, past, told[1])
    return Title(start, end, role, body, past, name)


def _implied(document: Document, role: str, match: re.Match[str]) -> Title | None:
    """Return the title of an office of State that stands without its body: "Prime Minister Pham Minh Chinh"; an envoy
    with a Vietnamese name is Vietnam's."""
    if role == "general-secretary" and document.language == "en" and match[0] == "general secretary":
        own = next(document.within(document.persons, match.end(), match.end() + 60), None)
        sentence = document.sentence_at(match.start())
        unions = (b for b in document.within(document.bodies, sentence.start, match.start()) if b.type in LED)
        if own is None or own.type == "foreign" or own.start != match.end() + 1 or next(unions, None):
            return None
        role = "party-general-secretary"
    if role == "ambassador":
        own = next(document.within(document.persons, match.end(), match.end() + 60), None)
        if own is None or own.type == "foreign" or own.start != match.end() + 1 or own.anaphor:
            return None
        name = words_of(document.language)["own_state"]
        body = Mention("body", *match.span(), match[0], "", type=OPEN)
        return Title(*match.span(), role, body, _is_past(document, match.start()), name)
    if name := name_said(document.language, role, match[0]):
        body = Mention("body", *match.span(), match[0], "", type=OPEN)
        return Title(*match.span(), role, body, _is_past(document, match.start()), name)
    told = offices_of_state(document.language).get(role)
    if told is None or match[0].endswith("tong thong"):
        return None
    slug, name = told
    body = Mention("body", *match.span(), match[0], slug, type=slug, place="viet-nam")
    return Title(*match.span(), role, body, _is_past(document, match.start()), name)


def _linked(folded: str, end: int, starts: dict[int, Mention]) -> Mention | None:
    """Return the body that stands after a role, with the words that link them."""
    for link in (_LINK, _CENTRAL, _BOARD):
        if (match := link.match(folded, end)) and (body := starts.get(match.end())):
            return body
    return starts.get(end)


_LEADERS: Final = frozenset(
    {"chair", "vice-chair", "permanent-vice-chair", "general-secretary", "director", "head"}
)


def _of_delegation(document: Document, role: re.Match[str], offices: dict[int, int]) -> Phrase | None:
    """Return the body whose delegation is led by who has a role without a body: "a delegation of the People's Council
    of Tuv province led by Chairman A"."""
    sentence = document.sentence_at(role.start())
    led = document.word("delegation").search(sentence.start, role.start())
    if led is None or "," in document.folded[led.end() : role.start()] or role.start() - led.end() > 24:
        return None
    word = re.compile(rf"(?:{words_of(document.language)['delegation']})").search(
        document.folded, led.start(), led.end()
    )
    phrase = phrase_after(document, word.end(), offices) if word else None
    if phrase is None or phrase.end > role.start():
        return None
    if any((b.start, b.type) == (phrase.start, kind) for b in document.bodies for kind in LED):
        return None  # read as the body of its own
    named = document.folded[phrase.start : phrase.end]
    only_place = any((p.start, p.end) == (phrase.start, phrase.end) for p in document.places)
    return (
        None
        if only_place or re.match(rf"(?:{words_of(document.language)['place_words']})", named)
        else phrase
    )


def _owned(document: Document, role: re.Match[str]) -> Mention | None:
    """Return the body of a role that has none beside it: "its Vice Chairman", "the delegation of the Association led by
    Vice President A"."""
    sentence = document.sentence_at(role.start())
    before = [
        b
        for b in document.within(document.bodies, sentence.start, role.start())
        if b.type in LED and not b.general
    ]
    if re.search(
        r"(?:its|their|son|sa|leur|его|ее) (?:new |nouveau |nouvelle )?$",
        document.folded[max(0, role.start() - 16) : role.start()],
    ):
        after = [
            b
            for b in document.within(document.bodies, role.end(), sentence.end)
            if b.type in LED and not b.general
        ]
        return before[-1] if before else after[0] if after else None
    if document.language == "vi" and role[0].startswith("pho chu tich"):
        # "Chủ tịch Liên hiệp A, Phó Chủ tịch B": the same body's
        named = next((p for p in document.persons if p.start == role.end() + 1), None)
        earlier = max((p.end for p in document.persons if p.end <= role.start()), default=-9)
        joined = re.fullmatch(r"(?:,| va|, cung)? ?", document.folded[earlier : role.start()])
        if named and joined and before and earlier - before[-1].end < 40:
            return before[-1]
    led = document.word("delegation").search(sentence.start, role.start())
    if led and role.start() - led.end() < 6 and (within := [b for b in before if b.start >= led.start()]):
        return within[-1]
    return None


_AND: Final = re.compile(
    r" - | (?:in[- ]charge )?cum (?:the )?|,? (?:and|va|et|и|kiem|cum|concurrently)(?: the)? |, ?"
)


def _shared(document: Document, found: list[Title], bare: list[tuple[str, int, int]]) -> Iterator[Title]:
    """Yield roles that stand with another of the same body: "Vice President and General Secretary of the Union"."""
    by_start = {t.start: t for t in found}
    by_end = {t.end: t for t in found}
    for role, start, end in bare:
        joined = _AND.match(document.folded, end)
        whose = by_start.get(joined.end()) if joined else None
        if whose is None and (
            before := re.search(
                r" (?:(?:in[- ]charge )?cum|and|et|и|va|kiem) $", document.folded[max(0, start - 16) : start]
            )
        ):
            whose = by_end.get(start - len(before[0]))
        whose = whose or _of_same(document, found, start, end)
        if whose and whose.role != role and fits(role, whose.body) and "chair" in role + whose.role:
            yield Title(start, end, role, whose.body, whose.past or _is_past(document, start))


def _of_same(document: Document, found: list[Title], start: int, end: int) -> Title | None:
    """Return the title before that has the body of one that stands alone: "President of the Union A and Vice President
    B"."""
    persons = document.persons
    after = next(document.within(persons, end, end + 60), None)
    before = [p for p in document.within(persons, max(0, start - 80), start) if p.end < start]
    if after is None or after.start != end + 1 or not before:
        return None
    if not re.fullmatch(r",? (?:and|et|и|va) (?:the |le |la )?", document.folded[before[-1].end : start]):
        return None
    return next((t for t in reversed(found) if t.end < before[-1].start <= t.end + 12), None)


def _is_honour(document: Document, end: int) -> bool:
    after = words_of(document.language)["former_after"]
    return re.compile(rf"[ -](?:{after})(?!\w)").match(document.folded, end) is not None


def _is_past(document: Document, start: int) -> bool:
    before = document.folded[max(0, start - 28) : start]
    if re.search(rf"(?:^|[^\w])(?:{words_of(document.language)['former']})[ -]$", before):
        return True
    word = re.search(r"(?:^|[^\w])(\w+) $", document.text[max(0, start - 9) : start])
    # "nguyên" is former and "cố" late; without their marks they could be other words.
    named = any(p.end == start - 1 for p in document.persons)
    return bool(word and word[1].lower() in ("nguyên", "cố") and not named)
