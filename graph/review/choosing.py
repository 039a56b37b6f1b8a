"""What a reviewer means by what is written into a field: a thing by its name, a date, a number, words in a language.

A name that several things bear chooses none: the candidates are named, and the reviewer says which.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pyoxigraph import Literal, NamedNode, Store

from graph.claims import claim as claims
from graph.claims.claim import date_literal
from graph.claims.materialise import LABELS
from graph.claims.replaced import replaced_by
from graph.claims.standing import merges
from graph.errors import InputError
from graph.limits import LIMITS
from graph.review.evidence import Value
from graph.review.names import iri_of, one_value, words_in
from graph.search import names as search
from ontology.iris import ID, KINDS, concept, name_of
from ontology.record_fields import Field
from ontology.terms import xsd
from ontology.vocabulary import vocabulary

_LANGUAGES: Final = ("vi", "en", "fr", "ru", "und")
_INTEGER, _YEAR = NamedNode(xsd.integer), NamedNode(xsd.gYear)


@dataclass(frozen=True)
class Chosen:
    """What a name means: one thing (IRI), or those that it may mean."""

    iri: str = ""
    candidates: tuple[str, ...] = ()


def choose_thing(store: Store, index: Path | None, text: str, kinds: tuple[str, ...]) -> Chosen:
    """Return the thing of these kinds (any: none named) that goes by a name, or may.

    Names as they are written come first, accepted ones and those that claims propose; `kind/slug` and IRIs name a thing
    too. Raises InputError where an IRI names nothing of which anything is said, or a thing of another kind.
    """
    text = " ".join(text.split())
    if "://" in text or text.partition("/")[0] in KINDS:
        return Chosen(_known(store, iri_of(text), kinds))
    proposed = _proposed(store, text, kinds)
    exact: dict[str, None] = {}
    others: dict[str, None] = {}
    for kind in (kinds or (None,)) if index is not None else ():
        for hit in search.find(index, text, limit=LIMITS.suggestions, kind=kind).hits:  # type: ignore[arg-type]
            (exact if hit.exact else others)[hit.iri] = None
    known = dict.fromkeys([*exact, *proposed])
    if len(known) == 1:
        return Chosen(next(iter(known)))
    return Chosen(candidates=tuple(dict.fromkeys([*known, *others]))[: LIMITS.suggestions])


def _known(store: Store, iri: str, kinds: tuple[str, ...]) -> str:
    iri = replaced_by(store, iri) or iri
    node, name = NamedNode(iri), name_of(iri)
    node = merges(store).get(node, node)
    spoken = any(
        True
        for place in (claims.SUBJECT, claims.OBJECT)
        for _ in store.quads_for_pattern(None, place, node, None)
    ) or any(True for _ in store.quads_for_pattern(node, None, None, None))
    if not spoken:
        raise InputError(
            "Nothing is said of %(name)s.", hint="Check how it is written.", values={"name": name}
        )
    if kinds and (name is None or name.kind not in kinds):
        raise InputError(
            "%(name)s is no %(kinds)s.",
            hint="Choose a thing of that kind.",
            values={"name": name, "kinds": ", ".join(kinds)},
        )
    return node.value


def _proposed(store: Store, text: str, kinds: tuple[str, ...]) -> list[str]:
    """Things that claims call exactly so: the index knows accepted names only."""
    merged = merges(store)
    found: dict[str, None] = {}
    for language in _LANGUAGES:
        label = Literal(text, language=language)
        for quad in store.quads_for_pattern(None, claims.OBJECT, label, None):
            thing = one_value(store, quad.subject, claims.SUBJECT, quad.graph_name)
            predicate = one_value(store, quad.subject, claims.PREDICATE, quad.graph_name)
            name = name_of(thing.value) if isinstance(thing, NamedNode) else None
            if name is not None and predicate in LABELS and (not kinds or name.kind in kinds):
                found[merged.get(thing, thing).value] = None
    return sorted(found)


def value_of(field: Field, text: str, language: str = "") -> Value:
    """Return the value that a text is in a field that takes no things. Raises InputError for one that is none."""
    text = " ".join(text.split())
    match field.sort:
        case "date":
            try:
                return date_literal(text)
            except ValueError as error:
                raise InputError(
                    "%(text)r is no date.",
                    hint="Write YYYY, YYYY-MM or YYYY-MM-DD.",
                    values={"text": text[:40]},
                ) from error
        case "year":
            if len(text) != 4 or not text.isascii() or not text.isdigit():
                raise InputError("%(text)r is no year.", hint="Write it as YYYY.", values={"text": text[:40]})
            return Literal(text, datatype=_YEAR)
        case "number":
            if not text.isascii() or not text.isdigit() or len(text) > 9:
                raise InputError(
                    "%(text)r is no whole number.", hint="For example 12.", values={"text": text[:40]}
                )
            return Literal(str(int(text)), datatype=_INTEGER)
        case "concept":
            iri = text if "://" in text else concept(field.scheme, text)
            term = vocabulary().terms.get(iri)
            if term is None or term.scheme != concept(field.scheme, "x").rpartition("/")[0]:
                raise InputError(
                    "%(text)r is not in this list.",
                    hint="Choose one of the list.",
                    values={"text": text[:80]},
                )
            return NamedNode(iri)
        case "words":
            return words_in(text, language)
    return Literal(text, datatype=NamedNode(field.datatypes[0]) if field.datatypes else None)


def short_of(iri: str) -> str:
    """Return a thing's IRI as `kind/slug`.

    >>> short_of("https://w3id.org/huunghi/id/place/nghe-an")
    'place/nghe-an'
    """
    return iri.removeprefix(ID)
