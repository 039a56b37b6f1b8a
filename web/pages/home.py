"""The first page: what this is, a search, what can be found, and ways in."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from graph.store.reader import Reader
from queries.read.things import count_kinds, specimen
from web.dependencies import reader_of
from web.entities import Entity
from web.evidence import Apparatus
from web.languages import Words
from web.layout import HOLDING, Part
from web.page_context import frame_of, render
from web.statements import Statement
from web.things import PLURALS, Names, Value
from web.urls import Links

HOLDINGS = Part("org:member", "", True, ("tenure",), HOLDING)


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
    about: Value | None = None
    specimen: Statement | None = None


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


def _specimen(reader: Reader, links: Links, words: Words) -> tuple[Value | None, Statement | None]:
    """Return a person and the statement about one of their posts that most sources make."""
    iri = specimen(reader)
    if not iri:
        return None, None
    names = Names(words, links)
    statements = Entity(reader, iri, names, Apparatus(words, names, None)).rows(HOLDINGS)
    names.fetch(reader, [iri])
    best = max(statements, key=lambda s: len(s.letters), default=None)
    return names.link(iri), best


def home(request: Request) -> Response:
    """Answer `/`."""
    frame = frame_of(request)
    reader = (
        reader_of(request) if "version" in request.query_params else getattr(request.state, "reader", None)
    )
    page = home_page(reader, frame.links, frame.words)
    return render(request, "home.html", page)


ROUTES = (Route("/", home),)
