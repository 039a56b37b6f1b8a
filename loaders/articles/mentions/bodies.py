"""Read the bodies that a text names: a kind of body with a place or a number, as `bodies.yaml` has their words, and
friendship associations with their countries."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from loaders.articles.citations.normalise import Folded, fold
from loaders.articles.lexicons import read_csv, read_yaml
from loaders.articles.mentions.associations import ASSOCIATION, associations, countries
from loaders.articles.mentions.gazetteer import Gazetteer, Mention, listed_places
from loaders.articles.mentions.marks import is_cyrillic
from loaders.articles.mentions.places_beside import BARE_PLACE, Places
from loaders.articles.mentions.vietnamese_names import (
    cyrillic_families,
    family,
    skeleton,
    slug,
    transcribe,
    transliterate,
)
from loaders.articles.rules.pattern_matcher import PatternMatcher, pattern_matcher

UNION: Final = "friendship-union"
EXECUTIVE: Final = "executive-committee"
LED: Final = frozenset({UNION, ASSOCIATION})
"""Kinds of body whose congresses elect who leads them."""


@cache
def _templates() -> tuple[tuple[str, re.Pattern[str], str | None], ...]:
    found = []
    for name, entry in read_yaml("bodies.yaml").items():
        form = re.escape(entry["slug"]).replace(r"\{place\}", "(?P<place>.+)").replace(r"\{owner\}", ".+")
        found.append((name, re.compile(form.replace(r"\{number\}", r"\d+")), entry.get("national")))
    return tuple(sorted(found, key=lambda f: -len(f[1].pattern)))


@lru_cache(20_000)
def kind_of_body(name: str) -> tuple[str, str | None]:
    """Return the kind and place of a body that is known by its slug, as far as it tells them.

    >>> kind_of_body("nghe-an-union"), kind_of_body("thanh-hoa-viet-nam-laos-friendship-association")
    (('friendship-union', 'nghe-an'), ('friendship-association', 'thanh-hoa'))
    """
    if name.endswith("-" + ASSOCIATION):
        place, pair, _ = name.rpartition("-viet-nam-")
        return ASSOCIATION, place if pair and place in _places() else None
    for kind, form, national in _templates():
        if name == national:
            return kind, "viet-nam"
        if match := form.fullmatch(name):
            return kind, match.groupdict().get("place")
    return "", None


@lru_cache(20_000)
def holds_everywhere(body: str, name: str) -> bool:
    """Whether a name means a body in every text: that of a body of a province names the province, or is an acronym.

    A store may hold other names as accepted; what they mean depends on where they are said, so that they teach nothing.

    >>> holds_everywhere("nghe-an-party-committee", "Tỉnh ủy Nghệ An"), holds_everywhere("nghe-an-union", "HAUFO")
    (True, True)
    >>> holds_everywhere("so-y-te-in-a-report", "Sở Y tế"), holds_everywhere("tinh-uy-hua-phan", "Tỉnh ủy")
    (False, False)
    >>> holds_everywhere("nghe-an-party-committee", "Provincial Party Committee")
    False
    """
    own = slug(transliterate(name)) if is_cyrillic(name) else slug(name)
    if "-in-" in body or body.startswith(f"{own}-"):
        return False  # a body of one text alone, or one whose IRI has the place that this name leaves out
    kind, place = kind_of_body(body)
    row = listed_places().get(place or "")
    local = read_yaml("bodies.yaml").get(kind, {}).get("local", False)
    if row is None or not local or place == "viet-nam" or (name.isupper() and " " not in name):
        return True
    forms = [form for key in ("vi", "other", "ru") for form in row[key].split(";") if form]
    said, heard = fold(name).replace(" ", ""), skeleton(name)
    return any(
        skeleton(form) in heard if is_cyrillic(form) else fold(form).replace(" ", "") in said
        for form in forms
    ) or (is_cyrillic(name) and skeleton(transcribe(row["vi"])) in heard)


@cache
def _places() -> frozenset[str]:
    return frozenset(row["slug"] for row in read_csv("places.csv"))


@dataclass(frozen=True)
class _BodyKind:
    name: str
    slug: str
    national: str | None
    local: bool
    pattern: PatternMatcher
    national_words: re.Pattern[str] | None
    anaphor: bool


@cache
def _body_kinds(language: str) -> tuple[_BodyKind, ...]:
    found = []
    for name, entry in read_yaml("bodies.yaml").items():
        national = entry.get("national_words", {}).get(language)
        for section in ("words", "anaphors"):
            words = entry.get(section, {}).get(language)
            if words is None:
                continue
            body = words.replace("{number}", r"(?P<number>\d{1,2})(?![\d.,]\d|\d)")
            body = re.sub(r"\(\?P<number>", _Counter("number"), body)
            found.append(
                _BodyKind(
                    name, entry["slug"], entry.get("national"), entry.get("local", False), pattern_matcher(body),
                    re.compile(national) if national else None, section == "anaphors",
                )
            )  # fmt: skip
    return tuple(found)


@lru_cache(20_000)
def kind_named(language: str, name: str) -> str:
    """Return the kind of body of a place that a name without its place says, or nothing.

    >>> kind_named("en", "Provincial Party Committee"), kind_named("en", "Ministry of Health")
    ('party-committee', '')
    """
    folded = fold(name)
    for kind in _body_kinds(language):
        if kind.local and not kind.anaphor:
            for _, match in kind.pattern.finditer(folded):
                if match.span() == (0, len(folded)) and not match.groupdict().get("national"):
                    return kind.name
    return ""


class _Counter:
    """Number the groups of a pattern that has several of one name."""

    def __init__(self, name: str) -> None:
        self.name, self.count = name, 0

    def __call__(self, match: re.Match[str]) -> str:
        self.count += 1
        return f"(?P<{self.name}{self.count}>"


_MANY: Final = re.compile(
    r"(?:unions|союзы|союзов|союзам\w?|союзах|comites|so ngoai vu cac|cac lien hiep)(?= |$)"
)
_GENERAL: Final = re.compile(
    r" (?:of|from|in)(?: the| a number of)? (?:various )?(?:(?P<region>northern|southern"
    r"|central(?! highlands))|local(?:ities)?|provinces"
    r"|cities|member)"
    r"|s? from various| (?:(?P<region_ru>северных|южных)|местных|населенных|из следующих|провинци(?:й"
    r"|и) и городов|провинций)"
    r"|(?: locales?)? des (?:provinces|villes|localites)(?: et (?:des )?villes)?(?: du (?P<region_fr>nord|sud))?"
    r"| (?:cua )?(?:cac|mot so) (?:tinh|dia phuong)(?:, thanh(?: pho)?)?(?: (?:khu vuc "
    r"|mien nui )*phia (?P<region_vi>bac|nam))?"
    r"| of provinces| dia phuong(?! so)| (?:khu vuc|vung|mien) "
)
_REGIONS: Final = {
    "northern": "northern", "северных": "northern", "nord": "northern", "bac": "northern",
    "southern": "southern", "южных": "southern", "sud": "southern", "nam": "southern", "central": "central",
}  # fmt: skip


def bodies(page: Folded, language: str, places: list[Mention], gazetteer: Gazetteer) -> list[Mention]:
    """Return the bodies named, with those that overlap."""
    around = Places(page, places, gazetteer)
    found: list[Mention] = []
    for kind in _body_kinds(language):
        for _, match in kind.pattern.finditer(page.folded):
            body = _body(around, kind, match, language)
            if body:
                found.append(body)
    found += _unions_of_clusters(page, found)
    found += associations(around, language)
    found += _executive(page, found)
    found += _acronyms(page, found)
    return [_of_party(page, language, body) if body.type in LED else body for body in found]


def _of_party(page: Folded, language: str, body: Mention) -> Mention:
    """Return the Party's organisation within a body where that is named: its congress is not the body's."""
    before = read_yaml("bodies.yaml")["party-organisation"]["before"][language]
    words = re.compile(rf"(?<!\w)(?:{before})").search(page.folded, max(0, body.start - 48), body.start)
    if words is None:
        return body
    text = page.text[words.start() : body.end]
    return Mention("body", words.start(), body.end, text, "", type="party-organisation")


def _body(around: Places, kind: _BodyKind, match: re.Match[str], language: str) -> Mention | None:
    page = around.page
    start, end = match.span()
    groups = match.groupdict()
    if kind.anaphor:
        # A body that is only pointed at is written with a capital, or has an article.
        if not (
            page.text[start].isupper()
            or re.search(r"(?:the |l'|this )$", page.folded[max(0, start - 5) : start])
        ):
            return None
        return Mention("body", start, end, page.text[start:end], "", False, kind.name, None, anaphor=True)
    number = next((v for k, v in groups.items() if k.startswith("number") and v), None)
    place: str | None = None
    if number is None:
        left = around.left(start) if language == "en" else None
        right = around.right(end)
        adjective = around.adjective(start) if language == "ru" else None
        if _MANY.match(page.folded, start):
            pass
        elif left:
            start, place = left.start, left.slug
        elif adjective and adjective[0] != "viet-nam":
            place, start = adjective
        elif right:
            place, end = right[0].slug, right[1]
            if (
                place == "viet-nam"
                and kind.local
                and (further := around.right(end))
                and further[0].slug != place
            ):
                place, end = further[0].slug, further[1]  # "du Front de la Patrie du Vietnam de Cân Tho"
        elif groups.get("national"):
            place = "viet-nam"
        elif kind.national_words and (
            words := kind.national_words.search(page.folded, max(0, start - 20), start)
        ):
            start, place = words.start(), "viet-nam"
    if (groups.get("bare") and place is None) or _foreign(page, start, end, language, kind):
        return None
    if kind.local and place is None and number is None and _of_unknown_place(around, end, language):
        return None
    if kind.local and place is None and (m := BARE_PLACE.match(page.folded, end)):
        end = m.end()  # "UBND tỉnh", «Народного комитета провинции»: of the place the text speaks of
    general = _GENERAL.match(page.folded, end) if number is None and place is None else None
    local = re.search(r"(?:local|member|местных) ", page.folded[max(0, start - 8) : end])
    if (
        number is None
        and place is None
        and (
            general
            or local
            or page.folded[start:end].endswith("unions")
            or re.match(r"unions ", page.folded[start:end])
        )
    ):
        return _general(page, kind, start, end, general)
    slug = _body_slug(kind, place, number)
    return Mention("body", start, end, page.text[start:end], slug, False, kind.name, place)


def _foreign(page: Folded, start: int, end: int, language: str, kind: _BodyKind) -> bool:
    """Whether a body that Vietnam has is one of another country here: "Lao National Assembly", "Hội LHPN Lào"."""
    if kind.name in ("cluster", UNION):
        return False
    if kind.name in ("politburo", "central-committee") and _OTHER_PARTY.match(page.folded, end):
        return True
    _, country, _, adjectives = countries(language)
    link = r"(?: of(?: the)?| du| de la| de| cua| nuoc)? "
    after = re.compile(rf"{link}(?P<c>{country}|lao|cambodian|chinese)(?![\w-])").match(page.folded, end)
    if (
        after
        and "viet" not in after["c"]
        and after["c"] != "вьетнам"
        and page.text[after.start("c")].isupper()
    ):
        return True
    before = re.compile(
        rf"(?:lao|laotian|chinese|cambodian|cuban|russian|(?:{adjectives})\w{{2,3}})(?:'s)? $"
    ).search(page.folded, max(0, start - 26), start)
    return before is not None and "вьетнамск" not in before[0]


_OF: Final = {
    "en": re.compile(r" of (?:the )?(?:(?:province|city) of )?(?=[a-z])"),
    "fr": re.compile(r" (?:de la (?:province|ville) )?(?:de |d')(?=[a-z])"),
    "ru": re.compile(r" (?:провинции|города) (?=[а-я])"),
    "vi": re.compile(r" (?:tinh|thanh pho) (?=[a-z])"),
}


def _of_unknown_place(around: Places, end: int, language: str) -> bool:
    """Whether a body is printed with a place that the lists do not have: "the People's Committee of Ratanakiri".

    It is not that of the place the text speaks of. A name of somebody after it is no place.
    """
    page = around.page
    match = _OF[language].match(page.folded, end)
    if match is None or not page.text[match.end()].isupper() or around.right(end):
        return False
    word = re.compile(r"[^\W\d_]+").match(page.text, match.end())
    if word is None or (word[0].isupper() and len(word[0]) > 1):
        return False
    known = family(word[0]) or skeleton(word[0]) in cyrillic_families()
    return not known and fold(word[0]) not in ("viet", "vietnam", "вьетнама", "friendship", "party")


_OTHER_PARTY: Final = re.compile(
    r"(?:,? of (?:the )?| du | de la | cua | )?(?:dang )?"
    r"(?:(?:lao|cambodian|chinese|cuban) |lprp|pprl|cpp(?!\w)|cpc(?!\w)|нрпл|нпк|кпк(?!\w)"
    r"|(?:parti populaire|народно-революционной|народной партии|nhan dan)"
    r"|(?:communist party of|parti communiste (?:de|du)) (?!viet))"
)
"""The party of another country, right after the words for one of its bodies."""


def _general(page: Folded, kind: _BodyKind, start: int, end: int, class_: re.Match[str] | None) -> Mention:
    """Make a mention of a class of bodies: the unions of a part of the country, or local unions at large."""
    slug = ""
    if kind.name == UNION:
        region = next(filter(None, class_.groupdict().values()), "") if class_ else ""
        slug = f"{_REGIONS[region]}-unions" if region in _REGIONS else "local-unions"
        if class_:
            words = re.compile(
                r"(?:(?: and|,| и| et| va)?(?: des)? (?:provinces|cities|localities|провинций|городов"
                r"|villes|thanh pho))+"
            ).match(page.folded, class_.end())
            end = words.end() if words else class_.end()
        if words := re.search(r"(?:local |местных )$", page.folded[max(0, start - 9) : start]):
            start -= len(words[0])
    return Mention("body", start, end, page.text[start:end], slug, False, kind.name, None, general=True)


def _body_slug(kind: _BodyKind, place: str | None, number: str | None) -> str:
    if number is not None:
        return kind.slug.format(number=int(number))
    if place == "viet-nam" and kind.national:
        return kind.national
    if place == "viet-nam":
        return ""
    return kind.slug.format(place=place) if place and "{place}" in kind.slug else ""


def _unions_of_clusters(page: Folded, found: list[Mention]) -> list[Mention]:
    """Join a general name and the cluster after it: "Unions ... of provinces and cities in cluster 1"."""
    clusters = sorted((m for m in found if m.type == "cluster"), key=lambda m: m.start)
    starts = [c.start for c in clusters]
    joined = []
    for union in found:
        if not union.general:
            continue
        at = bisect_right(starts, union.end - 1)
        cluster = clusters[at] if at < len(clusters) and clusters[at].start - union.end < 45 else None
        if cluster and not re.search(r"[.,;:()]", page.folded[union.end : cluster.start]):
            text = page.text[union.start : cluster.end]
            slug = f"unions-of-{cluster.slug}"
            joined.append(
                Mention("body", union.start, cluster.end, text, slug, False, union.type, None, general=True)
            )
    return joined


def _executive(page: Folded, found: list[Mention]) -> Iterator[Mention]:
    """Yield the executive committees of unions and associations: the words, and the body right after them."""
    starts = {b.start: b for b in found if b.type in LED and b.slug and not b.general}
    for committee in found:
        if committee.type != EXECUTIVE:
            continue
        link = re.compile(r"(?: of(?: the)?| de l'| du| cua)? ?(?:the )?").match(page.folded, committee.end)
        body = starts.get(link.end()) if link else None
        if body:
            text = page.text[committee.start : body.end]
            slug = f"{body.slug}-{EXECUTIVE}"
            yield Mention("body", committee.start, body.end, text, slug, False, EXECUTIVE, body.place)


_DEFINED: Final = re.compile(r" ?\(([A-ZĐА-Я]{3,9})[),; ]")


@cache
def _known_acronyms() -> dict[str, tuple[str, str, str]]:
    """Acronyms of the lexicon, each with its body's slug, kind and place."""
    return {
        acronym: (slug, name, kind_of_body(slug)[1] or "")
        for name, entry in read_yaml("bodies.yaml").items()
        for acronym, slug in entry.get("acronyms", {}).items()
    }


def _acronyms(page: Folded, found: list[Mention]) -> Iterator[Mention]:
    """Yield acronyms: those of the lexicon, and those that the text itself puts in brackets after a body's name."""
    known = dict(_known_acronyms())
    for body in found:
        match = _DEFINED.match(page.text, body.end)
        if match and body.slug and not body.general:
            known[match[1]] = (body.slug, body.type, body.place or "")
    for acronym, (body_slug, kind, place) in known.items():
        if acronym not in page.text:
            continue
        for match in re.finditer(rf"(?<![\w(-]){acronym}(?!\w)", page.text):
            yield Mention("body", *match.span(), acronym, body_slug, True, kind, place or None)
