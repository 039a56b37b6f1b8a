"""Show a source for reading: its text with the claims marked in it, what is claimed beside each passage, and a parallel
report set beside that.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ontology.iris import name_of, source_graph
from ontology.vocabulary import vocabulary
from queries.read.source import Reading, Row, SourceReading, TextState, passage_iri, shared
from queries.read.stretches import Piece, Span, Stretch, pieces_of
from web.languages import Words
from web.page_context import Tab
from web.views.entity.page import EntityPage
from web.views.source_claims import STATES, Claimed, claimed
from web.views.terms import RenderedTerm, TermRenderer

STATEMENTS: Final = "statements"
ALONE: Final = "alone"
_WIDE: Final = 200
"""A marked place longer than this has a thin line, so that what stands in it is seen."""


@dataclass(frozen=True)
class PieceView:
    """A piece of a text: words, or characters that are not kept (`gap`), from a place in it on.

    The places that begin with it have `ids`. What is claimed from it stands at `href` (empty where it has no letter: a
    blank is no link). `line` is the kind of line under it, `pairs` are the marks of the other text that say the same,
    and `here`: it is part of the place that was asked for. `only`: it names a document that the other report does not;
    `number` counts such words, where they end.
    """

    text: str
    start: int
    gap: int = 0
    ids: tuple[str, ...] = ()
    span: str = ""
    line: str = ""
    wide: bool = False
    href: str = ""
    pairs: str = ""
    here: bool = False
    only: bool = False
    number: int = 0


@dataclass(frozen=True)
class StretchView:
    """A stretch of a text as it is set: `part` says what it is of the page, where it is not its body; `missing` counts
    the characters of a passage whose words are not kept. `placed`: its place is told, since the text around it is not
    here.
    """

    pieces: tuple[PieceView, ...]
    headline: bool
    continues: bool
    part: str
    missing: int
    start: int
    end: int
    placed: bool


@dataclass(frozen=True)
class ReaderRow:
    """A passage, what is claimed from it, and what stands beside it; `near` says where the same stands, if nothing."""

    own: StretchView | None
    claimed: Claimed
    beside: tuple[StretchView, ...]
    near: str


@dataclass(frozen=True)
class ReaderView:
    """What the reader of a source shows. `claims` counts all of the source (`capped`: more), `placed` those from the
    text that is shown, which is all of it where it is `whole`. `named` counts the documents that the source names,
    `only_here` those that the report beside it does not, `only_there` those that only that one does. `state` says why
    the text is not `here`; `unplaced` is what is claimed without a place, all of it where it is `whole_list`. `parts`
    is 0 where nobody has counted them. `margin` names the source whose words can be made claims of, empty where its
    text is not here.
    """

    published: str
    claims: int
    capped: bool
    placed: int
    whole: bool
    here: bool
    named: int
    only_here: int
    only_there: int
    state: str
    view: str
    tabs: tuple[Tab, ...]
    rows: tuple[ReaderRow, ...]
    language: str
    heading: str
    beside_language: str
    beside_heading: RenderedTerm | None
    beside_word: str
    original: str
    download: str
    length: int
    part: int
    parts: int
    previous: str
    next: str
    cut: bool
    unplaced: Claimed
    whole_list: bool
    margin: str


@dataclass(frozen=True)
class SourcePage:
    """What the page of a source shows: its text to read, and all that is said of the source itself."""

    entity: EntityPage
    reader: ReaderView


def source_page(
    reading: SourceReading, entity: EntityPage, terms: TermRenderer, *, view: str, here: Span | None
) -> SourcePage:
    """Return the page of a source; `here` is the place that was asked for."""
    own, other, words = reading.own, reading.beside, terms.words
    listed = view == STATEMENTS or not own.stretches
    part = own.part + max(0, reading.listed - 1)
    pairs = shared(own, other) if other else {}
    numbers = {span: number for number, span in enumerate(own.cited, 1)}
    only = (reading.documents - reading.documents_beside) if other else frozenset[str]()
    marks = _Marks(own, terms, "w", pairs, here, only, numbers)
    elsewhere = reading.documents_beside - reading.documents
    marks_beside = _Marks(other, terms, "v", _turned(pairs), here, elsewhere, {}) if other else None
    rows = []
    for row in reading.rows if reading.listed < 2 else ():
        spans = own.of_stretch(row.own) if row.own is not None else ()
        rows.append(
            ReaderRow(
                marks.stretch(own.stretches[row.own]) if row.own is not None else None,
                claimed(
                    spans,
                    own.claims,
                    own.source.url,
                    terms,
                    letters=_EVERY if listed else _letters(reading, row),
                    numbers=numbers,
                ),
                tuple(marks_beside.stretch(other.stretches[j]) for j in row.beside)
                if other and marks_beside
                else (),
                row.near,
            )
        )
    name = name_of(own.source.iri)
    shown = ALONE if other is None and not listed else view
    return SourcePage(
        entity,
        ReaderView(
            published=own.source.published,
            claims=reading.claims,
            capped=reading.capped,
            placed=reading.placed,
            whole=own.parts == 1,
            here=own.state is TextState.HERE,
            named=len(reading.documents),
            only_here=len(reading.documents - reading.documents_beside),
            only_there=len(reading.documents_beside - reading.documents),
            state=words(STATES[own.state]),
            view=STATEMENTS if listed else shown,
            tabs=_tabs(reading, terms, STATEMENTS if listed else shown),
            rows=tuple(rows),
            language=own.source.language,
            heading=words.language(own.source.language) if own.source.language else "",
            beside_language=other.source.language if other else "",
            beside_heading=terms.link(other.source.iri) if other else None,
            beside_word=_report(other.source.language, words) if other else "",
            original=own.source.url if own.source.url.startswith(("http://", "https://")) else "",
            download=terms.links.graph_of(source_graph(name.slug)) if name else "",
            length=own.length,
            part=part,
            parts=0 if reading.more or reading.listed > 1 else own.parts,
            previous=_part(reading, terms, listed, part - 1) if part > 1 else "",
            next=_part(reading, terms, listed, part + 1) if part < own.parts or reading.more else "",
            cut=own.cut,
            unplaced=claimed(
                [(0, 0)] if reading.unplaced else [],
                {(0, 0): reading.unplaced},
                own.source.url,
                terms,
                letters=_EVERY,
            ),
            whole_list=reading.listed == 1 and not reading.more,
            margin=name.slug if name and own.state is TextState.HERE else "",
        ),
    )


_EVERY: Final = 1_000_000


def _letters(reading: SourceReading, row: Row) -> int:
    """Return how long the text is that stands in a row."""
    own, other = reading.own.stretches, reading.beside
    beside = sum(len(other.stretches[j].text) for j in row.beside) if other else 0
    return max(len(own[row.own].text) if row.own is not None else 0, beside)


def _turned(pairs: Mapping[Span, tuple[Span, ...]]) -> dict[Span, tuple[Span, ...]]:
    found: dict[Span, tuple[Span, ...]] = {}
    for span, others in pairs.items():
        for other in others:
            found[other] = (*found.get(other, ()), span)
    return found


class _Marks:
    """Marks the claims of one text in its stretches; `prefix` begins the names of its marks."""

    def __init__(
        self,
        reading: Reading,
        terms: TermRenderer,
        prefix: str,
        pairs: Mapping[Span, tuple[Span, ...]],
        here: Span | None,
        only: frozenset[str],
        numbers: Mapping[Span, int],
    ) -> None:
        self._reading = reading
        self._only = [span for span, documents in reading.cited.items() if documents & only]
        self._numbers = {span[1]: number for span, number in numbers.items()}
        self._terms = terms
        self._prefix = prefix
        self._pairs = pairs
        self._here = (here,) if prefix == "w" and here else tuple(s for s, o in pairs.items() if here in o)
        self._starts: dict[int, list[Span]] = {}
        for span in reading.spans:
            self._starts.setdefault(span[0], []).append(span)

    def stretch(self, one: Stretch) -> StretchView:
        """Return a stretch with its claims marked."""
        part = one.part.rpartition("/")[2]
        return StretchView(
            tuple(self._piece(piece) for piece in pieces_of(one, self._reading.spans)),
            part == "headline",
            one.continues,
            vocabulary().label(one.part, self._terms.words.code) or ""
            if part not in ("", "body", "headline")
            else "",
            0 if one.text else one.end - one.start,
            one.start,
            one.end,
            self._reading.state is not TextState.HERE,
        )

    def _piece(self, piece: Piece) -> PieceView:
        span = piece.span
        if span is None or piece.unknown:
            return PieceView(piece.text, piece.start, piece.unknown)
        others = self._pairs.get(span, ())
        other = "v" if self._prefix == "w" else "w"
        return PieceView(
            piece.text,
            piece.start,
            ids=tuple(f"{self._prefix}-{start}-{end}" for start, end in self._starts.pop(piece.start, ())),
            span=f"{span[0]}-{span[1]}",
            line=self._reading.certainty[span].value,
            wide=span[1] - span[0] > _WIDE,
            href=self._href(span, others) if any(map(str.isalnum, piece.text)) else "",
            pairs=" ".join(f"{other}-{start}-{end}" for start, end in others),
            here=any(start <= piece.start < end for start, end in self._here),
            only=any(start <= piece.start < end for start, end in self._only),
            number=self._numbers.get(piece.start + len(piece.text), 0),
        )

    def _href(self, span: Span, others: Sequence[Span]) -> str:
        if self._prefix == "w":
            return f"#p-{span[0]}-{span[1]}"
        if others:
            return f"#p-{others[0][0]}-{others[0][1]}"
        source = self._reading.source.iri
        return self._terms.links.reader(source, passage_iri(source, span))


def _report(language: str, words: Words) -> str:
    """Return what another report is called by its language."""
    if not language:
        return words("the parallel report")
    return words("the parallel report in %(language)s", language=_in_a_sentence(language, words))


def _in_a_sentence(language: str, words: Words) -> str:
    """Return the name of a language as it stands in a sentence: Vietnamese writes it small there."""
    name = words.language(language)
    return name[:1].lower() + name[1:] if words.code == "vi" else name


def _tabs(reading: SourceReading, terms: TermRenderer, view: str) -> tuple[Tab, ...]:
    """Return the ways to read the source: beside each report, alone, and its statements in order."""
    words, links, iri = terms.words, terms.links, reading.own.source.iri
    languages = [one.source.language for one in reading.parallels if one.here]
    if not reading.own.stretches:
        return (*_versions(reading, terms), _statements(terms, iri, view))
    tabs = []
    for one in reading.parallels:
        if not one.here and reading.own.state is TextState.HERE:
            continue
        name = name_of(one.source.iri)
        slug = name.slug if name else ""
        language = one.source.language
        unique = languages.count(language) == 1 or not one.here
        said = (
            words("Beside the report in %(language)s", language=_in_a_sentence(language, words))
            if language and unique and language != reading.own.source.language
            else words("Beside %(name)s", name=terms.link(one.source.iri).text)
        )
        chosen = reading.beside is not None and reading.beside.source.iri == one.source.iri
        tabs.append(Tab(said, links.entity(iri, beside=slug), chosen and view != STATEMENTS))
    tabs.append(Tab(words("Alone"), links.entity(iri, view=ALONE), view == ALONE))
    return (*tabs, _statements(terms, iri, view))


def _statements(terms: TermRenderer, iri: str, view: str) -> Tab:
    return Tab(
        terms.words("Statements in order"), terms.links.entity(iri, view=STATEMENTS), view == STATEMENTS
    )


def _versions(reading: SourceReading, terms: TermRenderer) -> Iterator[Tab]:
    """Yield the ways to the readers of the texts that come from a source of which none was read."""
    for one in reading.parallels:
        if one.same_root:
            language = one.source.language
            said = (
                terms.words("The report in %(language)s", language=_in_a_sentence(language, terms.words))
                if language
                else terms.link(one.source.iri).text
            )
            yield Tab(said, terms.links.entity(one.source.iri), chosen=False)


def _part(reading: SourceReading, terms: TermRenderer, listed: bool, part: int) -> str:
    """Return the link to another part of the source, read as this one is."""
    other = reading.beside
    name = name_of(other.source.iri) if other else None
    return terms.links.entity(
        reading.own.source.iri,
        part=part if part > 1 else None,
        beside=name.slug if name and not listed else None,
        view=STATEMENTS if listed else None if other else ALONE,
    )
