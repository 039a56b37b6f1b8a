"""`/review/passage`: words that a curator chose in a text become a claim, by way of the form of a record.

The words come as a place, which a selection in the reader gives, or as they are typed; then they must stand in the text
once, or the curator says which of the places is meant.
"""

from dataclasses import replace

from fastapi import APIRouter
from starlette.responses import Response

from graph.errors import HuuNghiError, InputError
from graph.review.choosing import Chosen, choose_thing
from ontology.iris import mint
from queries.read.chosen_words import ReadableSource, passage_name, readable
from queries.read.labels import read_labels
from queries.read.passage import read_passage
from queries.read.search import index_of
from web.page_context import NO_BREAK_HYPHEN
from web.parameters import ChosenWords, ReviewText, TextPlace
from web.review_room import Bench, CurrentBench
from web.views.chosen_words import Choice, chosen_words_page
from web.views.terms import TermRenderer

router = APIRouter(prefix="/review/passage", include_in_schema=False)


@router.api_route("", methods=["GET", "HEAD"])
def shown(
    bench: CurrentBench,
    source: ReviewText = "",
    words: ChosenWords = "",
    start: TextPlace = None,
    end: TextPlace = None,
    thing: ReviewText = "",
    new: ReviewText = "",
) -> Response:
    """Answer with the words chosen and the question of what they speak, or lead on to the form of that record."""
    if bench.room.session.token is None:
        return bench.room.sign_in_page()
    text = readable(bench.embedded, source, bench.texts)
    choice, problem = Choice(words, thing=thing), None
    try:
        choice = _placed(choice, text, start, end)
        if choice.place is not None:
            passage = passage_name(choice.place)
            if new:
                return bench.room.lead_to("/review/record", thing=f"new:{new}", passage=passage)
            meant = _meant(bench, thing)
            if meant.iri:
                return bench.room.lead_to("/review/record", thing=meant.iri, passage=passage)
            choice = replace(choice, things=meant.candidates)
    except HuuNghiError as error:
        problem = error
    return _answer(bench, text, choice, problem)


def _meant(bench: Bench, name: str) -> Chosen:
    """Return what a name means, nothing where none was typed. Raises InputError where nothing goes by it."""
    if not name:
        return Chosen()
    index = index_of(bench.reader)
    chosen = choose_thing(bench.embedded.opened.store, index.path if index else None, name, ())
    if not chosen.iri and not chosen.candidates:
        raise InputError(
            "Nothing has this name.", hint="Write another name of it, or make a new record below."
        )
    return chosen


def _placed(choice: Choice, text: ReadableSource, start: int | None, end: int | None) -> Choice:
    """Return a choice with the place that is meant, or with those that may be.

    A place whose words are others than those sent is none. Raises InputError where the words do not stand in the text.
    """
    if start is not None and end is not None:
        place = text.place(start, end)
        if not choice.words or _firm(choice.words).split() == _firm(place.words).split():
            return replace(choice, place=place)
    matches = text.find(choice.words)
    if len(matches) == 1:
        return replace(choice, place=text.place(*matches[0]))
    if choice.words and not matches:
        raise InputError(
            "These words do not stand in the text.", hint="Write them as the text has them, marks and all."
        )
    return replace(choice, matches=matches)


def _firm(text: str) -> str:
    """Return a text with one kind of hyphens: pages show those of numbers as hyphens at which no line breaks."""
    return text.replace("-", NO_BREAK_HYPHEN)


def _answer(bench: Bench, text: ReadableSource, choice: Choice, problem: HuuNghiError | None) -> Response:
    passage = mint("passage", passage_name(choice.place)) if choice.place else ""
    record = read_passage(bench.reader, passage) if passage else None
    if record is not None and record.claims:
        choice = replace(choice, known=passage)
    labels = read_labels(bench.reader, (text.source.iri, *choice.things))
    terms = TermRenderer(bench.frame.words, bench.frame.links, labels)
    page = chosen_words_page(text, choice, terms, bench.frame, bench.said(problem))
    if problem is not None and problem.status == 400:
        problem.status = 422  # the form was understood; what it says cannot be
    return bench.answer("review_passage.html", page, problem)
