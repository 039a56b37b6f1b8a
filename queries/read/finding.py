"""Read one finding that the data hold: a programme whose documents one report names and a parallel one does not.

Chosen by rule, anew for each version: of all programmes and pairs of sources that tell of one, both read whole for
citations, the pair of which one names most documents that the other does not; of several, the one with the latest
source, then the first by IRI.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from graph.store.reader import Reader, Term
from ontology.kinds import kind_of
from ontology.terms import dct, hn, schema
from queries.read.evidence import SourceRecord, read_sources
from queries.read.rows import text_of
from queries.read.statements import Description, read_statements
from queries.read.trace.matrix import CitedWords, MatrixRow, read_matrix
from queries.read.trace.readings import ReadState

SHOWN: Final = 3
"""Documents of the finding that are shown."""
_READ: Final = (ReadState.CITES, ReadState.SILENT, ReadState.OPEN)


@dataclass(frozen=True)
class FindingRecord:
    """A programme (IRI), the words by which one source names documents, in their order, and what the other says.

    `cited` are the documents with the words of `naming`; `count` is how many it names and `silent` does not;
    `in_place` are the words of `silent` that name no one document. `documents` has what is said of each document.
    """

    programme: str
    cited: tuple[tuple[str, CitedWords], ...]
    count: int
    naming: SourceRecord
    silent: SourceRecord
    in_place: tuple[CitedWords, ...] = ()
    documents: Mapping[str, Description] = field(default_factory=lambda: MappingProxyType({}))

    def said(self, document: str, property_iri: str) -> tuple[Term, ...]:
        """Return the values of a property of one of the documents."""
        return self.documents.get(document, {}).get(property_iri, ())

    def issuer(self, document: str) -> str:
        """Return the IRI of who issued a document, empty where nobody says."""
        return min((text_of(value) for value in self.said(document, schema.legislationPassedBy)), default="")

    def issued(self, document: str) -> str:
        """Return the day of issue, the most exact that is known; empty where none is."""
        return max(
            (text_of(value) for value in self.said(document, schema.legislationDate)), key=len, default=""
        )

    def titles(self, document: str) -> tuple[Term, ...]:
        """Return the titles of a document, in their languages."""
        return self.said(document, dct.title)

    def iris(self) -> Iterator[str]:
        """Yield what a view needs labels of."""
        yield from (self.programme, self.naming.iri, self.silent.iri)
        for document, _ in self.cited:
            yield document
            yield from filter(None, (self.issuer(document),))


def read_finding(reader: Reader) -> FindingRecord | None:
    """Return the finding of a version; None where no two sources that were read whole differ so."""
    record = read_matrix(reader)
    found = [
        (len(named), row, naming, silent, named)
        for row in record.rows
        if kind_of(row.citing) == "programme"
        for naming, silent, named in _differences(row, record.documents)
    ]
    if not found:
        return None
    sources = read_sources(reader, {source for _, _, *pair, _ in found for source in pair})
    # The latest source first, then the first by IRI.
    found.sort(key=lambda one: (one[1].citing, one[2], one[3]))
    found.sort(key=lambda one: (one[0], sources[one[2]].published, sources[one[3]].published), reverse=True)
    count, row, naming, silent, named = found[0]
    shown = named[:SHOWN]
    in_place = _in_place(reader, row, silent, {document for document, _ in named})
    return FindingRecord(
        row.citing,
        shown,
        count,
        sources[naming],
        sources[silent],
        in_place[:SHOWN],
        MappingProxyType(read_statements(reader, [document for document, _ in shown])),
    )


def _in_place(reader: Reader, row: MatrixRow, silent: str, named: set[str]) -> tuple[CitedWords, ...]:
    """Return the words of a source that name no one document: those first that may mean one of these."""
    words = [one for one in row.vague if one.source == silent and one.wording]
    said = read_statements(reader, [one.citation for one in words])

    def meant(one: CitedWords) -> int:
        return len(named & {text_of(value) for value in said.get(one.citation, {}).get(hn.candidate, ())})

    return tuple(sorted(words, key=lambda one: (-meant(one), one.start)))


def _differences(
    row: MatrixRow, documents: Sequence[str]
) -> Iterator[tuple[str, str, tuple[tuple[str, CitedWords], ...]]]:
    """Yield pairs of sources that were read whole, of which the second names no document, and what the first names."""
    read = [one.source for one in row.sources if one.state in _READ]
    words: dict[str, dict[str, CitedWords]] = {source: {} for source in read}
    for document, cell in zip(documents, row.cells, strict=True):
        for one in cell.words if cell else ():
            if one.source in words and one.wording:
                words[one.source].setdefault(document, one)
    for naming in read:
        named = tuple(sorted(words[naming].items(), key=lambda pair: pair[1].start))
        for silent in read if named else ():
            if not words[silent]:
                yield naming, silent, named
