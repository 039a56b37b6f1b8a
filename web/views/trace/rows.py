"""The citations of a trace as rows with their passages."""

from collections.abc import Iterable, Iterator
from typing import Final

from pyoxigraph import NamedNode

from ontology.terms import hn
from queries.read.in_effect import Gone
from queries.read.trace import CitationRecord, Direction, PathStep, Reference, Relation
from web.languages import N_
from web.page_context import firm_numbers
from web.views.entity.rows import names_instead
from web.views.evidence_notes import EvidenceNotes, letters_of
from web.views.statement_rows import Detail, StatementRow, Step
from web.views.terms import RenderedTerm, TermRenderer, property_label

RELATIONS: Final = {
    Relation.ITSELF: "",
    Relation.MADE: N_("drawn up by it"),
    Relation.ISSUED: N_("issued by it"),
    Relation.SAID: N_("said by them"),
    Relation.SIGNED: N_("signed"),
    Relation.HELD: N_("held by it"),
    Relation.SPOKE_FOR: N_("spoken on its behalf by %(name)s"),
    Relation.HELD_POST: N_("spoken by %(name)s, who held a post in it on that day"),
    Relation.TOOK_PART: N_("with its participation"),
    Relation.AT_ITS_EVENT: N_("at an event it held"),
    Relation.ADOPTED_THERE: N_("adopted there"),
    Relation.SIGNED_THERE: N_("signed there"),
    Relation.SAID_THERE: N_("said there"),
    Relation.PART_OF_IT: N_("a part of it"),
    Relation.AT_A_PART: N_("at a part of it"),
    Relation.PART: N_("in a programme of its own"),
    Relation.OF_THE_TERM: N_("for this time"),
}
"""How what cites belongs to what is traced, in words; of what is traced itself nothing is said."""


class CitationRows:
    """Makes rows of the citations of one trace of `thing`, with their evidence."""

    def __init__(self, thing: str, terms: TermRenderer, notes: EvidenceNotes) -> None:
        self._thing = thing
        self._terms = terms
        self._notes = notes

    def statements(self, row: Reference) -> Iterator[StatementRow]:
        """Yield the words of a row, each once, with the evidence for all that cites in them."""
        for one in row.words:
            yield self._statement(row, one)

    def _statement(self, row: Reference, one: CitationRecord) -> StatementRow:
        say, link = self._terms.words, self._terms.link
        details = []
        if one.cited and one.cited != self._thing:
            details.append(Detail(say("cites"), (link(one.cited),)))
        if named := tuple(link(thing) for thing in one.named if thing != self._thing):
            details.append(Detail(say("names"), named))
        if row.direction is Direction.CITES and one.candidates:
            details.append(Detail(say("may mean"), tuple(map(link, one.candidates))))
        if one.kind and one.cited:
            details.append(Detail("", (link(one.kind),)))
        if one.gone and one.gone.by:
            label = say("replaced on %(day)s by", day=say.date(one.gone.since))
            details.append(Detail(label, (link(one.gone.by),)))
        if one.followed:
            details.append(Detail(say("by way of"), (link(one.followed),)))
        through = dict.fromkeys(part for citer in row.citers for part in citer.through)
        if through:
            details.append(Detail(say("through"), tuple(map(link, through))))
        citing = [(one.citation, hn.citing, NamedNode(citer.citing)) for citer in row.citers]
        notes = self._notes.notes(citing)
        return StatementRow(
            values=(wording_of(one, self._terms),),
            notes=notes,
            letters=letters_of(notes),
            witnesses=len(self._notes.evidence.witnesses(citing)),
            details=tuple(details),
            marks=self._marks(row, one),
            support="claims" if notes else "direct",
            unresolved=names_instead(one.kind, say)
            if row.direction is Direction.CITES and not one.cited
            else "",
        )

    def path(self, citers: Iterable[CitationRecord]) -> tuple[Step, ...]:
        """Return the statements that tie what cites to what is traced, each once."""
        return tuple(dict.fromkeys(self._step(step) for one in citers for step in one.path))

    def _step(self, step: PathStep) -> Step:
        """Return a statement of a path as it is read: from what cites on, to what is traced."""
        label = property_label(step.property, self._terms.words)
        return Step(self._terms.link(step.subject), label.text, self._terms.link(step.object), step.inferred)

    def _marks(self, row: Reference, one: CitationRecord) -> tuple[tuple[str, str], ...]:
        inferred = all(citer.inferred for citer in row.citers)
        marks = (("≈", self._terms.words("inferred")),) if inferred else ()
        return (*marks, ("†", gone_words(one.gone, one.day, self._terms))) if one.gone else marks


def relation_words(one: CitationRecord, terms: TermRenderer) -> str:
    """Say how what cites belongs to what is traced; nothing of what is traced itself, and of some years."""
    if one.relation is None:
        return ""
    speaker = terms.name(one.speaker).text if one.speaker else ""
    return terms.words(RELATIONS[one.relation], name=speaker)


def gone_words(gone: Gone, day: str, terms: TermRenderer) -> str:
    """Say since when a document had been replaced or ended that was cited on a day (empty: one shown beside)."""
    say = terms.words
    if gone.by:
        since, name = say.date(gone.since), terms.name(gone.by).text
        if day:
            return say(
                "cited on %(day)s, replaced on %(since)s by %(name)s",
                day=say.date(day),
                since=since,
                name=name,
            )
        return say("cited after it was replaced on %(since)s by %(name)s", since=since, name=name)
    return say("cited after its last day in effect, %(day)s", day=say.date(gone.last_day))


def wording_of(one: CitationRecord, terms: TermRenderer) -> RenderedTerm:
    """Return the words of a citation, linked to its page."""
    return RenderedTerm(
        firm_numbers(one.wording) or terms.name(one.citation).text,
        lang=one.language if one.language != terms.words.code else "",
        href=terms.links.entity(one.citation),
        iri=one.citation,
    )
