"""Tell of which province or city a page is by who publishes it: "Báo Nghệ An", baonghean.vn.

A report of a local newspaper leaves out the place of the bodies it speaks of. What follows from the page is a
judgement.
"""

import re
from functools import cache
from typing import Final
from urllib.parse import urlsplit

from loaders.articles.citations.normalise import fold
from loaders.articles.lexicons import read_yaml
from loaders.articles.mentions.gazetteer import listed_places

OF_PAGE: Final = "The place is that of the page's publisher."
_RANKS: Final = ("province", "municipality")


@cache
def _squeezed() -> dict[str, str]:
    """Names of places without blanks and marks -> slug."""
    return {
        re.sub(r"[^a-z0-9]", "", slug): slug for slug, row in listed_places().items() if row["kind"] in _RANKS
    }


@cache
def place_of_page(url: str | None, publisher: str | None) -> str | None:
    """Return the slug of the place that a publisher's name, or else the name of its site, holds.

    >>> place_of_page(None, "Báo Nghệ An"), place_of_page("https://tufo.travinh.gov.vn/a", None)
    ('nghe-an', 'tra-vinh')
    >>> place_of_page("https://en.nhandan.vn/ha-noi", "Nhân Dân")
    """
    name = re.sub(r"[^a-z0-9 ]", " ", fold(publisher or ""))
    words = name.split()
    for first in range(len(words)):
        for last in range(first + 1, min(first + 4, len(words)) + 1):
            if place := _squeezed().get("".join(words[first:last])):
                return place
    glued = _place_in("".join(words))
    return glued or next((p for label in _labels(url) if (p := _place_in(label))), None)


_SITE: Final = re.compile(r"(?<![\w.@-])[a-z0-9]{4,30}+(?:\.[a-z]{2,4}){0,2}\.vn(?!\w)")


def place_of_dateline(folded: str) -> str | None:
    """Return the slug of the place that the name of a site in the first lines of a text holds.

    >>> place_of_dateline("(baonghean.vn) - sang 3/5, uy ban nhan dan tinh hop.")
    'nghe-an'
    """
    sites = (site[0] for site in _SITE.finditer(folded, 0, 1000))
    return next((place for site in sites if (place := place_of_page(f"https://{site}", None))), None)


def _labels(url: str | None) -> list[str]:
    host = (urlsplit(url or "").hostname or "").lower()
    return [re.sub(r"[^a-z0-9]", "", label) for label in host.split(".")]


def _place_in(label: str) -> str | None:
    words = read_yaml("publishers.yaml")
    for head in (*words["before"], ""):
        for tail in (*words["after"], ""):
            if label.startswith(head) and label.endswith(tail):
                inner = label[len(head) : len(label) - len(tail)]
                if place := _squeezed().get(inner):
                    return place
    other: str | None = words["of_place"].get(label)
    return other
