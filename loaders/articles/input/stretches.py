"""What may be kept of the words at a place of a text: the short form printed there, or else only its hash."""

import hashlib
from typing import Final, NamedTuple

from graph.limits import LIMITS

LONGEST_PRINTED: Final = LIMITS.printed_length


class Stretch(NamedTuple):
    """The words at a place, where they are short, or the hash of their UTF-8 bytes."""

    printed: str | None
    sha256: str | None


def stretch_of(text: str, start: int, end: int) -> Stretch:
    """Return what is kept of the words at a place of a text.

    >>> stretch_of("Directive No. 12-CT/TW", 14, 22)
    Stretch(printed='12-CT/TW', sha256=None)
    """
    words = text[start:end]
    if len(words) <= LONGEST_PRINTED:
        return Stretch(words, None)
    return Stretch(None, hashlib.sha256(words.encode()).hexdigest())
