"""What this is, how it is made, how to cite it, under which licences, and where its answers end."""

from dataclasses import dataclass

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from web.dependencies import AppSettings, PageFrame, ReaderOrNone
from web.page_context import render
from web.views.limits import LimitGroup, limit_groups

router = APIRouter()


@dataclass(frozen=True)
class AboutPage:
    """What the page about this service shows."""

    citation: str
    created: str
    limits: tuple[LimitGroup, ...]


@router.get("/about", include_in_schema=False)
def about(request: Request, reader: ReaderOrNone, frame: PageFrame, settings: AppSettings) -> Response:
    """Answer `/about`."""
    created = reader.version.created[:10] if reader else ""
    named = frame.release or (str(frame.version) if frame.version is not None else "")
    address = settings.public_url or "https://w3id.org/huunghi/"
    year = created[:4]
    citation = frame.words(
        "Hữu Nghị: a knowledge graph of the public record. Data version %(name)s, %(year)s. %(address)s",
        name=named,
        year=year,
        address=address,
    )
    page = AboutPage(citation if named else "", created, limit_groups(settings, frame.words))
    return render(request, "about.html", page)
