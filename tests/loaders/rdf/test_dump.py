"""A dump of all graphs comes back whole: the same statements, and the same accepted layer."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from pyoxigraph import NamedNode, Store

from graph.claims.files import withdraw_file
from graph.claims.materialise import DEFAULT, recorded
from graph.claims.origins import file_origins
from graph.errors import InputError
from graph.review.decisions import Reviewer, reject, undo
from graph.store.versions import VersionStore
from huunghi import main
from loaders.rdf.dump import restore_dump, write_dump
from loaders.rdf.files import rdf_files
from loaders.rdf.load import load_rdf
from ontology.terms import hn, rdf
from queries.sparql.update import run_update


def quads(versions: VersionStore) -> set[str]:
    with versions.require_current().open() as opened:
        return {str(quad) for quad in opened.store}


def default_graph(versions: VersionStore) -> set[str]:
    with versions.require_current().open() as opened:
        return {str(quad.triple) for quad in opened.store.quads_for_pattern(None, None, None, DEFAULT)}


def accepted(versions: VersionStore) -> set[str]:
    with versions.require_current().open() as opened:
        return {str(triple) for triple in recorded(opened.store)}


@pytest.mark.parametrize("name", ["all.nq", "all.nq.gz", "all.nq.zst"])
def test_dump_and_restore_into_an_empty_store_give_the_same_graph(
    five_reports_copy: VersionStore, tmp_path: Path, name: str
) -> None:
    with five_reports_copy.require_current().open() as opened:
        claim = next(
            opened.store.quads_for_pattern(None, NamedNode(rdf.type), NamedNode(hn.Claim), None)
        ).subject
    reject(five_reports_copy, [claim.value], by=Reviewer("Lan"), why="a test")  # type: ignore[union-attr]
    (tmp_path / "own.nt").write_text("<urn:a> <urn:p> <urn:b> .\n")
    load_rdf(five_reports_copy, rdf_files(tmp_path / "own.nt"))
    with five_reports_copy.change(note="update") as change:
        run_update(change.store, "INSERT DATA { GRAPH <urn:g> { <urn:a> <urn:p> 1 } }")
    write_dump(five_reports_copy, tmp_path / name)
    other = VersionStore(tmp_path / "other")
    restore_dump(other, tmp_path / name)
    assert quads(other) == quads(five_reports_copy)
    assert accepted(other) == accepted(five_reports_copy)


def test_what_decisions_amount_to_is_kept_beside_them_where_a_dump_has_nothing_of_it(
    five_reports_copy: VersionStore, tmp_path: Path
) -> None:
    """As those of earlier releases may not. The next change looks only at what it changes, and relies on it."""
    with five_reports_copy.require_current().open() as opened:
        claims = [
            q.subject.value
            for q in opened.store.quads_for_pattern(None, NamedNode(rdf.predicate), NamedNode(hn.cited), None)
        ]  # type: ignore[union-attr]
    made = reject(five_reports_copy, sorted(claims)[:3], by=Reviewer("Lan"), why="a test")
    write_dump(five_reports_copy, tmp_path / "all.nq")
    lines = (tmp_path / "all.nq").read_text().splitlines(keepends=True)
    (tmp_path / "less.nq").write_text("".join(line for line in lines if hn.standing not in line))
    other = VersionStore(tmp_path / "other")
    for replace in (False, True):
        restore_dump(other, tmp_path / "less.nq", replace=replace)
        assert quads(other) == quads(five_reports_copy)
    for versions in (other, five_reports_copy):
        undo(versions, [made.act], by=Reviewer("Lan"))
    assert default_graph(other) == default_graph(five_reports_copy)
    assert default_graph(other) == accepted(other)


def test_blank_nodes_of_a_file_can_still_be_withdrawn_after_a_restore(
    versions: VersionStore, tmp_path: Path
) -> None:
    (tmp_path / "own.ttl").write_text("[] <urn:p> [ <urn:q> 1 ] .\n")
    load_rdf(versions, rdf_files(tmp_path / "own.ttl"))
    write_dump(versions, tmp_path / "all.nq")
    other = VersionStore(tmp_path / "other")
    restore_dump(other, tmp_path / "all.nq")
    with other.require_current().open() as opened:
        (origin,) = file_origins(opened.store)
        assert isinstance(opened.store, Store)
    assert withdraw_file(other, origin.slug).counts["statements removed"] == 2


def test_a_store_that_holds_something_is_replaced_only_when_told_to(
    versions: VersionStore, tmp_path: Path
) -> None:
    (tmp_path / "a.nt").write_text("<urn:a> <urn:p> <urn:b> .\n")
    load_rdf(versions, rdf_files(tmp_path / "a.nt"))
    write_dump(versions, tmp_path / "all.nq")
    before = quads(versions)
    with versions.change(note="update") as change:
        run_update(change.store, "INSERT DATA { <urn:x> <urn:p> 1 }")
    with pytest.raises(InputError, match=r"(?s)holds 1\d statements.*--replace"):
        restore_dump(versions, tmp_path / "all.nq")
    restore_dump(versions, tmp_path / "all.nq", replace=True)
    assert quads(versions) == before
    assert versions.numbers() == [1, 2, 3]


def test_what_is_no_dump_is_refused(versions: VersionStore, tmp_path: Path) -> None:
    (tmp_path / "a.nt").write_text("<urn:a> <urn:p> <urn:b> .\n")
    with pytest.raises(InputError, match="export dump"):
        restore_dump(versions, tmp_path / "a.nt")
    load_rdf(versions, rdf_files(tmp_path / "a.nt"))
    with pytest.raises(InputError, match=r"\.nq"):
        write_dump(versions, tmp_path / "all.ttl")


def test_the_commands_write_and_bring_back_a_dump(versions: VersionStore, tmp_path: Path) -> None:
    (tmp_path / "a.nt").write_text("<urn:a> <urn:p> <urn:b> .\n")
    load_rdf(versions, rdf_files(tmp_path / "a.nt"))
    run = CliRunner()
    dumped = run.invoke(main, ["--store", str(versions.root), "export", "dump", str(tmp_path / "all.nq")])
    assert dumped.exit_code == 0, dumped.output
    back = run.invoke(main, ["--store", str(tmp_path / "other"), "restore", str(tmp_path / "all.nq")])
    assert back.exit_code == 0, back.output
    assert quads(VersionStore(tmp_path / "other")) == quads(versions)
