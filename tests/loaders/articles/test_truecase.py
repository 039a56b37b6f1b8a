"""Lines in capitals give the records that they give in small letters, and no other line is changed."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.articles.citations import find_citations
from loaders.articles.evaluation.tables import facts
from loaders.articles.extract import Rules
from loaders.articles.input.files import Article, read_all
from loaders.articles.mentions.find import Gazetteer, mentions
from loaders.articles.mentions.gazetteer import Name
from loaders.articles.names_in_capitals import with_names_in_small
from loaders.articles.records import PrintedName, Role
from loaders.articles.truecase import reading_view, truecased
from loaders.articles.view import view_of

MADE = {a.name: a for a in read_all(Path(__file__).parent / "made") if isinstance(a, Article)}
GAZETTEER = Gazetteer.of()


def said(text: str, article: Article) -> set[tuple[str, ...]]:
    """Return what an article says, each fact without its place and without case."""
    records = Rules()(
        text,
        language=article.language,
        title=article.title,
        published=article.published,
        gazetteer=GAZETTEER,
    )
    return {(fact.kind, *map(str.casefold, fact.key)) for fact in facts("made", records)}


@pytest.mark.parametrize("name", MADE)
def test_a_headline_in_capitals_says_what_it_says(name: str) -> None:
    article = MADE[name]
    headline, rest = article.text.split("\n", 1)
    assert said(f"{headline.upper()}\n{rest}", article) == said(article.text, article)


LOST = {
    "ba-ria-2022.en.txt": {("citation", "class")},  # "new directives" could be the name of one
    # A name of another country between two Russian words: nothing says where it begins and ends.
    "tay-ninh-2023.ru.txt": {"sok-sopheap"},
}
"""What a whole text in capitals loses."""


@pytest.mark.parametrize("name", MADE)
def test_a_text_in_capitals_says_what_it_says(name: str) -> None:
    """Where the whole text is in capitals only the lists and how names are made can tell them."""
    article = MADE[name]
    normal, capitals = said(article.text, article), said(article.text.upper(), article)
    assert {
        fact
        for fact in normal - capitals
        if fact not in LOST.get(name, ()) and not LOST.get(name, set()) & set(fact)
    } == set()
    assert capitals - normal <= {
        ("name", "organisation", "tay-ninh-peoples-council", "народного совета провинции")
    }


@pytest.mark.parametrize(
    "small",
    [
        "Ông Lê Văn Dũng đề nghị UBND tỉnh Lào Cai thực hiện Chỉ thị số 12-CT/TW của Ban Bí thư",
        "Đồng chí Nguyễn Phú Trọng phát biểu tại Đại hội XIII của Đảng ở Hà Nội",
        "Phó Chủ tịch Liên hiệp các tổ chức hữu nghị tỉnh Thanh Hóa Lò Văn Phương tiếp đoàn Lào",
        "Dự có ông Khăm Đi Vông Lóm, Chủ tịch Hội đồng nhân dân tỉnh bạn, và các đồng chí Ủy viên Trung ương Đảng",
        "Giải pháp về đạo đức cho đoàn nước Pháp và quan hệ Việt Nam - Nga tại Đức",
        "Đào tạo cán bộ trẻ và quản lý kinh tế tập thể trong năm 2024",
        "Chủ tịch VUFO dự hội nghị của T.Ư về viện trợ 4,2 triệu USD",
        "Mr. Kenta Mori and Ms. Nguyen Thi An were elected in the 13th Congress of the Union",
        "M. Bui Thanh Son, Président de la Délégation, a été reçu à Hanoi",
        "На встрече были Ле Сюань Дай и Чан Тхи Хоа",
        "Г-н Нгуен Ван Туан выступил в провинции Лангшон на XIII съезде",
        "Владимир Петрович Буянов и А. И. Герцен приехали в Ханой",
    ],
)
def test_case_is_restored(small: str) -> None:
    assert truecased(small.upper()) == small


def test_names_of_the_text_and_of_the_graph_are_known_in_capitals() -> None:
    """What a text prints in small letters elsewhere, and who is known, begins and ends where it does there."""
    headline = "TIẾP ĐOÀN CỦA KHAM DI VONG TẠI TRỤ SỞ"
    assert truecased(f"{headline}\nÔng tiếp Kham Di Vong hôm nay.").startswith(
        "Tiếp đoàn của Kham Di Vong tại trụ sở"
    )
    known = Gazetteer.of([Name("person/ly-kham", "Ly Khăm", "person", "vi")])
    assert (
        truecased("ĐOÀN CỦA TỈNH DO LY KHĂM DẪN ĐẦU ĐẾN THĂM", known)
        == "Đoàn của tỉnh do Ly Khăm dẫn đầu đến thăm"
    )


def test_a_post_in_a_headline_of_capitals_stands_in_the_text_as_printed() -> None:
    text = "ÔNG LÊ VĂN DŨNG, CHỦ TỊCH LIÊN HIỆP CÁC TỔ CHỨC HỮU NGHỊ TỈNH LÀO CAI, PHÁT BIỂU"
    records = Rules()(text, language="vi", gazetteer=GAZETTEER)
    (role,) = [r for r in records if isinstance(r, Role)]
    assert (role.person, role.role, role.body) == ("le-van-dung", "chair", "lao-cai-union")
    assert text[role.passage.start : role.passage.end].startswith("CHỦ TỊCH LIÊN HIỆP")
    assert "Lê Văn Dũng" in {r.printed for r in records if isinstance(r, PrintedName)}, (
        "names have their case"
    )
    assert [m.slug for m in mentions(text, "vi", GAZETTEER) if m.kind == "person"] == ["le-van-dung"]


def test_citations_in_capitals_have_the_words_of_the_text() -> None:
    text = "THỰC HIỆN NGHỊ QUYẾT ĐẠI HỘI XIII CỦA ĐẢNG VÀ CHỈ THỊ SỐ 12-CT/TW"
    assert [f.wording for f in find_citations(text)] == [
        "NGHỊ QUYẾT ĐẠI HỘI XIII CỦA ĐẢNG",
        "CHỈ THỊ SỐ 12-CT/TW",
    ]


@given(
    st.lists(
        st.sampled_from(
            [*"aAÂđĐяЯ.,-12", " ", "\n", "ÔNG ", "LÊ VĂN ", "MR. ", "TỈNH LÀO CAI ", "ß", "İ", "XIII "]
        ),
        max_size=40,
    ).map("".join)
)
def test_only_case_changes_and_only_in_lines_of_capitals(text: str) -> None:
    view = view_of(text).text
    cased = truecased(view)
    assert cased.lower() == view.lower() or "İ" in view
    assert len(cased) == len(view)
    for before, after in zip(view.split("\n"), cased.split("\n"), strict=True):
        assert before == after or before.isupper()
    assert reading_view(text).text == with_names_in_small(cased)


@pytest.mark.parametrize(
    ("language", "text", "people"),
    [
        (
            "fr",
            "M. NGUYEN Van Thong, président de l'Union, et Mme TRAN Thi Mai ont signé.",
            ["nguyen-van-thong", "tran-thi-mai"],
        ),
        (
            "fr",
            "Le président NGUYỄN Văn Thông a reçu M. Jean DUPONT, ambassadeur.",
            ["nguyen-van-thong", "jean-dupont"],
        ),
        ("en", "Mr. Nguyen Van THONG spoke with PHAM Minh Chinh.", ["nguyen-van-thong", "pham-minh-chinh"]),
        ("vi", "Đồng chí LÊ HỒNG VINH và bà TRẦN Thị Hoa dự.", ["le-hong-vinh", "tran-thi-hoa"]),
        (
            "ru",
            "Г-н НГУЕН Ван Туан, товарищ ЛЕ ТХИ ХОА и посол Иван ПЕТРОВ.",
            ["nguyen-van-tuan", "le-thi-hoa", "ivan-petrov"],
        ),
    ],
)
def test_a_name_with_a_word_in_capitals_is_read_whole(language: str, text: str, people: list[str]) -> None:
    assert [m.slug for m in mentions(text, language, GAZETTEER) if m.kind == "person"] == people


@pytest.mark.parametrize(
    "text",
    [
        "Ông Lê Văn An, UBND tỉnh, UBMTTQ Việt Nam và TP Hồ Chí Minh",
        "Ban CAO CẤP của ASEAN, đoàn KẾT QUẢ và VUFO Hà Nội",
        "The ASEAN Summit, LE MONDE and VTV News",
        "Председатель СССР и ОВРД в Ханое, посол США Иван",
    ],
)
def test_acronyms_and_words_in_capitals_stay(text: str) -> None:
    assert with_names_in_small(text) == text


@pytest.mark.parametrize("piece", ["AB, ", "NGUYEN ", "Nguyen VAN ", "ЛЕ ", "А. ", "Иван ", "ИВАНОВ", "A"])
def test_names_in_hostile_text_are_looked_for_in_linear_time(piece: str) -> None:
    text = (piece * 100_000)[:300_000]
    assert len(with_names_in_small(text)) == len(text)


def test_few_words_in_capitals_stay() -> None:
    for line in ("NGUYỄN AN", "ẢNH: MAI ANH", "HÀ NỘI (TTXVN)", "UBND, HĐND, TTXVN, VUFO"):
        assert truecased(line) == line


@pytest.mark.parametrize(
    "piece", ["A", "A ", "LÊ VĂN ", "MR. ", "А. ", "12-", "XIII ", "ИВАНОВИЧ ", "A.", ": -", "LÀO CAI "]
)
def test_hostile_capitals_take_time_linear_in_them(piece: str) -> None:
    """Every name of a long text is looked for in a long line of capitals."""
    names = " và ".join(f"Tên {chr(0x4E00 + n)}ab" for n in range(5000))
    text = f"ông {names}\nMỘT DÒNG CHỮ HOA {(piece * 100_000)[:100_000]}"
    assert len(truecased(text)) == len(text)
