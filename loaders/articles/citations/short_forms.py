"""Read short forms: a type word with a bare number (Directive 12), and the numbers listed after it."""

import re
from dataclasses import replace
from functools import cache

from loaders.articles.citations.document import FoldedDocument, pattern
from loaders.articles.citations.issuing import issuer_before
from loaders.articles.citations.qualifiers import Qualifiers, date_before, pin_before, read_qualifiers
from loaders.articles.citations.titles import definite
from loaders.articles.citations.type_words import PlacedCitation, TypeWordMatch, base, foreign, plural


@cache
def short_number() -> re.Pattern[str]:
    return re.compile(
        rf"(?:[ ]{{0,2}}\(?(?P<mark>{pattern('marks').pattern})[ ]{{0,2}}|[ ]{{1,2}})(?P<number>\d{{1,5}})"
        r"(?![\d%°$€]|[.,:]\d|[ ]?[-/][ ]?[^\W_]|[^\W\d_])"
    )


def read_short(
    document: FoldedDocument, head: TypeWordMatch, full: frozenset[tuple[int | None, str]]
) -> list[PlacedCitation]:
    """Read a type word with a bare number, and the numbers listed after it."""
    between: Qualifiers | None = None
    match = short_number().match(document.folded, head.end)
    if not match:
        qualifiers = read_qualifiers(document, head.end, head.start, titles=False)
        match = short_number().match(document.folded, qualifiers.end) if qualifiers.end > head.end else None
        if match and (
            match["mark"]
            or (qualifiers.issuer and pattern("short_follow").match(document.folded, match.end()))
        ):
            between = qualifiers
        else:
            return []
    repeats = any((int(match["number"]), t) in full for t in head.types)
    if not _is_short(document, head, match, repeats):
        return []
    before = issuer_before(document, head.start)
    start = before[0] if before else head.start
    found: list[PlacedCitation] = []
    while True:
        at, end = match.span("number")
        qualifiers = read_qualifiers(document, end, start, qualifiers=between)
        issuer = qualifiers.issuer or (before[1] if before else None)
        if foreign(document, start, qualifiers.end if not qualifiers.title else end):
            return []
        citation = replace(
            base(document, head, "short", start, qualifiers.core),
            number_span=document.span(at, end), number_printed=document.printed(at, end), number=int(match["number"]),
            date=qualifiers.date or date_before(document, start), issuer=issuer,
            terms=qualifiers.terms, title=qualifiers.title,
            pin=qualifiers.pin or pin_before(document, start),
        )  # fmt: skip
        found.append((citation, start, qualifiers.core))
        more = _next_listed().match(document.folded, qualifiers.end)
        if (
            not more
            or re.fullmatch(r"(?:19|20)\d\d", more["number"])
            or pattern("units").match(document.folded, more.end())
        ):
            return found
        sure = more["mark"] or plural(document, head)
        if not sure and not pattern("short_follow").match(document.folded, more.end()):
            return found
        match, start, between, before = more, more.start("mark" if more["mark"] else "number"), None, None


@cache
def _next_listed() -> re.Pattern[str]:
    return re.compile(
        rf"{pattern('and').pattern}(?:(?P<mark>{pattern('marks').pattern})[ ]?)?(?P<number>\d{{1,5}})"
        r"(?![\d%°$€]|[.,:]\d|[ ]?[-/][ ]?[^\W_]|[^\W\d_])"
    )


_NUMBERED_FROM_ZERO = frozenset({"scheme", "project", "plan", "programme", "guidance", "rules"})
"""Documents known by a number with a zero, which nothing else bears: Đề án 06, Project 06."""


def _is_short(document: FoldedDocument, head: TypeWordMatch, match: re.Match[str], repeats: bool) -> bool:
    if match["mark"]:
        # "so" is a mark in Vietnamese and a word in English.
        return not (match["mark"].startswith("so") and head.language != "vi")
    follows = pattern("short_follow").match(document.folded, match.end()) is not None
    capital = document.text[head.start].isupper()
    if capital and re.fullmatch(r"0\d", match["number"]) and set(head.types) & _NUMBERED_FROM_ZERO:
        return True
    if head.rank == "weak" and capital and repeats:
        # What is cited in full elsewhere is a document.
        return follows or not pattern("units").match(document.folded, match.end())
    if head.rank == "weak" or (
        re.fullmatch(r"(?:19[4-9]|20)\d\d?", match["number"]) and len(match["number"]) == 4
    ):
        return False
    if pattern("units").match(document.folded, match.end()):
        return False
    # "la résolution 66 pose": the article does for a capital where nouns have small letters.
    named = capital or (head.language in ("en", "fr") and definite(document, head.start) is not None)
    sure = named and not head.verb and head.rank == "strong"
    return sure or follows
