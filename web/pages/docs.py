"""What programs may ask: the OpenAPI document, and `/docs`, which shows it and lets one try.

Swagger UI comes from our own host, where npm has brought it; without it, and without scripts, `/docs` is a list.
"""

from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from web.dependencies import PageFrame
from web.openapi import document
from web.page_context import STATIC, render
from web.views.operations import OperationGroup, operation_groups

router = APIRouter()

SCRIPT: Final = "built/swagger-ui-bundle.js"
STYLE: Final = "built/swagger-ui.css"


@dataclass(frozen=True)
class DocsPage:
    """What `/docs` shows; `script` and `style` are empty where Swagger UI is not here."""

    groups: tuple[OperationGroup, ...]
    script: str
    style: str


@router.get("/openapi.json", include_in_schema=False)
def openapi(request: Request) -> Response:
    """Answer `/openapi.json`."""
    return JSONResponse(document(request.app), headers={"Access-Control-Allow-Origin": "*"})


@router.get("/docs", include_in_schema=False)
def docs(request: Request, frame: PageFrame) -> Response:
    """Answer `/docs`."""
    there = (STATIC / SCRIPT).exists() and (STATIC / STYLE).exists()
    page = DocsPage(
        operation_groups(document(request.app)),
        frame.static(SCRIPT) if there else "",
        frame.static(STYLE) if there else "",
    )
    return render(request, "docs.html", page)
