"""The words of texts are found, and marked where they stand."""

import contextlib
import hashlib
import sqlite3
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.search.passages import LONGEST, TextIndex, marks_in, passages_in

TEXTS = {
    "en": "A title\n\nThe union of Nghe An met.\r\nDirective 12-CT/TW was cited.\n",
    "vi": "Đường làng\nTỉnh Hải Dương và tỉnh Nghệ An.\n",
    "ru": "Союз организаций дружбы провинции Нгеан\n",
}
HASHES = {name: hashlib.sha256(text.encode()).hexdigest() for name, text in TEXTS.items()}
READ = {HASHES[name]: text for name, text in TEXTS.items()}.get


@pytest.fixture
def texts(tmp_path: Path) -> TextIndex:
    one = TextIndex(tmp_path)
    assert one.add(HASHES.values(), READ, seconds=60) == 0
    return one


def found(texts: TextIndex, asked: str, among: tuple[str, ...] = ("en", "vi", "ru")) -> list[str]:
    passages = texts.find(asked, among={HASHES[name] for name in among}).passages
    return [(READ(p.sha256) or "")[p.start : p.end] for p in passages]


@pytest.mark.parametrize(
    ("asked", "lines"),
    [
        ("nghe an", {"The union of Nghe An met.", "Tỉnh Hải Dương và tỉnh Nghệ An."}),
        ("Nghệ An", {"Tỉnh Hải Dương và tỉnh Nghệ An."}),
        ("đường", {"Đường làng"}),
        ("duong", {"Đường làng", "Tỉnh Hải Dương và tỉnh Nghệ An."}),
        ("12 ct tw", {"Directive 12-CT/TW was cited."}),
        ("организац", {"Союз организаций дружбы провинции Нгеан"}),
        ("Directive No. 12", {"Directive 12-CT/TW was cited."}),
        ("no such words", set()),
        ('" OR NEAR( *', set()),
        ("", set()),
        ("\0", set()),
    ],
)
def test_passages_that_hold_the_words_are_found(texts: TextIndex, asked: str, lines: set[str]) -> None:
    assert set(found(texts, asked)) == lines


def test_only_texts_that_count_are_found(texts: TextIndex) -> None:
    assert found(texts, "nghe an", among=("en",)) == ["The union of Nghe An met."]
    assert found(texts, "nghe an", among=()) == []


def test_texts_are_indexed_once_and_more_may_come(tmp_path: Path) -> None:
    one = TextIndex(tmp_path)
    assert one.find("nghe", among=set(HASHES.values())).passages == ()
    one.add([HASHES["en"]], READ, seconds=60)
    assert one.missing(HASHES.values()) == sorted([HASHES["vi"], HASHES["ru"]])
    one.add(HASHES.values(), READ, seconds=60)
    assert one.missing(HASHES.values()) == []
    assert len(found(one, "nghe an")) == 2


def test_an_index_of_another_format_is_made_anew(tmp_path: Path) -> None:
    text = "Nghệ An"
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    index = TextIndex(tmp_path)
    assert index.add([sha256], {sha256: text}.get, seconds=10) == 0
    with contextlib.closing(sqlite3.connect(index.path)) as connection:
        connection.execute("PRAGMA user_version=1")
    assert index.missing([sha256]) == [sha256]
    assert index.add([sha256], {sha256: text}.get, seconds=10) == 0
    assert len(index.find("nghe an", among=[sha256]).passages) == 1


def test_what_no_time_is_left_for_is_counted_and_done_the_next_time(tmp_path: Path) -> None:
    one = TextIndex(tmp_path)
    assert one.add(HASHES.values(), READ, seconds=-1) == 3
    assert one.add(HASHES.values(), READ, seconds=60) == 0


@given(st.text("ab đ\n\r\u2028.", max_size=200) | st.text(max_size=80))
def test_passages_are_pieces_of_the_text_in_order_and_leave_no_word_out(text: str) -> None:
    spans = list(passages_in(text))
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
    assert "".join("".join(text[a:b].split()) for a, b in spans) == "".join(text.split())


def test_a_long_line_is_cut_between_words() -> None:
    text = "word " * 1_000
    spans = list(passages_in(text))
    assert len(spans) > 1
    assert all(end - start <= LONGEST for start, end in spans)
    assert all(text[start:end].split() == ["word"] * len(text[start:end].split()) for start, end in spans)


@pytest.mark.parametrize(
    ("asked", "marked"),
    [
        ("nghe an", ["Nghệ", "An"]),
        ("Nghệ", ["Nghệ"]),
        ("Nghe\u0323\u0302", ["Nghệ"]),
        ("dương", ["Dương"]),
        ("đường", []),
        ("duong 12", ["Dương", "12"]),
    ],
)
def test_words_are_marked_where_they_stand(asked: str, marked: list[str]) -> None:
    text = "\N{ZERO WIDTH SPACE}Tỉnh Nghệ An, Hải Dương: 12-CT/TW"
    assert [text[start:end] for start, end in marks_in(text, asked)] == marked
