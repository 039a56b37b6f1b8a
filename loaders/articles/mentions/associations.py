"""Read the friendship associations that a text names: with both their countries, and their place if they are local."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Final

from loaders.articles.citations.normalise import fold
from loaders.articles.lexicons import read_csv
from loaders.articles.mentions.gazetteer import Mention
from loaders.articles.mentions.places_beside import BARE_PLACE, Places

ASSOCIATION: Final = "friendship-association"


@cache
def countries(language: str) -> tuple[dict[str, str], str, dict[str, str], str]:
    """Names of countries and, in Russian, the stems of their adjectives, each with the pattern of all."""
    names = {"vn": "viet-nam"} if language == "vi" else {}
    names |= {"viet nam": "viet-nam", "vietnam": "viet-nam", "вьетнам": "viet-nam", "viet": "viet-nam"}
    stems = {"вьетнамск": "viet-nam"}
    for row in read_csv("countries.csv"):
        names |= {fold(name): row["slug"] for name in row[language].split("|") if name}
        stems |= {fold(stem): row["slug"] for stem in row["ru_adjective"].split("|") if stem}
    forms = "|".join(sorted(map(re.escape, names), key=len, reverse=True))
    return names, f"(?:{forms})", stems, "|".join(sorted(stems, key=len, reverse=True))


@cache
def country_names(language: str) -> str:
    """Return the pattern of the names of other countries, with their marks and capitals; in Russian in any case."""
    forms = [name for row in read_csv("countries.csv") for name in row[language].split("|") if name]
    if language == "ru":
        forms = [re.sub(r"[аяйь]$", "", form) + r"[а-я]{0,2}" for form in forms]
    return f"(?:{'|'.join(sorted(forms, key=len, reverse=True))})"


def country_declined(printed: str) -> str:
    """Return the slug of the country that a Russian name in some case means, or nothing.

    >>> country_declined("Лаоса"), country_declined("Вьетнама"), country_declined("Ханоя")
    ('laos', 'viet-nam', '')
    """
    for name, slug in countries("ru")[0].items():
        stem = re.sub(r"[аяйь]$", "", name)
        if len(name) > 3 and re.fullmatch(rf"{re.escape(stem)}[а-я]{{0,2}}", fold(printed)):
            return slug
    return ""


def _short(stems: str) -> str:
    """Stems as they stand first in a compound: «вьетнамо-российской»."""
    return "|".join(stem.removesuffix("ск") for stem in stems.split("|") if stem.endswith("ск"))


@cache
def _association(language: str) -> tuple[str, re.Pattern[str]]:
    """Return the word that all names of associations in a language have, and the pattern of such a name."""
    _, country, _, stems = countries(language)
    pair = rf"(?P<a>{country}) ?- ?(?P<b>{country})(?![\w-])"
    cooperation = "(?:and cooperation )?"
    forms = {
        "vi": ("huu nghi", rf"(?P<central>trung uong )?hoi huu nghi (?:va hop tac )?{pair}"),
        "en": (
            "friendship ",
            rf"(?P<a>{country}) ?- ?(?P<b>{country}) friendship {cooperation}(?:association|society)",
        ),
        "fr": (
            "association",
            rf"association (?:d'amitie (?:et de cooperation )?)?(?:{pair}|(?:d'amitie )?franco-vietnamienne)",
        ),
        "ru": (
            "дружбы",
            rf"(?:обществ|ассоциаци)\w{{0,3}} (?:(?P<c>{stems}|{_short(stems)})о-(?P<d>{stems})\w{{2,3}} дружбы"
            rf"|дружбы \"?{pair}\"?)",
        ),
    }
    word, form = forms[language]
    return word, re.compile(rf"(?<![\w-]){form}")


_UNNAMED: Final = "?"
"""A place that is said to be one and not named."""
_LOCAL_ABROAD: Final = re.compile(
    r" (?:tinh|thanh pho|of (?:the )?(?:province|city) of|провинции|de la province) "
)
"""What follows the name of an association of a province elsewhere: it is not that of the country."""
_CENTRAL: Final = re.compile(
    r"(?:central committee of(?: the)?|центральн\w{2,3} \w+|comite central de l'|trung uong) ?$"
)


def associations(around: Places, language: str) -> Iterator[Mention]:
    """Yield the friendship associations named with both their countries, each with its place if it has one.

    One without a place is the national one where none with a place is named; otherwise it may be either, and is
    left open, unless the central one is named as such.
    """
    found = list(_pairs(around, language))
    places: dict[str, set[str]] = {}
    for mention, place, _ in found:
        if place and place != _UNNAMED:
            places.setdefault(mention.slug, set()).add(place)
    local = {m.slug for m, place, _ in found if place}
    national = {m.slug for m, _, central in found if central}
    for mention, printed, _ in found:
        slug, own = mention.slug, places.get(mention.slug, set())
        # "of the province": of the one place that the text has with it
        place = (next(iter(own)) if len(own) == 1 else None) if printed == _UNNAMED else printed
        if place:
            yield replace(mention, slug=f"{place}-{slug}", place=place)
        elif printed or (slug in local - national and slug.startswith("viet-nam-")):
            yield replace(mention, slug="", general=True)
        else:
            yield mention


def _pairs(around: Places, language: str) -> Iterator[tuple[Mention, str | None, bool]]:
    page = around.page
    word, form = _association(language)
    names, _, stems, _ = countries(language)
    at = page.folded.find(word)
    done = 0
    while at >= 0:
        match = next(iter(form.finditer(page.folded, max(done, at - 60), at + 90)), None)
        if match:
            groups = {k: v for k, v in match.groupdict().items() if v}
            first, second = _ends_of(groups, names, stems)
            start, end = match.span()
            done = end
            branch = re.search(
                r"(?:chi |branch of the |chapter of the |филиал\w* )$",
                page.folded[max(0, start - 16) : start],
            )
            if not branch and first and second and "viet-nam" in (first, second) and first != second:
                slug = f"{first}-{second}-{ASSOCIATION}"
                place = None
                if first == "viet-nam":
                    left = around.left(start) if language == "en" else None
                    if left and left.slug != "viet-nam":
                        start, place = left.start, left.slug
                    elif (right := around.right(end)) and right[0].slug != "viet-nam":
                        place, end = right[0].slug, right[1]
                    elif aside := _after_acronym(around, end):
                        place, end = aside
                    elif chapter := _chapter(around, end, language):
                        place, end = chapter
                    elif m := BARE_PLACE.match(page.folded, end):
                        end, place = m.end(), _UNNAMED
                elif _LOCAL_ABROAD.match(page.folded, end):
                    place = _UNNAMED
                central = "central" in groups or bool(
                    _CENTRAL.search(page.folded[max(0, start - 30) : start])
                )
                yield (
                    Mention("body", start, end, page.text[start:end], slug, False, ASSOCIATION),
                    place,
                    central,
                )
        at = page.folded.find(word, max(at + 1, done))


def _after_acronym(around: Places, end: int) -> tuple[str, int] | None:
    """Return the place after an acronym in brackets ("... Association (VIFA) in HCMC"), and where the name ends."""
    bracket = re.compile(r" ?\([^()]{2,10}\)").match(around.page.text, end)
    place = around.right(bracket.end()) if bracket else None
    return (place[0].slug, end) if place and place[0].slug != "viet-nam" else None


def _chapter(around: Places, end: int, language: str) -> tuple[str, int] | None:
    """Return the place of an association's chapter ("the Association's Hanoi chapter"), and where its name ends."""
    if language != "en":
        return None
    place = next((p for p in around.places if p.start in (end + 3, end + 4)), None)
    after = re.compile(r" (?:chapter|branch)(?!\w)").match(around.page.folded, place.end) if place else None
    if (
        place is None
        or after is None
        or not re.fullmatch(r"(?:'s|’s)? ?", around.page.folded[end : place.start])
    ):
        return None
    return place.slug, after.end()


def _ends_of(groups: dict[str, str], names: dict[str, str], stems: dict[str, str]) -> tuple[str, str]:
    if "a" in groups and "b" in groups:
        return names[groups["a"]], names[groups["b"]]
    if "d" in groups:
        first = groups.get("c", "")
        return stems.get(first, "") or stems.get(f"{first}ск", ""), stems[groups["d"]]
    return "france", "viet-nam"  # franco-vietnamienne
