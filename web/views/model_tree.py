"""The classes in use as they are shown beside the editor: a tree, whose terms are inserted by a click."""

from dataclasses import dataclass

from ontology.prefixes import shrink
from ontology.terms import rdf
from ontology.vocabulary import in_language, vocabulary
from queries.read.model_tree import ClassNode, ModelTree
from web.views.terms import RenderedTerm, TermRenderer


@dataclass(frozen=True)
class TermView:
    """A term: as it is written in a query, its words, how often it is used, and its page."""

    written: str
    label: str
    count: int
    href: str


@dataclass(frozen=True)
class ClassView:
    """A class with what is told of it; `listed` leads to a query for its things."""

    term: TermView
    definition: str
    properties: tuple[TermView, ...]
    more_properties: bool
    things: tuple[RenderedTerm, ...]
    below: tuple["ClassView", ...]
    listed: str


@dataclass(frozen=True)
class TreeView:
    """The tree in its three parts, each with a title."""

    parts: tuple[tuple[str, tuple[ClassView, ...]], ...]
    more: bool


def tree_view(tree: ModelTree, terms: TermRenderer) -> TreeView:
    """Return the tree as it is shown."""
    say = terms.words
    parts = (
        (say("Classes"), tree.things),
        (say("In the graphs of sources"), tree.records),
        (say("Of the vocabulary"), tree.terms),
    )
    return TreeView(
        tuple((title, tuple(_class(one, terms) for one in nodes)) for title, nodes in parts if nodes),
        tree.more,
    )


def _class(node: ClassNode, terms: TermRenderer) -> ClassView:
    iri = node.count.iri
    known = vocabulary().terms.get(iri)
    number = node.count.number or node.count.in_graphs
    pattern = f"?thing a {_written(iri)}"
    where = pattern if node.count.number else f"GRAPH ?graph {{ {pattern} }}"
    return ClassView(
        _term(iri, number, terms),
        in_language(known.definition, terms.words.code) if known else "",
        tuple(
            _term(one.property, one.number or one.in_graphs, terms)
            for one in node.properties
            if one.property != rdf.type
        ),
        node.more_properties,
        tuple(terms.link(one) for one in node.things),
        tuple(_class(one, terms) for one in node.below),
        terms.links.sparql(query=f"SELECT ?thing {{ {where} }}\nLIMIT 100"),
    )


def _term(iri: str, count: int, terms: TermRenderer) -> TermView:
    label = vocabulary().label(iri, terms.words.code) or terms.class_name(iri)
    return TermView(_written(iri), label, count, terms.links.entity(iri))


def _written(iri: str) -> str:
    short = shrink(iri)
    return short if short != iri else f"<{iri}>"
