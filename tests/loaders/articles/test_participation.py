"""Who was at an event is told by what they did there, in four languages, each once."""

import pytest

from loaders.articles.extract import Rules
from loaders.articles.mentions.gazetteer import Gazetteer
from loaders.articles.records import Participation

LEADS = {
    "vi": "Ngày 3/5/2024, Liên hiệp các tổ chức hữu nghị tỉnh Lai Châu tổ chức hội nghị tại Lai Châu. ",
    "en": "On May 3, 2024, the Lai Chau Union of Friendship Organizations held a conference in Lai Chau. ",
    "fr": "Le 3 mai 2024, l'Union des organisations d'amitié de Lai Châu a tenu une conférence à Lai Châu. ",
    "ru": "3 мая 2024 года Союз организаций дружбы провинции Лайтяу провёл конференцию в Лайтяу. ",
}


def people(text: str, language: str) -> set[tuple[str, str]]:
    """Return the people who took part with what they did, without the bodies."""
    read = Rules()(LEADS[language] + text, language=language, gazetteer=Gazetteer.of())
    return {(r.agent, r.role) for r in read if isinstance(r, Participation) and "union" not in r.agent}


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        (
            "Dự hội nghị có các đồng chí: Trần Văn Bình - Phó Giám đốc Sở Nông lâm; Lê Thị Lan - Trưởng Ban Đối ngoại.",
            "vi",
            {("tran-van-binh", "participant"), ("le-thi-lan", "participant")},
        ),
        (
            "Về phía tỉnh Lai Châu có đồng chí Trần Văn Bình, Giám đốc Sở Ngoại vụ. Lãnh đạo tỉnh có các ông: Lê Văn "
            "Tám, Chủ tịch UBND tỉnh.",
            "vi",
            {("tran-van-binh", "participant"), ("le-van-tam", "participant")},
        ),
        (
            "The conference was attended by Mr. Tran Van Binh, Head of the Border Office; and Ms. Le Thi Lan.",
            "en",
            {("tran-van-binh", "participant"), ("le-thi-lan", "participant")},
        ),
        (
            "Du côté de la province de Lai Châu, il y avait les camarades : Trân Van Binh - chef du Bureau des "
            "frontières ; Lê Thi Lan - directrice du Musée.",
            "fr",
            {("tran-van-binh", "participant"), ("le-thi-lan", "participant")},
        ),
        (
            "На конференции присутствовали товарищи: Чан Ван Бинь – начальник пограничного бюро; Ле Тхи Лан – директор "
            "музея.",
            "ru",
            {("tran-van-binh", "participant"), ("le-thi-lan", "participant")},
        ),
    ],
)
def test_who_is_listed_as_present_took_part_whatever_body_they_are_of(
    text: str, language: str, expected: set[tuple[str, str]]
) -> None:
    assert people(text, language) == expected


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Đồng chí Trần Văn Bình, Giám đốc Sở Ngoại vụ, chủ trì hội nghị.", "vi"),
        (
            "The conference was chaired by Mr. Tran Van Binh, Director of the Department of Foreign Affairs.",
            "en",
        ),
        (
            "La conférence a été présidée par M. Trân Van Binh, directeur du Service des affaires étrangères.",
            "fr",
        ),
        ("На конференции председательствовал товарищ Чан Ван Бинь.", "ru"),
        ("Chiều cùng ngày, ông Trần Văn Bình đã tiếp đoàn đại biểu Lào.", "vi"),
        ("Mr. Tran Van Binh also received a delegation from Laos.", "en"),
        ("M. Trân Van Binh a reçu une délégation du Laos.", "fr"),
        ("Товарищ Чан Ван Бинь принял делегацию Лаоса.", "ru"),
    ],
)
def test_who_chairs_or_receives_guests_is_a_host(text: str, language: str) -> None:
    assert people(text, language) == {("tran-van-binh", "host")}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Tại hội nghị, ông Trần Văn Bình nhấn mạnh vai trò của Liên hiệp.", "vi"),
        (
            "Mr. Tran Van Binh, Director of the Department of Foreign Affairs, affirmed that the Union would grow.",
            "en",
        ),
        ("M. Trân Van Binh a souligné le rôle de l'Union.", "fr"),
        ("Товарищ Чан Ван Бинь подчеркнул роль Союза.", "ru"),
    ],
)
def test_whose_words_are_given_spoke(text: str, language: str) -> None:
    assert people(text, language) == {("tran-van-binh", "speaker")}


def test_words_are_those_of_the_person_of_their_clause() -> None:
    text = (
        "Mr. Le Van Tam attended the conference, where Mr. Tran Van Binh stressed the role of youth. The letter sent "
        "by Ms. Le Thi Lan noted the difficulties."
    )
    assert people(text, "en") == {("le-van-tam", "participant"), ("tran-van-binh", "speaker")}


def test_who_did_more_than_attend_is_told_once() -> None:
    text = "The conference was attended by Mr. Tran Van Binh. Speaking at the event, Mr. Tran Van Binh thanked all."
    assert people(text, "en") == {("tran-van-binh", "speaker")}


def test_each_delegation_has_its_head() -> None:
    text = (
        "Dự hội nghị, Đoàn đại biểu tỉnh Lai Châu do đồng chí Trần Văn Bình làm trưởng đoàn và Đoàn đại biểu tỉnh Lào "
        "Cai do đồng chí Lê Văn Tám làm trưởng đoàn đã trao đổi kinh nghiệm."
    )
    found = people(text, "vi")
    assert {("tran-van-binh", "head-of-delegation"), ("le-van-tam", "head-of-delegation")} <= found


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Dự hội nghị có các đồng chí đại diện chi hội tại Thành phố Hồ Chí Minh.", "vi"),
        ("Dự hội nghị có các đồng chí đại diện Đoàn Thanh niên Cộng sản Hồ Chí Minh.", "vi"),
        ("The conference was attended by members from Ho Chi Minh City.", "en"),
        ("Ont assisté à la conférence des membres de Hô Chi Minh-Ville.", "fr"),
        ("На конференции присутствовали представители города Хошимин.", "ru"),
    ],
)
def test_what_is_called_after_somebody_takes_no_part(text: str, language: str) -> None:
    assert people(text, language) == set()


def test_the_city_at_the_end_of_a_title_makes_no_namesake_of_its_holder() -> None:
    text = "Tại hội nghị, Chủ tịch UBND thành phố Trần Văn Bình cho biết kết quả công tác."
    assert people(text, "vi") == {("tran-van-binh", "speaker")}


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        (
            "Hội nghị đã bầu ông Trần Văn Bình giữ chức Chủ tịch Hội; ông Lê Văn Tám được bầu làm Phó Chủ tịch Hội.",
            "vi",
            {("tran-van-binh", "elected"), ("le-van-tam", "elected")},
        ),
        (
            "The conference chose Mr. Tran Van Binh as its head, and Mr. Le Van Tam was voted as his deputy.",
            "en",
            {("tran-van-binh", "elected"), ("le-van-tam", "elected")},
        ),
        ("According to Tran Van Binh, much remains to be done.", "en", {("tran-van-binh", "speaker")}),
        ("Selon M. Trân Van Binh, la coopération progresse.", "fr", {("tran-van-binh", "speaker")}),
        ("По словам Чан Ван Биня, сотрудничество развивается.", "ru", {("tran-van-binh", "speaker")}),
        (
            "Y ont participé MM. Trân Van Binh, vice-président du Comité, et Lê Van Tam, directeur du Musée.",
            "fr",
            {("tran-van-binh", "participant"), ("le-van-tam", "participant")},
        ),
        (
            "The Union presented certificates to Mr. Tran Van Binh and Ms. Le Thi Lan.",
            "en",
            {("tran-van-binh", "recipient"), ("le-thi-lan", "recipient")},
        ),
    ],
)
def test_who_is_chosen_honoured_or_quoted_is_told(
    text: str, language: str, expected: set[tuple[str, str]]
) -> None:
    assert people(text, language) == expected


def test_who_thanks_for_a_reception_receives_nobody() -> None:
    text = "Chiều cùng ngày, ông Trần Văn Bình đã tiếp bà Lê Thị Lan. Tại buổi tiếp, bà Lê Thị Lan cảm ơn sự đón tiếp."
    assert people(text, "vi") == {("tran-van-binh", "host"), ("le-thi-lan", "speaker")}
