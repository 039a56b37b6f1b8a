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
_TO_THE_MARK: Final = rf"{_CAPITAL}(?: (?!(?:do|với|và|đã|để|nhằm|diễn)(?!\w))[^\s,.;:()–\"“]{{1,14}}){{0,8}}"
"""A name in Vietnamese, which has words in small letters: it goes on to a mark."""
_RUN: Final = rf"{_CAPITAL}(?: (?:{_CAPITAL}|ủy|uỷ|of(?= [A-Z]))){{0,7}}"


@cache
def _pattern(language: str) -> re.Pattern[str]:
    words = read_yaml("event_places.yaml")[language]
    run = _TO_THE_MARK if language == "vi" else _RUN
    return re.compile(
        rf"(?<!\w)(?i:{words['after']}) (?:the |la |le |l['’])?"
        rf"(?P<place>(?P<noun>(?:{words['nouns']} ?){{0,3}})(?P<name>{run})(?P<following> {words['following']})?)"
    )


_ENDED: Final = re.compile(r"\s*(?:[,.;:()–-]|$)| (?:và|với|do|đã|diễn ra)(?!\w)")
"""What follows the name of a place in Vietnamese; a small letter goes on a longer name."""


def open_places(document: Document, sentence: TextSpan) -> Iterator[Mention]:
    """Yield the places of a sentence, in order, by their printed names."""
    language = document.language
    following = re.compile(rf"(?:.* )?{read_yaml('event_places.yaml')[language]['following']}")
    country = re.compile(country_names(language))
    for match in _pattern(language).finditer(document.text, sentence.start, sentence.end):
        start, end = match.span("place")
        body = next((b for b in document.within(document.bodies, start, sentence.end) if b.start < end), None)
        end = max(end, body.end) if body else end  # "the seat of the Union of ..."
        abroad = country.fullmatch(match["name"]) is not None
        if language == "vi" and not _ENDED.match(document.text, end):
            continue
        told = match["noun"] or match["following"] or following.fullmatch(match["name"]) or abroad
        if not told or document.cited_at(start):
            continue
        printed = document.text[start:end]
        known = country_declined(match["name"]) if language == "ru" and abroad else ""
        yield Mention("place", start, end, printed, known or slug(transliterate(printed)), type="open")
