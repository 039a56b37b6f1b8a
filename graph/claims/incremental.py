"""Bring the accepted layer up to a few changed claims or decisions, looking only where they can matter.

The layer is derived twice of the things that the claims speak of and of those that rules join with them, as it was and
as it is; the difference is what changes, and leads on to further things until it says nothing new. The tests compare
with `materialise.derive`, which derives everything.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Final

from pyoxigraph import NamedNode, Quad, Store, Triple

from graph.claims import ancestry, entailments, materialise
from graph.claims.changed import of_difference
from graph.claims.claim import Claim
from graph.claims.materialise import ASSERTED, DEFAULT, ENTAILED, VOCABULARY, drop_if_empty, in_graph
from graph.claims.origins import said_by_files
from graph.claims.premises import LARGEST, TooFar, joined, supporting
from graph.claims.stated import View
from graph.claims.two_states import Pair, TwoStates
from graph.store.difference import Difference
from ontology.entailment import concluded, entail, shortcuts
from ontology.terms import hn, rdfs, skos
from ontology.vocabulary import vocabulary_triples

__all__ = ["Revised", "TooFar", "TwoStates", "View", "revise", "states_of"]

_WORDS: Final = frozenset(
    (
        skos.definition,
        skos.prefLabel,
        skos.altLabel,
        rdfs.label,
        hn.readingForm,
        hn.inverseReadingForm,
    )
)


@dataclass(frozen=True)
class Revised:
    """What a revision changed in the accepted layer."""

    gained: frozenset[Triple]
    lost: frozenset[Triple]


def states_of(earlier: Store, store: Store, difference: Difference, fresh: Sequence[Claim] = ()) -> TwoStates:
    """Return the states of claims and decisions before and after a difference; the default graph is that of before.

    `fresh` are claims in graphs that had none before, which need not be among what differs. Raises TooFar where things
    are merged, or no longer, of which too many claims speak.
    """
    changed = of_difference(earlier, store, difference)
    for claim in fresh:
        changed.add(NamedNode(claim.iri), claim.graph, claim.triple)
    return TwoStates(View(earlier), View(store), store, changed)


def revise(states: TwoStates) -> Revised:
    """Write into the default graph of a store what changed claims and decisions amount to.

    Raises TooFar, having written nothing, where the change reaches too many things, or all that there was.
    """
    store = states.store
    if not states.things:
        return Revised(frozenset(), frozenset())
    if not same_vocabulary(store) or not states.after.states_anything():
        raise TooFar
    was, now = _derive_around(states)
    words = set(vocabulary_triples())
    # What held by something that was not looked at as well is no news, and what holds by it still is looked at.
    gained = frozenset(
        t
        for t in now.all - was.all - words
        if in_graph(t, ENTAILED) not in store and not states.hides(states.before, t)
    )
    lost = frozenset(t for t in was.all - now.all - words if not states.hides(states.after, t))
    said = {in_graph(t, ENTAILED) for t in now.said - was.said}
    stale = {in_graph(t, ENTAILED) for t in was.written - now.written} | {q for q in said if q in store}
    fresh = [in_graph(t, ENTAILED) for t in now.written - was.written]
    _write(store, gained, lost)
    for quad in stale:
        store.remove(quad)
    store.extend(fresh)
    if stale:
        drop_if_empty(store, ENTAILED)
    return Revised(gained, lost)


@dataclass(frozen=True)
class _Neighbourhood:
    """Some things in one state: what is stated of them, and that together with what the rules add.

    `scratch` holds all of it, and what rules use of the vocabulary.
    """

    said: frozenset[Triple]
    all: frozenset[Triple]
    scratch: Store
    view: View

    @cached_property
    def written(self) -> frozenset[Triple]:
        """What the rules added, with the records of why shortcuts among that hold."""
        records = entailments.records(shortcuts(self.scratch), self.said, self.view.claimed)
        return self.all - self.said | frozenset(records)


def _derive_around(states: TwoStates) -> tuple[_Neighbourhood, _Neighbourhood]:
    """Derive the neighbourhood of what changed, as it was and as it is."""
    things = states.things
    fresh = frozenset(triple for thing in things for triple in _differing(states.pair(thing)))
    doubtful, seen = fresh, fresh
    while True:
        things = things | materialise.nodes_of(fresh) | joined(fresh, states) | supporting(doubtful, states)
        if len(things) > LARGEST:
            raise TooFar
        pairs = [states.pair(thing) for thing in things]
        was = _derive(states, states.before, things, frozenset().union(*(before for before, _ in pairs)))
        now = _derive(states, states.after, things, frozenset().union(*(after for _, after in pairs)))
        restated = was.said ^ now.said
        changed = (was.all ^ now.all) | restated
        if changed <= seen:
            return was, now
        fresh = changed - seen
        # What is new may hold already, which is asked later; what is lost may hold by something that was not looked at.
        doubtful = fresh & (restated | (was.all - now.all))
        doubtful = frozenset(triple for triple in doubtful if triple.predicate.value in concluded())
        seen |= fresh


def _differing(pair: Pair) -> frozenset[Triple]:
    before, after = pair
    return frozenset() if before is after else before ^ after


def _derive(states: TwoStates, view: View, things: set[NamedNode], said: frozenset[Triple]) -> _Neighbourhood:
    """Derive what is stated of these things."""
    spoken_of = {t.subject for t in said}
    elsewhere = (thing for thing in things if thing not in spoken_of and view.is_spoken_of(thing))
    nodes = materialise.nodes_of(said).union(elsewhere)
    known = said.union(materialise.types_by_kind(nodes), ancestry.root_triples(nodes, view.roots))
    scratch = Store()
    scratch.extend(Quad(t.subject, t.predicate, t.object) for t in known)
    scratch.bulk_extend(_structure())
    every = known.union(entail(scratch))
    outright = (triple for triple in every - said if states.hides(view, triple))
    return _Neighbourhood(said.union(outright), every, scratch, view)


@cache
def _structure() -> tuple[Quad, ...]:
    """What rules can use of the vocabulary: all but the words about its terms."""
    return tuple(
        Quad(t.subject, t.predicate, t.object)
        for t in vocabulary_triples()
        if t.predicate.value not in _WORDS
    )


def same_vocabulary(store: Store) -> bool:
    """Whether the store was derived with the vocabulary of today; a new one may entail anything anywhere."""
    held = {q.triple for q in store.quads_for_pattern(None, None, None, VOCABULARY)}
    return held == set(vocabulary_triples())


def _write(store: Store, gained: frozenset[Triple], lost: frozenset[Triple]) -> None:
    """Change the default graph, keeping what was put in directly (see `materialise.materialise`)."""
    for triple in lost - said_by_files(store, lost):
        marked = in_graph(triple, ASSERTED)
        store.remove(marked if marked in store else in_graph(triple, DEFAULT))
    there = {t for t in gained if in_graph(t, DEFAULT) in store}
    fresh = [in_graph(t, DEFAULT) for t in gained - there]
    fresh += [in_graph(t, ASSERTED) for t in there - said_by_files(store, there)]
    store.extend(fresh)
    if lost:
        drop_if_empty(store, ASSERTED)
