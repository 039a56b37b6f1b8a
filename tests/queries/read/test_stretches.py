"""A text is divided and marked without losing or doubling a character, however its places overlap."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from queries.read.alignment import align
from queries.read.stretches import (
    PART,
    Stretch,
    parts_of,
    pieces_of,
    place_in,
    stretches_of_text,
    stretches_of_words,
)

TEXTS = st.text(alphabet="ab. \n;—Ạم", max_size=400)
SPANS = st.lists(st.tuples(st.integers(0, 380), st.integers(1, 60)), max_size=12)


def spans_in(text: str, drawn: list[tuple[int, int]]) -> list[tuple[int, int]]:
    return sorted(
        {(a, min(a + n, len(text))) for a, n in drawn if a < len(text)}, key=lambda s: (s[0], -s[1])
    )


@given(TEXTS, SPANS)
def test_stretches_are_the_text_in_order_and_hold_every_letter(
    text: str, drawn: list[tuple[int, int]]
) -> None:
    stretches = stretches_of_text(text, 0, len(text), spans_in(text, drawn))
    assert all(text[one.start : one.end] == one.text for one in stretches)
    assert all(one.end <= after.start for one, after in pairwise(stretches))
    assert "".join("".join(one.text.split()) for one in stretches) == "".join(text.split())


@given(TEXTS, SPANS)
def test_pieces_are_the_stretch_each_with_the_narrowest_place(
    text: str, drawn: list[tuple[int, int]]
) -> None:
    spans = spans_in(text, drawn)
    for stretch in stretches_of_text(text, 0, len(text), spans):
        pieces = pieces_of(stretch, spans)
        assert "".join(one.text for one in pieces) == stretch.text
        for one in pieces:
            around = [s for s in spans if s[0] <= one.start and one.start + len(one.text) <= s[1]]
            narrowest = min((end - start for start, end in around), default=None)
            assert (one.span is None) == (narrowest is None)
            if one.span is not None:
                assert one.span[1] - one.span[0] == narrowest


def test_a_long_paragraph_is_divided_at_sentences_and_never_within_a_place() -> None:
    sentence = "The union of Nghe An signed the programme with eleven other unions of the north that day. "
    text = sentence * 12
    within = text.index(". ", 300)
    stretches = stretches_of_text(text, 0, len(text), [(within - 10, within + 20)])
    assert len(stretches) > 3
    assert [one.continues for one in stretches] == [False] + [True] * (len(stretches) - 1)
    assert all(one.text.endswith(".") for one in stretches)
    assert not any(within - 10 < one.start < within + 20 for one in stretches)


def test_a_text_without_an_end_of_a_sentence_is_cut_all_the_same() -> None:
    assert max(len(one.text) for one in stretches_of_text("word " * 9000, 0, 45_000, ())) <= 2400
    assert max(len(one.text) for one in stretches_of_text("x" * 9000, 0, 9000, ())) <= 2400


def test_a_long_text_has_parts_that_begin_at_paragraphs() -> None:
    text = ("A paragraph of a long report. " * 20 + "\n") * 200
    starts = parts_of(text)
    assert all(text[start - 1] == "\n" for start in starts[1:])
    assert max(b - a for a, b in zip(starts, (*starts[1:], len(text)), strict=True)) <= PART * 5 // 4


def test_printed_words_are_put_together_where_they_overlap_or_stand_near() -> None:
    words = {(0, 7): "Hội hữu", (4, 11): "hữu nghị", (30, 35): "Vinh.", (400, 404): "1975"}
    words[4, 11] = "hữu ngh"
    stretches = stretches_of_words(words, [*words, (500, 900)])
    assert [(one.start, one.end) for one in stretches] == [(0, 35), (400, 404), (500, 900)]
    pieces = pieces_of(stretches[0], list(words))
    assert [one.text for one in pieces] == ["Hội ", "hữu", " ngh", "", "Vinh."]
    assert pieces[3].unknown == 19
    assert stretches[2].text == ""


def test_words_of_a_headline_do_not_run_into_those_of_the_body() -> None:
    words = {(0, 4): "Head", (6, 10): "Body"}
    parts = {(0, 4): "headline"}
    assert [one.text for one in stretches_of_words(words, list(words), parts)] == ["Head", "Body"]


def test_a_place_between_stretches_belongs_to_the_next() -> None:
    stretches = [Stretch(0, 4, "Ăn,,"), Stretch(6, 9, "uống"[:3])]
    assert [place_in(stretches, place) for place in (0, 3, 5, 6, 99)] == [0, 0, 1, 1, 1]


def test_lines_of_an_alignment_do_not_cross_and_the_rarer_statement_decides() -> None:
    left = [{"event", "a"}, {"event", "b"}, {"event", "c"}]
    right = [{"event"}, {"b", "event"}, {"a"}, {"c"}, set()]
    found = align(left, right)
    placed = [i for i in found if i is not None]
    assert placed == sorted(placed)
    assert found[1] == 1 and found[3] == 2 and found[4] is None


@given(
    st.lists(st.frozensets(st.integers(0, 8), max_size=3), max_size=12),
    st.lists(st.frozensets(st.integers(0, 8), max_size=3), max_size=12),
)
def test_what_is_aligned_shares_a_statement(left: list[frozenset[int]], right: list[frozenset[int]]) -> None:
    found = align(left, right)
    placed = [i for i in found if i is not None]
    assert placed == sorted(placed)
    assert all(i is None or left[i] & right[j] for j, i in enumerate(found))
