"""Read short forms: a type word with a bare number (Directive 12), and the numbers listed after it."""

import re
from dataclasses import replace
from functools import cache

from loaders.articles.citations.document import Page, pattern
from loaders.articles.citations.issuing import issuer_before
from loaders.articles.citations.qualifiers import Tail, date_before, pin_before, read_tail
from loaders.articles.citations.titles import definite
from loaders.articles.citations.type_words import Head, Placed, base, foreign, plural


@cache
def short_number() -> re.Pattern[str]:
    return re.compile(
        rf"(?:[ ]{{0,2}}\(?(?P<mark>{pattern('marks').pattern})[ ]{{0,2}}|[ ]{{1,2}})(?P<number>\d{{1,5}})"
        r"(?![\d%°$€]|[.,:]\d|[ ]?[-/][ ]?[^\W_]|[^\W\d_])"
    )


def read_short(page: Page, head: Head, full: frozenset[tuple[int | None, str]]) -> list[Placed]:
    """Read a type word with a bare number, and the numbers listed after it."""
    between: Tail | None = None
    match = short_number().match(page.folded, head.end)
    if not match:
        tail = read_tail(page, head.end, head.start, titles=False)
        match = short_number().match(page.folded, tail.end) if tail.end > head.end else None
        if match and (
            match["mark"] or (tail.issuer and pattern("short_follow").match(page.folded, match.end()))
        ):
            between = tail
        else:
            return []
    repeats = any((int(match["number"]), t) in full for t in head.types)
    if not _is_short(page, head, match, repeats):
        return []
    before = issuer_before(page, head.start)
    start = before[0] if before else head.start
    found: list[Placed] = []
    while True:
        at, end = match.span("number")
        tail = read_tail(page, end, start, tail=between)
        issuer = tail.issuer or (before[1] if before else None)
        if foreign(page, start, tail.end if not tail.title else end):
            return []
        find = replace(
            base(page, head, "short", start, tail.core),
            number_span=page.span(at, end), number_printed=page.printed(at, end), number=int(match["number"]),
            date=tail.date or date_before(page, start), issuer=issuer, terms=tail.terms, title=tail.title,
            pin=tail.pin or pin_before(page, start),
        )  # fmt: skip
        found.append((find, start, tail.core))
        more = _next_listed().match(page.folded, tail.end)
        if (
            not more
            or re.fullmatch(r"(?:19|20)\d\d", more["number"])
            or pattern("units").match(page.folded, more.end())
        ):
            return found
        sure = more["mark"] or plural(page, head)
        if not sure and not pattern("short_follow").match(page.folded, more.end()):
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


def _is_short(page: Page, head: Head, match: re.Match[str], repeats: bool) -> bool:
    if match["mark"]:
        # "so" is a mark in Vietnamese and a word in English.
        return not (match["mark"].startswith("so") and head.language != "vi")
    follows = pattern("short_follow").match(page.folded, match.end()) is not None
    capital = page.text[head.start].isupper()
    if capital and re.fullmatch(r"0\d", match["number"]) and set(head.types) & _NUMBERED_FROM_ZERO:
        return True
    if head.rank == "weak" and capital and follows:
        # What is cited in full elsewhere is a document.
        return repeats
    if head.rank == "weak" or (
        re.fullmatch(r"(?:19[4-9]|20)\d\d?", match["number"]) and len(match["number"]) == 4
    ):
        return False
    if pattern("units").match(page.folded, match.end()):
        return False
    # "la résolution 66 pose": the article does for a capital where nouns have small letters.
    named = capital or (head.language in ("en", "fr") and definite(page, head.start) is not None)
    sure = named and not head.verb and head.rank == "strong"
    return sure or follows
