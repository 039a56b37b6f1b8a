"""The texts that a prepared query had, and what changed from each to the next."""

from dataclasses import dataclass
from difflib import unified_diff

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from queries.collection import catalogue
from queries.library import ADDED, CHANGED, SHIPPED, WITHDRAWN, Library
from web.dependencies import PageFrame
from web.page_context import render
from web.pages.query_values import known_query

router = APIRouter()


@dataclass(frozen=True)
class QueryVersion:
    """A text that a query had: what is said of it, its hash, the lines that changed in it, and the text."""

    said: str
    sha256: str
    changes: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class QueryVersionsPage:
    """What the page of a query's versions shows, the newest first."""

    title: str
    href: str
    versions: tuple[QueryVersion, ...]


@router.get("/queries/{name}/versions", include_in_schema=False)
def versions(request: Request, name: str, frame: PageFrame) -> Response:
    """Answer with the texts that a query had, and what changed from each to the next."""
    library: Library = request.app.state.library
    noted = library.history(name)
    if not noted:
        known_query(name)
    title = catalogue()[name].title.in_language(frame.lang) if name in catalogue() else name
    found, before = [], ""
    for one in noted:
        lines = unified_diff(before.splitlines(), one.text.splitlines(), lineterm="", n=2) if before else ()
        said = {
            SHIPPED: frame.words("With the program, since %(day)s", day=frame.words.date(one.at[:10])),
            ADDED: frame.words("Added by %(who)s on %(day)s", who=one.by, day=frame.words.date(one.at[:10])),
            CHANGED: frame.words(
                "Changed by %(who)s on %(day)s", who=one.by, day=frame.words.date(one.at[:10])
            ),
            WITHDRAWN: frame.words(
                "Withdrawn by %(who)s on %(day)s", who=one.by, day=frame.words.date(one.at[:10])
            ),
        }.get(one.act, one.act)
        found.append(QueryVersion(said, one.sha256, tuple(lines)[2:], one.text))
        before = one.text
    page = QueryVersionsPage(title, frame.links.query(name), tuple(reversed(found)))
    response = render(request, "query_versions.html", page)
    response.headers["Cache-Control"] = "no-store"
    return response
