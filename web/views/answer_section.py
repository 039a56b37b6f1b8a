"""The answer of a query at `/sparql` as its page shows it: a table, yes or no, or why there is none, with its
downloads, the way to its evidence, and programs that ask the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from graph.limits import LIMITS
from queries.export.snippets import Snippet
from queries.sparql.places import Excerpt
from web.urls import Links
from web.views.answer import AnswerTable
from web.views.answers.view import AnswerViews
from web.views.citation import CiteBlock

_ADDRESS: Final = 4000
"""Characters of a query that still stands in an address; a longer one is sent as a form."""


@dataclass(frozen=True)
class Fault:
    """Why a query has no answer, what to do, and the line that it is about."""

    text: str
    hint: str
    excerpt: Excerpt | None


@dataclass(frozen=True)
class Note:
    """What is to be said of a term of the query, and what may have been meant."""

    text: str
    hint: str


@dataclass(frozen=True)
class AnswerFacts:
    """What scripts are told of an answer: its kind (`select`, `ask`, `graph`, `fault`), the rows that are shown,
    whether there are `more`, the seconds it took, the id of its query, and the version of the data that answered.
    """

    kind: str
    rows: int
    more: bool
    seconds: float
    query_id: str
    version: str


@dataclass(frozen=True)
class Step:
    """A page before or after the one that is shown: its address without the query, and its link ('' for a long query,
    which is sent as a form).
    """

    action: str
    href: str


@dataclass(frozen=True)
class AnswerSection:
    """The section of the answer.

    `sent` are the fields of the forms that ask again (the query, and the version where one was asked), `method` how
    they are sent; `downloads` the formats (name, what it is called, link: '' where a form sends it), `options` those of
    the form with options; `snippets` programs; `earlier` and `later` the pages around this one; `capped` the rows that
    the service gives at most, where there are more (else 0); `bounds` the rows that the reader asked for at most;
    `views` the drawings that there are of it.
    """

    query: str
    facts: AnswerFacts
    sent: tuple[tuple[str, str], ...]
    method: str
    table: AnswerTable | None = None
    yes: bool | None = None
    turtle: str = ""
    fault: Fault | None = None
    notes: tuple[Note, ...] = ()
    too_large: bool = False
    downloads: tuple[tuple[str, str, str], ...] = ()
    options: tuple[str, ...] = ()
    snippets: tuple[Snippet, ...] = ()
    earlier: Step | None = None
    later: Step | None = None
    capped: int = 0
    views: AnswerViews | None = None
    cite: CiteBlock | None = None
    bounds: Mapping[str, int] = field(default_factory=dict)


def method_for(query: str) -> str:
    """Return how the forms that ask a query again send it: in the address, or as a body where it is long."""
    return "get" if len(query) <= _ADDRESS else "post"


def fields_of(query: str, links: Links) -> tuple[tuple[str, str], ...]:
    """Return the hidden fields of a form that asks a query again."""
    return (("query", query), *((name, value) for name, value in links.kept if name == "version"))


def step_to(page: int, query: str, links: Links) -> Step:
    """Return the way to a page of an answer."""
    short = method_for(query) == "get"
    number = page if page > 1 else None
    return Step(
        links.page("/sparql", page=number), links.page("/sparql", query=query, page=number) if short else ""
    )


def pages_shown(page: int) -> bool:
    """Whether a page of this number is shown at all."""
    return 1 <= page <= LIMITS.answer_pages


FORMATS_IN_WORDS: Final = {
    "csv": "CSV",
    "xlsx": "XLSX",
    "json": "JSON",
    "tsv": "TSV",
    "xml": "XML",
    "ttl": "Turtle",
    "nt": "N-Triples",
    "rdf": "RDF/XML",
    "jsonld": "JSON-LD",
    "trig": "TriG",
    "nq": "N-Quads",
    "n3": "N3",
}
"""What formats are called, in the order in which they are offered."""
RESULTS_OFFERED: Final = ("csv", "xlsx", "json", "tsv", "xml")
RDF_OFFERED: Final = ("ttl", "nt", "jsonld", "rdf", "trig", "nq", "n3")
OPTIONS: Final = ("csv", "tsv", "xlsx")
"""Formats that can have columns of labels."""


def downloads_of(query: str, links: Links, *, rdf: bool) -> tuple[tuple[str, str, str], ...]:
    """Return the formats of a download, what they are called, and their links, '' for a query too long for one."""
    short = method_for(query) == "get"
    return tuple(
        (name, FORMATS_IN_WORDS[name], links.data("/sparql", query=query, format=name) if short else "")
        for name in (RDF_OFFERED if rdf else RESULTS_OFFERED)
    )
