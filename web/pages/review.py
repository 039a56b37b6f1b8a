"""The review page: each proposed claim beside its passage, and the forms by which a curator decides.

Everything here is for those who signed in with a curator's token; nothing is kept by any cache. A decision publishes a
version, so that the public pages change with the answer.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Form
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from graph.errors import HuuNghiError, InputError, NotFound, NoVersion
from graph.limits import LIMITS
from graph.review import decisions
from graph.review import queue as review
from graph.review.decisions import Reviewer
from graph.store.reader import EmbeddedReader, Reader
from graph.store.versions import VersionStore
from queries.read.labels import read_labels
from queries.read.review import read_proposed_labels, read_review
from queries.read.texts import KeptTexts, Texts
from web.auth.session import Session, Sessions
from web.dependencies import AppSettings, CurrentReader, GivenTexts, PageFrame, Store
from web.errors import SignInNeeded
from web.page_context import Frame, render
from web.parameters import Confidence, ReviewText
from web.problems import texts_of
from web.views.review import ReviewTerms, SignInPage, parameters_of, review_page
from web.views.terms import TermRenderer

router = APIRouter(prefix="/review", include_in_schema=False)


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
        return self.sent(RedirectResponse(self.frame.links.page("/review", **parameters), 303))

    def sign_in_page(self, problem: HuuNghiError | None = None) -> Response:
        """Ask for a token."""
        said, hint = texts_of(problem, self.frame.words) if problem else ("", "")
        page = SignInPage(self.session.mark, said, hint)
        status = problem.status if problem else 401
        response = render(self.request, "review_in.html", page, status=status)
        self.sessions.keep(self.request, response, self.session)
        return self.sent(response)

    def check(self, mark: str) -> None:
        """Refuse a form that our own page did not send. Raises Forbidden."""
        self.sessions.check(self.request, self.session, mark)


async def room_of(request: Request, settings: AppSettings, frame: PageFrame) -> Room:
    """Return what the review is answered from. Raises NoVersion while there is nothing to review."""
    root = Path(settings.store)
    if not (root / "current").exists():
        raise NoVersion("There is no data yet.", hint="Load the tables: huunghi load data")
    sessions = Sessions(root)
    return Room(request, sessions, sessions.of(request), frame)


CurrentRoom = Annotated[Room, Depends(room_of)]


@dataclass(frozen=True)
class ReviewParams:
    """What a request wants to see: a filter of the queue, and a thing of it (IRI; empty: the first)."""

    wanted: review.Filter
    thing: str = ""


@dataclass(frozen=True)
class Desk:
    """What the curator's page is made from."""

    room: Room
    reader: Reader
    texts: tuple[Texts, ...]

    def page(self, params: ReviewParams, problem: HuuNghiError | None = None) -> Response:
        """Answer with the queue, and why what was sent was not done."""
        if not isinstance(self.reader, EmbeddedReader):
            raise NotFound(
                "This service has no store of its own to review.", hint="Run huunghi serve beside it."
            )
        frame = self.room.frame
        said, hint = texts_of(problem, frame.words) if problem else ("", "")
        record = read_review(self.reader, params.wanted, params.thing)
        labels = read_labels(self.reader, record.iris())
        proposed = read_proposed_labels(self.reader, record.iris(), labels)
        names = ReviewTerms(TermRenderer(frame.words, frame.links, labels), proposed, self.texts)
        page = review_page(record, names, self.room.session, frame, said, hint)
        status = problem.status if problem else 200
        return self.room.sent(render(self.room.request, "review.html", page, status=status))


async def desk_of(room: CurrentRoom, reader: CurrentReader, given: GivenTexts, settings: AppSettings) -> Desk:
    """Return what the curator's page is made from."""
    kept = KeptTexts(Path(settings.store) / "texts")
    return Desk(room, reader, (given, kept) if given else (kept,))


CurrentDesk = Annotated[Desk, Depends(desk_of)]


class DecisionForm(BaseModel):
    """A decision as the page's forms send it: what is done (`act`), to which claims or decisions, and why."""

    mark: str = ""
    act: str = ""
    claim: list[str] = []
    decision: list[str] = []
    why: str = ""
    value: str = ""
    language: str = ""
    into: str = ""
    kind: ReviewText = ""
    source: ReviewText = ""
    thing: ReviewText = ""
    least: Confidence = None

    def params(self) -> ReviewParams:
        """Return the part of the queue that the form was sent from."""
        return ReviewParams(review.Filter(kind=self.kind, source=self.source, least=self.least), self.thing)


@router.api_route("", methods=["GET", "HEAD"])
def shown(
    room: CurrentRoom,
    desk: CurrentDesk,
    kind: ReviewText = "",
    source: ReviewText = "",
    thing: ReviewText = "",
    least: Confidence = None,
) -> Response:
    """Answer `/review`: the queue for a curator, the sign-in for anybody else."""
    if room.session.token is None:
        return room.sign_in_page()
    return desk.page(ReviewParams(review.Filter(kind=kind, source=source, least=least), thing))


@router.post("/sign-in")
def sign_in(
    request: Request,
    room: CurrentRoom,
    mark: Annotated[str, Form()] = "",
    token: Annotated[str, Form()] = "",
) -> Response:
    """Take a token, and give a session for it."""
    room.check(mark)
    try:
        session = room.sessions.sign_in(token[:200])
    except SignInNeeded as error:
        return room.sign_in_page(error)
    response = room.first_page()
    room.sessions.keep(request, response, session)
    return response


@router.post("/sign-out")
def sign_out(room: CurrentRoom, mark: Annotated[str, Form()] = "") -> Response:
    """End the session."""
    room.check(mark)
    response = room.first_page()
    room.sessions.forget(response)
    return response


@router.post("/decide")
def decide(form: Annotated[DecisionForm, Form()], desk: CurrentDesk, store: Store) -> Response:
    """Take a decision, and go on with what is next."""
    room = desk.room
    if room.session.token is None:
        raise SignInNeeded(
            "You are not signed in, or no longer.", hint="Sign in at /review and decide again."
        )
    room.check(form.mark)
    params = form.params()
    try:
        _act(store, form, Reviewer(room.session.token.name))
    except HuuNghiError as error:
        return desk.page(params, error)
    with store.require_current().open() as opened:
        left = bool(params.thing and review.proposals(opened.store, params.thing, params.wanted))
    return room.first_page(**dict(parameters_of(params.wanted)), thing=params.thing if left else "")


def _act(versions: VersionStore, form: DecisionForm, by: Reviewer) -> None:
    why = form.why[: LIMITS.review_reason_length]
    match form.act:
        case "accept":
            with versions.require_current().open() as opened:
                claims = list(review.with_names(opened.store, form.claim))
            decisions.accept(versions, claims, by=by, why=why)
        case "reject":
            decisions.reject(versions, form.claim, by=by, why=why)
        case "correct":
            with versions.require_current().open() as opened:
                wrong = decisions.read_claim(opened.store, form.claim[0] if form.claim else "")
            triple = review.corrected(wrong, form.value, form.language)
            decisions.correct(versions, wrong.iri, triple, by=by, why=why)
        case "merge":
            decisions.merge(versions, form.thing, review.iri_of(form.into), by=by, why=why)
        case "undo":
            decisions.undo(versions, form.decision, by=by, why=why)
        case _:
            raise InputError("No decision was named.", hint="Accept, reject, correct, merge or undo.")
