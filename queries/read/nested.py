"""What is said of blank nodes, for the place where they stand: their statements, lists as lists, as deep as is shown.

A blank node has no name, so what is said of it belongs to what is said of the thing that leads to it (Concise Bounded
Description, W3C member submission 2005). Records name one by its skolem IRI, which holds within a version.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from pyoxigraph import BlankNode, NamedNode
from pyoxigraph import Triple as TripleTerm

from graph.limits import LIMITS
from graph.store.reader import Reader, Term
from ontology.iris import node_label
from ontology.terms import rdf
from queries.read.evidence import Triple
from queries.read.rows import node_of, select_of_nodes, text_of
from queries.read.statements import Description

LIST_ITEMS: Final = LIMITS.list_items_shown
"""Items of a list that are shown where it stands, and on each page of it."""
_CELL: Final = frozenset({rdf.first, rdf.rest, rdf.type})


class _StatementRow(NamedTuple):
    thing: str
    property: str
    value: Term


class _CellRow(NamedTuple):
    cell: str
    property: str
    value: Term


class _CellBeforeRow(NamedTuple):
    cell: str
    rest: str


@dataclass(frozen=True)
class NodeValues:
    """The first values that a node has by a property; `count` how many there are."""

    property: str
    values: tuple[Term, ...]
    count: int


@dataclass(frozen=True)
class ListRecord:
    """A list from one of its cells on: the first `items`, each with its cell; `count` how many there are from here on.

    `next` is the cell after those that are shown (empty: none is left). `end` is what stands where `rdf:nil` ends a
    list that is well formed (None: it does); `back` is the number, from 1, of the item to which it leads back.
    """

    cells: tuple[str, ...]
    items: tuple[Term, ...]
    triples: tuple[Triple, ...]
    count: int
    next: str = ""
    end: Term | None = None
    back: int = 0


@dataclass(frozen=True)
class NodeRecord:
    """What is said of a blank node. One that is not `open` stands too deep: only how much is said of it is told."""

    node: str
    count: int
    statements: tuple[NodeValues, ...] = ()
    items: ListRecord | None = None
    open: bool = True

    @property
    def triples(self) -> Iterator[Triple]:
        """Yield what is shown of it."""
        if self.items is not None:
            yield from self.items.triples
        for one in self.statements:
            for value in one.values:
                yield self.node, one.property, value

    def values(self) -> Iterator[Term]:
        """Yield the values that are shown."""
        if self.items is not None:
            yield from self.items.items
            if self.items.end is not None and not (self.items.back or self.items.next):
                yield self.items.end
        for one in self.statements:
            yield from one.values

    def iris(self) -> Iterator[str]:
        """Yield the IRI of everything whose label a view needs."""
        yield self.node
        yield from (one.property for one in self.statements)
        for value in self.values():
            yield from iris_in(value)


@dataclass(frozen=True)
class ListPlace:
    """Where in a list a cell stands: how many items come before it, and the cells that begin the list and the page
    before this one (empty: none).
    """

    before: int = 0
    first: str = ""
    previous: str = ""


def iris_in(term: object) -> Iterator[str]:
    """Yield the IRIs of what a term names, of a triple term those of its parts; of a blank node its skolem IRI."""
    if isinstance(term, NamedNode | BlankNode):
        yield text_of(term)
    elif isinstance(term, TripleTerm):
        for part in (term.subject, term.predicate, term.object):
            yield from iris_in(part)


def nodes_in(terms: Iterable[object]) -> Iterator[str]:
    """Yield the blank nodes that terms are, or that stand in triple terms, by their skolem IRIs."""
    for term in terms:
        yield from (iri for iri in iris_in(term) if node_label(iri) is not None)


def read_nodes(reader: Reader, nodes: Iterable[str]) -> dict[str, Description]:
    """Return node -> property -> values; of those of which the default graph says nothing, what other graphs say."""
    wanted = list(dict.fromkeys(nodes))
    found = _described(select_of_nodes(reader, _StatementRow, "statements-of", wanted))
    left = [node for node in wanted if node not in found]
    return found | _described(select_of_nodes(reader, _StatementRow, "statements-in-graphs", left))


def _described(rows: Iterable[_StatementRow]) -> dict[str, Description]:
    found: dict[str, dict[str, dict[Term, None]]] = defaultdict(lambda: defaultdict(dict))
    for row in rows:
        found[row.thing][row.property][row.value] = None
    return {
        thing: {name: tuple(sorted(values, key=str)) for name, values in said.items()}
        for thing, said in found.items()
    }


def read_nested(reader: Reader, nodes: Iterable[str], beside: str = "") -> Mapping[str, NodeRecord]:
    """Return what is said of blank nodes, and of those that they lead to; each once, in the order in which they are
    reached. `beside` is one that is described already.
    """
    found: dict[str, NodeRecord] = {}
    level = dict.fromkeys(nodes)
    for depth in range(LIMITS.nested_depth + 1):
        wanted = [node for node in level if node not in found and node != beside]
        wanted = wanted[: LIMITS.nested_nodes - len(found)]
        said = read_nodes(reader, wanted)
        level = {}
        for node in wanted:
            record = _record(reader, node, said.get(node, {}), deep=depth == LIMITS.nested_depth)
            found[node] = record
            level.update(dict.fromkeys(nodes_in(record.values())))
    return found


def _record(reader: Reader, node: str, said: Description, *, deep: bool) -> NodeRecord:
    count = sum(map(len, said.values()))
    if deep:
        return NodeRecord(node, count, open=False)
    if (items := read_list(reader, node, said)) is not None:
        return NodeRecord(node, count, items=items)
    shown = LIMITS.values_shown
    statements = (NodeValues(name, values[:shown], len(values)) for name, values in sorted(said.items()))
    return NodeRecord(node, count, tuple(statements))


def read_list(reader: Reader, node: str, said: Description) -> ListRecord | None:
    """Return the list that begins with a blank node; None where that is no cell of a list."""
    if not _is_cell(said):
        return None
    cells: dict[str, dict[str, dict[Term, None]]] = defaultdict(lambda: defaultdict(dict))
    for row in select_of_nodes(reader, _CellRow, "list-cells", [node]):
        cells[row.cell][row.property][row.value] = None
    cells.setdefault(node, {name: dict.fromkeys(values) for name, values in said.items()})
    chain: dict[str, int] = {}
    here, end = node, None
    while True:
        chain[here] = len(chain) + 1
        (rest,) = cells[here][rdf.rest]
        after = text_of(rest)
        if after == rdf.nil:
            break
        if after in chain or node_label(after) is None or not _is_cell(cells.get(after, {})):
            end = rest
            break
        here = after
    shown = tuple(chain)[:LIST_ITEMS]
    triples = tuple(
        (cell, name, value) for cell in shown for name in sorted(cells[cell]) for value in cells[cell][name]
    )
    return ListRecord(
        shown,
        tuple(next(iter(cells[cell][rdf.first])) for cell in shown),
        triples,
        len(chain),
        next=next(iter(tuple(chain)[LIST_ITEMS : LIST_ITEMS + 1]), ""),
        end=end,
        back=chain.get(text_of(end), 0),
    )


def _is_cell(said: Mapping[str, Iterable[Term]]) -> bool:
    """Whether what is said of a node is what is said of a cell of a list, and no more."""
    return (
        set(said) <= _CELL
        and all(len(tuple(said.get(name, ()))) == 1 for name in (rdf.first, rdf.rest))
        and {text_of(value) for value in said.get(rdf.type, ())} <= {rdf.List}
    )


def place_in_list(reader: Reader, cell: str) -> ListPlace:
    """Return where in its list a cell stands."""
    before: dict[str, str] = {}
    for row in select_of_nodes(reader, _CellBeforeRow, "list-cells-before", [cell]):
        if before.setdefault(row.rest, row.cell) != row.cell:
            return ListPlace()  # two lists share this end
    walked: dict[str, None] = {}
    here = cell
    while (here := before.get(here, "")) and here not in walked and here != cell:
        walked[here] = None
    if not walked or here:  # a list that leads back to itself has no beginning
        return ListPlace()
    cells = tuple(walked)
    return ListPlace(len(cells), cells[-1], cells[min(LIST_ITEMS, len(cells)) - 1])


def term_triples(triples: Iterable[Triple]) -> Iterator[TripleTerm]:
    """Yield triples of a record as terms, with blank nodes for skolem IRIs."""
    for subject, predicate, value in triples:
        yield TripleTerm(node_of(subject), NamedNode(predicate), value)
