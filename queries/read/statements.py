"""What is accepted of things: their properties and values, as they stand in the graph."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from graph.errors import BadParameter, NotFound
from graph.store.reader import Reader, Term
from queries.read.rows import select

Description = Mapping[str, tuple[Term, ...]]
"""Property -> values, of one thing."""


_SAID: Final = 200
"""Characters of an IRI of which nothing is known that are said back."""


class _StatementRow(NamedTuple):
    thing: str
    property: str
    value: Term


class _KnownRow(NamedTuple):
    known: str


def read_statements(reader: Reader, things: Iterable[str]) -> dict[str, Description]:
    """Return thing -> property -> values, in one query; a thing of which nothing is accepted is not there.

    What the rules entail is among them. Of many things together at most 6,000 statements are read.
    """
    wanted = list(dict.fromkeys(things))
    if not wanted:
        return {}
    found: dict[str, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
    for row in select(reader, _StatementRow, "statements-of", things=wanted):
        found[row.thing][row.property].append(row.value)
    return {thing: {name: tuple(values) for name, values in said.items()} for thing, said in found.items()}


def is_known(reader: Reader, iri: str) -> bool:
    """Return whether anything at all is said of a thing, in any graph; nothing is of a text that is no IRI."""
    try:
        return bool(select(reader, _KnownRow, "known", thing=iri))
    except BadParameter:
        return False


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
