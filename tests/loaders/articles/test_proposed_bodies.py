"""A body that only a text names is proposed under its printed name, and no name of it means a body of another place."""

from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode

from graph.claims.claim import PROPOSED
from graph.claims.claim import read as read_claims
from graph.review.names import name_in
from graph.store.versions import VersionStore
from loaders.articles.claims.proposed_bodies import with_bodies
from loaders.articles.extract import Rules
from loaders.articles.load import load_articles
from loaders.articles.mentions.bodies import holds_everywhere
from loaders.articles.mentions.gazetteer import Gazetteer
from loaders.articles.records import Role
from ontology.iris import mint
from ontology.terms import hn, org, skos

EMPTY = Gazetteer.of()


def test_a_post_in_a_body_that_nobody_knows_is_proposed_under_its_printed_name(tmp_path: Path) -> None:
    text = "Ngày 5/3/2024, ông Bounleua Sengphachan, Trưởng Ban Đối ngoại Trung ương Đảng NDCM Lào, đã tiếp đoàn."
    (tmp_path / "visit.vi.txt").write_text(text, "utf-8")
    versions = VersionStore(tmp_path / "store")
    load_articles(versions, tmp_path / "visit.vi.txt", workers=1)
    body = NamedNode(mint("organisation", "ban-doi-ngoai-trung-uong-dang-ndcm-lao"))
    with versions.require_current().open() as opened:
        said = list(read_claims(opened.store, source=mint("source", "visit-vi")))
        tenures = [
            c for c in said if c.triple.predicate.value == org.organization and c.triple.object == body
        ]
        names = [c for c in said if c.triple.subject == body and c.triple.predicate.value == skos.prefLabel]
        assert [c.status for c in tenures] == [PROPOSED]
        assert [(c.triple.object, c.status, c.printed) for c in names] == [
            (
                Literal("Ban Đối ngoại Trung ương Đảng NDCM Lào", language="vi"),
                PROPOSED,
                "Ban Đối ngoại Trung ương Đảng NDCM Lào",
            )
        ]
        assert name_in(opened.store, body) == "Ban Đối ngoại Trung ương Đảng NDCM Lào"


def test_a_body_whose_place_is_judged_is_called_by_its_place_and_its_printed_name_is_one_in_context(
    tmp_path: Path,
) -> None:
    """Nothing that is accepted of it can mean a body of another place, and its post falls with the judgement."""
    text = "Ngày 5/3/2024, ông Bounleua Vongsa, Bí thư Tỉnh ủy, Tỉnh trưởng tỉnh Xiêng Mai, đã tiếp đoàn."
    (tmp_path / "visit.vi.txt").write_text(text, "utf-8")
    versions = VersionStore(tmp_path / "store")
    load_articles(versions, tmp_path / "visit.vi.txt", workers=1)
    body = NamedNode(mint("organisation", "tinh-uy-xieng-mai"))
    with versions.require_current().open() as opened:
        said = list(read_claims(opened.store, source=mint("source", "visit-vi")))
    names = {c.triple.predicate.value: c for c in said if c.triple.subject == body}
    assert names[skos.prefLabel].triple.object == Literal("Tỉnh ủy (Xieng Mai)", language="vi")
    judged = names[hn.contextName]
    assert (judged.triple.object, judged.identifies) == (Literal("Tỉnh ủy", language="vi"), True)
    assert judged.reason == "The place is that of the person's other title."
    tenure = next(c for c in said if c.triple.object == body and c.triple.predicate.value == org.organization)
    assert tenure.premises == (judged.iri,)
    assert not holds_everywhere("tinh-uy-xieng-mai", "Tỉnh ủy")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Ông Lê Văn Tám, Đại sứ Lào tại Việt Nam, đến dự.", "vi"),
        ("Mr. Le Van Tam, Ambassador of Laos to Vietnam, spoke.", "en"),
        ("M. Lê Van Tam, ambassadeur du Laos au Vietnam, a parlé.", "fr"),
        ("Выступил посол Лаоса во Вьетнаме Ле Ван Там.", "ru"),
    ],
)
def test_a_state_is_one_body_in_every_language(text: str, language: str) -> None:
    read = Rules()(text, language=language, gazetteer=EMPTY)
    (role,) = with_bodies([r for r in read if isinstance(r, Role)], "a-report")
    assert isinstance(role, Role)
    assert role.body == "laos-state"
