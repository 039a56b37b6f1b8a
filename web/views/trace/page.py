"""What the pages of traces show, field by field, for their templates."""

from dataclasses import dataclass

from queries.export.formats import Format
from queries.read.labels import Label
from web.views.charts import ChainTree
from web.views.evidence_notes import LetteredSources
from web.views.facets import Facet
from web.views.result_lines import Part
from web.views.statement_rows import StatementRow, Step
from web.views.terms import RenderedTerm
from web.views.timeline import Timeline


@dataclass(frozen=True)
class Citer:
    """What cites: its name, whether that is inferred, when and how it belongs to what is traced; `tied` says whether
    that is inferred (None: it is what is traced). `by_way` is the successor or predecessor whose citation it is.
    """

    link: RenderedTerm
    inferred: bool
    day: str
    belongs: str
    tied: bool | None
    by_way: RenderedTerm | None


@dataclass(frozen=True)
class CellWord:
    """Words of a report: their link leads to their passage. `places` are links to further places of the same words;
    `report` says where they stand, in a table without columns of reports; `beside`, what else they may mean.
    """

    text: str
    lang: str
    href: str
    inferred: bool
    places: tuple[str, ...] = ()
    report: str = ""
    beside: str = ""


@dataclass(frozen=True)
class Cell:
    """What one report says of a row: its words, or (`state`) that it was read and is silent, was not read whole, or
    does not tell of it. `more` wordings stand behind `href`.
    """

    head: str
    words: tuple[CellWord, ...] = ()
    more: int = 0
    href: str = ""
    state: str = ""


@dataclass(frozen=True)
class Row:
    """What is meant, or of what is traced itself what cites: a text, then links with what stands before each; a line
    below; and a cell for each column. `gone` says that the document had been replaced on the day.
    """

    text: str
    links: tuple[tuple[str, RenderedTerm], ...]
    below: str
    citers: tuple[Citer, ...]
    more_citers: int
    gone: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class RowGroup:
    """Rows of one meaning, under its heading; empty where there is none."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Column:
    """A report: who published it and in which language, its link, its day or that it is not known, what it names."""

    head: str
    link: RenderedTerm | None
    publisher: RenderedTerm | None
    language: str
    when: str
    names: str


@dataclass(frozen=True)
class Section:
    """References of a trace: under what cites, or under how they concern what is traced. `goes_on`: the reports are
    those of the section before. `statements` are the same with their evidence, in the view of passages, and `path` the
    statements that tie what cites to what is traced.
    """

    title: str
    citers: tuple[Citer, ...]
    more_citers: int
    first: str
    columns: tuple[Column, ...]
    groups: tuple[RowGroup, ...]
    goes_on: bool = False
    path: tuple[Step, ...] = ()
    statements: tuple[StatementRow, ...] = ()


@dataclass(frozen=True)
class Legend:
    """Which signs the table has."""

    said: bool
    inferred: bool
    silent: bool


@dataclass(frozen=True)
class Near:
    """A document that is not cited and rests on cited ones: how, and on which, with what stands before each."""

    document: RenderedTerm
    issued: str
    relation: str
    others: tuple[tuple[str, RenderedTerm], ...]


@dataclass(frozen=True)
class SameNumber:
    """That other documents bear the number of a cited one, in words, and these, each by its day."""

    said: str
    others: tuple[tuple[str, RenderedTerm], ...]


@dataclass(frozen=True)
class TraceFacet:
    """One way to filter, with the values that most citations have, how many there are, and the link to all of them."""

    facet: Facet
    count: int
    more: str


@dataclass(frozen=True)
class Line:
    """A line of the drawing, as a row of the table beside it."""

    source: RenderedTerm
    relation: str
    target: RenderedTerm
    inferred: bool


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
    followed, where there are more; else 0. `count` is of wordings, `rows` of what all pages show.
    """

    head: str
    lead: str
    name: Label
    page: RenderedTerm | None
    sections: tuple[Section, ...]
    legend: Legend
    count: int
    rows: int
    capped: bool
    part: int
    links: int
    activities: int
    farther: str
    facets: tuple[TraceFacet, ...]
    narrowed: bool
    whole: str
    ignored: tuple[str, ...]
    with_passages: bool
    other_view: str
    chain: ChainTree | None
    beside: bool
    lines: tuple[Line, ...]
    chains_go_on: bool
    near: tuple[Near, ...]
    same_number: tuple[SameNumber, ...]
    is_document: bool
    followed: tuple[FollowedLine, ...]
    with_successors: bool
    successors: str
    unread: tuple[SourceBox, ...]
    witnesses: tuple[LetteredSources, ...]
    matrix: str
    downloads: tuple[tuple[Format, str], ...]
    previous: str
    next: str
    page_number: int


@dataclass(frozen=True)
class MatrixReading:
    """What reports say of a document, a line of a cell: a sign, the languages with links to the reports, or to the
    words where they name it (`hit`), and what that is in words.
    """

    sign: str
    languages: tuple[RenderedTerm, ...]
    said: str
    hit: bool


@dataclass(frozen=True)
class MatrixBox:
    """A cell: a line for what the reports of each language say, or that the document is what the row is of (`itself`).
    `gone` says that the document had been replaced or ended on the day.
    """

    readings: tuple[MatrixReading, ...] = ()
    itself: bool = False
    gone: str = ""


@dataclass(frozen=True)
class MatrixLine:
    """What cites, its cells in the order of the columns, and how many words name no single document. `alike`: the one
    cell that all columns have, said once.
    """

    link: RenderedTerm
    href: str
    cells: tuple[MatrixBox, ...]
    alike: MatrixBox | None
    unresolved: int


@dataclass(frozen=True)
class MatrixColumn:
    """A document: its short number, its name, and the link to its trace."""

    number: str
    name: str
    href: str


@dataclass(frozen=True)
class MatrixPage:
    """What the matrix shows; `counted`: among the first so many citations, where there are more; else 0. `years` are
    those it is of, in words; `undated` counts what is left out for want of a day. `lead` says how many programmes cite,
    `all_of_them` how many columns there are, in letters.
    """

    columns: tuple[MatrixColumn, ...]
    lead: str
    programmes: tuple[MatrixLine, ...]
    others: tuple[MatrixLine, ...]
    unread: bool
    all_of_them: str
    left_out: int
    rows_left_out: int
    counted: int
    years: str
    undated: int
    whole: str
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
    """A thing to trace: the line that tells it from others, and its counts: how many things cite it, documents that it
    names, words that it has and that name none.
    """

    link: RenderedTerm
    href: str
    line: tuple[Part, ...]
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
