"""Records are read off articles in four languages that the rules were not written on."""

from dataclasses import fields

import pytest

from loaders.articles.extract import Rules
from loaders.articles.mentions.find import Gazetteer, Name, mentions
from loaders.articles.records import (
    CitationRecord,
    Election,
    Event,
    Item,
    Membership,
    Participation,
    Programme,
    Record,
    Role,
)

EMPTY = Gazetteer.of()

VI = """Đại hội đại biểu Liên hiệp các tổ chức hữu nghị tỉnh Quảng Trị lần thứ IV, nhiệm kỳ 2023-2028

Sáng 15/6/2023, Liên hiệp các tổ chức hữu nghị tỉnh Quảng Trị tổ chức Đại hội đại biểu lần thứ IV. Dự đại hội có \
đồng chí Trần Văn Bình, Chủ tịch Liên hiệp các tổ chức hữu nghị Việt Nam; đồng chí Lê Thị Hòa, Phó Bí thư Thường trực \
Tỉnh ủy; Phó Chủ tịch UBND tỉnh Phạm Minh Đức.

Phát biểu tại đại hội, Chủ tịch Liên hiệp các tổ chức hữu nghị Việt Nam Trần Văn Bình nhắc đến Chỉ thị số 12-CT/TW.

Ông Võ Quốc Anh được bầu giữ chức Chủ tịch Liên hiệp các tổ chức hữu nghị tỉnh Quảng Trị, nhiệm kỳ 2023-2028.

Đoàn đại biểu tỉnh Nghệ An do ông Hồ Sỹ Tuấn làm trưởng đoàn.
Cụm thi đua số 3 gồm các tỉnh, thành phố: Quảng Trị, Quảng Bình, Đà Nẵng, Quảng Nam.
"""
RU = """Конференция по народной дипломатии в Дананге

9 декабря 2023 года в городе Дананг Союз организаций дружбы города Дананг провёл конференцию. На ней был заместитель \
председателя Союза обществ дружбы Вьетнама Нгуен Ван Бинь. Выступая на конференции, председатель Союза организаций \
дружбы Дананга Фам Минь Дык напомнил о Директиве № 12-CT/TW.
В кластер № 4 входят союзы организаций дружбы Дананга, Куангнама, Кханьхоа и Зялая.
"""
FR = """Conférence-bilan à Da Nang

Le 18 mars 2022, à Dà Nang, l'Union des organisations d'amitié de Dà Nang a organisé une conférence. S'exprimant lors \
de la conférence, Mme Trân Thi Hoa, présidente de l'Union des organisations d'amitié du Vietnam, a cité la directive \
n°12-CT/TW. M. Lê Van Binh, vice-président du Comité populaire de Dà Nang, a été élu président de l'Union des \
organisations d'amitié de Dà Nang pour le mandat 2022-2027.
"""
EN = """Friendship union holds congress

The Ho Chi Minh City Union of Friendship Organizations held its 6th Congress for the 2023-2028 term in HCM \
City on July 1, 2023. Tran Van Binh, former vice chairman of the union, was elected chairman of the HCM City \
Union of Friendship Organizations. President of the Vietnam Union of Friendship Organizations Le Thi Hoa \
attended. Speaking at the event, Deputy Secretary of the HCM City Party Committee Pham Minh Duc quoted \
Directive No. 12-CT/TW. Mr. Vo Quoc Anh, vice president of VUFO, presented certificates of merit to five \
collectives.

First, the union should widen its network.
Second, it should train its staff.
"""


def read(
    text: str, language: str, *, gazetteer: Gazetteer = EMPTY, published: str | None = None
) -> tuple[Record, ...]:
    """Extract from a text."""
    return Rules()(text, language=language, title=None, published=published, gazetteer=gazetteer)


def roles(records: tuple[Record, ...]) -> set[tuple[str, str, str]]:
    """Return the roles found."""
    return {(r.person, r.role, r.body) for r in records if isinstance(r, Role)}


def took_part(records: tuple[Record, ...]) -> set[tuple[str, str]]:
    """Return who took part and how."""
    return {(r.agent, r.role) for r in records if isinstance(r, Participation)}


def test_vietnamese_roles_stand_before_and_after_the_name() -> None:
    assert roles(read(VI, "vi")) == {
        ("tran-van-binh", "chair", "vufo"),
        ("le-thi-hoa", "permanent-deputy-secretary", "quang-tri-party-committee"),
        ("pham-minh-duc", "vice-chair", "quang-tri-peoples-committee"),
        ("vo-quoc-anh", "chair", "quang-tri-union"),
    }


def test_a_place_that_is_not_printed_with_the_body_is_said_to_be_inferred() -> None:
    inferred = {r.body: bool(r.inferred) for r in read(VI, "vi") if isinstance(r, Role)}
    assert inferred == {
        "vufo": False, "quang-tri-party-committee": True, "quang-tri-peoples-committee": True, "quang-tri-union": False,
    }  # fmt: skip


def test_vietnamese_congress_election_delegation_and_list() -> None:
    records = read(VI, "vi")
    (congress,) = [r for r in records if isinstance(r, Event) and r.kind == "congress"]
    assert (str(congress.when), congress.ordinal, congress.organiser) == ("2023-06-15", 4, "quang-tri-union")
    assert [(r.person, r.role, r.body, r.term) for r in records if isinstance(r, Election)] == [
        ("vo-quoc-anh", "chair", "quang-tri-union", "2023-2028")
    ]
    assert ("ho-sy-tuan", "head-of-delegation") in took_part(records)
    assert ("tran-van-binh", "speaker") in took_part(records)
    assert [(r.member, r.organisation) for r in records if isinstance(r, Membership)] == [
        (f"{place}-union", "cluster-3") for place in ("quang-tri", "quang-binh", "da-nang", "quang-nam")
    ]


def test_russian_names_are_read_declined_and_in_transcription() -> None:
    records = read(RU, "ru")
    assert roles(records) == {
        ("nguyen-van-binh", "vice-chair", "vufo"),
        ("pham-minh-duc", "chair", "da-nang-union"),
    }
    assert took_part(records) == {("pham-minh-duc", "speaker")}
    (event,) = [r for r in records if isinstance(r, Event)]
    assert (event.kind, str(event.when), event.place, event.organiser) == (
        "conference", "2023-12-09", "da-nang", "da-nang-union",
    )  # fmt: skip
    assert [r.member for r in records if isinstance(r, Membership)] == [
        "da-nang-union", "quang-nam-union", "khanh-hoa-union", "gia-lai-union",
    ]  # fmt: skip


def test_french_roles_and_election() -> None:
    records = read(FR, "fr")
    assert roles(records) == {
        ("tran-thi-hoa", "chair", "vufo"),
        ("le-van-binh", "vice-chair", "da-nang-peoples-committee"),
        ("le-van-binh", "chair", "da-nang-union"),
    }
    assert took_part(records) == {("tran-thi-hoa", "speaker"), ("le-van-binh", "elected")}


def test_english_congress_election_and_presentation() -> None:
    records = read(EN, "en")
    assert roles(records) == {
        ("tran-van-binh", "chair", "ho-chi-minh-city-union"),
        ("le-thi-hoa", "chair", "vufo"),
        ("pham-minh-duc", "deputy-secretary", "ho-chi-minh-city-party-committee"),
        ("vo-quoc-anh", "vice-chair", "vufo"),
    }
    assert took_part(records) == {
        ("tran-van-binh", "elected"), ("pham-minh-duc", "speaker"), ("vo-quoc-anh", "presenter"),
        ("le-thi-hoa", "participant"),
    }  # fmt: skip
    items = [(r.kind, r.position, r.speaker) for r in records if isinstance(r, Item)]
    assert items == [("recommendation", 1, "pham-minh-duc"), ("recommendation", 2, "pham-minh-duc")]


@pytest.mark.parametrize(("text", "language"), [(VI, "vi"), (RU, "ru"), (FR, "fr"), (EN, "en")])
def test_each_article_cites_its_directive_and_every_passage_lies_in_the_text(
    text: str, language: str
) -> None:
    records = read(text, language)
    assert [r.citation.identifier for r in records if isinstance(r, CitationRecord)] == ["12-CT/TW"]
    assert all(0 <= r.passage.start < r.passage.end <= len(text) for r in records)


def test_tasks_in_one_paragraph_are_set_apart_by_semicolons() -> None:
    text = (
        "Hội nghị yêu cầu các đơn vị tập trung tuyên truyền về công tác đối ngoại nhân dân; "
        "mở rộng thông tin đối ngoại; vận động viện trợ phi chính phủ nước ngoài; xây dựng tổ chức vững mạnh."
    )
    tasks = [r for r in read(text, "vi") if isinstance(r, Item)]
    assert [(t.kind, t.position) for t in tasks] == [("task", 1), ("task", 2), ("task", 3), ("task", 4)]
    assert text[tasks[1].passage.start : tasks[1].passage.end] == "mở rộng thông tin đối ngoại"


def test_menus_and_teasers_under_an_article_are_no_facts() -> None:
    page = (
        EN
        + "\nSource: https://example.org/a\n\nComment (0)\n\nNghe An Chairman Tran Duc Minh, Chairman of VUFO, spoke\n"
    )
    assert read(page, "en") == read(EN, "en")


def test_a_day_without_its_year_takes_that_of_the_publication_and_says_so() -> None:
    text = "The Hue Union of Friendship Organizations held a conference in Hue on December 30 about its work."
    (event,) = [r for r in read(text, "en", published="2024-01-03") if isinstance(r, Event)]
    assert event.when is not None
    assert (event.when.start, bool(event.when.inferred)) == ("2023-12-30", True)
    assert [r.when for r in read(text, "en") if isinstance(r, Event)] == [None]


def test_programmes_have_kind_and_period() -> None:
    text = "Units of Cluster 1 signed the cooperation program on people-to-people diplomacy of Cluster 1 for 2024."
    assert [(r.kind, r.period, r.body) for r in read(text, "en") if isinstance(r, Programme)] == [
        ("cooperation-programme", "2024", "cluster-1")
    ]


def test_nothing_is_read_off_a_text_without_anything_of_the_kind() -> None:
    """Sport, weather and advertising give no record at all."""
    text = "Hanoi FC beat Hai Phong 3-1 on Saturday. The weather in Nghe An stays hot. Call 0912 345 678."
    assert read(text, "en") == ()


def test_known_names_decide_and_unmarked_ones_only_propose() -> None:
    known = Gazetteer.of([Name("person/nguyen-van-thong", "Nguyễn Văn Thông", "person")])
    (exact,) = mentions("Ông Nguyễn Văn Thông phát biểu.", "vi", known)
    (plain,) = mentions("Mr. Nguyen Van Thong spoke.", "en", known)
    (cyrillic,) = mentions("Выступил Нгуен Ван Тонг.", "ru", known)
    assert [(m.slug, m.exact) for m in (exact, plain, cyrillic)] == [
        ("nguyen-van-thong", True), ("nguyen-van-thong", False), ("nguyen-van-thong", False),
    ]  # fmt: skip


def test_one_place_in_all_its_spellings() -> None:
    for text, language in (("Нгеан", "ru"), ("Нге Ан", "ru"), ("Nghe An", "en"), ("Nghệ An", "vi")):
        assert [m.slug for m in mentions(f"— {text} —", language, EMPTY)] == ["nghe-an"]


def test_records_are_frozen() -> None:
    for record in read(EN, "en"):
        with pytest.raises(AttributeError):
            setattr(record, fields(record)[0].name, None)


PROSE = """Unions agree

On May 6, 2023, the Da Nang Union of Friendship Organizations held a conference in Da Nang. The members agreed on the
programme for 2023, focusing on strengthening ties between members of the union. They will expand exchanges with
partners abroad, improve the training of staff and organise two rounds of talks. Moreover, they aim to raise the
quality of reports.
"""


def test_tasks_told_in_running_prose_are_divided_by_their_verbs() -> None:
    found = Rules()(PROSE, language="en", gazetteer=Gazetteer.of())
    tasks = [
        " ".join(PROSE[r.passage.start : r.passage.end].split())
        for r in found
        if isinstance(r, Item) and r.kind == "task"
    ]
    assert tasks == [
        "strengthening ties between members of the union",
        "expand exchanges with partners abroad",
        "improve the training of staff",
        "organise two rounds of talks",
        "raise the quality of reports",
    ]


def test_prose_that_opens_no_programme_has_no_tasks() -> None:
    text = PROSE.replace(
        "agreed on the\nprogramme for 2023, focusing on", "had talked about the year and about"
    )
    found = Rules()(text, language="en", gazetteer=Gazetteer.of())
    assert not [r for r in found if isinstance(r, Item)]
