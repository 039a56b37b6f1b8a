"""Write rows of a query as a workbook (Office Open XML, ECMA-376), row by row into a stream.

Only the row at hand is in memory, and no file lies beside the answer: a process that answers may be ended at any
moment, and the temporary files that libraries write would stay behind (docs/decisions/069). Numbers, booleans and days
are values of their kind where Excel holds them without loss; every other term is text, and no text is a formula. A
sheet holds 1,048,576 rows; the next ones begin a further sheet, with the heads again.
"""

import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import date
from typing import IO, Final, Protocol, cast
from xml.sax.saxutils import escape

from pyoxigraph import Literal

from graph.errors import UnwritableFormat
from graph.store.reader import Term
from ontology.terms import xsd
from queries.export.csv import plain_cells

MEDIA_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ROWS: Final = 1_048_576
"""Rows of a sheet, the one with the heads among them: Excel's limit."""
COLUMNS: Final = 16_384
"""Columns of a sheet: Excel's limit."""
CHARACTERS: Final = 32_767
"""Characters of a cell: Excel's limit."""
_BYTES: Final = 1 << 30
"""Bytes of a sheet before it is compressed: half of what a zip of the plain form holds, which every program reads."""
_CUT: Final = " [cut: a cell holds no more]"
_DIGITS: Final = 15
"""Digits that Excel keeps of a number; a longer one stays text."""
_WHOLE: Final = frozenset(
    f"http://www.w3.org/2001/XMLSchema#{name}"
    for name in ("integer", "int", "long", "short", "byte", "nonNegativeInteger", "positiveInteger")
)
_NUMBERS: Final = frozenset((xsd.decimal, xsd.double, xsd.float))
_INTEGER: Final = re.compile(r"[+-]?[0-9]+")
_NUMBER: Final = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_BOOLEANS: Final = {"true": 1, "1": 1, "false": 0, "0": 0}
_NO_CHARACTER: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ESCAPED: Final = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
"""What Excel reads as the number of a character (ECMA-376, part 1, 22.9.2.19)."""
_FIRST_DAY: Final = date(1900, 3, 1)
_DAY_ZERO: Final = date(1899, 12, 30)
"""Excel takes 1900 for a leap year: its days are those of the calendar from 1 March 1900 on, counted from this one."""
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_CONTENT: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_STYLES: Final = (
    f'{_HEAD}<styleSheet xmlns="{_MAIN}">'
    '<numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="3"><xf xfId="0"/><xf xfId="0" numFmtId="164" applyNumberFormat="1"/>'
    '<xf xfId="0" fontId="1" applyFont="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


class Output(Protocol):
    """Where a workbook is written to: forwards only."""

    def write(self, data: bytes, /) -> int: ...
    def flush(self) -> None: ...


def write_xlsx(
    columns: Sequence[str], rows: Iterable[Iterable[Term | None]], output: Output, *, sheet_rows: int = ROWS
) -> None:
    """Write a workbook. `sheet_rows` are the most rows of a sheet, with the heads.

    Cells of more than 32,767 characters are cut and say so at their end. Raises UnwritableFormat for more than 16,384
    columns.
    """
    if len(columns) > COLUMNS:
        raise UnwritableFormat(
            "A sheet of Excel holds %(most)s columns, and the answer has %(count)s.",
            hint="Ask for another format, such as CSV.",
            values={"most": COLUMNS, "count": len(columns)},
        )
    heads = f"<row>{''.join(_text(column, style=2) for column in columns)}</row>".encode()
    left = (f"<row>{''.join(map(_cell, row))}</row>".encode() for row in rows)
    # The cast: zipfile writes forwards where a file cannot be asked for its place.
    with zipfile.ZipFile(cast("IO[bytes]", output), "w", zipfile.ZIP_DEFLATED, compresslevel=3) as book:
        count, following = 0, next(left, None)
        while following is not None or not count:
            count += 1
            with book.open(f"xl/worksheets/sheet{count}.xml", "w") as sheet:
                following = _write_sheet(sheet, heads, following, left, most=sheet_rows - 1)
        for name, text in _parts(count):
            book.writestr(name, text)


def _write_sheet(
    sheet: IO[bytes], heads: bytes, first: bytes | None, rows: Iterator[bytes], *, most: int
) -> bytes | None:
    """Write the first row and those after it until the sheet is full; return the row that follows, None at the end."""
    frozen = (
        '<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" state="frozen"/>'
        "</sheetView></sheetViews>"
    )
    sheet.write(f'{_HEAD}<worksheet xmlns="{_MAIN}">{frozen}<sheetData>'.encode())
    sheet.write(heads)
    row, written, size = first, 0, 0
    while row is not None and written < most and size < _BYTES:
        sheet.write(row)
        written, size = written + 1, size + len(row)
        row = next(rows, None)
    sheet.write(b"</sheetData></worksheet>")
    return row


def _cell(term: Term | None) -> str:
    if term is None:
        return "<c/>"
    if isinstance(term, Literal) and (value := _value_of(term)):
        return value
    return _text(plain_cells((term,))[0] or "")


def _value_of(literal: Literal) -> str:
    """Return the cell of a number, a boolean or a day; '' for what stays text, as what is no value of its datatype."""
    text, datatype = literal.value, literal.datatype.value
    if datatype in _WHOLE and _INTEGER.fullmatch(text) and len(text.lstrip("+-0")) <= _DIGITS:
        return f"<c><v>{int(text)}</v></c>"
    if datatype in _NUMBERS and _NUMBER.fullmatch(text) and sum(map(str.isdigit, text)) <= _DIGITS:
        number = float(text)
        return f"<c><v>{number!r}</v></c>" if abs(number) < float("inf") else ""
    if datatype == xsd.boolean and text in _BOOLEANS:
        return f'<c t="b"><v>{_BOOLEANS[text]}</v></c>'
    if datatype == xsd.date and _DAY.fullmatch(text):
        with suppress(ValueError):
            day = date.fromisoformat(text)
            return f'<c s="1"><v>{(day - _DAY_ZERO).days}</v></c>' if day >= _FIRST_DAY else ""
    return ""


def _text(text: str, style: int = 0) -> str:
    if len(text) > CHARACTERS:
        text = text[: CHARACTERS - len(_CUT)] + _CUT
    kept = escape(_ESCAPED.sub("_x005F_", _NO_CHARACTER.sub("\ufffd", text)), {"\r": "&#13;"})
    styled = f' s="{style}"' if style else ""
    return f'<c t="inlineStr"{styled}><is><t xml:space="preserve">{kept}</t></is></c>'


def _parts(sheets: int) -> Iterator[tuple[str, str]]:
    """Yield the parts of a workbook beside its sheets: name and content."""
    numbers = range(1, sheets + 1)
    types = "".join(
        f'<Override PartName="/xl/{name}.xml" ContentType="{_CONTENT}.{kind}+xml"/>'
        for name, kind in (
            ("workbook", "sheet.main"),
            ("styles", "styles"),
            *((f"worksheets/sheet{number}", "worksheet") for number in numbers),
        )
    )
    defaults = (
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
    )
    listed = "".join(f'<sheet name="Rows {n}" sheetId="{n}" r:id="rId{n}"/>' for n in numbers)
    related = [(f"rId{number}", "worksheet", f"worksheets/sheet{number}.xml") for number in numbers]
    yield "[Content_Types].xml", f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">{defaults}{types}</Types>'
    yield "_rels/.rels", _relations([("rId1", "officeDocument", "xl/workbook.xml")])
    yield (
        "xl/workbook.xml",
        f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{listed}</sheets></workbook>',
    )
    yield "xl/_rels/workbook.xml.rels", _relations([*related, (f"rId{sheets + 1}", "styles", "styles.xml")])
    yield "xl/styles.xml", _STYLES


def _relations(related: Iterable[tuple[str, str, str]]) -> str:
    entries = "".join(
        f'<Relationship Id="{name}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for name, kind, target in related
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{entries}</Relationships>'
