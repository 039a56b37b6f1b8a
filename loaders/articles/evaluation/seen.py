"""Refuse the texts that the rules were written with: what is right in them says nothing of others."""

import hashlib
import unicodedata
from functools import cache
from typing import Final

from graph.errors import InputError
from loaders.articles.input.files import Article
from loaders.articles.lexicons import read_csv

SEEN: Final = "seen.csv"


def refuse_seen(article: Article) -> None:
    """Raise InputError for one of the texts that the rules were written with, however it is spaced or encoded."""
    if letters_of(article.text) in _seen():
        raise InputError(
            f"{article.name}: the rules were written with this text, so what is right in it says nothing of others.",
            hint="Measure on texts that nobody has looked at while changing the rules.",
        )


@cache
def _seen() -> frozenset[str]:
    return frozenset(row["letters_sha256"] for row in read_csv(SEEN))


def letters_of(text: str) -> str:
    """Return the hash of the letters and digits of a text, without case, marks and everything between them."""
    folded = unicodedata.normalize("NFKD", text).casefold()
    return hashlib.sha256("".join(c for c in folded if c.isalnum()).encode()).hexdigest()
