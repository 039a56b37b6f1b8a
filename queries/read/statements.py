"""What is accepted of things: their properties and values, as they stand in the graph."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from graph.errors import NotFound
from graph.limits import LIMITS
from graph.store.reader import Reader, Term
from ontology.iris import node_label
from queries.read.rows import select, select_named, select_of_nodes, select_whole

Description = Mapping[str, tuple[Term, ...]]
"""Property -> values, of one thing."""


_SAID: Final = 200
"""Characters of an IRI of which nothing is known that are said back."""


class _StatementRow(NamedTuple):
    thing: str
    property: str
    value: Term


class _ThingRow(NamedTuple):
    thing: str


class _ValueRow(NamedTuple):
    value: Term


class _CountRow(NamedTuple):
    property: str
    count_: int


def read_statements(reader: Reader, things: Iterable[str]) -> dict[str, Description]:
    """Return thing -> property -> values, in one query; a thing of which nothing is accepted is not there.

    What the rules entail is among them.
    """
    wanted = list(dict.fromkeys(things))
    if not wanted:
        return {}
    found: dict[str, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
    for row in select_named(reader, _StatementRow, "statements-of", wanted):
        found[row.thing][row.property].append(row.value)
    return {thing: {name: tuple(values) for name, values in said.items()} for thing, said in found.items()}


@dataclass(frozen=True)
class Own:
    """What is said of one thing. Of a property of very many values `counts` has how many there are; a page of them was
    read, before which there are `before`.
    """

    said: Description
    counts: Mapping[str, int] = field(default_factory=dict)
    before: Mapping[str, int] = field(default_factory=dict)


def read_own(reader: Reader, iri: str, first: Callable[[str], int]) -> Own:
    """Return what is said of a thing: all of it, or of a thing with very many statements a thousand values of each
    property. `first` says which value of a property is wanted first.
    """
    rows = select(reader, _StatementRow, "statements-of", things=[iri])
    if len(rows) < LIMITS.statement_rows:
        found: dict[str, list[Term]] = defaultdict(list)
        for row in rows:
            found[row.property].append(row.value)
        return Own({name: tuple(values) for name, values in found.items()})
    page = LIMITS.values_counted
    counts = {row.property: row.count_ for row in select(reader, _CountRow, "outgoing-counts", thing=iri)}
    before = {name: first(name) // page * page for name, count in counts.items() if count > page}
    said = {
        name: tuple(
            row.value
            for row in select(
                reader, _ValueRow, "outgoing", skip=before.get(name, 0), thing=iri, property=name
            )
        )
        for name in counts
    }
    return Own(said, {name: counts[name] for name in before}, before)


def is_known(reader: Reader, iri: str) -> bool:
    """Return whether anything at all is said of a thing, in any graph; nothing is of a text that is no IRI."""
    if node_label(iri) is not None:
        queries = ("statements-of", "statements-in-graphs", "links-to")
        return any(True for name in queries for _ in select_of_nodes(reader, _ThingRow, name, [iri]))
    return iri in read_known(reader, [iri])


def read_known(reader: Reader, iris: Iterable[str]) -> set[str]:
    """Return those of these IRIs, no blank nodes, of which anything at all is said; the others have no page."""
    return {row.thing for row in select_whole(reader, _ThingRow, "known", iris)}


def require_known(reader: Reader, iri: str) -> None:
    """Raise NotFound for a thing of which nothing is said."""
    if not is_known(reader, iri):
        raise unknown(iri)


def unknown(iri: str) -> NotFound:
    """Return the error for a thing of which nothing is said."""
    return NotFound(
        "Nothing is known of <%(iri)s>.",
        hint="Check the spelling, or search for a name.",
        values={"iri": iri if len(iri) <= _SAID else iri[: _SAID - 1] + "…"},
    )
