"""However texts spell the number of a document, it is one document, and search finds it by each spelling."""

import pytest

from graph.search.names import search
from graph.store.reader import EmbeddedReader
from graph.store.versions import VersionStore
from loaders.articles.load import load_articles
from ontology.prefixes import expand

SPELLINGS = (
    "12-CT/T.Ư",
    "12-CT/TƯ",
    "12-CT/T.W.",
    "12_CT/TW",
    "12 CT-TW",
    "12CT/TW",
    "12-СТ/ТW",
    "12-\nCT/TW",
)
SENTENCE = (
    "Hội nghị ở {place} quán triệt Chỉ thị số {number} ngày 05/01/2022 của Ban Bí thư về đối ngoại nhân dân; đại biểu "
    "nghe giới thiệu những nội dung chính và bàn cách thực hiện tại các hội thành viên trong năm {place}."
)


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory) -> VersionStore:
    folder = tmp_path_factory.mktemp("spellings") / "texts"
    folder.mkdir()
    for at, number in enumerate(SPELLINGS):
        (folder / f"{at}.txt").write_text(SENTENCE.format(place=f"điểm cầu {at}", number=number), "utf-8")
    store = VersionStore(folder.parent / "store")
    load_articles(store, folder, workers=1)
    return store


def test_all_spellings_are_one_document(versions: VersionStore) -> None:
    query = f"SELECT ?n {{ ?d <{expand('schema:legislationIdentifier')}> ?n }}"
    rows = EmbeddedReader.current(versions).select(query).rows
    assert [getattr(term, "value", "") for (term,) in rows] == ["12-CT/TW"]


@pytest.mark.parametrize("spelling", ["12-CT/TW", "chỉ thị 12-ct/t.ư", *SPELLINGS])
def test_search_finds_it_as_it_is_printed_and_as_it_is_written(versions: VersionStore, spelling: str) -> None:
    version = versions.current()
    assert version is not None
    found = [hit.iri for hit in search(version.search_path, spelling)]
    assert any("/id/document/" in iri for iri in found)


def test_search_by_the_number_of_a_province_s_committee_does_not_find_it(versions: VersionStore) -> None:
    version = versions.current()
    assert version is not None
    assert search(version.search_path, "12-CT/TU") == []
