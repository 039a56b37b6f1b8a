"""Read XLSX: each sheet is a table, its cells become the text that a person would write in CSV.

Spreadsheets hold numbers as floats and days as moments; a day keeps the precision that its cell shows. Formulas
count by the value that was saved with them. Nothing here knows what a column means.
"""

import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import date, datetime, time
from itertools import repeat
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from graph.errors import InputError, Problem
from graph.limits import LIMITS
from loaders.tables.sheet import Numbered, Sheet

if TYPE_CHECKING:
    from openpyxl.cell.read_only import ReadOnlyCell
    from openpyxl.workbook import Workbook

HELP: Final = "help"
"""The sheet that explains a workbook of ours; it holds no rows."""

_NO_WORKBOOK: Final = (
    zipfile.BadZipFile,
    zlib.error,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    EOFError,
    SyntaxError,  # what the parser of XML raises
    NotImplementedError,
)
_FORMULA: Final = re.compile(rb"<(?:\w+:)?f[ />]")
_OLE: Final = b"\xd0\xcf\x11\xe0"


def read_workbook(path: Path) -> list[Sheet]:
    """Return the sheets of a workbook; raise InputError where it is none or too large."""
    with path.open("rb") as file:
        if file.read(4) == _OLE:
            raise _no_workbook(
                path, "is an old or an encrypted workbook; save it as .xlsx without a password"
            )
    try:
        with zipfile.ZipFile(path) as packed:
            if sum(entry.file_size for entry in packed.infolist()) > LIMITS.table_bytes:
                raise _no_workbook(
                    path, f"unpacks to more than {LIMITS.table_bytes:,} bytes; divide it into several"
                )
            worked_out = any(_has_formula(packed, n) for n in packed.namelist() if "worksheets/" in n)
        with _opened(path) as book:
            names = [name for name in book.sheetnames if name.casefold().strip() != HELP]
    except _NO_WORKBOOK as error:
        message = f"cannot be read as XLSX ({error}); open it and save it as .xlsx again"
        raise _no_workbook(path, message) from error
    sheets = []
    for name in names:
        sheet = Sheet(f"{path}#{name}", name.strip(), f"XLSX, sheet {name!r}", ())
        sheet.rows = _rows(sheet, path, name, formulas=worked_out)
        sheets.append(sheet)
    return sheets


def _no_workbook(path: Path, message: str) -> InputError:
    return InputError("A workbook cannot be read.", problems=(Problem(str(path), message),))


def _has_formula(packed: zipfile.ZipFile, name: str) -> bool:
    with packed.open(name) as file:
        before = b""
        while chunk := file.read(1 << 20):
            if _FORMULA.search(before + chunk):
                return True
            before = chunk[-3:]
    return False


@contextmanager
def _opened(path: Path, *, values: bool = True) -> "Iterator[Workbook]":
    import openpyxl  # noqa: PLC0415 - only workbooks need it

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about what it does not keep when it writes
        book = openpyxl.load_workbook(path, read_only=True, data_only=values)
    try:
        yield book
    finally:
        book.close()


def _rows(sheet: Sheet, path: Path, name: str, *, formulas: bool) -> Iterator[Numbered]:
    try:
        with ExitStack() as stack:
            values = stack.enter_context(_opened(path))[name]
            if not hasattr(values, "iter_rows"):
                return  # a sheet that is a chart
            values.reset_dimensions()  # programs write wrong ones
            rows = values.iter_rows()
            written = repeat(())
            if formulas:
                written = stack.enter_context(_opened(path, values=False))[name].iter_rows()
            for number, (cells, as_written) in enumerate(zip(rows, written, strict=False), start=1):
                row = [_text(sheet, cell, number) for cell in cells]
                formula: Any
                for at, formula in enumerate(as_written):
                    if formula.data_type == "f" and at < len(row) and not row[at]:
                        message = "the cell is a formula whose value was not saved; write the value itself"
                        sheet.problems.append(sheet.problem(message, number, formula.column_letter))
                while row and not row[-1]:
                    row.pop()
                yield number, row
    except _NO_WORKBOOK as error:
        sheet.problems.append(sheet.problem(f"cannot be read ({error}); open it and save it as .xlsx again"))


def _text(sheet: Sheet, cell: "ReadOnlyCell", line: int) -> str:
    value: Any = cell.value
    if value is None:
        return ""
    if cell.data_type == "e":
        message = f"the cell holds the error {value}; write the value itself"
        sheet.problems.append(sheet.problem(message, line, cell.column_letter))
        return ""
    return value if isinstance(value, str) else as_text(value, cell.number_format or "")


def as_text(value: Any, number_format: str = "") -> str:
    """Return a cell's value as it would be written in CSV.

    >>> as_text(2024.0), as_text(datetime(2024, 4, 2)), as_text(datetime(2024, 4, 1), "mm/yyyy")
    ('2024', '2024-04-02', '2024-04')
    """
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and value.time() == time():
        value = value.date()
    if isinstance(value, date) and not isinstance(value, datetime):
        shown = number_format.casefold().partition("]")[2] or number_format.casefold()
        if "y" in shown and "d" not in shown:
            return value.strftime("%Y-%m") if "m" in shown else value.strftime("%Y")
        return value.isoformat()
    return str(value).replace("\r\n", "\n")
