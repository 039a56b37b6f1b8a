"""Extract records from a text: the rules behind the one interface that any extractor has.

An extractor takes a text with its context and returns records with their passages; it knows no store and no
file. Another one, a language model for instance, can stand beside the rules and be measured by the same
command.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final, Protocol

from loaders.articles.claims.printed_names import printed_names
from loaders.articles.document import Document, as_document
from loaders.articles.mentions.document_places import place_of
from loaders.articles.mentions.gazetteer import Gazetteer
from loaders.articles.records import (
    CitationRecord,
    Election,
    Event,
    Passage,
    Programme,
    Record,
    Role,
)
from loaders.articles.rules.attendance import attendance
from loaders.articles.rules.awards import awards
from loaders.articles.rules.elections import elections
from loaders.articles.rules.events import MainEvent, events, main_event, settled
from loaders.articles.rules.issuers import with_printed_issuer
from loaders.articles.rules.list_items import items
from loaders.articles.rules.member_lists import memberships
from loaders.articles.rules.participation import participations
from loaders.articles.rules.people_present import people_present
from loaders.articles.rules.programmes import programmes
from loaders.articles.rules.roles import roles
from loaders.articles.rules.side_events import side_events
from loaders.articles.rules.signing import signatories, signing_bodies
from loaders.articles.rules.speakers import speeches
from loaders.articles.runs import NAME, VERSION
from loaders.articles.view import in_original


class Extractor(Protocol):
    """Text and context in, records with passages out."""

    @property
    def name(self) -> str: ...

    @property
    def version(self) -> str: ...

    def __call__(
        self,
        text: str,
        *,
        language: str,
        title: str | None,
        published: str | None,
        gazetteer: Gazetteer,
        url: str | None = None,
        publisher: str | None = None,
    ) -> tuple[Record, ...]: ...


class Rules:
    """The extraction by lexicons and patterns. Pure: the same text gives the same records."""

    name: Final = NAME
    version: Final = VERSION

    def __call__(
        self,
        text: str,
        *,
        language: str,
        title: str | None = None,
        published: str | None = None,
        gazetteer: Gazetteer,
        url: str | None = None,
        publisher: str | None = None,
    ) -> tuple[Record, ...]:
        """Return the records of a text, in the order of their passages, with all places in code points of it.

        The rules read the one view of the text, so texts that look the same give the same records. Address and
        publisher tell the year and the province where the text leaves them out.
        """
        document, view = as_document(text, language, title, published, gazetteer, url, publisher)
        main = main_event(document)
        found = [*settled(_records(document, main), main)]
        found += printed_names(document, found)
        found.sort(key=lambda r: (r.passage.start, r.passage.end, type(r).__name__))
        return in_original(tuple(dict.fromkeys(found)), view)


def _records(document: Document, main: MainEvent | None) -> Iterator[Record]:
    as_of = main.when if main else None
    for cited in document.citations:
        part = document.parts.part_at(cited.span.start)
        passage = Passage(cited.span.start, cited.span.end, part)
        place, reason = place_of(document, cited)
        placed = replace(cited, place=place, place_reason=reason)
        whole, issuer = with_printed_issuer(document, placed)
        yield CitationRecord(whole, passage, issuer)
        if cited.kind == "campaign":
            yield Programme("campaign", passage)
    yield from roles(document, as_of, main.ordinal if main else None)
    yield from memberships(document, as_of)
    yield from events(document, main)
    yield from side_events(document, main)
    yield from participations(document, main)
    yield from attendance(document, main)
    yield from people_present(document, main)
    yield from awards(document, main)
    yield from signatories(document, main)
    for record in elections(document, main):
        yield record
        if isinstance(record, Election):
            printed = document.text[record.passage.start : record.passage.end]
            yield Role(record.person, record.role, record.body, record.passage, printed, as_of)
            yield Event("election", "election", record.passage, as_of)
    agreed = tuple(programmes(document, main))
    yield from agreed
    yield from signing_bodies(document, main, agreed)
    yield from speeches(document)
    yield from items(document)
