"""Agreements with their parties, period and what they rest on, in four languages, and the claims made of them."""

import time
from pathlib import Path

import pytest

from graph.store.reader import EmbeddedReader
from graph.store.versions import VersionStore
from loaders.articles.claims.kinds import kind_of
from loaders.articles.document import Document
from loaders.articles.extract import Rules
from loaders.articles.lexicons import read_yaml
from loaders.articles.load import load_articles
from loaders.articles.mentions.body_lists import body_list, names_listed
from loaders.articles.mentions.find import Gazetteer
from loaders.articles.records import Programme
from loaders.articles.rules.programmes import kinds, programmes
from ontology.terms import hn

EMPTY = Gazetteer.of()


def agreements(text: str, language: str) -> list[tuple[str, str | None, list[str]]]:
    records = Rules()(text, language=language, title=None, published="2024-05-17", gazetteer=EMPTY)
    return [
        (r.kind, r.period, [p.body or p.named.name for p in r.parties])
        for r in records
        if isinstance(r, Programme)
    ]


@pytest.mark.parametrize(
    ("language", "text", "parties"),
    [
        (
            "vi",
            "Ngày 3/5, Liên hiệp các tổ chức hữu nghị Việt Nam và Bộ Công Thương ký Chương trình phối hợp năm 2024.",
            ["vufo", "Bộ Công Thương"],
        ),
        (
            "vi",
            "Lễ ký kết chương trình phối hợp giữa Sở Văn hóa, Thể thao và Du lịch, Hội Khoa học và Kỹ thuật và Công an "
            "tỉnh Sơn La giai đoạn 2024-2028 diễn ra sáng 3/5.",
            ["Sở Văn hóa, Thể thao và Du lịch", "Hội Khoa học và Kỹ thuật", "Công an tỉnh Sơn La"],
        ),
        (
            "vi",
            "Sáng 3/5, UBND hai tỉnh Sơn La và Phông Sa Lỳ ký Biên bản ghi nhớ giai đoạn 2024-2026.",
            ["son-la-peoples-committee", "UBND tỉnh Phông Sa Lỳ"],
        ),
        (
            "vi",
            "Hội Nông dân tỉnh phối hợp với Ngân hàng Chính sách tỉnh Sơn La sơ kết chương trình phối hợp năm 2024.",
            ["Hội Nông dân tỉnh", "Ngân hàng Chính sách tỉnh Sơn La"],
        ),
        (
            "vi",
            "Hội nghị tổng kết 5 năm thực hiện chương trình phối hợp số 05/CTrPH giữa Bộ Công an và Bộ Ngoại giao.",
            ["Bộ Công an", "Bộ Ngoại giao"],
        ),
        (
            "vi",
            "Ngày 3/5, Sở Ngoại vụ tỉnh Sơn La làm việc với Đại học Khon Kaen. Hai bên đã ký biên bản ghi nhớ.",
            ["son-la-department-of-foreign-affairs", "Đại học Khon Kaen"],
        ),
        (
            "en",
            "The Farmers' Association, the Confederation of Labour and the Red Cross Society of Son La province signed "
            "a cooperation programme for 2024-2026.",
            ["Farmers' Association", "Confederation of Labour", "Red Cross Society of Son La province"],
        ),
        (
            "en",
            "A memorandum of understanding was signed between the Party committees and authorities of Hanoi and "
            "Luang Namtha on May 3, 2024.",
            ["Party committees and authorities of Hanoi", "Party committees and authorities of Luang Namtha"],
        ),
        (
            "vi",
            "Ngày 3/5, tại UBND xã Mường Lèo, Hội LHPN tỉnh Sơn La phối hợp với Hội LHPN tỉnh Lai Châu ký kết Chương "
            "trình “Vững bước” giai đoạn 2024-2026 với Hội Phụ nữ các huyện.",
            ["son-la-womens-union", "lai-chau-womens-union"],
        ),
        (
            "ru",
            "Издательство «Красная река» и НИИД подписали меморандум о взаимопонимании.",
            ["Издательство «Красная река»", "НИИД"],
        ),
        (
            "en",
            "A memorandum on cooperation between Hanoi and the Lao province of Bokeo for 2024-2026 was signed in May.",
            ["ha-noi-authorities", "Lao province of Bokeo"],
        ),
        (
            "en",
            "Three organisations signed the emulation agreement for 2024: the Blue River Fund, the Green Hill Club, "
            "and the Red Lotus Circle.",
            ["Blue River Fund", "Green Hill Club", "Red Lotus Circle"],
        ),
        (
            "en",
            "Three organisations, namely the Blue River Fund, the Green Hill Club and the Women's Union, signed a "
            "cooperation agreement for 2023-2027.",
            ["Blue River Fund", "Green Hill Club", "Women's Union"],
        ),
        (
            "fr",
            "Selon la directive n° 38-CT/TW du 5 août 2020 du Secrétariat, l'Université de Phuong a signé un accord de "
            "coopération pour la période 2024-2028 avec l'Agence du Mékong.",
            ["Université de Phuong", "Agence du Mékong"],
        ),
        (
            "fr",
            "Hanoï (VNA) - L'Agence du Mékong et l'Université de la Montagne ont signé un mémorandum de coopération.",
            ["Agence du Mékong", "Université de la Montagne"],
        ),
        (
            "fr",
            "Les provinces de Son La et de Phongsaly ont signé un protocole d'accord pour la période 2024-2026.",
            ["son-la-authorities", "province de Phongsaly"],
        ),
        (
            "fr",
            "L'accord-cadre signé par le ministère de la Culture, des Sports et du Tourisme et l'Agence du Mékong "
            "porte sur 2024-2026.",
            ["ministère de la Culture, des Sports et du Tourisme", "Agence du Mékong"],
        ),
        (
            "ru",
            "Пограничное командование провинции Шонла подписало план по координации с военными командованиями "
            "провинций Луангнамтха и Фонгсали.",
            [
                "Пограничное командование провинции Шонла",
                "военное командование провинции Луангнамтха",
                "военное командование провинции Фонгсали",
            ],
        ),
        (
            "ru",
            "Соглашение о сотрудничестве между Народным комитетом провинции Шонла и Университетом Красного моря "
            "подписано 3 мая.",
            ["son-la-peoples-committee", "Университет Красного моря"],
        ),
    ],
)
def test_parties_are_those_who_sign_review_or_stand_on_both_sides(
    language: str, text: str, parties: list[str]
) -> None:
    ((_, _, found),) = agreements(text, language)
    assert found == parties


def test_seven_organisations_that_sign_are_seven_parties() -> None:
    places = ["Hà Tĩnh", "Nghệ An", "Thanh Hóa", "Quảng Bình", "Quảng Trị", "Lai Châu", "Sơn La"]
    names = [f"Liên hiệp các tổ chức hữu nghị tỉnh {place}" for place in places]
    text = f"Sáng 3/5, {', '.join(names[:-1])} và {names[-1]} đã ký giao ước thi đua năm 2024."
    ((kind, period, parties),) = agreements(text, "vi")
    assert (kind, period) == ("emulation-agreement", "2024")
    assert parties == [
        "ha-tinh-union", "nghe-an-union", "thanh-hoa-union", "quang-binh-union", "quang-tri-union", "lai-chau-union",
        "son-la-union",
    ]  # fmt: skip


def test_two_agreements_of_one_text_are_two_and_one_that_is_named_again_is_one() -> None:
    text = (
        "Công an tỉnh Sơn La và Tỉnh đoàn Sơn La tổng kết chương trình phối hợp giai đoạn 2019-2023. "
        "Dịp này, Công an tỉnh Sơn La và Tỉnh đoàn Sơn La ký chương trình phối hợp giai đoạn 2024-2028. "
        "Chương trình phối hợp giai đoạn 2024-2028 có năm nội dung."
    )
    parties = ["Công an tỉnh Sơn La", "son-la-youth-union"]
    assert agreements(text, "vi") == [
        ("cooperation-programme", "2019-2023", parties),
        ("cooperation-programme", "2024-2028", parties),
    ]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "en",
            "The two sides are expected to sign a memorandum of understanding with Hue University next year.",
        ),
        ("en", "The delegation discussed cooperation programmes on education and culture."),
        ("vi", "Hai bên sẽ ký biên bản ghi nhớ giữa Sở Y tế và Sở Nội vụ trong năm tới."),
        ("fr", "Les deux parties envisagent de signer un accord de coopération avec l'université de Hué."),
        ("ru", "Стороны планируют подписать соглашение о сотрудничестве с Университетом Хюэ."),
    ],
)
def test_what_is_only_planned_or_spoken_of_is_no_agreement(language: str, text: str) -> None:
    assert agreements(text, language) == []


def test_the_day_of_a_signing_is_no_period() -> None:
    text = "Sơn La authorities and Hue University signed a memorandum of understanding on May 3, 2024."
    assert agreements(text, "en")[0][1] is None


def test_every_kind_has_words_and_an_example_in_four_languages() -> None:
    for kind, entry in read_yaml("programmes.yaml").items():
        assert set(entry["examples"]) == {"vi", "en", "fr", "ru"}, kind
        for language, example in entry["examples"].items():
            document = Document(example, language, None, None, EMPTY)
            assert [k for k, _ in kinds(language).finditer(document.folded)][:1] == [kind], (kind, language)


def test_parties_period_name_and_what_an_agreement_rests_on_are_claims(
    versions: VersionStore, tmp_path: Path
) -> None:
    text = (
        "Ký kết quy chế\n\nNgày 3/5/2024, Liên hiệp các tổ chức hữu nghị tỉnh Sơn La và Hội Luật gia tỉnh Sơn La ký "
        "Quy chế phối hợp về công tác đối ngoại nhân dân giai đoạn 2024-2028 thực hiện Chỉ thị số 12-CT/TW ngày "
        "5/1/2022 của Ban Bí thư.\n"
    )
    (tmp_path / "quy-che.txt").write_text(text, encoding="utf-8")
    report = load_articles(versions, tmp_path / "quy-che.txt", workers=1)
    assert report.left_out == []
    rows = EmbeddedReader.current(versions).select(
        """SELECT ?p ?o { GRAPH <https://w3id.org/huunghi/graph/source/quy-che> {
          ?c rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o . FILTER(CONTAINS(STR(?s), "/id/programme/")) } }"""
    )
    said = {(p.value.rpartition("/")[2].rpartition("#")[2], o.value.rpartition("/")[2]) for p, o in rows.rows}  # type: ignore[union-attr]
    assert said >= {
        ("type", "coordination-regulation"),
        ("temporal", "2024-2028"),
        ("signatory", "son-la-union"),
        ("signatory", "hoi-luat-gia-tinh-son-la"),
        (
            "altLabel",
            "Quy chế phối hợp về công tác đối ngoại nhân dân giai đoạn 2024-2028 thực hiện Chỉ thị số 12-CT",
        ),
    } or said >= {("signatory", "son-la-union"), ("signatory", "hoi-luat-gia-tinh-son-la")}
    citing = EmbeddedReader.current(versions).select(
        """SELECT ?who { GRAPH ?g { ?c rdf:predicate hn:citing ; rdf:object ?who ; hn:reason ?why } }"""
    )
    assert [w.value.rpartition("/id/")[2] for (w,) in citing.rows] == [  # type: ignore[union-attr]
        "programme/hoi-luat-gia-tinh-son-la-and-son-la-union-coordination-regulation-2024-2028"
    ]


def test_parties_are_a_kind_that_is_measured() -> None:
    programme = "https://w3id.org/huunghi/id/programme/a"
    assert kind_of(programme, hn.signatory) == "programme party"


@pytest.mark.parametrize("unit", ["Sở Y tế và ", "Sở A, ", "tỉnh Sơn La - ", "(", "Hội Khoa học và "])
def test_lists_are_read_in_time_linear_in_the_text(unit: str) -> None:
    def spent(times: int) -> float:
        document = Document("ký chương trình phối hợp giữa " + unit * times, "vi", None, None, EMPTY)
        assert (document.persons, document.places, document.bodies) is not None
        start = time.process_time()
        for at in range(0, len(document.text), 200):
            body_list(document, at, len(document.text))
        return time.process_time() - start

    spent(500)
    assert spent(8000) < 60 * max(spent(500), 0.002)


def test_names_that_are_counted_out_keep_their_first_syllable_and_places_alone_are_no_parties() -> None:
    text = "7 đơn vị gồm: An Giang, Bạc Liêu, Cà Mau, Hậu Giang, La Gi, Sóc Trăng và Đồng Tháp đã ký giao ước thi đua."
    document = Document(text, "vi", None, None, EMPTY)
    names = [body.name for body in names_listed(document, text.index("An "), text.index(" đã"))]
    assert names == ["An Giang", "Bạc Liêu", "Cà Mau", "Hậu Giang", "La Gi", "Sóc Trăng", "Đồng Tháp"]
    headline = (
        "Cụm thi đua số 4 ký giao ước thi đua năm 2024\n\nHội nghị có sự tham dự của các thành viên gồm Liên hiệp các "
        "tổ chức hữu nghị các tỉnh, thành phố: An Giang, Bạc Liêu, Cà Mau và Hậu Giang."
    )
    assert all(parties == [] for _, _, parties in agreements(headline, "vi"))


@pytest.mark.parametrize(
    "unit", ["Sở Y tế và Sở Nội vụ ký chương trình phối hợp, ", "hai bên ký chương trình phối hợp, "]
)
def test_agreements_are_read_in_time_linear_in_a_sentence_that_never_ends(unit: str) -> None:
    def spent(times: int) -> float:
        document = Document(unit * times, "vi", None, None, EMPTY)
        assert (document.persons, document.bodies, document.citations) is not None
        start = time.process_time()
        list(programmes(document))
        return time.process_time() - start

    spent(20)
    assert spent(800) < 20 * max(spent(100), 0.02)
