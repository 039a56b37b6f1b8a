"""A question in plain English or Vietnamese, the query of the catalogue that it is understood as, and the answer.

`/ask?q=...` as a page or as JSON. It says how the question was understood, what else it may mean, and, where no query
answers it, why. No language model is asked.
"""

import json
from dataclasses import asdict, dataclass
from datetime import date
from typing import Annotated, Final, Literal

from annotated_types import MaxLen
from fastapi import APIRouter, Query
from pydantic import AfterValidator
from starlette.requests import Request
from starlette.responses import Response

from graph.limits import LIMITS
from graph.store.reader import Reader
from queries.ask.answer import understood_as
from queries.ask.model import Reading, Understood
from queries.export.results import to_json
from queries.read.answer_evidence import read_answer_evidence
from queries.read.search import index_of
from queries.runner import Answer, run
from web.dependencies import CurrentReader, PageFrame
from web.errors import Elsewhere, InvalidValue
from web.negotiate import choose
from web.openapi import answers
from web.page_context import Alternate, Frame, render
from web.pages.query_form import QueryPage, filled_query_page
from web.pages.query_values import values_in_language
from web.parameters import Accept, spaced
from web.views.question import (
    EXAMPLES,
    Meaning,
    Passage,
    iris_understood,
    meaning,
    passages,
    short_values,
    why,
)
from web.views.terms import TermRenderer

router = APIRouter()


@dataclass(frozen=True)
class Example:
    """A question that is answered, and the link to its answer."""

    text: str
    href: str


@dataclass(frozen=True)
class AskPage:
    """What the page of a question shows; without one, the field and examples.

    `query` is the filled query with its form and answer, `assumed` the day that was taken for want of one, `why` the
    reason where there is no answer, `words` what it is about, `mended` words that were taken for others.
    """

    asked: str
    action: str
    most: int
    meaning: Meaning | None
    mended: tuple[tuple[str, str], ...]
    query: QueryPage | None
    passages: tuple[Passage, ...]
    evidence: str
    nearest: tuple[Meaning, ...]
    why: str
    words: tuple[str, ...]
    examples: tuple[Example, ...]
    json: str


@dataclass(frozen=True)
class ParameterDocument:
    """A value, and the words of the question that it was taken from; none where it was assumed."""

    name: str
    value: str
    words: str


@dataclass(frozen=True)
class ReadingDocument:
    """A query of the catalogue with its values, and its address."""

    query: str
    title: str
    parameters: list[ParameterDocument]
    url: str


@dataclass(frozen=True)
class AskDocument:
    """How a question was understood. `abstained` is why there is no answer; `answer` is a SPARQL result in JSON."""

    question: str
    asked_on: str
    understood: ReadingDocument | None
    abstained: str | None
    words: list[str]
    nearest: list[ReadingDocument]
    answer: dict[str, object] | None


def checked_day(text: str) -> str:
    """Return a day; raise InvalidValue for what is none."""
    try:
        return date.fromisoformat(text).isoformat() if text else ""
    except ValueError:
        raise InvalidValue(
            "%(name)s=%(text)s is no day.",
            hint="Write it as year, month, day: 2024-04-02.",
            values={"text": text[:40]},
        ) from None


QuestionText = Annotated[
    str,
    MaxLen(LIMITS.question_length),
    AfterValidator(spaced),
    Query(
        description="A question in English or Vietnamese.",
        examples=["who chaired the Nghe An union in May 2024?"],
    ),
]
AskedOn = Annotated[
    str,
    AfterValidator(checked_day),
    Query(
        description='The day on which it is asked, for "now" and "last year"; today unless given.',
        examples=["2025-04-25"],
        json_schema_extra={"pattern": r"^(\d{4}-\d{2}-\d{2})?$"},
    ),
]
AskFormat = Annotated[
    Literal["", "html", "json"], Query(description="Format of the answer, instead of Accept.")
]
_MEDIA: Final = {"text/html": "html", "application/json": "json"}


def ask_page(reader: Reader, text: str, today: date, frame: Frame) -> AskPage:
    """Fill the page of a question."""
    understood = understood_as(reader, text, today) if text else None
    answer = _answer(reader, understood, frame)
    evidence = read_answer_evidence(reader, answer) if answer is not None else ()
    named = list(iris_understood(understood)) if understood else []
    named += [iri for one in evidence for iri in one.iris()]
    terms = TermRenderer.reading(reader, named, frame.words, frame.links)
    reading = understood.reading if understood else None
    return AskPage(
        asked=text,
        action="/ask",
        most=LIMITS.question_length,
        meaning=meaning(reading, terms) if reading else None,
        mended=tuple(understood.mended.items()) if understood else (),
        query=filled_query_page(reader, reading.query, short_values(reading), answer, frame)
        if reading
        else None,
        passages=passages(evidence, terms),
        evidence=_evidence_link(reading, frame) if reading else "",
        nearest=tuple(meaning(one, terms) for one in understood.nearest) if understood else (),
        why=_no_names(reader, frame) or (why(understood, terms) if understood else ""),
        words=understood.words if understood else (),
        examples=tuple(Example(one, frame.links.ask(one)) for one in EXAMPLES[frame.lang]),
        json=frame.links.data("/ask", q=text, format="json") if text else "",
    )


def _no_names(reader: Reader, frame: Frame) -> str:
    """Return why no question is understood where an endpoint is read without an index of names; empty elsewhere."""
    if not frame.read or index_of(reader) is not None:
        return ""
    return frame.words(
        "This service reads from an endpoint, and has no index of names, by which questions are understood."
    )


def _answer(reader: Reader, understood: Understood | None, frame: Frame) -> Answer | None:
    if understood is None or understood.reading is None:
        return None
    query = understood.reading.query
    return run(reader, query.name, values_in_language(query, short_values(understood.reading), frame))


def _evidence_link(reading: Reading, frame: Frame) -> str:
    """Return the link to all evidence for the thing that was asked about; empty where that was none."""
    things = [
        v
        for v in short_values(reading).values()
        if "/" in v and not v.startswith("concept/") and "://" not in v
    ]
    return frame.links.query("evidence-for-thing", thing=things[0]) if things else ""


def ask_document(reader: Reader, text: str, today: date, frame: Frame) -> AskDocument:
    """Return what is understood and answered, for programs."""
    if said := _no_names(reader, frame):
        raise Elsewhere(said)
    understood = understood_as(reader, text, today)
    answer = _answer(reader, understood, frame)
    return AskDocument(
        text,
        today.isoformat(),
        _document(understood.reading, frame) if understood.reading else None,
        understood.why.value if understood.why else None,
        list(understood.words),
        [_document(one, frame) for one in understood.nearest],
        json.loads(to_json(answer)) if answer is not None else None,
    )


def _document(reading: Reading, frame: Frame) -> ReadingDocument:
    values = short_values(reading)
    return ReadingDocument(
        reading.query.name,
        reading.query.title.in_language(frame.lang),
        [ParameterDocument(one.name, values[one.name], one.words) for one in reading.filled],
        frame.links.query_data(reading.query.name, "json", **values),
    )


@router.get(
    "/ask",
    tags=["Search"],
    responses=answers("application/json", "text/html", model=AskDocument),
    response_class=Response,
)
def ask(
    request: Request,
    reader: CurrentReader,
    frame: PageFrame,
    q: QuestionText = "",
    on: AskedOn = "",
    format: AskFormat = "",
    accept: Accept = None,
) -> Response:
    """Answer a question in plain English or Vietnamese by a query of the catalogue, or say why none answers it."""
    form = format or _MEDIA.get(choose(accept, tuple(_MEDIA)) or "", "html")
    today = date.fromisoformat(on) if on else date.today()
    if form == "json":
        body = json.dumps(asdict(ask_document(reader, q, today, frame)), ensure_ascii=False)
        response = Response(body, media_type="application/json")
        response.headers["Vary"] = "Accept, Accept-Language, Cookie"
    else:
        page = ask_page(reader, q, today, frame)
        alternates = (Alternate(page.json, "application/json", "json"),) if q else ()
        response = render(request, "ask.html", page, alternates=alternates)
    if q and not on:
        response.headers["Cache-Control"] = "no-store"  # tomorrow "now" is another day
    return response
