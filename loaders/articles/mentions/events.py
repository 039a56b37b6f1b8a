"""Find the events that an article names: kinds of event, and congresses with their ordinals."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from loaders.articles.citations.document import ordinal, ordinal_form
from loaders.articles.document import Document
from loaders.articles.lexicons import read_yaml
from loaders.articles.rules.pattern_matcher import PatternMatcher

_RESOLUTIONS: Final = re.compile(
    r"(?:resolutions?|nghi quyet|резолюц\w{1,3}|решени\w{1,2}|documents?|van kien|prepar\w{1,5}|подготовк\w"
    r"|chuan bi|noi dung|huong toi|chao mung|phuc vu|truoc them|trinh|danh sach"
    r"|hop bao|press conference|conference de presse|пресс-конференц\w{1,3}"
    r"|trung tam|towards?|ahead of|в преддверии|vers|en vue d\w)[^.;]{0,30}$"
)


@dataclass(frozen=True)
class Named:
    """An event named in the text: its kind, where, and the ordinal of a congress."""

    kind: str
    start: int
    end: int
    ordinal: int | None = None


@cache
def kinds_of(section: str, language: str) -> PatternMatcher:
    entries: dict[str, Any] = read_yaml("happenings.yaml")[section]
    return PatternMatcher({kind: words[language] for kind, words in entries.items() if language in words})


def named_events(document: Document) -> tuple[Named, ...]:
    """Return all events named in the article, in order, but for congresses named only for their
    resolutions."""

    def read() -> Iterator[Named]:
        inside = [(b.start, b.end) for b in document.bodies]
        for kind, match in kinds_of("kinds", document.language).finditer(
            document.told, 0, document.parts.end
        ):
            start, end, number = match.start(), match.end(), None
            if not document.parts.holds(start) or any(a <= start < b for a, b in inside):
                continue
            if _is_name_le(document, match) or document.quoted(start):
                continue
            if _HALL.search(document.folded, max(0, start - 16), start):
                continue
            if kind == "congress":
                if _RESOLUTIONS.search(document.folded, max(0, start - 40), start):
                    continue
                start, end, number = _with_ordinal(document, start, end)
            yield Named(kind, start, end, number)

    found: tuple[Named, ...] = document.once("events named", lambda: tuple(read()))
    return found


def _is_name_le(document: Document, match: re.Match[str]) -> bool:
    """Whether what reads as "lễ" without its marks is somebody called Lê."""
    return (
        match[0].startswith("le ") and document.language == "vi" and document.text[match.start() + 1] in "êÊ"
    )


_HALL: Final = re.compile(r"(?:trung tam|center|centre|palais des) $")


@cache
def _ordinals() -> tuple[re.Pattern[str], re.Pattern[str]]:
    form = ordinal_form()
    return (
        re.compile(rf"(?<![\w-])(?P<n>{form}) (?:[^\W\d_]+ )?$"),
        re.compile(rf"(?: dai bieu)?(?:,? [^\W\d_]+(?: -)?){{0,16}}?,? (?:lan(?: thu)?|khoa) (?P<n>{form})"),
    )


def _with_ordinal(document: Document, start: int, end: int) -> tuple[int, int, int | None]:
    """Take in the ordinal before a congress ("sixth congress"), or after it in Vietnamese ("Đại hội ... lần
    thứ IV")."""
    before, after = _ordinals()
    window = max(0, start - 36)
    for word in reversed(list(re.finditer(r"(?<![\w-])\w", document.told[window:start]))):
        match = before.match(document.told, window + word.start(), start)
        if match and (number := _number(document, match)):
            return match.start(), end, number
    match = after.match(document.told, end, end + 150) if document.language == "vi" else None
    if match and (number := _number(document, match)):
        near = match.end() - end < 40
        return start, match.end() if near else end, number
    return start, end, None


_ROMAN: Final = re.compile(r"[IVXL]+(?:th|[èe]me|[èe]re|er|e|-?[гйоыемя]{1,3})?")


def _number(document: Document, match: re.Match[str]) -> int | None:
    """Return the number that is printed; a word that only looks like a Roman numeral without its marks ("về", "lễ") is
    none."""
    printed = document.text[match.start("n") : match.end("n")]
    if (
        re.match(r"[ivxl]", match["n"])
        and re.fullmatch(r"[ivxl]+\w{0,4}", match["n"])
        and not _ROMAN.fullmatch(printed)
    ):
        return None
    return ordinal(match["n"])


def is_planned(document: Document, start: int, end: int) -> bool:
    """Whether a stretch speaks of what is still to come; "Sê Kông" is no "sẽ"."""
    return any(
        hit[0] != "se" or document.text[hit.end() - 1] not in "êÊ"
        for hit in document.word("planned").within(start, end)
    )


_DEFINITE: Final = {
    "en": re.compile(r"\b(?:the|this) $"),
    "fr": re.compile(r"(?:\bla |\ble |\bl'|\bdu |\bcet? |\bcette )$"),
    "vi": re.compile(r"\btai $"),
}


def is_definite(document: Document, start: int) -> bool:
    """Whether the event is spoken of as known: "the conference", "tại hội nghị"; Russian has no articles."""
    if document.language == "ru":
        return True
    if document.folded.startswith(("the ", "le ", "la ", "l'"), start):
        return True  # with its ordinal: "le VIe congrès"
    before = document.folded[max(0, start - 12) : start]
    return _DEFINITE[document.language].search(before) is not None
