"""One view of a text for every step of the reading, and the way back to the text as it was given.

The view is in NFC, has one blank where any run of blanks stands, a line feed for each line end and at most one empty
line in a row, and nothing that cannot be seen. Letters keep their case, marks and the place of their tone. What is
found in the view is put back by `in_original`, so that every place in a record is in code points of the text as given.
"""

import re
import unicodedata
from array import array
from collections.abc import Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import cache
from operator import is_
from typing import Any, Final, TypeVar, cast

_BLANK: Final = "\t\x1c-\x1f\xa0\u1680\u2000-\u200a\u202f\u205f\u2800\u3000"
_LINE_END: Final = "\r\x0b\x0c\x85\u2028\u2029"
_UNSEEN: Final = (
    "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ufe00-\ufe0f\ufeff\ufff9-\ufffc\U000e0001-\U000e01ef"
)
"""Controls, soft hyphens, zero-width and directional marks, selectors of variants, tags."""
_JOINED: Final = "\ufb00-\ufb06"
"""Ligatures of printing: "oﬃce" is office."""
_ETHS: Final = {"Ð": "Đ", "Ɖ": "Đ", "ð": "đ", "ɖ": "đ"}
"""Letters of other alphabets that stand for đ in texts which came from encodings before Unicode."""
_RUN: Final = re.compile(
    rf"[ \n{_BLANK}{_LINE_END}{_UNSEEN}]{{2,}}|[{_BLANK}{_LINE_END}{_UNSEEN}{_JOINED}{''.join(_ETHS)}]|\A[ \n]| \Z"
)
_RARE: Final = re.compile(rf"[{_BLANK}{_LINE_END}{_UNSEEN}{_JOINED}{''.join(_ETHS)}]")
_LINE_ENDS: Final = re.compile(rf"\r{{1,2}}\n|[\n{_LINE_END}]")
_SEEN: Final = re.compile(rf"[ {_BLANK}]")
_DIVIDED: Final = re.compile("\u00ad(?:\r?\n|\r)")
"""The end of a line that divides a word."""
_LONGEST_CLUSTER: Final = 8
"""Marks over one letter that are composed with it; a longer run is cut, so that the time stays linear."""

T = TypeVar("T")


@dataclass(frozen=True)
class View:
    """A text as the steps read it, and of which code points of the original each of its characters is made.

    `starts` and `ends` have one number for each character of `text`, half open; both are None where the original is
    the view.
    """

    text: str
    original: str
    starts: Sequence[int] | None = None
    ends: Sequence[int] | None = None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the place in the original of a stretch of the view, without what cannot be seen around it."""
        if self.starts is None or self.ends is None:
            return start, end
        first = self.starts[start] if start < len(self.starts) else len(self.original)
        return first, max(first, self.ends[end - 1]) if end > start else first


def view_of(text: str) -> View:
    """Return the view of a text, in time linear in its length.

    >>> view_of("Ban\\u00a0 Bí thu\\u031b\\u0301 \\r\\n").text, view_of("Ban\\u00a0 Bí thu\\u031b\\u0301").span(7, 10)
    ('Ban Bí thứ\\n', (8, 13))
    """
    view = _evened(text) if _is_odd(text) else View(text, text)
    return view if unicodedata.is_normalized("NFC", view.text) else _composed(view)


def on_one_line(text: str) -> str:
    """Return a short text as it looks, on one line: what a label or a wording has, whatever its page had.

    >>> on_one_line("Ban\\u00a0Bí\\u00ad\\r\\n  thư ")
    'Ban Bí thư'
    """
    return " ".join(view_of(text).text.split())


def _is_odd(text: str) -> bool:
    """Whether there may be something to even out, told faster than by looking for it."""
    return (
        text[:1] in (" ", "\n")
        or text[-1:] == " "
        or any(odd in text for odd in ("  ", " \n", "\n ", "\n\n\n"))
        or _RARE.search(text) is not None
    )


@cache
def _places(bits: int) -> "array[int]":
    """Return 0, 1, 2, ... up to a power of two: to copy a stretch of it is far faster than to count it."""
    return array("I", range(1 << bits))


def _evened(text: str) -> View:
    kept: list[str] = []
    starts, ends = array("I"), array("I")
    places = _places((len(text) + 1).bit_length())
    last = 0
    for odd in _RUN.finditer(text):
        if odd[0] == "\n\n" and odd.start():
            continue
        start, end = odd.span()
        kept.append(text[last:start])
        starts += places[last:start]
        ends += places[last + 1 : start + 1]
        last = end
        seen = _shown(text, start, end)
        kept.append(seen)
        starts.extend([start] * len(seen))
        ends.extend([end] * len(seen))
    kept.append(text[last:])
    starts += places[last : len(text)]
    ends += places[last + 1 : len(text) + 1]
    return View("".join(kept), text, starts, ends)


def _shown(text: str, start: int, end: int) -> str:
    """Return what a reader sees of a run of blanks, line ends and marks that cannot be seen, or of a ligature."""
    run = text[start:end]
    if run in _ETHS:
        return _ETHS[run]
    if "\ufb00" <= run[0] <= "\ufb06":
        return unicodedata.normalize("NFKC", run)
    before, after = text[start - 1 : start], text[end : end + 1]
    if lines := len(_LINE_ENDS.findall(run)):
        if _DIVIDED.fullmatch(run) and before.isalpha() and after.islower():
            return ""
        return "\n" * min(lines, 2) if before else ""
    if _SEEN.search(run):
        return " " if before and after else ""
    # A soft hyphen beside a digit is no place where a word may be divided: it was written for a hyphen.
    beside_digit = before.isalnum() and after.isalnum() and (before.isdigit() or after.isdigit())
    return "-" if run == "\u00ad" and beside_digit else ""


@cache
def _clusters() -> re.Pattern[str]:
    marks = "".join(chr(code) for code in range(0x300, 0x1E95B) if unicodedata.combining(chr(code)))
    return re.compile(rf"(?s:.)[{marks}]{{1,{_LONGEST_CLUSTER}}}")


def _composed(view: View) -> View:
    """Compose letters and marks; a cluster that does not become one character is one place all the same."""
    text = view.text
    kept: list[str] = []
    starts, ends = array("I"), array("I")

    def add(start: int, end: int) -> None:
        piece = unicodedata.normalize("NFC", text[start:end])
        kept.append(piece)
        first, last = view.span(start, end)
        starts.extend([first] * len(piece))
        ends.extend([last] * len(piece))

    def add_as_it_is(start: int, end: int) -> None:
        if not unicodedata.is_normalized("NFC", text[start:end]):
            for at in range(start, end):
                add(at, at + 1)
            return
        kept.append(text[start:end])
        starts.extend(range(start, end) if view.starts is None else view.starts[start:end])
        ends.extend(range(start + 1, end + 1) if view.ends is None else view.ends[start:end])

    last = 0
    for cluster in _clusters().finditer(text):
        add_as_it_is(last, cluster.start())
        add(*cluster.span())
        last = cluster.end()
    add_as_it_is(last, len(text))
    return View("".join(kept), view.original, starts, ends)


_AS_PRINTED: Final = {"wording": "span", "printed": "span", "number_printed": "number_span"}
"""Fields of a citation that hold words of the text, each with the field that says where they stand."""


def in_original(found: T, view: View) -> T:
    """Return what was found in a view with every place in it, and every wording, as the original has them.

    Whatever has a `start` and an `end` is a place; dataclasses and tuples are walked through.
    """
    return cast("T", _in_original(found, view))


def _in_original(found: Any, view: View) -> Any:
    """Put back one thing; what has no place in it is returned itself, so that little is made anew."""
    kind: Any = type(found)
    if isinstance(found, tuple):
        if hasattr(kind, "_fields"):
            return found if view.starts is None else kind(*view.span(*found))
        moved = tuple(_in_original(one, view) for one in found)
        return found if all(map(is_, moved, found)) else moved
    names = _fields(kind)
    new: dict[str, Any] = {}
    for name in names:
        old = getattr(found, name)
        if old and not isinstance(old, _PLAIN) and (now := _in_original(old, view)) is not old:
            new[name] = now
    if view.starts is not None and "start" in names and isinstance(found.start, int):
        new["start"], new["end"] = view.span(found.start, found.end)
    for name, place in _AS_PRINTED.items():
        if name in names and (span := new.get(place, getattr(found, place, None))):
            new[name] = view.original[slice(*span)]
    return replace(found, **new) if new else found


_PLAIN: Final = (str, int)


@cache
def _fields(kind: type) -> frozenset[str]:
    return frozenset(field.name for field in fields(kind)) if is_dataclass(kind) else frozenset()
