"""What this is, how it is made, how to cite it, under which licences, and where its answers end."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from web.page_context import frame_of, render, settings_of
from web.views.limits import LimitGroup, limit_groups


@dataclass(frozen=True)
class AboutPage:
    """What the page about this service shows."""

    citation: str
    created: str
    limits: tuple[LimitGroup, ...]


def about(request: Request) -> Response:
    """Answer `/about`."""
    frame = frame_of(request)
    reader = getattr(request.state, "reader", None)
    created = reader.version.created[:10] if reader else ""
    named = frame.release or (str(frame.version) if frame.version is not None else "")
    address = settings_of(request).public_url or "https://w3id.org/huunghi/"
    year = created[:4]
    citation = frame.words(
        "Hữu Nghị: a knowledge graph of the public record. Data version %(name)s, %(year)s. %(address)s",
        name=named,
        year=year,
        address=address,
    )
    page = AboutPage(citation if named else "", created, limit_groups(settings_of(request), frame.words))
    return render(request, "about.html", page)


ROUTES = (Route("/about", about),)
