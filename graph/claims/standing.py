"""What the decisions of reviewers amount to: which stand, how claims stand by them, and which things they merge.

A decision is never deleted; a later one outweighs or undoes it.
"""

from collections.abc import Iterator
from typing import Any, Final

from pyoxigraph import NamedNode, Quad, Store

from graph.claims import claim as claims
from graph.claims.claim import REJECTED
from graph.claims.replaced import followed, replacements
from ontology.iris import DECISIONS_GRAPH
from ontology.terms import dct, hn, owl, prov

DECISIONS: Final = NamedNode(DECISIONS_GRAPH)
DERIVED_FROM: Final = NamedNode(prov.wasDerivedFrom)
DECIDES: Final = NamedNode(hn.decides)
VERDICT: Final = NamedNode(hn.verdict)
UNDOES: Final = NamedNode(hn.undoes)
MERGES: Final = NamedNode(hn.merges)
INTO: Final = NamedNode(hn.into)
DECIDED_AT: Final = NamedNode(prov.startedAtTime)
PART_OF: Final = NamedNode(dct.isPartOf)
STANDING: Final = NamedNode(hn.standing)
MERGED_INTO: Final = NamedNode(hn.mergedInto)
DIFFERENT: Final = NamedNode(owl.differentFrom)


def undone(store: Store) -> set[object]:
    """Return the decisions that a later one has undone; undoing an undoing makes the first one stand again.

    An act that was undone is among them with each decision that is part of it.
    """
    times = one_each(store, DECIDED_AT, DECISIONS)
    undoings = {q.subject: moment_of(times.get(q.subject)) for q in _decisions(store, UNDOES)}
    gone: set[object] = set()
    for undoing in sorted(undoings, key=lambda u: (undoings[u], str(u)), reverse=True):
        if undoing not in gone:
            for quad in store.quads_for_pattern(undoing, UNDOES, None, DECISIONS):
                gone.add(quad.object)
                parts = store.quads_for_pattern(None, PART_OF, quad.object, DECISIONS)
                gone.update(part.subject for part in parts)
    return gone


def verdicts(store: Store) -> dict[NamedNode, str]:
    """Return claim -> IRI of the verdict (a status concept) of the latest decision on it that stands.

    A decision on a claim whose IRI was replaced is one on the claim that took its place. What rests on a rejected claim
    falls with it, unless it was decided on itself; what was decided of two records holds for every claim that they are
    one.
    """
    gone, now = undone(store), replacements(store)
    times = one_each(store, DECIDED_AT, DECISIONS)
    given = one_each(store, VERDICT, DECISIONS)
    found: dict[NamedNode, tuple[str, object, str]] = {}
    for quad in _decisions(store, DECIDES):
        verdict = given.get(quad.subject)
        if quad.subject not in gone and isinstance(quad.object, NamedNode) and isinstance(verdict, NamedNode):
            claim = now.get(quad.object, quad.object)
            latest = (moment_of(times.get(quad.subject)), quad.subject, verdict.value)
            found[claim] = max(found.get(claim, ("", "", "")), latest, key=lambda d: (d[0], str(d[1])))
    decided = {claim: verdict for claim, (_, _, verdict) in found.items()}
    decided = _of_pairs(store, found) | decided
    fallen = {c for claim, v in decided.items() if v == REJECTED for c in resting_on(store, claim)}
    return dict.fromkeys(fallen, REJECTED) | decided


def _of_pairs(store: Store, found: dict[NamedNode, tuple[str, object, str]]) -> dict[NamedNode, str]:
    """Return the verdict for each claim that two records are one, where the two were decided on by any such claim."""
    pairs: dict[frozenset[object], list[NamedNode]] = {}
    for quad in store.quads_for_pattern(None, claims.PREDICATE, claims.SAME_AS, None):
        if isinstance(quad.subject, NamedNode):
            ends = (
                q.object
                for place in (claims.SUBJECT, claims.OBJECT)
                for q in store.quads_for_pattern(quad.subject, place, None, quad.graph_name)
            )
            pairs.setdefault(frozenset(ends), []).append(quad.subject)
    return {
        claim: max((found[c] for c in several if c in found), key=lambda d: (d[0], str(d[1])))[2]
        for several in pairs.values()
        if any(claim in found for claim in several)
        for claim in several
    }


def resting_on(store: Store, claim: NamedNode) -> set[NamedNode]:
    """Return the claims that would not be made without one, at whatever remove."""
    found: set[NamedNode] = set()
    edge = [claim]
    while edge:
        for quad in store.quads_for_pattern(None, DERIVED_FROM, edge.pop(), None):
            one = quad.subject
            if isinstance(one, NamedNode) and claims.is_claim(one.value) and one not in found:
                found.add(one)
                edge.append(one)
    return found


def merges(store: Store) -> dict[NamedNode, NamedNode]:
    """Return thing -> the thing it was found to be, by the decisions that stand; chains are followed to their end.

    A reviewer merges two things outright, or accepts a claim that they are one (`owl:sameAs`).
    """
    gone = undone(store)
    times = one_each(store, DECIDED_AT, DECISIONS)
    into = one_each(store, INTO, DECISIONS)
    direct: dict[NamedNode, NamedNode] = {}
    for quad in sorted(
        _decisions(store, MERGES), key=lambda q: (moment_of(times.get(q.subject)), str(q.subject))
    ):
        target = into.get(quad.subject)
        if quad.subject not in gone and isinstance(quad.object, NamedNode) and isinstance(target, NamedNode):
            direct[quad.object] = target
    for pair in same_by(store, verdicts(store), claims.ACCEPTED):
        ends = followed(direct)
        thing, other = (ends.get(node, node) for node in pair)
        if thing != other:
            direct[thing] = other
    return followed(direct)


def same_by(
    store: Store, decided: dict[NamedNode, str], standings: frozenset[str]
) -> Iterator[tuple[NamedNode, NamedNode]]:
    """Yield the pairs that claims say are one thing, of those claims that stand so (a set of status concepts)."""
    for quad in sorted(store.quads_for_pattern(None, claims.PREDICATE, claims.SAME_AS, None), key=str):
        said = claims.properties_of(store, quad.subject, quad.graph_name)  # type: ignore[arg-type]
        one, other, status = (said.get(p) for p in (claims.SUBJECT, claims.OBJECT, claims.STATUS))
        if isinstance(one, NamedNode) and isinstance(other, NamedNode) and isinstance(status, NamedNode):
            standing = decided.get(quad.subject, status.value)  # type: ignore[arg-type]
            if standing in standings:
                yield one, other


def keep_standing(store: Store) -> None:
    """Write what the decisions amount to beside them: the standing of each claim, where each merged thing went, and
    which things were found to be two though a claim has them one.
    """
    decided = verdicts(store)
    wanted = {Quad(c, STANDING, NamedNode(v), DECISIONS) for c, v in decided.items()}
    two = same_by(store, decided, frozenset({REJECTED}))
    wanted |= {Quad(one, DIFFERENT, other, DECISIONS) for one, other in two}
    wanted |= {Quad(a, MERGED_INTO, b, DECISIONS) for a, b in merges(store).items()}
    present = {
        q
        for predicate in (STANDING, MERGED_INTO, DIFFERENT)
        for q in store.quads_for_pattern(None, predicate, None, DECISIONS)
    }
    for quad in present - wanted:
        store.remove(quad)
    store.extend(wanted - present)


def _decisions(store: Store, predicate: NamedNode) -> Iterator[Quad]:
    yield from store.quads_for_pattern(None, predicate, None, DECISIONS)


def moment_of(term: Any) -> str:
    """A moment as text that sorts: fractions of a second are padded, for stores drop their last zeros."""
    seconds, _, fraction = (term.value if term is not None else "").rstrip("Z").partition(".")
    return f"{seconds}.{fraction:0<6}"


def one_each(store: Store, predicate: NamedNode, graph: NamedNode) -> dict[object, Any]:
    """Return subject -> a value of a property in a graph."""
    return {q.subject: q.object for q in store.quads_for_pattern(None, predicate, None, graph)}
