"""What is cited, each thing once: the words that mean it, by the reports in which they stand, and what cites in them.

One wording may be cited by an event outright and by the programme signed there by inference: it is one reference, and
the two cite in it together.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from pyoxigraph import NamedNode

from graph.store.reader import Reader
from ontology.iris import CONCEPT, mint
from queries.read.citation_references import ReferenceKey, ReferenceKind, reference_key
from queries.read.evidence import SourceRecord, read_sources
from queries.read.trace.citations import CitationRecord, Role
from queries.read.trace.facts import Relation
from queries.read.trace.readings import read_told


class Meaning(StrEnum):
    """What words mean, in the order in which they are shown: a document, something else by its name (a congress, a
    plenum, a campaign), a class of documents of somebody, or something that they do not tell.
    """

    DOCUMENT = "document"
    NAMED = "named"
    CLASS = "class"
    UNTOLD = "untold"


class Direction(StrEnum):
    """How a reference concerns what is traced: it is the document cited, may be meant or is named; or cites."""

    CITED = "cited"
    MAY_BE_MEANT = "may-be-meant"
    NAMED = "named"
    CITES = "cites"


class CellState(StrEnum):
    """What a report without words for a row is: silent, not read whole, or about something else."""

    SILENT = "silent"
    NOT_READ = "not read"
    ELSEWHERE = "does not tell of it"


_NAMING: Final = tuple(CONCEPT + f"citation/{kind}" for kind in ("congress", "plenum", "campaign"))
_CLASS: Final = CONCEPT + "citation/class"
_DIRECTIONS: Final = {
    Role.CITED_EXPLICITLY: Direction.CITED,
    Role.CITED_BY_INFERENCE: Direction.CITED,
    Role.MAY_BE_MEANT: Direction.MAY_BE_MEANT,
    Role.NAMED: Direction.NAMED,
}


_Citers = frozenset[tuple[str, bool, str]]
"""What cites in the same words: each with whether that is inferred, and what was followed to it."""


_BESIDE: Final = ReferenceKey(ReferenceKind.CITED, ())
"""Stands for whatever else the words of what is traced may mean: what cites heads the row."""


@dataclass(frozen=True)
class Reference:
    """One thing that is meant, by its `key`, and the kind of its citations (IRI).

    `citers` has one record of each thing that cites in these words, the closest to what is traced first; `words` one of
    each citation, by its place.
    """

    direction: Direction
    key: ReferenceKey
    kind: str
    citers: tuple[CitationRecord, ...]
    words: tuple[CitationRecord, ...]

    @property
    def meaning(self) -> Meaning:
        """What sort of thing is meant."""
        if self.key.kind is ReferenceKind.CITED:
            return Meaning.DOCUMENT
        if self.kind in _NAMING:
            return Meaning.NAMED
        if self.key.kind is ReferenceKind.NAMED:
            return Meaning.CLASS if self.kind == _CLASS else Meaning.NAMED
        return Meaning.UNTOLD

    @property
    def things(self) -> tuple[str, ...]:
        """The document that is cited, or what the words name."""
        return self.key.things if self.key.kind in (ReferenceKind.CITED, ReferenceKind.NAMED) else ()

    @property
    def candidates(self) -> tuple[str, ...]:
        """What the words may mean, where they name nothing."""
        return self.key.things if self.key.kind is ReferenceKind.MEANT else ()

    @property
    def sources(self) -> frozenset[str]:
        """The sources (IRIs; empty: no place is known) in which its words stand."""
        return frozenset(source_of(one) for one in self.words)

    def words_in(self, source: str) -> tuple[CitationRecord, ...]:
        """Return its words in a source."""
        return tuple(one for one in self.words if source_of(one) == source)


@dataclass(frozen=True)
class Report:
    """A source as a column: which documents of its section it names, for all pages; `whole`: it was read whole."""

    source: SourceRecord
    documents: tuple[str, ...]
    whole: bool


@dataclass(frozen=True)
class ReferenceSection:
    """References of one direction, of the same things that cite where these make them; and the reports that tell of
    these, by date and language.
    """

    direction: Direction
    citers: tuple[CitationRecord, ...]
    rows: tuple[Reference, ...]
    reports: tuple[Report, ...]


@dataclass(frozen=True)
class ReferenceTable:
    """The references of a trace, and those that a page shows in `sections`.

    `told`: what cites -> the sources that tell of it, for what is shown.
    """

    references: tuple[Reference, ...] = ()
    sections: tuple[ReferenceSection, ...] = ()
    told: Mapping[str, frozenset[str]] | None = None

    @property
    def citations(self) -> int:
        """How many wordings there are, each once."""
        return len({one.citation for row in self.references for one in row.words})

    def of(self, *directions: Direction) -> tuple[Reference, ...]:
        """Return the references of some directions."""
        return tuple(one for one in self.references if one.direction in directions)

    def state(self, row: Reference, report: Report) -> CellState:
        """Return what a report says of a row for which it has no words."""
        told = self.told or {}
        if not any(report.source.iri in told.get(one.citing, ()) for one in row.citers):
            return CellState.ELSEWHERE
        return CellState.SILENT if report.whole else CellState.NOT_READ

    def iris(self) -> Iterator[str]:
        """Yield what a view of what is shown needs labels of."""
        for section in self.sections:
            for report in section.reports:
                yield report.source.iri
                if isinstance(report.source.publisher, NamedNode):
                    yield report.source.publisher.value
            for row in section.rows:
                for one in (*row.words, *row.citers):
                    yield from one.iris()
                    yield one.citation


def source_of(one: CitationRecord) -> str:
    """Return the IRI of the source in which a citation stands; empty where no place is known."""
    return mint("source", one.source) if one.source else ""


def references_of(citations: Iterable[CitationRecord]) -> tuple[Reference, ...]:
    """Return what citations mean, each once: by direction, then as what cites first comes, by meaning and place."""
    by_citation: dict[tuple[Direction, str], list[CitationRecord]] = defaultdict(list)
    first: dict[str, int] = {}
    for at, one in enumerate(citations):
        by_citation[_DIRECTIONS.get(one.role, Direction.CITES), one.citation].append(one)
        first.setdefault(one.citing, at)
    rows: dict[tuple[Direction, _Citers, ReferenceKey], list[list[CitationRecord]]] = defaultdict(list)
    for (direction, _), records in by_citation.items():
        citing = frozenset((record.citing, record.inferred, record.followed) for record in records)
        rows[direction, citing, _key(records[0]) if _heads(direction, records[0]) else _BESIDE].append(
            records
        )
    made = []
    for (direction, *_), some in rows.items():
        key = _key(some[0][0])
        citers = sorted({record.citing: record for record in some[0]}.values(), key=_nearness)
        words = sorted((records[0] for records in some), key=_place)
        kind = min(one.kind for one in words)
        made.append(Reference(direction, key, kind, tuple(citers), tuple(words)))
    return tuple(sorted(made, key=lambda row: _order(row, first)))


def read_table(reader: Reader, references: Sequence[Reference], shown: Sequence[Reference]) -> ReferenceTable:
    """Return the references with those that are shown in sections, each with the reports that tell of it."""
    citing = {one.citing for row in shown for one in row.citers}
    told, whole = read_told(reader, citing)
    sections: dict[tuple[object, ...], list[Reference]] = defaultdict(list)
    for row in shown:
        sections[_section(row)].append(row)
    wanted = {source for row in shown for source in row.sources} | {
        one for some in told.values() for one in some
    }
    sources = read_sources(reader, sorted(filter(None, wanted)))
    made = []
    for rows in sections.values():
        named = {source for row in rows for source in row.sources}
        named |= {source for row in rows for one in row.citers for source in told.get(one.citing, ())}
        columns = [sources.get(iri) or SourceRecord(iri, root=iri) for iri in named]
        columns.sort(key=lambda one: (one.published or "~", one.language, one.iri or "~"))
        of_section = [row for row in references if _section(row) == _section(rows[0])]
        outward = rows[0].citers if _by_citers(rows[0]) else ()
        made.append(
            ReferenceSection(
                rows[0].direction,
                outward,
                tuple(rows),
                tuple(Report(one, _documents(of_section, one.iri), one.iri in whole) for one in columns),
            )
        )
    return ReferenceTable(tuple(references), tuple(made), told)


def _documents(references: Iterable[Reference], source: str) -> tuple[str, ...]:
    """Return the documents that a source names among these references."""
    named = (row for row in references if row.meaning is Meaning.DOCUMENT and source in row.sources)
    return tuple(sorted({row.things[0] for row in named}))


def _heads(direction: Direction, one: CitationRecord) -> bool:
    """Whether what is meant heads a row, under what cites; where that is what is traced, what cites heads the row."""
    return direction is Direction.CITES or one.relation is Relation.ISSUED


def _by_citers(row: Reference) -> bool:
    return _heads(row.direction, row.citers[0])


def _section(row: Reference) -> tuple[object, ...]:
    if _by_citers(row):
        return (row.direction, *((one.citing, one.inferred) for one in row.citers))
    return (row.direction,)


def _key(one: CitationRecord) -> ReferenceKey:
    return reference_key(one.citation, [one.cited] if one.cited else [], one.named, one.candidates)


_NEAR: Final = {relation: at for at, relation in enumerate(Relation)}
_FIRST: Final = {direction: at for at, direction in enumerate(Direction)}
_MEANINGS: Final = {meaning: at for at, meaning in enumerate(Meaning)}


def _nearness(one: CitationRecord) -> tuple[object, ...]:
    """Order what cites: what a source says to cite first, then the closest."""
    return (one.inferred, _NEAR[one.relation or Relation.ITSELF], one.day or "~", one.citing)


def _order(row: Reference, first: Mapping[str, int]) -> tuple[object, ...]:
    lead = row.citers[0]
    among = (lead.day or "~", first[lead.citing], [one.citing for one in row.citers])
    kind = _NAMING.index(row.kind) if row.meaning is Meaning.NAMED and row.kind in _NAMING else len(_NAMING)
    known = not (row.things or row.candidates)
    return (_FIRST[row.direction], *among, _MEANINGS[row.meaning], kind, known, _place(row.words[0]))


def _place(one: CitationRecord) -> tuple[str, int, str]:
    return (one.source, one.start, one.citation)
