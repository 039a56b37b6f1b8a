"""Where what is known of an article comes from, when its text does not say it: from a list, its page, its file.

A date of publication or a language is a claim like any other, so each names its origin. What a reader of pages found in
the words of a page, or a program told from the text, is inferred; what a list or a page's metadata gives is not.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Final

from loaders.articles.citations.dates import dates_in
from loaders.articles.citations.normalise import fold


class Origin(StrEnum):
    """What gives a value."""

    LIST = "list"
    METADATA = "metadata"
    PAGE = "page"
    FILE = "file"
    RECORD = "record"
    WORDS = "words"
    LAST_LINE = "last line"
    BESIDE = "beside"


REASONS: Final[Mapping[Origin, str]] = {
    Origin.LIST: "The row of the file in reports.csv gives it.",
    Origin.METADATA: "The metadata of the page give it.",
    Origin.PAGE: "It was found on the page, whose metadata do not give it.",
    Origin.FILE: "The properties of the file give it.",
    Origin.RECORD: "A field of the file, beside the text, gives it.",
    Origin.WORDS: "It is told by the words of the text; nothing names it.",
    Origin.BESIDE: "It stands on one page with that text, in another language.",
    Origin.LAST_LINE: "A line at the end of the text gives this address as its source.",
}
INFERRED: Final = frozenset({Origin.PAGE, Origin.WORDS, Origin.BESIDE})
"""Origins that do not say outright what is claimed of them."""

Origins = tuple[tuple[str, str], ...]
"""Pairs of a field of an article and the origin of its value."""

_MARKUP: Final = re.compile(r"<(?:meta|time|link)\b[^>]{0,2000}>", re.I)
_TITLE: Final = re.compile(r"<title[^<>]{0,200}>([^<]{0,2000})</title>", re.I)
_END_OF_SCRIPT: Final = re.compile(r"</script", re.I)


def of_page(html: str, found: Mapping[str, str | None]) -> dict[str, Origin]:
    """Say of each value found on a page whether its metadata hold it: tags of its head, dates and JSON-LD."""
    title = _TITLE.search(html)
    held = " ".join((*_MARKUP.findall(html), *_json_ld(html), title[1] if title else ""))
    return {
        field: Origin.METADATA if value in held else Origin.PAGE for field, value in found.items() if value
    }


_DATED: Final = re.compile(
    r"<meta\b(?=[^>]{0,2000}?(?:name|property|itemprop|http-equiv)\s{0,3}=\s{0,3}[\"']?[\w.:-]{0,40}?"
    r"(?:date|time|publish|issued|created|modified))[^>]{0,2000}>|<time\b[^>]{0,2000}>"
    r"|\"(?:date(?:Published|Created|Modified)|uploadDate)\"\s{0,3}:\s{0,3}\"[^\"]{0,60}\"",
    re.I,
)
"""Tags and fields of a page's metadata that hold a date of the page."""


def date_of_page(html: str, guessed: str | None, body: str) -> str | None:
    """Return the date that was found on a page, unless it is one of those that its text names and no metadata hold:
    that is the date of what the article tells of, of a document for instance.

    >>> date_of_page("<p>Decree of 2024-05-03</p>", "2024-05-03", "Decree of 2024-05-03")
    >>> date_of_page('<meta name="pubdate" content="2024-05-03T08:00">', "2024-05-03", "Decree of 2024-05-03")
    '2024-05-03'
    """
    if guessed is None or guessed in " ".join(_DATED.findall(html)):
        return guessed
    told = {day.value for day in dates_in(fold(body))}
    return None if guessed in told or f"--{guessed[5:]}" in told else guessed


def _json_ld(html: str) -> Iterator[str]:
    for piece in _END_OF_SCRIPT.split(html)[:-1]:
        script = piece[piece.lower().rfind("<script") :]
        if "ld+json" in script[:500].lower():
            yield script


def origins_of(found: Iterable[tuple[str, Origin]]) -> Origins:
    """Return origins in a form that can be kept."""
    return tuple(sorted((field, origin.value) for field, origin in found))
