"""A text that copies another shares its records and is no further witness; other reports of its form are apart."""

import hashlib
from pathlib import Path

import pytest

from graph.claims.ancestry import roots
from graph.claims.standing import verdicts
from graph.store.reader import EmbeddedReader
from graph.store.versions import VersionStore
from loaders.articles.load import load_articles
from loaders.articles.near_copies import Text, kin_of, placing, placing_by_words
from loaders.articles.signatures import letters, likeness, read, signature, written
from loaders.tables.load import load_tables
from tests.conftest import DATA
from tests.loaders.articles.test_loading_in_any_order import counts

LEAD = (
    "On March {day}, 2024, the {place} Union of Friendship Organizations held a conference in {place} on the tasks of "
    "people-to-people diplomacy. Mr. {name}, Vice President of the Vietnam Union of Friendship Organizations, quoted "
    "Directive No. 12-CT/TW dated January 5, 2022 of the Secretariat. "
)
REST = (
    "The union reviewed what its members had done in the year and thanked those who had helped them in hard times. "
    "Delegates spoke of exchanges with partners abroad, of scholarships for pupils and of help for villages. "
    "They agreed to keep in touch with friends in many countries, to teach young people and to report each quarter. "
    "In the afternoon the guests visited a school, a market and a workshop where lacquer is made as it was long ago. "
    "The meeting ended with songs, and with a photograph of all who had come in spite of wind and heavy rain. "
)


def report(place: str, day: int = 5, name: str = "Tran Van Binh") -> str:
    return LEAD.format(place=place, day=day, name=name) + REST


def one(versions: VersionStore, query: str) -> str:
    ((term,),) = EmbeddedReader.current(versions).select(query).rows
    return str(term.value)  # type: ignore[union-attr]


CITATIONS = (
    "SELECT (COUNT(DISTINCT ?c) AS ?n) { GRAPH ?g { ?claim rdf:predicate hn:cited ; rdf:subject ?c } }"
)
SOURCES_OF_ONE = """SELECT (COUNT(DISTINCT ?g) AS ?n) {
  GRAPH ?g { ?claim rdf:predicate hn:cited ; rdf:subject ?c } }"""


def roots_in(versions: VersionStore) -> dict[str, str]:
    with versions.require_current().open() as opened:
        return roots(opened.store, verdicts(opened.store))


def test_copies_share_the_records_of_the_text_they_copy_whichever_came_first(tmp_path: Path) -> None:
    text = report("Hue")
    copies = {"a": text, "b": f"(News agency) {text}", "c": text.replace("heavy rain", "heavy rains")}
    for order in ("abc", "cba"):
        versions = VersionStore(tmp_path / order)
        for name in order:
            (tmp_path / f"{name}.txt").write_text(copies[name], encoding="utf-8")
            load_articles(versions, tmp_path / f"{name}.txt", workers=1)
        assert one(versions, CITATIONS) == "1", order
        assert one(versions, SOURCES_OF_ONE) == "3"
        found = roots_in(versions)
        assert {found[s].rpartition("/")[2] for s in found} == {"a"}


def test_reports_of_one_form_on_two_places_are_apart(tmp_path: Path) -> None:
    versions = VersionStore(tmp_path / "s")
    for number, (place, name) in enumerate((("Hue", "Tran Van Binh"), ("Can Tho", "Le Thi Hoa"))):
        (tmp_path / f"{number}.txt").write_text(report(place, 5 + number, name), encoding="utf-8")
        load_articles(versions, tmp_path / f"{number}.txt", workers=1)
    assert one(versions, CITATIONS) == "2"
    assert not roots_in(versions)


def test_a_copy_of_a_curated_report_has_its_records_though_the_report_is_not_kept(
    tmp_path: Path, texts: Path
) -> None:
    """The tables keep signatures, short forms and hashes: they are enough to know a text that differs a little."""
    versions = VersionStore(tmp_path / "s")
    load_tables(versions, DATA)
    before = counts(versions)
    for name in ("nghe-an-2024-04.ru.txt", "nghe-an-2024-09.en.txt"):
        copy = "ИА «Пример».\n\n" if ".ru." in name else "From our agency.\n\n"
        (tmp_path / name.replace("nghe-an", "copy")).write_text(
            copy + (texts / name).read_text("utf-8"), encoding="utf-8"
        )
        load_articles(versions, tmp_path / name.replace("nghe-an", "copy"), workers=1)
    after = dict(counts(versions))
    sources = "<https://w3id.org/huunghi/ontology#Source>"
    assert int(after.pop(sources).split('"')[1]) == int(dict(before)[sources].split('"')[1]) + 2
    assert after == {kind: n for kind, n in before if kind != sources}
    graph = "<https://w3id.org/huunghi/graph/source/copy-2024-04-ru>"
    assert one(versions, CITATIONS.replace("?g", graph)) == "3"
    found = roots_in(versions)
    root = {
        name: found[f"https://w3id.org/huunghi/id/source/{name}-2024-09-en"] for name in ("copy", "nghe-an")
    }
    assert root["copy"] == root["nghe-an"]


def test_two_files_of_one_text_are_one_source(tmp_path: Path) -> None:
    versions = VersionStore(tmp_path / "s")
    for name in ("a", "b"):
        (tmp_path / f"{name}.txt").write_text(report("Hue"), encoding="utf-8")
    load_articles(versions, tmp_path / "a.txt", workers=1)
    report_ = load_articles(versions, tmp_path, workers=1)
    assert report_.counts["documents read before"] == 2
    assert one(versions, "SELECT (COUNT(?s) AS ?n) { ?s a hn:Source ; hn:sha256 ?hash }") == "1"


def test_another_text_at_an_address_is_a_later_version_with_a_source_of_its_own(tmp_path: Path) -> None:
    versions = VersionStore(tmp_path / "s")
    for name, text, day in (
        ("a", report("Hue"), "2024-03-05"),
        ("b", report("Hue") + "Corrected on the next day.", "2024-03-06"),
    ):
        folder = tmp_path / name
        folder.mkdir()
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
        row = f"file,url,published\n{name}.txt,https://example.org/x,{day}\n"
        (folder / "reports.csv").write_text(row, encoding="utf-8")
        load_articles(versions, folder, workers=1)
    rows = EmbeddedReader.current(versions).select("SELECT ?a ?b { ?a prov:wasRevisionOf ?b }").rows
    assert [tuple(str(t.value).rpartition("/")[2] for t in row) for row in rows] == [("b", "a")]  # type: ignore[union-attr]
    assert one(versions, CITATIONS) == "1"


def test_what_somebody_decided_of_two_texts_outweighs_their_likeness() -> None:
    made = [Text(name, signature(report("Hue") + name)) for name in "ab"]
    assert kin_of(made, read=lambda _: None)["b"].sure
    assert not kin_of(made, read=lambda _: None, judged=lambda _child, _parent: False)


def test_a_signature_is_the_same_for_all_and_tells_how_alike_texts_are() -> None:
    """It is kept in tables for years: another making would make those useless."""
    one, other = signature(report("Hue")), signature(report("Hue").upper())
    assert one == other
    assert read(written(one)) == one
    longer = letters(signature(report("Hue") + "One line more, which nobody had before."))
    assert likeness(letters(one), longer) > 0.85
    assert likeness(letters(one), letters(signature(REST[:200]))) < 0.5
    assert signature("a b c d e f") == signature("A, b; c d – e f.")
    passage = "Chỉ thị số 12-CT/TW ngày 5 tháng 1 năm 2022 của Ban Bí thư"
    assert written(signature(passage)).startswith(
        "pmxz6Y4E79waScYyI98GauHdMxAeCUSRET2NvlfK"
    )  # by datasketch 2
    long = signature(" ".join(map(str, range(9000))))  # of more runs than are permuted at once
    assert (
        hashlib.sha256(long).hexdigest() == "8efbd696b7e93c1212c5f7f6ea3e693efe0837c8c968ae1360947c6b7974062f"
    )
    with pytest.raises(ValueError, match="no signature"):
        read("hello")


def test_places_are_found_again_by_the_words_around_them_or_by_what_is_printed_there() -> None:
    text = report("Hue")
    copy = "An agency says: " + text.replace("wind and heavy", "wind and some heavy")
    start = text.index("Directive No. 12-CT/TW")
    where = (start, start + len("Directive No. 12-CT/TW"))
    found = placing(text, copy)(where)
    assert found is not None
    assert copy[found[0] : found[1]] == "Directive No. 12-CT/TW"
    by_words = placing_by_words({where: ("Directive No. 12-CT/TW", None)}, len(text), copy)(where)
    assert by_words == found
    assert placing_by_words({}, len(text), copy)(where) is None


def test_the_signatures_of_the_five_reports_in_the_tables_are_those_of_their_texts(
    texts: Path, five_reports: EmbeddedReader
) -> None:
    rows = five_reports.select("SELECT ?hash ?signature { ?s hn:sha256 ?hash ; hn:minHash ?signature }").rows
    known = {str(hash_.value): str(made.value) for hash_, made in rows}  # type: ignore[union-attr]
    for path in texts.glob("*.txt"):
        text = path.read_text("utf-8")
        assert known[hashlib.sha256(text.encode()).hexdigest()] == written(signature(text)), path.name
