"""Find and resolve citations of Vietnamese Party and State documents in Vietnamese, English, Russian and
French.

Three steps, each a pure function: `normalise` folds the text without moving a character, `find_citations` reads
references off it, `resolve` matches them with documents already known. What can be printed (type words,
codes, dates, issuers, patterns) is data, beside this file in `data/`, each entry with examples that the tests
run.

    >>> from loaders.articles.citations import KnownDocument, find_citations, resolve
    >>> first, second = find_citations("Directive No. 12-CT/TW dated January 5, 2022 and Conclusion 12-KL/TW")
    >>> first.identifier, first.type, str(first.date), second.identifier
    ('12-CT/TW', 'directive', '2022-01-05', '12-KL/TW')
    >>> known = KnownDocument(iri="d/1", type="directive", code="CT", number=12, body="TW", date="2022-01-05")
    >>> [r.document for r in resolve((first, second), [known])]
    ['d/1', None]
"""

from loaders.articles.citations.find import find_citations
from loaders.articles.citations.model import (
    Citation,
    CitedDate,
    Kind,
    KnownDocument,
    Named,
    Resolved,
    Span,
    Status,
)
from loaders.articles.citations.resolve import PLACELESS, Numbered, numbered, resolve

__all__ = [
    "PLACELESS",
    "Citation",
    "CitedDate",
    "Kind",
    "KnownDocument",
    "Named",
    "Numbered",
    "Resolved",
    "Span",
    "Status",
    "find_citations",
    "numbered",
    "resolve",
]
