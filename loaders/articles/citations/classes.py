"""Read references to documents of a class, which name no single one: "the new directives on ..."."""

import re
from functools import cache
from typing import Final

from loaders.articles.citations.document import FoldedDocument, pattern
from loaders.articles.citations.issuing import issuer_before, read_issuer
from loaders.articles.citations.model import Citation, Named
from loaders.articles.citations.patterns import patterns, terms_of
from loaders.articles.citations.qualifiers import clause_end, title_lead
from loaders.articles.citations.type_words import PlacedCitation, TypeWordMatch, foreign, plural

_CLASS_HEADS: Final = frozenset({"directive", "resolution", "conclusion"})
_CENTRAL: Final = frozenset({"party", "politburo", "secretariat", "central-committee", "central-level"})
_WITH_CENTRAL_BODY: Final = frozenset(
    {"guidance", "decision", "regulation", "decree", "circular", "rules", "notice", "plan", "programme"}
)
_NAMES_DOCUMENTS: Final = frozenset({"directive", "resolution"})


def read_class(document: FoldedDocument, group: list[TypeWordMatch]) -> PlacedCitation | None:
    """Read a reference to documents of a class: "new directives on ...", "directives, resolutions ... of the
    Central Government"."""
    types = tuple(dict.fromkeys(t for head in group for t in head.types))
    strong = [head for head in group if set(head.types) & _CLASS_HEADS]
    first, last = group[0], group[-1]
    new = pattern("new_before").search(document.folded, max(0, first.start - 40), first.start)
    new = new if new and (new.start() == 0 or not document.folded[new.start() - 1].isalnum()) else None
    after = pattern("new_after").match(document.folded, last.end)
    is_new = bool(after) or bool(new and not re.match(r"(?:cac|nhung|mot so|nhieu)\s+$", new[0]))
    end = after.end() if after else last.end
    while policy := _policy().match(document.folded, end):
        end = policy.end()
    before = issuer_before(document, new.start() if new else first.start)
    owner, end = _owner(document, end)
    terms: tuple[int, ...] = ()
    if owner and (after_owner := _after_owner(document, end)):
        end, terms = after_owner
    lead = title_lead(document, end)
    many = len(group) > 1 or plural(document, first)
    names = [head for head in group if set(head.types) & _NAMES_DOCUMENTS]
    about = lead is not None and bool(names or len(group) > 1)
    whose = owner or (before[1] if before else None)
    if not strong:
        # Instructions, decisions and the like are said of anybody: only with a central body and a topic are
        # they documents.
        central = whose and whose.value in _CENTRAL and set(types) & _WITH_CENTRAL_BODY
        decrees = whose and whose.value == "government" and "decree" in types
        if not (many and lead and (central or decrees)):
            return None
    elif not (
        (many and (owner or before or about or len(names) > 1))
        or (is_new and (owner or before or (about and names)))
    ):
        return None
    title = None
    if lead:
        stop = clause_end(document, lead.end(), listed=True)
        title, end = document.named(lead.end(), stop), stop
    start = _with_article(document, before[0]) if before else new.start() if new else first.start
    if foreign(document, start, end if not title else last.end + 1):
        return None
    citation = Citation(
        kind="class",
        span=document.span(start, end),
        wording=document.printed(start, end),
        language=first.language,
        type=types[0] if len(group) == 1 and len(types) == 1 else None,
        types=types,
        type_word=document.named(first.start, last.end),
        issuer=whose,
        terms=terms,
        title=title,
    )
    return citation, start, end


def _after_owner(document: FoldedDocument, end: int) -> tuple[int, tuple[int, ...]] | None:
    """Read the term of office after an owner, and that the documents were issued lately."""
    terms: tuple[int, ...] = ()
    for entry in patterns("term", "after"):
        if (match := entry.compiled.match(document.folded, end)) and (terms := terms_of(match)):
            end = match.end()
            break
    issued = pattern("issued_after", r"[ ]%s(?![^\W_])").match(document.folded, end)
    return (issued.end() if issued else end), terms


def _with_article(document: FoldedDocument, start: int) -> int:
    """Take in the article before a possessive: "the Party's instructions"."""
    return start - 4 if document.folded.endswith("the ", 0, start) else start


@cache
def _policy() -> re.Pattern[str]:
    return re.compile(pattern("and").pattern + pattern("policy_words").pattern)


def _owner(document: FoldedDocument, end: int) -> tuple[Named | None, int]:
    """Read whose documents they are: "of the Central Government and Nghe An", "của Đảng, Nhà nước"."""
    lead = pattern("class_leads", r" (?:%s)|[ ]").match(document.folded, end)
    if not lead or (lead[0] == " " and document.language not in ("ru", "vi")):
        return None, end
    found = read_issuer(document, lead.end())
    if not found:
        return None, end
    stop, issuer = found
    for _ in range(3):
        link = re.compile(
            r"(?: and(?: the)?| va| и| et(?: de l'| du| de la| les?| la)?|,(?: the)?)(?: cua)? "
        ).match(document.folded, stop)
        if not link:
            break
        more = read_issuer(document, link.end())
        if more:
            stop = more[0]
            continue
        if "," in link[0]:
            break
        place = re.compile(r"[A-ZĐ][\w'-]*(?: [A-ZĐ][\w'-]*){0,3}").match(document.text, link.end())
        if place:
            stop = place.end()
        break
    return document.named(lead.end(), stop, issuer.value), stop
