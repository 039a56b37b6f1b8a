"""A table as a file holds it: rows of text with the places they stand at, whatever the file was.

What is common to CSV and workbooks is here: the line of the header is found, names of columns are read as people write
them, empty rows and columns at the ends are left out, and a row that begins with `#` is a comment, as CSVW says.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Final

from rapidfuzz import process
from rapidfuzz.fuzz import ratio

from graph.errors import Problem

COMMENT: Final = "#"
EXAMPLE: Final = f"{COMMENT} example: "
"""How the line of example begins in a sheet that we made (`loaders.tables.forms`)."""
HEADER_WITHIN: Final = 20
"""Rows among which the header is looked for: a title, a date or an empty row may stand before it."""

_NEAR: Final = 72.0
"""How alike two names must be (0-100) for one to be suggested for the other."""

Numbered = tuple[int, Sequence[str]]
"""A row as it was read: the line it begins on and its cells."""


@dataclass
class Sheet:
    """One table of a file. `label` is how problems name it, `form` how it was read; `rows` can be gone through once."""

    label: str
    stem: str
    form: str
    rows: Iterable[Numbered]
    header: tuple[str, ...] = ()
    line: int = 1
    problems: list[Problem] = field(default_factory=list)
    comments: int = 0
    examples: int = 0

    def problem(self, message: str, line: int | None = None, column: str | None = None) -> Problem:
        return Problem(self.label, message, line, column)


def plain(name: str) -> str:
    """Return the name of a column as it compares: "As of" is `as_of`.

    >>> plain(" Start date "), plain("Printed-as")
    ('start_date', 'printed_as')
    """
    return re.sub(r"[\s\-_/]+", "_", unicodedata.normalize("NFC", name).strip().casefold()).strip("_*:")


def find_header(sheet: Sheet, names: dict[str, str]) -> None:
    """Set a sheet's header and leave its rows at the first below it; `names` are the known columns by what they are
    called, in the form of `plain`. Problems with the header are added to the sheet's."""
    rows = iter(sheet.rows)
    first = list(islice(rows, HEADER_WITHIN))
    known = [sum(plain(cell) in names for cell in cells) for _, cells in first]
    best = max(known, default=0)
    at = known.index(best) if best else next((n for n, (_, c) in enumerate(first) if any(c)), 0)
    if not first:
        sheet.problems.append(sheet.problem("is empty; write the names of columns on its first line", 1))
        return
    sheet.line = first[at][0]
    width = max((n for n, cell in enumerate(first[at][1], start=1) if cell.strip()), default=0)
    sheet.header = tuple(names.get(plain(cell), cell.strip()) for cell in first[at][1][:width])
    sheet.rows = _content(sheet, chain(first[at + 1 :], rows), width)
    sheet.problems += _header_problems(sheet, names)


def _header_problems(sheet: Sheet, names: dict[str, str]) -> Iterator[Problem]:
    columns = list(dict.fromkeys(names.values()))
    for number, name in enumerate(sheet.header, start=1):
        if not name:
            yield sheet.problem(
                f"column {number} has no name; give it one, take it out, or part merged cells", sheet.line
            )
        elif name not in columns:
            near = nearest(name, names)
            meant = f"did you mean {names[near]!r}? T" if near else "t"
            yield sheet.problem(
                f"unknown column {name!r}; {meant}he columns are {', '.join(columns)}", sheet.line, name
            )
    for name in sorted({n for n in sheet.header if n and sheet.header.count(n) > 1}):
        yield sheet.problem(f"column {name!r} stands twice in the header; keep one", sheet.line, name)


def nearest(text: str, among: Iterable[str]) -> str | None:
    """Return what a text may have been meant to be, or None where nothing is near.

    >>> nearest("organization", ["organisation", "person"])
    'organisation'
    """
    found = process.extractOne(plain(text), list(among), scorer=ratio, score_cutoff=_NEAR)
    return found[0] if found else None


def _content(sheet: Sheet, rows: Iterable[Numbered], width: int) -> Iterator[Numbered]:
    """The rows below the header: as wide as it is, without comments and without those that are empty."""
    for line, cells in rows:
        if not any(cells):
            continue
        filled = next((cell for cell in cells if cell.strip()), "")
        if not filled:
            continue
        if filled.lstrip().startswith(COMMENT):
            if filled.lstrip().startswith(EXAMPLE.strip()):
                sheet.examples += 1
            else:
                sheet.comments += 1
            continue
        if len(cells) > width and any(cell.strip() for cell in cells[width:]):
            sheet.problems.append(
                sheet.problem(
                    f"the row has {len(cells)} cells, the header {width}; quote cells that hold a comma", line
                )
            )
        elif len(cells) == 1 < width - 1 and any(sign in filled for sign in ",;\t|"):
            sheet.problems.append(
                sheet.problem(
                    f"the row has 1 cell, the header {width}; part its cells as the header does", line
                )
            )
        yield line, cells  # a row may be short: spreadsheets leave out empty cells at its end
