"""What is said of an article beside its text, by a page, a side-car or a last line: addresses and dates, made sound.

What cannot be used is left out with a note that says where and what to write; it never stands in the way of the text.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from email.utils import parsedate_to_datetime
from typing import Any, Final
from urllib.parse import quote, urlsplit

from pyoxigraph import NamedNode

ADDRESSES: Final = ("url", "original_url")
_LONGEST: Final = 2000
_KEPT: Final = "%:/?#[]@!$&'()*+,;=~-._"
_ISO: Final = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?(?:[T ].*)?")
_DAY_FIRST: Final = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})(?:[T ,].*)?")


def address(said: str) -> str | None:
    """Return a web address that can be named and linked, or None for what is none.

    Characters that an IRI may not have are percent-encoded, as a browser does.

    >>> address("https://example.org/a b|c"), address("javascript:alert(1)")
    ('https://example.org/a%20b%7Cc', None)
    """
    text = said.strip()
    if len(text) > _LONGEST:
        return None
    text = "".join(c if c.isalnum() or c in _KEPT else quote(c, safe="") for c in text)
    text = re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", text)
    try:
        parts = urlsplit(text)
        if parts.scheme.lower() not in ("http", "https") or not parts.hostname:
            return None
        return NamedNode(text).value
    except ValueError:
        return None


def day(said: str) -> str | None:
    """Return the date that is written the ISO way, day first or as in a message, with its precision; None for what is
    none. It is the day where it was written, whatever the zone.

    >>> day("2024-09-13T08:00:00+07:00"), day("13/09/2024"), day("2024-09"), day("09/13/2024")
    ('2024-09-13', '2024-09-13', '2024-09', None)
    >>> day("Tue, 05 Mar 2024 00:30:00 +0700")
    '2024-03-05'
    """
    text = said.strip()
    if match := _ISO.fullmatch(text):
        year, month, number = match[1], match[2], match[3]
    elif match := _DAY_FIRST.fullmatch(text):
        number, month, year = match[1].zfill(2), match[2].zfill(2), match[3]
    elif sent := _sent(text):
        return sent
    else:
        return None
    try:
        date(int(year), int(month or 1), int(number or 1))
    except ValueError:
        return None
    return "-".join(filter(None, (year, month, number)))


def _sent(text: str) -> str | None:
    """Return the day of a date as messages and feeds write it (RFC 5322)."""
    try:
        return parsedate_to_datetime(text).date().isoformat() if len(text) < 60 else None
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def sound(found: Mapping[str, Any], where: Mapping[str, str]) -> tuple[dict[str, Any], list[str]]:
    """Return what is said of an article with sound addresses and dates, and a note for each thing that was mended or
    left out. `where` says which file and line each came from.
    """
    kept = dict(found)
    notes: list[str] = []
    for name, value, right, needed in _judged(found):
        kept[name] = right
        place = where.get(name, "")
        if right is None:
            notes.append(f"{place}: {name} {_shown(value)} was left out; write {needed}")
        elif right != value and name in ADDRESSES:
            notes.append(f"{place}: {name} {_shown(value)} was read as {_shown(right)}")
    return kept, notes


def _judged(found: Mapping[str, Any]) -> Iterator[tuple[str, str, str | None, str]]:
    for name in ADDRESSES:
        if value := found.get(name):
            yield name, str(value), address(str(value)), "an address that begins with https:// or http://"
    if value := found.get("published"):
        yield "published", str(value), day(str(value)), "a date as 2024-09-13 or 13/09/2024"


def _shown(value: str) -> str:
    return repr(value if len(value) <= 80 else f"{value[:77]}...")
