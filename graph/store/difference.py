"""What a change has gained and lost so far against the version that it begins from, noted as it is written.

What is made of a version (its index of names, its counts, the accepted layer) is brought up from that of its parent by
this difference, at a cost that depends on the change and not on the graph. A change of more quads than
`LIMITS.change_followed` is not followed: looking at the whole then costs no more.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import IO, Any, Final

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, RdfFormat, Store, Triple, parse

from graph.engine.stored import as_stored, is_rewritten
from graph.limits import LIMITS

_NODE: Final = NamedNode("urn:x")


@dataclass(frozen=True)
class Difference:
    """The quads of all graphs that a store has and its parent has not (`gained`), and the other way round (`lost`).

    Blank nodes are those of the store, which a copy keeps, and literals are written as the store gives them back.
    """

    gained: set[Quad] = field(default_factory=set)
    lost: set[Quad] = field(default_factory=set)

    def __len__(self) -> int:
        return len(self.gained) + len(self.lost)

    def add(self, quad: Quad) -> None:
        """Note a quad that was not there and is put in."""
        if quad in self.lost:
            self.lost.remove(quad)
        else:
            self.gained.add(quad)

    def remove(self, quad: Quad) -> None:
        """Note a quad that was there and is taken out."""
        if quad in self.gained:
            self.gained.remove(quad)
        else:
            self.lost.add(quad)


class RecordedStore:
    """A pyoxigraph store that notes what is written to it; it has the same methods.

    `difference` is None once it is not known: without a parent (`followed` false), past the limit, after `update`, of
    which the engine does not tell what it did, and after a write that failed. `part` is what was written since
    `begin_part` was called last, or since the parent, and not known likewise.
    """

    def __init__(self, store: Store, *, followed: bool) -> None:
        self.plain = store
        self.difference: Difference | None = Difference() if followed else None
        self.part: Difference | None = Difference() if followed else None

    def begin_part(self) -> None:
        """Note from now on what is written, beside the whole difference, in `part`."""
        self.part = Difference()

    def __getattr__(self, name: str) -> Any:
        return getattr(self.plain, name)

    def __contains__(self, quad: Quad) -> bool:
        return quad in self.plain

    def __iter__(self) -> Iterator[Quad]:
        return iter(self.plain)

    def __len__(self) -> int:
        return len(self.plain)

    def add(self, quad: Quad) -> None:
        """Put a quad in."""
        self._note_gained(quad)
        self.plain.add(quad)

    def remove(self, quad: Quad) -> None:
        """Take a quad out; one that is not there is no error."""
        self._note_lost(quad)
        self.plain.remove(quad)

    def extend(self, quads: Iterable[Quad]) -> None:
        """Put quads in, all or none."""
        self._write(self.plain.extend, self._noting(quads))

    def bulk_extend(self, quads: Iterable[Quad]) -> None:
        """Put many quads in, as files of the engine's own."""
        self._write(self.plain.bulk_extend, self._noting(quads))

    def bulk_load(
        self, input: bytes | IO[bytes] | None = None, format: RdfFormat | None = None, **options: Any
    ) -> None:
        """Put many quads in that a text or a file holds. What a file holds is not followed."""
        if isinstance(input, bytes) and self._is_followed and not options.get("to_graph"):
            read = parse(input, format=format, base_iri=options.get("base_iri"), lenient=True)
            for quad in self._noting(read):
                if not self._is_followed:
                    break
                if _has_blank_nodes(quad):  # the store will call them otherwise
                    self._lose()
        else:
            self._lose()
        self._write(self.plain.bulk_load, input, format, **options)

    def remove_graph(self, graph_name: NamedNode | BlankNode | DefaultGraph) -> None:
        """Take a graph out with all its quads."""
        self._note_graph_lost(graph_name)
        self.plain.remove_graph(graph_name)

    def clear_graph(self, graph_name: NamedNode | BlankNode | DefaultGraph) -> None:
        """Take all quads of a graph out, and leave the graph."""
        self._note_graph_lost(graph_name)
        self.plain.clear_graph(graph_name)

    def clear(self) -> None:
        """Take everything out."""
        self._lose()
        self.plain.clear()

    def load(self, *args: Any, **options: Any) -> None:
        """Put in what a text holds, all or nothing."""
        self._lose()
        self.plain.load(*args, **options)

    def update(self, *args: Any, **options: Any) -> None:
        """Run an update of which nobody can tell afterwards what it did."""
        self._lose()
        self.plain.update(*args, **options)

    def _write(self, write: Any, *args: Any, **options: Any) -> None:
        try:
            write(*args, **options)
        except BaseException:
            self._lose()  # what was noted may not be there
            raise

    def _noting(self, quads: Iterable[Quad]) -> Iterator[Quad]:
        noted: set[Quad] = set()  # what comes twice is not in the store yet when it comes again
        for quad in quads:
            if self._is_followed and quad not in self.plain:
                stored = _as_stored(quad)
                if stored not in noted:
                    noted.add(stored)
                    self._note(Difference.add, stored)
            yield quad

    @property
    def _is_followed(self) -> bool:
        return self.difference is not None or self.part is not None

    def _lose(self) -> None:
        """Note that what was written is not known."""
        self.difference = self.part = None

    def _note_gained(self, quad: Quad) -> None:
        if self._is_followed and quad not in self.plain:
            self._note(Difference.add, _as_stored(quad))

    def _note_lost(self, quad: Quad) -> None:
        if self._is_followed and quad in self.plain:
            self._note(Difference.remove, _as_stored(quad))

    def _note(self, how: Callable[[Difference, Quad], None], quad: Quad) -> None:
        if self.difference is not None:
            how(self.difference, quad)
            if len(self.difference) > LIMITS.change_followed:
                self.difference = None
        if self.part is not None:
            how(self.part, quad)
            if len(self.part) > LIMITS.change_followed:
                self.part = None

    def _note_graph_lost(self, graph: NamedNode | BlankNode | DefaultGraph) -> None:
        for quad in self.plain.quads_for_pattern(None, None, None, graph):
            if not self._is_followed:
                return
            self._note_lost(quad)


def _as_stored(quad: Quad) -> Quad:
    if not is_rewritten(quad.object):
        return quad
    return Quad(quad.subject, quad.predicate, _stored(quad.object), quad.graph_name)


@lru_cache(maxsize=10_000)
def _stored(value: Any) -> Any:
    return as_stored([Triple(_NODE, _NODE, value)])[0].object


def _has_blank_nodes(quad: Quad | Triple) -> bool:
    return any(
        isinstance(term, BlankNode) or (isinstance(term, Triple) and _has_blank_nodes(term))
        for term in (quad.subject, quad.object, getattr(quad, "graph_name", None))
    )
