"""Read one finding that the data hold: a programme of which one report names the documents and another, that was read
whole as well, names none.

Chosen by rule, anew for each version: of all pairs of such reports of a programme, or of another thing that cites where
there is no such programme, the pair of which one names most documents; of several, the one with the latest report, then
the first by IRI. That a report names none is said only where it was read whole for citations and nothing is proposed.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, NamedTuple

from pyoxigraph import NamedNode

from graph.store.reader import Reader, Term
from ontology.iris import mint, source_of_graph
from ontology.kinds import kind_of
from ontology.terms import hn, schema
from queries.read.evidence import SourceRecord, read_sources
from queries.read.rows import select, text_of
from queries.read.statements import Description, read_statements
from queries.read.trace.matrix import CitedWords, MatrixRow, read_matrix
from queries.read.trace.readings import read_whole
from queries.read.trace.starting_points import PARTS

SHOWN: Final = 3
"""Documents of the finding that are shown."""


@dataclass(frozen=True)
class FindingRecord:
    """What cites (IRI), the words by which one report names documents, in their order, and what another says.

    `cited` are the documents with the words of `naming`; `count` is how many it names, `silent` names none. `reports`
    are all that were read whole and tell of it, `names` (IRIs) those of them that name a document, `unread` how many
    more tell of it. `in_place` are the words of `silent` that name no one document: where `same_part` holds, those of
    the task that the documents are cited in. `statements` are those of each document, of what cites and of its event.
    """

    citing: str
    cited: tuple[tuple[str, CitedWords], ...]
    count: int
    naming: SourceRecord
    silent: SourceRecord
    reports: tuple[SourceRecord, ...]
    names: frozenset[str]
    unread: int = 0
    in_place: tuple[CitedWords, ...] = ()
    same_part: bool = False
    statements: Mapping[str, Description] = field(default_factory=lambda: MappingProxyType({}))

    def said(self, thing: str, property_iri: str) -> tuple[Term, ...]:
        """Return the values of a property of one of the documents, of what cites, or of its event."""
        return self.statements.get(thing, {}).get(property_iri, ())

    def first(self, thing: str, property_iri: str) -> str:
        """Return the first of these values as text, empty where there is none."""
        return min(map(text_of, self.said(thing, property_iri)), default="")

    def issued(self, document: str) -> str:
        """Return the day of issue, the most exact that is known; empty where none is."""
        return max(map(text_of, self.said(document, schema.legislationDate)), key=len, default="")

    @property
    def event(self) -> str:
        """The event (IRI) at which it was signed, or which it is; empty where none is known."""
        return self.citing if kind_of(self.citing) == "event" else self.first(self.citing, hn.signedAt)

    def iris(self) -> Iterator[str]:
        """Yield what a view needs labels of."""
        yield self.citing
        for report in self.reports:
            yield report.iri
            if isinstance(report.publisher, NamedNode):
                yield report.publisher.value
        for document, _ in self.cited:
            yield document
            yield from filter(None, (self.first(document, schema.legislationPassedBy),))
        yield from filter(None, (self.first(self.event, schema.location),))


class _NamedRow(NamedTuple):
    citation: str
    cited: str
    graph: str


class _GraphRow(NamedTuple):
    graph: str


def read_finding(reader: Reader) -> FindingRecord | None:
    """Return the finding of a version; None where no two reports differ so."""
    record = read_matrix(reader)
    whole = read_whole(reader)
    found = [
        (row, naming, silent, words)
        for row in record.rows
        for naming, silent, words in _differences(row, record.documents, whole)
    ]
    sources = read_sources(reader, {source for _, *pair, _ in found for source in pair})
    # Programmes with most documents and the latest report first, then the first by IRI.
    found.sort(key=lambda one: (one[0].citing, one[1], one[2]))
    found.sort(
        key=lambda one: (
            kind_of(one[0].citing) == "programme",
            len(one[3]),
            sources[one[1]].published,
            sources[one[2]].published,
        ),
        reverse=True,
    )
    said = (_verified(reader, row, naming, silent, words, whole) for row, naming, silent, words in found)
    return next((one for one in said if one is not None), None)


def _verified(
    reader: Reader,
    row: MatrixRow,
    naming: str,
    silent: str,
    words: Mapping[str, CitedWords],
    whole: frozenset[str],
) -> FindingRecord | None:
    """Return the finding of a pair where all that is known bears it out: the matrix may be cut, and proposals are not
    in it.
    """
    names: dict[str, set[str]] = defaultdict(set)
    citations = set()
    for one in select(reader, _NamedRow, "documents-named-of", citing=row.citing):
        source = _source(one.graph)
        names[source].add(one.cited)
        if source == naming:
            citations.add(one.citation)
    rows = select(reader, _GraphRow, "citations-proposed-of", citing=row.citing)
    if silent in names or silent in {_source(one.graph) for one in rows} or not names[naming]:
        return None
    telling = {one.source for one in row.sources}
    reports = read_sources(reader, sorted((telling & whole) | {naming}))
    shown = tuple(sorted(words.items(), key=lambda pair: pair[1].start))[:SHOWN]
    in_place, same_part = _in_place(reader, row, silent, citations, names[naming])
    statements = dict(read_statements(reader, [row.citing, *(document for document, _ in shown)]))
    event = min(map(text_of, statements.get(row.citing, {}).get(hn.signedAt, ())), default="")
    return FindingRecord(
        row.citing,
        shown,
        len(names[naming]),
        reports[naming],
        reports[silent],
        tuple(reports.values()),
        frozenset(source for source in reports if source in names),
        unread=len(telling - set(reports)),
        in_place=in_place,
        same_part=same_part,
        statements=MappingProxyType(statements | read_statements(reader, [event] if event else [])),
    )


def _source(graph: str) -> str:
    """Return the source (IRI) whose claims a graph holds, empty where it is of none."""
    slug = source_of_graph(graph)
    return mint("source", slug) if slug else ""


def _in_place(
    reader: Reader, row: MatrixRow, silent: str, naming: Iterable[str], named: set[str]
) -> tuple[tuple[CitedWords, ...], bool]:
    """Return the words of a source that name no one document, and whether they are those of the part that cites the
    documents; else the first that may mean one of these, or any.
    """
    vague = [one for one in row.vague if one.source == silent and one.wording]
    citations = [*naming, *(one.citation for one in vague)]
    said = read_statements(reader, citations)

    def values(citation: str, property_iri: str) -> set[str]:
        return set(map(text_of, said.get(citation, {}).get(property_iri, ())))

    def parts(citation: str) -> set[str]:
        return {one for one in values(citation, hn.citing) if kind_of(one) in PARTS}

    cited_in = {part for citation in naming for part in parts(citation)}
    beside = tuple(one for one in vague if parts(one.citation) & cited_in)
    if beside:
        return beside[:SHOWN], True
    vague.sort(key=lambda one: (-len(named & values(one.citation, hn.candidate)), one.start))
    return tuple(vague[:SHOWN]), False


def _differences(
    row: MatrixRow, documents: Sequence[str], whole: frozenset[str]
) -> Iterator[tuple[str, str, Mapping[str, CitedWords]]]:
    """Yield pairs of sources of which the first names documents, and the second was read whole and names none."""
    words: dict[str, dict[str, CitedWords]] = {one.source: {} for one in row.sources}
    for document, cell in zip(documents, row.cells, strict=True):
        for one in cell.words if cell else ():
            if one.source in words and one.wording:
                words[one.source].setdefault(document, one)
    for naming, named in words.items():
        for silent in whole & words.keys() if named else ():
            if not words[silent]:
                yield naming, silent, named
