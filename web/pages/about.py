"""What this is, how it is made, how to cite it, and under which licences."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from web.page_context import frame_of, render, settings_of


@dataclass(frozen=True)
class AboutPage:
    """What the page about this service shows."""

    citation: str
    created: str


def about(request: Request) -> Response:
    """Answer `/about`."""
    frame = frame_of(request)
    reader = getattr(request.state, "reader", None)
    created = reader.version.created[:10] if reader else ""
    named = frame.release or (str(frame.version) if frame.version is not None else "")
    address = settings_of(request).public_url or "https://w3id.org/huunghi/"
    year = created[:4]
    citation = f"Hữu Nghị: a knowledge graph of the public record. {frame.words('Data version %(name)s', name=named)}"
    return render(
        request, "about.html", AboutPage(f"{citation}, {year}. {address}" if named else "", created)
    )


ROUTES = (Route("/about", about),)
