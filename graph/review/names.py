"""What things are called where a reviewer meets them: by accepted names, else by what claims propose to call them."""

from typing import Any, Final

from pyoxigraph import DefaultGraph, Literal, NamedNode, Store

from graph.claims import claim as claims
from graph.claims.materialise import LABELS, PREFERRED
from graph.errors import InputError
from ontology.iris import ID, name_of
from ontology.terms import hn, org, rdfs, skos

NAMES: Final = (NamedNode(skos.prefLabel), NamedNode(rdfs.label))
_ENDS: Final = tuple(
    (NamedNode(one), NamedNode(other))
    for one, other in ((org.member, hn.post), (org.member, org.organization), (hn.agent, hn.event))
)
_DEFAULT: Final = DefaultGraph()


def name_in(store: Store, term: NamedNode | Literal, languages: tuple[str, ...] = ("en", "vi")) -> str:
    """Return what to call a term: an accepted name, else a proposed one, else its short IRI or its text."""
    if isinstance(term, Literal):
        return f"{term.value} @{term.language}" if term.language else term.value
    names = [q.object for p in NAMES for q in store.quads_for_pattern(term, p, None, _DEFAULT)]
    if not names:
        names = proposed_names(store, term)
    order = {language: at for at, language in enumerate(languages)}
    literals = [n for n in names if isinstance(n, Literal)]
    if literals:
        return min(literals, key=lambda n: (order.get(n.language or "", 9), n.value)).value
    name = name_of(term.value)
    return str(name) if name else term.value


def proposed_names(store: Store, thing: NamedNode) -> list[Any]:
    """Return what claims call a thing: by the names they prefer, else by any."""
    found: dict[bool, list[Any]] = {True: [], False: []}
    for quad in store.quads_for_pattern(None, claims.SUBJECT, thing, None):
        predicate = one_value(store, quad.subject, claims.PREDICATE, quad.graph_name)
        if predicate in LABELS:
            found[predicate == PREFERRED].append(
                one_value(store, quad.subject, claims.OBJECT, quad.graph_name)
            )
    return found[True] or found[False]


def proposed_ends(store: Store, relation: NamedNode) -> tuple[str, str] | None:
    """Return what claims say that a relation relates, such as the person and the post of a tenure: its label is made of
    their names, as the rule `relation-labels` makes that of an accepted one."""
    said: dict[Any, str] = {}
    for quad in store.quads_for_pattern(None, claims.SUBJECT, relation, None):
        value = one_value(store, quad.subject, claims.OBJECT, quad.graph_name)
        if isinstance(value, NamedNode):
            predicate = one_value(store, quad.subject, claims.PREDICATE, quad.graph_name)
            said[predicate] = min(said.get(predicate, value.value), value.value)
    return next(((said[one], said[other]) for one, other in _ENDS if one in said and other in said), None)


def is_named(store: Store, thing: NamedNode) -> bool:
    """Whether a thing has an accepted name."""
    return any(True for p in NAMES for _ in store.quads_for_pattern(thing, p, None, _DEFAULT))


def one_value(store: Store, subject: Any, predicate: NamedNode, graph: Any) -> Any:
    """Return a value of a property in a graph; None where there is none."""
    return next((q.object for q in store.quads_for_pattern(subject, predicate, None, graph)), None)


def iri_of(text: str) -> str:
    """Return the IRI a reviewer means: in full, or short as `person/an-nguyen`. Raises InputError for another text."""
    text = text.strip()
    iri = text if "://" in text else ID + text
    if name_of(iri) is None:
        raise InputError(
            "%(text)r names no thing.",
            hint="Write it as in its address: person/nguyen-van-an",
            values={"text": text[:80]},
        )
    return iri


def words_in(text: str, language: str) -> Literal:
    """Return a text in a language, `und` where none is given. Raises InputError for what is no language tag."""
    try:
        return Literal(text, language=language.strip() or "und")
    except ValueError as error:
        raise InputError(
            "%(language)r is no language tag.",
            hint="For example: vi, en, ru.",
            values={"language": language[:20]},
        ) from error
