"""What a record of a scraper says of an article, by the names that such fields usually have (`scraped_fields.yaml`)."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any, Final

from loaders.articles.lexicons import read_yaml

_PARTS: Final = ("title", "url", "published", "language", "author", "publisher", "dateline")
_SECONDS: Final = (10**8, 10**11)
"""Points in time that are numbers: seconds since 1970, or thousandths of them above."""


@cache
def table() -> Mapping[str, list[str]]:
    """Return the names of fields."""
    found: Mapping[str, list[str]] = read_yaml("scraped_fields.yaml")
    return found


def fields_of(record: Mapping[str, Any]) -> dict[str, str]:
    """Return the fields of `Article` that a record gives, but its text.

    >>> fields_of({"Headline": "Union meets", "publish_date": 1709600000, "source": {"name": "Báo"}, "lang": "vi-VN"})
    {'title': 'Union meets', 'published': '2024-03-05', 'publisher': 'Báo', 'language': 'vi'}
    """
    folded = _folded(record)
    found = {part: value for part in _PARTS if (value := _value(folded, part))}
    if "language" in found:
        code = re.fullmatch(r"([A-Za-z]{2})(?:[-_].{0,20})?", found.pop("language"))
        if code:
            found["language"] = code[1].lower()
    return found


def text_in(record: Mapping[str, Any]) -> str:
    """Return the text of a record, or "" where it has none; a list of paragraphs is one text."""
    folded = _folded(record)
    for name in table()["text"]:
        value = folded.get(name)
        if isinstance(value, list) and value and all(isinstance(one, str) for one in value):
            value = "\n\n".join(value)
        if isinstance(value, str) and value.strip():
            return value
    return ""


def _folded(record: Mapping[str, Any]) -> dict[str, Any]:
    return {re.sub(r"[_-]", "", str(key)).lower(): value for key, value in record.items()}


def _value(folded: Mapping[str, Any], part: str) -> str:
    for name in table()[part]:
        key, _, inner = name.partition(".")
        value = folded.get(key)
        if inner:
            value = value.get(inner) if isinstance(value, dict) else None
        if said := _said(value, part):
            return said
    return ""


def _said(value: Any, part: str) -> str:
    """Return a value as text: an object is its name, several authors are one line, a number may be a point in time."""
    if isinstance(value, str):
        return " ".join(value.split())
    if isinstance(value, dict):
        return _said(value.get("name") or value.get("@value"), part)
    if isinstance(value, list):
        said = [one for one in (_said(v, part) for v in value[:20] if not isinstance(v, list)) if one]
        return ", ".join(said) if part == "author" else (said[0] if said else "")
    if part == "published" and isinstance(value, (int, float)) and _SECONDS[0] < value < _SECONDS[1] * 1000:
        seconds = value if value < _SECONDS[1] else value / 1000
        return datetime.fromtimestamp(seconds, UTC).date().isoformat()
    return ""
