"""What is known of an article itself: its language, title, address and day, and the text that it comes from.

None of it is read off a place in the text, so each fact names what gives it (`input.origins`).
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

from pyoxigraph import Literal, NamedNode

from graph.claims.claim import Object, date_literal
from loaders.articles.claims.article_iris import Known
from loaders.articles.input.origins import INFERRED, REASONS, Origin
from loaders.articles.readings import Told
from loaders.articles.view import on_one_line
from ontology.iris import concept, mint
from ontology.terms import dct, hn, prov, rdf, schema, xsd

_INTEGER: Final = NamedNode(xsd.integer)
_TRANSLATED: Final = (
    "It names that article as its source and is in another language than Vietnamese; it does not say that it "
    "translates it."
)
_COPIED: Final = (
    "It names that article as its source, in the same language; it does not say how much it copies."
)


class Fact(NamedTuple):
    """A triple about a source; `origin` is what gives it, `inferred` why it follows where nothing says it."""

    subject: str
    predicate: str
    value: Object
    origin: str = ""
    inferred: str = ""


def about(article: Told, source: str, told: str, known: Known) -> Iterator[Fact]:
    """Yield what is known of an article; `source` is its slug, `told` that of the text that it comes from."""
    node = mint("source", source)
    yield from _report(node, known)
    yield _given(article, "language", node, schema.inLanguage, Literal(article.language))
    yield Fact(node, hn.sha256, Literal(article.sha256))
    yield Fact(node, hn.length, Literal(str(article.length), datatype=_INTEGER))
    if article.title:
        title = Literal(on_one_line(article.title), language=article.language)
        yield _given(article, "title", node, dct.title, title)
    if article.url:
        yield _given(article, "url", node, schema.url, NamedNode(article.url))
    if article.published:
        yield _given(article, "published", node, schema.datePublished, date_literal(article.published))
    if article.original_url:
        yield from _descent(article, node, told, known)


def _descent(article: Told, node: str, told: str, known: Known) -> Iterator[Fact]:
    """From which text an article comes: one in another language is translated, one in Vietnamese copied."""
    target = NamedNode(mint("source", told))
    yield _given(article, "original_url", node, prov.wasDerivedFrom, target)
    if article.language == "vi":
        yield Fact(node, prov.wasQuotedFrom, target, inferred=_COPIED)
    else:
        yield Fact(node, schema.translationOfWork, target, inferred=_TRANSLATED)
    if told not in known.source_slugs and article.original_url:
        yield Fact(target.value, schema.url, NamedNode(article.original_url))
        yield from _report(target.value, known)


def _given(article: Told, field: str, subject: str, predicate: str, value: Object) -> Fact:
    """A field of the article with what gives it."""
    origin = dict(article.origins).get(field)
    if origin is None:
        return Fact(subject, predicate, value)
    reason = REASONS[Origin(origin)]
    return Fact(subject, predicate, value, reason, reason if origin in INFERRED else "")


def _report(source: str, known: Known) -> Iterator[Fact]:
    yield Fact(source, rdf.type, NamedNode(schema.NewsArticle))
    sort = concept("source", "news-report")
    if known.values(source, dct.type) <= {sort}:
        yield Fact(source, dct.type, NamedNode(sort))
