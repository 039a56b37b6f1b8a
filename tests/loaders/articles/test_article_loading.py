"""A folder of articles becomes claims in the graph, document by document, and what is known is not told twice."""

import contextlib
import os
import pty
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Triple

from graph.claims.claim import EXPLICIT, Claim
from graph.claims.materialise import recorded
from graph.claims.publish import Run, put_claims
from graph.claims.validation import validate_accepted
from graph.store.reader import EmbeddedReader
from graph.store.versions import VersionStore
from loaders.articles.claims.kinds import KINDS
from loaders.articles.claims.minted_labels import made_label
from loaders.articles.load import TEXTS, load_articles
from loaders.articles.upgrade import upgrade_store
from ontology.iris import mint, source_graph
from ontology.prefixes import expand
from tests.conftest import ROOT

VIETNAMESE = (
    "Ngày 5/3/2024, tại Huế, Liên hiệp các tổ chức hữu nghị tỉnh Thừa Thiên Huế tổ chức hội nghị triển khai "
    "Chỉ thị số 12-CT/TW ngày 05/01/2022 của Ban Bí thư."
)


@pytest.fixture(scope="module")
def from_texts(tmp_path_factory: pytest.TempPathFactory, texts: Path) -> VersionStore:
    """A store that holds what the rules read off the five reports, and nothing else."""
    versions = VersionStore(tmp_path_factory.mktemp("articles") / "store")
    load_articles(versions, texts, workers=1)
    return versions


@pytest.fixture(scope="module")
def believed(tmp_path_factory: pytest.TempPathFactory, from_texts: VersionStore) -> VersionStore:
    """The same store when all that the rules read is accepted."""
    root = tmp_path_factory.mktemp("believed") / "store"
    shutil.copytree(from_texts.root, root, symlinks=True)
    versions = VersionStore(root)
    upgrade_store(versions, trusted=frozenset(KINDS))
    return versions


def one(versions: VersionStore, query: str) -> str:
    ((term,),) = EmbeddedReader.current(versions).select(query).rows
    return str(term.value)  # type: ignore[union-attr]


def test_the_ceremony_of_april_2024_is_one_event_with_both_languages_and_the_three_documents(
    believed: VersionStore,
) -> None:
    rows = EmbeddedReader.current(believed).select(
        """SELECT ?event (COUNT(DISTINCT ?document) AS ?documents) (COUNT(DISTINCT ?language) AS ?languages) WHERE {
             ?event a schema:Event ; prov:wasDerivedFrom ?source . ?source schema:inLanguage ?language .
             ?citation hn:citing ?event ; hn:cited ?document .
           } GROUP BY ?event"""
    )
    assert [(str(d.value), str(n.value)) for _, d, n in rows.rows] == [("3", "2")]  # type: ignore[union-attr]


def test_the_two_translations_of_the_report_of_2025_are_one_witness_of_one_event(
    believed: VersionStore,
) -> None:
    query = """SELECT (COUNT(DISTINCT ?{0}) AS ?n) WHERE {{
      ?event dct:type concept:event\\/workshop ; prov:wasDerivedFrom ?source .
      ?source prov:wasDerivedFrom ?original }}"""
    assert [one(believed, query.format(name)) for name in ("event", "source", "original")] == [
        "1",
        "2",
        "1",
    ]


def test_one_body_and_one_person_go_by_all_their_spellings(believed: VersionStore) -> None:
    body = "<https://w3id.org/huunghi/id/organisation/nghe-an-union>"
    said = f"SELECT (COUNT(DISTINCT ?g) AS ?n) {{ GRAPH ?g {{ ?claim rdf:subject|rdf:object {body} }} }}"
    assert int(one(believed, said)) >= 4
    people = 'SELECT (COUNT(?p) AS ?n) { ?p a foaf:Person ; skos:prefLabel ?l FILTER(CONTAINS(STR(?l), "Ngoc Hung")) }'
    assert one(believed, people) == "1"


def test_the_union_goes_by_its_names_in_each_script_with_the_passages(believed: VersionStore) -> None:
    body = "<https://w3id.org/huunghi/id/organisation/nghe-an-union>"
    rows = EmbeddedReader.current(believed).select(
        f"SELECT DISTINCT ?name {{ {body} org:classification concept:body\\/friendship-union ; skos:altLabel ?name }}"
    )
    names = {str(name.value) for (name,) in rows.rows}  # type: ignore[union-attr]
    assert names >= {
        "Союз организаций дружбы провинции Нгеан",
        "Союз организаций дружбы Нге Ан",
        "Nghe An Union of Friendship Organizations",
        "Union of Friendship Organizations of Nghe An",
    }
    quoted = f"""SELECT (COUNT(DISTINCT ?passage) AS ?n) {{ GRAPH ?g {{
      ?claim rdf:subject {body} ; rdf:predicate skos:altLabel ; prov:wasQuotedFrom ?passage }} }}"""
    assert int(one(believed, quoted)) >= 4


def test_everything_has_a_name(from_texts: VersionStore) -> None:
    nameless = """SELECT (COUNT(DISTINCT ?thing) AS ?n) WHERE {
      ?thing a ?class . FILTER(STRSTARTS(STR(?thing), "https://w3id.org/huunghi/id/"))
      FILTER(!CONTAINS(STR(?thing), "/id/passage/")) FILTER NOT EXISTS { ?thing rdfs:label ?label } }"""
    assert one(from_texts, nameless) == "0"


def test_what_is_accepted_of_the_five_reports_conforms(from_texts: VersionStore) -> None:
    with from_texts.require_current().open() as opened:
        assert validate_accepted(recorded(opened.store)) == ()


def test_the_same_texts_are_read_once_and_their_texts_kept_by_hash(
    from_texts: VersionStore, texts: Path, tmp_path: Path
) -> None:
    store = tmp_path / "store"
    shutil.copytree(from_texts.root, store, symlinks=True)
    again = load_articles(VersionStore(store), texts, workers=1)
    assert again.counts["documents read before"] == 5
    assert again.version is None
    assert len(list((store / TEXTS).glob("*.txt"))) == 5


def test_articles_read_beside_the_tables_add_witnesses_and_take_nothing_away(
    five_reports_copy: VersionStore, texts: Path
) -> None:
    holder = "SELECT (COUNT(*) AS ?n) { ?t hn:post id:post\\/nghe-an-union-chair }"
    before = one(five_reports_copy, holder)
    report = load_articles(five_reports_copy, texts, workers=1)
    assert report.counts["documents read"] == 5
    assert report.counts["statements removed"] == 0
    assert one(five_reports_copy, holder) == before


def test_a_body_is_known_by_its_place_where_the_graph_knows_that_place_too(
    five_reports_copy: VersionStore, texts: Path
) -> None:
    load_articles(five_reports_copy, texts, workers=1)
    body = "<https://w3id.org/huunghi/id/organisation/nghe-an-union>"
    nominative = f'ASK {{ {body} skos:altLabel "Союз организаций дружбы Нге Ан"@ru }}'
    assert EmbeddedReader.current(five_reports_copy).ask(nominative)


def test_a_document_that_cannot_be_read_stops_no_other_and_the_exit_code_tells(tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "good.vi.txt").write_text(VIETNAMESE, encoding="utf-8")
    (folder / "empty.txt").write_text("")
    (folder / "binary.txt").write_bytes(bytes(range(256)) * 8)
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "import huunghi; huunghi.main()",
            "--store",
            str(tmp_path / "s"),
            "load",
            str(folder),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "left out: empty.txt" in done.stdout
    assert "left out: binary.txt" in done.stdout
    assert "documents read 1" in done.stdout
    cited = "SELECT ?i { ?c hn:cited ?d . ?d skos:prefLabel ?i FILTER(LANG(?i) = 'vi') }"
    assert one(VersionStore(tmp_path / "s"), cited) == "Chỉ thị 12-CT/TW ngày 5/1/2022"


def test_files_of_one_name_in_two_folders_are_two_sources(tmp_path: Path) -> None:
    """The second article of a name must not take the place of the first."""
    versions = VersionStore(tmp_path / "s")
    for folder, place in (("one", "Huế"), ("two", "Cần Thơ")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.txt").write_text(VIETNAMESE.replace("Huế", place), encoding="utf-8")
        load_articles(versions, tmp_path / folder, workers=1)
    assert one(versions, "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s hn:sha256 ?hash }") == "2"
    places = "SELECT (COUNT(DISTINCT ?p) AS ?n) { GRAPH ?g { ?claim rdf:predicate schema:location ; rdf:object ?p } }"
    assert one(versions, places) == "2"


def test_what_an_earlier_version_of_the_rules_said_goes_where_this_one_does_not_say_it(
    tmp_path: Path,
) -> None:
    versions = VersionStore(tmp_path / "s")
    run = Run(mint("run", "rules-0"), "extraction by rules, version 0")
    atlantis = Triple(
        NamedNode(mint("place", "atlantis")), NamedNode(expand("rdf:type")), NamedNode(expand("schema:Place"))
    )
    wrong = [Claim(atlantis, mint("source", source), status=EXPLICIT, run=run.iri) for source in ("a", "b")]
    put_claims(versions, wrong, run=run, note="by hand", complete=False)
    (tmp_path / "a.txt").write_text(VIETNAMESE, encoding="utf-8")
    load_articles(versions, tmp_path / "a.txt", workers=1)
    where = f"SELECT ?g {{ GRAPH ?g {{ ?claim rdf:subject <{mint('place', 'atlantis')}> }} }}"
    assert one(versions, where) == source_graph("b")


def test_the_bar_runs_in_a_terminal(tmp_path: Path) -> None:
    """Its rate is unknown at first."""
    (tmp_path / "a.txt").write_text(VIETNAMESE, encoding="utf-8")
    leader, follower = pty.openpty()
    command = [sys.executable, "-c", "import huunghi; huunghi.main()", "--store", str(tmp_path / "s"), "load"]
    running = subprocess.Popen(
        [*command, str(tmp_path / "a.txt")], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=follower
    )
    os.close(follower)
    told = b""
    with contextlib.suppress(OSError):  # what Linux raises where the other end of a terminal is closed
        while piece := os.read(leader, 1 << 16):
            told += piece
    os.close(leader)
    assert running.wait() == 0, told.decode(errors="replace")
    assert b"1/1" in told


@pytest.mark.parametrize(
    ("slug", "words"),
    [
        ("cluster-1-workshop-2025-04", "Cluster 1 Workshop, April 2025"),
        ("cluster-1-workshop-2025-04-25", "Cluster 1 Workshop, 25 April 2025"),
        ("nghe-an-union-key-tasks-2024-2029", "Nghe An Union Key Tasks 2024–2029"),
        ("nguyen-van-thong", "Nguyen Van Thong"),
    ],
)
def test_a_thing_without_a_name_is_named_by_its_parts(slug: str, words: str) -> None:
    assert made_label(slug) == words
