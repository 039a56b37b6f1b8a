"""Fold text without moving a character: what is found in the folded text stands at the same place in the
given one.

Folding drops case and marks (đ and the mistaken ð become d), maps every dash to `-` and every slash to `/`, so that
patterns need one spelling. Blanks, line ends and what cannot be seen are the view's (`loaders.articles.view`).
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from loaders.articles.view import on_one_line

_SPECIAL = {
    "đ": "d", "Đ": "d", "ð": "d", "Ð": "d", "Ɖ": "d", "ɖ": "d", "ł": "l", "Ł": "l", "ø": "o", "Ø": "o", "ı": "i",
    "ё": "е", "Ё": "е", "º": "°", "˚": "°", "ᵒ": "°",
    **dict.fromkeys("’‘ʼ`´′", "'"),
    **dict.fromkeys("“”„‟«»″", '"'),
    **dict.fromkeys("‐‑‒–—―−﹣－", "-"),
    **dict.fromkeys("／⁄∕", "/"), "＼": "\\",
    **{wide: unicodedata.normalize("NFKC", wide).lower() for wide in map(chr, range(0xFF10, 0xFF5B))},
}  # fmt: skip

_TWINS_OF_LATIN = ("авекмнорстухіјѕαβεζηικμνορτυχ", "abekmhopctyxijsabezhikmnoptyx")
TWINS = str.maketrans(*_TWINS_OF_LATIN)
"""Cyrillic and Greek letters that look like Latin ones as capitals: a code typed on another keyboard reads the same."""


_FROM_LATIN = str.maketrans(_TWINS_OF_LATIN[1][:15], _TWINS_OF_LATIN[0][:15])
# A Latin letter first, for in Russian it is the rarer one.
_MIXED = re.compile(r"[a-z](?:(?=[а-яіјѕα-ω])|(?<=[а-яіјѕα-ω][a-z]))")
_LETTERS = re.compile(r"[^\W\d_]+")


def in_one_script(folded: str) -> str:
    """Give each word whose letters come from several scripts those of one, where the others only look like its own.

    >>> in_one_script("директивa"), in_one_script("сhi thi"), in_one_script("12-сt/tw")
    ('директива', 'chi thi', '12-ct/tw')
    """
    if folded.isascii() or not _MIXED.search(folded):
        return folded
    return _LETTERS.sub(lambda word: _unmixed(word[0]) if _MIXED.search(word[0]) else word[0], folded)


def _unmixed(word: str) -> str:
    latin, cyrillic = word.translate(TWINS), word.translate(_FROM_LATIN)
    if latin.isascii() and not (cyrillic != word and 2 * sum(map(str.isascii, word)) < len(word)):
        return latin
    return cyrillic if not any(map(str.isascii, cyrillic)) else word


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
    return text.lower() if text.isascii() else text.translate(_TABLE)


@cache
def folded_words(text: str) -> str:
    """Fold a short text for comparison: also spaces and quotes evened out."""
    return " ".join(fold(on_one_line(text)).replace('"', " ").split())


@dataclass(frozen=True)
class Folded:
    """A view's text with blanks for the line ends within its sentences, and its folding, of the same length."""

    text: str
    folded: str


_LINE_END = re.compile(r"\n(?:(?<=[^\s.!?:;]\n)|(?<= [Nn][Oo]\.\n))(?=\S)")
_GOES_ON = re.compile(
    r"(?<!\w)(?:của|số|về|ngày|tháng|no\.|n°|№|dated|the|of|de|du|des|от|об)$"
    r"|\d ?[-/_\\]$|(?<=[-/_\\])[^\W\d_]{1,5}[-/_\\]$"
)
"""What no line of its own ends with: words, and the first parts of a document's number (12- or 12-CT/)."""
_ITEM = re.compile(r"\d{1,2}(?:\.\d{1,2})?[.)-]\s|[-•*|]")
_CONTINUES = re.compile(rf"(?!{_ITEM.pattern})\d|(?:của|of)(?!\w)|số:?[ ]?\d|[-/_\\][^\W\d_]{{1,6}}[-/ ,.;]")
"""What begins no line of its own: a number that is no number in a list, words that tie to those before, or a code."""


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


def folded_view(text: str) -> Folded:
    """Fold the text of a view, in time linear in its length; offsets hold in the view and in both."""
    soft = _softened(text) if "\n" in text else text
    return Folded(soft, in_one_script(fold(soft)))
