"""Write rows as CSV (RFC 4180), lines ending in CRLF: every CSV that leaves the project for other programs.

The engine's own writer quotes literals only, so a comma in an IRI (`.../Paris,_Texas`) would begin another column.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from pyoxigraph import BlankNode, Triple

from graph.store.reader import Term

_PART: Final = 16 * 1024


def write_csv(columns: Sequence[str], rows: Iterable[Iterable[object]]) -> str:
    """Return a table with its heads; None is an empty cell.

    >>> write_csv(["name", "count"], [["Nghệ An", 2], ["a, b", None]])
    'name,count\\r\\nNghệ An,2\\r\\n"a, b",\\r\\n'
    """
    return "".join(_parts(columns, rows))


def csv_parts(variables: Sequence[str], solutions: Iterable[Iterable[Term | None]]) -> Iterator[bytes]:
    """Yield the rows of a query in the SPARQL 1.1 CSV format, UTF-8, some at a time.

    A single column without a value is `""`: readers skip an empty line.
    """
    for part in _parts(variables, map(_cells, solutions)):
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


def _cells(row: Iterable[Term | None]) -> list[str | None]:
    return [None if term is None else _cell(term) for term in row]


def _cell(term: Term) -> str:
    if isinstance(term, Triple):
        return f"<<( {term} )>>"
    return str(term) if isinstance(term, BlankNode) else term.value
