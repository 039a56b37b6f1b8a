"""Tables are read as programs write them, and a file that cannot be read is named with its place and a remedy."""

import codecs
import json
import unicodedata
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import Font

from graph.errors import Problem
from loaders.tables.check import check_tables
from loaders.tables.dataset import open_dataset
from loaders.tables.lines import Line, read_lines

HEADER = ["name", "kind", "language", "source"]
ROW = ["Liên hiệp các tổ chức hữu nghị tỉnh Vĩnh Long", "friendship-union", "vi", "https://example.org/a"]
PEOPLE = [
    ["name", "source"],
    ["Nguyễn Thị Ánh", "https://example.org/a"],
    ["Trần Văn Bình", "https://example.org/a"],
]


def rows(path: Path) -> list[Line]:
    dataset = open_dataset(path)
    assert dataset.problems == []
    content = read_lines(dataset)
    assert content.problems == []
    return list(content.all())


def form(path: Path) -> str:
    return next(iter(open_dataset(path).forms))


def problems(path: Path) -> tuple[Problem, ...]:
    return check_tables(path)


def said(path: Path) -> str:
    return "\n".join(map(str, check_tables(path)))


def joined(table: list[list[str]], sign: str, end: str) -> str:
    return "".join(sign.join(row) + end for row in table)


def cp1258(text: str) -> bytes:
    """Windows-1258 keeps a tone after its letter; letters with a hat or a horn are one."""
    out = ""
    for letter in text:
        try:
            letter.encode("cp1258")
            out += letter
        except UnicodeEncodeError:
            apart = unicodedata.normalize("NFD", letter)
            tone = [c for c in apart if c in "\u0300\u0301\u0303\u0309\u0323"]
            out += unicodedata.normalize("NFC", "".join(c for c in apart if c not in tone)) + "".join(tone)
    return out.encode("cp1258")


@pytest.mark.parametrize(
    ("sign", "end", "encode", "told"),
    [
        (",", "\n", lambda t: t.encode(), "CSV: UTF-8, commas"),
        (
            ",",
            "\r\n",
            lambda t: codecs.BOM_UTF8 + t.encode(),
            "CSV: UTF-8 with byte order mark, commas, CRLF",
        ),
        (
            ";",
            "\r\n",
            lambda t: codecs.BOM_UTF8 + t.encode(),
            "CSV: UTF-8 with byte order mark, semicolons, CRLF",
        ),
        ("\t", "\r\n", lambda t: codecs.BOM_UTF16_LE + t.encode("utf-16-le"), "CSV: UTF-16, tabs, CRLF"),
        ("\t", "\n", lambda t: codecs.BOM_UTF16_BE + t.encode("utf-16-be"), "CSV: UTF-16, tabs"),
        (";", "\r\n", cp1258, "CSV: windows-1258, semicolons, CRLF"),
        ("|", "\r", lambda t: t.encode(), "CSV: UTF-8, bars, CR"),
    ],
)
def test_csv_is_read_in_any_dialect_and_encoding(
    sign: str, end: str, encode: object, told: str, tmp_path: Path
) -> None:
    """And what it was read as is told."""
    path = tmp_path / "people.csv"
    path.write_bytes(encode(joined(PEOPLE, sign, end)))  # type: ignore[operator]
    assert [line.cells["name"] for line in rows(path)] == ["Nguyễn Thị Ánh", "Trần Văn Bình"]
    assert form(path) == told


def test_letters_apart_from_their_marks_are_put_together(tmp_path: Path) -> None:
    """Some programs save names so; spaces around a cell go too."""
    path = tmp_path / "people.csv"
    path.write_text(unicodedata.normalize("NFD", joined(PEOPLE, " , ", "\n")), encoding="utf-8")
    assert rows(path)[0].cells["name"] == "Nguyễn Thị Ánh"


def test_the_dialect_of_the_metadata_is_done(tmp_path: Path) -> None:
    """Sign, quotes, rows that are skipped, encoding."""
    text = "a title\n" + "'name'#'source'\n" + "'Anh#Binh'#'https://example.org/a'\n"
    (tmp_path / "people.csv").write_bytes(text.encode("utf-16-le"))
    dialect = {"delimiter": "#", "quoteChar": "'", "skipRows": 1, "encoding": "utf-16-le"}
    metadata = {
        "@context": "http://www.w3.org/ns/csvw",
        "dc:identifier": "mine",
        "dialect": dialect,
        "tables": [{"url": "people.csv"}],
    }
    (tmp_path / "metadata.json").write_text(json.dumps(metadata), encoding="utf-8")
    assert [(one.number, one.cells["name"]) for one in rows(tmp_path)] == [(3, "Anh#Binh")]


def test_an_encoding_that_the_metadata_have_wrong_is_told(tmp_path: Path) -> None:
    """With the byte, and that it may be left to be found out."""
    (tmp_path / "people.csv").write_bytes(cp1258(joined(PEOPLE, ",", "\n")))
    metadata = {"dialect": {"encoding": "utf-8"}, "tables": [{"url": "people.csv"}]}
    (tmp_path / "metadata.json").write_text(json.dumps(metadata), encoding="utf-8")
    assert "people.csv: is not UTF-8 (byte 16), which metadata.json says" in said(tmp_path)


def test_a_first_line_that_names_the_sign_is_no_row(tmp_path: Path) -> None:
    """Excel writes one; lines are counted with it."""
    path = tmp_path / "people.csv"
    path.write_text("sep=;\r\n" + joined(PEOPLE, ";", "\r\n"), encoding="utf-8")
    assert [line.number for line in rows(path)] == [3, 4]


def workbook(path: Path, **sheets: list[list[object]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, table in sheets.items():
        sheet = book.create_sheet(name)
        for row in table:
            sheet.append(row)
    book.save(path)
    return path


def test_a_workbook_has_a_table_a_sheet(tmp_path: Path) -> None:
    """Days and numbers are as a person would write them, each day as precise as its cell shows."""
    path = workbook(
        tmp_path / "mine.xlsx",
        people=[*PEOPLE, [None, None], [None, None]],
        congresses=[
            ["organizer", "ordinal", "start_date", "end_date", "source", "as_of"],
            ["cluster-1", 6.0, datetime(2024, 9, 17), datetime(2024, 9, 1), "https://example.org/a", 2024],
        ],
    )
    book = openpyxl.load_workbook(path)
    book["congresses"]["D2"].number_format = "mm/yyyy"
    book.save(path)
    found = rows(path)
    assert [line.cells["name"] for line in found[:2]] == ["Nguyễn Thị Ánh", "Trần Văn Bình"]
    assert found[2].cells == {
        "organizer": "cluster-1",
        "ordinal": "6",
        "start_date": "2024-09-17",
        "end_date": "2024-09",
        "source": "https://example.org/a",
        "as_of": "2024",
    }
    assert found[2].file.endswith("mine.xlsx#congresses")


def test_a_title_above_the_header_and_merged_cells_are_passed_over(tmp_path: Path) -> None:
    """The header is the line that has the names of columns; formats of empty cells are no cells."""
    path = workbook(tmp_path / "people.xlsx", Sheet1=[["Facts of a report"], [], *PEOPLE])
    book = openpyxl.load_workbook(path)
    sheet = book["Sheet1"]
    sheet.merge_cells("A1:B1")
    sheet["H40"].font = Font(bold=True)
    book.save(path)
    assert [line.number for line in rows(path)] == [4, 5]


def test_a_formula_counts_by_its_saved_value(tmp_path: Path) -> None:
    """One that has none, and an error, are problems of their cells."""
    path = workbook(tmp_path / "people.xlsx", people=[["name", "source"], ["=A9", "https://example.org/a"]])
    assert "people.xlsx#people:2:A: the cell is a formula whose value was not saved" in said(path)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b'name,source\nA,x\nB"b,"x\n', ""),
        (
            b'name,source\nA,x\n"B,https://example.org/a\n',
            '3: a quote (") is opened in this row and never closed',
        ),
        (b'name,source\n"A"a,x\n', '2: a quote (") stands inside a quoted cell'),
        (
            b"name,source\n" + b"x" * 140_000 + b",y\n",
            "2: a cell that begins in this row has more than 131,072",
        ),
        (b"nam,source\nA,x\n", "1:nam: unknown column 'nam'; did you mean 'name'?"),
        (b"name,name,source\nA,B,x\n", "1:name: column 'name' stands twice"),
        (b"name,,source\nA,B,x\n", "1: column 2 has no name"),
        (b"name\nA\n", "1:source: column 'source' is missing; add it to the header"),
        (b"name,source\nA,https://example.org/a,x\n", "2: the row has 3 cells, the header 2"),
        (b"", "1: is empty"),
        (b"\x00\x01\x02\xff\xfe\x00" * 100, "binary, not text"),
        (
            b"name,source\nA,javascript:alert(1)\n",
            "2:source: source 'javascript:alert(1)' is not in sources.csv",
        ),
        (b"name,source\nA,https://exa mple.org/\n", "2:source: source 'https://exa mple.org/' is not in"),
        (b"name,source\nA,\n", "2:source: the cell is empty"),
    ],
)
def test_what_is_wrong_with_a_file_is_told_with_its_place(content: bytes, words: str, tmp_path: Path) -> None:
    """File, line, column and remedy; never a traceback."""
    path = tmp_path / "people.csv"
    path.write_bytes(content)
    assert words in said(path)
    assert problems(path)


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04 no zip", b"\xd0\xcf\x11\xe0 an old one", b"name,source\n"]
)
def test_a_workbook_that_is_none_is_told(content: bytes, tmp_path: Path) -> None:
    """And how to save one."""
    path = tmp_path / "people.xlsx"
    path.write_bytes(content)
    assert "save it as .xlsx" in said(path)


def test_a_term_that_runs_backward_is_told(tmp_path: Path) -> None:
    """In one row, and over two rows of one term, which are both named."""
    path = tmp_path / "terms.csv"
    header = "id,body,start_date,end_date,source\n"
    path.write_text(header + "x,cluster-1,2029,2024,https://example.org/a\n", encoding="utf-8")
    assert "terms.csv:2:end_date: the end 2024 is before the start 2029" in said(path)
    path.write_text(
        header + "x,cluster-1,2029,,https://example.org/a\nx,,,2024,https://example.org/a\n", "utf-8"
    )
    assert "ends 2024 here and starts 2029 on line 2" in said(path)


def test_a_file_that_is_no_table_is_told_with_the_tables(tmp_path: Path) -> None:
    """A name with more behind it is known."""
    (tmp_path / "facts.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    assert "is no table we know; name the file or its sheets after one: sources, names" in said(
        tmp_path / "facts.csv"
    )
    named = tmp_path / "people (2).csv"
    named.write_text(joined(PEOPLE, ",", "\n"), encoding="utf-8")
    assert len(rows(named)) == 2
