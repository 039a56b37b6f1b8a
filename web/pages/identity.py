"""The page "why these are one" of a thing, and the same page with forms for whoever may review.

`/identity/<kind>/<slug>` is open to all; `/review/identity/<kind>/<slug>` asks for a curator's token, and undoes there
what was judged wrongly: a name that means another thing, a record that is another's.
"""

from typing import Annotated

from fastapi import APIRouter, Form
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from graph.errors import HuuNghiError, InputError
from graph.limits import LIMITS
from graph.review import decisions
from graph.review.decisions import Reviewer
from graph.store.versions import VersionStore
from ontology.iris import ID
from queries.read.decisions import decided
from queries.read.identity import read_identity
from queries.read.texts import Texts
from web.dependencies import CurrentReader, GivenTexts, PageFrame, Store
from web.errors import SignInNeeded
from web.page_context import Frame, render
from web.parameters import Kind, Slug
from web.problems import texts_of
from web.review_room import CurrentBench
from web.views.identity import Desk, IdentityPage, identity_page
from web.views.terms import TermRenderer

router = APIRouter()


def _page(
    reader: CurrentReader, iri: str, frame: Frame, texts: Texts | None, desk: Desk | None = None
) -> IdentityPage:
    record = read_identity(reader, iri)
    terms = TermRenderer.reading(reader, record.iris(), frame.words, frame.links)
    return identity_page(record, terms, frame, texts, desk)


@router.get("/identity/{kind}/{slug}", tags=["Things"], response_class=Response)
def show(
    request: Request, kind: Kind, slug: Slug, reader: CurrentReader, frame: PageFrame, texts: GivenTexts
) -> Response:
    """Get why names and records are held to be one thing: which sources say so, why, and what falls if they are two."""
    iri = f"{ID}{kind}/{slug}"
    if (into := decided(reader).into.get(iri)) is not None:
        response = RedirectResponse(frame.links.identity(into), 308)
        response.headers["Cache-Control"] = "no-cache"  # a merging can be undone
        return response
    return render(request, "identity.html", _page(reader, iri, frame, texts))


class IdentityForm(BaseModel):
    """What the forms of the page send: what is done (`act`), to which claims or decisions, and why."""

    mark: str = ""
    act: str = ""
    claim: list[str] = []
    decision: list[str] = []
    why: str = ""


def _for_review(
    request: Request, desk: CurrentBench, iri: str, problem: HuuNghiError | None = None
) -> Response:
    room = desk.room
    if room.session.token is None:
        return room.sign_in_page()
    said, hint = texts_of(problem, room.frame.words) if problem else ("", "")
    forms = Desk(room.session.token.name, room.session.mark, said, hint)
    texts = next(iter(desk.texts), None)
    page = _page(desk.reader, iri, room.frame, texts, forms)
    return room.sent(render(request, "identity.html", page, status=problem.status if problem else 200))


@router.get("/review/identity/{kind}/{slug}", include_in_schema=False)
def show_to_curator(request: Request, kind: Kind, slug: Slug, desk: CurrentBench) -> Response:
    """Answer a curator with the page and its forms, anybody else with the sign-in."""
    return _for_review(request, desk, f"{ID}{kind}/{slug}")


@router.post("/review/identity/{kind}/{slug}", include_in_schema=False)
def decide(
    request: Request,
    kind: Kind,
    slug: Slug,
    form: Annotated[IdentityForm, Form()],
    desk: CurrentBench,
    store: Store,
) -> Response:
    """Take a decision on what is one, and show the page as it is then."""
    room, iri = desk.room, f"{ID}{kind}/{slug}"
    if room.session.token is None:
        raise SignInNeeded(
            "You are not signed in, or no longer.", hint="Sign in at /review and decide again."
        )
    room.check(form.mark)
    try:
        _act(store, form, Reviewer(room.session.token.name))
    except HuuNghiError as error:
        return _for_review(request, desk, iri, error)
    return room.sent(RedirectResponse(f"/review/identity/{kind}/{slug}", 303))


def _act(versions: VersionStore, form: IdentityForm, by: Reviewer) -> None:
    why = form.why[: LIMITS.review_reason_length]
    match form.act:
        case "accept":
            decisions.accept(versions, form.claim, by=by, why=why)
        case "reject":
            decisions.reject(versions, form.claim, by=by, why=why)
        case "undo":
            decisions.undo(versions, form.decision, by=by, why=why)
        case _:
            raise InputError("No decision was named.", hint="Accept, reject or undo.")
