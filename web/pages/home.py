"""The first page: what this is, a search, a finding, and ways in."""

from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter
from pyoxigraph import NamedNode
from starlette.requests import Request
from starlette.responses import Response

from graph.errors import NoVersion
from graph.store.reader import Reader
from ontology.iris import BASE, ID
from ontology.terms import schema
from queries.export.references import Cited, plain
from queries.read.coverage import Coverage, read_coverage
from queries.read.entity import read_entity
from queries.read.entity_record import EntitySlice
from queries.read.finding import read_finding
from queries.read.rows import text_of
from queries.read.statements import read_statements
from queries.read.texts import Texts
from queries.read.things import count_kinds, specimen
from queries.read.trace import read_first_citations
from web.dependencies import AppSettings, GivenTexts, PageFrame, ReaderOrNone, reader_of
from web.languages import N_
from web.page_context import Frame, firm, render
from web.views.finding import Finding, finding_of
from web.views.terms import PLURALS, RenderedTerm, TermRenderer

router = APIRouter()

BARS: Final = 3
"""Documents of which the first page shows how long they were not cited."""
POSTS: Final = "~org:member.tenure"
"""The group of a person's posts."""


@dataclass(frozen=True)
class Count:
    """How many things of a kind there are (`capped`: at least so many), and where they are listed."""

    kind: str
    name: str
    number: int
    href: str
    capped: bool = False


@dataclass(frozen=True)
class FirstCited:
    """A document by its number, the days from its issue to its first citation, and their share of the longest time, in
    per cent.
    """

    link: RenderedTerm
    number: str
    days: int
    share: float

    @property
    def years(self) -> float:
        """The time in years."""
        return self.days / 365.25


@dataclass(frozen=True)
class Answer:
    """Who held a post on a day (ISO), and the query that asks it."""

    post: RenderedTerm
    day: str
    person: RenderedTerm
    href: str


@dataclass(frozen=True)
class HomePage:
    """What the first page shows.

    `finding` is what one report names and another does not, where there is such a thing; `cite` is how it is cited.
    `first_cited` are documents with the years from their issue to their first citation, `uncited` counts those that
    nothing cites. `coverage` is how much there is, `created` the ISO day of the version. `answer` is one to the first
    of the `questions`.
    """

    counts: tuple[Count, ...]
    finding: Finding | None = None
    cite: str = ""
    first_cited: tuple[FirstCited, ...] = ()
    uncited: int = 0
    coverage: Coverage | None = None
    created: str = ""
    latest: RenderedTerm | None = None
    answer: Answer | None = None
    questions: tuple[tuple[str, str], ...] = ()


QUESTIONS: Final = (
    ("holders-of-post", N_("Holders of a post on a day")),
    ("citations-of-thing", N_("What a programme or event cites")),
    ("unresolved-citations", N_("Citations of no single document")),
    ("source-disagreements", N_("Where sources disagree")),
    ("statements-in-one-language", N_("Statements that rest on one language")),
)
"""Queries of the catalogue that the first page leads to, each with what it answers."""


def home_page(
    reader: Reader | None, frame: Frame, public_url: str = "", texts: Texts | None = None
) -> HomePage:
    """Fill the first page; without data it says how to get some."""
    if reader is None:
        return HomePage(())
    links, words = frame.links, frame.words
    counts = tuple(
        Count(
            one.kind,
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
    coverage = read_coverage(reader)
    first = read_first_citations(reader)
    latest = None
    if coverage.latest_event:
        latest = TermRenderer.reading(reader, [coverage.latest_event], words, links).link(
            coverage.latest_event
        )
    return HomePage(
        counts,
        finding,
        _citation(finding, reader, frame, public_url) if finding else "",
        _first_cited(reader, [(one.days_later, one.document) for one in first.cited], frame),
        len(first.uncited),
        coverage,
        reader.version.created[:10],
        latest,
        _answer(reader, frame),
        tuple((name, words(said)) for name, said in QUESTIONS),
    )


def _citation(finding: Finding, reader: Reader, frame: Frame, public_url: str) -> str:
    """Return how the finding is cited, in words, with the address at which this version shows it."""
    version = reader.version
    address = f"{(public_url or BASE).rstrip('/')}/"
    if version.number:
        address += f"?version={version.number}"
    cited = Cited(f"{finding.citing.text}. {finding.headline}", address, version.label, version.created[:10])
    said = frame.words("data version %(name)s", name=version.label)
    return plain(cited, version_word=said, day_words=frame.words.date(cited.day))


def _first_cited(reader: Reader, found: list[tuple[int | None, str]], frame: Frame) -> tuple[FirstCited, ...]:
    """Return the documents that were cited first the longest time after their issue."""
    later = sorted(((days, one) for days, one in found if days is not None and days > 0), reverse=True)[:BARS]
    terms = TermRenderer.reading(reader, [one for _, one in later], frame.words, frame.links)
    said = read_statements(reader, [one for _, one in later])

    def number(document: str) -> str:
        return min(map(text_of, said.get(document, {}).get(schema.legislationIdentifier, ())), default="")

    return tuple(
        FirstCited(terms.link(one), firm(number(one)) or terms.link(one).text, days, 100 * days / later[0][0])
        for days, one in later
    )


def _answer(reader: Reader, frame: Frame) -> Answer | None:
    """Return who held a post on a day as of which most sources say so; None where nobody says that to the day."""
    iri = specimen(reader)
    if not iri:
        return None
    person = read_entity(reader, iri, EntitySlice(POSTS))
    terms = TermRenderer.reading(reader, person.iris(), frame.words, frame.links)
    for one in person.statements:
        post = text_of(one.value) if isinstance(one.value, NamedNode) else ""
        days = [day for day in one.span.attested if len(day) == len("2024-10-01")]
        if post.startswith(ID) and days:
            day = max(days)
            href = frame.links.query("holders-of-post", post=post.removeprefix(ID), day=day)
            return Answer(terms.link(post), day, terms.link(iri), href)
    return None


@router.get("/", include_in_schema=False)
def home(
    request: Request, reader: ReaderOrNone, frame: PageFrame, texts: GivenTexts, settings: AppSettings
) -> Response:
    """Answer `/`. Raises StoreError where the data cannot be read, which is another thing than having none."""
    if reader is None and not isinstance(getattr(request.state, "failure", None), NoVersion | None):
        reader = reader_of(request)
    return render(request, "home.html", home_page(reader, frame, settings.public_url, texts))
