"""The answer of a query at `/sparql` as a table: every column in the query's order, things by name, and each term as
data has it beside that, for whoever asks to see IRIs, datatypes and languages.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from pyoxigraph import BlankNode, NamedNode, Triple

from graph.limits import LIMITS
from graph.store.reader import Term
from ontology.prefixes import shrink
from ontology.terms import xsd
from queries.export.results import term_as_json
from web.views.query_results import Rows, is_day
from web.views.terms import RenderedTerm, TermRenderer

_NUMBERS: Final = frozenset(
    f"{xsd.integer.removesuffix('integer')}{name}"
    for name in (
        "integer",
        "decimal",
        "double",
        "float",
        "int",
        "long",
        "nonNegativeInteger",
        "positiveInteger",
    )
)


@dataclass(frozen=True)
class AnswerCell:
    """One value. `term` is how data has it, for a reader; `lang` the language of its words, `tag` the same where it is
    to be said; `number` that it is one.
    """

    value: RenderedTerm
    term: str
    lang: str = ""
    tag: str = ""
    words: bool = False
    number: bool = False


@dataclass(frozen=True)
class AnswerRow:
    """A row; `binding` is it as JSON (SPARQL 1.1 Query Results), by which its evidence is asked for."""

    cells: tuple[AnswerCell | None, ...]
    binding: str


@dataclass(frozen=True)
class AnswerTable:
    """Rows `first` (from 1) to `last` of an answer. `more` says that others follow, `numbers` which columns hold
    numbers only; `triples` that the rows are statements of a graph, and so have no row of bindings.
    """

    columns: tuple[str, ...]
    numbers: tuple[bool, ...]
    rows: tuple[AnswerRow, ...]
    first: int
    more: bool
    triples: bool = False

    @property
    def last(self) -> int:
        return self.first + len(self.rows) - 1


def iris_of_answer(rows: Rows) -> Iterator[str]:
    """Yield what the table of an answer needs labels of."""
    for row in rows:
        for term in row:
            yield from _iris(term)


def _iris(term: Term | None) -> Iterator[str]:
    if isinstance(term, NamedNode):
        yield term.value
    elif isinstance(term, Triple):
        for part in (term.subject, term.predicate, term.object):
            yield from _iris(part)


def answer_table(
    columns: tuple[str, ...],
    rows: Rows,
    terms: TermRenderer,
    *,
    first: int = 1,
    more: bool = False,
    triples: bool = False,
) -> AnswerTable:
    """Return the table of an answer, of which `rows` are shown."""
    shown = tuple(
        AnswerRow(
            tuple(None if term is None else answer_cell(term, terms) for term in row), _binding(columns, row)
        )
        for row in rows
    )
    numbers = tuple(
        all(row.cells[at] is None or row.cells[at].number for row in shown)  # type: ignore[union-attr]
        and any(row.cells[at] is not None for row in shown)
        for at in range(len(columns))
    )
    return AnswerTable(columns, numbers, shown, first, more, triples)


def _binding(columns: tuple[str, ...], row: tuple[Term | None, ...]) -> str:
    said = {name: term_as_json(term) for name, term in zip(columns, row, strict=True) if term is not None}
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))


def answer_cell(term: Term, terms: TermRenderer) -> AnswerCell:
    """Return one value as it is shown."""
    if isinstance(term, NamedNode):
        value = terms.link(term.value)
        return AnswerCell(value, _iri(term.value), lang=value.lang)
    if isinstance(term, BlankNode):
        return AnswerCell(terms.render(term), str(term))
    if isinstance(term, Triple):
        return AnswerCell(terms.render(term), f"<<( {term} )>>"[: LIMITS.iri_length])
    if term.language:
        other = term.language if term.language.lower() != terms.words.code else ""
        return AnswerCell(terms.render(term), f"@{term.language}", term.language, other, words=True)
    datatype = term.datatype.value
    if datatype in _NUMBERS:
        return AnswerCell(RenderedTerm(term.value, sort=term.value), f"^^{_iri(datatype)}", number=True)
    if datatype == xsd.string:
        if is_day(term):
            value = RenderedTerm(terms.words.date(term.value), sort=term.value)
            return AnswerCell(value, f'"{term.value}"')
        return AnswerCell(terms.render(term), "", words=True)
    rendered = terms.render(term)
    said = f"^^{_iri(datatype)}"
    return AnswerCell(rendered, f'"{term.value}"{said}' if rendered.text != term.value else said)


def _iri(iri: str) -> str:
    short = shrink(iri)
    return short if short != iri else f"<{iri}>"
