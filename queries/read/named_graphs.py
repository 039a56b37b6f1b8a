"""What named graphs say that files and updates filled: of a thing, by graph and property; and what a graph holds.

The graphs that the service makes itself (claims, decisions, what the rules add) are read elsewhere: what they say, the
default graph says too, or it is evidence.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Final, NamedTuple
from weakref import WeakKeyDictionary

from graph.limits import LIMITS
from graph.store.reader import Reader, Term
from ontology.iris import node_label
from queries.read.entity_record import (
    PAGE,
    EntitySlice,
    GroupRecord,
    SectionRecord,
    StatementRecord,
    Support,
    Uses,
)
from queries.read.layouts import IN_GRAPHS, GroupLayout
from queries.read.rows import CountRow, node_of, select, select_further, select_named, text_of

IN: Final = "@"
"""What stands in the key of a group between its property and the graph that says it."""


class _StatementRow(NamedTuple):
    thing: str
    graph: str
    property: str
    value: Term


class _LinkRow(NamedTuple):
    graph: str
    property: str
    from_: str


class _GraphRow(NamedTuple):
    graph: str


class _ThingRow(NamedTuple):
    thing: str


_others: WeakKeyDictionary[Reader, bool] = WeakKeyDictionary()


def has_graphs_of_others(reader: Reader) -> bool:
    """Return whether there is a named graph that the service did not make, looked up once for a version."""
    if reader not in _others:
        _others[reader] = bool(select(reader, _GraphRow, "graphs-of-others"))
    return _others[reader]


def section_in_graphs(reader: Reader, iri: str, wanted: EntitySlice) -> SectionRecord | None:
    """Return what named graphs say of a thing, and what points to it there, by graph and property; None where none
    does.
    """
    if not has_graphs_of_others(reader):
        return None
    found: dict[tuple[str, bool, str], dict[Term, None]] = defaultdict(dict)
    for said in select_named(reader, _StatementRow, "statements-in-graphs", [iri]):
        found[said.graph, False, said.property][said.value] = None
    if node_label(iri) is None:
        for link in select_further(reader, _LinkRow, "links-in-graphs", thing=iri):
            found[link.graph, True, link.property][node_of(link.from_)] = None
    groups = (
        _group(iri, graph, GroupLayout(name, inverse=inverse), list(values), wanted)
        for (graph, inverse, name), values in sorted(found.items(), key=lambda one: one[0])
    )
    shown = tuple(group for group in groups if group.statements)
    return SectionRecord(IN_GRAPHS, shown) if shown else None


def _group(
    iri: str, graph: str, layout: GroupLayout, values: Iterable[Term], wanted: EntitySlice
) -> GroupRecord:
    key = f"{layout.key}{IN}{graph}"
    ordered = sorted(values, key=str)
    if wanted.group:
        shown = ordered[wanted.first : wanted.first + PAGE] if wanted.group == key else []
    else:
        shown = ordered[: LIMITS.values_shown]
    return GroupRecord(
        key,
        layout.iri,
        layout.inverse,
        "",
        tuple(_statement(iri, layout, value) for value in shown),
        len(ordered),
        capped=len(ordered) >= LIMITS.claim_rows,
        more=not wanted.group and len(ordered) > len(shown),
        graph=graph,
    )


def _statement(iri: str, layout: GroupLayout, value: Term) -> StatementRecord:
    if not layout.inverse:
        triple = (iri, layout.iri, value)
        return StatementRecord(iri, layout.iri, value, triples=(triple,), support=Support.NONE)
    thing = text_of(value)
    triple = (thing, layout.iri, node_of(iri))
    return StatementRecord(thing, "", value, link=layout.iri, triples=(triple,), support=Support.NONE)


def read_contents(reader: Reader, graph: str) -> Uses | None:
    """Return what a named graph holds; None where there is none of this name."""
    (size,) = select(reader, CountRow, "graph-size", graph=graph)
    if not size.count_:
        return None
    return _uses(select(reader, _ThingRow, "graph-contents", graph=graph), size.count_)


def read_instances(reader: Reader, class_iri: str) -> Uses | None:
    """Return the things of a class; None where there is none."""
    rows = select(reader, _ThingRow, "instances", class_=class_iri)
    if not rows:
        return None
    (size,) = select(reader, CountRow, "instances-counted", class_=class_iri)
    return _uses(rows, size.count_)


def count_uses(reader: Reader, property_iri: str) -> int:
    """Return how many statements use a property, at most one more than are counted."""
    (row,) = select(reader, CountRow, "property-uses", property=property_iri)
    return row.count_


def _uses(rows: list[_ThingRow], count: int) -> Uses:
    most = LIMITS.things_counted
    shown = tuple(row.thing for row in rows[: LIMITS.values_a_page])
    return Uses(shown, min(count, most), count > most, len(rows) <= LIMITS.values_a_page)
