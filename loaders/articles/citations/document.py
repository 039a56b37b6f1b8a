"""A folded text with what reading citations off it needs: small words compiled, language told, addresses
masked."""

import re
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from loaders.articles.citations.dates import read_yaml
from loaders.articles.citations.lexicon import LANGUAGES
from loaders.articles.citations.model import Named, Span
from loaders.articles.citations.normalise import Folded, fold
from loaders.articles.citations.numbers import roman_or_int

_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>\"]{1,2000}|[\w.]{1,60}@[\w.-]{1,60}")
_VIETNAMESE = re.compile(r"[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]+")
_CYRILLIC = re.compile(r"[а-яё]+")
_FRENCH = frozenset(["le", "la", "les", "du", "des", "et", "une", "dans", "pour", "au", "aux", "n°", "sur"])
_ENGLISH = frozenset(["the", "of", "and", "in", "to", "for", "on", "with", "dated", "no", "by"])


@cache
def words() -> dict[str, Any]:
    """The patterns of `words.yaml`, compiled where they are patterns."""
    raw: dict[str, Any] = read_yaml("words.yaml")
    return raw


@cache
def pattern(name: str, form: str = "%s") -> re.Pattern[str]:
    """Compile a pattern of `words.yaml`, set into a form; a dot in the name goes one level down."""
    value: Any = words()
    for part in name.split("."):
        value = value[part]
    return re.compile(form.replace("%s", f"(?:{value})"))


@dataclass(frozen=True)
class FoldedDocument:
    """A text ready for reading; `references` are where numbered references begin, so that no title runs over them."""

    source: Folded
    given_language: str | None
    references: tuple[int, ...] = ()

    @cached_property
    def text(self) -> str:
        return self.source.text

    @cached_property
    def folded(self) -> str:
        return self.source.folded

    @cached_property
    def language(self) -> str:
        """The language given, or the one that the letters and small words of the text speak for."""
        if self.given_language:
            return self.given_language
        sample = self.text[:2000].lower()
        letters = len(sample) - sample.count(" ")
        if sum(map(len, _CYRILLIC.findall(sample))) > letters * 0.3:
            return "ru"
        if sum(map(len, _VIETNAMESE.findall(sample))) > letters * 0.06:
            return "vi"
        words = sample.split()
        return "fr" if sum(w in _FRENCH for w in words) > sum(w in _ENGLISH for w in words) else "en"

    @cached_property
    def marked(self) -> bool:
        """Whether the text is printed with Vietnamese marks, so that a missing mark means something."""
        return "đ" in self.text or "Đ" in self.text

    @cached_property
    def masks(self) -> tuple[Span, ...]:
        """Addresses of the web and of mail: nothing in them is a citation."""
        if "http" not in self.folded and "www." not in self.folded and "@" not in self.folded:
            return ()
        return tuple(Span(*m.span()) for m in _ADDRESS.finditer(self.text))

    def masked(self, at: int) -> bool:
        return any(start <= at < end for start, end in self.masks)

    def named(self, start: int, end: int, value: str | None = None) -> Named:
        """Cut a part out: its place, printed form, and value (by default the folded text)."""
        return Named(
            self.span(start, end),
            self.printed(start, end),
            value if value is not None else " ".join(self.folded[start:end].split()),
        )

    def span(self, start: int, end: int) -> Span:
        return Span(start, end)

    def printed(self, start: int, end: int) -> str:
        """Return a part as the view has it."""
        return self.source.text[start:end]


@cache
def _ordinal_words() -> dict[str, int]:
    found = {}
    for language in LANGUAGES:
        for number, names in enumerate(words()["ordinals"][language], 1):
            for name in names.split("|"):
                found[name] = number
    return found


def vietnamese_ordinals() -> list[str]:
    """Return the Vietnamese numbers in words, without marks, the longest first."""
    return sorted((n for names in words()["ordinals"]["vi"] for n in names.split("|")), key=len, reverse=True)


@cache
def ordinal_form() -> str:
    """Return the pattern of an ordinal in any of the languages: 13th, XIII, 13e, XIIIe, 13-го, fourth, tư,
    четвёртого."""
    listed = words()["ordinals"]
    latin = sorted(
        {n for language in ("en", "fr", "vi") for names in listed[language] for n in names.split("|")},
        key=len,
    )
    russian = "|".join(reversed(listed["ru"]))
    return (
        r"(?:\d{1,2}(?:st|nd|rd|th|eme|er|ere|e|-?(?:го|й|я|ый|ая|ого|ой|ом|ем|м|х|ых))?|[ivxl]{1,7}(?:th|eme|er"
        r"|e|-?(?:го|й|я|ый|ого|ой|ом|м))?|"
        + "|".join(map(re.escape, reversed(latin)))
        + rf"|(?:{russian})(?:ого|ый|ой|ий|ому|ом|ьего|ьему|ым|ая|ую)?)(?![^\W_])"
    )


def ordinal(text: str) -> int | None:
    """Read an ordinal in folded text.

    >>> [ordinal(t) for t in ("13th", "xiiie", "fourth", "четвертого", "13-го", "tu")]
    [13, 13, 4, 4, 13, 4]
    """
    match = re.match(r"(\d{1,2}|[ivxl]{1,7})(?:st|nd|rd|th|eme|ere|er|e|-?[гйоыемяахь]{1,3})?$", text)
    if match and (number := roman_or_int(match[1])):
        return number
    if text in _ordinal_words():
        return _ordinal_words()[text]
    stem = max((s for s in words()["ordinals"]["ru"] if text.startswith(s)), key=len, default=None)
    return _ordinal_words()[stem] if stem else None


@cache
def issuer_lead() -> re.Pattern[str]:
    # A lost space may have joined the lead to the number: "15-CT/TWadopted by".
    return pattern("issuer_leads", r"(?:[ ,]{1,3}(?:%s)?|%s)(?:the )?")


@cache
def name_words(language: str, *, marked: bool) -> frozenset[str]:
    """Words without a capital that go on the name of a body."""
    return frozenset(word if marked else fold(word) for word in words()["name_words"].get(language, ()))


@cache
def name_stops(language: str, *, marked: bool) -> frozenset[str]:
    """Words that end the name of a body: with their marks where the text has marks (năm is not Nam)."""
    return frozenset(word if marked else fold(word) for word in words()["name_stops"].get(language, ()))
