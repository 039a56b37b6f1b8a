"""Where curators work: who is signed in, what their pages have around them, and how an answer to them is marked.

Everything there is for those who signed in with a curator's token; no cache keeps it.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from fastapi import Depends
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from graph.errors import HuuNghiError, NotFound, NoVersion
from graph.review.drafting import Reviewer
from graph.store.reader import EmbeddedReader, Reader
from graph.store.versions import VersionStore
from queries.read.texts import KeptTexts, Texts
from web.auth.session import Session, Sessions
from web.dependencies import AppSettings, CurrentReader, GivenTexts, PageFrame
from web.errors import Elsewhere, SignInNeeded, TooManyTries
from web.page_context import Frame, render
from web.problems import texts_of
from web.sparql.service import SparqlService
from web.views.review import SignInPage


@dataclass(frozen=True)
class Room:
    """What every answer of the review is made from: the request, its session, and what pages have around them."""

    request: Request
    sessions: Sessions
    session: Session
    frame: Frame

    def sent(self, response: Response) -> Response:
        """Mark an answer as the curator's own."""
        response.headers["Cache-Control"] = "no-store"
        response.headers["Vary"] = "Cookie, Accept-Language"
        return response

    def first_page(self, **parameters: object) -> Response:
        """Lead to the review page."""
        return self.lead_to("/review", **parameters)

    def lead_to(self, path: str, **parameters: object) -> Response:
        """Lead to one of the curator's pages."""
        return self.sent(RedirectResponse(self.frame.links.page(path, **parameters), 303))

    def sign_in_page(self, problem: HuuNghiError | None = None) -> Response:
        """Ask for a token."""
        said, hint = texts_of(problem, self.frame.words) if problem else ("", "")
        page = SignInPage(self.session.mark, said, hint)
        status = problem.status if problem else 401
        response = render(self.request, "review_in.html", page, status=status)
        response.headers.update(problem.headers if isinstance(problem, TooManyTries) else {})
        self.sessions.keep(self.request, response, self.session)
        return self.sent(response)

    def sign_in(self, token: str) -> Session:
        """Return a new session for a token's text. Raises SignInNeeded for a wrong one, TooManyTries after many."""
        try:
            return self.sessions.sign_in(token)
        except SignInNeeded:
            service: SparqlService = self.request.app.state.service
            service.tokens.wrong.note(self.request.state.record.client)
            raise

    def check(self, mark: str) -> None:
        """Refuse a form that our own page did not send. Raises Forbidden."""
        self.sessions.check(self.request, self.session, mark)


async def room_of(request: Request, settings: AppSettings, frame: PageFrame) -> Room:
    """Return what the review is answered from. Raises NoVersion while there is nothing to review."""
    if settings.reader:
        raise Elsewhere(
            "This service reads from an endpoint; there is nothing to review here.",
            hint="Claims are reviewed where the store is that the endpoint was filled from.",
        )
    root = Path(settings.store)
    if VersionStore(root).check_current() is None:
        raise NoVersion("There is no data yet.", hint="Load the tables: huunghi load data")
    sessions = Sessions(root)
    return Room(request, sessions, sessions.of(request), frame)


CurrentRoom = Annotated[Room, Depends(room_of)]


@dataclass(frozen=True)
class Bench:
    """What a page of the review is made from: the room, the graph, and the sources' texts."""

    room: Room
    reader: Reader
    texts: tuple[Texts, ...]

    @property
    def frame(self) -> Frame:
        """What the page has around it."""
        return self.room.frame

    @property
    def embedded(self) -> EmbeddedReader:
        """The reader of the store. Raises NotFound where the service has none of its own."""
        if not isinstance(self.reader, EmbeddedReader):
            raise NotFound(
                "This service has no store of its own to review.", hint="Run huunghi serve beside it."
            )
        return self.reader

    @property
    def reviewer(self) -> Reviewer:
        """Who is signed in. Raises SignInNeeded."""
        if self.room.session.token is None:
            raise SignInNeeded(
                "You are not signed in, or no longer.", hint="Sign in at /review and decide again."
            )
        return Reviewer(self.room.session.token.name)

    def answer(self, template: str, page: object, problem: HuuNghiError | None = None) -> Response:
        """Answer with a page; what was sent and could not be done gives it the status of the problem."""
        status = problem.status if problem else 200
        return self.room.sent(render(self.room.request, template, page, status=status))

    def said(self, problem: HuuNghiError | None) -> tuple[str, str]:
        """Return what went wrong and what to do next, in the reader's language."""
        return texts_of(problem, self.frame.words) if problem else ("", "")


async def bench_of(
    room: CurrentRoom, reader: CurrentReader, given: GivenTexts, settings: AppSettings
) -> Bench:
    """Return what a page of the review is made from."""
    kept = KeptTexts(Path(settings.store) / "texts")
    return Bench(room, reader, (given, kept) if given else (kept,))


CurrentBench = Annotated[Bench, Depends(bench_of)]
