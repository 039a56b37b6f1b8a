"""Tell which body is meant where its name does not say it all: a body of no printed place, or one only pointed at."""

import re
from collections import Counter
from typing import Final

from loaders.articles.document import Document
from loaders.articles.lexicons import read_yaml
from loaders.articles.mentions.associations import country_names
from loaders.articles.mentions.bodies import UNION
from loaders.articles.mentions.gazetteer import Mention, listed_places
from loaders.articles.mentions.page_place import OF_PAGE

OF_TEXT: Final = "The place is the one the report speaks of."
_OF_REPORT: Final = "The body is the one the report speaks of."
_DELEGATION: Final = re.compile(
    r"(?:doan|ve phia|delegation of|delegation de|делегаци\w{1,3})(?: (?:dai bieu"
    r"|cong tac))?(?: cua)?(?: (?:the|la|l'))?"
    r"(?: (?:tinh|thanh pho|province (?:of|de)|провинции))? ?$"
)


def resolved(document: Document, body: Mention) -> tuple[str, str]:
    """Return the slug of a body where it stands, and why it is this one where its name does not say it."""
    if body.slug or body.general:
        return body.slug, ""
    if body.anaphor:
        return subject(document, body.type, body.start), _OF_REPORT
    near = _near(document, body.start)
    place = near or document.home
    if body.type == UNION and not says_local(document, body) and _only_national(document):
        return "vufo", _OF_REPORT
    if place is None or not of_rank(document, body, place):
        return "", ""
    reason = OF_PAGE if document.home_of_page and not near else OF_TEXT
    return local_slug(body, province_of(place)), reason


_LOCAL: Final = re.compile(r"provinc|tinh|провинц|обком|municip|thanh uy|thanh pho|городск|горком")


def says_local(document: Document, body: Mention) -> bool:
    """Whether a body is printed as one of a province or a city: "the provincial union"."""
    return _LOCAL.search(document.folded, body.start, body.end + 8) is not None


def _only_national(document: Document) -> bool:
    """Whether of all unions the text names only the national one."""
    named = {b.slug for b in document.bodies if b.type == UNION and b.slug and not b.general}
    return named == {"vufo"}


def of_rank(document: Document, body: Mention, place: str) -> bool:
    """Whether a place can have the body: what is printed as provincial is no municipality's, and the other way."""
    printed = document.folded[body.start : body.end + 8]
    municipality = listed_places().get(place, {}).get("kind") == "municipality"
    if re.search(r"provinc|tinh|провинц|обком", printed):
        return not municipality
    return municipality or not re.search(r"municip|thanh uy|thanh pho|городск|горком", printed)


def _near(document: Document, at: int) -> str | None:
    """Return the place that a sentence speaks of before a title: that of its delegation, or of its last body."""
    sentence = document.sentence_at(at)
    for place in document.within(document.places, sentence.start, at):
        after = document.folded[place.end : place.end + 14]
        if _DELEGATION.search(document.folded[max(0, place.start - 44) : place.start]) or re.match(
            r"(?:'s)? delegation", after
        ):
            return place.slug
    near = [
        m for m in document.within(document.bodies, sentence.start, at) if m.place not in (None, "viet-nam")
    ]
    return near[-1].place if near else None


_OF_PROVINCE: Final = re.compile(r"(?<![^\W_])(?:провинции|province of|province de|tinh) (?=[^\W\d_])")


def speaks_of_elsewhere(document: Document, start: int, end: int) -> bool:
    """Whether a stretch speaks of a province that the lists do not know: one of another country."""
    return any(
        document.text[m.end() : m.end() + 1].isupper() and not _within_mention(document, m.end())
        for m in _OF_PROVINCE.finditer(document.folded, start, end)
    )


def speaks_of_country(document: Document, start: int, end: int) -> bool:
    """Whether a stretch names another country, but in the name of a body or a person."""
    country = re.compile(rf"(?<![\w-]){country_names(document.language)}(?![^\W\d_])")
    return any(not _within_mention(document, m.start()) for m in country.finditer(document.text, start, end))


def _within_mention(document: Document, at: int) -> bool:
    return any(m.start <= at < m.end for m in document.mentions)


def province_of(place: str) -> str:
    """The province of a city below that rank: what is provincial is not the city's."""
    row = listed_places().get(place, {})
    return row.get("within") or place


def subject(document: Document, kind: str, at: int) -> str:
    """Return the body of a kind that the text speaks of at a place: the last one in the sentence, or else the one named
    most."""
    sentence = document.sentence_at(at)
    told = [b for b in document.bodies if b.type == kind and b.slug and not b.general and not b.anaphor]
    near = [b for b in told if sentence.start <= b.start < at]
    if near:
        return near[-1].slug
    local = Counter(b.slug for b in told if b.slug != "vufo") or Counter(b.slug for b in told)
    most = local.most_common(2)
    return most[0][0] if most and (len(most) == 1 or most[1][1] < most[0][1]) else ""


def local_slug(body: Mention, place: str) -> str:
    """Return the slug of a kind of body in a place."""
    entry = read_yaml("bodies.yaml").get(body.type)
    if not entry or not entry.get("local"):
        return ""
    return str(entry["slug"]).format(place=place)
