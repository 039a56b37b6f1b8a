"""Trace citations: of a document, of something that cites, of a body, a person, a term, or of some years.

One trace has several views (with the passages, as a table, as a drawing, side by side by language), can be narrowed,
and is to be had as CSV, JSON and GraphML; each has an address that brings it back.
"""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from graph.errors import NotFound
from ontology.iris import ID, KINDS, mint
from queries.read.decisions import decided
from web.dependencies import reader_of
from web.errors import told
from web.languages import N_
from web.page_context import frame_of, render
from web.tracing.asking import Asked
from web.tracing.export import EXPORTS
from web.tracing.links import alternates
from web.tracing.view import Tracer


def answer(request: Request, path: str, thing: str, suffix: str) -> Response:
    """Answer with a trace as a page, or in a format for machines."""
    asked = Asked.of(path, thing, request.query_params)
    texts = None if suffix else getattr(request.app.state, "texts", None)
    tracer = Tracer(reader_of(request), asked, frame_of(request), texts)
    if suffix:
        return tracer.exported(suffix)
    page = tracer.page()
    return render(request, "trace.html", page, alternates=alternates(page.downloads))


def of_thing(request: Request) -> Response:
    """Answer `/trace/<kind>/<slug>`, `.csv`, `.json` and `.graphml`."""
    kind, slug = request.path_params["kind"], request.path_params["slug"]
    name, _, suffix = slug.rpartition(".")
    slug, suffix = (name, suffix) if suffix in EXPORTS else (slug, "")
    if kind not in KINDS:
        raise told(
            NotFound,
            N_("There is no kind of thing called %(kind)s."),
            N_("Traces begin at /trace."),
            kind=kind,
        )
    try:
        iri = mint(kind, slug)
    except ValueError as error:
        raise told(
            NotFound, N_("Nothing is called %(name)s."), N_("Traces begin at /trace."), name=f"{kind}/{slug}"
        ) from error
    into = decided(reader_of(request)).into.get(iri)
    if into is not None:
        query = f"?{request.url.query}" if request.url.query else ""
        ending = f".{suffix}" if suffix else ""
        response = RedirectResponse(f"/trace/{into.removeprefix(ID)}{ending}{query}", 308)
        response.headers["Cache-Control"] = "no-cache"  # a merging can be undone
        return response
    return answer(request, f"/trace/{kind}/{slug}", iri, suffix)


ROUTES = (Route("/trace/{kind}/{slug}", of_thing),)
