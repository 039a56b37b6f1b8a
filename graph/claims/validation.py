"""Check the graph against the shapes, and that every statement has a claim or an origin.

Two checks: the accepted layer, before anything is published; and a whole version, by `huunghi validate`.
"""

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from pyoxigraph import DefaultGraph, NamedNode, RdfFormat, Store, Triple, parse, serialize

from graph.claims.claim import DERIVED, INFERRED, OBJECT, PREDICATE, STATUS, SUBJECT, TYPE
from graph.claims.materialise import ASSERTED, claim_graphs, nodes_of, recorded
from graph.claims.suspects import around, suspects
from graph.claims.two_states import TwoStates
from ontology.iris import ORIGINS_GRAPH, name_of
from ontology.kinds import PROVENANCE_KINDS
from ontology.prefixes import PREFIXES, shrink
from ontology.shapes import property_shapes
from ontology.terms import hn, rdf, rdfs, skos
from ontology.vocabulary import shapes, vocabulary_triples

# Memberships, tenures, participations and citations are named by the rule relation-labels, as rdfs:label only.
LABELS: Final = frozenset((NamedNode(skos.prefLabel), NamedNode(rdfs.label)))


@dataclass(frozen=True)
class Finding:
    """One thing that does not conform: what it is about, which rule it breaks, and what to do."""

    focus: str
    message: str

    def __str__(self) -> str:
        return f"{shrink(self.focus)}: {self.message}"


def validate_accepted(accepted: Iterable[Triple]) -> tuple[Finding, ...]:
    """Check an accepted layer against the shapes (SHACL Core), and that every thing of ours has type and label."""
    vocabulary = set(vocabulary_triples())
    said = [t for t in accepted if t not in vocabulary]
    return (*_missing_names(said), *_of_suspects(said))


def _of_suspects(said: Iterable[Triple], among: Iterable[str] | None = None) -> list[Finding]:
    """Run the shapes over the things that may break one, all or those named."""
    store, focus = suspects(said)
    wanted = sorted(focus if among is None else focus.intersection(among))
    return check_shapes(around(store, wanted), focus=wanted) if wanted else []


def validate_changed(
    states: TwoStates, gained: frozenset[Triple], lost: frozenset[Triple]
) -> tuple[Finding, ...]:
    """Return what does not conform by what a change gained and lost, once the default graph is up to date.

    Only the things are looked at that changed statements speak of, and those that point to one of another class now.
    """
    words = set(vocabulary_triples())
    changed = (gained | lost) - words
    focus = {node.value for node in nodes_of(changed)} - {n.value for n in nodes_of(words)}
    for triple in lost:
        if triple.predicate == TYPE and isinstance(triple.subject, NamedNode):
            focus |= {one.value for p in _class_paths() for one in states.subjects(p, triple.subject)}
    now = _accepted_around(states, focus)
    found = _of_focus(now - words, focus)
    if not found:
        return ()
    before = now - gained | {t for t in lost if isinstance(t.subject, NamedNode) and t.subject.value in focus}
    known = frozenset(_of_focus(before - words, focus))
    return tuple(finding for finding in found if finding not in known)


def _accepted_around(states: TwoStates, focus: Iterable[str]) -> frozenset[Triple]:
    """Return what is accepted of things, as far as shapes ask for it, and the types of what they point to."""
    found: set[Triple] = set()
    for thing in map(NamedNode, focus):
        found |= states.accepted(thing, _paths())
    for value in nodes_of(found) - set(map(NamedNode, focus)):
        found |= states.accepted(value, (rdf.type,))
    return frozenset(found)


def _of_focus(said: frozenset[Triple], focus: set[str]) -> list[Finding]:
    missing = [f for f in _missing_names(said) if f.focus in focus]
    return [*missing, *_of_suspects(said, focus)]


def check_shapes(triples: Iterable[Triple], *, focus: list[str] | None = None) -> list[Finding]:
    """Run the SHACL shapes over triples; return what does not conform, of the things in `focus` where any are named."""
    # rdflib and pySHACL take a second to import, and only validation needs them.
    from rdflib import Graph  # noqa: PLC0415
    from rdflib.namespace import SH  # noqa: PLC0415

    logging.getLogger("rdflib.term").setLevel(
        logging.ERROR
    )  # it prints a traceback for each ill-typed literal
    data = Graph()
    # The vocabulary is part of the data: shapes ask whether a concept is of its scheme.
    terms = vocabulary_triples() if focus is None else _structure()
    text = serialize({*triples, *terms}, format=RdfFormat.N_TRIPLES)
    data.parse(data=text or b"", format="nt")
    unreadable: list[Finding] = []
    try:
        results = _validate(data)
    except (ValueError, ArithmeticError):
        # pySHACL compares values, and fails on what is none: those are findings, and the others are looked at.
        unreadable = _without_values_that_are_none(data)
        results = _validate(data)
    if not isinstance(results, Graph):
        return unreadable

    def finding(result: Any) -> Finding:
        focus, path, value, message = (
            str(results.value(result, p) or "")
            for p in (SH.focusNode, SH.resultPath, SH.value, SH.resultMessage)
        )
        said = f"{shrink(path)} {shrink(value)}".strip()
        return Finding(focus, f"{message} ({said})" if said else message)

    found = {finding(r) for r in results.subjects(None, SH.ValidationResult)}
    # pySHACL can be given nodes to look at, and then takes what an `sh:or` asks of their values for granted.
    among = None if focus is None else set(focus)
    return sorted((f for f in {*found, *unreadable} if among is None or f.focus in among), key=str)


def _validate(data: Any) -> Any:
    """Return the results graph of a validation, None where everything conforms."""
    import pyshacl  # noqa: PLC0415 - see check_shapes

    conforms, results, _ = pyshacl.validate(data, shacl_graph=_shapes_graph(), inference="none", inplace=True)
    return None if conforms else results


def _without_values_that_are_none(data: Any) -> list[Finding]:
    """Take the literals that have no value, or none that compares (NaN), out of a graph; return a finding for each."""
    from rdflib import Literal  # noqa: PLC0415 - see check_shapes

    found = []
    for subject, predicate, value in list(data):
        if isinstance(value, Literal) and (value.ill_typed or value.value != value.value):
            data.remove((subject, predicate, value))
            message = (
                f"{shrink(str(predicate))} is {str(value)[:100]!r}, which is no {shrink(str(value.datatype))}"
            )
            found.append(Finding(str(subject), f"{message} that can be compared; correct it"))
    return found


@cache
def _structure() -> frozenset[Triple]:
    """What shapes can ask of the vocabulary: classes, and schemes of concepts."""
    names = {rdf.type, rdfs.subClassOf, skos.inScheme}
    return frozenset(t for t in vocabulary_triples() if t.predicate.value in names)


@cache
def _paths() -> tuple[str, ...]:
    """The properties that shapes ask about, among other terms that shapes name."""
    terms = {
        quad.object.value for quad in parse(shapes(), RdfFormat.TURTLE) if isinstance(quad.object, NamedNode)
    }
    return tuple(sorted({*terms, *(label.value for label in LABELS)}))


@cache
def _class_paths() -> tuple[str, ...]:
    """The properties of whose values shapes ask the class."""
    classes = (one.path for one in property_shapes() if any(_is_class(kind) for kind in one.kinds))
    return tuple(sorted(set(classes)))


def _is_class(kind: str) -> bool:
    return not kind.startswith((PREFIXES["xsd"], PREFIXES["rdf"]))


@cache
def _shapes_graph() -> Any:
    from rdflib import Graph  # noqa: PLC0415 - see check_shapes

    return Graph().parse(data=shapes(), format="turtle")


def _missing_names(triples: Iterable[Triple]) -> Iterator[Finding]:
    typed: set[object] = set()
    labelled: set[object] = set()
    spoken_of: set[NamedNode] = set()
    for triple in triples:
        for node in (triple.subject, triple.object):
            if isinstance(node, NamedNode):
                spoken_of.add(node)
        if triple.predicate == TYPE:
            typed.add(triple.subject)
        elif triple.predicate in LABELS:
            labelled.add(triple.subject)
    for node in sorted(spoken_of - (typed & labelled), key=str):
        name = name_of(node.value)
        if name is None or name.kind in PROVENANCE_KINDS:
            continue
        if node not in typed:
            yield Finding(node.value, "has no type; add a row that says what it is")
        if node not in labelled:
            yield Finding(node.value, "has no label; add a row to names.csv")


def validate_store(store: Store) -> tuple[Finding, ...]:
    """Check a whole version: shapes, names and types, claims that can be read, and an origin for every statement."""
    accepted = recorded(store)
    findings = [*validate_accepted(accepted), *_broken_claims(store), *_without_origin(store, accepted)]
    return tuple(findings)


def _broken_claims(store: Store) -> Iterator[Finding]:
    reason, inferred = NamedNode(hn.reason), NamedNode(INFERRED)
    for graph in claim_graphs(store):
        for quad in store.quads_for_pattern(None, TYPE, NamedNode(hn.Claim), graph):
            claim = quad.subject
            for needed in (SUBJECT, PREDICATE, OBJECT, STATUS, DERIVED):
                if next(iter(store.quads_for_pattern(claim, needed, None, graph)), None) is None:
                    yield Finding(
                        str(claim), f"is a claim without {shrink(needed.value)}; load its source again"
                    )
            statuses = [q.object for q in store.quads_for_pattern(claim, STATUS, None, graph)]
            if inferred in statuses and not _any(store, claim, reason, graph):
                yield Finding(str(claim), "is inferred without a reason; say why in its row")


def _any(store: Store, subject: Any, predicate: NamedNode, graph: NamedNode) -> bool:
    return next(iter(store.quads_for_pattern(subject, predicate, None, graph)), None) is not None


def _without_origin(store: Store, accepted: frozenset[Triple]) -> Iterator[Finding]:
    """Statements that no claim, rule or vocabulary gives, though nothing was ever put in directly."""
    origin = NamedNode(hn.Origin)
    if _any_type(store, origin):
        return
    for quad in store.quads_for_pattern(None, None, None, DefaultGraph()):
        if quad.triple not in accepted:
            yield Finding(str(quad.subject), f"has a statement without claim or origin: {quad.triple}")
    for quad in store.quads_for_pattern(None, None, None, ASSERTED):
        yield Finding(
            str(quad.subject), f"is said to be put in directly, but no origin is recorded: {quad.triple}"
        )


def _any_type(store: Store, cls: NamedNode) -> bool:
    found = store.quads_for_pattern(None, TYPE, cls, NamedNode(ORIGINS_GRAPH))
    return next(iter(found), None) is not None
