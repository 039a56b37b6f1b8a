"""The review page: each proposed claim beside its passage, and the forms by which a curator decides.

Everything here is for those who signed in with a curator's token; nothing is kept by any cache. A decision publishes a
version, so that the public pages change with the answer.
"""

from collections.abc import Iterable
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import Response

from graph.errors import HuuNghiError, StoreError
from graph.review import queue as review
from graph.review.outcome import Contradiction
from graph.review.undoing import LaterActs
from queries.read.changing import iris_of_outcome, labels_gained, sources_of_conflicts
from queries.read.evidence import read_sources
from queries.read.labels import Labels, read_labels
from queries.read.review import read_claims_of, read_proposed_labels, read_review
from web.dependencies import Store
from web.errors import SignInNeeded, TooManyTries
from web.parameters import Confidence, ReviewText
from web.problems import respond
from web.review_acts import Rehearsed, carry_out, rehearsed
from web.review_forms import DecisionForm, ReviewParams, thing_of
from web.review_room import Bench, CurrentBench, CurrentRoom
from web.views.review import parameters_of, review_page, sent_back
from web.views.review_change import change_page, split_page
from web.views.review_parts import ReviewTerms
from web.views.terms import TermRenderer

router = APIRouter(prefix="/review", include_in_schema=False)


def queue_page(
    bench: Bench,
    params: ReviewParams,
    problem: HuuNghiError | None = None,
    form: DecisionForm | None = None,
) -> Response:
    """Answer with the queue, and why what was sent was not done; what was typed stands where it stood."""
    frame = bench.frame
    said, hint = bench.said(problem)
    against = problem.conflicts if isinstance(problem, Contradiction) else ()
    later = problem.acts if isinstance(problem, LaterActs) else ()
    if against:
        said = frame.words(Contradiction.title) + "."
    elif later:
        said = frame.words(LaterActs.title) + "."
    record = read_review(bench.embedded, params.wanted, params.thing, later=later, against=against)
    names = _names(bench, record.iris())
    page = review_page(record, names, bench.room.session, frame, sent_back(form, problem, said, hint))
    return bench.answer("review.html", page, problem)


@router.api_route("", methods=["GET", "HEAD"])
def shown(
    room: CurrentRoom,
    bench: CurrentBench,
    kind: ReviewText = "",
    source: ReviewText = "",
    thing: ReviewText = "",
    predicate: ReviewText = "",
    least: Confidence = None,
) -> Response:
    """Answer `/review`: the queue for a curator, the sign-in for anybody else."""
    if room.session.token is None:
        return room.sign_in_page()
    return queue_page(
        bench,
        ReviewParams(
            review.Filter(kind=kind, source=source, least=least, predicate=predicate), thing_of(thing)
        ),
    )


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
        session = room.sign_in(token[:200])
    except (SignInNeeded, TooManyTries) as error:
        return room.sign_in_page(error)
    response = room.first_page()
    room.sessions.keep(request, response, session)
    return response


@router.post("/sign-out")
def sign_out(request: Request, room: CurrentRoom, mark: Annotated[str, Form()] = "") -> Response:
    """End the session; where the store takes no writes, at least in this browser."""
    room.check(mark)
    try:
        room.sessions.end(room.session)
        response = room.first_page()
    except StoreError as error:
        response = room.sent(respond(request, error))
    room.sessions.forget(response)
    return response


@router.post("/change")
def change(form: Annotated[DecisionForm, Form()], bench: CurrentBench, store: Store) -> Response:
    """Show what an act would change, and offer to publish it."""
    by = bench.reviewer
    bench.room.check(form.mark)
    try:
        return change_answer(bench, form, rehearsed(store, bench.embedded, form, by))
    except HuuNghiError as error:
        return queue_page(bench, form.params(), error, form)


@router.post("/decide")
def decide(form: Annotated[DecisionForm, Form()], bench: CurrentBench, store: Store) -> Response:
    """Take a decision, and go on with what is next."""
    room = bench.room
    by = bench.reviewer
    room.check(form.mark)
    params = form.params()
    try:
        if form.all and form.version != str(bench.embedded.version.number):
            # What was shown is no longer what would change.
            return change_answer(bench, form, rehearsed(store, bench.embedded, form, by), again=True)
        carry_out(store, bench.embedded, form, by)
    except HuuNghiError as error:
        return queue_page(bench, params, error, form)
    if form.record:
        return room.lead_to("/review/record", thing=form.record, undone=1)
    with store.require_current().open() as opened:
        left = bool(params.thing and review.proposals(opened.store, params.thing, params.wanted))
    return room.first_page(**dict(parameters_of(params.wanted)), thing=params.thing if left else "")


@router.api_route("/split", methods=["GET", "HEAD"])
def split(bench: CurrentBench, thing: ReviewText = "") -> Response:
    """Answer with the claims of a thing, to choose those that are about another."""
    if bench.room.session.token is None:
        return bench.room.sign_in_page()
    record = read_claims_of(bench.embedded, thing)
    names = _names(bench, record.iris())
    return bench.answer("review_split.html", split_page(record, names, bench.room.session, bench.frame))


def change_answer(bench: Bench, form: DecisionForm, found: Rehearsed, *, again: bool = False) -> Response:
    """Answer with what an act would change."""
    left = [iri for iri, _ in found.left]
    iris = [*iris_of_outcome(found.outcome), *left, *([form.thing] if form.thing else [])]
    names = _names(bench, iris, labels_gained(found.outcome))
    conflicts = (*found.outcome.made, *found.outcome.solved)
    sources = read_sources(bench.reader, sources_of_conflicts(conflicts))
    version = bench.embedded.version.number
    page = change_page(form, found, names, sources, bench.room.session, bench.frame, version, again=again)
    return bench.answer("review_change.html", page)


def _names(bench: Bench, iris: Iterable[str], more: Labels | None = None) -> ReviewTerms:
    frame = bench.frame
    wanted = dict.fromkeys(iris)
    labels = read_labels(bench.reader, wanted)
    proposed = read_proposed_labels(bench.embedded, wanted, labels)
    terms = TermRenderer(frame.words, frame.links, labels)
    return ReviewTerms(terms, proposed | more if more else proposed, bench.texts)
