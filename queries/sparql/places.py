"""Lines and columns of a text, and how a line is shown with a mark under a place.

Columns count code points from 1, and a tab is one; lines end with a line feed, a carriage return, or both, and nowhere
else. A long line is shown in part.
"""

import re
import unicodedata
from typing import Final, NamedTuple

_LINE_END: Final = re.compile(r"\r\n|\n|\r")
_SHOWN: Final = 100
"""Characters of a line that are shown; of a longer one those around the mark."""
_BEFORE: Final = 70
"""Characters shown before the mark in a long line."""


class Place(NamedTuple):
    """A place in a text, both from 1."""

    line: int
    column: int


def place_of(text: str, offset: int) -> Place:
    r"""Return the line and column of a code point.

    >>> place_of("a\r\nbc", 4)
    Place(line=2, column=2)
    """
    line, start = 1, 0
    for end in _LINE_END.finditer(text, 0, offset):
        if end.end() <= offset:
            line, start = line + 1, end.end()
    return Place(line, offset - start + 1)


def offset_of(text: str, line: int, column: int) -> int:
    r"""Return the code point at a line and column, the end of the text where there is none.

    >>> offset_of("a\r\nbc", 2, 2)
    4
    """
    start = 0
    for _ in range(line - 1):
        end = _LINE_END.search(text, start)
        if end is None:
            return len(text)
        start = end.end()
    return min(start + column - 1, len(text))


class Excerpt(NamedTuple):
    """A line of a text as it is shown, in two: what stands before a place, and what from there on."""

    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.before}{self.after}\n{_blank(self.before)}^"


def excerpt(text: str, line: int, column: int) -> Excerpt | None:
    """Return a line of the text, to be shown with a mark under the column; None where there is no such line.

    >>> print(excerpt("SELECT * {", 1, 10))
    SELECT * {
             ^
    """
    start = 0
    for _ in range(line - 1):
        end = _LINE_END.search(text, start)
        if end is None:
            return None
        start = end.end()
    end = _LINE_END.search(text, start)
    whole = end.start() if end is not None else len(text)
    at = min(start + max(column, 1) - 1, whole)
    first, last = start, whole
    if whole - start > _SHOWN:
        first = max(start, min(at - _BEFORE, whole - _SHOWN))
        last = min(whole, first + _SHOWN)
    left, right = ("…" if first > start else ""), ("…" if last < whole else "")
    return Excerpt(left + _visible(text[first:at]), _visible(text[at:last]) + right)


def _visible(text: str) -> str:
    """Return a text with a mark for each character that is not seen, or that changes how its neighbours are."""
    return "".join(
        "\N{REPLACEMENT CHARACTER}"
        if character != "\t" and unicodedata.category(character)[0] == "C"
        else character
        for character in text
    )


def _blank(text: str) -> str:
    """Return blanks as wide as a text is in a typeface of even widths; a tab stays one."""
    return "".join("\t" if character == "\t" else " " * _width(character) for character in text)


def _width(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
