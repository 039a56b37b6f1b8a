"""RDF files go into the graph as they are, once, and all of them or none."""

import gzip
from pathlib import Path

import pytest
import zstandard
from pyoxigraph import DefaultGraph, Literal, NamedNode, RdfFormat, Store, Triple, serialize

from graph.errors import InputError
from graph.store.versions import VersionStore
from loaders.rdf.files import rdf_files
from loaders.rdf.load import load_rdf
from loaders.rdf.progress import LoadProgress
from ontology.iris import ORIGINS_GRAPH, mint
from ontology.prefixes import expand

TRIPLES = [Triple(NamedNode(f"urn:{n}"), NamedNode("urn:p"), Literal(str(n))) for n in range(20)]
SYNTAXES = {
    ".nt": RdfFormat.N_TRIPLES,
    ".ttl": RdfFormat.TURTLE,
    ".nq": RdfFormat.N_QUADS,
    ".trig": RdfFormat.TRIG,
    ".rdf": RdfFormat.RDF_XML,
    ".jsonld": RdfFormat.JSON_LD,
}


def load(
    versions: VersionStore, *paths: Path, graph: str | None = None, again: bool = False
) -> dict[str, int]:
    return dict(load_rdf(versions, [f for p in paths for f in rdf_files(p)], graph=graph, again=again).counts)


def triples_of(versions: VersionStore, graph: NamedNode | DefaultGraph) -> set[Triple]:
    with versions.require_current().open() as opened:
        return {q.triple for q in opened.store.quads_for_pattern(None, None, None, graph)}


@pytest.mark.parametrize("suffix", SYNTAXES)
@pytest.mark.parametrize("packing", ["", ".gz", ".zst"])
def test_every_syntax_is_read_plain_and_packed(
    versions: VersionStore, tmp_path: Path, suffix: str, packing: str
) -> None:
    text = serialize(TRIPLES, format=SYNTAXES[suffix]) or b""
    packers = {"": bytes, ".gz": gzip.compress, ".zst": zstandard.ZstdCompressor().compress}
    path = tmp_path / f"data{suffix}{packing}"
    path.write_bytes(packers[packing](text))  # type: ignore[operator]
    assert load(versions, path)["statements added"] == len(TRIPLES)
    assert triples_of(versions, DefaultGraph()) == set(TRIPLES)


def test_a_folder_is_read_whole_and_what_is_no_rdf_in_it_passed_over(
    versions: VersionStore, tmp_path: Path
) -> None:
    folder = tmp_path / "folder" / "deeper"
    folder.mkdir(parents=True)
    (folder / "a.nt").write_text("<urn:a> <urn:p> <urn:b> .\n")
    (folder.parent / "b.ttl").write_text("<urn:b> <urn:p> <urn:c> .\n")
    (folder / "notes.txt").write_text("nothing")
    assert load(versions, tmp_path / "folder")["files loaded"] == 2


def test_triples_go_into_the_graph_that_is_named(versions: VersionStore, tmp_path: Path) -> None:
    path = tmp_path / "a.nt"
    path.write_text("<urn:a> <urn:p> <urn:b> .\n")
    load(versions, path, graph="urn:g")
    assert len(triples_of(versions, NamedNode("urn:g"))) == 1
    assert triples_of(versions, DefaultGraph()) == set()


def test_quads_go_where_they_say_and_nowhere_else(versions: VersionStore, tmp_path: Path) -> None:
    path = tmp_path / "a.nq"
    path.write_text("<urn:a> <urn:p> <urn:b> <urn:g> .\n<urn:a> <urn:p> <urn:c> .\n")
    load(versions, path)
    assert len(triples_of(versions, NamedNode("urn:g"))) == 1
    with pytest.raises(InputError, match="names its graphs itself"):
        load(versions, path, graph="urn:h")


def test_the_origin_of_a_file_is_recorded_once_not_per_statement(
    versions: VersionStore, tmp_path: Path
) -> None:
    path = tmp_path / "a.nt"
    path.write_bytes(serialize(TRIPLES, format=RdfFormat.N_TRIPLES) or b"")
    load(versions, path)
    origin = triples_of(versions, NamedNode(ORIGINS_GRAPH))
    assert len({t.subject for t in origin}) == 2, "the file, and the graph of its statements"
    assert Literal("a.nt") in {t.object for t in origin}


def test_the_same_file_is_loaded_once_unless_asked_for_again(versions: VersionStore, tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    path.write_text("[] <urn:p> <urn:b> .\n")
    load(versions, path)
    assert load(versions, path) == {"files left out": 1}
    assert versions.numbers() == [1]
    assert load(versions, path, again=True)["files loaded"] == 1
    assert len(triples_of(versions, DefaultGraph())) == 1, "what came of it the first time makes room"


def test_the_same_bytes_go_into_two_graphs_when_told_to(versions: VersionStore, tmp_path: Path) -> None:
    path = tmp_path / "a.nt"
    path.write_text("<urn:a> <urn:p> <urn:b> .\n")
    load(versions, path)
    assert load(versions, path, graph="urn:g")["statements added"] == 1


@pytest.mark.parametrize(
    ("name", "content", "line"),
    [
        ("a.nt", b"<urn:a> <urn:p> <urn:b> .\n<urn:a> <urn:p> oops .\n", 2),
        ("a.ttl", b"@prefix e: <urn:> .\n\ne:a zz:b 1 .\n", 3),
        ("a.rdf", b"<rdf:RDF>", None),
        ("a.jsonld", b'{"@id": ', None),
        ("a.nt.gz", b"this is not gzip", None),
        ("a.nt.zst", b"this is not zstd", None),
        ("a.nt", b"\xff\xfe\x00", None),
    ],
)
def test_a_broken_file_is_named_with_its_line_and_nothing_is_loaded(
    versions: VersionStore, tmp_path: Path, name: str, content: bytes, line: int | None
) -> None:
    good, bad = tmp_path / "0-good.nt", tmp_path / name
    good.write_text("<urn:a> <urn:p> <urn:b> .\n")
    bad.write_bytes(content)
    with pytest.raises(InputError) as caught:
        load(versions, good, bad)
    (problem,) = caught.value.problems
    assert problem.file == str(bad)
    assert line is None or problem.line == line
    assert versions.current() is None


def test_a_path_without_rdf_is_refused_with_the_endings_that_are_known(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    with pytest.raises(InputError, match=r"holds no RDF(.|\n)*\.ttl, \.nt"):
        rdf_files(tmp_path / "a.txt")


def test_progress_adds_up_to_the_bytes_of_the_files(versions: VersionStore, tmp_path: Path) -> None:
    plain, packed = tmp_path / "a.nt", tmp_path / "b.nt.gz"
    plain.write_bytes(serialize(TRIPLES, format=RdfFormat.N_TRIPLES) or b"")
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    progress = LoadProgress(plain.stat().st_size + packed.stat().st_size, lambda _: None)
    load_rdf(versions, [*rdf_files(plain), *rdf_files(packed)], observer=progress)
    assert progress.bytes == progress.total


def test_a_dump_of_a_store_loads_into_another(versions: VersionStore, tmp_path: Path) -> None:
    store = Store()
    store.update("INSERT DATA { <urn:a> <urn:b> 1 GRAPH <urn:g> { <urn:c> <urn:d> 2 } }")
    path = tmp_path / "dump.nq"
    path.write_bytes(store.dump(format=RdfFormat.N_QUADS) or b"")
    assert load(versions, path)["statements added"] == 2


def test_a_file_that_contradicts_claims_is_loaded_and_both_sides_are_told(
    five_reports_copy: VersionStore, tmp_path: Path
) -> None:
    person = mint("person", "nguyen-ngoc-hung")
    label = expand("skos:prefLabel")
    path = tmp_path / "other.nt"
    path.write_text(
        f'<{person}> <{label}> "Somebody Else"@en .\n'
        f'<{person}> <{label}> "Jemand"@de .\n'
        f'<urn:nobody> <{label}> "Nobody"@en .\n'
    )
    report = load_rdf(five_reports_copy, rdf_files(path))
    (note,) = report.notes
    assert note.startswith(f"{path}: ")
    assert "Somebody Else" in note
    assert "is said by" in note
    assert "graph/source/" in note
    with five_reports_copy.require_current().open() as opened:
        said = {
            q.object.value for q in opened.store.quads_for_pattern(NamedNode(person), NamedNode(label), None)
        }
    assert "Somebody Else" in said
