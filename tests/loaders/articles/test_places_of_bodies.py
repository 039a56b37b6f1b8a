"""A body that is printed without its place is that of a place only where the text or the page says which."""

from pathlib import Path

import pytest
from pyoxigraph import NamedNode

from graph.claims.claim import read as read_claims
from graph.store.versions import VersionStore
from loaders.articles.extract import Rules
from loaders.articles.load import load_articles
from loaders.articles.mentions.gazetteer import Gazetteer, Name
from loaders.articles.records import Role
from ontology.iris import mint
from ontology.terms import org

LEARNT = Gazetteer.of(
    [
        Name("organisation/nghe-an-party-committee", "Provincial Party Committee", "body", "en"),
        Name("organisation/nghe-an-union", "provincial Union", "body", "en"),
        Name("organisation/nghe-an-peoples-committee", "UBND tỉnh", "body", "vi"),
    ]
)
"""Names that a store may hold as accepted for bodies of one province."""


def roles(text: str, language: str, gazetteer: Gazetteer = LEARNT) -> list[Role]:
    return [r for r in Rules()(text, language=language, gazetteer=gazetteer) if isinstance(r, Role)]


@pytest.mark.parametrize(
    ("text", "language", "body"),
    [
        (
            "Mr. Tran Hung, Secretary of the Provincial Party Committee, spoke at the conference held on March 5, 2024 "
            "in Ca Mau province.",
            "en",
            "ca-mau-party-committee",
        ),
        (
            "On March 5, 2024, the Bac Giang Union of Friendship Organizations held its congress. Mr. Le Van Tam, "
            "Chairman of the provincial Union, spoke.",
            "en",
            "bac-giang-union",
        ),
        (
            "Ngày 5/3/2024, tỉnh Cà Mau họp. Ông Lê Văn Tám, Chủ tịch UBND tỉnh, dự.",
            "vi",
            "ca-mau-peoples-committee",
        ),
        ("(Baocamau.vn) - Ông Lê Văn Tám, Chủ tịch UBND tỉnh, đến dự.", "vi", "ca-mau-peoples-committee"),
        ("Ông Lê Văn Tám, Chủ tịch UBND tỉnh, đến dự.", "vi", ""),
    ],
)
def test_a_body_without_its_place_is_of_the_place_that_text_or_page_say(
    text: str, language: str, body: str
) -> None:
    (role,) = roles(text, language)
    assert role.body == body
    assert role.inferred or not body


def test_people_are_of_the_side_on_which_they_are_named() -> None:
    text = (
        "Sáng 3/5, tỉnh Sơn La và tỉnh Hủa Phăn (Lào) ký kết biên bản ghi nhớ. Về phía tỉnh Sơn La có các đồng chí: "
        "Lê Văn Tám - Bí thư Tỉnh ủy. Về phía tỉnh Hủa Phăn có các ông: Bounpone Vongsa - Bí thư Tỉnh ủy, Tỉnh trưởng."
    )
    found = {(r.person, r.role): (r.body, r.named.place if r.named else None) for r in roles(text, "vi")}
    assert found["le-van-tam", "secretary"] == ("son-la-party-committee", None)
    assert found["bounpone-vongsa", "secretary"] == ("", "hua-phan")


def test_the_other_title_of_a_person_says_the_place() -> None:
    text = "Dự lễ có ông Bounpone Vongsa, Bí thư Tỉnh ủy, Chủ tịch HĐND tỉnh Hủa Phăn."
    named = {r.role: (r.named.name, r.named.place) for r in roles(text, "vi") if r.named}
    assert named == {"secretary": ("Tỉnh ủy", "hua-phan"), "chair": ("HĐND tỉnh Hủa Phăn", "hua-phan")}


def test_a_body_of_a_city_is_not_of_its_province() -> None:
    text = "(Baonghean.vn) - Ông Lê Văn Tám, Phó Bí thư Thành ủy, Chủ tịch HĐND thành phố Vinh, đến dự."
    found = {r.role: (r.body, r.named.place if r.named else None) for r in roles(text, "vi")}
    assert found["deputy-secretary"][0] != "nghe-an-party-committee"
    assert "vinh" in str(found["deputy-secretary"])


def test_articles_of_two_provinces_each_keep_their_own(tmp_path: Path) -> None:
    """One was loaded before the other and is known when the other is read."""
    told = {
        "ca-mau": "Sáng 5/3/2024, tỉnh Cà Mau họp báo. Ông Trần Văn Hùng, Phó Chủ tịch UBND tỉnh, phát biểu.",
        "son-la": "Sáng 5/3/2024, tỉnh Sơn La họp báo. Ông Trần Văn Hùng, Phó Chủ tịch UBND tỉnh, phát biểu.",
    }
    versions = VersionStore(tmp_path / "store")
    for place, text in told.items():
        (tmp_path / f"{place}.vi.txt").write_text(text, "utf-8")
        load_articles(versions, tmp_path / f"{place}.vi.txt", workers=1)
    with versions.require_current().open() as opened:
        for place in told:
            said = read_claims(opened.store, source=mint("source", f"{place}-vi"))
            bodies = {c.triple.object for c in said if c.triple.predicate.value == org.organization}
            assert bodies == {NamedNode(mint("organisation", f"{place}-peoples-committee"))}
