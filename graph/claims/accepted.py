"""Ask of single statements whether they are accepted now, at a cost that depends on them and not on the graph.

`materialise.recorded` reads all claims to say what the whole accepted layer is; this reads the claims of one statement.
A test compares the two. Of the answers nothing is kept: the store may be written to meanwhile, as long as no claim and
no decision changes.
"""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from functools import cached_property
from typing import Final, TypeGuard

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Store, Triple

from graph.claims import claim as claims
from graph.claims import entailments, standing
from graph.claims.dates import is_date, lies_within
from graph.claims.kept_standing import AllMerged
from graph.claims.materialise import (
    DEFAULT,
    ENTAILED,
    HAS_TARGET,
    LABELS,
    ROOTS_ARE_KNOWN,
    VOCABULARY,
    in_graph,
)
from graph.claims.standing import DERIVED_FROM
from graph.claims.stated import View
from ontology.iris import GRAPH, name_of, source_graph
from ontology.terms import oa

Subject = NamedNode | BlankNode | Triple
"""What pyoxigraph has for the subjects of statements."""
_SOURCES: Final = GRAPH + "source/"
_HAS_SOURCE: Final = NamedNode(oa.hasSource)
_SELECTORS: Final = ("#position", "#quote")


class Accepted:
    """The accepted layer of a store, asked piece by piece: `triple in accepted`.

    All of it is in the default graph, so what is not there is not accepted; nobody may take it away from there.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    @cached_property
    def is_empty(self) -> bool:
        """Whether nothing is accepted: where anything is, the vocabulary is too."""
        return next(self._store.quads_for_pattern(None, None, None, VOCABULARY), None) is None

    def __contains__(self, triple: Triple) -> bool:
        """Whether a statement, as the store gives it back, is accepted."""
        if self.is_empty:
            return False
        graphs = {
            quad.graph_name
            for quad in self._store.quads_for_pattern(triple.subject, triple.predicate, triple.object, None)
        }
        if DEFAULT not in graphs:
            return False
        if VOCABULARY in graphs or (ENTAILED in graphs and not entailments.is_record(triple)):
            return True
        return self._is_stated(triple) or self._describes_target(triple, graphs)

    def about(self, subject: Subject, predicate: NamedNode | None = None) -> frozenset[Triple]:
        """Return what is accepted with this subject, and with this property where one is named."""
        held = (quad.triple for quad in self._store.quads_for_pattern(subject, predicate, None, DEFAULT))
        return frozenset(triple for triple in held if triple in self)

    def claimed(self, triple: Triple) -> Iterator[tuple[NamedNode, NamedNode]]:
        """Yield the accepted claims that say just this, each with the graph that holds it."""
        for quad in self._claims_of(triple):
            if self._is_accepted(quad):
                yield quad.subject, quad.graph_name  # type: ignore[misc]

    def speaks_of(self, subject: Subject) -> bool:
        """Whether any claim has this subject, accepted or not."""
        found = self._store.quads_for_pattern(None, claims.SUBJECT, subject, None)
        return next((True for quad in found if _is_of_source(quad.graph_name)), False)

    # -- what claims state ----------------------------------------------------------------------------------------

    @cached_property
    def _decided(self) -> dict[NamedNode, str]:
        return standing.verdicts(self._store)

    @property
    def _view(self) -> View:
        """What is stated of single things now."""
        return View(self._store, self._decided, AllMerged(standing.merges(self._store)))

    @cached_property
    def _merged(self) -> frozenset[object]:
        """The things that were merged, and those that they were merged into."""
        merged = standing.merges(self._store)
        return frozenset((*merged, *merged.values()))

    @cached_property
    def _vague_dates_stay(self) -> bool:
        """Whether the layer was written before roots were known, when vague dates were stated beside exact ones."""
        return in_graph(ROOTS_ARE_KNOWN, VOCABULARY) not in self._store

    def _is_stated(self, triple: Triple) -> bool:
        """Whether the claims state this: `materialise.stated` of one statement."""
        if triple.predicate in claims.NEVER_STATED:
            return False
        if triple.subject in self._merged or triple.object in self._merged:
            return triple in self._view.about(triple.subject)  # type: ignore[arg-type]
        if triple.predicate == DERIVED_FROM:
            return self._is_source_of(triple) and (
                self._is_spoken_of(triple.subject) or not self._is_named(triple.subject)
            )
        if next(self.claimed(triple), None) is None:
            return False
        if triple.predicate in LABELS:
            return self._is_spoken_of(triple.subject)
        return self._vague_dates_stay or not is_date(triple.object) or not self._has_exacter(triple)

    def _is_source_of(self, triple: Triple) -> bool:
        """Whether a thing comes from a source: by a claim of just that, or as what a claim of the source is about."""
        if next(self.claimed(triple), None) is not None:
            return True
        source = triple.object
        name = name_of(source.value) if isinstance(source, NamedNode) else None
        if name is None or name.kind != "source" or triple.subject == source:
            return False
        graph = NamedNode(source_graph(name.slug))
        quads = self._store.quads_for_pattern(None, claims.SUBJECT, triple.subject, graph)
        return any(self._is_accepted(quad) and self._predicate_of(quad) for quad in quads)

    def _is_spoken_of(self, thing: object) -> bool:
        """Whether more is stated of a thing than its names and sources, or something of others with it."""
        for place in (claims.SUBJECT, claims.OBJECT):
            for quad in self._store.quads_for_pattern(None, place, thing, None):  # type: ignore[arg-type]
                predicate = self._predicate_of(quad)
                if (
                    predicate
                    and predicate not in LABELS
                    and predicate != DERIVED_FROM
                    and self._is_accepted(quad)
                ):
                    return True
        described = self._store.quads_for_pattern(None, None, thing, None)  # type: ignore[arg-type]
        return any(self._describes_target(quad.triple, {quad.graph_name}) for quad in described)

    def _is_named(self, thing: object) -> bool:
        """Whether an accepted claim gives a name to a thing."""
        quads = self._store.quads_for_pattern(None, claims.SUBJECT, thing, None)  # type: ignore[arg-type]
        return any(self._predicate_of(quad) in LABELS and self._is_accepted(quad) for quad in quads)

    def _has_exacter(self, triple: Triple) -> bool:
        """Whether claims give the same thing a date within this one, by the same property."""
        date = triple.object.value  # type: ignore[union-attr]
        held = self._store.quads_for_pattern(triple.subject, triple.predicate, None, DEFAULT)
        return any(
            isinstance(quad.object, Literal)
            and is_date(quad.object)
            and lies_within(quad.object.value, date)
            and next(self.claimed(quad.triple), None) is not None
            for quad in held
        )

    def _describes_target(self, triple: Triple, graphs: AbstractSet[object]) -> bool:
        """Whether a statement describes a passage that some accepted citation of the same source targets."""
        if not isinstance(triple.subject, NamedNode):
            return False
        held = {graph for graph in graphs if _is_of_source(graph)}
        node = triple.subject.value
        passages = {node, *(node.removesuffix(one) for one in _SELECTORS)} if held else ()
        return any(
            quad.graph_name in held
            and Quad(quad.subject, claims.PREDICATE, HAS_TARGET, quad.graph_name) in self._store
            and self._is_accepted(quad)
            for passage in passages
            for quad in self._store.quads_for_pattern(None, claims.OBJECT, NamedNode(passage), None)
        )

    # -- claims ---------------------------------------------------------------------------------------------------

    def _claims_of(self, triple: Triple) -> Iterator[Quad]:
        """Yield a quad of each claim of a statement; of a hub on one side only the claims of the other are read."""
        ends = (
            (claims.SUBJECT, triple.subject, claims.OBJECT, triple.object),
            (claims.OBJECT, triple.object, claims.SUBJECT, triple.subject),
        )
        sides = [self._store.quads_for_pattern(None, place, term, None) for place, term, _, _ in ends]
        found: set[Quad] = set()
        while True:
            for side, (_, _, place, term) in zip(sides, ends, strict=True):
                quad = next(side, None)
                if quad is None:
                    return
                claim, graph = quad.subject, quad.graph_name
                says = Quad(claim, claims.PREDICATE, triple.predicate, graph)
                if says in found or not _is_of_source(graph) or says not in self._store:
                    continue
                if Quad(claim, place, term, graph) in self._store:
                    found.add(says)
                    yield says

    def _predicate_of(self, quad: Quad) -> NamedNode | None:
        """Return the property of what a claim states, by any quad of it; None where it is no claim that states."""
        if not _is_of_source(quad.graph_name):
            return None
        found = self._store.quads_for_pattern(quad.subject, claims.PREDICATE, None, quad.graph_name)
        predicate = next((one.object for one in found), None)
        return None if predicate in claims.NEVER_STATED or not isinstance(predicate, NamedNode) else predicate

    def _is_accepted(self, quad: Quad) -> bool:
        """Whether a claim counts, by any quad of it: by its own status, or by what reviewers decided."""
        found = self._store.quads_for_pattern(quad.subject, claims.STATUS, None, quad.graph_name)
        own = next((one.object for one in found), None)
        if not isinstance(own, NamedNode):
            return False
        return self._decided.get(quad.subject, own.value) in claims.ACCEPTED  # type: ignore[arg-type]


def _is_of_source(graph: object) -> TypeGuard[NamedNode]:
    """Whether a graph holds the claims of a source."""
    return isinstance(graph, NamedNode) and graph.value.startswith(_SOURCES)
