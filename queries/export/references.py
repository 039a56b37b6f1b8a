"""How a page is cited: in words, and in formats that reference managers read. Each names the version of the data."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from ontology.iris import BASE

WORK: Final = "Hữu Nghị: a knowledge graph of the public record"
_SPECIAL: Final = re.compile(r"([\\{}$&#%_^~])")


@dataclass(frozen=True)
class Cited:
    """What is cited: a page by its name, the address of the thing, the version of the data and its day (ISO).

    `note` is what else is to be told of it; `id` stands in for a key made of the address. The day is empty where nobody
    knows it.
    """

    name: str
    address: str
    version: str
    day: str
    note: str = ""
    id: str = ""

    @property
    def key(self) -> str:
        """A short name for the reference.

        >>> Cited("Nghệ An", BASE + "id/place/nghe-an", "3", "2026-11-22").key
        'huunghi-place-nghe-an-3'
        """
        tail = self.id or self.address.removeprefix(BASE).removeprefix("id/")
        return "huunghi-" + re.sub(r"[^A-Za-z0-9]+", "-", f"{tail}-{self.version}").strip("-").lower()


def plain(cited: Cited, *, version_word: str, day_words: str) -> str:
    """Return the reference in words, in the language of the two given."""
    return f"“{cited.name}”. {WORK}, {version_word}, {day_words}. {cited.address}"


def bibtex(cited: Cited) -> str:
    """Return the reference for BibTeX and BibLaTeX, UTF-8."""

    def safe(text: str) -> str:
        return _SPECIAL.sub(r"\\\1", text).replace("\\\\", r"\textbackslash{}")

    fields = (
        ("title", f"{{{safe(cited.name)}}}"),
        ("howpublished", safe(WORK)),
        ("version", safe(cited.version)),
        ("date", cited.day),
        ("year", cited.day[:4]),
        ("note", safe(cited.note)),
        ("url", cited.address),
    )
    written = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields if value)
    return f"@misc{{{cited.key},\n{written}\n}}\n"


def ris(cited: Cited) -> str:
    """Return the reference in the RIS format, lines ending in CRLF."""
    fields = (
        ("TY", "DATA"),
        ("TI", cited.name),
        ("T2", WORK),
        ("ET", cited.version),
        ("PY", cited.day[:4]),
        ("DA", cited.day.replace("-", "/")),
        ("N1", cited.note),
        ("UR", cited.address),
        ("ID", cited.key),
    )
    written = "".join(f"{tag}  - {' '.join(value.split())}\r\n" for tag, value in fields if value)
    return f"{written}ER  - \r\n"


def csl(cited: Cited) -> str:
    """Return the reference as CSL-JSON, an array of one item."""
    item: dict[str, object] = {
        "id": cited.key,
        "type": "entry",
        "title": cited.name,
        "container-title": WORK,
        "version": cited.version,
        "URL": cited.address,
    }
    if cited.day:
        item["issued"] = {"date-parts": [[int(part) for part in cited.day.split("-")]]}
    if cited.note:
        item["note"] = cited.note
    return json.dumps([item], ensure_ascii=False, indent=1) + "\n"


WRITERS: Final[dict[str, tuple[str, Callable[[Cited], str]]]] = {
    "bib": ("application/x-bibtex", bibtex),
    "ris": ("application/x-research-info-systems", ris),
    "csl": ("application/vnd.citationstyles.csl+json", csl),
}
"""Suffix -> media type and writer."""
