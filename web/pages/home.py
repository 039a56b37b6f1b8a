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
from queries.read.finding import read_finding
from queries.read.texts import Texts
from queries.read.things import count_kinds, specimen
from queries.read.trace import read_first_citations
from web.dependencies import GivenTexts, PageFrame, ReaderOrNone, reader_of
from web.languages import N_, Words
from web.page_context import render
from web.urls import Links
from web.views.entity.rows import statement_row
from web.views.evidence_notes import EvidenceNotes
from web.views.finding import Finding, finding_of
from web.views.statement_rows import StatementRow
from web.views.terms import PLURALS, RenderedTerm, TermRenderer

router = APIRouter()

BARS: Final = 3
"""Documents of which the first page shows how long they were not cited."""
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
class FirstCited:
    """A document, the days from its issue to its first citation, and their share of the longest time, in per cent."""

    link: RenderedTerm
    days: int
    share: float

    @property
    def years(self) -> float:
        """The time in years."""
        return self.days / 365.25


@dataclass(frozen=True)
class HomePage:
    """What the first page shows.

    `finding` is what one report names and a parallel one does not, where there is such a thing. `first_cited` are
    documents with the years from their issue to their first citation. `specimen` is one statement as pages show them,
    `about` whom it is about.
    """

    counts: tuple[Count, ...]
    finding: Finding | None = None
    first_cited: tuple[FirstCited, ...] = ()
    about: RenderedTerm | None = None
    specimen: StatementRow | None = None
    questions: tuple[tuple[str, str], ...] = ()


QUESTIONS: Final = (
    ("holders-of-post", N_("Holders of a post on a day")),
    ("citations-of-thing", N_("What a programme or event cites")),
    ("unresolved-citations", N_("Citations of no single document")),
    ("source-disagreements", N_("Where sources disagree")),
    ("statements-in-one-language", N_("Statements that rest on one language")),
)
"""Queries of the catalogue that the first page leads to, each with what it answers."""


def home_page(reader: Reader | None, links: Links, words: Words, texts: Texts | None = None) -> HomePage:
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
    record = read_finding(reader)
    finding = None
    if record is not None:
        finding = finding_of(record, TermRenderer.reading(reader, record.iris(), words, links), texts)
    about, row = _specimen(reader, links, words)
    questions = tuple((name, words(said)) for name, said in QUESTIONS)
    return HomePage(counts, finding, _first_cited(reader, links, words), about, row, questions)


def _first_cited(reader: Reader, links: Links, words: Words) -> tuple[FirstCited, ...]:
    """Return the documents that were cited first the longest time after their issue."""
    found = [(one.days_later, one.document) for one in read_first_citations(reader).cited]
    later = sorted(((days, one) for days, one in found if days is not None and days > 0), reverse=True)[:BARS]
    terms = TermRenderer.reading(reader, [one for _, one in later], words, links)
    return tuple(FirstCited(terms.link(one), days, 100 * days / later[0][0]) for days, one in later)


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
def home(request: Request, reader: ReaderOrNone, frame: PageFrame, texts: GivenTexts) -> Response:
    """Answer `/`. Raises StoreError where the data cannot be read, which is another thing than having none."""
    if reader is None and not isinstance(getattr(request.state, "failure", None), NoVersion | None):
        reader = reader_of(request)
    return render(request, "home.html", home_page(reader, frame.links, frame.words, texts))
