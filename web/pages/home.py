"""The first page: what this is, a search, what can be found, and ways in."""

from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from graph.errors import NoVersion
from graph.store.reader import Reader
from queries.read.entity import read_entity
from queries.read.entity_record import EntitySlice
from queries.read.things import count_kinds, specimen
from web.dependencies import PageFrame, ReaderOrNone, reader_of
from web.languages import Words
from web.page_context import render
from web.urls import Links
from web.views.entity.rows import statement_row
from web.views.evidence_notes import EvidenceNotes
from web.views.statement_rows import StatementRow
from web.views.terms import PLURALS, RenderedTerm, TermRenderer

router = APIRouter()

POSTS: Final = "~org:member.tenure"
"""The group of a person's posts."""


@dataclass(frozen=True)
class Count:
    """How many things of a kind there are (`capped`: at least so many), and where they are listed."""

    name: str
    number: int
    href: str
    capped: bool = False


@dataclass(frozen=True)
class HomePage:
    """What the first page shows; `specimen` is one statement as pages show them, `about` whom it is about."""

    counts: tuple[Count, ...]
    about: RenderedTerm | None = None
    specimen: StatementRow | None = None


def home_page(reader: Reader | None, links: Links, words: Words) -> HomePage:
    """Fill the first page; without data it says how to get some."""
    if reader is None:
        return HomePage(())
    counts = tuple(
        Count(
            words(PLURALS[one.kind]),
            one.number,
            links.sources() if one.kind == "source" else links.search(kind=one.kind),
            one.capped,
        )
        for one in count_kinds(reader, PLURALS)
    )
    return HomePage(counts, *_specimen(reader, links, words))


def _specimen(reader: Reader, links: Links, words: Words) -> tuple[RenderedTerm | None, StatementRow | None]:
    """Return a person and the statement about one of their posts that most sources make."""
    iri = specimen(reader)
    if not iri:
        return None, None
    person = read_entity(reader, iri, EntitySlice(POSTS))
    terms = TermRenderer.reading(reader, person.iris(), words, links)
    notes = EvidenceNotes(person.evidence, terms, None)
    rows = [statement_row(one, terms, notes) for one in person.statements]
    return terms.link(iri), max(rows, key=lambda row: len(row.letters), default=None)


@router.get("/", include_in_schema=False)
def home(request: Request, reader: ReaderOrNone, frame: PageFrame) -> Response:
    """Answer `/`. Raises StoreError where the data cannot be read, which is another thing than having none."""
    if reader is None and not isinstance(getattr(request.state, "failure", None), NoVersion | None):
        reader = reader_of(request)
    return render(request, "home.html", home_page(reader, frame.links, frame.words))
