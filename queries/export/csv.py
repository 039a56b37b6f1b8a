"""Write rows as CSV (RFC 4180), lines ending in CRLF."""

import csv
import io
from collections.abc import Iterable, Sequence


def write_csv(columns: Sequence[str], rows: Iterable[Iterable[object]]) -> str:
    """Return a table with its heads; None is an empty cell.

    >>> write_csv(["name", "count"], [["Nghệ An", 2], ["a, b", None]])
    'name,count\\r\\nNghệ An,2\\r\\n"a, b",\\r\\n'
    """
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows(rows)
    return out.getvalue()
