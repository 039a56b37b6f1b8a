"""Folding takes marks and case away, and nothing else."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, Store

from graph.search.fold import FUNCTIONS, fold


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Nghệ An", "nghe an"),
        ("ĐƯỜNG", "duong"),
        ("Dương", "duong"),
        ("Hoá", "hoa"),
        ("Hóa", "hoa"),
        ("Uỷ ban", "uy ban"),
        ("Нгеан", "нгеан"),
        ("Đại hội đại biểu toàn quốc", "dai hoi dai bieu toan quoc"),
        ("Hanoï", "hanoi"),
        ("12\N{NON-BREAKING HYPHEN}CT/TW", "12-ct/tw"),
        ("a\N{NO-BREAK SPACE} b", "a b"),
    ],
)
def test_forms_fold_to_what_a_keyboard_without_marks_types(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_composed_and_decomposed_text_fold_alike(text: str) -> None:
    assert fold(unicodedata.normalize("NFC", text)) == fold(unicodedata.normalize("NFD", text))


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_the_sparql_function_folds_literals_and_refuses_iris() -> None:
    rows = Store().query(
        """PREFIX hn: <https://w3id.org/huunghi/ontology#>
           SELECT (hn:fold("Nghệ An"@vi) AS ?a) (hn:fold(<urn:x>) AS ?b) {}""",
        custom_functions=FUNCTIONS,
    )
    (row,) = rows  # type: ignore[misc]
    assert row["a"] == Literal("nghe an")
    assert row["b"] is None
