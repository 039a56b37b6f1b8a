"""Divide a source's text into the stretches that its reader sets beside what is claimed from them, and mark the claims
in each.

Places count code points of the whole text and are half open. Nothing here reads the graph.
"""

import heapq
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from types import MappingProxyType
from typing import Final

from graph.limits import LIMITS

Span = tuple[int, int]
"""Start and end of a place in a text."""

PART: Final = LIMITS.reader_part_length
"""Code points of a text that one page of its reader holds, at most a quarter more."""
LONG: Final = 420
"""A paragraph longer than this is divided at sentences, so that statements stand beside their own."""
_SHORT: Final = 160
"""A stretch of a divided paragraph is at least so long."""
_HARD: Final = 2400
"""A stretch without an end of a sentence is cut between words here."""
_SENTENCE: Final = re.compile(r"(?:[.!?;…][\"'»”’)\]]*(?=\s)|[。！？；؟؛۔।])\s*")


UNKNOWN: Final = "\0"
"""Stands in a stretch for each character that is not kept, between words that are."""
_NEAR: Final = 120
"""Printed words stand in one stretch where no more than so many characters between them are not kept."""


@dataclass(frozen=True)
class Piece:
    """A piece of a stretch: where it begins, its words, and the narrowest place that they are part of (None: nothing is
    claimed). `text` is empty for `unknown` characters that are not kept.
    """

    start: int
    text: str
    span: Span | None = None
    unknown: int = 0


@dataclass(frozen=True)
class Stretch:
    """A paragraph, or some sentences of a long one. `text` is empty where its words are not kept; `continues`: it goes
    on in the paragraph of the one before.
    """

    start: int
    end: int
    text: str
    part: str = ""
    continues: bool = False


def parts_of(text: str) -> tuple[int, ...]:
    """Return where the pages of a text begin: between paragraphs where it has any, else between words.

    >>> parts_of("A short text.")
    (0,)
    """
    starts, at = [0], 0
    while len(text) - at > PART * 5 // 4:
        for stop in ("\n", " "):
            cut = text.rfind(stop, at + PART // 2, at + PART)
            if cut >= 0:
                break
        at = cut + 1 if cut >= 0 else at + PART
        starts.append(at)
    return tuple(starts)


def stretches_of_text(text: str, first: int, last: int, spans: Sequence[Span]) -> tuple[Stretch, ...]:
    """Return the stretches of a text from `first` to `last`; a paragraph is never divided within a place that has a
    printed form.

    >>> [one.text for one in stretches_of_text("One.\\n\\n  Two. ", 0, 14, ())]
    ['One.', 'Two.']
    """
    narrow = sorted(span for span in spans if span[1] - span[0] <= LIMITS.printed_length)
    found: list[Stretch] = []
    at = first
    while at < last:
        stop = text.find("\n", at, last)
        end = last if stop < 0 else stop
        if body := text[at:end].strip():
            begin = at + text[at:end].index(body[0])
            found += _divided(Stretch(begin, begin + len(body), body), narrow)
        at = end + 1
    return tuple(found)


def _divided(whole: Stretch, narrow: Sequence[Span]) -> Iterator[Stretch]:
    """Yield a paragraph, or its sentences some at a time."""
    at = 0
    text = whole.text
    cuts = [found.end() for found in _SENTENCE.finditer(text)] if len(text) > LONG else []
    for cut in (*cuts, len(text)):
        while cut - at > _HARD:
            space = text.rfind(" ", at + _SHORT, at + _HARD)
            hard = space + 1 if space >= 0 else at + _HARD
            yield _part(whole, at, hard)
            at = hard
        if cut < len(text) and (
            cut - at < _SHORT
            or len(text) - cut < _SHORT
            or _within(whole.start + cut, narrow)
            or text[cut].islower()
        ):
            continue
        if cut > at:
            yield _part(whole, at, cut)
        at = cut


def _part(whole: Stretch, at: int, cut: int) -> Stretch:
    words = whole.text[at:cut].rstrip()
    start = whole.start + at
    return replace(whole, start=start, end=start + len(words), text=words, continues=at > 0)


def _within(place: int, narrow: Sequence[Span]) -> bool:
    """Whether a place lies inside one of these spans, which are in order and no longer than a printed form."""
    low = bisect_right(narrow, (place - LIMITS.printed_length - 1, 0))
    high = bisect_left(narrow, (place, 0))
    return any(end > place for _, end in narrow[low:high])


def stretches_of_words(
    printed: Mapping[Span, str], spans: Sequence[Span], parts: Mapping[Span, str] = MappingProxyType({})
) -> tuple[Stretch, ...]:
    """Return what is known of a text of which only printed words are kept: these put together where they overlap or
    stand near one another in one part of the page (`parts`), in order; a place of which no words are kept stands
    alone, without text.

    >>> found = stretches_of_words({(4, 10): "Nam Đị", (8, 12): "Định"}, [(4, 10), (8, 12), (200, 900)])
    >>> [(one.start, one.end, one.text) for one in found]
    [(4, 12, 'Nam Định'), (200, 900, '')]
    """
    found: list[Stretch] = []
    last = ""
    for span in sorted(printed):
        part, before = parts.get(span, ""), last
        last = part
        words = printed[span]
        held = found[-1] if found else None
        gap = span[0] - held.end if held is not None else 0
        if held is not None and (
            gap < 0 or (gap <= _NEAR and part == before and span[1] - held.start <= LONG)
        ):
            more = UNKNOWN * gap + words if gap >= 0 else words[-gap:]
            found[-1] = replace(held, end=held.end + len(more), text=held.text + more)
        else:
            found.append(Stretch(span[0], span[1], words))
    starts = [one.start for one in found]
    bare = []
    for start, end in dict.fromkeys(spans):
        at = bisect_left(starts, start)
        holds_words = at < len(found) and found[at].start < end
        inside = at > 0 and found[at - 1].end > start
        if not holds_words and not inside:
            bare.append(Stretch(start, end, ""))
    return tuple(sorted([*found, *bare], key=lambda one: one.start))


def place_in(stretches: Sequence[Stretch], place: int) -> int:
    """Return which stretch a place belongs to: the one that holds it, or the next where it stands between two."""
    at = bisect_right([one.start for one in stretches], place) - 1
    if at < 0:
        return 0
    return at if place < stretches[at].end or at == len(stretches) - 1 else at + 1


def pieces_of(stretch: Stretch, spans: Sequence[Span]) -> tuple[Piece, ...]:
    """Return a stretch in pieces, each with the narrowest of these places that holds it; they may overlap and lie in
    one another.

    >>> [one.span for one in pieces_of(Stretch(10, 16, "Ha Noi"), [(0, 90), (13, 16)])]
    [(0, 90), (13, 16)]
    """
    crossing = sorted(span for span in spans if span[0] < stretch.end and span[1] > stretch.start)
    ends = {max(stretch.start, min(edge, stretch.end)) for span in crossing for edge in span}
    edges = sorted(ends | {stretch.start, stretch.end})
    waiting = crossing[::-1]
    open_: list[tuple[int, int, int]] = []  # length, start and end: the narrowest comes first
    found: list[Piece] = []
    for at, until in pairwise(edges):
        while waiting and waiting[-1][0] <= at:
            start, end = waiting.pop()
            heapq.heappush(open_, (end - start, start, end))
        while open_ and open_[0][2] <= at:
            heapq.heappop(open_)
        words = stretch.text[at - stretch.start : until - stretch.start]
        span = open_[0][1:] if open_ else None
        for run in _RUNS.finditer(words):
            start, said = at + run.start(), run[0]
            lost = len(said) if said[0] == UNKNOWN else 0
            if lost and found and found[-1].unknown:
                found[-1] = replace(found[-1], unknown=found[-1].unknown + lost)
            else:
                found.append(Piece(start, "" if lost else said, span, lost))
    return tuple(found)


_RUNS: Final = re.compile(f"{UNKNOWN}+|[^{UNKNOWN}]+")
