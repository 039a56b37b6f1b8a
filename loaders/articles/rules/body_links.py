"""Tell which known body a title means: a step of its own after the title is read, with its own reason.

What is not known stays the body that is printed. A body is never taken for one of another place: one that is printed
without its place is that of a place only where something says which that is.
"""

import re
from dataclasses import dataclass, replace
from typing import Final

from loaders.articles.citations.normalise import fold
from loaders.articles.document import Document
from loaders.articles.lexicons import read_yaml
from loaders.articles.mentions.associations import ASSOCIATION
from loaders.articles.mentions.bodies import kind_named
from loaders.articles.mentions.coreference import (
    local_slug,
    of_rank,
    resolved,
    speaks_of_country,
    speaks_of_elsewhere,
)
from loaders.articles.mentions.find import mentions
from loaders.articles.mentions.gazetteer import Mention, listed_places
from loaders.articles.mentions.noun_phrases import words_of
from loaders.articles.mentions.russian import nominative_of_body
from loaders.articles.mentions.titles import Title
from loaders.articles.records import BodyName, Passage
from loaders.articles.rules.body_places import (
    Where,
    countries_of,
    is_below_province,
    place_of,
    place_of_text,
    printed_place,
)

_OF_STATE: Final = "No other State is named with it."


@dataclass(frozen=True)
class LinkedBody:
    """The body of a title: the slug of a known one with the reason why it is meant, or none; how it is printed; and its
    kind, where it is a known one."""

    slug: str
    named: BodyName | None
    reason: str = ""
    kind: str = ""


def linked_body(document: Document, title: Title, person: Mention, held: list[Title]) -> LinkedBody | None:
    """Return the body of a title of a person; None where the words name none. `held` are all titles of the person."""
    body = title.body
    printed = title.name or document.text[body.start : body.end]
    if document.language == "ru":
        printed = nominative_of_body(printed)
    named = BodyName(printed, Passage(body.start, body.end, document.parts.part_at(body.start)))
    if title.is_open:
        known = next((b for b in document.bodies if (b.start, b.end) == (body.start, body.end)), None)
        if known is None:
            known = _named(document, body, printed) or _board(document, title, held)
        if known is None or known.general or known.anaphor:
            where = _of_unknown(document, title, person, held)
            return LinkedBody("", replace(named, place=where.place, reason=where.reason) if where else named)
        title = replace(title, body=known)
        body = known
    if title.name and body.slug and _of_another_state(document, person, held):
        return LinkedBody("", named)
    slug, reason = _of_kind(document, title, person, held)
    if slug:
        return LinkedBody(slug, named, reason, body.type)
    if body.anaphor or body.general:
        return None
    local = read_yaml("bodies.yaml").get(body.type, {}).get("local", False)
    where = place_of(document, title, person, held) if local else None
    if where and where.place in countries_of(document.language):
        where = None  # of some place of that country
    return LinkedBody(
        "", replace(named, place=where.place, reason=where.reason) if where else named, "", body.type
    )


def _of_kind(document: Document, title: Title, person: Mention, held: list[Title]) -> tuple[str, str]:
    """Return the slug of a body of a known kind, and why it is meant where its name does not say it; nothing where it
    is of a place that no list has."""
    body = title.body
    if not body.slug and not body.anaphor and (where := place_of(document, title, person, held)):
        listed = where.place in listed_places() and of_rank(document, body, where.place)
        return (local_slug(body, where.place), where.reason) if listed else ("", "")
    slug, reason = resolved(document, body)
    if person.type == "foreign" and not _may_be_abroad(title, slug):
        return "", ""  # a body without its place is one of the person's own country
    if reason and not body.anaphor and _abroad(document, person, held):
        return "", ""
    return slug, reason if slug else ""


def _named(document: Document, body: Mention, name: str) -> Mention | None:
    """Return the body of a known kind that a name is wholly, with its place or without."""
    if kind := kind_named(document.language, name):
        return replace(body, type=kind, place=None)
    if name == document.text[body.start : body.end]:
        return None
    made = (m for m in mentions(name, document.language, document.gazetteer) if m.kind == "body")
    own = next((m for m in made if (m.start, m.end) == (0, len(name)) and m.slug), None)
    return replace(body, type=own.type, slug=own.slug, place=own.place) if own else None


def _board(document: Document, title: Title, held: list[Title]) -> Mention | None:
    """Return "the Standing Committee" as the Party's, where another title of the person is of a Party committee."""
    words = words_of(document.language)
    body = title.body
    if not re.fullmatch(words["board"], document.folded[body.start : body.end]):
        return None
    others = (t.body for t in held if t is not title)
    if any(re.search(words["party"], document.folded[b.start : b.end]) for b in others):
        return replace(body, type="party-standing-committee")
    return None


def _of_another_state(document: Document, person: Mention, held: list[Title]) -> bool:
    """Whether an office of State that stands alone is of another State, as the person or another title is."""
    others = (printed_place(document, title.body) for title in held if not title.name or not title.body.slug)
    abroad = countries_of(document.language) - {"viet-nam"}
    return person.type == "foreign" or any(place in abroad for place in others)


def _of_unknown(document: Document, title: Title, person: Mention, held: list[Title]) -> Where | None:
    """Return whose a body is that no list has."""
    body = title.body
    if place := printed_place(document, body):
        return Where(place)
    words, folded = words_of(document.language), fold(title.name) or document.folded[body.start : body.end]
    if re.match(rf"(?:{words['national']})", folded):
        return None if person.type == "foreign" else Where("viet-nam", _OF_STATE)
    if not re.search(rf"(?<!\w)(?:{words['local']})(?!\w)", folded):
        return None
    if where := place_of(document, title, person, held):
        return None if where.place in countries_of(document.language) else where
    if person.type == "foreign" or is_below_province(document, body) or _abroad(document, person, held):
        return None
    where = place_of_text(document)
    return where if where and of_rank(document, body, where.place) else None


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
