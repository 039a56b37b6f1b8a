"""Show a passage: its words in their paragraph, where they stand, and what is claimed from them."""

from dataclasses import dataclass

from graph.claims.claim import EXPLICIT
from queries.read.labels import Label
from queries.read.passage import ClaimedHere, PassageRecord
from queries.read.texts import Texts
from web.urls import with_text_fragment
from web.views.terms import RenderedTerm, TermRenderer, property_label


@dataclass(frozen=True)
class Said:
    """One statement that is claimed from a passage; `status` is empty where the words say it outright."""

    subject: RenderedTerm
    property: Label
    value: RenderedTerm
    status: str
    claim: str


@dataclass(frozen=True)
class Passage:
    """What the page of a passage shows. `paragraph` are the words before it, it and the words after, where the text is
    here; `words` are what is printed, empty where neither the text nor a short printed form is.
    """

    words: str
    language: str
    paragraph: tuple[str, str, str] | None
    source: RenderedTerm
    publisher: str
    published: str
    part: str
    start: int
    end: int
    original: str
    said: tuple[Said, ...]
    previous: str
    next: str


def passage_of(record: PassageRecord, printed: str, terms: TermRenderer, texts: Texts | None) -> Passage:
    """Make what the page shows of a passage; `printed` is its short printed form, where one is kept."""
    source, links = record.source, terms.links
    paragraph = texts.paragraph(source.sha256, record.start, record.end) if texts and source.sha256 else None
    words = " ".join(paragraph[1].split()) if paragraph else printed
    return Passage(
        words=words,
        language=source.language,
        paragraph=paragraph,
        source=terms.link(source.iri),
        publisher=terms.render(source.publisher).text if source.publisher is not None else "",
        published=source.published,
        part=record.part.rpartition("/")[2],
        start=record.start,
        end=record.end,
        original=with_text_fragment(source.url, words) if source.url else "",
        said=tuple(_said(one, terms) for one in record.claims),
        previous=links.entity(record.previous) if record.previous else "",
        next=links.entity(record.next) if record.next else "",
    )


def _said(one: ClaimedHere, terms: TermRenderer) -> Said:
    status = "" if one.status == EXPLICIT else terms.link(one.status).text
    return Said(
        terms.link(one.subject),
        property_label(one.predicate, terms.words),
        terms.render(one.value),
        status,
        terms.links.entity(one.claim),
    )
