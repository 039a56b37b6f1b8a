"""What a loaded file said can be taken back exactly; what anybody else says as well stays until the last one goes."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from pyoxigraph import DefaultGraph, Literal, NamedNode, Triple

from graph.claims.asserted import put_in
from graph.claims.files import withdraw_file
from graph.claims.origins import file_origins, part_graph
from graph.claims.sources import withdraw
from graph.errors import InputError, ManagedGraph, NotFound
from graph.store.versions import VersionStore
from huunghi import main
from loaders.rdf.files import rdf_files
from loaders.rdf.load import load_rdf
from ontology.iris import DECISIONS_GRAPH, ORIGINS_GRAPH, mint, source_graph
from ontology.prefixes import expand
from queries.sparql.update import run_update

A, B = "<urn:a> <urn:p> <urn:b> .\n", "<urn:b> <urn:p> <urn:c> .\n"
A_TRIPLE = Triple(NamedNode("urn:a"), NamedNode("urn:p"), NamedNode("urn:b"))
B_TRIPLE = Triple(NamedNode("urn:b"), NamedNode("urn:p"), NamedNode("urn:c"))


def load(
    versions: VersionStore, path: Path, text: str, *, graph: str | None = None, again: bool = False
) -> str:
    """Load a file of this text; return its slug."""
    path.write_text(text)
    load_rdf(versions, rdf_files(path), graph=graph, again=again)
    with versions.require_current().open() as opened:
        return [one.slug for one in file_origins(opened.store) if one.name == path.name][-1]


def default_graph(versions: VersionStore) -> set[Triple]:
    return triples_of(versions, DefaultGraph())


def triples_of(versions: VersionStore, graph: NamedNode | DefaultGraph) -> set[Triple]:
    with versions.require_current().open() as opened:
        return {q.triple for q in opened.store.quads_for_pattern(None, None, None, graph)}


def update(versions: VersionStore, text: str) -> None:
    with versions.change(note="update") as change:
        run_update(change.store, text)


def test_a_file_is_taken_back_with_its_blank_nodes_and_nothing_else(
    versions: VersionStore, tmp_path: Path
) -> None:
    load(versions, tmp_path / "other.ttl", "[] <urn:p> [ <urn:q> 1 ] .\n" + A)
    before = default_graph(versions)
    slug = load(versions, tmp_path / "a.ttl", "[] <urn:p> [ <urn:q> 1 ], ( 1 2 ) .\n" + B)
    assert len(default_graph(versions)) == len(before) + 8
    withdraw_file(versions, slug)
    assert default_graph(versions) == before


def test_what_two_files_say_stays_until_the_second_goes(versions: VersionStore, tmp_path: Path) -> None:
    first = load(versions, tmp_path / "1.nt", A + B)
    second = load(versions, tmp_path / "2.nt", A)
    report = withdraw_file(versions, first)
    assert report.counts["statements removed"] == 1
    assert default_graph(versions) == {A_TRIPLE}
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
    update(versions, f"DELETE DATA {{ {A} }}")
    assert default_graph(versions) == set()


def test_what_was_put_in_by_hand_stays_after_two_files_that_say_it(
    versions: VersionStore, tmp_path: Path
) -> None:
    with versions.change(note="by hand") as change:
        put_in(change.store, [A_TRIPLE])
    slugs = [load(versions, tmp_path / f"{n}.nt", A + B * n) for n in (1, 2)]
    for slug in slugs:
        withdraw_file(versions, slug)
    assert default_graph(versions) == {A_TRIPLE}


def test_what_an_update_deleted_of_a_file_is_gone_and_comes_back_with_the_file(
    versions: VersionStore, tmp_path: Path
) -> None:
    slug = load(versions, tmp_path / "1.nt", A + B)
    update(versions, f"DELETE DATA {{ {A} }}")
    assert default_graph(versions) == {B_TRIPLE}
    load(versions, tmp_path / "1.nt", A + B, again=True)
    assert default_graph(versions) == {A_TRIPLE, B_TRIPLE}
    withdraw_file(versions, slug)
    assert default_graph(versions) == set()


@pytest.mark.parametrize("file_goes_first", [True, False])
def test_what_claims_say_as_well_stays_until_both_are_gone(
    five_reports_copy: VersionStore, tmp_path: Path, file_goes_first: bool
) -> None:
    source = mint("source", "hai-duong-2025-04-fr")
    digest = NamedNode(expand("hn:sha256"))
    with five_reports_copy.require_current().open() as opened:
        (said,) = [
            q.triple
            for q in opened.store.quads_for_pattern(NamedNode(source), digest, None, DefaultGraph())
            if isinstance(q.object, Literal)
        ]
    slug = load(five_reports_copy, tmp_path / "1.nt", f"{said} .\n")
    before = default_graph(five_reports_copy)
    if file_goes_first:
        withdraw_file(five_reports_copy, slug)
        assert default_graph(five_reports_copy) == before
        withdraw(five_reports_copy, source)
    else:
        withdraw(five_reports_copy, source)
        assert said in default_graph(five_reports_copy)
        withdraw_file(five_reports_copy, slug)
    assert said not in default_graph(five_reports_copy)


def test_named_graphs_are_taken_back_as_well_and_empty_ones_go(
    versions: VersionStore, tmp_path: Path
) -> None:
    quads = "<urn:a> <urn:p> <urn:b> <urn:g> .\n<urn:a> <urn:p> <urn:b> <urn:h> .\n" + B
    first = load(versions, tmp_path / "a.nq", quads)
    second = load(versions, tmp_path / "b.nt", A, graph="urn:h")
    withdraw_file(versions, first)
    assert triples_of(versions, NamedNode("urn:h")) == {A_TRIPLE}
    with versions.require_current().open() as opened:
        assert not opened.store.contains_named_graph(NamedNode("urn:g"))
    withdraw_file(versions, second)
    with versions.require_current().open() as opened:
        assert [str(g) for g in opened.store.named_graphs()] == [f"<{ORIGINS_GRAPH}>"]


def test_the_record_stays_with_the_time_and_can_be_asked_for(versions: VersionStore, tmp_path: Path) -> None:
    slug = load(versions, tmp_path / "vn.ttl", A)
    withdraw_file(versions, slug, reason="a hoax")
    with versions.require_current().open() as opened:
        rows = opened.store.query(
            "PREFIX void: <http://rdfs.org/ns/void#> PREFIX prov: <http://www.w3.org/ns/prov#> "
            "PREFIX dcat: <http://www.w3.org/ns/dcat#> PREFIX hn: <https://w3id.org/huunghi/ontology#> "
            "SELECT ?f ?n ?b { GRAPH ?g { ?o a void:Dataset, dcat:Distribution, hn:Origin ; hn:fileName ?f ; "
            "void:triples ?n ; hn:statements ?n ; dcat:byteSize ?b ; hn:sha256 ?h ; prov:generatedAtTime ?made ; "
            "prov:invalidatedAtTime ?t } }"
        )
        assert [[term.value for term in row] for row in rows] == [["vn.ttl", "1", str(len(A))]]


def test_a_withdrawn_file_can_be_loaded_again_and_is_withdrawn_once(
    versions: VersionStore, tmp_path: Path
) -> None:
    slug = load(versions, tmp_path / "vn.ttl", A)
    withdraw_file(versions, slug)
    with pytest.raises(InputError, match=r"was withdrawn on(.|\n)*huunghi load"):
        withdraw_file(versions, slug)
    assert load(versions, tmp_path / "vn.ttl", A) == slug
    assert default_graph(versions) == {A_TRIPLE}
    with pytest.raises(NotFound, match="sources list"):
        withdraw_file(versions, "none")


def test_the_command_line_lists_files_and_withdraws_them_by_name(
    versions: VersionStore, tmp_path: Path
) -> None:
    slug = load(versions, tmp_path / "vn.ttl", A)
    run = CliRunner()
    store = ["--store", str(versions.root), "sources"]
    listed = run.invoke(main, [*store, "list"]).output
    assert f"origin/{slug}" in listed
    assert "1 statements" in listed
    assert "vn.ttl, loaded 20" in listed
    assert run.invoke(main, [*store, "withdraw", "vn.ttl"]).exit_code == 0
    assert f"origin/{slug}" in run.invoke(main, [*store, "list"]).output
    assert "withdrawn 20" in run.invoke(main, [*store, "list"]).output
    assert default_graph(versions) == set()


@pytest.mark.parametrize(
    "graph", [DECISIONS_GRAPH, source_graph("report"), part_graph("ab12"), ORIGINS_GRAPH]
)
@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("a.nq", A + "<urn:x> <urn:p> <urn:y> <{}> .\n", 2),
        ("a.trig", "<urn:a> <urn:p> 1 .\n\n<{}> {{\n  <urn:x> <urn:p> <urn:y> .\n}}\n", 4),
        ("a.jsonld", '[{{"@id": "{}", "@graph": [{{"@id": "urn:x", "urn:p": [{{"@value": "y"}}]}}]}}]', None),
    ],
)
def test_no_file_writes_to_a_managed_graph(
    versions: VersionStore, tmp_path: Path, graph: str, name: str, text: str, line: int | None
) -> None:
    good, bad = tmp_path / "0.nt", tmp_path / name
    good.write_text(B)
    bad.write_text(text.format(graph))
    with pytest.raises(InputError, match="huunghi restore") as caught:
        load_rdf(versions, [*rdf_files(good), *rdf_files(bad)])
    (problem,) = caught.value.problems
    assert (problem.file, problem.line) == (str(bad), line)
    assert graph in problem.message
    assert versions.current() is None
    with pytest.raises(ManagedGraph, match="made by the service"):
        load_rdf(versions, rdf_files(good), graph=graph)


def test_a_file_of_an_earlier_release_goes_by_an_update_and_not_by_loading_it_again(
    versions: VersionStore, tmp_path: Path
) -> None:
    slug = load(versions, tmp_path / "1.nt", A + B)
    with versions.change(note="as earlier releases left it") as change:
        change.store.remove_graph(NamedNode(part_graph(slug)))
        subset = NamedNode(expand("void:subset"))
        for quad in list(change.store.quads_for_pattern(None, subset, None, NamedNode(ORIGINS_GRAPH))):
            change.store.remove(quad)
    with pytest.raises(InputError, match="cannot be withdrawn") as caught:
        withdraw_file(versions, slug)
    assert "DELETE DATA" in caught.value.hint
    load(versions, tmp_path / "1.nt", A + B, again=True)
    withdraw_file(versions, slug)
    assert default_graph(versions) == {A_TRIPLE, B_TRIPLE}, "as the hint says"
    update(versions, f"DELETE DATA {{ {A} {B} }}")
    assert default_graph(versions) == set()
