"""Words compare however they are written."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.search.normalise import drops_marks, forms, in_other_letters, key_of, words_alone, words_of


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hoà", "Hòa"),
        ("THUỶ", "thủy"),
        ("Nghệ", "Nghe\u0323\u0302"),
        ("12-CT/TW", "12 ct tw"),
        ("Chỉ thị số 012", "CHỈ THỊ 12"),
        ("V.U.F.O.", "vufo"),
        ("Семёнов", "Семенов"),
    ],
)
def test_spellings_of_one_name_are_the_same_words(one: str, other: str) -> None:
    assert key_of(words_of(one)) == key_of(words_of(other))
    assert [w.marked for w in words_of(one) if not w.is_number] == [
        w.marked for w in words_of(other) if not w.is_number
    ] or "số" in one


@pytest.mark.parametrize(("one", "other"), [("đường", "dương"), ("Hải", "Hài"), ("lan", "lán"), ("cu", "cư")])
def test_words_with_other_marks_are_other_words(one: str, other: str) -> None:
    (a,), (b,) = words_of(one), words_of(other)
    assert a.folded == b.folded
    assert a.marked != b.marked


@pytest.mark.parametrize(
    ("label", "language", "drops"),
    [
        ("Nghe An", "en", True),
        ("Nghe An", "", True),
        ("Nghe An", "vi", False),
        ("Nghe An", "vi-latn-x-plain", True),
        ("Nghệ An", "en", False),
        ("Нгеан", "ru", True),
    ],
)
def test_a_name_leaves_marks_out_where_it_has_none_and_its_language_writes_none(
    label: str, language: str, drops: bool
) -> None:
    assert drops_marks(words_of(label), language) is drops


@given(st.text())
def test_words_stand_where_they_say_and_in_order(text: str) -> None:
    words = words_of(text)
    for word in words:
        folded, _ = forms(text[word.start : word.end])
        assert word.folded in (folded, in_other_letters(folded))
    assert all(a.end <= b.start for a, b in itertools.pairwise(words))


@given(st.text())
def test_no_word_holds_what_the_index_would_read_as_a_space(text: str) -> None:
    for word in words_of(text):
        for form in (word.folded, word.marked):
            assert form
            assert all(c.isalnum() for c in form if c.isascii())
            form.encode()


PIECES = [
    "12",
    "CT",
    "-",
    "/",
    "T.Ư",
    "T Ư",
    " ",
    "\u00a0",
    "trung ương",
    "Nghệ",
    "V.U.F.O.",
    "QĐ",
    "w",
    "北京",
    "_",
]


@given(st.lists(st.sampled_from(PIECES), max_size=8).map("".join) | st.text(max_size=30))
def test_words_without_their_places_are_the_same_words(text: str) -> None:
    assert [word[:2] for word in words_alone(text)] == [word[:2] for word in words_of(text)]
