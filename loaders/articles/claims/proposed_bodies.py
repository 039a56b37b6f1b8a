"""Name the bodies that the graph does not have by how they are printed, so that the posts in them can be told.

A body is one thing for all texts where its name or the text says whose it is; another one is the body of that text
alone, for "the Department of Health" of two reports may be two. Nothing here decides that it is a known body.
"""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from typing import Final

from loaders.articles.citations.normalise import fold
from loaders.articles.mentions.associations import countries
from loaders.articles.mentions.gazetteer import listed_places
from loaders.articles.mentions.vietnamese_names import slug, transliterate
from loaders.articles.records import (
    BodyName,
    CitationRecord,
    Election,
    Event,
    Participation,
    Party,
    Programme,
    Record,
    Role,
)

_LANGUAGES: Final = ("vi", "en", "fr", "ru")
_LONGEST: Final = 90
"""Letters of a slug; what is longer is cut, with a hash of the whole."""


def with_bodies(records: Iterable[Record], told: str) -> tuple[Record, ...]:
    """Return the records with a slug for each body; `told` is the slug of the article that tells of them."""
    return tuple(_with_bodies(record, told) for record in records)


def _with_bodies(record: Record, told: str) -> Record:
    match record:
        case Role(body="", named=BodyName() as named) | Election(body="", named=BodyName() as named):
            return replace(record, body=proposed_body(named, told))
        case Participation(agent="", named=BodyName() as named):
            return replace(record, agent=proposed_body(named, told))
        case Event() if record.named:
            held = ((proposed_body(name, told), name.passage) for name in record.named)
            return replace(record, others=(*record.others, *held))
        case Programme() if record.parties:
            parties = (p if p.body else replace(p, body=proposed_body(p.named, told)) for p in record.parties)
            return replace(record, parties=tuple(parties))
        case CitationRecord(issuer=Party(body="") as party):
            return replace(record, issuer=replace(party, body=proposed_body(party.named, told)))
        case _:
            return record


def only_printed(records: Iterable[Record]) -> frozenset[BodyName]:
    """Return the names of the bodies that only the text has, before they have slugs."""
    found: set[BodyName] = set()
    for record in records:
        match record:
            case Role(body="", named=BodyName() as named) | Election(body="", named=BodyName() as named):
                found.add(named)
            case Participation(agent="", named=BodyName() as named):
                found.add(named)
            case Event():
                found |= set(record.named)
            case Programme():
                found |= {party.named for party in record.parties if not party.body}
            case CitationRecord(issuer=Party(body="", named=named)):
                found.add(named)
            case _:
                pass
    return frozenset(found)


def proposed_body(named: BodyName, told: str) -> str:
    """Return the slug of a body that only a text names.

    A State is one body in all languages.

    >>> from loaders.articles.records import Passage
    >>> health = BodyName("Sở Y tế", Passage(0, 7), "nghe-an", "The report speaks of it.")
    >>> proposed_body(health, "a-report"), proposed_body(BodyName("Sở Y tế", Passage(0, 7)), "a-report")
    ('so-y-te-nghe-an', 'so-y-te-in-a-report')
    >>> proposed_body(BodyName("Россия", Passage(0, 6), "russia"), "a-report")
    'russia-state'
    """
    if country := _state(named.name):
        return f"{country}-state"
    own = slug(transliterate(named.name)) or "body"
    if len(own) > _LONGEST:
        own = f"{own[:_LONGEST].rstrip('-')}-{hashlib.sha256(own.encode()).hexdigest()[:8]}"
    if named.place is None:
        return f"{own}-in-{told}"
    said = re.search(rf"(?:^|-){re.escape(named.place)}(?:-|$)", own)
    return own if said or not named.reason else f"{own}-{named.place}"


def label_of_body(named: BodyName) -> str:
    """Return what a body is called that only a text names: by its name, and by its place where the name leaves it out.

    >>> from loaders.articles.records import Passage
    >>> label_of_body(BodyName("Tỉnh ủy", Passage(0, 7), "hua-phan", "The other title says it."))
    'Tỉnh ủy (Hua Phan)'
    """
    if named.place is None or not named.reason:
        return named.name
    place = listed_places().get(named.place, {}).get("vi") or named.place.replace("-", " ").title()
    return f"{named.name} ({place})"


@cache
def _state(name: str) -> str:
    """The slug of the country that a name is, or nothing."""
    return next((found for lang in _LANGUAGES if (found := countries(lang)[0].get(fold(name), ""))), "")
