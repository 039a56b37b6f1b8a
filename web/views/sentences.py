"""Sentences in the reader's language whose names are links and whose parts bear the letters of their evidence."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from web.languages import N_, Words
from web.views.terms import RenderedTerm

_PLACE: Final = re.compile(r"%\((\w+)\)s")


@dataclass(frozen=True)
class Part:
    """A part of a sentence: a text, the link and the language where it has one, and the letters of who says it.

    `inferred` tells that it is only inferred from what these say.
    """

    text: str
    href: str = ""
    lang: str = ""
    letters: tuple[str, ...] = ()
    inferred: bool = False


Sentence = tuple[Part, ...]


def linked(term: RenderedTerm, letters: Sequence[str] = (), *, inferred: bool = False) -> Part:
    """Return the part that names a thing."""
    return Part(term.text, term.href, term.lang, tuple(letters), inferred)


def listed(parts: Sequence[Part], words: Words) -> Sentence:
    """Return parts as a list in a sentence."""
    found: list[Part] = []
    for number, part in enumerate(parts):
        if number:
            found.append(Part(words(N_(" and ")) if number == len(parts) - 1 else ", "))
        found.append(part)
    return tuple(found)


def fill(said: str, **values: Sentence | Part | str) -> Sentence:
    """Return a translated sentence with its places, `%(name)s`, filled by parts.

    >>> [part.text for part in fill("Held in %(place)s.", place=Part("Hà Nội", "/id/place/ha-noi.html"))]
    ['Held in ', 'Hà Nội', '.']
    """
    parts: list[Part] = []
    for at, piece in enumerate(_PLACE.split(said)):
        if at % 2 == 0:
            parts += [Part(piece)] if piece else []
            continue
        value = values[piece]
        if isinstance(value, str):
            value = Part(value)
        parts += [value] if isinstance(value, Part) else value
    return tuple(parts)
