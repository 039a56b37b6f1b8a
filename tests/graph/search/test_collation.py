"""Names come in the order of the Vietnamese alphabet, or with accents aside; numbers by their value."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.search.collation import collation_key

VIETNAMESE = [
    ["An Giang", "Ăn", "Âu Cơ", "Bắc Ninh"],
    ["Cần Thơ", "Dương", "Đà Nẵng", "Đồng Nai", "Em", "Êm", "Gia Lai"],
    ["ma", "mà", "mả", "mã", "má", "mạ", "mai"],
    ["on", "ôn", "ơn", "un", "ưn"],
    ["Quảng Nam", "Quảng Ngãi", "Quảng Ninh", "Quảng Trị"],
    ["Lan", "Lán", "Lan Anh"],
    ["9-CT/TW", "12-CT/TW", "12-KL/TW", "112-CT/TW", "Chỉ thị"],
    ["An", "Hà Nội", "zoo", "Анна", "Иван", "Йозеф", "Нгеан", "友好"],
    ["Điện Biên", "Điện Biên Phủ", "Định"],
]
ENGLISH = [
    ["An Giang", "Anh", "Au Co", "Bac Ninh"],
    ["Ân", "Anh", "Đà Nẵng", "Dương"],
    ["resume", "résumé", "resumes"],
    ["Ёж", "Жук"],
    ["2 programmes", "10 programmes", "№ 11"],
]


@pytest.mark.parametrize(
    ("language", "names"), [*(("vi", one) for one in VIETNAMESE), *(("en", one) for one in ENGLISH)]
)
def test_names_come_in_their_order(language: str, names: list[str]) -> None:
    """The expected orders are those of CLDR, but for punctuation, which only parts words here."""
    backwards = names[::-1]
    assert sorted(backwards, key=lambda name: collation_key(name, language)) == names


def test_how_a_letter_is_composed_makes_no_difference_to_its_weight() -> None:
    apart = unicodedata.normalize("NFD", "Đặng Thị Hồng")
    assert collation_key(apart, "vi")[:2] == collation_key("Đặng Thị Hồng", "vi")[:2]


@given(st.lists(st.text(max_size=30), max_size=8), st.sampled_from(["vi", "en", "ru", "vi-VN"]))
def test_any_texts_can_be_put_in_order(names: list[str], language: str) -> None:
    ordered = sorted(names, key=lambda name: collation_key(name, language))
    backwards = names[::-1]
    assert ordered == sorted(backwards, key=lambda name: collation_key(name, language))


def test_a_number_of_many_digits_is_a_number() -> None:
    assert collation_key("9" * 5000) < collation_key("1" + "0" * 5000)
