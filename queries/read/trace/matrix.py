"""The matrix of citations: what cites down the side, documents along the top, unresolved words in a column."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import NamedTuple

from graph.claims.claim import INFERRED, REJECTED
from graph.limits import LIMITS
from graph.store.reader import Reader
from ontology.terms import schema
from queries.read.in_effect import Gone, read_replacements
from queries.read.labels import Labels
from queries.read.rows import select, select_batched
from queries.read.trace.edges import Edge, read_days
from queries.read.trace.facts import FactReader


@dataclass(frozen=True)
class MatrixCell:
    """How often one thing cites one document; `inferred` where no source says so; `gone` where the document had been
    replaced or ended on the day.
    """

    count: int
    inferred: bool
    gone: Gone | None = None


@dataclass(frozen=True)
class MatrixRow:
    """What cites, its cells in the order of the documents, and how often its words name no single document."""

    citing: str
    cells: tuple[MatrixCell | None, ...]
    unresolved: int


@dataclass(frozen=True)
class MatrixRecord:
    """The matrix, or what a page shows of it: the most cited documents first, and what cites most of them.

    `counted`: among the first so many citations, where there are more; else 0. `numbers` are those of documents, `days`
    those of what a drawing may show.
    """

    documents: tuple[str, ...]
    rows: tuple[MatrixRow, ...]
    documents_left_out: int = 0
    rows_left_out: int = 0
    counted: int = 0
    numbers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    days: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def iris(self) -> Iterator[str]:
        """Yield what a view of the matrix needs labels of."""
        yield from (row.citing for row in self.rows)
        yield from self.documents
        cells = (cell for row in self.rows for cell in row.cells if cell and cell.gone)
        yield from (cell.gone.by for cell in cells if cell.gone and cell.gone.by)

    def ordered(self, labels: Labels, languages: Sequence[str]) -> tuple[MatrixRow, ...]:
        """Return the rows with most documents first, those with as many by name."""

        def key(row: MatrixRow) -> tuple[int, str]:
            return (-sum(1 for cell in row.cells if cell), labels.name(row.citing, languages).text.casefold())

        return tuple(sorted(self.rows, key=key))

    def edges(self, rows: Iterable[MatrixRow]) -> tuple[Edge, ...]:
        """Return the cells of rows as edges from what cites to documents."""
        return tuple(
            Edge(row.citing, document, inferred=cell.inferred)
            for row in rows
            for document, cell in zip(self.documents, row.cells, strict=True)
            if cell
        )


class _CitingRow(NamedTuple):
    citation: str
    citing: str
    cited: str


class _StatusRow(NamedTuple):
    citation: str
    citing: str
    status: str


class _NumberRow(NamedTuple):
    thing: str
    value: str


def read_matrix(reader: Reader, *, whole: bool = False) -> MatrixRecord:
    """Return what a page shows of the matrix, or the `whole` of it, as exports have it."""
    most = LIMITS.matrix_exported if whole else LIMITS.matrix_counted
    found = select(reader, _CitingRow, "citings", most=most + 1)
    statuses = _statuses(reader, found[:most])
    # What cites and the document -> citation -> whether that is inferred.
    cited: dict[tuple[str, str], dict[str, bool]] = defaultdict(dict)
    unresolved: dict[str, set[str]] = defaultdict(set)
    things: dict[str, None] = {}
    for row in found[:most]:
        said = statuses.get((row.citation, row.citing), {""})
        if said == {REJECTED}:
            continue
        things.setdefault(row.citing)
        if row.cited:
            cited[row.citing, row.cited][row.citation] = said <= {INFERRED, REJECTED}
        else:
            unresolved[row.citing].add(row.citation)
    citing_of = Counter(document for _, document in cited)
    documents_of = Counter(citing for citing, _ in cited)
    documents = sorted(citing_of, key=lambda document: (-citing_of[document], document))
    listed = sorted(things, key=lambda thing: (-documents_of[thing], thing))
    wide, long = (len(documents), len(listed)) if whole else (LIMITS.matrix_columns, LIMITS.matrix_rows)
    shown = tuple(documents[:wide])
    gone = _gone(reader, [pair for pair in cited if pair[1] in set(shown)])
    record = MatrixRecord(
        shown,
        tuple(
            MatrixRow(
                thing,
                tuple(_cell(cited.get((thing, document)), gone.get((thing, document))) for document in shown),
                len(unresolved.get(thing, ())),
            )
            for thing in listed[:long]
        ),
        documents_left_out=max(0, len(documents) - wide),
        rows_left_out=max(0, len(listed) - long),
        counted=most if len(found) > most else 0,
        numbers={} if whole else _numbers(reader, shown),
    )
    return record if whole else replace(record, days=read_days(reader, record.edges(record.rows)))


def _statuses(reader: Reader, citings: Iterable[_CitingRow]) -> dict[tuple[str, str], set[str]]:
    """Return citation and what makes it -> the statuses of the claims that say so; without those of which none does."""
    statuses: dict[tuple[str, str], set[str]] = {}
    citations = (row.citation for row in citings)
    for row in select_batched(reader, _StatusRow, "statuses-of-citings", citations):
        statuses.setdefault((row.citation, row.citing), set()).add(row.status)
    return statuses


def _cell(citations: Mapping[str, bool] | None, gone: Gone | None) -> MatrixCell | None:
    return MatrixCell(len(citations), all(citations.values()), gone) if citations else None


def _gone(reader: Reader, pairs: Sequence[tuple[str, str]]) -> dict[tuple[str, str], Gone]:
    """Return what cites and the document -> that the document had been replaced or ended on the day."""
    known = read_replacements(reader, {document for _, document in pairs})
    late = [(citing, document) for citing, document in pairs if document in known]
    facts = FactReader(reader).of({citing for citing, _ in late})
    found = ((pair, known[pair[1]].gone_by(facts[pair[0]].day)) for pair in late)
    return {pair: gone for pair, gone in found if gone}


def _numbers(reader: Reader, documents: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    wanted = schema.legislationIdentifier
    for row in (
        select(reader, _NumberRow, "values-of", things=documents, property=wanted) if documents else ()
    ):
        found.setdefault(row.thing, row.value)
    return found
