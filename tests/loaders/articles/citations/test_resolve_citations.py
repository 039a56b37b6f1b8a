"""Resolution takes one candidate or none: what is printed selects and contradicts, and nothing is guessed."""

import time
from dataclasses import replace

import pytest

from loaders.articles.citations import KnownDocument, find_citations, resolve

TWELVE = [
    KnownDocument(iri="2007", type="directive", code="CT", number=12, body="TW", date="2007-05-03", term=10),
    KnownDocument(
        iri="2017", type="directive", code="CT", number=12, body="TW", date="2017-01-05", term=12, issuer="politburo",
        titles=("Về tăng cường sự lãnh đạo của Đảng đối với công tác bảo đảm an ninh kinh tế",),
    ),
    KnownDocument(
        iri="2022", type="directive", code="CT", number=12, body="TW", date="2022-01-05", term=13, issuer="secretariat",
        titles=("Tăng cường sự lãnh đạo của Đảng, nâng cao hiệu quả công tác đối ngoại nhân dân",),
    ),
    KnownDocument(iri="kl", type="conclusion", code="KL", number=12, body="TW", date="2021-08-12", term=13),
]  # fmt: skip


def only(text: str, documents: list[KnownDocument] = TWELVE) -> tuple[str, str | None, tuple[str, ...]]:
    """Resolve the first find of a text."""
    first = resolve(find_citations(text), documents)[0]
    return first.status, first.document, first.candidates


def test_a_number_several_documents_bear_stays_open() -> None:
    assert only("Chỉ thị số 12-CT/TW") == ("ambiguous", None, ("2007", "2017", "2022"))


def test_the_date_selects() -> None:
    assert only("Chỉ thị số 12-CT/TW ngày 05/01/2022") == ("resolved", "2022", ())


def test_a_date_without_its_year_selects_only_if_one_document_fits() -> None:
    """5 January fits the directives of 2017 and of 2022; 3 May only that of 2007."""
    assert only("Chỉ thị 12-CT/TW ngày 5/1")[:2] == ("ambiguous", None)
    assert only("Chỉ thị 12-CT/TW ngày 3/5")[:2] == ("resolved", "2007")


def test_the_term_selects() -> None:
    assert only("Chỉ thị 12-CT/TW, khóa XII")[:2] == ("resolved", "2017")


def test_the_issuer_selects_and_the_central_committee_says_nothing() -> None:
    """Papers put every central document to the Central Committee."""
    assert only("Directive 12-CT/TW of the Secretariat")[:2] == ("resolved", "2022")
    assert only("Directive 12-CT/TW of the Central Committee")[:2] == ("ambiguous", None)


def test_the_title_selects() -> None:
    assert only("Chỉ thị 12-CT/TW về tăng cường sự lãnh đạo của Đảng")[0] == "ambiguous"
    assert only("Chỉ thị 12-CT/TW về tăng cường sự lãnh đạo của Đảng, nâng cao hiệu quả")[:2] == (
        "resolved",
        "2022",
    )
    text = "Chỉ thị 12-CT/TW “Tăng cường sự lãnh đạo của Đảng, nâng cao hiệu quả công tác đối ngoại nhân dân”"
    assert only(text)[:2] == ("resolved", "2022")


def test_a_date_that_no_document_has_contradicts_and_proposes_a_new_one() -> None:
    (found,) = resolve(find_citations("Chỉ thị 12-CT/TW ngày 6/2/2020"), TWELVE)
    assert (found.status, found.document, found.proposes) == ("contradicted", None, True)
    assert "date 2020-02-06 is not 2022-01-05" in found.contradicts


def test_party_and_state_numbers_are_other_documents() -> None:
    """25/CT-TTg of the Prime Minister is not 25-CT/TW."""
    known = [KnownDocument(iri="tw", type="directive", code="CT", number=25, body="TW")]
    assert only("Chỉ thị 25/CT-TTg", known) == ("unknown", None, ())
    assert only("Chỉ thị 25-CT/TW", known)[:2] == ("resolved", "tw")


def test_state_numbers_without_a_year_need_a_date_where_two_years_have_them() -> None:
    known = [
        KnownDocument(iri=year, type="directive", code="CT", number=25, body="TTg", date=date)
        for year, date in (("2016", "2016-08-31"), ("2021", "2021-09-10"))
    ]
    assert only("Chỉ thị 25/CT-TTg", known)[0] == "ambiguous"
    assert only("Chỉ thị 25/CT-TTg ngày 10/9/2021", known)[:2] == ("resolved", "2021")


def test_the_year_in_a_number_is_part_of_it() -> None:
    known = [KnownDocument(iri="d", type="decree", code="NĐ", number=58, body="CP", year=2022)]
    assert only("Decree No. 58/2022/ND-CP", known)[:2] == ("resolved", "d")
    assert only("Decree No. 58/2021/ND-CP", known)[0] == "contradicted"


def test_an_unknown_number_proposes_a_document() -> None:
    (found,) = resolve(find_citations("Nghị quyết 57-NQ/TW"), TWELVE)
    assert (found.status, found.proposes) == ("unknown", True)


def test_a_short_form_takes_its_antecedent_in_the_same_text() -> None:
    text = "Chỉ thị số 12-CT/TW ngày 05/01/2022 và Kết luận 12-KL/TW. Thực hiện Chỉ thị 12, các cấp ủy ..."
    found = resolve(find_citations(text), TWELVE)
    assert [(r.document, r.antecedent) for r in found] == [("2022", None), ("kl", None), ("2022", 0)]


def test_a_short_form_before_its_only_full_one_takes_that() -> None:
    """A headline shortens what the text then gives in full."""
    found = resolve(
        find_citations("Thực hiện Chỉ thị 12.\nChỉ thị số 12-CT/TW ngày 05/01/2022 nêu rõ ..."), TWELVE
    )
    assert [(r.document, r.antecedent) for r in found] == [("2022", 1), ("2022", None)]


def test_a_short_form_alone_stays_open() -> None:
    """Even where one document fits: the code is not printed."""
    assert only("Thực hiện Kết luận 12,") == ("ambiguous", None, ("kl",))


def test_a_short_form_with_two_antecedents_stays_open() -> None:
    found = resolve(find_citations("Chỉ thị 25-CT/TW, Chỉ thị 25/CT-TTg. Theo Chỉ thị 25, ..."), [])
    assert found[2].status == "ambiguous"
    assert found[2].antecedent is None


def test_a_full_number_repeated_takes_what_its_first_citation_settled() -> None:
    """Later citations give type, number and code only."""
    found = resolve(
        find_citations("Chỉ thị số 12-CT/TW ngày 05/01/2022. Chỉ thị số 12-CT/TW yêu cầu ..."), TWELVE
    )
    assert [(r.document, r.antecedent) for r in found] == [("2022", None), ("2022", 0)]


def test_two_dates_for_one_number_keep_later_citations_open() -> None:
    text = "Chỉ thị 12-CT/TW ngày 05/01/2022, Chỉ thị 12-CT/TW ngày 05/01/2017. Chỉ thị 12-CT/TW nêu ..."
    assert resolve(find_citations(text), TWELVE)[2].status == "ambiguous"


def test_a_code_that_names_no_place_is_not_resolved_without_one() -> None:
    known = [KnownDocument(iri="na", type="plan", code="KH", number=124, body="TU", date="2023-05-04")]
    assert only("Kế hoạch 124-KH/TU", known) == ("ambiguous", None, ("na",))
    dated = only("Kế hoạch 124-KH/TU ngày 4/5/2023", known)
    assert dated == ("ambiguous", None, ("na",))  # every province has a number 124, and days enough


def test_a_local_issuer_confirms_the_document_of_its_place_and_contradicts_none() -> None:
    known = [
        KnownDocument(
            iri="na", type="plan", code="KH", number=124, body="TU", issuer="nghe-an-party-committee"
        ),
        KnownDocument(
            iri="ht", type="plan", code="KH", number=124, body="TU", issuer="ha-tinh-party-committee"
        ),
    ]
    assert only("Kế hoạch 124-KH/TU của Tỉnh ủy Nghệ An", known)[:2] == ("resolved", "na")
    assert only("Plan No. 124-KH/TU of the Provincial Party Committee of Ha Tinh", known)[:2] == (
        "resolved",
        "ht",
    )
    assert only("Kế hoạch 124-KH/TU của Tỉnh ủy", known) == ("ambiguous", None, ("na", "ht"))
    assert only("Kế hoạch 124-KH/TU của Tỉnh ủy", known[:1]) == ("ambiguous", None, ("na",))


def test_slips_of_style_and_cyrillic_codes_are_the_same_document() -> None:
    for printed in ("Chỉ thị 12/CT-TW ngày 5/1/2022", "Директива № 12-КТ/ТВ от 5 января 2022 года"):
        assert only(printed)[:2] == ("resolved", "2022")


def test_a_plenum_number_is_no_document_number() -> None:
    known = [KnownDocument(iri="d", type="resolution", code="NQ", number=4, body="TW", term=12)]
    assert only("Nghị quyết Trung ương 4 khóa XII", known) == ("vague", None, ())


def test_folded_codes_match_and_ambiguous_ones_match_by_type() -> None:
    known = [
        KnownDocument(iri="qd", type="regulation", code="QĐ", number=37, body="TW"),
        KnownDocument(iri="da", type="scheme", code="ĐA", number=1, body="TW"),
    ]
    assert only("Regulation No. 37-QD/TW", known)[:2] == ("resolved", "qd")
    assert only("Project No. 01-DA/TW", known)[:2] == ("resolved", "da")
    assert only("Decision No. 37-QD/TW", known)[0] == "unknown"


@pytest.mark.parametrize(
    "text",
    [
        "Chỉ thị số 12-CT/TW ngày 6/2/2020 của Ban Bí thư. Chỉ thị số 12-CT/TW nêu rõ ... Chỉ thị 12 yêu cầu ...",
        "Chỉ thị số 12-CT/TW nêu rõ ... Chỉ thị 12 yêu cầu ... Chỉ thị số 12-CT/TW ngày 6/2/2020 của Ban Bí thư.",
        "Directive No. 12-CT/TW dated February 6, 2020. Directive No. 12-CT/TW asks ... Directive 12 asks ...",
        "La directive n° 12-CT/TW du 6 février 2020. La directive n° 12-CT/TW demande ... La directive 12, elle, ...",
        "Директива № 12-CT/TW от 6 февраля 2020 года. Директива № 12-CT/TW требует ... Директива 12 требует ...",
    ],
)
@pytest.mark.parametrize("known", [[], TWELVE[:1], TWELVE])
def test_a_later_mention_means_what_its_text_dates_whatever_else_is_known(
    text: str, known: list[KnownDocument]
) -> None:
    found = resolve(find_citations(text), known)
    assert [(r.names.date and r.names.date.value, r.document, r.proposes) for r in found] == [
        ("2020-02-06", None, True)
    ] * 3


def test_a_later_mention_of_another_issuer_or_place_is_no_repetition() -> None:
    text = (
        "Chỉ thị số 12-CT/TW ngày 6/2/2020 của Ban Bí thư. Chỉ thị số 12-CT/TW của Bộ Chính trị yêu cầu ..."
    )
    assert resolve(find_citations(text), [])[1].repeats is None
    dated, bare = find_citations("Kế hoạch số 8-KH/TU ngày 6/2/2020 và Kế hoạch số 8-KH/TU")
    told = resolve([replace(dated, place="ca-mau"), replace(bare, place="lao-cai")], [])
    assert told[1].repeats is None


def test_a_month_and_a_day_of_it_are_one_date_of_a_number() -> None:
    text = "Chỉ thị 12-CT/TW tháng 2/2020 ... Chỉ thị 12-CT/TW ngày 6/2/2020 ... Chỉ thị 12-CT/TW yêu cầu ..."
    last = resolve(find_citations(text), [])[2]
    assert last.names.date
    assert last.names.date.value == "2020-02-06"


def test_a_code_alone_takes_its_antecedent_in_the_same_text() -> None:
    text = "Chỉ thị số 12-CT/T.Ư ngày 05/01/2022 được quán triệt. Thực hiện Chỉ thị 12-CT, tỉnh đã ban hành kế hoạch."
    first, second = resolve(find_citations(text), TWELVE)
    assert (first.document, second.document, second.antecedent) == ("2022", "2022", 0)


def test_a_number_with_a_letter_is_another_number() -> None:
    plain = KnownDocument(iri="30", type="resolution", code="NQ", number=30, body="CP", year=2008)
    known = [plain, replace(plain, iri="30a", letter="a")]
    assert only("Nghị quyết số 30a/2008/NQ-CP", known)[:2] == ("resolved", "30a")
    assert only("Nghị quyết số 30/2008/NQ-CP", known)[:2] == ("resolved", "30")
    assert only("Nghị quyết số 30a/2008/NQ-CP", [plain])[:2] == ("unknown", None)


def test_codes_of_a_regulation_are_spellings_of_one() -> None:
    known = [KnownDocument(iri="rule", type="regulation", code="QyĐ", number=2, body="TW")]
    for number in ("02-QĐi/TW", "02-QyĐ/TW", "02-QĐ/T.Ư"):
        assert only(f"Quy định số {number}", known)[:2] == ("resolved", "rule")
    assert only("Quyết định số 02-QĐ/TW", known)[:2] == ("unknown", None)


def test_a_number_that_is_repeated_again_and_again_is_resolved_in_linear_time() -> None:
    def spent(times: int) -> float:
        found = find_citations("Chỉ thị số 12-CT/TW ngày 5/1/2022, Chỉ thị 12, Chỉ thị số 12-CT/TW. " * times)
        start = time.process_time()
        resolve(found, TWELVE)
        return time.process_time() - start

    spent(20)
    assert spent(800) < 20 * max(spent(100), 0.01)
