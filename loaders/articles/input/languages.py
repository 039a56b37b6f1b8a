"""The language of an article: the one that is said of it, or the one that its words tell."""

from typing import Final

from graph.errors import InputError

LANGUAGES: Final = ("vi", "en", "ru", "fr")
_SAMPLE: Final = 1500


def detect(text: str) -> str:
    """Return the ISO code of the language a text is most likely in, as py3langid finds it."""
    import py3langid  # noqa: PLC0415 - its model takes seconds to load

    sample = text if len(text) <= _SAMPLE else text[len(text) // 8 : len(text) // 8 + _SAMPLE]
    return str(py3langid.classify(sample)[0])


def language_of(name: str, text: str, said: str | None) -> str:
    """Return the language of a text; raise InputError where it is none of those that are read."""
    if said:
        if said not in LANGUAGES:
            raise InputError(f"{name}: language {said!r} is not read; {', '.join(LANGUAGES)} are")
        return said
    letters = sum(c.isalpha() for c in text[:5000])
    if letters < 20:
        raise InputError(f"{name}: too few letters to tell a language")
    found = detect(text)
    if found == "zxx":  # ISO 639 for what is in no language
        raise InputError(f"{name}: it seems to be in no language: a list or a table, no article")
    if found not in LANGUAGES:
        raise InputError(
            f"{name}: the language seems to be {found!r}, which is not read; {', '.join(LANGUAGES)} are"
        )
    return found
