"""Find the words of a model's answer in the text, letter by letter: what does not stand there is not believed.

Compared is the one view of the text, so that marks nobody sees make no difference, and everything else does: a letter
of another script that looks the same, a digit, a capital, half a word or half a number.
"""

import re
from typing import Final, NamedTuple

from loaders.articles.view import view_of

_JOINS: Final = "-‐‑–—−./,:"
"""What joins digits to a longer number."""
_ENOUGH: Final = 20
"""Places of the same words in one stretch that are looked at."""


class Found(NamedTuple):
    """Where words stand: characters of the view, half open."""

    start: int
    end: int


def find_words(words: str, text: str, start: int, end: int) -> tuple[Found, ...]:
    """Return where words stand in a stretch of a text, whole; nowhere where they are none.

    >>> find_words("12-CT/TW", "Directive 112-CT/TW", 0, 19), find_words("2-CT", "Directive 2-CT", 0, 14)
    ((), (Found(start=10, end=14),))
    """
    wanted = view_of(words).text.strip()
    found: list[Found] = []
    at = text.find(wanted, start, end) if wanted else -1
    while at >= 0 and len(found) < _ENOUGH:
        stop = at + len(wanted)
        if not (_goes_on(text, at, before=True) or _goes_on(text, stop, before=False)):
            found.append(Found(at, stop))
        at = text.find(wanted, at + 1, end)
    return tuple(found)


def _goes_on(text: str, at: int, *, before: bool) -> bool:
    """Whether the word or number on one side of a place goes on at the other."""
    last, following = text[at - 1 : at], text[at : at + 1]
    if _in_word(last) and _in_word(following):
        return True
    inner, outer, beyond = (
        (following, last, text[at - 2 : at - 1]) if before else (last, following, text[at + 1 : at + 2])
    )
    return inner.isdigit() and outer in _JOINS and outer != "" and beyond.isdigit()


def _in_word(letter: str) -> bool:
    return re.match(r"[\w\u0300-\u036f]", letter) is not None
