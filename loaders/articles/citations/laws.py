"""Read laws cited by their names; the forms are in `data/laws.yaml`."""

import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from functools import cache

from loaders.articles.citations.dates import FoundDate, date_at, dates_in, read_yaml
from loaders.articles.citations.document import FoldedDocument, pattern
from loaders.articles.citations.model import CitedDate
from loaders.articles.citations.qualifiers import read_qualifiers
from loaders.articles.citations.type_words import PlacedCitation, TypeWordMatch, base, foreign

_LETTERS = [*map(chr, range(0x41, 0x530)), *map(chr, range(0x1E00, 0x1F00))]
_CAPITAL = "".join(letter for letter in _LETTERS if letter.isupper())
_SMALL = "".join(letter for letter in _LETTERS if letter.islower())
_REACH = 80
"""How far before its head the name of a law may begin, in code points."""


@dataclass(frozen=True)
class _Form:
    language: str
    head: re.Pattern[str]
    before: re.Pattern[str] | None
    after: re.Pattern[str]
    small: re.Pattern[str] | None
    refused: re.Pattern[str] | None


def _expand(pattern: str) -> str:
    return (
        pattern.replace("{Cap}", rf"(?:[{_CAPITAL}][\w’'-]*)")
        .replace("{low}", rf"(?:[{_SMALL}][\w-]*)")
        .replace("{word}", r"(?:[^\W\d_][\w-]*)")
    )


@cache
def _forms(language: str) -> tuple[_Form, ...]:
    def compiled(entry: dict[str, str], key: str) -> re.Pattern[str] | None:
        return re.compile(_expand(entry[key])) if key in entry else None

    return tuple(
        _Form(
            entry["language"],
            re.compile(entry["head"]),
            compiled(entry, "before"),
            re.compile(_expand(entry["after"])),
            compiled(entry, "small"),
            compiled(entry, "refused"),
        )
        for entry in read_yaml("laws.yaml")
        if entry["language"] == language
    )


def read_law(document: FoldedDocument, head: TypeWordMatch) -> PlacedCitation | None:
    """Read the name of a law before or after the word for it, and its year."""
    window = max(0, head.start - _REACH)
    following = bisect_right(document.references, head.start)
    limit = document.references[following] if following < len(document.references) else len(document.text)
    before = document.text[window : head.start]
    for form in _forms(head.language):
        if not form.head.fullmatch(head.word) or (form.refused and form.refused.search(before.lower())):
            continue
        if not document.text[head.start].isupper() and not (form.small and form.small.search(before.lower())):
            continue
        led = form.before.search(before) if form.before else None
        after = form.after.match(document.text, head.end, min(head.end + 140, limit))
        if (form.before and not led) or not after:
            continue
        return _law(document, head, (window, led) if led else None, after)
    return None


def _law(
    document: FoldedDocument, head: TypeWordMatch, led: tuple[int, re.Match[str]] | None, after: re.Match[str]
) -> PlacedCitation | None:
    start, end, date = head.start, max(after.end(), head.end), None
    title = (head.start, head.end)
    for shift, match in (led,) if led else ((0, after),):
        groups = match.groupdict()
        if groups.get("title"):
            # A name ends with no small word: "the Law on Land and".
            printed = re.sub(r"(?:,? (?:and|of|the|on|in|for|to|и|et|và))+$", "", match["title"])
            cut = len(match["title"]) - len(printed)
            title = (shift + match.start("title"), shift + match.end("title") - cut)
            start = min(start, title[0])
            if not led:
                end -= cut
        if groups.get("year"):
            at = shift + match.start("year")
            start = min(start, at)
            date = CitedDate(document.span(at, at + 4), document.printed(at, at + 4), match["year"])
    named = document.folded[slice(*title)]
    if foreign(document, start, end) or foreign(document, *title) or pattern("elsewhere").search(named):
        return None
    qualifiers = read_qualifiers(document, end, start, titles=False)
    year = re.compile(r" (?=(?:19|20)\d\d(?!\d))").match(document.folded, end)
    if not (date or qualifiers.date) and year and (day := date_at(document.folded, year.end())):
        dated = CitedDate(document.span(day.start, day.end), document.printed(day.start, day.end), day.value)
        qualifiers = replace(qualifiers, end=day.end, core=day.end, date=dated)
    if country := pattern("issuer_country").match(document.folded, qualifiers.core):
        qualifiers = replace(qualifiers, end=country.end(), core=country.end())
    if not (date or qualifiers.date) and (day := _date_right_before(document, start)):
        start = day.start
        date = CitedDate(document.span(day.start, day.end), document.printed(day.start, day.end), day.value)
    citation = replace(
        base(document, head, "title", start, qualifiers.core),
        title=document.named(*title), date=date or qualifiers.date, issuer=qualifiers.issuer,
    )  # fmt: skip
    return citation, start, qualifiers.end


def _date_right_before(document: FoldedDocument, start: int) -> FoundDate | None:
    """Read a date that ends right before a law: "the June 19, 2015 Law on ..."."""
    window = max(0, start - 25)
    for day in dates_in(document.folded[window:start]):
        if window + day.end == start - 1 and day.value.count("-") == 2:
            return replace(day, start=window + day.start, end=window + day.end)
    return None
