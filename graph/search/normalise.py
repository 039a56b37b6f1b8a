"""Take names apart into words that compare: case, marks, dashes, numbers and look-alike letters in one form each.

A word has two forms. `folded` is without marks. `marked` keeps them, the tone of a Vietnamese syllable first and apart
from its letters, so that "Hoà" and "Hòa" are one word and "Hoà" begins "Hoàng"; where a word has no marks the two are
the same. Nothing here knows of an index or of the graph.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final, NamedTuple

from graph.limits import LIMITS
from graph.search.fold import fold

LONGEST: Final = LIMITS.word_length
"""Letters of a word that count; what is longer is cut, in names and in searches alike."""

TONES: Final = "\u0300\u0301\u0303\u0309\u0323"

# Scripts written without spaces: each letter is a word, and a run of them is looked for as a phrase.
_UNSPACED: Final = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
_MARKS: Final = "\u0300-\u036f\u00ad\u2060"
_RAW: Final = re.compile(
    rf"\d+|(?=[^\W_])[{_UNSPACED}]|(?:(?=[^\W\d_])[^{_UNSPACED}])(?:(?=[^\W\d_])[^{_UNSPACED}]|[{_MARKS}])*"
)
_INITIALS: Final = re.compile(r"\b(?:[^\W\d_]\.){2,}")
# Letters of Cyrillic that look like Latin ones, and stand for them in numbers of documents typed on a Russian keyboard.
_TWINS: Final = str.maketrans("авекмнорстухі", "abekmhopctyxi")
# How numbers of documents write TW, the Party's central level, alone or at the end of a code: T.Ư, TƯ, T Ư, TrƯ, VPT.Ư.
_CENTRAL: Final = re.compile(
    r"(?<=[-/_\\])(?P<before>[^\W\d_]{0,4}?)"
    r"(?:tr?(?:\.[ ]?|[ ])?(?:ư|u\u031b|w)|trung[ ](?:ư|u\u031b)(?:ơ|o\u031b)ng)(?![^\W_])\.?",
    re.IGNORECASE,
)
# What can make a word of a code of the words on both sides of a blank: the letters of TW, and a number or a dash.
_ACROSS: Final = re.compile("[ưƯwW\u031b]")
_IN_CODE: Final = re.compile(r"[\d/_\\-]")
# The same after a number and a code with blanks between them, as people type it: 12 CT T.Ư.
_CENTRAL_APART: Final = re.compile(
    r"(?<!\w)\d{1,4}[ ]?[-/_\\]?[ ]?(?:ct|nq|kl|q[dđ]i?|qy[dđ]|tb|hd|tt|kh|cv)[ ]"
    r"(?P<central>(?:tr?(?:\.[ ]?|[ ])?(?:ư|u\u031b|w)|trung[ ](?:ư|u\u031b)(?:ơ|o\u031b)ng)(?![^\W_])\.?)",
    re.IGNORECASE,
)
# Spellings of QĐ, the code of regulations of the Party, by what is left out of them.
_REGULATION: Final = {"qdi": "i", "qyd": "y"}
_NUMBER_WORDS: Final = frozenset({"so", "no", "nr", "num", "number", "n", "номер", "numero"})
# The letters of Russian that have a mark and are letters all the same; the second is often printed without.
_RUSSIAN: Final = str.maketrans({"й": "и", "ё": "е"})


# Letters of other alphabets that stand for đ in texts from encodings of before Unicode.
_ETHS: Final = str.maketrans("ÐƉðɖ", "ĐĐđđ")
# Syllables that end in the one vowel i, which is written y as well: Quý and Quí, Mỹ and Mĩ.
_Y_FOR_I: Final = re.compile(r"(?:qu|[hklmst])y")


class Word(NamedTuple):
    """A word, without and with its marks, and where it stands in the text (code points, half open).

    A tuple, for an index makes millions of them.
    """

    folded: str
    marked: str
    start: int
    end: int

    @property
    def has_marks(self) -> bool:
        return self.marked != self.folded

    @property
    def is_number(self) -> bool:
        return self.folded.isdigit()


def words_of(text: str) -> list[Word]:
    """Return the words of a text, in order; digits and letters part, and letters of scripts without spaces.

    >>> [w.folded for w in words_of("Chỉ thị số 012-CT/TW")]
    ['chi', 'thi', 'so', '12', 'ct', 'tw']
    >>> words_of("Hoà")[0].marked == words_of("Hòa")[0].marked
    True
    """
    words: list[Word] = []
    in_code = -1  # where the number ended that letters of a code may follow
    apart = _central_apart(text)
    for start, end in _spans(text, apart):
        folded, marked = forms(text[start:end])
        if not folded:
            continue
        if (start, end) in apart:
            folded = marked = "tw"
        elif folded.isdigit():
            in_code = end
        elif in_code >= 0:
            if text[in_code:start].strip("-/_\\\u2010\u2011\u2012\u2013"):
                in_code = -1
            else:
                in_code = end
                folded, marked = _in_code(text[start:end], folded, marked)
        words.append(Word(folded, marked, start, end))
    return words


def words_alone(text: str) -> list[Word]:
    """Return the words of a text as `words_of` does, but not their places, and quicker: a piece between blanks
    is looked at once, for all texts that have it, unless it may mean something else beside the next one.
    """
    if _ACROSS.search(text) is not None and _IN_CODE.search(text) is not None:
        return words_of(text)
    return [word for piece in text.split() for word in _words_of_piece(piece)]


@lru_cache(maxsize=1 << 17)
def _words_of_piece(piece: str) -> tuple[Word, ...]:
    if piece.isascii() and (piece.isalpha() or piece.isdigit()):  # one word, and no part of a code
        return (Word(*forms(piece), 0, len(piece)),)
    return tuple(words_of(piece))


def _in_code(raw: str, folded: str, marked: str) -> tuple[str, str]:
    """Return a part of a document's number in the one spelling that it has among several."""
    if latin := in_other_letters(folded):
        return latin, latin
    if central := _CENTRAL.fullmatch("/" + raw, 1):
        before = fold(central["before"])
        return f"{before}tw", f"{before}tw"
    if left_out := _REGULATION.get(folded):
        return folded.replace(left_out, ""), marked.replace(left_out, "")
    return folded, marked


def _central_apart(text: str) -> list[tuple[int, int]]:
    """Where in a text the central level follows a number and a code after a blank."""
    if " " not in text or not any(letter in text for letter in "ưƯ\u031bwW"):
        return []
    return [m.span("central") for m in _CENTRAL_APART.finditer(text)]


def _spans(text: str, apart: list[tuple[int, int]]) -> list[tuple[int, int]]:
    whole = [m.span() for m in _INITIALS.finditer(text)] if "." in text else []
    if apart:
        whole = sorted({*whole, *apart})
    if any(separator in text for separator in "/-_\\"):
        whole = sorted({*whole, *(m.span() for m in _CENTRAL.finditer(text))})
    if not whole:
        return [m.span() for m in _RAW.finditer(text)]
    spans: list[tuple[int, int]] = []
    at = 0
    for start, end in whole:  # V.U.F.O. is one word
        if start < at:
            continue
        spans += [m.span() for m in _RAW.finditer(text, at, start)]
        spans.append((start, end))
        at = end
    return spans + [m.span() for m in _RAW.finditer(text, at)]


@lru_cache(maxsize=1 << 16)
def forms(raw: str) -> tuple[str, str]:
    """Return one word without its marks and with them; both empty where nothing of it is left.

    >>> forms("Đường")[0], forms("007"), forms("Mỹ") == forms("Mĩ")
    ('duong', ('7', '7'), True)
    """
    if raw.isdecimal():
        number = "".join(str(unicodedata.digit(c)) for c in raw[:LONGEST]).lstrip("0") or "0"
        return number, number
    raw = raw.replace(".", "").translate(_ETHS)
    folded = _letters(fold(raw))
    ends_in_y = _Y_FOR_I.fullmatch(folded) is not None
    if ends_in_y:
        folded = f"{folded[:-1]}i"
    if raw.isascii():
        return folded, folded
    plain = unicodedata.normalize("NFC", raw.casefold()).translate(_RUSSIAN)
    apart = unicodedata.normalize("NFD", plain)
    tones = "".join(sorted(c for c in apart if c in TONES))
    letters = _letters(unicodedata.normalize("NFC", "".join(c for c in apart if c not in TONES)))
    if ends_in_y:
        letters = f"{letters[:-1]}i"
    marked = tones + letters
    return folded, (marked if marked != folded else folded)


def _letters(text: str) -> str:
    """What is left of a word when only letters, digits and marks may stand in it."""
    if not text.isalnum():
        text = "".join(c for c in text if c.isalnum() or unicodedata.category(c)[0] == "M")
    return text[:LONGEST]


def in_other_letters(word: str) -> str:
    """Return the Cyrillic letters of a document's code as the Latin ones they look like, or an empty text.

    >>> in_other_letters("ст"), in_other_letters("tw"), in_other_letters("нгеан")
    ('ct', '', '')
    """
    latin = word.translate(_TWINS)
    return latin if 1 < len(word) <= 4 and latin != word and latin.isascii() else ""


def without_number_words(words: list[Word]) -> list[Word]:
    """Leave out the words that only say that a number follows: "số 12", "No. 12", "номер 12" are 12."""
    if not any(word[0] in _NUMBER_WORDS for word in words):
        return words
    return [
        word
        for at, word in enumerate(words)
        if not (word.folded in _NUMBER_WORDS and at + 1 < len(words) and words[at + 1].is_number)
    ]


def key_of(words: list[Word]) -> str:
    """Return what two spellings of one name have in common, whatever their marks, dashes and case."""
    return " ".join(word.folded for word in without_number_words(words))


def drops_marks(words: list[Word], language: str) -> bool:
    """Whether a name is of those that leave marks out: it has none, and its language does not write them.

    Vietnamese writes them, so "Lan" in Vietnamese is no "Lán"; its unmarked forms are tagged as such (`x-plain`).
    """
    if language.split("-", maxsplit=1)[0] == "vi" and "plain" not in language:
        return False
    return not any(word.has_marks for word in words)


def errors_allowed(word: str, *, alone: bool = True) -> int:
    """Return how many typing errors are forgiven in a word: none in numbers and short words; one in a word of three
    letters that does not stand `alone`, for the others say what is meant.
    """
    letters = len(word.lstrip(TONES))
    if letters < (SHORT if alone else SHORT - 1) or any(c.isdigit() for c in word):
        return 0
    return 1 if letters < LONG else 2


SHORT: Final = 4
LONG: Final = 8
"""Letters of a word in which one typing error is forgiven, and two."""
