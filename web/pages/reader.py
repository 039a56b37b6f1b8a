"""The pages on which a source is read: its text with what is claimed from it, and each passage of it by itself.

Other documents about sources and passages, and their lists of one group, are those of any thing (`entity`).
"""

from pathlib import Path

from fastapi import APIRouter
from starlette.responses import Response

from ontology.iris import ID
from queries.read.entity import read_entity
from queries.read.labels import read_labels
from queries.read.passage import read_passage
from queries.read.source import read_source
from queries.read.texts import KeptTexts
from web.dependencies import AppSettings
from web.page_context import render
from web.pages.entity import Asked, document, merged, refuse_withdrawn
from web.parameters import ReaderBeside, ReaderPart, ReaderPlace, ReaderViewName, Slug, span_of
from web.views.entity.page import entity_page
from web.views.passage import heading_of, passage_page
from web.views.source import ALONE, STATEMENTS, source_page
from web.views.terms import TermRenderer

router = APIRouter(include_in_schema=False)


@router.get("/id/source/{slug}.html")
def source(
    slug: Slug,
    asked: Asked,
    settings: AppSettings,
    beside: ReaderBeside = None,
    view: ReaderViewName = "",
    part: ReaderPart = 1,
    place: ReaderPlace = "",
) -> Response:
    """Answer with a source, to be read: its text and what is claimed from it; or one group of what is said of it.

    Where no texts are served a curator reads those that loading kept, as on the pages of the review.
    """
    iri = f"{ID}source/{slug}"
    if asked.slice.group:
        return document(asked, iri, "html")
    moved = merged(asked, iri, "html")
    if moved is not None:
        return moved
    refuse_withdrawn(asked.reader, iri)
    reader, frame, here = asked.reader, asked.frame, span_of(place)
    texts = asked.texts or (KeptTexts(Path(settings.store) / "texts") if frame.review else None)
    record = read_entity(reader, iri, asked.slice)
    chosen = "" if view == ALONE else beside if beside is None else f"{ID}source/{beside}"
    reading = read_source(
        reader,
        iri,
        texts,
        beside=chosen,
        part=part,
        place=here[0] if here else None,
        whole=view == STATEMENTS,
    )
    labels = read_labels(reader, (*record.iris(), *reading.iris()))
    terms = TermRenderer(frame.words, frame.links, labels)
    entity = entity_page(record, labels, frame, asked.texts)
    page = source_page(reading, entity, terms, view=view, here=here)
    return render(asked.request, "source.html", page, alternates=entity.alternates)


@router.get("/id/passage/{slug}.html")
def passage(slug: Slug, asked: Asked) -> Response:
    """Answer with a passage: its words in their paragraph, and what is claimed from them."""
    iri = f"{ID}passage/{slug}"
    reader, frame, texts = asked.reader, asked.frame, asked.texts
    found = None if asked.slice.group else read_passage(reader, iri)
    if found is None:
        return document(asked, iri, "html")
    record = read_entity(reader, iri, asked.slice)
    labels = read_labels(reader, (*record.iris(), *found.iris()))
    entity = entity_page(record, labels, frame, texts, heading_of(found, texts))
    page = passage_page(found, entity, TermRenderer(frame.words, frame.links, labels), texts)
    return render(asked.request, "passage.html", page, alternates=entity.alternates)
