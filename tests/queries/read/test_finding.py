"""The finding of the first page is chosen by rule: what one report names and a parallel one, read whole, does not."""

from hashlib import sha256
from pathlib import Path

import pytest
from pyoxigraph import Store

from graph.store.reader import EmbeddedReader, MemoryReader
from ontology.iris import mint
from queries.read.finding import read_finding
from queries.read.texts import Piece, Texts
from tests.conftest import TEXTS


def test_of_the_five_reports_only_the_russian_one_names_three_documents(five_reports: EmbeddedReader) -> None:
    found = read_finding(five_reports)
    assert found is not None
    assert found.programme == mint("programme", "cluster-1-2024")
    assert found.count == 3
    assert [document for document, _ in found.cited] == [
        mint("document", slug)
        for slug in ("12-kl-tw-2021-08-12", "12-ct-tw-2022-01-05", "25-ct-tw-2018-08-08")
    ]
    assert (found.naming.language, found.silent.language) == ("ru", "en")
    assert found.in_place[0].wording == (
        "conclusions and directives related to foreign affairs and people-to-people diplomacy"
    )
    assert found.issuer(mint("document", "12-kl-tw-2021-08-12")) == mint("organisation", "cpv-politburo")
    assert found.issued(mint("document", "12-ct-tw-2022-01-05")) == "2022-01-05"


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


def test_places_far_apart_are_not_quoted_with_all_that_lies_between(tmp_path: Path) -> None:
    text = f"One. {'More. ' * 1000}Two."
    (tmp_path / "a.txt").write_text(text, "utf-8")
    key = sha256(text.encode()).hexdigest()
    assert Texts(tmp_path).sentence(key, [(0, 3), (len(text) - 4, len(text) - 1)]) is None
