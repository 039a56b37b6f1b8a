"""A trace of citations: of a document, of something that cites, of a body, a person, a term, or of some years.

One trace has several views (with the passages, as a table, as a drawing, side by side by language), can be filtered,
and is to be had as CSV, JSON and GraphML; each has an address that brings it back.
"""

from dataclasses import replace

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from graph.errors import NotFound
from ontology.iris import ID, KINDS, mint
from queries.export.formats import Format
from queries.export.trace import WRITERS
from queries.read.decisions import decided
from queries.read.labels import read_labels
from queries.read.trace import FAR, View, read_trace
from web.dependencies import reader_of
from web.languages import content_order
from web.page_context import frame_of, render
from web.pages.trace.parameters import ignored, trace_params
from web.views.terms import TermRenderer
from web.views.trace.address import TraceAddress, alternates
from web.views.trace.detail import trace_page


def show(request: Request, path: str, thing: str) -> Response:
    """Answer with a view of a trace as a page."""
    reader, frame = reader_of(request), frame_of(request)
    params = trace_params(thing, request.query_params)
    record = read_trace(reader, params)
    terms = TermRenderer.reading(reader, record.iris(), frame.words, frame.links)
    page = trace_page(
        record,
        TraceAddress(path, params, frame.links),
        terms,
        getattr(request.app.state, "texts", None),
        ignored(request.query_params),
    )
    return render(request, "trace.html", page, alternates=alternates(page.downloads))


def download(request: Request, path: str, thing: str, format_: Format) -> Response:
    """Answer with a whole part of a trace, as it is filtered, in a format for programs; the next part is linked."""
    reader, frame = reader_of(request), frame_of(request)
    asked = trace_params(thing, request.query_params)
    params = replace(asked, view=View.PASSAGES, page=0, limits=FAR)
    record = read_trace(reader, params)
    labels = read_labels(reader, record.iris())
    body = WRITERS[format_](record, labels, content_order(frame.lang))
    response = Response(body, media_type=format_.content_type)
    if record.more:
        following = TraceAddress(path, asked, frame.links).download(format_, part=asked.part + 1)
        response.headers["Link"] = f'<{following}>; rel="next"'
    return response


def of_thing(request: Request) -> Response:
    """Answer `/trace/<kind>/<slug>`, `.csv`, `.json` and `.graphml`."""
    kind, slug = request.path_params["kind"], request.path_params["slug"]
    name, _, suffix = slug.rpartition(".")
    slug, suffix = (name, suffix) if suffix in list(Format) else (slug, "")
    if kind not in KINDS:
        raise NotFound(
            "There is no kind of thing called %(kind)s.",
            hint="Traces begin at /trace.",
            values={"kind": kind},
        )
    try:
        iri = mint(kind, slug)
    except ValueError as error:
        raise NotFound(
            "Nothing is called %(name)s.", hint="Traces begin at /trace.", values={"name": f"{kind}/{slug}"}
        ) from error
    into = decided(reader_of(request)).into.get(iri)
    if into is not None:
        query = f"?{request.url.query}" if request.url.query else ""
        ending = f".{suffix}" if suffix else ""
        response = RedirectResponse(f"/trace/{into.removeprefix(ID)}{ending}{query}", 308)
        response.headers["Cache-Control"] = "no-cache"  # a merging can be undone
        return response
    path = f"/trace/{kind}/{slug}"
    return download(request, path, iri, Format(suffix)) if suffix else show(request, path, iri)


ROUTES = (Route("/trace/{kind}/{slug}", of_thing),)
