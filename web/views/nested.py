"""What is said of a blank node, shown beneath the statement that leads to it (`_statements.html`, `nested`)."""

from collections.abc import Iterator
from dataclasses import dataclass

from ontology.prefixes import shrink
from ontology.terms import rdf
from queries.read.entity_record import StatementRecord
from queries.read.evidence import Triple
from queries.read.labels import Label
from queries.read.nested import ListPlace, ListRecord, NodeValues, nodes_in
from web.views.terms import RenderedTerm, TermRenderer, anchor_of, rdfa_name


@dataclass(frozen=True)
class NestedItem:
    """An item of a list. `node` is its cell, and `further` what is said of that beside the item: property and value."""

    node: str
    value: RenderedTerm
    further: tuple[tuple[str, RenderedTerm], ...]
    nested: "tuple[NestedNode, ...]" = ()


@dataclass(frozen=True)
class NestedList:
    """Items of a list, the first of which is its `first`; `last` is the number of the last one there is.

    `more` leads to the next ones; `back` is the number to which the list leads back, `end` what stands in place of an
    end, told by `nested`.
    """

    items: tuple[NestedItem, ...]
    first: int
    last: int
    more: str = ""
    back: int = 0
    end: RenderedTerm | None = None
    nested: "tuple[NestedNode, ...]" = ()


@dataclass(frozen=True)
class NestedRow:
    """The values that a node has by a property; `more` leads to all of them where there are more."""

    label: Label
    property: str
    values: tuple[RenderedTerm, ...]
    count: int
    more: str = ""
    nested: "tuple[NestedNode, ...]" = ()


@dataclass(frozen=True)
class NestedNode:
    """A blank node, with what is said of it: `rows`, or a list. One that stands too deep has only a `count` of what is
    said, and its own page.
    """

    node: str
    anchor: str
    href: str
    count: int
    rows: tuple[NestedRow, ...] = ()
    items: NestedList | None = None
    open: bool = True


def nested_nodes(one: StatementRecord, terms: TermRenderer) -> tuple[NestedNode, ...]:
    """Return the blank nodes of a statement that the page has not told of so far."""
    return tuple(_told(nodes_in(one.terms), terms))


def _told(nodes: Iterator[str], terms: TermRenderer) -> Iterator[NestedNode]:
    for node in nodes:
        if node in terms.nodes and node not in terms.told:
            terms.told.add(node)
            yield _node(node, terms)


def _node(iri: str, terms: TermRenderer) -> NestedNode:
    record = terms.nodes[iri]
    items = record.items
    return NestedNode(
        rdfa_name(iri),
        anchor_of(iri),
        terms.links.entity(iri),
        record.count,
        tuple(_row(iri, one, terms) for one in record.statements),
        nested_list(items, None, terms) if items is not None else None,
        record.open,
    )


def _row(node: str, one: NodeValues, terms: TermRenderer) -> NestedRow:
    return NestedRow(
        terms.property_label(one.property),
        shrink(one.property),
        tuple(map(terms.render, one.values)),
        one.count,
        terms.links.entity(node) if one.count > len(one.values) else "",
        tuple(_told(nodes_in(one.values), terms)),
    )


def nested_list(record: ListRecord, place: ListPlace | None, terms: TermRenderer) -> NestedList:
    """Return a list as it is shown, from its place on."""
    before = place.before if place else 0
    end = record.end if not (record.next or record.back) else None
    items = tuple(
        NestedItem(
            rdfa_name(cell),
            terms.render(item),
            tuple(_further(cell, record.triples, terms)),
            tuple(_told(nodes_in([item]), terms)),
        )
        for cell, item in zip(record.cells, record.items, strict=True)
    )
    return NestedList(
        items,
        before + 1,
        before + record.count,
        terms.links.entity(record.next) if record.next else "",
        before + record.back if record.back and not record.next else 0,
        terms.render(end) if end is not None else None,
        tuple(_told(nodes_in([end]), terms)) if end is not None else (),
    )


def _further(
    cell: str, triples: tuple[Triple, ...], terms: TermRenderer
) -> Iterator[tuple[str, RenderedTerm]]:
    for subject, predicate, value in triples:
        if subject == cell and predicate != rdf.first:
            yield shrink(predicate), terms.render(value)
