"""`/review/record`: a whole record in one form. What a correction would change is shown first, then it is published.

One form serves for both, so that what was typed is never lost: a correction that cannot be is answered with the form as
it was sent, what stands against it, and both sides of what would contradict.
"""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from graph.errors import HuuNghiError, InputError
from graph.review.acts import CORRECTION
from graph.review.chosen_place import ChosenPlace
from graph.review.conflicts import BETWEEN_SOURCES
from graph.review.decisions import tolerated
from graph.review.new_records import creation, new_record
from graph.review.outcome import Contradiction, refuse, rehearse
from graph.review.records import Changes, correct_record, correction
from graph.store.versions import VersionStore
from queries.read.changing import iris_of_conflicts, iris_of_outcome, labels_gained, sources_of_conflicts
from queries.read.chosen_words import chosen_passage, passage_name
from queries.read.evidence import read_sources
from queries.read.labels import read_labels
from queries.read.record import NEW, RecordRecord, read_record, record_to_make, with_place
from queries.read.review import read_proposed_labels
from queries.read.search import index_of
from web.dependencies import Store
from web.parameters import ReviewText
from web.record_parameters import record_form, wanted_changes
from web.review_room import Bench, CurrentBench
from web.views.record_form import Sent, first_entries, record_page
from web.views.review_parts import ReviewTerms
from web.views.terms import TermRenderer

router = APIRouter(prefix="/review/record", include_in_schema=False)


async def sent_form(request: Request) -> AsyncIterator[FormData]:
    """Give the form of a request, with whatever fields it has; files that were sent in it are let go of afterwards."""
    async with request.form() as form:
        yield form


SentForm = Annotated[FormData, Depends(sent_form)]


@router.api_route("", methods=["GET", "HEAD"])
def shown(
    bench: CurrentBench,
    thing: ReviewText = "",
    source: ReviewText = "",
    done: ReviewText = "",
    undone: ReviewText = "",
    passage: ReviewText = "",
) -> Response:
    """Answer with the form of a record, for a curator."""
    if bench.room.session.token is None:
        return bench.room.sign_in_page()
    record = _record(bench, thing, source, passage)
    return _answer(bench, record, Sent(entries=first_entries(record), done=done, undone=bool(undone)))


def _record(bench: Bench, thing: str, source: str, passage: str) -> RecordRecord:
    """Return the record that is asked for: of a known thing, or one to be made from the words of a passage."""
    chosen = chosen_passage(bench.embedded, passage, bench.texts) if passage else None
    if thing.startswith(NEW):
        if chosen is None:
            raise InputError(
                "A new record is made from words.", hint="Choose them in the reader of a source first."
            )
        return record_to_make(bench.embedded, thing.removeprefix(NEW), chosen)
    record = read_record(bench.embedded, thing, source)
    return with_place(bench.embedded, record, chosen) if chosen else record


@router.post("")
def sent(bench: CurrentBench, sent_: SentForm, store: Store) -> Response:
    """Show what a correction would change, or publish it."""
    form = record_form(sent_)
    by = bench.reviewer
    bench.room.check(form.mark)
    record = _record(bench, form.thing, form.source, form.passage)
    kept = Sent(entries=form.entries, beside=form.beside, why=form.why, disagree=form.disagree)
    index = index_of(bench.reader)
    changes, problems = wanted_changes(
        form, record, bench.embedded.opened.store, index.path if index else None, bench.frame.words
    )
    if problems:
        whole = problems.get("")
        kept = replace(kept, problems=problems)
        error = InputError("Some fields cannot be read; nothing was changed.", hint="They are marked below.")
        error.status = 422
        if whole is not None:
            kept = replace(kept, problem=whole.message, hint=whole.hint)
        return _refused(bench, record, kept, error)
    chosen = record.chosen
    if chosen is not None and form.beside in ("", chosen.claim.iri):
        changes = replace(changes, place=chosen)
    try:
        if record.is_new and chosen is not None:
            return _made(bench, record, chosen, changes, kept, store, publish=form.act == "publish")
        if form.act == "publish":
            made = correct_record(
                store,
                record.thing,
                changes,
                by=by,
                why=form.why,
                source=form.source,
                disagree=form.disagree,
            )
            return bench.room.lead_to(
                "/review/record", thing=record.thing, source=form.source, done=made.act, passage=form.passage
            )
        plan = correction(record.thing, changes, source=form.source)
        outcome = rehearse(store, plan, by=by, kind=CORRECTION, why=form.why)
        kept = replace(kept, outcome=outcome)
        refuse(bench.embedded.opened.store, outcome, tolerated(form.disagree))
    except HuuNghiError as error:
        return _refused(bench, record, kept, error)
    return _answer(bench, record, kept)


def _made(
    bench: Bench,
    record: RecordRecord,
    chosen: ChosenPlace,
    changes: Changes,
    kept: Sent,
    store: VersionStore,
    *,
    publish: bool,
) -> Response:
    """Show what making a record would change, or publish it."""
    by, said = bench.reviewer, changes.added
    if publish:
        thing, made = new_record(
            store, record.kind, said, chosen, by=by, why=kept.why, disagree=kept.disagree
        )
        passage = passage_name(chosen)
        return bench.room.lead_to("/review/record", thing=thing, done=made.act, passage=passage)
    outcome = rehearse(store, creation(record.kind, said, chosen), by=by, kind=CORRECTION, why=kept.why)
    refuse(bench.embedded.opened.store, outcome, tolerated(kept.disagree))
    return _answer(bench, record, replace(kept, outcome=outcome))


def _refused(bench: Bench, record: RecordRecord, kept: Sent, error: HuuNghiError) -> Response:
    """Answer with the form as it was sent, and what stands against it."""
    if not kept.problem:
        said, hint = bench.said(error)
        kept = replace(kept, problem=said, hint=hint)
    if isinstance(error, Contradiction):
        kept = replace(
            kept,
            problem=bench.frame.words(error.title) + ".",
            conflicts=error.conflicts,
            may_disagree=all(one.kind in BETWEEN_SOURCES for one in error.conflicts),
            outcome=None,
        )
    if error.status == 400:
        error.status = 422  # the form was understood; what it says cannot be
    return _answer(bench, record, kept, error)


def _answer(bench: Bench, record: RecordRecord, kept: Sent, problem: HuuNghiError | None = None) -> Response:
    frame, reader = bench.frame, bench.embedded
    iris = dict.fromkeys(record.iris())
    if kept.outcome is not None:
        iris.update(dict.fromkeys(iris_of_outcome(kept.outcome)))
    conflicts = (*kept.conflicts, *(kept.outcome.made + kept.outcome.solved if kept.outcome else ()))
    iris.update(dict.fromkeys(iris_of_conflicts(conflicts)))
    for one in kept.problems.values():
        iris.update(dict.fromkeys(one.candidates))
    labels = read_labels(reader, iris)
    proposed = read_proposed_labels(reader, iris, labels)
    if kept.outcome is not None:
        proposed = proposed | labels_gained(kept.outcome)
    names = ReviewTerms(TermRenderer(frame.words, frame.links, labels), proposed, bench.texts)
    kept = replace(kept, sources=read_sources(reader, sources_of_conflicts(conflicts)))
    page = record_page(record, names, bench.room.session, frame, kept)
    return bench.answer("review_record.html", page, problem)
