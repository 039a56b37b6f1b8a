"""Counts that are brought up from those of the parent are those of counting every statement."""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Store, Triple

from graph.claims.files import file_named, withdraw_file
from graph.claims.sources import withdraw
from graph.review.decisions import Reviewer, reject
from graph.statistics.counts import write
from graph.statistics.difference import DoNotFit, write_from
from graph.store.difference import Difference
from graph.store.versions import VersionStore
from loaders.rdf.load import load_rdf, rdf_files
from ontology.iris import mint
from ontology.prefixes import PREFIXES
from ontology.terms import rdf

TYPE = NamedNode(rdf.type)
CLASSES = [NamedNode(f"urn:C{n}") for n in range(3)]
THINGS = [*(NamedNode(f"urn:{n}") for n in range(4)), BlankNode("x"), BlankNode("y")]
PROPERTIES = [NamedNode("urn:p"), NamedNode("urn:q")]
VALUES = [
    Literal("a"),
    Literal("a", language="en"),
    Literal(7),
    Literal("x", datatype=NamedNode("urn:own")),
    Triple(THINGS[0], PROPERTIES[0], Literal("said")),
    *CLASSES,
]
GRAPHS = [DefaultGraph(), DefaultGraph(), NamedNode("urn:g"), BlankNode("g")]
LINKS_OF_HUB = 60

of_class = st.builds(
    Quad,
    st.sampled_from([*THINGS, *CLASSES]),
    st.just(TYPE),
    st.sampled_from([*CLASSES, *CLASSES, BlankNode("class"), Literal("class")]),
    st.sampled_from(GRAPHS),
)
said = st.builds(
    Quad,
    st.sampled_from([*THINGS, *CLASSES]),
    st.sampled_from(PROPERTIES),
    st.sampled_from([*THINGS, *VALUES]),
    st.sampled_from(GRAPHS),
)
statements = st.frozensets(of_class | said, max_size=24)
hub = st.sampled_from(THINGS).map(
    lambda thing: frozenset(
        quad
        for n in range(LINKS_OF_HUB)
        for quad in (
            Quad(NamedNode(f"urn:link{n}"), TYPE, CLASSES[n % 3]),
            Quad(NamedNode(f"urn:link{n}"), PROPERTIES[n % 2], thing),
            Quad(thing, PROPERTIES[n % 2], NamedNode(f"urn:link{n}")),
        )
    )
)
with_hub = st.builds(frozenset.union, statements, hub | st.just(frozenset()))


def rows(path: Path) -> list[list[tuple[object, ...]]]:
    """All rows of a file of counts, a list for each table."""
    tables = ("SELECT * FROM total", "SELECT * FROM term", "SELECT * FROM pair", "SELECT * FROM range")
    with closing(sqlite3.connect(path)) as connection:
        return [sorted(connection.execute(table)) for table in tables]


def filled(quads: Iterable[Quad]) -> Store:
    store = Store()
    store.extend(quads)
    return store


@given(with_hub, with_hub)
def test_counts_by_difference_are_those_of_a_whole_count(
    before: frozenset[Quad], other: frozenset[Quad]
) -> None:
    """A change that gains and loses statements, classes, hubs, blank nodes and statements of named graphs."""
    after = before ^ other
    with TemporaryDirectory() as folder:
        parent, by_difference, whole = (Path(folder) / name for name in ("parent", "difference", "whole"))
        write(filled(before), parent)
        store = filled(after)
        write_from(parent, store, Difference(set(after - before), set(before - after)), by_difference)
        write(store, whole)
        assert rows(by_difference) == rows(whole)


def test_counts_of_another_version_are_found_not_to_fit(tmp_path: Path) -> None:
    lost = Quad(THINGS[0], TYPE, CLASSES[0])
    write(filled([]), tmp_path / "other")
    with pytest.raises(DoNotFit):
        write_from(tmp_path / "other", Store(), Difference(set(), {lost}), tmp_path / "counts")


NAMED_OTHERWISE = """
    SELECT ?claim { GRAPH ?source {
        ?claim rdf:predicate skos:altLabel ; hn:status <https://w3id.org/huunghi/concept/status/explicit>
    } } ORDER BY ?claim LIMIT 1"""
FILE = """
    <urn:a> a <urn:Person> ; <urn:knows> <https://w3id.org/huunghi/id/place/nghe-an>, [ a <urn:Person> ] .
    <https://w3id.org/huunghi/id/place/nghe-an> a <urn:Place> ."""


def test_every_change_publishes_the_counts_of_its_own_version(
    five_reports_copy: VersionStore, tmp_path: Path
) -> None:
    versions = five_reports_copy
    file = tmp_path / "file.ttl"
    file.write_text(FILE)
    with versions.require_current().open() as opened:
        (row,) = opened.store.query(NAMED_OTHERWISE, prefixes=PREFIXES)
    claim = row["claim"].value
    for number, act in enumerate(
        (
            lambda: reject(versions, [claim], by=Reviewer("Lan"), why="not so"),
            lambda: load_rdf(versions, rdf_files(file)),
            lambda: withdraw_file(versions, file_named(versions, "file.ttl") or ""),
            lambda: withdraw(versions, mint("source", "hai-duong-2025-04-fr"), reason="not so"),
        )
    ):
        before = versions.require_current().number
        act()
        version = versions.require_current()
        assert version.number > before
        with version.open() as opened:
            write(opened.store, tmp_path / f"whole-{number}")
        assert rows(version.statistics_path) == rows(tmp_path / f"whole-{number}")
