"""Read who issued a document where the lexicon of issuers does not have the body: its name as it is printed beside the
number, or before a verb of issuing.
"""

import re
from dataclasses import replace
from functools import cache
from typing import Final

from loaders.articles.citations import Citation, Named, Span
from loaders.articles.citations.dates import read_yaml
from loaders.articles.citations.document import issuer_lead, pattern
from loaders.articles.citations.lexicon import issuer_is_local
from loaders.articles.citations.normalise import fold
from loaders.articles.document import Document
from loaders.articles.mentions.body_lists import ListedBody, body_list
from loaders.articles.mentions.document_places import kinds_of_issuer
from loaders.articles.records import Party
from loaders.articles.rules.parties import lists_of, told

_BEFORE: Final = 60
_AFTER: Final = 200


def with_printed_issuer(document: Document, citation: Citation) -> tuple[Citation, Party | None]:
    """Return a citation with the issuer that is printed beside it, where it had none, and the body that this means;
    None where the lexicon tells."""
    if citation.identifier is None or _is_listed(citation):
        return citation, None
    found = _named(document, citation) or _after(document, citation) or _issuing(document, citation)
    if found is None:
        return citation, None
    party = next(iter(told(document, (found,))), None)
    if party is None or party.body.endswith("-authorities"):
        return citation, None  # a number of bodies, or a place alone, issues nothing
    named = Named(Span(found.start, found.end), document.text[found.start : found.end], fold(found.name))
    return replace(citation, issuer=citation.issuer or named), party


def _is_listed(citation: Citation) -> bool:
    """Whether the lexicon and the place of a citation tell the issuer: a local one of the lexicon has a province."""
    printed = citation.issuer
    if printed is None:
        return bool(kinds_of_issuer(citation) and citation.place)
    return printed.value in _listed() and (citation.place is not None or not issuer_is_local(printed.value))


@cache
def _listed() -> frozenset[str]:
    return frozenset(read_yaml("issuers.yaml"))


def _named(document: Document, citation: Citation) -> ListedBody | None:
    if citation.issuer is None:
        return None
    start, end = citation.issuer.span
    return ListedBody(start, end, citation.issuer.printed)


def _after(document: Document, citation: Citation) -> ListedBody | None:
    """The body that follows the number and its date: "of the Department of Health"."""
    end = citation.span.end
    lead = issuer_lead().match(document.folded, end)
    bare = lead is not None and not re.search(r"\w", lead[0].replace("the ", ""))
    if lead is None or (bare and document.language != "ru"):
        return None
    listed = body_list(document, lead.end(), min(document.sentence_at(citation.span.start).end, end + _AFTER))
    return listed.bodies[0] if listed.bodies and not listed.bodies[0].is_place else None


def _issuing(document: Document, citation: Citation) -> ListedBody | None:
    """The body that a verb of issuing has for its subject: "the Department of Health issued Plan No. 15"."""
    sentence = document.sentence_at(citation.span.start)
    start = citation.span.start
    for listed in reversed(lists_of(document, sentence)):
        if listed.end > start or start - listed.end > _BEFORE:
            continue
        verb = pattern("issue_verbs").search(document.folded, listed.end, start)
        if verb and not re.search(r"[.;:,]", document.text[verb.end() : start]):
            return None if listed.bodies[-1].is_place else listed.bodies[-1]
        return None
    return None
