"""Citations are set aside before events, dates and bodies are looked for, and an event has its own day and place."""

import pytest

from loaders.articles.citations.normalise import fold
from loaders.articles.document import Document
from loaders.articles.extract import Rules
from loaders.articles.lexicons import read_yaml
from loaders.articles.mentions.gazetteer import Gazetteer
from loaders.articles.mentions.open_places import open_places
from loaders.articles.mentions.page_place import place_of_page
from loaders.articles.records import Event, Participation, Role
from loaders.articles.rules.reference_time import Clock, date_line, years_of

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


YEARS = [(kind, one) for kind, entry in read_yaml("years.yaml").items() for one in entry["examples"]]


@pytest.mark.parametrize(("kind", "example"), YEARS, ids=[one["text"] for _, one in YEARS])
def test_a_year_is_taken_for_what_its_example_says(kind: str, example: dict[str, object]) -> None:
    text, years = fold(str(example["text"])), example["years"]
    if kind == "beside_date":
        day = date_line([text])
        assert day is not None
        assert [int(day[:4])] == years
    else:
        assert list(years_of(text)[kind == "review"]) == years


@pytest.mark.parametrize("example", read_yaml("publishers.yaml")["examples"], ids=str)
def test_a_publisher_is_of_the_place_in_its_name(example: dict[str, str | None]) -> None:
    assert place_of_page(example["url"], example["publisher"]) == example["place"]


UNION = "Liên hiệp các tổ chức hữu nghị tỉnh Lai Châu"


REVIEW = f"{UNION} tổ chức hội nghị tổng kết công tác năm 2023"


@pytest.mark.parametrize(
    ("text", "language", "day"),
    [
        (f"Sáng 5/3, {REVIEW}, triển khai nhiệm vụ năm 2024.", "vi", "2024-03-05"),
        (f"Sáng 28/12, {REVIEW}, triển khai nhiệm vụ năm 2024.", "vi", "2023-12-28"),
        (f"Sáng 5/1, {REVIEW}.", "vi", "2024-01-05"),
        (f"Sáng 5/7, {REVIEW}.", "vi", None),
        (f"Ngày 5/7, {UNION} tổ chức Đại hội lần thứ V, nhiệm kỳ 2024-2029.", "vi", "2024-07-05"),
        (
            "The Lai Chau Union held its fifth congress for the 2024 - 2029 term on July 5.",
            "en",
            "2024-07-05",
        ),
        ("5 июля Союз организаций дружбы провёл 5-й съезд на 2024-2029 годы.", "ru", "2024-07-05"),
        ("Le 5 juillet, l'Union a tenu son 5e congrès pour le mandat 2024-2029.", "fr", "2024-07-05"),
        (
            f"Ngày 5/7, {UNION} tổ chức hội nghị tổng kết chương trình giai đoạn 2019 - 2023, ký kết chương trình "
            "giai đoạn 2024 - 2028.",
            "vi",
            "2024-07-05",
        ),
        (f"Hội nghị năm 2024\n\nSáng 5/7, {UNION} tổ chức hội nghị.", "vi", "2024-07-05"),
        (f"Hội nghị\n\n08:32, 06/07/2024\n\nSáng 5/7, {UNION} tổ chức hội nghị.", "vi", "2024-07-05"),
        (f"Sáng 5/7, {UNION} tổ chức hội nghị theo Chỉ thị số 12-CT/TW ngày 5/1/2022.", "vi", None),
    ],
)
def test_the_year_left_out_is_that_of_the_lead_or_of_the_page(
    text: str, language: str, day: str | None
) -> None:
    assert {d for _, d in days(text, language)} == {day}


def test_the_address_tells_the_year_with_the_reason() -> None:
    read = Rules()(
        f"Sáng 5/7, {UNION} tổ chức hội nghị.",
        language="vi",
        gazetteer=EMPTY,
        url="https://example.org/2024/07/a.html",
    )
    (event,) = [r for r in read if isinstance(r, Event)]
    assert event.when
    assert (event.when.start, event.when.inferred) == (
        "2024-07-05",
        "The year is the one in the report's address.",
    )


def test_no_event_is_older_than_a_document_that_the_report_cites() -> None:
    text = f"Sáng 5/7, {UNION} tổ chức hội nghị năm 2021 về Chỉ thị số 12-CT/TW ngày 5/1/2022 của Ban Bí thư."
    assert days(text, "vi") == [("conference", None)]


SECRETARY = "Mr. Tran Van Binh, Secretary of the Provincial Party Committee,"


@pytest.mark.parametrize(
    ("text", "publisher", "body"),
    [
        ("spoke at the conference held on March 5, 2024 in Ca Mau province.", None, "ca-mau-party-committee"),
        ("spoke at the conference.", "Báo Lai Châu", "lai-chau-party-committee"),
        (
            "received the Ca Mau Provincial Party Committee on March 5, 2024.",
            "Báo Lai Châu",
            "ca-mau-party-committee",
        ),
        ("spoke at the conference.", "Nhân Dân", None),
    ],
)
def test_a_body_without_its_place_is_of_the_text_or_else_of_the_page(
    text: str, publisher: str | None, body: str
) -> None:
    read = Rules()(f"{SECRETARY} {text}", language="en", gazetteer=EMPTY, publisher=publisher)
    found = {(r.body, bool(r.inferred)) for r in read if isinstance(r, Role) and r.body}
    assert found == ({(body, True)} if body else set())


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (
            "Ngày 3/5/2024, Liên hiệp các tổ chức hữu nghị tỉnh Lai Châu tổ chức hội nghị tổng kết. Tại buổi lễ, Liên "
            "hiệp đã trao bằng khen cho ông Trần Văn Bình. Hội nghị đã bầu ông Lê Văn Tám làm Chủ tịch Liên hiệp.",
            "vi",
        ),
        (
            "On May 3, 2024, the Lai Chau Union of Friendship Organizations held a conference. At the ceremony, the "
            "Union presented certificates to Mr. Tran Van Binh, and the meeting elected Mr. Le Van Tam its chairman.",
            "en",
        ),
        (
            "Le 3 mai 2024, l'Union des organisations d'amitié de Lai Châu a tenu une conférence. Lors de la cérémo"
            "nie, l'Union a remis des certificats à M. Trân Van Binh.",
            "fr",
        ),
        (
            "3 мая 2024 года Союз организаций дружбы провинции Лайтяу провёл конференцию. На церемонии Союз вручил "
            "грамоты товарищу Чан Ван Бинь.",
            "ru",
        ),
    ],
)
def test_an_event_is_one_record_whatever_it_is_called_and_what_was_done_at_it(
    text: str, language: str
) -> None:
    assert days(text, language) == [("conference", "2024-05-03")]


def test_who_was_elected_or_honoured_at_an_event_took_part_in_it() -> None:
    text = (
        "On May 3, 2024, the Lai Chau Union of Friendship Organizations held its fifth congress. The Union presented "
        "certificates of merit to Mr. Tran Van Binh, and the congress elected Mr. Le Van Tam chairman of the Union."
    )
    read = Rules()(text, language="en", gazetteer=EMPTY)
    found = {(r.event, r.agent, r.role) for r in read if isinstance(r, Participation)}
    assert {("congress", "tran-van-binh", "recipient"), ("congress", "le-van-tam", "elected")} <= found


@pytest.mark.parametrize(
    ("text", "language", "other"),
    [
        (
            "On May 3, 2024, the Lai Chau Union held a conference. The two provinces signed a memorandum of "
            "understanding on October 27, 2022.",
            "en",
            ("signing", "2022-10-27"),
        ),
        (
            "Le 3 mai 2024, l'Union a tenu une conférence. En 2007, une délégation s'est rendue à Lai Châu.",
            "fr",
            ("visit", "2007"),
        ),
        (
            "3 мая 2024 года Союз провёл конференцию. Общество было основано 31 июля 1958 года.",
            "ru",
            ("historical-event", "1958-07-31"),
        ),
        (
            "Ngày 3/5/2024, Liên hiệp tổ chức hội nghị. Ngày 27/10/2022, hai tỉnh đã ký kết bản ghi nhớ hợp tác.",
            "vi",
            ("signing", "2022-10-27"),
        ),
    ],
)
def test_what_has_a_date_of_its_own_is_an_event_beside(
    text: str, language: str, other: tuple[str, str]
) -> None:
    assert days(text, language) == [("conference", "2024-05-03"), other]


def test_a_date_is_that_of_the_words_in_its_own_clause() -> None:
    text = (
        "On May 3, 2024, the Lai Chau Union held a conference. During the visit to Da Nang by a delegation in 2019, "
        "the two sides signed an agreement."
    )
    assert days(text, "en") == [("conference", "2024-05-03"), ("visit", "2019")]


def test_what_is_still_to_come_or_only_ages_something_is_no_event() -> None:
    text = (
        "On May 3, 2024, the Lai Chau Union, which was founded in 1994, held a conference. It will sign an agreement "
        "with its partners in 2025."
    )
    assert days(text, "en") == [("conference", "2024-05-03")]


def test_bodies_that_sign_are_the_event_where_no_other_is_named() -> None:
    text = "The Women's Union and the Union of Friendship Organizations on May 3, 2024 signed a cooperation programme."
    assert days(text, "en") == [("signing", "2024-05-03")]


@pytest.mark.parametrize(
    ("text", "language", "kind", "place"),
    [
        ("Sáng 12/6, tại TP Hà Nội, ông Trần Văn Bình đã tiếp Đại sứ Lào tại Việt Nam.", "vi", "meeting", "ha-noi"),
        ("Sáng nay (12/6), Tỉnh ủy Lai Châu công bố quyết định bổ nhiệm cán bộ.", "vi", "appointment", None),
        ("Hôm nay 12/6, Liên hiệp tổ chức khởi động dự án nước sạch.", "vi", "launch", None),
        ("Chiều 12/6, UBND tỉnh tổ chức họp báo về lễ hội.", "vi", "conference", None),
        ("On June 12, Mr. Tran Van Binh led a delegation to visit Ha Tinh province.", "en", "visit", "ha-tinh"),
        ("Le 12 juin, l'Union et le Musée ont coorganisé une rencontre à Hanoï.", "fr", "meeting", "ha-noi"),
        ("Kỳ họp thứ 10, HĐND tỉnh Lào Cai khai mạc sáng 12/6.", "vi", "meeting", None),
        ("Sáng 12/6, đoàn đại biểu tỉnh Lai Châu đến chúc Tết cán bộ tỉnh bạn.", "vi", "visit", None),
        ("Tối 12/6, Thành ủy Hải Phòng tổ chức chương trình kỷ niệm 79 năm Quốc khánh.", "vi", "commemoration", None),
        ("In Hanoi on June 12, Mr. Tran Van Binh received the outgoing Lao Ambassador.", "en", "meeting", "ha-noi"),
        ("A ceremony was held in Da Nang on June 12 to mark the 50th anniversary.", "en", "commemoration", "da-nang"),
        ("The 10th National Congress of the Front opened in Hanoi on June 12.", "en", "congress", "ha-noi"),
        ("Mr. Tran Van Binh met with the Speaker on June 12 during his visit to Hanoi.", "en", "meeting", "ha-noi"),
        ("M. Trân Van Binh a reçu, le 12 juin à Hanoï, l’ambassadeur de Cuba.", "fr", "meeting", "ha-noi"),
        ("Une cérémonie marquant le 50e anniversaire a eu lieu le 12 juin à Hanoï.", "fr", "commemoration", "ha-noi"),
        ("12 июня в Ханое Чан Ван Бинь принял посла Лаоса во Вьетнаме.", "ru", "meeting", "ha-noi"),
        ("В Ханое 12 июня состоялся вечер, посвящённый 105-летию революции.", "ru", "commemoration", "ha-noi"),
        ("Круглый стол о народной дипломатии прошёл 12 июня в Ханое.", "ru", "workshop", "ha-noi"),
    ],
)  # fmt: skip
def test_a_lead_tells_the_kind_the_day_and_the_place(
    text: str, language: str, kind: str, place: str | None
) -> None:
    (event,) = events(text, language, "2024-06-13")
    assert (event.kind, str(event.when), event.place) == (kind, "2024-06-12", place)


@pytest.mark.parametrize(
    "text",
    [
        "On June 12, Mr. Tran Van Binh received the Friendship Order from the President.",
        "Le 12 juin, M. Trân Van Binh a reçu la médaille de l'amitié du président.",
    ],
)
def test_who_receives_an_order_receives_no_guests(text: str) -> None:
    assert [e.kind for e in events(text, "fr" if text.startswith("Le") else "en", "2024-06-13")] != [
        "meeting"
    ]


PLACES = [(lang, one) for lang, entry in read_yaml("event_places.yaml").items() for one in entry["examples"]]


@pytest.mark.parametrize(("language", "example"), PLACES, ids=[one["text"] for _, one in PLACES])
def test_a_place_that_no_list_has_is_found_as_its_example_says(
    language: str, example: dict[str, str | None]
) -> None:
    document = Document(str(example["text"]), language, None, None, EMPTY)
    found = next((p.text for s in document.sentences for p in open_places(document, s)), None)
    assert found == example["place"]


def test_the_dateline_tells_the_place_where_nothing_else_does() -> None:
    text = (
        "LAI CHAU (VNA) - The Lai Chau Union of Friendship Organizations held a conference on June 12, 2024."
    )
    assert [e.place for e in events(text, "en")] == ["lai-chau"]
    text = text.replace("on June", "in Da Nang on June")
    assert [e.place for e in events(text, "en")] == ["da-nang"]


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        (
            "On June 12, 2024, the Lai Chau Union held a conference on the congress that will take place in July.",
            "en",
            [("conference", "2024-06-12")],
        ),
        (
            "Ngày 12/6/2024, Liên hiệp tổ chức hội nghị về đại hội sẽ diễn ra ngày 12/7.",
            "vi",
            [("conference", "2024-06-12")],
        ),
        ("A conference will be held in Lai Chau on June 12, 2024.", "en", []),
        ("Ngày 12/6/2024, Liên hiệp sẽ tổ chức hội nghị tại Lai Châu.", "vi", []),
        ("Le 12 juin 2024, l'Union tiendra sa conférence, qui se tiendra à Lai Châu.", "fr", []),
        ("12 июня 2024 года в Лайтяу состоится конференция.", "ru", []),
        (
            "Sáng 17/8, nhân kỷ niệm 60 năm thiết lập quan hệ (5/9/1962 - 5/9/2022), Liên hiệp tổ chức hội nghị.",
            "vi",
            [("conference", "2022-08-17")],
        ),
    ],
)
def test_what_is_held_is_told_from_what_is_still_to_come(
    text: str, language: str, expected: list[tuple[str, str]]
) -> None:
    assert [one for one in days(text, language) if one[0] != "historical-event"] == expected


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The fifth congress of the Lai Chau Union wrapped up on June 12, 2024 after two days.", "en"),
        (
            "Đại hội Liên hiệp các tổ chức hữu nghị tỉnh Lai Châu bế mạc ngày 12/6/2024 sau 2 ngày làm việc.",
            "vi",
        ),
        ("Le congrès de l'Union s'est achevé le 12 juin 2024 après deux jours de travail.", "fr"),
        ("Съезд Союза завершился 12 июня 2024 года после двух дней работы.", "ru"),
    ],
)
def test_what_closed_after_two_days_began_the_day_before(text: str, language: str) -> None:
    assert days(text, language) == [("congress", "2024-06-11/2024-06-12")]


def test_the_word_for_an_event_may_stand_in_the_sentence_after_its_day() -> None:
    text = (
        "Днём 12 июня 2024 года Институт границ подвёл итоги работы. Конференцию провёл товарищ Чан Ван Бинь."
    )
    assert days(text, "ru") == [("conference", "2024-06-12")]


def test_a_press_conference_about_a_congress_is_no_congress() -> None:
    text = "Ngày 3/6/2024, Liên hiệp các tổ chức hữu nghị Việt Nam tổ chức họp báo về Đại hội tại Hà Nội."
    assert days(text, "vi") == [("conference", "2024-06-03")]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Thời gian tổ chức đại hội cấp tỉnh hoàn thành trước ngày 31/10/2025.", "vi"),
        ("Provincial congresses are held and completed before October 31, 2025.", "en"),
        ("Les congrès provinciaux sont organisés avant le 31 octobre 2025.", "fr"),
        ("Съезды провинций проводятся до 31 октября 2025 года.", "ru"),
    ],
)
def test_a_day_until_which_something_is_to_be_done_is_no_day_of_an_event(text: str, language: str) -> None:
    assert [day for _, day in days(text, language) if day] == []


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (
            "On February 29, the Nghe An Union of Friendship Organizations held a conference; it ended after two days.",
            "en",
        ),
        (
            "Ngày 29/2, Liên hiệp các tổ chức hữu nghị tỉnh Nghệ An tổ chức hội nghị; hội nghị bế mạc sau 2 ngày.",
            "vi",
        ),
        ("Sáng 31 - 2, Liên hiệp các tổ chức hữu nghị tỉnh Nghệ An tổ chức hội nghị.", "vi"),
        ("On February 28-31, the Nghe An Union of Friendship Organizations held a conference.", "en"),
    ],
)
def test_a_day_that_its_year_does_not_have_dates_nothing(text: str, language: str) -> None:
    assert days(text, language, "2023-04-05") == [("conference", None)]


@pytest.mark.parametrize(("published", "day"), [("2024-04-05", "2024-02-29"), ("2023-04-05", None)])
def test_a_leap_day_is_one_of_a_leap_year(published: str, day: str | None) -> None:
    found = Clock(published).complete("--02-29")
    assert (found[0] if found else None) == day
