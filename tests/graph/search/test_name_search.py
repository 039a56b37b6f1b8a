"""Names are found by what is asked for, and by nothing else; lists of both stand beside this file."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from graph.search.fuzzy import is_function_word, is_other_letter, near
from graph.search.index import NameIndex
from graph.search.names import find, search, suggest
from graph.search.naming import Named
from graph.search.normalise import SHORT, TONES, drops_marks, errors_allowed, words_of
from graph.search.writing import build

HERE = Path(__file__).parent
ID = "https://w3id.org/huunghi/id/"


def rows(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


NAMES = [Named(ID + row["thing"], row["label"], row["language"], 0) for row in rows("names.csv")]
FINDS, DOES_NOT_FIND = rows("finds.csv"), rows("does-not-find.csv")


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("index") / "search.json"
    assert build(NAMES, path) == len(NAMES)
    return path


def things(path: Path, asked: str) -> set[str]:
    return {hit.iri.removeprefix(ID) for hit in search(path, asked)}


def named(row: dict[str, str]) -> str:
    return f"{row['asked']}-{row['thing']}"


@pytest.mark.parametrize("row", FINDS, ids=named)
def test_a_search_finds(index: Path, row: dict[str, str]) -> None:
    assert row["thing"] in things(index, row["asked"]), row["why"]


@pytest.mark.parametrize("row", DOES_NOT_FIND, ids=named)
def test_a_search_does_not_find(index: Path, row: dict[str, str]) -> None:
    assert row["thing"] not in things(index, row["asked"]), row["why"]


def test_the_lists_are_whole() -> None:
    assert len(FINDS) >= 50
    assert len(DOES_NOT_FIND) >= 15


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("Nghe An", "Nghe An"),
        ("Nghệ An", "Nghệ An"),
        ("nghệ an", "Nghệ An"),
        ("12 ct tw", "12-CT/TW"),
        ("Nguyễn Ngọc Hùng", "Nguyễn Ngọc Hùng"),
        ("Nguyen Ngoc Hung", "Nguyen Ngoc Hung"),
    ],
)
def test_a_name_written_as_asked_comes_first(index: Path, asked: str, first: str) -> None:
    hit = search(index, asked)[0]
    assert hit.label == first
    assert hit.exact
    assert not hit.approximate


def test_a_slip_is_said_to_be_forgiven(index: Path) -> None:
    answer = find(index, "freindship")
    assert answer.approximate
    assert all(hit.approximate and not hit.exact for hit in answer.hits)
    assert not find(index, "friendship").approximate


def test_a_kind_narrows_the_search(index: Path) -> None:
    assert {hit.kind for hit in search(index, "nghe an")} == {"place", "post"}
    assert {hit.kind for hit in search(index, "nghe an", kind="post")} == {"post"}
    assert search(index, "nghe an", kind="no such kind") == []


def test_no_more_is_given_than_asked_for_and_that_there_is_more_is_said(index: Path) -> None:
    answer = find(index, "nguyen ngoc", limit=2)
    assert len(answer.hits) == 2
    assert answer.more
    assert not find(index, "nguyen ngoc", limit=10).more


@pytest.mark.parametrize(
    ("typed", "thing"),
    [
        ("n", "place/nghe-an"),
        ("Ngh", "place/nghe-an"),
        ("nghê", "place/nghe-an"),
        ("nghệ a", "place/nghe-an"),
        ("Hoà B", "place/hoa-binh"),
        ("Hò", "place/hoa-binh"),
        ("đươ", "place/duong-lam"),
        ("đư", "place/duong-lam"),
        ("нг", "place/nghe-an"),
        ("chi thi 1", "document/12-ct"),
        ("12-c", "document/12-ct"),
        ("friendshp", "organisation/vufo"),
        ("organiz", "organisation/vufo"),
    ],
)
def test_a_name_is_suggested_while_it_is_typed(index: Path, typed: str, thing: str) -> None:
    assert ID + thing in {hit.iri for hit in suggest(index, typed)}


def test_what_is_typed_with_other_marks_is_not_suggested(index: Path) -> None:
    assert ID + "place/hai-duong" not in {hit.iri for hit in suggest(index, "đươ")}


def test_names_that_begin_so_are_suggested_before_those_that_hold_it(index: Path) -> None:
    labels = [hit.label for hit in suggest(index, "nghe")]
    assert labels.index("Nghe An") < labels.index("Chair of the Nghe An union")


HOSTILE = [
    "",
    " ",
    "\0",
    '"',
    '""" OR "',
    "*",
    "^",
    "NEAR(a b)",
    "a AND NOT b",
    "words:nghe",
    "{words} : x",
    "-nghe",
    "nghe*",
    "'; DROP TABLE name; --",
    "%s%n",
    "\u00b7p",
    "\u00b7kplace",
    "x" * 10_000,
    "a b c d e f g h i j k l m n o p q r s t u v w x y z " * 200,
    "\U0010ffff\ud800",
    "٣٤ ³ ½ Ⅻ",
    "1" * 5_000,
    "\u0301\u0301",
    "ﷺ ŉ ͺ",
]


@pytest.mark.parametrize("text", HOSTILE, ids=[ascii(text[:20]) for text in HOSTILE])
def test_no_text_is_an_operator_or_an_error(index: Path, text: str) -> None:
    assert len(search(index, text)) <= 20
    assert len(suggest(index, text)) <= 8


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=60))
def test_any_text_may_be_asked(index: Path, text: str) -> None:
    search(index, text)
    suggest(index, text)


def holds(asked: str, one: Named, others: list[Named]) -> bool:
    """By its definition: whether a name has all words of a search, each with its marks or rightly without."""
    theirs = words_of(one.label)
    marked = {word.marked for word in theirs}
    folded = {word.folded for word in theirs}
    words = words_of(asked)
    if all(word.marked in marked if word.has_marks else word.folded in folded for word in words):
        return True
    if not drops_marks(theirs, one.language) or not all(word.folded in folded for word in words):
        return False
    kept = [
        word
        for other in others
        if not drops_marks(words_of(other.label), other.language)
        for word in words_of(other.label)
    ]
    for word in words:
        alike = {other.marked for other in kept if other.folded == word.folded}
        if word.has_marks and alike and word.marked not in alike:
            return False
    return True


SYLLABLES = st.sampled_from(["Dương", "Đường", "Duong", "Hải", "Hai", "Hài", "Lan", "Lán", "Minh", "Нге"])
LABELS = st.lists(SYLLABLES, min_size=1, max_size=3).map(" ".join)
GRAPHS = st.lists(st.tuples(st.sampled_from("abcde"), LABELS, st.sampled_from(["vi", "en", ""])), max_size=12)


@settings(max_examples=60)
@given(graph=GRAPHS, asked=LABELS)
def test_what_is_found_is_what_the_definition_says(
    tmp_path_factory: pytest.TempPathFactory, graph: list[tuple[str, str, str]], asked: str
) -> None:
    names = [Named(ID + "place/" + thing, label, language, 0) for thing, label, language in graph]
    path = tmp_path_factory.mktemp("made") / "search.json"
    build(names, path)
    expected = {
        one.iri for one in names if holds(asked, one, [other for other in names if other.iri == one.iri])
    }
    found = {hit.iri for hit in find(path, asked).hits if not hit.approximate and _is_whole(hit.label, asked)}
    assert found == expected


def _is_whole(label: str, asked: str) -> bool:
    folded = {word.folded for word in words_of(label)}
    return all(word.folded in folded for word in words_of(asked))


@pytest.fixture(scope="module")
def vocabulary(index: Path) -> Iterator[list[str]]:
    with NameIndex(index) as opened:
        yield sorted(opened._words("SELECT word FROM vocabulary", ()))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(data=st.data())
def test_the_words_near_are_those_a_few_typing_errors_away(
    index: Path, vocabulary: list[str], data: st.DataObject
) -> None:
    word = data.draw(st.sampled_from([w for w in vocabulary if errors_allowed(w)]))
    for _ in range(data.draw(st.integers(1, errors_allowed(word)))):
        at = data.draw(st.integers(0, len(word) - 1))
        letter = data.draw(st.sampled_from("aeghinотн"))
        kind = data.draw(st.sampled_from(["missing", "added", "wrong", "swapped"]))
        if kind == "missing":
            word = word[:at] + word[at + 1 :]
        elif kind == "added":
            word = word[:at] + letter + word[at:]
        elif kind == "wrong":
            word = word[:at] + letter + word[at + 1 :]
        else:
            word = word[:at] + word[at : at + 2][::-1] + word[at + 2 :]
    most = errors_allowed(word)
    expected = {
        other
        for other in vocabulary
        if most
        and not any(c.isdigit() for c in other)
        and not is_function_word(other)
        and 0 < (away := OSA.distance(word, other, score_cutoff=most)) <= most
        if away == 1 or word[0] == other[0]
        if len(word.lstrip(TONES)) != SHORT or not is_other_letter(word, other)
    }
    with NameIndex(index) as opened:
        assert set(near(opened, word)) == expected
