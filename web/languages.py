"""The interface's languages: choosing one, its words by gettext, its dates and numbers by Babel.

Content keeps its own language, apart from the interface's: `content_order` says which name is shown first.
The catalogues (`locale/*.po`) are compiled in memory when the service starts, so no build step is needed.
"""

import gettext
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from babel.core import Locale
from babel.dates import format_date, format_skeleton
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from graph.errors import N_ as N_  # noqa: PLC0414 - modules of the web take it from here
from queries.languages import LANGUAGES
from queries.languages import content_order as content_order  # noqa: PLC0414 - modules of the web take it from here
from web.negotiate import weighted

FOLDER: Final = Path(__file__).resolve().parent / "locale"
EN_DASH: Final = "\u2013"
MINUS: Final = "\u2212"
_SPELLED: Final = (
    N_("one"),
    N_("two"),
    N_("three"),
    N_("four"),
    N_("five"),
    N_("six"),
    N_("seven"),
    N_("eight"),
    N_("nine"),
    N_("ten"),
    N_("eleven"),
    N_("twelve"),
)


@dataclass(frozen=True)
class Words:
    """One interface language: how it says what the pages say."""

    code: str
    name: str
    locale: Locale
    translations: gettext.NullTranslations

    def __call__(self, text: str, /, **values: object) -> str:
        """Return the text in this language, with its `%(name)s` places filled."""
        said = self.translations.gettext(text) if text else ""
        return said % values if values else said

    def ngettext(self, one: str, several: str, number: int, /, **values: object) -> str:
        """Return the text for one thing or for several in this language, `%(num)s` in it being the number and
        `%(count)s` the number as a sentence has it.

        >>> words("en").ngettext("%(num)s claim", "%(num)s claims", 1204)
        '1,204 claims'
        >>> words("en").ngettext("%(count)s report", "%(count)s reports", 2)
        'two reports'
        """
        said = self.translations.ngettext(one, several, number)
        return said % {"num": self.number(number), "count": self.spelled(number), **values}

    def number(self, value: float) -> str:
        """Write a number.

        >>> words("vi").number(1234567)
        '1.234.567'
        """
        if isinstance(value, int) and 0 <= value < 1000:  # CLDR's patterns are slow, and group nothing here
            return str(value)
        return format_decimal(value, locale=self.locale)

    def spelled(self, number: int) -> str:
        """Write a small number in letters, as one does in a sentence, and a greater one in figures.

        >>> words("en").spelled(3), words("en").spelled(1200)
        ('three', '1,200')
        """
        return self(_SPELLED[number - 1]) if 1 <= number <= len(_SPELLED) else self.number(number)

    def list(self, parts: Sequence[str]) -> str:
        """Join texts as a list in a sentence."""
        return format_list(list(parts), locale=self.locale)

    def either(self, parts: Sequence[str]) -> str:
        """Join texts as a list of which one is meant.

        >>> words("en").either(["a", "b", "c"])
        'a, b or c'
        """
        return format_list(list(parts), style="or", locale=self.locale)

    def date(self, text: str) -> str:
        """Write a date (`2024`, `2024-04`, `2024-04-01` or an interval `A/B`) in words; other text stays as it is.

        >>> words("en").date("2024-04-01/2024-04-03").replace(EN_DASH, "-")
        '1-3 April 2024'
        >>> words("vi").date("2024-04")
        'tháng 4 năm 2024'
        """
        return _date(self.code, text)

    def short_date(self, text: str) -> str:
        """Write a date as short as it stays clear, for a drawing; other text stays as it is.

        >>> words("en").short_date("2022-01-05"), words("vi").short_date("2022-01-05")
        ('5 Jan 2022', '5/1/2022')
        """
        parts = _parts(text)
        if len(parts) == 2:
            pattern = "M/yyyy" if self.code == "vi" else "MMM yyyy"
            return str(format_date(date(*parts, 1), pattern, locale=self.locale))
        if len(parts) != 3:
            return self.date(text)
        pattern = "d/M/yyyy" if self.code == "vi" else "d MMM yyyy"
        return str(format_date(date(*parts), pattern, locale=self.locale))

    def _interval(self, text: str) -> str:
        start, slash, end = text.partition("/")
        if not slash or start == end:
            return self._day(start)
        first, last = _parts(start), _parts(end)
        if len(first) == len(last) == 3 and first[:2] == last[:2]:
            return f"{first[2]}{EN_DASH}{self._day(end)}"
        if len(first) == len(last) == 3 and first[0] == last[0]:
            return f"{self._skeleton('MMMMd', first)} {EN_DASH} {self._day(end)}"
        if len(first) == len(last) == 1:
            return f"{start}{EN_DASH}{end}"
        return f"{self._day(start)} {EN_DASH} {self._day(end)}"

    def _day(self, text: str) -> str:
        parts = _parts(text)
        if not parts:
            return text
        if len(parts) == 1:
            return str(parts[0]).zfill(4)
        if len(parts) == 2:
            return self._skeleton("yMMMM", parts)
        if self.code == "vi":  # CLDR writes "1 tháng 4, 2024"; in prose one says "năm".
            return f"{self._skeleton('MMMMd', parts)} năm {parts[0]}"
        return str(format_date(date(*parts), "long", locale=self.locale))

    def _skeleton(self, skeleton: str, parts: tuple[int, ...]) -> str:
        return str(format_skeleton(skeleton, date(*(*parts, 1, 1)[:3]), locale=self.locale))

    def language(self, tag: str) -> str:
        """Return the name of a language in this one: `fr` is "French"; an unknown tag stays as it is."""
        return str(self.locale.languages.get(tag.split("-", maxsplit=1)[0].lower(), tag))


@lru_cache(maxsize=8192)
def _date(code: str, text: str) -> str:
    return words(code)._interval(text)


def _parts(text: str) -> tuple[int, ...]:
    pieces = text.split("-")
    if (
        not 1 <= len(pieces) <= 3
        or not all(piece.isascii() and piece.isdigit() for piece in pieces)
        or len(pieces[0]) != 4
    ):
        return ()
    parts = tuple(int(piece) for piece in pieces)
    try:
        date(*(*parts, 1, 1)[:3])
    except ValueError:
        return ()
    return parts


CODES: Final = LANGUAGES
_LOCALES: Final = {"en": "en_GB", "vi": "vi"}
_NAMES: Final = {"en": "English", "vi": "Tiếng Việt"}


@cache
def words(code: str) -> Words:
    """Return the words of one of the interface's languages (`CODES`)."""
    path = FOLDER / code / "LC_MESSAGES" / "messages.po"
    translations = gettext.NullTranslations()
    if path.exists():
        with path.open("rb") as file:
            catalogue = read_po(file, locale=code)
        compiled = io.BytesIO()
        write_mo(compiled, catalogue)
        compiled.seek(0)
        translations = gettext.GNUTranslations(compiled)
    return Words(code, _NAMES[code], Locale.parse(_LOCALES[code]), translations)


def choose(asked: str | None, kept: str | None, accepted: str | None) -> str:
    """Return the interface's language: the one asked for (`?lang=`), else the one kept (cookie), else the reader's.

    `accepted` is an Accept-Language header (RFC 9110 section 12.5.4); one that cannot be read says nothing.

    >>> choose(None, None, "fr;q=0.9, vi-VN;q=0.8, en;q=0.1")
    'vi'
    """
    for code in (asked, kept):
        if code in CODES:
            return str(code)
    best, weight = CODES[0], 0.0
    for tag, q in weighted(accepted or ""):
        code = tag.partition("-")[0]
        if code in CODES and q > weight:
            best, weight = code, q
    return best
