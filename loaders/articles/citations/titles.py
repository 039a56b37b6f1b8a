"""Read documents cited by their title alone: laws, and documents with an issuer, a topic or a title in quotation
marks."""

import re
from dataclasses import replace
from typing import Final

from loaders.articles.citations.dates import date_at
from loaders.articles.citations.heads import Head, Placed, base, foreign, plural
from loaders.articles.citations.issuing import issuer_before
from loaders.articles.citations.model import CitedDate
from loaders.articles.citations.page import Page
from loaders.articles.citations.tail import clause_end, quote_end, quoted_title, read_tail, title_lead

_FIRM: Final = ("strong", "firm")
_NAMED_BY_TOPIC: Final = frozenset(
    {"regulation", "rules", "directive", "resolution", "decree", "circular", "conclusion"}
)


def read_title(page: Page, head: Head) -> Placed | None:
    """Read a citation by title alone: the type with its issuer or in quotation marks, and what it is
    about."""
    capital = page.text[head.start].isupper()
    if head.types[:1] == ("law",):
        return _law(page, head) if capital else None
    if head.rank not in _FIRM or plural(page, head):
        return None
    before = issuer_before(page, head.start)
    start = before[0] if before else head.start
    tail = read_tail(page, head.end, start, titles=False)
    issuer = tail.issuer or (before[1] if before else None)
    lead = title_lead(page, tail.end)
    at, quoted = tail.end, quoted_title(page, tail.end)
    if lead and not quoted:
        at, quoted = lead.end(), quoted_title(page, lead.end())
    if quoted and (capital or issuer or tail.date) and (quoted.printed[:1].isupper() or lead):
        end, title = quote_end(page, at), quoted
    elif lead and issuer and capital and issuer.value not in ("party", "state"):
        end = clause_end(page, lead.end())
        title = page.named(lead.end(), end)
        if end - lead.end() < 8:
            return None
    elif (
        lead
        and head.language in ("en", "fr")
        and set(head.types) & _NAMED_BY_TOPIC
        and _definite(page, start)
    ):
        start = _definite(page, start) or start
        end = _topic_end(page, lead.end())
        title = page.named(lead.end(), end)
        if end - lead.end() < 8:
            return None
    else:
        return None
    if foreign(page, start, tail.end):
        return None
    find = replace(
        base(page, head, "title", start, end), issuer=issuer, date=tail.date, terms=tail.terms, title=title
    )
    return find, start, end


def _definite(page: Page, start: int) -> int | None:
    """Return where the article before a type word stands: "the regulation", "le règlement"."""
    match = re.compile(r"(?<![^\W_])(?:the |le |la )$").search(page.folded, max(0, start - 5), start)
    return match.start() if match else None


def _topic_end(page: Page, start: int) -> int:
    """A topic without capitals or quotation marks ends at the clause, or before the parties to it."""
    end = clause_end(page, start)
    parties = re.compile(r" (?:between|entre|for the period|pour la periode|signed|was|is|has|will) ").search(
        page.folded, start, end
    )
    return parties.start() if parties else end


_LAW = {
    "en": re.compile(
        r" on ((?:[A-Z][\w'-]*|and|of|the|on|in|,)"
        r"(?:(?! (?:and )?(?:the )?Law) (?:[A-Z][\w'-]*|and|of|the|on|in|for))*)"
    ),
    "vi": re.compile(
        r" ((?!số |sư)[A-ZĐ][\w]*"
        r"(?: (?!năm |ngày |của |do |và (?:các|những|nghị|luật|thông|văn) )[^\W\d_A-ZĐ][\w]*){0,8})"
    ),
    "ru": re.compile(r" (об? [^\W\d_][\w -]{3,80})"),
    "fr": re.compile(r" sur ((?:les? |la |l['’])[^\W\d_][\w '’-]{3,80})"),
}


def _law(page: Page, head: Head) -> Placed | None:
    match = _LAW[head.language].match(page.text, head.end, head.end + 140)
    if not match or foreign(page, head.start, match.end()):
        return None
    printed = re.sub(r"(?: (?:and|of|the|on|in|for))+$", "", match[1])
    end = match.start(1) + len(printed)
    if head.language == "en" and not printed[:1].isupper():
        return None
    tail = read_tail(page, end, head.start, titles=False)
    year = re.compile(r" (?=(?:19|20)\d\d(?!\d))").match(page.folded, end)
    if year and not tail.date and (day := date_at(page.folded, year.end())):
        dated = CitedDate(page.span(day.start, day.end), page.printed(day.start, day.end), day.value)
        tail = replace(tail, end=day.end, core=day.end, date=dated)
    find = replace(
        base(page, head, "title", head.start, tail.core),
        title=page.named(match.start(1), end),
        date=tail.date,
        issuer=tail.issuer,
    )
    return find, head.start, tail.end
