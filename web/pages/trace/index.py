"""Where traces begin: find a directive, a programme, a body or a person, or take one that cites or is cited."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from graph.errors import InputError
from graph.limits import LIMITS
from graph.search.names import find
from graph.store.reader import Reader
from queries.read.search import index_of
from queries.read.trace import read_starting_points
from queries.read.trace.starting_points import TRACED, Listing
from web.dependencies import reader_of
from web.page_context import frame_of, render
from web.pages.trace import detail
from web.pages.trace.formats import format_of
from web.views.terms import TermRenderer
from web.views.trace.index import index_page


def begin(request: Request) -> Response:
    """Answer `/trace`: the page where traces begin, or the trace of some years (`?from=&to=`)."""
    given = request.query_params
    if any(given.get(name) for name in ("from", "to")):
        return detail.show(request, "/trace", "")
    reader, frame = reader_of(request), frame_of(request)
    asked = given.get("q", "").replace("\0", " ").strip()
    found = _found(reader, asked)
    opened = given.get("all", "")
    record = read_starting_points(reader, whole=Listing(opened) if opened in list(Listing) else None)
    terms = TermRenderer.reading(reader, [*record.iris(), *found], frame.words, frame.links)
    return render(request, "trace_index.html", index_page(asked, found, record, terms))


def _found(reader: Reader, asked: str) -> list[str]:
    """Return the things that can be traced and are found by these words. Raises InputError for too many."""
    if len(asked) > LIMITS.search_length:
        raise InputError(
            "A search of %(count)s characters is too long.",
            hint="Search for at most %(most)s characters.",
            values={"count": len(asked), "most": LIMITS.search_length},
        )
    index = index_of(reader) if asked else None
    if index is None:
        return []
    hits = find(index.path, asked).hits
    return [hit.iri for hit in hits if hit.kind in TRACED][: LIMITS.trace_starts_found]


def download_of_years(request: Request) -> Response:
    """Answer `/trace.csv`, `.json` and `.graphml`: the trace of some years."""
    return detail.download(request, "/trace", "", format_of(request.path_params["suffix"]))


ROUTES = (Route("/trace", begin), Route("/trace.{suffix}", download_of_years))
