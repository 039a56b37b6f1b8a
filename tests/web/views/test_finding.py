"""The sentence of the first page holds of exactly the reports that it is about."""

import pytest

from queries.read.finding import read_finding
from tests.queries.read.made_findings import Report, reader_of
from web.languages import words
from web.urls import Links
from web.views.finding import Finding, finding_of
from web.views.terms import TermRenderer

ONE, TWO = ("one",), ("one", "two")


def finding(*reports: Report, language: str = "en", citing: str = "programme/made") -> Finding:
    reader = reader_of(*reports, citing=citing)
    record = read_finding(reader)
    assert record is not None
    return finding_of(record, TermRenderer.reading(reader, record.iris(), words(language), Links()), None)


@pytest.mark.parametrize(
    ("reports", "headline", "silence"),
    [
        (
            (Report("a", "ru", "Báo Nghệ An", TWO), Report("b", "en", "Báo Nghệ An")),
            "Two reports of Báo Nghệ An: only the one in Russian names the documents.",
            "The report in English names none of them.",
        ),
        (
            (Report("a", "ru", "Báo Nghệ An", ONE), Report("b", "en", "Vietnam Times")),
            "Two reports on it: only the one in Russian names the document.",
            "The report in English does not name it.",
        ),
        (
            (Report("a", "en", "Báo Nghệ An", TWO), Report("b", "en", "Vietnam Times")),
            "Two reports on it: only one names the documents.",
            "That of Vietnam Times names none of them.",
        ),
        (
            (Report("a", "en", "Báo Nghệ An", TWO), Report("b", "en", "Báo Nghệ An")),
            "Two reports of Báo Nghệ An: only one names the documents.",
            "The other names none of them.",
        ),
        (
            (Report("a", names=TWO), Report("b")),
            "Two reports on it: only one names the documents.",
            "The other names none of them.",
        ),
        (
            (Report("a", "ru", names=TWO), Report("b")),
            "Two reports on it: only one names the documents.",
            "The other names none of them.",
        ),
        (
            (Report("a", "ru", names=TWO), Report("b", "en"), Report("c", "fr")),
            "3 reports on it: only the one in Russian names the documents.",
            "The report in English names none of them.",
        ),
        (
            (Report("a", "ru", names=TWO), Report("b", "en"), Report("c", "ru", published="2023-01-01")),
            "3 reports on it: only one names the documents.",
            "The report in English names none of them.",
        ),
        (
            (Report("a", "ru", names=TWO), Report("b", "en"), Report("c", "fr", names=ONE)),
            "Of 3 reports on it, 1 names no document.",
            "The report in English names none of them.",
        ),
    ],
    ids=[
        "one publisher", "two publishers", "one language", "all alike", "nothing known", "language not known",
        "three", "three in two languages", "two name some",
    ],
)  # fmt: skip
def test_the_sentence_is_true_of_the_reports(
    reports: tuple[Report, ...], headline: str, silence: str
) -> None:
    made = finding(*reports)
    assert (made.headline, made.silence) == (headline, silence)


def test_it_is_said_in_vietnamese_with_languages_in_lower_case() -> None:
    made = finding(Report("a", "ru", "Báo Nghệ An", TWO), Report("b", "en", "Báo Nghệ An"), language="vi")
    assert made.headline == "Hai bài của Báo Nghệ An: chỉ bài tiếng Nga nêu tên các văn bản."


def test_an_event_is_called_one() -> None:
    made = finding(Report("a", "ru", names=TWO), Report("b", "en"), citing="event/made")
    assert (made.kind, made.trace) == ("event", "/trace/event/made")
    assert finding(Report("a", "ru", names=TWO), Report("b", "en")).kind == "The programme"
