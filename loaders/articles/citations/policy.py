"""Read references that begin with no type word: the policy of Party and State on something, a plan to keep to,
campaigns."""

import re
from collections.abc import Iterator

from loaders.articles.citations.document import FoldedDocument
from loaders.articles.citations.model import Citation
from loaders.articles.citations.patterns import patterns
from loaders.articles.citations.qualifiers import clause_end, title_lead
from loaders.articles.citations.type_words import PlacedCitation, foreign

_SHORTEST_TOPIC = 4


def with_policies(document: FoldedDocument, found: list[PlacedCitation]) -> list[PlacedCitation]:
    """Return the citations with references to policy; "guidelines" within one of these is no guidance of its own."""
    own = [placed for placed in found if not _is_guidelines(placed[0])]
    policies = _policies(document, [(start, end) for _, start, end in own])
    policies += _plans(document, [(start, end) for _, start, end in (*own, *policies)])
    apart = [
        placed
        for placed in found
        if _is_guidelines(placed[0]) and not any(a < placed[2] and placed[1] < b for _, a, b in policies)
    ]
    return [*own, *apart, *policies]


def _matches(document: FoldedDocument, kind: str) -> Iterator[tuple[str, re.Match[str]]]:
    """Yield what the patterns of a kind match in a document, each with its pattern's name."""
    for entry in patterns(kind, "anywhere"):
        if entry.hint in document.folded:
            yield from ((entry.name, match) for match in entry.compiled.finditer(document.folded))


def _is_guidelines(citation: Citation) -> bool:
    return citation.kind == "class" and citation.types == ("guidance",)


def _policies(document: FoldedDocument, taken: list[tuple[int, int]]) -> list[PlacedCitation]:
    """Return the references to policy, outside what is read already (`taken`).

    Both Party and State must be printed as owners, in languages with capitals for them with these, and the topic after
    them: without it the words only speak of politics.
    """
    found: list[PlacedCitation] = []
    for _, match in _matches(document, "class"):
        start, owners = match.span()
        party = next(match.start(name) for name in match.groupdict() if match[name])
        lead = title_lead(document, owners)
        if lead is None or (document.language != "ru" and not document.text[party].isupper()):
            continue
        end = clause_end(document, lead.end())
        if end - lead.end() < _SHORTEST_TOPIC or any(a < end and start < b for a, b in taken):
            continue
        if foreign(document, start, owners):
            continue
        citation = Citation(
            kind="class",
            span=document.span(start, end),
            wording=document.printed(start, end),
            language=document.language,
            issuer=document.named(party, owners, "party"),
            title=document.named(lead.end(), end),
        )
        found.append((citation, start, end))
    return found


def _plans(document: FoldedDocument, taken: list[tuple[int, int]]) -> list[PlacedCitation]:
    """Return the plans that the text tells somebody to keep to; they are documents of the body it speaks of."""
    found: list[PlacedCitation] = []
    for _, match in _matches(document, "plan"):
        start, end = match.span("plan")
        if any(a < end and start < b for a, b in taken) or foreign(document, start, end):
            continue
        citation = Citation(
            kind="class",
            span=document.span(start, end),
            wording=document.printed(start, end),
            language=document.language,
            type="plan",
            types=("plan",),
        )
        found.append((citation, start, end))
    return found


def read_campaigns(document: FoldedDocument, read: list[PlacedCitation]) -> list[PlacedCitation]:
    """Read the campaigns that bear the title of a document, outside the titles that are `read` with their documents."""
    titles = [citation.title.span for citation, _, _ in read if citation.title]
    found: list[PlacedCitation] = []
    for name, match in _matches(document, "campaign"):
        start, end = match.span()
        span = document.span(start, end)
        if any(title.start <= span.start and span.end <= title.end for title in titles):
            continue
        language = "ru" if "ru" in name else document.language
        found.append((Citation("campaign", span, document.printed(start, end), language), start, end))
    return found
