"""The statistics of a version count its statements, and are there again where they are missing or damaged."""

from collections import Counter
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad

from graph.search.index_file import sound
from graph.statistics import lifecycle
from graph.statistics.counts import Kind, Statistics, is_usable, write
from graph.statistics.lifecycle import nearest
from graph.store.versions import VersionStore
from ontology.terms import rdf

DATA = """
    INSERT DATA {
      <urn:a> a <urn:Person>, <urn:Thing> ; <urn:knows> <urn:b>, _:x ; <urn:name> "a"@en .
      <urn:b> a <urn:Person> ; <urn:age> 7 ; <urn:place> <urn:c> .
      _:x <urn:name> "x" .
      GRAPH <urn:g> { <urn:d> a <urn:Claim> ; <urn:name> "d" . <urn:a> <urn:name> "a" }
    }"""


def put(versions: VersionStore, update: str) -> None:
    with versions.change(note="test") as change:
        change.store.update(update)


def test_classes_and_properties_are_counted_in_the_default_graph_and_in_named_graphs(
    versions: VersionStore,
) -> None:
    put(versions, DATA)
    found = nearest(versions.require_current())
    assert found is not None
    assert found.current
    counts = found.statistics
    assert counts.totals() == (9, 3, 2, 3)
    assert counts.terms(Kind.CLASS, 10) == [("urn:Person", 2, 0), ("urn:Thing", 1, 0), ("urn:Claim", 0, 1)]
    assert ("urn:name", 2, 2) in counts.terms(Kind.PROPERTY, 10)
    assert counts.pairs_of("urn:Claim", 10) == [
        ("urn:Claim", rdf.type, 0, 1),
        ("urn:Claim", "urn:name", 0, 1),
    ]
    assert ("urn:Thing", "urn:knows", 2, 0) in counts.pairs_of("urn:Thing", 10)
    assert len(counts.pairs_of("urn:Thing", 1)) == 1
    assert ("urn:Person", "urn:knows", "urn:Person", 1) in counts.ranges(Kind.CLASS, 10)
    integer = "http://www.w3.org/2001/XMLSchema#integer"
    assert ("urn:Person", "urn:age", integer, 1) in counts.ranges(Kind.DATATYPE, 10)
    assert counts.size(Kind.CLASS) == 3
    assert set(counts.count_of(["urn:Person", "urn:name", "urn:none"])) == {"urn:Person", "urn:name"}


def test_of_many_only_the_most_used_are_read(versions: VersionStore) -> None:
    used = " ".join(f"<urn:{n}-{m}> a <urn:C{n}> ." for n in range(9) for m in range(n + 1))
    put(versions, f"INSERT DATA {{ {used} }}")
    found = nearest(versions.require_current())
    assert found is not None
    assert [one.iri for one in found.statistics.terms(Kind.CLASS, 2)] == ["urn:C8", "urn:C7"]


def test_a_load_counts_what_it_publishes(five_reports_root: VersionStore) -> None:
    """Compared with a count of every statement, one after the other."""
    version = five_reports_root.require_current()
    assert sound(version.statistics_path)
    found = nearest(version)
    assert found is not None
    with version.open() as opened:
        quads = list(opened.store.quads_for_pattern(None, None, None, DefaultGraph()))
    classes = Counter(q.object.value for q in quads if q.predicate.value == rdf.type)
    assert {one.iri: one.number for one in found.statistics.terms(Kind.CLASS, 9999) if one.number} == classes
    of = {}
    for quad in quads:
        if quad.predicate.value == rdf.type:
            of.setdefault(quad.subject, set()).add(quad.object.value)
    pairs = Counter((one, q.predicate.value) for q in quads for one in of.get(q.subject, ()))
    assert {one[:2]: one.number for one in found.statistics.pairs(99_999) if one.number} == pairs
    objects = Counter(
        (one, q.predicate.value, other)
        for q in quads
        if isinstance(q.object, NamedNode)
        for one in of.get(q.subject, ())
        for other in of.get(q.object, ())
    )
    assert {one[:3]: one.number for one in found.statistics.ranges(Kind.CLASS, 99_999)} == objects


def test_damaged_statistics_are_made_again(versions: VersionStore) -> None:
    put(versions, DATA)
    version = versions.require_current()
    assert nearest(version) is not None
    version.statistics_path.write_bytes(b"SQLite format 3\0" + b"\xff" * 5000)
    found = nearest(version)
    assert found is not None
    assert found.statistics.totals().triples == 9


def test_where_the_store_takes_no_file_they_are_kept_for_the_time_of_the_process(
    versions: VersionStore,
) -> None:
    put(versions, DATA)
    version = versions.require_current()
    version.statistics_path.mkdir()
    for _ in range(2):
        found = nearest(version)
        assert found is not None
        assert (found.current, found.statistics.totals().triples) == (True, 9)
        assert found.statistics.path != version.statistics_path


def test_a_large_version_is_counted_in_the_background_and_the_one_before_answers_until_then(
    versions: VersionStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(versions, DATA)
    nearest(versions.require_current())
    put(versions, "INSERT DATA { <urn:e> a <urn:Person> }")
    version = versions.require_current()
    monkeypatch.setattr(lifecycle, "SMALL", 0)
    before = nearest(version)
    assert before is not None
    assert (before.number, before.current) == (version.number - 1, False)
    for process in lifecycle._background.processes.values():
        assert process.wait(timeout=60) == 0
    found = nearest(version)
    assert found is not None
    assert (found.current, found.statistics.totals().triples) == (True, 10)


def test_the_next_version_does_not_keep_the_counts_of_the_one_before(versions: VersionStore) -> None:
    put(versions, DATA)
    nearest(versions.require_current())
    put(versions, "INSERT DATA { <urn:e> a <urn:Person> }")
    found = nearest(versions.require_current())
    assert found is not None
    assert found.statistics.totals().triples == 10


@pytest.mark.parametrize("published", [3, 9])
def test_what_is_published_while_a_version_is_counted_is_added_to_its_counts(
    versions: VersionStore, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, published: int
) -> None:
    """Also where the versions in between are gone when the counting ends."""
    put(versions, DATA)
    nearest(versions.require_current())
    put(versions, DATA.replace("urn:a", "urn:other"))  # as by a large load: nobody can tell what it changed
    monkeypatch.setattr(lifecycle, "SMALL", 0)
    first, noted = (
        versions.require_current(),
        Quad(NamedNode("urn:b"), NamedNode("urn:name"), Literal("b\n1")),
    )
    with first.open():
        for number in range(published):
            with versions.change(note="test") as change:
                if number % 3 == 1:
                    change.store.remove(noted)
                else:
                    change.store.add(noted)
                change.store.add(
                    Quad(NamedNode(f"urn:{number}"), NamedNode(rdf.type), NamedNode("urn:Person"))
                )
                change.store.add(Quad(BlankNode(), NamedNode("urn:name"), BlankNode()))
                assert not lifecycle.follow(change)
        lifecycle.make(first)
    current = versions.require_current()
    with current.open() as opened:
        write(opened.store, tmp_path / "whole")
    assert is_usable(current.statistics_path)
    found, whole = Statistics(current.statistics_path), Statistics(tmp_path / "whole")
    assert (found.totals(), found.pairs(99)) == (whole.totals(), whole.pairs(99))
    with versions.change(note="test") as change:
        change.store.add(Quad(NamedNode("urn:last"), NamedNode(rdf.type), NamedNode("urn:Person")))
        assert lifecycle.follow(change)
