"""The finding of the first page is chosen by rule: what one report names and a parallel one, read whole, does not."""

from hashlib import sha256
from pathlib import Path

import pytest
from pyoxigraph import Store

from graph.store.reader import EmbeddedReader, MemoryReader
from ontology.iris import mint
from ontology.terms import schema
from queries.read.finding import read_finding
from queries.read.texts import Piece, Texts
from tests.conftest import TEXTS
from tests.queries.read.made_findings import Report, reader_of


def test_of_the_five_reports_only_the_russian_one_names_three_documents(five_reports: EmbeddedReader) -> None:
    found = read_finding(five_reports)
    assert found is not None
    assert found.citing == mint("programme", "cluster-1-2024")
    assert found.count == 3
    assert [document for document, _ in found.cited] == [
        mint("document", slug)
        for slug in ("12-kl-tw-2021-08-12", "12-ct-tw-2022-01-05", "25-ct-tw-2018-08-08")
    ]
    assert (found.naming.language, found.silent.language) == ("ru", "en")
    assert [one.wording for one in found.in_place] == [
        "conclusions and directives related to foreign affairs and people-to-people diplomacy"
    ]
    assert found.same_part
    assert found.first(mint("document", "12-kl-tw-2021-08-12"), schema.legislationPassedBy) == mint(
        "organisation", "cpv-politburo"
    )
    assert found.issued(mint("document", "12-ct-tw-2022-01-05")) == "2022-01-05"
    assert found.first(found.event, schema.location) == mint("place", "dien-bien")
    assert (len(found.reports), len(found.names), found.unread) == (2, 1, 0)


RU, EN = Report("ru", "ru", names=("one", "two")), Report("en", "en")


@pytest.mark.parametrize(
    "reports",
    [
        (),
        (RU,),
        (RU, Report("en", "en", names=("one",))),
        (RU, Report("en", "en", whole=False)),
        (RU, Report("en", "en", vague=True, whole=False)),
        (RU, Report("en", "en", proposed=True)),
        (EN, Report("fr", "fr")),
    ],
    ids=["none", "one", "both name", "not read", "cites, not read", "a proposal waits", "neither names"],
)
def test_where_it_is_not_known_that_a_second_report_names_none_there_is_no_finding(
    reports: tuple[Report, ...],
) -> None:
    assert read_finding(reader_of(*reports)) is None


def test_a_report_that_cites_in_words_only_names_none() -> None:
    found = read_finding(reader_of(RU, Report("en", "en", vague=True)))
    assert found is not None
    assert (found.naming.language, found.silent.language, found.count) == ("ru", "en", 2)
    assert [one.wording for one in found.in_place] == ["words 0"]
    assert not found.same_part


def test_of_several_pairs_the_one_that_names_most_is_taken_then_the_latest() -> None:
    most = read_finding(
        reader_of(Report("a", "ru", names=("one",)), Report("b", "fr", names=("one", "two")), EN)
    )
    assert most is not None
    assert most.naming.language == "fr"
    late = read_finding(reader_of(RU, Report("late", "fr", names=("one", "two"), published="2025-01-01"), EN))
    assert late is not None
    assert late.naming.language == "fr"


def test_without_a_programme_another_thing_that_cites_is_taken() -> None:
    found = read_finding(reader_of(RU, EN, citing="event/made"))
    assert found is not None
    assert found.citing == found.event == mint("event", "made")


def test_reports_that_were_not_read_whole_are_counted_apart() -> None:
    found = read_finding(reader_of(RU, EN, Report("fr", "fr", whole=False)))
    assert found is not None
    assert (len(found.reports), found.unread) == (2, 1)


def test_an_empty_store_has_no_finding() -> None:
    assert read_finding(MemoryReader(Store())) is None


@pytest.mark.skipif(not TEXTS.is_dir(), reason="the five reports are not beside the repository")
def test_the_sentence_of_a_finding_has_its_words_marked_in_order(five_reports: EmbeddedReader) -> None:
    found = read_finding(five_reports)
    assert found is not None
    pieces = Texts(TEXTS).sentence(found.naming.sha256, [(one.start, one.end) for _, one in found.cited])
    assert pieces is not None
    assert [piece.text for piece in pieces if piece.number] == [one.wording for _, one in found.cited]


def test_places_that_overlap_or_lie_outside_make_no_sentence(tmp_path: Path) -> None:
    folder = tmp_path
    (folder / "a.txt").write_text("One. Two and three. Four.", "utf-8")
    texts, key = Texts(folder), sha256(b"One. Two and three. Four.").hexdigest()
    assert texts.sentence(key, [(5, 8), (13, 18)]) == (
        Piece("Two", 1), Piece(" and "), Piece("three", 2), Piece("."),
    )  # fmt: skip
    for places in ([(5, 8), (7, 9)], [(5, 99)], [], [(9, 5)]):
        assert texts.sentence(key, places) is None
    assert texts.sentence("0" * 64, [(5, 8)]) is None


def test_a_sentence_that_is_a_list_begins_with_the_item_of_its_first_place(tmp_path: Path) -> None:
    text = "First do this; with care; Thực hiện Chỉ thị 12; and more. Next."
    (tmp_path / "a.txt").write_text(text, "utf-8")
    key = sha256(text.encode()).hexdigest()
    start = text.index("Chỉ thị")
    assert Texts(tmp_path).sentence(key, [(start, start + 10)]) == (
        Piece("… "), Piece("Thực hiện "), Piece("Chỉ thị 12", 1), Piece("; and more."),
    )  # fmt: skip


def test_places_far_apart_are_not_quoted_with_all_that_lies_between(tmp_path: Path) -> None:
    text = f"One. {'More. ' * 1000}Two."
    (tmp_path / "a.txt").write_text(text, "utf-8")
    key = sha256(text.encode()).hexdigest()
    assert Texts(tmp_path).sentence(key, [(0, 3), (len(text) - 4, len(text) - 1)]) is None
