"""The things of ours that are spoken of past claims, by files and by hand: few among all that files say.

Articles are read against what is known of them. So the record of a file mentions them, and the graph of what was put in
by hand does (`schema:mentions`, in the graph of origins), and nobody has to look for them in all that was put in.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from pyoxigraph import NamedNode, Quad, Store, Triple

from graph.claims.accepted import Accepted
from graph.claims.materialise import ASSERTED, DEFAULT, in_graph
from graph.claims.origins import ORIGINS
from graph.store.change import Change
from ontology.iris import HN, ID
from ontology.terms import hn, rdf, schema

MENTIONS: Final = NamedNode(schema.mentions)
_TYPE: Final = NamedNode(rdf.type)
_ID_IN_LINE: Final = f"<{ID}".encode()
_CLASS_IN_LINE: Final = f" {_TYPE} <{HN}".encode()
_KEPT: Final = "mentions"
"""Under what the manifest of a version notes that all such things are mentioned: it began with nothing, or they were
looked for."""


def is_own(triple: Triple) -> bool:
    """Whether a statement speaks of a thing of ours, or says of another that it is of a class of ours."""
    subject, value = triple.subject, triple.object
    if not isinstance(subject, NamedNode):
        return False
    if triple.predicate == _TYPE and isinstance(value, NamedNode) and value.value.startswith(HN):
        return True
    return subject.value.startswith(ID)


def may_be_own(line: bytes) -> bool:
    """Whether a statement may be such a one (`is_own`), by its line of N-Quads: a file has millions.

    >>> may_be_own(b"<https://w3id.org/huunghi/id/place/hue> <urn:p> <urn:o>"), may_be_own(b"<urn:s> <urn:p> <urn:o>")
    (True, False)
    """
    return line.startswith(_ID_IN_LINE) or _CLASS_IN_LINE in line


def mentions(origin: NamedNode, triples: Iterable[Triple]) -> set[Quad]:
    """Return what says that something speaks of the things of ours that stand in these statements."""
    return {Quad(origin, MENTIONS, triple.subject, ORIGINS) for triple in triples if is_own(triple)}


def mentions_any(store: Store, origin: NamedNode) -> bool:
    """Whether something, a file by its record, speaks of things of ours."""
    return next(store.quads_for_pattern(origin, MENTIONS, None, ORIGINS), None) is not None


def own_things(store: Store, facts: Mapping[str, str]) -> frozenset[NamedNode]:
    """Return the things of ours that are spoken of past claims, perhaps some that were. `facts` are those of the
    version's manifest: of a version of an earlier release all that was put in is gone through."""
    if _KEPT in facts:
        found = (quad.object for quad in store.quads_for_pattern(None, MENTIONS, None, ORIGINS))
    elif next(store.quads_for_pattern(None, _TYPE, NamedNode(hn.Origin), ORIGINS), None) is None:
        return frozenset()  # nothing was ever put in past claims
    else:
        accepted = Accepted(store)
        found = (
            quad.subject
            for quad in store.quads_for_pattern(None, None, None, DEFAULT)
            if is_own(quad.triple) and is_direct(store, accepted, quad.triple)
        )
    return frozenset(thing for thing in found if isinstance(thing, NamedNode))


def is_direct(store: Store, accepted: Accepted, triple: Triple) -> bool:
    """Whether a statement of the default graph was put in past claims, by a file or by hand."""
    return in_graph(triple, ASSERTED) in store or triple not in accepted


def begin(change: Change) -> None:
    """Have a first version mention all of them: there are none yet."""
    if change.parent is None:
        keep(change, ())


def keep(change: Change, known: Iterable[NamedNode] | None = None) -> None:
    """Have the version mention all of them, where an earlier release did not; `known` may be those of the parent, where
    nothing else was written yet."""
    if _KEPT not in change.facts:
        things = own_things(change.store, change.facts) if known is None else known
        change.store.extend(Quad(ASSERTED, MENTIONS, thing, ORIGINS) for thing in things)
        change.facts[_KEPT] = "yes"
