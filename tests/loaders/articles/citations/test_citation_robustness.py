"""Hostile and odd text: nothing crashes, time grows with length, and folding moves no character."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.articles.citations import find_citations
from loaders.articles.citations.normalise import fold, folded_view
from loaders.articles.view import view_of

PIECES = [
    "1",
    "12-",
    "1/2/",
    "12 - ",
    "Chỉ thị ",
    "số ",
    "No. ",
    "directives, ",
    "resolution of the ",
    "« ",
    "( ",
    "12-CT/TW ",
    "đ́",
    "ngày 1/",
    "резолюции и ",
    "XII, ",
    "Chỉ thị số 12-CT/TW nghị quyết ",
    "the Law on A ",
    "Directive of the Secretariat on ",
    "12-CT/T.",
    "T. Ư",
    "12CT/",
    "Chỉ thị số 1, 2 và ",
    "Nghị quyết T.Ư 4, ",
    "khóa XI, khóa ",
    "12-\n",
    "аa",
]


@pytest.mark.parametrize("piece", PIECES)
def test_hostile_text_is_read_to_its_end(piece: str) -> None:
    """What backtracks would not come back from these in a lifetime; the benchmark measures the time."""
    text = (piece * 20_000)[:60_000] + " Chỉ thị số 12-CT/TW"
    assert find_citations(text, language="en")[-1].identifier == "12-CT/TW"


@given(st.text(alphabet=st.sampled_from("12-/ .,CTWQĐđạ́̂№«»()XIVsốnoĐ\u200b\nю ы"), max_size=120))
def test_any_text_is_read_and_spans_hold(text: str) -> None:
    """Whatever stands there, every span cuts out what is said to be printed (composed or not)."""
    for one in find_citations(text):
        assert unicodedata.normalize("NFC", text[slice(*one.span)]) == unicodedata.normalize(
            "NFC", one.wording
        )


@given(st.text(max_size=200))
def test_folding_moves_no_character(text: str) -> None:
    """The folded text is as long as the view."""
    view = view_of(text).text
    page = folded_view(view)
    assert len(page.folded) == len(page.text) == len(view)
    assert fold(view).split() == page.folded.split()


def test_offsets_are_of_the_text_as_given() -> None:
    """Decomposed text keeps its own code points."""
    text = unicodedata.normalize("NFD", "Thực hiện Chỉ thị số 12-CT/TW ngày 05/01/2022 của Ban Bí thư")
    (found,) = find_citations(text)
    assert text[slice(*found.span)].endswith(unicodedata.normalize("NFD", "Ban Bí thư"))
    assert found.number_span is not None
    assert text[slice(*found.number_span)] == "12-CT/TW"
    assert found.issuer is not None
    assert found.issuer.value == "secretariat"


def test_a_wrapped_text_is_read_over_all_its_line_ends() -> None:
    """Most lines go on in small letters, so the others go on as well."""
    text = "they carry out the\nresolution of the district\nParty Congress and the Law on Belief\nand Religion\nin full"
    assert [f.wording for f in find_citations(text)] == [
        "resolution of the district\nParty Congress",
        "Law on Belief\nand Religion",
    ]
    assert [
        f.wording
        for f in find_citations("Thực hiện Chỉ thị 12\nNghị quyết Đại hội XIII của Đảng\nBan Bí thư họp")
    ] == [
        "Chỉ thị 12",
        "Nghị quyết Đại hội XIII của Đảng",
    ]


def test_the_number_of_an_item_is_no_number_of_the_heading_before() -> None:
    assert find_citations("РЕЗОЛЮЦИЯ\n1. Одобрить отчёт") == ()
    assert find_citations("CHỈ THỊ\n2.1. Mục đích") == ()


def test_a_text_of_another_country_has_no_document_of_vietnam_without_code_or_issuer() -> None:
    """A law, a resolution or a decree by its name alone is that of the country the text speaks of."""
    law = "The Law on Cybersecurity and Decree No. 796 took effect"
    assert find_citations(f"{law} in Beijing.") == ()
    assert len(find_citations(f"{law} in Hanoi, after talks in Beijing.")) == 2
    assert len(find_citations(f"{law}.")) == 2
    assert [f.identifier for f in find_citations("In Paris they studied Directive No. 12-CT/TW.")] == [
        "12-CT/TW"
    ]
