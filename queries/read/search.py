"""Search for things by their names, and filter what is found."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from graph.limits import LIMITS
from graph.search.index_lifecycle import Index, nearest
from graph.search.names import MOST, Hit, find, suggest
from graph.store.reader import Reader
from ontology.kinds import OTHER
from queries.read.facets import COUNTED, Details, FacetCounts, count_facets, having, read_details

COMPOSED: Final = frozenset({"membership", "participation", "tenure"})
"""Kinds whose names are made of those of their ends: suggested only where nothing else is."""


@dataclass(frozen=True)
class SearchResult:
    """The things found that have all chosen values, best first, with their details and facets.

    `more`: more things have such names than were found. `partial`: only the best of those found were looked at for
    facets and choices. `approximate`: no name holds the words as they are written. `index` is what was searched; None
    where no names are indexed yet.
    """

    hits: tuple[Hit, ...] = ()
    details: Details = field(default_factory=Details)
    facets: tuple[FacetCounts, ...] = ()
    more: bool = False
    partial: bool = False
    approximate: bool = False
    index: Index | None = None

    def iris(self, hits: Iterable[Hit]) -> Iterator[str]:
        """Yield what a view of some of the hits, and of the facets, needs labels of."""
        for hit in hits:
            yield hit.iri
            if hit.source:
                yield hit.source
            yield from self.details.places.get(hit.iri, ())
        for facet in self.facets:
            yield from facet.iris()


def search_names(reader: Reader, text: str, chosen: Mapping[str, str] | None = None) -> SearchResult:
    """Return the things whose names hold all words of a text and that have all chosen values (facet -> value)."""
    index = index_of(reader)
    if index is None:
        return SearchResult()
    choices = chosen or {}
    # One kind is asked of the index itself, so that its list is whole; the counts need the others too.
    answer = find(index.path, text, limit=MOST)
    if answer.more and "kind" in choices:
        kind = choices["kind"]
        answer = find(index.path, text, limit=MOST, kind=kind if ":" not in kind else OTHER)
    hits = answer.hits[:COUNTED]
    details = read_details(reader, hits)
    return SearchResult(
        hits=having(hits, details, choices),
        details=details,
        facets=count_facets(hits, details, choices),
        more=answer.more,
        partial=len(answer.hits) > COUNTED,
        approximate=answer.approximate,
        index=index,
    )


def suggest_names(reader: Reader, text: str, kinds: tuple[str, ...] = ()) -> tuple[list[Hit], Index | None]:
    """Return what may be meant by the beginning of a text, of these kinds only where any are named, and the index that
    was asked; None where there is none.
    """
    index = index_of(reader)
    if index is None:
        return [], None
    most = LIMITS.suggestions
    found = suggest(index.path, text, limit=2 * most, kinds=kinds)
    named = [hit for hit in found if hit.kind not in COMPOSED]
    return (named or found)[:most], index


def index_of(reader: Reader) -> Index | None:
    """Return the index of names to answer from; a reader without a version on disk has none."""
    return nearest(reader.on_disk) if reader.on_disk is not None else None
