"""Where traces begin: find a directive, a programme, a body or a person, or take one that cites or is cited."""

from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from graph.errors import InputError, NotFound
from graph.limits import LIMITS
from graph.search.names import find
from graph.store.reader import Reader
from queries.collection import catalogue
from queries.read.rows import ask, text_of
from queries.read.search import index_of
from web.dependencies import reader_of
from web.errors import told
from web.languages import N_
from web.page_context import Frame, frame_of, render
from web.pages.search import LONGEST
from web.pages.trace import answer
from web.things import Names, Value, kind_of, kind_word
from web.tracing.export import EXPORTS
from web.tracing.links import trace_of

SHOWN: Final = LIMITS.trace_starts_shown
ALL: Final = LIMITS.trace_starts_listed
FOUND: Final = LIMITS.trace_starts_found
COUNTED: Final = LIMITS.trace_starts_counted
"""Among so many citations those of each thing are counted (citation-counts.rq)."""
TRACED: Final = frozenset(
    {
        "document",
        "programme",
        "event",
        "congress",
        "organisation",
        "person",
        "speech",
        "term",
        "period",
        "task",
    }
)
FURTHER: Final = ("citation-counts", "documents-above-programme", "unresolved-citations")


@dataclass(frozen=True)
class Start:
    """A thing to trace, what it is, and its counts: cited, documents it names, words it has that name none."""

    link: Value
    href: str
    kind: str
    cited: int = 0
    resolved: int = 0
    unresolved: int = 0


@dataclass(frozen=True)
class Starts:
    """Things of one sort, how many there are, and the link to all of them."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[Start, ...]
    count: int
    more: str


@dataclass(frozen=True)
class TracesPage:
    """What the page shows; `found` goes by the words that were searched for. `counted`: among so many citations, where
    there are more; else 0.
    """

    asked: str
    found: tuple[Start, ...]
    documents: Starts
    citing: Starts
    bodies: Starts
    matrix: str
    silence: str
    more: tuple[tuple[str, str], ...]
    counted: int


def traces_page(reader: Reader, frame: Frame, asked: str, whole: str) -> TracesPage:
    """Fill the page; of the list called `whole` all is shown. Raises InputError for too long a search."""
    if len(asked) > LONGEST:
        raise told(
            InputError,
            N_("A search of %(count)s characters is too long."),
            N_("Search for at most %(most)s characters."),
            count=len(asked),
            most=LONGEST,
        )
    names = Names(frame.words, frame.links)
    counts, capped = _counts(reader)
    bodies = {text_of(row["body"]): int(text_of(row["count"])) for row in ask(reader, "bodies-that-cite")}
    found = _found(reader, asked)
    names.fetch(reader, [*counts, *bodies, *found])

    def start(iri: str, **more: int) -> Start:
        link = names.link(iri)
        return Start(link, trace_of(iri, frame) or link.href, kind_word(kind_of(iri), frame.words), **more)

    cited = [start(iri, **one) for iri, one in counts.items() if one.get("cited")]
    citing = [
        start(iri, **one) for iri, one in counts.items() if one.get("resolved") or one.get("unresolved")
    ]
    cited.sort(key=lambda s: (-s.cited, s.link.sort))
    citing.sort(key=lambda s: (-s.resolved, -s.unresolved, s.link.sort))
    speaking = [start(iri, cited=count) for iri, count in bodies.items()]
    speaking.sort(key=lambda s: (-s.cited, s.link.sort))
    say = frame.words

    def starts(key: str, title: str, columns: tuple[str, ...], rows: list[Start]) -> Starts:
        shown = rows[: ALL if whole == key else SHOWN]
        more = frame.links.trace(all=key) if len(rows) > len(shown) else ""
        return Starts(title, columns, tuple(shown), len(rows), more)

    return TracesPage(
        asked,
        tuple(start(iri) for iri in found),
        starts("documents", say("Documents cited"), ("cited",), cited),
        starts("citing", say("What cites"), ("resolved", "unresolved"), citing),
        starts("bodies", say("Whose programmes, events and words cite"), ("cited",), speaking),
        frame.links.page("/trace/matrix"),
        frame.links.page("/trace/documents"),
        tuple(
            (catalogue()[name].title.in_language(frame.lang), frame.links.query(name))
            for name in FURTHER
            if name in catalogue()
        ),
        COUNTED if capped else 0,
    )


def _counts(reader: Reader) -> tuple[dict[str, dict[str, int]], bool]:
    """Return thing -> how often it is cited, names a document, or names none; and whether there is more to count."""
    counts: dict[str, dict[str, int]] = {}
    for row in ask(reader, "citation-counts"):
        if row["thing"] is not None:
            counts.setdefault(text_of(row["thing"]), {})[text_of(row["role"])] = int(text_of(row["count"]))
    capped = any(sum(one.get(role, 0) for one in counts.values()) > COUNTED for role in ("cited", "citing"))
    for one in counts.values():
        one["unresolved"] = max(0, one.pop("citing", 0) - one.get("resolved", 0))
    return counts, capped


def _found(reader: Reader, asked: str) -> list[str]:
    index = index_of(reader) if asked else None
    if index is None:
        return []
    return [hit.iri for hit in find(index.path, asked).hits if hit.kind in TRACED][:FOUND]


def choose(request: Request) -> Response:
    """Answer `/trace`: the page where traces begin, or that of some years (`?from=&to=`)."""
    given = request.query_params
    suffix = request.path_params.get("suffix", "")
    if suffix and suffix not in EXPORTS:
        raise told(
            NotFound,
            N_("There is no answer as %(suffix)s."),
            N_("The formats: csv, json, graphml."),
            suffix=suffix[:20],
        )
    if suffix or any(given.get(name) for name in ("from", "to")):
        return answer(request, "/trace", "", suffix)
    page = traces_page(
        reader_of(request),
        frame_of(request),
        given.get("q", "").replace("\0", " ").strip(),
        given.get("all", ""),
    )
    return render(request, "traces.html", page)


ROUTES = (Route("/trace", choose), Route("/trace.{suffix}", choose))
