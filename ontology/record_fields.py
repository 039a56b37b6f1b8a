"""What a record of a kind may say: its properties, with the sort of value of each, read from the shapes.

A form made from this has a field for everything that a kind may have, and none that a shape would refuse. Nothing here
is written for one kind.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from types import MappingProxyType
from typing import Any, Final

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

from ontology.iris import CONCEPT
from ontology.kinds import CLASS_OF_KIND
from ontology.terms import hn, oa, org, prov, rdf, rdfs, schema, skos, xsd
from ontology.vocabulary import SHAPES, vocabulary

_SH: Final = "http://www.w3.org/ns/shacl#"
_DATES: Final = frozenset((xsd.date, xsd.gYearMonth, xsd.gYear))

NOT_WRITTEN: Final = frozenset(
    (rdf.type, rdfs.label, oa.hasTarget, hn.sha256, hn.length, prov.wasDerivedFrom, schema.translationOfWork)
)
"""What follows from the rest, or says where a record stands: passages and texts are no reviewer's to rewrite."""

_SCHEMES: Final[Mapping[str, str]] = MappingProxyType({org.classification: "body", org.role: "role"})
"""Properties whose concepts are of one scheme, whatever the kind; `dct:type` names one of its kind's own scheme."""


NAMED_BY_RULE: Final = frozenset(("membership", "tenure", "participation", "citation"))
"""Kinds that no source names: a rule names them by their ends."""


@dataclass(frozen=True)
class Field:
    """One property of a kind of record.

    `kinds` are those of the things that it names; `scheme` that of the concepts it names; `datatypes` those of its
    values where these are no things. `many`: a record may have several. `required`: it must have one.
    """

    iri: str
    kinds: tuple[str, ...] = ()
    scheme: str = ""
    datatypes: tuple[str, ...] = ()
    many: bool = False
    required: bool = False

    @property
    def sort(self) -> str:
        """What is written into the field: thing, concept, date, number, year, words (with a language) or text."""
        if self.scheme:
            return "concept"
        if not self.datatypes:
            return "thing"
        if len(self.datatypes) > 1:
            return "date"
        return {rdf.langString: "words", xsd.integer: "number", xsd.gYear: "year"}.get(
            self.datatypes[0], "text"
        )


@cache
def fields_of(kind: str) -> tuple[Field, ...]:
    """Return the fields of a kind, in the order of the shapes; nothing for a kind without a class.

    >>> [field.iri.rpartition("#")[2] for field in fields_of("tenure") if field.required]
    ['member', 'organization', 'post']
    """
    cls = CLASS_OF_KIND.get(kind)
    if cls is None:
        return ()
    found: dict[str, Field] = {}
    for name in reversed(_with_parents(cls)):
        for iri, values in _properties().get(name, ()):
            if iri in NOT_WRITTEN:
                continue
            fresh = _field(iri, values, kind)
            known = found.get(iri)
            if known is not None:  # a narrower class narrows what its parent allows
                kinds = tuple(k for k in known.kinds if k in fresh.kinds) or known.kinds
                fresh = replace(fresh, kinds=kinds, required=known.required or fresh.required)
            found[iri] = fresh
    return tuple(found.values())


def field_for(kind: str, iri: str, value: NamedNode | Literal) -> Field:
    """Return the field of a property that the shapes do not name, made from a value that it has."""
    for field in fields_of(kind):
        if field.iri == iri:
            return field
    many = iri not in vocabulary().single_valued
    if isinstance(value, Literal):
        datatype = rdf.langString if value.language else value.datatype.value
        dated = tuple(sorted(_DATES)) if datatype in _DATES else (datatype,)
        return Field(iri, datatypes=dated, many=many)
    if value.value.startswith(CONCEPT):
        return Field(iri, scheme=value.value[len(CONCEPT) :].partition("/")[0], many=many)
    return Field(iri, many=many)


def _with_parents(cls: str) -> list[str]:
    found, edge = [cls], [cls]
    while edge:
        parents = (p for one in edge for p in _parents(one))
        edge = [p for p in dict.fromkeys(parents) if p not in found]
        found += edge
    return found


def _parents(cls: str) -> tuple[str, ...]:
    term = vocabulary().terms.get(cls)
    return term.parents if term else ()


def _field(iri: str, values: tuple[tuple[str, Any], ...], kind: str) -> Field:
    classes = [v for p, v in values if p == "class"]
    datatypes = tuple(dict.fromkeys(v for p, v in values if p == "datatype"))
    least = [v for p, v in values if p == "minCount"]
    scheme = ""
    if {skos.Concept, org.Role} & set(classes):
        own = "event" if kind == "congress" else kind
        scheme = _SCHEMES.get(iri) or (own if f"{CONCEPT}{own}" in vocabulary().terms else "role")
    kinds = _kinds(classes) if not scheme else ()
    if not classes and not datatypes and iri in (skos.prefLabel, skos.altLabel):
        datatypes = (rdf.langString,)
    elif not classes and not datatypes and ("nodeKind", _SH + "Literal") in values:
        datatypes = (xsd.string,)
    return Field(
        iri,
        kinds,
        scheme,
        datatypes,
        many=iri not in vocabulary().single_valued,
        required=bool(least) or (iri == skos.prefLabel and kind not in NAMED_BY_RULE),
    )


def _kinds(classes: Iterable[str]) -> tuple[str, ...]:
    """The kinds of things that are of one of these classes."""
    wanted = set(classes)
    return tuple(kind for kind, cls in CLASS_OF_KIND.items() if wanted & set(_with_parents(cls)))


@cache
def _properties() -> Mapping[str, tuple[tuple[str, tuple[tuple[str, Any], ...]], ...]]:
    """Class -> (property, its constraints) in the order of the file."""
    triples = [quad.triple for quad in parse(path=str(SHAPES), format=RdfFormat.TURTLE)]
    about: dict[Any, list[Triple]] = {}
    for triple in triples:
        about.setdefault(triple.subject, []).append(triple)
    found: dict[str, list[tuple[str, tuple[tuple[str, Any], ...]]]] = {}
    for said in about.values():
        classes = [t.object.value for t in said if t.predicate.value == _SH + "targetClass"]  # type: ignore[union-attr]
        for node in (t.object for t in said if t.predicate.value == _SH + "property"):
            path = next((t.object for t in about[node] if t.predicate.value == _SH + "path"), None)
            if isinstance(path, NamedNode):
                for cls in classes:
                    found.setdefault(cls, []).append((path.value, tuple(_constraints(about, node))))
    return MappingProxyType({cls: tuple(properties) for cls, properties in found.items()})


def _constraints(about: Mapping[Any, list[Triple]], node: Any) -> Iterable[tuple[str, Any]]:
    """The constraints of a property, those of the branches of `sh:or` among them."""
    for triple in about.get(node, ()):
        name = triple.predicate.value.removeprefix(_SH)
        if name == "or":
            for branch in _list(about, triple.object):
                yield from _constraints(about, branch)
        elif not isinstance(triple.object, BlankNode | Triple):
            yield name, triple.object.value


def _list(about: Mapping[Any, list[Triple]], node: Any) -> Iterable[Any]:
    while isinstance(node, BlankNode):
        said = {t.predicate.value: t.object for t in about.get(node, ())}
        if rdf.first not in said:
            return
        yield said[rdf.first]
        node = said.get(rdf.rest)
