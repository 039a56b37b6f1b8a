"""The gold questions are sound: their answers can be run, and what is held out follows from the id alone."""

import json
import unicodedata
from datetime import date
from itertools import product
from typing import Any

import pytest

from graph.store.reader import Reader
from queries.collection import catalogue
from queries.header import ParameterType
from queries.runner import run
from queries.sparql.binding import terms_of
from tests.conftest import ROOT

FOLDER = ROOT / "tests" / "gold" / "questions"
KEYS = {"id", "language", "text", "asked_on", "answers", "abstain", "why", "reason"}
REASONS = {"outside", "unknown", "ambiguous", "opinion", "arithmetic", "no query"}

Question = dict[str, Any]


def read(half: str) -> list[Question]:
    """Return the questions of one half."""
    found: list[Question] = json.loads((FOLDER / f"{half}.json").read_text("utf-8"))
    return found


@pytest.fixture(scope="module")
def questions() -> list[Question]:
    """All questions of both halves."""
    return read("learn") + read("held")


def settings_of(answer: dict[str, Any]) -> list[dict[str, str]]:
    """Return the parameters of an answer, once with the first and once with the last day where one is a period."""
    days = {p.name for p in catalogue()[answer["query"]].parameters if p.type is ParameterType.DATE}
    choices = [
        [(name, day) for day in (value.split("/") if name in days else [value])]
        for name, value in answer["params"].items()
    ]
    return [dict(chosen) for chosen in product(*choices)]


def test_there_are_enough_questions_in_both_languages_and_halves(questions: list[Question]) -> None:
    """At least 150 were asked for, and a third held out."""
    of_language = [sum(q["language"] == language for q in questions) for language in ("en", "vi")]
    assert sum(of_language) == len(questions)
    assert of_language[0] >= 100
    assert of_language[1] >= 80
    assert len(read("held")) >= 60


def test_ids_and_texts_are_unique(questions: list[Question]) -> None:
    assert len({q["id"] for q in questions}) == len(questions)
    assert len({q["text"].casefold() for q in questions}) == len(questions)


@pytest.mark.parametrize("half", ["learn", "held"])
def test_the_half_of_a_question_follows_from_its_id(half: str) -> None:
    """Held out are ids from one to another."""
    held = {"en": range(171, 222), "vi": range(127, 176)}
    for q in read(half):
        assert (int(q["id"].partition("-")[2]) in held[q["language"]]) == (half == "held"), q["id"]


def test_each_question_has_an_answer_or_a_reason_to_abstain(questions: list[Question]) -> None:
    """A reason comes with `abstain` and only with it; no key is unknown, and the text is in NFC."""
    for q in questions:
        assert q.keys() <= KEYS, q["id"]
        assert q["id"].startswith(f"{q['language']}-"), q["id"]
        assert unicodedata.is_normalized("NFC", q["text"]), q["id"]
        assert bool(q.get("answers")) or "abstain" in q, q["id"]
        assert ("abstain" in q) == ("why" in q) == ("reason" in q), q["id"]
        if "abstain" in q:
            assert q["abstain"] is True, q["id"]
            assert q["why"] in REASONS, q["id"]


def test_every_answer_names_a_query_with_valid_parameters(questions: list[Question]) -> None:
    """`terms_of` refuses unknown, missing and malformed values; a period begins before it ends."""
    for q in questions:
        assert date.fromisoformat(q.get("asked_on", "2025-01-01")), q["id"]
        for answer in q.get("answers", ()):
            assert "language" not in answer["params"], q["id"]
            bounds = settings_of(answer)
            assert list(bounds[0].values()) <= list(bounds[-1].values()), q["id"]
            for given in bounds:
                terms_of(catalogue()[answer["query"]], given)


def test_every_answer_has_rows_unless_it_says_that_nothing_is_known(
    questions: list[Question], five_reports: Reader
) -> None:
    """Over the graph of data/; a thing that is not in it is refused by `run`."""
    for q in questions:
        for answer in q.get("answers", ()):
            for given in settings_of(answer):
                rows = run(five_reports, answer["query"], given).rows
                assert bool(rows) == ("rows" not in answer), (q["id"], answer)
