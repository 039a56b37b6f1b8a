"""Fold text without moving a character: what is found in the folded text stands at the same place in the
given one.

Folding drops case and marks (đ and the mistaken ð become d), maps every dash to `-`, every slash to `/` and
every odd space to a blank, so that patterns need one spelling. Text that is not in NFC is composed first,
with a map back to the given offsets.
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
    """Composed text, its folding (of the same length), and the way back to the given text."""

    text: str
    folded: str
    offsets: Sequence[int] | None = None

    def given(self, offset: int) -> int:
        """Return the offset in the text as given."""
        return self.offsets[offset] if self.offsets is not None else offset


def _soft(text: str, folded: str) -> str:
    """Put a blank for a line end within a sentence: the next line goes on in lower case or with a number."""
    if "\n" not in folded:
        return folded
    return _SOFT_END.sub(
        lambda m: " " if text[m.end()].islower() or text[m.end()].isdigit() else "\n", folded
    )


_SOFT_END = re.compile(r"(?<=[^\s.!?:;])\n(?=\S)|(?<= no\.)\n(?=\d)")


def normalise(text: str) -> Folded:
    """Compose and fold a text. Takes time linear in its length."""
    if unicodedata.is_normalized("NFC", text):
        return Folded(text, _soft(text, fold(text)))
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
    whole = "".join(composed)
    return Folded(whole, _soft(whole, fold(whole)), offsets)
