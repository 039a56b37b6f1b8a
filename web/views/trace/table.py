"""The table of a trace: what is meant down the side, the reports along the top, and in the cells the words."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Final

from graph.limits import LIMITS
from ontology.kinds import kind_of
from queries.read.trace import (
    CellState,
    CitationRecord,
    Direction,
    DocumentFacts,
    Facet,
    Meaning,
    Reference,
    ReferenceSection,
    Report,
    TraceRecord,
    View,
)
from queries.read.trace.references import source_of
from web.languages import N_, Words
from web.page_context import firm, firm_numbers
from web.views.terms import RenderedTerm, TermRenderer, kind_word
from web.views.trace.address import TraceAddress
from web.views.trace.chain import listed
from web.views.trace.lead import named_language, things_counted
from web.views.trace.page import Cell, CellWord, Citer, Column, Legend, Row, RowGroup, Section
from web.views.trace.rows import gone_words, relation_words

_DIRECTIONS: Final = {
    Direction.CITED: N_("What cites it"),
    Direction.MAY_BE_MEANT: N_("It may be meant"),
    Direction.NAMED: N_("It is named, and no document of it"),
    Direction.CITES: N_("What it cites"),
}
_FIRST_COLUMNS: Final = {
    Direction.CITES: N_("What is meant"),
    Direction.CITED: N_("What cites"),
    Direction.MAY_BE_MEANT: N_("What cites"),
    Direction.NAMED: N_("What cites"),
}
_STATES: Final = {
    CellState.SILENT: N_("read, not named"),
    CellState.NOT_READ: N_("not read"),
    CellState.ELSEWHERE: N_("does not tell of it"),
}


class ReferenceRows:
    """Makes the table of one trace."""

    def __init__(self, record: TraceRecord, address: TraceAddress, terms: TermRenderer) -> None:
        self._record = record
        self._address = address
        self._terms = terms
        self._thing = record.scope.thing

    def sections(self) -> tuple[Section, ...]:
        """Return the sections of the page, without their evidence."""
        sections = tuple(map(self._section, self._record.table.sections))
        reports = [tuple(column.link for column in section.columns) for section in sections]
        return tuple(
            replace(section, goes_on=at > 0 and bool(section.citers) and reports[at] == reports[at - 1])
            for at, section in enumerate(sections)
        )

    def legend(self) -> Legend:
        """Return which signs the page has."""
        rows = [row for section in self._record.table.sections for row in section.rows]
        made = [one for row in rows for one in (*row.citers, *row.words)]
        return Legend(
            said=any(not one.inferred for one in made),
            inferred=any(one.inferred for one in made),
            silent=any(
                not row.words_in(report.source.iri)
                and self._record.table.state(row, report) is CellState.SILENT
                for section in self._record.table.sections
                if self._by_columns(section)
                for report in section.reports
                for row in section.rows
            ),
        )

    def _by_columns(self, section: ReferenceSection) -> bool:
        """Whether each report is a column; where they are more, each wording names its own."""
        return len(section.reports) <= LIMITS.trace_columns

    def _section(self, section: ReferenceSection) -> Section:
        words = self._terms.words
        own = len(section.citers) == 1 and section.citers[0].citing == self._thing
        citers = () if own else section.citers
        titled = bool(self._thing) and not section.citers
        wide = self._by_columns(section)
        few = LIMITS.trace_citers
        return Section(
            title=words(_DIRECTIONS[section.direction]) if titled else "",
            citers=tuple(map(self.citer, citers[:few])),
            more_citers=max(0, len(citers) - few),
            first=words(N_("What is meant") if section.citers else _FIRST_COLUMNS[section.direction]),
            columns=tuple(map(self._column, section.reports)) if wide else (),
            groups=tuple(
                RowGroup(
                    self._group_title(meaning, some) if own else "",
                    tuple(self._row(row, section) for row in some),
                )
                for meaning, some in _by_meaning(section)
            ),
        )

    def citer(self, one: CitationRecord) -> Citer:
        """Return what cites, as it heads a section or a row."""
        words, link = self._terms.words, self._terms.link
        belongs = relation_words(one, self._terms)
        return Citer(
            link(one.citing),
            one.inferred,
            words.date(one.day) if one.day and one.citing != self._thing else "",
            belongs,
            any(step.inferred for step in one.path) if belongs else None,
            link(one.followed) if one.followed else None,
        )

    # -- heads -----------------------------------------------------------------------------------------------------

    def _column(self, report: Report) -> Column:
        words, source = self._terms.words, report.source
        if not source.iri:
            return Column(words("Place not known"), None, None, "", "", "")
        names = (
            words("names %(things)s", things=things_counted(report.documents, words))
            if report.documents
            else words("names none")
            if report.whole
            else words("not read whole")
        )
        publisher = self._terms.render(source.publisher) if source.publisher is not None else None
        language = named_language(source.language, words) if source.language else ""
        return Column(
            self._short_head(report),
            self._terms.link(source.iri),
            publisher,
            language,
            words.date(source.published) if source.published else words("date not known"),
            names,
        )

    def _short_head(self, report: Report) -> str:
        """Return what a cell calls its report where the columns have no heads: on a phone."""
        words, source = self._terms.words, report.source
        publisher = self._terms.render(source.publisher).text if source.publisher is not None else ""
        if publisher and source.language:
            language = named_language(source.language, words)
            return words("%(publisher)s, in %(language)s", publisher=publisher, language=language)
        return publisher or (self._terms.name(source.iri).text if source.iri else words("Place not known"))

    def _group_title(self, meaning: Meaning, rows: Sequence[Reference]) -> str:
        words = self._terms.words
        if meaning is Meaning.DOCUMENT:
            kinds = {kind_of(row.things[0]) for row in rows}
            if kinds == {"programme"}:
                return words("Programmes and plans")
            return words("Documents")
        if meaning is Meaning.CLASS:
            return words("A class of documents")
        if meaning is Meaning.UNTOLD:
            return words("Not told which")
        counts = Counter(row.kind.rpartition("/")[2] for row in rows)
        parts = [_named_kinds(kind, counts[kind], words) for kind in ("congress", "plenum", "campaign")]
        found = [
            part for kind, part in zip(("congress", "plenum", "campaign"), parts, strict=True) if counts[kind]
        ]
        if sum(counts[kind] for kind in ("congress", "plenum", "campaign")) < len(rows):
            found.append(words("something else by its name"))
        text = ", ".join(found)
        return text[:1].upper() + text[1:]

    # -- rows ------------------------------------------------------------------------------------------------------

    def _row(self, row: Reference, section: ReferenceSection) -> Row:
        text, links, below = self._meant(row) if section.citers else ("", (), "")
        few = LIMITS.trace_citers
        gone = next((one for one in row.words if one.gone), None)
        cells = (
            tuple(self._cell(row, report) for report in section.reports)
            if self._by_columns(section)
            else (self._all_words(row, section),)
        )
        return Row(
            text,
            links,
            below,
            () if section.citers else tuple(map(self.citer, row.citers[:few])),
            0 if section.citers else max(0, len(row.citers) - few),
            gone_words(gone.gone, gone.day, self._terms) if gone and gone.gone else "",
            cells,
        )

    def _meant(self, row: Reference) -> tuple[str, tuple[tuple[str, RenderedTerm], ...], str]:
        """Return what a row means: a text, links, and a line below."""
        words = self._terms.words
        match row.meaning:
            case Meaning.DOCUMENT:
                return "", (("", self.document(row.things[0])),), self.issued(row.things[0])
            case Meaning.NAMED:
                first = [thing for thing in row.things if kind_of(thing) != "term"] or list(row.things)
                rest = [self._terms.name(thing).text for thing in row.things if thing not in first]
                kind = _named_kinds(row.kind.rpartition("/")[2], 1, words)
                below = ", ".join([*([kind] if first else []), *rest])
                if not first:
                    return kind[:1].upper() + kind[1:], (), below
                return "", self._listed(first), below
            case Meaning.CLASS:
                return "", self._listed(row.things), words("documents of it, none by its name")
        if row.candidates:
            return words("May mean"), self._listed(row.candidates, either=True), ""
        return words("No document is known that it may mean"), (), ""

    def _beside(self, one: CitationRecord) -> str:
        """Return what words may mean that name something, or else than what is traced."""
        others = [other for other in one.candidates if other != self._thing]
        if one.named and others:
            names = self._terms.words.either([self._short(other) for other in others])
            return self._terms.words("may mean %(names)s", names=names)
        if not others or self._thing not in one.candidates:
            return ""
        return self._terms.words(
            "or %(names)s", names=self._terms.words.either([self._short(o) for o in others])
        )

    def _listed(self, things: Iterable[str], *, either: bool = False) -> tuple[tuple[str, RenderedTerm], ...]:
        """Return links to things with what stands before each."""
        links = [self.document(thing, short=True) if either else self._terms.link(thing) for thing in things]
        return listed(links, self._terms, either=either)

    def document(self, iri: str, *, short: bool = False) -> RenderedTerm:
        """Return the link to a document by its type and number, or its number alone, where these are known."""
        facts = self._record.documents.get(iri, DocumentFacts())
        link = self._terms.link(iri)
        if not facts.number:
            return link
        number = firm(facts.number)
        kind = self._terms.name(facts.type).text if facts.type else ""
        text = number if short or not kind else f"{kind[:1].upper()}{kind[1:]} {number}"
        return RenderedTerm(text, href=link.href, iri=iri, kind="document")

    def _short(self, iri: str) -> str:
        return self.document(iri, short=True).text

    def issued(self, iri: str) -> str:
        """Return who issued a document and when, as far as that is known; of another thing what it is."""
        facts = self._record.documents.get(iri, DocumentFacts())
        if kind_of(iri) != "document":
            return kind_word(kind_of(iri), self._terms.words)
        issuer = self._terms.name(facts.issuer).text if facts.issuer else ""
        day = self._terms.words.date(facts.day) if facts.day else ""
        return ", ".join(filter(None, [issuer, day]))

    # -- cells -----------------------------------------------------------------------------------------------------

    def _cell(self, row: Reference, report: Report) -> Cell:
        head = self._short_head(report)
        words = row.words_in(report.source.iri)
        if not words:
            state = self._record.table.state(row, report)
            return Cell(
                head, state=self._terms.words(_STATES[state]) if state is not CellState.SILENT else "silent"
            )
        return self._of_words(head, row, words)

    def _all_words(self, row: Reference, section: ReferenceSection) -> Cell:
        """Return the words of all reports, each with its own."""
        heads = {report.source.iri: self._short_head(report) for report in section.reports}
        return self._of_words("", row, row.words, heads)

    def _of_words(
        self, head: str, row: Reference, words: Sequence[CitationRecord], heads: dict[str, str] | None = None
    ) -> Cell:
        # Words that are printed alike at several places of one report stand once, with a link to each.
        alike: dict[tuple[str, str], list[CitationRecord]] = {}
        for one in words:
            alike.setdefault((one.source, one.wording or one.citation), []).append(one)
        shown = list(alike.values())[: LIMITS.trace_words]
        more = len(alike) - len(shown)
        return Cell(
            head,
            tuple(self._word(some, heads) for some in shown),
            more,
            self._rest(row) if more else "",
        )

    def _word(self, some: Sequence[CitationRecord], heads: dict[str, str] | None) -> CellWord:
        one = some[0]
        return CellWord(
            firm_numbers(one.wording) or self._terms.name(one.citation).text,
            one.language if one.language != self._terms.words.code else "",
            self._place(one),
            one.inferred,
            tuple(map(self._place, some[1:])),
            (heads or {}).get(source_of(one), ""),
            self._beside(one),
        )

    def _place(self, one: CitationRecord) -> str:
        """Return the link to words in the reader of their source, or to the citation where no place is known."""
        links = self._terms.links
        return links.reader(source_of(one), one.passage) if one.passage else links.entity(one.citation)

    def _rest(self, row: Reference) -> str:
        """Return the link to all words of a row, with their passages."""
        changed: dict[str, object] = {"view": View.PASSAGES, "page": None}
        if row.meaning is Meaning.DOCUMENT:
            (changed[Facet.DOCUMENT],) = Facet.DOCUMENT.values(row.words[0])
        if row.citers[0].citing != self._thing:
            (changed[Facet.CITING],) = Facet.CITING.values(row.citers[0])
        return self._address.link(changed)


def _by_meaning(section: ReferenceSection) -> Iterable[tuple[Meaning, list[Reference]]]:
    """Group the rows of a section by what they mean; what heads a row by what cites is not divided."""
    if not section.citers:
        return [(section.rows[0].meaning, list(section.rows))]
    ordered = sorted(section.rows, key=lambda row: list(Meaning).index(row.meaning))
    return [(meaning, list(some)) for meaning, some in groupby(ordered, key=lambda row: row.meaning)]


def _named_kinds(kind: str, number: int, words: Words) -> str:
    match kind:
        case "congress":
            return words("a congress") if number == 1 else words("congresses")
        case "plenum":
            return words("a plenum") if number == 1 else words("plenums")
        case "campaign":
            return words("a campaign") if number == 1 else words("campaigns")
    return words("something by its name")
