"""Workbooks hold what an answer says, in streams, up to Excel's limits and beyond."""

import io
from datetime import datetime

import openpyxl
import pytest
from pyoxigraph import BlankNode, Literal, NamedNode

from graph.errors import UnwritableFormat
from graph.store.reader import Term
from queries.export.xlsx import CHARACTERS, COLUMNS, write_xlsx

XSD = "http://www.w3.org/2001/XMLSchema#"


class Stream:
    """A file that can only be written forwards."""

    def __init__(self) -> None:
        self.data = bytearray()

    def write(self, data: bytes) -> int:
        self.data += data
        return len(data)

    def flush(self) -> None:
        """Do nothing."""


def book(columns: list[str], rows: list[tuple[Term | None, ...]], **more: int) -> openpyxl.Workbook:
    stream = Stream()
    write_xlsx(columns, rows, stream, **more)
    return openpyxl.load_workbook(io.BytesIO(bytes(stream.data)))


def typed(text: str, datatype: str) -> Literal:
    return Literal(text, datatype=NamedNode(XSD + datatype))


@pytest.mark.parametrize(
    ("term", "value", "kind"),
    [
        (NamedNode("http://example.org/a"), "http://example.org/a", "s"),
        (BlankNode("a"), "_:a", "s"),
        (Literal("Nghệ An", language="vi"), "Nghệ An", "s"),
        (Literal("=1+1"), "=1+1", "s"),
        (Literal("#N/A"), "#N/A", "s"),
        (Literal(" a\n b "), " a\n b ", "s"),
        (Literal("a\x0bb"), "a\ufffdb", "s"),
        (typed("12", "integer"), 12, "n"),
        (typed("-007", "integer"), -7, "n"),
        (typed("9" * 16, "integer"), "9" * 16, "s"),
        (typed("twelve", "integer"), "twelve", "s"),
        (typed("1_0", "integer"), "1_0", "s"),
        (typed("perhaps", "boolean"), "perhaps", "s"),
        (typed("0.5", "decimal"), 0.5, "n"),
        (typed("NaN", "double"), "NaN", "s"),
        (typed("INF", "double"), "INF", "s"),
        (typed("true", "boolean"), True, "b"),
        (typed("2024-04-02", "date"), datetime(2024, 4, 2), "d"),
        (typed("2024-02-30", "date"), "2024-02-30", "s"),
        (typed("1900-01-01", "date"), "1900-01-01", "s"),
        (typed("2024-04", "gYearMonth"), "2024-04", "s"),
    ],
)
def test_a_term_is_a_value_of_its_kind_where_excel_holds_it_and_else_text(
    term: Term, value: object, kind: str
) -> None:
    """No number loses a digit, no day its date, and no text is run as a formula."""
    cell = book(["x"], [(term,)]).worksheets[0]["A2"]
    assert (cell.value, cell.data_type) == (value, kind)


def test_rows_beyond_a_sheet_begin_another_one_with_the_heads() -> None:
    """Excel opens no sheet of more than 1,048,576 rows; nothing is lost, and no sheet is empty."""
    made = book(["n"], [(typed(str(n), "integer"),) for n in range(6)], sheet_rows=4)
    assert [[cell.value for cell in sheet["A"]] for sheet in made] == [["n", 0, 1, 2], ["n", 3, 4, 5]]


def test_an_answer_without_rows_is_a_sheet_with_heads() -> None:
    """So it says what was asked."""
    assert [[cell.value for cell in row] for row in book(["a", "b"], []).worksheets[0].rows] == [["a", "b"]]


def test_what_is_unbound_is_an_empty_cell() -> None:
    """A value stays below its head."""
    row = next(book(["a", "b"], [(None, Literal("x"))]).worksheets[0].iter_rows(min_row=2, values_only=True))
    assert row == (None, "x")


def test_a_text_longer_than_a_cell_says_that_it_was_cut() -> None:
    """Excel calls a workbook damaged in which a cell is longer."""
    value = str(book(["a"], [(Literal("x" * 40_000),)]).worksheets[0]["A2"].value)
    assert len(value) == CHARACTERS
    assert value.endswith("[cut: a cell holds no more]")


def test_more_columns_than_a_sheet_holds_are_refused() -> None:
    """With what to do instead."""
    with pytest.raises(UnwritableFormat, match=r"16384 columns") as caught:
        write_xlsx([str(n) for n in range(COLUMNS + 1)], [], Stream())
    assert "CSV" in str(caught.value.hint)
