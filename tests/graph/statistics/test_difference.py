"""Counts that are brought up from those of the parent are those of counting every statement."""

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
from graph.statistics.counts import BASE, Kind, Statistics, is_usable, opened, write
from graph.statistics.difference import DoNotFit, write_from
from graph.statistics.lifecycle import FILE
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
    """All rows of a file of counts, on its base where it has one, a list for each table."""
    tables = ("SELECT * FROM total", "SELECT * FROM term", "SELECT * FROM pair", "SELECT * FROM range")
    with closing(opened(path)) as connection:
        return [sorted(connection.execute(table)) for table in tables]


def filled(quads: Iterable[Quad]) -> Store:
    store = Store()
    store.extend(quads)
    return store


@given(with_hub, st.lists(with_hub, min_size=1, max_size=3))
def test_counts_by_difference_are_those_of_a_whole_count(
    before: frozenset[Quad], others: list[frozenset[Quad]]
) -> None:
    """Each change gains and loses statements, classes, hubs, blank nodes and statements of named graphs."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / FILE
        write(filled(before), path)
        for number, other in enumerate(others):
            after = before ^ other
            parent, path = path, Path(folder) / str(number) / FILE
            path.parent.mkdir()
            store = filled(after)
            write_from(parent, store, Difference(set(after - before), set(before - after)), path)
            whole = Path(folder) / f"whole-{number}"
            write(store, whole)
            assert rows(path) == rows(whole)
            before = after


def test_what_changed_lies_beside_a_base_that_versions_share_until_it_is_much(tmp_path: Path) -> None:
    quads = {Quad(NamedNode(f"urn:{n}"), TYPE, NamedNode(f"urn:C{n}")) for n in range(3000)}
    path = tmp_path / FILE
    write(filled(quads), path)
    base, size, merged = path, path.stat().st_size, 0
    for number in range(4):
        parent, path = path, tmp_path / str(number) / FILE
        path.parent.mkdir()
        gained = {Quad(NamedNode(f"urn:{number}-{n}"), TYPE, CLASSES[n % 3]) for n in range(10)}
        gained |= {
            Quad(NamedNode("urn:x"), TYPE, NamedNode(f"urn:D{number}-{n}"))
            for n in range(400 * (number // 2))
        }
        quads |= gained
        store = filled(quads)
        write_from(parent, store, Difference(gained, set()), path)
        if number < 2:
            assert path.with_name(BASE).samefile(base)
            assert path.stat().st_size < size / 8
        merged += not path.with_name(BASE).exists()
        assert is_usable(path)
        found, whole = Statistics(path), tmp_path / f"whole-{number}"
        write(store, whole)
        assert found.terms(Kind.CLASS, 7) == Statistics(whole).terms(Kind.CLASS, 7)
        assert found.pairs(7) == Statistics(whole).pairs(7)
        assert found.size(Kind.CLASS) == Statistics(whole).size(Kind.CLASS)
        assert rows(path) == rows(whole)
    assert merged == 1
    first = tmp_path / "0"
    (first / BASE).unlink()
    assert not is_usable(first / FILE)
    (first / BASE).write_bytes(b"SQLite format 3\0" + b"\xff" * 5000)
    assert not is_usable(first / FILE)


def test_counts_of_another_version_are_found_not_to_fit(tmp_path: Path) -> None:
    lost = Quad(THINGS[0], TYPE, CLASSES[0])
    write(filled([]), tmp_path / "other")
    with pytest.raises(DoNotFit):
        write_from(tmp_path / "other", Store(), Difference(set(), {lost}), tmp_path / "counts")
    assert [path.name for path in tmp_path.iterdir()] == ["other"]


NAMED_OTHERWISE = """
    SELECT ?claim { GRAPH ?source {
        ?claim rdf:predicate skos:altLabel ; hn:status <https://w3id.org/huunghi/concept/status/explicit>
    } } ORDER BY ?claim LIMIT 1"""
TURTLE = """
    <urn:a> a <urn:Person> ; <urn:knows> <https://w3id.org/huunghi/id/place/nghe-an>, [ a <urn:Person> ] .
    <https://w3id.org/huunghi/id/place/nghe-an> a <urn:Place> ."""


def test_every_change_publishes_the_counts_of_its_own_version(
    five_reports_copy: VersionStore, tmp_path: Path
) -> None:
    versions = five_reports_copy
    file = tmp_path / "file.ttl"
    file.write_text(TURTLE)
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
