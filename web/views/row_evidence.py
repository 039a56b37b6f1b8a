"""What a row of an answer rests on, as it is shown below the row and as a page of its own."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from graph.limits import LIMITS
from graph.store.reader import Term
from queries.read.row_evidence import Basis, RowEvidence, StatementEvidence
from queries.read.texts import Texts
from queries.sparql.patterns import Unsaid
from web.languages import N_, Words
from web.urls import Links
from web.views.answer import AnswerCell, answer_cell
from web.views.evidence_notes import EvidenceNotes, FileNote, Note
from web.views.terms import RenderedTerm, TermRenderer

_UNSAID: Final = {
    Unsaid.ABSENCE: N_(
        "The query also asks that something is not there (MINUS or NOT EXISTS). No passage can show that."
    ),
    Unsaid.SERVICE: N_("What another service answered (SERVICE) is not in this graph."),
    Unsaid.SUBQUERY: N_(
        "A subquery chose some of its rows (LIMIT or OFFSET). What they rest on is not shown."
    ),
    Unsaid.AGGREGATE: N_("The row sums up others: these are the statements that were counted or compared."),
    Unsaid.PATH: N_("A path between two things was too long to be followed statement by statement."),
    Unsaid.TIME: N_("The statements could not be found within %(seconds)s seconds."),
    Unsaid.QUERY: N_("This query cannot be taken apart into statements."),
}
_BASES: Final = {
    Basis.RULE: N_("follows from other statements"),
    Basis.RECORD: N_("part of the record of claims"),
    Basis.VOCABULARY: N_("said by the vocabulary"),
    Basis.DIRECT: N_("put in directly, without a claim"),
    Basis.GRAPH: N_("said in a named graph, without a claim"),
    Basis.MADE: N_("not in the data: the query made it"),
}


@dataclass(frozen=True)
class StatementLine:
    """A statement behind the row: its parts, the letters of those who say it, and in words what else it rests on."""

    subject: AnswerCell
    predicate: RenderedTerm
    object: AnswerCell
    letters: tuple[str, ...]
    basis: str
    files: tuple[FileNote, ...]
    graph: RenderedTerm | None
    why: str


@dataclass(frozen=True)
class RowEvidencePage:
    """What is shown: the `row` by its columns, the notes of each source, the statements, and in words what cannot be
    shown (`limits`). `back` leads to the answer, `data` to the same as JSON ('' for a long query).
    """

    row: tuple[tuple[str, AnswerCell], ...]
    sources: tuple[tuple[Note, ...], ...]
    statements: tuple[StatementLine, ...]
    more: bool
    limits: tuple[str, ...]
    query: str
    back: str
    data: str


def limits_in_words(found: RowEvidence, words: Words) -> tuple[str, ...]:
    """Return what of a row's query cannot be shown, a sentence each."""
    seconds = f"{LIMITS.evidence_seconds:g}"
    return tuple(
        words(_UNSAID[one], seconds=seconds) if one is Unsaid.TIME else words(_UNSAID[one])
        for one in found.unsaid
    )


def row_evidence_page(
    found: RowEvidence,
    row: Mapping[str, Term],
    query: str,
    terms: TermRenderer,
    texts: Texts | None,
    *,
    back: str,
    data: str,
) -> RowEvidencePage:
    """Return what is shown of the evidence of a row."""
    notes = EvidenceNotes(found.evidence, terms, texts)
    triples = dict.fromkeys(claim.triple for one in found.statements for claim in one.claims)
    by_source: dict[str, list[Note]] = defaultdict(list)
    for note in notes.notes(triples):
        by_source[note.source.iri].append(note)
    return RowEvidencePage(
        tuple((name, answer_cell(term, terms)) for name, term in row.items()),
        tuple(map(tuple, by_source.values())),
        tuple(_line(one, notes, terms) for one in found.statements),
        found.more,
        limits_in_words(found, terms.words),
        query,
        back,
        data,
    )


def _line(one: StatementEvidence, notes: EvidenceNotes, terms: TermRenderer) -> StatementLine:
    said = one.statement
    return StatementLine(
        answer_cell(said.subject, terms),
        terms.property(said.predicate.value),
        answer_cell(said.object, terms),
        notes.letters(claim.triple for claim in one.claims),
        "" if one.basis is Basis.CLAIMS or one.basis is Basis.FILE else terms.words(_BASES[one.basis]),
        notes.files([said.said]),
        terms.link(said.graph) if said.graph else None,
        _why(one, terms.links),
    )


def _why(one: StatementEvidence, links: Links) -> str:
    """Return the link to the claims from which a statement follows, where there are some."""
    if one.basis is not Basis.RULE or not one.claims:
        return ""
    subject, predicate, value = one.statement.said
    return links.query("why-entailed", thing=subject, property=predicate, value=getattr(value, "value", ""))
