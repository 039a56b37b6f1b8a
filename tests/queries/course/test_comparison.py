"""A reader's answer is compared with the right one by its rows."""

from pyoxigraph import Literal, NamedNode

from queries.course.comparison import Outcome, compare

A, B, C = (NamedNode(f"http://example.org/{one}") for one in "abc")
DAY = Literal("2024-09-17", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#date"))


def test_rows_and_columns_may_come_in_any_order() -> None:
    assert compare([(B, A), (C, B)], [(B, C), (A, B)]) is Outcome.RIGHT


def test_a_column_more_does_no_harm_and_a_column_fewer_is_said() -> None:
    assert compare([(A, Literal("x"))], [(A,)]) is Outcome.RIGHT
    assert compare([(A,)], [(A, B)]) is Outcome.COLUMNS


def test_a_date_and_its_text_are_alike() -> None:
    assert compare([(Literal("2024-09-17"),)], [(DAY,)]) is Outcome.RIGHT


def test_columns_with_the_same_values_must_belong_together() -> None:
    assert compare([(A, B), (B, A)], [(A, A), (B, B)]) is Outcome.VALUES


def test_the_number_of_rows_counts_and_so_do_repeated_rows() -> None:
    assert compare([(A,)], [(A,), (B,)]) is Outcome.ROWS
    assert compare([(A,), (A,)], [(A,), (B,)]) is Outcome.VALUES


def test_an_empty_cell_is_a_value() -> None:
    assert compare([(A, None)], [(A, None)]) is Outcome.RIGHT
    assert compare([(A, B)], [(A, None)]) is Outcome.VALUES


def test_an_order_that_was_asked_for_counts() -> None:
    right = [(A, DAY), (B, DAY)]
    assert compare([(A, DAY), (B, DAY)], right, ordered=True) is Outcome.RIGHT
    assert compare([(B, DAY), (A, DAY)], right, ordered=True) is Outcome.ORDER


def test_nothing_is_right_where_nothing_is_the_answer() -> None:
    assert compare([], []) is Outcome.RIGHT
