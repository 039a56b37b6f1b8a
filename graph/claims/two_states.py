"""What is stated of single things before some claims changed, and what is stated of them now.

Both are read from the claims about a thing. Of a thing of which thousands of claims speak, as of the capital, not all
are read: what was stated of it is in the default graph, and what is stated now differs by the claims that changed.
"""

from collections.abc import Iterable, Iterator
from itertools import islice

from pyoxigraph import NamedNode, Store, Triple

from graph.claims import ancestry
from graph.claims.changed import Changed
from graph.claims.dates import is_date, most_exact
from graph.claims.materialise import DEFAULT, ENTAILED, LABELS, in_graph
from graph.claims.standing import DERIVED_FROM
from graph.claims.stated import FEW, View
from ontology.entailment import concluded
from ontology.iris import ID, name_of, source_graph, source_of_graph
from ontology.rule_patterns import ANY, reading

Pair = tuple[frozenset[Triple], frozenset[Triple]]
"""What was stated of a thing, and what is."""


class TwoStates:
    """The states before and after some claims `changed`; the default graph of `store` is that of before.

    `things` are those that the claims speak of, by all their names.
    """

    def __init__(self, before: View, after: View, store: Store, changed: Changed) -> None:
        self.before, self.after, self.store, self.changed = before, after, store, changed
        self.things = {
            one for thing in changed.things for one in (thing, before.one(thing), after.one(thing))
        }
        self.things |= {_source_of(graph) for graphs in changed.graphs.values() for graph in graphs}
        self.things |= set(self._of_other_roots())
        self._pairs: dict[NamedNode, Pair] = {}
        self._hubs: dict[NamedNode, bool] = {}

    def accepted(self, thing: NamedNode, predicates: Iterable[str]) -> frozenset[Triple]:
        """Return what is accepted of a thing, with these properties at least, once the default graph is up to date."""
        entailed = list(islice(self.store.quads_for_pattern(thing, None, None, ENTAILED), FEW))
        if len(entailed) < FEW and self.after.has_few(thing):
            return self.pair(thing)[1].union(quad.triple for quad in entailed)
        return frozenset(
            quad.triple
            for predicate in predicates
            for quad in self.store.quads_for_pattern(thing, NamedNode(predicate), None, DEFAULT)
            if in_graph(quad.triple, ENTAILED) in self.store or self.after.says(quad.triple)
        )

    def _of_other_roots(self) -> Iterator[NamedNode]:
        """Yield the sources that come from another root now: however far down the ancestry of texts, they are few."""
        touched = {
            source.value
            for triples in self.changed.said.values()
            for triple in triples
            if triple.predicate.value in ancestry.RELATIONS
            for source in (triple.subject, triple.object)
            if isinstance(source, NamedNode)
        }
        for source in {
            kin for one in touched for view in (self.before, self.after) for kin in view.roots.kin(one)
        }:
            if self.before.roots.get(source, source) != self.after.roots.get(source, source):
                yield NamedNode(source)

    def pair(self, thing: NamedNode) -> Pair:
        """Return what was stated of a thing and what is; where thousands of claims are about it, what rules read of
        that, and what changed."""
        found = self._pairs.get(thing)
        if found is None:
            found = self._pairs[thing] = self._compare(thing)
        return found

    def is_hub(self, thing: NamedNode) -> bool:
        """Whether not all that is stated of a thing is read, for thousands of claims are about it."""
        found = self._hubs.get(thing)
        if found is None:
            found = self._hubs[thing] = not (self.before.has_few(thing) and self.after.has_few(thing))
        return found

    def _compare(self, thing: NamedNode) -> Pair:
        before, after = self.before, self.after
        if not self.is_hub(thing):
            now = after.about(thing)
            return (before.about(thing) if thing in self.things else now), now
        names_count = {before.is_told_of(thing), after.is_told_of(thing)}
        if names_count == {False} and before.is_named(thing) and after.is_named(thing):
            return frozenset(), frozenset()
        if names_count != {True} or before.is_merged(thing) or after.is_merged(thing):
            return before.about(thing), after.about(thing)
        changed = frozenset(self._changed(thing))
        same = frozenset(self._read_by_rules(thing)) - changed
        both = [frozenset(t for t in changed if self._states(view, t)) for view in (before, after)]
        return same | both[0], same | both[1]

    def _read_by_rules(self, thing: NamedNode) -> Iterator[Triple]:
        """Yield what was stated of a thing with the properties that rules join by."""
        for predicate in reading():
            if predicate == ANY:
                continue
            for quad in self.store.quads_for_pattern(thing, NamedNode(predicate), None, DEFAULT):
                if in_graph(quad.triple, ENTAILED) not in self.store and self.before.says(quad.triple):
                    yield quad.triple

    def _changed(self, thing: NamedNode) -> Iterator[Triple]:
        """Yield the statements about a thing that may have come or gone."""
        said = self.changed.said.get(thing, ())
        for triple in said:
            for view in (self.before, self.after):
                yield Triple(thing, triple.predicate, view.one(triple.object))  # type: ignore[arg-type]
        for predicate in {triple.predicate for triple in said if is_date(triple.object)}:
            yield from self.before.values(thing, predicate) | self.after.values(thing, predicate)
        for graph in self.changed.graphs.get(thing, ()):
            source = _source_of(graph)
            if source != thing:
                yield Triple(thing, DERIVED_FROM, source)

    def hides(self, view: View, triple: Triple) -> bool:
        """Whether a statement is stated of a thing that is not read whole, so that `pair` need not have it."""
        thing = triple.subject
        return isinstance(thing, NamedNode) and self.is_hub(thing) and self._states(view, triple)

    def _states(self, view: View, triple: Triple) -> bool:
        thing, value = triple.subject, triple.object
        assert isinstance(thing, NamedNode)
        only_named = view.is_named(thing) and not view.is_told_of(thing)
        if only_named and (triple.predicate in LABELS or triple.predicate == DERIVED_FROM):
            return False
        if is_date(value):
            return triple in most_exact(view.values(thing, triple.predicate))
        source = name_of(value.value) if isinstance(value, NamedNode) else None
        if triple.predicate == DERIVED_FROM and source is not None and source.kind == "source":
            return view.comes_from(thing, NamedNode(source_graph(source.slug))) or view.says(triple)
        return view.says(triple)

    # -- what leads from one thing to others ----------------------------------------------------------------------

    def objects(self, things: Iterable[NamedNode], predicate: str) -> set[NamedNode]:
        """Return what a property leads to from these things, in either state."""
        wanted = NamedNode(predicate)
        found = {
            triple.object
            for thing in things
            for state in self.pair(thing)
            for triple in state
            if triple.predicate == wanted
        }
        if predicate in concluded():
            found |= {
                quad.object
                for thing in things
                for quad in self.store.quads_for_pattern(thing, wanted, None, DEFAULT)
            }
        return {value for value in found if isinstance(value, NamedNode)}

    def subjects(self, predicate: str, thing: NamedNode) -> Iterator[NamedNode]:
        """Yield what leads to a thing by a property, in either state; perhaps more, and some perhaps twice."""
        wanted = NamedNode(predicate)
        for quad in self.store.quads_for_pattern(None, wanted, thing, DEFAULT):
            if isinstance(quad.subject, NamedNode):
                yield quad.subject
        for name in (*self.before.names(thing), *self.after.names(thing)):
            for subject in self.changed.pointing.get((wanted, name), ()):
                yield self.before.one(subject)
                yield self.after.one(subject)


def _source_of(graph: NamedNode) -> NamedNode:
    return NamedNode(f"{ID}source/{source_of_graph(graph.value)}")
