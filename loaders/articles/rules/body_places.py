"""Tell whose a body is that is printed without its place: as the person's other titles, the side that a list of people
is on, the text, or the page say it. Where none of them does, nobody knows."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Final

from loaders.articles.citations.normalise import fold
from loaders.articles.document import Document
from loaders.articles.mentions.associations import countries, country_declined, country_names
from loaders.articles.mentions.coreference import OF_TEXT, province_of
from loaders.articles.mentions.gazetteer import Mention, listed_places
from loaders.articles.mentions.noun_phrases import words_of
from loaders.articles.mentions.page_place import OF_PAGE
from loaders.articles.mentions.titles import Title
from loaders.articles.mentions.vietnamese_names import slug, transliterate

_OTHER_TITLE: Final = "The place is that of the person's other title."
_SIDE: Final = "The place is that of the side on which the report names the person."


@dataclass(frozen=True)
class Where:
    """The place (slug) whose body is meant, and why where its name does not say so. A place that no list has is called
    by its name."""

    place: str
    reason: str = ""


@cache
def _pattern(language: str, name: str) -> re.Pattern[str]:
    return re.compile(words_of(language)[name])


def printed_place(document: Document, body: Mention) -> str:
    """Return the place that the name of a body says: one of the lists, a country, or a name after the word for a
    place."""
    if body.place and body.place != "viet-nam":
        return body.place
    named = _pattern(document.language, "placed").search(document.text[body.start : body.end])
    if named and not any(b.place for b in document.within(document.bodies, body.start, body.end)):
        return _listed(document, body.start + named.start(named.lastgroup or 0), named[named.lastgroup or 0])
    for place in document.within(document.places, body.start, body.end):
        return place.slug
    for known in document.within(document.bodies, body.start, body.end):
        if known.place and known.place != "viet-nam":
            return known.place
    return country_in(document, body.start, body.end)


def _listed(document: Document, start: int, name: str) -> str:
    end = start + len(name)
    name = re.sub(r"^.*['’]s ", "", name)  # "Mongolia's Tuv"
    known = next((p for p in document.places if p.start < end and start < p.end), None)
    return known.slug if known else slug(transliterate(name))


def place_of(document: Document, title: Title, person: Mention, held: Iterable[Title]) -> Where | None:
    """Return whose the body of a title is where its name does not say so."""
    rank = _rank(document, title.body)
    for other in held:
        if other is title or _rank(document, other.body) not in (
            rank,
            "province" if rank == "city" else rank,
        ):
            continue
        place = printed_place(document, other.body)
        if place and place not in countries_of(document.language) and _has(rank, place):
            return Where(place if rank != "province" else province_of(place), _OTHER_TITLE)
    if rank == "district":
        return None
    side = _side(document, person.start)
    if side and _has(rank, side):
        return Where(side if rank == "city" else province_of(side), _SIDE)
    return None


def _rank(document: Document, body: Mention) -> str:
    """Return whether a body is printed as one of a province, a city or a district."""
    if is_below_province(document, body):
        return "district"
    printed = document.folded[body.start : body.end]
    return "city" if _pattern(document.language, "city").search(printed) else "province"


def _has(rank: str, place: str) -> bool:
    """Whether a place can be of a rank, as far as the lists know it."""
    kind = listed_places().get(place, {}).get("kind", "")
    return rank != "city" or kind != "province"


def place_of_text(document: Document) -> Where | None:
    """Return the place of the text, or else of the page."""
    if document.home is None:
        return None
    return Where(province_of(document.home), OF_PAGE if document.home_of_page else OF_TEXT)


def is_below_province(document: Document, body: Mention) -> bool:
    """Whether a body is printed as one of a district or a commune."""
    return _pattern(document.language, "below").search(document.folded[body.start : body.end]) is not None


def _side(document: Document, at: int) -> str:
    """Return the place of the side that the people of a paragraph are on: "về phía tỉnh A có các đồng chí: ..."."""
    line = document.text.rfind("\n", 0, at) + 1
    sides = list(_pattern(document.language, "sides").finditer(document.text, line, at))
    found = sides[-1] if sides else None
    if found is None or found.lastgroup is None:
        return ""
    start = found.start(found.lastgroup)
    return country_in(document, start, found.end()) or _listed(document, start, found[found.lastgroup])


@cache
def countries_of(language: str) -> frozenset[str]:
    """Return the slugs of all countries."""
    return frozenset(countries(language)[0].values())


def country_in(document: Document, start: int, end: int) -> str:
    """Return the slug of a country that a stretch names or, beside an office, has the adjective of."""
    names = countries(document.language)[0]
    form = re.compile(
        rf"(?<![\w-])(?:{country_names(document.language)}|Việt Nam|Viet ?[Nn]am|Вьетнам\w?)(?![\w-])"
    )
    for said in form.finditer(document.text, start, end):
        if not document.folded.startswith(" uong", said.end()):  # "Trung ương" is central, not Chinese
            return names.get(fold(said[0])) or country_declined(said[0])
    adjectives = words_of(document.language)["nationalities"]
    for word in re.findall(r"[\w.-]+", document.text[start:end]):
        if word in adjectives:
            return names.get(fold(adjectives[word]), "")
    return ""
