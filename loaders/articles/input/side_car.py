"""What stands beside articles: `reports.csv`, which says of each what its text does not, and files that are none."""

import csv
import io
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from graph.errors import InputError

SIDE_CAR: Final = "reports.csv"
SAID: Final = ("language", "title", "publisher", "url", "published", "original_url")
"""What the table may say of a file."""
SAID_OF_ALL: Final = ("language", "publisher")
"""What it may say of a file of several articles, for each of them."""
BESIDE: Final = frozenset({"README", "LICENSE"})
"""Stems of files that tell of a folder and are no articles."""


@dataclass(frozen=True)
class Row:
    """What is said of a file, and at which line."""

    line: int
    said: Mapping[str, str]


def rows_of(content: bytes, where: object) -> dict[str, Row]:
    """Return what a table says of each file, by name; raise InputError where it cannot be read."""
    try:
        rows = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
        told = [(rows.line_num, row) for row in rows]
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{where} cannot be read: {error}") from error
    if told and "file" not in told[0][1]:
        raise InputError(f"{where} has no column 'file'.")
    return {
        row["file"]: Row(
            line, {k: v for k, v in row.items() if isinstance(k, str) and isinstance(v, str) and v}
        )
        for line, row in told
        if row["file"]
    }


def is_of_a_page(folder: str, pages: Collection[str]) -> bool:
    """Whether a folder holds what a browser saved of a page beside it; `pages` are those there, without suffixes.

    >>> is_of_a_page("news/page_files", {"news/page"}), is_of_a_page("news_files", {"page"})
    (True, False)
    """
    if folder.rpartition("/")[2] == "__MACOSX":
        return True
    return folder.endswith("_files") and folder.removesuffix("_files") in pages
