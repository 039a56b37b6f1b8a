"""Read the parties of an agreement: who signed it or carries it out, as the sentence around its name lists them.

In this order: what stands "between" bodies; the bodies that act on it, and those they act with; those by whom it is
signed; what "both sides" point back at. Words are in `body_lists.yaml` and `agreements.yaml`.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from loaders.articles.document import Document
from loaders.articles.input.parts import TextSpan
from loaders.articles.lexicons import read_yaml
from loaders.articles.mentions.associations import country_names
from loaders.articles.mentions.body_lists import BodyList, ListedBody, body_list, list_pattern, names_listed
from loaders.articles.mentions.coreference import local_slug, of_rank, resolved
from loaders.articles.mentions.gazetteer import Mention, listed_places
from loaders.articles.mentions.noun_phrases import words_of
from loaders.articles.mentions.russian import nominative_of_body
from loaders.articles.mentions.vietnamese_names import UPPER
from loaders.articles.records import BodyName, Party, Passage
from loaders.articles.rules.body_places import Where, place_of_text

OF_LIST: Final = "The place is printed with the last name of the list."
_REACH: Final = 160
"""How far from the name of an agreement its parties may begin."""
_ENUMERATED: Final = 700
_FAR: Final = 1200
_FEW: Final = 2
_BACK: Final = 4
"""How many sentences before one may name what "both sides" are."""
_AT: Final = re.compile(
    r"(?<!\w)(?:tại|ở|at|in|à|au|aux|dans|sur|в|во|на|từ|from|chez)(?: the| la| l['’])? ?$", re.IGNORECASE
)
_CLAUSE: Final = re.compile(r"[;:]\s")


@cache
def acts(language: str, name: str) -> re.Pattern[str]:
    """Compile an entry of `agreements.yaml` for a language, over the text with its marks, capitals or not; `name` ends
    in "_" for one that brings its own bounds."""
    pattern = read_yaml("agreements.yaml")[language][name.removesuffix("_")]
    return re.compile(rf"(?i:{pattern})" if name.endswith("_") else rf"(?<!\w)(?i:{pattern})(?!\w)")


@dataclass(frozen=True)
class Agreed:
    """Where an agreement is named: code points, half open, with its sentence, and how far what is said of it may go."""

    start: int
    end: int
    sentence: TextSpan
    until: int


def near(sentence: TextSpan, start: int, end: int) -> TextSpan:
    """Return the part of a sentence around a place: one that goes on for pages is none."""
    return TextSpan(max(sentence.start, start - _FAR), min(sentence.end, end + _FAR), sentence.part)


def parties_of(document: Document, agreed: Agreed) -> tuple[Party, ...]:
    """Return the parties of an agreement where its sentence, or what that points back at, names two or more, or one
    that acts with another."""
    for read in (_between, _acting, _by, _both, _enumerated, _represented):
        if found := read(document, agreed):
            return found
    return ()


def _between(document: Document, agreed: Agreed) -> tuple[Party, ...]:
    pattern = list_pattern(document.language, "between")
    for match in pattern.finditer(document.text, agreed.end - 1, min(agreed.until, agreed.end + _REACH)):
        listed = body_list(document, match.end(), agreed.sentence.end)
        if len(listed.bodies) > 1:
            return told(document, listed.bodies)
    return ()


def _acting(document: Document, agreed: Agreed) -> tuple[Party, ...]:
    """The last list of bodies before a verb that acts on the agreement, and the bodies that these act with."""
    act = acts(document.language, "done")
    one: tuple[Party, ...] = ()
    for listed in reversed(lists_of(document, agreed.sentence)):
        if listed.end > agreed.start or not act.search(document.text, listed.end, agreed.end):
            continue
        if _CLAUSE.search(document.text, listed.end, agreed.start):
            break
        with_ = _with(document, agreed, listed.end)
        if len(listed.bodies) > 1 or with_:
            return told(document, (*listed.bodies, *with_))
    return one


def _with(document: Document, agreed: Agreed, start: int) -> tuple[ListedBody, ...]:
    """The bodies that somebody acts with: between the verb and the agreement, or after that."""
    pattern = list_pattern(document.language, "with")
    for match in pattern.finditer(document.text, start, min(agreed.until, agreed.end + _REACH)):
        end = agreed.start if match.end() < agreed.start else agreed.sentence.end
        listed = body_list(document, match.end() - 1, end)
        if listed.bodies and not any(b.is_place for b in listed.bodies):
            return listed.bodies
    return ()


def _by(document: Document, agreed: Agreed) -> tuple[Party, ...]:
    pattern = list_pattern(document.language, "by")
    for match in pattern.finditer(document.text, agreed.end, min(agreed.until, agreed.end + 60)):
        listed = body_list(document, match.end() - 1, agreed.sentence.end)
        if len(listed.bodies) > 1:
            return told(document, listed.bodies)
    return ()


def _both(document: Document, agreed: Agreed) -> tuple[Party, ...]:
    """What "both sides", before the agreement or right after it, were last said to be."""
    pattern = list_pattern(document.language, "both", r"(?<!\w)%s(?!\w)")
    if not pattern.search(document.text, agreed.sentence.start, min(agreed.until, agreed.end + 40)):
        return ()
    at = bisect_left(document.sentences, agreed.sentence.start, key=lambda s: s.start)
    for whole in reversed(document.sentences[max(0, at - _BACK) : at + 1]):
        sentence = near(whole, min(whole.end, agreed.start), min(whole.end, agreed.start))
        if joined := _two_apart(document, sentence, agreed):
            return joined
        several = [
            one for one in lists_of(document, sentence) if len(one.bodies) > 1 and one.end <= agreed.start
        ]
        if several:
            return told(document, several[-1].bodies)
    return ()


def _two_apart(document: Document, sentence: TextSpan, agreed: Agreed) -> tuple[Party, ...]:
    """One body that met others: "A had a meeting with B and C"."""
    for listed in lists_of(document, sentence):
        pattern = list_pattern(document.language, "with")
        match = pattern.search(document.text, listed.end, min(sentence.end, listed.end + 60))
        if match and len(listed.bodies) == 1 and match.end() < agreed.start:
            others = body_list(document, match.end() - 1, sentence.end)
            if others.bodies:
                return told(document, (*listed.bodies, *others.bodies))
    return ()


def _enumerated(document: Document, agreed: Agreed) -> tuple[Party, ...]:
    """Names that are counted out after a colon or the like, whatever they are, where the sentence says how many bodies
    act: "seven organisations signed: A, B, ..."."""
    number = list_pattern(document.language, "number")
    if not number.search(document.text, agreed.sentence.start, agreed.start):
        return ()
    end = min(document.parts.end, agreed.sentence.start + _ENUMERATED)
    opening = list_pattern(document.language, "enumerated").search(document.text, agreed.sentence.start, end)
    if opening is None:
        return ()
    listed = names_listed(document, opening.end(), min(document.parts.end, opening.end() + _ENUMERATED))
    found = told(document, listed)
    return found if len(found) > _FEW and not all(p.body.endswith("-authorities") for p in found) else ()


def _represented(document: Document, agreed: Agreed) -> tuple[Party, ...]:
    """The bodies of two people or more who sign: "A, Chairman of X, and B, President of Y, signed"."""
    signed = list(
        acts(document.language, "signed").finditer(document.text, agreed.sentence.start, agreed.start)
    )
    if not signed:
        return ()
    verb = signed[-1].start()
    people = list(document.within(document.persons, agreed.sentence.start, verb))
    bodies = tuple(
        body for one in lists_of(document, agreed.sentence) if one.end <= verb for body in one.bodies
    )
    return told(document, bodies) if 1 < len(bodies) <= len(people) else ()


def lists_of(document: Document, sentence: TextSpan) -> tuple[BodyList, ...]:
    """Return the lists of bodies in a sentence, in order, read once."""
    key = f"body lists {sentence.start} {sentence.end}"
    found: tuple[BodyList, ...] = document.once(key, lambda: tuple(_lists(document, sentence)))
    return found


def _lists(document: Document, sentence: TextSpan) -> Iterator[BodyList]:
    last = sentence.start
    for start in _beginnings(document, sentence):
        if start < last:
            continue
        listed = body_list(document, start, sentence.end)
        if listed.bodies and _AT.search(document.text, max(sentence.start, start - 12), start):
            last = listed.bodies[0].end  # where something is done: "at the Department of A, B and C signed"
        elif listed.bodies:
            last = listed.end
            yield listed


def _beginnings(document: Document, sentence: TextSpan) -> list[int]:
    """Where names of bodies may begin: not in a citation, whose issuer signs nothing."""
    language = document.language
    if language == "en":
        words = re.compile(r"(?<![\w'’-])(?:[A-ZĐ]|(?:government|administration|authorities|provinces) of )")
    else:
        heads = read_yaml("body_lists.yaml")[language]
        words = re.compile(
            rf"(?<![\w-])(?:{heads['counted']}|{heads['places']}|{heads['heads']}|[A-ZĐА-ЯЁ]{{3,8}}(?!\w))"
        )
    found = {m.start() for m in words.finditer(document.text, sentence.start, sentence.end)}
    found |= {
        m.start
        for m in document.within(document.mentions, sentence.start, sentence.end)
        if m.kind != "person"
    }
    brackets = [m.span() for m in _BRACKETS.finditer(document.text, sentence.start, sentence.end)]
    return sorted(
        at
        for at in found
        if not document.cited_at(at) and not any(start < at < end for start, end in brackets)
    )


_OF_ANY_STATE: Final = re.compile(
    r"(?:chinh phu|quoc hoi|government|gouvernement|правительств\w{1,2})(?: (?:of|du|de))?"
)
"""Bodies that every State has, and many a province abroad."""
_BRACKETS: Final = re.compile(r"\([^()\n]{0,90}\)")


# -- which bodies are meant ------------------------------------------------------------------------------------------


def told(document: Document, bodies: tuple[ListedBody, ...]) -> tuple[Party, ...]:
    """Return the bodies of a list as parties, each once: none that only says how many there are."""
    numbered = list_pattern(document.language, "numbered", "(?i:%s)")
    bodies = tuple(one for one in bodies if not numbered.fullmatch(one.name))
    shared = _shared_place(document, bodies)
    found = [_party(document, one, shared) for one in bodies]
    home = place_of_text(document)
    if home and any(home.reason in (p.named.reason, p.inferred) for p in found):
        # One of them is of the place the report speaks of, so the others are, but for those of other places.
        found = [_placed(document, p, one, home) for p, one in zip(found, bodies, strict=True)]
    return tuple(dict.fromkeys(found))


def _placed(document: Document, party: Party, one: ListedBody, where: Where) -> Party:
    known = _known(document, one)
    if known and known.place == "viet-nam" and (slug := local_slug(known, where.place)):
        return Party(slug, party.named, where.reason)
    if party.body or party.named.place or _says_place(document, one) or _is_national(document, one):
        return party
    return Party("", replace(party.named, place=where.place, reason=where.reason))


def _shared_place(document: Document, bodies: tuple[ListedBody, ...]) -> str | None:
    """Return the place that only the last name of a list has, and that is said of all: "the A and the B of Hue"."""
    if len(bodies) < 2 or any(_place_in(document, one) or _says_place(document, one) for one in bodies[:-1]):
        return None
    place = _place_in(document, bodies[-1])
    return place if place != "viet-nam" else None


def _place_in(document: Document, one: ListedBody) -> str | None:
    """Return the place that is printed in a name."""
    inside = list(document.within(document.mentions, one.start, one.end))
    places = [m.slug for m in inside if m.kind == "place"] + [
        m.place for m in inside if m.kind == "body" and m.place
    ]
    if places and places[-1] == "viet-nam" and _is_local(document, one):
        return None  # "the Provincial Committee of the Vietnam Fatherland Front" is that of a province
    return places[-1] if places else None


def _is_local(document: Document, one: ListedBody) -> bool:
    """Whether a body is printed as one of a province or a city."""
    local = words_of(document.language)["local"]
    return re.search(rf"(?<!\w)(?:{local})(?!\w)", document.folded[one.start : one.end]) is not None


def _party(document: Document, one: ListedBody, shared: str | None) -> Party:
    passage = Passage(one.start, one.end, document.parts.part_at(one.start))
    name = nominative_of_body(one.name) if document.language == "ru" else one.name
    named = BodyName(name, passage)
    if slug := _authorities(document, one):
        return Party(slug, named)
    if linked := _linked(document, one, shared):
        return Party(linked[0], named, linked[1])
    place, reason = _place_of(document, one, shared)
    return Party("", BodyName(name, passage, place, reason))


def _linked(document: Document, one: ListedBody, shared: str | None) -> tuple[str, str] | None:
    """Return the slug of the known body that a name means, and why where it does not say so."""
    if one.name != document.text[one.start : one.end]:  # the list says once what belongs to several names
        alone = Document(one.name, document.language, None, None, document.gazetteer)
        whole = next((b for b in alone.bodies if b.start == 0 and b.end >= len(one.name) and b.slug), None)
        return (whole.slug, "") if whole else None
    known = _known(document, one)
    if known is None:
        return None
    if known.slug and not (known.place == "viet-nam" and _is_local(document, one)):
        return known.slug, ""
    if shared and of_rank(document, known, shared) and (slug := local_slug(known, shared)):
        return slug, OF_LIST
    home = place_of_text(document)
    if known.slug and home and (slug := local_slug(known, home.place)):
        return slug, home.reason
    slug, reason = resolved(document, known)
    return (slug, reason) if slug else None


def _place_of(document: Document, one: ListedBody, shared: str | None) -> tuple[str | None, str]:
    """Return whose a body is that nobody knows, and why where its name does not say so."""
    if place := _place_in(document, one):
        return place, ""
    if _says_place(document, one):
        return None, ""
    if _is_national(document, one):
        return "viet-nam", ""
    if shared:
        return shared, OF_LIST
    if _is_local(document, one) and (where := place_of_text(document)):
        return where.place, where.reason
    return None, ""


def _says_place(document: Document, one: ListedBody) -> bool:
    """Whether a name says of which place it is, whether the lists have that or not."""
    if list_pattern(document.language, "places", f"%s{_CAPITAL}").search(one.name):
        return True
    return document.language == "en" and _PLACE_FIRST.search(one.name) is not None


_CAPITAL: Final = rf"[{UPPER}А-ЯЁ][\w’'-]*"
_PLACE_FIRST: Final = re.compile(rf"{_CAPITAL} (?:province|city|district)")


def _is_national(document: Document, one: ListedBody) -> bool:
    """Whether a body is one of the State: a ministry has no province."""
    printed = document.folded[one.start : one.end]
    if re.match(rf"(?:{words_of(document.language)['national']})", printed) is None:
        return False
    other = re.search(rf"(?<!\w){country_names(document.language)}(?!\w)", document.text[one.start : one.end])
    alone = _OF_ANY_STATE.match(printed)
    return other is None and (alone is None or not printed[alone.end() :].strip() or "viet" in printed)


def _known(document: Document, one: ListedBody) -> Mention | None:
    """Return the mention of a body whose whole name a list has."""
    for body in document.within(document.bodies, one.start, one.end):
        rest = document.folded[body.end : one.end].strip()
        if body.start == one.start and not body.general and not body.anaphor and (not rest or rest in _RANKS):
            return body
    return None


_RANKS: Final = frozenset({"tinh", "thanh pho", "province", "city", "провинции", "города", "de la province"})


def _authorities(document: Document, one: ListedBody) -> str:
    """Return the slug of those who govern a province that stands for them: "tỉnh Gia Lai"."""
    inside = [m for m in document.within(document.mentions, one.start, one.end) if m.kind == "place"]
    if one.place is None and not inside:
        return ""
    place = one.place or inside[-1]
    if listed_places().get(place.slug, {}).get("kind") not in ("province", "municipality"):
        return ""
    rest = (document.folded[one.start : place.start] + document.folded[place.end : one.end]).strip()
    return f"{place.slug}-authorities" if not rest or _GOVERNING.fullmatch(rest) else ""


_GOVERNING: Final = re.compile(
    r"(?:(?:hai |2 )?(?:chinh quyen )?(?:tinh|thanh pho|tp\.?)|chinh quyen|(?:provinces?|cit(?:y|ies))(?: of)?"
    r"|(?:the )?(?:authorities|administration|government)(?: of)?(?: the)?(?: province| city)?(?: of)?"
    r"|(?:la |les )?(?:provinces?|villes?) (?:de|d'|du)|(?:les )?autorites (?:de (?:la province|la ville) )?(?:de|d')"
    r"|(?:власт\w+ )?(?:провинци\w+|город\w*))"
)
