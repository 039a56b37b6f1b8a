"""Bring the accepted layer up to a few changed claims or decisions, looking only where they can matter.

A rule's premises lie about what it concludes: each is said of its subject, of what points to that subject, or of what
those point to in at most two steps. So the layer is derived twice for the neighbourhood of what changed, as it was and
as it is; the difference is what changes, and the neighbourhood grows by what the difference speaks of until that says
nothing new. The tests compare with `materialise.derive`, which derives everything.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final, Protocol

from pyoxigraph import NamedNode, Quad, Store, Triple

from graph.claims import ancestry, entailments, materialise, standing
from graph.claims import claim as claims
from graph.claims.dates import most_exact
from graph.claims.materialise import ASSERTED, DEFAULT, ENTAILED, HAS_TARGET, LABELS, VOCABULARY, in_graph
from graph.claims.origins import said_by_files
from graph.claims.standing import DERIVED_FROM
from ontology.entailment import concluded, entail, rules, shortcuts
from ontology.iris import GRAPH, ID, name_of, source_graph, source_of_graph
from ontology.terms import hn, rdfs, skos
from ontology.vocabulary import vocabulary_triples

LARGEST: Final = 20_000
"""How many things a neighbourhood may have; what reaches further is derived whole."""

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
_PROVENANCE: Final = ("claim", "identification", "origin", "decision", "entailment")
"""Kinds of which no claim tells; of runs some do, where they say how a source was read."""


class TooFar(Exception):
    """The neighbourhood of a change is so large that deriving everything is no more work."""


@dataclass(frozen=True)
class Revised:
    """What a revision changed in the accepted layer, and all that is accepted of the things around it now."""

    gained: frozenset[Triple]
    lost: frozenset[Triple]
    around: frozenset[Triple]
    things: frozenset[NamedNode]


class Stated(Protocol):
    """What is stated of single things in one state, and the roots of the sources that come from others."""

    roots: dict[str, str]

    def about(self, thing: NamedNode) -> frozenset[Triple]: ...
    def pointing(self, thing: NamedNode) -> frozenset[NamedNode]: ...
    def claimed(self, triple: Triple) -> list[tuple[NamedNode, str]]: ...


class View:
    """What is stated of single things in one state of claims and decisions: `materialise.stated`, piecewise."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._decided = standing.verdicts(store)
        self._merged = standing.merges(store)
        self.roots = ancestry.roots(store, self._decided)
        self._from: dict[NamedNode, list[NamedNode]] = {}
        for thing, into in self._merged.items():
            self._from.setdefault(into, []).append(thing)
        self._about: dict[NamedNode, frozenset[Triple]] = {}
        self._into: dict[NamedNode, frozenset[NamedNode]] = {}

    def about(self, thing: NamedNode) -> frozenset[Triple]:
        """Return what is stated with this subject, the description of targeted passages among it."""
        found = self._about.get(thing)
        if found is None:
            found = self._about[thing] = frozenset(self._state(thing))
        return found

    def pointing(self, thing: NamedNode) -> frozenset[NamedNode]:
        """Return the things that something accepted relates to this one."""
        found = self._into.get(thing)
        if found is None:
            triples = (t for one in self._names(thing) for _, t in self._claims(claims.OBJECT, one))
            subjects = {self._merged.get(t.subject, t.subject) for t in triples}  # type: ignore[arg-type]
            subjects |= self._witness(thing)
            found = self._into[thing] = frozenset(
                s for s in subjects if isinstance(s, NamedNode) and s != thing
            )
        return found

    def _witness(self, thing: NamedNode) -> set[NamedNode]:
        """One thing derived from a source: that there is any makes the source one that is spoken of."""
        name = name_of(thing.value)
        if name is not None and name.kind == "source":
            graph = NamedNode(source_graph(name.slug))
            for quad in self._store.quads_for_pattern(None, claims.STATUS, None, graph):
                subject = self._subject_if_accepted(quad)
                if subject is not None and subject != thing:
                    return {self._merged.get(subject, subject)}
        return set()

    def _subject_if_accepted(self, quad: Quad) -> NamedNode | None:
        status = quad.object.value if isinstance(quad.object, NamedNode) else ""
        if self._decided.get(quad.subject, status) not in claims.ACCEPTED:  # type: ignore[arg-type]
            return None
        said = claims.properties_of(self._store, quad.subject, quad.graph_name)  # type: ignore[arg-type]
        subject = said.get(claims.SUBJECT)
        stated = said.get(claims.PREDICATE) not in claims.NEVER_STATED
        return subject if stated and isinstance(subject, NamedNode) else None

    def _names(self, thing: NamedNode) -> tuple[NamedNode, ...]:
        return () if thing in self._merged else (thing, *self._from.get(thing, ()))

    def _state(self, thing: NamedNode) -> set[Triple]:
        said: set[Triple] = set()
        for one in self._names(thing):
            for graph, triple in self._claims(claims.SUBJECT, one):
                said.add(triple)
                source = NamedNode(f"{ID}source/" + (source_of_graph(graph.value) or ""))
                if triple.subject != source:
                    said.add(Triple(triple.subject, DERIVED_FROM, source))
                if triple.predicate == HAS_TARGET and isinstance(triple.object, NamedNode):
                    said.update(materialise.description(self._store, triple.object, graph))
        said = materialise.as_merged(said, self._merged)
        own = {t for t in said if t.subject == thing}
        if all(t.predicate in LABELS or t.predicate == DERIVED_FROM for t in own) and not self.pointing(
            thing
        ):
            said -= own
        return most_exact(said)

    def claimed(self, triple: Triple) -> list[tuple[NamedNode, str]]:
        """Return the accepted claims of a statement, each with its status as reviewers left it."""
        return [
            (claim, status)
            for one in self._names(triple.subject)  # type: ignore[arg-type]
            for _, claim, said, status in self._accepted(claims.SUBJECT, one)
            if said.predicate == triple.predicate
            and self._merged.get(said.object, said.object) == triple.object  # type: ignore[arg-type]
        ]

    def _claims(self, place: NamedNode, term: NamedNode) -> Iterator[tuple[NamedNode, Triple]]:
        for graph, _, triple, _ in self._accepted(place, term):
            yield graph, triple

    def _accepted(
        self, place: NamedNode, term: NamedNode
    ) -> Iterator[tuple[NamedNode, NamedNode, Triple, str]]:
        for quad in self._store.quads_for_pattern(None, place, term, None):
            graph, claim = quad.graph_name, quad.subject
            if not (isinstance(graph, NamedNode) and graph.value.startswith(GRAPH + "source/")):
                continue
            said = claims.properties_of(self._store, claim, graph)
            status = said.get(claims.STATUS)
            effective = self._decided.get(claim, status.value if isinstance(status, NamedNode) else "")  # type: ignore[arg-type]
            if (
                effective in claims.ACCEPTED
                and {claims.SUBJECT, claims.PREDICATE, claims.OBJECT} <= said.keys()
                and said[claims.PREDICATE] not in claims.NEVER_STATED
            ):
                triple = Triple(said[claims.SUBJECT], said[claims.PREDICATE], said[claims.OBJECT])
                yield graph, claim, triple, effective  # type: ignore[misc]


def touched_by(store: Store, claim: NamedNode) -> set[NamedNode]:
    """Return the things a claim in the store speaks of: its subject, and its object where that is a thing."""
    found: set[NamedNode] = set()
    for predicate in (claims.SUBJECT, claims.OBJECT):
        for quad in store.quads_for_pattern(claim, predicate, None, None):
            if isinstance(quad.object, NamedNode) and is_thing(quad.object):
                found.add(quad.object)
    return found


def revise(
    before: Stated,
    store: Store,
    touched: Iterable[NamedNode],
    *,
    moved: Iterable[NamedNode] = (),
    after: Stated | None = None,
    directly: bool = True,
) -> Revised:
    """Write into the default graph of `store` what changed claims and decisions about the things touched amount to.

    `before` views the parent version; `moved` are things that were merged, or are no longer: what points to them
    changes too. `after` views the store as it is now, by all claims where it is left out; not `directly`: nothing in
    the default graph was put in directly. Raises TooFar, having written nothing, where the change reaches too many
    things.
    """
    if not same_vocabulary(store):
        raise TooFar
    after = after or View(store)
    region = set(touched)
    for thing in moved:
        region |= {thing, *before.pointing(thing), *after.pointing(thing)}
    for source in _moved_roots(before, after):
        region |= {source, *before.pointing(source), *after.pointing(source)}
    while True:
        if len(region) > LARGEST:
            raise TooFar
        things = _around(before, after, region)
        was, now = _derive(before, things), _derive(after, things)
        all_before, all_after = was.all, now.all
        gained, lost = all_after - all_before, all_before - all_after
        reach = _reach(before, after, gained | lost)
        if reach <= region:
            break
        region |= reach
    if directly:
        _write(store, gained, lost)
    else:
        gained = frozenset(t for t in gained if in_graph(t, DEFAULT) not in store)
        for triple in lost:
            store.remove(in_graph(triple, DEFAULT))
        store.extend(in_graph(t, DEFAULT) for t in gained)
    entailed_before = was.entailed | was.records_about(region)
    entailed_after = now.entailed | now.records_about(region)
    for triple in entailed_before - entailed_after:
        store.remove(in_graph(triple, ENTAILED))
    store.extend(in_graph(t, ENTAILED) for t in entailed_after - entailed_before)
    return Revised(frozenset(gained), frozenset(lost), frozenset(all_after), frozenset(things))


def _reach(before: Stated, after: Stated, changed: frozenset[Triple]) -> set[NamedNode]:
    """The things whose statements a rule may join with changed ones: their subjects, and what points to these.

    What a rule concludes may hold for another reason too, such as a second tenure in the body, which points there also.
    """
    found: set[NamedNode] = set()
    for triple in changed:
        thing = triple.subject
        if isinstance(thing, NamedNode) and is_thing(thing):
            found.add(thing)
            if triple.predicate.value in _joined() | concluded():
                found.update(before.pointing(thing), after.pointing(thing))
    return found


@cache
def _joined() -> frozenset[str]:
    """The predicates that some rule names: no other can meet another statement in one."""
    return frozenset(iri for rule in rules() for iri in rule.reads or ())


def same_vocabulary(store: Store) -> bool:
    """Whether the store was derived with the vocabulary of today; a new one may entail anything anywhere."""
    held = {q.triple for q in store.quads_for_pattern(None, None, None, VOCABULARY)}
    return held == set(vocabulary_triples())


def _around(before: Stated, after: Stated, region: set[NamedNode]) -> set[NamedNode]:
    """The things of a region, and what they point to in two steps in either state."""
    found, edge = set(region), set(region)
    for _ in range(2):
        edge = {
            t.object
            for thing in edge
            for view in (before, after)
            for t in view.about(thing)
            if isinstance(t.object, NamedNode) and t.predicate != DERIVED_FROM and is_thing(t.object)
        } - found
        found |= edge
    return found


def _moved_roots(before: Stated, after: Stated) -> set[NamedNode]:
    """The sources that come from another root now: however far down the ancestry of texts, they are few."""
    sources = before.roots.keys() | after.roots.keys()
    return {NamedNode(s) for s in sources if before.roots.get(s, s) != after.roots.get(s, s)}


@dataclass(frozen=True)
class _Neighbourhood:
    """Some things in one state: what is stated of them, that together with what the rules add, and both in a store."""

    view: Stated
    said: frozenset[Triple]
    all: frozenset[Triple]
    scratch: Store

    @property
    def entailed(self) -> frozenset[Triple]:
        return self.all - self.said

    def records_about(self, region: set[NamedNode]) -> frozenset[Triple]:
        """Return the records of shortcuts whose relation is in a region: around it, not all of a relation is known."""
        found = (one for one in shortcuts(self.scratch) if one.node in region)
        return frozenset(entailments.records(found, self.said, self.view.claimed))


def _derive(view: Stated, things: set[NamedNode]) -> _Neighbourhood:
    """Derive what is stated of these things."""
    said: set[Triple] = set()
    for thing in things:
        said |= view.about(thing)
    known = said | set(materialise.types_by_kind(said)) | set(ancestry.root_triples(said, view.roots))
    scratch = Store()
    scratch.extend(Quad(t.subject, t.predicate, t.object) for t in known)
    scratch.bulk_extend(_structure())
    return _Neighbourhood(view, frozenset(said), frozenset(known | set(entail(scratch))), scratch)


@cache
def _structure() -> tuple[Quad, ...]:
    """What rules can use of the vocabulary: all but the words about its terms."""
    return tuple(
        Quad(t.subject, t.predicate, t.object)
        for t in vocabulary_triples()
        if t.predicate.value not in _WORDS
    )


def is_thing(node: NamedNode) -> bool:
    name = name_of(node.value)
    return name is not None and name.kind not in _PROVENANCE


def _write(store: Store, gained: frozenset[Triple], lost: frozenset[Triple]) -> None:
    """Change the default graph, keeping what was put in directly (see `materialise.materialise`)."""
    for triple in lost - said_by_files(store, lost):
        marked = in_graph(triple, ASSERTED)
        store.remove(marked if marked in store else in_graph(triple, DEFAULT))
    there = {t for t in gained if in_graph(t, DEFAULT) in store}
    fresh = [in_graph(t, DEFAULT) for t in gained - there]
    fresh += [in_graph(t, ASSERTED) for t in there - said_by_files(store, there)]
    store.extend(fresh)
