"""A file so large that its statements are kept packed is taken back as exactly as a small one."""

from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Triple

from graph.claims.asserted import put_in
from graph.claims.files import withdraw_file
from graph.claims.origins import file_origins, part_graph
from graph.claims.packed import unpacked
from graph.claims.sources import withdraw
from graph.limits import LIMITS
from graph.store.reader import EmbeddedReader
from graph.store.versions import VersionStore
from loaders.rdf.dump import restore_dump, write_dump
from loaders.rdf.files import rdf_files
from loaders.rdf.load import load_rdf
from ontology.iris import mint
from ontology.terms import hn
from queries.read.files import files_saying
from queries.sparql.update import run_update

A, B = "<urn:a> <urn:p> <urn:b> .\n", "<urn:b> <urn:p> <urn:c> .\n"
A_TRIPLE = Triple(NamedNode("urn:a"), NamedNode("urn:p"), NamedNode("urn:b"))
B_TRIPLE = Triple(NamedNode("urn:b"), NamedNode("urn:p"), NamedNode("urn:c"))
BLANK = '_:one <urn:p> _:two .\n_:two <urn:q> "01"^^<http://www.w3.org/2001/XMLSchema#integer> .\n'
FILL = "".join(f"<urn:fill-{n}> <urn:p> <urn:fill> .\n" for n in range(LIMITS.file_graph))


def load(versions: VersionStore, path: Path, text: str, *, large: bool = True, again: bool = False) -> str:
    """Load a file of this text, large or not; return its slug."""
    path.write_text(text + FILL * large)
    load_rdf(versions, rdf_files(path), again=again)
    with versions.require_current().open() as opened:
        (found,) = (one for one in file_origins(opened.store) if one.name == path.name)
        assert found.statements == (text + FILL * large).count("\n")
        present = list(unpacked(opened.store, NamedNode(part_graph(found.slug))))
        assert len(present) == (found.statements if large else 0)
    return found.slug


def default_graph(versions: VersionStore) -> set[Triple]:
    with versions.require_current().open() as opened:
        return {q.triple for q in opened.store.quads_for_pattern(None, None, None, DefaultGraph())}


def update(versions: VersionStore, text: str) -> None:
    with versions.change(note="update") as change:
        run_update(change.store, text)


def test_it_goes_with_its_blank_nodes_and_nothing_else(versions: VersionStore, tmp_path: Path) -> None:
    load(versions, tmp_path / "other.nt", BLANK + A, large=False)
    before = default_graph(versions)
    slug = load(versions, tmp_path / "a.nt", BLANK + B)
    assert len(default_graph(versions)) == len(before) + 3 + LIMITS.file_graph
    report = withdraw_file(versions, slug)
    assert report.counts["statements removed"] == 3 + LIMITS.file_graph
    assert default_graph(versions) == before
    with versions.require_current().open() as opened:
        assert not opened.store.contains_named_graph(NamedNode(part_graph(slug)))


@pytest.mark.parametrize("large_first", [True, False])
@pytest.mark.parametrize("other_is_large", [True, False])
def test_what_another_file_says_stays_until_that_goes(
    versions: VersionStore, tmp_path: Path, large_first: bool, other_is_large: bool
) -> None:
    slugs = [
        load(versions, tmp_path / "large.nt", A + B),
        load(versions, tmp_path / "other.nt", A, large=other_is_large),
    ]
    first, second = slugs if large_first else reversed(slugs)
    withdraw_file(versions, first)
    left = default_graph(versions)
    assert A_TRIPLE in left
    assert (B_TRIPLE in left) is not large_first
    withdraw_file(versions, second)
    assert default_graph(versions) == set()


@pytest.mark.parametrize("updated_first", [True, False])
def test_what_an_update_says_as_well_stays(
    versions: VersionStore, tmp_path: Path, updated_first: bool
) -> None:
    said = f"INSERT DATA {{ {A} }}"
    if updated_first:
        update(versions, said)
    slug = load(versions, tmp_path / "1.nt", A + B)
    if not updated_first:
        update(versions, said)
    withdraw_file(versions, slug)
    assert default_graph(versions) == {A_TRIPLE}


def test_numbers_written_in_another_way_are_the_same_statement(
    versions: VersionStore, tmp_path: Path
) -> None:
    number = '<urn:a> <urn:p> "{}"^^<http://www.w3.org/2001/XMLSchema#integer> .\n'
    slug = load(versions, tmp_path / "1.nt", number.format("01"))
    update(versions, f"INSERT DATA {{ {number.format('+1')} }}")
    withdraw_file(versions, slug)
    assert {str(t.object) for t in default_graph(versions)} == {str(Literal(1))}


def test_a_statement_that_a_file_says_twice_is_not_taken_for_one_put_in_by_hand(
    versions: VersionStore, tmp_path: Path
) -> None:
    with versions.change(note="by hand") as change:
        put_in(change.store, [B_TRIPLE])
    path = tmp_path / "1.nt"
    path.write_text(A + FILL * 11 + A)  # the second time in another part of what is written at once
    load_rdf(versions, rdf_files(path))
    with versions.require_current().open() as opened:
        (found,) = file_origins(opened.store)
    assert found.statements == LIMITS.file_graph + 1
    withdraw_file(versions, found.slug)
    assert default_graph(versions) == {B_TRIPLE}


def test_what_an_update_deleted_comes_back_with_the_file(versions: VersionStore, tmp_path: Path) -> None:
    slug = load(versions, tmp_path / "1.nt", A + B)
    whole = default_graph(versions)
    update(versions, f"DELETE DATA {{ {A} }}")
    load(versions, tmp_path / "1.nt", A + B, again=True)
    assert default_graph(versions) == whole
    withdraw_file(versions, slug)
    assert default_graph(versions) == set()
    load(versions, tmp_path / "1.nt", A + B)
    assert default_graph(versions) == whole


def test_named_graphs_are_taken_back_as_well(versions: VersionStore, tmp_path: Path) -> None:
    quads = "".join(f"<urn:fill-{n}> <urn:p> <urn:fill> <urn:g> .\n" for n in range(LIMITS.file_graph))
    path, small = tmp_path / "a.nq", tmp_path / "b.nt"
    path.write_text(quads + "<urn:a> <urn:p> <urn:b> <urn:g> .\n" + B)
    small.write_text(A)
    load_rdf(versions, rdf_files(path))
    load_rdf(versions, rdf_files(small), graph="urn:g")
    with versions.require_current().open() as opened:
        slugs = {one.name: one.slug for one in file_origins(opened.store)}
    withdraw_file(versions, slugs["a.nq"])
    with versions.require_current().open() as opened:
        left = list(opened.store.quads_for_pattern(None, None, None, NamedNode("urn:g")))
    assert left == [Quad(*A_TRIPLE, NamedNode("urn:g"))]
    assert default_graph(versions) == set()


@pytest.mark.parametrize("file_goes_first", [True, False])
def test_what_claims_say_as_well_stays_until_both_are_gone(
    five_reports_copy: VersionStore, tmp_path: Path, file_goes_first: bool
) -> None:
    source = mint("source", "hai-duong-2025-04-fr")
    with five_reports_copy.require_current().open() as opened:
        pattern = (NamedNode(source), NamedNode(hn.sha256), None, DefaultGraph())
        (said,) = [q.triple for q in opened.store.quads_for_pattern(*pattern)]
    slug = load(five_reports_copy, tmp_path / "1.nt", f"{said} .\n")
    if file_goes_first:
        withdraw_file(five_reports_copy, slug)
        assert said in default_graph(five_reports_copy)
        withdraw(five_reports_copy, source)
    else:
        withdraw(five_reports_copy, source)
        assert said in default_graph(five_reports_copy)
        withdraw_file(five_reports_copy, slug)
    assert said not in default_graph(five_reports_copy)


def test_a_backup_brings_back_what_the_file_said_with_its_blank_nodes(
    versions: VersionStore, tmp_path: Path
) -> None:
    slug = load(versions, tmp_path / "a.nt", BLANK + A)
    write_dump(versions, tmp_path / "all.nq")
    restored = VersionStore(tmp_path / "restored")
    restore_dump(restored, tmp_path / "all.nq")
    assert len(default_graph(restored)) == 3 + LIMITS.file_graph
    withdraw_file(restored, slug)
    assert default_graph(restored) == set()


def test_readers_name_the_files_that_say_a_statement(versions: VersionStore, tmp_path: Path) -> None:
    load(versions, tmp_path / "large.nt", A + BLANK)
    load(versions, tmp_path / "small.nt", A, large=False)
    said = ("urn:a", "urn:p", NamedNode("urn:b"))
    other = ("urn:a", "urn:p", NamedNode("urn:nobody"))
    with versions.require_current().open() as opened:
        found = files_saying(EmbeddedReader(opened), [said, other])
    # Both may have been loaded in one second, and then neither comes first.
    assert {key: sorted(one.name for one in files) for key, files in found.items()} == {
        said: ["large.nt", "small.nt"]
    }


def test_of_a_high_degree_node_in_a_large_file_each_statement_is_told_and_goes(
    versions: VersionStore, tmp_path: Path
) -> None:
    hub = "".join(f"<urn:hub> <urn:p> <urn:{n}> .\n" for n in range(5_000))
    slug = load(versions, tmp_path / "large.nt", A + hub)
    said = [("urn:hub", "urn:p", NamedNode(f"urn:{n}")) for n in (0, 7, 4_999)]
    other = ("urn:hub", "urn:p", NamedNode("urn:nobody"))
    with versions.require_current().open() as opened:
        assert files_saying(EmbeddedReader(opened), [*said, other]).keys() == set(said)
    update(versions, "INSERT DATA { <urn:hub> <urn:p> <urn:7>, <urn:by-hand> }")
    withdraw_file(versions, slug)
    assert {str(triple.object) for triple in default_graph(versions)} == {"<urn:7>", "<urn:by-hand>"}
