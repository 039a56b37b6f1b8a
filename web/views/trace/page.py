"""What the pages of traces show, field by field, for their templates."""

from dataclasses import dataclass

from queries.export.formats import Format
from queries.read.labels import Label
from web.page_context import Tab
from web.views.charts import CitationGraph, Years
from web.views.evidence_notes import LetteredSources
from web.views.facets import Facet
from web.views.statement_rows import StatementRow
from web.views.terms import RenderedTerm
from web.views.timeline import Timeline


@dataclass(frozen=True)
class Section:
    """Citations of one role: those of this page, and how many there are."""

    key: str
    title: str
    what: str
    count: int
    statements: tuple[StatementRow, ...]


@dataclass(frozen=True)
class TableRow:
    """One citation by one thing, as a row of the table."""

    day: str
    citing: RenderedTerm
    by: str
    event: RenderedTerm | None
    bodies: tuple[RenderedTerm, ...]
    more_bodies: int
    cited: RenderedTerm | None
    named: tuple[RenderedTerm, ...]
    kind: RenderedTerm | None
    wording: RenderedTerm
    inferred: bool
    by_way: RenderedTerm | None = None
    gone: str = ""


@dataclass(frozen=True)
class Line:
    """A line of a drawing, as a row of the table beside it."""

    source: RenderedTerm
    relation: str
    target: RenderedTerm
    inferred: bool


@dataclass(frozen=True)
class TraceFacet:
    """One way to filter, with the values that most citations have, how many there are, and the link to all of them."""

    facet: Facet
    count: int
    more: str


@dataclass(frozen=True)
class ChainStep:
    """A document of a chain, and the other one to which a relation ties it."""

    document: RenderedTerm
    relation: str
    other: RenderedTerm


@dataclass(frozen=True)
class Chain:
    """The steps of a chain that are equally deep."""

    depth: int
    steps: tuple[ChainStep, ...]


@dataclass(frozen=True)
class ComparisonHead:
    """The head of a column: a language, how many documents its reports name, how often no single one."""

    name: str
    documents: int
    unresolved: int


@dataclass(frozen=True)
class ComparisonLine:
    """One document, or things that words name without a document; the words in each language."""

    things: tuple[RenderedTerm, ...]
    document: bool
    cells: tuple[tuple[RenderedTerm, ...], ...]


@dataclass(frozen=True)
class Comparison:
    """Citations side by side by language; `differ`: not all languages name the same documents."""

    columns: tuple[ComparisonHead, ...]
    rows: tuple[ComparisonLine, ...]
    differ: bool


@dataclass(frozen=True)
class FollowedLine:
    """One step to what the traced thing became, or from what it was made of; `back`: one of the latter."""

    before: RenderedTerm
    after: RenderedTerm
    day: str
    change: RenderedTerm | None
    back: bool


@dataclass(frozen=True)
class SourceBox:
    """A source that tells of a programme, and how it was read: a key of the legend, and the words for it."""

    link: RenderedTerm
    key: str
    said: str


@dataclass(frozen=True)
class TracePage:
    """What one view of a trace shows: of each way at most so many `links`. `activities`: so many of each sort were
    followed, where there are more; else 0.
    """

    name: Label
    page: RenderedTerm | None
    lead: str
    first: str
    sections: tuple[Section, ...]
    rows: tuple[TableRow, ...]
    count: int
    capped: bool
    part: int
    links: int
    activities: int
    farther: str
    facets: tuple[TraceFacet, ...]
    narrowed: bool
    whole: str
    ignored: tuple[str, ...]
    views: tuple[Tab, ...]
    view: str
    years: Years | None
    graph: CitationGraph | None
    lines: tuple[Line, ...]
    comparison: Comparison | None
    above: tuple[Chain, ...]
    below: tuple[Chain, ...]
    chains_go_on: bool
    is_document: bool
    followed: tuple[FollowedLine, ...]
    with_successors: bool
    successors: str
    reports: tuple[SourceBox, ...]
    witnesses: tuple[LetteredSources, ...]
    downloads: tuple[tuple[Format, str], ...]
    previous: str
    next: str
    page_number: int


@dataclass(frozen=True)
class MatrixWords:
    """The words of one citation in the matrix: what they are, the link to their place, and whether they are inferred to
    be of what the row is of.
    """

    text: str
    lang: str
    href: str
    inferred: bool


@dataclass(frozen=True)
class MatrixBox:
    """A cell: the words that cite, or that a source was read and does not name the document (`silent`), or that the
    document is what the row is of (`itself`), or nothing that is known. `gone` says that the document had been replaced
    or ended on the day.
    """

    words: tuple[MatrixWords, ...] = ()
    more: int = 0
    silent: bool = False
    itself: bool = False
    gone: str = ""


@dataclass(frozen=True)
class MatrixLine:
    """What cites, its cells in the order of the columns, its words that name no single document, and the sources that
    tell of it; `state` says what is known of all its citations together.
    """

    link: RenderedTerm
    href: str
    cells: tuple[MatrixBox, ...]
    vague: tuple[MatrixWords, ...]
    unresolved: int
    sources: tuple[SourceBox, ...]
    state: str


@dataclass(frozen=True)
class MatrixColumn:
    """A document: its short number, its name, and the link to its trace."""

    number: str
    name: str
    href: str


@dataclass(frozen=True)
class MatrixPage:
    """What the matrix shows; `counted`: among the first so many citations, where there are more; else 0. `years` are
    those it is of, in words; `undated` counts what is left out for want of a day.
    """

    columns: tuple[MatrixColumn, ...]
    programmes: tuple[MatrixLine, ...]
    others: tuple[MatrixLine, ...]
    left_out: int
    rows_left_out: int
    counted: int
    years: str
    undated: int
    whole: str
    graph: CitationGraph | None
    lines: tuple[Line, ...]
    downloads: tuple[tuple[Format, str], ...]


@dataclass(frozen=True)
class FirstCitationLine:
    """One document as it is shown."""

    link: RenderedTerm
    href: str
    issued: str
    first: str
    by: RenderedTerm | None
    later: str
    count: int


@dataclass(frozen=True)
class FirstCitationsPage:
    """What the page of first citations shows."""

    cited: tuple[FirstCitationLine, ...]
    uncited: tuple[FirstCitationLine, ...]
    drawing: Timeline | None
    left_out: int
    counted: int
    downloads: tuple[tuple[Format, str], ...]


@dataclass(frozen=True)
class Start:
    """A thing to trace, what it is, and its counts: cited, documents it names, words it has that name none."""

    link: RenderedTerm
    href: str
    kind: str
    cited: int = 0
    resolved: int = 0
    unresolved: int = 0


@dataclass(frozen=True)
class StartList:
    """Things of one sort, how many there are, and the link to all of them."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[Start, ...]
    count: int
    more: str


@dataclass(frozen=True)
class TraceIndexPage:
    """What the page where traces begin shows; `found` goes by the words that were searched for. `counted`: among so
    many citations, where there are more; else 0.
    """

    asked: str
    found: tuple[Start, ...]
    documents: StartList
    citing: StartList
    bodies: StartList
    matrix: str
    first_citations: str
    more: tuple[tuple[str, str], ...]
    counted: int
