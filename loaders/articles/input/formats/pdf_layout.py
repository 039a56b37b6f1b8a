"""Put the pieces of text of a page in the order in which they are read: column by column, line by line, paragraph by
paragraph.

A gutter is a strip of the page that hardly any piece crosses and that has lines of prose on both sides: what stands in
columns of a table is read by rows. What crosses gutters (a headline) divides the columns above from those below.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from statistics import median
from typing import Final, NamedTuple

from loaders.articles.input.formats.blocks import CELLS_APART

_FEWEST: Final = 5
"""Lines that a column has on each side of a gutter."""
_CROSSING: Final = 0.15
"""Share of the pieces of a page that may cross a gutter."""
_GUTTER: Final = 0.7
_NARROWEST: Final = 8.0
"""Widths of a gutter and of a column, in heights of a line."""
_FULL: Final = 0.8
"""Share of its column that a line of prose fills, if its paragraph goes on."""
_PROSE: Final = 0.65
"""Share of its column that lines of prose fill in the median; cells of a table fill less."""
_CELLS: Final = 2.0
"""Heights of a line between two cells of a row."""
_WIDEST: Final = 5000


class Piece(NamedTuple):
    """Words at a place, in points from the lower left corner of the page."""

    left: float
    bottom: float
    right: float
    top: float
    words: str

    @property
    def height(self) -> float:
        """The height of the letters."""
        return self.top - self.bottom


def paragraphs_of(pieces: Iterable[Piece]) -> list[str]:
    """Return the paragraphs of a page in the order in which they are read."""
    listed = [piece for piece in pieces if piece.height > 0 and 0 <= piece.left < piece.right <= _WIDEST]
    if not listed:
        return []
    height = median(piece.height for piece in listed)
    return [text for column in _columns(listed, height) for text in _paragraphs(_lines(column), height)]


# -- columns ---------------------------------------------------------------------------------------------------------


def _columns(pieces: list[Piece], height: float) -> Iterator[list[Piece]]:
    """Yield columns, and what stands across them, in their order."""
    gutters = _gutters(pieces, height)
    if not gutters:
        yield pieces
        return
    bounds = [0.0, *gutters, float("inf")]
    band: list[list[Piece]] = [[] for _ in bounds[1:]]
    across: list[Piece] = []
    for piece in sorted(pieces, key=lambda p: -(p.top + p.bottom)):
        if any(piece.left < gutter < piece.right for gutter in gutters):
            yield from filter(None, band)
            band = [[] for _ in bounds[1:]]
            across.append(piece)
            continue
        if across:
            yield across
            across = []
        centre = (piece.left + piece.right) / 2
        band[next(n for n, end in enumerate(bounds[1:]) if centre <= end)].append(piece)
    if across:
        yield across
    yield from filter(None, band)


def _gutters(pieces: list[Piece], height: float) -> list[float]:
    """Return the middle of each strip between columns of prose."""
    last = int(max(piece.right for piece in pieces)) + 2
    change = [0] * (last + 1)
    for piece in pieces:
        change[int(piece.left)] += 1
        change[int(piece.right) + 1] -= 1
    most, covered, free = _CROSSING * len(pieces), 0, []
    for x in range(last):
        covered += change[x]
        if covered <= most:
            free.append(x)
    strips: list[list[int]] = []
    for x in free:
        if strips and x == strips[-1][-1] + 1:
            strips[-1].append(x)
        else:
            strips.append([x])
    middles = [(strip[0] + strip[-1]) / 2 for strip in strips if len(strip) >= _GUTTER * height]
    return _between_prose(pieces, middles, height)


def _between_prose(pieces: list[Piece], middles: list[float], height: float) -> list[float]:
    """Keep the strips whose neighbours on both sides are columns of prose."""
    found: list[float] = []
    bounds = [0.0, *middles, float("inf")]
    prose = [_is_prose(pieces, left, right, height) for left, right in pairwise(bounds)]
    for number, middle in enumerate(middles):
        if prose[number] and prose[number + 1]:
            found.append(middle)
    return found


def _is_prose(pieces: list[Piece], left: float, right: float, height: float) -> bool:
    inside = [piece for piece in pieces if left <= piece.left and piece.right <= right]
    if not inside:
        return False
    lines = _lines(inside)
    start, end = min(line.left for line in lines), max(line.right for line in lines)
    if len(lines) < _FEWEST or end - start < _NARROWEST * height:
        return False
    return median(line.right - line.left for line in lines) >= _PROSE * (end - start)


# -- lines and paragraphs --------------------------------------------------------------------------------------------


def _lines(pieces: list[Piece]) -> list[Piece]:
    """Join the pieces of each line, from the top of a column down."""
    lines: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda p: -(p.top + p.bottom)):
        last = lines[-1] if lines else None
        if last and _overlap(last[0], piece) > 0.5 * min(last[0].height, piece.height):
            last.append(piece)
        else:
            lines.append([piece])
    return [_joined(sorted(line)) for line in lines]


def _overlap(one: Piece, other: Piece) -> float:
    return min(one.top, other.top) - max(one.bottom, other.bottom)


def _joined(line: list[Piece]) -> Piece:
    words = line[0].words
    for before, piece in pairwise(line):
        gap = (piece.left - before.right) / piece.height
        words += (CELLS_APART if gap > _CELLS else " " if gap > 0.1 else "") + piece.words
    return Piece(
        line[0].left,
        min(p.bottom for p in line),
        max(p.right for p in line),
        max(p.top for p in line),
        " ".join(words.split()),
    )


def _paragraphs(lines: list[Piece], height: float) -> Iterator[str]:
    """Join the lines of each paragraph: it goes on after a line that is full, or in the middle of a sentence."""
    if not lines:
        return
    start, end = min(line.left for line in lines), max(line.right for line in lines)
    text = lines[0].words
    for before, line in pairwise(lines):
        if _goes_on(before, line, start, end, height):
            text = _continued(text, line.words)
        else:
            yield text
            text = line.words
    yield text


def _goes_on(before: Piece, line: Piece, start: float, end: float, height: float) -> bool:
    if abs(before.height - line.height) > 0.35 * max(before.height, line.height):
        return False  # a headline
    if CELLS_APART in before.words or CELLS_APART in line.words:
        return False
    if before.bottom - line.top > 1.2 * height or re.match(r"(?:[-–•*+]|\d{1,3}[.)])\s", line.words):
        return False
    if not re.search(r"[.!?:;»”\"]$", before.words) and line.words[:1].islower():
        return True
    indented = line.left > max(start, min(before.left, line.left)) + 0.7 * height
    return before.right - start >= _FULL * (end - start) and not indented


def flowing(paragraphs: Iterable[str]) -> Iterator[str]:
    """Join a paragraph that breaks off in the middle of a sentence with the next, which a column or page divides."""
    waiting = ""
    for text in paragraphs:
        if waiting and not re.search(r"[.!?:;»”\")]$", waiting) and text[:1].islower():
            waiting = _continued(waiting, text)
        else:
            if waiting:
                yield waiting
            waiting = text
    if waiting:
        yield waiting


def _continued(text: str, more: str) -> str:
    """Join two lines; a number, a name or a word that the end of the line divides is one again.

    >>> _continued("Chỉ thị số 12-", "CT/TW"), _continued("in the confe-", "rence"), _continued("Asia-", "Pacific")
    ('Chỉ thị số 12-CT/TW', 'in the conference', 'Asia-Pacific')
    """
    if text.endswith("\u00ad"):
        return text[:-1] + more
    if re.search(r"[^\W\d_][^\W\d_]-$", text) and re.match(r"[^\W\d_]{2}", more) and more[0].islower():
        return text[:-1] + more
    if re.search(r"\w[-–/]$", text) or (re.search(r"\d$", text) and re.match(r"[-–/]\w", more)):
        return text + more
    return f"{text} {more}"
