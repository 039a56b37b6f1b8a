"""Read documents cited by their title alone: laws, and documents with an issuer, a topic or a title in quotation
marks."""

import re
from dataclasses import replace
from typing import Final

from loaders.articles.citations.document import FoldedDocument
from loaders.articles.citations.issuing import issuer_before
from loaders.articles.citations.laws import read_law
from loaders.articles.citations.model import Named
from loaders.articles.citations.qualifiers import (
    clause_end,
    quote_end,
    quoted_title,
    read_qualifiers,
    title_lead,
)
from loaders.articles.citations.type_words import PlacedCitation, TypeWordMatch, base, foreign, plural

_FIRM: Final = ("strong", "firm")
_NAMED_BY_TOPIC: Final = frozenset(
    {"regulation", "rules", "directive", "resolution", "decree", "circular", "conclusion"}
)
_NAMED_BY_ISSUER: Final = frozenset({"notice", "guidance", "plan", "programme", "scheme", "rules"})
"""Words of many meanings that name a document with a capital and an issuer: "Thông báo của Bộ Chính trị về ..."."""
_CENTRAL: Final = frozenset(
    {"politburo", "secretariat", "central-committee", "prime-minister", "government", "national-assembly"}
)


def read_title(document: FoldedDocument, head: TypeWordMatch) -> PlacedCitation | None:
    """Read a citation by title alone: the type with its issuer or in quotation marks, and what it is
    about."""
    capital = document.text[head.start].isupper()
    if head.types[:1] in (("law",), ("ordinance",)):
        return read_law(document, head)
    firm = head.rank in _FIRM
    if plural(document, head) or not (firm or (capital and set(head.types) & _NAMED_BY_ISSUER)):
        return None
    before = issuer_before(document, head.start)
    start = before[0] if before else head.start
    qualifiers = read_qualifiers(document, head.end, start, titles=False)
    issuer = qualifiers.issuer or (before[1] if before else None)
    lead = title_lead(document, qualifiers.end)
    at, quoted = qualifiers.end, quoted_title(document, qualifiers.end)
    if lead and not quoted:
        at, quoted = lead.end(), quoted_title(document, lead.end())
    if not (firm or issuer):
        return None
    if quoted and (capital or issuer or qualifiers.date) and (quoted.printed[:1].isupper() or lead):
        end, title = quote_end(document, at), quoted
    elif (
        lead
        and issuer
        and (capital or _one_central(document, head, issuer))
        and issuer.value not in ("party", "state")
    ):
        end = clause_end(document, lead.end())
        title = document.named(lead.end(), end)
        if end - lead.end() < 8:
            return None
    elif (
        lead
        and head.language in ("en", "fr")
        and set(head.types) & _NAMED_BY_TOPIC
        and definite(document, start)
    ):
        start = definite(document, start) or start
        end = _topic_end(document, lead.end())
        title = document.named(lead.end(), end)
        if end - lead.end() < 8:
            return None
    else:
        return None
    if foreign(document, start, qualifiers.end):
        return None
    citation = replace(
        base(document, head, "title", start, end),
        issuer=issuer,
        date=qualifiers.date,
        terms=qualifiers.terms,
        title=title,
    )
    return citation, start, end


def _one_central(document: FoldedDocument, head: TypeWordMatch, issuer: Named) -> bool:
    """Whether a word in small letters names one document all the same: a strong one, of one central body."""
    return head.rank == "strong" and document.language in ("vi", "ru") and issuer.value in _CENTRAL


def definite(document: FoldedDocument, start: int) -> int | None:
    """Return where the article before a type word stands: "the regulation", "le règlement"."""
    match = re.compile(r"(?<![^\W_])(?:the |le |la )$").search(document.folded, max(0, start - 5), start)
    return match.start() if match else None


def _topic_end(document: FoldedDocument, start: int) -> int:
    """A topic without capitals or quotation marks ends at the clause, or before the parties to it."""
    end = clause_end(document, start)
    parties = re.compile(r" (?:between|entre|for the period|pour la periode|signed|was|is|has|will) ").search(
        document.folded, start, end
    )
    return parties.start() if parties else end
