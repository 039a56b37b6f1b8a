"""Fold text without moving a character: what is found in the folded text stands at the same place in the
given one.

Folding drops case and marks (đ and the mistaken ð become d), maps every dash to `-`, every slash to `/` and
every odd space to a blank, so that patterns need one spelling. Text that is not in NFC is composed first, and runs
of blanks are evened out where asked for, with a map back to the given offsets.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

_SPECIAL = {
    "đ": "d", "Đ": "d", "ð": "d", "Ð": "d", "Ɖ": "d", "ɖ": "d", "ł": "l", "Ł": "l", "ø": "o", "Ø": "o", "ı": "i",
    "ё": "е", "Ё": "е", "º": "°", "˚": "°", "ᵒ": "°",
    **dict.fromkeys("’‘ʼ`´′", "'"),
    **dict.fromkeys("“”„‟«»″", '"'),
    **dict.fromkeys("‐‑‒–—―−﹣－", "-"),
    **dict.fromkeys("／⁄∕", "/"),
    **dict.fromkeys("\t\x0b\x0c\r\x1f\xa0\u1680\u180e\u202f\u205f\u3000\ufeff\u00ad\u2060", " "),
    **dict.fromkeys(map(chr, range(0x2000, 0x2010)), " "),
    "\x85": "\n", "\u2028": "\n", "\u2029": "\n",
}  # fmt: skip

CYRILLIC_TWINS = str.maketrans("авекмнорстху", "abekmhopctxy")
"""Cyrillic letters that look like Latin ones: a code typed on a Russian keyboard reads the same."""


def _base(char: str) -> str:
    if char in _SPECIAL:
        return _SPECIAL[char]
    if char in "йЙ":  # a letter of its own, not an и with a mark
        return "й"
    lower = char.lower()
    lower = lower if len(lower) == 1 else char
    base = unicodedata.normalize("NFD", lower)[0]
    return base if len(base) == 1 else lower


class _Table(dict[int, str]):
    """Filled as characters occur, so that any script folds and only those used cost anything."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = _base(chr(code))
        return folded


_TABLE = _Table()


def fold(text: str) -> str:
    """Fold composed text, one character for one.

    >>> fold("Chỉ thị số 12–CT/TW của Đảng")
    'chi thi so 12-ct/tw cua dang'
    """
    return (
        text.lower() if text.isascii() and "\t" not in text and "\r" not in text else text.translate(_TABLE)
    )


@cache
def folded_words(text: str) -> str:
    """Fold a short text for comparison: also spaces and quotes evened out."""
    return " ".join(fold(unicodedata.normalize("NFC", text)).replace('"', " ").split())


@dataclass(frozen=True)
class Folded:
    """Composed text, its folding (of the same length), and the way back to the text as given."""

    text: str
    folded: str
    original: str
    offsets: Sequence[int] | None = None

    def given(self, offset: int) -> int:
        """Return the offset in the text as given."""
        return self.offsets[offset] if self.offsets is not None else offset

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the place of a part in the text as given, without what cannot be seen after it."""
        start, end = self.given(start), self.given(end)
        while end > start and self.original[end - 1] in _UNSEEN:
            end -= 1
        return start, end


_LINE_END = re.compile(r"\n(?:(?<=[^\s.!?:;]\n)|(?<= [Nn][Oo]\.\n))(?=\S)")
_GOES_ON = re.compile(r"(?<!\w)(?:của|số|về|ngày|tháng|no\.|n°|№|dated|the|of|de|du|des|от|об)$")
"""Words that no line of its own ends with."""
_ITEM = re.compile(r"\d{1,2}(?:\.\d{1,2})?[.)-]\s|[-•*|]")
_CONTINUES = re.compile(rf"(?!{_ITEM.pattern})\d|(?:của|of)(?!\w)|số:?[ ]?\d")
"""What begins no line of its own: a number that is no number in a list, or words that tie to those before."""


def _softened(text: str) -> str:
    """Put a blank for each line end within a sentence.

    Where most of the lines that end without a stop go on in small letters, the text is wrapped, and the others go on
    as well.
    """
    ends = [match.start() for match in _LINE_END.finditer(text)]
    tied = [end for end in ends if _ties(text, end)]
    small = sum(text[end + 1].islower() for end in ends)
    if small >= 2 and 2 * small > len(ends):
        tied = [end for end in ends if not _ITEM.match(text, end + 1)]
    if not tied:
        return text
    pieces = [
        text[start:end] for start, end in zip([0, *(t + 1 for t in tied)], [*tied, len(text)], strict=True)
    ]
    return " ".join(pieces)


def _ties(text: str, end: int) -> bool:
    before, after = text[max(0, end - 6) : end], text[end + 1 : end + 9]
    return bool(after[0].islower() or _CONTINUES.match(after.lower()) or _GOES_ON.search(before.lower()))


_UNSEEN = "\u00ad\u200c\u200d\u2060\ufeff"
_BLANK = r"[ \t\r\x0b\x0c\xa0\u1680\u2000-\u200b\u202f\u205f\u3000]"
_ODD = re.compile(
    rf"{_BLANK}(?:(?=\n)|(?<=\n{_BLANK})|(?={_BLANK})){_BLANK}*|[\u200c\u200d\u2060\ufeff]+"
    r"|\u00ad(?:(?<=[^\W\d_]\u00ad)(?=[^\W\d_]|-)|(?=-)|(?<=-\u00ad))"
)
"""Runs of blanks, blanks beside a line end, marks that cannot be seen, a soft hyphen inside a word."""


def normalise(text: str, *, even: bool = False) -> Folded:
    """Compose and fold a text, and with `even` even out its blanks. Takes time linear in its length."""
    composed, offsets = (text, None) if unicodedata.is_normalized("NFC", text) else _composed(text)
    if even and _is_odd(composed):
        composed, offsets = _evened(composed, offsets)
    soft = _softened(composed) if "\n" in composed else composed
    return Folded(soft if even else composed, fold(soft), text, offsets)


_RARE = re.compile(r"[\u00ad\u200b-\u200d\u2060\ufeff\t\r\x0b\x0c\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]")


def _is_odd(text: str) -> bool:
    """Whether there may be something to even out, told faster than by looking for it."""
    return "  " in text or " \n" in text or "\n " in text or _RARE.search(text) is not None


def _composed(text: str) -> tuple[str, list[int]]:
    composed: list[str] = []
    offsets: list[int] = []
    start = 0
    for end in range(1, len(text) + 1):
        # A cluster ends where the next character is no combining mark; a run of marks is cut at 8 to stay
        # linear.
        if end < len(text) and unicodedata.combining(text[end]) and end - start < 8:
            continue
        cluster = unicodedata.normalize("NFC", text[start:end])
        composed.append(cluster)
        offsets.extend([start] * len(cluster))
        start = end
    offsets.append(len(text))
    return "".join(composed), offsets


def _evened(text: str, offsets: list[int] | None) -> tuple[str, list[int]]:
    kept: list[str] = []
    places: list[int] = []
    start = 0
    for odd in _ODD.finditer(text):
        # Of a run of blanks between words one stays.
        beside = text[odd.end() : odd.end() + 1] == "\n" or (odd.start() and text[odd.start() - 1] == "\n")
        end = odd.start() if beside or odd[0][0] in _UNSEEN else odd.start() + 1
        kept.append(text[start:end])
        places.extend(range(start, end))
        start = odd.end()
    kept.append(text[start:])
    places.extend(range(start, len(text) + 1))
    return "".join(kept), places if offsets is None else [offsets[place] for place in places]
