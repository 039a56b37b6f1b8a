"""Who issued a document, and what a later mention of it means: claims of a load, in either order of two."""

from pathlib import Path

import pytest

from graph.store.reader import EmbeddedReader
from graph.store.versions import VersionStore
from loaders.articles.citations import find_citations
from loaders.articles.extract import Rules
from loaders.articles.load import load_articles
from loaders.articles.mentions.gazetteer import Gazetteer
from loaders.articles.records import CitationRecord
from ontology.iris import mint

GRAPH = "https://w3id.org/huunghi/graph/source/"
ISSUED = "schema:legislationPassedBy"

ONE = (
    "Hội nghị quán triệt chỉ thị\n\nNgày 12/9/2024, Liên hiệp các tổ chức hữu nghị tỉnh Cà Mau tổ chức hội nghị quán "
    "triệt Chỉ thị số 93-CT/TW ngày 30/7/2024. Chỉ thị số 93-CT/TW của Ban Bí thư gồm bốn nhiệm vụ, và Chỉ thị 93 giao "
    "các cấp ủy thực hiện. Hội nghị cũng nghe về Quyết định số 1777/QĐ-TTg ngày 2/5/2023, Kế hoạch số 15/KH-BGV ngày "
    "3/6/2024 của Bộ Ngoại giao và Kế hoạch số 28-KH/TU ngày 4/6/2024 của Ban Thường vụ Tỉnh ủy Cà Mau.\n"
)
BARE = (
    "Union meets\n\nOn October 1, 2024, the Union of Friendship Organizations of Lao Cai province held a conference. "
    "It studied Directive No. 93-CT/TW. The Secretariat's Directive No. 93-CT/TW has four tasks.\n"
)
OLDER = (
    "Nhìn lại\n\nNgày 5/10/2024, Liên hiệp các tổ chức hữu nghị tỉnh Ninh Bình tổ chức hội thảo về Chỉ thị số 93-CT/TW "
    "ngày 1/2/2009 của Ban Bí thư.\n"
)


def load(versions: VersionStore, folder: Path, **texts: str) -> None:
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
        load_articles(versions, folder / f"{name}.txt", workers=1)


def said(versions: VersionStore, source: str, predicate: str) -> dict[str, set[str]]:
    claims = f"?c rdf:subject ?s ; rdf:predicate {predicate} ; rdf:object ?o"
    rows = EmbeddedReader.current(versions).select(
        f"SELECT ?s ?o {{ GRAPH <{GRAPH}{source}> {{ {claims} }} }}"
    )
    found: dict[str, set[str]] = {}
    for subject, value in rows.rows:
        found.setdefault(subject.value.rpartition("/")[2], set()).add(value.value.rpartition("/")[2])  # type: ignore[union-attr]
    return found


def test_issuers_are_claimed_of_first_and_later_mentions_and_of_codes(
    versions: VersionStore, tmp_path: Path
) -> None:
    load(versions, tmp_path, one=ONE)
    assert said(versions, "one", ISSUED) == {
        "93-ct-tw-2024-07-30": {"cpv-secretariat"},
        "1777-qd-ttg-2023-05-02": {"prime-minister"},
        "15-kh-bgv-2024-06-03": {"ministry-of-foreign-affairs"},
        "28-kh-tu-ca-mau-2024-06-04": {"ca-mau-party-standing-committee"},
    }


def test_an_issuer_that_only_the_code_tells_is_inferred_with_that_reason(
    versions: VersionStore, tmp_path: Path
) -> None:
    load(versions, tmp_path, one=ONE)
    document = mint("document", "1777-qd-ttg-2023-05-02")
    rows = EmbeddedReader.current(versions).select(
        f"SELECT ?reason {{ GRAPH ?g {{ ?c rdf:subject <{document}> ; rdf:predicate {ISSUED} ; hn:reason ?reason }} }}"
    )
    assert [str(r.value) for (r,) in rows.rows] == ["TTg in its number is the code of this body alone."]  # type: ignore[union-attr]


def test_all_mentions_of_one_text_cite_the_document_that_it_dates(
    versions: VersionStore, tmp_path: Path
) -> None:
    load(versions, tmp_path, one=ONE)
    cited = said(versions, "one", "hn:cited")
    assert sorted(d for one in cited.values() for d in one) == [
        "15-kh-bgv-2024-06-03",
        "1777-qd-ttg-2023-05-02",
        "28-kh-tu-ca-mau-2024-06-04",
        *["93-ct-tw-2024-07-30"] * 3,
    ]


@pytest.mark.parametrize("order", [("bare", "one"), ("one", "bare")])
def test_what_was_open_is_closed_by_a_later_load_with_its_issuer_in_either_order(
    order: tuple[str, ...], versions: VersionStore, tmp_path: Path
) -> None:
    for name in order:
        load(versions, tmp_path, **{name: {"bare": BARE, "one": ONE}[name]})
    assert {d for one in said(versions, "bare", "hn:cited").values() for d in one} == {"93-ct-tw-2024-07-30"}
    assert said(versions, "bare", ISSUED) == {"93-ct-tw-2024-07-30": {"cpv-secretariat"}}


@pytest.mark.parametrize(
    "order", [("older", "one", "bare"), ("bare", "one", "older"), ("one", "bare", "older")]
)
def test_a_second_document_of_the_number_opens_what_dates_nothing_and_changes_nothing_in_the_text_that_does(
    order: tuple[str, ...], versions: VersionStore, tmp_path: Path
) -> None:
    for name in order:
        load(versions, tmp_path, **{name: {"bare": BARE, "one": ONE, "older": OLDER}[name]})
    assert {d for one in said(versions, "one", "hn:cited").values() for d in one if d.startswith("93")} == {
        "93-ct-tw-2024-07-30"
    }
    assert said(versions, "bare", "hn:cited") == {}
    assert {d for one in said(versions, "bare", "hn:candidate").values() for d in one} == {
        "93-ct-tw-2009-02-01",
        "93-ct-tw-2024-07-30",
    }


@pytest.mark.parametrize(
    ("text", "issuers"),
    [
        ("Quyết định 217-QĐ/TW và Quyết định 218-QĐ/TW của Bộ Chính trị", ["politburo"] * 2),
        ("Decisions No. 217-QD/TW and No. 218-QD/TW of the Politburo", ["politburo"] * 2),
        ("Chỉ thị của Ban Bí thư về công tác hội (Chỉ thị số 12-CT/TW)", ["secretariat"] * 2),
        ("Bộ Nội vụ có Công văn số 45/BNV-TH", ["ministry-of-home-affairs"]),
        ("Nghị quyết số 25-NQ/TW, Chỉ thị số 18-CT/TW của Ban Bí thư", [None, "secretariat"]),
        (
            "On May 3, the Standing Committee of the Provincial Party Committee issued Resolution No. 5-NQ/TU",
            ["provincial-party-standing-committee"],
        ),
        ("la décision n° 45/QD-BYT du ministère de la Santé", ["ministry-of-health"]),
        ("Постановление № 5-NQ/TW Политбюро", ["politburo"]),
    ],
)
def test_issuers_are_read_beside_the_number_in_front_of_it_or_shared(
    text: str, issuers: list[str | None]
) -> None:
    assert [c.issuer and c.issuer.value for c in find_citations(text)] == issuers


def test_the_place_before_a_local_issuer_is_part_of_its_name() -> None:
    (found,) = find_citations(
        "On May 3, the Nghe An Provincial Party Committee issued Programme No. 68-CTr/TU"
    )
    assert found.issuer
    assert found.issuer.printed == "Nghe An Provincial Party Committee"


OTHERS = (
    "Triển khai kế hoạch\n\nNgày 12/9/2024, Liên hiệp các tổ chức hữu nghị tỉnh Sơn La tổ chức hội nghị triển khai "
    "Kế hoạch số 12/KH-HLG ngày 3/4/2024 của Hội Luật gia tỉnh Sơn La. Công đoàn Viên chức tỉnh Sơn La ban hành Kế "
    "hoạch số 15/KH-CĐVC ngày 5/4/2024. Hội nghị cũng nghe Quyết định số 7/QĐ-UBND ngày 6/4/2024 của UBND huyện "
    "Mường La.\n"
)


def test_an_issuer_that_no_list_has_is_a_proposed_body_under_its_printed_name(
    versions: VersionStore, tmp_path: Path
) -> None:
    load(versions, tmp_path, others=OTHERS)
    issued = said(versions, "others", ISSUED)
    assert sorted(body for one in issued.values() for body in one) == [
        "cong-doan-vien-chuc-tinh-son-la",
        "hoi-luat-gia-tinh-son-la",
        "ubnd-huyen-muong-la-in-others",
    ]


@pytest.mark.parametrize("who", ["Ten organizations", "Ten Universities"])
def test_a_number_of_bodies_issues_nothing(who: str) -> None:
    found = Rules()(f"On May 3, {who} issued Plan No. 15/KH-XYZ.", language="en", gazetteer=Gazetteer.of())
    (cited,) = [record for record in found if isinstance(record, CitationRecord)]
    assert cited.issuer is None
