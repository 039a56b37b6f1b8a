"""The documents that articles themselves name with number and date: known to all articles, in whatever order they come.

A citation that gives only the number is resolved by them; one that gives the month means the document of which another
gives the day, where there is one such.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from loaders.articles.citations import Citation, KnownDocument, resolve
from loaders.articles.claims.article_iris import minted_document
from loaders.articles.claims.known_records import agree
from loaders.articles.mentions.known import KnownGraph
from loaders.articles.readings import Reading
from loaders.articles.records import CitationRecord


def documents_read(ground: KnownGraph, readings: Iterable[Reading]) -> KnownGraph:
    """Return the ground with the documents that these readings name well enough to make them."""
    found: dict[str, KnownDocument] = {}
    documents = ground.known.by_number
    for reading in readings:
        cited = [r.citation for r in reading.records if isinstance(r, CitationRecord)]
        for resolved in resolve(cited, documents):
            if iri := minted_document(resolved):
                one = found.setdefault(iri, _document(iri, resolved.names))
                if one.issuer is None and (issuer := resolved.citation.issuer):
                    found[iri] = replace(one, issuer=issuer.value)
    renamed = dict(_vaguer(found.values()))
    read = tuple(found[iri] for iri in sorted(found) if iri not in renamed)
    return replace(ground, known=replace(ground.known, read=read, documents_renamed=renamed))


def _document(iri: str, citation: Citation) -> KnownDocument:
    date = citation.date.value if citation.date and not citation.date.value.startswith("--") else None
    return KnownDocument(
        iri=iri,
        type=citation.type or "",
        number=citation.number,
        code=citation.code,
        body=citation.body,
        unit=citation.unit,
        year=citation.year,
        date=date,
        term=citation.terms[0] if len(citation.terms) == 1 else None,
        issuer=citation.issuer.value if citation.issuer else None,
        place=citation.place,
        letter=citation.letter,
    )


def _vaguer(documents: Iterable[KnownDocument]) -> Iterator[tuple[str, str]]:
    """Yield the documents of a vaguer date, each with the only one of its number that has a more precise one."""
    alike: dict[tuple[object, ...], list[KnownDocument]] = defaultdict(list)
    for one in documents:
        if one.date:
            alike[one.type, one.code, one.number, one.letter, one.body, one.unit, one.year, one.place].append(
                one
            )
    for same in alike.values():
        for one in same:
            date = one.date or ""
            finer = [d.iri for d in same if d.date and len(d.date) > len(date) and agree(d.date, date)]
            longest = [i for i in finer if not any(i != j and j.startswith(i) for j in finer)]
            if len(longest) == 1:
                yield one.iri, longest[0]
