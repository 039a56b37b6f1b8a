"""Say what a citation tells of the document that it names: number, type, date, and who issued it.

A later mention tells what it prints and no more. Who issued a document is told by the words beside its number, or
inferred from its code where that is the code of one body.
"""

from collections.abc import Iterator
from functools import cache
from typing import Final, NamedTuple

from pyoxigraph import Literal, NamedNode

from graph.claims.claim import Object, date_literal
from loaders.articles.citations import Citation, Resolved
from loaders.articles.citations.lexicon import bodies
from loaders.articles.claims.article_iris import Known
from loaders.articles.mentions.document_places import kinds_of_issuer, slug_in
from ontology.iris import concept
from ontology.terms import dct, hn, schema, xsd

_INTEGER: Final = NamedNode(xsd.integer)


class Fact(NamedTuple):
    """A property of a document with its value."""

    predicate: str
    value: Object


class Issuer(NamedTuple):
    """The body (slug) that issued a document, and why where no words say so."""

    body: str
    reason: str = ""


def described(citation: Citation) -> Iterator[Fact]:
    """Yield what a citation prints of a document that is made by it, or by the citation that it repeats."""
    if citation.number is not None:
        yield Fact(hn.number, Literal(str(citation.number), datatype=_INTEGER))
    if citation.body:
        yield Fact(hn.bodyCode, Literal(citation.body))
    if citation.identifier:
        yield Fact(schema.legislationIdentifier, Literal(citation.identifier))
    if citation.type:
        yield Fact(dct.type, NamedNode(concept("document", citation.type)))
    if citation.date and not citation.date.value.startswith("--"):
        yield Fact(schema.legislationDate, date_literal(citation.date.value))


def issuer_said(resolved: Resolved) -> Issuer | None:
    """Return who issued what is cited, as far as the citation tells: by its words, or else by its place or code, where
    it is no second mention and the document is known from nowhere else."""
    citation, names = resolved.citation, resolved.names
    place = citation.place or names.place
    reason = citation.place_reason or ("" if citation.place else names.place_reason)
    if place and (citation.issuer or resolved.document is None) and (kinds := kinds_of_issuer(citation)):
        return Issuer(slug_in(kinds[0], place), reason)
    if citation.issuer:
        body = single_body(citation.issuer.value)
        return Issuer(body) if body else None
    if resolved.document is None and not resolved.repeats:
        return _by_code(citation)
    return None


def _by_code(citation: Citation) -> Issuer | None:
    body = bodies().get((citation.body or "").lower())
    slug = single_body(body.issuer) if body and body.of_party == (citation.style == "party") else ""
    return Issuer(slug, f"{citation.body} in its number is the code of this body alone.") if slug else None


@cache
def single_body(issuer: str) -> str:
    """Return the slug of the body that an issuer of the lexicon is, or nothing where several bear the name.

    >>> single_body("politburo"), single_body("prime-minister"), single_body("people-s-committee")
    ('cpv-politburo', 'prime-minister', '')
    """
    levels = {b.issuer: b.level for b in bodies().values()}
    level = levels.get(issuer, "")
    if issuer in _SEVERAL or level not in ("central party", "state", "ministry"):
        return ""
    return f"cpv-{issuer}" if level == "central party" else issuer


_SEVERAL: Final = frozenset({"", "central-steering-committee"})
"""Names that several bodies bear."""


def known_issuer(document: str, citation: Citation, known: Known) -> str:
    """Return the issuer (a slug) that is known of a document (an IRI) of the number that is cited; empty where none
    is."""
    for one in known.by_number.get(citation.number or 0, ()):
        if one.iri == document and one.issuer:
            return single_body(one.issuer) or one.issuer
    return ""
