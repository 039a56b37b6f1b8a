"""Find places that no list has where something is said to be held: by a word for a place, or as another country."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from loaders.articles.document import Document
from loaders.articles.input.parts import TextSpan
from loaders.articles.lexicons import read_yaml
from loaders.articles.mentions.associations import country_declined, country_names
from loaders.articles.mentions.gazetteer import Mention
from loaders.articles.mentions.vietnamese_names import UPPER, slug, transliterate

_CAPITAL: Final = rf"[{UPPER}А-ЯЁ][\w’'-]*+"
_RUN: Final = rf"{_CAPITAL}(?: (?:{_CAPITAL}|ủy|uỷ|of(?= [A-Z]))){{0,7}}"


@cache
def _pattern(language: str) -> re.Pattern[str]:
    words = read_yaml("event_places.yaml")[language]
    return re.compile(
        rf"(?<!\w)(?i:{words['after']}) (?:the |la |le |l['’])?"
        rf"(?P<place>(?P<noun>(?:{words['nouns']} ?){{0,3}})(?P<name>{_RUN})(?P<following> {words['following']})?)"
    )


def open_places(document: Document, sentence: TextSpan) -> Iterator[Mention]:
    """Yield the places of a sentence, in order, by their printed names."""
    language = document.language
    following = re.compile(rf"(?:.* )?{read_yaml('event_places.yaml')[language]['following']}")
    country = re.compile(country_names(language))
    for match in _pattern(language).finditer(document.text, sentence.start, sentence.end):
        start, end = match.span("place")
        abroad = country.fullmatch(match["name"]) is not None
        told = match["noun"] or match["following"] or following.fullmatch(match["name"]) or abroad
        if not told or document.cited_at(start):
            continue
        printed = document.text[start:end]
        known = country_declined(match["name"]) if language == "ru" and abroad else ""
        yield Mention("place", start, end, printed, known or slug(transliterate(printed)), type="open")
