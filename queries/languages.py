"""The languages of the interface and of our own texts, and those in which a name is looked for."""

from typing import Final

LANGUAGES: Final = ("en", "vi")
"""Languages in which every text of ours is written."""


def content_order(first: str) -> tuple[str, ...]:
    """Return the languages in which a name is looked for, best first; any other comes after.

    >>> content_order("en"), content_order("ru")
    (('en', 'vi'), ('ru', 'vi', 'en'))
    """
    return tuple(dict.fromkeys((first, "vi", "en") if first != "en" else ("en", "vi")))
