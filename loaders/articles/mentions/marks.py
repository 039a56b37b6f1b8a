"""Whether two printed forms can be the name of one person: names whose marks differ are different names.

Vietnamese texts print all marks, the French press only those that it has keys for, the English one none. So a form is
full (it says all of its marks), partial or bare. Full forms are one name only where they are the same; a form that
leaves marks out may be any name that has its letters and its marks.
"""

import hashlib
import re
from functools import lru_cache
from typing import Final

from loaders.articles.citations.normalise import fold
from loaders.articles.mentions.vietnamese_names import spelled, spells

_PARTIAL: Final = frozenset("âêôéèàùûîïëçÂÊÔÉÈÀÙÛÎÏËÇ")
"""Letters with marks that French has too: a form with no others may have left some out."""
_CYRILLIC: Final = re.compile("[а-яА-ЯёЁ]")


@lru_cache(maxsize=1 << 14)
def is_full(form: str) -> bool:
    """Whether a form says all the marks of its name: it has marks that only Vietnamese has.

    >>> is_full("Nguyễn Ngọc Hưng"), is_full("Trân Duc"), is_full("Nguyen Ngoc Hung")
    (True, False, False)
    """
    return any(not letter.isascii() and letter not in _PARTIAL for letter in form) and not is_cyrillic(form)


def is_cyrillic(form: str) -> bool:
    """Whether a form is printed in Cyrillic, which shows no tone."""
    return bool(_CYRILLIC.search(form))


@lru_cache(maxsize=1 << 16)
def may_be(one: str, other: str) -> bool:
    """Whether two forms in Latin letters can be one name.

    >>> may_be("Nguyễn Ngọc Hùng", "Nguyễn Ngọc Hưng"), may_be("Lê Văn Tuấn", "Lê Văn Tuân")
    (False, False)
    >>> may_be("Nguyen Ngoc Hung", "Nguyễn Ngọc Hưng"), may_be("NGUYỄN NGỌC HÙNG", "Nguyễn Ngọc Hùng")
    (True, True)
    """
    a, b = written(one), written(other)
    if a == b:
        return True
    if is_full(one) and is_full(other):
        return False
    if is_full(one):
        return spells(b, a)
    if is_full(other):
        return spells(a, b)
    return spells(a, b) or spells(b, a)


def written(form: str) -> str:
    """Return a form in lower case with single spaces, its tones where the older rule sets them.

    >>> written("NGUYỄN  Hoà")
    'nguyễn hòa'
    """
    return " ".join(spelled(word) for word in form.split())


def base_of(form: str) -> str:
    """Return the slug of a form's letters without marks."""
    return re.sub(r"[^a-z0-9]+", "-", fold(form)).strip("-")


def mark_hash(form: str) -> str:
    """Return six characters that stand for a form with its marks."""
    return hashlib.sha256(written(form).encode()).hexdigest()[:6]
