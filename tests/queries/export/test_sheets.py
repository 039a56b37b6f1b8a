"""A table for people holds no formula, and its values can be had again; answers of the protocol are left alone."""

import csv
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal

from queries.export.csv import as_text, csv_parts, write_sheet

FORMULAS = [
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "=cmd|' /C calc'!A0",
    "＝1",
    "'=1",
    "- 5",
]


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_of_a_table_for_people_is_a_formula(text: str) -> None:
    (row,) = list(csv.reader(io.StringIO(write_sheet(["a", "b"], [[text, f"x{text}"]]), newline="")))[1:]
    assert row == [f"'{text}", f"x{text}"]


@pytest.mark.parametrize(
    "cell", ["-5", "+84912345678", "-1.5", "1e5", -5, None, "Nghệ An", "12-KL/TW", "", "'quoted'"]
)
def test_numbers_and_other_texts_stay_as_they_are(cell: object) -> None:
    assert as_text(cell) == cell


@given(st.text(alphabet="'=+-@\t\r\n1a \uff1d"))
def test_values_can_be_had_again(text: str) -> None:
    written = str(as_text(text))
    taken_back = written
    if re.match("'+[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]", written):
        taken_back = written[1:]
    assert taken_back == text


def test_answers_of_the_protocol_are_the_values_themselves() -> None:
    assert b"".join(csv_parts(["x"], [[Literal(FORMULAS[0])]])) == b"x\r\n=1+1\r\n"
