"""Find the things that may break a shape, by one query a constraint, so that SHACL need only look at these.

pySHACL takes a minute for what a hundred thousand rows say. A constraint of our shapes on a property is a short
pattern; the engine answers it over everything in a fraction of a second. What a constraint of another sort could
find is not guessed: then every thing of the shape's class is one that SHACL must look at. The findings are SHACL's own.
"""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, Final

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Store, Triple

from ontology.terms import rdf, rdfs, xsd
from ontology.vocabulary import shapes, vocabulary_triples

SH: Final = "http://www.w3.org/ns/shacl#"
_RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_WORDS: Final = frozenset(f"{SH}{name}" for name in ("path", "message", "name", "description", "severity"))
_NODE_KINDS: Final = {
    f"{SH}IRI": "isIRI(?v)",
    f"{SH}Literal": "isLiteral(?v)",
    f"{SH}IRIOrLiteral": "!isBlank(?v)",
}
_ANY_TEXT: Final = frozenset((xsd.string, f"{_RDF}langString"))
_READ: Final = frozenset((xsd.integer, xsd.decimal, xsd.boolean, xsd.date, xsd.dateTime))
"""Datatypes whose values pySHACL reads; of others it compares the name alone."""
_ALL: Final = "every"


class _Shapes:
    """The shapes as a graph, with the classes below each class."""

    def __init__(self) -> None:
        self.store = Store()
        self.store.load(shapes().encode(), format=RdfFormat.TURTLE)
        self._above: dict[str, list[str]] = {}
        for triple in vocabulary_triples():
            if triple.predicate.value == rdfs.subClassOf and isinstance(triple.object, NamedNode):
                self._above.setdefault(triple.object.value, []).append(triple.subject.value)  # type: ignore[union-attr]

    def below(self, cls: str) -> list[str]:
        found, edge = [cls], [cls]
        while edge:
            edge = [c for one in edge for c in self._above.get(one, ()) if c not in found]
            found += edge
        return found

    def values(self, node: Any, name: str) -> list[Any]:
        return [q.object for q in self.store.quads_for_pattern(node, NamedNode(SH + name), None, None)]

    def value(self, node: Any, name: str) -> Any:
        return next(iter(self.values(node, name)), None)

    def constraints(self, node: Any) -> dict[str, list[Any]]:
        found: dict[str, list[Any]] = {}
        for quad in self.store.quads_for_pattern(node, None, None, None):
            found.setdefault(quad.predicate.value, []).append(quad.object)
        return found

    def items(self, node: Any) -> list[Any]:
        found = []
        while isinstance(node, BlankNode):
            step = {q.predicate.value: q.object for q in self.store.quads_for_pattern(node, None, None, None)}
            found.append(step[f"{_RDF}first"])
            node = step[f"{_RDF}rest"]
        return found


@cache
def _queries() -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    """Return the queries that find suspects, and for each datatype a query of the values that must be of it."""
    held = _Shapes()
    found: list[str] = []
    typed: list[tuple[str, str]] = []
    target = NamedNode(f"{SH}targetClass")
    for quad in held.store.quads_for_pattern(None, target, None, None):
        classes = " ".join(f"<{c}>" for c in held.below(quad.object.value))  # type: ignore[union-attr]
        focus = f"VALUES ?class {{ {classes} }} ?f a ?class ."
        every = f"SELECT DISTINCT ?f WHERE {{ {focus} }}"
        own = held.constraints(quad.subject)
        known = {f"{SH}targetClass", f"{SH}property", rdf.type, *_WORDS}
        if own.keys() - known:
            found.append(every)
        for shape in own.get(f"{SH}property", ()):
            queries, values = _of_property(held, focus, shape)
            found += [every if one == _ALL else one for one in queries]
            typed += values
    return tuple(dict.fromkeys(found)), tuple(dict.fromkeys(typed))


def _of_property(held: _Shapes, focus: str, shape: Any) -> tuple[list[str], list[tuple[str, str]]]:
    said = held.constraints(shape)
    path = held.value(shape, "path")
    if not isinstance(path, NamedNode):
        return [_ALL], []
    pattern = f"{focus} ?f {path} ?v ."
    found: list[str] = []
    typed: list[tuple[str, str]] = []
    for name, values in said.items():
        if name in _WORDS:
            continue
        for value in values:
            query = _constraint(held, name.removeprefix(SH), value, focus, pattern, str(path))
            found.append(query)
        if name == f"{SH}datatype":
            typed += [(v.value, pattern) for v in values]
        elif name == f"{SH}or":
            inner = [v for value in values for one in held.items(value) for v in held.values(one, "datatype")]
            typed += [(v.value, pattern) for v in inner]
    return found, [(d, p) for d, p in typed if d not in _ANY_TEXT]


def _constraint(held: _Shapes, name: str, value: Any, focus: str, pattern: str, path: str) -> str:
    """A query of the things that may break one constraint, or that every one may."""
    if name == "minCount" and value.value == "1":
        return f"SELECT DISTINCT ?f WHERE {{ {focus} FILTER NOT EXISTS {{ ?f {path} ?v }} }}"
    if name == "maxCount":
        counted = f"GROUP BY ?f HAVING (COUNT(DISTINCT ?v) > {int(value.value)})"
        return f"SELECT ?f WHERE {{ {pattern} }} {counted}"
    if name == "uniqueLang" and value.value == "true":
        differ = "FILTER (!sameTerm(?v, ?w) && LANG(?v) != '' && LCASE(LANG(?v)) = LCASE(LANG(?w)))"
        return f"SELECT DISTINCT ?f WHERE {{ {pattern} ?f {path} ?w . {differ} }}"
    if name == "lessThan":
        return f"SELECT DISTINCT ?f WHERE {{ {pattern} ?f {value} ?w . FILTER (!COALESCE(?v < ?w, false)) }}"
    if name == "or":
        tests = [_test(held, one) for one in held.items(value)]
        return _failing(pattern, None if None in tests else " || ".join(f"({t})" for t in tests))
    return _failing(pattern, _one_test(held, name, value))


def _failing(pattern: str, test: str | None) -> str:
    return (
        _ALL
        if test is None
        else f"SELECT DISTINCT ?f WHERE {{ {pattern} FILTER (!COALESCE({test}, false)) }}"
    )


def _test(held: _Shapes, node: Any) -> str | None:
    """The test that a value must pass to conform to a shape without a path."""
    tests = [_one_test(held, n.removeprefix(SH), v) for n, vs in held.constraints(node).items() for v in vs]
    return None if None in tests or not tests else " && ".join(f"({t})" for t in tests)


def _one_test(held: _Shapes, name: str, value: Any) -> str | None:
    if name == "nodeKind":
        return _NODE_KINDS.get(value.value)
    if name == "datatype":
        return f"isLiteral(?v) && DATATYPE(?v) = {value}"
    if name == "class":
        classes = " ".join(f"<{c}>" for c in held.below(value.value))
        return f"EXISTS {{ VALUES ?k {{ {classes} }} ?v a ?k }}"
    if name == "pattern":
        return f"REGEX(STR(?v), {Literal(value.value)})"
    if name == "in":
        return f"?v IN ({', '.join(map(str, held.items(value)))})"
    if name == "minInclusive":
        return f"?v >= {value}"
    if name == "maxInclusive":
        return f"?v <= {value}"
    return None


def suspects(said: Iterable[Triple]) -> tuple[Store, frozenset[str]]:
    """Return the triples as a store, and the IRIs of the things in it that SHACL must look at."""
    store = Store()
    store.bulk_extend(Quad(t.subject, t.predicate, t.object) for t in said)
    # Shapes ask whether a concept is one.
    concepts = (t for t in vocabulary_triples() if t.predicate.value == rdf.type)
    store.extend(Quad(t.subject, t.predicate, t.object) for t in concepts)
    own = {t.subject for t in vocabulary_triples()}
    queries, typed = _queries()
    found: set[str] = set()
    for query in queries:
        found.update(_focus(store, query))
    for datatype, pattern in typed:
        found.update(_ill_typed(store, datatype, pattern))
    return store, frozenset(found - {t.value for t in own if isinstance(t, NamedNode)})


def _focus(store: Store, query: str) -> Iterator[str]:
    for row in store.query(query):  # type: ignore[union-attr]
        node = row["f"]
        if isinstance(node, NamedNode):
            yield node.value


def _ill_typed(store: Store, datatype: str, pattern: str) -> Iterator[str]:
    """Things with a value that says to be of a datatype and is not: each value is looked at once."""
    from rdflib import Literal as RdflibLiteral  # noqa: PLC0415 - takes a second to import
    from rdflib import URIRef  # noqa: PLC0415

    values = store.query(f"SELECT DISTINCT ?v WHERE {{ {pattern} FILTER (DATATYPE(?v) = <{datatype}>) }}")
    for row in values:  # type: ignore[union-attr]
        value = row["v"]
        literal = RdflibLiteral(value.value, datatype=URIRef(datatype))
        if literal.ill_typed or (literal.value is None and datatype in _READ):
            yield from _focus(
                store, f"SELECT DISTINCT ?f WHERE {{ {pattern} FILTER (sameTerm(?v, {value})) }}"
            )


def around(store: Store, things: Iterable[str]) -> Iterator[Triple]:
    """Yield what a store says of things, and of what they point to: all that a constraint on a property reads."""
    region: set[Any] = set()
    for thing in map(NamedNode, things):
        region.add(thing)
        region.update(
            q.object
            for q in store.quads_for_pattern(thing, None, None, None)
            if isinstance(q.object, NamedNode)
        )
    for node in region:
        for quad in store.quads_for_pattern(node, None, None, None):
            yield quad.triple
