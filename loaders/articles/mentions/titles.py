"""Read the titles that a text names: a role with its body, whoever holds it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from loaders.articles.document import Document
from loaders.articles.lexicons import read_yaml
from loaders.articles.mentions.bodies import LED
from loaders.articles.mentions.gazetteer import Mention
from loaders.articles.rules.pattern_matcher import PatternMatcher

_LINK: Final = re.compile(
    r"(?: of(?: the)?| cua| du| de la| de l'| de| des| au| à la|,)?[ ]?(?:the |trung uong (?=hoi)|l'|la )?"
)
_CENTRAL: Final = re.compile(r" (?:of the |cua )?(?=trung uong )")
_BOARD: Final = re.compile(
    r" (?:центральн\w{2,3} (?:комитета|правления) |(?:of the )?central committee of (?:the )?|du comite central de l')"
)
"""A board of a body: who leads it leads the body."""
_PAST: Final = re.compile(
    r"(?:^|[^\w])(?:former|ex|then|late|honorary|acting|interim|would-be|future|ancien(?:ne)?s?|cuu|quyen"
    r"|бывш\w{2,3}|экс|почетн\w{2,3}"
    r"|и\.о\.|врио|исполняющ\w{2,3} обязанности|candidate for)[ -]$"
)
_HONOUR: Final = re.compile(
    r"[ -](?:danh du|d'honneur|honoraire|emeritus|elect|par interim|lam thoi|designe)(?!\w)"
)
_PARTY: Final = frozenset({"secretary", "deputy-secretary", "permanent-deputy-secretary"})
_PARTY_BODIES: Final = frozenset({"party-committee", "youth-union"})
_BOARD_OF: Final = {
    "standing-committee-member": "party-standing-committee",
    "executive-committee-member": "executive-committee",
}
_DIRECTED: Final = ("department-of-", "-commission")
_OF_PARTY: Final = frozenset({"politburo", "central-committee", "party-committee"})


@dataclass(frozen=True)
class Title:
    """A role with its body: code points, and the body's mention; `past` where it is no role held now."""

    start: int
    end: int
    role: str
    body: Mention
    past: bool = False


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
    for role, match in context_roles(document):
        body = _linked(folded, match.end(), starts)
        if body and not body.general and fits(role, body) and not _HONOUR.match(folded, match.end()):
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
            past = _is_past(document, before.start) or bool(_HONOUR.match(folded, match.end()))
            found.append(Title(before.start, match.end(), role, before, past))
        elif whose := _owned(document, match):
            found.append(Title(match.start(), match.end(), role, whose, _is_past(document, match.start())))
        else:
            bare.append((role, match.start(), match.end()))
    return sorted([*found, *_shared(document, found, bare)], key=lambda t: t.start)


def _linked(folded: str, end: int, starts: dict[int, Mention]) -> Mention | None:
    """Return the body that stands after a role, with the words that link them."""
    for link in (_LINK, _CENTRAL, _BOARD):
        if (match := link.match(folded, end)) and (body := starts.get(match.end())):
            return body
    return starts.get(end)


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


_AND: Final = re.compile(r",? (?:and|va|et|и|kiem|cum|concurrently)(?: the)? |, ?")


def _shared(document: Document, found: list[Title], bare: list[tuple[str, int, int]]) -> Iterator[Title]:
    """Yield roles that stand with another of the same body: "Vice President and General Secretary of the Union"."""
    by_start = {t.start: t for t in found}
    by_end = {t.end: t for t in found}
    for role, start, end in bare:
        joined = _AND.match(document.folded, end)
        whose = by_start.get(joined.end()) if joined else None
        if whose is None and (
            before := re.search(r" (?:and|et|и|va) $", document.folded[max(0, start - 5) : start])
        ):
            whose = by_end.get(start - len(before[0]))
        if whose and whose.role != role and fits(role, whose.body) and "chair" in role + whose.role:
            yield Title(start, end, role, whose.body, whose.past or _is_past(document, start))


def _is_past(document: Document, start: int) -> bool:
    before = document.folded[max(0, start - 28) : start]
    if _PAST.search(before):
        return True
    word = re.search(r"(?:^|[^\w])(\w+) $", document.text[max(0, start - 9) : start])
    # "nguyên" is former; without its marks it could be somebody called Nguyễn.
    named = any(p.end == start - 1 for p in document.persons)
    return bool(word and word[1].lower() == "nguyên" and not named)
