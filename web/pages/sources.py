"""The list of sources: what was read, in which language, when it was published, and how much it says; and the RDF files
that were loaded.
"""

from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from graph.store.reader import Reader
from ontology.terms import prov, schema
from queries.read.files import list_files
from queries.read.sources import ListedSource, iris_of, list_sources
from web.dependencies import CurrentReader, PageFrame
from web.languages import N_
from web.page_context import Frame, render
from web.views.terms import RenderedTerm, TermRenderer

router = APIRouter()

_DESCENT: Final = {
    schema.translationOfWork: N_("translation"),
    prov.wasQuotedFrom: N_("copied text"),
    prov.wasRevisionOf: N_("later version"),
    schema.exampleOfWork: N_("edition"),
}


@dataclass(frozen=True)
class SourceRow:
    """A source as it is listed; `descent` says what it is of the text it comes from, and is empty for an original."""

    link: RenderedTerm
    language: str
    publisher: str
    published: str
    claims: int
    capped: bool
    descent: str


@dataclass(frozen=True)
class FileRow:
    """A loaded RDF file as it is listed; days are ISO days, `withdrawn` is empty where it was not."""

    name: str
    href: str
    statements: int
    loaded: str
    withdrawn: str


@dataclass(frozen=True)
class SourcesPage:
    """What the list of sources shows: reports by date, then what other sources say, then loaded files."""

    reports: tuple[SourceRow, ...]
    others: tuple[SourceRow, ...]
    files: tuple[FileRow, ...]


def sources_page(reader: Reader, frame: Frame) -> SourcesPage:
    """Fill the list of sources: those with a text that was read, then the others."""
    found = list_sources(reader)
    terms = TermRenderer.reading(reader, iris_of(found), frame.words, frame.links)
    ordered = sorted(found, key=lambda one: (one.source.published or "9", terms.name(one.source.iri).text))
    return SourcesPage(
        tuple(_row(one, terms) for one in ordered if one.source.sha256),
        tuple(_row(one, terms) for one in ordered if not one.source.sha256),
        tuple(
            FileRow(
                one.file.name,
                frame.links.entity(one.file.iri),
                one.statements,
                one.file.loaded[:10],
                one.withdrawn[:10],
            )
            for one in list_files(reader)
        ),
    )


def _row(listed: ListedSource, terms: TermRenderer) -> SourceRow:
    source = listed.source
    return SourceRow(
        link=terms.link(source.iri),
        language=source.language,
        publisher=terms.render(source.publisher).text if source.publisher is not None else "",
        published=source.published,
        claims=listed.claims,
        capped=listed.capped,
        descent=terms.words(_DESCENT[source.relation]) if source.relation in _DESCENT else "",
    )


@router.get("/sources", include_in_schema=False)
def listed(request: Request, reader: CurrentReader, frame: PageFrame) -> Response:
    """Answer `/sources`."""
    return render(request, "sources.html", sources_page(reader, frame))
