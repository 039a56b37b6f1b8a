"""Run the readers' queries: by name, with terms for their parameters, each row as a NamedTuple of its own type.

A parameter whose value is a list of IRIs stands inside `VALUES ?x { $list }`; every IRI is a checked term
before it is written.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, lru_cache
from types import UnionType
from typing import Any, Final, NamedTuple, TypeVar, Union, get_args, get_origin, get_type_hints

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from graph.errors import BadParameter, EndpointFailed
from graph.limits import LIMITS
from graph.store.reader import Reader, Rows, Term
from ontology.iris import node_label, skolem_iri
from queries.collection import reader_queries
from queries.sparql.binding import bind

R = TypeVar("R", bound=NamedTuple)

_LIMIT: Final = re.compile(r"\bLIMIT (\d+)")
_GIVEN: Final = re.compile(r"VALUES \?(\w+) \{\s*\}")
_HUMP: Final = re.compile(r"_([a-z])")
_TERMS: Final = frozenset({NamedNode, BlankNode, Literal, Triple})


def select(
    reader: Reader,
    row: type[R],
    name: str,
    /,
    *,
    skip: int = 0,
    most: int = 0,
    **parameters: str | Literal | Iterable[str],
) -> list[R]:
    """Return the rows of a reader's query, past the first `skip`; a parameter is an IRI, a literal or a list of IRIs
    (`class_` stands for `$class`).

    Each field of `row` takes the variable of its name (`as_of` that of `?asOf`, `count_` that of `?count`), as its
    annotation has it: `str` the text of a literal or an IRI, empty where the variable is unbound; `int` a whole number,
    0 where it is unbound; `Term | None` the term itself; `Term` a term that is there in every row.

    `most`, where it is given, takes the place of every LIMIT in the query that is greater. In a list, what is no IRI is
    left out, for nothing can be said of it. Raises BadParameter for a single one that is none.
    """
    given = {parameter.removesuffix("_"): value for parameter, value in parameters.items()}
    return _rows(row, reader.select(_text(name, skip, most, given)))


def _rows(row: type[R], found: Rows) -> list[R]:
    readings = _readings(row)
    converters = [convert for _, convert in readings]
    try:
        places = [found.variables.index(variable) for variable, _ in readings]
        return [
            row(*(convert(one[place]) for convert, place in zip(converters, places, strict=True)))
            for one in found.rows
        ]
    except ValueError as error:  # another engine may give other columns, or a count that is no number
        raise EndpointFailed(
            "The endpoint that this service reads answered with other columns or values than were asked for.",
            cause=f"{row.__name__}: {error}",
        ) from error


def select_batched(
    reader: Reader, row: type[R], name: str, /, things: Iterable[str], **parameters: str | Literal
) -> Iterator[R]:
    """Yield the rows of a reader's query about many things (its parameter `$things`), asked a batch at a time."""
    for some in batches(things):
        yield from select(reader, row, name, skip=0, most=0, things=some, **parameters)


def select_of_nodes(
    reader: Reader, row: type[R], name: str, /, nodes: Iterable[str], **parameters: str | Literal
) -> Iterator[R]:
    """Yield the rows of a reader's query about many things, where these are blank nodes (named by skolem IRIs).

    A query's text cannot name a blank node. So it is asked about one at a time, which takes the place of the variable
    that `VALUES ?thing { $things }` gives values; the query has to select that.
    """
    text = _text(name, 0, 0, {**parameters, "things": ()})
    given = _GIVEN.search(text)
    if given is None:
        raise TypeError(f"query {name} has no VALUES that $things stands in")
    text = text[: given.start()] + text[given.end() :]
    for iri in dict.fromkeys(nodes):
        if label := node_label(iri):
            found = reader.select(text, {given[1]: BlankNode(label)})
            yield from _rows(row, found) if found.rows else ()


def select_named(
    reader: Reader, row: type[R], name: str, /, things: Iterable[str], **parameters: str | Literal
) -> Iterator[R]:
    """Yield all rows of a reader's query about things, blank nodes (named by skolem IRIs) among them."""
    nodes: dict[str, None] = {}
    others: dict[str, None] = {}
    for thing in things:
        (others if node_label(thing) is None else nodes)[thing] = None
    yield from select_whole(reader, row, name, others, **parameters)
    yield from select_of_nodes(reader, row, name, nodes, **parameters)


def select_whole(
    reader: Reader,
    row: type[R],
    name: str,
    /,
    things: Iterable[str],
    **parameters: str | Literal | Iterable[str],
) -> Iterator[R]:
    """Yield all rows of a reader's query about things: where as many come as its LIMIT allows, it is asked about fewer
    things at once, and of one thing it is asked for the next.
    """
    limit = _limit_of(name)
    waiting = list(batches(things))
    while waiting:
        some = waiting.pop()
        rows = select(reader, row, name, skip=0, most=0, things=some, **parameters)
        if len(rows) == limit and len(some) > 1:
            waiting += [some[len(some) // 2 :], some[: len(some) // 2]]
            continue
        yield from rows
        if len(rows) == limit:
            yield from _further(reader, row, name, things=some, **parameters)


def select_further(
    reader: Reader, row: type[R], name: str, /, **parameters: str | Literal | Iterable[str]
) -> Iterator[R]:
    """Yield the rows of a reader's query, and those after its LIMIT: at most so many as a document reads of claims."""
    rows = select(reader, row, name, skip=0, most=0, **parameters)
    yield from rows
    if len(rows) == _limit_of(name):
        yield from _further(reader, row, name, **parameters)


def _further(
    reader: Reader, row: type[R], name: str, /, **parameters: str | Literal | Iterable[str]
) -> Iterator[R]:
    limit = _limit_of(name)
    for skip in range(limit, LIMITS.claim_rows, limit):
        rows = select(reader, row, name, skip=skip, most=0, **parameters)
        yield from rows
        if len(rows) < limit:
            return


@cache
def _limit_of(name: str) -> int:
    return int(_LIMIT.findall(reader_queries()[name].text)[-1])


def batches(things: Iterable[str], size: int = LIMITS.things_a_query) -> Iterator[list[str]]:
    """Yield things in order, each once, as many at a time as one query asks about."""
    wanted = sorted(set(things))
    for at in range(0, len(wanted), size):
        yield wanted[at : at + size]


class CountRow(NamedTuple):
    """The row of a query that only counts."""

    count_: int


def variables_of(row: type[NamedTuple]) -> tuple[str, ...]:
    """Return the variables that a type of row takes its fields from, without `?`.

    >>> class Day(NamedTuple):
    ...     thing: str
    ...     as_of: str
    >>> variables_of(Day)
    ('thing', 'asOf')
    """
    return tuple(variable for variable, _ in _readings(row))


def text_of(term: Term | None) -> str:
    """Return the text of a term: a literal's value, an IRI, of a blank node its skolem IRI; an unbound variable is
    empty.
    """
    if isinstance(term, BlankNode):
        return skolem_iri(term.value)
    return getattr(term, "value", "") or ""


def node_of(iri: str) -> NamedNode | BlankNode:
    """Return the node that an IRI names, which is a blank one where it is a skolem IRI."""
    label = node_label(iri)
    return NamedNode(iri) if label is None else BlankNode(label)


def _number_of(term: Term | None) -> int:
    return int(text_of(term) or 0)


def _same(term: Term | None) -> Term | None:
    return term


@cache
def _readings(row: type[Any]) -> tuple[tuple[str, Callable[[Term | None], Any]], ...]:
    """Return the variable and the conversion of each field. Raises TypeError for a field of another type."""
    hints = get_type_hints(row)
    return tuple((_variable(field), _converter(row, field, hints[field])) for field in row._fields)


def _variable(field: str) -> str:
    return _HUMP.sub(
        lambda found: found[1].upper(), field.removesuffix("_")
    )  # tuples have a `count`, Python a `from`


def _converter(row: type[Any], field: str, hint: Any) -> Callable[[Term | None], Any]:
    if hint is str:
        return text_of
    if hint is int:
        return _number_of
    kinds = set(get_args(hint)) if get_origin(hint) in (Union, UnionType) else {hint}
    if kinds - {type(None)} <= _TERMS:
        return _same
    raise TypeError(f"{row.__name__}.{field} is {hint}: a row has str, int and terms")


def _text(name: str, skip: int, most: int, parameters: Mapping[str, str | Literal | Iterable[str]]) -> str:
    literals = tuple(sorted(n for n, value in parameters.items() if isinstance(value, Literal)))
    pieces = _template(name, tuple(sorted(parameters)), literals, most)
    written = {
        n: _term(name, n, v) if isinstance(v, str) else str(v) if isinstance(v, Literal) else _terms(v)
        for n, v in parameters.items()
    }
    text = "".join(piece if at % 2 == 0 else written[piece] for at, piece in enumerate(pieces))
    return f"{text}\nOFFSET {skip:d}" if skip else text  # readers' queries end with their LIMIT


@cache
def _template(
    name: str, parameters: tuple[str, ...], literals: tuple[str, ...], most: int
) -> tuple[str, ...]:
    """Return a query's text cut at its parameters: text, parameter's name, text, ..."""
    # The binder puts a term where each parameter stands; these terms mark the places.
    marks = {parameter: f"urn:huunghi:place:{parameter}" for parameter in parameters}
    text = bind(
        reader_queries()[name],
        {
            parameter: Literal(mark) if parameter in literals else NamedNode(mark)
            for parameter, mark in marks.items()
        },
    )
    if most:
        text = _LIMIT.sub(lambda found: f"LIMIT {min(most, int(found[1]))}", text)
    return tuple(re.split('[<"]urn:huunghi:place:([a-z]+)[>"]', text))


def _term(query: str, parameter: str, iri: str) -> str:
    try:
        return str(NamedNode(iri))
    except ValueError as error:
        raise BadParameter(
            "query %(query)s: parameter %(parameter)s was given %(iri)r, which is no IRI",
            values={"query": query, "parameter": parameter, "iri": iri[:80]},
        ) from error


@lru_cache(maxsize=65536)
def _checked(iri: str) -> str:
    try:
        return str(NamedNode(iri))
    except ValueError:
        return ""


def _terms(iris: Iterable[str]) -> str:
    return " ".join(_checked(iri) for iri in dict.fromkeys(iris))
