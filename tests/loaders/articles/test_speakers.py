"""Whose words a text gives: by verbs of speaking, quotations, pronouns and titles alone, never the person before."""

import time
from pathlib import Path

import pytest

from graph.store.reader import EmbeddedReader
from graph.store.versions import VersionStore
from loaders.articles.document import Document
from loaders.articles.extract import Rules
from loaders.articles.load import load_articles
from loaders.articles.mentions.find import Gazetteer
from loaders.articles.records import Speech
from loaders.articles.rules.speakers import speeches

EMPTY = Gazetteer.of()


def speakers(text: str, language: str) -> list[str]:
    records = Rules()(text, language=language, title=None, published="2024-05-17", gazetteer=EMPTY)
    return list(dict.fromkeys(r.speaker for r in records if isinstance(r, Speech)))


@pytest.mark.parametrize(
    ("language", "text", "wanted"),
    [
        (
            "vi",
            "Phát biểu tại hội nghị, ông Trần Văn Bình, Chủ tịch Liên hiệp các tổ chức hữu "
            "nghị tỉnh Lai Châu nhấn mạnh vai trò của đối ngoại nhân dân.",
            ["tran-van-binh"],
        ),
        (
            "vi",
            "Tại buổi tiếp ông Lê Văn Tám, Chủ tịch UBND tỉnh Hồ Minh Đức cho biết tỉnh luôn "
            "coi trọng hợp tác.",
            ["ho-minh-duc"],
        ),
        (
            "vi",
            "Thay mặt lãnh đạo tỉnh, ông Hồ Minh Đức cảm ơn ông Lê Văn Tám và khẳng định "
            "tỉnh sẽ tạo điều kiện.",
            ["ho-minh-duc"],
        ),
        (
            "vi",
            "Theo ông Trần Văn Bình, phong trào đã lan rộng. Ông cũng đề nghị các hội quan tâm hơn.",
            ["tran-van-binh"],
        ),
        (
            "vi",
            "Chủ tịch nước Lương Văn Cường tiếp đoàn. Tại buổi tiếp, Chủ tịch nước nhấn mạnh "
            "quan hệ hai nước.",
            ["luong-van-cuong"],
        ),
        (
            "vi",
            "Bà Nguyễn Thị Hoa: “Chúng tôi rất vui mừng khi đến đây”.",
            ["nguyen-thi-hoa"],
        ),
        (
            "vi",
            "“Chúng tôi rất vui”, ông Trần Văn Bình nói.",
            ["tran-van-binh"],
        ),
        (
            "vi",
            "Ông Trần Văn Bình dự hội nghị. Ông Lê Văn Tám phát biểu tại hội nghị.",
            [],
        ),
        (
            "en",
            "Mr. Tran Hung met Ambassador Le Van Tam. He stressed that the two sides should work together.",
            ["tran-hung"],
        ),
        (
            "en",
            '"We are glad to be here," said Mr. Tran Van Binh, chairman of the union.',
            ["tran-van-binh"],
        ),
        (
            "en",
            "According to Ms. Nguyen Thi Hoa, the programme reached 300 families.",
            ["nguyen-thi-hoa"],
        ),
        (
            "en",
            "At the meeting with Ambassador Le Van Tam, Chairman Ho Minh Duc said the province was ready.",
            ["ho-minh-duc"],
        ),
        (
            "en",
            "Prime Minister Pham Van Minh visited the fair. The Prime Minister urged the sector to do more.",
            ["pham-van-minh"],
        ),
        (
            "en",
            "Bui Van Hinh, chairman of the council, received the guests. Hinh told them the "
            "province had 37 projects.",
            ["bui-van-hinh"],
        ),
        (
            "en",
            "Mr. Tran Hung attended the conference with Mr. Le Van Tam.",
            [],
        ),
        (
            "fr",
            "M. Trân Van Binh a souligné l'importance de la coopération. Selon lui, les "
            "échanges vont croître.",
            ["tran-van-binh"],
        ),
        (
            "fr",
            "Recevant l'ambassadeur Lê Van Tam, le président Hô Minh Duc a affirmé que la "
            "province était prête.",
            ["ho-minh-duc"],
        ),
        (
            "fr",
            "« Nous sommes heureux », a déclaré M. Trân Van Binh.",
            ["tran-van-binh"],
        ),
        (
            "ru",
            "Выступая на конференции, председатель Союза Чан Ван Бинь отметил роль народной дипломатии.",
            ["tran-van-binh"],
        ),
        (
            "ru",
            "По словам господина Чан Ван Биня, программа охватила 300 семей.",
            ["tran-van-binh"],
        ),
        (
            "ru",
            "«Мы рады быть здесь», — сказал Чан Ван Бинь.",
            ["tran-van-binh"],
        ),
        (
            "ru",
            "Чан Ван Бинь принял делегацию. Он подчеркнул значение дружбы.",
            ["tran-van-binh"],
        ),
        (
            "ru",
            "Вице-президент Вьетнама Данг Тхи Нгок Лан приняла посла. Вице-президент Вьетнама подтвердила курс страны.",
            ["dang-thi-ngoc-lan"],
        ),
        (
            "en",
            "Le Van Tam, Ambassador of Vietnam to Cuba, opened the fair. The Ambassador urged the firms to come again.",
            ["le-van-tam"],
        ),
    ],
)
def test_words_go_to_who_says_them(language: str, text: str, wanted: list[str]) -> None:
    assert speakers(text, language) == wanted


def test_all_words_of_one_person_are_one_speech_with_each_place_that_gives_them(
    versions: VersionStore, tmp_path: Path
) -> None:
    text = (
        "Gặp mặt\n\nNgày 3/5/2024, Liên hiệp các tổ chức hữu nghị tỉnh Lai Châu tổ chức hội nghị. Ông Trần Văn Bình, "
        "Chủ tịch Liên hiệp, nhấn mạnh vai trò của hội viên. Ông cũng đề nghị các hội đổi mới.\n"
    )
    (tmp_path / "gap-mat.txt").write_text(text, encoding="utf-8")
    load_articles(versions, tmp_path / "gap-mat.txt", workers=1)
    rows = EmbeddedReader.current(versions).select(
        """SELECT ?speech ?who ?start { GRAPH <https://w3id.org/huunghi/graph/source/gap-mat> {
          ?c rdf:subject ?speech ; rdf:predicate schema:creator ; rdf:object ?who ; prov:wasQuotedFrom ?p .
          ?p oa:hasSelector ?at . ?at oa:start ?start .
          FILTER(CONTAINS(STR(?speech), "/id/speech/")) } } ORDER BY ?start"""
    )
    assert len({speech for speech, _, _ in rows.rows}) == 1
    assert [int(start.value) for _, _, start in rows.rows] == [  # type: ignore[union-attr]
        text.index("Trần Văn Bình"),
        text.index("đề nghị"),
    ]


@pytest.mark.parametrize("unit", ["nhấn mạnh ", "ông Trần Văn Bình nói, ", "Ông cũng nói ", "theo ông "])
def test_speakers_are_told_in_time_linear_in_the_text(unit: str) -> None:
    def spent(times: int) -> float:
        document = Document(unit * times, "vi", None, None, EMPTY)
        assert (document.persons, document.sentences) is not None
        start = time.process_time()
        speeches(document)
        return time.process_time() - start

    spent(100)
    assert spent(4000) < 40 * max(spent(400), 0.004)
