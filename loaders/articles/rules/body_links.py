"""Tell which known body a title means: a step of its own after the title is read, with its own reason.

What is not known stays the body that is printed. A body is never taken for one of another place: one that is printed
without its place is that of the text only where the text says which that is.
"""

import re
from dataclasses import dataclass
from typing import Final

from loaders.articles.citations.normalise import fold
from loaders.articles.document import Document
from loaders.articles.mentions.associations import ASSOCIATION, countries
from loaders.articles.mentions.coreference import (
    local_slug,
    of_rank,
    province_of,
    resolved,
    speaks_of_country,
    speaks_of_elsewhere,
)
from loaders.articles.mentions.gazetteer import Mention
from loaders.articles.mentions.noun_phrases import words_of
from loaders.articles.mentions.titles import Title
from loaders.articles.records import BodyName, Passage

_OTHER_TITLE: Final = "The place is that of the person's other title."
_OF_TEXT: Final = "The place is the one the report speaks of."
_OF_STATE: Final = "No other State is named with it."


@dataclass(frozen=True)
class LinkedBody:
    """The body of a title: the slug of a known one with the reason why it is meant, or none; and how it is printed."""

    slug: str
    named: BodyName | None
    reason: str = ""


def linked_body(document: Document, title: Title, person: Mention, held: list[Title]) -> LinkedBody | None:
    """Return the body of a title of a person; None where the words name none. `held` are all titles of the person."""
    body = title.body
    printed = title.name or document.text[body.start : body.end]
    passage = Passage(body.start, body.end, document.parts.part_at(body.start))
    foreign = person.type == "foreign"
    if title.is_open:
        known = next((b for b in document.bodies if (b.start, b.end) == (body.start, body.end)), None)
        if known is None or known.general or known.anaphor:
            place, reason = _place_of(document, body, foreign=foreign)
            return LinkedBody("", BodyName(printed, passage, place, reason))
        body = known
    slug, reason = body_of(document, title, held)
    if foreign and not _may_be_abroad(title, slug):
        slug, reason = "", ""  # a body without its place is one of the person's own country
    if reason and not body.anaphor and _abroad(document, person, held):
        slug, reason = "", ""
    if not slug and (body.anaphor or body.general):
        return None
    return LinkedBody(slug, BodyName(printed, passage), reason)


def body_of(document: Document, title: Title, held: list[Title]) -> tuple[str, str]:
    """Return the slug of a title's body, and why it is this one where its place is not printed: that of the person's
    other titles, of the delegation, or of the text."""
    place = next((t.body.place for t in held if t.body.place and t.body.place != "viet-nam"), None)
    if place and not title.body.slug and not title.body.anaphor and of_rank(document, title.body, place):
        return local_slug(title.body, province_of(place)), _OTHER_TITLE
    return resolved(document, title.body)


def _may_be_abroad(title: Title, body: str) -> bool:
    """Whether somebody of another country can have a post in a body: one named with its place, or a friendship
    association of that country that is only pointed at."""
    if title.body.anaphor and title.body.type == ASSOCIATION:
        return body.endswith(f"-viet-nam-{ASSOCIATION}")
    return bool(title.body.slug) and title.body.place != "viet-nam"


def _abroad(document: Document, person: Mention, held: list[Title]) -> bool:
    """Whether the titles around a name speak of another country, or of a province that the lists do not know.

    A body printed without its place is then none of the place the article speaks of.
    """
    start = min(person.start, *(t.start for t in held))
    end = max(person.end, *(t.end for t in held))
    if end > person.end:  # what further titles follow the name
        further = re.compile(r"(?:, [^,;.:\n]{3,60}){0,2}").match(document.folded, end)
        end = further.end() if further else end
        end = min([end, *(p.start for p in document.persons if person.end <= p.start < end)])
    return speaks_of_elsewhere(document, start, end + 2) or speaks_of_country(document, start, end)


def _place_of(document: Document, body: Mention, *, foreign: bool) -> tuple[str | None, str]:
    """Return whose a body is that no list has, and why where its name does not say it."""
    for place in document.within(document.places, body.start, body.end):
        return place.slug, ""
    if country := _country_in(document, body.start, body.end):
        return country, ""
    words, folded = words_of(document.language), document.folded[body.start : body.end]
    if foreign:
        return None, ""
    if re.match(rf"(?:{words['national']})", folded):
        return "viet-nam", _OF_STATE
    if document.home and re.search(rf"(?<!\w)(?:{words['local']})(?!\w)", folded):
        return province_of(document.home), _OF_TEXT
    return None, ""


def _country_in(document: Document, start: int, end: int) -> str:
    """Return the slug of a country that a stretch names or, beside an office, has the adjective of."""
    names, form, _, _ = countries(document.language)
    adjectives = words_of(document.language)["nationalities"]
    for said in re.finditer(rf"(?<![\w-]){form}(?![\w-])", document.folded[start:end]):
        if document.text[start + said.start()].isupper() and not document.folded.startswith(
            " uong", start + said.end()
        ):
            return names[said[0]]
    for word in re.findall(r"[\w.-]+", document.text[start:end]):
        if word in adjectives:
            return names.get(fold(adjectives[word]), "")
    return ""
