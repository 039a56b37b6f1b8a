"""Write rows as CSV (RFC 4180), lines ending in CRLF: every CSV that leaves the project for other programs.

The engine's own writer quotes literals only, so a comma in an IRI (`.../Paris,_Texas`) would begin another column.
A table for people is opened in a spreadsheet, which takes a cell that begins with `=` for a formula and runs it: there
such a cell begins with an apostrophe (docs/decisions/052). Answers of the SPARQL protocol are the values themselves.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from pyoxigraph import BlankNode, Triple

from graph.store.reader import Term

_PART: Final = 16 * 1024
_FORMULA: Final = re.compile("'*[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
_NUMBER: Final = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")


def write_csv(columns: Sequence[str], rows: Iterable[Iterable[object]]) -> str:
    """Return a table with its heads; None is an empty cell.

    >>> write_csv(["name", "count"], [["Nghệ An", 2], ["a, b", None]])
    'name,count\\r\\nNghệ An,2\\r\\n"a, b",\\r\\n'
    """
    return "".join(_parts(columns, rows))


def write_sheet(columns: Sequence[str], rows: Iterable[Iterable[object]]) -> str:
    """Return a table for people: as `write_csv`, and no cell is a formula (`as_text`)."""
    return write_csv(columns, ([as_text(cell) for cell in row] for row in rows))


def as_text(cell: object) -> object:
    """Return a cell that a spreadsheet takes for what it says: a text that it would run begins with an apostrophe.

    Whoever takes one apostrophe away from each cell that begins with some and one of these signs has the values again.

    >>> [as_text(cell) for cell in ("=1+1", "'=1+1", "-5", "- 5", -5, "Nghệ An")]
    ["'=1+1", "''=1+1", '-5', "'- 5", -5, 'Nghệ An']
    """
    if isinstance(cell, str) and _FORMULA.match(cell) and not _NUMBER.fullmatch(cell):
        return f"'{cell}"
    return cell


def csv_parts(variables: Sequence[str], solutions: Iterable[Iterable[Term | None]]) -> Iterator[bytes]:
    """Yield the rows of a query in the SPARQL 1.1 CSV format, UTF-8, some at a time.

    A single column without a value is `""`: readers skip an empty line.
    """
    for part in _parts(variables, map(plain_cells, solutions)):
        yield part.encode()


def _parts(columns: Sequence[str], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(columns)
    for row in rows:
        writer.writerow(row)
        if out.tell() > _PART:
            yield out.getvalue()
            out.seek(0)
            out.truncate()
    yield out.getvalue()


def plain_cells(row: Iterable[Term | None]) -> list[str | None]:
    """Return the cells of a row of a query as the SPARQL 1.1 CSV format has them."""
    return [None if term is None else _cell(term) for term in row]


def _cell(term: Term) -> str:
    if isinstance(term, Triple):
        return f"<<( {term} )>>"
    return str(term) if isinstance(term, BlankNode) else term.value
