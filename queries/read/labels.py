"""What things are called: the labels of every IRI in a record, looked up once, in every language.

Nothing here chooses for a reader; a view does, by its languages.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, NamedTuple

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Store

from graph.store.reader import Reader, Term
from ontology.iris import name_of, node_label
from ontology.prefixes import shrink
from ontology.terms import dct, foaf, rdfs, schema, skos
from ontology.vocabulary import vocabulary
from queries.read.rows import select_named
from queries.read.statements import read_known

ENGLISH_FIRST: Final = ("en", "vi")
"""The languages by which lists are ordered, whatever the reader's, so that every format is cut at the same place."""


class _LabelRow(NamedTuple):
    thing: str
    label: Term | None


class _OtherLabelRow(NamedTuple):
    thing: str
    label: Term | None
    rank: int


@dataclass(frozen=True)
class Label:
    """A name with its language tag (empty: none)."""

    text: str
    lang: str


@dataclass(frozen=True)
class Labels:
    """IRI -> language tag -> label. Terms of the vocabulary are known without having been looked up. `unheard` are the
    IRIs of which nothing is said, such as what only claims propose: they have no page to lead to.
    """

    of: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: MappingProxyType({}))
    unheard: frozenset[str] = frozenset()

    def best(self, iri: str, languages: Sequence[str]) -> Label | None:
        """Return the label in the first of these languages that has one, else in any; None where there is none."""
        term = vocabulary().terms.get(iri)
        if term is not None and (said := vocabulary().label(iri, languages[0])):
            return Label(said, languages[0])
        labels = self.of.get(iri, {})
        lang = _best_match(labels, languages)
        return None if lang is None else Label(labels[lang], lang)

    def name(self, iri: str, languages: Sequence[str]) -> Label:
        """Return the best label; of what has none, the words of its IRI, without a language.

        >>> Labels().name("https://w3id.org/huunghi/id/place/nghe-an", ["en"])
        Label(text='nghe an', lang='')
        """
        label = self.best(iri, languages)
        if label is not None:
            return label
        name = name_of(iri)
        return Label(shrink(iri) if name is None else name.slug.replace("-", " "), "")

    def order(self, iri: str) -> str:
        """Return what a thing is sorted by where a list is cut: the same name whatever the reader's language."""
        labels = self.of.get(iri, {})
        lang = _best_match(labels, ENGLISH_FIRST)
        return ((labels[lang] if lang is not None else "") or vocabulary().label(iri, "en") or iri).casefold()

    def __or__(self, other: "Labels") -> "Labels":
        """Return the labels of both; each thing is looked up in one of them, or is called as `other` has it."""
        unheard = (self.unheard - other.of.keys()) | other.unheard
        return Labels(MappingProxyType({**self.of, **other.of}), unheard)


def _best_match(labels: Mapping[str, str], languages: Sequence[str]) -> str | None:
    """Return the tag of the label for the first of these languages that has one, itself or a variety of it (`en-GB` for
    `en`: basic filtering, RFC 4647 section 3.3.1), else the first tag there is.
    """
    for language in languages:
        if language in labels:
            return language
        found = min((tag for tag in labels if tag.lower().startswith(f"{language.lower()}-")), default=None)
        if found is not None:
            return found
    return min(labels, default=None)


def read_labels(reader: Reader, iris: Iterable[str], known: Labels | None = None) -> Labels:
    """Return the labels of these things, in one query (a second one for those without a preferred label, a third for
    those without any, of which nothing may be known).

    With `known`, what is in it already is not looked up again.
    """
    known = known or Labels()
    wanted = [
        iri for iri in dict.fromkeys(iris) if iri and iri not in known.of and iri not in vocabulary().terms
    ]
    if not wanted:
        return known
    found: dict[str, dict[str, str]] = {}
    for row in select_named(reader, _LabelRow, "labels-of", wanted):
        _keep(found, row.thing, row.label)
    unnamed = [iri for iri in wanted if iri not in found]
    ranks: dict[str, int] = {}
    others = select_named(reader, _OtherLabelRow, "other-labels-of", unnamed)
    for other in sorted(others, key=lambda one: one.rank):
        if ranks.setdefault(other.thing, other.rank) == other.rank:
            _keep(found, other.thing, other.label)
    nameless = [iri for iri in unnamed if iri not in found and node_label(iri) is None]
    unheard = frozenset(nameless).difference(read_known(reader, nameless) if nameless else ())
    return known | Labels({iri: found.get(iri, {}) for iri in wanted}, unheard)


_IN_TURN: Final = (
    (rdfs.label, "http://www.w3.org/2008/05/skos-xl#prefLabel"),
    (dct.title,),
    (schema.name, foaf.name, "http://schema.org/name"),
    (skos.altLabel,),
)
"""Properties that give a label where there is no preferred one, as in `other-labels-of.rq`: the better come first."""
_FORM: Final = NamedNode("http://www.w3.org/2008/05/skos-xl#literalForm")


def labels_in_store(store: Store, iris: Iterable[str]) -> Labels:
    """Return the same labels as `read_labels`, where the store is at hand: each looked up by itself, 20 times as fast.

    It is for rows by the million, which are written by the process that has the store open.
    """
    found: dict[str, dict[str, str]] = {}
    for iri in iris:
        if iri not in vocabulary().terms:
            held = found.setdefault(iri, {})
            for label in _labels_of(store, NamedNode(iri)):
                _keep_label(held, label)
    return Labels(found)


def _labels_of(store: Store, node: NamedNode) -> list[Term]:
    """Return the preferred labels of a thing, or the best of what else it has."""

    def values(name: str, graph: DefaultGraph | None = DefaultGraph()) -> list[Term]:  # noqa: B008 - there is one
        quads = store.quads_for_pattern(node, NamedNode(name), None, graph)
        return [one.object for one in quads if graph is not None or one.graph_name != DefaultGraph()]

    if (labels := values(skos.prefLabel)) and any(map(_is_said, labels)):
        return labels
    for names in _IN_TURN:
        labels = [label for name in names for label in values(name)]
        forms = [
            quad.object
            for label in labels
            if isinstance(label, NamedNode | BlankNode)
            for quad in store.quads_for_pattern(label, _FORM, None, DefaultGraph())
        ]
        if any(map(_is_said, (*labels, *forms))):
            return [*labels, *forms]
    return next((found for name in (skos.prefLabel, rdfs.label) if (found := values(name, None))), [])


def _is_said(label: Term) -> bool:
    return isinstance(label, Literal) and bool(label.value.strip())


def _keep(found: dict[str, dict[str, str]], iri: str, label: Term | None) -> None:
    if isinstance(label, Literal) and label.value.strip():
        _keep_label(found.setdefault(iri, {}), label)


def _keep_label(held: dict[str, str], label: Term) -> None:
    if isinstance(label, Literal) and label.value.strip():
        lang = label.language or ""
        held[lang] = min(held.get(lang, label.value), label.value)
