"""The order of names: Vietnamese by its own alphabet, every other language with accents aside, numbers by their value.

After CLDR (common/collation/vi.xml and root.xml): in Vietnamese ă, â, đ, ê, ô, ơ and ư are letters of their own, each
after its plain one, and the tones (none, grave, hook, tilde, acute, dot) tell apart only names that are otherwise
alike. In other languages all marks do no more than that. Numbers come before letters, Latin before Cyrillic, and both
before other scripts. Unlike CLDR's, punctuation only parts words, and digits are read as a number (its option `kn`):
9-CT/TW comes before 12-CT/TW. No library that installs without a compiler knows the Vietnamese order (pyuca has the
default table alone); this is all of it that names need.
"""

import unicodedata
from functools import lru_cache
from typing import Final

from graph.search.fold import WHOLE_LETTERS

CollationKey = tuple[tuple[tuple[int, int, str], ...], tuple[int, ...], str]
"""What two names are compared by: their letters and numbers, then their marks, then the text itself."""

_OWN: Final = {"ă": 1, "â": 2, "đ": 1, "ê": 1, "ô": 1, "ơ": 2, "ư": 1}
"""The letters of Vietnamese that are made of others, by how far after these they come."""
_TONES: Final = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
_OTHER_MARK: Final = 6
_GAP, _NUMBER, _LATIN, _CYRILLIC, _OTHER = range(5)
_SHORT_I: Final = "й"
"""The one letter of Russian with a mark that is a letter of its own (root.xml); ё is е with a mark."""


@lru_cache(maxsize=1 << 15)
def collation_key(text: str, language: str = "en") -> CollationKey:
    """Return what a name is sorted by, in a list for readers of a language.

    >>> sorted(["Đà Nẵng", "Dương", "An", "Ân", "Ăn"], key=lambda name: collation_key(name, "vi"))
    ['An', 'Ăn', 'Ân', 'Dương', 'Đà Nẵng']
    >>> sorted(["Dương", "Đà Nẵng", "Ân", "Anh"], key=collation_key)
    ['Ân', 'Anh', 'Đà Nẵng', 'Dương']
    >>> sorted(["12-CT/TW", "9-CT/TW", "№ 10"], key=collation_key)
    ['9-CT/TW', '№ 10', '12-CT/TW']
    """
    vietnamese = language.partition("-")[0] == "vi"
    letters: list[tuple[int, int, str]] = []
    marks: list[int] = []
    digits = ""
    for letter in unicodedata.normalize("NFC", text.casefold()):
        if letter.isdecimal():
            digits += str(unicodedata.decimal(letter))
            continue
        if digits:
            letters.append(_number(digits))
            marks.append(0)
            digits = ""
        if not letter.isalnum():
            if letters and letters[-1][0] != _GAP:
                letters.append((_GAP, 0, ""))
                marks.append(0)
            continue
        for weight, mark in _weights(letter, vietnamese=vietnamese):
            letters.append(weight)
            marks.append(mark)
    if digits:
        letters.append(_number(digits))
        marks.append(0)
    while letters and letters[-1][0] == _GAP:
        letters.pop()
    return tuple(letters), tuple(marks), text


def _number(digits: str) -> tuple[int, int, str]:
    """A number by its length, then by its digits: as by its value, however long it is."""
    digits = digits.lstrip("0") or "0"
    return _NUMBER, len(digits), digits


@lru_cache(maxsize=4096)
def _weights(letter: str, *, vietnamese: bool) -> tuple[tuple[tuple[int, int, str], int], ...]:
    """Return the weight of a letter and that of its marks; of one that stands for several, those of each."""
    parts = unicodedata.normalize("NFD", letter)
    tones = [one for one in parts if one in _TONES]
    base = unicodedata.normalize("NFC", "".join(one for one in parts if one not in _TONES))
    own = _OWN.get(base, 0) if vietnamese else 0
    mark = _TONES[tones[-1]] if tones else 0
    if base == _SHORT_I:
        return (((_CYRILLIC, 0, _SHORT_I), mark),)
    plain = "".join(one for one in unicodedata.normalize("NFD", base) if not unicodedata.combining(one))
    if plain != base and not own:
        mark = _OTHER_MARK + mark
    found = []
    for one in plain.translate(WHOLE_LETTERS) or plain:
        script = _LATIN if "a" <= one <= "z" else _CYRILLIC if "\u0400" <= one <= "\u052f" else _OTHER
        if one != plain and not own:
            mark = mark or _OTHER_MARK
        found.append(((script, 0, f"{one}{own or ''}"), mark))
    return tuple(found)
