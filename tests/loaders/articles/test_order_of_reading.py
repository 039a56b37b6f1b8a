"""Citations are set aside before events, dates and bodies are looked for, and an event has its own day and place."""

import pytest

from loaders.articles.document import Document
from loaders.articles.extract import Rules
from loaders.articles.mentions.gazetteer import Gazetteer
from loaders.articles.records import Event

EMPTY = Gazetteer.of()


def events(text: str, language: str, published: str | None = None) -> list[Event]:
    """Return the events of a text."""
    read = Rules()(text, language=language, title=None, published=published, gazetteer=EMPTY)
    return [record for record in read if isinstance(record, Event)]


def days(text: str, language: str, published: str | None = None) -> list[tuple[str, str | None]]:
    return [(e.kind, str(e.when) if e.when else None) for e in events(text, language, published)]


@pytest.mark.parametrize(
    ("text", "language", "aside"),
    [
        (
            "Huyện ủy tổ chức hội nghị quán triệt Chỉ thị số 35-CT/TW ngày 30-5-2019 của Bộ Chính trị về đại hội Đảng "
            "bộ các cấp.",
            "vi",
            "Chỉ thị số 35-CT/TW ngày 30-5-2019 của Bộ Chính trị về đại hội Đảng bộ các cấp",
        ),
        (
            "The union studied Directive No. 12-CT/TW dated January 5, 2022 of the Secretariat on foreign affairs.",
            "en",
            "Directive No. 12-CT/TW dated January 5, 2022 of the Secretariat on foreign affairs",
        ),
        (
            "Союз изучил Директиву № 12-CT/TW от 5 января 2022 года Секретариата.",
            "ru",
            "Директиву № 12-CT/TW от 5 января 2022 года Секретариата",
        ),
        (
            "L'Union a étudié la directive n° 12-CT/TW du 5 janvier 2022 du Secrétariat.",
            "fr",
            "directive n° 12-CT/TW du 5 janvier 2022 du Secrétariat",
        ),
    ],
)
def test_a_citation_is_set_aside_with_its_title_date_and_issuer(text: str, language: str, aside: str) -> None:
    document = Document(text, language, None, None, EMPTY)
    start = text.index(aside)
    assert len(document.told) == len(text)
    assert document.told[start : start + len(aside)].strip() == ""
    assert document.told[:start] == document.folded[:start]


def test_where_something_was_held_stands_in_no_title() -> None:
    text = (
        "The Lai Chau Union of Friendship Organizations held a conference to study Resolution No. 18-NQ/TW on "
        "arranging the apparatus on March 5, 2024."
    )
    assert days(text, "en") == [("conference", "2024-03-05")]


def test_what_a_document_is_about_is_no_event() -> None:
    text = (
        "Ngày 30-9-2019, Huyện ủy Bố Trạch tổ chức hội nghị quán triệt Chỉ thị số 35-CT/TW ngày 30-5-2019 của Bộ Chính "
        "trị về đại hội Đảng bộ các cấp."
    )
    assert days(text, "vi") == [("conference", "2019-09-30")]
    assert [(e.ordinal, e.organiser) for e in events(text, "vi")] == [(None, None)]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        (
            "Ngày 3/5/2024, Liên hiệp các tổ chức hữu nghị tỉnh Lai Châu họp bàn về đại hội tại Lai Châu.",
            None,
        ),
        ("Ngày 3/5/2024, Liên hiệp các tổ chức hữu nghị tỉnh Lai Châu tổ chức Đại hội lần thứ V.", 5),
    ],
)
def test_a_word_without_its_marks_is_no_roman_numeral(text: str, number: int | None) -> None:
    assert {e.ordinal for e in events(text, "vi") if e.kind == "congress"} <= {number}


def test_an_event_is_not_dated_by_what_it_studies() -> None:
    text = "Sáng 24/11, Huyện ủy tổ chức hội nghị quán triệt Kết luận số 57-KL/TW, ngày 15/6/2023 của Bộ Chính trị."
    assert days(text, "vi") == [("conference", None)]
    assert days(text, "vi", "2023-11-25") == [("conference", "2023-11-24")]


@pytest.mark.parametrize(
    ("printed", "day"),
    [
        ("Ngày 5-9", "2024-09-05"),
        ("Sáng 5-9", "2024-09-05"),
        ("Từ ngày 5-9 đến 9-9", "2024-09-05/2024-09-09"),
        ("Từ ngày 28-8 đến 3-9", "2024-08-28/2024-09-03"),
        ("Trong hai ngày 5-6/9", "2024-09-05/2024-09-06"),
        ("Chiều 5 - 9", "2024-09-05"),
    ],
)
def test_two_numbers_with_a_hyphen_are_a_day_and_its_month(printed: str, day: str) -> None:
    text = f"{printed}, Liên hiệp các tổ chức hữu nghị tỉnh Lai Châu tổ chức hội nghị."
    assert days(text, "vi", "2024-09-10") == [("conference", day)]
