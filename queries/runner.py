"""Run queries over a reader: one of a collection by name with its parameters, or any SPARQL text.

This module never opens a store and never writes; what it may read is the reader's affair.
"""

from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from typing import Final, TypeVar

from pyoxigraph import Literal, NamedNode

from graph.errors import BadParameter, CallFailed, QueryError, UnreadableQuery
from graph.limits import LIMITS
from graph.search.fold import FUNCTIONS
from graph.store.reader import MemoryReader, Reader, Term, VersionName
from ontology.iris import ID, name_of
from ontology.terms import xsd
from queries.collection import Collection, catalogue
from queries.header import NamedQuery
from queries.sparql.binding import Values, bind, terms_of
from queries.sparql.columns import with_columns_in_order
from queries.sparql.explanation import Explanation
from queries.sparql.lexer import tokenise, unescape
from queries.sparql.paths import with_paths_of_length_zero
from queries.sparql.places import excerpt
from queries.sparql.rewrite import run_rewritten
from queries.sparql.situation import UPDATES
from queries.sparql.syntax_errors import explain, explain_failure

_Found = TypeVar("_Found")


class Form(StrEnum):
    """What a query gives: rows, yes or no, or triples."""

    SELECT = "select"
    ASK = "ask"
    GRAPH = "graph"


_FUNCTIONS: Final = tuple(name.value for name in FUNCTIONS)
_FORMS: Final = {"SELECT": Form.SELECT, "ASK": Form.ASK, "CONSTRUCT": Form.GRAPH, "DESCRIBE": Form.GRAPH}


@dataclass(frozen=True)
class Answer:
    """What a query gave, over which version of the graph.

    `query` is the name, empty for a text of the user's own; `text` is the SPARQL that ran. The rows of an ASK are one
    literal under `answer`; those of a CONSTRUCT or DESCRIBE are triples under `subject`, `predicate`, `object`.
    """

    query: str
    text: str
    form: Form
    variables: tuple[str, ...]
    rows: tuple[tuple[Term | None, ...], ...]
    version: VersionName


def run(
    reader: Reader,
    name: str,
    params: Values | None = None,
    *,
    within: Collection | None = None,
) -> Answer:
    """Run the query of this name, of the catalogue unless another collection is given.

    Raises UnknownQuery or BadParameter, each naming the query, what was given and what is expected; an answer without
    rows about a thing that is not in the graph is a BadParameter too, with the nearest name.
    """
    query = (within if within is not None else catalogue())[name]
    answer = _run(reader, bind(query, params or {}), name)
    if not answer.rows:
        _require_known(reader, query, params or {})
    return answer


def _require_known(reader: Reader, query: NamedQuery, params: Values) -> None:
    """Raise BadParameter for a thing of ours that nothing in the graph speaks of: its name was misspelt."""
    for name, term in terms_of(query, params).items():
        thing = name_of(term.value) if isinstance(term, NamedNode) else None
        if thing is None or reader.ask(
            f"ASK {{ {{ {term} ?p ?o }} UNION {{ ?s ?p {term} }} UNION {{ GRAPH ?g {{ {term} ?p ?o }} }} }}"
        ):
            continue
        prefix = str(Literal(f"{ID}{thing.kind}/"))
        others = reader.select(
            f"SELECT DISTINCT ?s {{ ?s a ?class FILTER(STRSTARTS(STR(?s), {prefix})) }} LIMIT {LIMITS.parameter_things}"
        )
        slugs = [
            other.slug for (s,) in others.rows if isinstance(s, NamedNode) and (other := name_of(s.value))
        ]
        near = get_close_matches(thing.slug, slugs, n=1, cutoff=0.5)
        raise BadParameter(
            "query %(query)s: parameter %(name)s was given %(thing)r, and the graph has no such %(kind)s",
            hint="Did you mean %(near)s?" if near else "Search finds things by their names.",
            values={
                "query": query.name,
                "name": name,
                "thing": str(thing),
                "kind": thing.kind,
                "near": f"{thing.kind}/{near[0]}" if near else "",
            },
        )


def run_text(reader: Reader, sparql: str) -> Answer:
    """Run any SPARQL query. Raises QueryError where it is not one."""
    return _run(reader, sparql, "")


def form_of(sparql: str) -> Form:
    """Return the form of a query by its first keyword after the prologue. Raises QueryError where there is none.

    >>> form_of("PREFIX ask: <urn:x> SELECT ?s { ?s ask:p ?o }")
    <Form.SELECT: 'select'>
    """
    for token in tokenise(unescape(sparql)):
        if token.word in _FORMS:
            return _FORMS[token.word]
        if token.word in UPDATES:
            raise QueryError(
                "%(word)s is an update, and only queries run here",
                hint="Statements are added with: huunghi load PATH",
                values={"word": token.word},
            )
    raise _unreadable(sparql, explain(sparql, "error at 1:1: no query", based=False))


def _run(reader: Reader, sparql: str, name: str) -> Answer:
    form = form_of(sparql)
    try:
        return _ask(reader, sparql, name, form)
    except CallFailed:
        raise
    except UnreadableQuery as error:
        raise _unreadable(sparql, explain(sparql, error.message, based=False)) from error
    except QueryError as error:
        found = explain_failure(sparql, str(error.values.get("error", error.message)), functions=_FUNCTIONS)
        raise QueryError(
            "The query cannot be answered: %(reason)s",
            hint="%(advice)s",
            values={"reason": found, "advice": found.advice},
        ) from error


def _unreadable(sparql: str, found: Explanation) -> QueryError:
    shown = excerpt(sparql, found.line or 1, found.column or 1)
    return QueryError(
        "The query cannot be read: %(reason)s\n%(excerpt)s",
        hint="%(advice)s These queries run as they are: huunghi query list",
        values={
            "reason": found,
            "excerpt": str(shown or ""),
            "advice": found.advice or "Correct the query there.",
        },
    )


def _ask(reader: Reader, sparql: str, name: str, form: Form) -> Answer:
    variables: tuple[str, ...]
    rows: tuple[tuple[Term | None, ...], ...]
    if form is Form.SELECT:
        in_order = with_columns_in_order(sparql, lambda text: reader.select(text).variables)
        found = _as_rewritten(reader, in_order, reader.select)
        variables, rows = found.variables, found.rows
    elif form is Form.ASK:
        yes = "true" if _as_rewritten(reader, sparql, reader.ask) else "false"
        boolean = NamedNode(xsd.boolean)
        variables, rows = ("answer",), ((Literal(yes, datatype=boolean),),)
    else:
        variables = ("subject", "predicate", "object")
        rows = tuple(
            (t.subject, t.predicate, t.object) for t in _as_rewritten(reader, sparql, reader.construct)
        )
    return Answer(query=name, text=sparql, form=form, variables=variables, rows=rows, version=reader.version)


def _as_rewritten(reader: Reader, sparql: str, run: Callable[[str], _Found]) -> _Found:
    """Run a query as our engine is to be given it; another engine takes it as it is."""
    if not isinstance(reader, MemoryReader):
        return run(sparql)
    made = with_paths_of_length_zero(sparql, lambda ask: not reader.ask(ask))
    return run_rewritten(made, run, sent=sparql)
