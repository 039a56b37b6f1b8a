"""What one view of a trace shows, field by field, for its template."""

from dataclasses import dataclass

from web.evidence import Witness
from web.statements import Statement
from web.things import Name, Value
from web.tracing.beside import Beside
from web.tracing.chains import Chains
from web.tracing.facets import TraceFacet
from web.views.charts import Web, Years


@dataclass(frozen=True)
class Tab:
    """A view of the trace."""

    name: str
    href: str
    chosen: bool


@dataclass(frozen=True)
class Section:
    """Citations of one sort: those of this page, and how many there are."""

    key: str
    title: str
    what: str
    count: int
    statements: tuple[Statement, ...]


@dataclass(frozen=True)
class TableRow:
    """One citation by one thing, as a row of the table."""

    day: str
    citing: Value
    by: str
    event: Value | None
    bodies: tuple[Value, ...]
    more_bodies: int
    cited: Value | None
    named: tuple[Value, ...]
    kind: Value | None
    wording: Value
    sort: str
    inferred: bool


@dataclass(frozen=True)
class Line:
    """A line of a drawing, as a row of the table beside it."""

    source: Value
    relation: str
    target: Value
    inferred: bool


@dataclass(frozen=True)
class TracePage:
    """What one view of a trace shows: of each sort at most so many `links`. `acts`: so many of each sort were followed,
    where there are more; else 0.
    """

    name: Name
    page: Value | None
    lead: str
    first: str
    sections: tuple[Section, ...]
    rows: tuple[TableRow, ...]
    count: int
    capped: bool
    part: int
    links: int
    acts: int
    farther: str
    facets: tuple[TraceFacet, ...]
    narrowed: bool
    whole: str
    ignored: tuple[str, ...]
    views: tuple[Tab, ...]
    view: str
    years: Years | None
    web: Web | None
    lines: tuple[Line, ...]
    beside: Beside | None
    chains: Chains
    is_document: bool
    witnesses: tuple[Witness, ...]
    downloads: tuple[tuple[str, str], ...]
    previous: str
    next: str
    page_number: int
