"""Documents of local bodies: one number and one day in two provinces are two documents, and each has its issuer."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from graph.claims.claim import PROPOSED
from graph.store.reader import EmbeddedReader
from graph.store.versions import VersionStore
from loaders.articles.citations import find_citations
from loaders.articles.claims.article_iris import ArticleIris, Known
from loaders.articles.input.files import Article
from loaders.articles.load import load_articles
from loaders.articles.records import CitationRecord, Passage
from ontology.iris import mint

GRAPH = "https://w3id.org/huunghi/graph/source/"

CA_MAU = (
    "Liên hiệp Cà Mau họp\n\nNgày 20/3/2024, Liên hiệp các tổ chức hữu nghị tỉnh Cà Mau tổ chức hội nghị. Hội nghị "
    "triển khai Kế hoạch số 128-KH/TU ngày 15/1/2024 của Tỉnh ủy Cà Mau và Quyết định số 45/QĐ-UBND ngày 10/1/2024 của "
    "UBND tỉnh Cà Mau.\n"
)
LAO_CAI = (
    "Union of Lao Cai meets\n\nOn 21 March 2024, the Union of Friendship Organizations of Lao Cai province held a "
    "conference. It discussed Plan No. 128-KH/TU dated January 15, 2024 of the Lao Cai Provincial Party Committee and "
    "Decision No. 45/QD-UBND dated January 10, 2024 of the Lao Cai Provincial People's Committee.\n"
)
NINH_THUAN = (
    "Союз Ниньтхуана провел конференцию\n\n22 марта 2024 года Союз организаций дружбы провинции Ниньтхуан провел "
    "конференцию. На ней рассказали о Плане № 128-KH/TU от 15 января 2024 года.\n"
)
NOWHERE = (
    "Un atelier s'est tenu\n\nLe 23 mars 2024, un atelier sur la diplomatie populaire s'est tenu. On y a présenté le "
    "Plan n° 128-KH/TU du 15 janvier 2024.\n"
)


@pytest.fixture(scope="module")
def loaded(five_reports_root: VersionStore, tmp_path_factory: pytest.TempPathFactory) -> VersionStore:
    """The tables and these articles. Do not change it."""
    root = tmp_path_factory.mktemp("local-documents")
    shutil.copytree(five_reports_root.root, root / "store", symlinks=True)
    told = {"ca-mau.vi": CA_MAU, "lao-cai.en": LAO_CAI, "ninh-thuan.ru": NINH_THUAN, "nowhere.fr": NOWHERE}
    load_articles(VersionStore(root / "store"), written(root / "articles", told), workers=1)
    return VersionStore(root / "store")


def written(folder: Path, told: dict[str, str]) -> Path:
    folder.mkdir()
    for name, text in told.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return folder


def said(versions: VersionStore, source: str, predicate: str) -> set[str]:
    """What the claims of an article say by a property, without the beginnings of IRIs."""
    rows = (
        EmbeddedReader(versions.require_current().open())
        .select(
            f"SELECT DISTINCT ?o {{ GRAPH <{GRAPH}{source}> {{ ?c rdf:predicate {predicate} ; rdf:object ?o }} }}"
        )
        .rows
    )
    return {row[0].value.rpartition("/")[2] for row in rows}  # type: ignore[union-attr]


def test_one_number_and_day_in_two_provinces_are_two_documents(loaded: VersionStore) -> None:
    assert said(loaded, "ca-mau-vi", "hn:cited") == {
        "128-kh-tu-ca-mau-2024-01-15",
        "45-qd-ubnd-ca-mau-2024-01-10",
    }
    assert said(loaded, "lao-cai-en", "hn:cited") == {
        "128-kh-tu-lao-cai-2024-01-15",
        "45-qd-ubnd-lao-cai-2024-01-10",
    }


def test_issuers_that_are_read_are_claimed(loaded: VersionStore) -> None:
    assert said(loaded, "ca-mau-vi", "schema:legislationPassedBy") == {
        "ca-mau-party-committee",
        "ca-mau-peoples-committee",
    }
    assert said(loaded, "lao-cai-en", "schema:legislationPassedBy") == {
        "lao-cai-party-committee",
        "lao-cai-peoples-committee",
    }


def test_a_place_that_only_the_report_tells_is_a_judgement_and_its_citation_proposed(
    loaded: VersionStore,
) -> None:
    assert said(loaded, "ninh-thuan-ru", "hn:cited") == {"128-kh-tu-ninh-thuan-2024-01-15"}
    document = mint("document", "128-kh-tu-ninh-thuan-2024-01-15")
    rows = (
        EmbeddedReader(loaded.require_current().open())
        .select(
            f"SELECT ?status ?reason {{ GRAPH <{GRAPH}ninh-thuan-ru> {{ ?c rdf:predicate hn:cited ;"
            f" rdf:object <{document}> ; prov:wasDerivedFrom ?i ; hn:status ?status . ?i a hn:Identification ;"
            " hn:reason ?reason } }"
        )
        .rows
    )
    assert [(s.value, r.value.startswith("The place")) for s, r in rows] == [(PROPOSED, True)]  # type: ignore[union-attr]


def test_a_document_whose_place_nobody_tells_is_open_between_all_of_its_number(loaded: VersionStore) -> None:
    """Question 12 of the vocabulary: which citations are open between several?"""
    assert said(loaded, "nowhere-fr", "hn:cited") == set()
    assert said(loaded, "nowhere-fr", "hn:candidate") == {
        "128-kh-tu-ca-mau-2024-01-15",
        "128-kh-tu-lao-cai-2024-01-15",
        "128-kh-tu-ninh-thuan-2024-01-15",
    }


def test_a_document_alone_of_unknown_place_is_that_of_its_report_until_the_place_is_known(
    versions: VersionStore, tmp_path: Path
) -> None:
    load_articles(versions, written(tmp_path / "one", {"nowhere.fr": NOWHERE}), workers=1)
    alone = "128-kh-tu-2024-01-15-in-nowhere-fr"
    assert said(versions, "nowhere-fr", "hn:cited") == {alone}
    load_articles(versions, written(tmp_path / "two", {"ca-mau.vi": CA_MAU}), workers=1)
    assert said(versions, "nowhere-fr", "hn:cited") == set()
    assert said(versions, "nowhere-fr", "hn:candidate") == {"128-kh-tu-ca-mau-2024-01-15"}


def test_the_names_that_a_document_had_before_lead_to_the_one_that_holds_its_place() -> None:
    cited = replace(find_citations("Kế hoạch số 128-KH/TU ngày 15/1/2024", language="vi")[0], place="ca-mau")
    passage = Passage(*cited.span)
    told = Article("a.txt", "text", "vi")
    iris = ArticleIris(told, "a", Known(), (CitationRecord(cited, passage),))
    new = mint("document", "128-kh-tu-ca-mau-2024-01-15")
    iris.document_renamed(cited, new)
    assert iris.renamed == {
        mint("document", "128-kh-tu-2024-01-15-in-a"): new,
        mint("document", "128-kh-tu-2024-01-15"): new,
    }
