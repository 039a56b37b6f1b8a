"""The list of sources: what was read, in which language, when it was published, and how much it says."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from graph.limits import LIMITS
from graph.store.reader import Reader
from ontology.iris import HN, name_of, source_graph
from queries.read.rows import ask, text_of
from web.dependencies import reader_of
from web.evidence import sources
from web.page_context import Frame, frame_of, render
from web.things import Names, Value

CAP = LIMITS.claims_counted


@dataclass(frozen=True)
class SourceRow:
    """A source as it is listed; `versions` are other language versions of the same article."""

    link: Value
    language: str
    publisher: str
    published: str
    claims: int
    capped: bool
    original: bool


@dataclass(frozen=True)
class SourcesPage:
    """What the list of sources shows: reports by date, then what other sources say."""

    reports: tuple[SourceRow, ...]
    others: tuple[SourceRow, ...]


def sources_page(reader: Reader, frame: Frame) -> SourcesPage:
    """Fill the list of sources: those with a text that was read, then the others."""
    names = Names(frame.words, frame.links)
    iris = [text_of(row["thing"]) for row in ask(reader, "things-of-class", **{"class": HN + "Source"})]
    facts = sources(reader, iris, names)
    rows: dict[bool, list[tuple[tuple[str, ...], SourceRow]]] = {True: [], False: []}
    for iri in iris:
        fact, name = facts[iri], name_of(iri)
        counted = ask(reader, "claims-of-source", graph=source_graph(name.slug)) if name else []
        claims = int(text_of(counted[0]["count"])) if counted else 0
        row = SourceRow(
            names.link(iri),
            fact.language,
            fact.publisher,
            fact.published,
            min(claims, CAP),
            claims > CAP,
            fact.original == iri,
        )
        rows[bool(fact.sha256)].append(((fact.published or "9", fact.name), row))
    return SourcesPage(
        tuple(row for _, row in sorted(rows[True], key=lambda r: r[0])),
        tuple(row for _, row in sorted(rows[False], key=lambda r: r[0])),
    )


def listed(request: Request) -> Response:
    """Answer `/sources`."""
    return render(request, "sources.html", sources_page(reader_of(request), frame_of(request)))


ROUTES = (Route("/sources", listed),)
