"""Read a source as its reader shows it: its text or what is kept of it, the claims made from each stretch, and the
same of a parallel report, set beside it.

A text is shown only where it is the one that was read: places would mark other words in any other.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from typing import Final, NamedTuple

from pyoxigraph import Literal, NamedNode

from graph.claims.claim import EXPLICIT, REJECTED
from graph.limits import LIMITS
from graph.store.reader import Reader
from ontology.iris import mint, name_of, source_graph
from ontology.kinds import kind_of
from ontology.terms import hn, rdf, skos
from queries.read.alignment import align
from queries.read.decisions import standings
from queries.read.evidence import (
    ClaimRecord,
    SourceRecord,
    claims_from,
    claims_named,
    place_of,
    read_places,
    read_sources,
)
from queries.read.rows import CountRow, select, select_further
from queries.read.stretches import (
    PART,
    Span,
    Stretch,
    parts_of,
    place_in,
    stretches_of_text,
    stretches_of_words,
)
from queries.read.texts import Texts

COUNTED: Final = LIMITS.claims_counted
_NAMES: Final = frozenset((skos.prefLabel, skos.altLabel, hn.contextName))
_LINKS: Final = frozenset((hn.cited, hn.refersTo, hn.candidate))


class _PassageRow(NamedTuple):
    passage: str


class _ClaimRow(NamedTuple):
    claim: str


class _CitedRow(NamedTuple):
    claim: str
    document: str
    status: str


class _ParallelRow(NamedTuple):
    other: str
    kinship: int
    events: int


class TextState(StrEnum):
    """What is here of a source's text."""

    HERE = "here"
    CHANGED = "changed"  # a file that held it holds another text now
    ELSEWHERE = "elsewhere"  # texts are loaded, this one is not among them
    NOT_LOADED = "not loaded"  # no texts are loaded
    NEVER_READ = "never read"  # nothing says which text it is: a page that was consulted, say


class Certainty(StrEnum):
    """How surely the words at a place say what is claimed from them; drawn as the kind of line under them."""

    SAID = "said"
    INFERRED = "inferred"
    VAGUE = "vague"  # words of a citation that name no one document


@dataclass(frozen=True)
class Reading:
    """One part of a source's text: its stretches, and the claims made from each place, those that stand.

    `part` counts from 1; `cut`: more passages are known of the source than are read.
    """

    source: SourceRecord
    state: TextState
    length: int
    stretches: tuple[Stretch, ...]
    claims: Mapping[Span, tuple[ClaimRecord, ...]]
    certainty: Mapping[Span, Certainty]
    part: int = 1
    parts: int = 1
    cut: bool = False

    @property
    def spans(self) -> tuple[Span, ...]:
        """The places from which something is claimed, in order, the wider first."""
        return tuple(self.claims)

    def of_stretch(self, number: int) -> tuple[Span, ...]:
        """Return the places whose claims stand beside a stretch: those that begin in it, or before it and after the
        one before.
        """
        return self._by_stretch.get(number, ())

    @cached_property
    def _by_stretch(self) -> Mapping[int, tuple[Span, ...]]:
        found: dict[int, list[Span]] = defaultdict(list)
        for span in self.claims if self.stretches else ():
            found[place_in(self.stretches, span[0])].append(span)
        return {number: tuple(spans) for number, spans in found.items()}

    @cached_property
    def cited(self) -> Mapping[Span, frozenset[str]]:
        """The documents (IRIs) that citations name, by the place of their words, in order."""
        found = {}
        for span, claims in self.claims.items():
            named = (one.value for one in claims if one.predicate == hn.cited)
            if documents := frozenset(value.value for value in named if isinstance(value, NamedNode)):
                found[span] = documents
        return found

    def iris(self) -> Iterator[str]:
        """Yield what a view needs labels of."""
        for claims in self.claims.values():
            for one in claims:
                yield one.subject
                if isinstance(one.value, NamedNode):
                    yield one.value.value


@dataclass(frozen=True)
class Parallel:
    """Another report of the same text (`same_root`) or of the same events, and whether its text is here."""

    source: SourceRecord
    same_root: bool
    here: bool


@dataclass(frozen=True)
class Row:
    """A stretch of the source (None: it has no counterpart here) and those of the parallel report beside it. Where
    there are none, `near` says whether the same is claimed in those `above` or `below` (empty: in neither).
    """

    own: int | None
    beside: tuple[int, ...] = ()
    near: str = ""


@dataclass(frozen=True)
class SourceReading:
    """A source with what it is read beside. `claims` counts all of the source, up to a limit (`capped`: more), `placed`
    those made from the part of the text that is read. `unplaced` are claims for which no place is known, those of one
    page: `listed` is its number (0: they are not asked for, or come after a later part), `more`: there are further.
    """

    own: Reading
    beside: Reading | None
    rows: tuple[Row, ...]
    parallels: tuple[Parallel, ...]
    claims: int
    capped: bool
    placed: int
    unplaced: tuple[ClaimRecord, ...]
    listed: int
    more: bool
    documents: frozenset[str]
    documents_beside: frozenset[str]

    def iris(self) -> Iterator[str]:
        """Yield what a view needs labels of."""
        yield self.own.source.iri
        yield from self.own.iris()
        for one in self.parallels:
            yield one.source.iri
            if isinstance(one.source.publisher, NamedNode):
                yield one.source.publisher.value
        if isinstance(self.own.source.publisher, NamedNode):
            yield self.own.source.publisher.value
        for claim in self.unplaced:
            yield claim.subject
            if isinstance(claim.value, NamedNode):
                yield claim.value.value


def read_source(
    reader: Reader,
    iri: str,
    texts: Texts | None,
    *,
    beside: str | None = None,
    part: int = 1,
    place: int | None = None,
    whole: bool = False,
) -> SourceReading:
    """Return what the reader of a source shows.

    `beside` is the IRI of the report to set beside it, empty for none; None chooses the first whose text is here.
    `part` is the part of the text, from 1; with `place` (a code point) it is the part that holds it. `whole`: the
    claims without a place are read too, with the last part of the text, and a page of them for each further part.
    """
    name = name_of(iri)
    graph = source_graph(name.slug) if name else iri
    parallels = _parallels(reader, iri, texts)
    sources = read_sources(reader, [iri, *(one.source.iri for one in parallels)])
    own = _read(reader, sources[iri], texts, part, place)
    chosen = _chosen(parallels, beside) if own.stretches else ""
    other = _read(reader, sources[chosen], texts, 0, None) if chosen else None
    documents = _documents(reader, iri)
    (count,) = select(reader, CountRow, "claims-of-source", graph=graph)
    listed = max(0, part - own.parts + 1) if whole or not own.stretches else 0
    unplaced, more = _unplaced(reader, graph, listed) if listed else ((), False)
    return SourceReading(
        own=own,
        beside=other,
        rows=_rows(own, other),
        parallels=parallels,
        claims=min(count.count_, COUNTED),
        capped=count.count_ > COUNTED,
        placed=len({one.claim for claims in own.claims.values() for one in claims}),
        unplaced=unplaced,
        listed=listed,
        more=more,
        documents=documents,
        documents_beside=_documents(reader, chosen) if chosen else frozenset(),
    )


def _chosen(parallels: Sequence[Parallel], beside: str | None) -> str:
    if beside is None:
        return next((one.source.iri for one in parallels if one.here), "")
    return next((one.source.iri for one in parallels if one.source.iri == beside), "")


def _parallels(reader: Reader, iri: str, texts: Texts | None) -> tuple[Parallel, ...]:
    rows = select(reader, _ParallelRow, "parallel-sources", source=iri)
    sources = read_sources(reader, (row.other for row in rows if row.other))
    found = [
        Parallel(sources[row.other], row.kinship > 0, _state(sources[row.other], texts) is TextState.HERE)
        for row in rows
        if row.other
    ]
    return tuple(sorted(found, key=lambda one: (not one.same_root, not one.here)))


def _state(source: SourceRecord, texts: Texts | None) -> TextState:
    if not source.sha256:
        return TextState.NEVER_READ
    if texts is None:
        return TextState.NOT_LOADED
    if texts.read(source.sha256) is not None:
        return TextState.HERE
    return TextState.CHANGED if texts.was_changed(source.sha256) else TextState.ELSEWHERE


def _read(reader: Reader, source: SourceRecord, texts: Texts | None, part: int, place: int | None) -> Reading:
    """Return one part of a source; part 0 is as much of it as is set beside another."""
    every = _passages(reader, source.iri)
    spans = sorted(every, key=lambda one: (one[0], -one[1]))
    state = _state(source, texts)
    text = texts.read(source.sha256) if texts and state is TextState.HERE else None
    length = len(text) if text is not None else max((end for _, end in spans), default=0)
    starts = parts_of(text) if text is not None else tuple(range(0, max(length, 1), PART))
    if place is not None:
        part = max(1, sum(1 for start in starts if start <= place))
    first = starts[min(part, len(starts)) - 1] if part else 0
    parts = min(part or _BESIDE, len(starts))
    last = starts[parts] if parts < len(starts) else max(length, 1)
    inside = [span for span in spans if first <= span[0] < last and span[1] <= max(length, 1)]
    claims = _claims(reader, [every[span] for span in inside])
    made = {span: claims[every[span]] for span in inside if every[span] in claims}
    places = read_places(reader, (every[span] for span in made))
    named = {span: places[every[span]].part for span in made if places[every[span]].part}
    if text is not None:
        stretches = stretches_of_text(text, first, last, list(made))
    else:
        stretches = stretches_of_words(_printed(made), list(made), named)
    return Reading(
        source=source,
        state=state,
        length=length,
        stretches=tuple(_with_part(one, named) for one in stretches),
        claims=made,
        certainty=_certainty(made),
        part=max(1, min(part or 1, len(starts))),
        parts=len(starts),
        cut=len(every) >= LIMITS.reader_passages,
    )


_BESIDE: Final = 5
"""Parts of a text that are set beside another, at most."""


def _passages(reader: Reader, source: str) -> dict[Span, str]:
    """Return the passages of a source by their place, as far as they are named after it."""
    name = name_of(source)
    if name is None:
        return {}
    rows = select_further(
        reader, _PassageRow, "passages-in-source", source=source, graph=source_graph(name.slug)
    )
    found = {}
    for row in rows:
        place = place_of(row.passage)
        if place is not None and place[1] < place[2]:
            found[place[1], place[2]] = row.passage
    return found


def _claims(reader: Reader, passages: Iterable[str]) -> dict[str, tuple[ClaimRecord, ...]]:
    """Return the claims that stand by the passage whose words make them, of equal ones from one place the first."""
    found: dict[str, dict[Hashable, ClaimRecord]] = defaultdict(dict)
    for one in claims_from(reader, passages):
        if one.status != REJECTED:
            found[one.passage].setdefault((one.triple, one.status), one)
    return {passage: tuple(claims.values()) for passage, claims in found.items()}


def _printed(claims: Mapping[Span, Iterable[ClaimRecord]]) -> dict[Span, str]:
    """Return the words that are kept of places: a printed form is the words of its place."""
    found = {}
    for (start, end), made in claims.items():
        words = next((one.printed for one in made if len(one.printed) == end - start), "")
        if words:
            found[start, end] = words
    return found


def _with_part(stretch: Stretch, named: Mapping[Span, str]) -> Stretch:
    inside = [part for span, part in named.items() if stretch.start <= span[0] < stretch.end]
    return replace(stretch, part=Counter(inside).most_common(1)[0][0]) if inside else stretch


def _certainty(claims: Mapping[Span, Iterable[ClaimRecord]]) -> dict[Span, Certainty]:
    every = [one for made in claims.values() for one in made]
    naming = {one.subject for one in every if one.predicate == hn.cited}
    vague = {one.subject for one in every if one.predicate == hn.wording} - naming
    found = {}
    for span, made in claims.items():
        if any(one.subject in vague and one.predicate == hn.wording for one in made):
            found[span] = Certainty.VAGUE
        else:
            said = any(one.status == EXPLICIT for one in made)
            found[span] = Certainty.SAID if said else Certainty.INFERRED
    return found


def _documents(reader: Reader, source: str) -> frozenset[str]:
    """Return the documents that a source's citations name, by claims that are accepted or wait."""
    name = name_of(source)
    if name is None:
        return frozenset()
    rows = select(reader, _CitedRow, "documents-cited-in", graph=source_graph(name.slug))
    now = standings(reader, (row.claim for row in rows))
    return frozenset(row.document for row in rows if now.get(row.claim, row.status) != REJECTED)


def _unplaced(reader: Reader, graph: str, page: int) -> tuple[tuple[ClaimRecord, ...], bool]:
    """Return one page of the claims without a place that stand, and whether there are further ones."""
    size = LIMITS.unplaced_claims
    rows = select(
        reader, _ClaimRow, "claims-without-place", skip=(page - 1) * size, most=size + 1, graph=graph
    )
    found = claims_named(reader, (row.claim for row in rows[:size]))
    return tuple(one for one in found if one.status != REJECTED), len(rows) > size


def _rows(own: Reading, other: Reading | None) -> tuple[Row, ...]:
    """Return the stretches in order, each with those of the other report that belong beside it."""
    if other is None:
        return tuple(Row(number) for number in range(len(own.stretches)))
    keys, others = _keys_by_stretch(own), _keys_by_stretch(other)
    right = align(keys, others)
    set_beside = [j for j, i in enumerate(right) if i is not None]
    shown: Iterable[int] = range(len(right))
    if own.parts > 1:  # of a long text one part: what the other has beside it, and what stands between
        shown = range(set_beside[0], set_beside[-1] + 1) if set_beside else ()
    beside: dict[int, list[int]] = defaultdict(list)
    alone: dict[int, list[int]] = defaultdict(list)
    at = 0
    for j in shown:
        i = right[j]
        if i is None:
            alone[at].append(j)
        else:
            beside[i].append(j)
            at = i + 1
    rows = []
    for i in range(len(own.stretches) + 1):
        if alone[i]:
            rows.append(Row(None, tuple(alone[i])))
        if i < len(own.stretches):
            near = "" if beside[i] else _near(keys[i], i, right, others)
            rows.append(Row(i, tuple(beside[i]), near))
    return tuple(rows)


def _near(keys: set[Hashable], i: int, right: Sequence[int | None], others: Sequence[set[Hashable]]) -> str:
    """Return on which side of a stretch the nearest of the other report lies with which it shares a statement."""
    placed = [(j, at) for j, at in enumerate(right) if at is not None]
    before = next((j for j, at in reversed(placed) if at < i), None)
    after = next((j for j, at in placed if at > i), None)
    said = {key for key in keys if isinstance(key, tuple)}
    for where, j in (("above", before), ("below", after)):
        if j is not None and said & others[j]:
            return where
    return ""


def _keys_by_stretch(reading: Reading) -> list[set[Hashable]]:
    return [
        {key for span in reading.of_stretch(number) for one in reading.claims[span] for key in _keys(one)}
        for number in range(len(reading.stretches))
    ]


def _keys(one: ClaimRecord) -> Iterator[Hashable]:
    """Yield what a claim shares with one of another report: its statement, and the things that it is about.

    Names differ with the language and a citation is of one report, so these count for what they name.
    """
    if kind_of(one.subject) != "citation":
        yield one.subject
        if one.predicate not in _NAMES and one.predicate != rdf.type:
            yield one.triple
    elif one.predicate in _LINKS:
        yield one.predicate, one.value
    if isinstance(one.value, NamedNode) and kind_of(one.value.value) not in ("concept", "ontology", ""):
        yield one.value.value


def shared(own: Reading, other: Reading) -> dict[Span, tuple[Span, ...]]:
    """Return the places of the other report from which the same is claimed, by place of this one."""
    there: dict[Hashable, list[Span]] = defaultdict(list)
    for span, claims in other.claims.items():
        for one in claims:
            there[_statement(one)].append(span)
    found = {}
    for span, claims in own.claims.items():
        same = dict.fromkeys(place for one in claims for place in there.get(_statement(one), ()))
        if same:
            found[span] = tuple(same)
    return found


def _statement(one: ClaimRecord) -> Hashable:
    """Return what a claim states, alike for two reports in two languages."""
    if kind_of(one.subject) == "citation" and one.predicate in _LINKS:
        return one.predicate, one.value
    if one.predicate in _NAMES and isinstance(one.value, Literal):
        return one.subject, "name"
    return one.triple


def passage_iri(source: str, span: Span) -> str:
    """Return the IRI of the passage at a place of a source."""
    name = name_of(source)
    return mint("passage", f"{name.slug if name else ''}-{span[0]}-{span[1]}")
