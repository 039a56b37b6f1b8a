"""Restore the case of names of which one word is printed in capitals, as lists and the French press have it: "M. NGUYEN
Van Thong", «г-н Иван ПЕТРОВ». One character for one; nothing else is changed.
"""

import re
from collections.abc import Iterator
from typing import Final

from loaders.articles.citations.normalise import fold
from loaders.articles.lexicons import read_yaml
from loaders.articles.mentions.vietnamese_names import (
    cyrillic_families,
    family,
    is_cyrillic_syllable,
    is_syllable,
    skeleton,
)

_LONGEST: Final = 5
"""Words of a Vietnamese name."""
_RUN: Final = re.compile(r"(?<![\w-])[^\W\d_]{1,12}(?: [^\W\d_]{1,12}){1,11}(?![\w-])")
_BEFORE: Final = re.compile(r"(?<![\w-])[^\W\d_]{1,12} $")
_UPPER: Final = "A-ZÀ-ÖØ-ÞĂĐĨŨƠƯẠ-Ỹ"
_CAPITALS: Final = re.compile(
    rf"[{_UPPER}](?<![\w-].)[{_UPPER}]{{1,7}}(?![\w-])|[А-ЯЁ](?<![\w-].)[А-ЯЁ]{{1,11}}(?![\w-])"
)
_LONG_RUSSIAN: Final = re.compile("[А-ЯЁ][А-ЯЁ]{3}")
_RUSSIAN: Final = re.compile(
    r"(?<![\w-])(?:[А-ЯЁ][а-яё]{2,15} |[А-ЯЁ]\. ?){1,2}"
    r"(?P<name>[А-ЯЁ]{2,15}(?:ОВ|ЕВ|ЁВ|ИН|ЫН|СКИЙ|СКОЙ|ОВА|ЕВА|ИНА|СКАЯ|ЕНКО)(?:А|У|ЫМ|Е|ОЙ)?)(?![\w-])"
)
"""A first name or initials, and a family name by how it ends."""


def with_names_in_small(text: str) -> str:
    """Return a view's text with the words of names that are in capitals as other words of names are.

    >>> with_names_in_small("M. NGUYEN Van Thong et Mme Tran Thi MAI, UBND, ont écrit à l'ASEAN")
    "M. Nguyen Van Thong et Mme Tran Thi Mai, UBND, ont écrit à l'ASEAN"
    """
    found = set(_vietnamese(text))
    if _LONG_RUSSIAN.search(text):
        found |= {match.span("name") for match in _RUSSIAN.finditer(text)}
    places = sorted(found)
    if not places:
        return text
    pieces: list[str] = []
    last = 0
    for start, end in places:
        pieces += [text[last : start + 1], text[start + 1 : end].lower()]
        last = end
    return "".join([*pieces, text[last:]])


def _vietnamese(text: str) -> Iterator[tuple[int, int]]:
    """Yield the words in capitals of Vietnamese names: the family or the given name among others in small letters, and
    in Cyrillic, of which no rule reads capitals, all of them."""
    at = 0
    for capitals in _CAPITALS.finditer(text):
        if capitals.start() < at or not capitals[0].isupper() or not _known(capitals[0]):
            continue
        # A name has no more than five words, of up to seven letters each.
        around = _RUN.match(text, _back(text, capitals.start()))
        if around is None or around.end() < capitals.end():
            continue
        words = list(re.finditer(r"\S+", text[around.start() : around.end()]))
        for first, count in _names([word[0] for word in words]):
            for word in words[first : first + count]:
                if word[0].isupper() and len(word[0]) > 1:
                    yield around.start() + word.start(), around.start() + word.end()
        at = around.end()


def _known(word: str) -> bool:
    """Whether a word can be one of a Vietnamese name."""
    return is_cyrillic_syllable(word) if re.match("[А-ЯЁ]", word) else is_syllable(word)


def _back(text: str, start: int) -> int:
    """Return where the words begin that stand right before a place: at most four."""
    for _ in range(_LONGEST - 1):
        before = _BEFORE.search(text, max(0, start - 14), start)
        if before is None:
            break
        start = before.start()
    return start


def _names(words: list[str]) -> Iterator[tuple[int, int]]:
    """Yield where names with a word in capitals begin in a row of words, and of how many words they are."""
    at = 0
    while at < len(words):
        count = _length(words[at : at + _LONGEST])
        if count:
            yield at, count
        at += max(count, 1)


def _length(words: list[str]) -> int:
    cyrillic = re.match("[А-ЯЁ]", words[0]) is not None
    named = [word[:1] + word[1:].lower() for word in words]
    syllables = next(
        (n for n, word in enumerate(words) if not word[0].isupper() or not _known(word)), len(words)
    )
    if syllables < 2 or fold(" ".join(words[:2])) in read_yaml("syllables.yaml")["not_names"]:
        return 0
    begins = skeleton(named[0]) in cyrillic_families() if cyrillic else family(named[0]) == "frequent"
    if not begins:
        return 0
    large = [n for n in range(syllables) if words[n].isupper() and len(words[n]) > 1]
    if cyrillic and len(large) == syllables > 2:
        return syllables
    if large == [0]:
        return syllables
    return large[0] + 1 if len(large) == 1 and large[0] > 1 else 0
