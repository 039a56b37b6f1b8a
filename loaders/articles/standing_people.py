"""The people that articles name, settled for all texts together: in which order the texts come does not matter."""

from collections.abc import Iterable
from dataclasses import replace

from loaders.articles.claims.article_iris import Known, original
from loaders.articles.claims.build import source_slug
from loaders.articles.claims.people import people_of
from loaders.articles.claims.proposed_bodies import with_bodies
from loaders.articles.claims.text_people import Text
from loaders.articles.mentions.known import KnownGraph
from loaders.articles.readings import Reading
from loaders.articles.records import Election, Item, Participation, PrintedName, Record, Role


def people_read(ground: KnownGraph, readings: Iterable[Reading]) -> KnownGraph:
    """Return the ground with whom the names of each of these readings mean."""
    known = ground.known
    texts = (_text(reading, known) for reading in readings)
    return replace(ground, known=replace(known, people=people_of(texts, known.persons)))


def _text(reading: Reading, known: Known) -> Text:
    told = original(reading, known) or source_slug(reading, known)
    return Text(
        reading.sha256, told, reading.language, tuple(filter(_tells, with_bodies(reading.records, told)))
    )


def _tells(record: Record) -> bool:
    """Whether a record tells of people, or of the bodies by which they are told apart: no other is kept."""
    match record:
        case Role() | Election() | Participation() | PrintedName(kind="person" | "body"):
            return True
        case Item():
            return record.speaker is not None
        case _:
            return False
