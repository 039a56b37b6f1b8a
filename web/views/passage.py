"""Show a passage: its words in their paragraph, where they stand, what is claimed from them, and who else says it."""

from dataclasses import dataclass
from typing import Final

from ontology.vocabulary import vocabulary
from queries.read.labels import Label
from queries.read.passage import OtherPassage, PassageRecord
from queries.read.stretches import UNKNOWN, stretches_of_words
from queries.read.texts import Texts
from web.page_context import firm_numbers
from web.urls import with_text_fragment
from web.views.entity.page import EntityPage
from web.views.source_claims import Claimed, claimed
from web.views.terms import RenderedTerm, TermRenderer

HEADING: Final = 160
"""Characters of a passage that its heading shows; the paragraph beneath has the whole of it."""
OTHERS: Final = 8
"""Passages of other reports that are shown; the rest is counted."""
_EVERY: Final = 1_000_000


@dataclass(frozen=True)
class OtherView:
    """A passage of another report from which the same is claimed."""

    words: str
    language: str
    source: RenderedTerm
    href: str
    reader: str


@dataclass(frozen=True)
class PassageView:
    """What is shown of a passage. `paragraph` are the words before it, it and the words after, where the text is here;
    else `kept` are printed words from within it, where its own are not kept. `is_cut`: the heading has only its first
    words.
    """

    words: str
    is_cut: bool
    language: str
    paragraph: tuple[str, str, str] | None
    kept: tuple[str, ...]
    source: RenderedTerm
    publisher: str
    published: str
    part: str
    start: int
    end: int
    original: str
    reader: str
    claimed: Claimed
    others: tuple[OtherView, ...]
    others_count: int
    previous: str
    next: str


@dataclass(frozen=True)
class PassagePage:
    """What the page of a passage shows: its words, and what is said of it in the terms of the vocabulary."""

    entity: EntityPage
    passage: PassageView


def heading_of(record: PassageRecord, texts: Texts | None) -> Label | None:
    """Return the words of a passage as a heading, cut between two of them; None where they are not kept."""
    words = _words(record, texts)
    if not words:
        return None
    if len(words) > HEADING:
        words = words[: max(words.rfind(" ", 0, HEADING), HEADING // 2)] + " …"
    return Label(firm_numbers(words), record.source.language)


def _words(record: PassageRecord, texts: Texts | None) -> str:
    paragraph = _paragraph(record, texts)
    return " ".join((paragraph[1] if paragraph else record.printed).split())


def _paragraph(record: PassageRecord, texts: Texts | None) -> tuple[str, str, str] | None:
    sha256 = record.source.sha256
    return texts.paragraph(sha256, *record.span) if texts is not None and sha256 else None


def passage_page(
    record: PassageRecord, entity: EntityPage, terms: TermRenderer, texts: Texts | None
) -> PassagePage:
    """Return the page of a passage."""
    source, links = record.source, terms.links
    words = _words(record, texts)
    part = record.part.rpartition("/")[2]
    view = PassageView(
        words=words,
        is_cut=len(words) > HEADING,
        language=source.language,
        paragraph=_paragraph(record, texts),
        kept=() if words else _kept(record),
        source=terms.link(source.iri),
        publisher=terms.render(source.publisher).text if source.publisher is not None else "",
        published=source.published,
        part=vocabulary().label(record.part, terms.words.code) or "" if part not in ("", "body") else "",
        start=record.span[0],
        end=record.span[1],
        original=with_text_fragment(source.url, words) if source.url else "",
        reader=links.reader(source.iri, record.iri),
        claimed=claimed(
            [record.span] if record.claims else [],
            {record.span: record.claims},
            source.url,
            terms,
            letters=_EVERY,
            here=record.iri,
        ),
        others=tuple(_other(one, terms, texts) for one in record.others[:OTHERS]),
        others_count=len(record.others),
        previous=links.entity(record.previous) if record.previous else "",
        next=links.entity(record.next) if record.next else "",
    )
    return PassagePage(entity, view)


def _kept(record: PassageRecord) -> tuple[str, ...]:
    """Return the words that are kept from within a passage, in order."""
    printed = dict(record.inside)
    stretches = stretches_of_words(printed, list(printed))
    return tuple(piece for one in stretches for piece in one.text.split(UNKNOWN) if piece)


def _other(one: OtherPassage, terms: TermRenderer, texts: Texts | None) -> OtherView:
    sha256 = one.source.sha256
    quoted = texts.quote(sha256, *one.span) if texts is not None and sha256 else None
    words = quoted.marked if quoted else one.printed
    if len(words) > HEADING:
        words = words[: max(words.rfind(" ", 0, HEADING), HEADING // 2)] + " …"
    return OtherView(
        firm_numbers(words),
        one.source.language,
        terms.link(one.source.iri),
        terms.links.entity(one.iri),
        terms.links.reader(one.source.iri, one.iri),
    )
