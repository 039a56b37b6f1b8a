"""What the SPARQL service does differently: how it sorts, and where it answers otherwise than the standard."""

from dataclasses import dataclass

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from queries.sparql.differences import CALLS, REGIMES, differences
from web.dependencies import PageFrame
from web.page_context import Frame, render

router = APIRouter()


@dataclass(frozen=True)
class ShownDifference:
    """One difference, in the reader's language; `href` runs the query that shows it."""

    name: str
    title: str
    standard: str
    here: str
    instead: str
    issues: tuple[str, ...]
    cases: tuple[str, ...]
    href: str


@dataclass(frozen=True)
class EndpointPage:
    """What the page about the SPARQL service shows."""

    differences: tuple[ShownDifference, ...]


@router.get("/about/endpoint", include_in_schema=False)
def endpoint(request: Request, frame: PageFrame) -> Response:
    """Answer `/about/endpoint`."""
    return render(request, "endpoint.html", endpoint_page(frame))


def endpoint_page(frame: Frame) -> EndpointPage:
    """Fill the page from the list of differences."""
    lang = frame.lang
    return EndpointPage(
        tuple(
            ShownDifference(
                one.name,
                one.title.in_language(lang),
                one.standard.in_language(lang),
                one.here.in_language(lang),
                one.instead.in_language(lang),
                one.issues,
                tuple(case for case in one.cases if case not in (CALLS, REGIMES)),
                frame.links.sparql(query=one.query) if one.query else "",
            )
            for one in differences()
        )
    )
