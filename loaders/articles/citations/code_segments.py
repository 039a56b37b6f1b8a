"""Cut what follows the digits of a document number into the parts of its code, however it is printed.

Parts stand apart by any separator; within a part there may be stops or blanks (T.Ư, VPT.Ư, Trung ương), and letters of
other scripts that look like the Latin ones. Of what a part means it is only asked whether one with stops is known.
"""

import re
from dataclasses import dataclass
from typing import Final

from loaders.articles.citations.lexicon import bodies, codes
from loaders.articles.citations.normalise import TWINS

_SEGMENT: Final = re.compile(r"[^\W_]{1,40}")
_SEPARATOR: Final = re.compile(r"(?:\.(?=[-/_\\]))?[ ]{0,2}[-/_\\][ ]{0,2}|[ ](?=t[. ]{0,2}[uw](?![^\W_]))")
_HYPHEN_OR_SLASH: Final = str.maketrans("_\\", "-/")
_APART: Final = re.compile(
    r"(?:[^\W\d_]{1,8}\.[ ]?){1,6}[^\W\d_]{1,8}(?![^\W_])|tr?[ ]{1,2}[uw](?![^\W_])|trung[ ]{1,2}uong(?![^\W_])"
)
_LETTERS: Final = re.compile(r"[^\W\d_]+")
_ABBREVIATED: Final = re.compile(r"\.(?=[,;:)]| [^\W\d_])")
_MAX_SEGMENTS: Final = 9


@dataclass(frozen=True)
class Segment:
    """A part of a code: the separator before it, its letters folded and as printed, without stops and blanks, and its
    place, with them (code points, half open)."""

    separator: str
    text: str
    cased: str
    start: int
    end: int

    @property
    def loose(self) -> bool:
        return " " in self.separator

    @property
    def apart(self) -> bool:
        """Whether stops or blanks stand among its letters."""
        return self.end - self.start > len(self.cased)

    @property
    def transliterated(self) -> bool:
        """Whether it is a code in Cyrillic letters that stand for the sound of the Latin ones, not for their look."""
        return not (self.cased.isascii() or self.text in codes() or self.text in bodies())


def segments_at(text: str, folded: str, start: int, separator: str) -> list[Segment]:
    """Return the parts of the code that begins at `start`, after a separator; nine at most.

    >>> [(s.separator, s.cased) for s in segments_at("12-CT/T.Ư", "12-ct/t.u", 3, "-")]
    [('-', 'CT'), ('/', 'TƯ')]
    """
    found: list[Segment] = []
    at = start
    while len(found) < _MAX_SEGMENTS:
        segment = _apart(text, folded, separator, at) or _whole(text, folded, separator, at)
        if not segment:
            break
        found.append(segment)
        gap = _SEPARATOR.match(folded, segment.end)
        if not gap:
            break
        separator, at = gap[0].lstrip(".").translate(_HYPHEN_OR_SLASH), gap.end()
    return found


def _whole(text: str, folded: str, separator: str, at: int) -> Segment | None:
    match = _SEGMENT.match(folded, at)
    if not match:
        return None
    word = match[0] if match[0].isascii() else match[0].translate(TWINS)
    return Segment(separator.translate(_HYPHEN_OR_SLASH), word, text[slice(*match.span())], *match.span())


def _apart(text: str, folded: str, separator: str, at: int) -> Segment | None:
    """Read letters with stops or blanks among them as the longest code that they are, if they are one."""
    match = _APART.match(folded, at)
    if not match or not text[at].isupper():
        return None
    parts = list(_LETTERS.finditer(folded, at, match.end()))
    while len(parts) > 1:
        printed = "".join(text[slice(*part.span())] for part in parts)
        plain = "".join(part[0] for part in parts).translate(TWINS)
        if printed.lower() in bodies() or plain in bodies() or plain in codes():
            end = parts[-1].end()
            if stop := _ABBREVIATED.match(folded, end):
                # "T.Ư. ngày" is abbreviated, "T.Ư. Ngày" ends a sentence.
                end = stop.end() if not text[end + 2 : end + 3].isupper() else end
            return Segment(separator.translate(_HYPHEN_OR_SLASH), plain, printed, at, end)
        parts.pop()
    return None
