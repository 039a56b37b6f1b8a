"""Read CSV as programs write it: any encoding that can be told, commas, semicolons or tabs, any line ends.

What the `dialect` of the metadata (CSVW) says is done; what it leaves open is found out and told. A quote that is never
closed is named by the row that opens it.
"""

import codecs
import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from graph.errors import InputError, Problem
from graph.limits import LIMITS
from loaders.articles.input.decoding import decode
from loaders.tables.sheet import Numbered, Sheet, plain

DELIMITERS: Final = (",", ";", "\t", "|")
_NAMES: Final = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_SEP: Final = re.compile(r"\ufeff?sep=(?P<sign>.)\r?\n?", re.IGNORECASE)
_BOMS: Final = (
    (codecs.BOM_UTF8, "UTF-8 with byte order mark"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)


@dataclass(frozen=True)
class Dialect:
    """What the metadata say of how a file is written; None where they say nothing."""

    encoding: str | None = None
    delimiter: str | None = None
    quote: str | None = '"'
    double_quote: bool = True
    skip_rows: int = 0
    skip_columns: int = 0
    header: bool = True
    header_rows: int = 1
    comment: str | None = "#"
    skip_space: bool = False

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> "Dialect":
        """Take what a CSVW dialect description says. Raises ValueError where a value cannot be."""
        encoding, delimiter = said.get("encoding"), said.get("delimiter")
        if encoding is not None:
            try:
                codecs.lookup(str(encoding))
            except LookupError as error:
                raise ValueError(f"dialect: there is no encoding {encoding!r}") from error
        for name in ("delimiter", "quoteChar"):
            if said.get(name) is not None and len(str(said[name])) != 1:
                raise ValueError(f"dialect: {name} must be one character, not {said[name]!r}")
        for name in ("skipRows", "skipColumns", "headerRowCount"):
            if not isinstance(said.get(name, 0), int) or said.get(name, 0) < 0:
                raise ValueError(f"dialect: {name} must be a whole number, not {said[name]!r}")
        return cls(
            encoding=encoding,
            delimiter=delimiter,
            quote=said.get("quoteChar", '"'),
            double_quote=bool(said.get("doubleQuote", True)),
            skip_rows=said.get("skipRows", 0),
            skip_columns=said.get("skipColumns", 0),
            header=bool(said.get("header", True)),
            header_rows=said.get("headerRowCount", 1),
            comment=said.get("commentPrefix", "#"),
            skip_space=bool(said.get("skipInitialSpace", False)),
        )


def read_delimited(path: Path, names: Mapping[str, str], dialect: Dialect) -> Sheet:
    """Read a file of rows; raise InputError where it is no text, or not in the encoding the metadata say.

    `names` are what columns may be called: the sign between cells is the one that finds most of them.
    """
    content = path.read_bytes()
    if len(content) > LIMITS.table_bytes:
        problem = Problem(
            str(path), f"is larger than {LIMITS.table_bytes:,} bytes; divide it into several tables"
        )
        raise InputError("A table is too large.", problems=(problem,))
    text, encoding = _decoded(path, content, dialect)
    lines = "CRLF" if "\r\n" in text[:100_000] else "CR" if "\r" in text[:100_000] else ""
    sep = _SEP.match(text)
    if sep:
        text = text[sep.end() :]
    before = 1 if sep else 0
    delimiter = dialect.delimiter or (sep["sign"] if sep else _delimiter_of(text, names))
    form = ", ".join(filter(None, (encoding, _NAMES.get(delimiter, repr(delimiter)), lines)))
    sheet = Sheet(str(path), path.stem, f"CSV: {form}", ())
    sheet.rows = _rows(sheet, text, delimiter, dialect, before)
    return sheet


def _decoded(path: Path, content: bytes, dialect: Dialect) -> tuple[str, str]:
    """The text of a file and the name of the encoding it was read in."""
    told = next((name for bom, name in _BOMS if content.startswith(bom)), None)
    if dialect.encoding and told is None:
        name = codecs.lookup(dialect.encoding).name
        try:
            return _composed(content.decode(name), name), name.upper()
        except UnicodeDecodeError as error:
            what = f"is not {name.upper()} (byte {error.start}), which metadata.json says"
            remedy = "save it so, or take `encoding` out of the dialect there: it is found out then"
            problem = Problem(str(path), f"{what}; {remedy}")
            raise InputError("A table cannot be read.", problems=(problem,)) from error
    try:
        text, note = decode(path.name, content)
    except InputError as error:
        said = error.message.removeprefix(f"{path.name}: ")
        problem = Problem(str(path), f"{said}; save it as CSV in UTF-8, or as XLSX")
        raise InputError("A table cannot be read.", problems=(problem,)) from error
    name = told or (note.partition(" read as ")[2].partition(",")[0] if note else "UTF-8")
    if name in ("cp1252", "latin_1", "cp1250", "mac_roman") and (few := _few_vietnamese(content)):
        return few, "windows-1258"
    return _composed(text, name), name


def _composed(text: str, encoding: str) -> str:
    """Windows-1258 keeps tones apart from their letters; here they are one."""
    return text if encoding.lower().startswith("utf") else unicodedata.normalize("NFC", text)


def _few_vietnamese(content: bytes) -> str:
    """A table has few words, too few for statistics: read as Windows-1258, it must compose into letters of
    Vietnamese."""
    text = unicodedata.normalize("NFC", content.decode("cp1258", "replace"))
    beyond = [c for c in text if not c.isascii()]
    loose = sum(unicodedata.combining(c) or c == "\ufffd" for c in beyond)
    tones = sum("\u1ea0" <= c <= "\u1ef9" for c in beyond)
    return text if tones and not loose else ""


def _delimiter_of(text: str, names: Mapping[str, str]) -> str:
    """The sign that parts one of the first lines into most names of columns; a comma where none does."""
    found = {}
    for sign in DELIMITERS:
        found[sign] = 0
        for line in text[:20_000].splitlines()[:20]:
            cells = line.split(sign)
            hits = sum(plain(cell.strip().strip('"')) in names for cell in cells)
            found[sign] = max(found[sign], 1000 * hits + (len(cells) - 1 if hits else 0))
    best = max(DELIMITERS, key=lambda sign: found[sign])
    return best if found[best] else max(DELIMITERS, key=text[:2000].count)


def _rows(sheet: Sheet, text: str, delimiter: str, dialect: Dialect, before: int) -> Iterator[Numbered]:
    lines = io.StringIO(text, newline="")
    for _ in range(dialect.skip_rows):
        lines.readline()
    before += dialect.skip_rows
    reader = csv.reader(
        lines,
        delimiter=delimiter,
        quotechar=dialect.quote,
        quoting=csv.QUOTE_MINIMAL if dialect.quote else csv.QUOTE_NONE,
        doublequote=dialect.double_quote,
        escapechar=None if dialect.double_quote else "\\",
        skipinitialspace=dialect.skip_space,
        strict=True,
    )
    number = before + 1
    while True:
        try:
            row = next(reader, None)
        except csv.Error as error:
            sheet.problems.append(sheet.problem(_said(str(error), dialect.quote or ""), number))
            return
        if row is None:
            return
        yield number, row[dialect.skip_columns :] if dialect.skip_columns else row
        number = before + reader.line_num + 1


def _said(error: str, quote: str) -> str:
    if "field limit" in error:
        return (
            f"a cell that begins in this row has more than {csv.field_size_limit():,} characters; "
            f"close the quote ({quote}) that it begins with, or shorten it"
        )
    if "unexpected end" in error:
        return f"a quote ({quote}) is opened in this row and never closed; close it, or write it twice ({quote * 2})"
    if "expected after" in error:
        return f"a quote ({quote}) stands inside a quoted cell of this row; write it twice ({quote * 2})"
    return f"the row cannot be read ({error}); quote its cells as CSV does"
