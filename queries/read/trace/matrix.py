"""The matrix of citations: programmes and what else cites down the side, documents along the top.

Every programme has a row, whether it cites or not: that it cites nothing is said only where a source that tells of it
was read whole. What a part cites stands in the row of its whole, and each cell leads to its words.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from pyoxigraph import Literal

from graph.claims.claim import INFERRED, REJECTED
from graph.limits import LIMITS
from graph.store.reader import Reader, Term
from ontology.iris import mint
from ontology.kinds import kind_of
from ontology.terms import schema
from queries.read.evidence import place_of, read_sources
from queries.read.in_effect import Gone, read_replacements
from queries.read.labels import Labels
from queries.read.rows import select, select_batched
from queries.read.trace.activities import Scope
from queries.read.trace.facts import FactReader
from queries.read.trace.readings import ReadState, SourceState, read_states
from queries.read.trace.starting_points import PARTS


@dataclass(frozen=True)
class CitedWords:
    """The words of one citation and where they stand: code points of a source (IRI), from `start` up to `end`.

    `passage` is the place as an IRI, empty where none is known; `inferred`: no source says that these are words of what
    cites.
    """

    citation: str
    wording: str = ""
    language: str = ""
    passage: str = ""
    source: str = ""
    start: int = 0
    end: int = 0
    inferred: bool = False


@dataclass(frozen=True)
class MatrixCell:
    """How often one thing cites one document, in which words; `inferred` where no source says so; `gone` where the
    document had been replaced or ended on the day.
    """

    count: int
    inferred: bool
    gone: Gone | None = None
    words: tuple[CitedWords, ...] = ()


class CellState(StrEnum):
    """What the reports in one language say of one thing and one document."""

    SAID = "said"
    INFERRED = "inferred"
    SILENT = "silent"
    PROPOSED = "proposed"
    NOT_READ = "not read"


@dataclass(frozen=True)
class LanguageReading:
    """What the reports (IRIs) in one language say of one document; `words` where they name it."""

    language: str
    state: CellState
    sources: tuple[str, ...]
    words: tuple[CitedWords, ...] = ()


@dataclass(frozen=True)
class MatrixRow:
    """What cites, its cells in the order of the documents, and its words that name no single document.

    `sources` tell of it, and how they were read; `wholly_read`: one in which it cites was read whole.
    """

    citing: str
    cells: tuple[MatrixCell | None, ...]
    vague: tuple[CitedWords, ...] = ()
    sources: tuple[SourceState, ...] = ()
    wholly_read: bool = False

    @property
    def unresolved(self) -> int:
        """How often its words name no single document."""
        return len(self.vague)

    @property
    def state(self) -> ReadState:
        """What is known of its citations in all its sources together."""
        states = {one.state for one in self.sources}
        order = (ReadState.CITES, ReadState.OPEN, ReadState.SILENT)
        return next((one for one in order if one in states), ReadState.NOT_READ)

    @property
    def read(self) -> bool:
        """Whether any source that tells of it was read whole, so that what it does not cite there is known."""
        return (
            any(one.state in (ReadState.SILENT, ReadState.OPEN) for one in self.sources) or self.wholly_read
        )


@dataclass(frozen=True)
class MatrixRecord:
    """The matrix, or what a page shows of it: the most cited documents first, and what cites most of them.

    `counted`: among the first so many citations, where there are more; else 0. `numbers` are those of documents,
    `languages` those of sources. `undated` counts what is left out of some years (`scope`), for no day is known.
    """

    documents: tuple[str, ...]
    rows: tuple[MatrixRow, ...]
    documents_left_out: int = 0
    rows_left_out: int = 0
    counted: int = 0
    numbers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    languages: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    scope: Scope = field(default_factory=Scope)
    undated: int = 0

    def iris(self) -> Iterator[str]:
        """Yield what a view of the matrix needs labels of."""
        yield from (row.citing for row in self.rows)
        yield from self.documents
        yield from (one.source for row in self.rows for one in row.sources)
        for row in self.rows:
            for cell in row.cells:
                yield from (one.source for one in (cell.words if cell else ()) if one.source)
                yield from ((cell.gone.by,) if cell and cell.gone and cell.gone.by else ())
            yield from (one.source for one in row.vague if one.source)

    def readings(self, row: MatrixRow, at: int) -> tuple[LanguageReading, ...]:
        """Return what is said of the document in the column `at`, by the languages of the sources that tell of the row:
        that it is named, or that a source was read whole and does not name it, or that none was.
        """
        cell = row.cells[at]
        words: dict[str, list[CitedWords]] = defaultdict(list)
        for one in cell.words if cell else ():
            words[one.source].append(one)
        states = {one.source: one for one in row.sources}
        by_language: dict[str, list[str]] = defaultdict(list)
        for source in dict.fromkeys([*words, *states]):
            by_language[self.languages.get(source, "")].append(source)
        return tuple(
            _reading(language, some, words, states) for language, some in sorted(by_language.items())
        )

    def ordered(self, labels: Labels, languages: Sequence[str]) -> tuple[MatrixRow, ...]:
        """Return the rows of programmes first, then those with most documents, those with as many by name."""

        def key(row: MatrixRow) -> tuple[bool, int, str]:
            name = labels.name(row.citing, languages).text.casefold()
            return (kind_of(row.citing) != "programme", -sum(1 for cell in row.cells if cell), name)

        return tuple(sorted(self.rows, key=key))


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


class _ThingRow(NamedTuple):
    thing: str


class _PlaceRow(NamedTuple):
    thing: str
    words: Term | None
    target: str


_ALL = Scope()


def read_matrix(reader: Reader, *, whole: bool = False, scope: Scope = _ALL) -> MatrixRecord:
    """Return what a page shows of the matrix, or the `whole` of it, as exports have it; of some years where `scope` has
    any.
    """
    most = LIMITS.matrix_exported if whole else LIMITS.matrix_counted
    found = select(reader, _CitingRow, "citings", most=most + 1)
    made = _made(reader, found[:most])
    things = dict.fromkeys(row.thing for row in select(reader, _ThingRow, "programmes", most=most))
    things |= dict.fromkeys(citing for citing, _ in made if kind_of(citing) not in PARTS)
    kept, undated = _in_years(reader, list(things), scope)
    cited: dict[tuple[str, str], list[CitedWords]] = defaultdict(list)
    vague: dict[str, list[CitedWords]] = defaultdict(list)
    for (citing, document), words in made.items():
        if citing in kept:
            (cited[citing, document] if document else vague[citing]).extend(words)
    citing_of = Counter(document for _, document in cited)
    documents_of = Counter(citing for citing, _ in cited)
    documents = sorted(citing_of, key=lambda document: (-citing_of[document], document))
    listed = sorted(kept, key=lambda thing: (-documents_of[thing], -len(vague.get(thing, ())), thing))
    wide, long = (len(documents), len(listed)) if whole else (LIMITS.matrix_columns, LIMITS.matrix_rows)
    shown = tuple(documents[:wide])
    gone = _gone(reader, [pair for pair in cited if pair[1] in set(shown)])
    rows = tuple(
        MatrixRow(
            thing,
            tuple(_cell(cited.get((thing, document), ()), gone.get((thing, document))) for document in shown),
            tuple(sorted(vague.get(thing, ()), key=_place)),
        )
        for thing in listed[:long]
    )
    rows = _with_states(reader, rows)
    return MatrixRecord(
        shown,
        rows,
        documents_left_out=max(0, len(documents) - wide),
        rows_left_out=max(0, len(listed) - long),
        counted=most if len(found) > most else 0,
        numbers={} if whole else _numbers(reader, shown),
        languages={} if whole else _languages(reader, rows),
        scope=scope,
        undated=undated,
    )


def _made(reader: Reader, found: Sequence[_CitingRow]) -> dict[tuple[str, str], list[CitedWords]]:
    """Return what cites and the document (empty: none is named) -> the words, without those that were rejected."""
    statuses = _statuses(reader, found)
    words = _words(reader, {row.citation for row in found})
    made: dict[tuple[str, str], list[CitedWords]] = defaultdict(list)
    for row in dict.fromkeys(found):
        said = statuses.get((row.citation, row.citing), {""})
        if said != {REJECTED}:
            one = replace(words[row.citation], inferred=said <= {INFERRED, REJECTED})
            made[row.citing, row.cited].append(one)
    return made


def _reading(
    language: str,
    sources: Sequence[str],
    words: Mapping[str, Sequence[CitedWords]],
    states: Mapping[str, SourceState],
) -> LanguageReading:
    """Return what the sources in one language say: the most that one of them does."""
    said = tuple(one for source in sources for one in words.get(source, ()))
    naming = tuple(source for source in sources if words.get(source))
    if said:
        state = CellState.INFERRED if all(one.inferred for one in said) else CellState.SAID
        return LanguageReading(language, state, naming, said)
    proposed = tuple(s for s in sources if s in states and states[s].state is ReadState.OPEN)
    whole = tuple(s for s in sources if s in states and states[s].whole and s not in proposed)
    if whole:
        return LanguageReading(language, CellState.SILENT, whole)
    if proposed:
        return LanguageReading(language, CellState.PROPOSED, proposed)
    return LanguageReading(language, CellState.NOT_READ, tuple(sources))


def _words(reader: Reader, citations: set[str]) -> dict[str, CitedWords]:
    found = {citation: CitedWords(citation) for citation in citations}
    for row in select_batched(reader, _PlaceRow, "facts-of-citations", citations):
        held = found[row.thing]
        place = place_of(row.target) if row.target and not held.passage else None
        if place is not None:
            slug, start, end = place
            held = replace(held, passage=row.target, source=mint("source", slug), start=start, end=end)
        if isinstance(row.words, Literal) and not held.wording:
            held = replace(held, wording=row.words.value, language=row.words.language or "")
        found[row.thing] = held
    return found


def _in_years(reader: Reader, things: list[str], scope: Scope) -> tuple[list[str], int]:
    """Return the things whose first day, or that of their event, is in some years; and how many have none."""
    if not (scope.begin or scope.finish):
        return things, 0
    facts = FactReader(reader).of(things)
    days = {thing: facts[thing].day for thing in things}
    # A day of the last year comes before that year with a tilde, however precise it is.
    finish = f"{scope.finish}~" if scope.finish else "~"
    kept = [thing for thing in things if days[thing] and scope.begin <= days[thing] < finish]
    return kept, sum(1 for day in days.values() if not day)


def _with_states(reader: Reader, rows: tuple[MatrixRow, ...]) -> tuple[MatrixRow, ...]:
    citing = {
        row.citing: frozenset(
            one.source
            for words in (row.vague, *(cell.words for cell in row.cells if cell))
            for one in words
            if one.source
        )
        for row in rows
    }
    states, whole = read_states(reader, citing, citing)
    return tuple(
        replace(row, sources=states[row.citing], wholly_read=bool(citing[row.citing] & whole)) for row in rows
    )


def _statuses(reader: Reader, citings: Iterable[_CitingRow]) -> dict[tuple[str, str], set[str]]:
    """Return citation and what makes it -> the statuses of the claims that say so; without those of which none does."""
    statuses: dict[tuple[str, str], set[str]] = {}
    citations = (row.citation for row in citings)
    for row in select_batched(reader, _StatusRow, "statuses-of-citings", citations):
        statuses.setdefault((row.citation, row.citing), set()).add(row.status)
    return statuses


def _cell(words: Iterable[CitedWords], gone: Gone | None) -> MatrixCell | None:
    held = tuple(sorted(words, key=_place))
    return MatrixCell(len(held), all(one.inferred for one in held), gone, held) if held else None


def _gone(reader: Reader, pairs: Sequence[tuple[str, str]]) -> dict[tuple[str, str], Gone]:
    """Return what cites and the document -> that the document had been replaced or ended on the day."""
    known = read_replacements(reader, {document for _, document in pairs})
    late = [(citing, document) for citing, document in pairs if document in known]
    facts = FactReader(reader).of({citing for citing, _ in late})
    found = ((pair, known[pair[1]].gone_by(facts[pair[0]].day)) for pair in late)
    return {pair: gone for pair, gone in found if gone}


def _place(one: CitedWords) -> tuple[str, int, str]:
    return (one.source, one.start, one.citation)


def _languages(reader: Reader, rows: Iterable[MatrixRow]) -> dict[str, str]:
    sources = {one.source for row in rows for one in row.sources}
    return {iri: source.language for iri, source in read_sources(reader, sources).items()}


def _numbers(reader: Reader, documents: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    wanted = schema.legislationIdentifier
    for row in (
        select(reader, _NumberRow, "values-of", things=documents, property=wanted) if documents else ()
    ):
        found.setdefault(row.thing, row.value)
    return found
