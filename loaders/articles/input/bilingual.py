"""Tell the parts of a text that are in another language than the rest: a page with its translation below is two texts.

Lines are told by their letters, English and French by their words. A quotation or a name makes no second text.
"""

import re
from collections import Counter
from typing import Final

from loaders.articles.input.languages import LANGUAGES, detect

_SHORTEST: Final = 400
"""Letters that a second text has at least,"""
_SHARE: Final = 0.12
"""and its share of all letters."""
_LONG: Final = 120
"""Characters of a line whose own words tell its language; a shorter one goes with its neighbour."""
_VIETNAMESE: Final = re.compile(r"[ăâđêôơưĂÂĐÊÔƠƯạảãằắẳẵặầấẩẫậẻẽẹềếểễệỉĩịỏõọồốổỗộờớởỡợủũụừứửữựỳỷỹỵ]")
_CYRILLIC: Final = re.compile(r"[А-Яа-яЁё]")
_LETTER: Final = re.compile(r"[^\W\d_]")


def other_texts(text: str, language: str) -> dict[str, str]:
    """Return the lines of each other language that is read, where there are enough of them, by its code.

    >>> other_texts("Liên hiệp tổ chức hội nghị.", "vi")
    {}
    """
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    told = [_told(line) if len(line) >= _LONG else "" for line in lines]
    kinds = set(filter(None, told))
    if len(kinds) < 2 and not (kinds == {"latin"} and language in ("en", "fr")):
        return {}
    languages = [_language(line, kind) for line, kind in zip(lines, told, strict=True)]
    _fill(lines, languages, language)
    letters: Counter[str] = Counter()
    for line, code in zip(lines, languages, strict=True):
        letters[code] += len(_LETTER.findall(line))
    enough = max(_SHORTEST, _SHARE * letters.total())
    return {
        code: "\n\n".join(line for line, of in zip(lines, languages, strict=True) if of == code)
        for code, count in letters.items()
        if code != language and code in LANGUAGES and count >= enough
    }


def _fill(lines: list[str], languages: list[str], language: str) -> None:
    """Give short lines their languages: a sentence goes with what is before it, a headline with what follows."""
    before = language
    for place, line in enumerate(lines):
        if (
            not languages[place]
            and line.endswith((".", "!", "?", "”", '"', "»"))
            and _agree(_told(line), before)
        ):
            languages[place] = before
        before = languages[place] or before
    following = language
    for place in range(len(lines) - 1, -1, -1):
        kind = _told(lines[place])
        if not languages[place] and kind and not _agree(kind, following):
            following = {"latin": following, "vi": "vi", "ru": "ru"}[kind]
        following = languages[place] = languages[place] or following


def _told(line: str) -> str:
    """Return what the letters of a line tell: `ru`, `vi`, or `latin` for another language of Latin letters."""
    letters = len(_LETTER.findall(line))
    if not letters:
        return ""
    if len(_CYRILLIC.findall(line)) * 2 > letters:
        return "ru"
    return "vi" if len(_VIETNAMESE.findall(line)) * 12 > letters else "latin"


def _agree(kind: str, code: str) -> bool:
    return kind == code or (kind == "latin" and code in ("en", "fr"))


def _language(line: str, kind: str) -> str:
    if kind != "latin":
        return kind
    found = detect(line)
    return found if found in ("en", "fr") else ""
