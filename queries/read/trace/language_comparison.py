"""What reports in several languages say that a thing cites, side by side: where one names a document by its number,
another may only speak of "new directives".
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from graph.store.reader import Reader
from ontology.terms import prov
from queries.read.citation_references import ReferenceKey, ReferenceKind, reference_key
from queries.read.evidence import read_sources
from queries.read.rows import select
from queries.read.trace.citations import CitationRecord


class _SourceRow(NamedTuple):
    thing: str
    value: str


@dataclass(frozen=True)
class LanguageColumn:
    """The reports in one language (empty: not known): how many documents they name, and how often no single one."""

    language: str
    documents: int
    unresolved: int


@dataclass(frozen=True)
class ComparisonRow:
    """One document, or things that words name without a document, or words that name nothing; a cell a language."""

    things: tuple[str, ...]
    document: bool
    cells: tuple[tuple[CitationRecord, ...], ...]


@dataclass(frozen=True)
class LanguageComparison:
    """The citations of a thing by language. `differ`: not all languages name the same documents."""

    columns: tuple[LanguageColumn, ...]
    rows: tuple[ComparisonRow, ...]
    differ: bool

    def iris(self) -> Iterator[str]:
        """Yield what the rows name."""
        for row in self.rows:
            yield from row.things


def read_comparison(
    reader: Reader, thing: str, citations: Iterable[CitationRecord]
) -> LanguageComparison | None:
    """Lay the citations that a thing makes side by side by language; None where there is only one.

    A language of which a report was read and says nothing has a column too.
    """
    own = {one.citation: one for one in citations if one.citing == thing and one.role.outward}
    if not own:
        return None
    rows = select(reader, _SourceRow, "values-of", things=[thing], property=prov.wasDerivedFrom)
    sources = read_sources(reader, (row.value for row in rows))
    read = {source.language for source in sources.values() if source.language and source.sha256}
    return compare(own.values(), read)


def compare(citations: Iterable[CitationRecord], languages: Iterable[str]) -> LanguageComparison | None:
    """Lay citations side by side by language; None where there is only one.

    Citations stand in one row where they cite the same document, or else name or may mean the same things.
    """
    by_key: dict[ReferenceKey, dict[str, list[CitationRecord]]] = defaultdict(lambda: defaultdict(list))
    for one in citations:
        by_key[_key(one)][one.language].append(one)
    codes = sorted({*languages, *(code for row in by_key.values() for code in row)})
    if len(codes) < 2:
        return None
    ordered = sorted(by_key.items(), key=lambda pair: (pair[0].rank, _first(pair[1])))
    cited = {
        code: {k for k, row in by_key.items() if k.kind is ReferenceKind.CITED and code in row}
        for code in codes
    }
    return LanguageComparison(
        tuple(
            LanguageColumn(
                code,
                len(cited[code]),
                sum(
                    len(row.get(code, ()))
                    for key, row in by_key.items()
                    if key.kind is not ReferenceKind.CITED
                ),
            )
            for code in codes
        ),
        tuple(
            ComparisonRow(
                key.things if key.kind in (ReferenceKind.CITED, ReferenceKind.NAMED) else (),
                key.kind is ReferenceKind.CITED,
                tuple(tuple(sorted(cells.get(code, ()), key=_place)) for code in codes),
            )
            for key, cells in ordered
        ),
        len({frozenset(documents) for documents in cited.values()}) > 1,
    )


def _key(one: CitationRecord) -> ReferenceKey:
    return reference_key(one.citation, [one.cited] if one.cited else [], one.named, one.candidates)


def _first(cells: Mapping[str, list[CitationRecord]]) -> tuple[str, int]:
    return min(_place(one) for row in cells.values() for one in row)


def _place(one: CitationRecord) -> tuple[str, int]:
    return (one.source, one.start)
