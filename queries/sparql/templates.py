"""What an operation deletes or inserts for each solution of its pattern (SPARQL 1.1 Update sections 3.1.3 and 4).

The engine reads the template: as data, in a store of its own, with an IRI in place of each variable. So lists, property
lists, prefixes and triples in triples are read as anywhere else.
"""

import secrets
from collections.abc import Iterator, MutableMapping, Sequence
from typing import Any, Final

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, Store, Triple

from queries.sparql.lexer import Kind
from queries.sparql.operations import Block, Operation, not_plain

_MARK: Final = f"urn:huunghi:{secrets.token_hex(16)}:"
"""What the IRI begins with that stands for a variable; nobody can know it."""
_DEFAULT: Final = DefaultGraph()

Term = Any
"""A term of a statement or the name of its graph, as pyoxigraph has them."""


class Template:
    """The statements that a block stands for, with variables and blank nodes to be filled.

    `columns` gets a place for each variable of the block; solutions are given with their terms at these places.
    """

    def __init__(
        self,
        operation: Operation,
        block: Block,
        columns: MutableMapping[str, int],
        *,
        base_iri: str | None = None,
        home: NamedNode | None = None,
    ) -> None:
        """`home` is the graph of what stands in no GRAPH block: that of WITH, the default graph where it is None.

        Raises QueryError where the block cannot be read so.
        """
        read = Store()
        try:
            text = _with_marks(operation, block, columns)
            read.update(f"{operation.prologue}INSERT DATA {text}", base_iri=base_iri)
        except SyntaxError as error:  # the engine reads the operation, so our tokens are not its
            raise not_plain(operation.update, block[0]) from error
        self._ground: list[Quad] = []
        self._open: list[tuple[Term, ...]] = []
        for quad in read:
            graph = home if home is not None and quad.graph_name == _DEFAULT else quad.graph_name
            terms = tuple(_slot(one) for one in (quad.subject, quad.predicate, quad.object, graph))
            if any(isinstance(one, int | tuple | BlankNode) for one in terms):
                self._open.append(terms)
            else:
                self._ground.append(Quad(*terms))

    @property
    def is_ground(self) -> bool:
        """Whether all solutions amount to the same."""
        return not self._open

    def quads(self, solutions: Iterator[Sequence[Term]]) -> Iterator[Quad]:
        """Yield what solutions amount to; what is unbound or not legal RDF is left out, and some may come twice."""
        for number, solution in enumerate(solutions):
            yield from self.filled(solution, first=number == 0)

    def filled(self, solution: Sequence[Term], *, first: bool) -> Iterator[Quad]:
        """Yield what one solution amounts to; what is the same for all of them only for the `first` one."""
        if first:
            yield from self._ground
        fresh: dict[BlankNode, BlankNode] = {}
        for slots in self._open:
            terms = [_fill(one, solution, fresh) for one in slots]
            if None not in terms:
                try:
                    yield Quad(*terms)
                except TypeError:
                    continue  # a literal as a subject, and the like


def _with_marks(operation: Operation, block: Block, columns: MutableMapping[str, int]) -> str:
    """Return the text of a block with an IRI in place of each variable."""
    pieces: list[str] = []
    position = block[0].start
    for token in block:
        if token.kind is Kind.VARIABLE:
            place = columns.setdefault(token.variable, len(columns))
            pieces += (operation.update[position : token.start], f"<{_MARK}{place}>")
            position = token.end
    return "".join(pieces) + operation.update[position : block[-1].end]


def _slot(term: Term) -> Term:
    """Return the place of the variable that a term stands for, the slots of a triple, or the term itself."""
    if isinstance(term, NamedNode) and term.value.startswith(_MARK):
        return int(term.value.removeprefix(_MARK))
    if isinstance(term, Triple):
        return tuple(_slot(one) for one in (term.subject, term.predicate, term.object))
    return term


def _fill(slot: Term, solution: Sequence[Term], fresh: dict[BlankNode, BlankNode]) -> Term:
    if isinstance(slot, int):
        return solution[slot]
    if isinstance(slot, BlankNode):
        if slot not in fresh:
            fresh[slot] = BlankNode()
        return fresh[slot]
    if isinstance(slot, tuple):
        terms = [_fill(one, solution, fresh) for one in slot]
        try:
            return None if None in terms else Triple(*terms)
        except TypeError:
            return None
    return slot
